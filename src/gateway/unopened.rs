//! Providers' keys that do not open in their place, on their way into the record (R-A7).
//!
//! The request that met one is refused and does not wait; a worker notes it, and once a second has
//! what it noted put on record together.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tracing::warn;

use crate::domain::provider::Provider;
use crate::domain::user::UserId;
use crate::gateway::changes::Changes;
use crate::ops::provider;

/// How many are noted at most. Others are when they are met the next time.
const CAPACITY: usize = 100;

/// The providers whose keys one worker could not open, each with the user it was for.
#[derive(Debug, Default)]
pub struct Unopened(Mutex<HashMap<(i64, UserId), Provider>>);

impl Unopened {
    /// Notes that the key for a user does not open.
    pub fn note(&self, provider: &Provider, user: UserId) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.len() < CAPACITY {
            noted.entry((provider.id, user)).or_insert_with(|| provider.clone());
        }
    }

    /// Has what is noted put on record, and waits for nothing.
    pub fn put_on_record(&self, changes: &Changes) {
        let noted = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if noted.is_empty() {
            return;
        }
        drop(changes.run(move |session| {
            let mut noted = noted.iter();
            let put = noted.try_for_each(|((_, user), provider)| {
                provider::record_unopened(session, provider, *user)
            });
            put.inspect_err(|error| warn!(code = error.code, "not on record: {error}"))
        }));
    }
}
