//! Roles: a name for a set of permissions.

use crate::domain::permission::Grants;

/// The role an operator of `init` and `quickstart` gets.
pub const ADMIN: &str = "admin";

/// The role of a user for whom none is named.
pub const DEFAULT: &str = "basic";

/// The roles every database has, with their permissions.
pub const BUILT_IN: [(&str, &str); 4] = [
    (DEFAULT, "chat:read,chat:write"),
    ("contributor", "chat:*,dataset:*"),
    ("node_operator", "chat:*,node:*"),
    (ADMIN, "*"),
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
