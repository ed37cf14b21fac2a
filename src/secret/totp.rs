//! Codes that change every 30 seconds (RFC 6238): the key that they are made of, and which step a
//! code belongs to.

use data_encoding::BASE32_NOPAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rand_core::CryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use crate::secret::random;
use crate::secret::value::Secret;

/// How long a step lasts, in seconds.
pub const STEP_SECONDS: u64 = 30;
/// How long a key is, in bytes: as long as what SHA-1 makes of it (RFC 4226, R-D1).
pub const KEY_BYTES: usize = 20;
/// How many steps a clock may be off, either way.
const SKEW: u64 = 1;

/// What a URI of an authenticator need not escape.
const UNRESERVED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// The key that an authenticator and the database share.
pub struct TotpKey {
    bytes: Secret<[u8; KEY_BYTES]>,
    totp: Totp,
}

impl TotpKey {
    /// A new key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self::new(random::bytes(rng))
    }

    /// The key of these bytes; `None` where they are no key of ours.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::new)
    }

    fn new(bytes: [u8; KEY_BYTES]) -> Self {
        let totp = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(STEP_SECONDS)
            .with_secret(bytes)
            .build_noncompliant();
        Self { bytes: Secret::new(bytes), totp }
    }

    /// The bytes, for sealing.
    pub const fn bytes(&self) -> &[u8; KEY_BYTES] {
        self.bytes.expose()
    }

    /// As people type it into an authenticator: base 32, in groups of four.
    pub fn text(&self) -> Secret<String> {
        let whole = Zeroizing::new(BASE32_NOPAD.encode(self.bytes()));
        let mut text = String::with_capacity(whole.len() * 2);
        for (place, letter) in whole.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push(' ');
            }
            text.push(letter);
        }
        Secret::new(text)
    }

    /// What a QR code tells an authenticator. SHA-1, six digits and 30 seconds are what it takes
    /// where nothing is said, and a shorter URI makes a smaller symbol.
    pub fn uri(&self, issuer: &str, account: &str) -> Secret<String> {
        let escape = |text| utf8_percent_encode(text, UNRESERVED);
        let key = Zeroizing::new(BASE32_NOPAD.encode(self.bytes()));
        let (issuer, account) = (escape(issuer), escape(account));
        Secret::new(format!(
            "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}",
            key.as_str()
        ))
    }

    /// The step that a code belongs to, within one of the step of `at_seconds` since 1970; the last
    /// one, where it belongs to several. All are computed and compared in constant time, whichever
    /// fits (R-A12).
    pub fn matching_step(&self, code: &[u8; 6], at_seconds: u64) -> Option<u64> {
        let present = step_of(at_seconds);
        let mut matched = 0;
        let mut any = Choice::from(0);
        for step in present.saturating_sub(SKEW)..=present.saturating_add(SKEW) {
            let fits = self.code(step).ct_eq(code);
            matched = u64::conditional_select(&matched, &step, fits);
            any |= fits;
        }
        bool::from(any).then_some(matched)
    }

    /// The code of a step.
    fn code(&self, step: u64) -> Zeroizing<[u8; 6]> {
        let text =
            Zeroizing::new(self.totp.generate(step.saturating_mul(STEP_SECONDS)).to_string());
        let mut code = Zeroizing::new([0; 6]);
        code.copy_from_slice(text.as_bytes());
        code
    }
}

/// The step of an instant, in seconds since 1970.
pub const fn step_of(at_seconds: u64) -> u64 {
    at_seconds / STEP_SECONDS
}

impl std::fmt::Debug for TotpKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpKey(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc() -> TotpKey {
        TotpKey::new(*b"12345678901234567890")
    }

    /// The vectors of RFC 6238, appendix B, for SHA-1: their last six digits, because the others
    /// are what eight-digit codes put before them.
    const VECTORS: [(u64, &[u8; 8]); 6] = [
        (59, b"94287082"),
        (1_111_111_109, b"07081804"),
        (1_111_111_111, b"14050471"),
        (1_234_567_890, b"89005924"),
        (2_000_000_000, b"69279037"),
        (20_000_000_000, b"65353130"),
    ];

    #[test]
    fn the_vectors_of_rfc_6238() {
        for (seconds, code) in VECTORS {
            let six = code[2..].try_into().unwrap();
            let step = seconds / 30;
            assert_eq!(rfc().matching_step(&six, seconds), Some(step));
            assert_eq!(*rfc().code(step), six);
        }
    }

    #[test]
    fn one_step_before_and_after_is_accepted_and_no_more() {
        let code = rfc().code(1000);
        let at = |step: u64, second| rfc().matching_step(&code, step * 30 + second);
        for (step, second) in [(999, 0), (999, 29), (1000, 0), (1000, 29), (1001, 0), (1001, 29)] {
            assert_eq!(at(step, second), Some(1000), "{step} {second}");
        }
        for (step, second) in [(998, 29), (1002, 0), (0, 0), (u64::MAX / 30, 0)] {
            assert_eq!(at(step, second), None, "{step} {second}");
        }
        assert_eq!(rfc().matching_step(b"000000", 0), None);
    }

    #[test]
    fn each_of_the_six_digits_counts() {
        let code = *rfc().code(1000);
        for place in 0..6 {
            let mut other = code;
            other[place] = if code[place] == b'9' { b'0' } else { code[place] + 1 };
            assert_eq!(rfc().matching_step(&other, 30_000), None, "{place}");
        }
    }

    #[test]
    fn a_uri_escapes_what_would_end_its_parts() {
        let uri = rfc().uri("keyctl", "ada@example.com");
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        assert_eq!(
            uri.expose(),
            &format!("otpauth://totp/keyctl:ada@example.com?secret={secret}&issuer=keyctl")
        );
        let odd = rfc().uri("Müller & Söhne: KI", "ada?x=1#y/z%");
        assert_eq!(
            odd.expose(),
            &format!(
                "otpauth://totp/M%C3%BCller%20%26%20S%C3%B6hne%3A%20KI:ada%3Fx%3D1%23y%2Fz%25\
                 ?secret={secret}&issuer=M%C3%BCller%20%26%20S%C3%B6hne%3A%20KI"
            )
        );
        assert_eq!(rfc().text().expose(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    #[test]
    fn keys_are_new_and_do_not_print() {
        let (one, two) =
            (TotpKey::generate(&mut random::system()), TotpKey::generate(&mut random::system()));
        assert_ne!(one.bytes(), two.bytes());
        assert_eq!(format!("{one:?}"), "TotpKey(***)");
        assert!(TotpKey::from_bytes(&[1; 19]).is_none());
    }
}
