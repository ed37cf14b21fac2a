//! Rotations in two steps, for a secret that a command carries to whoever uses it.
//!
//! The new version is on offer while the command runs: it takes requests, and so does the current
//! one. If the command succeeds, it becomes the current one and the grace begins; if not, it is
//! taken back. An offer that nobody came back for ends by itself.

use rand_core::CryptoRng;

use crate::domain::key::{Key, KeyRef};
use crate::domain::rotation::Rotation;
use crate::domain::time::Span;
use crate::domain::version::{Version, VersionId, VersionState};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::mint;
use crate::ops::key::succession::{self, Rotated};
use crate::ops::session::{Created, Session};
use crate::secret::value::Secret;
use crate::store::db::Read;
use crate::store::delivery;
use crate::store::key_secret as secret_rows;

/// How long a version is on offer. A command that delivers one must be given less.
pub const LIFETIME: Span = Span::from_secs(180);

/// A version on offer.
#[derive(Debug)]
pub struct Offer {
    /// The key, as it was before.
    pub key: Key,
    /// The whole of the secret on offer.
    pub secret: Secret<String>,
    version: VersionId,
    rotation: Rotation,
}

/// The turn to deliver, for as long as it is held.
#[derive(Debug)]
pub struct Turn {
    _turn: delivery::Turn,
}

/// Takes the turn to deliver. While it is held, whatever else is on offer was left behind.
///
/// # Errors
/// [`Kind::Busy`] where another process has it.
pub fn take_turn(session: &Session) -> Result<Turn, Error> {
    let turn = delivery::take_turn(&session.store).map(|turn| Turn { _turn: turn });
    turn.map_err(|error| match Error::from(error) {
        Error { kind: Kind::Busy, .. } => {
            Error::new(Kind::Busy, "key.delivering", "another keyctl is delivering secrets")
                .fix("try again")
        }
        other => other,
    })
}

/// Offers the next version of a key whose current version is still the one that the caller saw. A
/// version within its grace makes way for it; one left on offer is taken back.
///
/// # Errors
/// As [`rotate`](crate::ops::key::rotate::rotate).
pub fn offer(
    session: &mut Session,
    _turn: &Turn,
    seen: &Key,
    rotation: &Rotation,
    rng: &mut impl CryptoRng,
) -> Result<Created<Offer, Rotated>, Error> {
    let now = session.now;
    if let Some(made) = succession::admit(session, seen, rotation)? {
        return Ok(Created::Existing(made));
    }
    let secret = mint::mint(&session.store.read()?, seen.prefix.environment(), rng)?;
    session.change(|write, keyring| {
        // A retry without a command that ran beside this one.
        if let Some(made) = succession::find_made(write, seen.id, rotation)? {
            return Ok((Created::Existing(made), Vec::new()));
        }
        let key = find::key(write, &KeyRef::Id(seen.id))?;
        succession::check(&key, seen.version_id, now)?;
        succession::end_others(write, key.id, None, now)?;
        let until = now.saturating_add(LIFETIME);
        let new = (&secret, rotation);
        let version = succession::store(write, keyring, &key, new, Some(until), now, rng)?;
        let event = mint::about("key.offer", &key)
            .with("version", version.0)
            .with("valid_until", until.to_string());
        let offer = Offer { key, secret, version, rotation: rotation.clone() };
        Ok((Created::New(offer), vec![event]))
    })
}

/// Makes the version on offer the current one: it has arrived.
///
/// # Errors
/// [`Kind::Conflict`] where the key is no longer active, was rotated meanwhile, or the offer has
/// ended.
pub fn confirm(session: &mut Session, offer: &Offer) -> Result<Rotated, Error> {
    let now = session.now;
    session.change(|write, _| {
        let key = find::key(write, &KeyRef::Id(offer.key.id))?;
        succession::check(&key, offer.key.version_id, now)?;
        let offered = find_offered(write, offer)?.filter(|version| version.is_alive(now));
        if offered.is_none() {
            return Err(ended(&key));
        }
        succession::end_others(write, key.id, Some(offer.version), now)?;
        succession::retire(write, &key, offer.rotation.ending, now)?;
        let (from, to) = (VersionState::Offered, VersionState::Current);
        secret_rows::set_state(write, offer.version, from, to, None)?;
        succession::renew(write, &key, now)?;
        let (rotated, event) =
            succession::told(write, &key, offer.secret.clone(), &offer.rotation)?;
        Ok((rotated, vec![event]))
    })
}

