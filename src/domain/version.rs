//! Versions: the secrets that follow each other under one key.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::domain::time::Timestamp;
use crate::domain::token::{self, Prefix};
use crate::domain::word::UnknownWord;

/// The number of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionId(pub i64);

impl fmt::Display for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a version stands in the life of its key. At most two of a key take requests at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionState {
    /// Handed to whoever is to use it next, and not yet known to have arrived.
    Offered,
    /// The one that the key is.
    Current,
    /// The one before, until its grace ends.
    Previous,
    /// Ended at once: it never arrived, or it was replaced without grace.
    Withdrawn,
}

impl VersionState {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Current => "current",
            Self::Previous => "previous",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl FromStr for VersionState {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "offered" => Ok(Self::Offered),
            "current" => Ok(Self::Current),
            "previous" => Ok(Self::Previous),
            "withdrawn" => Ok(Self::Withdrawn),
            _ => Err(UnknownWord {
                word: word.to_owned(),
                expected: "offered, current, previous, withdrawn",
            }),
        }
    }
}

/// One secret of a key, as it is shown: without the secret.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its number.
    pub id: VersionId,
    /// Where it stands.
    pub state: VersionState,
    /// Its public prefix.
    pub prefix: Prefix,
    /// Its last four characters; empty where they are not known.
    pub last_four: String,
    /// Whether another system made it, in a format of its own.
    pub imported: bool,
    /// Whether a sealed copy is kept, so that it can be revealed.
    pub recoverable: bool,
    /// What the rotation that made it was called, so that a retry finds it.
    pub rotation_id: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// The instant from which it is refused; `None` while it is current.
    pub valid_until: Option<Timestamp>,
    /// Who used it.
    pub usage: Use,
}

impl Version {
    /// Whether it takes requests, as far as it alone decides: the key may be dead.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        is_alive(self.state, self.valid_until, now)
    }

    /// How it is shown: prefix, ellipsis, last four characters.
    pub fn preview(&self) -> String {
        token::preview(self.prefix.as_str(), &self.last_four)
    }
}

/// Whether a version in such a state takes requests: until its instant, not at it (R-E2).
pub fn is_alive(state: VersionState, valid_until: Option<Timestamp>, now: Timestamp) -> bool {
    match state {
        VersionState::Current => true,
        VersionState::Offered | VersionState::Previous => valid_until.is_some_and(|at| now < at),
        VersionState::Withdrawn => false,
    }
}

/// Who used a version: at most a minute behind (R-E4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// When it was last used; `None` for never.
    pub last_used_at: Option<Timestamp>,
    /// From where; `None` where that is not known.
    pub last_used_from: Option<IpAddr>,
    /// How many requests came with it, those that were refused after its secret was right
    /// included.
    pub requests: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_ends_at_its_instant() {
        let end = Timestamp::from_micros(1_000);
        let before = Timestamp::from_micros(999);
        for state in [VersionState::Offered, VersionState::Previous] {
            assert!(is_alive(state, Some(end), before), "{state:?}");
            assert!(!is_alive(state, Some(end), end), "{state:?}");
            assert!(!is_alive(state, None, before), "{state:?}");
        }
        assert!(is_alive(VersionState::Current, None, end));
        assert!(!is_alive(VersionState::Withdrawn, Some(end), before));
    }

    #[test]
    fn words_for_states_are_read_back() {
        use VersionState::{Current, Offered, Previous, Withdrawn};
        for state in [Offered, Current, Previous, Withdrawn] {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert!("dead".parse::<VersionState>().is_err());
    }
}
