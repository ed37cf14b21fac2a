//! Removing users. Usage and the audit log name them still, by their numbers.

use crate::domain::audit::Event;
use crate::domain::key::Key;
use crate::domain::scope::Subject;
use crate::domain::time::Timestamp;
use crate::domain::user::{User, UserRef, UserStatus};
use crate::ops::authority::{has_admin, keep_admin};
use crate::ops::error::Error;
use crate::ops::find;
use crate::ops::key::status;
use crate::ops::scope;
use crate::ops::session::Session;
use crate::ops::user::status::check_other;
use crate::store::db::{Read, Store};
use crate::store::key::{self as key_rows, Filter};
use crate::store::user as user_rows;

/// A user who was removed.
#[derive(Clone, Debug)]
pub struct Removed {
    /// The tombstone.
    pub user: User,
    /// How many of its keys were revoked.
    pub keys: usize,
}

/// The user that [`remove`] would remove and how many living keys it has, to be confirmed.
///
/// # Errors
/// [`Kind::NotFound`](crate::ops::error::Kind::NotFound).
pub fn to_remove(store: &Store, user: &UserRef, now: Timestamp) -> Result<Removed, Error> {
    let read = store.read()?;
    let user = find::user(&read, user)?;
    let keys = living(&read, &user, now)?.len();
    Ok(Removed { user, keys })
}

/// Removes a user for good: every living key is revoked, and when this returns no gateway serves one
/// (R-E1). Password, second factor, provider keys of its own, the bindings of OS users, and its
/// budgets and limits with those of its keys go. Its handle and its e-mail are free.
///
/// # Errors
/// [`Kind::NotFound`](crate::ops::error::Kind::NotFound);
/// [`Kind::Refused`](crate::ops::error::Kind::Refused) for oneself, and where no operator would be
/// left who may do everything.
pub fn remove(session: &mut Session, user: &UserRef) -> Result<Removed, Error> {
    let seen = find::user(&session.store.read()?, user)?;
    check_other(session, &seen, "removed")?;
    let now = session.now;
    session.change(|write, _| {
        let user = find::user(write, &UserRef::Id(seen.id))?;
        let keys = living(write, &user, now)?;
        let mut events = Vec::new();
        for key in &keys {
            events.push(status::end(write, key, Some("its user was removed"), now)?);
        }
        for key in all(write, &user, now)? {
            events.extend(scope::end(write, Subject::Key(key.id), now)?);
        }
        events.extend(scope::end(write, Subject::User(user.id), now)?);
        let had = has_admin(write)?;
        user_rows::mark_removed(write, user.id, now)?;
        keep_admin(had, write)?;
        events.push(
            Event::ok("user.remove", format_args!("user:{}", user.id))
                .with("user", user.handle.as_str())
                .with("email", user.email.as_ref().map(ToString::to_string))
                .with("keys", keys.len()),
        );
        let user = User { status: UserStatus::Removed, removed_at: Some(now), ..user };
        Ok((Removed { user, keys: keys.len() }, events))
    })
}

fn all(read: &Read<'_>, user: &User, now: Timestamp) -> Result<Vec<Key>, Error> {
    Ok(key_rows::list_all(read, &Filter { user: Some(user.id), ..Filter::at(now) })?)
}

