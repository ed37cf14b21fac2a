//! Roles: what the users who have them may do, and how long their keys live.
//!
//! What a role permits is looked at when a key is used, so a change bites at the next request
//! (R-F2). How long its keys live is looked at when a key is made, rotated or refreshed, so a
//! change of that extends and cuts no key that stands (R-E6).

use serde_json::{Value, json};

use crate::domain::audit::Event;
use crate::domain::key::{Key, KeyStatus};
use crate::domain::permission::{Grant, Grants};
use crate::domain::role::{Lifetime, Role, RoleName};
use crate::domain::scope::Subject;
use crate::ops::authority::{check_given, has_admin, keep_admin};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::scope;
use crate::ops::session::Session;
use crate::store::db::Store;
use crate::store::key::{self as key_rows, Filter};
use crate::store::role as role_rows;

/// How many keys an error names.
const NAMED: usize = 3;

/// What a new role is to be.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its name.
    pub name: RoleName,
    /// What it permits.
    pub permissions: Vec<Grant>,
    /// How long its keys live.
    pub lifetime: Lifetime,
}

/// What is to change of a role.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// What it is to permit as well.
    pub add: Vec<Grant>,
    /// What it is to permit no more.
    pub remove: Vec<Grant>,
    /// How long its keys are to live; as before where not said.
    pub lifetime: Option<Lifetime>,
}

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

/// Creates a role.
///
/// # Errors
/// [`Kind::Conflict`] where the name is taken, [`Kind::Refused`] for a lifetime of nothing,
/// [`Kind::Denied`] where it would permit more than the actor may do (R-F2).
pub fn create(session: &mut Session, request: &Request) -> Result<Role, Error> {
    check(Some(request.lifetime))?;
    let (now, actor) = (session.now, session.actor.clone());
    session.change(|write, _| {
        let name = &request.name;
        if role_rows::find(write, name.as_str())?.is_some() {
            let message = format!("role \"{name}\" exists");
            return Err(Error::new(Kind::Conflict, "role.exists", message)
                .fix(format!("keyctl role set {name} …")));
        }
        let permissions = extended(Grants::default(), &request.permissions);
        check_given(&actor, &permissions, &format!("role \"{name}\""))?;
        role_rows::insert(write, name, &permissions, request.lifetime.ceiling(), now)?;
        let role = find::role(write, name.as_str())?;
        let event = about("role.create", &role).with("after", told(&role));
        Ok((role, vec![event]))
    })
}

/// Changes a role, also one that came with the database. Takes away before it adds.
///
/// # Errors
/// [`Kind::NotFound`]; [`Kind::Usage`] where something is both added and removed;
/// [`Kind::Conflict`] where it does not have what is to be removed, [`Kind::Refused`] where it
/// would permit it all the same, for a lifetime of nothing, or where no operator would be left who
/// may do everything; [`Kind::Denied`] where it would permit more than the actor may do (R-F2).
pub fn set(session: &mut Session, name: &str, changes: &Changes) -> Result<Role, Error> {
    check(changes.lifetime)?;
    if let Some(both) = changes.remove.iter().find(|grant| changes.add.contains(grant)) {
        let message = format!("{both} is both added and removed");
        return Err(Error::new(Kind::Usage, "role.both", message));
    }
    let actor = session.actor.clone();
    session.change(|write, _| {
        let (before, had) = (find::role(write, name)?, has_admin(write)?);
        let mut after = before.clone();
        after.permissions = extended(narrowed(&before, &changes.remove)?, &changes.add);
        for grant in &changes.remove {
            if let Some(wider) = after.permissions.0.iter().find(|left| left.includes(grant)) {
                return Err(permitted_by(&before, grant, wider));
            }
        }
        if let Some(lifetime) = changes.lifetime {
            after.lifetime = lifetime.ceiling();
        }
        check_given(&actor, &after.permissions, &format!("role \"{}\"", after.name))?;
        role_rows::update(write, &after)?;
        keep_admin(had, write)?;
        let event = about("role.set", &after);
        let event = event.with("before", told(&before)).with("after", told(&after));
        Ok((after, vec![event]))
    })
}

