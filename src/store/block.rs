//! Where in the ledger a stretch of time lies: the first and the last instant of each 4096 rows.
//!
//! Rows come nearly in the order of time, so few blocks hold a day, and the ledger needs no index
//! on time, which each request would pay for. A row that comes late only widens its block.

use crate::domain::time::Timestamp;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// How many ids a block is.
const ROWS: i64 = 4096;

/// A run of ids of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ids {
    /// The first.
    pub first: i64,
    /// The last; `None` where rows of the same time may still be added.
    pub last: Option<i64>,
}

impl Ids {
    /// The same without an end.
    #[must_use]
    pub const fn open(self) -> Self {
        Self { last: None, ..self }
    }
}

/// Has the blocks know of rows: their ids and instants, in the order of the ids.
///
/// # Errors
/// As any write.
pub(in crate::store) fn widen(write: &Write<'_>, rows: &[(i64, Timestamp)]) -> Result<(), Error> {
    let sql = "INSERT INTO usage_blocks (block, first_at, last_at) VALUES ($1, $2, $3)
               ON CONFLICT (block) DO UPDATE SET first_at = min(first_at, excluded.first_at),
                   last_at = max(last_at, excluded.last_at)";
    let mut upsert = write.prepare(sql)?;
    for rows in rows.chunk_by(|a, b| a.0 / ROWS == b.0 / ROWS) {
        let instants = rows.iter().map(|(_, at)| at.micros());
        if let (Some(first), Some(last)) = (instants.clone().min(), instants.max()) {
            upsert.execute((rows[0].0 / ROWS, first, last))?;
        }
    }
    Ok(())
}

/// The ids among which all rows of a time are; others may be among them.
///
/// # Errors
/// As any read.
pub fn find(
    read: &Read<'_>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
) -> Result<Ids, Error> {
    let sql = "SELECT min(block), max(block), (SELECT max(block) FROM usage_blocks),
                   (SELECT max(last_at) FROM usage_blocks)
               FROM usage_blocks WHERE last_at >= $1 AND first_at < $2";
    let since = since.map_or(i64::MIN, Timestamp::micros);
    let until = until.map_or(i64::MAX, Timestamp::micros);
    let found = read.prepare(sql)?.query_row([since, until], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    let (first, last, newest, last_at): (Option<i64>, Option<i64>, Option<i64>, Option<i64>) =
        found;
    let newest = newest.unwrap_or_default();
    let first = first.unwrap_or(newest);
    let last = last.unwrap_or(newest);
    let open = last == newest || last_at.is_none_or(|last_at| last_at < until);
    Ok(Ids { first: first * ROWS, last: (!open).then_some((last + 1) * ROWS - 1) })
}

/// Whether any row may be of a time.
///
/// # Errors
/// As any read.
pub fn any(read: &Read<'_>, since: Timestamp, until: Timestamp) -> Result<bool, Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM usage_blocks WHERE last_at >= $1 AND first_at < $2)";
    Ok(read.prepare(sql)?.query_row([since.micros(), until.micros()], |row| row.get(0))?)
}

/// Forgets the blocks whose rows are all gone.
///
/// # Errors
/// As any write.
pub fn remove_before(write: &Write<'_>, before: Timestamp) -> Result<(), Error> {
    let sql = "DELETE FROM usage_blocks WHERE last_at < $1";
    write.prepare(sql)?.execute([before.micros()])?;
    Ok(())
}

/// The first and the last instant of any row; `None` where there is none.
///
/// # Errors
/// As any read.
pub fn bounds(read: &Read<'_>) -> Result<Option<(Timestamp, Timestamp)>, Error> {
    let sql = "SELECT min(first_at), max(last_at) FROM usage_blocks";
    let found: (Option<i64>, Option<i64>) =
        read.prepare(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (Some(first), Some(last)) = found else { return Ok(None) };
    Ok(Some((Timestamp::from_micros(first), Timestamp::from_micros(last))))
}

/// The greatest id that the newest block may hold; before the first where there is none.
///
/// # Errors
/// As any read.
pub fn newest(read: &Read<'_>) -> Result<i64, Error> {
    let sql = "SELECT max(block) FROM usage_blocks";
    let newest: Option<i64> = read.prepare(sql)?.query_row([], |row| row.get(0))?;
    Ok(newest.map_or(0, |newest| (newest + 1) * ROWS - 1))
}
