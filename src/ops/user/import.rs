//! Taking over a file of users, each with a key if that is asked for.
//!
//! All rows are read and checked first, in `import_plan`, so that every bad line is told at once. The
//! caller keeps the secrets of the keys, and what then remains is one transaction ([`Plan::apply`]):
//! all users and keys or none, with an entry in the audit log for each.

use crate::domain::audit::{Actor, Event};
use crate::domain::key::KeyRef;
use crate::domain::name::Name;
use crate::domain::permission::Permission;
use crate::domain::scope::Subject;
use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::ops::authority::check_given;
use crate::ops::budget::allow::allow;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::mint;
use crate::ops::key::status;
use crate::ops::session::Session;
use crate::ops::user::create;
use crate::ops::user::import_plan::{Plan, PlannedKey, PlannedUser, USERS};
use crate::secret::keyring::Keyring;
use crate::store::db::Write;
use crate::store::key::{self as key_rows, NewKey};
use crate::store::key_secret as secret_rows;
use crate::store::user::NewUser;

/// What a file that gives budgets needs.
const SET_BUDGET: Permission = Permission::literal("budget", "set");

/// What was taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many users were made.
    pub created: usize,
    /// How many stood already, as the file has them.
    pub existing: usize,
    /// How many keys were made.
    pub keys: usize,
}

impl Plan {
    /// Takes over what was planned, all of it or nothing. `done` is told of each user.
    ///
    /// # Errors
    /// [`Kind::Conflict`] where the database has changed since, [`Kind::Denied`] where a user or a
    /// key would have more than the actor (R-F2), or what the store says.
    pub fn apply(&self, session: &mut Session, mut done: impl FnMut()) -> Result<Imported, Error> {
        let now = session.now;
        self.check_given(&session.actor)?;
        session.change(|write, keyring| {
            let mut imported = Imported::default();
            let mut events = Vec::new();
            for user in &self.users {
                let id = if let Some(existing) = &user.existing {
                    imported.existing += 1;
                    existing.id
                } else {
                    imported.created += 1;
                    add_user(write, user, now, &mut events)?
                };
                if let (Some(name), Some(key)) = (&self.key, &user.key) {
                    imported.keys += 1;
                    add_key(write, keyring, (id, name), key, now, &mut events)?;
                }
                done();
            }
            Ok((imported, events))
        })
    }

    /// A key has what the role of its user permits, so both are judged by that. Who is given a budget
    /// is given it by somebody who may set one.
    fn check_given(&self, actor: &Actor) -> Result<(), Error> {
        let budgeted = self.users.iter().find(|user| user.request.budget.is_some());
        if let Some(user) = budgeted.filter(|_| !actor.grants.allows(&SET_BUDGET)) {
            let message =
                format!("user \"{}\" would get a budget, and you may set none", user.handle);
            return Err(Error::new(Kind::Denied, "auth.beyond", message)
                .why(format!("that needs the permission {SET_BUDGET}")));
        }
        let gets = |user: &&PlannedUser| user.existing.is_none() || user.key.is_some();
        self.users.iter().filter(gets).try_for_each(|user| {
            let what = format!("user \"{}\"", user.handle);
            check_given(actor, &user.role.permissions, &what)
        })
    }
}

fn add_user(
    write: &Write<'_>,
    user: &PlannedUser,
    now: Timestamp,
    events: &mut Vec<Event>,
) -> Result<UserId, Error> {
    let new = NewUser {
        handle: user.handle.clone(),
        email: user.request.email.clone(),
        display_name: user.request.display_name.clone(),
        kind: user.request.kind,
        role_id: user.role.id,
    };
    let (id, event) =
        create::add(write, &new, &user.role.name, now).map_err(|error| USERS.explain(error))?;
    events.push(event);
    if let Some(budget) = user.request.budget {
        let (subject, who) = (Subject::User(id), new.handle.as_str());
        events.push(allow(write, subject, who, budget, now)?);
    }
    Ok(id)
}

