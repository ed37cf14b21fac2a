//! Suspicions that were told of lately, so that neither a restart nor another gateway tells them
//! again.

use rusqlite::OptionalExtension;

use crate::domain::time::Timestamp;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// When an event was last told of a subject.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, event: &str, subject: &str) -> Result<Option<Timestamp>, Error> {
    let sql = "SELECT told_at FROM suspicions WHERE event = $1 AND subject = $2";
    let found = read.prepare(sql)?.query_row([event, subject], |row| row.get(0)).optional()?;
    Ok(found.map(Timestamp::from_micros))
}

/// Notes that an event is told of a subject.
///
/// # Errors
/// As any write.
pub fn put(write: &Write<'_>, event: &str, subject: &str, at: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO suspicions (event, subject, told_at) VALUES ($1, $2, $3)
               ON CONFLICT (event, subject) DO UPDATE SET told_at = excluded.told_at";
    write.change_one("the suspicion", sql, (event, subject, at.micros()))
}

/// Forgets what was told at or before an instant.
///
/// # Errors
/// As any write.
pub fn forget(write: &Write<'_>, until: Timestamp) -> Result<(), Error> {
    write.prepare("DELETE FROM suspicions WHERE told_at <= $1")?.execute([until.micros()])?;
    Ok(())
}
