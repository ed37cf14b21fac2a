//! PBKDF2 as Werkzeug, Django and passlib write it.

use hmac::EagerHash;
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;

use crate::secret::imported::error::{HashError, Scheme};
use crate::secret::imported::field::{Fields, split};

/// RFC 8018 asks for a thousand at least; the most takes some seconds.
const ITERATIONS: std::ops::RangeInclusive<u32> = 1_000..=10_000_000;

const FIELDS: Fields = Fields(Scheme::Pbkdf2);

/// The hash inside the HMAC.
#[derive(Clone, Copy)]
enum Inner {
    Sha1,
    Sha256,
    Sha512,
}

impl Inner {
    fn named(name: &str) -> Result<Self, HashError> {
        match name {
            "sha1" => Ok(Self::Sha1),
            "sha256" => Ok(Self::Sha256),
            "sha512" => Ok(Self::Sha512),
            _ => Err(FIELDS.malformed("algorithm", "sha1, sha256 or sha512")),
        }
    }

    /// Bytes of its digest, all of which every writer keeps.
    const fn len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }
}

/// A PBKDF2 hash.
#[derive(Clone)]
pub(super) struct Pbkdf2 {
    inner: Inner,
    iterations: u32,
    salt: Vec<u8>,
    digest: Vec<u8>,
}

impl Pbkdf2 {
    /// Reads any of the three forms; `None` if it begins otherwise.
    pub(super) fn parse(text: &str) -> Option<Result<Self, HashError>> {
        if let Some(rest) = text.strip_prefix("pbkdf2:") {
            return Some(Self::parse_werkzeug(rest));
        }
        if let Some(rest) = text.strip_prefix("pbkdf2_") {
            return Some(Self::parse_django(rest));
        }
        let rest = text.strip_prefix("$pbkdf2")?;
        Some(Self::parse_passlib(rest))
    }

    /// `sha256:600000$salt$hex`. Werkzeug has always written the iterations. Where a hash lacks
    /// them, it would take its own default, which was 1,000 once and a million later.
    fn parse_werkzeug(text: &str) -> Result<Self, HashError> {
        let [method, salt, digest] = split(text).ok_or_else(form)?;
        let (inner, iterations) = method.split_once(':').ok_or(HashError::NoIterations)?;
        let inner = Inner::named(inner)?;
        Ok(Self {
            inner,
            iterations: FIELDS.cost("iterations", iterations, ITERATIONS)?,
            salt: FIELDS.text_salt(salt)?,
            digest: FIELDS.hex_digest(digest, inner.len())?,
        })
    }

    /// `sha256$870000$salt$base64`.
    fn parse_django(text: &str) -> Result<Self, HashError> {
        let [inner, iterations, salt, digest] = split(text).ok_or_else(form)?;
        let inner = Inner::named(inner)?;
        Ok(Self {
            inner,
            iterations: FIELDS.cost("iterations", iterations, ITERATIONS)?,
            salt: FIELDS.text_salt(salt)?,
            digest: FIELDS.padded_digest(digest, inner.len())?,
        })
    }

    /// `-sha256$29000$salt$digest`, in Base64 with `.` for `+`; without a word it is SHA-1.
    fn parse_passlib(text: &str) -> Result<Self, HashError> {
        let [inner, iterations, salt, digest] = split(text).ok_or_else(form)?;
        let inner = match inner {
            "" => Inner::Sha1,
            "-sha256" => Inner::Sha256,
            "-sha512" => Inner::Sha512,
            _ => return Err(FIELDS.malformed("algorithm", "sha256, sha512 or absent")),
        };
        Ok(Self {
            inner,
            iterations: FIELDS.cost("iterations", iterations, ITERATIONS)?,
            salt: FIELDS.base64_salt(&salt.replace('.', "+"))?,
            digest: FIELDS.unpadded_digest(&digest.replace('.', "+"), inner.len()..=inner.len())?,
        })
    }

    /// Whether this is the hash of that key.
    pub(super) fn matches(&self, key: &[u8]) -> bool {
        let digest = match self.inner {
            Inner::Sha1 => self.derive::<Sha1>(key),
            Inner::Sha256 => self.derive::<Sha256>(key),
            Inner::Sha512 => self.derive::<Sha512>(key),
        };
        digest.ct_eq(&self.digest).into()
    }

    fn derive<D: EagerHash>(&self, key: &[u8]) -> Vec<u8> {
        let mut digest = vec![0; self.inner.len()];
        pbkdf2_hmac::<D>(key, &self.salt, self.iterations, &mut digest);
        digest
    }
}

fn form() -> HashError {
    FIELDS.malformed("text", "an algorithm, iterations, a salt and a digest")
}
