//! What a gateway does for the audit log in passing: it says in its own log, which is kept elsewhere,
//! what the audit log ends with (R-K3), and puts on record that the clock was set back (R-J4).

use std::time::{Duration, Instant};

use tracing::{error, info, warn};

use crate::domain::time::Clock;
use crate::ops::audit_proof;
use crate::ops::error::Kind;
use crate::ops::session::Session;

/// How often it is looked while nothing happens, and how often at most.
pub const INTERVAL: Duration = Duration::from_mins(1);
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);

/// After how many entries, and after how long where there are any, the next anchor is due.
const ENTRIES_PER_ANCHOR: u64 = 1_000;
const ANCHOR_INTERVAL: Duration = Duration::from_hours(1);

/// When it was looked, and what was anchored.
#[derive(Debug, Default)]
pub struct AuditWatch {
    looked_at: Option<Instant>,
    anchored: Option<(u64, Instant)>,
}

impl AuditWatch {
    /// Looks at the clock and at the end of the log. The first look makes an anchor, so that each
    /// start of a gateway leaves one.
    pub fn look(&mut self, session: &mut Session, clock: Clock) {
        if self.looked_at.is_some_and(|at| at.elapsed() < SHORTEST_INTERVAL) {
            return;
        }
        self.looked_at = Some(Instant::now());
        session.now = clock.now();
        match session.record_clock_step(session.now) {
            Ok(None) => {}
            Ok(Some(at)) => warn!(from = %at, to = %session.now, "the clock was set back"),
            Err(error) => warn!(code = error.code, "the clock was not looked at: {error}"),
        }
        self.anchor(session, Instant::now());
    }

    fn anchor(&mut self, session: &Session, now: Instant) {
        let anchor = match audit_proof::passing_anchor(session) {
            Ok(anchor) => anchor,
            Err(failure) if failure.kind == Kind::Integrity => {
                return error!(code = failure.code, "{failure}");
            }
            Err(failure) => return warn!(code = failure.code, "no anchor: {failure}"),
        };
        let count = anchor.head.count;
        if self.anchored.is_none_or(|last| is_due(last, count, now)) {
            info!(anchor = %anchor, "audit log");
            self.anchored = Some((count, now));
        }
    }
}

/// Whether another anchor is due after one of so many entries at that time.
fn is_due((entries, at): (u64, Instant), count: u64, now: Instant) -> bool {
    let added = count.saturating_sub(entries);
    added >= ENTRIES_PER_ANCHOR || (added > 0 && now.duration_since(at) >= ANCHOR_INTERVAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_due_by_number_or_by_time() {
        let then = Instant::now();
        let after = |seconds| then + Duration::from_secs(seconds);
        for (count, seconds, due) in [
            (10, 0, false),
            (10, 7_200, false),
            (11, 3_599, false),
            (11, 3_600, true),
            (1_009, 0, false),
            (1_010, 0, true),
            (9, 3_600, false),
        ] {
            assert_eq!(is_due((10, then), count, after(seconds)), due, "{count} {seconds}");
        }
    }
}
