//! The slow hashes of imported keys, computed apart from everything else (R-A6).
//!
//! A few threads of their own, no more than half of the cores, and those at a low priority: whoever
//! sends wrong keys keeps nobody else waiting. A job belongs to its thread, so a client that hangs
//! up frees nothing early; one that everybody has left before it began is not begun. The same
//! credential is computed once however many wait for it, each key has few jobs at a time, and the
//! queue is bounded.
//!
//! What a hash was found to be the hash of never changes, so it is remembered, by the digest of the
//! credential: whoever comes again with a right one is judged by it as any key is, and a wrong one
//! costs nothing a second time. Whether the key is alive is never remembered here.

use std::collections::{HashMap, HashSet};
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use rustix::process::nice;
use tokio::sync::oneshot;
use tracing::warn;

use crate::domain::version::VersionId;
use crate::gateway::changes::Changes;
use crate::ops::error::{Error, Kind};
use crate::ops::key::foreign::Proof;
use crate::ops::key::upgrade::{self, Upgrade};
use crate::ops::session::Session;
use crate::secret::digest::constant_time_eq;

/// The most threads; each may take 256 MiB.
const MAX_THREADS: usize = 4;

/// How much less than others these threads matter: about a tenth of a core when all want it.
const NICENESS: i32 = 10;

/// How many credentials may wait.
const MAX_QUEUED: usize = 1024;

/// How many credentials may wait for one and the same key: whoever knows a prefix leaves room for
/// other keys.
const MAX_QUEUED_PER_KEY: usize = 4;

/// How many right credentials are remembered, and how many wrong ones, 32 bytes each.
const CAPACITY: usize = 100_000;

/// How many digests one transaction leaves in the place of hashes.
const MAX_BATCH: usize = 1024;

/// Too many credentials wait; it is worth trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifierBusy;

/// Computes slow hashes, and remembers what came of it.
#[derive(Clone, Debug)]
pub struct Verifier {
    state: Arc<State>,
    queue: SyncSender<Job>,
    changes: Changes,
}

/// A credential by its version and its digest.
type Presented = (VersionId, [u8; 32]);

/// Who waits for a credential.
type Waiting = Vec<oneshot::Sender<bool>>;

struct Job {
    upgrade: Upgrade,
    proof: Proof,
}

#[derive(Debug, Default)]
struct State(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    /// The digest of the right credential of a version.
    right: HashMap<VersionId, [u8; 32]>,
    wrong: HashSet<Presented>,
    waiting: HashMap<Presented, Waiting>,
    /// Jobs of each version that have any.
    jobs: HashMap<VersionId, usize>,
    /// Right ones that are not in the database yet.
    upgrades: Vec<Upgrade>,
    /// Somebody is about to write them there.
    writing: bool,
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Memory({} right, {} wrong)", self.right.len(), self.wrong.len())
    }
}

impl Verifier {
    /// Starts the threads, for a machine of so many cores. They end with the last [`Verifier`].
    ///
    /// # Errors
    /// [`Kind::Internal`] where no thread can be had.
    pub fn start(cores: usize, changes: Changes) -> Result<Self, Error> {
        let (queue, jobs) = mpsc::sync_channel(MAX_QUEUED);
        let verifier = Self { state: Arc::default(), queue, changes };
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..(cores / 2).clamp(1, MAX_THREADS) {
            let (state, changes) = (Arc::clone(&verifier.state), verifier.changes.clone());
            let jobs = Arc::clone(&jobs);
            let thread = thread::Builder::new().name("verifier".to_owned());
            let started = thread.spawn(move || work(&state, &jobs, &changes));
            started.map_err(|error| {
                let message = format!("cannot start a thread: {error}");
                Error::new(Kind::Internal, "gateway.thread", message)
            })?;
        }
        Ok(verifier)
    }

    /// Whether a credential is the one, if that is known.
    pub fn recall(&self, presented: &Upgrade) -> Option<bool> {
        let memory = self.state.lock();
        match memory.right.get(&presented.version) {
            Some(right) => Some(constant_time_eq(right, &presented.digest)),
            None if memory.wrong.contains(&(presented.version, presented.digest)) => Some(false),
            None => None,
        }
    }

    /// Notes that a credential is the one, and has its digest stored.
    pub fn note_right(&self, presented: Upgrade) {
        self.state.lock().note(presented, true);
        write(&self.state, &self.changes);
    }

    /// Whether a credential is the one, once it was computed.
    ///
    /// # Errors
    /// [`VerifierBusy`].
    pub async fn verify(&self, presented: Upgrade, proof: Proof) -> Result<bool, VerifierBusy> {
        let outcome = self.enqueue(presented, proof)?;
        outcome.await.map_err(|_| VerifierBusy)
    }

