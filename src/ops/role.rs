//! Roles: what the users who have them may do.

use crate::domain::role::Role;
use crate::ops::error::Error;
use crate::ops::find;
use crate::store::db::Store;
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
/// `NotFound`, with the name that was probably meant.
pub fn show(store: &Store, name: &str) -> Result<Role, Error> {
    find::role(&store.read()?, name)
}
