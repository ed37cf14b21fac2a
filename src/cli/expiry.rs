//! `--expires`: a length of time, an instant or never.

use std::str::FromStr;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::domain::term::Expiry;
use crate::domain::time::{Span, TimeError, TimeSpec};

/// What is given for `--expires`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpiryArg {
    /// So long from now, and again from each rotation.
    After(Span),
    /// At that instant.
    At(TimeSpec),
    /// Never.
    Never,
}

impl FromStr for ExpiryArg {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        if text == "never" {
            return Ok(Self::Never);
        }
        match text.parse() {
            Ok(span) => Ok(Self::After(span)),
            Err(error) => text.parse().map(Self::At).map_err(|other| match error {
                TimeError::Span(_) => other,
                error => error,
            }),
        }
    }
}

impl ExpiryArg {
    /// What it means at the instant and in the zone of the command.
    ///
    /// # Errors
    /// A wall clock that does not exist, or exists twice.
    pub fn resolve(&self, access: &DatabaseAccess) -> Result<Expiry, Failure> {
        Ok(match self {
            Self::After(span) => Expiry::After(*span),
            Self::At(at) => Expiry::At(at.resolve(access.now, &access.zone).map_err(|error| {
                Failure::usage("time.unusable", error.to_string()).fix("keyctl help time")
            })?),
            Self::Never => Expiry::Never,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_instants_and_never_are_told_apart() {
        assert_eq!("30d".parse(), Ok(ExpiryArg::After(Span::from_secs(30 * 86_400))));
        assert_eq!("never".parse(), Ok(ExpiryArg::Never));
        assert_eq!("2027-01-01".parse(), Ok(ExpiryArg::At("2027-01-01".parse().unwrap())));
        assert_eq!("+30d".parse(), Ok(ExpiryArg::At("+30d".parse().unwrap())));
        let refused = |text: &str| text.parse::<ExpiryArg>().unwrap_err();
        assert!(matches!(refused("30"), TimeError::SpanWithoutUnit(_)));
        assert!(matches!(refused("soon"), TimeError::Instant(_)));
    }
}
