//! Operators: which OS user acts as which keyctl user, and as what.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::operator::Operator;
use crate::domain::permission::Grants;
use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::store::column::{instant, parsed, parsed_option};
use crate::store::db::{Read, Write};
use crate::store::error::Error;

const SELECT: &str = "SELECT os_user, user_id, handle, roles.name AS role,
           roles.permissions AS role_permissions, users.status = 'active' AS active,
           operators.created_at, ";
const FROM: &str = " FROM operators JOIN users ON users.id = user_id
                     JOIN roles ON roles.id = users.role_id";

/// What an OS user is bound to. In a schema before the third a binding narrows nothing.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, os_user: &str) -> Result<Option<Operator>, Error> {
    let narrows = "SELECT EXISTS (SELECT 1 FROM pragma_table_info('operators')
                                  WHERE name = 'permissions')";
    let narrows: bool = read.prepare(narrows)?.query_row([], |row| row.get(0))?;
    let permissions = if narrows { "operators.permissions" } else { "NULL AS permissions" };
    let sql = format!("{SELECT}{permissions}{FROM} WHERE os_user = $1");
    Ok(read.prepare(&sql)?.query_row([os_user], from_row).optional()?)
}

/// Every OS user who is bound, by name.
///
/// # Errors
/// As any read.
pub fn list(read: &Read<'_>) -> Result<Vec<Operator>, Error> {
    let mut select =
        read.prepare(&format!("{SELECT}operators.permissions{FROM} ORDER BY os_user"))?;
    Ok(select.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// Binds an OS user to a keyctl user, in place of whom it was bound to.
///
/// # Errors
/// As any write.
pub fn put(
    write: &Write<'_>,
    os_user: &str,
    user: UserId,
    permissions: Option<&Grants>,
    created_at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO operators (os_user, user_id, permissions, created_at)
               VALUES (:os_user, :user_id, :permissions, :created_at)
               ON CONFLICT (os_user) DO UPDATE
               SET user_id = :user_id, permissions = :permissions, created_at = :created_at";
    write.prepare(sql)?.execute(named_params! {
        ":os_user": os_user,
        ":user_id": user.0,
        ":permissions": permissions.map(Grants::to_string),
        ":created_at": created_at.micros(),
    })?;
    Ok(())
}

/// Forgets whom an OS user acts as.
///
/// # Errors
/// [`Error::Unexpected`] where it is bound to nobody.
pub fn delete(write: &Write<'_>, os_user: &str) -> Result<(), Error> {
    write.change_one("the operator", "DELETE FROM operators WHERE os_user = $1", [os_user])
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Operator> {
    Ok(Operator {
        os_user: row.get("os_user")?,
        user_id: UserId(row.get("user_id")?),
        user: row.get("handle")?,
        role: row.get("role")?,
        role_permissions: parsed(row, "role_permissions")?,
        permissions: parsed_option(row, "permissions")?,
        active: row.get("active")?,
        created_at: instant(row, "created_at")?,
    })
}
