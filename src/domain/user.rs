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
}

impl UserStatus {
    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
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
            _ => Err(UnknownWord { word: word.to_owned(), expected: "active, disabled" }),
        }
    }
}

/// A user as it is stored and shown.
#[derive(Clone, Debug)]
pub struct User {
    /// Its number.
    pub id: UserId,
    /// Its unique handle.
    pub handle: Name,
    /// Its unique e-mail, canonical; a service has none.
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
