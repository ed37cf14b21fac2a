//! A password.

use crate::domain::audit::{Event, Outcome};
use crate::domain::two_factor::FactorState;
use crate::domain::user::{User, UserRef, UserStatus};
use crate::ops::attempt::{self, Claim, about, lasting};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::Session;
use crate::secret::password::{Cost, Password};
use crate::secret::random;
use crate::secret::value::Secret;
use crate::store::db::{Commit, Write};
use crate::store::password::{self as password_rows, StoredPassword};
use crate::store::second_factor;
use crate::store::user as user_rows;

/// Somebody whose password was right.
#[derive(Clone, Debug)]
pub struct Known {
    /// Who it is.
    pub user: User,
    /// Whether a second factor is to be asked for too. Until it was right, the password resets no
    /// counter (R-D5).
    pub second_factor: bool,
}

/// Checks the password of a user.
///
/// # Errors
/// As [`accept_for`].
pub fn accept(
    session: &mut Session,
    user: &UserRef,
    password: &Secret<String>,
) -> Result<Known, Error> {
    accept_for(session, user, password, |_, _| Ok(((), Vec::new()))).map(|(known, ())| known)
}

/// Checks the password of a user and, in a transaction that knows it to be still the user's, grants
/// what it is asked for. What `grant` changes must be nothing that gateways decide from. In a dry
/// run a right password leaves no trace. Where
/// [`Known::second_factor`] is set, grant nothing yet: ask for it with [`code::accept_for`](crate::ops::proof::code::accept_for).
///
/// # Errors
/// [`Kind::Unauthenticated`] where the user is locked, and with one text and after the same work
/// (R-D8) where there is no such user, none who is active, none who has a password, or the password
/// is wrong; [`Kind::Integrity`] where the stored hash is damaged; or what `grant` returns.
pub fn accept_for<T>(
    session: &mut Session,
    user: &UserRef,
    password: &Secret<String>,
    grant: impl FnOnce(&Write<'_>, &Known) -> Result<(T, Vec<Event>), Error>,
) -> Result<(Known, T), Error> {
    let read = session.store.read()?;
    let user = user_rows::find(&read, user)?;
    let user = user.filter(|user| user.status == UserStatus::Active);
    let stored = match &user {
        Some(user) => password_rows::find(&read, user.id)?,
        None => None,
    };
    drop(read);
    let claim = user.as_ref().map(|user| attempt::claim(session, user)).transpose()?;
    let right = check(session, user.as_ref(), stored.as_ref(), password)?;
    let (Some(user), Some(stored), Some(claim)) = (&user, &stored, &claim) else {
        return Err(unknown(session, user.as_ref(), claim.as_ref())?);
    };
    if !right {
        return Err(unknown(session, Some(user), Some(claim))?);
    }
    let anew = rehash(session, user, stored, password)?;
    let admitted = admit(session, user, claim, stored, anew, grant)?;
    if session.store.commit() == Commit::Undo {
        attempt::give_back(session, user, claim)?;
    }
    Ok(admitted)
}

/// Whether a password is that of a user. Whoever there is or is not, one hash is computed, and
/// nothing where the text can be nobody's password.
fn check(
    session: &Session,
    user: Option<&User>,
    stored: Option<&StoredPassword>,
    password: &Secret<String>,
) -> Result<bool, Error> {
    let Ok(password) = Password::presented(password) else { return Ok(false) };
    let keyring = &session.keyring;
    if let (Some(user), Some(stored)) = (user, stored) {
        let (key_id, hash) = (stored.data_key_id, &stored.hash);
        return Ok(keyring.slow_hash_matches(user.id.0, password.as_bytes(), key_id, hash)?);
    }
    keyring.slow_hash(0, password.as_bytes(), Cost::PASSWORD, &mut random::system())?;
    Ok(false)
}

/// The hash that is to take the place of one that cost too little, or is under an old data key.
fn rehash(
    session: &Session,
    user: &User,
    stored: &StoredPassword,
    password: &Secret<String>,
) -> Result<Option<StoredPassword>, Error> {
    let keyring = &session.keyring;
    let old = keyring.slow_hash_is_old(stored.data_key_id, &stored.hash, Cost::PASSWORD);
    let Some(password) = Password::presented(password).ok().filter(|_| old) else {
        return Ok(None);
    };
    let rng = &mut random::system();
    let (data_key_id, hash) =
        keyring.slow_hash(user.id.0, password.as_bytes(), Cost::PASSWORD, rng)?;
    Ok(Some(StoredPassword { hash, data_key_id, changed_at: stored.changed_at }))
}

/// Grants what a right password is good for, if it is still the user's.
fn admit<T>(
    session: &mut Session,
    user: &User,
    claim: &Claim,
    checked: &StoredPassword,
    anew: Option<StoredPassword>,
    grant: impl FnOnce(&Write<'_>, &Known) -> Result<(T, Vec<Event>), Error>,
) -> Result<(Known, T), Error> {
    let now = session.now;
    session.change_aside(|write, _| {
        let user = find::active_user(write, &UserRef::Id(user.id))?;
        if password_rows::find(write, user.id)?.as_ref() != Some(checked) {
            return Err(changed_meanwhile(&user));
        }
        if let Some(anew) = anew {
            password_rows::put(write, user.id, &anew)?;
        }
        let factor = second_factor::find(write, user.id)?;
        let second_factor = factor.is_some_and(|factor| factor.state == FactorState::Enabled);
        let known = Known { user, second_factor };
        let mut events = Vec::new();
        if !known.second_factor {
            attempt::succeed(write, claim, now)?;
            events.push(about("login.ok", &known.user).with("method", "password"));
        }
        let (granted, more) = grant(write, &known)?;
        events.extend(more);
        Ok(((known, granted), events))
    })
}

/// Puts a wrong password on record and says what is told of it, which is the same where there is
/// nobody it could be right for. What was typed as a name is not kept: it may be a password.
fn unknown(
    session: &mut Session,
    user: Option<&User>,
    claim: Option<&Claim>,
) -> Result<Error, Error> {
    let event = match user {
        Some(user) => about("login.failed", user),
        None => Event { target: None, ..Event::ok("login.failed", "") },
    };
    let event = event.with_outcome(Outcome::Denied).with("method", "password");
    lasting(session, |session| session.record(event))?;
    let message = "the user or the password is wrong";
    let error = Error::new(Kind::Unauthenticated, "login.failed", message);
    Ok(match claim.and_then(Claim::lock) {
        Some(lock) => error.why(attempt::why_locked(lock)),
        None => error,
    })
}

fn changed_meanwhile(user: &User) -> Error {
    let message = format!("the password of user \"{}\" was changed meanwhile", user.handle);
    Error::new(Kind::Unauthenticated, "login.changed", message).fix("try again")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::proof::code;

    const RIGHT: &str = "correct horse battery";

    fn house() -> (Fixture, User) {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        house.set_password(&ada, RIGHT);
        (house, ada)
    }

    fn given(session: &mut Session, user: &str, password: &str) -> Result<Known, Error> {
        accept(session, &user.parse().unwrap(), &Secret::new(password.to_owned()))
    }

    #[test]
    fn a_right_password_is_a_login_where_nothing_else_is_asked_for() {
        let (mut house, ada) = house();
        given(&mut house.session, "ada", "wrong horse battery").unwrap_err();
        assert_eq!(house.told().pop().unwrap(), format!("login.failed user:{}", ada.id));
        let known = given(&mut house.session, "ada", RIGHT).unwrap();
        assert_eq!((known.user.id, known.second_factor), (ada.id, false));
        assert_eq!(house.told().pop().unwrap(), format!("login.ok user:{}", ada.id));
        let last = "SELECT last_login_at FROM attempts WHERE since_success = 0";
        assert_eq!(house.number(last), NOW.micros());
    }

    #[test]
    fn with_a_second_factor_a_password_alone_resets_nothing() {
        let (mut house, _) = house();
        let (authenticator, _) = house.enroll("ada");
        let told = house.told().len();
        for tried in 1..=4 {
            assert!(given(&mut house.session, "ada", RIGHT).unwrap().second_factor);
            assert_eq!(house.number("SELECT since_success FROM attempts"), tried);
        }
        assert_eq!(house.told().len(), told, "nobody has logged in");
        let right = authenticator.code(NOW);
        code::accept(&mut house.session, &"ada".parse().unwrap(), &right).unwrap();
        assert_eq!(house.number("SELECT since_success FROM attempts"), 0);
    }

    #[test]
    fn a_dry_run_checks_a_password_and_changes_nothing() {
        let (mut house, _) = house();
        let mut dry = house.dry_session();
        given(&mut dry, "ada", "wrong horse battery").unwrap_err();
        let told = house.told();
        for _ in 0..6 {
            given(&mut dry, "ada", RIGHT).unwrap();
        }
        assert_eq!(house.told(), told);
        assert_eq!(house.number("SELECT since_success FROM attempts"), 1, "the wrong one counts");
        house.enroll("ada");
        for _ in 0..6 {
            assert!(given(&mut dry, "ada", RIGHT).unwrap().second_factor);
        }
        for _ in 0..5 {
            given(&mut dry, "ada", "wrong horse battery").unwrap_err();
        }
        assert_eq!(given(&mut dry, "ada", RIGHT).unwrap_err().code, "user.locked");
    }

    #[test]
    fn there_is_one_answer_to_every_password_that_is_not_right() {
        let (mut house, _) = house();
        house.user("bob");
        let carol = house.user("carol");
        house.set_password(&carol, RIGHT);
        house.sql("UPDATE users SET status = 'disabled' WHERE handle = 'carol'");
        let session = &mut house.session;
        let wrong = given(session, "ada", "wrong horse battery").unwrap_err();
        assert_eq!((wrong.kind, wrong.code), (Kind::Unauthenticated, "login.failed"));
        for (user, password) in
            [("ada", "short"), ("bob", RIGHT), ("carol", RIGHT), ("nobody", RIGHT), ("ada", "")]
        {
            assert_eq!(given(session, user, password).unwrap_err(), wrong, "{user}");
        }
        assert!(house.entries().iter().all(|entry| !entry.details.contains("nobody")));
    }

    #[test]
    fn passwords_and_codes_are_counted_together() {
        let (mut house, _) = house();
        let (authenticator, _) = house.enroll("ada");
        let wrong = authenticator.wrong(NOW);
        for _ in 0..3 {
            given(&mut house.session, "ada", "wrong horse battery").unwrap_err();
        }
        for _ in 0..2 {
            let refused = code::accept(&mut house.session, &"ada".parse().unwrap(), &wrong);
            assert_eq!(refused.unwrap_err().code, "2fa.wrong_code");
        }
        let locked = given(&mut house.session, "ada", RIGHT).unwrap_err();
        assert_eq!(locked.code, "user.locked");
        assert_eq!(given(&mut house.session, "ada", "wrong").unwrap_err(), locked);
    }

    #[test]
    fn a_password_that_was_changed_meanwhile_grants_nothing() {
        let (mut house, ada) = house();
        let read = |house: &Fixture| {
            password_rows::find(&house.session.store.read().unwrap(), ada.id).unwrap().unwrap()
        };
        let checked = read(&house);
        house.set_password(&ada, "another horse battery");
        let claim = attempt::claim(&mut house.session, &ada).unwrap();
        let none = |_: &Write<'_>, _: &Known| Ok(((), Vec::new()));
        let refused = admit(&mut house.session, &ada, &claim, &checked, None, none).unwrap_err();
        assert_eq!(refused.code, "login.changed");
        assert_eq!(house.number("SELECT since_success FROM attempts"), 1);
    }

    #[test]
    fn a_hash_that_costs_too_little_is_made_anew() {
        let (mut house, ada) = house();
        let cheap = Cost { memory_kib: 64, passes: 1, lanes: 1 };
        let rng = &mut random::system();
        let keyring = &house.session.keyring;
        let (_, hash) = keyring.slow_hash(ada.id.0, RIGHT.as_bytes(), cheap, rng).unwrap();
        house.sql(&format!("UPDATE passwords SET hash = '{hash}'"));
        given(&mut house.session, "ada", "wrong horse battery").unwrap_err();
        let dear = "SELECT count(*) FROM passwords WHERE hash LIKE '$argon2id$v=19$m=19456,t=2,%'";
        assert_eq!(house.number(dear), 0);
        given(&mut house.session, "ada", RIGHT).unwrap();
        assert_eq!(house.number(dear), 1);
        given(&mut house.session, "ada", RIGHT).unwrap();
    }
}
