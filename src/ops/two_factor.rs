//! Second factors: enrolling, taking them away, backup codes.

use rand_core::CryptoRng;

use crate::domain::attempt::Lock;
use crate::domain::audit::{Actor, ActorKind, clip};
use crate::domain::setting::catalogue::ISSUER;
use crate::domain::time::Timestamp;
use crate::domain::two_factor::{BACKUP_CODES, BackupCode, Code, FactorState, TotpCode};
use crate::domain::user::{User, UserRef};
use crate::ops::announcement;
use crate::ops::attempt::about;
use crate::ops::authority;
use crate::ops::configuration;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::proof::code::{self, Accepted};
use crate::ops::session::Session;
use crate::secret::password::Cost;
use crate::secret::random;
use crate::secret::totp::TotpKey;
use crate::secret::value::Secret;
use crate::store::backup_code::{self, StoredCode};
use crate::store::data_key;
use crate::store::db::{Read, Store, Write};
use crate::store::second_factor::{self, Overview};

/// A second factor that is pending, and what is shown of it this once.
#[derive(Debug)]
pub struct Enrolment {
    /// Whose it is.
    pub user: User,
    /// The key as people type it.
    pub key: Secret<String>,
    /// The URI that a QR code holds.
    pub uri: Secret<String>,
}

/// Ten new backup codes, which are shown this once.
#[derive(Debug)]
pub struct BackupCodes {
    /// Whose they are.
    pub user: User,
    /// The codes, in the order of their numbers.
    pub codes: Vec<BackupCode>,
}

/// What is known of the second factor of a user.
#[derive(Clone, Debug)]
pub struct Status {
    /// What is stored.
    pub overview: Overview,
    /// Why nothing of the user is checked now, if so.
    pub lock: Option<Lock>,
}

/// Makes a new key for a user. It is pending until [`confirm`] accepts its first code, and takes
/// the place of one that is.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Refused`] for a user who is not active, [`Kind::Conflict`] where a
/// second factor is enabled.
pub fn enroll(
    session: &mut Session,
    user: &UserRef,
    rng: &mut impl CryptoRng,
) -> Result<Enrolment, Error> {
    let key = TotpKey::generate(rng);
    let (now, actor) = (session.now, session.actor.clone());
    session.change_aside(|write, keyring| {
        let user = find::active_user(write, user)?;
        authority::check_over(write, &actor, &user)?;
        if state(write, &user)? == Some(FactorState::Enabled) {
            return Err(enrolled(&user));
        }
        data_key::record_use(write, keyring.seal_key_id())?;
        let sealed = keyring.seal(&code::place(&user), key.bytes(), rng);
        second_factor::put_pending(write, user.id, &sealed, now)?;
        let event = about("2fa.enroll", &user).with("state", FactorState::Pending.as_str());
        let account = user.email.as_ref().map_or(user.handle.as_str(), |email| email.as_str());
        let issuer = configuration::text(write, ISSUER)?.unwrap_or_default();
        let enrolment =
            Enrolment { key: key.text(), uri: key.uri(&issuer, account), user: user.clone() };
        Ok((enrolment, vec![event]))
    })
}

/// Accepts the first code of a second factor that is pending, which burns it: from now on one is
/// asked for. Makes the backup codes; `ready` gets them before anything is changed, and if it fails
/// nothing is.
///
/// # Errors
/// [`Kind::Conflict`] where none is pending, what `ready` returns, else as [`code::accept_for`].
pub fn confirm(
    session: &mut Session,
    user: &UserRef,
    code: &TotpCode,
    rng: &mut impl CryptoRng,
    ready: impl FnOnce(&BackupCodes) -> Result<(), Error>,
) -> Result<BackupCodes, Error> {
    let (user, _) = state_of(&session.store, user)?;
    let (made, stored) = new_codes(session, user, rng)?;
    ready(&made)?;
    let (now, actor) = (session.now, session.actor.clone());
    let user = UserRef::Id(made.user.id);
    code::accept_first_for(session, &user, code, |write, user| {
        second_factor::enable(write, user.id, now)?;
        backup_code::replace(write, user.id, &stored)?;
        tell_others(write, user, &actor, "your second factor was enrolled", now)?;
        let event = about("2fa.enroll", user).with("state", FactorState::Enabled.as_str());
        Ok(((), vec![event]))
    })?;
    Ok(made)
}

