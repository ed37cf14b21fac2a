//! Roles.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::permission::Grants;
use crate::domain::role::{self, BuiltIn, Role, RoleName};
use crate::domain::time::{Span, Timestamp};
use crate::domain::user::UserId;
use crate::store::column::{parsed, span_option};
use crate::store::db::{Read, Write};
use crate::store::error::Error;

const SELECT: &str = "SELECT id, name, permissions, lifetime_micros, built_in,
    (SELECT count(*) FROM users WHERE role_id = roles.id AND status <> 'removed') AS users
    FROM roles";

/// Every role, in the order it was made.
///
/// # Errors
/// As any read.
pub fn list(read: &Read<'_>) -> Result<Vec<Role>, Error> {
    let mut select = read.prepare(&format!("{SELECT} ORDER BY id"))?;
    Ok(select.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// The role of a number.
///
/// # Errors
/// [`Error::Unexpected`] where there is none.
pub fn get(read: &Read<'_>, id: i64) -> Result<Role, Error> {
    let mut select = read.prepare(&format!("{SELECT} WHERE id = $1"))?;
    select.query_row([id], from_row).optional()?.ok_or(Error::Unexpected("the role"))
}

/// The role of a user.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such user.
pub fn of_user(read: &Read<'_>, user: UserId) -> Result<Role, Error> {
    let sql = format!("{SELECT} WHERE id = (SELECT role_id FROM users WHERE id = $1)");
    let mut select = read.prepare(&sql)?;
    select.query_row([user.0], from_row).optional()?.ok_or(Error::Unexpected("the role"))
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
    role: &BuiltIn,
    created_at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO roles (name, permissions, lifetime_micros, built_in, created_at)
               VALUES (:name, :permissions, :lifetime, 1, :created_at)";
    write.prepare(sql)?.execute(named_params! {
        ":name": role.name,
        ":permissions": role.permissions,
        ":lifetime": role.lifetime.micros(),
        ":created_at": created_at.micros(),
    })?;
    Ok(())
}

/// Stores a role.
///
/// # Errors
/// [`Error::Duplicate`] where the name is taken.
pub fn insert(
    write: &Write<'_>,
    name: &RoleName,
    permissions: &Grants,
    lifetime: Option<Span>,
    created_at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO roles (name, permissions, lifetime_micros, built_in, created_at)
               VALUES (:name, :permissions, :lifetime, 0, :created_at)";
    write.prepare(sql)?.execute(named_params! {
        ":name": name.as_str(),
        ":permissions": permissions.to_string(),
        ":lifetime": lifetime.map(Span::micros),
        ":created_at": created_at.micros(),
    })?;
    Ok(())
}

/// Writes what a role permits, and for how long its keys live.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such role.
pub fn update(write: &Write<'_>, role: &Role) -> Result<(), Error> {
    let sql = "UPDATE roles SET permissions = $1, lifetime_micros = $2 WHERE id = $3";
    let permissions = role.permissions.to_string();
    write.change_one("the role", sql, (permissions, role.lifetime.map(Span::micros), role.id))
}

/// Deletes a role that no user and no living key has. Dead keys that had it keep what else
/// narrowed them, and removed users are counted under the least role from now on.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such role, or it came with the database.
pub fn delete(write: &Write<'_>, id: i64) -> Result<(), Error> {
    let sql = "UPDATE keys SET role_id = NULL
               WHERE role_id = $1 AND status IN ('expired', 'revoked')";
    write.prepare(sql)?.execute([id])?;
    let sql = "UPDATE users SET role_id = (SELECT id FROM roles WHERE name = $1)
               WHERE role_id = $2 AND status = 'removed'";
    write.prepare(sql)?.execute((role::DEFAULT, id))?;
    write.change_one("the role", "DELETE FROM roles WHERE id = $1 AND built_in = 0", [id])
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Role> {
    Ok(Role {
        id: row.get("id")?,
        name: row.get("name")?,
        permissions: parsed(row, "permissions")?,
        lifetime: span_option(row, "lifetime_micros")?,
        built_in: row.get("built_in")?,
        users: row.get("users")?,
    })
}
