//! Handles of users and names of keys: short, typed by hand, safe as a file name.

use std::fmt;
use std::str::FromStr;

/// The longest name, in bytes.
const MAX_BYTES: usize = 63;

/// A handle or a key's name: `[a-z0-9][a-z0-9._-]{0,62}`, not all digits, since a word of digits
/// is a number wherever either may stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The handle that an e-mail's local part suggests: lower case, everything a name may not
    /// hold as `-`, and `user` put before what would be no name otherwise.
    pub fn from_local_part(local_part: &str) -> Self {
        Self::suggested(local_part, "user")
    }

    /// The name that a key's label in another system suggests, by the same rules but with `key`
    /// put before: `My App` gives `my-app`, `2024` gives `key-2024`.
    pub fn from_label(label: &str) -> Self {
        Self::suggested(label.trim(), "key")
    }

    /// `word` itself must be a name.
    fn suggested(text: &str, word: &str) -> Self {
        let kept = |c: char| if is_inner(c) { c } else { '-' };
        let name: String = text.chars().flat_map(char::to_lowercase).map(kept).collect();
        let name = name.trim_start_matches(|c| !is_first(c));
        let cut = &name[..name.len().min(MAX_BYTES)];
        match cut.parse() {
            Ok(name) => name,
            Err(_) if cut.is_empty() => Self(word.to_owned()),
            Err(_) => Self(word.to_owned()).with_suffix(cut),
        }
    }

    /// The name to try when this one is taken: `alice` gives `alice-2`, shortened where needed.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        self.with_suffix(&number.to_string())
    }

    /// This name, `-` and a suffix of name characters, all of the suffix fitting if it can.
    fn with_suffix(&self, suffix: &str) -> Self {
        let room = MAX_BYTES.saturating_sub(suffix.len() + 1).max(1);
        let mut name = format!("{}-{suffix}", &self.0[..self.0.len().min(room)]);
        name.truncate(MAX_BYTES);
        Self(name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.len() > MAX_BYTES {
            return Err(NameError::TooLong(text.len()));
        }
        if !text.starts_with(is_first) || !text.chars().all(is_inner) {
            return Err(NameError::Characters(text.to_owned()));
        }
        if text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NameError::OnlyDigits(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

fn is_first(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn is_inner(c: char) -> bool {
    is_first(c) || matches!(c, '.' | '_' | '-')
}

/// Why a word is no name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing.
    #[error("a name is 1 to 63 characters of a-z, 0-9, '.', '_' and '-', not an empty word")]
    Empty,
    /// Too many bytes.
    #[error("a name of {0} bytes is too long: give at most 63")]
    TooLong(usize),
    /// A character that names do not hold.
    #[error(
        "{0:?} is not a name: give a-z, 0-9, '.', '_' and '-', beginning with a letter or digit"
    )]
    Characters(String),
    /// Digits alone.
    #[error("{0:?} is a number, not a name: give at least one character of a-z, '.', '_' or '-'")]
    OnlyDigits(String),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_follow_the_grammar() {
        for good in ["a", "ci-bot", "7b", "a.b_c-d", &"x".repeat(63)] {
            assert_eq!(good.parse::<Name>().unwrap().as_str(), good);
        }
        for bad in ["", "-a", ".a", "_a", "A", "ä", "a b", "a/b", "42", &"x".repeat(64), "a\0"] {
            assert!(bad.parse::<Name>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_local_part_becomes_a_handle() {
        for (local_part, handle) in [
            ("alice", "alice"),
            ("Alice.Smith+llm", "alice.smith-llm"),
            ("jürgen", "j-rgen"),
            ("_ops", "ops"),
            ("12345", "user-12345"),
            ("ß", "user"),
            ("", "user"),
        ] {
            assert_eq!(Name::from_local_part(local_part).as_str(), handle, "{local_part}");
        }
    }

    #[test]
    fn a_label_becomes_a_name() {
        for (label, name) in [
            ("My App", "my-app"),
            ("  CI (prod) #2 ", "ci--prod---2"),
            ("notebook_v1.2", "notebook_v1.2"),
            ("Café", "caf-"),
            ("2024", "key-2024"),
            ("日本", "key"),
            ("../../etc", "etc"),
        ] {
            assert_eq!(Name::from_label(label).as_str(), name, "{label}");
        }
    }

    #[test]
    fn a_taken_name_is_numbered_within_its_length() {
        assert_eq!("alice".parse::<Name>().unwrap().numbered(2).as_str(), "alice-2");
        let long = "x".repeat(63).parse::<Name>().unwrap().numbered(10);
        assert_eq!(long.as_str(), format!("{}-10", "x".repeat(60)));
    }

    proptest! {
        #[test]
        fn every_local_part_becomes_a_valid_handle(local_part in ".*") {
            let name = Name::from_local_part(&local_part);
            prop_assert_eq!(name.as_str().parse::<Name>().unwrap(), name);
        }

        #[test]
        fn every_label_becomes_a_valid_name(label in ".*") {
            let name = Name::from_label(&label);
            prop_assert_eq!(name.as_str().parse::<Name>().unwrap(), name);
        }

        #[test]
        fn every_numbered_name_is_valid(name in "[a-z0-9._-]{1,63}", number: u32) {
            if let Ok(name) = name.parse::<Name>() {
                let name = name.numbered(number);
                prop_assert_eq!(name.as_str().parse::<Name>().unwrap(), name);
            }
        }
    }
}
