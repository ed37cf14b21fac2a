//! Rotating keys: a new secret under the same identity, so that its budget, its limits, its
//! history and its name stay (R-E3).
//!
//! It is a compare-and-set on the current version that the caller saw: of several at once one
//! wins, and the others change nothing. At most two versions of a key are alive.

use rand_core::CryptoRng;

use crate::domain::key::{Key, KeyRef};
use crate::domain::rotation::{Grace, Rotation};
use crate::domain::setting::catalogue::ROTATION_GRACE;
use crate::domain::time::Timestamp;
use crate::domain::token::Prefix;
use crate::domain::user::UserRef;
use crate::domain::version::VersionState;
use crate::ops::configuration;
use crate::ops::error::Error;
use crate::ops::find;
use crate::ops::key::mint;
use crate::ops::key::succession::{self, Rotated};
use crate::ops::session::Session;
use crate::secret::value::Secret;
use crate::store::db::Store;
use crate::store::key::{self as key_rows, Filter};
use crate::store::key_secret as secret_rows;

/// The grace that a rotation gives where none is asked for.
///
/// # Errors
/// [`Kind::Integrity`](crate::ops::error::Kind::Integrity) where the setting is damaged.
pub fn default_grace(store: &Store) -> Result<Grace, Error> {
    configuration::grace(&store.read()?, ROTATION_GRACE)
}

/// The active keys whose rotation is due, those that wait longest first, `max` at most.
///
/// # Errors
/// [`Kind::NotFound`](crate::ops::error::Kind::NotFound) for the user.
pub fn due(
    store: &Store,
    user: Option<&UserRef>,
    max: Option<usize>,
    now: Timestamp,
) -> Result<Vec<Key>, Error> {
    let read = store.read()?;
    let user = user.map(|user| find::user(&read, user)).transpose()?;
    let filter = Filter { user: user.map(|user| user.id), due: true, ..Filter::at(now) };
    let mut keys = key_rows::list_all(&read, &filter)?;
    keys.sort_by_key(|key| (key.rotated_at, key.id));
    keys.truncate(max.unwrap_or(usize::MAX));
    Ok(keys)
}

/// Rotates a key whose current version is still the one that the caller saw. `deliver` gets the
/// new secret before anything is changed: if it fails, nothing was, and if the change fails, what
/// it got is no key. A rotation that was made before under the same id is returned without a
/// secret.
///
/// # Errors
/// [`Kind::Conflict`](crate::ops::error::Kind::Conflict) for a key that is not active or was
/// rotated meanwhile, or what `deliver` says.
pub fn rotate(
    session: &mut Session,
    seen: &Key,
    rotation: &Rotation,
    rng: &mut impl CryptoRng,
    deliver: impl FnOnce(&Prefix, &Secret<String>) -> Result<(), Error>,
) -> Result<Rotated, Error> {
    let now = session.now;
    if let Some(made) = succession::admit(session, seen, rotation)? {
        return Ok(made);
    }
    let secret = mint::mint(&session.store.read()?, seen.prefix.environment(), rng)?;
    deliver(&mint::prefix(&secret)?, &secret)?;
    session.change(|write, keyring| {
        // A retry that ran beside this one.
        if let Some(made) = succession::find_made(write, seen.id, rotation)? {
            return Ok((made, Vec::new()));
        }
        let key = find::key(write, &KeyRef::Id(seen.id))?;
        succession::check(&key, seen.version_id, now)?;
        let (rotated, event) =
            succession::replace(write, keyring, &key, secret, rotation, now, rng)?;
        Ok((rotated, vec![event]))
    })
}

