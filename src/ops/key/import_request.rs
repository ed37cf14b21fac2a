//! How an import file is to be taken over.

use std::fmt;
use std::str::FromStr;

use crate::domain::time::{Timestamp, Zone};
use crate::domain::word::UnknownWord;
use crate::secret::imported::error::Scheme;

/// What an import file has of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyForm {
    /// The key in the clear.
    Plain,
    /// A hash of it.
    Hashed(Scheme),
}

impl KeyForm {
    /// Every form.
    const ALL: [Self; 6] = [
        Self::Plain,
        Self::Hashed(Scheme::Sha256),
        Self::Hashed(Scheme::Bcrypt),
        Self::Hashed(Scheme::Pbkdf2),
        Self::Hashed(Scheme::Scrypt),
        Self::Hashed(Scheme::Argon2),
    ];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Hashed(scheme) => scheme.as_str(),
        }
    }
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for KeyForm {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|form| form.as_str() == word).ok_or_else(|| UnknownWord {
            word: word.to_owned(),
            expected: "plain, sha256, bcrypt, pbkdf2, scrypt, argon2",
        })
    }
}

/// What to do where a row names a user who is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingUsers {
    /// The row is bad.
    Refuse,
    /// The user is made, with the role of its rows.
    Create,
}

impl MissingUsers {
    /// What `--create-users` asks for.
    pub const fn from_flag(create: bool) -> Self {
        if create { Self::Create } else { Self::Refuse }
    }
}

/// How a file is to be taken over.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The form that every row must have; any where it is not said.
    pub form: Option<KeyForm>,
    /// What to do about users who are not there.
    pub missing_users: MissingUsers,
    /// Until when the keys are exempt from the lifetime of their role, and live if they are not
    /// rotated; `None` for always.
    pub sunset: Option<Timestamp>,
    /// The zone whose days a date means.
    pub zone: Zone,
}
