//! Pages of a list: how many rows, in which order, from where.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

/// The most rows that one read of the database returns (R-C5: no read lasts long).
pub const MAX_ROWS: u32 = 10_000;

/// The order of a list: `COLUMN` or `COLUMN:desc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column to sort by.
    pub column: String,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// An order that cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("an order is COLUMN, COLUMN:asc or COLUMN:desc")]
pub struct SortError;

impl Sort {
    /// Whether it is the order of the rows' numbers, the least first.
    pub fn is_by_id(&self) -> bool {
        self.column == "id" && !self.descending
    }
}

impl FromStr for Sort {
    type Err = SortError;

    fn from_str(text: &str) -> Result<Self, SortError> {
        let (column, direction) = text.split_once(':').unwrap_or((text, "asc"));
        let descending = match direction {
            "asc" => false,
            "desc" => true,
            _ => return Err(SortError),
        };
        if column.is_empty() {
            return Err(SortError);
        }
        Ok(Self { column: column.to_owned(), descending })
    }
}

/// A value that a list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SortValue {
    /// A number or a time.
    Int(i64),
    /// A text.
    Text(String),
}

/// The last row of a page, so that the next begins behind it. Opaque to its readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// What that row was sorted by.
    pub value: SortValue,
    /// Its number, which breaks ties.
    pub id: i64,
}

impl Cursor {
    /// Behind the row of this number, in a list that is sorted by number.
    pub const fn by_id(id: i64) -> Self {
        Self { value: SortValue::Int(id), id }
    }
}

/// A cursor that no page of this list ended with.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a cursor is what `next_cursor` of the page before said")]
pub struct CursorError;

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let json = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| CursorError)?;
        serde_json::from_slice(&json).map_err(|_| CursorError)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_vec(self).map_err(|_| fmt::Error)?;
        f.write_str(&BASE64URL_NOPAD.encode(&json))
    }
}

/// Which rows of a list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// At most so many; at most [`MAX_ROWS`] are returned whatever it says.
    pub limit: Option<u32>,
    /// Only what follows this row.
    pub after: Option<Cursor>,
    /// The order; a list's own where none is given.
    pub sort: Option<Sort>,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Listing<T> {
    /// Its rows.
    pub items: Vec<T>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back() {
        for value in [SortValue::Int(-7), SortValue::Text("a/b".to_owned())] {
            let cursor = Cursor { value, id: 12 };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        assert_eq!("nonsense!".parse::<Cursor>(), Err(CursorError));
    }

    #[test]
    fn an_order_is_a_column_and_a_direction() {
        let sort = |text: &str| text.parse::<Sort>().map(|s| (s.column, s.descending));
        assert_eq!(sort("name"), Ok(("name".to_owned(), false)));
        assert_eq!(sort("cost_usd:desc"), Ok(("cost_usd".to_owned(), true)));
        assert_eq!(sort("name:down"), Err(SortError));
        assert_eq!(sort(""), Err(SortError));
    }
}
