//! Sealing: AES-256-GCM that opens only in the place it was sealed for (R-A7).

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use rand_core::CryptoRng;

use crate::secret::random;
use crate::secret::value::Secret;

const VERSION: u8 = 1;
const NONCE: usize = 12;
const HEADER: usize = 1 + 4 + NONCE;

/// A sealed value does not open: another key, another place, or altered bytes.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open in this place")]
pub struct OpenError;

/// Seals `plaintext` under `key` for the place that `context` names: its fields become the
/// associated data, each with its length before it. The envelope is
/// `version ‖ key id ‖ nonce ‖ ciphertext ‖ tag`.
pub fn seal(
    key: &Secret<[u8; 32]>,
    key_id: u32,
    context: &[&[u8]],
    plaintext: &[u8],
    rng: &mut impl CryptoRng,
) -> Vec<u8> {
    let nonce: [u8; NONCE] = random::bytes(rng);
    let payload = Payload { msg: plaintext, aad: &associated_data(key_id, context) };
    let sealed = cipher(key).encrypt(&Nonce::from(nonce), payload);
    let mut envelope = Vec::with_capacity(HEADER + plaintext.len() + 16);
    envelope.push(VERSION);
    envelope.extend_from_slice(&key_id.to_be_bytes());
    envelope.extend_from_slice(&nonce);
    // AES-GCM refuses only messages beyond 64 GiB.
    envelope.extend_from_slice(&sealed.unwrap_or_default());
    envelope
}

/// Opens what [`seal`] made, given the same key and context.
///
/// # Errors
/// [`OpenError`] whatever is wrong: telling would help only an attacker.
pub fn open(
    key: &Secret<[u8; 32]>,
    context: &[&[u8]],
    envelope: &[u8],
) -> Result<Secret<Vec<u8>>, OpenError> {
    let key_id = key_id(envelope).ok_or(OpenError)?;
    let (header, sealed) = envelope.split_at_checked(HEADER).ok_or(OpenError)?;
    let nonce: [u8; NONCE] = header[5..].try_into().map_err(|_| OpenError)?;
    let payload = Payload { msg: sealed, aad: &associated_data(key_id, context) };
    cipher(key).decrypt(&Nonce::from(nonce), payload).map(Secret::new).map_err(|_| OpenError)
}

/// The id of the data key that an envelope names; `None` where it is no envelope.
pub fn key_id(envelope: &[u8]) -> Option<u32> {
    let (version, rest) = envelope.split_first()?;
    let id: [u8; 4] = rest.get(..4)?.try_into().ok()?;
    (*version == VERSION).then(|| u32::from_be_bytes(id))
}

fn cipher(key: &Secret<[u8; 32]>) -> Aes256Gcm {
    Aes256Gcm::new(&(*key.expose()).into())
}

fn associated_data(key_id: u32, context: &[&[u8]]) -> Vec<u8> {
    let key_id = key_id.to_be_bytes();
    let mut data = Vec::new();
    for field in context.iter().copied().chain([key_id.as_slice()]) {
        data.extend_from_slice(&(field.len() as u64).to_be_bytes());
        data.extend_from_slice(field);
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Secret<[u8; 32]> = Secret::new([9; 32]);

    fn sealed() -> Vec<u8> {
        seal(&KEY, 3, &[b"users", b"7"], b"provider key", &mut random::system())
    }

    #[test]
    fn opens_in_its_place() {
        let opened = open(&KEY, &[b"users", b"7"], &sealed()).unwrap();
        assert_eq!(opened.expose(), b"provider key");
        assert_eq!(key_id(&sealed()), Some(3));
    }

    #[test]
    fn refuses_every_other_place_and_every_flipped_bit() {
        let envelope = sealed();
        for context in [&[b"users".as_slice(), b"8"][..], &[b"users7", b""], &[b"users"]] {
            assert_eq!(open(&KEY, context, &envelope).unwrap_err(), OpenError);
        }
        assert!(open(&Secret::new([8; 32]), &[b"users", b"7"], &envelope).is_err());
        for byte in 0..envelope.len() {
            let mut altered = envelope.clone();
            altered[byte] ^= 1;
            assert!(open(&KEY, &[b"users", b"7"], &altered).is_err(), "byte {byte}");
        }
        assert!(open(&KEY, &[b"users", b"7"], &envelope[..10]).is_err());
    }

    #[test]
    fn never_repeats_a_nonce() {
        assert_ne!(sealed(), sealed());
    }
}