fn add_key(
    write: &Write<'_>,
    keyring: &Keyring,
    (user, name): (UserId, &Name),
    key: &PlannedKey,
    now: Timestamp,
    events: &mut Vec<Event>,
) -> Result<(), Error> {
    if let Some(ended) = &key.ended {
        events.push(status::mark_expired(write, ended)?);
    }
    let new = NewKey {
        user,
        name,
        restrictions: &key.restrictions,
        term: key.term,
        rotate_every: None,
        sunset_at: None,
        created_at: now,
    };
    let id = key_rows::insert(write, &new).map_err(|error| USERS.explain(error))?;
    secret_rows::insert(write, id, &mint::digest(keyring, &key.secret, None)?, now)?;
    events.push(mint::about("key.create", &find::key(write, &KeyRef::Id(id))?));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::bad_line::BadLines;
    use crate::domain::import::file::{ImportFormat, Rows};
    use crate::domain::time::{Span, Zone};
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::list as key_list;
    use crate::ops::session::IfExists;
    use crate::ops::user::import_plan::{Request, plan};
    use crate::ops::user::list;
    use crate::secret::random;
    use crate::secret::value::Secret;

    const HEADER: &str = "email,handle,display_name,role,models,expires\n";

    fn request(key: Option<&str>, if_exists: IfExists) -> Request {
        Request { key: key.map(|name| name.parse().unwrap()), if_exists, zone: Zone::Utc }
    }

    fn planned(house: &Fixture, rows: &str, request: &Request) -> Result<Plan, BadLines> {
        let text = format!("{HEADER}{rows}");
        let rows = Rows::new(text.as_bytes(), ImportFormat::Csv);
        plan(&house.session, rows, request, &mut random::system()).unwrap()
    }

    fn imported(house: &mut Fixture, rows: &str, request: &Request) -> Imported {
        let plan = planned(house, rows, request).unwrap();
        plan.apply(&mut house.session, || ()).unwrap()
    }

    fn refused(house: &Fixture, rows: &str, request: &Request) -> Vec<(u64, String)> {
        let bad = planned(house, rows, request).unwrap_err();
        assert_eq!(bad.count, bad.told.len());
        bad.told.into_iter().map(|bad| (bad.line, bad.reason)).collect()
    }

    fn fails(key: Option<&str>) -> Request {
        request(key, IfExists::Fail)
    }

    #[test]
    fn thirty_people_and_their_keys_are_one_change() {
        let mut house = Fixture::new();
        let row = |n| format!("p{n}@example.com,,P {n},,,");
        let rows = (1..=30).map(row).collect::<Vec<_>>().join("\n");
        let (before, _) = house.generations();
        let plan = planned(&house, &rows, &fails(Some("default"))).unwrap();
        let mut secrets = Vec::new();
        plan.each_secret(|user, key, prefix, secret| {
            secrets.push((format!("{user}/{key}"), prefix.to_owned(), secret.clone()));
            Ok(())
        })
        .unwrap();
        assert_eq!(house.number("SELECT count(*) FROM users"), 1, "nothing is changed yet");
        let mut told = 0;
        let done = plan.apply(&mut house.session, || told += 1).unwrap();
        assert_eq!(done, Imported { created: 30, existing: 0, keys: 30 });
        assert_eq!((told, house.generations().0), (30, before + 1));
        for (path, prefix, secret) in &secrets {
            let key = key_list::show(&house.session.store, &path.parse().unwrap()).unwrap().0;
            assert_eq!(key.prefix.as_str(), prefix);
            assert_eq!(house.judged(secret.expose()), Ok(()), "{path}");
        }
        let count =
            |action: &str| house.entries().iter().filter(|entry| entry.action == action).count();
        // The operator of the database is a user too.
        assert_eq!((count("user.create"), count("key.create")), (30, 30));
    }

    #[test]
    fn a_row_is_what_it_says() {
        let mut house = Fixture::new();
        let rows = "Ada@Example.com,countess,Ada L.,Node-Operator,gpt-* claude-*,12h\n,bot,,,,\n";
        imported(&mut house, rows, &fails(Some("default")));
        let user = list::show(&house.session.store, &"ada@example.com".parse().unwrap()).unwrap();
        assert_eq!((user.handle.as_str(), user.role.as_str()), ("countess", "node_operator"));
        assert_eq!(user.display_name.as_deref(), Some("Ada L."));
        let key = key_list::show(&house.session.store, &"countess/default".parse().unwrap());
        let key = key.unwrap().0;
        assert_eq!(key.restrictions.models.len(), 2);
        let end = NOW.saturating_add(Span::from_secs(12 * 3600));
        assert_eq!(key.term.expires_at, Some(end));
        let bot = list::show(&house.session.store, &"bot".parse().unwrap()).unwrap();
        assert_eq!((bot.role.as_str(), bot.email), ("basic", None));
    }

    #[test]
    fn every_bad_line_is_told_and_nothing_is_planned() {
        let mut house = Fixture::new();
        house.user("here");
        house.sql("UPDATE users SET email = 'here@example.com' WHERE handle = 'here'");
        let rows = "\
            ok@example.com,,,,,\n\
            not an address,,,,,\n\
            a@example.com,same,,,,\n\
            b@example.com,same,,,,\n\
            A@Example.com,,,,,\n\
            c@example.com,,,contributer,,\n\
            here@example.com,,,,,\n\
            ,here,,,,\n\
            d@example.com,,,,,8d\n\
            e@example.com,,,,,2020-01-01\n\
            f@example.com\n";
        let bad = refused(&house, rows, &fails(Some("default")));
        let told: Vec<_> = bad.iter().map(|(line, reason)| (*line, reason.as_str())).collect();
        let starts = [
            (3, "email: "),
            (5, "its handle is that of line 4"),
            (6, "its e-mail is that of line 4"),
            (7, "role \"contributer\" is unknown: did you mean \"contributor\"?"),
            (8, "user \"here\" exists here, and --if-not-exists is not given"),
            (9, "user \"here\" exists here, and --if-not-exists is not given"),
            (10, "the key cannot live until then: keys of role \"basic\" live for 7d at most"),
            (11, "the key cannot live until then: that instant has passed"),
            (12, "the row has 1 fields and the header has 6"),
        ];
        assert_eq!(told.len(), starts.len(), "{told:#?}");
        for ((line, reason), (expected, start)) in told.iter().zip(starts) {
            assert!(*line == expected && reason.starts_with(start), "{line}: {reason}");
        }
    }

    #[test]
    fn models_and_expires_need_a_key() {
        let house = Fixture::new();
        for row in ["a@example.com,,,,gpt-*,\n", "a@example.com,,,,,30d\n"] {
            let bad = refused(&house, row, &fails(None));
            assert_eq!(bad[0].1, "models and expires are those of a key, and --key is not given");
        }
    }

    #[test]
    fn a_handle_that_is_written_goes_before_one_that_is_made_up() {
        let mut house = Fixture::new();
        house.user("ada");
        let rows = "ada@a.example,,,,,\nada@b.example,,,,,\nx@c.example,ada-3,,,,\n";
        imported(&mut house, rows, &fails(None));
        let handle = |email: &str| {
            list::show(&house.session.store, &email.parse().unwrap()).unwrap().handle.to_string()
        };
        let emails = ["ada@a.example", "ada@b.example", "x@c.example"];
        assert_eq!(emails.map(handle), ["ada-2", "ada-4", "ada-3"]);
    }

    #[test]
    fn a_second_run_makes_only_what_is_missing() {
        let mut house = Fixture::new();
        let rows = "a@example.com,,,,,\nb@example.com,,,,,\n";
        imported(&mut house, rows, &fails(None));
        let again = request(Some("default"), IfExists::Accept);
        let more = format!("{rows}c@example.com,,,,,\n");
        let done = imported(&mut house, &more, &again);
        assert_eq!(done, Imported { created: 1, existing: 2, keys: 3 });
        let done = imported(&mut house, &more, &again);
        assert_eq!(done, Imported { created: 0, existing: 3, keys: 0 });
        house.revoke(&["b/default"]).unwrap();
        assert_eq!(imported(&mut house, &more, &again).keys, 1);
        let bad = refused(&house, "a@example.com,,,admin,,\n", &again);
        assert_eq!(bad, [(2, "user \"a\" exists here and differs from the row".to_owned())]);
    }

    #[test]
    fn who_comes_between_leaves_nothing_half() {
        let mut house = Fixture::new();
        let plan = planned(&house, "a@x.example,,,,,\nb@x.example,,,,,\n", &fails(Some("k")));
        house.user("b");
        let (users, told) = (house.number("SELECT count(*) FROM users"), house.told());
        let refused = plan.unwrap().apply(&mut house.session, || ()).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "user.import_overtaken"));
        assert_eq!((house.number("SELECT count(*) FROM users"), house.told()), (users, told));
        assert_eq!(house.number("SELECT count(*) FROM keys"), 0);
    }

    #[test]
    fn a_secret_that_cannot_be_kept_ends_it() {
        let house = Fixture::new();
        let plan = planned(&house, "a@x.example,,,,,\n", &fails(Some("k"))).unwrap();
        let full = Error::new(Kind::Storage, "file.unwritten", "no space left");
        let keep = |_: &_, _: &_, _: &str, _: &Secret<String>| Err(full.clone());
        assert_eq!(plan.each_secret(keep).unwrap_err(), full);
    }
}
