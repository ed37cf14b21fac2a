//! How surely a commit is kept.

use std::str::FromStr;

use crate::domain::word::UnknownWord;

/// What a commit outlives once it has returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A power cut.
    Power,
    /// A crash of the process; a power cut may undo the last ones.
    Process,
}

impl FromStr for Durability {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "power" => Ok(Self::Power),
            "process" => Ok(Self::Process),
            _ => Err(UnknownWord { word: word.to_owned(), expected: "power, process" }),
        }
    }
}