/// Removes a role that nobody has, and what was a default of its users.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Refused`] for one that came with the database, [`Kind::Conflict`]
/// where users or living keys have it.
pub fn remove(session: &mut Session, name: &str) -> Result<Role, Error> {
    let now = session.now;
    session.change(|write, _| {
        let role = find::role(write, name)?;
        if role.built_in {
            let message = format!("role \"{}\" cannot be removed", role.name);
            return Err(Error::new(Kind::Refused, "role.built_in", message)
                .why("every database has it")
                .fix(format!("keyctl role set {} …", role.name)));
        }
        let bound = key_rows::list_all(write, &Filter { role: Some(role.id), ..Filter::at(now) })?;
        let (living, ended): (Vec<Key>, Vec<Key>) =
            bound.into_iter().partition(|key| key.status_at(now).is_living());
        if role.users > 0 || !living.is_empty() {
            return Err(in_use(&role, &living));
        }
        let mut events = Vec::new();
        // Without the role a key would be more than it was, so what has ended must stay dead
        // whatever a clock says later (R-E2).
        for key in ended.iter().filter(|key| key.status.is_living()) {
            key_rows::set_status(write, key.id, key.status, KeyStatus::Expired)?;
            events.push(
                Event::ok("key.expire", format_args!("key:{}", key.id))
                    .with("key", key.path())
                    .with("prefix", key.prefix.as_str()),
            );
        }
        events.extend(scope::end(write, Subject::Role(role.id), now)?);
        role_rows::delete(write, role.id)?;
        events.push(about("role.remove", &role).with("before", told(&role)));
        Ok((role, events))
    })
}

fn check(lifetime: Option<Lifetime>) -> Result<(), Error> {
    match lifetime.and_then(Lifetime::ceiling) {
        Some(span) if span.micros() == 0 => {
            Err(Error::new(Kind::Refused, "role.lifetime", "a key cannot live for no time at all")
                .fix("give --lifetime 30d, or none"))
        }
        _ => Ok(()),
    }
}

fn extended(mut grants: Grants, more: &[Grant]) -> Grants {
    for grant in more {
        if !grants.0.contains(grant) {
            grants.0.push(grant.clone());
        }
    }
    grants
}

/// What a role permits without some of its grants.
fn narrowed(role: &Role, less: &[Grant]) -> Result<Grants, Error> {
    let mut grants = role.permissions.clone();
    for grant in less {
        if !grants.0.contains(grant) {
            if let Some(wider) = grants.0.iter().find(|wider| wider.includes(grant)) {
                return Err(permitted_by(role, grant, wider));
            }
            let message = format!("role \"{}\" does not have {grant}", role.name);
            return Err(Error::new(Kind::Conflict, "role.permission_not_found", message)
                .fix(format!("keyctl role show {}", role.name)));
        }
        grants.0.retain(|kept| kept != grant);
    }
    Ok(grants)
}

/// A change that would leave what it is to take away.
fn permitted_by(role: &Role, grant: &Grant, wider: &Grant) -> Error {
    let message = format!("role \"{}\" would still have {grant}", role.name);
    Error::new(Kind::Refused, "role.still_permitted", message)
        .why(format!("{wider} includes it"))
        .fix(format!("keyctl role set {} --remove '{wider}' --add …", role.name))
}

fn in_use(role: &Role, living: &[Key]) -> Error {
    let count = |number: usize, one: &str| match number {
        1 => format!("1 {one}"),
        number => format!("{number} {one}s"),
    };
    let users = usize::try_from(role.users).unwrap_or(usize::MAX);
    let holders = match (users, living.len()) {
        (users, 0) => count(users, "user"),
        (0, keys) => count(keys, "living key"),
        (users, keys) => format!("{} and {}", count(users, "user"), count(keys, "living key")),
    };
    let paths: Vec<String> = living.iter().take(NAMED).map(Key::path).collect();
    let fix = match users {
        0 => format!("keyctl key revoke {}", paths.join(" ")),
        _ => format!("keyctl user list --role {}", role.name),
    };
    let message = format!("role \"{}\" is in use", role.name);
    Error::new(Kind::Conflict, "role.in_use", message)
        .why(format!("it is that of {holders}"))
        .fix(fix)
}

fn about(action: &'static str, role: &Role) -> Event {
    Event::ok(action, format_args!("role:{}", role.id)).with("role", role.name.as_str())
}

