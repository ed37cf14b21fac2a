//! What people call a user.

use std::fmt;
use std::str::FromStr;

use crate::domain::email::is_unseen;

/// The longest display name, in bytes.
const MAX_BYTES: usize = 128;

/// A name of 1 to 128 bytes in any writing, without white space around it. It holds nothing that
/// cannot be seen or that turns the direction of what follows, since it stands in tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for DisplayName {
    type Err = DisplayNameError;

    fn from_str(text: &str) -> Result<Self, DisplayNameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(DisplayNameError::Empty);
        }
        if text.len() > MAX_BYTES {
            return Err(DisplayNameError::TooLong(text.len()));
        }
        if text.chars().any(|c| c != ' ' && is_unseen(c)) {
            return Err(DisplayNameError::Unseen);
        }
        Ok(Self(text.to_owned()))
    }
}

/// What people are to call a user from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewDisplayName {
    /// This.
    Name(DisplayName),
    /// By the handle alone: an empty text.
    Nothing,
}

impl FromStr for NewDisplayName {
    type Err = DisplayNameError;

    fn from_str(text: &str) -> Result<Self, DisplayNameError> {
        if text.is_empty() { Ok(Self::Nothing) } else { text.parse().map(Self::Name) }
    }
}

/// Why a text is no display name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisplayNameError {
    /// Nothing, or white space alone.
    #[error("a display name is not empty")]
    Empty,
    /// Too many bytes.
    #[error("a display name of {0} bytes is too long: give at most {MAX_BYTES}")]
    TooLong(usize),
    /// Characters that cannot be seen.
    #[error(
        "a display name holds no control characters, no invisible characters and no white space \
         but the space"
    )]
    Unseen,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_are_names() {
        for (text, name) in [
            ("Ada L.", "Ada L."),
            ("  Grace Hopper ", "Grace Hopper"),
            ("José Ñandú-O'Neill", "José Ñandú-O'Neill"),
            ("山田 太郎", "山田 太郎"),
            ("محمد", "محمد"),
            ("=1+1", "=1+1"),
        ] {
            assert_eq!(text.parse::<DisplayName>().unwrap().as_str(), name, "{text}");
        }
        assert!("x".repeat(128).parse::<DisplayName>().is_ok());
    }

    #[test]
    fn what_misleads_a_reader_is_refused() {
        for text in [
            "",
            "  ",
            "red\u{1b}[31m",
            "bell\u{7}",
            "two\nlines",
            "tab\tbed",
            "csi\u{9b}31m",
            "evil\u{202e}live",
            "mark\u{200f}",
            "zero\u{200b}width",
            "line\u{2028}separator",
            "no\u{a0}break",
        ] {
            assert!(text.parse::<DisplayName>().is_err(), "{text:?}");
        }
        assert_eq!("x".repeat(300).parse::<DisplayName>(), Err(DisplayNameError::TooLong(300)));
    }
}
