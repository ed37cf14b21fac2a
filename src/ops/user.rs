//! Users: the people and services that keys belong to.

use crate::domain::audit::Event;
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::page::{Listing, Page};
use crate::domain::role;
use crate::domain::user::{User, UserId, UserKind, UserRef, UserStatus};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::{Created, IfExists, Session};
use crate::store::db::{Read, Store, Write};
use crate::store::user::{self as user_rows, NewUser, Which};

/// What a new user is to be.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its e-mail; a handle is taken from it where none is given.
    pub email: Option<Email>,
    /// Its handle.
    pub handle: Option<Name>,
    /// What people call it.
    pub display_name: Option<String>,
    /// Person or service.
    pub kind: UserKind,
    /// The name of its role, in any spelling.
    pub role: String,
}

/// Creates a user.
///
/// # Errors
/// [`Kind::Conflict`] where the handle or e-mail is taken (or, with [`IfExists::Accept`], by a
/// user who differs), [`Kind::NotFound`] for the role.
pub fn create(
    session: &mut Session,
    request: &Request,
    if_exists: IfExists,
) -> Result<Created<User>, Error> {
    if let Some(user) = existing(&session.store.read()?, request)? {
        return match if_exists {
            IfExists::Accept if matches(&user, request) => Ok(Created::Existing(user)),
            IfExists::Accept => Err(taken(&user).why("it differs from what was asked for")),
            IfExists::Fail => Err(taken(&user)),
        };
    }
    let now = session.now;
    let id = session.change(|write, _| {
        if let Some(user) = existing(write, request)? {
            return Err(taken(&user));
        }
        let role = find::role(write, &request.role)?;
        let user = NewUser {
            handle: free_handle(write, request)?,
            email: request.email.clone(),
            display_name: request.display_name.clone(),
            kind: request.kind,
            role_id: role.id,
        };
        let id = user_rows::insert(write, &user, now)?;
        let event = Event::ok("user.create", format_args!("user:{id}"))
            .with("user", user.handle.as_str())
            .with("role", role.name);
        Ok((id, vec![event]))
    })?;
    // A dry run leaves nothing to read back, so the user is told as it would have been.
    let stored = user_rows::find(&session.store.read()?, &UserRef::Id(id))?;
    Ok(Created::New(stored.unwrap_or_else(|| preview(id, request, session))))
}

/// Which users have a status and a role.
///
/// # Errors
/// [`Kind::NotFound`] for the role.
pub fn select(
    store: &Store,
    status: Option<UserStatus>,
    role: Option<&str>,
) -> Result<Which, Error> {
    let role = role.map(|role| find::role(&store.read()?, role)).transpose()?;
    Ok(Which { status, role: role.map(|role| role.name) })
}

/// The columns that a list of users can be sorted by.
pub fn orders() -> Vec<&'static str> {
    user_rows::orders()
}

/// A page of users.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, which: &Which, page: &Page) -> Result<Listing<User>, Error> {
    Ok(user_rows::list(&store.read()?, which, page)?)
}

/// How many users.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store, which: &Which) -> Result<u64, Error> {
    Ok(user_rows::count(&store.read()?, which)?)
}

/// The user that a reference names, or whose handle or e-mail it unambiguously begins.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Usage`] where it begins several.
pub fn show(store: &Store, user: &UserRef) -> Result<User, Error> {
    let read = store.read()?;
    if let Some(found) = user_rows::find(&read, user)? {
        return Ok(found);
    }
    let beginning = user.to_string();
    let candidates = user_rows::starting(&read, &beginning)?;
    match candidates.as_slice() {
        [one] if beginning.len() >= 3 => Ok(one.clone()),
        [] | [_] => find::user(&read, user),
        several => Err(Error::new(
            Kind::Usage,
            "user.ambiguous",
            format!("{beginning:?} is the beginning of several users"),
        )
        .why(several.iter().map(|user| user.handle.as_str()).collect::<Vec<_>>().join(", "))),
    }
}

fn existing(read: &Read<'_>, request: &Request) -> Result<Option<User>, Error> {
    let by_email = request.email.clone().map(UserRef::Email);
    let by_handle = request.handle.clone().map(UserRef::Handle);
    for reference in [by_email, by_handle].into_iter().flatten() {
        if let Some(user) = user_rows::find(read, &reference)? {
            return Ok(Some(user));
        }
    }
    Ok(None)
}

fn matches(user: &User, request: &Request) -> bool {
    user.role == role::normalize(&request.role)
        && user.kind == request.kind
        && request.email.as_ref().is_none_or(|email| user.email.as_ref() == Some(email))
        && request.handle.as_ref().is_none_or(|handle| user.handle == *handle)
        && request.display_name.as_ref().is_none_or(|name| user.display_name.as_ref() == Some(name))
}

fn taken(user: &User) -> Error {
    let message = format!("user \"{}\" exists", user.handle);
    Error::new(Kind::Conflict, "user.exists", message)
        .fix(format!("keyctl user show {}", user.handle))
}

/// The handle asked for; else the first free one after the local part of the e-mail.
fn free_handle(write: &Write<'_>, request: &Request) -> Result<Name, Error> {
    if let Some(handle) = &request.handle {
        return Ok(handle.clone());
    }
    let wanted = wanted_handle(request);
    let mut candidate = wanted.clone();
    let mut number = 1;
    while user_rows::find(write, &UserRef::Handle(candidate.clone()))?.is_some() {
        number += 1;
        candidate = wanted.numbered(number);
    }
    Ok(candidate)
}

fn wanted_handle(request: &Request) -> Name {
    let local_part = request.email.as_ref().map_or("user", Email::local_part);
    request.handle.clone().unwrap_or_else(|| Name::from_local_part(local_part))
}

fn preview(id: UserId, request: &Request, session: &Session) -> User {
    User {
        id,
        handle: wanted_handle(request),
        email: request.email.clone(),
        display_name: request.display_name.clone(),
        kind: request.kind,
        role: role::normalize(&request.role),
        status: UserStatus::Active,
        created_at: session.now,
    }
}
