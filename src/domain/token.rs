//! The written form of an API key (R-A3): `sk_live_k7Gq2mZx9TbA_`, 43 base62 digits of secret and
//! 6 of checksum. The prefix is public; the checksum keeps typos and fakes from the database.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use memchr::memmem;
use zeroize::Zeroizing;

use crate::domain::legacy::LegacyPrefix;

/// The digits of base 62, in the order of their values; also those of ASCII.
pub const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Letters of a brand.
const BRAND_MIN: usize = 2;
const BRAND_MAX: usize = 16;
/// The environment between its underscores.
const LIVE_MARK: &[u8; MARK_LEN] = b"_live_";
const TEST_MARK: &[u8; MARK_LEN] = b"_test_";
const MARK_LEN: usize = 6;
/// Digits of the public id.
const ID_LEN: usize = 12;
/// Digits of the 256-bit body, the fewest that hold it.
const BODY_LEN: usize = 43;
/// Digits of the CRC-32, the fewest that hold it.
const CRC_LEN: usize = 6;
/// Body and CRC.
const SECRET_LEN: usize = BODY_LEN + CRC_LEN;
/// All but the brand.
const AFTER_BRAND: usize = MARK_LEN + ID_LEN + 1 + SECRET_LEN;
/// The longest key.
const KEY_MAX: usize = BRAND_MAX + AFTER_BRAND;

/// The first word of every key of an installation, `sk` by default: `[a-z][a-z0-9]{1,15}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand(String);

impl Brand {
    /// The word itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Brand {
    fn default() -> Self {
        Self("sk".to_owned())
    }
}

impl fmt::Display for Brand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Brand {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        if is_brand(text.as_bytes()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(TokenError::Brand(text.to_owned()))
        }
    }
}

/// What a key is for; the gateway treats both alike, people do not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Environment {
    /// Real work.
    #[default]
    Live,
    /// Trying things out.
    Test,
}

impl Environment {
    /// The word in the key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Environment {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        match text {
            "live" => Ok(Self::Live),
            "test" => Ok(Self::Test),
            _ => Err(TokenError::Environment(text.to_owned())),
        }
    }
}

/// Writes a key. `id` is twelve base62 digits, `body` the secret from the generator; the text is
/// the secret too, in one allocation that the caller wraps.
pub fn compose(brand: &Brand, environment: Environment, id: &[u8; 12], body: &[u8; 32]) -> String {
    debug_assert!(are_digits(id), "an id is of base62 digits");
    let mut key = String::with_capacity(brand.0.len() + AFTER_BRAND);
    for part in [&brand.0, "_", environment.as_str(), "_"] {
        key.push_str(part);
    }
    key.extend(id.iter().copied().map(char::from));
    key.push('_');
    key.extend(base62(body).iter().copied().map(char::from));
    key.extend(checksum(key.as_bytes()).map(char::from));
    key
}

/// The CRC-32/IEEE of all that precedes it.
fn checksum(signed: &[u8]) -> [u8; CRC_LEN] {
    let mut crc = crc32fast::hash(signed);
    let mut digits = [b'0'; CRC_LEN];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(crc % 62) as usize];
        crc /= 62;
    }
    digits
}

/// The secret as a big-endian number in base 62, padded on the left.
fn base62(body: &[u8; 32]) -> Zeroizing<[u8; BODY_LEN]> {
    let mut number = Zeroizing::new(*body);
    let mut digits = Zeroizing::new([b'0'; BODY_LEN]);
    for digit in digits.iter_mut().rev() {
        let mut remainder = 0_u16;
        for byte in number.iter_mut() {
            let value = remainder << 8 | u16::from(*byte);
            // The remainder is below 62, so the quotient is below 256.
            *byte = (value / 62).to_be_bytes()[1];
            remainder = value % 62;
        }
        *digit = BASE62[usize::from(remainder)];
    }
    digits
}

