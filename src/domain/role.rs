//! Roles: a name for a set of permissions, and for how long keys under it live.

use std::fmt;
use std::str::FromStr;

use crate::domain::permission::Grants;
use crate::domain::time::{Span, TimeError};

/// The longest name of a role, in bytes.
const MAX_BYTES: usize = 63;

/// The role an operator of `init` and `quickstart` gets.
pub const ADMIN: &str = "admin";

/// The role of a user for whom none is named.
pub const DEFAULT: &str = "basic";

/// A role that every database has.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// Its name.
    pub name: &'static str,
    /// What it permits, as [`Grants`] are written.
    pub permissions: &'static str,
    /// Default and ceiling of its keys' lifetimes (R-E6).
    pub lifetime: Span,
}

impl BuiltIn {
    const fn new(name: &'static str, permissions: &'static str, days: u32) -> Self {
        Self { name, permissions, lifetime: Span::from_secs(days * 86_400) }
    }
}

/// The roles every database has.
pub const BUILT_IN: [BuiltIn; 4] = [
    BuiltIn::new(DEFAULT, "chat:read,chat:write", 7),
    BuiltIn::new("contributor", "chat:*,dataset:*", 30),
    BuiltIn::new("node_operator", "chat:*,node:*", 90),
    BuiltIn::new(ADMIN, "*", 365),
];

/// A role as it is stored and shown.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its number.
    pub id: i64,
    /// Its unique name.
    pub name: String,
    /// What it permits.
    pub permissions: Grants,
    /// Default and ceiling of its keys' lifetimes; `None` where they may live for ever (R-E6).
    pub lifetime: Option<Span>,
    /// Whether it came with the database.
    pub built_in: bool,
    /// How many users have it.
    pub users: i64,
}

/// A role's name as it is stored: `node-operator` and `Node Operator` mean `node_operator` (R-F1).
pub fn normalize(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace(['-', ' '], "_")
}

/// The name of a new role: `[a-z0-9][a-z0-9_]{0,62}`, whatever its spelling was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleName(String);

impl RoleName {
    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for RoleName {
    type Err = RoleNameError;

    fn from_str(text: &str) -> Result<Self, RoleNameError> {
        let name = normalize(text);
        let is_first = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let fits = name.len() <= MAX_BYTES
            && name.starts_with(is_first)
            && name.chars().all(|c| is_first(c) || c == '_');
        if fits { Ok(Self(name)) } else { Err(RoleNameError(text.to_owned())) }
    }
}

/// A word that names no role.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a name for a role: give 1 to 63 of a-z, 0-9 and _, beginning with a letter or \
     digit"
)]
pub struct RoleNameError(String);

/// What a role says of how long its keys live: `30d`, or `none` where it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// So long by default, and never longer.
    AtMost(Span),
    /// For ever.
    Unlimited,
}

impl Lifetime {
    /// The ceiling of its keys' lifetimes; `None` where they may live for ever.
    pub const fn ceiling(self) -> Option<Span> {
        match self {
            Self::AtMost(span) => Some(span),
            Self::Unlimited => None,
        }
    }
}

impl FromStr for Lifetime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        if text == "none" { Ok(Self::Unlimited) } else { text.parse().map(Self::AtMost) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name() {
        for spelling in ["node-operator", "Node Operator", " node_operator "] {
            assert_eq!(normalize(spelling), "node_operator");
            assert_eq!(spelling.parse::<RoleName>().unwrap().as_str(), "node_operator");
        }
    }

    #[test]
    fn names_follow_the_grammar() {
        for good in ["a", "7b", "free_tier", &"x".repeat(63)] {
            assert_eq!(good.parse::<RoleName>().unwrap().as_str(), good);
        }
        for bad in ["", " ", "_a", "-a", "a.b", "a/b", "ä", "a\0", "a\nb", &"x".repeat(64)] {
            assert_eq!(bad.parse::<RoleName>(), Err(RoleNameError(bad.to_owned())));
        }
    }

    #[test]
    fn a_lifetime_is_a_length_or_none() {
        let week = Span::from_secs(7 * 86_400);
        assert_eq!("7d".parse::<Lifetime>().unwrap().ceiling(), Some(week));
        assert_eq!("none".parse::<Lifetime>().unwrap().ceiling(), None);
        assert!("7".parse::<Lifetime>().is_err() && "never".parse::<Lifetime>().is_err());
    }
}
