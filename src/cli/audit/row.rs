//! An entry as lists, exports and `audit show` have it.

use data_encoding::HEXLOWER;

use crate::domain::audit::Entry;
use crate::view::column::Column;
use crate::view::value::Value;

/// The columns of a list.
pub const COLUMNS: &[Column] = &[
    Column::number("seq", "SEQ"),
    Column::instant("time", "TIME"),
    Column::word("actor_type", "ACTOR TYPE").minor(),
    Column::word("actor", "ACTOR"),
    Column::word("action", "ACTION"),
    Column::word("target", "TARGET"),
    Column::word("outcome", "OUTCOME"),
    Column::word("request_id", "REQUEST").minor(),
    Column::word("source", "SOURCE").minor(),
    Column::text("details", "DETAILS").minor(),
];

/// The columns of an export: those of a list, and what the entry is hashed to.
pub fn export_columns() -> Vec<Column> {
    COLUMNS.iter().copied().chain([Column::word("hash", "HASH").minor()]).collect()
}

/// An entry as a row of [`COLUMNS`].
pub fn row(entry: &Entry) -> Vec<Value> {
    let details = serde_json::from_str(&entry.details);
    vec![
        Value::Id(i64::try_from(entry.seq).unwrap_or(i64::MAX)),
        entry.at.into(),
        entry.actor_type.as_str().into(),
        entry.actor_id.clone().into(),
        entry.action.as_str().into(),
        entry.target.clone().into(),
        Value::status(&entry.outcome),
        entry.request_id.clone().into(),
        entry.source.clone().into(),
        details.map_or_else(|_| entry.details.as_str().into(), Value::Json),
    ]
}

/// An entry as a row of an export.
pub fn export_row(entry: &Entry, hash: &[u8; 32]) -> Vec<Value> {
    let mut row = row(entry);
    row.push(HEXLOWER.encode(hash).into());
    row
}
