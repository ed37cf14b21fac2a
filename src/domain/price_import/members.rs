//! The members of a JSON object as they are written: in order, with their lines, and each name once.

use std::collections::HashMap;
use std::fmt;

use serde_json::value::RawValue;

use crate::domain::json::Members;

/// A name and its value, in the order of the text.
pub type Member<'a> = (String, &'a RawValue);

/// Two members of one object that have the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twice<'m> {
    /// The name.
    pub name: &'m str,
    /// The lines that their values begin in.
    pub lines: Lines,
}

/// The lines of two values, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines(usize, usize);

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(one, other) if one == other => write!(f, "line {one}"),
            Self(one, other) => write!(f, "lines {one} and {other}"),
        }
    }
}

/// Reads an object. A name may occur more than once: see [`twice`].
///
/// # Errors
/// What is no JSON, or no object.
pub fn read(text: &str) -> serde_json::Result<Vec<Member<'_>>> {
    let Members::<{ usize::MAX }>(members) = serde_json::from_str(text)?;
    Ok(members.into_iter().map(|(name, value)| (name.into_owned(), value)).collect())
}

/// The first member that repeats the name of an earlier one. Readers of JSON take either of two
/// such values, so neither can be what was meant.
pub fn twice<'m>(members: &'m [Member<'_>], text: &str) -> Option<Twice<'m>> {
    let mut seen: HashMap<&str, &RawValue> = HashMap::with_capacity(members.len());
    members.iter().find_map(|(name, value)| {
        let earlier = seen.insert(name, value)?;
        Some(Twice { name, lines: Lines(line(text, earlier), line(text, value)) })
    })
}

/// The line of a text, from 1, that one of its values begins in.
fn line(text: &str, value: &RawValue) -> usize {
    let offset = value.get().as_ptr().addr().saturating_sub(text.as_ptr().addr());
    1 + text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeated(text: &str) -> Option<(String, String)> {
        let members = read(text).unwrap();
        twice(&members, text).map(|twice| (twice.name.to_owned(), twice.lines.to_string()))
    }

    #[test]
    fn a_name_that_occurs_twice_is_found_with_its_lines() {
        assert_eq!(repeated("{}"), None);
        assert_eq!(repeated(r#"{"a": 1, "b": {"a": 2}}"#), None);
        assert_eq!(
            repeated("{\n\"a\": 1,\n\"b\": 2,\n\n\"a\": 1}"),
            Some(("a".into(), "lines 2 and 5".into()))
        );
        let escaped = r#"{"a": 1, "\u0061": 2}"#;
        assert_eq!(repeated(escaped), Some(("a".into(), "line 1".into())));
    }

    #[test]
    fn members_keep_their_order_and_their_text() {
        let members = read(r#" {"b": 1.50, "a": "x"} "#).unwrap();
        let shown: Vec<_> = members.iter().map(|(name, raw)| (name.as_str(), raw.get())).collect();
        assert_eq!(shown, [("b", "1.50"), ("a", "\"x\"")]);
        assert!(read("[]").is_err());
    }
}
