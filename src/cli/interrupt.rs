//! Ctrl-C while a command goes on and on: it is how such a command is meant to end, so that is a
//! success.

use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::cli::exit::Failure;
use crate::ops::error::{Error, Kind};

/// How long a signal may wait to be noticed.
const POLL: Duration = Duration::from_millis(20);

/// The signals that end a process, caught.
#[derive(Debug)]
pub struct Interrupt(Signals);

impl Interrupt {
    /// Catches them from now on.
    pub fn listen() -> Result<Self, Failure> {
        let signals = Signals::new([SIGHUP, SIGINT, SIGTERM]).map_err(|error| {
            let message = format!("signals cannot be caught: {error}");
            Error::new(Kind::Internal, "process.signals", message)
        })?;
        Ok(Self(signals))
    }

    /// Waits, and says whether a signal came meanwhile.
    pub fn wait(&mut self, duration: Duration) -> bool {
        let since = Instant::now();
        loop {
            if self.0.pending().next().is_some() {
                return true;
            }
            match duration.checked_sub(since.elapsed()) {
                Some(left) => thread::sleep(left.min(POLL)),
                None => return false,
            }
        }
    }
}
