//! Providers and their sealed keys.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::provider::{BaseUrl, Provider, ProviderKey};
use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::store::column::{parsed, parsed_option};
use crate::store::db::{Read, Write};
use crate::store::error::{Error, unreadable};

const SELECT: &str = "SELECT id, name, dialect, base_url, routes, auth, fallback, allow_private,
    created_at FROM providers WHERE removed_at IS NULL";

/// A sealed key and what it takes to open it.
#[derive(Debug)]
pub struct SealedKey {
    /// Its row, part of the place it opens in.
    pub id: i64,
    /// Whose it is; `None` for the system's.
    pub user_id: Option<UserId>,
    /// The envelope.
    pub sealed: Vec<u8>,
}

/// Every provider, in the order they are asked.
///
/// # Errors
/// As any read.
pub fn list(read: &Read<'_>) -> Result<Vec<Provider>, Error> {
    let mut select = read.prepare(&format!("{SELECT} ORDER BY id"))?;
    Ok(select.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// The provider of a name.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, name: &Name) -> Result<Option<Provider>, Error> {
    let mut select = read.prepare(&format!("{SELECT} AND name = $1"))?;
    Ok(select.query_row([name.as_str()], from_row).optional()?)
}

/// Stores a provider; its number is chosen here.
///
/// # Errors
/// [`Error::Duplicate`] where its name is taken.
pub fn insert(write: &Write<'_>, provider: &Provider) -> Result<i64, Error> {
    let sql = "INSERT INTO providers (name, dialect, base_url, routes, auth, fallback,
                                      allow_private, created_at)
               VALUES (:name, :dialect, :base_url, :routes, :auth, :fallback, :allow_private,
                       :created_at) RETURNING id";
    let id = write.prepare(sql)?.query_row(
        named_params! {
            ":name": provider.name.as_str(),
            ":dialect": provider.dialect.as_str(),
            ":base_url": provider.base_url.as_ref().map(BaseUrl::to_string),
            ":routes": routes_to_text(&provider.routes),
            ":auth": provider.auth.as_str(),
            ":fallback": provider.fallback.as_str(),
            ":allow_private": provider.allow_private,
            ":created_at": provider.created_at.micros(),
        },
        |row| row.get(0),
    )?;
    Ok(id)
}

/// Writes what can change of a provider.
///
/// # Errors
/// [`Error::Unexpected`] where it is gone.
pub fn update(write: &Write<'_>, provider: &Provider) -> Result<(), Error> {
    let sql = "UPDATE providers SET base_url = :base_url, routes = :routes, auth = :auth,
                      fallback = :fallback, allow_private = :allow_private
               WHERE id = :id AND removed_at IS NULL";
    write.change_one(
        "the provider",
        sql,
        named_params! {
            ":id": provider.id,
            ":base_url": provider.base_url.as_ref().map(BaseUrl::to_string),
            ":routes": routes_to_text(&provider.routes),
            ":auth": provider.auth.as_str(),
            ":fallback": provider.fallback.as_str(),
            ":allow_private": provider.allow_private,
        },
    )
}

/// Marks a provider as removed, which takes it out of every list. Its row stays for the ledger.
///
/// # Errors
/// [`Error::Unexpected`] where it is gone.
pub fn mark_removed(write: &Write<'_>, id: i64, at: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE providers SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL";
    write.change_one("the provider", sql, (at.micros(), id))
}

