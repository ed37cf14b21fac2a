//! Argon2 in the PHC form of argon2-cffi, passlib and PHP, and with Django's word before it.

use argon2::{Algorithm, Argon2, Params, Version};
use subtle::ConstantTimeEq;

use crate::secret::imported::error::{HashError, Scheme};
use crate::secret::imported::field::{Fields, split};

/// The most memory, in KiB (R-A5).
const MEMORY_MAX_KIB: u32 = 128 << 10;

const FIELDS: Fields = Fields(Scheme::Argon2);

/// An Argon2 hash.
#[derive(Clone)]
pub(super) struct PhcHash {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Vec<u8>,
    digest: Vec<u8>,
}

impl PhcHash {
    /// Reads `$argon2id$v=19$m=65536,t=3,p=4$salt$digest`; `None` if it begins otherwise.
    pub(super) fn parse(text: &str) -> Option<Result<Self, HashError>> {
        let text = text.strip_prefix("argon2$").map_or_else(|| text.strip_prefix('$'), Some)?;
        let (variant, rest) = text.split_once('$')?;
        let algorithm = match variant {
            "argon2d" => Algorithm::Argon2d,
            "argon2i" => Algorithm::Argon2i,
            "argon2id" => Algorithm::Argon2id,
            _ => return None,
        };
        Some(Self::parse_rest(algorithm, rest))
    }

    /// Without a version it is the first one.
    fn parse_rest(algorithm: Algorithm, text: &str) -> Result<Self, HashError> {
        let (version, text) = match text.split_once('$') {
            Some(("v=16", rest)) => (Version::V0x10, rest),
            Some(("v=19", rest)) => (Version::V0x13, rest),
            Some((other, _)) if other.starts_with("v=") => {
                return Err(FIELDS.malformed("version", "16 or 19"));
            }
            _ => (Version::V0x10, text),
        };
        let [costs, salt, digest] = split(text).ok_or_else(form)?;
        let salt = FIELDS.base64_salt(salt)?;
        if salt.len() < argon2::MIN_SALT_LEN {
            return Err(FIELDS.malformed("salt", "8 bytes or more"));
        }
        let digest = FIELDS.unpadded_digest(digest, 16..=64)?;
        Ok(Self { algorithm, version, params: params(costs, digest.len())?, salt, digest })
    }

    /// Whether this is the hash of that key.
    pub(super) fn matches(&self, key: &[u8]) -> bool {
        let mut digest = vec![0; self.digest.len()];
        Argon2::new(self.algorithm, self.version, self.params.clone())
            .hash_password_into(key, &self.salt, &mut digest)
            .is_ok()
            && digest.ct_eq(&self.digest).into()
    }
}

/// `m=65536,t=3,p=4`. The least memory is eight blocks for each lane (RFC 9106).
fn params(text: &str, digest_len: usize) -> Result<Params, HashError> {
    let (m, costs) = text.split_once(',').ok_or_else(form)?;
    let (t, p) = costs.split_once(',').ok_or_else(form)?;
    let m = m.strip_prefix("m=").ok_or_else(form)?;
    let t = t.strip_prefix("t=").ok_or_else(form)?;
    let p = p.strip_prefix("p=").ok_or_else(form)?;
    let p = FIELDS.cost("p", p, 1..=8)?;
    let m = FIELDS.cost("m", m, 8 * p..=MEMORY_MAX_KIB)?;
    let t = FIELDS.cost("t", t, 1..=10)?;
    Params::new(m, t, p, Some(digest_len)).map_err(|_| form())
}

fn form() -> HashError {
    FIELDS.malformed("text", "m, t and p, a salt and a digest")
}
