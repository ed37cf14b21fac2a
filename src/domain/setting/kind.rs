//! What sorts of values settings take, and the one spelling in which each is kept.

use std::str::FromStr;

use crate::domain::budget::{Alerts, AlertsError};
use crate::domain::email::{Email, EmailError};
use crate::domain::money::{MoneyError, Nanos};
use crate::domain::network::ClientDetail;
use crate::domain::rate::{Rate, RateError};
use crate::domain::role;
use crate::domain::rotation::{Grace, GraceError};
use crate::domain::time::{Span, TimeError};
use crate::domain::word::UnknownWord;

/// What stands for "no limit", "never" or "not at all" where a setting allows it.
const NONE: &str = "none";

/// The longest text and the longest secret that a setting holds, in bytes.
const MAX_TEXT_BYTES: usize = 1024;

/// What sort of value a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// How long the version before a rotation goes on, 0 to 30 days.
    Grace,
    /// A length of time from the first to the second.
    Duration(Span, Span),
    /// A length of time from the first to the second, or `none`.
    Retention(Span, Span),
    /// The name of a role.
    Role,
    /// `true` or `false`.
    Bool,
    /// So many in so much time, or `none`.
    Rate,
    /// A whole number from the first to the second.
    Count(u32, u32),
    /// A whole number from the first to the second, or `none`.
    Threshold(u32, u32),
    /// Thresholds of a budget: whole per cents separated by commas, or `none`.
    Percents,
    /// An amount of money.
    Amount,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// How much of a client's address is kept.
    Client,
    /// A URL of one of these schemes, without a password in it.
    Url(&'static [&'static str]),
    /// E-mail addresses, separated by commas.
    Emails,
    /// One line of text.
    Text,
    /// One line that nobody is shown again. It is kept sealed.
    Secret,
    /// Chosen when the database was made; why it stays.
    Fixed(&'static str),
}

/// Why a value is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// No grace.
    #[error(transparent)]
    Grace(#[from] GraceError),
    /// No length of time.
    #[error(transparent)]
    Span(#[from] TimeError),
    /// No word of those it takes.
    #[error(transparent)]
    Word(#[from] UnknownWord),
    /// None of the words it takes.
    #[error("{text:?} is none of {}", words.join(", "))]
    Choice {
        /// What was given.
        text: String,
        /// What it takes.
        words: &'static [&'static str],
    },
    /// No rate.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// No amount.
    #[error(transparent)]
    Amount(#[from] MoneyError),
    /// No e-mail address.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// No number, or one out of its range.
    #[error("{text:?} is no whole number from {least} to {most}")]
    Count {
        /// What was given.
        text: String,
        /// The least it takes.
        least: u32,
        /// The most it takes.
        most: u32,
    },
    /// A length of time out of its range.
    #[error("{span} is not from {least} to {most}")]
    Range {
        /// What was given.
        span: Span,
        /// The least it takes.
        least: Span,
        /// The most it takes.
        most: Span,
    },
    /// No list of per cents.
    #[error(transparent)]
    Percents(#[from] AlertsError),
    /// No URL of a scheme that it takes. What was given is not repeated.
    #[error("it is no URL that begins with {0}")]
    Url(String),
    /// A URL that holds a password. It is not repeated.
    #[error("a password does not belong into a URL")]
    PasswordInUrl,
    /// Empty, too long, or of more than one line. It is not repeated.
    #[error("it is not one line of 1 to {MAX_TEXT_BYTES} bytes")]
    Text,
    /// A secret that was typed. It is not repeated.
    #[error("what is typed stands in the shell's history and in the list of processes")]
    Secret,
    /// It cannot be set.
    #[error("it was chosen when the database was made: {0}")]
    Fixed(&'static str),
}

impl SettingKind {
    /// A word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grace | Self::Duration(..) | Self::Retention(..) => "duration",
            Self::Role => "role",
            Self::Bool => "bool",
            Self::Rate => "rate",
            Self::Count(..) | Self::Threshold(..) => "number",
            Self::Percents => "percents",
            Self::Amount => "amount",
            Self::Choice(_) => "word",
            Self::Client => "client",
            Self::Url(_) => "url",
            Self::Emails => "emails",
            Self::Text => "text",
            Self::Secret => "secret",
            Self::Fixed(_) => "fixed",
        }
    }

    /// The value as it is stored: in one spelling.
    ///
    /// # Errors
    /// [`SettingError`]; a secret is never taken here.
    pub fn normalize(self, value: &str) -> Result<String, SettingError> {
        Ok(match self {
            Self::Grace => value.parse::<Grace>()?.to_string(),
            Self::Duration(least, most) => duration(value, least, most)?.to_string(),
            Self::Retention(least, most) => {
                unless_none(value, |value| Ok(duration(value, least, most)?.to_string()))?
            }
            Self::Role => role::normalize(value),
            Self::Bool => yes(value)?.to_string(),
            Self::Rate => unless_none(value, |value| Ok(value.parse::<Rate>()?.to_string()))?,
            Self::Count(least, most) => count(value, least, most)?.to_string(),
            Self::Threshold(least, most) => {
                unless_none(value, |value| Ok(count(value, least, most)?.to_string()))?
            }
            Self::Percents => percents(value)?.to_string(),
            Self::Amount => value.parse::<Nanos>()?.to_string(),
            Self::Choice(words) => choice(value, words)?.to_owned(),
            Self::Client => value.parse::<ClientDetail>()?.as_str().to_owned(),
            Self::Url(schemes) => url(value, schemes)?,
            Self::Emails => {
                let listed: Vec<_> = emails(value)?.iter().map(ToString::to_string).collect();
                listed.join(",")
            }
            Self::Text => text(value)?,
            Self::Secret => return Err(SettingError::Secret),
            Self::Fixed(why) => return Err(SettingError::Fixed(why)),
        })
    }

    /// Whether a value may be kept sealed.
    ///
    /// # Errors
    /// [`SettingError`], which never repeats it.
    pub fn check_secret(self, value: &str) -> Result<(), SettingError> {
        match self {
            Self::Secret => text(value).map(drop),
            Self::Fixed(why) => Err(SettingError::Fixed(why)),
            _ => Err(SettingError::Text),
        }
    }
}

/// One of the words.
///
/// # Errors
/// [`SettingError::Choice`].
pub fn choice(value: &str, words: &'static [&'static str]) -> Result<&'static str, SettingError> {
    let unknown = || SettingError::Choice { text: value.to_owned(), words };
    words.iter().copied().find(|word| *word == value).ok_or_else(unknown)
}

