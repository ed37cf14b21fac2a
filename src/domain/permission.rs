//! What may be done, and what a role or key grants. Deny by default (R-F1): only a grant that
//! covers a permission allows it.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The longest permission or grant, in bytes.
const MAX_BYTES: usize = 128;

/// One thing that may be done to one kind of object, such as `key:create`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Permission {
    noun: Cow<'static, str>,
    verb: Cow<'static, str>,
}

impl Permission {
    /// A permission that the program itself names, usable in constants.
    ///
    /// # Panics
    ///
    /// If noun or verb is not of `[a-z0-9_]+`; in a constant that is a compile error.
    pub const fn literal(noun: &'static str, verb: &'static str) -> Self {
        assert!(is_word(noun) && is_word(verb), "a permission is noun:verb of a-z, 0-9 and _");
        Self { noun: Cow::Borrowed(noun), verb: Cow::Borrowed(verb) }
    }

    /// What it is about.
    pub fn noun(&self) -> &str {
        &self.noun
    }

    /// What it lets be done.
    pub fn verb(&self) -> &str {
        &self.verb
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.noun, self.verb)
    }
}

/// `noun:verb`; a `-` is read as `_`.
impl FromStr for Permission {
    type Err = PermissionError;

    fn from_str(text: &str) -> Result<Self, PermissionError> {
        match text.parse()? {
            Grant::Exactly(permission) => Ok(permission),
            Grant::Noun(_) | Grant::Everything => Err(PermissionError::NotOne(text.to_owned())),
        }
    }
}

/// What a role or key gives: one permission, all of a noun, or everything (R-F3).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Grant {
    /// `noun:verb`.
    Exactly(Permission),
    /// `noun:*`.
    Noun(String),
    /// `*`.
    Everything,
}

impl Grant {
    /// Whether it covers the permission.
    pub fn allows(&self, wanted: &Permission) -> bool {
        match self {
            Self::Exactly(permission) => permission == wanted,
            Self::Noun(noun) => *noun == wanted.noun,
            Self::Everything => true,
        }
    }

    /// Whether it gives all that another gives.
    pub fn includes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Everything, _) => true,
            (Self::Noun(noun), Self::Noun(other)) => noun == other,
            (_, Self::Exactly(permission)) => self.allows(permission),
            (_, Self::Noun(_) | Self::Everything) => false,
        }
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(permission) => permission.fmt(f),
            Self::Noun(noun) => write!(f, "{noun}:*"),
            Self::Everything => f.write_str("*"),
        }
    }
}

/// `noun:verb`, `noun:*` or `*`; a `-` is read as `_` (R-F1).
impl FromStr for Grant {
    type Err = PermissionError;

    fn from_str(text: &str) -> Result<Self, PermissionError> {
        if text == "*" {
            return Ok(Self::Everything);
        }
        let refuse = || PermissionError::Shape(text.to_owned());
        let normal = text.replace('-', "_");
        let (noun, verb) = normal.split_once(':').ok_or_else(refuse)?;
        if text.len() > MAX_BYTES || !is_word(noun) {
            return Err(refuse());
        }
        match verb {
            "*" => Ok(Self::Noun(noun.to_owned())),
            _ if is_word(verb) => Ok(Self::Exactly(Permission {
                noun: Cow::Owned(noun.to_owned()),
                verb: Cow::Owned(verb.to_owned()),
            })),
            _ => Err(refuse()),
        }
    }
}

/// All that a role or key grants. None grants nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants(pub Vec<Grant>);

impl Grants {
    /// Whether one of them covers the permission.
    pub fn allows(&self, wanted: &Permission) -> bool {
        self.0.iter().any(|grant| grant.allows(wanted))
    }

    /// Whether one of them gives all that a grant gives.
    pub fn includes(&self, wanted: &Grant) -> bool {
        self.0.iter().any(|grant| grant.includes(wanted))
    }

    /// What both these and others give.
    #[must_use]
    pub fn within(&self, others: &Self) -> Self {
        let mut both: Vec<Grant> = Vec::new();
        for (own, other) in self.0.iter().flat_map(|own| others.0.iter().map(move |o| (own, o))) {
            let narrower = if own.includes(other) { other } else { own };
            if (own.includes(other) || other.includes(own)) && !both.contains(narrower) {
                both.push(narrower.clone());
            }
        }
        Self(both)
    }

    /// The first of `others` that gives more than these do; `None` where none does.
    pub fn excess<'a>(&self, others: &'a Self) -> Option<&'a Grant> {
        others.0.iter().find(|other| !self.includes(other))
    }
}

/// Separated by commas, as they are stored.
impl fmt::Display for Grants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, grant) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            grant.fmt(f)?;
        }
        Ok(())
    }
}

/// Separated by commas, spaces or both; the empty text is no grant.
impl FromStr for Grants {
    type Err = PermissionError;

    fn from_str(text: &str) -> Result<Self, PermissionError> {
        text.split([',', ' '])
            .filter(|word| !word.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// `[a-z0-9_]+`.
const fn is_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        if !matches!(bytes[index], b'a'..=b'z' | b'0'..=b'9' | b'_') {
            return false;
        }
        index += 1;
    }
    !bytes.is_empty()
}

/// Why a word is no permission.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PermissionError {
    /// Neither `noun:verb` nor `noun:*` nor `*`.
    #[error("{0:?} is not a permission: give noun:verb, noun:* or *, of a-z, 0-9 and _")]
    Shape(String),
    /// A grant of many where one permission is meant.
    #[error("{0:?} is more than one permission: give noun:verb")]
    NotOne(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATE: Permission = Permission::literal("key", "create");

    fn grants(text: &str) -> Grants {
        text.parse().unwrap()
    }

    #[test]
    fn only_a_covering_grant_allows() {
        for (text, allowed) in [
            ("", false),
            ("*", true),
            ("key:*", true),
            ("key:create", true),
            ("user:*,key:create", true),
            ("key:list", false),
            ("keys:*", false),
            ("ke:*", false),
            ("user:create key:list", false),
        ] {
            assert_eq!(grants(text).allows(&CREATE), allowed, "{text:?}");
        }
    }

    #[test]
    fn hyphens_are_read_as_underscores() {
        let set_key: Permission = "provider:set-key".parse().unwrap();
        assert_eq!(set_key, Permission::literal("provider", "set_key"));
        assert!(grants("provider:set-key").allows(&set_key));
    }

    #[test]
    fn what_is_no_grant_is_refused() {
        for text in ["key", "key:", ":create", "*:create", "Key:create", "key:cre*", "a:b:c", "**"]
        {
            assert!(text.parse::<Grant>().is_err(), "{text:?}");
        }
        assert!(format!("key:{}", "x".repeat(125)).parse::<Grant>().is_err());
        for text in ["*", "key:*"] {
            assert!(matches!(text.parse::<Permission>(), Err(PermissionError::NotOne(_))));
        }
    }

    #[test]
    fn grants_read_back_as_they_are_shown() {
        let text = "key:*,user:list,*";
        assert_eq!(grants("key:*, user:list  *").to_string(), text);
        assert_eq!(grants(text).to_string(), text);
        assert_eq!(grants("").to_string(), "");
    }
}
