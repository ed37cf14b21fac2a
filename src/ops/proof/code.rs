//! A code of an authenticator, or a backup code.

use crate::domain::audit::{Event, Outcome};
use crate::domain::time::Timestamp;
use crate::domain::two_factor::{BackupCode, Code, FactorState, TotpCode};
use crate::domain::user::{User, UserRef};
use crate::ops::announcement;
use crate::ops::attempt::{self, Claim, about, lasting};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::Session;
use crate::secret::keyring::Place;
use crate::secret::password::Cost;
use crate::secret::random;
use crate::secret::totp::{TotpKey, step_of};
use crate::store::backup_code::{self, StoredCode};
use crate::store::db::{Commit, Write};
use crate::store::second_factor::{self, SecondFactor};

/// What was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// A code of an authenticator. It and all before it are burnt.
    Totp,
    /// A backup code; so many are left.
    Backup {
        /// How many.
        left: u32,
    },
}

/// Checks the second factor of a user and burns it.
///
/// # Errors
/// As [`accept_for`].
pub fn accept(session: &mut Session, user: &UserRef, code: &Code) -> Result<Accepted, Error> {
    accept_for(session, user, code, |_, _| Ok(((), Vec::new()))).map(|(accepted, ())| accepted)
}

/// Checks the second factor of a user and, in the transaction that burns it, grants what it is
/// asked for. What `grant` changes must be nothing that gateways decide from. In a dry run the code
/// is checked as ever and stays good.
///
/// # Errors
/// [`Kind::NotFound`] for the user, [`Kind::Refused`] for one who is not active,
/// [`Kind::Unauthenticated`] where there is no second factor, the user is locked, the code is wrong
/// or was used, or the clock stands before the last code (R-D3); [`Kind::Integrity`] where the
/// stored key does not open in its place; or what `grant` returns.
pub fn accept_for<T>(
    session: &mut Session,
    user: &UserRef,
    code: &Code,
    grant: impl FnOnce(&Write<'_>, &User) -> Result<(T, Vec<Event>), Error>,
) -> Result<(Accepted, T), Error> {
    prove(session, user, FactorState::Enabled, code, grant)
}

/// As [`accept_for`], for the first code of a second factor that is pending.
///
/// # Errors
/// As [`accept_for`].
pub fn accept_first_for<T>(
    session: &mut Session,
    user: &UserRef,
    code: &TotpCode,
    grant: impl FnOnce(&Write<'_>, &User) -> Result<(T, Vec<Event>), Error>,
) -> Result<T, Error> {
    let code = Code::Totp(code.clone());
    prove(session, user, FactorState::Pending, &code, grant).map(|(_, granted)| granted)
}

/// Where the TOTP key of a user is sealed for.
pub fn place(user: &User) -> Place<'static> {
    Place {
        table: "second_factors",
        column: "sealed",
        row: user.id.0,
        owner: user.id.0,
        provider: "",
        origin: "",
        version: 1,
    }
}

/// A user, the second factor, and its key.
struct Factor {
    user: User,
    stored: SecondFactor,
    key: TotpKey,
}

/// An answer that is right, and what makes it good only once.
enum Right {
    Step(u64),
    Backup(StoredCode),
}

/// Why an answer is none.
#[derive(Clone, Copy)]
enum Wrong {
    Code,
    /// It was right once.
    Used,
}

fn prove<T>(
    session: &mut Session,
    user: &UserRef,
    state: FactorState,
    code: &Code,
    grant: impl FnOnce(&Write<'_>, &User) -> Result<(T, Vec<Event>), Error>,
) -> Result<(Accepted, T), Error> {
    let factor = factor(session, user, state)?;
    if let Code::Totp(_) = code {
        check_clock(&factor, session.now)?;
    }
    let claim = attempt::claim(session, &factor.user)?;
    let right = match check(session, &factor, code)? {
        Ok(right) => right,
        Err(wrong) => return Err(refused(session, &factor.user, &claim, wrong)?),
    };
    let Some(granted) = spend(session, &factor, &claim, &right, grant)? else {
        return Err(refused(session, &factor.user, &claim, Wrong::Used)?);
    };
    if session.store.commit() == Commit::Undo {
        attempt::give_back(session, &factor.user, &claim)?;
    }
    Ok(granted)
}

fn factor(session: &mut Session, user: &UserRef, state: FactorState) -> Result<Factor, Error> {
    let read = session.store.read()?;
    let user = find::active_user(&read, user)?;
    let stored = second_factor::find(&read, user.id)?;
    drop(read);
    let stored =
        stored.filter(|stored| stored.state == state).ok_or_else(|| missing(&user, state))?;
    let opened = session.keyring.open(&place(&user), &stored.sealed);
    if let Some(key) = opened.ok().and_then(|bytes| TotpKey::from_bytes(bytes.expose())) {
        return Ok(Factor { user, stored, key });
    }
    let event = about("seal.open_failed", &user).with_outcome(Outcome::Error);
    lasting(session, |session| session.record(event))?;
    Err(damaged(&user))
}

/// Whether the answer is right; `Err` within `Ok` where it is not. No transaction is open.
fn check(session: &Session, factor: &Factor, code: &Code) -> Result<Result<Right, Wrong>, Error> {
    match code {
        Code::Totp(code) => Ok(check_totp(factor, code, session.now)),
        Code::Backup(code) => check_backup(session, &factor.user, code),
    }
}

/// One hash is computed, whether or not there is such a code (R-D8).
fn check_backup(
    session: &Session,
    user: &User,
    code: &BackupCode,
) -> Result<Result<Right, Wrong>, Error> {
    let stored = backup_code::find_unused(&session.store.read()?, user.id, code.number())?;
    let (keyring, text) = (&session.keyring, code.text());
    let Some(stored) = stored else {
        let rng = &mut random::system();
        keyring.slow_hash(user.id.0, text.as_bytes(), Cost::BACKUP_CODE, rng)?;
        return Ok(Err(Wrong::Code));
    };
    let (key_id, hash) = (stored.data_key_id, stored.hash.as_str());
    let fits = keyring.slow_hash_matches(user.id.0, text.as_bytes(), key_id, hash)?;
    Ok(if fits { Ok(Right::Backup(stored)) } else { Err(Wrong::Code) })
}

fn check_totp(factor: &Factor, code: &TotpCode, now: Timestamp) -> Result<Right, Wrong> {
    match factor.key.matching_step(code.digits(), seconds(now)) {
        None => Err(Wrong::Code),
        Some(step) if step <= factor.stored.last_step => Err(Wrong::Used),
        Some(step) => Ok(Right::Step(step)),
    }
}

/// Grants what the answer is good for and makes it good no more; `None` where somebody else was
/// faster.
fn spend<T>(
    session: &mut Session,
    factor: &Factor,
    claim: &Claim,
    right: &Right,
    grant: impl FnOnce(&Write<'_>, &User) -> Result<(T, Vec<Event>), Error>,
) -> Result<Option<(Accepted, T)>, Error> {
    let now = session.now;
    session.change_aside(|write, _| {
        // As the user is by now.
        let user = find::active_user(write, &UserRef::Id(factor.user.id))?;
        let Some((accepted, event)) = burn(write, &user, factor, right, now)? else {
            return Ok((None, Vec::new()));
        };
        attempt::succeed(write, claim, now)?;
        let (granted, mut events) = grant(write, &user)?;
        events.insert(0, event);
        Ok((Some((accepted, granted)), events))
    })
}

fn burn(
    write: &Write<'_>,
    user: &User,
    factor: &Factor,
    right: &Right,
    now: Timestamp,
) -> Result<Option<(Accepted, Event)>, Error> {
    match right {
        Right::Step(step) => {
            let burnt = second_factor::accept_step(write, user.id, &factor.stored, *step)?;
            Ok(burnt.then(|| (Accepted::Totp, about("2fa.ok", user))))
        }
        Right::Backup(code) => {
            if !backup_code::consume(write, user.id, code, now)? {
                return Ok(None);
            }
            let left = backup_code::count_unused(write, user.id)?;
            let text = format!("backup code {:02} was used, {left} are left", code.number);
            announcement::tell(write, user.id, &text, now)?;
            let event =
                about("2fa.backup_used", user).with("number", code.number).with("left", left);
            Ok(Some((Accepted::Backup { left }, event)))
        }
    }
}

/// Puts a wrong answer on record, in a transaction of its own, and says what is told of it.
fn refused(
    session: &mut Session,
    user: &User,
    claim: &Claim,
    wrong: Wrong,
) -> Result<Error, Error> {
    let handle = &user.handle;
    let (action, error) = match wrong {
        Wrong::Code => {
            let message = format!("the code for user \"{handle}\" is wrong");
            ("2fa.failed", Error::new(Kind::Unauthenticated, "2fa.wrong_code", message))
        }
        Wrong::Used => {
            let message = format!("the code for user \"{handle}\" was used already");
            let error = Error::new(Kind::Unauthenticated, "2fa.used_code", message);
            ("2fa.replay", error.why("each code is accepted once; the next one comes within 30 s"))
        }
    };
    let event = about(action, user).with_outcome(Outcome::Denied);
    lasting(session, |session| session.record(event))?;
    Ok(match claim.lock() {
        Some(lock) => error.why(attempt::why_locked(lock)),
        None => error,
    })
}

/// With a clock that stands before the last code that was accepted, that code would seem to be one
/// of the future (R-D3).
fn check_clock(factor: &Factor, now: Timestamp) -> Result<(), Error> {
    if factor.stored.last_step <= step_of(seconds(now)).saturating_add(1) {
        return Ok(());
    }
    let message = format!("no code for user \"{}\" can be checked", factor.user.handle);
    Err(Error::new(Kind::Unauthenticated, "2fa.clock_back", message)
        .why("the clock of this machine stands before the last code that was accepted")
        .fix("set the clock right, or use a backup code"))
}

/// A user has no second factor of that state.
pub fn missing(user: &User, state: FactorState) -> Error {
    let handle = &user.handle;
    match state {
        FactorState::Enabled => {
            let message = format!("user \"{handle}\" has no second factor");
            Error::new(Kind::Unauthenticated, "2fa.not_enrolled", message)
        }
        FactorState::Pending => {
            let message = format!("user \"{handle}\" has no second factor that is pending");
            Error::new(Kind::Conflict, "2fa.not_pending", message)
        }
    }
    .fix(format!("keyctl 2fa enroll {handle}"))
}

fn damaged(user: &User) -> Error {
    let message = format!("the TOTP key of user \"{}\" does not open", user.handle);
    Error::new(Kind::Integrity, "2fa.key_damaged", message)
        .why("it was altered or moved outside keyctl")
        .fix(format!("keyctl 2fa reset {} --reason …", user.handle))
}

/// Seconds since 1970; a clock before that shows its first.
fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.unix_seconds()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::domain::time::Span;
    use crate::ops::fixture::{Authenticator, Fixture, NOW};
    use crate::ops::two_factor;
    use crate::store::db::Options;

    fn later(seconds: u32) -> Timestamp {
        NOW.saturating_add(Span::from_secs(seconds))
    }

    fn ada() -> UserRef {
        "ada".parse().unwrap()
    }

    fn house() -> (Fixture, Authenticator, Vec<BackupCode>) {
        let mut house = Fixture::new();
        house.user("ada");
        let (authenticator, codes) = house.enroll("ada");
        (house, authenticator, codes)
    }

    fn refused(session: &mut Session, code: &Code) -> &'static str {
        let error = accept(session, &ada(), code).unwrap_err();
        assert_eq!(error.kind, Kind::Unauthenticated, "{error:?}");
        error.code
    }

    #[test]
    fn a_code_is_accepted_once_and_burns_all_before_it() {
        let (mut house, authenticator, _) = house();
        let (before, now, next) =
            (authenticator.code(NOW), authenticator.code(later(30)), authenticator.code(later(60)));
        house.session.now = later(30);
        assert_eq!(accept(&mut house.session, &ada(), &now).unwrap(), Accepted::Totp);
        assert_eq!(refused(&mut house.session, &now), "2fa.used_code");
        assert_eq!(refused(&mut house.session, &before), "2fa.used_code");
        let mut another = house.session_with(Options::COMMAND);
        another.now = later(31);
        assert_eq!(refused(&mut another, &now), "2fa.used_code");
        assert_eq!(accept(&mut another, &ada(), &next).unwrap(), Accepted::Totp);
        let told = house.told();
        let about = |action: &str| told.iter().filter(|told| told.starts_with(action)).count();
        assert_eq!((about("2fa.ok"), about("2fa.replay"), about("2fa.failed")), (3, 3, 0));
    }

    #[test]
    fn codes_before_and_after_the_present_are_accepted_and_others_are_wrong() {
        for (seconds, right) in [(-60_i64, false), (-30, true), (0, true), (30, true), (60, false)]
        {
            let (mut house, authenticator, _) = house();
            house.session.now = later(3600);
            let at = Timestamp::from_micros(later(3600).micros() + seconds * 1_000_000);
            let accepted = accept(&mut house.session, &ada(), &authenticator.code(at));
            assert_eq!(accepted.is_ok(), right, "{seconds}");
        }
    }

    #[test]
    fn a_locked_user_gets_one_answer_whatever_the_code() {
        let (mut house, authenticator, codes) = house();
        let (right, wrong) = (authenticator.code(NOW), authenticator.wrong(NOW));
        for _ in 0..5 {
            assert_eq!(refused(&mut house.session, &wrong), "2fa.wrong_code");
        }
        let answer =
            |session: &mut Session, code: &Code| accept(session, &ada(), code).unwrap_err();
        let told = house.told();
        let locked = answer(&mut house.session, &wrong);
        assert_eq!(locked.code, "user.locked");
        assert_eq!(answer(&mut house.session, &right), locked);
        assert_eq!(answer(&mut house.session, &Code::Backup(codes[0].clone())), locked);
        assert_eq!(answer(&mut house.dry_session(), &right), locked);
        assert_eq!(house.told(), told, "nothing was evaluated, so there is nothing to tell");
        house.session.now = later(15 * 60);
        let right = authenticator.code(house.session.now);
        accept(&mut house.session, &ada(), &right).unwrap();
    }

    #[test]
    fn a_backup_code_is_good_once_and_the_user_is_told() {
        let (mut house, _, codes) = house();
        let (third, fourth) = (Code::Backup(codes[2].clone()), Code::Backup(codes[3].clone()));
        let used = accept(&mut house.session, &ada(), &third).unwrap();
        assert_eq!(used, Accepted::Backup { left: 9 });
        assert_eq!(refused(&mut house.session, &third), "2fa.wrong_code");
        assert_eq!(
            accept(&mut house.session, &ada(), &fourth).unwrap(),
            Accepted::Backup { left: 8 }
        );
        let ada = find::user(&house.session.store.read().unwrap(), &ada()).unwrap();
        let told = announcement::pending(&house.session.store, ada.id).unwrap();
        assert_eq!(told.last().unwrap().text, "backup code 04 was used, 8 are left");
        let entry = house.entries().pop().unwrap();
        assert_eq!(entry.action, "2fa.backup_used");
        for code in &codes {
            assert!(!house.holds(code.text().as_bytes()), "no code stands in the clear");
            assert!(!entry.details.contains(&code.text()[3..]));
        }
    }

    #[test]
    fn a_backup_code_of_another_number_user_or_row_is_wrong() {
        let (mut house, _, codes) = house();
        house.user("bob");
        let (_, bobs) = house.enroll("bob");
        let mut renumbered = codes[0].text().clone();
        renumbered.replace_range(..2, "02");
        assert_eq!(refused(&mut house.session, &renumbered.parse().unwrap()), "2fa.wrong_code");
        assert_eq!(refused(&mut house.session, &Code::Backup(bobs[0].clone())), "2fa.wrong_code");
        // Somebody with the file gives ada the hash of a code that they know.
        house.sql(
            "UPDATE backup_codes SET hash =
                 (SELECT hash FROM backup_codes WHERE user_id = 3 AND number = 1)
             WHERE user_id = 2 AND number = 1",
        );
        assert_eq!(refused(&mut house.session, &Code::Backup(bobs[0].clone())), "2fa.wrong_code");
    }

    #[test]
    fn a_clock_that_was_set_back_is_told_and_backup_codes_still_work() {
        let (mut house, authenticator, codes) = house();
        house.session.now = later(7200);
        let far = authenticator.code(later(7200));
        accept(&mut house.session, &ada(), &far).unwrap();
        house.session.now = NOW;
        for _ in 0..6 {
            assert_eq!(refused(&mut house.session, &authenticator.code(NOW)), "2fa.clock_back");
        }
        accept(&mut house.session, &ada(), &Code::Backup(codes[0].clone())).unwrap();
        house.session.now = later(7230);
        accept(&mut house.session, &ada(), &authenticator.code(later(7230))).unwrap();
    }

    #[test]
    fn a_dry_run_checks_a_code_and_leaves_it_good() {
        let (mut house, authenticator, codes) = house();
        let mut dry = house.dry_session();
        let grant = |write: &Write<'_>, user: &User| {
            Ok((announcement::tell(write, user.id, "granted", NOW)?, vec![]))
        };
        let told = house.told();
        let (code, backup) = (authenticator.code(NOW), Code::Backup(codes[0].clone()));
        for _ in 0..6 {
            accept_for(&mut dry, &ada(), &code, grant).unwrap();
            accept_for(&mut dry, &ada(), &backup, grant).unwrap();
        }
        let counted = "SELECT coalesce(sum(failed + since_success), 0) FROM attempts";
        assert_eq!((house.told(), house.number(counted)), (told, 0));
        let granted = "SELECT count(*) FROM announcements WHERE text = 'granted'";
        assert_eq!(house.number(granted), 0);
        for good in [&code, &backup] {
            accept_for(&mut house.session, &ada(), good, grant).unwrap();
        }
        assert_eq!(house.number(granted), 2);
        assert_eq!(refused(&mut dry, &code), "2fa.used_code");
        assert_eq!(refused(&mut dry, &backup), "2fa.wrong_code");
    }

    #[test]
    fn a_right_code_in_a_dry_run_forgives_nothing_that_was_wrong() {
        let (mut house, authenticator, _) = house();
        let (right, wrong) = (authenticator.code(NOW), authenticator.wrong(NOW));
        let mut dry = house.dry_session();
        for _ in 0..4 {
            assert_eq!(refused(&mut dry, &wrong), "2fa.wrong_code");
            accept(&mut dry, &ada(), &right).unwrap();
        }
        let told = house.told();
        let locks: Vec<_> = told.iter().filter(|told| told.starts_with("user.")).collect();
        assert!(
            locks.ends_with(&[&"user.lock user:2".into(), &"user.unlock user:2".into()]),
            "{told:?}"
        );
        assert_eq!(house.number("SELECT failed FROM attempts"), 4);
        assert_eq!(refused(&mut dry, &wrong), "2fa.wrong_code");
        assert_eq!(refused(&mut house.session, &right), "user.locked");
    }

    #[test]
    fn a_grant_that_fails_burns_nothing_but_its_attempt() {
        let (mut house, authenticator, _) = house();
        let code = authenticator.code(NOW);
        let fails = |_: &Write<'_>, _: &User| -> Result<((), Vec<Event>), Error> {
            Err(Error::new(Kind::Internal, "test", "the grant fails"))
        };
        accept_for(&mut house.session, &ada(), &code, fails).unwrap_err();
        assert_eq!(house.number("SELECT since_success FROM attempts"), 1);
        accept(&mut house.session, &ada(), &code).unwrap();
        assert_eq!(house.number("SELECT since_success FROM attempts"), 0);
    }

    #[test]
    fn a_key_opens_in_its_own_row_only() {
        for damage in [
            "UPDATE second_factors SET sealed =
                 (SELECT sealed FROM second_factors WHERE user_id = 3) WHERE user_id = 2",
            "UPDATE second_factors SET sealed = zeroblob(length(sealed)) WHERE user_id = 2",
        ] {
            let (mut house, authenticator, _) = house();
            house.user("bob");
            house.enroll("bob");
            house.sql(damage);
            let error = accept(&mut house.session, &ada(), &authenticator.code(NOW)).unwrap_err();
            assert_eq!((error.kind, error.code), (Kind::Integrity, "2fa.key_damaged"), "{damage}");
            assert_eq!(house.told().pop().unwrap(), "seal.open_failed user:2");
        }
    }

    #[test]
    fn only_an_active_user_with_a_second_factor_has_codes() {
        let (mut house, authenticator, _) = house();
        house.user("bob");
        let code = authenticator.code(NOW);
        let session = &mut house.session;
        let of = |session: &mut Session, user: &str| {
            let error = accept(session, &user.parse().unwrap(), &code).unwrap_err();
            (error.kind, error.code)
        };
        assert_eq!(of(session, "bob"), (Kind::Unauthenticated, "2fa.not_enrolled"));
        assert_eq!(of(session, "eve"), (Kind::NotFound, "user.not_found"));
        two_factor::enroll(session, &"bob".parse().unwrap(), &mut random::system()).unwrap();
        assert_eq!(of(session, "bob"), (Kind::Unauthenticated, "2fa.not_enrolled"), "pending");
        house.sql("UPDATE users SET status = 'disabled' WHERE handle = 'ada'");
        assert_eq!(of(&mut house.session, "ada"), (Kind::Refused, "user.not_active"));
    }

    #[test]
    fn of_many_who_give_one_code_at_once_one_is_accepted() {
        let (house, authenticator, codes) = house();
        for code in [authenticator.code(NOW), Code::Backup(codes[0].clone())] {
            house.sql("DELETE FROM attempts");
            let sessions: Vec<_> = (0..8).map(|_| house.session_with(Options::COMMAND)).collect();
            let accepted: usize = thread::scope(|scope| {
                let each = |mut session: Session| {
                    let code = &code;
                    scope.spawn(move || usize::from(accept(&mut session, &ada(), code).is_ok()))
                };
                let threads: Vec<_> = sessions.into_iter().map(each).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).sum()
            });
            assert_eq!(accepted, 1, "{code:?}");
        }
    }
}
