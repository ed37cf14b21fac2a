//! Ctrl-C of a command that goes on until it is stopped: it ends cleanly, as asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::signal::{SIGINT, SIGTERM};

/// How long a stop may go unnoticed.
const NOTICE: Duration = Duration::from_millis(50);

/// Whether the command is to stop.
#[derive(Debug)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// From here on SIGINT and SIGTERM no longer end the process but ask it to stop.
    pub fn watch() -> Self {
        let asked = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // Where none can be set up, the signal ends the process as before.
            signal_hook::flag::register(signal, Arc::clone(&asked)).ok();
        }
        Self(asked)
    }

    /// Waits; returns early, and true, where the command is to stop.
    pub fn wait(&self, time: Duration) -> bool {
        let since = Instant::now();
        while !self.0.load(Ordering::Relaxed) {
            let Some(left) = time.checked_sub(since.elapsed()) else { return false };
            thread::sleep(left.min(NOTICE));
        }
        true
    }
}
