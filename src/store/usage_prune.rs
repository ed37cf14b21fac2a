//! Giving up rows of the ledger: from when on there are rows, and removing those before.

use rusqlite::OptionalExtension;

use crate::domain::time::Timestamp;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// The instant before which rows were given up; `None` where none were.
///
/// # Errors
/// As any read.
pub fn before(read: &Read<'_>) -> Result<Option<Timestamp>, Error> {
    let sql = "SELECT max(before) FROM usage_prunes";
    let before: Option<i64> = read.prepare(sql)?.query_row([], |row| row.get(0))?;
    Ok(before.map(Timestamp::from_micros))
}

/// Gives up the rows before an instant: from here on they may be removed.
///
/// # Errors
/// [`Error::Duplicate`] where the rows before that instant were given up already.
pub fn insert(write: &Write<'_>, before: Timestamp, at: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO usage_prunes (before, at) VALUES ($1, $2)";
    write.prepare(sql)?.execute((before.micros(), at.micros()))?;
    Ok(())
}

/// How many rows there are before an instant, up to an id.
///
/// # Errors
/// As any read.
pub fn count(read: &Read<'_>, before: Timestamp, last: Option<i64>) -> Result<u64, Error> {
    let sql = "SELECT count(*) FROM usage WHERE at < $1 AND id <= $2";
    let last = last.unwrap_or(i64::MAX);
    let count: i64 = read.prepare(sql)?.query_row([before.micros(), last], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

/// Removes rows before an instant among `ids` ids behind `after`; returns how many, and the id to
/// go on behind, `None` at the end.
///
/// # Errors
/// As any write; [`Error::Sqlite`] where the rows before that instant were not given up.
pub fn remove(
    write: &Write<'_>,
    before: Timestamp,
    after: i64,
    ids: i64,
) -> Result<(u64, Option<i64>), Error> {
    let next = "SELECT id FROM usage WHERE id > $1 ORDER BY id LIMIT 1";
    let Some(first) =
        write.prepare(next)?.query_row([after], |row| row.get::<_, i64>(0)).optional()?
    else {
        return Ok((0, None));
    };
    let last = first.saturating_add(ids - 1);
    let sql = "DELETE FROM usage WHERE id BETWEEN $1 AND $2 AND at < $3";
    let removed = write.prepare(sql)?.execute([first, last, before.micros()])?;
    // The number of a last row that is gone is the next one's.
    let sql = "UPDATE usage_rollup
               SET through = min(through, (SELECT coalesce(max(id), 0) FROM usage))";
    write.prepare(sql)?.execute([])?;
    Ok((removed as u64, Some(last)))
}
