//! Sockets, workers and shutdown: what is around a request.
//!
//! One thread accepts and deals connections out in turn; each worker serves its own on a runtime
//! of its own. HTTP/1.1 only: what hyper refuses to read is refused, and no parser of ours stands
//! before it (R-G2).

use std::collections::HashMap;
use std::fmt;
use std::fs::Permissions;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc as std_mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval, sleep};
use tracing::{debug, info, warn};

use crate::domain::audit::{Actor, ActorKind};
use crate::domain::durability::Durability;
use crate::domain::instance::InstanceId;
use crate::domain::time::Clock;
use crate::gateway::activity;
use crate::gateway::authority::Authority;
use crate::gateway::changes::{self, Changes};
use crate::gateway::client::{Peer, Trusted};
use crate::gateway::client_rate::Clients;
use crate::gateway::connect;
use crate::gateway::gather::Gathered;
use crate::gateway::life;
use crate::gateway::timeouts::{Activity, Watched};
use crate::gateway::upkeep;
use crate::gateway::verifier::Verifier;
use crate::gateway::watch::blocks::Blocks;
use crate::gateway::watch::observer::Observer;
use crate::gateway::watch::watcher;
use crate::gateway::worker::{Beside, Shared, Worker};
use crate::gateway::writer::{self, Mailbox, Writer};
use crate::ops::error::{Error, Kind};
use crate::ops::orphan;
use crate::ops::session::Session;
use crate::secret::random;
use crate::store::db::{Options, Store};
use crate::store::reservation::Life;

/// The longest head of a request, its line included (R-G5).
const MAX_HEAD_BYTES: usize = 40 << 10;

/// The most header fields of a request (R-G5).
const MAX_FIELDS: usize = 100;

/// How often what workers hold is compared with the database itself.
const COMPARE_INTERVAL: Duration = Duration::from_millis(20);

/// How often it is looked for what other gateways have left behind.
const SWEEP_INTERVAL: Duration = Duration::from_secs(2);

/// How long requests may go on once the gateway is told to stop (R-N2).
const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);

/// How long nothing is accepted when the process is out of descriptors (R-G6).
const ACCEPT_BACKOFF: Duration = Duration::from_millis(50);

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// A TCP address.
    Tcp(SocketAddr),
    /// A Unix socket.
    Unix(PathBuf),
}

/// An address that cannot be listened on.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no address: write IP:PORT or unix:PATH")]
pub struct ListenError(String);

impl FromStr for Listen {
    type Err = ListenError;

    fn from_str(text: &str) -> Result<Self, ListenError> {
        if let Some(path) = text.strip_prefix("unix:").filter(|path| !path.is_empty()) {
            return Ok(Self::Unix(PathBuf::from(path)));
        }
        let named = text.replacen("localhost:", "127.0.0.1:", 1);
        named.parse().map(Self::Tcp).map_err(|_| ListenError(text.to_owned()))
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// How a gateway is to run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: Listen,
    /// The proxies whose word about their clients is taken.
    pub trusted: Trusted,
    /// How surely the ledger outlives a power cut.
    pub durability: Durability,
    /// How many workers; one for each core where not said.
    pub workers: Option<usize>,
    /// How many connections at once.
    pub max_connections: usize,
    /// How many of one address, proxies apart.
    pub max_connections_per_address: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: Listen::Tcp(SocketAddr::from(([127, 0, 0, 1], 8787))),
            trusted: Trusted::default(),
            durability: Durability::Power,
            workers: None,
            max_connections: 10_000,
            max_connections_per_address: 256,
        }
    }
}

/// A gateway that serves.
#[derive(Debug)]
pub struct Gateway {
    /// Where it listens; with port 0 asked for, the one it got.
    pub listening: Listen,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    serving: Vec<JoinHandle<()>>,
    committing: JoinHandle<()>,
    making: JoinHandle<()>,
    watching: JoinHandle<()>,
    upkeep: JoinHandle<()>,
    keep_up: std_mpsc::Sender<()>,
    instance: (InstanceId, Life, Store),
}

/// How a gateway came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Every request was answered and metered.
    Drained,
    /// Requests were cut off: the time was up, or a second signal came. What was forwarded and not
    /// metered is lost to the ledger.
    CutOff,
}

