//! Whose turn it is to deliver secrets: one process at a time, so that what another has on offer
//! is known to be left behind.

use std::fs::File;

use rustix::fs::{FlockOperation, flock};

use crate::secret::file;
use crate::store::db::{Store, beside};
use crate::store::error::Error;

/// The turn, for as long as it is held. A process that ends, however it does, gives it up.
#[derive(Debug)]
pub struct Turn {
    _lock: File,
}

/// Takes the turn.
///
/// # Errors
/// [`Error::Busy`] where another process has it, [`Error::Storage`].
pub fn take_turn(store: &Store) -> Result<Turn, Error> {
    let lock = file::open_or_create(&beside(store.path(), ".deliver"))?;
    flock(&lock, FlockOperation::NonBlockingLockExclusive).map_err(|_| Error::Busy)?;
    Ok(Turn { _lock: lock })
}
