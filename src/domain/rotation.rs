//! Rotations: how the version before ends, and by what name a retry knows that it is one.

use std::fmt;
use std::str::FromStr;

use crate::domain::time::{Span, TimeError};

/// How long the version before goes on taking requests: nothing to 30 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grace(Span);

/// Why a length of time is no grace.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraceError {
    /// Longer than [`Grace::MAX`].
    #[error("a grace is {} at most", Grace::MAX)]
    TooLong,
    /// No length of time.
    #[error(transparent)]
    Span(#[from] TimeError),
}

impl Grace {
    /// None: the version before ends at once.
    pub const NONE: Self = Self(Span::from_secs(0));
    /// What is given where nothing else is said: a day.
    pub const DEFAULT: Self = Self(Span::from_secs(86_400));
    /// The longest.
    pub const MAX: Span = Span::from_secs(30 * 86_400);

    /// That long.
    ///
    /// # Errors
    /// [`GraceError::TooLong`].
    pub fn new(span: Span) -> Result<Self, GraceError> {
        if span <= Self::MAX { Ok(Self(span)) } else { Err(GraceError::TooLong) }
    }

    /// How long it is.
    pub const fn span(self) -> Span {
        self.0
    }
}

/// A length of time, or `0`.
impl FromStr for Grace {
    type Err = GraceError;

    fn from_str(text: &str) -> Result<Self, GraceError> {
        if text == "0" { Ok(Self::NONE) } else { Self::new(text.parse()?) }
    }
}

impl fmt::Display for Grace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How the version before ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// When its grace does.
    After(Grace),
    /// At once, because somebody else may have it.
    Compromised,
}

impl Ending {
    /// How long the version before goes on.
    pub const fn grace(self) -> Grace {
        match self {
            Self::After(grace) => grace,
            Self::Compromised => Grace::NONE,
        }
    }

    /// Whether it ends at once.
    pub fn is_immediate(self) -> bool {
        self.grace() == Grace::NONE
    }
}

/// What a rotation is called by whoever may have to try it again: 1 to 64 letters, digits, dots,
/// dashes and underscores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationId(String);

/// A name that no rotation has.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rotation is named by 1 to 64 letters, digits, dots, dashes and underscores")]
pub struct RotationIdError;

impl RotationId {
    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RotationId {
    type Err = RotationIdError;

    fn from_str(text: &str) -> Result<Self, RotationIdError> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if (1..=64).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(RotationIdError)
        }
    }
}

/// What a rotation is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// How the version before ends.
    pub ending: Ending,
    /// What it is called, so that a retry rotates nothing.
    pub id: Option<RotationId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grace_is_nothing_to_thirty_days() {
        assert_eq!("0".parse(), Ok(Grace::NONE));
        assert_eq!("0s".parse(), Ok(Grace::NONE));
        assert_eq!("24h".parse(), Ok(Grace::DEFAULT));
        assert_eq!("30d".parse::<Grace>().unwrap().span(), Grace::MAX);
        assert_eq!("30d1us".parse::<Grace>(), Err(GraceError::TooLong));
        assert!(matches!("24".parse::<Grace>(), Err(GraceError::Span(_))));
        assert!(matches!("-1h".parse::<Grace>(), Err(GraceError::Span(_))));
    }

    #[test]
    fn what_others_may_have_ends_at_once() {
        assert!(Ending::Compromised.is_immediate());
        assert!(Ending::After(Grace::NONE).is_immediate());
        assert!(!Ending::After(Grace::DEFAULT).is_immediate());
    }

    #[test]
    fn a_rotation_has_a_plain_name() {
        for name in ["a", "2026-11-21", "deploy_7.1", &"x".repeat(64)] {
            assert_eq!(name.parse::<RotationId>().unwrap().as_str(), name);
        }
        for name in ["", "a b", "a/b", "é", "a\n", &"x".repeat(65)] {
            assert_eq!(name.parse::<RotationId>(), Err(RotationIdError), "{name:?}");
        }
    }
}
