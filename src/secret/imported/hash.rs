//! [`ImportedHash`]: what another system stored of an API key, and whether a key is that one.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;

use crate::secret::digest::{constant_time_eq, sha256};
use crate::secret::imported::argon2::PhcHash;
use crate::secret::imported::bcrypt::Bcrypt;
use crate::secret::imported::error::{HashError, Scheme};
use crate::secret::imported::field::Fields;
use crate::secret::imported::pbkdf2::Pbkdf2;
use crate::secret::imported::scrypt::Scrypt;
use crate::secret::value::Secret;

/// The longest text of a hash, in bytes.
const TEXT_MAX: usize = 1024;
/// Hex digits of a fingerprint by which an unsalted hash is found.
const FINGERPRINT_DIGITS: usize = 12;

/// The hash of an API key, or of the secret part of one, that another system made.
///
/// Its costs are bounded, so that verifying takes seconds and not minutes, and 256 MiB at most:
/// bcrypt cost 4 to 16; PBKDF2 with 1,000 to 10,000,000 iterations; scrypt with N from 2^10 to
/// 2^21, r to 64, p to 16, 256 MiB, and 1 GiB for all p together; Argon2 with 8 KiB for each lane
/// to 128 MiB, t to 10 and p to 8.
///
/// It has no `Display` and its `Debug` shows the scheme alone: the hash of a weak key is as good
/// as the key.
#[derive(Clone)]
pub struct ImportedHash {
    text: Secret<String>,
    parts: Parts,
}

/// What the text says.
#[derive(Clone)]
enum Parts {
    Sha256(Box<[u8; 32]>),
    Bcrypt(Bcrypt),
    Pbkdf2(Pbkdf2),
    Scrypt(Scrypt),
    Argon2(PhcHash),
}

impl ImportedHash {
    /// What it was computed with.
    pub const fn scheme(&self) -> Scheme {
        match self.parts {
            Parts::Sha256(_) => Scheme::Sha256,
            Parts::Bcrypt(_) => Scheme::Bcrypt,
            Parts::Pbkdf2(_) => Scheme::Pbkdf2,
            Parts::Scrypt(_) => Scheme::Scrypt,
            Parts::Argon2(_) => Scheme::Argon2,
        }
    }

    /// The text to store, which reads back as the same hash: the one that was given, but for
    /// SHA-256, which is written `sha256$` and 64 lower-case digits whatever was given.
    pub fn as_str(&self) -> &str {
        self.text.expose()
    }

    /// Whether [`ImportedHash::verify`] is meant to be slow: milliseconds to seconds of a
    /// processor, and up to 256 MiB. It then belongs on a thread that may block, with a bound on
    /// how many run at once (R-A6). Otherwise it takes a microsecond.
    pub const fn is_slow(&self) -> bool {
        !matches!(self.parts, Parts::Sha256(_))
    }

    /// Whether this is the hash of what was presented, of any length. Digests are compared in
    /// constant time (R-A12).
    pub fn verify(&self, presented: &[u8]) -> bool {
        match &self.parts {
            Parts::Sha256(digest) => constant_time_eq(digest, &sha256(&[presented])),
            Parts::Bcrypt(hash) => hash.matches(presented),
            Parts::Pbkdf2(hash) => hash.matches(presented),
            Parts::Scrypt(hash) => hash.matches(presented),
            Parts::Argon2(hash) => hash.matches(presented),
        }
    }

    /// What a key is found by whose unsalted hash this is: the same as [`lookup_prefix`] of the
    /// key. `None` for a salted one, which can be found only by the prefix of its key.
    pub fn lookup_prefix(&self) -> Option<String> {
        match &self.parts {
            Parts::Sha256(digest) => Some(fingerprint(digest)),
            Parts::Bcrypt(_) | Parts::Pbkdf2(_) | Parts::Scrypt(_) | Parts::Argon2(_) => None,
        }
    }
}

