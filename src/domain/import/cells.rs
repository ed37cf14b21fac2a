//! The columns of an import file, and the texts of one row before they are understood.

use zeroize::Zeroizing;

/// A column, or in JSON a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Whose key it is.
    User,
    /// What the key is called.
    Name,
    /// Its public part.
    Prefix,
    /// All of the key, in the clear.
    Key,
    /// A hash of it.
    Hash,
    /// What of the key was hashed.
    HashOf,
    /// The role of its user.
    Role,
    /// When it stops.
    ExpiresAt,
}

impl Column {
    /// Every column, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::User,
        Self::Name,
        Self::Prefix,
        Self::Key,
        Self::Hash,
        Self::HashOf,
        Self::Role,
        Self::ExpiresAt,
    ];

    /// The word in the header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Name => "name",
            Self::Prefix => "prefix",
            Self::Key => "key",
            Self::Hash => "hash",
            Self::HashOf => "hash_of",
            Self::Role => "role",
            Self::ExpiresAt => "expires_at",
        }
    }

    /// The column of that word.
    pub(super) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == word)
    }
}

/// The texts of a row, one for each column.
#[derive(Default)]
pub(super) struct Cells([Zeroizing<String>; Column::ALL.len()]);

impl Cells {
    /// Puts a text in, without the white space around it.
    pub(super) fn set(&mut self, column: Column, text: &str) {
        self.0[column as usize] = Zeroizing::new(text.trim().to_owned());
    }

    /// The text; `None` where there is none or it is empty.
    pub(super) fn get(&self, column: Column) -> Option<&str> {
        Some(self.0[column as usize].as_str()).filter(|text| !text.is_empty())
    }

    /// The text, moved out, so that a secret is never copied.
    pub(super) fn take(&mut self, column: Column) -> Option<Zeroizing<String>> {
        Some(std::mem::take(&mut self.0[column as usize])).filter(|text| !text.is_empty())
    }
}