    fn enqueue(
        &self,
        upgrade: Upgrade,
        proof: Proof,
    ) -> Result<oneshot::Receiver<bool>, VerifierBusy> {
        let (sender, outcome) = oneshot::channel();
        let presented = (upgrade.version, upgrade.digest);
        let mut memory = self.state.lock();
        if let Some(waiting) = memory.waiting.get_mut(&presented) {
            waiting.push(sender);
            return Ok(outcome);
        }
        if memory.jobs.get(&upgrade.version).is_some_and(|jobs| *jobs >= MAX_QUEUED_PER_KEY) {
            return Err(VerifierBusy);
        }
        self.queue.try_send(Job { upgrade, proof }).map_err(|_| VerifierBusy)?;
        *memory.jobs.entry(upgrade.version).or_default() += 1;
        memory.waiting.insert(presented, vec![sender]);
        Ok(outcome)
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Memory> {
        // Nothing that is done under the lock panics halfway.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    /// Remembers what a credential was found to be.
    fn note(&mut self, presented: Upgrade, is_right: bool) {
        if !is_right {
            if self.wrong.len() >= CAPACITY {
                self.wrong.clear();
            }
            self.wrong.insert((presented.version, presented.digest));
            return;
        }
        if self.right.len() >= CAPACITY {
            self.right.clear();
        }
        if self.right.insert(presented.version, presented.digest).is_none() {
            self.upgrades.push(presented);
        }
    }

    /// Whether anybody still waits for a job that has not begun; if not, it is gone.
    fn is_awaited(&mut self, presented: &Upgrade) -> bool {
        let key = (presented.version, presented.digest);
        let awaited = self.waiting.get(&key).is_some_and(|w| w.iter().any(|s| !s.is_closed()));
        if !awaited {
            drop(self.end(presented));
        }
        awaited
    }

    /// Ends a job; returns who waits for it.
    fn end(&mut self, presented: &Upgrade) -> Waiting {
        if let Some(jobs) = self.jobs.get_mut(&presented.version) {
            *jobs -= 1;
            if *jobs == 0 {
                self.jobs.remove(&presented.version);
            }
        }
        self.waiting.remove(&(presented.version, presented.digest)).unwrap_or_default()
    }
}

/// A thread: takes one job after the other until nobody can send any.
fn work(state: &Arc<State>, jobs: &Mutex<Receiver<Job>>, changes: &Changes) {
    if let Err(error) = nice(NICENESS) {
        warn!("slow hashes are computed at full priority: {error}");
    }
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { upgrade, proof }) = next else { return };
        if !state.lock().is_awaited(&upgrade) {
            continue;
        }
        let computed = catch_unwind(AssertUnwindSafe(|| proof.holds()));
        let mut memory = state.lock();
        let waiting = memory.end(&upgrade);
        // Who waits for one that ended early is told so by the end of the channel.
        let Ok(is_right) = computed else { continue };
        memory.note(upgrade, is_right);
        drop(memory);
        for waiting in waiting {
            // A request that was dropped waits no longer.
            let _ = waiting.send(is_right);
        }
        write(state, changes);
    }
}

/// Has digests stored, unless somebody is about to or there are none.
fn write(state: &Arc<State>, changes: &Changes) {
    let mut memory = state.lock();
    if memory.writing || memory.upgrades.is_empty() {
        return;
    }
    memory.writing = true;
    drop(memory);
    let writing = Writing(Arc::clone(state));
    let again = changes.clone();
    drop(changes.run(move |session| writing.write(session, &again)));
}

/// The turn of who writes; it ends however that goes.
struct Writing(Arc<State>);

