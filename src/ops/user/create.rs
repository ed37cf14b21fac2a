//! Making users.

use crate::domain::audit::Event;
use crate::domain::budget::Allowance;
use crate::domain::display_name::DisplayName;
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::role;
use crate::domain::scope::Subject;
use crate::domain::time::Timestamp;
use crate::domain::user::{User, UserId, UserKind, UserRef};
use crate::ops::authority::check_given;
use crate::ops::budget::allow::allow;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::{Created, IfExists, Session};
use crate::ops::user::password::{self, Hashed};
use crate::secret::password::Password;
use crate::store::db::{Read, Write};
use crate::store::user::{self as user_rows, NewUser};

/// What a new user is to be.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its e-mail; a handle is taken from it where none is given.
    pub email: Option<Email>,
    /// Its handle.
    pub handle: Option<Name>,
    /// What people call it.
    pub display_name: Option<DisplayName>,
    /// Person or service.
    pub kind: UserKind,
    /// The name of its role, in any spelling.
    pub role: String,
    /// How much it may spend.
    pub budget: Option<Allowance>,
}

/// Creates a user who has no password.
///
/// # Errors
/// [`Kind::Conflict`] where the handle or e-mail is taken (or, with [`IfExists::Accept`], by a
/// user who differs), [`Kind::NotFound`] for the role.
pub fn create(
    session: &mut Session,
    request: &Request,
    if_exists: IfExists,
) -> Result<Created<User>, Error> {
    create_with(session, request, None, if_exists)
}

/// As [`create`], with a password, which an existing user does not get.
///
/// # Errors
/// As [`create`], and [`Kind::Refused`] for the password of a service.
pub fn create_with(
    session: &mut Session,
    request: &Request,
    password: Option<&Password>,
    if_exists: IfExists,
) -> Result<Created<User>, Error> {
    if password.is_some() && request.kind == UserKind::Service {
        return Err(password::of_service());
    }
    loop {
        let read = session.store.read()?;
        if let Some(user) = existing(&read, request)? {
            return match if_exists {
                IfExists::Accept if matches(&user, request) => Ok(Created::Existing(user)),
                IfExists::Accept => Err(taken(&user).why("it differs from what was asked for")),
                IfExists::Fail => Err(taken(&user)),
            };
        }
        // Hashed for the number that the user is going to have, before the transaction (R-C2).
        let id = user_rows::next_id(&read)?;
        drop(read);
        let hashed = password.map(|password| Hashed::new(session, id, password)).transpose()?;
        if let Some(user) = insert(session, request, id, hashed.as_ref())? {
            return Ok(Created::New(user));
        }
    }
}

/// Stores the user under its number; nothing where another user got that meanwhile.
fn insert(
    session: &mut Session,
    request: &Request,
    id: UserId,
    password: Option<&Hashed>,
) -> Result<Option<User>, Error> {
    let (now, actor) = (session.now, session.actor.clone());
    session.change(|write, _| {
        if user_rows::next_id(write)? != id {
            return Ok((None, Vec::new()));
        }
        if let Some(user) = existing(write, request)? {
            return Err(taken(&user));
        }
        let role = find::role(write, &request.role)?;
        check_given(&actor, &role.permissions, "the user")?;
        let new = NewUser {
            handle: handle(write, request)?,
            email: request.email.clone(),
            display_name: request.display_name.clone(),
            kind: request.kind,
            role_id: role.id,
        };
        let (id, event) = add(write, &new, &role.name, now)?;
        if let Some(password) = password {
            password.store(write, now)?;
        }
        let mut events = vec![event.with("password", password.is_some())];
        if let Some(budget) = request.budget {
            let (subject, who) = (Subject::User(id), new.handle.as_str());
            events.push(allow(write, subject, who, budget, now)?);
        }
        // Read back before the end, because a dry run leaves nothing.
        Ok((Some(find::user(write, &UserRef::Id(id))?), events))
    })
}

/// Stores a user, within another change; its number, and the event of it.
///
/// # Errors
/// [`Kind::Conflict`] where the handle or the e-mail is taken.
pub fn add(
    write: &Write<'_>,
    user: &NewUser,
    role: &str,
    now: Timestamp,
) -> Result<(UserId, Event), Error> {
    let id = user_rows::insert(write, user, now)?;
    let event = Event::ok("user.create", format_args!("user:{id}"))
        .with("user", user.handle.as_str())
        .with("role", role);
    Ok((id, event))
}

/// The user who has the e-mail or the handle.
///
/// # Errors
/// What the store says.
pub fn existing(read: &Read<'_>, request: &Request) -> Result<Option<User>, Error> {
    let by_email = request.email.clone().map(UserRef::Email);
    let by_handle = request.handle.clone().map(UserRef::Handle);
    for reference in [by_email, by_handle].into_iter().flatten() {
        if let Some(user) = user_rows::find(read, &reference)? {
            return Ok(Some(user));
        }
    }
    Ok(None)
}

