//! Ending keys, and stopping them for a while. No dead key ever lives again (R-E2).

use crate::domain::audit::{self, Event};
use crate::domain::key::{Key, KeyId, KeyRef, KeyStatus};
use crate::domain::scope::Subject;
use crate::domain::time::Timestamp;
use crate::domain::user::UserRef;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::mint::about;
use crate::ops::scope;
use crate::ops::session::Session;
use crate::store::db::{Read, Store, Write};
use crate::store::key::{self as key_rows, Filter};

/// How many keys are put on record as expired in one transaction.
const MAX_EXPIRED: usize = 50;

/// Which living keys a revocation is to cover.
#[derive(Clone, Debug)]
pub enum RevokeTarget {
    /// These.
    Keys(Vec<KeyRef>),
    /// Every key of a user.
    AllOf(UserRef),
}

/// The keys that [`revoke`] would revoke, to be confirmed.
///
/// # Errors
/// As [`revoke`].
pub fn to_revoke(store: &Store, target: &RevokeTarget, now: Timestamp) -> Result<Vec<Key>, Error> {
    resolve_target(&store.read()?, target, now)
}

/// Revokes keys: all of them, or, where one is not found or dead already, none. When it returns,
/// no gateway serves them (R-E1). Their own budgets and limits end with them.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Conflict`] for a key that is revoked already.
pub fn revoke(
    session: &mut Session,
    target: &RevokeTarget,
    reason: Option<&str>,
) -> Result<Vec<Key>, Error> {
    let now = session.now;
    session.change(|write, _| {
        let keys = resolve_target(write, target, now)?;
        let mut events = Vec::new();
        for key in &keys {
            events.push(end(write, key, reason, now)?);
            events.extend(scope::end(write, Subject::Key(key.id), now)?);
        }
        Ok((keys, events))
    })
}

