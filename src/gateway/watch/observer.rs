//! What one worker notes beside its requests, for the thread that watches.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::HeaderMap;
use hyper::header::{HeaderValue, USER_AGENT};

use crate::domain::audit;
use crate::domain::credential::Credential;
use crate::domain::denial::{Denial, Subject};
use crate::domain::key::KeyId;
use crate::domain::network::{Network, household};
use crate::domain::time::Timestamp;
use crate::gateway::client::Trusted;
use crate::gateway::reply::Problem;
use crate::gateway::watch::blocks::{Blocks, Guard};
use crate::gateway::watch::denials::Denials;
use crate::gateway::watch::upstreams::Counts;
use crate::ops::decide::{self, Refusal};
use crate::ops::security::Suspicion;
use crate::ops::snapshot::FailureLimit;

/// How many uses from networks a worker holds for a second at most.
const MAX_SIGHTINGS: usize = 1_000;

/// How many suspicions a worker holds for a second at most.
const MAX_SUSPICIONS: usize = 64;

/// Why a request from an address that is refused is refused.
const BLOCKED: &str = "blocked";

/// Why a request beyond a limit is refused.
const LIMITED: &str = "rate_limited";

/// What a worker noted since it last told.
#[derive(Debug, Default)]
pub struct Noted {
    /// Refusals.
    pub denials: Denials,
    /// Which keys were used from which networks.
    pub sightings: HashSet<(KeyId, Network)>,
    /// What a worker itself sees to be suspicious.
    pub suspicions: Vec<Suspicion>,
    /// Requests to providers.
    pub upstreams: Counts,
}

impl Noted {
    fn is_empty(&self) -> bool {
        self.denials.is_empty()
            && self.sightings.is_empty()
            && self.suspicions.is_empty()
            && self.upstreams.is_empty()
    }

    fn suspect(&mut self, suspicion: Suspicion) {
        if self.suspicions.len() < MAX_SUSPICIONS && !self.suspicions.contains(&suspicion) {
            self.suspicions.push(suspicion);
        }
    }
}

/// What one worker watches with. Nobody else takes its locks.
#[derive(Debug)]
pub struct Observer {
    guard: Guard,
    noted: Mutex<Noted>,
    watcher: Sender<Noted>,
}

/// A request as its refusal is told.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// Where it comes from.
    pub client: Option<IpAddr>,
    /// The headers it came with.
    pub headers: &'a HeaderMap,
    /// When it came.
    pub at: Timestamp,
}

impl Asker<'_> {
    /// What its sender calls itself.
    pub fn user_agent(&self) -> Option<String> {
        let name = self.headers.get(USER_AGENT)?;
        Some(String::from_utf8_lossy(name.as_bytes()).into_owned())
    }
}

impl Observer {
    /// One that tells the other end of `watcher`.
    pub fn new(blocks: Arc<Blocks>, watcher: Sender<Noted>) -> Self {
        Self { guard: Guard::new(blocks), noted: Mutex::default(), watcher }
    }

    /// Admits a request whose address is not refused for the failures of others from there.
    ///
    /// # Errors
    /// The seconds after which it is no more.
    pub fn admit(&self, asker: &Asker<'_>) -> Result<(), u32> {
        let admitted = self.guard.admit(asker.client, asker.at);
        if admitted.is_err() {
            self.deny(of_client(asker.client), BLOCKED, asker);
        }
        admitted
    }

    /// Notes a credential that was refused without being a key of ours. An address from which too
    /// many come is refused from now on; a proxy of ours never is.
    pub fn failed(
        &self,
        refusal: &Refusal,
        presented: Option<&[u8]>,
        limit: Option<FailureLimit>,
        trusted: &Trusted,
        asker: &Asker<'_>,
    ) {
        let subject = match (refusal, presented.map(decide::parse)) {
            // A prefix that no key has is no subject: whoever invents some could fill the log.
            (Refusal::WrongSecret, Some(Ok(parts))) => Subject::Key(parts.prefix.to_owned()),
            _ => of_client(asker.client),
        };
        self.deny(subject, refusal.code(), asker);
        let (Some(limit), Some(client)) = (limit, asker.client) else { return };
        if !trusted.has(client) && self.guard.fail(client, limit.rate, limit.block, asker.at) {
            let ip = household(client);
            lock(&self.noted).suspect(Suspicion::Failures { ip, block: limit.block });
        }
    }

    /// Notes a key of ours that was refused.
    pub fn denied(&self, refusal: &Refusal, key: &Credential, asker: &Asker<'_>) {
        if !is_told(refusal) {
            return;
        }
        self.deny(Subject::Key(key.prefix.as_str().to_owned()), refusal.code(), asker);
        if *refusal == Refusal::Revoked {
            let suspicion = Suspicion::RevokedKey { key: key.key_id, ip: asker.client };
            lock(&self.noted).suspect(suspicion);
        }
    }

    /// Notes a request with a key of ours that a limit or a budget did not admit.
    pub fn turned_away(&self, problem: &Problem, key: &Credential, asker: &Asker<'_>) {
        match problem {
            Problem::Refused(refusal) => self.denied(refusal, key, asker),
            Problem::RateLimited(_) | Problem::TokensLimited(_) => {
                self.deny(Subject::Key(key.prefix.as_str().to_owned()), LIMITED, asker);
            }
            _ => {}
        }
    }

    /// Notes from where a key was used. Called once a second for each key, and whenever its address
    /// is another than that of the use before.
    pub fn saw(&self, key: KeyId, client: Option<IpAddr>) {
        let Some(client) = client else { return };
        let mut noted = lock(&self.noted);
        if noted.sightings.len() < MAX_SIGHTINGS {
            noted.sightings.insert((key, Network::of(client)));
        }
    }

    /// Notes how a request to a provider ended.
    pub fn asked(&self, provider: i64, failed: bool) {
        lock(&self.noted).upstreams.entry(provider).or_default().add(failed);
    }

    /// Tells what was noted, and waits for nothing.
    pub fn hand_over(&self) {
        let noted = std::mem::take(&mut *lock(&self.noted));
        if !noted.is_empty() {
            // A thread that has ended early watches no more; requests go on.
            drop(self.watcher.send(noted));
        }
    }

    fn deny(&self, subject: Subject, reason: &'static str, asker: &Asker<'_>) {
        let agent = asker.headers.get(USER_AGENT).map(HeaderValue::as_bytes);
        let agent = agent.map(|agent| audit::clip(&String::from_utf8_lossy(agent)));
        let denial = Denial { reason, ip: asker.client, agent: agent.as_deref(), at: asker.at };
        lock(&self.noted).denials.add(subject, &denial);
    }
}

fn of_client(client: Option<IpAddr>) -> Subject {
    client.map_or(Subject::UnknownClients, |client| Subject::Client(household(client)))
}

/// Whether the refusal of a key of ours is told: because of what it is or may, not because of what
/// was asked for.
const fn is_told(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::Revoked
        | Refusal::Expired
        | Refusal::Rotated
        | Refusal::UserDisabled
        | Refusal::Suspended
        | Refusal::AddressDenied
        | Refusal::PermissionMissing(_)
        | Refusal::BudgetExhausted(_)
        | Refusal::BudgetInFlight => true,
        Refusal::NoCredential
        | Refusal::TwoCredentials
        | Refusal::Malformed
        | Refusal::Unknown
        | Refusal::WrongSecret
        | Refusal::ModelDenied(_)
        | Refusal::ModelUnknown(_)
        | Refusal::OtherDialect(_)
        | Refusal::NotPriced(_)
        | Refusal::ProviderKeyMissing => false,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A count that a panic left behind is still a count.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
