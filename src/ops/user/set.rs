//! Changing users: what they are called, and which role they have.

use crate::domain::audit::Event;
use crate::domain::display_name::NewDisplayName;
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::user::{User, UserRef};
use crate::ops::authority::{check_given, has_admin, keep_admin};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::Session;
use crate::ops::user::create::taken;
use crate::ops::user::password::is_own;
use crate::store::db::Read;
use crate::store::user as user_rows;

/// What is to change of a user; what is not named stays.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Its e-mail.
    pub email: Option<Email>,
    /// Its handle.
    pub handle: Option<Name>,
    /// What people call it.
    pub display_name: Option<NewDisplayName>,
    /// The name of its role, in any spelling. Its keys are judged by it from the next request on;
    /// no term changes (R-E6).
    pub role: Option<String>,
}

/// A user after a change.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The user, as it stands now.
    pub user: User,
    /// The fields that are not as before.
    pub fields: Vec<&'static str>,
}

/// Changes a user.
///
/// # Errors
/// [`Kind::NotFound`] for the user or the role, [`Kind::Conflict`] where another has the handle or
/// the e-mail, [`Kind::Refused`] for one's own role (R-F2) or where no operator would be left who
/// may do everything, [`Kind::Denied`] for a role that has more than the actor (R-F2).
pub fn set(session: &mut Session, user: &UserRef, changes: &Changes) -> Result<Changed, Error> {
    let seen = find::user(&session.store.read()?, user)?;
    let (own, actor) = (is_own(session, &seen), session.actor.clone());
    session.change(|write, _| {
        let before = find::user(write, &UserRef::Id(seen.id))?;
        let mut after = before.clone();
        if let Some(email) = &changes.email {
            after.email = Some(email.clone());
        }
        if let Some(handle) = &changes.handle {
            after.handle = handle.clone();
        }
        match &changes.display_name {
            Some(NewDisplayName::Name(name)) => after.display_name = Some(name.to_string()),
            Some(NewDisplayName::Nothing) => after.display_name = None,
            None => {}
        }
        let role = find::role(write, changes.role.as_ref().unwrap_or(&before.role))?;
        after.role = role.name;
        if own && after.role != before.role {
            return Err(own_role(&before));
        }
        if after.role != before.role {
            check_given(&actor, &role.permissions, &format!("user \"{}\"", before.handle))?;
        }
        check_free(write, &before, &after)?;
        let had = has_admin(write)?;
        let fields = differences(&before, &after);
        let mut events = Vec::new();
        if !fields.is_empty() {
            user_rows::update(write, &after, role.id)?;
            keep_admin(had, write)?;
            let event = Event::ok("user.set", format_args!("user:{}", before.id))
                .with("user", before.handle.as_str())
                .with("changed", fields.clone());
            events.push(told(event, &before, &after));
        }
        Ok((Changed { user: after, fields }, events))
    })
}

fn differences(before: &User, after: &User) -> Vec<&'static str> {
    [
        ("email", before.email != after.email),
        ("handle", before.handle != after.handle),
        ("display_name", before.display_name != after.display_name),
        ("role", before.role != after.role),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}

/// What was and what is, of the fields by which a user is found or judged.
fn told(mut event: Event, before: &User, after: &User) -> Event {
    if before.handle != after.handle {
        event = event.with("renamed", after.handle.as_str());
    }
    if before.role != after.role {
        event = event.with("role_before", before.role.as_str()).with("role", after.role.as_str());
    }
    if before.email != after.email {
        let text = |email: &Option<Email>| email.as_ref().map(ToString::to_string);
        event = event.with("email_before", text(&before.email)).with("email", text(&after.email));
    }
    event
}

