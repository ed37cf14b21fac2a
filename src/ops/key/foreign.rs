//! Keys of other shapes than ours: the names that one may be stored under, and what proves it.
//!
//! Such a credential is looked for only while imported keys exist, under two names: by the
//! SHA-256 of all of it, and by what stands before its last underscore (R-A4). Either costs a
//! lookup. Only the hash of a key that was found may cost more, and whoever asks decides where.

use std::fmt;

use crate::domain::credential::{Credential, HashOf};
use crate::domain::legacy::split_at_last_underscore;
use crate::ops::decide::{self, Recognition, Refusal};
use crate::ops::snapshot::Snapshot;
use crate::secret::imported::hash::{ImportedHash, lookup_prefix};
use crate::secret::keyring::Keyring;
use crate::secret::value::Secret;

/// The longest credential that is looked at, in bytes.
const PRESENTED_MAX: usize = 1024;

/// A presented credential that has not the form of our keys.
pub struct ForeignKey<'p> {
    whole: &'p [u8],
    fingerprint: String,
    /// What stands before and after its last underscore.
    split: Option<(&'p str, &'p [u8])>,
}

/// `ForeignKey(***)`.
impl fmt::Debug for ForeignKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForeignKey(***)")
    }
}

impl<'p> ForeignKey<'p> {
    /// Reads a credential, if keys of such a shape may exist.
    ///
    /// # Errors
    /// [`Refusal::Malformed`].
    pub fn read(snapshot: &Snapshot, presented: &'p [u8]) -> Result<Self, Refusal> {
        if !snapshot.has_imported || presented.is_empty() || presented.len() > PRESENTED_MAX {
            return Err(Refusal::Malformed);
        }
        Ok(Self {
            whole: presented,
            fingerprint: lookup_prefix(presented),
            split: split_at_last_underscore(presented),
        })
    }

    /// The prefixes that it may be stored under.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.fingerprint.as_str()).chain(self.split.map(|(prefix, _)| prefix))
    }

    /// Compares it with what was found under one of its names. A key of our own make is nothing
    /// that another shape can name.
    ///
    /// # Errors
    /// [`Refusal::Unknown`], [`Refusal::WrongSecret`].
    pub fn compare(
        &self,
        keyring: &Keyring,
        found: Option<&Credential>,
    ) -> Result<Comparison, Refusal> {
        let found = found.filter(|key| key.imported);
        let (text, of) = match decide::recognize(keyring, self.whole, found)? {
            Recognition::Right => return Ok(Comparison::Right),
            Recognition::Hash(text, of) => (text, of),
        };
        let secret = match of {
            HashOf::Key => self.whole,
            HashOf::Secret => self.split.map(|(_, secret)| secret).ok_or(Refusal::WrongSecret)?,
        };
        let hash: ImportedHash = text.parse().map_err(|_| Refusal::WrongSecret)?;
        if hash.is_slow() {
            return Ok(Comparison::Slow(Proof { hash, secret: Secret::new(secret.to_owned()) }));
        }
        if hash.verify(secret) { Ok(Comparison::HashRight) } else { Err(Refusal::WrongSecret) }
    }
}

/// What a comparison came to.
#[derive(Debug)]
pub enum Comparison {
    /// It is that key.
    Right,
    /// It is that key, by a hash that a digest can replace.
    HashRight,
    /// It is that key if this holds.
    Slow(Proof),
}

impl Comparison {
    /// Whether it is that key; takes as long as the hash does.
    pub fn holds(&self) -> bool {
        match self {
            Self::Right | Self::HashRight => true,
            Self::Slow(proof) => proof.holds(),
        }
    }
}

/// What has to be computed before it is known whether a credential is a key: milliseconds to
/// seconds of a processor (R-A6).
#[derive(Debug)]
pub struct Proof {
    hash: ImportedHash,
    secret: Secret<Vec<u8>>,
}

impl Proof {
    /// Computes it.
    pub fn holds(&self) -> bool {
        self.hash.verify(self.secret.expose())
    }
}
