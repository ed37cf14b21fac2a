//! Second factors: enrolling, taking them away, backup codes.

use rand_core::CryptoRng;

use crate::domain::attempt::Lock;
use crate::domain::audit::{Actor, ActorKind, clip};
use crate::domain::time::Timestamp;
use crate::domain::two_factor::{BACKUP_CODES, BackupCode, Code, FactorState, TotpCode};
use crate::domain::user::{User, UserRef};
use crate::ops::announcement;
use crate::ops::attempt::about;
use crate::ops::authority;
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
use crate::store::setting;

/// What an authenticator shows as the name of the service.
const ISSUER: (&str, &str) = ("issuer", "keyctl");

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
    let now = session.now;
    session.change_aside(|write, keyring| {
        let user = find::active_user(write, user)?;
        if state(write, &user)? == Some(FactorState::Enabled) {
            return Err(enrolled(&user));
        }
        data_key::record_use(write, keyring.seal_key_id())?;
        let sealed = keyring.seal(&code::place(&user), key.bytes(), rng);
        second_factor::put_pending(write, user.id, &sealed, now)?;
        let event = about("2fa.enroll", &user).with("state", FactorState::Pending.as_str());
        let account = user.email.as_ref().map_or(user.handle.as_str(), |email| email.as_str());
        let enrolment = Enrolment {
            key: key.text(),
            uri: key.uri(&issuer(write)?, account),
            user: user.clone(),
        };
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

fn issuer(read: &Read<'_>) -> Result<String, Error> {
    let (name, default) = ISSUER;
    Ok(setting::find(read, name)?.unwrap_or_else(|| default.to_owned()))
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