fn told(role: &Role) -> Value {
    let permissions: Vec<String> = role.permissions.0.iter().map(ToString::to_string).collect();
    json!({
        "permissions": permissions,
        "lifetime": role.lifetime.map(|span| span.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::permission::Permission;
    use crate::domain::time::Span;
    use crate::ops::decide::{self, Case, Refusal};
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::create::Request as KeyRequest;
    use crate::ops::key::list;
    use crate::ops::key::mint::Minted;
    use crate::ops::snapshot;

    const WEEK: Span = Span::from_secs(7 * 86_400);
    const READ: Permission = Permission::literal("chat", "read");
    const WRITE: Permission = Permission::literal("chat", "write");

    fn grants(text: &str) -> Vec<Grant> {
        text.parse::<Grants>().unwrap().0
    }

    fn made(house: &mut Fixture, name: &str, permissions: &str, lifetime: Lifetime) -> Role {
        let permissions = grants(permissions);
        let request = Request { name: name.parse().unwrap(), permissions, lifetime };
        create(&mut house.session, &request).unwrap()
    }

    fn changed(
        house: &mut Fixture,
        role: &str,
        add: &str,
        remove: &str,
    ) -> Result<String, (Kind, &'static str)> {
        let changes = Changes { add: grants(add), remove: grants(remove), lifetime: None };
        let role = set(&mut house.session, role, &changes);
        role.map(|role| role.permissions.to_string()).map_err(|error| (error.kind, error.code))
    }

    /// A key of root that the role `reader` bounds.
    fn reading_key(house: &mut Fixture, name: &str) -> Minted {
        let request = KeyRequest::new("root".parse().unwrap(), name.parse().unwrap());
        let request = KeyRequest { role: Some("reader".to_owned()), ..request };
        house.make(&request)
    }

    /// Whether a key has a permission at its next request.
    fn judged(house: &Fixture, key: &Minted, permission: Permission) -> Result<(), Refusal> {
        let store = &house.session.store;
        let (_, found) = decide::find(store, key.key.prefix.as_str()).unwrap();
        let (snapshot, found) = (snapshot::load(store).unwrap(), found.unwrap());
        let case = Case::of(&snapshot, &found, NOW);
        decide::decide(&Case { permission: Some(permission), ..case })
    }

    #[test]
    fn the_budget_and_the_limit_of_a_role_end_with_it() {
        let mut house = Fixture::new();
        let first = made(&mut house, "guest", "chat:read", Lifetime::Unlimited);
        house.sql(&format!(
            "INSERT INTO budgets (scope, subject_id, limit_nanos, every, alerts, on_exceed,
                                  limit_version, created_at)
                 VALUES ('role', {0}, 1, 'day', '80', 'block', 1, 0);
             INSERT INTO limits (scope, subject_id, concurrent, created_at)
                 VALUES ('role', {0}, 1, 0)",
            first.id
        ));
        remove(&mut house.session, "guest").unwrap();
        let told = house.told();
        let ended = ["budget.unset budget:1", "limit.unset limit:1"];
        assert_eq!(told[told.len() - 3..told.len() - 1], ended);
        // A number of a role may be another's later.
        assert_eq!(made(&mut house, "other", "chat:read", Lifetime::Unlimited).id, first.id);
        let left = "SELECT (SELECT count(*) FROM budgets WHERE removed_at IS NULL)
                         + (SELECT count(*) FROM limits)";
        assert_eq!(house.number(left), 0);
    }

    #[test]
    fn a_role_is_kept_as_it_was_asked_for_under_its_normal_name() {
        let mut house = Fixture::new();
        let generation = house.generations().0;
        made(&mut house, "Night-Shift", "chat:read,chat:read,node:*", Lifetime::AtMost(WEEK));
        let role = show(&house.session.store, "night shift").unwrap();
        assert_eq!((role.name.as_str(), role.lifetime), ("night_shift", Some(WEEK)));
        assert_eq!(role.permissions.to_string(), "chat:read,node:*", "each once");
        assert!(!role.built_in);
        assert_eq!(house.generations(), (generation + 1, generation + 1));
        let request = Request {
            name: "night_shift".parse().unwrap(),
            permissions: grants("*"),
            lifetime: Lifetime::Unlimited,
        };
        let refused = create(&mut house.session, &request).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "role.exists"));
        let entry = house.entries().pop().unwrap();
        assert_eq!((entry.action.as_str(), entry.target), ("role.create", Some("role:5".into())));
        assert!(
            entry
                .details
                .contains(r#""after":{"lifetime":"7d","permissions":["chat:read","node:*"]}"#),
            "{}",
            entry.details
        );
    }

    #[test]
    fn what_is_taken_away_is_gone_at_the_next_request_and_comes_back_so() {
        let mut house = Fixture::new();
        house.user("ada");
        let key = house.key("ada", "ci");
        assert_eq!(judged(&house, &key, WRITE), Ok(()));
        assert_eq!(changed(&mut house, "basic", "", "chat:write").unwrap(), "chat:read");
        assert_eq!(judged(&house, &key, READ), Ok(()));
        assert_eq!(judged(&house, &key, WRITE), Err(Refusal::PermissionMissing(WRITE)));
        let told = house.entries().pop().unwrap().details;
        let before = r#""before":{"lifetime":"7d","permissions":["chat:read","chat:write"]}"#;
        assert!(told.contains(before), "{told}");
        assert!(
            told.contains(r#""after":{"lifetime":"7d","permissions":["chat:read"]}"#),
            "{told}"
        );
        assert_eq!(changed(&mut house, "basic", "chat:*", "").unwrap(), "chat:read,chat:*");
        assert_eq!(judged(&house, &key, WRITE), Ok(()));
        assert_eq!(changed(&mut house, "basic", "", "chat:*,chat:read").unwrap(), "");
        assert_eq!(judged(&house, &key, READ), Err(Refusal::PermissionMissing(READ)));
    }

    #[test]
    fn a_removal_that_would_take_nothing_away_is_refused() {
        let mut house = Fixture::new();
        let generation = house.generations();
        for (role, add, remove, failure) in [
            ("contributor", "", "chat:write", (Kind::Refused, "role.still_permitted")),
            ("admin", "", "chat:*", (Kind::Refused, "role.still_permitted")),
            ("basic", "chat:*", "chat:write", (Kind::Refused, "role.still_permitted")),
            ("basic", "", "chat:wriet", (Kind::Conflict, "role.permission_not_found")),
            ("basic", "chat:read", "chat:read", (Kind::Usage, "role.both")),
            ("basics", "chat:read", "", (Kind::NotFound, "role.not_found")),
        ] {
            assert_eq!(changed(&mut house, role, add, remove), Err(failure), "{role} {remove}");
        }
        assert_eq!(house.generations(), generation);
        let narrower = changed(&mut house, "contributor", "chat:read", "chat:*");
        assert_eq!(narrower.unwrap(), "dataset:*,chat:read");
    }

    #[test]
    fn a_lifetime_extends_and_cuts_no_key_that_stands() {
        let mut house = Fixture::new();
        house.user("ada");
        let before = house.key("ada", "before").key.term;
        for lifetime in [Lifetime::AtMost(Span::from_secs(60)), Lifetime::Unlimited] {
            let changes = Changes { lifetime: Some(lifetime), ..Changes::default() };
            let role = set(&mut house.session, "basic", &changes).unwrap();
            assert_eq!(role.lifetime, lifetime.ceiling());
            assert_eq!(role.permissions.to_string(), "chat:read,chat:write", "as before");
            let key = list::show(&house.session.store, &"ada/before".parse().unwrap()).unwrap().0;
            assert_eq!(key.term, before);
        }
        assert_eq!(house.key("ada", "after").key.term.expires_at, None);
        let nothing = Lifetime::AtMost(Span::from_secs(0));
        let changes = Changes { lifetime: Some(nothing), ..Changes::default() };
        let refused = set(&mut house.session, "basic", &changes).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Refused, "role.lifetime"));
    }

    #[test]
    fn a_role_that_somebody_has_stays() {
        let mut house = Fixture::new();
        let refused = |house: &mut Fixture, role: &str| {
            let error = remove(&mut house.session, role).unwrap_err();
            (error.kind, error.code, error.why.unwrap())
        };
        let built_in = (Kind::Refused, "role.built_in", "every database has it".to_owned());
        assert_eq!(refused(&mut house, "contributor"), built_in);
        made(&mut house, "reader", "chat:read", Lifetime::AtMost(WEEK));
        let in_use = |why: &str| (Kind::Conflict, "role.in_use", why.to_owned());
        reading_key(&mut house, "one");
        assert_eq!(refused(&mut house, "reader"), in_use("it is that of 1 living key"));
        reading_key(&mut house, "two");
        let ada = house.user("ada");
        house.sql(&format!("UPDATE users SET role_id = 5 WHERE id = {}", ada.id));
        assert_eq!(refused(&mut house, "reader"), in_use("it is that of 1 user and 2 living keys"));
        house.sql("UPDATE users SET role_id = 1 WHERE handle = 'ada'");
        house.revoke(&["one", "two"]).unwrap();
        remove(&mut house.session, "reader").unwrap();
        assert_eq!(show(&house.session.store, "reader").unwrap_err().kind, Kind::NotFound);
        let told = house.entries().pop().unwrap();
        assert_eq!((told.action.as_str(), told.target), ("role.remove", Some("role:5".into())));
        assert!(told.details.contains(r#""before":{"lifetime":"7d""#), "{}", told.details);
        let key = list::show(&house.session.store, &"root/one".parse().unwrap()).unwrap().0;
        assert_eq!(key.status, KeyStatus::Revoked, "its record stays");
    }

    #[test]
    fn a_key_that_has_ended_does_not_outlive_its_role_whatever_the_clock_says() {
        let mut house = Fixture::new();
        made(&mut house, "reader", "chat:read", Lifetime::AtMost(WEEK));
        let key = reading_key(&mut house, "ci");
        house.session.now = key.key.term.expires_at.unwrap();
        remove(&mut house.session, "reader").unwrap();
        assert!(house.told().contains(&format!("key.expire key:{}", key.key.id)));
        house.session.now = NOW;
        assert_eq!(house.judged(key.secret.expose()), Err(Refusal::Expired));
    }
}