/// Whether a user is what is asked for.
pub fn matches(user: &User, request: &Request) -> bool {
    user.role == role::normalize(&request.role)
        && user.kind == request.kind
        && request.email.as_ref().is_none_or(|email| user.email.as_ref() == Some(email))
        && request.handle.as_ref().is_none_or(|handle| user.handle == *handle)
        && request
            .display_name
            .as_ref()
            .is_none_or(|name| user.display_name.as_deref() == Some(name.as_str()))
}

/// A user has the handle or the e-mail.
pub fn taken(user: &User) -> Error {
    let message = format!("user \"{}\" exists", user.handle);
    Error::new(Kind::Conflict, "user.exists", message)
        .fix(format!("keyctl user show {}", user.handle))
}

/// The handle asked for; else the first free one after the local part of the e-mail.
fn handle(read: &Read<'_>, request: &Request) -> Result<Name, Error> {
    match &request.handle {
        Some(handle) => Ok(handle.clone()),
        None => find::free_handle(read, request.email.as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::UserStatus;
    use crate::ops::fixture::Fixture;

    fn request(handle: Option<&str>, email: Option<&str>) -> Request {
        Request {
            email: email.map(|email| email.parse().unwrap()),
            handle: handle.map(|handle| handle.parse().unwrap()),
            display_name: None,
            kind: UserKind::Person,
            role: "basic".to_owned(),
            budget: None,
        }
    }

    fn created(session: &mut Session, request: &Request) -> User {
        match create(session, request, IfExists::Fail).unwrap() {
            Created::New(user) => user,
            Created::Existing(user) => panic!("{} stood already", user.handle),
        }
    }

    #[test]
    fn a_user_is_what_was_asked_for() {
        let mut house = Fixture::new();
        let asked = Request {
            display_name: Some("Ada L.".parse().unwrap()),
            kind: UserKind::Service,
            role: "Node Operator".to_owned(),
            budget: None,
            ..request(Some("ada"), Some("Ada@Example.com"))
        };
        let made = created(&mut house.session, &asked);
        let read = house.session.store.read().unwrap();
        let read = find::user(&read, &"ada".parse().unwrap()).unwrap();
        assert_eq!(format!("{made:?}"), format!("{read:?}"));
        assert_eq!(made.role, "node_operator");
        assert_eq!(made.display_name.as_deref(), Some("Ada L."));
        assert_eq!((made.kind, made.status), (UserKind::Service, UserStatus::Active));
        assert_eq!(made.email.unwrap().to_string(), "ada@example.com");
        assert_eq!(made.created_at, house.session.now);
    }

    #[test]
    fn a_taken_name_is_a_conflict_unless_it_is_the_same_user() {
        let mut house = Fixture::new();
        let ada = request(Some("ada"), Some("ada@example.com"));
        let made = created(&mut house.session, &ada);
        let told = house.told();
        for again in [&ada, &request(Some("ada"), None), &request(None, Some("ada@example.com"))] {
            let refused = create(&mut house.session, again, IfExists::Fail).unwrap_err();
            assert_eq!((refused.kind, refused.code), (Kind::Conflict, "user.exists"));
            let accepted = create(&mut house.session, again, IfExists::Accept).unwrap();
            assert!(matches!(accepted, Created::Existing(user) if user.id == made.id));
        }
        for other in [
            Request { role: "admin".to_owned(), ..ada.clone() },
            Request { kind: UserKind::Service, ..ada.clone() },
            Request { display_name: Some("Ada".parse().unwrap()), ..ada.clone() },
            request(Some("ada"), Some("ada@example.org")),
            request(Some("bob"), Some("ada@example.com")),
        ] {
            let refused = create(&mut house.session, &other, IfExists::Accept).unwrap_err();
            assert_eq!(refused.kind, Kind::Conflict, "{other:?}");
            assert!(refused.why.is_some());
        }
        assert_eq!(house.told(), told, "nothing was changed, so nothing is told");
    }

    #[test]
    fn a_handle_is_taken_from_the_e_mail_and_numbered_where_it_clashes() {
        let mut house = Fixture::new();
        let handles = ["ada@a.example", "ada@b.example", "ada@c.example"]
            .map(|email| created(&mut house.session, &request(None, Some(email))).handle);
        assert_eq!(handles.map(|handle| handle.to_string()), ["ada", "ada-2", "ada-3"]);
        let anonymous = created(&mut house.session, &request(None, None));
        assert_eq!(anonymous.handle.as_str(), "user");
    }

    #[test]
    fn a_dry_run_tells_the_user_that_would_be_made() {
        let mut house = Fixture::new();
        house.user("ada");
        let dry = created(&mut house.dry_session(), &request(None, Some("ada@example.com")));
        let real = created(&mut house.session, &request(None, Some("ada@example.com")));
        assert_eq!(format!("{dry:?}"), format!("{real:?}"));
    }

    #[test]
    fn a_role_must_be_there() {
        let mut house = Fixture::new();
        let asked = Request { role: "contributer".to_owned(), ..request(Some("ada"), None) };
        let refused = create(&mut house.session, &asked, IfExists::Fail).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::NotFound, "role.not_found"));
        assert_eq!(refused.why.as_deref(), Some("did you mean \"contributor\"?"));
        assert_eq!(house.number("SELECT count(*) FROM users"), 1);
    }
}
