//! Credentials: what is stored of a presented key, for the verdict on it.

use std::fmt;

use crate::domain::key::{KeyId, KeyStatus};
use crate::domain::name::Name;
use crate::domain::restriction::Restrictions;
use crate::domain::scope::Sender;
use crate::domain::term::Term;
use crate::domain::time::Timestamp;
use crate::domain::token::Prefix;
use crate::domain::user::{UserId, UserStatus};
use crate::domain::version::{VersionId, VersionState};
use crate::domain::word::UnknownWord;

/// A key found under its public prefix. It holds no secret: a digest is all there is.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The key.
    pub key_id: KeyId,
    /// The version of its secret.
    pub version_id: VersionId,
    /// Where that version stands.
    pub version_state: VersionState,
    /// The instant from which it is refused.
    pub valid_until: Option<Timestamp>,
    /// Its public prefix.
    pub prefix: Prefix,
    /// What is compared with what was presented.
    pub stored: StoredSecret,
    /// The key's name.
    pub name: Name,
    /// Whether it lives.
    pub status: KeyStatus,
    /// How long it lives.
    pub term: Term,
    /// What narrows it.
    pub restrictions: Restrictions,
    /// When that version was made.
    pub created_at: Timestamp,
    /// Until when an imported key is exempt from the lifetime of its role.
    pub sunset_at: Option<Timestamp>,
    /// Whether another system made the version that was found.
    pub imported: bool,
    /// Whose key it is.
    pub user_id: UserId,
    /// That user's handle.
    pub user: Name,
    /// Whether that user may use keys.
    pub user_status: UserStatus,
    /// The number of that user's role.
    pub role_id: i64,
}

impl Credential {
    /// Who sends the requests that come with it.
    pub const fn sender(&self) -> Sender {
        Sender { key: self.key_id, user: self.user_id, role: self.role_id }
    }
}

/// What is kept of a secret.
#[derive(Clone, PartialEq, Eq)]
pub enum StoredSecret {
    /// The digest of the whole key.
    Digest {
        /// The digest.
        digest: [u8; 32],
        /// The data key that it was made under.
        data_key_id: u32,
    },
    /// The hash that an imported key came with.
    Imported {
        /// The hash, in the words of the system that made it.
        hash: String,
        /// What it is the hash of.
        of: HashOf,
    },
}

impl fmt::Debug for StoredSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Digest { .. } => "Digest(***)",
            Self::Imported { .. } => "Imported(***)",
        })
    }
}

/// What of a key a hash is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashOf {
    /// Of the whole of it.
    Key,
    /// Of what follows its last underscore.
    Secret,
}

impl HashOf {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Secret => "secret",
        }
    }
}

impl std::str::FromStr for HashOf {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "key" => Ok(Self::Key),
            "secret" => Ok(Self::Secret),
            _ => Err(UnknownWord { word: word.to_owned(), expected: "key, secret" }),
        }
    }
}