/// Takes the second factor of a user away, for a code of it or a backup code.
///
/// # Errors
/// As [`code::accept_for`].
pub fn disable(session: &mut Session, user: &UserRef, code: &Code) -> Result<Accepted, Error> {
    let (now, actor) = (session.now, session.actor.clone());
    let (accepted, ()) = code::accept_for(session, user, code, |write, user| {
        remove(write, user)?;
        tell_others(write, user, &actor, "your second factor was disabled", now)?;
        Ok(((), vec![about("2fa.disable", user)]))
    })?;
    Ok(accepted)
}

/// Drops a second factor that is pending: no code of it was ever accepted, so none is asked for.
///
/// # Errors
/// [`Kind::NotFound`] for the user, [`Kind::Conflict`] where none is pending.
pub fn drop_pending(session: &mut Session, user: &UserRef) -> Result<User, Error> {
    session.change_aside(|write, _| {
        let user = find::user(write, user)?;
        check_state(write, &user, FactorState::Pending)?;
        remove(write, &user)?;
        let event = about("2fa.disable", &user).with("state", FactorState::Pending.as_str());
        Ok((user, vec![event]))
    })
}

/// Takes the second factor of a user away without a code: for somebody who has lost it and the
/// backup codes too. The user is told at the next command.
///
/// # Errors
/// [`Kind::NotFound`] for the user, [`Kind::Conflict`] where there is none.
pub fn reset(session: &mut Session, user: &UserRef, reason: &str) -> Result<User, Error> {
    let (now, actor) = (session.now, session.actor.clone());
    session.change_aside(|write, _| {
        let user = find::user(write, user)?;
        if state(write, &user)?.is_none() {
            let error = code::missing(&user, FactorState::Enabled);
            return Err(Error { kind: Kind::Conflict, fix: None, ..error });
        }
        // Half of what would let the actor act as that user (R-F2).
        authority::check_over(write, &actor, &user)?;
        remove(write, &user)?;
        let reason = clip(reason);
        let by = actor.id.as_deref().unwrap_or("somebody");
        let text = format!("your second factor was reset by {by}: {reason}");
        announcement::tell(write, user.id, &text, now)?;
        let event = about("2fa.reset", &user).with("reason", reason);
        Ok((user, vec![event]))
    })
}

/// Makes ten new backup codes; the old ones are good for nothing any more. `ready` gets the new ones
/// before anything is changed, and if it fails nothing is.
///
/// # Errors
/// [`Kind::NotFound`] for the user, [`Kind::Unauthenticated`] where no second factor is enabled, or
/// what `ready` returns.
pub fn regenerate(
    session: &mut Session,
    user: &UserRef,
    rng: &mut impl CryptoRng,
    ready: impl FnOnce(&BackupCodes) -> Result<(), Error>,
) -> Result<BackupCodes, Error> {
    let user = require(&session.store, user, FactorState::Enabled)?;
    let (made, stored) = new_codes(session, user, rng)?;
    ready(&made)?;
    let (now, actor) = (session.now, session.actor.clone());
    session.change_aside(|write, _| {
        let user = find::user(write, &UserRef::Id(made.user.id))?;
        authority::check_over(write, &actor, &user)?;
        check_state(write, &user, FactorState::Enabled)?;
        backup_code::replace(write, user.id, &stored)?;
        tell_others(write, &user, &actor, "your backup codes were made anew", now)?;
        Ok(((), vec![about("2fa.backup_codes", &user).with("codes", BACKUP_CODES)]))
    })?;
    Ok(made)
}

/// The state of a user's second factor; `None` where there is none.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn state_of(store: &Store, user: &UserRef) -> Result<(User, Option<FactorState>), Error> {
    let read = store.read()?;
    let user = find::user(&read, user)?;
    let state = state(&read, &user)?;
    Ok((user, state))
}

/// Refuses a user whose second factor is of another state, for a verb that asks something before
/// its op finds that out.
///
/// # Errors
/// [`Kind::NotFound`] for the user; [`Kind::Unauthenticated`] where an enabled one is missing,
/// [`Kind::Conflict`] where a pending one is.
pub fn require(store: &Store, user: &UserRef, state: FactorState) -> Result<User, Error> {
    let read = store.read()?;
    let user = find::user(&read, user)?;
    check_state(&read, &user, state)?;
    Ok(user)
}

/// What is known of the second factor of a user.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn status(store: &Store, user: &UserRef, now: Timestamp) -> Result<Status, Error> {
    let read = store.read()?;
    let user = find::user(&read, user)?;
    let overview = second_factor::overview(&read, user.id)?;
    Ok(Status { lock: overview.attempts(now).lock(now), overview })
}