/// Every stored key of the providers, without the keys.
///
/// # Errors
/// As any read.
pub fn list_keys(read: &Read<'_>) -> Result<Vec<ProviderKey>, Error> {
    let sql = "SELECT provider_keys.id, providers.name AS provider, handle, last_four,
                      provider_keys.created_at
               FROM provider_keys
               JOIN providers ON providers.id = provider_id
               LEFT JOIN users ON users.id = user_id
               ORDER BY provider_id, user_id";
    let mut select = read.prepare(sql)?;
    let rows = select.query_map([], |row| {
        Ok(ProviderKey {
            id: row.get("id")?,
            provider: parsed(row, "provider")?,
            user: parsed_option(row, "handle")?,
            last_four: row.get("last_four")?,
            created_at: Timestamp::from_micros(row.get("created_at")?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The sealed key of a user, or the system's for `None`.
///
/// # Errors
/// As any read.
pub fn find_key(
    read: &Read<'_>,
    provider_id: i64,
    user: Option<UserId>,
) -> Result<Option<SealedKey>, Error> {
    let sql = "SELECT id, user_id, sealed FROM provider_keys
               WHERE provider_id = $1 AND coalesce(user_id, 0) = $2";
    let owner = user.map_or(0, |user| user.0);
    let found = read.prepare(sql)?.query_row((provider_id, owner), |row| {
        let user_id: Option<i64> = row.get("user_id")?;
        Ok(SealedKey {
            id: row.get("id")?,
            user_id: user_id.map(UserId),
            sealed: row.get("sealed")?,
        })
    });
    Ok(found.optional()?)
}

/// A number for the next key: it must be known before the key can be sealed for its row.
///
/// # Errors
/// As any read.
pub fn next_key_id(write: &Write<'_>) -> Result<i64, Error> {
    let sql = "SELECT coalesce(max(id), 0) + 1 FROM provider_keys";
    Ok(write.prepare(sql)?.query_row([], |row| row.get(0))?)
}

/// Stores a sealed key.
///
/// # Errors
/// [`Error::Duplicate`] where that owner has one for that provider.
pub fn insert_key(
    write: &Write<'_>,
    provider_id: i64,
    key: &SealedKey,
    last_four: &str,
    created_at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO provider_keys (id, provider_id, user_id, sealed, last_four, created_at)
               VALUES (:id, :provider_id, :user_id, :sealed, :last_four, :created_at)";
    write.prepare(sql)?.execute(named_params! {
        ":id": key.id,
        ":provider_id": provider_id,
        ":user_id": key.user_id.map(|user| user.0),
        ":sealed": key.sealed,
        ":last_four": last_four,
        ":created_at": created_at.micros(),
    })?;
    Ok(())
}

/// Deletes the key of one owner; says whether there was one.
///
/// # Errors
/// As any write.
pub fn delete_key(
    write: &Write<'_>,
    provider_id: i64,
    user: Option<UserId>,
) -> Result<bool, Error> {
    let sql = "DELETE FROM provider_keys WHERE provider_id = $1 AND coalesce(user_id, 0) = $2";
    let owner = user.map_or(0, |user| user.0);
    Ok(write.prepare(sql)?.execute((provider_id, owner))? == 1)
}

/// Deletes every key of a provider; says how many there were.
///
/// # Errors
/// As any write.
pub fn delete_keys(write: &Write<'_>, provider_id: i64) -> Result<usize, Error> {
    Ok(write.prepare("DELETE FROM provider_keys WHERE provider_id = $1")?.execute([provider_id])?)
}

fn routes_to_text(routes: &[ModelGlob]) -> String {
    let globs: Vec<&str> = routes.iter().map(ModelGlob::as_str).collect();
    serde_json::Value::from(globs).to_string()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Provider> {
    let routes: Vec<String> =
        serde_json::from_str(&row.get::<_, String>("routes")?).map_err(unreadable)?;
    let routes = routes.iter().map(|glob| glob.parse()).collect::<Result<_, _>>();
    Ok(Provider {
        id: row.get("id")?,
        name: parsed(row, "name")?,
        dialect: parsed(row, "dialect")?,
        base_url: parsed_option(row, "base_url")?,
        routes: routes.map_err(unreadable)?,
        auth: parsed(row, "auth")?,
        fallback: parsed(row, "fallback")?,
        allow_private: row.get("allow_private")?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
    })
}
