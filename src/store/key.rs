//! Keys, the secrets under them, and what the gateway needs to judge one.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::credential::Credential;
use crate::domain::key::{Key, KeyId, KeyRef, KeyStatus};
use crate::domain::name::Name;
use crate::domain::page::{Listing, Page};
use crate::domain::time::Timestamp;
use crate::domain::token::Prefix;
use crate::domain::user::UserId;
use crate::store::column::parsed;
use crate::store::db::{Read, Write};
use crate::store::error::Error;
use crate::store::page::{self, Conditions, Source};

const KEYS: Source = Source {
    columns: "keys.id, keys.user_id, handle, keys.name, prefix, last_four, keys.status,
              roles.name AS role, keys.created_at, keys.revoked_at",
    from: "keys
           JOIN key_secrets ON key_secrets.key_id = keys.id
           JOIN users ON users.id = keys.user_id
           JOIN roles ON roles.id = users.role_id",
    id: "keys.id",
    orders: &[
        ("id", "keys.id"),
        ("user", "handle"),
        ("name", "keys.name"),
        ("status", "keys.status"),
        ("role", "roles.name"),
        ("created_at", "keys.created_at"),
        ("revoked_at", "coalesce(keys.revoked_at, 0)"),
    ],
};

/// Which keys a list or a count covers; a field that is `None` excludes nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those of this user.
    pub user: Option<UserId>,
    /// Only those of this status.
    pub status: Option<KeyStatus>,
}

impl Filter {
    fn conditions(&self) -> Conditions {
        Conditions::default()
            .equal("keys.user_id", self.user.map(|user| user.0))
            .equal("keys.status", self.status.map(|status| status.as_str().to_owned()))
    }
}

/// A secret to store under a key: its public parts and its digest.
#[derive(Debug)]
pub struct NewSecret {
    /// The public prefix.
    pub prefix: Prefix,
    /// The last four characters.
    pub last_four: String,
    /// The digest of the whole key.
    pub digest: [u8; 32],
    /// The data key that the digest was made under.
    pub data_key_id: u32,
}

/// The key and user of a public prefix.
///
/// # Errors
/// As any read.
pub fn find_credential(read: &Read<'_>, prefix: &str) -> Result<Option<Credential>, Error> {
    let sql = "SELECT keys.id, key_secrets.id AS secret_id, prefix, keys.name, keys.status,
                      keys.user_id, handle, users.status AS user_status, role_id, digest,
                      data_key_id
               FROM key_secrets
               JOIN keys ON keys.id = key_secrets.key_id
               JOIN users ON users.id = keys.user_id
               WHERE prefix = $1";
    let found = read.prepare(sql)?.query_row([prefix], |row| {
        Ok(Credential {
            key_id: KeyId(row.get("id")?),
            secret_id: row.get("secret_id")?,
            prefix: parsed(row, "prefix")?,
            name: parsed(row, "name")?,
            status: parsed(row, "status")?,
            user_id: UserId(row.get("user_id")?),
            user: parsed(row, "handle")?,
            user_status: parsed(row, "user_status")?,
            role_id: row.get("role_id")?,
            digest: row.get("digest")?,
            data_key_id: row.get("data_key_id")?,
        })
    });
    Ok(found.optional()?)
}

/// A page of keys.
///
/// # Errors
/// [`Error::Unexpected`] where the list has no such order.
pub fn list(read: &Read<'_>, filter: &Filter, page: &Page) -> Result<Listing<Key>, Error> {
    page::list(read, &KEYS, filter.conditions(), page, from_row)
}

/// How many keys.
///
/// # Errors
/// As any read.
pub fn count(read: &Read<'_>, filter: &Filter) -> Result<u64, Error> {
    let source = Source { from: "keys", ..KEYS };
    page::count(read, &source, &filter.conditions())
}

/// What keys can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    page::sort_columns(&KEYS)
}

/// The keys that a reference names: none, one, or for a bare name several. The living stand before
/// the dead, the newest first.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, key: &KeyRef) -> Result<Vec<Key>, Error> {
    let (condition, values) = match key {
        KeyRef::Id(id) => ("keys.id = $1", vec![id.to_string()]),
        KeyRef::Path(user, name) => {
            ("handle = $1 AND keys.name = $2", vec![user.to_string(), name.to_string()])
        }
        KeyRef::Name(name) => ("keys.name = $1", vec![name.to_string()]),
        KeyRef::Prefix(prefix) if prefix.len() == 12 => {
            ("substr(prefix, -12) = $1", vec![prefix.clone()])
        }
        KeyRef::Prefix(prefix) => ("prefix = $1", vec![prefix.clone()]),
    };
    let sql = format!(
        "SELECT {} FROM {} WHERE {condition}
         ORDER BY keys.status = 'revoked', keys.id DESC LIMIT 100",
        KEYS.columns, KEYS.from
    );
    let mut select = read.prepare(&sql)?;
    let values = rusqlite::params_from_iter(values);
    Ok(select.query_map(values, from_row)?.collect::<Result<_, _>>()?)
}

/// Every `user/name` of a living key, for suggesting the one that was meant.
///
/// # Errors
/// As any read.
pub fn list_paths(read: &Read<'_>) -> Result<Vec<String>, Error> {
    let sql = "SELECT handle || '/' || name FROM keys JOIN users ON users.id = user_id
               WHERE keys.status <> 'revoked' ORDER BY keys.id LIMIT 10000";
    let mut select = read.prepare(sql)?;
    Ok(select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Stores a key with its first secret.
///
/// # Errors
/// [`Error::Duplicate`] where the user has a living key of that name.
pub fn insert(
    write: &Write<'_>,
    user: UserId,
    name: &Name,
    secret: &NewSecret,
    created_at: Timestamp,
) -> Result<KeyId, Error> {
    let sql = "INSERT INTO keys (user_id, name, status, created_at)
               VALUES (:user_id, :name, 'active', :created_at) RETURNING id";
    let id: i64 = write.prepare(sql)?.query_row(
        named_params! {
            ":user_id": user.0,
            ":name": name.as_str(),
            ":created_at": created_at.micros(),
        },
        |row| row.get(0),
    )?;
    let sql = "INSERT INTO key_secrets (key_id, prefix, last_four, digest, data_key_id, created_at)
               VALUES (:key_id, :prefix, :last_four, :digest, :data_key_id, :created_at)";
    write.prepare(sql)?.execute(named_params! {
        ":key_id": id,
        ":prefix": secret.prefix.as_str(),
        ":last_four": secret.last_four,
        ":digest": secret.digest,
        ":data_key_id": secret.data_key_id,
        ":created_at": created_at.micros(),
    })?;
    Ok(KeyId(id))
}

/// Marks a living key as revoked.
///
/// # Errors
/// [`Error::Unexpected`] where it is not alive.
pub fn mark_revoked(write: &Write<'_>, key: KeyId, at: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE keys SET status = 'revoked', revoked_at = $1
               WHERE id = $2 AND status <> 'revoked'";
    write.change_one("the key", sql, (at.micros(), key.0))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Key> {
    let revoked_at: Option<i64> = row.get("revoked_at")?;
    Ok(Key {
        id: KeyId(row.get("id")?),
        user_id: UserId(row.get("user_id")?),
        user: parsed(row, "handle")?,
        name: parsed(row, "name")?,
        prefix: parsed(row, "prefix")?,
        last_four: row.get("last_four")?,
        status: parsed(row, "status")?,
        role: row.get("role")?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
        revoked_at: revoked_at.map(Timestamp::from_micros),
    })
}
