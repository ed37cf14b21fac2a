//! Roles.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::role::Role;
use crate::domain::time::Timestamp;
use crate::store::column::parsed;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

const SELECT: &str = "SELECT id, name, permissions, built_in,
    (SELECT count(*) FROM users WHERE role_id = roles.id) AS users FROM roles";

/// Every role, in the order it was made.
///
/// # Errors
/// As any read.
pub fn list(read: &Read<'_>) -> Result<Vec<Role>, Error> {
    let mut select = read.prepare(&format!("{SELECT} ORDER BY id"))?;
    Ok(select.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// The role of a name.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, name: &str) -> Result<Option<Role>, Error> {
    let mut select = read.prepare(&format!("{SELECT} WHERE name = $1"))?;
    Ok(select.query_row([name], from_row).optional()?)
}

/// Stores a role that comes with the database.
///
/// # Errors
/// [`Error::Duplicate`] where the name is taken.
pub fn insert_built_in(
    write: &Write<'_>,
    name: &str,
    permissions: &str,
    created_at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO roles (name, permissions, built_in, created_at)
               VALUES (:name, :permissions, 1, :created_at)";
    write.prepare(sql)?.execute(named_params! {
        ":name": name,
        ":permissions": permissions,
        ":created_at": created_at.micros(),
    })?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Role> {
    Ok(Role {
        id: row.get("id")?,
        name: row.get("name")?,
        permissions: parsed(row, "permissions")?,
        built_in: row.get("built_in")?,
        users: row.get("users")?,
    })
}
