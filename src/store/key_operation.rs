//! Operations on keys over HTTP, as far back as they are counted.

use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// How many a user has made since an instant, and when the first of them was.
///
/// # Errors
/// As any read.
pub fn count_since(
    read: &Read<'_>,
    user: UserId,
    since: Timestamp,
) -> Result<(u32, Option<Timestamp>), Error> {
    let sql = "SELECT count(*), min(at) FROM key_operations WHERE user_id = $1 AND at > $2";
    let counted = read.prepare(sql)?.query_row((user.0, since.micros()), |row| {
        Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?))
    })?;
    Ok((counted.0, counted.1.map(Timestamp::from_micros)))
}

/// Counts one, and forgets those of everybody that are no longer asked about.
///
/// # Errors
/// As any write.
pub fn insert(
    write: &Write<'_>,
    user: UserId,
    at: Timestamp,
    forgotten: Timestamp,
) -> Result<(), Error> {
    write.prepare("DELETE FROM key_operations WHERE at <= $1")?.execute([forgotten.micros()])?;
    let sql = "INSERT INTO key_operations (user_id, at) VALUES ($1, $2)";
    write.change_one("the operation", sql, (user.0, at.micros()))
}
