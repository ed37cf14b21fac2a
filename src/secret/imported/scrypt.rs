//! scrypt as Werkzeug, Django and passlib write it.

use scrypt::{Params, scrypt};
use subtle::ConstantTimeEq;

use crate::secret::imported::error::{HashError, Scheme};
use crate::secret::imported::field::{Fields, split};

/// Bytes of a digest from Werkzeug and Django.
const LONG_DIGEST: usize = 64;
/// Bytes of a digest from passlib.
const SHORT_DIGEST: usize = 32;
/// The most that verifying may take, in bytes.
const MEMORY_MAX: u32 = 256 << 20;
/// The most that it may fill, one lane after the other, in bytes: some seconds.
const WORK_MAX: u32 = 1 << 30;

const FIELDS: Fields = Fields(Scheme::Scrypt);

/// An scrypt hash.
#[derive(Clone)]
pub(super) struct Scrypt {
    params: Params,
    salt: Vec<u8>,
    digest: Vec<u8>,
}

impl Scrypt {
    /// Reads any of the three forms; `None` if it begins otherwise.
    pub(super) fn parse(text: &str) -> Option<Result<Self, HashError>> {
        if let Some(rest) = text.strip_prefix("scrypt:") {
            return Some(Self::parse_werkzeug(rest));
        }
        if let Some(rest) = text.strip_prefix("scrypt$") {
            return Some(Self::parse_django(rest));
        }
        text.strip_prefix("$scrypt$").map(Self::parse_passlib)
    }

    /// `32768:8:1$salt$hex`.
    fn parse_werkzeug(text: &str) -> Result<Self, HashError> {
        let [costs, salt, digest] = split(text).ok_or_else(form)?;
        let (n, costs) = costs.split_once(':').ok_or_else(form)?;
        let (r, p) = costs.split_once(':').ok_or_else(form)?;
        Ok(Self {
            params: params(log2(n)?, r, p)?,
            salt: FIELDS.text_salt(salt)?,
            digest: FIELDS.hex_digest(digest, LONG_DIGEST)?,
        })
    }

    /// `16384$salt$8$5$base64`.
    fn parse_django(text: &str) -> Result<Self, HashError> {
        let [n, salt, r, p, digest] = split(text).ok_or_else(form)?;
        Ok(Self {
            params: params(log2(n)?, r, p)?,
            salt: FIELDS.text_salt(salt)?,
            digest: FIELDS.padded_digest(digest, LONG_DIGEST)?,
        })
    }

    /// `ln=16,r=8,p=1$salt$digest`.
    fn parse_passlib(text: &str) -> Result<Self, HashError> {
        let [costs, salt, digest] = split(text).ok_or_else(form)?;
        let (ln, costs) = costs.split_once(',').ok_or_else(form)?;
        let (r, p) = costs.split_once(',').ok_or_else(form)?;
        let ln = ln.strip_prefix("ln=").ok_or_else(form)?;
        let r = r.strip_prefix("r=").ok_or_else(form)?;
        let p = p.strip_prefix("p=").ok_or_else(form)?;
        Ok(Self {
            params: params(FIELDS.cost("ln", ln, 10..=21)?, r, p)?,
            salt: FIELDS.base64_salt(salt)?,
            digest: FIELDS.unpadded_digest(digest, SHORT_DIGEST..=SHORT_DIGEST)?,
        })
    }

    /// Whether this is the hash of that key.
    pub(super) fn matches(&self, key: &[u8]) -> bool {
        let mut digest = vec![0; self.digest.len()];
        scrypt(key, &self.salt, &self.params, &mut digest).is_ok()
            && digest.ct_eq(&self.digest).into()
    }
}

/// The exponent of a written N.
fn log2(n: &str) -> Result<u32, HashError> {
    let n = FIELDS.cost("N", n, 1 << 10..=1 << 21)?;
    if n.is_power_of_two() { Ok(n.ilog2()) } else { Err(FIELDS.malformed("N", "a power of two")) }
}

/// All costs together, if their memory is bounded.
fn params(log_n: u32, r: &str, p: &str) -> Result<Params, HashError> {
    let r = FIELDS.cost("r", r, 1..=64)?;
    let p = FIELDS.cost("p", p, 1..=16)?;
    let memory = (128 * u64::from(r)) << log_n;
    FIELDS.within("memory in bytes", memory, 1..=MEMORY_MAX)?;
    FIELDS.within("memory times p", memory * u64::from(p), 1..=WORK_MAX)?;
    let log_n = u8::try_from(log_n).map_err(|_| form())?;
    Params::new(log_n, r, p).map_err(|_| form())
}

fn form() -> HashError {
    FIELDS.malformed("text", "N, r and p, a salt and a digest")
}
