//! Terms: how long a key lives, and what a rotation or a refresh makes of it.
//!
//! The lifetime of a role is default and ceiling: it caps, and it never extends (R-E6). A key that
//! was made for a length of time gets it anew with each rotation; one that was made for an instant
//! keeps that instant.

use std::str::FromStr;

use crate::domain::time::{Span, TimeError, Timestamp};

/// What is asked for when a key is made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// As long as its role allows.
    AsRole,
    /// So long from now, and again from each rotation.
    After(Span),
    /// At that instant, whatever happens before.
    At(Timestamp),
    /// Never.
    Never,
}

/// How often a key is to be rotated: `90d`, or `never`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadence {
    /// So long after the last time.
    Every(Span),
    /// Only when somebody asks.
    Never,
}

impl Cadence {
    /// How long after a rotation the next one is due; `None` for never.
    pub const fn every(self) -> Option<Span> {
        match self {
            Self::Every(span) => Some(span),
            Self::Never => None,
        }
    }
}

impl FromStr for Cadence {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        if text == "never" { Ok(Self::Never) } else { text.parse().map(Self::Every) }
    }
}

/// How long before its end a key can be refreshed.
pub const REFRESH_WINDOW: Span = Span::from_secs(86_400);

/// How long a key lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// The instant at which it is refused; `None` for never (R-E2).
    pub expires_at: Option<Timestamp>,
    /// What each rotation and refresh gives it anew; `None` where it keeps its end.
    pub lifetime: Option<Span>,
}

/// Why a term cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    /// It would end before it begins.
    #[error("that instant has passed")]
    Passed,
    /// Longer than the role allows; its ceiling.
    #[error("its role allows {0} at most")]
    BeyondRole(Span),
}

impl Term {
    /// The term that is asked for, under the ceiling of a role.
    ///
    /// # Errors
    /// [`TermError`].
    pub fn new(expiry: Expiry, ceiling: Option<Span>, now: Timestamp) -> Result<Self, TermError> {
        let lifetime = match expiry {
            Expiry::AsRole => ceiling,
            Expiry::After(span) => Some(span),
            Expiry::At(_) | Expiry::Never => None,
        };
        let expires_at = match expiry {
            Expiry::At(instant) => Some(instant),
            _ => lifetime.map(|lifetime| now.saturating_add(lifetime)),
        };
        if expires_at.is_some_and(|at| at <= now) {
            return Err(TermError::Passed);
        }
        let latest = ceiling.map(|ceiling| (ceiling, now.saturating_add(ceiling)));
        match latest {
            Some((ceiling, latest)) if expires_at.is_none_or(|at| at > latest) => {
                Err(TermError::BeyondRole(ceiling))
            }
            _ => Ok(Self { expires_at, lifetime }),
        }
    }

    /// What a rotation or refresh at `now` makes of it: never later than the ceiling, and never
    /// without an end where there is a ceiling.
    #[must_use]
    pub fn renewed(self, ceiling: Option<Span>, now: Timestamp) -> Self {
        let lifetime = match self.expires_at {
            None => self.lifetime.or(ceiling),
            Some(_) => self.lifetime,
        };
        let wanted = lifetime.map_or(self.expires_at, |span| Some(now.saturating_add(span)));
        let latest = ceiling.map(|ceiling| now.saturating_add(ceiling));
        let expires_at = match (wanted, latest) {
            (Some(wanted), Some(latest)) => Some(wanted.min(latest)),
            (wanted, latest) => wanted.or(latest),
        };
        Self { expires_at, lifetime }
    }

    /// The instant from which it can be given anew without an operator; `None` where it has no end.
    pub fn refresh_after(self) -> Option<Timestamp> {
        self.expires_at.map(|at| at.saturating_sub(REFRESH_WINDOW))
    }

    /// Whether it has ended: at its instant, not after it (R-E2).
    pub fn has_ended(self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);
    const WEEK: Span = Span::from_secs(7 * 86_400);
    const DAY: Span = Span::from_secs(86_400);

    fn after(span: Span) -> Timestamp {
        NOW.saturating_add(span)
    }

    fn new(expiry: Expiry, ceiling: Option<Span>) -> Result<Term, TermError> {
        Term::new(expiry, ceiling, NOW)
    }

    #[test]
    fn a_role_is_default_and_ceiling() {
        let week = Term { expires_at: Some(after(WEEK)), lifetime: Some(WEEK) };
        assert_eq!(new(Expiry::AsRole, Some(WEEK)), Ok(week));
        assert_eq!(new(Expiry::AsRole, None), Ok(Term::default()));
        assert_eq!(new(Expiry::After(WEEK), Some(WEEK)), Ok(week));
        assert_eq!(new(Expiry::After(WEEK), Some(DAY)), Err(TermError::BeyondRole(DAY)));
        assert_eq!(new(Expiry::At(after(WEEK)), Some(DAY)), Err(TermError::BeyondRole(DAY)));
        assert_eq!(new(Expiry::Never, Some(DAY)), Err(TermError::BeyondRole(DAY)));
        assert_eq!(new(Expiry::Never, None), Ok(Term::default()));
        assert_eq!(new(Expiry::At(NOW), None), Err(TermError::Passed));
        assert_eq!(new(Expiry::After(Span::from_secs(0)), None), Err(TermError::Passed));
    }

    #[test]
    fn a_rotation_is_due_after_a_length_of_time_or_never() {
        assert_eq!("7d".parse::<Cadence>().unwrap().every(), Some(WEEK));
        assert_eq!("never".parse::<Cadence>().unwrap().every(), None);
        assert!("7".parse::<Cadence>().is_err() && "none".parse::<Cadence>().is_err());
    }

    #[test]
    fn it_ends_at_its_instant() {
        let term = new(Expiry::After(DAY), None).unwrap();
        let end = after(DAY);
        assert!(!term.has_ended(Timestamp::from_micros(end.micros() - 1)));
        assert!(term.has_ended(end));
        assert!(!Term::default().has_ended(Timestamp::from_micros(i64::MAX)));
    }

    #[test]
    fn it_can_be_refreshed_in_its_last_day() {
        let week = new(Expiry::After(WEEK), None).unwrap();
        assert_eq!(week.refresh_after(), Some(after(Span::from_secs(6 * 86_400))));
        let hour = new(Expiry::After(Span::from_secs(3_600)), None).unwrap();
        assert!(hour.refresh_after().unwrap() < NOW);
        assert_eq!(Term::default().refresh_after(), None);
    }

    #[test]
    fn a_length_is_given_anew_and_an_instant_stays() {
        let later = after(DAY);
        let length = new(Expiry::After(WEEK), None).unwrap();
        assert_eq!(length.renewed(None, later).expires_at, Some(later.saturating_add(WEEK)));
        let instant = new(Expiry::At(after(WEEK)), None).unwrap();
        assert_eq!(instant.renewed(None, later), instant);
    }

    #[test]
    fn no_renewal_passes_the_ceiling() {
        let length = new(Expiry::After(WEEK), None).unwrap();
        let capped = length.renewed(Some(DAY), NOW);
        assert_eq!(capped, Term { expires_at: Some(after(DAY)), lifetime: Some(WEEK) });
        let instant = new(Expiry::At(after(WEEK)), None).unwrap();
        assert_eq!(instant.renewed(Some(DAY), NOW).expires_at, Some(after(DAY)));
        let never = Term::default().renewed(Some(DAY), NOW);
        assert_eq!(never, Term { expires_at: Some(after(DAY)), lifetime: Some(DAY) });
        assert_eq!(Term::default().renewed(None, NOW), Term::default());
    }
}