impl Gateway {
    /// Opens the socket and starts to serve.
    ///
    /// # Errors
    /// [`Kind::Conflict`] where the address is taken, or what the store says.
    pub fn start(session: Session, config: &Config, clock: Clock) -> Result<Self, Error> {
        let options = Options { durability: config.durability, ..Options::GATEWAY };
        let tls = connect::trust().map_err(|error| failed("gateway.tls", &error))?;
        let accept_runtime = runtime()?;
        let (socket, listening) = accept_runtime.block_on(bind(&config.listen))?;
        let shared = Arc::new(Shared {
            trusted: config.trusted.clone(),
            stopping: AtomicBool::new(false),
            in_flight: AtomicUsize::new(0),
            clock,
            free_clients: Clients::default(),
            limiter: Arc::default(),
        });
        let (stop, stopped) = watch::channel(false);
        let keyring = Arc::clone(&session.keyring);
        let readers = session.store.again(options)?;
        let kept_up = session.store.again(upkeep::OPTIONS)?;
        let actor = Actor::keyctl(ActorKind::Gateway, "gateway");
        let session = Session { store: session.store.again(options)?, actor, ..session };
        // A change is never less durable than a command's (R-C1).
        let mut maker = Session {
            store: session.store.again(Options::GATEWAY)?,
            keyring: Arc::clone(&keyring),
            actor: session.actor.clone(),
            now: session.now,
        };
        let orphans = orphan::settle(&mut maker)?;
        if !orphans.is_empty() {
            warn!(requests = orphans.len(), "a gateway has left requests behind: charged in full");
        }
        let id = InstanceId::new(random::bytes(&mut random::system()));
        let mut registry = session.store.again(Options::GATEWAY)?;
        let life = orphan::begin(&mut registry, id.clone(), listening.to_string(), clock.now())?;
        let (changes, making) = changes::start(maker, Options::GATEWAY, clock)?;
        let cores = || thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let workers = config.workers.unwrap_or_else(cores).max(1);
        let verifier = Verifier::start(cores(), changes.clone())?;
        let (notes, unwritten) = activity::notes(workers);
        let (to_watcher, from_workers) = std_mpsc::channel();
        let watched = readers.again(Options::READER)?;
        let watching = watcher::start(watched, changes.clone(), clock, from_workers)?;
        let blocks = Arc::new(Blocks::default());
        let (writers, committing) =
            writer::start(session, options, clock, workers, unwritten, id.clone())?;

        let (mut serving, mut connection_senders) = (Vec::new(), Vec::new());
        for ((writer, mailbox), notes) in writers.into_iter().zip(notes) {
            let (sender, connections) = mpsc::unbounded_channel();
            let worker_thread = WorkerThread {
                authority: Authority::open(readers.again(Options::READER)?, Arc::clone(&keyring))?,
                shared: Arc::clone(&shared),
                writer,
                changes: changes.clone(),
                beside: Beside {
                    notes,
                    observer: Observer::new(Arc::clone(&blocks), to_watcher.clone()),
                },
                verifier: verifier.clone(),
                mailbox,
                tls: Arc::clone(&tls),
                stopped: stopped.clone(),
            };
            let runtime = runtime()?;
            let sweeps = serving.is_empty();
            serving.push(thread::spawn(move || {
                runtime.block_on(worker_thread.run(connections, sweeps));
            }));
            connection_senders.push(sender);
        }
        let acceptor = Acceptor::new(config, connection_senders);
        serving.push(thread::spawn(move || {
            accept_runtime.block_on(acceptor.accept(&socket, stopped));
        }));
        let (keep_up, until) = std_mpsc::channel();
        let upkeep = thread::spawn(move || upkeep::run(kept_up, &until));
        info!(listen = %listening, "serving");
        let gateway = Self {
            listening,
            shared,
            stop,
            serving,
            committing,
            making,
            watching,
            upkeep,
            keep_up,
            instance: (id, life, registry),
        };
        Ok(gateway)
    }

    /// Serves until the process is told to stop, and then to the end of what is in flight; a second
    /// signal cuts that off (R-N2).
    ///
    /// # Errors
    /// [`Kind::Internal`] where signals cannot be had.
    pub fn serve(self) -> Result<Stopped, Error> {
        let signals = Signals::new([SIGINT, SIGTERM]);
        let mut signals = signals.map_err(|error| failed("gateway.signals", &error))?;
        signals.forever().next();
        info!("stopping");
        Ok(self.stop(|| signals.pending().next().is_some()))
    }

