//! What users are told once, at their next command.

use rusqlite::Row;

use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::store::column::instant;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// Something that a user is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Its row; a later one has a higher number.
    pub id: i64,
    /// When it happened.
    pub at: Timestamp,
    /// What happened, in one sentence without a full stop.
    pub text: String,
}

/// What a user has not been told yet, oldest first.
///
/// # Errors
/// As any read.
pub fn list(read: &Read<'_>, user: UserId) -> Result<Vec<Announcement>, Error> {
    let sql = "SELECT id, at, text FROM announcements WHERE user_id = $1 ORDER BY id";
    let mut select = read.prepare(sql)?;
    Ok(select.query_map([user.0], from_row)?.collect::<Result<_, _>>()?)
}

/// Stores something to tell a user.
///
/// # Errors
/// As any write.
pub fn insert(write: &Write<'_>, user: UserId, text: &str, at: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO announcements (user_id, at, text) VALUES ($1, $2, $3)";
    write.change_one("the announcement", sql, (user.0, at.micros(), text))
}

/// Deletes what a user was told: everything up to a row. What came later stays.
///
/// # Errors
/// As any write.
pub fn delete_told(write: &Write<'_>, user: UserId, last: i64) -> Result<(), Error> {
    let sql = "DELETE FROM announcements WHERE user_id = $1 AND id <= $2";
    write.prepare(sql)?.execute((user.0, last))?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Announcement> {
    Ok(Announcement { id: row.get("id")?, at: instant(row, "at")?, text: row.get("text")? })
}
