//! The thread that watches: it adds up what workers noted, judges it, and has it written.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tracing::warn;

use crate::domain::time::{Clock, Timestamp};
use crate::gateway::changes::Changes;
use crate::gateway::watch::denials::Denials;
use crate::gateway::watch::networks::Networks;
use crate::gateway::watch::observer::Noted;
use crate::gateway::watch::spend::Spending;
use crate::gateway::watch::upstreams::Upstreams;
use crate::ops::error::{Error, Kind};
use crate::ops::security::{self, REPEAT, Rules, Suspicion};
use crate::ops::session::Session;
use crate::store::db::Store;

/// How often what workers noted is looked at.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

/// How often refusals are written (R-G13).
const DENIALS_INTERVAL: Duration = Duration::from_mins(1);

/// How often spend is judged.
const SPEND_INTERVAL: Duration = Duration::from_mins(5);

/// How long a read of the ledger may take at a time, and how long the next waits.
const SPEND_SLICE: Duration = Duration::from_millis(20);

/// How many suspicions are remembered as told. Beyond that the database is asked again.
const MAX_TOLD: usize = 10_000;

/// How many suspicions are told in one transaction. Where there are more, they are bursts from many
/// addresses, and those that are told tell of the rest as well.
const MAX_TOLD_AT_ONCE: usize = 64;

/// What watches.
#[derive(Debug)]
pub struct Watcher {
    store: Store,
    changes: Changes,
    clock: Clock,
    rules: Rules,
    denials: Denials,
    networks: Networks,
    upstreams: Upstreams,
    spending: Spending,
    /// What was told within the hour, so that the database is not asked for each of many.
    told: HashMap<(&'static str, String), Timestamp>,
    suspicions: Vec<Suspicion>,
    denials_at: Instant,
    spend_at: Instant,
}

/// Starts the thread. It ends when the last worker is gone, what is left handed to `changes`.
///
/// # Errors
/// [`Kind::Internal`] where no thread can be had, or what the store says.
pub fn start(
    store: Store,
    changes: Changes,
    clock: Clock,
    noted: Receiver<Noted>,
) -> Result<JoinHandle<()>, Error> {
    let rules = security::rules(&store)?;
    let now = Instant::now();
    let watcher = Watcher {
        store,
        changes,
        clock,
        rules,
        denials: Denials::default(),
        networks: Networks::default(),
        upstreams: Upstreams::default(),
        spending: Spending::default(),
        told: HashMap::new(),
        suspicions: Vec::new(),
        denials_at: now + DENIALS_INTERVAL,
        spend_at: now,
    };
    let thread = thread::Builder::new().name("watcher".to_owned());
    thread.spawn(move || watcher.run(&noted)).map_err(|error| {
        Error::new(Kind::Internal, "gateway.thread", format!("cannot start a thread: {error}"))
    })
}

impl Watcher {
    fn run(mut self, noted: &Receiver<Noted>) {
        let mut next_look = Instant::now() + LOOK_INTERVAL;
        loop {
            let left = next_look.saturating_duration_since(Instant::now());
            match noted.recv_timeout(left) {
                Ok(noted) => {
                    self.take(noted);
                    continue;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.look();
            next_look = Instant::now() + LOOK_INTERVAL;
        }
        self.tell();
        self.write_denials();
    }

    /// Looks at what has come to be, and has written what is due.
    fn look(&mut self) {
        let now = Instant::now();
        match security::rules(&self.store) {
            Ok(rules) => self.rules = rules,
            Err(error) => warn!(code = error.code, "the old rules are watched by: {error}"),
        }
        if let Some(percent) = self.rules.upstream_percent {
            let failing = self.upstreams.failing(percent);
            self.suspicions.extend(failing);
        }
        if now >= self.spend_at {
            self.judge_spend(now);
        }
        self.tell();
        if now >= self.denials_at {
            self.denials_at = now + DENIALS_INTERVAL;
            self.write_denials();
            self.networks.forget(self.clock.now());
        }
    }

    fn take(&mut self, noted: Noted) {
        let now = self.clock.now();
        self.denials.absorb(noted.denials);
        self.upstreams.add(noted.upstreams, Instant::now());
        let suspicions = noted.suspicions.into_iter();
        let revoked_key = self.rules.revoked_key;
        let told = |suspicion: &Suspicion| match suspicion {
            Suspicion::RevokedKey { .. } => revoked_key,
            _ => true,
        };
        self.suspicions.extend(suspicions.filter(told));
        if let Some(allowed) = self.rules.networks {
            let networks = &mut self.networks;
            let seen = noted.sightings.into_iter();
            let told = seen.filter_map(|(key, network)| networks.saw(key, network, allowed, now));
            self.suspicions.extend(told);
        }
    }

    /// Reads a little more of the ledger, and judges once it is read to its end.
    fn judge_spend(&mut self, now: Instant) {
        let Some(factor) = self.rules.spend else {
            self.spend_at = now + SPEND_INTERVAL;
            return;
        };
        let at = self.clock.now();
        match self.spending.read(&self.store, at, SPEND_SLICE) {
            Ok(true) => {
                self.spend_at = now + SPEND_INTERVAL;
                let told = self.spending.judge(factor, self.rules.spend_floor, at);
                self.suspicions.extend(told);
            }
            // The rest is read at the next look.
            Ok(false) => {}
            Err(error) => {
                self.spend_at = now + SPEND_INTERVAL;
                warn!(code = error.code, "spend is not watched: {error}");
            }
        }
    }

    /// Has suspicions told that were not within the hour, as far as is known here. What could not
    /// be told is tried again.
    fn tell(&mut self) {
        let now = self.clock.now();
        self.told.retain(|_, at| now.since(*at) < REPEAT && at.since(now) < REPEAT);
        let mut new: Vec<Suspicion> = Vec::new();
        // Others are told before bursts, of which there may be many.
        self.suspicions.sort_by_key(|suspicion| matches!(suspicion, Suspicion::Failures { .. }));
        for suspicion in self.suspicions.drain(..) {
            let subject = (suspicion.action(), suspicion.subject());
            let known = |other: &Suspicion| (other.action(), other.subject()) == subject;
            if new.len() < MAX_TOLD_AT_ONCE
                && !self.told.contains_key(&subject)
                && !new.iter().any(known)
            {
                new.push(suspicion);
            }
        }
        if new.is_empty() {
            return;
        }
        let suspicions = new.clone();
        if self.made(move |session| security::report(session, &suspicions)) {
            for suspicion in new.drain(..) {
                if self.told.len() < MAX_TOLD {
                    self.told.insert((suspicion.action(), suspicion.subject()), now);
                }
            }
        }
        self.suspicions = new;
    }

    /// Has refusals written. What could not be is kept for the next time.
    fn write_denials(&mut self) {
        let tallies = Arc::new(self.denials.take());
        if tallies.is_empty() {
            return;
        }
        let written = Arc::clone(&tallies);
        if !self.made(move |session| security::record_denials(session, &written)) {
            self.denials.put_back(Arc::unwrap_or_clone(tallies));
        }
    }

    /// Has a change made, and waits for it; says whether it was.
    fn made(&self, op: impl FnOnce(&mut Session) -> Result<(), Error> + Send + 'static) -> bool {
        let (done, outcome) = mpsc::channel();
        drop(self.changes.run(move |session| {
            let made = op(session);
            // Whoever waits for it does so to the end.
            drop(done.send(made.clone()));
            made
        }));
        match outcome.recv() {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                warn!(code = error.code, "what was watched is not told: {error}");
                false
            }
            // Too many changes wait, or it ended early.
            Err(_) => false,
        }
    }
}
