//! The bounds of what an actor can give: nothing beyond what it has itself (R-F2), and never the
//! last operator who may do everything.

use crate::domain::audit::{Actor, ActorKind};
use crate::domain::permission::{Grant, Grants};
use crate::domain::user::User;
use crate::ops::error::{Error, Kind};
use crate::store::db::Read;
use crate::store::operator as operator_rows;
use crate::store::role as role_rows;

/// Refuses to give what the actor has not itself. `what` is what would hold it, such as
/// `key "ada/ci"`.
///
/// # Errors
/// [`Kind::Denied`], naming the grant.
pub fn check_given(actor: &Actor, given: &Grants, what: &str) -> Result<(), Error> {
    let Some(grant) = actor.grants.excess(given) else { return Ok(()) };
    let message = format!("{what} would have {grant}, which you have not");
    Err(Error::new(Kind::Denied, "auth.beyond", message)
        .why(format!("nobody gives more than they have, and you have {}", named(&actor.grants))))
}

/// Refuses to change what a user proves themselves with who may do more than the actor: the actor
/// could then act as that user. The owner of the file may, to help somebody in again.
///
/// # Errors
/// [`Kind::Denied`], naming the grant.
pub fn check_over(read: &Read<'_>, actor: &Actor, user: &User) -> Result<(), Error> {
    if actor.kind == ActorKind::Owner || actor.user == Some(user.id) {
        return Ok(());
    }
    let role = role_rows::of_user(read, user.id)?;
    let Some(grant) = actor.grants.excess(&role.permissions) else { return Ok(()) };
    let message = format!("user \"{}\" has {grant}, which you have not", user.handle);
    Err(Error::new(Kind::Denied, "auth.beyond", message)
        .why("whoever changes what they prove themselves with could act as them"))
}

/// Whether an operator may do everything.
///
/// # Errors
/// What the store says.
pub fn has_admin(read: &Read<'_>) -> Result<bool, Error> {
    let operators = operator_rows::list(read)?;
    Ok(operators
        .iter()
        .any(|operator| operator.active && operator.grants().includes(&Grant::Everything)))
}

/// Refuses a change that leaves no operator who may do everything where there was one before it.
/// Asked at its end, in its transaction.
///
/// # Errors
/// [`Kind::Refused`].
pub fn keep_admin(had: bool, after: &Read<'_>) -> Result<(), Error> {
    if !had || has_admin(after)? {
        return Ok(());
    }
    Err(Error::new(Kind::Refused, "operator.last", "no operator would be left who may do all")
        .why("nobody could undo it but the owner of the file")
        .fix("keyctl operator bind OS-USER --user USER"))
}

/// Grants as a sentence has them.
pub fn named(grants: &Grants) -> String {
    if grants.0.is_empty() {
        return "nothing".to_owned();
    }
    grants.0.iter().map(Grant::to_string).collect::<Vec<_>>().join(", ")
}
