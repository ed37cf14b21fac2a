//! Keys that were refused because they have expired, on their way into the record (R-E2).
//!
//! Seeing the end of a key makes it final, so that no clock set back revives the key. The refusal
//! does not wait for that: a worker notes the key, and once a second has all of them put on record
//! together. From then on what the worker reads says so itself, and nothing is noted any more.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tracing::warn;

use crate::domain::credential::Credential;
use crate::domain::key::KeyId;
use crate::domain::time::Timestamp;
use crate::gateway::changes::Changes;
use crate::ops::key::status;

/// How many keys are noted at most. Others are when they are refused the next time.
const CAPACITY: usize = 1_000;

/// The keys that one worker saw expired, and when, without finding it on record.
#[derive(Debug, Default)]
pub struct Expiries(Mutex<HashMap<KeyId, Timestamp>>);

impl Expiries {
    /// Notes a key that is refused as expired.
    pub fn note(&self, key: &Credential, at: Timestamp) {
        if !key.status.is_living() {
            return;
        }
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.len() < CAPACITY {
            noted.entry(key.key_id).or_insert(at);
        }
    }

    /// Has what is noted put on record, and waits for nothing. Where that fails, a key is noted
    /// again as soon as it is refused again.
    pub fn put_on_record(&self, changes: &Changes) {
        let noted = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let Some(seen_at) = noted.values().max().copied() else { return };
        let keys: Vec<KeyId> = noted.into_keys().collect();
        drop(changes.run(move |session| {
            // What was seen is true, wherever the clock stands by now.
            session.now = session.now.max(seen_at);
            let put = status::expire_all(session, &keys);
            put.inspect_err(|error| warn!(code = error.code, "an expiry is not on record: {error}"))
        }));
    }
}
