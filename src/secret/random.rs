//! Randomness: the operating system's generator, handed down as a parameter.

use getrandom::SysRng;
use rand_core::{CryptoRng, UnwrapErr};

/// The operating system's cryptographic generator.
///
/// # Panics
/// The generator panics where the system has no entropy source at all; a key made without one
/// would be worse.
pub fn system() -> impl CryptoRng {
    UnwrapErr(SysRng)
}

/// `N` random bytes.
pub fn bytes<const N: usize>(rng: &mut impl CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

/// `N` characters drawn evenly from `alphabet`, by rejecting the draws that would favour some.
pub fn characters<const N: usize>(rng: &mut impl CryptoRng, alphabet: &[u8; 62]) -> [u8; N] {
    let mut chosen = [0; N];
    let mut filled = 0;
    while filled < N {
        for byte in bytes::<32>(rng) {
            // 248 is the largest multiple of 62 that a byte can hold.
            if byte < 248 && filled < N {
                chosen[filled] = alphabet[usize::from(byte % 62)];
                filled += 1;
            }
        }
    }
    chosen
}
