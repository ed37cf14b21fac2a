//! Operators: which OS user acts as which keyctl user.

use rusqlite::{OptionalExtension, named_params};

use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// The handle of the user that an OS user acts as.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, os_user: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT handle FROM operators JOIN users ON users.id = user_id
               WHERE os_user = $1 AND status <> 'removed'";
    Ok(read.prepare(sql)?.query_row([os_user], |row| row.get(0)).optional()?)
}

/// Binds an OS user to a keyctl user.
///
/// # Errors
/// [`Error::Duplicate`] where it is bound already.
pub fn insert(
    write: &Write<'_>,
    os_user: &str,
    user: UserId,
    created_at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO operators (os_user, user_id, created_at)
               VALUES (:os_user, :user_id, :created_at)";
    write.prepare(sql)?.execute(named_params! {
        ":os_user": os_user,
        ":user_id": user.0,
        ":created_at": created_at.micros(),
    })?;
    Ok(())
}
