//! Users: the people and services that keys belong to.

use crate::domain::audit::Event;
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::page::{Listing, Page};
use crate::domain::role;
use crate::domain::user::{User, UserKind, UserRef, UserStatus};
use crate::ops::authority::check_given;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::{Created, IfExists, Session};
use crate::store::db::{Read, Store};
use crate::store::user::{self as user_rows, Filter, NewUser};

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
    let (now, actor) = (session.now, session.actor.clone());
    session.change(|write, _| {
        if let Some(user) = existing(write, request)? {
            return Err(taken(&user));
        }
        let role = find::role(write, &request.role)?;
        check_given(&actor, &role.permissions, "the user")?;
        let user = NewUser {
            handle: handle(write, request)?,
            email: request.email.clone(),
            display_name: request.display_name.clone(),
            kind: request.kind,
            role_id: role.id,
        };
        let id = user_rows::insert(write, &user, now)?;
        let event = Event::ok("user.create", format_args!("user:{id}"))
            .with("user", user.handle.as_str())
            .with("role", role.name);
        // Read back before the end, because a dry run leaves nothing.
        Ok((Created::New(find::user(write, &UserRef::Id(id))?), vec![event]))
    })
}

/// The filter of the users with a status and a role.
///
/// # Errors
/// [`Kind::NotFound`] for the role.
pub fn filter(
    store: &Store,
    status: Option<UserStatus>,
    role: Option<&str>,
) -> Result<Filter, Error> {
    let role = role.map(|role| find::role(&store.read()?, role)).transpose()?;
    Ok(Filter { status, role: role.map(|role| role.name) })
}

/// The columns that a list of users can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    user_rows::sort_columns()
}

/// A page of users.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, filter: &Filter, page: &Page) -> Result<Listing<User>, Error> {
    Ok(user_rows::list(&store.read()?, filter, page)?)
}

/// How many users.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store, filter: &Filter) -> Result<u64, Error> {
    Ok(user_rows::count(&store.read()?, filter)?)
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
    let candidates = user_rows::list_starting_with(&read, &beginning)?;
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
fn handle(read: &Read<'_>, request: &Request) -> Result<Name, Error> {
    match &request.handle {
        Some(handle) => Ok(handle.clone()),
        None => find::free_handle(read, request.email.as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::fixture::Fixture;

    fn request(handle: Option<&str>, email: Option<&str>) -> Request {
        Request {
            email: email.map(|email| email.parse().unwrap()),
            handle: handle.map(|handle| handle.parse().unwrap()),
            display_name: None,
            kind: UserKind::Person,
            role: "basic".to_owned(),
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
            display_name: Some("Ada L.".to_owned()),
            kind: UserKind::Service,
            role: "Node Operator".to_owned(),
            ..request(Some("ada"), Some("Ada@Example.com"))
        };
        let made = created(&mut house.session, &asked);
        let read = show(&house.session.store, &"ada".parse().unwrap()).unwrap();
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
            Request { display_name: Some("Ada".to_owned()), ..ada.clone() },
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
        assert_eq!(count(&house.session.store, &Filter::default()).unwrap(), 1);
    }

    #[test]
    fn a_beginning_of_three_letters_finds_its_only_user() {
        let mut house = Fixture::new();
        created(&mut house.session, &request(Some("grace"), Some("hopper@example.com")));
        created(&mut house.session, &request(Some("grant"), None));
        let find = |text: &str| show(&house.session.store, &text.parse().unwrap());
        assert_eq!(find("grac").unwrap().handle.as_str(), "grace");
        assert_eq!(find("hop").unwrap().handle.as_str(), "grace");
        assert_eq!(find("gr").unwrap_err().kind, Kind::Usage);
        let ambiguous = find("gra").unwrap_err();
        assert_eq!(ambiguous.kind, Kind::Usage);
        assert_eq!(ambiguous.why.as_deref(), Some("grace, grant"));
        assert_eq!(find("ho").unwrap_err().kind, Kind::NotFound);
        assert_eq!(find("7").unwrap_err().kind, Kind::NotFound);
    }

    #[test]
    fn lists_can_be_narrowed() {
        let mut house = Fixture::new();
        house.user("ada");
        house.user("bob");
        house.sql("UPDATE users SET status = 'disabled' WHERE handle = 'bob'");
        let handles = |filter: &Filter| {
            let listing = list(&house.session.store, filter, &Page::default()).unwrap();
            assert_eq!(count(&house.session.store, filter).unwrap(), listing.items.len() as u64);
            listing.items.into_iter().map(|user| user.handle.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(handles(&Filter::default()), ["root", "ada", "bob"]);
        let disabled = Filter { status: Some(UserStatus::Disabled), role: None };
        assert_eq!(handles(&disabled), ["bob"]);
        assert_eq!(handles(&Filter { role: Some("admin".to_owned()), status: None }), ["root"]);
    }
}
