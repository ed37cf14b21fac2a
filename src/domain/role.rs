//! Roles: a name for a set of permissions, and for how long keys under it live.

use crate::domain::permission::Grants;
use crate::domain::time::Span;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name() {
        for spelling in ["node-operator", "Node Operator", " node_operator "] {
            assert_eq!(normalize(spelling), "node_operator");
        }
    }
}
