//! One worker for each core: a runtime of its own, its own reader of the database, its own
//! connections to the providers. Workers share the writer's queue and a few atomics.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use data_encoding::HEXLOWER;
use hyper::header::HeaderValue;
use rustls::ClientConfig;

use crate::domain::provider::Reach;
use crate::domain::time::Clock;
use crate::gateway::activity::Notes;
use crate::gateway::authority::Authority;
use crate::gateway::changes::Changes;
use crate::gateway::client::Trusted;
use crate::gateway::client_rate::Clients;
use crate::gateway::expiry::Expiries;
use crate::gateway::limiter::Limiter;
use crate::gateway::pool::Pool;
use crate::gateway::unopened::Unopened;
use crate::gateway::verifier::Verifier;
use crate::gateway::watch::observer::Observer;
use crate::gateway::writer::Writer;

/// What all workers share.
#[derive(Debug)]
pub struct Shared {
    /// The proxies whose word about their clients is taken.
    pub trusted: Trusted,
    /// The gateway takes no new requests.
    pub stopping: AtomicBool,
    /// Requests that are not metered yet, also those whose client has gone.
    pub in_flight: AtomicUsize,
    /// Where time comes from.
    pub clock: Clock,
    /// What the clients of the free tier have spent.
    pub free_clients: Clients,
    /// What all limits have admitted.
    pub limiter: Arc<Limiter>,
}

/// What a worker notes beside its requests.
#[derive(Debug)]
pub struct Beside {
    /// Who uses which key.
    pub notes: Notes,
    /// What was refused, and what looks suspicious.
    pub observer: Observer,
}

/// What a request is served with.
#[derive(Debug)]
pub struct Worker {
    /// What all workers share.
    pub shared: Arc<Shared>,
    /// The queue to the thread that commits.
    pub writer: Writer,
    /// The queue to the thread that makes changes.
    pub changes: Changes,
    /// Who uses which key.
    pub notes: Notes,
    /// Which keys have expired and are not known to.
    pub expiries: Expiries,
    /// What was refused, and what looks suspicious.
    pub observer: Observer,
    /// Which providers' keys do not open.
    pub unopened: Unopened,
    /// What computes the slow hashes of imported keys.
    pub verifier: Verifier,
    authority: Mutex<Authority>,
    clients: [Pool; 3],
    ids: Ids,
}

impl Worker {
    /// A worker; its connections live on the runtime that uses it.
    pub fn new(
        shared: Arc<Shared>,
        writer: Writer,
        changes: Changes,
        Beside { notes, observer }: Beside,
        verifier: Verifier,
        authority: Authority,
        tls: &Arc<ClientConfig>,
    ) -> Self {
        let clients = [Reach::Public, Reach::Private, Reach::Loopback]
            .map(|reach| Pool::new(reach, Arc::clone(tls)));
        let (authority, ids) = (Mutex::new(authority), Ids::default());
        let (expiries, unopened) = (Expiries::default(), Unopened::default());
        Self {
            shared,
            writer,
            changes,
            notes,
            expiries,
            observer,
            unopened,
            verifier,
            authority,
            clients,
            ids,
        }
    }

    /// Has what was noted beside the requests written, and waits for nothing.
    pub fn hand_over(&self) {
        self.notes.hand_over();
        self.writer.write_activity();
        self.expiries.put_on_record(&self.changes);
        self.observer.hand_over();
        self.unopened.put_on_record(&self.changes);
    }

    /// What the worker decides from. It is never held across a wait, so nobody waits for it.
    pub fn authority(&self) -> MutexGuard<'_, Authority> {
        // Whatever a panic left half read is read again: it is only a copy of the database.
        self.authority.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The client for providers of a reach.
    pub fn client(&self, reach: Reach) -> &Pool {
        match reach {
            Reach::Public => &self.clients[0],
            Reach::Private => &self.clients[1],
            Reach::Loopback => &self.clients[2],
        }
    }

    /// Closes connections to providers that were idle for 30 s.
    pub fn close_idle(&self) {
        self.clients.iter().for_each(Pool::close_idle);
    }

    /// An id for a request.
    pub fn next_id(&self) -> RequestId {
        self.ids.next()
    }
}

/// The id of a request: 16 bytes in the ledger, 32 hexadecimal digits to the client.
#[derive(Clone, Debug)]
pub struct RequestId {
    /// As the ledger holds it.
    pub bytes: [u8; 16],
    /// As the client sees it.
    pub header: HeaderValue,
}

/// Makes ids that do not repeat and tell nothing: a keyed hash of a count.
#[derive(Debug, Default)]
struct Ids {
    count: AtomicU64,
    keys: [RandomState; 2],
}

impl Ids {
    fn next(&self) -> RequestId {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let [high, low] = &self.keys;
        let number = u128::from(high.hash_one(count)) << 64 | u128::from(low.hash_one(count));
        let bytes = number.to_be_bytes();
        let mut digits = [0; 32];
        HEXLOWER.encode_mut(&bytes, &mut digits);
        let header = HeaderValue::from_bytes(&digits);
        RequestId { bytes, header: header.unwrap_or(HeaderValue::from_static("unknown")) }
    }
}

/// Counts a request as in flight until it is dropped.
#[derive(Debug)]
pub struct InFlight(Arc<Shared>);

impl InFlight {
    /// Counts one more.
    pub fn begin(shared: &Arc<Shared>) -> Self {
        shared.in_flight.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(shared))
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_do_not_repeat() {
        let ids = Ids::default();
        let made: HashSet<_> = (0..10_000).map(|_| ids.next().bytes).collect();
        assert_eq!(made.len(), 10_000);
        assert_eq!(ids.next().header.len(), 32);
    }
}