    /// Stops: accepts nothing more, lets what is in flight end, commits, and writes the log back.
    pub fn stop(self, hurry: impl FnMut() -> bool) -> Stopped {
        self.shared.stopping.store(true, Ordering::SeqCst);
        self.stop.send_replace(true);
        let mut hurry = hurry;
        let since = std::time::Instant::now();
        let all_done = || {
            self.shared.in_flight.load(Ordering::SeqCst) == 0
                && self.serving.iter().all(JoinHandle::is_finished)
                && self.committing.is_finished()
                && self.making.is_finished()
                && self.watching.is_finished()
        };
        while !all_done() {
            if hurry() || since.elapsed() > DRAIN_TIMEOUT {
                warn!(in_flight = self.shared.in_flight.load(Ordering::SeqCst), "cut off");
                return Stopped::CutOff;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let (id, life, mut registry) = self.instance;
        if let Err(error) = orphan::end(&mut registry, &id, life) {
            warn!("the end of the gateway was not noted: {error}");
        }
        // Last, so that nothing is written to the log that is emptied.
        drop(self.keep_up);
        if self.upkeep.join().is_err() {
            warn!("the database was not kept up to the end");
        }
        Stopped::Drained
    }
}

/// What a worker's thread starts with.
struct WorkerThread {
    authority: Authority,
    shared: Arc<Shared>,
    writer: Writer,
    changes: Changes,
    beside: Beside,
    verifier: Verifier,
    mailbox: Mailbox,
    tls: Arc<ClientConfig>,
    stopped: watch::Receiver<bool>,
}

impl WorkerThread {
    /// Serves connections until nothing more is accepted and the last request is metered.
    async fn run(self, mut connections: mpsc::UnboundedReceiver<Connection>, sweeps: bool) {
        let Self { authority, shared, writer, changes, beside, verifier, .. } = self;
        let (mut mailbox, tls, stopped) = (self.mailbox, self.tls, self.stopped);
        let worker =
            Worker::new(Arc::clone(&shared), writer, changes, beside, verifier, authority, &tls);
        let worker = Arc::new(worker);
        let comparing = tokio::spawn(compare(Arc::clone(&worker)));
        let noting = tokio::spawn(hand_over(Arc::clone(&worker)));
        let sweeping = sweeps.then(|| tokio::spawn(sweep(Arc::clone(&worker))));
        let notifying = tokio::spawn(async move {
            while let Some(outcome) = mailbox.recv().await {
                outcome.notify();
            }
        });
        let (open, mut closed) = mpsc::channel::<()>(1);
        while let Some(connection) = connections.recv().await {
            let (worker, stopped, open) = (Arc::clone(&worker), stopped.clone(), open.clone());
            tokio::spawn(async move {
                connection.serve(worker, stopped).await;
                drop(open);
            });
        }
        drop(open);
        // Nothing is ever sent: it ends when the last connection does.
        closed.recv().await;
        while shared.in_flight.load(Ordering::SeqCst) > 0 {
            sleep(Duration::from_millis(5)).await;
        }
        worker.hand_over();
        if let Some(sweeping) = sweeping {
            sweeping.abort();
        }
        noting.abort();
        comparing.abort();
        notifying.abort();
    }
}

/// Compares what the worker holds with the database, and closes idle connections, every 20 ms.
async fn compare(worker: Arc<Worker>) {
    let mut ticks = interval(COMPARE_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = worker.authority().compare() {
            debug!("the database was not read: {error}");
        }
        worker.close_idle();
    }
}

/// Charges what gateways have left behind that ended without a word, every two seconds. One worker
/// does it for all.
async fn sweep(worker: Arc<Worker>) {
    let mut ticks = interval(SWEEP_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match worker.changes.run(orphan::settle).await {
            Ok(orphans) if orphans.is_empty() => {}
            Ok(orphans) => warn!(requests = orphans.len(), "charged what a gateway left behind"),
            Err(error) => debug!("nobody looked for what gateways left behind: {error}"),
        }
    }
}

/// Hands over what the worker noted beside its requests, every second.
async fn hand_over(worker: Arc<Worker>) {
    let mut ticks = interval(activity::HAND_OVER_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        worker.hand_over();
    }
}

/// Accepts connections, counts them, and deals them out to the workers in turn.
struct Acceptor {
    limits: Arc<Limits>,
    connection_senders: Vec<mpsc::UnboundedSender<Connection>>,
}

#[derive(Debug)]
struct Limits {
    trusted: Trusted,
    all: usize,
    per_address: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

impl Acceptor {
    fn new(config: &Config, connection_senders: Vec<mpsc::UnboundedSender<Connection>>) -> Self {
        let limits = Limits {
            trusted: config.trusted.clone(),
            all: config.max_connections,
            per_address: config.max_connections_per_address,
            open: Mutex::default(),
        };
        Self { limits: Arc::new(limits), connection_senders }
    }

    async fn accept(self, socket: &Socket, mut stopped: watch::Receiver<bool>) {
        for sender in self.connection_senders.iter().cycle() {
            let accepted = tokio::select! {
                biased;
                _ = stopped.wait_for(|stopped| *stopped) => return,
                accepted = socket.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    if let Some(permit) = self.limits.admit(peer) {
                        // A worker that is gone serves nobody; the connection closes.
                        drop(sender.send(Connection { stream, peer, permit }));
                    } else {
                        debug!(?peer, "too many connections");
                    }
                }
                Err(error) => {
                    warn!("a connection was not accepted: {error}");
                    sleep(ACCEPT_BACKOFF).await;
                }
            }
        }
    }
}

impl Limits {
    /// A permit for a connection, where the limits allow one.
    fn admit(self: &Arc<Self>, peer: Peer) -> Option<Permit> {
        let address = match peer {
            Peer::Address(address) if !self.trusted.has(address) => Some(address.to_canonical()),
            Peer::Address(_) | Peer::Local => None,
        };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.all >= self.all {
            return None;
        }
        if let Some(address) = address {
            let of_address = open.by_address.entry(address).or_default();
            if *of_address >= self.per_address {
                return None;
            }
            *of_address += 1;
        }
        open.all += 1;
        Some(Permit { limits: Arc::clone(self), address })
    }
}

/// The permit of one open connection, given back when it closes.
#[derive(Debug)]
struct Permit {
    limits: Arc<Limits>,
    address: Option<IpAddr>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut open = self.limits.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        let Some(address) = self.address else { return };
        if let Some(of_address) = open.by_address.get_mut(&address) {
            *of_address -= 1;
            if *of_address == 0 {
                open.by_address.remove(&address);
            }
        }
    }
}

/// A connection on its way to a worker.
#[derive(Debug)]
struct Connection {
    stream: Stream,
    peer: Peer,
    permit: Permit,
}

impl Connection {
    async fn serve(self, worker: Arc<Worker>, stopped: watch::Receiver<bool>) {
        let Self { stream, peer, permit } = self;
        let served = match stream {
            Stream::Tcp(stream) => match TcpStream::from_std(stream) {
                Ok(stream) => serve_connection(stream, peer, worker, stopped).await,
                Err(error) => Err(error.into()),
            },
            Stream::Unix(stream) => match UnixStream::from_std(stream) {
                Ok(stream) => serve_connection(stream, peer, worker, stopped).await,
                Err(error) => Err(error.into()),
            },
        };
        if let Err(error) = served {
            debug!(?peer, "the connection ended: {error}");
        }
        drop(permit);
    }
}

/// Serves one connection until it closes, takes too long, or the gateway stops.
async fn serve_connection(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: Peer,
    worker: Arc<Worker>,
    mut stopped: watch::Receiver<bool>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let activity = Activity::new();
    let stream = Watched::new(Gathered::new(TokioIo::new(stream)), Arc::clone(&activity));
    let service = service_fn(|request| {
        activity.serving();
        let (worker, activity) = (Arc::clone(&worker), Arc::clone(&activity));
        async move {
            let response = life::serve(worker, peer, request).await;
            Ok::<_, std::convert::Infallible>(response.map(|body| body.watched(activity)))
        }
    });
    let serving = http1::Builder::new()
        .max_headers(MAX_FIELDS)
        .max_buf_size(MAX_HEAD_BYTES)
        .header_read_timeout(None)
        .serve_connection(stream, service);
    tokio::pin!(serving);
    tokio::select! {
        biased;
        served = serving.as_mut() => return Ok(served?),
        () = activity.exhausted() => return Ok(()),
        _ = stopped.wait_for(|stopped| *stopped) => serving.as_mut().graceful_shutdown(),
    }
    // Who has sent half a head, or takes nothing of a reply, does not hold the end up.
    tokio::select! {
        biased;
        served = serving => Ok(served?),
        () = activity.exhausted() => Ok(()),
    }
}

/// A listening socket.
#[derive(Debug)]
enum Socket {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// A connection between two runtimes.
#[derive(Debug)]
enum Stream {
    Tcp(std::net::TcpStream),
    Unix(std::os::unix::net::UnixStream),
}

impl Socket {
    async fn accept(&self) -> io::Result<(Stream, Peer)> {
        match self {
            Self::Tcp(socket) => {
                let (stream, address) = socket.accept().await?;
                stream.set_nodelay(true)?;
                Ok((Stream::Tcp(stream.into_std()?), Peer::Address(address.ip())))
            }
            Self::Unix(socket) => {
                let (stream, _) = socket.accept().await?;
                Ok((Stream::Unix(stream.into_std()?), Peer::Local))
            }
        }
    }
}

async fn bind(listen: &Listen) -> Result<(Socket, Listen), Error> {
    let taken = |error: io::Error| {
        let kind = match error.kind() {
            io::ErrorKind::AddrInUse => Kind::Conflict,
            _ => Kind::Refused,
        };
        Error::new(kind, "gateway.listen", format!("cannot listen on {listen}"))
            .why(error.to_string())
    };
    match listen {
        Listen::Tcp(address) => {
            let socket = TcpListener::bind(address).await.map_err(taken)?;
            let address = socket.local_addr().map_err(taken)?;
            Ok((Socket::Tcp(socket), Listen::Tcp(address)))
        }
        Listen::Unix(path) => {
            // A socket that nobody answers was left behind by a crash.
            if UnixStream::connect(path)
                .await
                .is_err_and(|e| e.kind() == io::ErrorKind::ConnectionRefused)
            {
                std::fs::remove_file(path).map_err(taken)?;
            }
            let socket = UnixListener::bind(path).map_err(taken)?;
            // A proxy is another user; its group opens the socket, and a key is needed all the same.
            std::fs::set_permissions(path, Permissions::from_mode(0o660)).map_err(taken)?;
            Ok((Socket::Unix(socket), listen.clone()))
        }
    }
}

fn runtime() -> Result<Runtime, Error> {
    let built = Builder::new_current_thread().enable_all().build();
    built.map_err(|error| failed("gateway.runtime", &error))
}

fn failed(code: &'static str, error: &dyn std::error::Error) -> Error {
    Error::new(Kind::Internal, code, format!("the gateway cannot start: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_to_listen_on() {
        let listen = |text: &str| text.parse::<Listen>().map(|listen| listen.to_string());
        assert_eq!(listen("127.0.0.1:8787").unwrap(), "127.0.0.1:8787");
        assert_eq!(listen("localhost:8787").unwrap(), "127.0.0.1:8787");
        assert_eq!(listen("[::1]:0").unwrap(), "[::1]:0");
        assert_eq!(listen("unix:/run/keyctl.sock").unwrap(), "unix:/run/keyctl.sock");
        for text in ["8787", "unix:", "127.0.0.1", "example.com:80"] {
            assert!(listen(text).is_err(), "{text}");
        }
    }

    #[test]
    fn permits_are_limited_and_given_back() {
        let limits = Arc::new(Limits {
            trusted: Trusted(vec!["10.0.0.0/8".parse().unwrap()]),
            all: 4,
            per_address: 1,
            open: Mutex::default(),
        });
        let admit = |address: &str| limits.admit(Peer::Address(address.parse().unwrap()));
        let first = admit("192.0.2.1").unwrap();
        assert!(admit("192.0.2.1").is_none());
        let _proxies = [admit("10.0.0.1").unwrap(), admit("10.0.0.1").unwrap()];
        let _other = admit("192.0.2.2").unwrap();
        assert!(admit("192.0.2.3").is_none(), "all permits are taken");
        drop(first);
        assert!(admit("192.0.2.1").is_some());
    }
}
