//! The fields that the texts of hashes are made of. Every reader is strict: a form that the
//! scheme's writers do not produce is damage, and damage is found at import and not at a login.

use std::ops::RangeInclusive;

use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER_PERMISSIVE};

use crate::secret::imported::error::{HashError, Scheme};

/// The longest salt, in bytes.
const SALT_MAX: usize = 256;

/// Reads the fields of a hash of one scheme.
#[derive(Clone, Copy)]
pub(super) struct Fields(pub(super) Scheme);

impl Fields {
    /// The error that a part is not what belongs there.
    pub(super) fn malformed(self, part: &'static str, expected: &'static str) -> HashError {
        HashError::Malformed { scheme: self.0, part, expected }
    }

    /// A decimal number without sign and leading zeros, of the size of a cost.
    pub(super) fn cost(
        self,
        parameter: &'static str,
        text: &str,
        range: RangeInclusive<u32>,
    ) -> Result<u32, HashError> {
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || (text.starts_with('0') && text.len() > 1) {
            return Err(self.malformed(parameter, "a decimal number"));
        }
        let value = text.parse().unwrap_or(u64::MAX);
        self.within(parameter, value, range)
    }

    /// The value, if it is within the range.
    pub(super) fn within(
        self,
        parameter: &'static str,
        value: u64,
        range: RangeInclusive<u32>,
    ) -> Result<u32, HashError> {
        u32::try_from(value).ok().filter(|value| range.contains(value)).ok_or(HashError::Cost {
            scheme: self.0,
            parameter,
            value,
            min: u64::from(*range.start()),
            max: u64::from(*range.end()),
        })
    }

    /// A salt that is used as it is written, in UTF-8.
    pub(super) fn text_salt(self, text: &str) -> Result<Vec<u8>, HashError> {
        let fits = (1..=SALT_MAX).contains(&text.len());
        if fits && !text.chars().any(char::is_control) {
            Ok(text.as_bytes().to_vec())
        } else {
            Err(self.malformed("salt", "1 to 256 bytes of text"))
        }
    }

    /// A salt in Base64 without padding.
    pub(super) fn base64_salt(self, text: &str) -> Result<Vec<u8>, HashError> {
        BASE64_NOPAD
            .decode(text.as_bytes())
            .ok()
            .filter(|salt| (1..=SALT_MAX).contains(&salt.len()))
            .ok_or_else(|| self.malformed("salt", "1 to 256 bytes in base64 without padding"))
    }

    /// A digest of `len` bytes in hexadecimal, in either case.
    pub(super) fn hex_digest(self, text: &str, len: usize) -> Result<Vec<u8>, HashError> {
        HEXLOWER_PERMISSIVE
            .decode(text.as_bytes())
            .ok()
            .filter(|digest| digest.len() == len)
            .ok_or_else(|| self.malformed("digest", "hex digits of the length of its algorithm"))
    }

    /// A digest of `len` bytes in Base64 with padding.
    pub(super) fn padded_digest(self, text: &str, len: usize) -> Result<Vec<u8>, HashError> {
        BASE64
            .decode(text.as_bytes())
            .ok()
            .filter(|digest| digest.len() == len)
            .ok_or_else(|| self.malformed("digest", "base64 of the length of its algorithm"))
    }

    /// A digest in Base64 without padding, of a length in bytes within `lens`.
    pub(super) fn unpadded_digest(
        self,
        text: &str,
        lens: RangeInclusive<usize>,
    ) -> Result<Vec<u8>, HashError> {
        BASE64_NOPAD.decode(text.as_bytes()).ok().filter(|d| lens.contains(&d.len())).ok_or_else(
            || self.malformed("digest", "base64 without padding, of the length of its algorithm"),
        )
    }
}

/// The parts of `text` between `$`, if there are exactly so many.
pub(super) fn split<const N: usize>(text: &str) -> Option<[&str; N]> {
    let mut parts = text.split('$');
    let mut found = [""; N];
    for part in &mut found {
        *part = parts.next()?;
    }
    parts.next().is_none().then_some(found)
}