/// A length of time within its range.
///
/// # Errors
/// [`SettingError::Span`], [`SettingError::Range`].
pub fn duration(value: &str, least: Span, most: Span) -> Result<Span, SettingError> {
    let span = value.parse::<Span>()?;
    if span < least || span > most {
        return Err(SettingError::Range { span, least, most });
    }
    Ok(span)
}

/// A whole number within its range.
///
/// # Errors
/// [`SettingError::Count`].
pub fn count(value: &str, least: u32, most: u32) -> Result<u32, SettingError> {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    let count = value.parse().ok().filter(|count| digits && (least..=most).contains(count));
    count.ok_or_else(|| SettingError::Count { text: value.to_owned(), least, most })
}

/// The thresholds of a budget, with or without spaces between them.
///
/// # Errors
/// [`SettingError::Percents`].
pub fn percents(value: &str) -> Result<Alerts, SettingError> {
    let plain = value.split(',').map(str::trim).collect::<Vec<_>>().join(",");
    Ok(plain.parse::<Alerts>()?)
}

/// `true` or `false`.
///
/// # Errors
/// [`UnknownWord`].
pub fn yes(value: &str) -> Result<bool, UnknownWord> {
    let unknown = || UnknownWord { word: value.to_owned(), expected: "true, false" };
    bool::from_str(value).map_err(|_| unknown())
}

/// A rate, or `None` for `none`.
///
/// # Errors
/// [`RateError`].
pub fn rate(value: &str) -> Result<Option<Rate>, RateError> {
    if value == NONE { Ok(None) } else { value.parse().map(Some) }
}

