//! Keys: the stable identity a secret belongs to.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::domain::legacy::LegacyPrefix;
use crate::domain::money::Nanos;
use crate::domain::name::Name;
use crate::domain::restriction::Restrictions;
use crate::domain::term::Term;
use crate::domain::time::{Span, Timestamp};
use crate::domain::token::{self, Prefix};
use crate::domain::user::UserId;
use crate::domain::version::VersionId;
use crate::domain::word::UnknownWord;

/// The number of a key, stable for its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub i64);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a key is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStatus {
    /// Served.
    Active,
    /// Stopped until it is resumed.
    Suspended,
    /// At its end: dead for good, whatever a clock says later (R-E2).
    Expired,
    /// Revoked: dead for good.
    Revoked,
}

impl KeyStatus {
    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    /// Whether it can be served again: a dead key never is, and its name is free.
    pub const fn is_living(self) -> bool {
        matches!(self, Self::Active | Self::Suspended)
    }

    /// What it is at an instant: a key whose term has ended is expired, seen or not.
    #[must_use]
    pub fn at(self, now: Timestamp, term: Term) -> Self {
        if self.is_living() && term.has_ended(now) { Self::Expired } else { self }
    }
}

impl FromStr for KeyStatus {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "active" => Ok(Self::Active),
            "suspended" => Ok(Self::Suspended),
            "expired" => Ok(Self::Expired),
            "revoked" => Ok(Self::Revoked),
            _ => Err(UnknownWord {
                word: word.to_owned(),
                expected: "active, suspended, expired, revoked",
            }),
        }
    }
}

/// A key as it is shown. It holds no digest, so a listing cannot leak one.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its number.
    pub id: KeyId,
    /// Whose it is.
    pub user_id: UserId,
    /// The handle of whose it is.
    pub user: Name,
    /// What that one is called in lists: the handle, after a removal with the number.
    pub user_label: String,
    /// Its name, unique among that user's living keys.
    pub name: Name,
    /// The number of its current version.
    pub version_id: VersionId,
    /// The public prefix of its current version.
    pub prefix: Prefix,
    /// The last four characters of that version; empty where they are not known.
    pub last_four: String,
    /// Whether it is served, as it is stored; see [`Key::status_at`].
    pub status: KeyStatus,
    /// The role that says what it may do: its own, else that of its user.
    pub role: String,
    /// What narrows it within the role of its user.
    pub restrictions: Restrictions,
    /// How long it lives.
    pub term: Term,
    /// How long after a rotation the next one is due.
    pub rotate_every: Option<Span>,
    /// When its current version was made.
    pub rotated_at: Timestamp,
    /// Whether its current version was made by another system.
    pub imported: bool,
    /// Until when an imported key is exempt from the lifetime of its role.
    pub sunset_at: Option<Timestamp>,
    /// Whether its current version can be revealed.
    pub recoverable: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// What a key was used for in all its life.
#[derive(Clone, Copy, Debug, Default)]
pub struct Activity {
    /// When it was last used, at most a minute behind (R-E4).
    pub last_used_at: Option<Timestamp>,
    /// From where; `None` where that is not known.
    pub last_used_from: Option<IpAddr>,
    /// How many requests were metered.
    pub requests: i64,
    /// What they cost, as far as they were priced.
    pub cost: Nanos,
}

impl Key {
    /// The key as people see it: `sk_live_k7Gq2mZx9TbA…x9Yz`.
    pub fn preview(&self) -> String {
        token::preview(self.prefix.as_str(), &self.last_four)
    }

    /// `user/name`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.user_label, self.name)
    }

    /// Whether it is served at an instant, as far as it alone decides.
    pub fn status_at(&self, now: Timestamp) -> KeyStatus {
        self.status.at(now, self.term)
    }

    /// When its next rotation is due; `None` where none is asked for.
    pub fn due_at(&self) -> Option<Timestamp> {
        self.rotate_every.map(|every| self.rotated_at.saturating_add(every))
    }
}

/// How an argument names a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyRef {
    /// By number: an argument of digits only.
    Id(KeyId),
    /// By its owner's handle and its name.
    Path(Name, Name),
    /// By a name that only one user has.
    Name(Name),
    /// By the public prefix, or of one of ours the 12 characters at its end.
    Prefix(String),
}

/// Why an argument names no key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefError {
    /// A whole key: it is not used, because it now stands in the shell's history.
    #[error("this is a whole key, and it now stands in the shell's history")]
    WholeKey(String),
    /// Neither a number, `user/name`, a name nor a prefix.
    #[error("{0:?} is no key number, user/name, name or public prefix")]
    Malformed(String),
}

impl FromStr for KeyRef {
    type Err = KeyRefError;

    fn from_str(text: &str) -> Result<Self, KeyRefError> {
        let malformed = || KeyRefError::Malformed(text.to_owned());
        if let Some(shape) = token::parse(text.as_bytes()) {
            return Err(KeyRefError::WholeKey(shape.prefix.to_owned()));
        }
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().map(|id| Self::Id(KeyId(id))).map_err(|_| malformed());
        }
        if text.parse::<Prefix>().is_ok() {
            return Ok(Self::Prefix(text.to_owned()));
        }
        if let Some((user, name)) = text.split_once('/') {
            let user = user.parse().map_err(|_| malformed())?;
            return name.parse().map(|name| Self::Path(user, name)).map_err(|_| malformed());
        }
        match text.parse() {
            // It could be a prefix too, and names win; see `as_prefix`.
            Ok(name) => Ok(Self::Name(name)),
            Err(_) if text.parse::<LegacyPrefix>().is_ok() => Ok(Self::Prefix(text.to_owned())),
            Err(_) => Err(malformed()),
        }
    }
}

impl KeyRef {
    /// A name, read as the prefix of an imported key or the end of one of ours.
    pub fn as_prefix(&self) -> Option<Self> {
        let Self::Name(name) = self else { return None };
        Some(Self::Prefix(name.to_string()))
    }
}

impl fmt::Display for KeyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Path(user, name) => write!(f, "{user}/{name}"),
            Self::Name(name) => name.fmt(f),
            Self::Prefix(prefix) => f.write_str(prefix),
        }
    }
}