impl Writing {
    /// Stores what has gathered so far. What cannot be stored waits for the next time.
    fn write(self, session: &mut Session, changes: &Changes) -> Result<usize, Error> {
        let mut memory = self.0.lock();
        let rest = memory.upgrades.len().min(MAX_BATCH);
        let rest = memory.upgrades.split_off(rest);
        let batch = mem::replace(&mut memory.upgrades, rest);
        drop(memory);
        let stored = upgrade::upgrade(session, &batch);
        let state = Arc::clone(&self.0);
        if let Err(error) = &stored {
            warn!("digests of imported keys were not stored: {error}");
            let mut memory = state.lock();
            let room = CAPACITY.saturating_sub(memory.upgrades.len());
            memory.upgrades.extend(batch.into_iter().take(room));
        }
        drop(self);
        if stored.is_ok() {
            write(&state, changes);
        }
        stored
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.0.lock().writing = false;
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::domain::import::file::{ImportFormat, Rows};
    use crate::domain::time::{Clock, Zone};
    use crate::gateway::changes;
    use crate::ops::decide;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::foreign::{Comparison, ForeignKey};
    use crate::ops::key::import_plan::plan;
    use crate::ops::key::import_request::{MissingUsers, Request};
    use crate::ops::snapshot;
    use crate::store::db::Options;

    const RIGHT: &str = "quick_q7Zk0Wm3Xv9Lr2Tn5Yb8Hc1Jd4Gf6Ps";

    /// A key whose hash takes milliseconds, and one whose hash takes many times that.
    const KEYS: &str = "user,prefix,hash\n\
        root,quick,pbkdf2:sha256:1000$gCAsTvOzJRjJE0aH$\
        282e176de72a207cd1f26faa138e16fde32e8cb0cb388c190cc6dd9b08615fb7\n\
        root,slow,pbkdf2:sha256:200000$salt$\
        0000000000000000000000000000000000000000000000000000000000000000\n";

    /// A database with both keys, and the verifier of a machine with one core.
    fn house() -> (Fixture, Verifier) {
        let mut house = Fixture::new();
        let request = Request {
            form: None,
            missing_users: MissingUsers::Refuse,
            sunset: None,
            zone: Zone::Utc,
        };
        let rows = Rows::new(KEYS.as_bytes(), ImportFormat::Csv);
        let plan = plan(&house.session, rows, &request).unwrap().unwrap();
        plan.apply(&mut house.session, || ()).unwrap();
        let session = house.session_with(Options::GATEWAY);
        let (changes, _) = changes::start(session, Options::GATEWAY, Clock::Fixed(NOW)).unwrap();
        let verifier = Verifier::start(1, changes).unwrap();
        (house, verifier)
    }

    fn question(house: &Fixture, presented: &str) -> (Upgrade, Proof) {
        let (prefix, _) = presented.rsplit_once('_').unwrap();
        let found = decide::find(&house.session.store, prefix).unwrap().1.unwrap();
        let snapshot = snapshot::load(&house.session.store).unwrap();
        let keyring = &house.session.keyring;
        let foreign = ForeignKey::read(&snapshot, presented.as_bytes()).unwrap();
        let Comparison::Slow(proof) = foreign.compare(keyring, Some(&found)).unwrap() else {
            panic!("{presented} is not slow");
        };
        (Upgrade::new(keyring, found.version_id, presented.as_bytes()), proof)
    }

    fn enqueue(
        house: &Fixture,
        verifier: &Verifier,
        presented: &str,
    ) -> Result<oneshot::Receiver<bool>, VerifierBusy> {
        let (upgrade, proof) = question(house, presented);
        verifier.enqueue(upgrade, proof)
    }

    fn recall(house: &Fixture, verifier: &Verifier, presented: &str) -> Option<bool> {
        verifier.recall(&question(house, presented).0)
    }

    #[test]
    fn what_was_found_out_is_remembered_and_the_right_one_is_stored() {
        let (house, verifier) = house();
        let (right, wrong) = (question(&house, RIGHT).0, question(&house, "quick_x").0);
        assert_eq!((verifier.recall(&right), verifier.recall(&wrong)), (None, None));
        let is_right = enqueue(&house, &verifier, "quick_x").unwrap().blocking_recv().unwrap();
        assert!(!is_right);
        assert_eq!((verifier.recall(&right), verifier.recall(&wrong)), (None, Some(false)));
        assert!(enqueue(&house, &verifier, RIGHT).unwrap().blocking_recv().unwrap());
        assert_eq!((verifier.recall(&right), verifier.recall(&wrong)), (Some(true), Some(false)));
        let never_seen = Upgrade { digest: [7; 32], ..right };
        assert_eq!(verifier.recall(&never_seen), Some(false), "without computing anything");
        let since = Instant::now();
        while house.number("SELECT count(*) FROM imported_hashes") > 1 {
            assert!(since.elapsed() < Duration::from_secs(20), "it was never stored");
            thread::yield_now();
        }
    }

    #[test]
    fn the_same_credential_is_computed_once_and_others_of_a_key_are_few() {
        let (house, verifier) = house();
        let first = enqueue(&house, &verifier, "slow_0").unwrap();
        let again = enqueue(&house, &verifier, "slow_0").unwrap();
        let others: Vec<_> =
            (1..4).map(|n| enqueue(&house, &verifier, &format!("slow_{n}")).unwrap()).collect();
        assert!(enqueue(&house, &verifier, "slow_4").is_err());
        let other_key = enqueue(&house, &verifier, RIGHT).unwrap();
        // Nobody waits for these any more, so they are not begun.
        drop(others);
        assert!(!first.blocking_recv().unwrap());
        assert!(!again.blocking_recv().unwrap());
        assert!(other_key.blocking_recv().unwrap());
        assert_eq!(recall(&house, &verifier, "slow_0"), Some(false));
        assert_eq!(recall(&house, &verifier, "slow_1"), None);
        assert!(verifier.state.lock().jobs.is_empty());
        enqueue(&house, &verifier, "slow_4").unwrap();
    }

    #[test]
    fn what_cannot_be_stored_is_kept_for_the_next_time() {
        let (house, verifier) = house();
        let (right, _) = question(&house, RIGHT);
        house.sql("ALTER TABLE imported_hashes RENAME TO elsewhere");
        verifier.note_right(right);
        let since = Instant::now();
        let is_kept = || {
            let memory = verifier.state.lock();
            memory.upgrades.len() == 1 && !memory.writing
        };
        while !is_kept() {
            assert!(since.elapsed() < Duration::from_secs(20), "it was lost");
            thread::yield_now();
        }
        house.sql("ALTER TABLE elsewhere RENAME TO imported_hashes");
        write(&verifier.state, &verifier.changes);
        while house.number("SELECT count(*) FROM imported_hashes") > 1 {
            assert!(since.elapsed() < Duration::from_secs(20), "it was never stored");
            thread::yield_now();
        }
    }
}
