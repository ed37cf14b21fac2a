//! Passwords: their slow hashes, and the data keys that these are under.

use rusqlite::{OptionalExtension, named_params};

use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::store::column::instant;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// The hash of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPassword {
    /// In PHC form.
    pub hash: String,
    /// The data key that it is under.
    pub data_key_id: u32,
    /// When the password was set; making its hash anew leaves it as it is.
    pub changed_at: Timestamp,
}

/// The password of a user; `None` where there is none.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, user: UserId) -> Result<Option<StoredPassword>, Error> {
    let sql = "SELECT hash, data_key_id, changed_at FROM passwords WHERE user_id = $1";
    let found = read.prepare(sql)?.query_row([user.0], |row| {
        Ok(StoredPassword {
            hash: row.get("hash")?,
            data_key_id: row.get("data_key_id")?,
            changed_at: instant(row, "changed_at")?,
        })
    });
    Ok(found.optional()?)
}

/// Stores the password of a user in place of the one before.
///
/// # Errors
/// As any write.
pub fn put(write: &Write<'_>, user: UserId, password: &StoredPassword) -> Result<(), Error> {
    let sql = "INSERT INTO passwords (user_id, hash, data_key_id, changed_at)
               VALUES (:user_id, :hash, :data_key_id, :changed_at)
               ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash,
                   data_key_id = excluded.data_key_id, changed_at = excluded.changed_at";
    write.change_one(
        "the password",
        sql,
        named_params! {
            ":user_id": user.0,
            ":hash": password.hash,
            ":data_key_id": password.data_key_id,
            ":changed_at": password.changed_at.micros(),
        },
    )
}

/// Stores another hash of the same password, unless the password was changed meanwhile. Says
/// whether it did.
///
/// # Errors
/// As any write.
pub fn replace_hash(
    write: &Write<'_>,
    user: UserId,
    before: &StoredPassword,
    (data_key_id, hash): (u32, &str),
) -> Result<bool, Error> {
    let sql = "UPDATE passwords SET hash = $1, data_key_id = $2 WHERE user_id = $3 AND hash = $4";
    let changed = write.prepare(sql)?.execute((hash, data_key_id, user.0, &before.hash))?;
    Ok(changed == 1)
}

/// Takes the password of a user away, if there is one.
///
/// # Errors
/// As any write.
pub fn delete(write: &Write<'_>, user: UserId) -> Result<(), Error> {
    write.prepare("DELETE FROM passwords WHERE user_id = $1")?.execute([user.0])?;
    Ok(())
}
