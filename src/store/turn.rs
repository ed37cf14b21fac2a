//! Taking turns at the write lock (R-I4).
//!
//! `SQLite`'s busy handler polls, so a gateway that locks again at once starves every other
//! process. Whoever is about to write announces it with a shared lock on `<db>.queue`; a gateway
//! asks before each batch whether somebody else is announced and lets them go first.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};

use crate::store::error::Error;

/// The longest that a gateway lets others go first.
const PATIENCE: Duration = Duration::from_millis(3);

/// How often it looks whether they are done.
const STEP: Duration = Duration::from_micros(100);

/// The queue of one process.
#[derive(Debug)]
pub(in crate::store) struct Turn(File);

impl Turn {
    /// Opens `<db>.queue`, creating it where it is missing.
    pub(in crate::store) fn open(path: &Path) -> Result<Self, Error> {
        Ok(Self(open_beside(path)?))
    }

    /// Announces a write until [`Turn::done`].
    pub(in crate::store) fn announce(&self) -> Result<(), Error> {
        flock(&self.0, FlockOperation::LockShared).map_err(|e| Error::Storage(e.to_string()))
    }

    /// Takes the announcement back.
    pub(in crate::store) fn done(&self) {
        // Unlocking a lock of ours fails only where the descriptor is gone, and the lock with it.
        let _ = flock(&self.0, FlockOperation::Unlock);
    }

    /// Waits while others are announced, for 3 ms at most.
    pub(in crate::store) fn give_way(&self) {
        let since = Instant::now();
        while !self.nobody_waits() && since.elapsed() < PATIENCE {
            thread::sleep(STEP);
        }
    }

    fn nobody_waits(&self) -> bool {
        let alone = flock(&self.0, FlockOperation::NonBlockingLockExclusive).is_ok();
        self.done();
        alone
    }
}

/// Opens one of the small files beside the database, creating it for its owner alone.
pub(in crate::store) fn open_beside(path: &Path) -> Result<File, Error> {
    let open = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path);
    open.map_err(|error| Error::Storage(format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_gives_way_to_who_is_announced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("db.queue");
        let (gateway, command) = (Turn::open(&path).unwrap(), Turn::open(&path).unwrap());
        assert!(gateway.nobody_waits());
        command.announce().unwrap();
        assert!(!gateway.nobody_waits());
        let since = Instant::now();
        gateway.give_way();
        assert!(since.elapsed() >= PATIENCE);
        command.done();
        assert!(gateway.nobody_waits());
    }
}
