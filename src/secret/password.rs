//! Passwords: what one may be, and the slow hashes that stand in their place (R-A5).
//!
//! A hash is Argon2id with a data key as its secret input, so that whoever has the database alone
//! has nothing to guess against, and with the number of its user as associated data, so that it
//! says nothing in another user's row.

use std::ops::RangeInclusive;

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use data_encoding::BASE64_NOPAD;
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::secret::common_password;
use crate::secret::random;
use crate::secret::value::Secret;

/// The fewest bytes of a password, after normalisation.
pub const MIN_BYTES: usize = 12;

/// The most bytes of a password, before and after normalisation.
pub const MAX_BYTES: usize = 1024;

/// The most memory that a stored hash may ask for, in KiB.
const MEMORY_MAX_KIB: u32 = 128 << 10;

/// The most passes that a stored hash may ask for.
const PASSES_MAX: u32 = 10;

/// The most lanes that a stored hash may ask for.
const LANES_MAX: u32 = 8;

/// The length of a salt, in bytes.
const SALT_BYTES: usize = 16;

/// The length of a digest, in bytes.
const DIGEST_BYTES: usize = 32;

/// The fewest characters of a word that a password must not hold: a shorter one stands in good
/// passwords by chance.
const WORD_MIN_CHARS: usize = 4;

/// The longest run of bytes whose repetition is no password.
const RUN_MAX_BYTES: usize = 8;

/// A password in the form that is hashed: NFKC, so that every keyboard and every system types the
/// same one.
#[derive(Clone, Debug)]
pub struct Password(Secret<String>);

impl Password {
    /// A password that was typed to be compared with a stored one.
    ///
    /// # Errors
    /// [`Unacceptable::TooShort`], [`Unacceptable::TooLong`], [`Unacceptable::Unprintable`]: it is
    /// no password of anybody, so it need not be compared.
    pub fn presented(text: &Secret<String>) -> Result<Self, Unacceptable> {
        let text = text.expose();
        // Counted before any work is done on it.
        if text.len() > MAX_BYTES {
            return Err(Unacceptable::TooLong);
        }
        // One character becomes eighteen at most; without room for that, growing would leave copies.
        let mut normal = String::with_capacity(18 * text.len());
        normal.extend(text.nfkc());
        let password = Self(Secret::new(normal));
        let normal = password.0.expose();
        if normal.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Err(Unacceptable::Unprintable);
        }
        match normal.len() {
            ..MIN_BYTES => Err(Unacceptable::TooShort),
            MIN_BYTES..=MAX_BYTES => Ok(password),
            _ => Err(Unacceptable::TooLong),
        }
    }

    /// A password that somebody chose. `words` are what everybody guesses first of this user: its
    /// handle, the local part of its e-mail, its name.
    ///
    /// # Errors
    /// [`Unacceptable`].
    pub fn chosen(text: &Secret<String>, words: &[&str]) -> Result<Self, Unacceptable> {
        let password = Self::presented(text)?;
        judge(&folded(password.0.expose()), words)?;
        Ok(password)
    }

    /// The bytes that are hashed.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

/// Why a text cannot be a password. No message repeats any part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unacceptable {
    /// Fewer than [`MIN_BYTES`].
    #[error("a password has at least {MIN_BYTES} bytes")]
    TooShort,
    /// More than [`MAX_BYTES`].
    #[error("a password has at most {MAX_BYTES} bytes")]
    TooLong,
    /// Control characters or ends of lines.
    #[error("a password holds printable characters and spaces only")]
    Unprintable,
    /// Among the passwords that are tried first.
    #[error("that password is among the most common ones")]
    Common,
    /// It holds the user's own name or this program's.
    #[error("a password does not contain the user's own handle or e-mail, or \"keyctl\"")]
    OwnWord,
    /// A few characters again and again.
    #[error("that password is a few characters, repeated")]
    Repetition,
}

/// What a hash costs to compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// What a person's password costs: 19 MiB, two passes.
    pub const PASSWORD: Self = Self { memory_kib: 19 << 10, passes: 2, lanes: 1 };
    /// What a backup code costs: 80 bits of chance are too many to guess at any cost, so it is low
    /// (R-D7).
    pub const BACKUP_CODE: Self = Self { memory_kib: 8 << 10, passes: 1, lanes: 1 };

    /// Whether computing `self` is less work than `other` in some way.
    const fn is_below(self, other: Self) -> bool {
        self.memory_kib < other.memory_kib || self.passes < other.passes || self.lanes < other.lanes
    }
}

