//! Taking turns at the write lock (R-I4).
//!
//! `SQLite`'s busy handler polls, so a gateway that locks again at once starves every other
//! process. Whoever is about to write announces it with a shared lock on `<db>.queue`; a gateway
//! asks before each batch whether somebody else is announced and lets them go first.

use std::fs::File;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};

use crate::secret::file;
use crate::store::error::Error;

/// The longest that a gateway lets others go first.
const MAX_WAIT: Duration = Duration::from_millis(3);

/// How often it looks whether they are done.
const POLL: Duration = Duration::from_micros(100);

/// The file `<db>.queue`, held open: a shared lock on it says that its holder is about to write.
#[derive(Debug)]
pub(in crate::store) struct WriteQueue(File);

impl WriteQueue {
    /// Opens `<db>.queue`, creating it where it is missing.
    pub(in crate::store) fn open(path: &Path) -> Result<Self, Error> {
        Ok(Self(file::open_or_create(path)?))
    }

    /// Announces a write until [`WriteQueue::withdraw`].
    pub(in crate::store) fn announce(&self) -> Result<(), Error> {
        flock(&self.0, FlockOperation::LockShared).map_err(|e| Error::Storage(e.to_string()))
    }

    /// Takes the announcement back.
    pub(in crate::store) fn withdraw(&self) {
        // Unlocking a lock of ours fails only where the descriptor is gone, and the lock with it.
        let _ = flock(&self.0, FlockOperation::Unlock);
    }

    /// Waits while others are announced, for 3 ms at most.
    pub(in crate::store) fn give_way(&self) {
        let since = Instant::now();
        while !self.is_empty() && since.elapsed() < MAX_WAIT {
            thread::sleep(POLL);
        }
    }

    fn is_empty(&self) -> bool {
        let alone = flock(&self.0, FlockOperation::NonBlockingLockExclusive).is_ok();
        self.withdraw();
        alone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_gives_way_to_who_is_announced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("db.queue");
        let (gateway, command) =
            (WriteQueue::open(&path).unwrap(), WriteQueue::open(&path).unwrap());
        assert!(gateway.is_empty());
        command.announce().unwrap();
        assert!(!gateway.is_empty());
        let since = Instant::now();
        gateway.give_way();
        assert!(since.elapsed() >= MAX_WAIT);
        command.withdraw();
        assert!(gateway.is_empty());
    }
}
