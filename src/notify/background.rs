//! The thread beside a gateway that delivers notices.

use std::ffi::OsString;
use std::sync::mpsc::{self, RecvTimeoutError, Sender, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use tracing::{info, warn};

use crate::domain::audit::{Actor, ActorKind};
use crate::domain::time::Clock;
use crate::notify::deliver::{Deliverer, Round};
use crate::ops::error::{Error, Kind};
use crate::ops::notice::{self, Settled};
use crate::ops::occasion;
use crate::ops::session::Session;
use crate::store::db::Options;

/// How often it looks for what is due.
const INTERVAL: Duration = Duration::from_secs(1);

/// How often it looks for keys that end soon.
const SCAN_INTERVAL: Duration = Duration::from_hours(1);

/// How long the end of a gateway waits for a delivery that has begun.
const PATIENCE: Duration = Duration::from_secs(30);

/// A thread that delivers until it is stopped.
#[derive(Debug)]
pub struct Delivering {
    keep_on: Sender<()>,
    ended: mpsc::Receiver<()>,
}

impl Delivering {
    /// Starts it, on a connection of its own to the database of a session.
    ///
    /// # Errors
    /// [`Kind::Internal`] where no thread can be had, or what the store says.
    pub fn start(
        session: &Session,
        variables: Vec<(&'static str, OsString)>,
        clock: Clock,
    ) -> Result<Self, Error> {
        let session = Session {
            store: session.store.again(Options::GATEWAY)?,
            keyring: session.keyring.clone(),
            actor: Actor::keyctl(ActorKind::Gateway, "gateway"),
            now: session.now,
        };
        let (keep_on, until) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        let deliverer = Deliverer { clock, variables };
        let work = Work { session, deliverer, until, trouble: None };
        let thread = thread::Builder::new().name("notices".to_owned());
        let running = thread.spawn(move || {
            work.run();
            drop(end);
        });
        running.map_err(|error| {
            Error::new(Kind::Internal, "notice.thread", format!("cannot start a thread: {error}"))
        })?;
        Ok(Self { keep_on, ended })
    }

    /// Stops it, behind a delivery that has begun: cut off, that would be made again.
    pub fn stop(self) {
        drop(self.keep_on);
        if self.ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            warn!("a notice is still on its way, and may arrive twice");
        }
    }
}

struct Work {
    session: Session,
    deliverer: Deliverer,
    until: mpsc::Receiver<()>,
    /// What the database said last, where it was no success.
    trouble: Option<&'static str>,
}

impl Work {
    fn run(mut self) {
        let mut scanned: Option<Instant> = None;
        loop {
            if scanned.is_none_or(|at| at.elapsed() >= SCAN_INTERVAL) {
                scanned = Some(Instant::now());
                self.session.now = self.deliverer.clock.now();
                let scan = occasion::queue_expiring(&mut self.session)
                    .and_then(|_| notice::prune(&mut self.session));
                self.look_after(scan);
            }
            let stop = || self.until.try_recv() == Err(TryRecvError::Disconnected);
            let round = self.deliverer.round(&mut self.session, stop);
            let round = round.inspect(tell).map(drop);
            self.look_after(round);
            if self.until.recv_timeout(INTERVAL) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }

    fn look_after(&mut self, outcome: Result<(), Error>) {
        let Err(error) = outcome else {
            self.trouble = None;
            return;
        };
        // Once, not once a second.
        if self.trouble.replace(error.code) != Some(error.code) {
            warn!(code = error.code, "notices wait: {error}");
        }
        // After a failed sync the connection's view of the file cannot be trusted (R-C10).
        if error.kind == Kind::Storage {
            match self.session.store.again(Options::GATEWAY) {
                Ok(store) => self.session.store = store,
                Err(error) => warn!("the database cannot be opened anew: {error}"),
            }
        }
    }
}

fn tell(round: &Round) {
    if round.delivered > 0 {
        info!(delivered = round.delivered, "notices");
    }
    for missed in &round.missed {
        let channel = missed.channel.as_str();
        let given_up = missed.settled == Settled::GivenUp;
        warn!(notice = missed.id, channel, given_up, "a notice did not arrive: {}", missed.reason);
    }
}
