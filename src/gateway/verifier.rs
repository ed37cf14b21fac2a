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
