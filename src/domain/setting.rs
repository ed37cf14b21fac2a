//! Settings: their names, what values they take, and what holds where none is set.

use std::str::FromStr;

use crate::domain::rate::{Rate, RateError};
use crate::domain::role;
use crate::domain::rotation::{Grace, GraceError};
use crate::domain::word::UnknownWord;

/// What sort of value a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// A length of time, 0 to 30 days.
    Grace,
    /// The name of a role.
    Role,
    /// `true` or `false`.
    Bool,
    /// So many in so much time, or `none`.
    Rate,
    /// How many, from 1 to a billion.
    Count,
    /// Chosen when the database was made; why it stays.
    Fixed(&'static str),
}

impl SettingKind {
    /// A word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grace => "duration",
            Self::Role => "role",
            Self::Bool => "bool",
            Self::Rate => "rate",
            Self::Count => "count",
            Self::Fixed(_) => "fixed",
        }
    }
}

/// A setting that something reads.
#[derive(Debug)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: SettingKind,
    /// What holds where it is not set; `None` for nothing.
    pub default: Option<&'static str>,
    /// What it does.
    pub help: &'static str,
}

/// How long the version before goes on after a rotation.
pub const ROTATION_GRACE: &Setting = &CATALOGUE[0];
/// The role of requests without a credential.
pub const FREE_TIER_ROLE: &Setting = &CATALOGUE[1];
/// Whether expired keys have the free tier too.
pub const FREE_TIER_EXPIRED: &Setting = &CATALOGUE[2];
/// The rate of one client of the free tier.
pub const FREE_TIER_REQUESTS: &Setting = &CATALOGUE[3];

/// The rate of a user who has no limit of his own.
pub const LIMIT_REQUESTS: &Setting = &CATALOGUE[6];
/// Output that is held where nothing says how much there can be.
pub const RESERVE_OUTPUT: &Setting = &CATALOGUE[7];
/// Input that is held for each attachment.
pub const RESERVE_ATTACHMENT: &Setting = &CATALOGUE[8];

/// Every setting, in the order they are listed.
pub static CATALOGUE: [Setting; 9] = [
    Setting {
        name: "rotation.grace",
        kind: SettingKind::Grace,
        default: Some("1d"),
        help: "how long the secret before works on after a rotation that does not say",
    },
    Setting {
        name: "free-tier.role",
        kind: SettingKind::Role,
        default: None,
        help: "serve requests without a key as this role",
    },
    Setting {
        name: "free-tier.expired",
        kind: SettingKind::Bool,
        default: Some("false"),
        help: "serve requests with an expired key as the free tier",
    },
    Setting {
        name: "free-tier.requests",
        kind: SettingKind::Rate,
        default: Some("20/m"),
        help: "how many requests of the free tier one client address may make",
    },
    Setting {
        name: "brand",
        kind: SettingKind::Fixed("keys that exist begin with it"),
        default: None,
        help: "what keys begin with",
    },
    Setting {
        name: "time_zone",
        kind: SettingKind::Fixed("usage that is recorded was added up in it"),
        default: None,
        help: "the zone in which days and months begin",
    },
    Setting {
        name: "limit.requests",
        kind: SettingKind::Rate,
        default: Some("100/m"),
        help: "how many requests a user may make who has no limit of his own, admins apart",
    },
    Setting {
        name: "reserve.output-tokens",
        kind: SettingKind::Count,
        default: Some("4096"),
        help: "output held of a budget, and allowed, where neither the request nor the price says",
    },
    Setting {
        name: "reserve.tokens-per-attachment",
        kind: SettingKind::Count,
        default: Some("50000"),
        help: "input held of a budget for each image, sound or file of a request",
    },
];

/// Whose the anonymous key is.
pub const FREE_TIER_USER: &str = "anonymous";
/// The name of the anonymous key.
pub const FREE_TIER_KEY: &str = "free-tier";

