//! The one thread that commits.
//!
//! Every request waits for its row to be durable before its client sees the end of the reply, and
//! all that wait at a moment share one commit. Before each batch the writer lets others who have
//! announced themselves go first, so a command is never starved (R-I4).

use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use tracing::{error, warn};

use crate::domain::activity::NewUse;
use crate::domain::instance::InstanceId;
use crate::domain::money::Nanos;
use crate::domain::time::Clock;
use crate::domain::usage::NewUsage;
use crate::gateway::activity::Unwritten;
use crate::ops::budget::hold::{HoldVerdict, NewHold};
use crate::ops::error::{Error, Kind};
use crate::ops::session::Session;
use crate::ops::usage::{Batch, Committed, Ledger};
use crate::store::db::Options;

/// How many rows may wait.
const MAX_QUEUED: usize = 16_384;

/// How many rows one commit takes at most.
const MAX_BATCH: usize = 1024;

/// How long to gather more rows where several wait already.
const GATHER_TIME: Duration = Duration::from_micros(500);

/// What could not be committed; the reason is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCommitted;

/// What becomes of a row: the least that is left of any budget of its request.
type Settled = Result<Option<Nanos>, NotCommitted>;

/// What becomes of a request that wants to begin.
type Verdict = Result<HoldVerdict, NotCommitted>;

enum Job {
    Append(Box<NewUsage>, oneshot::Sender<Settled>, usize),
    Hold(Box<NewHold>, oneshot::Sender<Verdict>, usize),
    /// A row that nobody waits for.
    Unheard(Box<NewUsage>),
    Probe(oneshot::Sender<Result<(), NotCommitted>>),
    Activity,
}

/// A request that waits, by its place in the batch.
#[derive(Debug)]
enum Waiting {
    Row(oneshot::Sender<Settled>, usize),
    Hold(oneshot::Sender<Verdict>, usize),
}

/// A request and what became of it.
#[derive(Debug)]
enum Answer {
    Row(oneshot::Sender<Settled>, Settled),
    Hold(oneshot::Sender<Verdict>, Verdict),
}

/// The queue to the thread that commits.
#[derive(Clone, Debug)]
pub struct Writer {
    queue: mpsc::Sender<Job>,
    worker: usize,
}

/// What a batch came to, for all requests of one worker: one wake-up of that worker's thread,
/// which then wakes its own.
#[derive(Debug)]
pub struct BatchOutcome(Vec<Answer>);

impl BatchOutcome {
    /// Wakes each request with it. One that was dropped waits no longer.
    pub fn notify(self) {
        for answer in self.0 {
            match answer {
                Answer::Row(waiting, settled) => drop(waiting.send(settled)),
                Answer::Hold(waiting, verdict) => drop(waiting.send(verdict)),
            }
        }
    }
}

/// How a worker hears of its batches.
pub type Mailbox = mpsc::UnboundedReceiver<BatchOutcome>;

/// What a worker needs of the thread that commits: where its rows go, and where it hears of them.
pub type WorkerChannel = (Writer, Mailbox);

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Append(..) => "Append",
            Self::Hold(..) => "Hold",
            Self::Unheard(_) => "Unheard",
            Self::Probe(_) => "Probe",
            Self::Activity => "Activity",
        })
    }
}

impl Writer {
    /// Appends a row; returns when it is durable, with the least that is left of any budget that
    /// refuses.
    ///
    /// # Errors
    /// [`NotCommitted`]: then it is not in the ledger, or, after a failing disk, perhaps.
    pub async fn append(&self, row: NewUsage) -> Result<Option<Nanos>, NotCommitted> {
        self.send(|waiting| Job::Append(Box::new(row), waiting, self.worker)).await
    }

    /// Appends a row that nobody waits for.
    pub fn append_unheard(&self, row: NewUsage) {
        // Where the queue is full what is held stays so until the gateway ends.
        drop(self.queue.try_send(Job::Unheard(Box::new(row))));
    }

    /// Has a request hold what it may cost; returns when that is durable.
    ///
    /// # Errors
    /// [`NotCommitted`]: then it holds nothing, or, after a failing disk, perhaps.
    pub async fn hold(&self, hold: NewHold) -> Result<HoldVerdict, NotCommitted> {
        self.send(|waiting| Job::Hold(Box::new(hold), waiting, self.worker)).await
    }

    /// Whether a transaction can be begun and, where the last one was not kept, also committed.
    ///
    /// # Errors
    /// [`NotCommitted`].
    pub async fn probe(&self) -> Result<(), NotCommitted> {
        self.send(Job::Probe).await
    }

    /// Has what was noted of the use of keys written where no row takes it along.
    pub fn write_activity(&self) {
        // Where the queue is full there are rows enough.
        drop(self.queue.try_send(Job::Activity));
    }

    async fn send<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, NotCommitted>>) -> Job,
    ) -> Result<T, NotCommitted> {
        let (waiting, committed) = oneshot::channel();
        self.queue.send(job(waiting)).await.map_err(|_| NotCommitted)?;
        committed.await.map_err(|_| NotCommitted)?
    }
}

