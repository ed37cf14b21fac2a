//! A user together with what proves who it is and what stands against it.

use crate::domain::attempt::{Attempts, Lock};
use crate::domain::time::Timestamp;
use crate::domain::two_factor::FactorState;
use crate::domain::user::{Standing, User};

/// A user as lists show it.
#[derive(Clone, Debug)]
pub struct Account {
    /// The user.
    pub user: User,
    /// The state of the second factor; `None` where there is none.
    pub two_factor: Option<FactorState>,
    /// The counters of attempts; `None` where nothing was ever tried.
    pub attempts: Option<Attempts>,
}

impl Account {
    /// Why nothing of the user is evaluated at an instant, if so.
    pub fn lock(&self, now: Timestamp) -> Option<Lock> {
        self.attempts.and_then(|attempts| attempts.lock(now))
    }

    /// What the user is at an instant.
    pub fn standing(&self, now: Timestamp) -> Standing {
        Standing::new(self.user.status, self.lock(now).is_some())
    }
}
