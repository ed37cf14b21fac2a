//! Passwords of users: one slow hash each.

use rusqlite::{OptionalExtension, named_params};

use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::store::column::instant;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// A password as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPassword {
    /// Its hash in PHC form, keyed.
    pub hash: String,
    /// The data key that the hash is keyed with.
    pub data_key_id: u32,
    /// When it was chosen.
    pub changed_at: Timestamp,
}

/// The password of a user; `None` for one who has none.
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
