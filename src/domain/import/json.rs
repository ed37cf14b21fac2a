//! One line of JSON Lines: an object of strings.

use zeroize::Zeroizing;

use crate::domain::import::cells::{Cells, Table, place};
use crate::domain::import::error::ImportError;
use crate::domain::json::Members;

/// Reads an object: its members are columns, each at most once, a string or null.
pub(super) fn parse<T: Table>(line: &str) -> Result<Cells, ImportError> {
    if !line.trim_start().starts_with('{') {
        return Err(ImportError::NotAnObject);
    }
    // serde_json's own messages repeat what they found. How many members there are is bounded by the
    // length of the line.
    let Members::<{ usize::MAX }>(members) =
        serde_json::from_str(line).map_err(|error| ImportError::Json(error.column()))?;
    let mut cells = Cells::new(T::COLUMNS.len());
    let mut seen = Vec::with_capacity(T::COLUMNS.len());
    for (index, (name, value)) in members.into_iter().enumerate() {
        let column = place::<T>(&name, index + 1)?;
        if seen.contains(&column) {
            return Err(ImportError::Repeated(T::COLUMNS[column]));
        }
        seen.push(column);
        let text: Option<String> = serde_json::from_str(value.get())
            .map_err(|_| ImportError::NotAString(T::COLUMNS[column]))?;
        cells.set(column, &Zeroizing::new(text.unwrap_or_default()));
    }
    Ok(cells)
}
