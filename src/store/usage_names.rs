//! The names of what the ledger and its sums hold numbers of.

use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::Row;

use crate::domain::key::KeyId;
use crate::domain::shared::Shared;
use crate::domain::usage::VersionNames;
use crate::store::db::Read;
use crate::store::error::Error;
use crate::store::usage::user_label;

/// The names of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyNames {
    /// The handle of its user.
    pub user: String,
    /// The role its user has now.
    pub role: String,
    /// Its name.
    pub key: String,
}

/// The names of keys.
///
/// # Errors
/// As any read.
pub fn keys(
    read: &Read<'_>,
    keys: impl Iterator<Item = KeyId>,
) -> Result<HashMap<KeyId, KeyNames>, Error> {
    let sql = concat!(
        "SELECT keys.id, ",
        user_label!(),
        ", roles.name, keys.name
               FROM json_each($1) AS wanted JOIN keys ON keys.id = wanted.value
               JOIN users ON users.id = keys.user_id JOIN roles ON roles.id = users.role_id"
    );
    let mut select = read.prepare(sql)?;
    let rows = select.query_map([json(keys.map(|key| key.0))], |row| {
        let names = KeyNames { user: row.get(1)?, role: row.get(2)?, key: row.get(3)? };
        Ok((KeyId(row.get(0)?), names))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The names of models.
///
/// # Errors
/// As any read.
pub fn models(
    read: &Read<'_>,
    models: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, String>, Error> {
    let sql = "SELECT models.id, name FROM json_each($1) AS wanted
               JOIN models ON models.id = wanted.value";
    named(read, sql, models)
}

/// The names of providers.
///
/// # Errors
/// As any read.
pub fn providers(
    read: &Read<'_>,
    providers: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, String>, Error> {
    let sql = "SELECT providers.id, name FROM json_each($1) AS wanted
               JOIN providers ON providers.id = wanted.value";
    named(read, sql, providers)
}

fn named(
    read: &Read<'_>,
    sql: &str,
    ids: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, String>, Error> {
    let mut select = read.prepare(sql)?;
    let rows = select.query_map([json(ids)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The names of versions of keys, by the number of the version.
///
/// # Errors
/// As any read.
pub fn versions(
    read: &Read<'_>,
    versions: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, Rc<VersionNames>>, Error> {
    let sql = concat!(
        "SELECT key_secrets.id, ",
        user_label!(),
        ", email, keys.name, prefix
               FROM json_each($1) AS wanted JOIN key_secrets ON key_secrets.id = wanted.value
               JOIN keys ON keys.id = key_id JOIN users ON users.id = keys.user_id"
    );
    let mut select = read.prepare(sql)?;
    let rows = select.query_map([json(versions)], |row| {
        let names = VersionNames {
            user: shared(row, 1)?.unwrap_or_else(|| "".into()),
            email: shared(row, 2)?,
            key: shared(row, 3)?.unwrap_or_else(|| "".into()),
            key_prefix: shared(row, 4)?.unwrap_or_else(|| "".into()),
        };
        Ok((row.get(0)?, Rc::new(names)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn shared(row: &Row<'_>, place: usize) -> rusqlite::Result<Option<Shared>> {
    Ok(row.get_ref(place)?.as_str_or_null()?.map(Shared::from))
}

/// Numbers as a statement takes them for a list.
fn json(numbers: impl Iterator<Item = i64>) -> String {
    serde_json::Value::from(numbers.collect::<Vec<_>>()).to_string()
}
