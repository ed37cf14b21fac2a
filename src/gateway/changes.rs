//! The thread that makes single changes, each in a transaction of its own.
//!
//! A change waits for the disk and is rare; the ledger is neither, so it has a thread and a session
//! of its own in `writer.rs`. Whoever asks for a change waits for it without holding up anybody.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError};
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;
use tracing::{error, warn};

use crate::domain::time::Clock;
use crate::gateway::audit_watch::{AuditWatch, INTERVAL};
use crate::ops::error::{Error, Kind};
use crate::ops::session::Session;
use crate::store::db::Options;

/// How many changes may wait. More are refused at once: their clients may try again.
const MAX_QUEUED: usize = 64;

/// Makes a change and tells what kind of failure it met.
type Job = Box<dyn FnOnce(&mut Session) -> Option<Kind> + Send>;

/// The queue to the thread that makes changes.
#[derive(Clone, Debug)]
pub struct Changes(SyncSender<Job>);

impl Changes {
    /// Has an op run on the gateway's session, with the gateway as its actor and the instant at
    /// which it begins. It is queued at once; who does not want to know what became of it drops
    /// what is returned.
    ///
    /// # Errors
    /// What the op returns; [`Kind::Busy`] where too many changes wait, [`Kind::Internal`] where
    /// the op or the thread has ended early.
    pub fn run<T, F>(&self, op: F) -> impl Future<Output = Result<T, Error>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut Session) -> Result<T, Error> + Send + 'static,
    {
        let (done, outcome) = oneshot::channel();
        let job: Job = Box::new(move |session| {
            let result = op(session);
            let failure = result.as_ref().err().map(|error| error.kind);
            // A request that was dropped waits no longer; the change stands all the same.
            drop(done.send(result));
            failure
        });
        let queued = self.0.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => {
                Error::new(Kind::Busy, "gateway.changes", "too many changes wait")
            }
            TrySendError::Disconnected(_) => ended(),
        });
        async move {
            queued?;
            outcome.await.unwrap_or_else(|_| Err(ended()))
        }
    }
}

fn ended() -> Error {
    Error::new(Kind::Internal, "gateway.changes", "the change was not made")
}

/// Starts the thread. It ends, every change that waits made, when the last [`Changes`] is gone.
///
/// # Errors
/// [`Kind::Internal`] where no thread can be had.
pub fn start(
    session: Session,
    options: Options,
    clock: Clock,
) -> Result<(Changes, JoinHandle<()>), Error> {
    let (queue, jobs) = mpsc::sync_channel(MAX_QUEUED);
    let watch = AuditWatch::default();
    let maker = Maker { session, options, clock, watch };
    let thread = thread::Builder::new().name("changes".to_owned());
    let running = thread.spawn(move || maker.run(&jobs));
    let running = running.map_err(|error| {
        Error::new(Kind::Internal, "gateway.thread", format!("cannot start a thread: {error}"))
    })?;
    Ok((Changes(queue), running))
}

struct Maker {
    session: Session,
    options: Options,
    clock: Clock,
    watch: AuditWatch,
}

impl Maker {
    fn run(mut self, jobs: &Receiver<Job>) {
        loop {
            self.watch.look(&mut self.session, self.clock);
            match jobs.recv_timeout(INTERVAL) {
                Ok(job) => self.make(job),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn make(&mut self, job: Job) {
        let gateway = self.session.actor.clone();
        self.session.now = self.clock.now();
        // An op that panics has its transaction undone as it unwinds; the next finds all as it was.
        let made = catch_unwind(AssertUnwindSafe(|| job(&mut self.session)));
        self.session.actor = gateway;
        match made {
            // After a failed sync the connection's view of the file cannot be trusted (R-C10).
            Ok(Some(Kind::Storage)) => match self.session.store.again(self.options) {
                Ok(store) => self.session.store = store,
                Err(error) => warn!("the database cannot be opened anew: {error}"),
            },
            Ok(_) => {}
            Err(_) => error!("a change ended early"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc as std_mpsc;

    use super::*;
    use crate::domain::audit::Event;
    use crate::ops::fixture::{Fixture, NOW};

    fn wait<T>(change: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(change)
    }

    fn started(house: &Fixture) -> (Changes, JoinHandle<()>) {
        let session = house.session_with(Options::GATEWAY);
        start(session, Options::GATEWAY, Clock::Fixed(NOW)).unwrap()
    }

    #[test]
    fn a_change_is_made_and_answered() {
        let house = Fixture::new();
        let (changes, running) = started(&house);
        let told = house.told().len();
        let made = wait(changes.run(|session| {
            session.record(Event::ok("db.backup", "db:1"))?;
            Ok(session.now)
        }));
        assert_eq!(made.unwrap(), NOW);
        assert_eq!(house.told().len(), told + 1);
        let refused: Result<(), Error> =
            wait(changes.run(|_| Err(Error::new(Kind::Conflict, "c", "m"))));
        assert_eq!(refused.unwrap_err().code, "c");
        drop(changes);
        running.join().unwrap();
    }

    #[test]
    fn what_waits_is_made_although_nobody_asks_any_more() {
        let house = Fixture::new();
        let (changes, running) = started(&house);
        let told = house.told().len();
        for _ in 0..5 {
            drop(changes.run(|session| session.record(Event::ok("db.backup", "db:1"))));
        }
        drop(changes);
        running.join().unwrap();
        assert_eq!(house.told().len(), told + 5);
    }

    #[test]
    fn an_op_acts_for_itself_alone_and_its_panic_ends_nobody_else() {
        let house = Fixture::new();
        let (changes, _running) = started(&house);
        let failed: Result<(), Error> = wait(changes.run(|session| {
            session.actor.id = Some("somebody".to_owned());
            panic!("on purpose");
        }));
        assert_eq!(failed.unwrap_err().kind, Kind::Internal);
        let actor = wait(changes.run(|session| Ok(session.actor.id.clone()))).unwrap();
        assert_eq!(actor.as_deref(), Some("root"));
    }

    #[test]
    fn more_changes_than_may_wait_are_refused() {
        let house = Fixture::new();
        let (changes, running) = started(&house);
        let (go, gate) = std_mpsc::channel::<()>();
        let (begun, beginning) = std_mpsc::channel();
        let blocker = changes.run(move |_| {
            begun.send(()).unwrap();
            Ok(gate.recv().is_ok())
        });
        beginning.recv().unwrap();
        let waiting: Vec<_> = (0..MAX_QUEUED).map(|_| changes.run(|_| Ok(()))).collect();
        assert_eq!(wait(changes.run(|_| Ok(()))).unwrap_err().kind, Kind::Busy);
        go.send(()).unwrap();
        assert!(wait(blocker).unwrap());
        for change in waiting {
            wait(change).unwrap();
        }
        drop(changes);
        running.join().unwrap();
    }
}