/// Refuses a handle or an e-mail that another user has.
fn check_free(read: &Read<'_>, before: &User, after: &User) -> Result<(), Error> {
    let handle = Some(UserRef::Handle(after.handle.clone()));
    let email = after.email.clone().map(UserRef::Email);
    for reference in [handle, email].into_iter().flatten() {
        match user_rows::find(read, &reference)? {
            Some(other) if other.id != before.id => return Err(taken(&other)),
            _ => {}
        }
    }
    Ok(())
}

fn own_role(user: &User) -> Error {
    let message = format!("user \"{}\" is you, and nobody changes their own role", user.handle);
    Error::new(Kind::Refused, "user.own_role", message).fix("have another operator do it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::decide::Refusal;
    use crate::ops::fixture::Fixture;

    fn change(house: &mut Fixture, user: &str, changes: &Changes) -> Result<Changed, Error> {
        set(&mut house.session, &user.parse().unwrap(), changes)
    }

    #[test]
    fn what_is_named_changes_and_the_rest_stays() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        let changes = Changes {
            email: Some("Ada@Example.com".parse().unwrap()),
            handle: Some("lovelace".parse().unwrap()),
            display_name: Some("Ada L.".parse().unwrap()),
            role: Some("Node-Operator".to_owned()),
        };
        let done = change(&mut house, "ada", &changes).unwrap();
        assert_eq!(done.fields, ["email", "handle", "display_name", "role"]);
        let found = |house: &Fixture, user: &str| {
            find::user(&house.session.store.read().unwrap(), &user.parse().unwrap())
        };
        let user = found(&house, "ada@example.com").unwrap();
        assert_eq!(format!("{user:?}"), format!("{:?}", done.user));
        assert_eq!((user.id, user.handle.as_str()), (ada.id, "lovelace"));
        assert_eq!(user.role, "node_operator");
        assert!(found(&house, "ada").is_err());
        let details = house.entries().pop().unwrap().details;
        for told in [r#""renamed":"lovelace""#, r#""role_before":"basic""#, "ada@example.com"] {
            assert!(details.contains(told), "{told} in {details}");
        }
        let told = house.told().len();
        assert!(change(&mut house, "lovelace", &changes).unwrap().fields.is_empty());
        assert_eq!(house.told().len(), told, "nothing was changed, so nothing is told");
        let nameless =
            Changes { display_name: Some(NewDisplayName::Nothing), ..Changes::default() };
        assert_eq!(change(&mut house, "lovelace", &nameless).unwrap().user.display_name, None);
    }

    #[test]
    fn a_name_that_another_has_is_a_conflict() {
        let mut house = Fixture::new();
        house.user("ada");
        house.user("bob");
        let email = Changes { email: Some("b@example.com".parse().unwrap()), ..Changes::default() };
        change(&mut house, "bob", &email).unwrap();
        let handle = Changes { handle: Some("bob".parse().unwrap()), ..Changes::default() };
        for changes in [&email, &handle] {
            let refused = change(&mut house, "ada", changes).unwrap_err();
            assert_eq!((refused.kind, refused.code), (Kind::Conflict, "user.exists"));
        }
    }

    #[test]
    fn a_role_bites_at_the_next_request_and_nobody_changes_their_own() {
        let mut house = Fixture::new();
        house.user("ada");
        let key = house.key("ada", "ci");
        house.sql(
            "INSERT INTO roles (name, permissions, built_in, created_at)
                   VALUES ('none', '', 0, 0)",
        );
        let none = Changes { role: Some("none".to_owned()), ..Changes::default() };
        change(&mut house, "ada", &none).unwrap();
        assert_ne!(house.judged(key.secret.expose()), Err(Refusal::Revoked));
        let refused = change(&mut house, "root", &none).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Refused, "user.own_role"));
        let same = Changes { role: Some("admin".to_owned()), ..Changes::default() };
        assert!(change(&mut house, "root", &same).unwrap().fields.is_empty());
        let unknown = Changes { role: Some("nobody".to_owned()), ..Changes::default() };
        assert_eq!(change(&mut house, "ada", &unknown).unwrap_err().code, "role.not_found");
    }
}
