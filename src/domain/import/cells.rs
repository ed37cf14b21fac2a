//! What an import file is made of: the columns that it may have, and the texts of one row before
//! they are understood.

use zeroize::Zeroizing;

use crate::domain::import::error::ImportError;

/// What a row of an import file says.
pub trait Table: Sized {
    /// The words of the header, or in JSON the members, in the order of the documentation.
    const COLUMNS: &'static [&'static str];

    /// What every header has: of each of these, one at least.
    const REQUIRED: &'static [&'static [&'static str]];

    /// Understands the texts of a row, which stand in the order of [`Table::COLUMNS`].
    ///
    /// # Errors
    /// What is wrong with the first that cannot be.
    fn from_cells(cells: Cells) -> Result<Self, ImportError>;
}

/// The place of a column among those of a table; `position` is where it stands in the file, from 1.
pub(super) fn place<T: Table>(name: &str, position: usize) -> Result<usize, ImportError> {
    let found = T::COLUMNS.iter().position(|column| *column == name);
    found.ok_or_else(|| ImportError::unknown_column(position, name, T::COLUMNS))
}

/// The texts of a row, one for each column.
pub struct Cells(Vec<Zeroizing<String>>);

impl Cells {
    /// Nothing in so many columns.
    pub(super) fn new(columns: usize) -> Self {
        Self(vec![Zeroizing::default(); columns])
    }

    /// Puts a text in, without the white space around it.
    pub(super) fn set(&mut self, column: usize, text: &str) {
        self.0[column] = Zeroizing::new(text.trim().to_owned());
    }

    /// The text; `None` where there is none or it is empty.
    pub(super) fn get(&self, column: impl Into<usize>) -> Option<&str> {
        Some(self.0[column.into()].as_str()).filter(|text| !text.is_empty())
    }

    /// The text, moved out, so that a secret is never copied.
    pub(super) fn take(&mut self, column: impl Into<usize>) -> Option<Zeroizing<String>> {
        Some(std::mem::take(&mut self.0[column.into()])).filter(|text| !text.is_empty())
    }
}
