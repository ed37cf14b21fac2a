//! Refreshing keys: whoever holds one gets a new secret and its lifetime anew in its last day, so
//! that a program in use never meets the end of its key.
//!
//! It is a rotation that needs no operator, and for that it comes only when the key is about to
//! end: a secret that leaked cannot be prolonged before its rightful holder does it.

use rand_core::CryptoRng;

use crate::domain::audit::Event;
use crate::domain::key::{Key, KeyRef};
use crate::domain::rotation::{Ending, Rotation};
use crate::domain::time::Timestamp;
use crate::domain::token::Prefix;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::mint;
use crate::ops::key::rotate;
use crate::ops::key::succession::{self, Rotated};
use crate::ops::session::Session;
use crate::secret::value::Secret;

/// Refreshes a key: a new secret, its lifetime anew under the ceiling of its role, and the version
/// before for the default grace, at most until it would have ended. A key that was made for an
/// instant keeps that instant. `deliver` gets the new secret before anything is changed: if it
/// fails, nothing was.
///
/// # Errors
/// [`Kind::NotFound`]; [`Kind::Denied`] for a key that is more than the actor (R-F2);
/// [`Kind::Conflict`] for a key that is not active, was rotated meanwhile or
/// has more than a day to live (`key.refresh_too_early`), or what `deliver` says.
pub fn refresh(
    session: &mut Session,
    key: &KeyRef,
    rng: &mut impl CryptoRng,
    deliver: impl FnOnce(&Prefix, &Secret<String>) -> Result<(), Error>,
) -> Result<Rotated, Error> {
    let now = session.now;
    let seen = find::key(&session.store.read()?, key)?;
    mint::check_held(&session.store.read()?, &session.actor, &seen)?;
    let ending = Ending::After(rotate::default_grace(&session.store)?);
    let rotation = Rotation { ending, id: None };
    if let Some(made) = succession::admit(session, &seen, &rotation)? {
        return Ok(made);
    }
    check(&seen, now)?;
    let secret = mint::mint(&session.store.read()?, seen.prefix.environment(), rng)?;
    deliver(&mint::prefix(&secret)?, &secret)?;
    session.change(|write, keyring| {
        let key = find::key(write, &KeyRef::Id(seen.id))?;
        succession::check(&key, seen.version_id, now)?;
        check(&key, now)?;
        let (rotated, event) =
            succession::replace(write, keyring, &key, secret, &rotation, now, rng)?;
        let end = rotated.key.term.expires_at.map(|at| at.to_string());
        let event = Event { action: "key.refresh", ..event }.with("expires_at", end);
        Ok((rotated, vec![event]))
    })
}

