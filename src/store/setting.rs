//! Settings: one row each. `generation` is the revision of what gateways decide from.

use rusqlite::OptionalExtension;

use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// The UUID of this installation; sealed values are bound to it.
pub const INSTALL: &str = "install";
/// The id of the master key that opens this database.
pub const KEK_ID: &str = "kek_id";
/// The salt of a master key derived from a passphrase, in hexadecimal.
pub const KEK_SALT: &str = "kek_salt";
/// The brand that API keys begin with.
pub const BRAND: &str = "brand";
/// The zone in which days and months begin.
pub const TIME_ZONE: &str = "time_zone";

const GENERATION: &str = "generation";

/// The value of a setting.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT value FROM settings WHERE name = $1";
    Ok(read.prepare(sql)?.query_row([name], |row| row.get(0)).optional()?)
}

/// The value of a setting that `init` wrote.
///
/// # Errors
/// [`Error::Unexpected`] where it is missing.
pub fn get(read: &Read<'_>, name: &'static str) -> Result<String, Error> {
    find(read, name)?.ok_or(Error::Unexpected(name))
}

/// Writes the settings of a new database.
///
/// # Errors
/// [`Error::Duplicate`] where it has them.
pub fn insert_all(write: &Write<'_>, values: &[(&str, &str)]) -> Result<(), Error> {
    let mut insert = write.prepare("INSERT INTO settings (name, value) VALUES ($1, $2)")?;
    for (name, value) in values.iter().chain(&[(GENERATION, "1")]) {
        insert.execute([name, value])?;
    }
    Ok(())
}

/// The revision of what gateways decide from.
///
/// # Errors
/// As any read.
pub fn generation(read: &Read<'_>) -> Result<u64, Error> {
    let sql = "SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'generation'";
    let number: i64 = read.prepare(sql)?.query_row([], |row| row.get(0))?;
    Ok(number.cast_unsigned())
}

/// Sets a setting, whether or not it is set.
///
/// # Errors
/// As any write.
pub fn put(write: &Write<'_>, name: &str, value: &str) -> Result<(), Error> {
    let sql = "INSERT INTO settings (name, value) VALUES ($1, $2)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    write.change_one("the setting", sql, [name, value])
}

/// Removes a setting that is set.
///
/// # Errors
/// [`Error::Unexpected`] where it is not.
pub fn remove(write: &Write<'_>, name: &str) -> Result<(), Error> {
    write.change_one("the setting", "DELETE FROM settings WHERE name = $1", [name])
}

/// The row of a sealed setting and its envelope.
///
/// # Errors
/// As any read.
pub fn find_sealed(read: &Read<'_>, name: &str) -> Result<Option<(i64, Vec<u8>)>, Error> {
    let sql = "SELECT id, sealed FROM sealed_settings WHERE name = $1";
    let found = read.prepare(sql)?.query_row([name], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

/// The row that a sealed setting has or is to have: it must be known before it can be sealed.
///
/// # Errors
/// As any read.
pub fn sealed_id(write: &Write<'_>, name: &str) -> Result<i64, Error> {
    let sql = "SELECT coalesce((SELECT id FROM sealed_settings WHERE name = $1),
                               (SELECT max(id) + 1 FROM sealed_settings), 1)";
    Ok(write.prepare(sql)?.query_row([name], |row| row.get(0))?)
}

/// Sets a sealed setting, whether or not it is set.
///
/// # Errors
/// As any write.
pub fn put_sealed(write: &Write<'_>, id: i64, name: &str, sealed: &[u8]) -> Result<(), Error> {
    let sql = "INSERT INTO sealed_settings (id, name, sealed) VALUES ($1, $2, $3)
               ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed";
    write.change_one("the setting", sql, (id, name, sealed))
}

/// Removes a sealed setting that is set.
///
/// # Errors
/// [`Error::Unexpected`] where it is not.
pub fn remove_sealed(write: &Write<'_>, name: &str) -> Result<(), Error> {
    write.change_one("the setting", "DELETE FROM sealed_settings WHERE name = $1", [name])
}
