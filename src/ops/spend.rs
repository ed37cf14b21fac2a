//! What users spent, hour by hour, read from the ledger a piece at a time.

use crate::domain::money::Nanos;
use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::ops::error::Error;
use crate::store::db::Store;
use crate::store::usage as usage_rows;

/// How many rows are read at a time, at most.
const PIECE: i64 = 5_000;

/// A piece of the ledger, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The number of its last row.
    pub last: i64,
    /// The hour since 1970, the user, and what the user spent in it.
    pub spent: Vec<(i64, UserId, Nanos)>,
}

/// The number of the row before the first of a time.
///
/// # Errors
/// What the store says.
pub fn begin(store: &Store, since: Timestamp) -> Result<i64, Error> {
    Ok(usage_rows::id_before(&store.read()?, since)?)
}

/// The piece after a row; `None` at the end. A ledger that was emptied since ends before that row,
/// and its piece says so by its last row.
///
/// # Errors
/// What the store says.
pub fn next(store: &Store, after: i64) -> Result<Option<Piece>, Error> {
    let read = store.read()?;
    let end = usage_rows::last_id(&read)?;
    if end == after {
        return Ok(None);
    }
    let last = end.min(after + PIECE);
    Ok(Some(Piece { last, spent: usage_rows::spend_by_hour(&read, after, last)? }))
}
