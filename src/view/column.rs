//! The columns of a list: their stable names, how people see them, and which were asked for.

use std::fmt;

/// One column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The contract: header of TSV and CSV, field of JSON, word of `--columns`.
    pub name: &'static str,
    /// The header of the table that people read.
    pub title: &'static str,
    /// How a table shows the values.
    pub kind: Kind,
    /// Whether a table may shorten the values; never an id, an amount or a time.
    pub shrink: bool,
    /// Whether a table that is too wide may leave the column out, unless it was asked for.
    pub minor: bool,
    /// What a table shows where there is no value.
    pub absent: &'static str,
}

/// How a table shows the values of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Left-aligned text.
    Text,
    /// Right-aligned digits.
    Number,
    /// Local date and time.
    Instant,
    /// Distance from now, `2 h ago`.
    Ago,
}

impl Column {
    const fn new(name: &'static str, title: &'static str, kind: Kind) -> Self {
        Self { name, title, kind, shrink: false, minor: false, absent: "-" }
    }

    /// A name, prefix, status or other word that must be read whole.
    pub const fn word(name: &'static str, title: &'static str) -> Self {
        Self::new(name, title, Kind::Text)
    }

    /// Free text, which a narrow table shortens.
    pub const fn text(name: &'static str, title: &'static str) -> Self {
        Self { shrink: true, ..Self::new(name, title, Kind::Text) }
    }

    /// A number: an id, a count, a price.
    pub const fn number(name: &'static str, title: &'static str) -> Self {
        Self::new(name, title, Kind::Number)
    }

    /// An amount of money. The name ends in `_usd`; JSON adds the same in `_nanos`.
    pub const fn money(name: &'static str, title: &'static str) -> Self {
        Self::new(name, title, Kind::Number)
    }

    /// An instant of which the clock time matters: that of a request or an event.
    pub const fn instant(name: &'static str, title: &'static str) -> Self {
        Self::new(name, title, Kind::Instant)
    }

    /// An instant of which the distance matters: last use, expiry.
    pub const fn ago(name: &'static str, title: &'static str) -> Self {
        Self::new(name, title, Kind::Ago)
    }

    /// The same column, left out of a table that is too wide.
    #[must_use]
    pub const fn minor(mut self) -> Self {
        self.minor = true;
        self
    }

    /// The same column, where no value is worth a word of its own.
    #[must_use]
    pub const fn absent(mut self, word: &'static str) -> Self {
        self.absent = word;
        self
    }
}

/// Which columns of a list are shown, in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    picked: Vec<(usize, Column)>,
}

impl Selection {
    /// Every column, as declared.
    pub fn all(columns: &[Column]) -> Self {
        Self { picked: columns.iter().copied().enumerate().collect() }
    }

    /// The columns of these names, in this order; all when there are none. What was asked for
    /// by name is never minor.
    ///
    /// # Errors
    /// [`UnknownColumn`] for the first name that is none.
    pub fn named(columns: &[Column], names: &[String]) -> Result<Self, UnknownColumn> {
        if names.is_empty() {
            return Ok(Self::all(columns));
        }
        let find = |name: &String| {
            columns
                .iter()
                .copied()
                .enumerate()
                .find(|(_, column)| column.name == name)
                .map(|(place, column)| (place, Column { minor: false, ..column }))
                .ok_or_else(|| UnknownColumn::new(name, columns))
        };
        let picked = names.iter().map(find).collect::<Result<_, _>>()?;
        Ok(Self { picked })
    }

    /// Keeps the first column alone.
    pub fn keep_first(&mut self) {
        self.picked.truncate(1);
    }

    /// The shown columns, each with its place in a row.
    pub fn columns(&self) -> &[(usize, Column)] {
        &self.picked
    }
}

/// A name that no column has.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownColumn {
    /// What was asked for.
    pub name: String,
    /// The column probably meant.
    pub suggestion: Option<&'static str>,
    /// Every name there is, comma-separated.
    pub known: String,
}

impl UnknownColumn {
    fn new(name: &str, columns: &[Column]) -> Self {
        let names: Vec<_> = columns.iter().map(|column| column.name).collect();
        let suggestion = names
            .iter()
            .map(|known| (strsim::damerau_levenshtein(name, known), *known))
            .filter(|(distance, _)| *distance <= 2)
            .min();
        let suggestion = suggestion.map(|(_, known)| known);
        Self { name: name.to_owned(), suggestion, known: names.join(", ") }
    }
}

impl fmt::Display for UnknownColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no column {:?}", self.name)
    }
}

impl std::error::Error for UnknownColumn {}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column::number("id", "ID"),
        Column::word("status", "STATUS"),
        Column::text("role", "ROLE").minor(),
    ];

    fn names(selection: &Selection) -> Vec<&str> {
        selection.columns().iter().map(|(_, column)| column.name).collect()
    }

    fn named(wanted: &[&str]) -> Result<Selection, UnknownColumn> {
        let wanted: Vec<_> = wanted.iter().map(|&name| name.to_owned()).collect();
        Selection::named(COLUMNS, &wanted)
    }

    #[test]
    fn columns_come_in_the_order_asked() {
        let selection = named(&["status", "id"]).unwrap();
        assert_eq!(names(&selection), ["status", "id"]);
        assert_eq!(selection.columns()[0].0, 1);
        assert_eq!(names(&named(&[]).unwrap()), ["id", "status", "role"]);
    }

    #[test]
    fn an_unknown_name_suggests_the_nearest() {
        let unknown = named(&["sttus"]).unwrap_err();
        assert_eq!(unknown.suggestion, Some("status"));
        assert_eq!(unknown.known, "id, status, role");
        assert_eq!(named(&["budget"]).unwrap_err().suggestion, None);
    }

    #[test]
    fn what_was_asked_for_is_never_minor() {
        assert!(Selection::all(COLUMNS).columns()[2].1.minor);
        assert!(!named(&["role"]).unwrap().columns()[0].1.minor);
    }
}
