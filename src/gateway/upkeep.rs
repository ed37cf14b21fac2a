//! What is done beside the thread that commits, because there it would hold up everybody who waits:
//! adding new rows to the sums, and writing the log back into the database.
//!
//! A log that is overwritten costs a commit less than half the time of one that grows, so it is
//! never emptied while the gateway runs, but begun anew every now and then.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use tracing::warn;

use crate::ops::error::{Error, Kind};
use crate::ops::rollup;
use crate::store::db::{Checkpoint, LOG_BYTES_KEPT, Options, Store};
use crate::store::error::Error as StoreError;

/// How a database is opened for this thread. A long read can keep the log from beginning anew; for
/// as long as that is waited for nobody commits.
pub const OPTIONS: Options = Options { busy_timeout: Duration::from_millis(5), ..Options::GATEWAY };

/// How often it is done while something is committed.
const INTERVAL: Duration = Duration::from_secs(1);

/// The length of the log from which it is worth a warning (R-C5).
const WARN_BYTES: u64 = 2 * LOG_BYTES_KEPT;

/// Keeps the database up for as long as the gateway runs. It ends, with the log emptied, when the
/// other end of `until` is dropped.
pub fn run(mut store: Store, until: &Receiver<()>) {
    let mut seen = None;
    loop {
        let stopping = until.recv_timeout(INTERVAL) != Err(RecvTimeoutError::Timeout);
        let written = store.log_written_at();
        if stopping || written != seen {
            if let Err(error) = add_up(&mut store) {
                warn!("usage cannot be added up: {error}");
            }
            seen = store.log_written_at();
            if let Err(error) = write_back(&store, stopping) {
                warn!("the log cannot be written back: {error}");
            }
            let bytes = store.log_bytes();
            if bytes >= WARN_BYTES {
                warn!(bytes, "a long read keeps the log from being written back");
            }
        }
        if stopping {
            return;
        }
    }
}

/// Where others are at work on the database, the next time does for both.
fn add_up(store: &mut Store) -> Result<(), Error> {
    match rollup::fold(store) {
        Err(error) if error.kind == Kind::Busy => Ok(()),
        other => other,
    }
}

/// First what can be written without holding anybody up, then the little that is left.
fn write_back(store: &Store, stopping: bool) -> Result<(), StoreError> {
    store.checkpoint(Checkpoint::Passive)?;
    store.checkpoint(if stopping { Checkpoint::Truncate } else { Checkpoint::Restart })
}