/// What an imported key without a prefix is found by: `legacy_` and the first 12 hex digits of
/// the SHA-256 of all of it (R-A4).
pub fn lookup_prefix(key: &[u8]) -> String {
    fingerprint(&sha256(&[key]))
}

fn fingerprint(digest: &[u8; 32]) -> String {
    format!("legacy_{}", HEXLOWER.encode(&digest[..FINGERPRINT_DIGITS / 2]))
}

/// `ImportedHash(bcrypt, ***)`.
impl fmt::Debug for ImportedHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImportedHash({}, ***)", self.scheme())
    }
}

/// The text as the other system stored it, nothing around it. SHA-256 may stand alone, or after
/// `sha256$` or `sha256:`, in digits of either case.
impl FromStr for ImportedHash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        if text.len() > TEXT_MAX {
            return Err(HashError::TooLong(text.len()));
        }
        if let Some(digest) = parse_sha256(text) {
            let digest = digest?;
            let text = Secret::new(format!("sha256${}", HEXLOWER.encode(&digest)));
            return Ok(Self { text, parts: Parts::Sha256(Box::new(digest)) });
        }
        let parts = Bcrypt::parse(text)
            .map(|hash| hash.map(Parts::Bcrypt))
            .or_else(|| Pbkdf2::parse(text).map(|hash| hash.map(Parts::Pbkdf2)))
            .or_else(|| Scrypt::parse(text).map(|hash| hash.map(Parts::Scrypt)))
            .or_else(|| PhcHash::parse(text).map(|hash| hash.map(Parts::Argon2)))
            .unwrap_or(Err(HashError::Unknown))?;
        Ok(Self { text: Secret::new(text.to_owned()), parts })
    }
}