/// What may be said of a key that was given: its public parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicParts<'a> {
    /// `sk_live_k7Gq2mZx9TbA`, by which it is looked up.
    pub prefix: &'a str,
    /// Its last four characters, by which people tell keys apart.
    pub last_four: &'a str,
}

/// Reads a key of any brand: length, structure, digits, then checksum, without allocating.
/// `None` for everything that is none, whatever its bytes.
pub fn parse(text: &[u8]) -> Option<PublicParts<'_>> {
    let (brand, rest) = text.split_at_checked(text.len().checked_sub(AFTER_BRAND)?)?;
    if is_brand(brand) && follows_brand(rest) { check(text) } else { None }
}

/// The public parts of what looks like a key, if its checksum is right.
fn check(text: &[u8]) -> Option<PublicParts<'_>> {
    let (signed, crc) = text.split_at_checked(text.len().checked_sub(CRC_LEN)?)?;
    if crc != checksum(signed) {
        return None;
    }
    let prefix = &text[..text.len() - SECRET_LEN - 1];
    let last_four = &text[text.len() - 4..];
    Some(PublicParts {
        prefix: std::str::from_utf8(prefix).ok()?,
        last_four: std::str::from_utf8(last_four).ok()?,
    })
}

/// Whether the text is all of a key but its brand.
fn follows_brand(text: &[u8]) -> bool {
    text.len() == AFTER_BRAND
        && text[MARK_LEN + ID_LEN] == b'_'
        && is_mark(&text[..MARK_LEN])
        && are_digits(&text[MARK_LEN..MARK_LEN + ID_LEN])
        && are_digits(&text[AFTER_BRAND - SECRET_LEN..])
}

/// Whether all bytes are base62 digits. All are looked at, which lets the compiler look at
/// several at once.
fn are_digits(text: &[u8]) -> bool {
    text.iter().fold(true, |all, byte| all & byte.is_ascii_alphanumeric())
}

fn is_brand(text: &[u8]) -> bool {
    (BRAND_MIN..=BRAND_MAX).contains(&text.len())
        && text[0].is_ascii_lowercase()
        && text.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// A brand, a mark and an id.
fn is_prefix(text: &[u8]) -> bool {
    let Some(brand_len) = text.len().checked_sub(MARK_LEN + ID_LEN) else { return false };
    let (brand, rest) = text.split_at(brand_len);
    let (mark, id) = rest.split_at(MARK_LEN);
    is_brand(brand) && is_mark(mark) && are_digits(id)
}

fn is_mark(text: &[u8]) -> bool {
    text == LIVE_MARK || text == TEST_MARK
}

/// The public part of a key, `sk_live_k7Gq2mZx9TbA`: its name in the database and in every list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix(String);

impl Prefix {
    /// The prefix itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The word in it that tells live keys from test keys; live where another system made it.
    pub fn environment(&self) -> Environment {
        if is_prefix(self.0.as_bytes()) && self.0.contains("_test_") {
            Environment::Test
        } else {
            Environment::Live
        }
    }
}

/// Maps with prefixes for keys are asked with the `&str` of a [`PublicParts`].
impl Borrow<str> for Prefix {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<PublicParts<'_>> for Prefix {
    fn from(parts: PublicParts<'_>) -> Self {
        Self(parts.prefix.to_owned())
    }
}

/// A key that another system made is found by what its system told keys apart by.
impl From<LegacyPrefix> for Prefix {
    fn from(prefix: LegacyPrefix) -> Self {
        Self(prefix.into())
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Prefix {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        if is_prefix(text.as_bytes()) { Ok(Self(text.to_owned())) } else { Err(TokenError::Prefix) }
    }
}

/// How a key is shown everywhere but at its creation: `sk_live_k7Gq2mZx9TbA…x9Yz`.
pub fn preview(prefix: &str, last_four: &str) -> String {
    format!("{prefix}…{last_four}")
}

/// Finds whole keys in bytes that arrive in pieces, in constant memory. A key is whole when its
/// checksum is right, whatever stands around it, so nothing is left to do at the end.
pub struct Finder {
    /// The end of what was seen, too short for a key.
    tail: Zeroizing<[u8; TAIL_MAX]>,
    tail_len: usize,
}

/// The longest part of a key that is not one.
const TAIL_MAX: usize = KEY_MAX - 1;

impl Default for Finder {
    fn default() -> Self {
        Self::new()
    }
}

impl Finder {
    /// One that has seen nothing.
    pub fn new() -> Self {
        Self { tail: Zeroizing::new([0; TAIL_MAX]), tail_len: 0 }
    }

    /// Looks at the next piece and calls `found` with each key that ends in it, in their order.
    pub fn push(&mut self, piece: &[u8], found: &mut impl FnMut(&str)) {
        self.search_seam(piece, found);
        each_key(piece, |start, end| report(&piece[start..end], found));
        self.remember(piece);
    }

    /// Keys that begin before the piece and end in it.
    fn search_seam(&self, piece: &[u8], found: &mut impl FnMut(&str)) {
        let head = &piece[..piece.len().min(TAIL_MAX)];
        let len = self.tail_len + head.len();
        let mut seam = Zeroizing::new([0; 2 * TAIL_MAX]);
        seam[..self.tail_len].copy_from_slice(&self.tail[..self.tail_len]);
        seam[self.tail_len..len].copy_from_slice(head);
        each_key(&seam[..len], |start, end| {
            if start < self.tail_len && end > self.tail_len {
                report(&seam[start..end], found);
            }
        });
    }

    /// Keeps the end of tail and piece together.
    fn remember(&mut self, piece: &[u8]) {
        let new = &piece[piece.len().saturating_sub(TAIL_MAX)..];
        let kept = self.tail_len.min(TAIL_MAX - new.len());
        self.tail.copy_within(self.tail_len - kept..self.tail_len, 0);
        self.tail[kept..kept + new.len()].copy_from_slice(new);
        self.tail_len = kept + new.len();
    }
}

/// Keys are searched by their marks, since nearly no text has one; a `_` alone is in every other
/// word of source code.
static LIVE: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(LIVE_MARK));
static TEST: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(TEST_MARK));