/// Starts the thread, for so many workers. It ends, everything committed and what is unwritten of
/// the use of keys written, when the last [`Writer`] is gone.
///
/// # Errors
/// [`Kind::Internal`] where no thread can be had.
pub fn start(
    session: Session,
    options: Options,
    clock: Clock,
    workers: usize,
    activity: Unwritten,
    instance: InstanceId,
) -> Result<(Vec<WorkerChannel>, JoinHandle<()>), Error> {
    let (queue, receiver) = mpsc::channel(MAX_QUEUED);
    let (mut writers, mut mailboxes) = (Vec::new(), Vec::new());
    for worker in 0..workers {
        let (mailbox, outcomes) = mpsc::unbounded_channel();
        writers.push((Writer { queue: queue.clone(), worker }, outcomes));
        mailboxes.push(mailbox);
    }
    let ledger = Ledger::default();
    let committer = Committer {
        session,
        options,
        clock,
        ledger,
        activity,
        instance,
        mailboxes,
        failing: false,
    };
    let thread = thread::Builder::new().name("writer".to_owned());
    let running = thread.spawn(move || committer.run(receiver)).map_err(|error| {
        Error::new(Kind::Internal, "gateway.thread", format!("cannot start a thread: {error}"))
    })?;
    Ok((writers, running))
}

struct Committer {
    session: Session,
    options: Options,
    clock: Clock,
    ledger: Ledger,
    activity: Unwritten,
    instance: InstanceId,
    mailboxes: Vec<mpsc::UnboundedSender<BatchOutcome>>,
    /// The last commit was not kept.
    failing: bool,
}

/// What one commit takes, and who waits for it, by worker.
struct Gathered {
    rows: Vec<NewUsage>,
    holds: Vec<NewHold>,
    waiting: Vec<Vec<Waiting>>,
}

impl Gathered {
    fn len(&self) -> usize {
        self.rows.len() + self.holds.len()
    }
}

impl Committer {
    fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let waiting = self.mailboxes.iter().map(|_| Vec::new()).collect();
        let mut batch = Gathered { rows: Vec::new(), holds: Vec::new(), waiting };
        while let Some(job) = queue.blocking_recv() {
            self.take(job, &mut batch);
            self.drain(&mut queue, &mut batch);
            if batch.len() > 1 {
                thread::sleep(GATHER_TIME);
                self.drain(&mut queue, &mut batch);
            }
            let uses = self.activity.take(Instant::now());
            if batch.len() == 0 && uses.is_empty() {
                continue;
            }
            let outcome = self.commit(&batch.rows, &batch.holds, &uses);
            batch.rows.clear();
            batch.holds.clear();
            for (mailbox, waiting) in self.mailboxes.iter().zip(&mut batch.waiting) {
                if !waiting.is_empty() {
                    let answers = waiting.drain(..).map(|waiting| answer(waiting, &outcome));
                    // A worker that has ended took its requests with it.
                    drop(mailbox.send(BatchOutcome(answers.collect())));
                }
            }
        }
        self.write_rest();
    }

    fn write_rest(&mut self) {
        loop {
            let uses = self.activity.take_rest(Instant::now());
            if uses.is_empty() || self.commit(&[], &[], &uses).is_err() {
                return;
            }
        }
    }

    fn drain(&mut self, queue: &mut mpsc::Receiver<Job>, batch: &mut Gathered) {
        while batch.len() < MAX_BATCH {
            let Ok(job) = queue.try_recv() else { return };
            self.take(job, batch);
        }
    }

    fn take(&mut self, job: Job, batch: &mut Gathered) {
        match job {
            Job::Append(row, waiting, worker) => {
                batch.waiting[worker].push(Waiting::Row(waiting, batch.rows.len()));
                batch.rows.push(*row);
            }
            Job::Hold(hold, waiting, worker) => {
                batch.waiting[worker].push(Waiting::Hold(waiting, batch.holds.len()));
                batch.holds.push(*hold);
            }
            Job::Unheard(row) => batch.rows.push(*row),
            Job::Probe(waiting) => {
                let _ = waiting.send(self.probe());
            }
            Job::Activity => {}
        }
    }

    /// A commit costs a sync of the disk, which nobody without a key shall cause (R-G13): only once
    /// one has failed is another tried.
    fn probe(&mut self) -> Result<(), NotCommitted> {
        let store = &mut self.session.store;
        let tried = if self.failing { store.try_room() } else { store.write().map(drop) };
        self.failing &= tried.is_err();
        tried.map_err(|failure| self.reopen_after(Error::from(failure).kind))
    }

    fn commit(
        &mut self,
        rows: &[NewUsage],
        holds: &[NewHold],
        uses: &[NewUse],
    ) -> Result<Committed, NotCommitted> {
        self.session.store.give_way();
        self.session.now = self.clock.now();
        let batch = Batch { rows, uses, holds: (holds, Some(&self.instance)) };
        match self.ledger.commit(&mut self.session, batch) {
            Ok(committed) => {
                self.failing = false;
                Ok(committed)
            }
            Err(failure) => {
                self.failing = true;
                self.activity.put_back(uses);
                error!(rows = rows.len(), code = failure.code, "usage not committed: {failure}");
                Err(self.reopen_after(failure.kind))
            }
        }
    }

    /// After a failed sync the connection's view of the file cannot be trusted (R-C10).
    fn reopen_after(&mut self, failure: Kind) -> NotCommitted {
        if failure == Kind::Storage {
            match self.session.store.again(self.options) {
                Ok(store) => self.session.store = store,
                Err(error) => warn!("the database cannot be opened anew: {error}"),
            }
        }
        NotCommitted
    }
}

/// What became of a request in a batch.
fn answer(waiting: Waiting, outcome: &Result<Committed, NotCommitted>) -> Answer {
    match waiting {
        Waiting::Row(waiting, place) => {
            let left = |committed: &Committed| committed.remaining.get(place).copied().flatten();
            Answer::Row(waiting, outcome.as_ref().map(left).map_err(|failure| *failure))
        }
        Waiting::Hold(waiting, place) => {
            let verdict = outcome.as_ref().map_err(|failure| *failure);
            let verdict = verdict
                .and_then(|committed| committed.holds.get(place).cloned().ok_or(NotCommitted));
            Answer::Hold(waiting, verdict)
        }
    }
}