/// Refuses a key that is not in its last day.
fn check(key: &Key, now: Timestamp) -> Result<(), Error> {
    let from = key.term.refresh_after();
    if from.is_some_and(|from| from <= now) {
        return Ok(());
    }
    let path = key.path();
    let message = format!("key \"{path}\" cannot be refreshed yet");
    let error = Error::new(Kind::Conflict, "key.refresh_too_early", message);
    let error = match from {
        Some(from) => error.why(format!("it can be in its last 24 hours, from {from} on")),
        None => error.why("it never ends, and only what is about to end is refreshed"),
    };
    Err(error.fix(format!("keyctl key rotate {path}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::term::Expiry;
    use crate::domain::time::Span;
    use crate::ops::decide::Refusal;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::list::{show, versions};
    use crate::ops::key::reveal::reveal;
    use crate::ops::key::set::{self, Changes};
    use crate::ops::key::status;
    use crate::secret::random;

    const DAY: Span = Span::from_secs(86_400);
    const WEEK: Span = Span::from_secs(7 * 86_400);

    fn refreshed(house: &mut Fixture, key: &str) -> Result<Rotated, Error> {
        let rng = &mut random::system();
        refresh(&mut house.session, &key.parse().unwrap(), rng, |_, _| Ok(()))
    }

    fn refused(house: &mut Fixture, key: &str) -> (Kind, &'static str) {
        let error = refreshed(house, key).unwrap_err();
        (error.kind, error.code)
    }

    fn secret(rotated: &Rotated) -> &str {
        rotated.secret.as_ref().unwrap().expose()
    }

    #[test]
    fn a_key_in_its_last_day_gets_its_lifetime_anew_and_the_old_secret_goes_on_until_its_end() {
        let mut house = Fixture::new();
        house.user("ada");
        let made = house.key("ada", "ci");
        let end = NOW.saturating_add(WEEK);
        house.session.now = end.saturating_sub(DAY);
        let rotated = refreshed(&mut house, "ci").unwrap();
        assert_eq!(rotated.key.id, made.key.id);
        assert_eq!(rotated.key.term.expires_at, Some(house.session.now.saturating_add(WEEK)));
        assert_eq!(rotated.previous.as_ref().unwrap().valid_until, Some(end));
        assert_eq!(house.judged(secret(&rotated)), Ok(()));
        assert_eq!(house.judged(made.secret.expose()), Ok(()));
        let told = house.entries().pop().unwrap();
        assert_eq!((told.action.as_str(), told.target), ("key.refresh", Some("key:1".to_owned())));
        assert!(told.details.contains(made.key.prefix.as_str()), "{}", told.details);
        let again = (Kind::Conflict, "key.refresh_too_early");
        assert_eq!(refused(&mut house, "ci"), again, "it has a week again");
        house.session.now = end;
        assert_eq!(house.judged(made.secret.expose()), Err(Refusal::Rotated));
        assert_eq!(house.judged(secret(&rotated)), Ok(()));
    }

    #[test]
    fn it_is_too_early_until_the_last_day_begins_and_too_late_at_the_end() {
        let mut house = Fixture::new();
        house.user("ada");
        house.key("ada", "ci");
        let end = NOW.saturating_add(WEEK);
        let early = (Kind::Conflict, "key.refresh_too_early");
        assert_eq!(refused(&mut house, "ci"), early);
        let begin = end.saturating_sub(DAY);
        house.session.now = Timestamp::from_micros(begin.micros() - 1);
        let (generation, told) = (house.generations(), house.told());
        assert_eq!(refused(&mut house, "ci"), early);
        assert_eq!((house.generations(), house.told()), (generation, told));
        house.session.now = end;
        assert_eq!(refused(&mut house, "ci"), (Kind::Conflict, "key.status"));
        house.session.now = begin;
        assert_eq!(refused(&mut house, "ci"), (Kind::Conflict, "key.status"), "dead for good");
    }

    #[test]
    fn what_never_ends_or_is_stopped_is_not_refreshed() {
        let mut house = Fixture::new();
        house.key("root", "ci");
        house.sql("UPDATE keys SET expires_at = NULL, lifetime_micros = NULL");
        assert_eq!(refused(&mut house, "ci"), (Kind::Conflict, "key.refresh_too_early"));
        house.sql(&format!("UPDATE keys SET expires_at = {}", NOW.saturating_add(DAY).micros()));
        status::suspend(&mut house.session, &"ci".parse().unwrap()).unwrap();
        assert_eq!(refused(&mut house, "ci"), (Kind::Conflict, "key.status"));
        house.revoke(&["ci"]).unwrap();
        assert_eq!(refused(&mut house, "ci"), (Kind::Conflict, "key.status"));
        assert_eq!(refused(&mut house, "nothing"), (Kind::NotFound, "key.not_found"));
    }

    #[test]
    fn an_instant_that_was_chosen_stays() {
        let mut house = Fixture::new();
        house.key("root", "ci");
        let end = NOW.saturating_add(Span::from_secs(3_600));
        let changes = Changes { expiry: Some(Expiry::At(end)), ..Changes::default() };
        set::set(&mut house.session, &"ci".parse().unwrap(), &changes).unwrap();
        let rotated = refreshed(&mut house, "ci").unwrap();
        assert_eq!(rotated.key.term.expires_at, Some(end));
        house.session.now = end;
        assert_eq!(house.judged(secret(&rotated)), Err(Refusal::Expired));
    }

    #[test]
    fn a_secret_that_is_not_delivered_is_none() {
        let mut house = Fixture::new();
        let made = house.key("root", "ci");
        house.session.now = made.key.term.refresh_after().unwrap();
        let (generation, told) = (house.generations(), house.told());
        let full = || Error::new(Kind::Storage, "output.full", "no space left");
        let mut shown = None;
        let failure = refresh(
            &mut house.session,
            &"ci".parse().unwrap(),
            &mut random::system(),
            |_, secret| {
                shown = Some(secret.expose().clone());
                Err(full())
            },
        );
        assert_eq!(failure.unwrap_err(), full());
        assert_eq!((house.generations(), house.told()), (generation, told));
        assert_eq!(house.judged(&shown.unwrap()), Err(Refusal::Unknown));
        assert_eq!(versions(&house.session.store, made.key.id).unwrap().len(), 1);
    }

    #[test]
    fn a_recoverable_key_stays_recoverable() {
        let mut house = Fixture::new();
        let made = house.recoverable_key("root", "ci");
        house.session.now = made.key.term.refresh_after().unwrap();
        let rotated = refreshed(&mut house, "ci").unwrap();
        let revealed = reveal(&mut house.session, &"ci".parse().unwrap()).unwrap();
        assert_eq!(revealed.secret.expose(), secret(&rotated));
        assert_ne!(revealed.secret.expose(), made.secret.expose());
        assert!(show(&house.session.store, &"ci".parse().unwrap()).unwrap().0.recoverable);
    }
}