/// What is known of the second factors of all people, and of whoever else has one, by handle.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, now: Timestamp) -> Result<Vec<Status>, Error> {
    let overviews = second_factor::list(&store.read()?)?.into_iter();
    let status = |overview: Overview| Status { lock: overview.attempts(now).lock(now), overview };
    Ok(overviews.map(status).collect())
}

fn state(read: &Read<'_>, user: &User) -> Result<Option<FactorState>, Error> {
    Ok(second_factor::find(read, user.id)?.map(|factor| factor.state))
}

fn check_state(read: &Read<'_>, user: &User, expected: FactorState) -> Result<(), Error> {
    if state(read, user)? == Some(expected) { Ok(()) } else { Err(code::missing(user, expected)) }
}

fn remove(write: &Write<'_>, user: &User) -> Result<(), Error> {
    second_factor::delete(write, user.id)?;
    Ok(backup_code::delete(write, user.id)?)
}

/// New codes of a user, and what is stored of them. Hashing takes its time, so no transaction is
/// open (R-C2).
fn new_codes(
    session: &Session,
    user: User,
    rng: &mut impl CryptoRng,
) -> Result<(BackupCodes, Vec<StoredCode>), Error> {
    let (mut codes, mut stored) = (Vec::new(), Vec::new());
    for number in 1..=BACKUP_CODES {
        let code = BackupCode::new(number, &random::bytes(rng));
        let text = code.text();
        let (data_key_id, hash) =
            session.keyring.slow_hash(user.id.0, text.as_bytes(), Cost::BACKUP_CODE, rng)?;
        codes.push(code);
        stored.push(StoredCode { number, hash, data_key_id });
    }
    Ok((BackupCodes { user, codes }, stored))
}

/// Has a user told of what somebody else did to their second factor.
fn tell_others(
    write: &Write<'_>,
    user: &User,
    actor: &Actor,
    text: &str,
    now: Timestamp,
) -> Result<(), Error> {
    if actor.kind == ActorKind::Operator && actor.id.as_deref() == Some(user.handle.as_str()) {
        return Ok(());
    }
    let by = actor.id.as_deref().unwrap_or("somebody");
    announcement::tell(write, user.id, &format!("{text} by {by}"), now)
}

