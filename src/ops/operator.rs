//! Operators: as whom an OS user acts.

use serde_json::{Map, Value};

use crate::domain::audit::{Actor, ActorKind};
use crate::ops::error::Error;
use crate::store::db::Store;
use crate::store::operator;

/// Who acts when an OS user runs a command: the operator they are bound to, else themselves, let
/// in by the permissions of the file. It is accountability, not a barrier.
///
/// # Errors
/// What the store says.
pub fn actor(
    store: &Store,
    os_user: String,
    circumstances: Map<String, Value>,
) -> Result<Actor, Error> {
    let (kind, id) = match operator::find(&store.read()?, &os_user)? {
        Some(handle) => (ActorKind::Operator, handle),
        None => (ActorKind::Owner, os_user),
    };
    Ok(Actor { kind, id: Some(id), source: "cli", circumstances })
}
