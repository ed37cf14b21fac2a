//! The written form of an API key (R-A3): `sk_live_k7Gq2mZx9TbA_`, 43 base62 digits of secret and
//! 6 of checksum. The prefix is public; the checksum keeps typos and fakes from the database.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

/// The digits of base 62, in the order of their values; also those of ASCII.
pub const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Digits of the public id.
const ID_LEN: usize = 12;
/// Digits of the 256-bit secret: the fewest that hold it.
const BODY_LEN: usize = 43;
/// Digits of the CRC-32 before them: the fewest that hold it.
const CRC_LEN: usize = 6;
/// `_live_`, the id and `_`.
const MIDDLE_LEN: usize = MARK_LEN + ID_LEN + 1;
/// `_live_` or `_test_`.
const MARK_LEN: usize = 6;
/// Everything from the brand's end.
const AFTER_BRAND: usize = MIDDLE_LEN + BODY_LEN + CRC_LEN;
/// Letters of a brand.
const BRAND_MIN: usize = 2;
const BRAND_MAX: usize = 16;
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
    debug_assert!(id.iter().copied().all(is_digit), "an id is of base62 digits");
    let mut key = String::with_capacity(brand.0.len() + AFTER_BRAND);
    for part in [&brand.0, "_", environment.as_str(), "_"] {
        key.push_str(part);
    }
    key.extend(id.iter().copied().map(char::from));
    key.push('_');
    key.extend(base62(body).iter().copied().map(char::from));
    let mut crc = crc32fast::hash(key.as_bytes());
    let mut digits = [b'0'; CRC_LEN];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(crc % 62) as usize];
        crc /= 62;
    }
    key.extend(digits.map(char::from));
    key
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
pub struct Shape<'a> {
    /// `sk_live_k7Gq2mZx9TbA`, by which it is looked up.
    pub prefix: &'a str,
    /// Its last four characters, by which people tell keys apart.
    pub last_four: &'a str,
}

/// Reads a key of any brand: length, structure, digits, then checksum, without allocating.
/// `None` for everything that is none, whatever its bytes.
pub fn parse(text: &[u8]) -> Option<Shape<'_>> {
    let brand_len = text.len().checked_sub(AFTER_BRAND)?;
    let (head, secret) = text.split_at_checked(brand_len + MIDDLE_LEN)?;
    let (prefix, underscore) = head.split_at_checked(head.len() - 1)?;
    if underscore != b"_" || !is_prefix(prefix) || !secret.iter().copied().all(is_digit) {
        return None;
    }
    let (signed, crc) = text.split_at_checked(text.len() - CRC_LEN)?;
    if number(crc)? != u64::from(crc32fast::hash(signed)) {
        return None;
    }
    let last_four = &text[text.len() - 4..];
    Some(Shape {
        prefix: std::str::from_utf8(prefix).ok()?,
        last_four: std::str::from_utf8(last_four).ok()?,
    })
}

/// The value of base62 digits; `None` if one is not.
fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |sum: u64, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'A'..=b'Z' => digit - b'A' + 10,
            b'a'..=b'z' => digit - b'a' + 36,
            _ => return None,
        };
        sum.checked_mul(62)?.checked_add(u64::from(value))
    })
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
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
    is_brand(brand) && is_mark(mark) && id.iter().copied().all(is_digit)
}

fn is_mark(text: &[u8]) -> bool {
    text == b"_live_" || text == b"_test_"
}

/// The public part of a key, `sk_live_k7Gq2mZx9TbA`: its name in the database and in every list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix(String);

impl Prefix {
    /// The prefix itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Maps with prefixes for keys are asked with the `&str` of a [`Shape`].
impl Borrow<str> for Prefix {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<Shape<'_>> for Prefix {
    fn from(shape: Shape<'_>) -> Self {
        Self(shape.prefix.to_owned())
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
        each_key(piece, |start, end| tell(&piece[start..end], found));
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
                tell(&seam[start..end], found);
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

/// Calls `found` with the bounds of each key in `text`.
fn each_key(text: &[u8], mut found: impl FnMut(usize, usize)) {
    for mark in memchr::memchr_iter(b'_', text) {
        if text.get(mark..mark + MARK_LEN).is_some_and(is_mark)
            && let Some(key) = key_around(text, mark)
        {
            found(key.0, key.1);
        }
    }
}

/// The bounds of the key whose mark stands at `mark`. What precedes a brand may look like a part
/// of it; the checksum tells where it begins.
fn key_around(text: &[u8], mark: usize) -> Option<(usize, usize)> {
    let end = mark + AFTER_BRAND;
    let earliest = mark.saturating_sub(BRAND_MAX);
    let latest = mark.checked_sub(BRAND_MIN)?;
    if end > text.len() {
        return None;
    }
    (earliest..=latest)
        .rev()
        .find(|&start| parse(&text[start..end]).is_some())
        .map(|start| (start, end))
}

fn tell(key: &[u8], found: &mut impl FnMut(&str)) {
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
    use super::*;

    const KEY: &str = "sk_live_AbCd1234EfGh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3jXhj0";

    #[test]
    fn the_vector_of_the_safety_rules_holds() {
        let body = std::array::from_fn(|index| u8::try_from(index).unwrap());
        assert_eq!(compose(&Brand::default(), Environment::Live, b"AbCd1234EfGh", &body), KEY);
        let shape = parse(KEY.as_bytes()).unwrap();
        assert_eq!(shape, Shape { prefix: "sk_live_AbCd1234EfGh", last_four: "Xhj0" });
        assert_eq!(crc32fast::hash(&KEY.as_bytes()[..64]), 0xcbed_e8fa);
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
        let single: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        assert_eq!(found(&single), [KEY, KEY]);
    }
}
