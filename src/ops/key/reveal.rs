//! Showing a recoverable key again.

use crate::domain::audit::{Event, Outcome};
use crate::domain::key::{Key, KeyRef};
use crate::domain::token;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::mint::{self, Minted};
use crate::ops::key::status;
use crate::ops::session::Session;
use crate::secret::value::Secret;
use crate::store::key_secret as secret_rows;

/// Opens the sealed copy of a living key's current version. The entry that tells of it is durable
/// before this returns, so nobody sees a secret of which the log does not know (R-E5).
///
/// # Errors
/// [`Kind::NotFound`]; [`Kind::Conflict`] for a key that is dead, [`Kind::Refused`] for one of
/// which no copy is kept, [`Kind::Integrity`] where the copy does not open in its place, which goes
/// on record as well (R-A7).
pub fn reveal(session: &mut Session, key: &KeyRef) -> Result<Minted, Error> {
    let read = session.store.read()?;
    let key = find::key(&read, key)?;
    status::check_living(&key, session.now)?;
    let sealed = secret_rows::find_sealed(&read, key.version_id)?;
    drop(read);
    let Some(sealed) = sealed else { return Err(not_recoverable(&key)) };
    let opened = session.keyring.open(&mint::place(key.version_id, key.user_id), &sealed);
    let secret = opened.ok().and_then(|bytes| {
        let text = std::str::from_utf8(bytes.expose()).ok()?;
        let parts = token::parse(text.as_bytes())?;
        (parts.prefix == key.prefix.as_str()).then(|| Secret::new(text.to_owned()))
    });
    let version = key.version_id.0;
    let Some(secret) = secret else {
        let target = format!("key:{}", key.id);
        let event = Event::ok("seal.open_failed", &target)
            .with_outcome(Outcome::Error)
            .with("key", key.path())
            .with("version", version);
        session.record_unopened(&target, event)?;
        return Err(damaged(&key));
    };
    session.record(mint::about("key.reveal", &key).with("version", version))?;
    Ok(Minted { key, secret })
}

fn not_recoverable(key: &Key) -> Error {
    let path = key.path();
    Error::new(Kind::Refused, "key.not_recoverable", format!("key \"{path}\" cannot be revealed"))
        .why("only its digest is kept; a rotation makes a new secret for it")
        .fix(format!("keyctl key rotate {path}"))
}

fn damaged(key: &Key) -> Error {
    let path = key.path();
    let message = format!("the sealed copy of key \"{path}\" does not open");
    Error::new(Kind::Integrity, "key.copy_damaged", message)
        .why("it was altered or moved outside keyctl")
        .fix(format!("keyctl key rotate {path}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::create::{self, Request};
    use crate::ops::session::IfExists;
    use crate::secret::random;

    fn revealed(house: &mut Fixture, key: &str) -> Result<String, Error> {
        let minted = reveal(&mut house.session, &key.parse().unwrap())?;
        Ok(minted.secret.expose().clone())
    }

    #[test]
    fn a_recoverable_key_is_shown_again_and_stands_nowhere_in_the_clear() {
        let mut house = Fixture::new();
        let made = house.recoverable_key("root", "ci");
        let secret = made.secret.expose();
        assert!(made.key.recoverable);
        assert_eq!(house.number("SELECT uses FROM data_keys WHERE purpose = 'seal'"), 1);
        let generation = house.generations();
        assert_eq!(&revealed(&mut house, "ci").unwrap(), secret);
        assert_eq!(house.generations(), generation, "gateways need not know");
        assert_eq!(house.told().pop().unwrap(), "key.reveal key:1");
        assert!(house.holds(made.key.prefix.as_str().as_bytes()), "the search finds what is there");
        assert!(!house.holds(&secret.as_bytes()[secret.len() - 49..]));
        assert!(!house.holds(&secret.as_bytes()[secret.len() - 49..secret.len() - 6]));
    }

    #[test]
    fn what_the_log_cannot_tell_is_not_shown() {
        let mut house = Fixture::new();
        house.recoverable_key("root", "ci");
        house.sql("DROP TABLE audit_head");
        revealed(&mut house, "ci").unwrap_err();
    }

    #[test]
    fn only_a_living_key_of_which_a_copy_is_kept_is_shown() {
        let mut house = Fixture::new();
        house.key("root", "digest");
        house.recoverable_key("root", "dead");
        let end = house.recoverable_key("root", "ended").key.term.expires_at.unwrap();
        house.revoke(&["dead"]).unwrap();
        let told = house.told().len();
        let mut refused = |key: &str, now| {
            house.session.now = now;
            let error = revealed(&mut house, key).unwrap_err();
            assert_eq!(house.told().len(), told);
            (error.kind, error.code)
        };
        assert_eq!(refused("digest", NOW), (Kind::Refused, "key.not_recoverable"));
        assert_eq!(refused("dead", NOW), (Kind::Conflict, "key.status"));
        assert_eq!(refused("ended", end), (Kind::Conflict, "key.status"));
        assert_eq!(refused("none", NOW), (Kind::NotFound, "key.not_found"));
    }

    #[test]
    fn a_copy_opens_in_its_own_row_and_for_its_own_user_only() {
        let swapped = "UPDATE key_secrets SET sealed =
                           (SELECT sealed FROM key_secrets WHERE key_id = 2) WHERE key_id = 1";
        for damage in [
            swapped,
            "UPDATE key_secrets SET id = 77 WHERE key_id = 1",
            "UPDATE keys SET user_id = 2 WHERE id = 1",
            "UPDATE key_secrets SET sealed = zeroblob(length(sealed)) WHERE key_id = 1",
            "UPDATE key_secrets SET prefix = 'sk_live_000000000000' WHERE key_id = 1",
        ] {
            let mut house = Fixture::new();
            house.user("ada");
            house.recoverable_key("root", "one");
            house.recoverable_key("root", "two");
            house.sql(damage);
            let error = revealed(&mut house, "1").unwrap_err();
            assert_eq!((error.kind, error.code), (Kind::Integrity, "key.copy_damaged"), "{damage}");
            let entry = house.entries().pop().unwrap();
            assert_eq!(
                (entry.action.as_str(), entry.outcome.as_str()),
                ("seal.open_failed", "error")
            );
            revealed(&mut house, "2").unwrap();
        }
    }

    #[test]
    fn a_data_key_that_is_used_up_makes_no_recoverable_key() {
        let mut house = Fixture::new();
        house.sql("UPDATE data_keys SET uses = 2147483648 WHERE purpose = 'seal'");
        let request = Request::new("root".parse().unwrap(), "ci".parse().unwrap());
        let request = Request { recoverable: true, ..request };
        let rng = &mut random::system();
        let made = create::create(&mut house.session, &request, IfExists::Fail, rng, |_| Ok(()));
        assert_eq!(made.unwrap_err().kind, Kind::Refused);
        house.key("root", "ci");
    }
}