/// The living key whose current version has a prefix: what an interrupted rotation left in a file
/// is worth keeping where there is one.
///
/// # Errors
/// What the store says.
pub fn find_current(store: &Store, prefix: &Prefix, now: Timestamp) -> Result<Option<Key>, Error> {
    let read = store.read()?;
    let Some(found) = secret_rows::find_credential(&read, prefix.as_str())? else {
        return Ok(None);
    };
    let key = find::key(&read, &KeyRef::Id(found.key_id))?;
    let wanted = found.version_state == VersionState::Current && key.status_at(now).is_living();
    Ok(wanted.then_some(key))
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;
    use crate::domain::key::KeyStatus;
    use crate::domain::rotation::Ending;
    use crate::domain::term::Expiry;
    use crate::domain::time::Span;
    use crate::domain::token::Environment;
    use crate::domain::version::Version;
    use crate::ops::decide::Refusal;
    use crate::ops::error::Kind;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::create::{Request, create};
    use crate::ops::key::list;
    use crate::ops::key::mint::Minted;
    use crate::ops::key::status::{self, RevokeTarget};
    use crate::ops::session::{Created, IfExists};
    use crate::secret::random;
    use crate::store::db::Options;

    const HOUR: Span = Span::from_secs(3_600);
    const DAY: Span = Span::from_secs(86_400);
    const WEEK: Span = Span::from_secs(7 * 86_400);

    fn after(span: Span) -> Timestamp {
        NOW.saturating_add(span)
    }

    fn before(instant: Timestamp) -> Timestamp {
        instant.saturating_sub(Span::from_micros(1))
    }

    fn with(grace: Span) -> Rotation {
        Rotation { ending: Ending::After(Grace::new(grace).unwrap()), id: None }
    }

    fn seen(house: &Fixture, name: &str) -> Key {
        list::show(&house.session.store, &name.parse().unwrap()).unwrap().0
    }

    fn try_rotate(house: &mut Fixture, name: &str, rotation: &Rotation) -> Result<Rotated, Error> {
        let seen = seen(house, name);
        rotate(&mut house.session, &seen, rotation, &mut random::system(), |_, _| Ok(()))
    }

    /// A rotation that must succeed: the new secret.
    fn rotated(house: &mut Fixture, name: &str, grace: Span) -> String {
        let rotated = try_rotate(house, name, &with(grace)).unwrap();
        rotated.secret.unwrap().expose().clone()
    }

    fn made(house: &mut Fixture, request: &Request) -> Minted {
        let rng = &mut random::system();
        let made = create(&mut house.session, request, IfExists::Fail, rng, |_| Ok(()));
        let Created::New(minted) = made.unwrap() else { panic!() };
        minted
    }

    fn request(name: &str) -> Request {
        Request::new("root".parse().unwrap(), name.parse().unwrap())
    }

    fn alive(house: &Fixture, key: &Key) -> Vec<Version> {
        let versions = list::versions(&house.session.store, key.id).unwrap();
        versions.into_iter().filter(|version| version.is_alive(house.session.now)).collect()
    }

    #[test]
    fn of_fifty_that_saw_the_same_version_one_wins() {
        let mut house = Fixture::new();
        let key = house.key("root", "ci").key;
        let told = house.told().len();
        let barrier = Barrier::new(50);
        let sessions: Vec<_> = (0..50).map(|_| house.session_with(Options::COMMAND)).collect();
        let outcomes: Vec<_> = thread::scope(|scope| {
            let race = |mut session: Session| {
                let (key, barrier) = (&key, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    let rng = &mut random::system();
                    rotate(&mut session, key, &with(DAY), rng, |_, _| Ok(()))
                })
            };
            let racing: Vec<_> = sessions.into_iter().map(race).collect();
            racing.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), lost.len()), (1, 49));
        for refused in lost {
            let refused = refused.unwrap_err();
            assert_eq!((refused.kind, refused.code), (Kind::Conflict, "key.rotated"));
        }
        assert_eq!(list::versions(&house.session.store, key.id).unwrap().len(), 2);
        assert_eq!(alive(&house, &key).len(), 2);
        assert_eq!(house.told().len(), told + 1, "the losers left nothing");
    }

    #[test]
    fn nothing_lives_after_a_revocation_that_fifty_rotations_raced() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci");
        let barrier = Barrier::new(51);
        let sessions: Vec<_> = (0..50).map(|_| house.session_with(Options::COMMAND)).collect();
        let secrets: Vec<String> = thread::scope(|scope| {
            let race = |mut session: Session| {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    let seen = list::show(&session.store, &"ci".parse().unwrap()).unwrap().0;
                    let rng = &mut random::system();
                    match rotate(&mut session, &seen, &with(DAY), rng, |_, _| Ok(())) {
                        Ok(rotated) => Some(rotated.secret.unwrap().expose().clone()),
                        Err(refused) => {
                            assert_eq!(refused.kind, Kind::Conflict, "{refused}");
                            None
                        }
                    }
                })
            };
            let racing: Vec<_> = sessions.into_iter().map(race).collect();
            barrier.wait();
            house.revoke(&["ci"]).unwrap();
            racing.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
        });
        for secret in secrets.iter().chain([first.secret.expose()]) {
            assert_eq!(house.judged(secret), Err(Refusal::Revoked));
        }
        let refused = try_rotate(&mut house, "ci", &with(DAY)).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "key.status"));
    }

    #[test]
    fn the_one_before_goes_on_until_its_grace_ends_and_no_longer() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci");
        let second = rotated(&mut house, "ci", HOUR);
        let end = after(HOUR);
        for (now, verdict) in [(before(end), Ok(())), (end, Err(Refusal::Rotated))] {
            house.session.now = now;
            assert_eq!(house.judged(first.secret.expose()), verdict, "{now}");
            assert_eq!(house.judged(&second), Ok(()));
        }
    }

    #[test]
    fn at_most_two_live_and_the_oldest_makes_way() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci");
        let mut secrets = vec![first.secret.expose().clone()];
        for _ in 0..4 {
            secrets.push(rotated(&mut house, "ci", DAY));
            assert_eq!(alive(&house, &first.key).len(), 2);
            let living: Vec<_> = secrets.iter().rev().take(2).collect();
            for secret in &secrets {
                let lives = house.judged(secret) == Ok(());
                assert_eq!(lives, living.contains(&secret));
            }
        }
        let versions = list::versions(&house.session.store, first.key.id).unwrap();
        assert_eq!(versions.len(), 5);
        assert_eq!(versions[4].valid_until, Some(NOW), "ended when the third was made");
    }

    #[test]
    fn no_clock_revives_what_a_later_rotation_has_ended() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci");
        rotated(&mut house, "ci", HOUR);
        house.session.now = after(DAY);
        rotated(&mut house, "ci", HOUR);
        house.session.now = NOW;
        assert_eq!(house.judged(first.secret.expose()), Err(Refusal::Rotated));
        assert_eq!(alive(&house, &first.key).len(), 2);
    }

    #[test]
    fn no_grace_outlives_the_end_that_was() {
        let mut house = Fixture::new();
        let expiry = Expiry::After(HOUR);
        let first = made(&mut house, &Request { expiry, ..request("ci") });
        house.session.now = after(Span::from_secs(1_800));
        let second = rotated(&mut house, "ci", DAY);
        let end = after(HOUR);
        for (now, verdict) in [(before(end), Ok(())), (end, Err(Refusal::Rotated))] {
            house.session.now = now;
            assert_eq!(house.judged(first.secret.expose()), verdict, "{now}");
            assert_eq!(house.judged(&second), Ok(()));
        }
    }

    #[test]
    fn without_grace_it_ends_at_once() {
        for ending in [Ending::After(Grace::NONE), Ending::Compromised] {
            let mut house = Fixture::new();
            let first = house.key("root", "ci");
            try_rotate(&mut house, "ci", &Rotation { ending, id: None }).unwrap();
            assert_eq!(house.judged(first.secret.expose()), Err(Refusal::Rotated));
            assert_eq!(alive(&house, &first.key).len(), 1);
            let details = house.entries().pop().unwrap().details;
            let flagged = details.contains(r#""compromised":true"#);
            assert_eq!(flagged, ending == Ending::Compromised, "{details}");
        }
    }

    #[test]
    fn a_length_of_life_begins_anew_and_an_instant_stays() {
        let mut house = Fixture::new();
        made(&mut house, &Request { expiry: Expiry::After(WEEK), ..request("length") });
        made(&mut house, &Request { expiry: Expiry::At(after(WEEK)), ..request("instant") });
        house.sql("UPDATE roles SET lifetime_micros = NULL");
        made(&mut house, &Request { expiry: Expiry::Never, ..request("never") });
        house.session.now = after(DAY);
        for name in ["length", "instant", "never"] {
            rotated(&mut house, name, HOUR);
        }
        let end = |house: &Fixture, name: &str| seen(house, name).term.expires_at;
        assert_eq!(end(&house, "length"), Some(after(DAY).saturating_add(WEEK)));
        assert_eq!(end(&house, "instant"), Some(after(WEEK)));
        assert_eq!(end(&house, "never"), None);
        house.sql("UPDATE roles SET lifetime_micros = 3600000000");
        for name in ["length", "instant", "never"] {
            rotated(&mut house, name, HOUR);
            assert_eq!(end(&house, name), Some(after(DAY).saturating_add(HOUR)), "{name}");
        }
    }

    #[test]
    fn the_first_rotation_of_an_imported_key_ends_its_exemption() {
        let mut house = Fixture::new();
        house.key("root", "old");
        house.sql(&format!(
            "UPDATE key_secrets SET imported = 1;
             UPDATE keys SET expires_at = NULL, lifetime_micros = NULL, sunset_at = {};
             UPDATE roles SET lifetime_micros = 86400000000",
            after(HOUR).micros()
        ));
        rotated(&mut house, "old", HOUR);
        let key = seen(&house, "old");
        assert_eq!((key.imported, key.sunset_at), (false, None));
        assert_eq!(key.term.expires_at, Some(after(DAY)));
    }

    #[test]
    fn suspension_and_revocation_beat_every_grace() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci");
        let second = rotated(&mut house, "ci", DAY);
        let reference: KeyRef = "ci".parse().unwrap();
        status::suspend(&mut house.session, &reference).unwrap();
        for secret in [first.secret.expose(), &second] {
            assert_eq!(house.judged(secret), Err(Refusal::Suspended));
        }
        let refused = try_rotate(&mut house, "ci", &with(DAY)).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "key.status"));
        assert_eq!(refused.fix.as_deref(), Some("keyctl key resume root/ci"));
        status::resume(&mut house.session, &reference).unwrap();
        house.revoke(&["ci"]).unwrap();
        for secret in [first.secret.expose(), &second] {
            assert_eq!(house.judged(secret), Err(Refusal::Revoked));
        }
    }

    #[test]
    fn a_key_that_has_ended_is_put_on_record_and_never_rotated() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci");
        house.session.now = first.key.term.expires_at.unwrap();
        let refused = try_rotate(&mut house, "ci", &with(DAY)).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "key.status"));
        assert_eq!(house.status("ci"), KeyStatus::Expired);
        house.session.now = NOW;
        assert_eq!(try_rotate(&mut house, "ci", &with(DAY)).unwrap_err().code, "key.status");
        assert_eq!(house.number("SELECT count(*) FROM key_secrets"), 1);
    }

    #[test]
    fn a_retry_rotates_nothing_and_tells_what_was_made() {
        let mut house = Fixture::new();
        house.key("root", "ci");
        let rotation = Rotation { id: Some("deploy-7".parse().unwrap()), ..with(DAY) };
        let first = try_rotate(&mut house, "ci", &rotation).unwrap();
        let before = (house.generations(), house.told());
        house.session.now = after(HOUR);
        let again = try_rotate(&mut house, "ci", &rotation).unwrap();
        assert!(first.secret.is_some() && again.secret.is_none());
        assert_eq!((house.generations(), house.told()), before);
        assert_eq!(again.version.id, first.version.id);
        assert_eq!(again.version.prefix, first.key.prefix);
        let ends = |rotated: &Rotated| {
            let previous = rotated.previous.as_ref().unwrap();
            (previous.prefix.clone(), previous.valid_until, rotated.key.term.expires_at)
        };
        assert_eq!(ends(&again), ends(&first));
        assert_eq!(ends(&again).1, Some(after(DAY)));
        // Also when the key has been rotated since, and when it is dead.
        rotated(&mut house, "ci", DAY);
        house.revoke(&["ci"]).unwrap();
        let late = try_rotate(&mut house, "ci", &rotation).unwrap();
        assert_eq!((late.version.id, late.secret.is_none()), (first.version.id, true));
    }

    #[test]
    fn of_retries_that_race_one_rotates_and_all_succeed() {
        let mut house = Fixture::new();
        let key = house.key("root", "ci").key;
        let rotation = Rotation { id: Some("deploy-7".parse().unwrap()), ..with(DAY) };
        let barrier = Barrier::new(8);
        let sessions: Vec<_> = (0..8).map(|_| house.session_with(Options::COMMAND)).collect();
        let shown = thread::scope(|scope| {
            let race = |mut session: Session| {
                let (key, barrier, rotation) = (&key, &barrier, &rotation);
                scope.spawn(move || {
                    barrier.wait();
                    let rng = &mut random::system();
                    let rotated = rotate(&mut session, key, rotation, rng, |_, _| Ok(()));
                    rotated.unwrap().secret.is_some()
                })
            };
            let racing: Vec<_> = sessions.into_iter().map(race).collect();
            racing.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(shown.iter().filter(|shown| **shown).count(), 1);
        assert_eq!(list::versions(&house.session.store, key.id).unwrap().len(), 2);
    }

    #[test]
    fn a_rotation_is_whole_or_not_at_all() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci");
        let key = seen(&house, "ci");
        let full = || Error::new(Kind::Storage, "output.full", "no space left");
        let rng = &mut random::system();
        let failed = rotate(&mut house.session, &key, &with(DAY), rng, |_, _| Err(full()));
        assert_eq!(failed.unwrap_err(), full());
        house.sql("DELETE FROM audit_head");
        let mut handed = None;
        let failed = rotate(&mut house.session, &key, &with(DAY), rng, |_, secret| {
            handed = Some(secret.expose().clone());
            Ok(())
        });
        failed.unwrap_err();
        assert_eq!(house.judged(&handed.unwrap()), Err(Refusal::Unknown));
        assert_eq!(house.judged(first.secret.expose()), Ok(()));
        assert_eq!(house.number("SELECT count(*) FROM key_secrets"), 1);
    }

    #[test]
    fn the_identity_and_the_word_of_the_environment_stay() {
        let mut house = Fixture::new();
        let asked = Request {
            environment: Environment::Test,
            models: vec!["gpt-*".parse().unwrap()],
            rotate_every: Some(DAY),
            ..request("ci")
        };
        let first = made(&mut house, &asked);
        house.session.now = after(HOUR);
        let second = rotated(&mut house, "ci", DAY);
        let key = seen(&house, "ci");
        assert!(second.starts_with("sk_test_"), "{}", key.prefix);
        assert_eq!((key.id, key.created_at), (first.key.id, NOW));
        assert_eq!(key.restrictions, first.key.restrictions);
        assert_eq!(
            (key.rotated_at, key.due_at()),
            (after(HOUR), Some(after(HOUR).saturating_add(DAY)))
        );
        assert!(!house.holds(&second.as_bytes()[second.len() - 49..]));
        let entry = house.entries().pop().unwrap();
        for told in [key.prefix.as_str(), first.key.prefix.as_str(), "valid_until"] {
            assert!(entry.details.contains(told), "{told} in {}", entry.details);
        }
    }

    #[test]
    fn due_is_what_is_active_and_was_not_rotated_for_so_long() {
        let mut house = Fixture::new();
        house.user("ada");
        for (name, user) in [("a", "root"), ("b", "ada"), ("c", "root"), ("d", "root")] {
            let mut asked = Request::new(user.parse().unwrap(), name.parse().unwrap());
            asked.rotate_every = Some(DAY);
            made(&mut house, &asked);
            house.session.now = house.session.now.saturating_add(Span::from_secs(1));
        }
        house.key("root", "never-due");
        let names = |house: &Fixture, user: Option<&str>, max, now| {
            let user = user.map(|user| user.parse().unwrap());
            let keys = due(&house.session.store, user.as_ref(), max, now).unwrap();
            keys.iter().map(|key| key.name.to_string()).collect::<String>()
        };
        assert_eq!(names(&house, None, None, before(after(DAY))), "");
        assert_eq!(names(&house, None, None, after(DAY)), "a");
        let now = after(DAY).saturating_add(HOUR);
        assert_eq!(names(&house, None, None, now), "abcd");
        assert_eq!(names(&house, Some("ada"), None, now), "b");
        assert_eq!(names(&house, None, Some(2), now), "ab");
        house.session.now = now;
        rotated(&mut house, "a", HOUR);
        house.revoke(&["c"]).unwrap();
        status::suspend(&mut house.session, &"d".parse().unwrap()).unwrap();
        assert_eq!(names(&house, None, None, now), "b");
        let all = RevokeTarget::AllOf("ada".parse().unwrap());
        status::revoke(&mut house.session, &all, None).unwrap();
        assert_eq!(names(&house, None, None, now), "");
    }

    #[test]
    fn a_file_is_worth_keeping_while_its_secret_is_the_current_one_of_a_living_key() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci").key;
        let wanted = |house: &Fixture, prefix: &Prefix| {
            find_current(&house.session.store, prefix, NOW).unwrap().is_some()
        };
        assert!(wanted(&house, &first.prefix));
        assert!(!wanted(&house, &"sk_live_000000000000".parse().unwrap()));
        rotated(&mut house, "ci", DAY);
        let second = seen(&house, "ci");
        assert!(!wanted(&house, &first.prefix) && wanted(&house, &second.prefix));
        house.revoke(&["ci"]).unwrap();
        assert!(!wanted(&house, &second.prefix));
    }
}