/// The keys that are not known to be dead.
fn living(read: &Read<'_>, user: &User, now: Timestamp) -> Result<Vec<Key>, Error> {
    let mut keys = all(read, user, now)?;
    keys.retain(|key| key.status.is_living());
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::page::Page;
    use crate::domain::user::Standing;
    use crate::ops::decide::Refusal;
    use crate::ops::error::Kind;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::list as key_list;
    use crate::ops::role;
    use crate::ops::user::list::{self, Wanted};

    fn removed(house: &mut Fixture, user: &str) -> Result<Removed, Error> {
        remove(&mut house.session, &user.parse().unwrap())
    }

    fn handles(house: &Fixture, standing: Option<Standing>) -> Vec<String> {
        let store = &house.session.store;
        let wanted = Wanted { standing, ..Wanted::default() };
        let filter = list::filter(store, &wanted, NOW).unwrap();
        let listed = list::list(store, &filter, &Page::default()).unwrap().items;
        assert_eq!(list::count(store, &filter).unwrap(), listed.len() as u64);
        listed.into_iter().map(|account| account.user.handle.to_string()).collect()
    }

    #[test]
    fn every_key_is_revoked_in_the_one_change() {
        let mut house = Fixture::new();
        house.user("ada");
        let keys = ["one", "two", "dead"].map(|name| house.key("ada", name));
        house.revoke(&["ada/dead"]).unwrap();
        let other = house.key("root", "one");
        let told = house.told().len();
        let (before, _) = house.generations();
        let gone = removed(&mut house, "ada").unwrap();
        assert_eq!((gone.keys, gone.user.removed_at), (2, Some(NOW)));
        assert_eq!(house.generations(), (before + 1, before + 1));
        for key in &keys {
            assert_eq!(house.judged(key.secret.expose()), Err(Refusal::Revoked));
        }
        assert_eq!(house.judged(other.secret.expose()), Ok(()));
        assert_eq!(
            house.told()[told..],
            ["key.revoke key:1", "key.revoke key:2", "user.remove user:2"]
        );
    }

    #[test]
    fn nothing_that_proves_who_it_was_is_left() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        house.sql(
            "INSERT INTO passwords VALUES (2, 'x', 2, 0);
             INSERT INTO attempts VALUES (2, 1, 0, 0, NULL, 1, NULL);
             INSERT INTO second_factors VALUES (2, 'enabled', x'00', 0, 0, 0);
             INSERT INTO backup_codes VALUES (2, 1, 'x', 2, NULL);
             INSERT INTO step_ups VALUES (2, 0, 'pts/0', 'boot', 0);
             INSERT INTO announcements (user_id, at, text) VALUES (2, 0, 'x');
             INSERT INTO operators (os_user, user_id, created_at) VALUES ('ada', 2, 0);
             INSERT INTO providers (name, dialect, routes, auth, fallback, allow_private, created_at)
                 VALUES ('p', 'demo', '[]', 'none', 'none', 0, 0);
             INSERT INTO provider_keys (provider_id, user_id, sealed, last_four, created_at)
                 VALUES (1, 2, x'00', 'abcd', 0)",
        );
        removed(&mut house, "ada").unwrap();
        for table in [
            "passwords",
            "attempts",
            "second_factors",
            "backup_codes",
            "step_ups",
            "announcements",
            "operators",
            "provider_keys",
        ] {
            let sql = format!("SELECT count(*) FROM {table} WHERE user_id = {}", ada.id);
            assert_eq!(house.number(&sql), 0, "{table}");
        }
        assert_eq!(house.number("SELECT count(*) FROM operators"), 1, "those of others stay");
    }

    #[test]
    fn its_budgets_and_limits_end_and_those_of_its_keys() {
        let mut house = Fixture::new();
        for user in ["ada", "bob"] {
            house.user(user);
            house.key(user, "dead");
            house.revoke(&[&format!("{user}/dead")]).unwrap();
            house.key(user, "ci");
        }
        house.sql(
            "INSERT INTO budgets (scope, subject_id, model, limit_nanos, every, alerts, on_exceed,
                                  limit_version, created_at)
                 VALUES ('user', 2, NULL, 1, 'day', '80', 'block', 1, 0),
                        ('user', 2, 'gpt-*', 1, 'day', '80', 'block', 1, 0),
                        ('key', 1, NULL, 1, 'day', '80', 'block', 1, 0),
                        ('key', 3, NULL, 1, 'day', '80', 'block', 1, 0),
                        ('user', 3, NULL, 1, 'day', '80', 'block', 1, 0);
             INSERT INTO limits (scope, subject_id, concurrent, created_at)
                 VALUES ('user', 2, 1, 0), ('key', 2, 1, 0), ('user', 3, 1, 0)",
        );
        let told = house.told().len();
        removed(&mut house, "ada").unwrap();
        assert_eq!(
            house.told()[told..],
            [
                "key.revoke key:2",
                "budget.unset budget:3",
                "limit.unset limit:2",
                "budget.unset budget:1",
                "budget.unset budget:2",
                "limit.unset limit:1",
                "user.remove user:2",
            ]
        );
        let left = "SELECT count(*) FROM budgets WHERE removed_at IS NULL";
        assert_eq!((house.number(left), house.number("SELECT count(*) FROM limits")), (2, 1));
    }

    #[test]
    fn its_names_are_free_and_its_number_still_names_it() {
        let mut house = Fixture::new();
        let first = house.user("ada");
        house.sql("UPDATE users SET email = 'ada@example.com' WHERE id = 2");
        let key = house.key("ada", "ci").key;
        removed(&mut house, "ada").unwrap();
        let shown =
            |house: &Fixture, user: &str| list::show(&house.session.store, &user.parse().unwrap());
        for name in ["ada", "ada@example.com"] {
            assert_eq!(shown(&house, name).unwrap_err().kind, Kind::NotFound, "{name}");
        }
        assert_eq!(shown(&house, "2").unwrap().handle.as_str(), "ada");
        assert_eq!(handles(&house, None), ["root"]);
        assert_eq!(handles(&house, Some(Standing::Removed)), ["ada"]);

        let second = house.user("ada");
        house.sql("UPDATE users SET email = 'ada@example.com' WHERE id = 3");
        assert_ne!(second.id, first.id);
        for name in ["ada", "ada@example.com", "ad"] {
            let found = shown(&house, name);
            assert_eq!(found.map(|user| user.id).ok(), (name != "ad").then_some(second.id));
        }
        assert_eq!(handles(&house, None), ["root", "ada"]);
        // Its keys are found by their numbers alone, and no key of the new user is taken for one.
        let find = |text: &str| key_list::show(&house.session.store, &text.parse().unwrap());
        assert_eq!(find("ada/ci").unwrap_err().kind, Kind::NotFound);
        assert_eq!(find(&key.id.to_string()).unwrap().0.user_id, first.id);
        assert_eq!(find(key.prefix.as_str()).unwrap().0.user_id, first.id);
        house.key("ada", "ci");
        let find = |text: &str| key_list::show(&house.session.store, &text.parse().unwrap());
        assert_eq!(find("ada/ci").unwrap().0.user_id, second.id);
        let all = Filter::at(NOW);
        let listed = key_list::list(&house.session.store, &all, &Page::default()).unwrap().items;
        let paths: Vec<_> = listed.iter().map(|(key, _)| key.path()).collect();
        assert_eq!(paths, ["ada#2/ci", "ada/ci"]);
    }

    #[test]
    fn whoever_is_removed_is_not_changed_again() {
        let mut house = Fixture::new();
        house.user("ada");
        removed(&mut house, "ada").unwrap();
        for user in ["ada", "2"] {
            assert_eq!(removed(&mut house, user).unwrap_err().kind, Kind::NotFound, "{user}");
        }
        assert_eq!(removed(&mut house, "2").unwrap_err().code, "user.removed");
        let own = removed(&mut house, "root").unwrap_err();
        assert_eq!((own.kind, own.code), (Kind::Refused, "user.self"));
    }

    #[test]
    fn the_role_of_a_removed_user_can_be_removed() {
        let mut house = Fixture::new();
        house.user("ada");
        house.sql(
            "INSERT INTO roles (id, name, permissions, built_in, created_at)
                 VALUES (50, 'guest', '', 0, 0);
             UPDATE users SET role_id = 50 WHERE handle = 'ada'",
        );
        assert_eq!(role::remove(&mut house.session, "guest").unwrap_err().kind, Kind::Conflict);
        removed(&mut house, "ada").unwrap();
        assert_eq!(role::show(&house.session.store, "guest").unwrap().users, 0);
        role::remove(&mut house.session, "guest").unwrap();
        let ada = list::show(&house.session.store, &"2".parse().unwrap()).unwrap();
        assert_eq!(ada.role, "basic");
    }
}