/// Why a hash was not computed, which says nothing of the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashFailure {
    /// No version of this program writes such a hash: it was altered, or the disk is failing.
    #[error("a stored hash is damaged")]
    Damaged,
    /// The system has no memory for it.
    #[error("there is not enough memory to compute a hash")]
    OutOfMemory,
}

/// What a stored hash is compared with, and what it is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// The data key.
    pub key: &'a Secret<[u8; 32]>,
    /// The place of the hash, 32 bytes at most: in another it is a wrong one.
    pub place: &'a [u8],
}

impl Bound<'_> {
    /// Hashes a secret, in PHC form.
    ///
    /// # Errors
    /// [`HashFailure::OutOfMemory`].
    pub fn hash(
        &self,
        secret: &[u8],
        cost: Cost,
        rng: &mut impl CryptoRng,
    ) -> Result<String, HashFailure> {
        let salt = random::bytes::<SALT_BYTES>(rng);
        let digest = self.digest(secret, &salt, cost)?;
        let Cost { memory_kib, passes, lanes } = cost;
        let (salt, digest) = (BASE64_NOPAD.encode(&salt), BASE64_NOPAD.encode(&digest));
        Ok(format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${digest}"))
    }

    /// Whether `stored` is the hash of a secret, compared in constant time.
    ///
    /// # Errors
    /// [`HashFailure`]: `stored` is damaged, or there is no memory for it.
    pub fn verify(&self, secret: &[u8], stored: &str) -> Result<bool, HashFailure> {
        let Stored { cost, salt, digest } = Stored::parse(stored).ok_or(HashFailure::Damaged)?;
        Ok(self.digest(secret, &salt, cost)?.ct_eq(&digest).into())
    }

    fn digest(
        &self,
        secret: &[u8],
        salt: &[u8; SALT_BYTES],
        cost: Cost,
    ) -> Result<[u8; DIGEST_BYTES], HashFailure> {
        let mut digest = [0; DIGEST_BYTES];
        self.compute(secret, salt, cost, &mut digest).map_err(|error| match error {
            argon2::Error::OutOfMemory => HashFailure::OutOfMemory,
            _ => HashFailure::Damaged,
        })?;
        Ok(digest)
    }

    fn compute(
        &self,
        secret: &[u8],
        salt: &[u8],
        cost: Cost,
        digest: &mut [u8],
    ) -> argon2::Result<()> {
        let params = ParamsBuilder::new()
            .m_cost(cost.memory_kib)
            .t_cost(cost.passes)
            .p_cost(cost.lanes)
            .data(AssociatedData::new(self.place)?)
            .output_len(DIGEST_BYTES)
            .build()?;
        Argon2::new_with_secret(self.key.expose(), Algorithm::Argon2id, Version::V0x13, params)?
            .hash_password_into(secret, salt, digest)
    }
}

/// Whether a stored hash costs less than hashes do now, so that it is made anew at the next right
/// password.
pub fn needs_rehash(stored: &str, now: Cost) -> bool {
    Stored::parse(stored).is_some_and(|stored| stored.cost.is_below(now))
}

/// A stored hash, in its parts.
struct Stored {
    cost: Cost,
    salt: [u8; SALT_BYTES],
    digest: [u8; DIGEST_BYTES],
}

impl Stored {
    /// Reads what [`Bound::hash`] writes, with parameters up to the ceiling.
    fn parse(text: &str) -> Option<Self> {
        let (costs, rest) = text.strip_prefix("$argon2id$v=19$")?.split_once('$')?;
        let (salt, digest) = rest.split_once('$')?;
        let [m, t, p] = costs.split(',').collect::<Vec<_>>().try_into().ok()?;
        let lanes = number(p.strip_prefix("p=")?, 1..=LANES_MAX)?;
        let memory_kib = number(m.strip_prefix("m=")?, 8 * lanes..=MEMORY_MAX_KIB)?;
        let passes = number(t.strip_prefix("t=")?, 1..=PASSES_MAX)?;
        Some(Self {
            cost: Cost { memory_kib, passes, lanes },
            salt: bytes(salt)?,
            digest: bytes(digest)?,
        })
    }
}