/// What a value says, or `None` for `none`.
///
/// # Errors
/// What `read` returns.
pub fn optional<T, E>(
    value: &str,
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, E> {
    if value == NONE { Ok(None) } else { read(value).map(Some) }
}

/// One or more addresses, separated by commas.
///
/// # Errors
/// [`SettingError::Email`].
pub fn emails(value: &str) -> Result<Vec<Email>, SettingError> {
    value.split(',').map(|address| Ok(address.parse::<Email>()?)).collect()
}

fn unless_none(
    value: &str,
    normalize: impl FnOnce(&str) -> Result<String, SettingError>,
) -> Result<String, SettingError> {
    Ok(optional(value, normalize)?.unwrap_or_else(|| NONE.to_owned()))
}

fn url(value: &str, schemes: &[&str]) -> Result<String, SettingError> {
    let refuse = || SettingError::Url(schemes.join("://, ") + "://");
    let value = text(value)?;
    let (scheme, rest) = value.split_once("://").ok_or_else(refuse)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    if user.contains(':') {
        return Err(SettingError::PasswordInUrl);
    }
    let known = schemes.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    if !known || host.is_empty() || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(refuse());
    }
    Ok(format!("{}://{rest}", scheme.to_ascii_lowercase()))
}

fn text(value: &str) -> Result<String, SettingError> {
    let fits = (1..=MAX_TEXT_BYTES).contains(&value.len());
    if fits && !value.chars().any(char::is_control) {
        Ok(value.to_owned())
    } else {
        Err(SettingError::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Span = Span::from_secs(3_600);
    const DAY: Span = Span::from_secs(86_400);

    fn kept(kind: SettingKind, value: &str) -> Option<String> {
        kind.normalize(value).ok()
    }

    #[test]
    fn values_are_kept_in_one_spelling() {
        for (kind, value, spelling) in [
            (SettingKind::Grace, "48h", "2d"),
            (SettingKind::Role, "Node Operator", "node_operator"),
            (SettingKind::Rate, "2k/h", "2000/h"),
            (SettingKind::Rate, "none", "none"),
            (SettingKind::Duration(HOUR, DAY), "60m", "1h"),
            (SettingKind::Retention(HOUR, DAY), "none", "none"),
            (SettingKind::Count(1, 10), "010", "10"),
            (SettingKind::Threshold(1, 10), "none", "none"),
            (SettingKind::Percents, "100, 80,90,80", "80,90,100"),
            (SettingKind::Percents, "none", "none"),
            (SettingKind::Amount, "$1_000", "1000.00"),
            (SettingKind::Client, "network", "network"),
            (SettingKind::Url(&["https"]), "HTTPS://a.example/x", "https://a.example/x"),
            (SettingKind::Emails, "A@x.example,b@x.example", "a@x.example,b@x.example"),
            (SettingKind::Text, "a b", "a b"),
        ] {
            assert_eq!(kept(kind, value).as_deref(), Some(spelling), "{kind:?} {value}");
        }
    }

    #[test]
    fn other_values_are_refused() {
        for (kind, values) in [
            (SettingKind::Grace, &["31d", "24", "none"][..]),
            (SettingKind::Bool, &["yes", "1"]),
            (SettingKind::Rate, &["20", "0/m"]),
            (SettingKind::Duration(HOUR, DAY), &["59m", "25h", "none", "1"]),
            (SettingKind::Retention(HOUR, DAY), &["59m", "25h"]),
            (SettingKind::Count(1, 10), &["0", "11", "-1", "+1", "none", "99999999999", ""]),
            (SettingKind::Threshold(1, 10), &["0", "11"]),
            (SettingKind::Percents, &["0", "1001", "", "80,", "80 90"]),
            (SettingKind::Amount, &["-1", "none", "five"]),
            (SettingKind::Client, &["half"]),
            (SettingKind::Url(&["https"]), &["http://a", "a.example", "https://", "https://u:p@h"]),
            (SettingKind::Emails, &["", "a", "a@x.example,"]),
            (SettingKind::Text, &["", "a\nb"]),
            (SettingKind::Secret, &["hunter2"]),
            (SettingKind::Fixed("so it is"), &["x"]),
        ] {
            for value in values {
                assert_eq!(kept(kind, value), None, "{kind:?} {value:?}");
            }
        }
        assert_eq!(kept(SettingKind::Text, &"a".repeat(MAX_TEXT_BYTES + 1)), None);
    }

    #[test]
    fn what_may_be_secret_is_not_repeated() {
        let url = SettingKind::Url(&["smtps"]);
        for error in [
            SettingKind::Secret.normalize("hunter2").unwrap_err(),
            SettingKind::Secret.check_secret("hunter2\nhunter2").unwrap_err(),
            url.normalize("smtps://me:hunter2@mail.example").unwrap_err(),
            url.normalize("hunter2").unwrap_err(),
        ] {
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        assert_eq!(SettingKind::Secret.check_secret("hunter2"), Ok(()));
    }
}
