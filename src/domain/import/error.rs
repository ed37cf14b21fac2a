//! Why a row or a whole import file is refused. A cell is never repeated: where a column is
//! missing or moved, any of them may be a key.

use std::io;

use crate::domain::import::user_error::UserRowError;
use crate::domain::legacy::LegacyPrefixError;

/// What is wrong with a row that could be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// Nobody to own the key.
    #[error("user is empty")]
    NoUser,
    /// A number, which another system gave to another user.
    #[error("user is a number, and numbers differ between systems: give a handle or an e-mail")]
    UserNumber,
    /// Neither a handle nor an e-mail.
    #[error("user is neither a handle, of a-z, 0-9, '.', '_' and '-', nor an e-mail address")]
    User,
    /// No name, and no prefix to make one of.
    #[error("name is empty, and there is no prefix to name the key after")]
    NoName,
    /// No prefix.
    #[error(transparent)]
    Prefix(#[from] LegacyPrefixError),
    /// Neither a key nor a hash.
    #[error("there is neither a key nor a hash: give one of them")]
    NoCredential,
    /// Both a key and a hash.
    #[error("there are both a key and a hash: give one of them")]
    TwoCredentials,
    /// A key that no header carries.
    #[error("key is not 1 to 512 visible ASCII characters without spaces")]
    Key,
    /// A key with a prefix that would not be looked for.
    #[error("the key does not begin with its prefix, followed by its last underscore")]
    KeyPrefix,
    /// A key of our own form, which the gateway looks for among its own alone.
    #[error("the key is one that keyctl made, and those are not imported")]
    OwnKey,
    /// `hash_of` without a hash.
    #[error("hash_of is given without a hash")]
    HashOfNothing,
    /// `hash_of` of something else.
    #[error("hash_of is neither secret nor key")]
    HashOf,
    /// The hash of a secret that no one can find.
    #[error("the hash is of a secret, and there is no prefix to find it by")]
    SecretWithoutPrefix,
    /// No time.
    #[error(
        "expires_at is neither a date (2026-11-21), an RFC 3339 time (2026-11-21T09:00:00Z), \
         never, nor empty"
    )]
    ExpiresAt,
}

/// What is wrong with a row, or with the file from there on.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A row that says something impossible.
    #[error(transparent)]
    Row(#[from] RowError),
    /// A row of a file of users that says something impossible.
    #[error(transparent)]
    UserRow(#[from] UserRowError),
    /// A CSV file without a header.
    #[error("the file is empty: its first row names its columns, out of {0}")]
    NoHeader(String),
    /// A header or a member that is none. It is named only if it looks like a name.
    #[error(
        "column {position}{} is unknown: the columns are {columns}",
        .name.as_ref().map(|name| format!(", {name:?},")).unwrap_or_default()
    )]
    UnknownColumn {
        /// Where it stands, from 1.
        position: usize,
        /// What it is called.
        name: Option<String>,
        /// Those there are.
        columns: String,
    },
    /// A column or a member that occurs twice.
    #[error("{0} occurs twice")]
    Repeated(&'static str),
    /// A column that every row needs.
    #[error("the header lacks {0}")]
    MissingColumn(String),
    /// A CSV row of another width than the header.
    #[error("the row has {fields} fields and the header has {columns}")]
    Width {
        /// Fields of the row.
        fields: usize,
        /// Fields of the header.
        columns: usize,
    },
    /// More fields than any header has.
    #[error("the row has more than 64 fields")]
    TooManyFields,
    /// A quote that nothing ends.
    #[error("a quote that this row opens is never closed")]
    OpenQuote,
    /// A line of JSON Lines that is something else.
    #[error("the line is not a JSON object")]
    NotAnObject,
    /// A line that begins as an object and is no JSON from that byte on, or more than one object.
    #[error("the JSON object of this line breaks off or errs at byte {0}")]
    Json(usize),
    /// A member that is neither a string nor null.
    #[error("{0} is not a JSON string")]
    NotAString(&'static str),
    /// Bytes in another encoding.
    #[error("the row is not UTF-8")]
    NotUtf8,
    /// A line or a row that is too long.
    #[error("the row is longer than 64 KiB")]
    TooLong,
    /// The file cannot be read on.
    #[error("the file cannot be read: {0}")]
    Read(#[from] io::Error),
}

impl ImportError {
    /// The error that the column at that position, from 1, is unknown.
    pub(super) fn unknown_column(position: usize, name: &str, columns: &[&str]) -> Self {
        let like_a_name = (1..=24).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphabetic() || b" _-".contains(&byte));
        let name = like_a_name.then(|| name.to_owned());
        Self::UnknownColumn { position, name, columns: columns.join(", ") }
    }

    /// Whether nothing after it can be read.
    pub(super) const fn is_fatal(&self) -> bool {
        matches!(self, Self::TooManyFields | Self::OpenQuote | Self::TooLong | Self::Read(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_is_not_named() {
        let named = |name| match ImportError::unknown_column(2, name, &["user"]) {
            ImportError::UnknownColumn { position: 2, name, .. } => name,
            other => panic!("{other}"),
        };
        assert_eq!(named("api key").as_deref(), Some("api key"));
        for name in ["", "sk-s3cret", "alice@example.com", "owner\u{1b}", &"x".repeat(25)] {
            assert_eq!(named(name), None, "{name:?}");
        }
    }
}