/// Revokes a key within a transaction, but for its budgets and limits; it returns the event that
/// tells it.
///
/// # Errors
/// What the store says.
pub fn end(
    write: &Write<'_>,
    key: &Key,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<Event, Error> {
    key_rows::mark_revoked(write, key.id, now)?;
    let event = about("key.revoke", key);
    Ok(match reason {
        Some(reason) => event.with("reason", audit::clip(reason)),
        None => event,
    })
}

/// Stops keys until they are resumed: at once, on every gateway, whatever grace there was.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Conflict`] for a key that is not active.
pub fn suspend(session: &mut Session, key: &KeyRef) -> Result<Key, Error> {
    switch(session, key, KeyStatus::Active, KeyStatus::Suspended, "key.suspend")
}

/// Serves a suspended key again.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Conflict`] for a key that is not suspended.
pub fn resume(session: &mut Session, key: &KeyRef) -> Result<Key, Error> {
    switch(session, key, KeyStatus::Suspended, KeyStatus::Active, "key.resume")
}

fn switch(
    session: &mut Session,
    key: &KeyRef,
    from: KeyStatus,
    to: KeyStatus,
    action: &'static str,
) -> Result<Key, Error> {
    let now = session.now;
    session.change(|write, _| {
        let key = find::key(write, key)?;
        let found = key.status_at(now);
        if found != from {
            return Err(is_not(&key, found, from));
        }
        key_rows::set_status(write, key.id, from, to)?;
        let event = about(action, &key);
        Ok((Key { status: to, ..key }, vec![event]))
    })
}

fn is_not(key: &Key, found: KeyStatus, wanted: KeyStatus) -> Error {
    let (found, wanted) = (found.as_str(), wanted.as_str());
    let message = format!("key \"{}\" is {found}, not {wanted}", key.path());
    Error::new(Kind::Conflict, "key.status", message).fix(format!("keyctl key show {}", key.path()))
}

/// Refuses a key that is dead at an instant: it is never changed, refreshed or shown (R-E2).
///
/// # Errors
/// [`Kind::Conflict`].
pub fn check_living(key: &Key, now: Timestamp) -> Result<(), Error> {
    let found = key.status_at(now);
    if found.is_living() {
        return Ok(());
    }
    let message = format!("key \"{}\" is {}", key.path(), found.as_str());
    Err(Error::new(Kind::Conflict, "key.status", message)
        .why("a dead key never lives again")
        .fix(format!("keyctl key create {} --user {}", key.name, key.user)))
}

/// Puts on record that a key has expired, so that no clock revives it (R-E2). Does nothing for a
/// key that is known to be dead.
///
/// # Errors
/// What the store says.
pub fn expire(session: &mut Session, key: KeyId) -> Result<(), Error> {
    expire_all(session, &[key])
}

/// As [`expire`], for several keys: a few at a time, so that nobody waits long for one transaction.
///
/// # Errors
/// What the store says; then some are on record, and the others are not.
pub fn expire_all(session: &mut Session, keys: &[KeyId]) -> Result<(), Error> {
    let now = session.now;
    for keys in keys.chunks(MAX_EXPIRED) {
        // Gateways read everything anew after a change, so there is to be none without need.
        if ended(&session.store.read()?, keys, now)?.is_empty() {
            continue;
        }
        session.change(|write, _| {
            let ended = ended(write, keys, now)?;
            let events = ended.iter().map(|key| mark_expired(write, key));
            Ok(((), events.collect::<Result<_, _>>()?))
        })?;
    }
    Ok(())
}

/// Those of the keys that have expired and are not known to.
fn ended(read: &Read<'_>, keys: &[KeyId], now: Timestamp) -> Result<Vec<Key>, Error> {
    let keys = keys.iter().map(|key| find::key(read, &KeyRef::Id(*key)));
    let has_ended = |key: &Key| key.status.is_living() && key.status_at(now) == KeyStatus::Expired;
    Ok(keys.collect::<Result<Vec<_>, _>>()?.into_iter().filter(has_ended).collect())
}

/// Marks a living key as expired, within another change; the event of it.
///
/// # Errors
/// What the store says.
pub fn mark_expired(write: &Write<'_>, key: &Key) -> Result<Event, Error> {
    key_rows::set_status(write, key.id, key.status, KeyStatus::Expired)?;
    Ok(about("key.expire", key))
}

fn resolve_target(
    read: &Read<'_>,
    target: &RevokeTarget,
    now: Timestamp,
) -> Result<Vec<Key>, Error> {
    match target {
        RevokeTarget::AllOf(user) => {
            let user = find::user(read, user)?;
            let filter = Filter { user: Some(user.id), ..Filter::at(now) };
            let mut keys = key_rows::list_all(read, &filter)?;
            keys.retain(|key| key.status.is_living());
            Ok(keys)
        }
        RevokeTarget::Keys(references) => {
            let mut keys: Vec<Key> = Vec::new();
            for reference in references {
                let key = find::key(read, reference)?;
                if key.status == KeyStatus::Revoked {
                    let message = format!("key \"{}\" is already revoked", key.path());
                    return Err(Error::new(Kind::Conflict, "key.revoked", message));
                }
                if keys.iter().all(|known| known.id != key.id) {
                    keys.push(key);
                }
            }
            Ok(keys)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::decide::Refusal;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::store::budget as budget_rows;
    use crate::store::limit as limit_rows;

    #[test]
    fn the_budgets_and_limits_of_a_key_end_with_it() {
        let mut house = Fixture::new();
        for name in ["ci", "web"] {
            house.key("root", name);
        }
        house.sql(
            "INSERT INTO budgets (scope, subject_id, limit_nanos, every, alerts, on_exceed,
                 limit_version, created_at)
             SELECT 'key', id, 1, 'month', '80', 'block', 1, 0 FROM keys;
             INSERT INTO limits (scope, subject_id, concurrent, created_at)
             SELECT 'key', id, 1, 0 FROM keys",
        );
        house.revoke(&["root/ci"]).unwrap();
        let read = house.session.store.read().unwrap();
        let (one, two) = (Subject::Key(KeyId(1)), Subject::Key(KeyId(2)));
        let left = |of| {
            let budgets = budget_rows::list_of(&read, of).unwrap().len();
            (budgets, limit_rows::list_of(&read, of).unwrap().len())
        };
        assert_eq!((left(one), left(two)), ((0, 0), (1, 1)));
        drop(read);
        let told = house.told();
        let expected = ["key.revoke key:1", "budget.unset budget:1", "limit.unset limit:1"];
        assert_eq!(told[told.len() - 3..], expected);
    }

    #[test]
    fn a_name_that_several_users_have_must_be_written_with_its_user() {
        let mut house = Fixture::new();
        for user in ["ada", "bob"] {
            house.user(user);
            house.key(user, "ci");
        }
        let refused = house.revoke(&["ci"]).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Usage, "key.ambiguous"));
        house.revoke(&["ada/ci"]).unwrap();
        assert_eq!(house.revoke(&["ci"]).unwrap()[0].path(), "bob/ci");
    }

    #[test]
    fn all_are_revoked_or_none() {
        let mut house = Fixture::new();
        for name in ["one", "two", "old"] {
            house.key("root", name);
        }
        house.revoke(&["old"]).unwrap();
        let (generation, told) = (house.generations(), house.told());
        let dead = house.revoke(&["one", "old"]).unwrap_err();
        assert_eq!((dead.kind, dead.code), (Kind::Conflict, "key.revoked"));
        assert_eq!(house.revoke(&["one", "none"]).unwrap_err().kind, Kind::NotFound);
        assert_eq!(house.status("one"), KeyStatus::Active);
        assert_eq!((house.generations(), house.told()), (generation, told));
        assert_eq!(house.revoke(&["one", "root/one", "two"]).unwrap().len(), 2);
        assert_eq!(house.status("one"), KeyStatus::Revoked);
        assert_eq!(house.status("two"), KeyStatus::Revoked);
        assert_eq!(house.generations().0, generation.0 + 1, "one change");
    }

    #[test]
    fn every_key_of_one_user_and_of_nobody_else_is_revoked() {
        let mut house = Fixture::new();
        house.user("ada");
        for name in ["one", "two"] {
            house.key("ada", name);
        }
        house.key("root", "one");
        house.revoke(&["ada/two"]).unwrap();
        let all = RevokeTarget::AllOf("ada".parse().unwrap());
        let reason = Some("left the company");
        let keys = revoke(&mut house.session, &all, reason).unwrap();
        assert_eq!(keys.iter().map(Key::path).collect::<Vec<_>>(), ["ada/one"]);
        assert_eq!(house.status("root/one"), KeyStatus::Active);
        assert!(house.entries().last().unwrap().details.contains("left the company"));
        assert!(revoke(&mut house.session, &all, None).unwrap().is_empty());
    }

    #[test]
    fn a_revocation_is_told_to_gateways_when_it_returns() {
        let mut house = Fixture::new();
        house.key("root", "ci");
        let (before, told) = house.generations();
        assert_eq!(told, before);
        house.revoke(&["ci"]).unwrap();
        assert_eq!(house.generations(), (before + 1, before + 1));
    }

    #[test]
    fn a_suspended_key_is_stopped_until_it_is_resumed() {
        let mut house = Fixture::new();
        let key = house.key("root", "ci");
        let reference: KeyRef = "root/ci".parse().unwrap();
        let refused = resume(&mut house.session, &reference).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "key.status"));
        suspend(&mut house.session, &reference).unwrap();
        assert_eq!(house.judged(key.secret.expose()), Err(Refusal::Suspended));
        assert_eq!(suspend(&mut house.session, &reference).unwrap_err().kind, Kind::Conflict);
        resume(&mut house.session, &reference).unwrap();
        assert_eq!(house.judged(key.secret.expose()), Ok(()));
        suspend(&mut house.session, &reference).unwrap();
        house.revoke(&["ci"]).unwrap();
        assert_eq!(resume(&mut house.session, &reference).unwrap_err().kind, Kind::Conflict);
    }

    #[test]
    fn the_ends_of_many_keys_are_put_on_record_together() {
        let mut house = Fixture::new();
        let count = MAX_EXPIRED + 5;
        let keys: Vec<_> = (0..count).map(|n| house.key("root", &format!("k{n}")).key).collect();
        house.revoke(&["k3"]).unwrap();
        house.sql("UPDATE keys SET expires_at = NULL, lifetime_micros = NULL WHERE name = 'k4'");
        let ids: Vec<_> = keys.iter().map(|key| key.id).collect();
        house.session.now = keys[0].term.expires_at.unwrap();
        let (generation, told) = (house.generations().0, house.told().len());
        for _ in 0..2 {
            expire_all(&mut house.session, &ids).unwrap();
        }
        assert_eq!(house.generations().0, generation + 2, "two transactions, once");
        assert_eq!(house.told().len(), told + count - 2);
        assert_eq!(house.number("SELECT count(*) FROM keys WHERE status = 'expired'"), 53);
        assert_eq!(house.status("k3"), KeyStatus::Revoked);
        assert_eq!(house.status("k4"), KeyStatus::Active);
    }

    #[test]
    fn an_end_that_was_seen_stays_whatever_the_clock_says() {
        let mut house = Fixture::new();
        let minted = house.key("root", "ci");
        let (id, end) = (minted.key.id, minted.key.term.expires_at.unwrap());
        expire(&mut house.session, id).unwrap();
        assert_eq!(house.status("ci"), KeyStatus::Active, "it has not ended");
        house.session.now = end;
        let (generation, told) = (house.generations().0, house.told().len());
        for _ in 0..2 {
            expire(&mut house.session, id).unwrap();
        }
        assert_eq!((house.generations().0, house.told().len()), (generation + 1, told + 1));
        house.session.now = NOW;
        assert_eq!(house.judged(minted.secret.expose()), Err(Refusal::Expired));
        assert_eq!(house.status("ci"), KeyStatus::Expired);
        assert_eq!(resume(&mut house.session, &KeyRef::Id(id)).unwrap_err().kind, Kind::Conflict);
    }
}
