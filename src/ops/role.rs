//! Roles: what the users who have them may do.

use crate::domain::role::{self, Role};
use crate::ops::error::{Error, Kind, suggest};
use crate::store::db::{Read, Store};
use crate::store::role as role_rows;

/// Every role, in the order it was made.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store) -> Result<Vec<Role>, Error> {
    Ok(role_rows::list(&store.read()?)?)
}

/// The role of a name, in any spelling of it.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn show(store: &Store, name: &str) -> Result<Role, Error> {
    find(&store.read()?, name)
}

/// The role of a name, in any spelling of it.
///
/// # Errors
/// [`Kind::NotFound`], with the name that was probably meant.
pub(in crate::ops) fn find(read: &Read<'_>, name: &str) -> Result<Role, Error> {
    let normal = role::normalize(name);
    if let Some(role) = role_rows::find(read, &normal)? {
        return Ok(role);
    }
    let roles = role_rows::list(read)?;
    let error = Error::new(Kind::NotFound, "role.not_found", format!("role {name:?} not found"));
    let error = error.fix("keyctl role list");
    Err(match suggest(&normal, roles.iter().map(|role| role.name.as_str())) {
        Some(meant) => error.why(format!("did you mean {meant:?}?")),
        None => error,
    })
}