/// A decimal number without sign and leading zeros.
fn number(text: &str, range: RangeInclusive<u32>) -> Option<u32> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|value| plain && range.contains(value))
}

fn bytes<const N: usize>(base64: &str) -> Option<[u8; N]> {
    BASE64_NOPAD.decode(base64.as_bytes()).ok()?.try_into().ok()
}

/// What is compared with lists of words.
fn folded(text: &str) -> Zeroizing<String> {
    // One character becomes three at most.
    let mut folded = Zeroizing::new(String::with_capacity(3 * text.len()));
    folded.extend(text.chars().flat_map(char::to_lowercase));
    folded
}

fn judge(password: &str, words: &[&str]) -> Result<(), Unacceptable> {
    if common_password::is_common(password) {
        return Err(Unacceptable::Common);
    }
    let program = std::iter::once(&"keyctl");
    let own = |word: &&str| {
        word.chars().count() >= WORD_MIN_CHARS && password.contains(folded(word).as_str())
    };
    if program.chain(words).any(own) {
        return Err(Unacceptable::OwnWord);
    }
    if repeats(password.as_bytes()) {
        return Err(Unacceptable::Repetition);
    }
    Ok(())
}

/// Whether a text is nothing but a short run again and again, the last time perhaps cut off.
fn repeats(text: &[u8]) -> bool {
    (1..=RUN_MAX_BYTES.min(text.len() / 2)).any(|run| text[run..] == text[..text.len() - run])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As little as a hash can cost, for tests.
    const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

    fn key(byte: u8) -> Secret<[u8; 32]> {
        Secret::new([byte; 32])
    }

    fn chosen(text: &str, words: &[&str]) -> Result<String, Unacceptable> {
        Password::chosen(&Secret::new(text.to_owned()), words)
            .map(|password| password.0.expose().clone())
    }

    #[test]
    fn a_hash_holds_for_its_secret_its_key_and_its_place() {
        let (mine, other) = (key(1), key(2));
        let home = Bound { key: &mine, place: b"user 7" };
        let stored = home.hash(b"right", CHEAP, &mut random::system()).unwrap();
        assert!(home.verify(b"right", &stored).unwrap());
        assert!(!home.verify(b"wrong", &stored).unwrap());
        assert!(!Bound { key: &other, ..home }.verify(b"right", &stored).unwrap());
        assert!(!Bound { place: b"user 8", ..home }.verify(b"right", &stored).unwrap());
        let again = home.hash(b"right", CHEAP, &mut random::system()).unwrap();
        assert_ne!(again, stored, "each has a salt of its own");
    }

    /// Computed by the reference implementation (argon2-cffi 25.1 and its low-level interface), which
    /// with a secret of eight bytes gives the vector of RFC 9106 section 5.3.
    #[test]
    fn a_digest_is_what_the_reference_implementation_computes() {
        let key = key(3);
        let bound = Bound { key: &key, place: &[4; 12] };
        let cost = Cost { memory_kib: 32, passes: 3, lanes: 4 };
        assert_eq!(
            data_encoding::HEXLOWER.encode(&bound.digest(&[1; 32], &[2; 16], cost).unwrap()),
            "b2aa7178805c71477ad72a7be00d65323af1c723dd8f9aa45a937425223cb826"
        );
    }

    #[test]
    fn a_dear_or_damaged_hash_is_not_computed() {
        let key = key(1);
        let bound = Bound { key: &key, place: b"" };
        let stored = bound.hash(b"secret", CHEAP, &mut random::system()).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{stored}");
        for damage in [
            ("m=8,", "m=131073,"),
            ("m=8,", "m=4294967296,"),
            ("m=8,", "m=7,"),
            ("m=8,", "m=08,"),
            ("m=8,", "m=+8,"),
            ("t=1,", "t=11,"),
            ("t=1,", "t=0,"),
            ("p=1$", "p=9$"),
            ("p=1$", "p=1,data=AAAA$"),
            ("v=19", "v=16"),
            ("argon2id", "argon2i"),
            ("$argon2id", "argon2id"),
        ] {
            let damaged = stored.replace(damage.0, damage.1);
            assert_ne!(damaged, stored);
            assert_eq!(bound.verify(b"secret", &damaged), Err(HashFailure::Damaged), "{damaged}");
        }
        for cut in 0..stored.len() {
            assert_eq!(bound.verify(b"secret", &stored[..cut]), Err(HashFailure::Damaged), "{cut}");
        }
    }

    #[test]
    fn a_hash_is_made_anew_when_the_cost_rises_in_any_way() {
        let key = key(1);
        let bound = Bound { key: &key, place: b"" };
        let stored = bound.hash(b"secret", CHEAP, &mut random::system()).unwrap();
        assert!(!needs_rehash(&stored, CHEAP));
        assert!(needs_rehash(&stored, Cost { memory_kib: 16, ..CHEAP }));
        assert!(needs_rehash(&stored, Cost { passes: 2, ..CHEAP }));
        assert!(!needs_rehash(&stored, Cost { memory_kib: 4, ..CHEAP }));
        let cost = Cost::PASSWORD;
        assert!(cost.memory_kib >= 19 * 1024 && cost.passes >= 2 && cost.lanes == 1);
    }

    #[test]
    fn lengths_are_counted_in_bytes_of_the_normal_form() {
        assert_eq!(chosen("eleven byte", &[]), Err(Unacceptable::TooShort));
        assert!(chosen("twelve bytes", &[]).is_ok());
        let long = |len: usize| -> String {
            "correct horse ".chars().cycle().take(len - 1).chain(['!']).collect()
        };
        assert!(chosen(&long(1024), &[]).is_ok());
        assert_eq!(chosen(&long(1025), &[]), Err(Unacceptable::TooLong));
        assert_eq!(chosen(&long(1 << 20), &[]), Err(Unacceptable::TooLong));
        // Of 1,000 bytes before, 33 for each three after.
        let grows = "\u{fdfa}".repeat(333);
        assert!(grows.len() < 1024);
        assert_eq!(chosen(&grows, &[]), Err(Unacceptable::TooLong));
        // Of 12 bytes before, 4 after.
        assert_eq!(chosen("\u{ff21}\u{ff22}\u{ff23}\u{ff24}", &[]), Err(Unacceptable::TooShort));
    }

    #[test]
    fn one_password_is_one_however_it_is_typed() {
        let composed = chosen("zw\u{f6}lf B\u{e4}ume am Bach", &[]).unwrap();
        assert_eq!(chosen("zwo\u{308}lf Ba\u{308}ume am Bach", &[]).unwrap(), composed);
        assert_eq!(chosen("ｃｏｒｒｅｃｔ　ｈｏｒｓｅ", &[]).unwrap(), "correct horse");
        assert_eq!(chosen("  spaces  stay  ", &[]).unwrap(), "  spaces  stay  ");
    }

    #[test]
    fn any_printable_text_will_do() {
        for text in ["correct horse", "пчела и мёд", "日本の鉄道網", "🦀🦀🐙🐙 🐳", "P4ss~w0rd#Zz"]
        {
            assert!(chosen(text, &[]).is_ok(), "{text}");
        }
        for text in ["tab\tinside it", "line\nbelow that", "nul\0 is hidden", "esc \u{1b}[31m red"]
        {
            assert_eq!(chosen(text, &[]), Err(Unacceptable::Unprintable), "{text:?}");
        }
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for common in ["password1234", "PASSWORD1234", "ｐａｓｓｗｏｒｄ1234", "1q2w3e4r5t6y"]
        {
            assert_eq!(chosen(common, &[]), Err(Unacceptable::Common), "{common}");
        }
        let words = ["alice.smith", "Böhme", "al"];
        for own in ["Alice.Smith-2026", "x Alice.smith x", "my KeyCtl secret", "BÖHME und Söhne"]
        {
            assert_eq!(chosen(own, &words), Err(Unacceptable::OwnWord), "{own}");
        }
        assert!(chosen("all that glitters", &words).is_ok(), "two letters are no word");
        for run in ["xxxxxxxxxxxx", "ab ab ab ab ab", "Qx7!Qx7!Qx7!Q", "zebra9zzebra9z"] {
            assert_eq!(chosen(run, &[]), Err(Unacceptable::Repetition), "{run}");
        }
        assert!(chosen("abcdefghi-abcdefghi-", &[]).is_ok());
    }
}