/// `None` if it is neither marked as SHA-256 nor of hex digits only.
fn parse_sha256(text: &str) -> Option<Result<[u8; 32], HashError>> {
    let marked = text.strip_prefix("sha256$").or_else(|| text.strip_prefix("sha256:"));
    let is_hex = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = marked.or_else(|| is_hex.then_some(text))?;
    let fields = Fields(Scheme::Sha256);
    let wrong = || fields.malformed("digest", "64 hex digits, without a salt");
    Some(
        fields
            .hex_digest(digits, 32)
            .ok()
            .and_then(|digest| digest.try_into().ok())
            .ok_or_else(wrong),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What every hash below but those of `LONG` is of.
    const KEY: &[u8] = b"q7Zk0Wm3Xv9Lr2Tn5Yb8Hc1Jd4Gf6Ps";

    const SHA256: &str = "e68614379da1b0d678f3afe80b17b456e76dcd2f086c36f9172e2f9c6aabf137";

    /// Written by Python's `bcrypt` 5.0.0, passlib 1.7.4 over bcrypt 4.0.1, and Django 5.2.19.
    const BCRYPT: [&str; 6] = [
        "$2b$04$34Rb2k9ybqMXszfATUyHP.yq8HDZoOb5KC2lWYCX8WzD8rwqDud4i",
        "$2a$04$/w124pJjZpM7zH/V54XMxOW1Dy/eO2qca9IPCDkcPD.ArNSdMrBpq",
        "$2a$04$U7r1AXEM.b1KW1bxzKwlDu0Rm3DS0owl7j1P2rSFAqgRcLG18TAFa",
        "$2b$04$z/3xDfJnWAQ5P4Np8Rlmm.KOwNlJkwSWCa0sEUfdXsELQj0SUXkRW",
        "$2y$04$q4Aet6gOEoFbZwpKPZRtVO/26UNuzOOWdIaBa/bi5qwmZtWSNgzEm",
        "bcrypt$$2b$04$OadcBMfaQfTNhUo6RdPBtOwTbslgvaPztuyuYNY5LUp7PG4ad78r2",
    ];

    /// Written by Werkzeug 3.1.9, Django 5.2.19 and passlib 1.7.4.
    const PBKDF2: [&str; 11] = [
        "pbkdf2:sha256:1000$gCAsTvOzJRjJE0aH$\
         282e176de72a207cd1f26faa138e16fde32e8cb0cb388c190cc6dd9b08615fb7",
        "pbkdf2:sha1:1000$CTsnYm90qQof9C5U$a5002ac6b4c01986946fa0e8bc794bb7942e7c45",
        "pbkdf2:sha512:1000$AmuFbilby0q5sReo$\
         195d78912a778d5efe5a34cd55789fe304217fa099bb873cb7342e7b3a965877\
         11b6bd99e6d1ede511b308926f89b48bd3c5d34e4a31c776c026d1fb1faea101",
        "pbkdf2:sha256:1000$sält$\
         f45a9159cd9da2bc66b150b1c8574ee510ee68de5b0fa51b43c030eac8f1e6a0",
        "pbkdf2_sha256$1000$seasalt$EbVB1f1xcT48iYzfKBuFBbFK2uLiRv92Du4I9p7xJYc=",
        "pbkdf2_sha256$1000$sält$9FqRWc2dorxmsVCxyFdO5RDuaN5bD6UbQ8Aw6sjx5qA=",
        "pbkdf2_sha1$1000$seasalt$Mk5zBAl3tJF8lKFGCa0XCV7Gn2U=",
        "$pbkdf2$1000$k7K21rrXure21vo/57x37g$2pJikvECGLk0KkkuwYqTpuMmtAE",
        "$pbkdf2-sha256$1000$NKbUuhcCgHCOkfI.x/gf4w$\
         K14Y25iJsG5k4yN/568B4Cr.zNX5ulMZowujlZhGoEY",
        "$pbkdf2-sha256$29000$obSWMmYMYYzx3hsD4Ly39g$\
         XkRUFY4zFOymsTTOwgB7Sv3cXIFxUhK6Mq44Q2r.mIA",
        "$pbkdf2-sha512$1000$0vo/B6DUuncupbSWkpJSig$\
         Gq4lfV5ir59yPQg/0YN3p8ylve02NGkj3qvixvtIA4JDGk9TJOC3yhHB9UIvd2KllL5ATF52beU.4AlgtMZx/Q",
    ];

    /// Written by Werkzeug 3.1.9, Django 5.2.19 and passlib 1.7.4.
    const SCRYPT: [&str; 3] = [
        "scrypt:1024:8:1$HbeGeVEAZQWzJLzJ$\
         c6812bb98b6f1c016b1b8039908f573bfcd63a17ea8a5ba83d7ab2c7a113f72c\
         b96af66fd5411cbc1ffeac57cfae2c62585f43b0889afa8ecfc5eb6e35a10fea",
        "scrypt$1024$seasalt$8$1$aiaKCD3hbUukLkPIxJdBnlA13vYtLfzWBWqUEcCZH6Pg\
         LOwlOsJf3Heak+HXCY0pfGbgc9Y8dmfZg3B0tkXOUg==",
        "$scrypt$ln=10,r=8,p=2$e++9d45x7l1rDUFIae09Zw$WvN3TZisTULmYJgDqls2ddt518d37JAfN2xxwVXs7kk",
    ];

    /// Written by argon2-cffi 25.1.0 and passlib 1.7.4.
    const ARGON2: [&str; 5] = [
        "$argon2id$v=19$m=64,t=1,p=2$8h7DuFcKQcjZe2+NsVZqTQ$\
         KdU9P8aR7jshwvR8R8LGZr4cNUkKeJ378WMB/8tbuIs",
        "$argon2i$v=19$m=256,t=2,p=1$MiVX/+3K03BdFQ5BH1EHgg$\
         OIgZ9oOcD3CjBzCbs7D8IrnH/4GlyPZzowM5CxVSY6w",
        "$argon2d$v=19$m=256,t=2,p=1$2aopWKmsfOPwcFw989YchA$\
         rgKMj9EFr6zgQfp14rU+0Nzwc4JcizPvbi/+Ayq7hvQ",
        "argon2$argon2id$v=19$m=256,t=2,p=1$//d/I6agWoE9WWMnTu62aQ$\
         zNRqGo5OOX+A3Vit7p0n991iUN0lXs1XyXKctDs3RmQ",
        "$argon2id$v=16$m=256,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$\
         OB28Z/jBKhobwQ/025KvHNMxDdnUyvUzFonBlWusPKE",
    ];

    /// As each system writes them when nobody chose a cost.
    const DEFAULTS: [(&str, Scheme); 8] = [
        ("$2b$12$lBKypOhYHC2AdJcmzgSYS./ZYEjmvpsQB17JUl1IlSUW2rESGlNWq", Scheme::Bcrypt),
        (
            "pbkdf2:sha256:1000000$6SCgIsAsMtNgUZJB$\
             0f02b2e59d4b9a20de5aff1263e854f73fd1d9c29e708948717791d9fe337540",
            Scheme::Pbkdf2,
        ),
        (
            "pbkdf2_sha256$1000000$hGF8aQbLQKJ1p9WKZzG1EY$\
             B3pvQ7ceBtQlNRUxxea5/gp1r0OPcOpNuaGgVQmUUkw=",
            Scheme::Pbkdf2,
        ),
        (
            "scrypt:32768:8:1$2EcPIgdI5Itzix1S$\
             1a52dc89f7ebfdef67e035aaad5c124d332143828e2228416aa604f5e4c46840\
             60f43b95ede3e59d372f8d0faa68a32e542d7f05a55b648cbed91a9dcaa33d33",
            Scheme::Scrypt,
        ),
        (
            "scrypt$16384$RoXdIlOEaRt1pp860jrAhw$8$5$EHFJVTTqB4aTzKiDaOn2r/Ykcp4qT+T/\
             /MuXGO1IQK4NjruHcPxNhYOBIrVlG7one5yXUfLHquY1mo7LYmXU+Q==",
            Scheme::Scrypt,
        ),
        (
            "$scrypt$ln=16,r=8,p=1$tvYeIySkNGZMSUkJYcxZ6w$\
             i50bajEOZ572ZdMEpXlqUUkyRt41O6NKX1xsWumuVs4",
            Scheme::Scrypt,
        ),
        (
            "$argon2id$v=19$m=65536,t=3,p=4$mqudmFPTagPWezeLwrBSHA$\
             FpjK92K37M2+7Mo1FOsC+SmwvUbzJEJoPxRE2disbAU",
            Scheme::Argon2,
        ),
        (
            "argon2$argon2id$v=19$m=102400,t=2,p=8$WTA5TUM4clFzRGV2bDRwUlNpeXJOOA$\
             M1dSwhgcShXAH3uH4/E+PPkOM+WsQqRorB44XfOmGds",
            Scheme::Argon2,
        ),
    ];

    fn hash(text: &str) -> ImportedHash {
        text.parse().unwrap()
    }

    fn refusal(text: &str) -> HashError {
        text.parse::<ImportedHash>().unwrap_err()
    }

    /// All that verify quickly.
    fn vectors() -> impl Iterator<Item = (&'static str, Scheme)> {
        [(SHA256, Scheme::Sha256)]
            .into_iter()
            .chain(BCRYPT.map(|text| (text, Scheme::Bcrypt)))
            .chain(PBKDF2.map(|text| (text, Scheme::Pbkdf2)))
            .chain(SCRYPT.map(|text| (text, Scheme::Scrypt)))
            .chain(ARGON2.map(|text| (text, Scheme::Argon2)))
    }

    #[test]
    fn what_other_systems_wrote_is_verified() {
        for (text, scheme) in vectors() {
            let hash = hash(text);
            assert_eq!(hash.scheme(), scheme, "{text}");
            assert!(hash.verify(KEY), "{text}");
            assert!(!hash.verify(&KEY[1..]) && !hash.verify(b""), "{text}");
        }
    }

    #[test]
    fn the_costs_that_other_systems_choose_are_within_bounds() {
        for (text, scheme) in DEFAULTS {
            assert_eq!(hash(text).scheme(), scheme, "{text}");
        }
    }

    #[test]
    fn what_other_systems_wrote_at_their_own_costs_is_verified() {
        for (text, scheme) in DEFAULTS {
            // A minute without optimisation.
            if cfg!(debug_assertions) && matches!(scheme, Scheme::Pbkdf2 | Scheme::Scrypt) {
                continue;
            }
            assert!(hash(text).verify(KEY), "{text}");
        }
    }

    #[test]
    fn the_stored_text_reads_back() {
        for (text, _) in vectors().chain(DEFAULTS).filter(|(_, s)| *s != Scheme::Sha256) {
            assert_eq!(hash(text).as_str(), text);
        }
        let upper = SHA256.to_uppercase();
        for text in [SHA256, &upper, &format!("sha256${SHA256}"), &format!("sha256:{upper}")] {
            assert_eq!(hash(text).as_str(), format!("sha256${SHA256}"));
            assert!(hash(text).verify(KEY));
        }
    }

    #[test]
    fn only_an_unsalted_hash_is_fast_and_found_by_itself() {
        for (text, scheme) in vectors() {
            let unsalted = scheme == Scheme::Sha256;
            assert_eq!(hash(text).is_slow(), !unsalted);
            let found_by = unsalted.then(|| "legacy_e68614379da1".to_owned());
            assert_eq!(hash(text).lookup_prefix(), found_by);
        }
        assert_eq!(lookup_prefix(KEY), "legacy_e68614379da1");
    }

    #[test]
    fn bcrypt_ignores_what_follows_72_bytes() {
        let long = [KEY, KEY, KEY].concat();
        for text in [
            "$2b$04$VIYYhrpOhVUyuuER15AFT.Ts/m1Jpqplrx83h0lm5KPdvQzUE/IJu",
            "$2b$04$AG1CNck1nFtBwpwObp1llO2kPg2JmOr9Hu/uGc6wujFnkBCvXGdV.",
            "$2b$04$bSuExFh9UuHFEp82ESclQuyPrHZtoYsoVG5l9E9HCFQ2V/bm1j.tO",
        ] {
            let hash = hash(text);
            assert!(hash.verify(&long) && hash.verify(&long[..72]), "{text}");
            assert!(!hash.verify(&long[..71]), "{text}");
        }
        let shorter = hash("$2b$04$H1KStuBKPOtZfnoKG62GZ.hDg9kjTotB8j/.lCyxthVkdsURpTfJS");
        assert!(shorter.verify(&long[..71]) && !shorter.verify(&long[..72]));
    }

    #[test]
    fn bcrypt_does_not_take_a_repeated_key_for_the_key() {
        let repeated = [KEY, b"\0", KEY].concat();
        assert!(!hash(BCRYPT[0]).verify(&repeated));
        assert!(!hash(BCRYPT[0]).verify(&[KEY, b"\0"].concat()));
    }

    #[test]
    fn bcrypt_digits_may_have_bits_that_mean_nothing() {
        let (salt, digest) = BCRYPT[0].split_at(29);
        let padded = format!("{}/{digest}", &salt[..28]);
        assert!(salt.ends_with('.') && hash(&padded).verify(KEY));
    }

    #[test]
    fn a_text_that_lost_or_won_characters_is_no_match() {
        for (text, scheme) in vectors() {
            let whole = text.chars().count();
            let shorter = (0..whole).map(|len| text.chars().take(len).collect::<String>());
            for cut in shorter {
                // Argon2 has digests of any length, so a shorter one may be a hash, of nothing.
                let accepted = cut.parse::<ImportedHash>().is_ok_and(|hash| hash.verify(KEY));
                assert!(!accepted, "{cut}");
                if scheme != Scheme::Argon2 {
                    assert!(cut.parse::<ImportedHash>().is_err(), "{cut}");
                }
            }
            let longer = format!("{text}A").parse::<ImportedHash>();
            assert!(!longer.is_ok_and(|hash| hash.verify(KEY)), "{text}");
        }
    }

    #[test]
    fn a_hash_with_a_digit_changed_is_no_match() {
        let changed = SHA256.replace('e', "f");
        assert!(!hash(&changed).verify(KEY));
        for text in [BCRYPT[0], PBKDF2[0], PBKDF2[8], SCRYPT[0], ARGON2[0]] {
            let at = text.len() - 9;
            let digit = if &text[at..=at] == "a" { "b" } else { "a" };
            let changed = format!("{}{digit}{}", &text[..at], &text[at + 1..]);
            assert!(!hash(&changed).verify(KEY), "{changed}");
        }
    }

    #[test]
    fn costs_beyond_reason_are_refused() {
        for (text, cost, changed) in [
            (BCRYPT[0], "$04$", "$03$"),
            (BCRYPT[0], "$04$", "$17$"),
            (BCRYPT[0], "$04$", "$99$"),
            (PBKDF2[0], ":1000$", ":999$"),
            (PBKDF2[0], ":1000$", ":0$"),
            (PBKDF2[4], "$1000$", "$10000001$"),
            (PBKDF2[7], "$1000$", "$99999999999999999999999$"),
            (SCRYPT[0], ":1024:", ":512:"),
            (SCRYPT[0], ":1024:", ":4194304:"),
            (SCRYPT[0], ":1024:8:1$", ":1048576:8:1$"),
            (SCRYPT[0], ":1024:8:1$", ":262144:8:5$"),
            (SCRYPT[0], ":8:1$", ":65:1$"),
            (SCRYPT[0], ":8:1$", ":8:17$"),
            (SCRYPT[1], "$8$1$", "$0$1$"),
            (SCRYPT[2], "ln=10", "ln=22"),
            (SCRYPT[2], "ln=10", "ln=63"),
            (ARGON2[0], "m=64,", "m=15,"),
            (ARGON2[0], "m=64,", "m=131073,"),
            (ARGON2[0], "t=1,", "t=11,"),
            (ARGON2[0], "p=2", "p=9"),
            (ARGON2[0], "p=2", "p=0"),
        ] {
            let text = text.replacen(cost, changed, 1);
            assert!(matches!(refusal(&text), HashError::Cost { .. }), "{text}");
        }
        for (text, cost, changed) in [
            (BCRYPT[0], "$04$", "$16$"),
            (PBKDF2[0], ":1000$", ":10000000$"),
            (SCRYPT[0], ":1024:8:1$", ":262144:8:4$"),
            (ARGON2[0], "m=64,t=1,p=2", "m=131072,t=10,p=8"),
        ] {
            assert!(text.replacen(cost, changed, 1).parse::<ImportedHash>().is_ok());
        }
    }

    #[test]
    fn what_only_resembles_a_hash_is_refused() {
        for (text, part, changed) in [
            (BCRYPT[0], "$04$", "$4$"),
            (BCRYPT[0], "$04$", "$+4$"),
            (BCRYPT[0], "yq8", "y=8"),
            (PBKDF2[0], "sha256", "md5"),
            (PBKDF2[0], ":1000$", ":01000$"),
            (PBKDF2[0], ":1000$", ":+1000$"),
            (PBKDF2[0], ":1000$", ":1 000$"),
            (PBKDF2[0], ":1000$", ":١٠٠٠$"),
            (PBKDF2[0], ":1000$", ":1000:1$"),
            (PBKDF2[0], "gCAsTvOzJRjJE0aH", ""),
            (PBKDF2[0], "gCAsTvOzJRjJE0aH", "a\tb"),
            (PBKDF2[0], "282e", "282g"),
            (PBKDF2[0], "282e", "$282e"),
            (PBKDF2[4], "sha256", "md5"),
            (PBKDF2[4], "Yc=", "Yc"),
            (PBKDF2[7], "$k7K21", "$k7ä21"),
            (PBKDF2[8], "-sha256", "-sha384"),
            (PBKDF2[8], "NKbUuhcCgHCOkfI.x/gf4w", "NKbUuhcCgHCOkfI.x/gf4x"),
            (SCRYPT[0], ":1024:", ":1025:"),
            (SCRYPT[0], ":8:1$", ":8$"),
            (SCRYPT[2], "ln=10,r=8", "r=8,ln=10"),
            (SCRYPT[2], "p=2$", "p=2,q=1$"),
            (ARGON2[0], "v=19", "v=20"),
            (ARGON2[0], "p=2$", "p=2,keyid=AA$"),
            (ARGON2[0], "8h7DuFcKQcjZe2+NsVZqTQ", "8h7DuFcKQQ"),
        ] {
            let text = text.replacen(part, changed, 1);
            assert!(matches!(refusal(&text), HashError::Malformed { .. }), "{text}");
        }
        for text in [
            "",
            "hunter2",
            "$2x$04$34Rb2k9ybqMXszfATUyHP.yq8HDZoOb5KC2lWYCX8WzD8rwqDud4i",
            "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
            "md5$salt$0123456789abcdef0123456789abcdef",
            "$argon2x$v=19$m=64,t=1,p=2$8h7DuFcKQcjZe2+NsVZqTQ$KdU9",
            " $2b$04$34Rb2k9ybqMXszfATUyHP.yq8HDZoOb5KC2lWYCX8WzD8rwqDud4i",
        ] {
            assert_eq!(refusal(text), HashError::Unknown, "{text}");
        }
        assert_eq!(refusal(&"a".repeat(1025)), HashError::TooLong(1025));
        // Salted, and so an HMAC.
        let salted = "sha256$504Um08wDyjD74fR$\
                      17651cf60d7c867cd1b0726839412338e2ac5deed0e398f73bffea42b6df2d9f";
        assert!(matches!(refusal(salted), HashError::Malformed { .. }));
        assert_eq!(refusal(&PBKDF2[0].replacen(":1000", "", 1)), HashError::NoIterations);
    }

    #[test]
    fn nothing_shows_the_hash() {
        for (text, scheme) in vectors() {
            assert_eq!(format!("{:?}", hash(text)), format!("ImportedHash({scheme}, ***)"));
        }
        let error = refusal(&BCRYPT[0].replace("$04$", "$31$"));
        assert_eq!(error.to_string(), "the cost of this bcrypt hash is 31, not between 4 and 16");
        for (text, _) in vectors() {
            let damaged = format!("{text}!");
            let error = refusal(&damaged);
            assert!(!error.to_string().contains(&text[text.len() - 8..]), "{error}");
            assert!(!format!("{error:?}").contains(&text[text.len() - 8..]), "{error:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,200}", key: Vec<u8>) {
            if let Ok(hash) = text.parse::<ImportedHash>() {
                let _outcome = hash.verify(&key);
            }
        }

        #[test]
        fn no_damage_panics(which in 0..26_usize, at: prop::sample::Index, letter in any::<char>()) {
            let (text, _) = vectors().nth(which).unwrap();
            let mut letters: Vec<char> = text.chars().collect();
            let at = at.index(letters.len());
            letters[at] = letter;
            let damaged: String = letters.into_iter().collect();
            if let Ok(hash) = damaged.parse::<ImportedHash>() {
                prop_assert_eq!(hash.as_str().parse::<ImportedHash>().unwrap().scheme(), hash.scheme());
            }
        }
    }
}
