//! Whom a budget or a limit is for.

use std::fmt;

use crate::domain::key::{KeyId, KeyRef};
use crate::domain::model::ModelGlob;
use crate::domain::user::{UserId, UserRef};

/// Whom a budget or a limit is for, as it is written.
#[derive(Clone, Debug)]
pub struct ScopeRef {
    /// Whom.
    pub who: WhoRef,
    /// Only requests for these models; all where none is named.
    pub model: Option<ModelGlob>,
}

/// Somebody, as it is written.
#[derive(Clone, Debug)]
pub enum WhoRef {
    /// One user.
    User(UserRef),
    /// One key.
    Key(KeyRef),
    /// Each user of a role, as a default.
    Role(String),
    /// All together.
    Global,
}

/// Somebody, found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// One user.
    User(UserId),
    /// One key.
    Key(KeyId),
    /// Each user of a role, by its number.
    Role(i64),
    /// All together.
    Global,
}

impl Subject {
    /// The word that stands for its kind in the database and in every output.
    pub const fn scope(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Key(_) => "key",
            Self::Role(_) => "role",
            Self::Global => "global",
        }
    }

    /// Its number; `None` for all together.
    pub const fn id(self) -> Option<i64> {
        match self {
            Self::User(UserId(id)) | Self::Key(KeyId(id)) | Self::Role(id) => Some(id),
            Self::Global => None,
        }
    }

    /// The subject of a word and a number; `None` where they do not go together.
    pub fn from_parts(scope: &str, id: Option<i64>) -> Option<Self> {
        match (scope, id) {
            ("user", Some(id)) => Some(Self::User(UserId(id))),
            ("key", Some(id)) => Some(Self::Key(KeyId(id))),
            ("role", Some(id)) => Some(Self::Role(id)),
            ("global", None) => Some(Self::Global),
            _ => None,
        }
    }
}

/// Who sends a request: the key it came with, whose that is, and the role of that user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sender {
    /// The key.
    pub key: KeyId,
    /// Its user.
    pub user: UserId,
    /// The number of that user's role.
    pub role: i64,
}

impl Sender {
    /// Every subject that it is part of, the narrowest first.
    pub const fn subjects(self) -> [Subject; 4] {
        [
            Subject::Key(self.key),
            Subject::User(self.user),
            Subject::Role(self.role),
            Subject::Global,
        ]
    }
}

/// Whom, in words: `user "ada"`, `key "ada/ci" for "gpt-*"`, `all together`.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// Whose kind.
    pub subject: Subject,
    /// The name.
    pub who: &'a str,
    /// Only these models.
    pub model: Option<&'a ModelGlob>,
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.subject {
            Subject::Global => f.write_str("all together")?,
            subject => write!(f, "{} \"{}\"", subject.scope(), self.who)?,
        }
        match self.model {
            Some(model) => write!(f, " for \"{model}\""),
            None => Ok(()),
        }
    }
}
