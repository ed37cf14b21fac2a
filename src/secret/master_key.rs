//! The master key: it lives outside the database and wraps the data keys, nothing else (R-A1).

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use rand_core::CryptoRng;

use crate::secret::digest::Mac256;
use crate::secret::random;
use crate::secret::seal::{self, OpenError};
use crate::secret::value::Secret;

/// The shortest passphrase that a master key is derived from, in bytes.
pub const MIN_PASSPHRASE_BYTES: usize = 16;

/// Key material that must not be used (R-A2).
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MasterKeyError {
    /// Not 64 hexadecimal digits on one line.
    #[error("a master key is one line of 64 hexadecimal digits")]
    Malformed,
    /// All bytes alike: a placeholder, not a key.
    #[error("a master key of identical bytes is no key")]
    Trivial,
    /// The passphrase is too short to derive a key from.
    #[error("KEY_ENCRYPTION_SECRET has fewer than {MIN_PASSPHRASE_BYTES} bytes")]
    ShortPassphrase,
    /// Argon2 could not run, for want of memory.
    #[error("the master key cannot be derived: {0}")]
    Derivation(String),
}

/// The name of a master key: a tag under the key itself, so that the database can tell the right
/// one from a wrong one without holding any part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KekId(String);

impl KekId {
    /// The id as the database holds it: 16 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KekId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 32 bytes that wrap the data keys.
#[derive(Debug)]
pub struct MasterKey(Secret<[u8; 32]>);

impl MasterKey {
    /// A new random key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self(Secret::new(random::bytes(rng)))
    }

    /// Reads the one line of a key file.
    ///
    /// # Errors
    /// [`MasterKeyError::Malformed`] or [`MasterKeyError::Trivial`].
    pub fn from_line(line: &Secret<String>) -> Result<Self, MasterKeyError> {
        let decoded = HEXLOWER_PERMISSIVE
            .decode(line.expose().trim_end_matches(['\r', '\n']).as_bytes())
            .map_err(|_| MasterKeyError::Malformed)?;
        let decoded = Secret::new(decoded);
        let bytes: [u8; 32] =
            decoded.expose().as_slice().try_into().map_err(|_| MasterKeyError::Malformed)?;
        Self::checked(Secret::new(bytes))
    }

    /// The line that [`MasterKey::from_line`] reads, with its line end.
    pub fn to_line(&self) -> Secret<String> {
        Secret::new(HEXLOWER.encode(self.0.expose()) + "\n")
    }

    /// Derives the key from a passphrase with Argon2id (64 MiB, 3 passes, 1 lane).
    ///
    /// # Errors
    /// [`MasterKeyError::ShortPassphrase`], or [`MasterKeyError::Derivation`] without memory.
    pub fn derive(passphrase: &Secret<String>, salt: &[u8; 16]) -> Result<Self, MasterKeyError> {
        let passphrase = passphrase.expose().as_bytes();
        if passphrase.len() < MIN_PASSPHRASE_BYTES {
            return Err(MasterKeyError::ShortPassphrase);
        }
        let failed = |error: argon2::Error| MasterKeyError::Derivation(error.to_string());
        let params = Params::new(64 * 1024, 3, 1, Some(32)).map_err(failed)?;
        let mut bytes = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase, salt, &mut bytes)
            .map_err(failed)?;
        Self::checked(Secret::new(bytes))
    }

    fn checked(bytes: Secret<[u8; 32]>) -> Result<Self, MasterKeyError> {
        let first = bytes.expose()[0];
        if bytes.expose().iter().all(|byte| *byte == first) {
            return Err(MasterKeyError::Trivial);
        }
        Ok(Self(bytes))
    }

    /// The id that the database checks this key by.
    pub fn id(&self) -> KekId {
        let tag = Mac256::new(&self.0).tag(&[b"keyctl/kek-id/v1"]);
        KekId(HEXLOWER.encode(&tag[..8]))
    }

    /// Wraps a data key for the row that `context` names.
    pub fn wrap(
        &self,
        context: &[&[u8]],
        data_key: &Secret<[u8; 32]>,
        rng: &mut impl CryptoRng,
    ) -> Vec<u8> {
        seal::seal(&self.0, 0, context, data_key.expose(), rng)
    }

    /// Unwraps what [`MasterKey::wrap`] made.
    ///
    /// # Errors
    /// [`OpenError`] where the key, the row or the bytes are others.
    pub fn unwrap(&self, context: &[&[u8]], wrapped: &[u8]) -> Result<Secret<[u8; 32]>, OpenError> {
        let opened = seal::open(&self.0, context, wrapped)?;
        opened.expose().as_slice().try_into().map(Secret::new).map_err(|_| OpenError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[test]
    fn a_line_comes_back() {
        let key = MasterKey::generate(&mut random::system());
        assert_eq!(MasterKey::from_line(&key.to_line()).unwrap().id(), key.id());
    }

    #[test]
    fn weak_material_is_refused() {
        let refused = |text: &str| MasterKey::from_line(&line(text)).unwrap_err();
        assert_eq!(refused(""), MasterKeyError::Malformed);
        assert_eq!(refused(&"0".repeat(63)), MasterKeyError::Malformed);
        assert_eq!(refused(&"42".repeat(33)), MasterKeyError::Malformed);
        assert_eq!(refused(&"42".repeat(32)), MasterKeyError::Trivial);
        let short = MasterKey::derive(&line("too short"), &[1; 16]).unwrap_err();
        assert_eq!(short, MasterKeyError::ShortPassphrase);
    }

    #[test]
    fn a_passphrase_and_its_salt_make_the_key() {
        let id =
            |salt: u8| MasterKey::derive(&line("correct horse battery"), &[salt; 16]).unwrap().id();
        assert_eq!(id(1), id(1));
        assert_ne!(id(1), id(2));
    }
}