/// Takes the version on offer back: it has not arrived. Does nothing where somebody else did.
///
/// # Errors
/// What the store says; the offer then ends by itself.
pub fn withdraw(session: &mut Session, offer: &Offer) -> Result<(), Error> {
    let now = session.now;
    session.change(|write, _| {
        let Some(version) = find_offered(write, offer)? else { return Ok(((), Vec::new())) };
        let end = version.valid_until.map_or(now, |until| until.min(now));
        secret_rows::withdraw_offer(write, version.id, end)?;
        let event = mint::about("key.withdraw", &offer.key)
            .with("version", version.id.0)
            .with("withdrawn_prefix", version.prefix.as_str());
        Ok(((), vec![event]))
    })
}

fn find_offered(read: &Read<'_>, offer: &Offer) -> Result<Option<Version>, Error> {
    let versions = secret_rows::list(read, offer.key.id)?;
    let offered =
        |version: &Version| version.id == offer.version && version.state == VersionState::Offered;
    Ok(versions.into_iter().find(offered))
}

fn ended(key: &Key) -> Error {
    let message = format!("the new secret of key \"{}\" has ended meanwhile", key.path());
    Error::new(Kind::Conflict, "key.offer_ended", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rotation::{Ending, Grace};
    use crate::domain::time::Timestamp;
    use crate::ops::decide::Refusal;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::list;
    use crate::ops::key::rotate::rotate;
    use crate::secret::random;

    const DAY: Span = Span::from_secs(86_400);

    fn rotation() -> Rotation {
        let id = Some("deploy-7".parse().unwrap());
        Rotation { ending: Ending::After(Grace::DEFAULT), id }
    }

    fn seen(house: &Fixture) -> Key {
        list::show(&house.session.store, &"ci".parse().unwrap()).unwrap().0
    }

    fn offered(house: &mut Fixture, rotation: &Rotation) -> Offer {
        let turn = take_turn(&house.session).unwrap();
        let seen = seen(house);
        let rng = &mut random::system();
        match offer(&mut house.session, &turn, &seen, rotation, rng).unwrap() {
            Created::New(offer) => offer,
            Created::Existing(made) => panic!("{:?} was made", made.version),
        }
    }

    fn alive(house: &Fixture) -> usize {
        let versions = list::versions(&house.session.store, seen(house).id).unwrap();
        versions.iter().filter(|version| version.is_alive(house.session.now)).count()
    }

    fn at(house: &mut Fixture, span: Span) -> Timestamp {
        house.session.now = NOW.saturating_add(span);
        house.session.now
    }

    #[test]
    fn the_grace_begins_when_the_secret_has_arrived() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci");
        let offer = offered(&mut house, &rotation());
        for secret in [first.secret.expose(), offer.secret.expose()] {
            assert_eq!(house.judged(secret), Ok(()), "both are served");
        }
        assert_eq!(seen(&house).prefix, first.key.prefix, "it is not the current one yet");
        let now = at(&mut house, Span::from_secs(60));
        let rotated = confirm(&mut house.session, &offer).unwrap();
        let previous = rotated.previous.unwrap();
        assert_eq!(previous.prefix, first.key.prefix);
        assert_eq!(previous.valid_until, Some(now.saturating_add(DAY)));
        assert_eq!(seen(&house).prefix, rotated.version.prefix);
        let lifetime = first.key.term.lifetime.unwrap();
        assert_eq!(rotated.key.term.expires_at, Some(now.saturating_add(lifetime)));
        at(&mut house, LIFETIME);
        assert_eq!(house.judged(offer.secret.expose()), Ok(()), "it is on offer no longer");
        assert_eq!(alive(&house), 2);
        let told = house.told();
        let id = first.key.id;
        assert!(told.ends_with(&[format!("key.offer key:{id}"), format!("key.rotate key:{id}")]));
    }

    #[test]
    fn what_did_not_arrive_is_taken_back_and_tried_again() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci");
        let offer = offered(&mut house, &rotation());
        withdraw(&mut house.session, &offer).unwrap();
        assert_eq!(house.judged(offer.secret.expose()), Err(Refusal::Rotated));
        assert_eq!(house.judged(first.secret.expose()), Ok(()));
        at(&mut house, DAY);
        assert_eq!(house.judged(first.secret.expose()), Ok(()), "no grace has begun");
        let told = house.told();
        withdraw(&mut house.session, &offer).unwrap();
        assert_eq!(house.told(), told, "it was taken back already");
        let again = offered(&mut house, &rotation());
        confirm(&mut house.session, &again).unwrap();
        assert_eq!(house.judged(again.secret.expose()), Ok(()));
        let refused = confirm(&mut house.session, &offer).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "key.rotated"));
    }

    #[test]
    fn what_nobody_came_back_for_ends_by_itself_or_with_the_next() {
        let mut house = Fixture::new();
        house.key("root", "ci");
        let lost = offered(&mut house, &rotation());
        at(&mut house, LIFETIME);
        assert_eq!(house.judged(lost.secret.expose()), Err(Refusal::Rotated));
        assert_eq!(confirm(&mut house.session, &lost).unwrap_err().code, "key.offer_ended");
        house.session.now = NOW;
        assert_eq!(house.judged(lost.secret.expose()), Ok(()));
        let next = offered(&mut house, &rotation());
        assert_eq!(house.judged(lost.secret.expose()), Err(Refusal::Rotated));
        assert_eq!(alive(&house), 2);
        confirm(&mut house.session, &next).unwrap();
        assert_eq!(alive(&house), 2);
    }

    #[test]
    fn a_version_within_its_grace_makes_way() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci");
        let second = offered(&mut house, &Rotation { id: None, ..rotation() });
        confirm(&mut house.session, &second).unwrap();
        let third = offered(&mut house, &Rotation { id: None, ..rotation() });
        assert_eq!(alive(&house), 2);
        assert_eq!(house.judged(first.secret.expose()), Err(Refusal::Rotated));
        for secret in [second.secret.expose(), third.secret.expose()] {
            assert_eq!(house.judged(secret), Ok(()));
        }
    }

    #[test]
    fn a_rotation_or_a_revocation_meanwhile_wins() {
        let mut house = Fixture::new();
        house.key("root", "ci");
        let offer = offered(&mut house, &rotation());
        let at_once = Rotation { ending: Ending::Compromised, id: None };
        let (key, rng) = (seen(&house), &mut random::system());
        rotate(&mut house.session, &key, &at_once, rng, |_, _| Ok(())).unwrap();
        assert_eq!(house.judged(offer.secret.expose()), Err(Refusal::Rotated));
        assert_eq!(confirm(&mut house.session, &offer).unwrap_err().code, "key.rotated");
        assert_eq!(alive(&house), 1);

        let offer = offered(&mut house, &rotation());
        house.revoke(&["ci"]).unwrap();
        assert_eq!(house.judged(offer.secret.expose()), Err(Refusal::Revoked));
        assert_eq!(confirm(&mut house.session, &offer).unwrap_err().code, "key.status");
    }

    #[test]
    fn a_retry_of_what_was_made_offers_nothing() {
        let mut house = Fixture::new();
        house.key("root", "ci");
        let first = offered(&mut house, &rotation());
        confirm(&mut house.session, &first).unwrap();
        let turn = take_turn(&house.session).unwrap();
        let (key, rng) = (seen(&house), &mut random::system());
        let again = offer(&mut house.session, &turn, &key, &rotation(), rng).unwrap();
        let Created::Existing(made) = again else { panic!() };
        assert_eq!(made.version.id, key.version_id);
    }

    #[test]
    fn one_delivers_at_a_time() {
        let house = Fixture::new();
        let turn = take_turn(&house.session).unwrap();
        let refused = take_turn(&house.session).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Busy, "key.delivering"));
        drop(turn);
        take_turn(&house.session).unwrap();
    }
}