fn enrolled(user: &User) -> Error {
    let handle = &user.handle;
    let message = format!("user \"{handle}\" has a second factor already");
    Error::new(Kind::Conflict, "2fa.enrolled", message)
        .why("a new one takes the old one's place only when that is gone")
        .fix(format!("keyctl 2fa disable {handle}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Span;
    use crate::ops::attempt;
    use crate::ops::fixture::{Authenticator, Fixture, NOW};
    use crate::store::announcement::Announcement;

    fn ada() -> UserRef {
        "ada".parse().unwrap()
    }

    fn house() -> Fixture {
        let mut house = Fixture::new();
        house.user("ada");
        house
    }

    fn enrolled_now(session: &mut Session) -> (Enrolment, Authenticator) {
        let enrolment = enroll(session, &ada(), &mut random::system()).unwrap();
        let authenticator = Authenticator::new(enrolment.key.expose());
        (enrolment, authenticator)
    }

    fn confirmed(session: &mut Session, code: &TotpCode) -> Result<BackupCodes, Error> {
        confirm(session, &ada(), code, &mut random::system(), |_| Ok(()))
    }

    fn state_now(house: &Fixture) -> Option<FactorState> {
        state_of(&house.session.store, &ada()).unwrap().1
    }

    fn announced(house: &Fixture) -> Vec<String> {
        let (user, _) = state_of(&house.session.store, &ada()).unwrap();
        let pending = announcement::pending(&house.session.store, user.id).unwrap();
        pending.into_iter().map(|Announcement { text, .. }| text).collect()
    }

    #[test]
    fn a_second_factor_is_pending_until_its_first_code_which_is_burnt() {
        let mut house = house();
        let generations = house.generations();
        let (enrolment, authenticator) = enrolled_now(&mut house.session);
        assert_eq!(state_now(&house), Some(FactorState::Pending));
        let Code::Totp(wrong) = authenticator.wrong(NOW) else { panic!() };
        assert_eq!(confirmed(&mut house.session, &wrong).unwrap_err().code, "2fa.wrong_code");
        assert_eq!(state_now(&house), Some(FactorState::Pending));
        let code = authenticator.totp(NOW);
        let made = confirmed(&mut house.session, &code).unwrap();
        assert_eq!(state_now(&house), Some(FactorState::Enabled));
        assert_eq!(
            made.codes.iter().map(BackupCode::number).collect::<Vec<_>>(),
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        );
        let again = code::accept(&mut house.session, &ada(), &Code::Totp(code)).unwrap_err();
        assert_eq!(again.code, "2fa.used_code");
        assert_eq!(
            house.told()[2..],
            [
                "2fa.enroll user:2",
                "2fa.failed user:2",
                "2fa.ok user:2",
                "2fa.enroll user:2",
                "2fa.replay user:2"
            ]
        );
        assert_eq!(house.generations(), generations, "gateways do not decide from it");
        let key = enrolment.key.expose().replace(' ', "");
        let bytes = data_encoding::BASE32_NOPAD.decode(key.as_bytes()).unwrap();
        assert!(!house.holds(key.as_bytes()) && !house.holds(&bytes));
        assert_eq!(house.number("SELECT uses FROM data_keys WHERE purpose = 'seal'"), 1);
    }

    #[test]
    fn a_pending_one_is_replaced_and_an_enabled_one_is_not() {
        let mut house = house();
        let (_, first) = enrolled_now(&mut house.session);
        let (_, second) = enrolled_now(&mut house.session);
        let old = confirmed(&mut house.session, &first.totp(NOW)).unwrap_err();
        assert_eq!(old.code, "2fa.wrong_code");
        confirmed(&mut house.session, &second.totp(NOW)).unwrap();
        let again = enroll(&mut house.session, &ada(), &mut random::system()).unwrap_err();
        assert_eq!((again.kind, again.code), (Kind::Conflict, "2fa.enrolled"));
        let none_pending = confirmed(&mut house.session, &second.totp(NOW)).unwrap_err();
        assert_eq!((none_pending.kind, none_pending.code), (Kind::Conflict, "2fa.not_pending"));
        let later = NOW.saturating_add(Span::from_secs(60));
        house.session.now = later;
        code::accept(&mut house.session, &ada(), &second.code(later)).unwrap();
    }

    #[test]
    fn what_cannot_be_given_out_changes_nothing() {
        let mut house = house();
        let (_, authenticator) = enrolled_now(&mut house.session);
        let full = |_: &BackupCodes| Err(Error::new(Kind::Storage, "test", "the disk is full"));
        let (rng, code) = (&mut random::system(), authenticator.totp(NOW));
        confirm(&mut house.session, &ada(), &code, rng, full).unwrap_err();
        assert_eq!(state_now(&house), Some(FactorState::Pending));
        confirmed(&mut house.session, &code).unwrap();
        let hashes = "SELECT count(DISTINCT hash) FROM backup_codes WHERE used_at IS NULL";
        assert_eq!(house.number(hashes), 10);
        let before = house.told();
        regenerate(&mut house.session, &ada(), rng, full).unwrap_err();
        assert_eq!(house.told(), before);
    }

    #[test]
    fn it_is_disabled_for_a_code_or_a_backup_code_and_no_other() {
        for use_backup in [false, true] {
            let mut house = house();
            let (authenticator, codes) = house.enroll("ada");
            let wrong = authenticator.wrong(NOW);
            let refused = disable(&mut house.session, &ada(), &wrong).unwrap_err();
            assert_eq!(refused.code, "2fa.wrong_code");
            assert_eq!(state_now(&house), Some(FactorState::Enabled));
            let right =
                if use_backup { Code::Backup(codes[4].clone()) } else { authenticator.code(NOW) };
            disable(&mut house.session, &ada(), &right).unwrap();
            assert_eq!(state_now(&house), None);
            assert_eq!(house.number("SELECT count(*) FROM backup_codes"), 0);
            assert_eq!(house.told().pop().unwrap(), "2fa.disable user:2");
            assert_eq!(announced(&house).pop().unwrap(), "your second factor was disabled by root");
        }
    }

    #[test]
    fn one_that_is_pending_goes_without_a_code_and_only_that() {
        let mut house = house();
        enrolled_now(&mut house.session);
        drop_pending(&mut house.session, &ada()).unwrap();
        assert_eq!(state_now(&house), None);
        house.enroll("ada");
        let refused = drop_pending(&mut house.session, &ada()).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "2fa.not_pending"));
        assert_eq!(state_now(&house), Some(FactorState::Enabled));
    }

    #[test]
    fn a_reset_needs_no_code_and_the_user_is_told_why() {
        let mut house = house();
        let none = reset(&mut house.session, &ada(), "lost").unwrap_err();
        assert_eq!((none.kind, none.code), (Kind::Conflict, "2fa.not_enrolled"));
        let (authenticator, codes) = house.enroll("ada");
        reset(&mut house.session, &ada(), "phone lost").unwrap();
        assert_eq!(state_now(&house), None);
        let text = "your second factor was reset by root: phone lost";
        assert_eq!(announced(&house).pop().unwrap(), text);
        assert!(house.entries().pop().unwrap().details.contains("\"reason\":\"phone lost\""));
        for code in [authenticator.code(NOW), Code::Backup(codes[0].clone())] {
            let refused = code::accept(&mut house.session, &ada(), &code).unwrap_err();
            assert_eq!(refused.code, "2fa.not_enrolled");
        }
        // Another key, of which the old authenticator knows nothing.
        let (new, _) = house.enroll("ada");
        let old = code::accept(&mut house.session, &ada(), &authenticator.code(NOW));
        assert_eq!(old.unwrap_err().code, "2fa.wrong_code");
        code::accept(&mut house.session, &ada(), &new.code(NOW)).unwrap();
    }

    #[test]
    fn a_reset_unlocks_nobody() {
        let mut house = house();
        house.enroll("ada");
        let (user, _) = state_of(&house.session.store, &ada()).unwrap();
        for _ in 0..5 {
            let _claim = attempt::claim(&mut house.session, &user).unwrap();
        }
        reset(&mut house.session, &ada(), "phone lost").unwrap();
        attempt::claim(&mut house.session, &user).unwrap_err();
    }

    #[test]
    fn new_backup_codes_end_the_old_ones() {
        let mut house = house();
        let rng = &mut random::system();
        let none = regenerate(&mut house.session, &ada(), rng, |_| Ok(())).unwrap_err();
        assert_eq!((none.kind, none.code), (Kind::Unauthenticated, "2fa.not_enrolled"));
        let (_, old) = house.enroll("ada");
        code::accept(&mut house.session, &ada(), &Code::Backup(old[0].clone())).unwrap();
        let new = regenerate(&mut house.session, &ada(), rng, |_| Ok(())).unwrap().codes;
        for code in [&old[0], &old[1]] {
            let refused = code::accept(&mut house.session, &ada(), &Code::Backup(code.clone()));
            assert_eq!(refused.unwrap_err().code, "2fa.wrong_code");
        }
        let accepted = code::accept(&mut house.session, &ada(), &Code::Backup(new[0].clone()));
        assert_eq!(accepted.unwrap(), Accepted::Backup { left: 9 });
    }

    #[test]
    fn who_does_it_to_oneself_is_not_told() {
        let mut house = house();
        house.session.actor.id = Some("ada".to_owned());
        house.enroll("ada");
        let rng = &mut random::system();
        regenerate(&mut house.session, &ada(), rng, |_| Ok(())).unwrap();
        assert_eq!(announced(&house), [""; 0]);
    }

    #[test]
    fn a_dry_run_keeps_nothing() {
        let house = house();
        let rng = &mut random::system();
        enroll(&mut house.dry_session(), &ada(), rng).unwrap();
        assert_eq!(state_now(&house), None);
    }

    #[test]
    fn only_an_active_user_enrolls() {
        let mut house = house();
        house.sql("UPDATE users SET status = 'disabled' WHERE handle = 'ada'");
        let refused = enroll(&mut house.session, &ada(), &mut random::system()).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Refused, "user.not_active"));
    }

    #[test]
    fn the_list_has_all_people_and_whoever_else_has_one() {
        let mut house = house();
        for handle in ["bot", "idle", "gone"] {
            house.user(handle);
        }
        house.sql("UPDATE users SET kind = 'service' WHERE handle IN ('bot', 'idle')");
        house.sql("UPDATE users SET status = 'removed', removed_at = 1 WHERE handle = 'gone'");
        house.enroll("bot");
        let (user, _) = state_of(&house.session.store, &ada()).unwrap();
        let _claim = attempt::claim(&mut house.session, &user).unwrap();
        let listed: Vec<_> = list(&house.session.store, NOW)
            .unwrap()
            .into_iter()
            .map(|Status { overview, lock }| {
                let failed = overview.attempts(NOW).since_success;
                (overview.handle.to_string(), overview.backup_codes, failed, lock)
            })
            .collect();
        let expected =
            [("ada", 0, 1, None), ("bot", 10, 0, None), ("root", 0, 0, None)].map(|row| {
                let (handle, left, failed, lock) = row;
                (handle.to_owned(), left, failed, lock)
            });
        assert_eq!(listed, expected);
    }
}