/// Why a value is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// No length of time, or too long a one.
    #[error(transparent)]
    Grace(#[from] GraceError),
    /// Neither `true` nor `false`.
    #[error(transparent)]
    Bool(#[from] UnknownWord),
    /// No rate.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// No count.
    #[error(transparent)]
    Count(#[from] CountError),
    /// It cannot be set.
    #[error("it was chosen when the database was made: {0}")]
    Fixed(&'static str),
}

impl Setting {
    /// The setting of a name.
    pub fn find(name: &str) -> Option<&'static Self> {
        CATALOGUE.iter().find(|setting| setting.name == name)
    }

    /// The value as it is stored: in one spelling.
    ///
    /// # Errors
    /// [`SettingError`].
    pub fn normalize(&self, value: &str) -> Result<String, SettingError> {
        match self.kind {
            SettingKind::Grace => Ok(value.parse::<Grace>()?.to_string()),
            SettingKind::Role => Ok(role::normalize(value)),
            SettingKind::Bool => Ok(yes(value)?.to_string()),
            SettingKind::Rate => {
                Ok(rate(value)?.map_or("none".to_owned(), |rate| rate.to_string()))
            }
            SettingKind::Count => Ok(count(value)?.to_string()),
            SettingKind::Fixed(why) => Err(SettingError::Fixed(why)),
        }
    }
}

/// `true` or `false`.
///
/// # Errors
/// [`UnknownWord`].
pub fn yes(value: &str) -> Result<bool, UnknownWord> {
    let unknown = || UnknownWord { word: value.to_owned(), expected: "true, false" };
    bool::from_str(value).map_err(|_| unknown())
}

/// A text that is no count.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no count: write digits, from 1 to 1000000000")]
pub struct CountError(String);

/// A count, from 1 to a billion.
///
/// # Errors
/// [`CountError`].
pub fn count(value: &str) -> Result<u32, CountError> {
    let plain = value.bytes().all(|byte| byte.is_ascii_digit()) && !value.starts_with('0');
    let count = value.parse().ok().filter(|count| plain && *count <= 1_000_000_000);
    count.ok_or_else(|| CountError(value.to_owned()))
}

/// A rate, or `none` for no limit.
///
/// # Errors
/// [`RateError`].
pub fn rate(value: &str) -> Result<Option<Rate>, RateError> {
    if value == "none" { Ok(None) } else { value.parse().map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_a_value() {
        for setting in CATALOGUE.iter().filter(|setting| setting.default.is_some()) {
            let default = setting.default.unwrap();
            assert_eq!(setting.normalize(default).as_deref(), Ok(default), "{}", setting.name);
        }
        let default = ROTATION_GRACE.default.unwrap();
        assert_eq!(default.parse(), Ok(Grace::DEFAULT));
    }

    #[test]
    fn values_are_kept_in_one_spelling() {
        let kept = |setting: &Setting, value: &str| setting.normalize(value);
        assert_eq!(kept(ROTATION_GRACE, "48h").as_deref(), Ok("2d"));
        assert_eq!(kept(FREE_TIER_ROLE, "Node Operator").as_deref(), Ok("node_operator"));
        assert_eq!(kept(FREE_TIER_REQUESTS, "2k/h").as_deref(), Ok("2000/h"));
        assert_eq!(kept(FREE_TIER_REQUESTS, "none").as_deref(), Ok("none"));
        for (setting, value) in [
            (ROTATION_GRACE, "31d"),
            (ROTATION_GRACE, "24"),
            (RESERVE_OUTPUT, "0"),
            (RESERVE_OUTPUT, "1000000001"),
            (FREE_TIER_EXPIRED, "yes"),
            (FREE_TIER_REQUESTS, "20"),
            (Setting::find("brand").unwrap(), "acme"),
        ] {
            assert!(kept(setting, value).is_err(), "{} {value}", setting.name);
        }
    }
}
