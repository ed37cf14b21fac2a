//! How often somebody may try to prove who they are, and when they may try again (R-D4, R-D5).

use crate::domain::time::{Span, Timestamp};

/// How many attempts without a success, over whatever time, close an account until an operator
/// opens it.
pub const MAX_WITHOUT_SUCCESS: u32 = 100;

/// The longest that one lock lasts.
const LONGEST_LOCK: Span = Span::from_secs(24 * 60 * 60);

/// What is allowed within how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How many attempts within a window are evaluated; the last one locks.
    pub attempts: u32,
    /// How long the window is that they are counted in.
    pub window: Span,
    /// How long the first lock lasts; each one that follows without a success lasts twice as long.
    pub first_lock: Span,
}

/// The attempts of one user. Passwords, codes and backup codes count together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    /// Claimed since the window began.
    pub failed: u32,
    /// When the window began.
    pub window_from: Timestamp,
    /// How many locks came in a row.
    pub lock_level: u32,
    /// Until when nothing is evaluated.
    pub locked_until: Option<Timestamp>,
    /// Claimed since the last success.
    pub since_success: u32,
    /// When all that was asked for was proved, the last time.
    pub last_login_at: Option<Timestamp>,
}

/// Why nothing is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Until this instant.
    Until(Timestamp),
    /// Until an operator opens the account.
    UntilUnlocked,
}

/// What a claim does to the counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The counters with the claim in them.
    pub after: Attempts,
    /// The lock that this very claim brings on. What it was claimed for is still evaluated.
    pub lock: Option<Lock>,
}

impl Attempts {
    /// Those of somebody who has never tried.
    pub const fn none(now: Timestamp) -> Self {
        Self {
            failed: 0,
            window_from: now,
            lock_level: 0,
            locked_until: None,
            since_success: 0,
            last_login_at: None,
        }
    }

    /// Why nothing is evaluated at this instant, if so. A lock ends at its instant.
    pub fn lock(&self, now: Timestamp) -> Option<Lock> {
        if self.since_success >= MAX_WITHOUT_SUCCESS {
            return Some(Lock::UntilUnlocked);
        }
        self.locked_until.filter(|until| now < *until).map(Lock::Until)
    }

    /// One more attempt.
    ///
    /// # Errors
    /// The [`Lock`] under which none is evaluated.
    pub fn claim(&self, policy: &Policy, now: Timestamp) -> Result<Claimed, Lock> {
        if let Some(lock) = self.lock(now) {
            return Err(lock);
        }
        let mut after = *self;
        after.since_success += 1;
        after.locked_until = None;
        // A clock that stepped back leaves the window open, so that it forgives nothing.
        if now >= after.window_from.saturating_add(policy.window) {
            after.failed = 0;
            after.window_from = now;
        }
        after.failed += 1;
        if after.failed >= policy.attempts {
            after.locked_until = Some(now.saturating_add(policy.lock_span(after.lock_level)));
            after.lock_level += 1;
            after.failed = 0;
        }
        let lock = after.lock(now);
        Ok(Claimed { after, lock })
    }
}

impl Policy {
    /// How long the lock of a level lasts: the first one doubled each time, a day at most.
    fn lock_span(&self, level: u32) -> Span {
        let micros = self.first_lock.micros().saturating_mul(1 << level.min(16));
        Span::from_micros(micros.min(LONGEST_LOCK.micros()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Policy = Policy {
        attempts: 5,
        window: Span::from_secs(15 * 60),
        first_lock: Span::from_secs(15 * 60),
    };

    const START: Timestamp = Timestamp::from_micros(1_795_251_600_000_000);

    fn after_minutes(minutes: i64) -> Timestamp {
        Timestamp::from_micros(START.micros() + minutes * 60_000_000)
    }

    /// Claims until one is refused: how many were evaluated, and what refuses the next.
    fn exhaust(attempts: &mut Attempts, now: Timestamp) -> (u32, Lock) {
        let mut evaluated = 0;
        loop {
            match attempts.claim(&POLICY, now) {
                Ok(claimed) => *attempts = claimed.after,
                Err(lock) => return (evaluated, lock),
            }
            evaluated += 1;
        }
    }

    #[test]
    fn five_are_evaluated_and_each_lock_is_twice_as_long() {
        let mut attempts = Attempts::none(START);
        let mut now = START;
        let mut minutes = Vec::new();
        for _ in 0..9 {
            let (evaluated, lock) = exhaust(&mut attempts, now);
            let Lock::Until(until) = lock else { panic!("{lock:?}") };
            assert_eq!(evaluated, 5);
            minutes.push(until.since(now).micros() / 60_000_000);
            let before_its_end = until.saturating_sub(Span::from_micros(1));
            assert_eq!(attempts.claim(&POLICY, before_its_end), Err(lock));
            now = until;
        }
        assert_eq!(minutes, [15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
    }

    #[test]
    fn a_hundred_without_success_close_the_account() {
        let mut attempts = Attempts::none(START);
        let mut now = START;
        let mut evaluated = 0;
        while let (more, Lock::Until(until)) = exhaust(&mut attempts, now) {
            evaluated += more;
            now = until;
        }
        assert_eq!(evaluated + 5, 100, "the last five end in the lock that stays");
        let in_ten_years = now.saturating_add(Span::from_secs(10 * 365 * 24 * 60 * 60));
        assert_eq!(attempts.claim(&POLICY, in_ten_years), Err(Lock::UntilUnlocked));
    }

    #[test]
    fn a_window_is_forgotten_at_its_end_and_not_before() {
        let four = |now| {
            let mut attempts = Attempts::none(START);
            for _ in 0..4 {
                attempts = attempts.claim(&POLICY, START).unwrap().after;
            }
            attempts.claim(&POLICY, now).unwrap()
        };
        let last = after_minutes(15).saturating_sub(Span::from_micros(1));
        assert!(four(last).lock.is_some());
        let fresh = four(after_minutes(15));
        assert_eq!((fresh.lock, fresh.after.failed), (None, 1));
        assert_eq!(fresh.after.since_success, 5);
        assert!(four(after_minutes(-600)).lock.is_some(), "a clock set back forgives nothing");
    }

    #[test]
    fn a_lock_outlives_a_clock_that_is_set_back() {
        let mut attempts = Attempts::none(START);
        let (_, lock) = exhaust(&mut attempts, START);
        assert_eq!(attempts.lock(after_minutes(-600)), Some(lock));
    }

    #[test]
    fn another_policy_is_obeyed_at_the_next_claim() {
        let strict =
            Policy { attempts: 2, window: Span::from_secs(60), first_lock: Span::from_secs(3600) };
        let mut attempts = Attempts::none(START);
        for _ in 0..3 {
            attempts = attempts.claim(&POLICY, START).unwrap().after;
        }
        let lock = attempts.claim(&strict, START).unwrap().lock;
        assert_eq!(lock, Some(Lock::Until(after_minutes(60))));
        assert_eq!(attempts.claim(&strict, after_minutes(1)).unwrap().lock, None);
        let one = Policy { attempts: 1, ..strict };
        assert!(Attempts::none(START).claim(&one, START).unwrap().lock.is_some());
    }
}
