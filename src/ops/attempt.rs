//! Attempts to prove who one is: each is claimed before anything is evaluated (R-D4).
//!
//! A claim is committed in a transaction of its own, so neither a crash nor an error afterwards
//! gives it back; only a success does, in the transaction that grants what it was for. All of it is
//! counted by user, in the database, and holds in a dry run as anywhere else: there a success takes
//! back what itself had claimed, and nothing more.

use std::sync::Arc;

use crate::domain::attempt::{Attempts, Lock, MAX_WITHOUT_SUCCESS, Policy};
use crate::domain::audit::Event;
use crate::domain::setting::catalogue::{LOCKOUT_ATTEMPTS, LOCKOUT_TIME, LOCKOUT_WINDOW};
use crate::domain::time::Timestamp;
use crate::domain::user::{User, UserId, UserRef};
use crate::ops::configuration;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::occasion;
use crate::ops::security;
use crate::ops::session::Session;
use crate::store::attempt as rows;
use crate::store::db::{Commit, Options, Read, Store, Write};

/// The right to evaluate one answer of one user.
#[derive(Debug)]
#[must_use = "a claim is there to evaluate one answer"]
pub struct Claim {
    user: UserId,
    lock: Option<Lock>,
    before: Attempts,
    after: Attempts,
}

impl Claim {
    /// Whose answer it is for.
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// The lock that holds from now on, unless the answer is right: this was the last claim of its
    /// window.
    pub const fn lock(&self) -> Option<Lock> {
        self.lock
    }
}

/// Claims an attempt of a user. What it is claimed for is evaluated afterwards, outside of any
/// transaction.
///
/// # Errors
/// [`Kind::Unauthenticated`] where the user is locked: then nothing may be evaluated, and a right
/// answer gets what a wrong one gets (R-D5).
pub fn claim(session: &mut Session, user: &User) -> Result<Claim, Error> {
    lasting(session, |session| {
        let now = session.now;
        session.change_aside(|write, _| {
            let before = rows::find(write, user.id)?.unwrap_or(Attempts::none(now));
            let claimed = before.claim(&policy(write)?, now).map_err(|lock| locked(user, lock))?;
            let after = claimed.after;
            rows::put(write, user.id, &after)?;
            let mut events = Vec::new();
            if let Some(lock) = claimed.lock {
                events.push(lock_event(user, lock));
                if let Lock::Until(until) = lock {
                    occasion::queue_lock(write, user.id, &user.handle, until, now)?;
                }
                events.extend(security::two_factor(write, user, now)?);
            }
            Ok((Claim { user: user.id, lock: claimed.lock, before, after }, events))
        })
    })
}

/// Takes note that all that was asked for was proved: nothing stands against the user any more. Part
/// of the transaction that grants what it was for.
///
/// # Errors
/// What the store says.
pub fn succeed(write: &Write<'_>, claim: &Claim, now: Timestamp) -> Result<(), Error> {
    let fresh = Attempts { last_login_at: Some(now), ..Attempts::none(now) };
    Ok(rows::put(write, claim.user, &fresh)?)
}

/// Takes a claim back whose answer was right in a dry run: the counters are what they were before
/// it. So a dry run that succeeds changes nothing, and no number of them hides an answer that was
/// wrong. Where somebody has claimed meanwhile, the claim stays.
///
/// # Errors
/// What the store says.
pub fn give_back(session: &mut Session, user: &User, claim: &Claim) -> Result<(), Error> {
    lasting(session, |session| {
        session.change_aside(|write, _| {
            if rows::find(write, user.id)? != Some(claim.after) {
                return Ok(((), Vec::new()));
            }
            rows::put(write, user.id, &claim.before)?;
            // The log has told of a lock that is no more.
            let unlocked = claim.lock.map(|_| {
                let event = about("user.unlock", user);
                event.with("was_locked", true).with("failed", claim.before.since_success)
            });
            Ok(((), unlocked.into_iter().collect()))
        })
    })
}

/// The counters of a user; those of somebody who never tried where there are none.
///
/// # Errors
/// What the store says.
pub fn of(read: &Read<'_>, user: UserId, now: Timestamp) -> Result<Attempts, Error> {
    Ok(rows::find(read, user)?.unwrap_or(Attempts::none(now)))
}

