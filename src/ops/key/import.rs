//! Taking over keys that another system made.
//!
//! All rows are read and checked first, in `import_plan`, against each other and the database, so
//! that every bad line is told at once. What then remains is one transaction ([`Plan::apply`]): all
//! keys or none, with an entry in the audit log for each. A key in the clear is digested at once; a
//! hash is kept until the key is first used.
//!
//! The lifetime of a role, which caps every key that is made here, does not cap these until their
//! sunset (R-E6). With the sunset the exemption ends, and with it the key, unless it was rotated:
//! then it is an ordinary key.

use crate::domain::audit::Event;
use crate::domain::key::KeyId;
use crate::domain::name::Name;
use crate::domain::time::Timestamp;
use crate::domain::user::{UserId, UserKind, UserRef};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::import_plan::{Plan, PlannedKey, PlannedUser};
use crate::ops::key::import_request::KeyForm;
use crate::ops::key::status;
use crate::ops::session::Session;
use crate::store::db::Write;
use crate::store::error::Error as StoreError;
use crate::store::key::{self as key_rows, NewKey};
use crate::store::key_secret::{self as secret_rows, NewSecret};
use crate::store::user::{self as user_rows, NewUser};

/// What was taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// How many keys.
    pub keys: usize,
    /// How many of them stood there in the clear.
    pub plain: usize,
    /// How many users were made.
    pub users: usize,
}

impl Plan {
    /// Takes over what was planned, all of it or nothing. `done` is told of each key.
    ///
    /// # Errors
    /// [`Kind::Conflict`] where the database has changed since, or what the store says.
    pub fn apply(&self, session: &mut Session, mut done: impl FnMut()) -> Result<Imported, Error> {
        let now = session.now;
        session.change(|write, _| {
            let mut events = Vec::new();
            for ended in &self.ended {
                events.push(status::mark_expired(write, ended)?);
            }
            let mut owners = Vec::with_capacity(self.users.len());
            for user in &self.users {
                let (owner, made) = owner(write, user, now)?;
                owners.push(owner);
                events.extend(made);
            }
            let mut ids = Vec::with_capacity(self.keys.len());
            for key in &self.keys {
                ids.push(insert(write, key, owners[key.user].0, self.sunset, now)?);
                done();
            }
            let imported = Imported {
                keys: self.keys.len(),
                plain: self.keys.iter().filter(|key| key.form == KeyForm::Plain).count(),
                users: self.users.iter().filter(|user| user.existing.is_none()).count(),
            };
            // Told one by one, since all at once would be as large as the file.
            let sunset = self.sunset.map(|at| at.to_string());
            let told = self.keys.iter().zip(ids).map(move |(key, id)| {
                Event::ok("key.import", format_args!("key:{id}"))
                    .with("key", format!("{}/{}", owners[key.user].1, key.name))
                    .with("prefix", key.prefix.as_str())
                    .with("form", key.form.as_str())
                    .with("sunset", sunset.clone())
            });
            Ok((imported, events.into_iter().chain(told)))
        })
    }
}

/// The number and the handle of a user of the plan, who is made where there is none.
fn owner(
    write: &Write<'_>,
    user: &PlannedUser,
    now: Timestamp,
) -> Result<((UserId, Name), Option<Event>), Error> {
    if let Some(user) = &user.existing {
        return Ok(((user.id, user.handle.clone()), None));
    }
    let (handle, email) = match &user.reference {
        UserRef::Email(email) => (find::free_handle(write, Some(email))?, Some(email.clone())),
        UserRef::Handle(handle) => (handle.clone(), None),
        UserRef::Id(_) => return Err(overtaken()),
    };
    let new = NewUser {
        handle: handle.clone(),
        email,
        display_name: None,
        kind: UserKind::Person,
        role_id: user.role.id,
    };
    let id = user_rows::insert(write, &new, now).map_err(duplicate)?;
    let event = Event::ok("user.create", format_args!("user:{id}"))
        .with("user", handle.as_str())
        .with("role", user.role.name.as_str());
    Ok(((id, handle), Some(event)))
}

fn insert(
    write: &Write<'_>,
    key: &PlannedKey,
    user: UserId,
    sunset_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<KeyId, Error> {
    let new = NewKey {
        user,
        name: &key.name,
        restrictions: &key.restrictions,
        term: key.term,
        rotate_every: None,
        sunset_at,
        created_at: now,
    };
    let id = key_rows::insert(write, &new).map_err(duplicate)?;
    let secret = NewSecret {
        prefix: key.prefix.clone(),
        last_four: key.last_four.clone(),
        stored: key.stored.clone(),
        imported: true,
        rotation_id: None,
    };
    secret_rows::insert(write, id, &secret, now).map_err(duplicate)?;
    Ok(id)
}

/// All was checked before, so somebody else came between.
fn duplicate(error: StoreError) -> Error {
    match error {
        StoreError::Duplicate(_) => overtaken(),
        error => error.into(),
    }
}

fn overtaken() -> Error {
    Error::new(Kind::Conflict, "key.import_overtaken", "the database changed meanwhile")
        .why("a user or a key of the file was made by another command; nothing was imported")
        .fix("try again")
}
