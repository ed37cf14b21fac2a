//! Backup codes: ten hashes for each user, each good once (R-D7).

use rusqlite::OptionalExtension;

use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// A backup code as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCode {
    /// Its number among the codes of its user, from 1.
    pub number: u8,
    /// Its hash in PHC form, keyed.
    pub hash: String,
    /// The data key that the hash is keyed with.
    pub data_key_id: u32,
}

/// The code of a number, if it has not been used.
///
/// # Errors
/// As any read.
pub fn find_unused(read: &Read<'_>, user: UserId, number: u8) -> Result<Option<StoredCode>, Error> {
    let sql = "SELECT hash, data_key_id FROM backup_codes
               WHERE user_id = $1 AND number = $2 AND used_at IS NULL";
    let found = read.prepare(sql)?.query_row((user.0, number), |row| {
        Ok(StoredCode { number, hash: row.get("hash")?, data_key_id: row.get("data_key_id")? })
    });
    Ok(found.optional()?)
}

/// How many codes of a user have not been used.
///
/// # Errors
/// As any read.
pub fn count_unused(read: &Read<'_>, user: UserId) -> Result<u32, Error> {
    let sql = "SELECT count(*) FROM backup_codes WHERE user_id = $1 AND used_at IS NULL";
    Ok(read.prepare(sql)?.query_row([user.0], |row| row.get(0))?)
}

/// Stores a new set of codes; none of the old set is good any more.
///
/// # Errors
/// As any write.
pub fn replace(write: &Write<'_>, user: UserId, codes: &[StoredCode]) -> Result<(), Error> {
    delete(write, user)?;
    let sql = "INSERT INTO backup_codes (user_id, number, hash, data_key_id)
               VALUES ($1, $2, $3, $4)";
    for code in codes {
        let row = (user.0, code.number, &code.hash, code.data_key_id);
        write.change_one("the backup code", sql, row)?;
    }
    Ok(())
}

/// Uses up the very code that was checked: a compare-and-set on its being unused. Says whether it
/// was this caller who did.
///
/// # Errors
/// As any write.
pub fn consume(
    write: &Write<'_>,
    user: UserId,
    code: &StoredCode,
    now: Timestamp,
) -> Result<bool, Error> {
    let sql = "UPDATE backup_codes SET used_at = $1
               WHERE user_id = $2 AND number = $3 AND hash = $4 AND used_at IS NULL";
    let row = (now.micros(), user.0, code.number, &code.hash);
    Ok(write.prepare(sql)?.execute(row)? == 1)
}

/// Deletes all codes of a user.
///
/// # Errors
/// As any write.
pub fn delete(write: &Write<'_>, user: UserId) -> Result<(), Error> {
    write.prepare("DELETE FROM backup_codes WHERE user_id = $1")?.execute([user.0])?;
    Ok(())
}