/// Why nothing of a user is evaluated, if so.
///
/// # Errors
/// What the store says.
pub fn lock(store: &Store, user: UserId, now: Timestamp) -> Result<Option<Lock>, Error> {
    Ok(of(&store.read()?, user, now)?.lock(now))
}

/// Opens the account of a user who is locked, or has failed: all counters begin anew, and what was
/// last proved stays on record. An account that nothing stands against stays as it is, and `false`
/// says so.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn unlock(session: &mut Session, user: &UserRef) -> Result<(User, bool), Error> {
    let now = session.now;
    session.change_aside(|write, _| {
        let user = find::user(write, user)?;
        let before = of(write, user.id, now)?;
        let fresh = Attempts { last_login_at: before.last_login_at, ..Attempts::none(now) };
        if before.since_success == 0 && before.locked_until.is_none() {
            return Ok(((user, false), Vec::new()));
        }
        rows::put(write, user.id, &fresh)?;
        let event = about("user.unlock", &user)
            .with("was_locked", before.lock(now).is_some())
            .with("failed", before.since_success);
        Ok(((user, true), vec![event]))
    })
}

/// What somebody is told who is locked.
pub fn locked(user: &User, lock: Lock) -> Error {
    let message = format!("user \"{}\" is locked", user.handle);
    Error::new(Kind::Unauthenticated, "user.locked", message)
        .why(why_locked(lock))
        .fix(format!("keyctl user unlock {}", user.handle))
}

/// The reason of a lock, and when it ends.
pub fn why_locked(lock: Lock) -> String {
    match lock {
        Lock::Until(until) => format!("too many attempts failed; nothing is checked until {until}"),
        Lock::UntilUnlocked => {
            format!("{MAX_WITHOUT_SUCCESS} attempts failed in a row; an operator must unlock it")
        }
    }
}

/// An event about a user.
pub fn about(action: &'static str, user: &User) -> Event {
    Event::ok(action, format_args!("user:{}", user.id)).with("user", user.handle.as_str())
}

/// Runs what must be kept in any case: where the session keeps nothing, on a connection that does.
/// A dry run would otherwise be a way to try one code after the other.
///
/// # Errors
/// What `body` returns, or that the database cannot be opened again.
pub fn lasting<T>(
    session: &mut Session,
    body: impl FnOnce(&mut Session) -> Result<T, Error>,
) -> Result<T, Error> {
    if session.store.commit() == Commit::Keep {
        return body(session);
    }
    let mut lasting = Session {
        store: session.store.again(Options::COMMAND)?,
        keyring: Arc::clone(&session.keyring),
        actor: session.actor.clone(),
        now: session.now,
    };
    body(&mut lasting)
}

fn policy(read: &Read<'_>) -> Result<Policy, Error> {
    Ok(Policy {
        attempts: configuration::count(read, LOCKOUT_ATTEMPTS)?,
        window: configuration::duration(read, LOCKOUT_WINDOW)?,
        first_lock: configuration::duration(read, LOCKOUT_TIME)?,
    })
}