/// Calls `found` with the bounds of each key in `text`, in their order.
fn each_key(text: &[u8], mut found: impl FnMut(usize, usize)) {
    let (mut next_live, mut next_test) = (LIVE.find(text), TEST.find(text));
    loop {
        let live_first = next_live.is_some_and(|mark| next_test.is_none_or(|test| mark < test));
        let (finder, next) =
            if live_first { (&LIVE, &mut next_live) } else { (&TEST, &mut next_test) };
        let Some(mark) = *next else { return };
        if let Some((start, end)) = key_around(text, mark) {
            found(start, end);
        }
        // The last `_` of a mark may be the first of another, as where a brand is `live`.
        let from = mark + MARK_LEN - 1;
        *next = finder.find(&text[from..]).map(|offset| from + offset);
    }
}

/// The bounds of the key whose mark stands at `mark`. What precedes a brand may look like a part
/// of it; the checksum tells where it begins.
fn key_around(text: &[u8], mark: usize) -> Option<(usize, usize)> {
    let end = mark + AFTER_BRAND;
    if !follows_brand(text.get(mark..end)?) {
        return None;
    }
    (BRAND_MIN..=BRAND_MAX.min(mark))
        .map(|brand_len| mark - brand_len)
        .find(|&start| is_brand(&text[start..mark]) && check(&text[start..end]).is_some())
        .map(|start| (start, end))
}

fn report(key: &[u8], found: &mut impl FnMut(&str)) {
    if let Ok(key) = std::str::from_utf8(key) {
        found(key);
    }
}

