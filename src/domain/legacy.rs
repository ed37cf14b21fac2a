//! Keys of other shapes than ours, as imported: their prefix, and how it is split from the secret.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

/// The longest prefix, in bytes.
const PREFIX_MAX: usize = 64;

/// The public part of an imported key, by which it is looked up (R-A4): 1 to 64 visible ASCII
/// characters, no comma, quote, slash or backslash among them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegacyPrefix(String);

impl LegacyPrefix {
    /// The prefix itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Maps with prefixes for keys are asked with what [`split_at_last_underscore`] gives.
impl Borrow<str> for LegacyPrefix {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<LegacyPrefix> for String {
    fn from(prefix: LegacyPrefix) -> Self {
        prefix.0
    }
}

impl fmt::Display for LegacyPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for LegacyPrefix {
    type Err = LegacyPrefixError;

    fn from_str(text: &str) -> Result<Self, LegacyPrefixError> {
        if is_prefix(text.as_bytes()) { Ok(Self(text.to_owned())) } else { Err(LegacyPrefixError) }
    }
}

/// Why a text is no prefix. It is not repeated: it may be a whole key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a prefix is 1 to 64 visible ASCII characters without spaces, commas, quotes, slashes and \
     backslashes"
)]
pub struct LegacyPrefixError;

/// Splits a credential as it was presented at its last underscore, which belongs to neither part.
/// `None` without one, and where either part cannot be one: what stands before it is no
/// [`LegacyPrefix`], or nothing follows.
pub fn split_at_last_underscore(credential: &[u8]) -> Option<(&str, &[u8])> {
    let at = memchr::memrchr(b'_', credential)?;
    let (prefix, secret) = (&credential[..at], &credential[at + 1..]);
    if !is_prefix(prefix) || secret.is_empty() {
        return None;
    }
    Some((std::str::from_utf8(prefix).ok()?, secret))
}

fn is_prefix(text: &[u8]) -> bool {
    (1..=PREFIX_MAX).contains(&text.len())
        && text.iter().all(|byte| {
            byte.is_ascii_graphic() && !matches!(byte, b',' | b'"' | b'\'' | b'/' | b'\\')
        })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_credential_is_split_at_its_last_underscore() {
        for (credential, parts) in [
            ("p2p_k3y_s3cret", ("p2p_k3y", "s3cret")),
            ("a_b", ("a", "b")),
            ("a__b", ("a_", "b")),
            ("__b", ("_", "b")),
            ("sk-or-v1_é", ("sk-or-v1", "é")),
        ] {
            let (prefix, secret) = parts;
            assert_eq!(
                split_at_last_underscore(credential.as_bytes()),
                Some((prefix, secret.as_bytes())),
                "{credential}"
            );
        }
        let long = "x".repeat(65) + "_y";
        for credential in ["", "_", "abc", "_abc", "abc_", "a b_c", "a/b_c", "é_c", &long] {
            assert_eq!(split_at_last_underscore(credential.as_bytes()), None, "{credential}");
        }
        assert_eq!(split_at_last_underscore(b"\xff_c"), None);
        assert_eq!(split_at_last_underscore(b"a_\xff"), Some(("a", b"\xff".as_slice())));
    }

    #[test]
    fn a_prefix_is_of_visible_characters() {
        for text in ["a", "p2p_k3y", "sk-proj", "legacy_0123456789ab", "a.b:c+d=e", &"x".repeat(64)]
        {
            assert_eq!(text.parse::<LegacyPrefix>().unwrap().as_str(), text);
        }
        let long = "x".repeat(65);
        for text in
            ["", " ", "a b", "a,b", "a\"b", "a'b", "a/b", "a\\b", "a\n", "a\u{7f}", "ä", &long]
        {
            assert_eq!(text.parse::<LegacyPrefix>(), Err(LegacyPrefixError), "{text:?}");
        }
    }

    #[test]
    fn a_prefix_is_looked_up_with_what_was_split() {
        let prefixes = HashMap::from([("p2p_k3y".parse::<LegacyPrefix>().unwrap(), 7)]);
        let (prefix, _) = split_at_last_underscore(b"p2p_k3y_s3cret").unwrap();
        assert_eq!(prefixes.get(prefix), Some(&7));
    }

    proptest! {
        #[test]
        fn what_is_split_can_be_joined(credential in proptest::collection::vec(any::<u8>(), 0..80)) {
            if let Some((prefix, secret)) = split_at_last_underscore(&credential) {
                prop_assert!(prefix.parse::<LegacyPrefix>().is_ok());
                prop_assert_eq!([prefix.as_bytes(), b"_", secret].concat(), credential);
            }
        }
    }
}