fn lock_event(user: &User, lock: Lock) -> Event {
    let until = match lock {
        Lock::Until(until) => Some(until.to_string()),
        Lock::UntilUnlocked => None,
    };
    about("user.lock", user).with("until", until)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::domain::time::Span;
    use crate::ops::fixture::{Fixture, NOW};

    /// How many attempts of a user are evaluated before one is refused, and the refusal.
    fn exhaust(session: &mut Session, user: &User) -> (u32, Error) {
        let mut evaluated = 0;
        loop {
            match claim(session, user) {
                Ok(_) => evaluated += 1,
                Err(error) => return (evaluated, error),
            }
        }
    }

    fn grant(session: &mut Session, claim: &Claim) {
        let now = session.now;
        session.change_aside(|write, _| Ok((succeed(write, claim, now)?, Vec::new()))).unwrap();
    }

    #[test]
    fn the_sixth_is_refused_and_the_lock_is_on_record_once() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        let generations = house.generations();
        let (evaluated, refused) = exhaust(&mut house.session, &ada);
        assert_eq!(evaluated, 5);
        assert_eq!((refused.kind, refused.code), (Kind::Unauthenticated, "user.locked"));
        assert!(refused.why.unwrap().ends_with("until 2026-11-21T09:15:00Z"));
        claim(&mut house.session, &ada).unwrap_err();
        let locks = house.told().into_iter().filter(|told| told.starts_with("user.lock")).count();
        assert_eq!(locks, 1);
        assert_eq!(house.generations(), generations, "gateways do not decide from it");
        let bob = house.user("bob");
        let _claim = claim(&mut house.session, &bob).unwrap();
    }

    #[test]
    fn a_claim_stays_whatever_becomes_of_it() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        for _ in 0..3 {
            // Neither dropped nor followed by an error it comes back.
            let claim = claim(&mut house.session, &ada).unwrap();
            let now = house.session.now;
            let failed: Result<(), _> = house.session.change_aside(|write, _| {
                succeed(write, &claim, now)?;
                Err(Error::new(Kind::Internal, "test", "the grant fails"))
            });
            failed.unwrap_err();
        }
        let mut other = house.session_with(Options::COMMAND);
        assert_eq!(exhaust(&mut other, &ada).0, 2);
    }

    #[test]
    fn a_dry_run_counts_as_well() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        assert_eq!(exhaust(&mut house.dry_session(), &ada).0, 5);
        claim(&mut house.session, &ada).unwrap_err();
    }

    #[test]
    fn a_success_takes_back_what_came_before_and_unlocks() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        for _ in 0..4 {
            let _claim = claim(&mut house.session, &ada).unwrap();
        }
        let fifth = claim(&mut house.session, &ada).unwrap();
        assert_eq!(fifth.lock(), Some(Lock::Until(NOW.saturating_add(Span::from_secs(15 * 60)))));
        assert!(lock(&house.session.store, ada.id, NOW).unwrap().is_some());
        grant(&mut house.session, &fifth);
        let after = of(&house.session.store.read().unwrap(), ada.id, NOW).unwrap();
        let fresh = Attempts { last_login_at: Some(NOW), ..Attempts::none(NOW) };
        assert_eq!(after, fresh);
        assert_eq!(exhaust(&mut house.session, &ada).0, 5);
    }

    #[test]
    fn the_settings_of_locks_are_obeyed_at_once() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        house.sql(
            "INSERT INTO settings (name, value)
             VALUES ('lockout.attempts', '2'), ('lockout.window', '1m'), ('lockout.time', '2h')",
        );
        let (evaluated, refused) = exhaust(&mut house.session, &ada);
        assert_eq!(evaluated, 2);
        assert!(refused.why.unwrap().ends_with("until 2026-11-21T11:00:00Z"));
        house.sql("UPDATE settings SET value = 'many' WHERE name = 'lockout.attempts'");
        house.session.now = NOW.saturating_add(Span::from_secs(7200));
        assert_eq!(claim(&mut house.session, &ada).unwrap_err().kind, Kind::Integrity);
    }

    #[test]
    fn an_operator_unlocks_and_the_log_says_so() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        let name = "ada".parse().unwrap();
        assert!(!unlock(&mut house.session, &name).unwrap().1, "nothing stands against ada");
        exhaust(&mut house.session, &ada);
        // The lock that only an operator ends.
        house.sql("UPDATE attempts SET since_success = 100");
        house.session.now = NOW.saturating_add(Span::from_secs(365 * 24 * 60 * 60));
        assert_eq!(exhaust(&mut house.session, &ada).0, 0);
        assert!(unlock(&mut house.session, &name).unwrap().1);
        assert_eq!(house.told().pop().unwrap(), "user.unlock user:2");
        assert_eq!(exhaust(&mut house.session, &ada).0, 5);
        let nobody = unlock(&mut house.session, &"nobody".parse().unwrap());
        assert_eq!(nobody.unwrap_err().kind, Kind::NotFound);
    }

    #[test]
    fn of_many_at_once_five_are_evaluated() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        let sessions = (0..8).map(|_| house.session_with(Options::COMMAND));
        let sessions: Vec<Session> = sessions.collect();
        let evaluated: usize = thread::scope(|scope| {
            let each = |mut session: Session| {
                let ada = &ada;
                scope.spawn(move || (0..5).filter(|_| claim(&mut session, ada).is_ok()).count())
            };
            let threads: Vec<_> = sessions.into_iter().map(each).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(evaluated, 5);
    }

    #[test]
    fn what_the_log_cannot_tell_is_not_evaluated() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        for _ in 0..4 {
            let _claim = claim(&mut house.session, &ada).unwrap();
        }
        house.sql("DROP TABLE audit_head");
        // The claim that would lock has an entry, which cannot be written.
        claim(&mut house.session, &ada).unwrap_err();
    }
}
