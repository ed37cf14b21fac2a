//! Keyed digests: what is stored in place of an API key, and the seal on the audit log's head.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use crate::secret::value::Secret;

/// HMAC-SHA-256 under one data key, its key schedule computed once.
#[derive(Clone)]
pub struct Mac256(Hmac<Sha256>);

impl Mac256 {
    /// Prepares the key.
    pub fn new(key: &Secret<[u8; 32]>) -> Self {
        // HMAC pads a key shorter than its block with zeros (RFC 2104), so doing it here changes
        // nothing and leaves no length to go wrong.
        let mut block = [0; 64];
        block[..32].copy_from_slice(key.expose());
        let mac = Hmac::new(&block.into());
        block.zeroize();
        Self(mac)
    }

    /// Prepares a key of any length that somebody else holds too, as text.
    pub fn of_text(key: &Secret<String>) -> Self {
        // What is longer than a block is hashed first (RFC 2104).
        let mut block = [0; 64];
        let bytes = key.expose().as_bytes();
        if bytes.len() > block.len() {
            block[..32].copy_from_slice(&Sha256::digest(bytes));
        } else {
            block[..bytes.len()].copy_from_slice(bytes);
        }
        let mac = Hmac::new(&block.into());
        block.zeroize();
        Self(mac)
    }

    /// The tag over the concatenation of `parts`.
    pub fn tag(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// Compares two tags in constant time (R-A12).
pub fn constant_time_eq(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.ct_eq(b).into()
}

/// SHA-256 over the concatenation of `parts`.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    #[test]
    fn the_vector_of_r_a3() {
        let mac = Mac256::new(&Secret::new([0x42; 32]));
        let key = b"sk_live_AbCd1234EfGh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3jXhj0";
        assert_eq!(
            HEXLOWER.encode(&mac.tag(&[key])),
            "40ebf4a69865ad3df479f72fb92ddcd320d78592e9923f3dbf1048ed97b7ea46"
        );
    }

    #[test]
    fn comparison_sees_every_bit() {
        let tag = [7; 32];
        for bit in 0..256 {
            let mut other = tag;
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(!constant_time_eq(&tag, &other));
        }
        assert!(constant_time_eq(&tag, &[7; 32]));
    }
}
