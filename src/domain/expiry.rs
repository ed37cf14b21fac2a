//! How somebody writes when a key is to end: a length of time, an instant or never.

use std::str::FromStr;

use crate::domain::term::Expiry;
use crate::domain::time::{Span, TimeError, TimeSpec, Timestamp, Zone};

/// The end of a key as it is written: `30d`, an instant such as `2027-01-01`, or `never`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpirySpec {
    /// So long from now, and again from each rotation.
    After(Span),
    /// At that instant.
    At(TimeSpec),
    /// Never.
    Never,
}

impl FromStr for ExpirySpec {
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

impl ExpirySpec {
    /// What it means to somebody who speaks at `now` in `zone`.
    ///
    /// # Errors
    /// A wall clock that does not exist, or exists twice.
    pub fn resolve(&self, now: Timestamp, zone: &Zone) -> Result<Expiry, TimeError> {
        Ok(match self {
            Self::After(span) => Expiry::After(*span),
            Self::At(at) => Expiry::At(at.resolve(now, zone)?),
            Self::Never => Expiry::Never,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_instants_and_never_are_told_apart() {
        assert_eq!("30d".parse(), Ok(ExpirySpec::After(Span::from_secs(30 * 86_400))));
        assert_eq!("never".parse(), Ok(ExpirySpec::Never));
        assert_eq!("2027-01-01".parse(), Ok(ExpirySpec::At("2027-01-01".parse().unwrap())));
        assert_eq!("+30d".parse(), Ok(ExpirySpec::At("+30d".parse().unwrap())));
        let refused = |text: &str| text.parse::<ExpirySpec>().unwrap_err();
        assert!(matches!(refused("30"), TimeError::SpanWithoutUnit(_)));
        assert!(matches!(refused("soon"), TimeError::Instant(_)));
    }
}
