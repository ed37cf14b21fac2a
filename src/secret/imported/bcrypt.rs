//! bcrypt as OpenBSD, Python's `bcrypt`, passlib, PHP and Django write it.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::secret::imported::error::{HashError, Scheme};
use crate::secret::imported::field::Fields;

/// What of a key takes part in the hash, in bytes; the rest is ignored, as by every bcrypt that
/// made a hash of a longer one.
const KEY_MAX: usize = 72;
/// Bytes of salt.
const SALT_LEN: usize = 16;
/// Bytes of the digest, the last of 24 being dropped when it is written.
const DIGEST_LEN: usize = 23;
/// The digits of bcrypt's base 64, in the order of their values.
const DIGITS: &[u8; 64] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const FIELDS: Fields = Fields(Scheme::Bcrypt);

/// A bcrypt hash. Its versions differ only in faults that other systems once had.
#[derive(Clone)]
pub(super) struct Bcrypt {
    cost: u32,
    salt: [u8; SALT_LEN],
    digest: [u8; DIGEST_LEN],
}

impl Bcrypt {
    /// Reads `$2b$12$` and 53 digits; `None` if it begins otherwise. `$2x$` is refused: it marks
    /// a hash of a key that was misread.
    pub(super) fn parse(text: &str) -> Option<Result<Self, HashError>> {
        let text = text.strip_prefix("bcrypt$").unwrap_or(text);
        let versions = ["$2a$", "$2b$", "$2y$"];
        versions.iter().find_map(|version| text.strip_prefix(version)).map(Self::parse_rest)
    }

    fn parse_rest(text: &str) -> Result<Self, HashError> {
        let form = || FIELDS.malformed("text", "a cost of two digits, `$` and 53 digits");
        let (cost, digits) = text.split_once('$').ok_or_else(form)?;
        let &[tens, ones] = cost.as_bytes() else { return Err(form()) };
        if !tens.is_ascii_digit() || !ones.is_ascii_digit() {
            return Err(form());
        }
        let cost = u64::from(tens - b'0') * 10 + u64::from(ones - b'0');
        let cost = FIELDS.within("cost", cost, 4..=16)?;
        let (salt, digest) = digits.split_at_checked(22).ok_or_else(form)?;
        Ok(Self {
            cost,
            salt: decode(salt).ok_or_else(form)?,
            digest: decode(digest).ok_or_else(form)?,
        })
    }

    /// Whether this is the hash of that key.
    pub(super) fn matches(&self, key: &[u8]) -> bool {
        // A key is read as ending in NUL and as repeating: one with a NUL inside would pass for
        // another without. No system that wrote these hashes accepts such a key.
        if key.contains(&0) {
            return false;
        }
        let taken = key.len().min(KEY_MAX);
        let mut terminated = Zeroizing::new([0; KEY_MAX]);
        terminated[..taken].copy_from_slice(&key[..taken]);
        let len = (taken + 1).min(KEY_MAX);
        let digest = bcrypt::bcrypt(self.cost, self.salt, &terminated[..len]);
        digest[..DIGEST_LEN].ct_eq(&self.digest).into()
    }
}

/// Exactly `N` bytes. The bits of the last digit that no byte needs are ignored, as OpenBSD does:
/// PHP and old versions of passlib set them.
fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != (N * 8).div_ceil(6) {
        return None;
    }
    let mut bytes = [0; N];
    let mut filled = 0;
    let mut bits = 0_u16;
    let mut count = 0;
    for digit in text.bytes() {
        let value = DIGITS.iter().position(|known| *known == digit)?;
        bits = bits << 6 | u16::try_from(value).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            *bytes.get_mut(filled)? = (bits >> count).to_be_bytes()[1];
            filled += 1;
        }
    }
    Some(bytes)
}
