//! Users: the people and services that keys belong to.

use std::fmt;
use std::str::FromStr;

use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::time::Timestamp;
use crate::domain::word::UnknownWord;

/// The number of a user, stable for its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub i64);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a user is somebody or something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserKind {
    /// A human being.
    Person,
    /// A program: a cron job, a pipeline.
    Service,
}

impl UserKind {
    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Service => "service",
        }
    }
}

/// Whether a user's keys are served at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserStatus {
    /// Served.
    Active,
    /// Every key of the user is refused like a wrong one.
    Disabled,
    /// Gone: nothing is left but what usage and the audit log name, under its number. Its handle and
    /// its e-mail are free again.
    Removed,
}

impl UserStatus {
    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Removed => "removed",
        }
    }
}

/// What a user is at an instant, as lists show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing stands against it.
    Active,
    /// Too many attempts to prove who it is have failed. Its keys are served.
    Locked,
    /// None of its keys is served.
    Disabled,
    /// Gone.
    Removed,
}

impl Standing {
    /// Every standing.
    const ALL: [Self; 4] = [Self::Active, Self::Locked, Self::Disabled, Self::Removed];

    /// The standing of a user of a status, who is locked or not.
    pub const fn new(status: UserStatus, locked: bool) -> Self {
        match status {
            UserStatus::Active if locked => Self::Locked,
            UserStatus::Active => Self::Active,
            UserStatus::Disabled => Self::Disabled,
            UserStatus::Removed => Self::Removed,
        }
    }

    /// The word that stands for it in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Locked => "locked",
            Self::Disabled => "disabled",
            Self::Removed => "removed",
        }
    }
}

impl FromStr for Standing {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == word).ok_or_else(|| {
            UnknownWord { word: word.to_owned(), expected: "active, disabled, locked, removed" }
        })
    }
}

impl FromStr for UserKind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "person" => Ok(Self::Person),
            "service" => Ok(Self::Service),
            _ => Err(UnknownWord { word: word.to_owned(), expected: "person, service" }),
        }
    }
}

impl FromStr for UserStatus {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "active" => Ok(Self::Active),
            "disabled" => Ok(Self::Disabled),
            "removed" => Ok(Self::Removed),
            _ => Err(UnknownWord { word: word.to_owned(), expected: "active, disabled, removed" }),
        }
    }
}

/// A user as it is stored and shown.
#[derive(Clone, Debug)]
pub struct User {
    /// Its number.
    pub id: UserId,
    /// Its handle, unique among those that are not removed.
    pub handle: Name,
    /// Its e-mail, canonical, unique among those that are not removed; a service may have none.
    pub email: Option<Email>,
    /// What people call it.
    pub display_name: Option<String>,
    /// Person or service.
    pub kind: UserKind,
    /// The name of its role.
    pub role: String,
    /// Whether its keys are served.
    pub status: UserStatus,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was removed.
    pub removed_at: Option<Timestamp>,
}

impl User {
    /// What it is called in lists: one who was removed with its number, because the handle may be
    /// another's by now.
    pub fn label(&self) -> String {
        match self.status {
            UserStatus::Removed => format!("{}#{}", self.handle, self.id),
            UserStatus::Active | UserStatus::Disabled => self.handle.to_string(),
        }
    }
}

/// How an argument names a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserRef {
    /// By number: an argument of digits only.
    Id(UserId),
    /// By e-mail: an argument with an `@`.
    Email(Email),
    /// By handle.
    Handle(Name),
}

impl FromStr for UserRef {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() {
            return text
                .parse()
                .map(|id| Self::Id(UserId(id)))
                .map_err(|_| "number too large".into());
        }
        if text.contains('@') {
            return text.parse().map(Self::Email).map_err(|e| format!("{e}"));
        }
        text.parse().map(Self::Handle).map_err(|e| format!("{e}"))
    }
}

impl fmt::Display for UserRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Email(email) => email.fmt(f),
            Self::Handle(handle) => handle.fmt(f),
        }
    }
}