/// Why a word is no part of a key. A prefix is not repeated: it may be a whole key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// No brand.
    #[error("{0:?} is not a brand: give 2 to 16 of a-z and 0-9, beginning with a letter")]
    Brand(String),
    /// No environment.
    #[error("{0:?} is not an environment: give live or test")]
    Environment(String),
    /// No prefix.
    #[error("a key's prefix looks like sk_live_k7Gq2mZx9TbA: a brand, live or test, 12 digits")]
    Prefix,
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    const KEY: &str = "sk_live_AbCd1234EfGh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3jXhj0";

    #[test]
    fn the_vector_of_the_safety_rules_holds() {
        let body = std::array::from_fn(|index| u8::try_from(index).unwrap());
        assert_eq!(compose(&Brand::default(), Environment::Live, b"AbCd1234EfGh", &body), KEY);
        let parts = parse(KEY.as_bytes()).unwrap();
        assert_eq!(parts, PublicParts { prefix: "sk_live_AbCd1234EfGh", last_four: "Xhj0" });
        assert_eq!(crc32fast::hash(&KEY.as_bytes()[..64]), 0xcbed_e8fa);
    }

    #[test]
    fn the_largest_secret_fits_its_digits() {
        let digits = base62(&[0xff; 32]);
        let value = digits.iter().fold([0_u8; 33], |mut number, digit| {
            let mut carry = BASE62.iter().position(|d| d == digit).unwrap();
            for byte in number.iter_mut().rev() {
                carry += usize::from(*byte) * 62;
                *byte = u8::try_from(carry % 256).unwrap();
                carry /= 256;
            }
            number
        });
        assert_eq!((value[0], &value[1..]), (0, [0xff; 32].as_slice()));
    }

    #[test]
    fn a_changed_letter_is_noticed_anywhere() {
        for position in 0..KEY.len() {
            let mut typo = KEY.as_bytes().to_vec();
            typo[position] = if typo[position] == b'x' { b'y' } else { b'x' };
            assert_eq!(parse(&typo), None, "{position}");
        }
    }

    #[test]
    fn what_only_resembles_a_key_is_none() {
        let signed = |text: &str| [text.as_bytes(), &checksum(text.as_bytes())].concat();
        let rest = &KEY[8..64];
        assert!(parse(&signed(&format!("a1234567890bcdef_test_{rest}"))).is_some());
        for head in
            ["s_live_", "a1234567890bcdefg_live_", "1k_live_", "Sk_live_", "sk_prod_", "_live_"]
        {
            assert_eq!(parse(&signed(&format!("{head}{rest}"))), None, "{head}");
        }
        let dashed = rest.replace("EfGh_", "EfGh-");
        let odd = rest.replace('3', "!");
        for rest in [dashed, odd, format!("{rest}0"), rest[1..].to_owned()] {
            assert_eq!(parse(&signed(&format!("sk_live_{rest}"))), None, "{rest}");
        }
        for text in ["", "sk", KEY.trim_end_matches('0'), &format!("{KEY}0"), &format!(" {KEY}")] {
            assert_eq!(parse(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn words_of_a_key_have_their_grammar() {
        for brand in ["sk", "a1", "acme2026gateway0"] {
            assert_eq!(brand.parse::<Brand>().unwrap().as_str(), brand);
        }
        for brand in ["", "s", "1k", "Sk", "s_k", "sk-", "acme2026gateway01", "clé"] {
            assert_eq!(brand.parse::<Brand>(), Err(TokenError::Brand(brand.to_owned())));
        }
        for environment in [Environment::Live, Environment::Test] {
            assert_eq!(environment.as_str().parse(), Ok(environment));
        }
        assert!("prod".parse::<Environment>().is_err());
    }

    #[test]
    fn a_prefix_is_looked_up_with_its_text() {
        let parts = parse(KEY.as_bytes()).unwrap();
        let prefix = Prefix::from(parts);
        assert_eq!(parts.prefix.parse(), Ok(prefix.clone()));
        assert_eq!(HashMap::from([(prefix, 7)]).get(parts.prefix), Some(&7));
        for text in ["", "AbCd1234EfGh", "sk_live_AbCd1234EfG", "sk_live_AbCd1234EfGh_", KEY] {
            assert_eq!(text.parse::<Prefix>(), Err(TokenError::Prefix));
        }
    }

    #[test]
    fn a_preview_shows_prefix_and_last_four() {
        assert_eq!(preview("sk_live_k7Gq2mZx9TbA", "x9Yz"), "sk_live_k7Gq2mZx9TbA…x9Yz");
    }

    fn found(pieces: &[&[u8]]) -> Vec<String> {
        let mut finder = Finder::new();
        let mut keys = Vec::new();
        for piece in pieces {
            finder.push(piece, &mut |key: &str| keys.push(key.to_owned()));
        }
        keys
    }

    #[test]
    fn a_key_is_found_wherever_its_text_is_cut() {
        let text = format!("x_live_ \\n{KEY}more and key={KEY}.");
        for cut in 0..=text.len() {
            let (one, other) = text.as_bytes().split_at(cut);
            assert_eq!(found(&[one, other]), [KEY, KEY], "{cut}");
        }
        for size in 1..=text.len() {
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            assert_eq!(found(&pieces), [KEY, KEY], "{size}");
        }
    }

    #[test]
    fn keys_that_touch_are_found_both() {
        let text = format!("{KEY}{KEY}_live_{KEY}");
        assert_eq!(found(&[text.as_bytes()]), [KEY, KEY, KEY]);
    }

    #[test]
    fn marks_that_overlap_are_all_tried() {
        let make = |brand: &str, environment| {
            compose(&brand.parse().unwrap(), environment, b"AbCd1234EfGh", &[7; 32])
        };
        let keys = [
            make("live", Environment::Live),
            make("live", Environment::Test),
            make("test", Environment::Live),
            make("test", Environment::Test),
        ];
        let text = format!("_live_{}_live_test_{}", keys[..2].concat(), keys[2..].concat());
        for size in 1..=text.len() {
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            assert_eq!(found(&pieces), keys, "{size}");
        }
    }

    #[test]
    fn keys_of_both_environments_are_found_in_their_order() {
        let keys: Vec<String> = (0..40)
            .map(|number: u8| {
                let environment =
                    if number.is_multiple_of(3) { Environment::Test } else { Environment::Live };
                compose(&Brand::default(), environment, b"AbCd1234EfGh", &[number; 32])
            })
            .collect();
        assert_eq!(found(&[keys.join(" _test_live_ ").as_bytes()]), keys);
    }

    #[test]
    fn a_key_with_a_typo_is_not_found() {
        let typo = KEY.replace("3aUl", "3aUI");
        assert!(found(&[typo.as_bytes()]).is_empty());
    }

    fn key() -> impl Strategy<Value = String> {
        ("[a-z][a-z0-9]{1,15}", any::<bool>(), "[0-9A-Za-z]{12}", any::<[u8; 32]>()).prop_map(
            |(brand, live, id, body)| {
                let environment = if live { Environment::Live } else { Environment::Test };
                let id = id.into_bytes().try_into().unwrap();
                compose(&brand.parse().unwrap(), environment, &id, &body)
            },
        )
    }

    proptest! {
        #[test]
        fn every_key_is_read(key in key()) {
            let parts = parse(key.as_bytes()).unwrap();
            prop_assert_eq!(parts.prefix, &key[..key.len() - 50]);
            prop_assert_eq!(parts.last_four, &key[key.len() - 4..]);
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _outcome = (parse(&bytes), found(&[&bytes]));
        }

        #[test]
        fn keys_are_found_in_any_text_and_pieces(
            texts in proptest::collection::vec(("[ -~\\n]{0,120}", key()), 0..4),
            size in 1_usize..200,
        ) {
            let stream: Vec<&str> = texts.iter().flat_map(|(text, key)| [text, "\n", key]).collect();
            let stream = stream.concat();
            let pieces: Vec<&[u8]> = stream.as_bytes().chunks(size).collect();
            let keys: Vec<String> = texts.into_iter().map(|(_, key)| key).collect();
            prop_assert_eq!(found(&pieces), keys);
        }
    }
}
