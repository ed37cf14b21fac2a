//! Data keys, wrapped by the master key.

use rusqlite::named_params;

use crate::domain::time::Timestamp;
use crate::secret::keyring::Purpose;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// How many values one data key seals: half of what NIST allows for random nonces (R-A7).
const MAX_USES: i64 = 1 << 31;

/// A data key as it is stored.
#[derive(Debug)]
pub struct Wrapped {
    /// Its row.
    pub id: u32,
    /// What it is for.
    pub purpose: Purpose,
    /// Higher is newer.
    pub version: u32,
    /// The key under the master key.
    pub wrapped: Vec<u8>,
}

/// Every data key.
///
/// # Errors
/// As any read.
pub fn list(read: &Read<'_>) -> Result<Vec<Wrapped>, Error> {
    let mut select =
        read.prepare("SELECT id, purpose, version, wrapped FROM data_keys ORDER BY id")?;
    let rows = select.query_map([], |row| {
        let purpose: String = row.get("purpose")?;
        let purpose = Purpose::ALL.into_iter().find(|known| known.as_str() == purpose);
        Ok((row.get("id")?, purpose, row.get("version")?, row.get("wrapped")?))
    })?;
    let mut keys = Vec::new();
    for row in rows {
        let (id, purpose, version, wrapped) = row?;
        let purpose = purpose.ok_or(Error::Unexpected("the purpose of a data key"))?;
        keys.push(Wrapped { id, purpose, version, wrapped });
    }
    Ok(keys)
}

/// Stores a wrapped key.
///
/// # Errors
/// [`Error::Duplicate`] where that id or version is taken.
pub fn insert(
    write: &Write<'_>,
    key: &Wrapped,
    kek_id: &str,
    created_at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO data_keys (id, purpose, version, wrapped, kek_id, created_at)
               VALUES (:id, :purpose, :version, :wrapped, :kek_id, :created_at)";
    write.prepare(sql)?.execute(named_params! {
        ":id": key.id,
        ":purpose": key.purpose.as_str(),
        ":version": key.version,
        ":wrapped": key.wrapped,
        ":kek_id": kek_id,
        ":created_at": created_at.micros(),
    })?;
    Ok(())
}

/// Counts one more value sealed under a key.
///
/// # Errors
/// [`Error::KeyUsedUp`] past 2³¹ values.
pub fn record_use(write: &Write<'_>, id: u32) -> Result<(), Error> {
    let sql = "UPDATE data_keys SET uses = uses + 1 WHERE id = $1 RETURNING uses";
    let uses: i64 = write.prepare(sql)?.query_row([id], |row| row.get(0))?;
    if uses > MAX_USES { Err(Error::KeyUsedUp) } else { Ok(()) }
}
