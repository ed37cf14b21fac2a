//! Adjustments: what a row of the ledger costs by a price that was set later. The row stays as it
//! was written, and so does each adjustment; the last one holds.

use crate::domain::money::Nanos;
use crate::domain::time::Timestamp;
use crate::store::db::Write;
use crate::store::error::Error;

/// What a row costs now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewAdjustment {
    /// The row of the ledger.
    pub usage_id: i64,
    /// What it costs.
    pub cost: Nanos,
    /// The price that it costs so by.
    pub price_id: i64,
}

/// Appends adjustments.
///
/// # Errors
/// As any write.
pub fn insert(write: &Write<'_>, rows: &[NewAdjustment], at: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO usage_adjustments (usage_id, number, cost_nanos, price_id, at)
               SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4
               FROM usage_adjustments WHERE usage_id = $1";
    let mut insert = write.prepare(sql)?;
    for row in rows {
        insert.execute((row.usage_id, row.cost.0, row.price_id, at.micros()))?;
    }
    Ok(())
}

/// Removes the adjustments of rows up to this id that are gone.
///
/// # Errors
/// As any write; [`Error::Sqlite`] where a row is still there.
pub fn remove_gone(write: &Write<'_>, last: i64) -> Result<(), Error> {
    let sql = "DELETE FROM usage_adjustments WHERE usage_id <= $1
                   AND NOT EXISTS (SELECT 1 FROM usage WHERE usage.id = usage_id)";
    write.prepare(sql)?.execute([last])?;
    Ok(())
}
