//! Columns that hold a value of ours as text.

use std::str::FromStr;

use rusqlite::Row;

use crate::store::error::unreadable;

/// The value that a column holds as text. A text that its type refuses was damaged or edited by
/// hand.
pub(in crate::store) fn parsed<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<T>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    row.get::<_, String>(column)?.parse().map_err(unreadable)
}

/// As [`parsed`], for a column that may be null.
pub(in crate::store) fn parsed_option<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse()).transpose().map_err(unreadable)
}
