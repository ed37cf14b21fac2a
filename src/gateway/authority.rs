//! What a worker decides from, held in memory under the revision that proves it current.
//!
//! For each request the worker reads the eight bytes of `<db>.gen`. If the number moved, all that
//! is held is dropped and read anew, so a key whose revocation has returned is dead at the next
//! request (R-E1). A crash between a commit and the raising of that number is healed by a look at
//! the database itself, every 20 ms.

use std::sync::Arc;
use std::time::{Duration, Instant};

use foldhash::HashMap;
use hyper::Uri;

use crate::domain::credential::Credential;
use crate::domain::price::{self, Price};
use crate::domain::provider::{Dialect, Provider};
use crate::domain::route::{self, Route};
use crate::domain::scope::Sender;
use crate::domain::time::Timestamp;
use crate::domain::token::Prefix;
use crate::domain::user::UserId;
use crate::ops::budget::account::{self, Account};
use crate::ops::decide;
use crate::ops::error::{Error, Kind};
use crate::ops::provider as provider_ops;
use crate::ops::snapshot::{self, Snapshot};
use crate::secret::keyring::Keyring;
use crate::store::db::Store;
use crate::store::revision::Revision;

/// How many keys, and how many other things of a kind, are held at most.
const CAPACITY: usize = 100_000;

/// How long an unsealed provider key is held (R-H3).
const SECRET_LIFETIME: Duration = Duration::from_mins(1);

/// A provider and the address of each of its routes.
#[derive(Debug)]
pub struct Upstream {
    /// The provider.
    pub provider: Provider,
    uris: Vec<(Route, Uri)>,
}

impl Upstream {
    fn new(provider: Provider) -> Self {
        let uris = route::ALL
            .into_iter()
            .filter(|route| provider.dialect == route.dialect())
            .filter_map(|route| Some((route, uri(&provider, route.path())?)))
            .collect();
        Self { provider, uris }
    }

    /// Where a route of the provider is; `None` for the demo.
    pub fn uri(&self, route: Route) -> Option<&Uri> {
        self.uris.iter().find(|(known, _)| *known == route).map(|(_, uri)| uri)
    }
}

/// The address of a path at a provider. An `OpenAI` base URL includes `/v1`, as its SDK has it.
pub fn uri(provider: &Provider, path: &str) -> Option<Uri> {
    let base = provider.base_url.as_ref()?;
    let path = match provider.dialect {
        Dialect::OpenAi => path.strip_prefix("/v1").unwrap_or(path),
        Dialect::Ollama | Dialect::Demo => path,
    };
    format!("{}{}{path}", base.origin(), base.path()).parse().ok()
}

type Secrets = HashMap<(i64, UserId), (Instant, Option<Arc<provider_ops::Credential>>)>;

/// What one worker decides from.
#[derive(Debug)]
pub struct Authority {
    store: Store,
    keyring: Arc<Keyring>,
    revision: Revision,
    snapshot: Snapshot,
    upstreams: HashMap<i64, Arc<Upstream>>,
    keys: HashMap<Prefix, Arc<Credential>>,
    secrets: Secrets,
    /// By provider and model.
    prices: HashMap<i64, HashMap<String, Option<Arc<Price>>>>,
    /// When the next price row comes into force.
    next_price_at: Option<Timestamp>,
    /// The database was migrated or damaged under us: nothing may be decided from it.
    unfit: Option<Error>,
}

impl Authority {
    /// Opens what is needed and reads it for the first time.
    ///
    /// # Errors
    /// What the store says.
    pub fn open(store: Store, keyring: Arc<Keyring>) -> Result<Self, Error> {
        let revision = store.revision()?;
        let mut authority = Self {
            store,
            keyring,
            revision,
            snapshot: Snapshot::default(),
            upstreams: HashMap::default(),
            keys: HashMap::default(),
            secrets: HashMap::default(),
            prices: HashMap::default(),
            next_price_at: None,
            unfit: None,
        };
        authority.reload()?;
        Ok(authority)
    }

    /// Makes sure that what is held is current. Every request calls it before anything else.
    ///
    /// # Errors
    /// What the store says; then nothing may be decided.
    pub fn refresh(&mut self) -> Result<(), Error> {
        if let Some(error) = &self.unfit {
            return Err(error.clone());
        }
        if self.revision.read()? > self.snapshot.generation {
            self.reload()?;
        }
        Ok(())
    }

    /// Compares with the database itself, and mends the number that a crash left behind.
    ///
    /// # Errors
    /// What the store says.
    pub fn compare(&mut self) -> Result<(), Error> {
        let fits = self.store.check_schema().map_err(Error::from);
        let compared = fits.and_then(|()| self.catch_up());
        let unfit = |error: &Error| matches!(error.kind, Kind::Version | Kind::Integrity);
        self.unfit = compared.clone().err().filter(unfit);
        compared
    }

    fn catch_up(&mut self) -> Result<(), Error> {
        self.revision.follow()?;
        let generation = decide::generation(&self.store)?;
        if generation != self.snapshot.generation {
            self.reload()?;
        }
        if self.revision.read()? < generation {
            self.revision.raise(generation)?;
        }
        Ok(())
    }

    /// The key under a public prefix.
    ///
    /// # Errors
    /// What the store says.
    pub fn find(&mut self, prefix: &str) -> Result<Option<Arc<Credential>>, Error> {
        if let Some(key) = self.keys.get(prefix) {
            return Ok(Some(Arc::clone(key)));
        }
        // What is held must be of the revision it is held under: read before a reload, a key could
        // be revoked in between and stay.
        let found = loop {
            let (generation, found) = decide::find(&self.store, prefix)?;
            if generation == self.snapshot.generation {
                break found;
            }
            self.reload()?;
        };
        let Some(found) = found.map(Arc::new) else { return Ok(None) };
        make_room(&mut self.keys);
        self.keys.insert(found.prefix.clone(), Arc::clone(&found));
        Ok(Some(found))
    }

    /// Whether the key under a public prefix is held, so that finding it reads nothing.
    pub fn holds(&self, prefix: &str) -> bool {
        self.keys.contains_key(prefix)
    }

    /// As [`Authority::find`], read anew: what gateways need not be told of may have changed.
    ///
    /// # Errors
    /// What the store says.
    pub fn find_anew(&mut self, prefix: &str) -> Result<Option<Arc<Credential>>, Error> {
        self.keys.remove(prefix);
        self.find(prefix)
    }

    /// Whether a request that was admitted may go on: what ends by itself lets it, what was stopped
    /// does not (R-E1).
    ///
    /// # Errors
    /// What the store says.
    pub fn may_go_on(&mut self, key: &Credential) -> Result<bool, Error> {
        self.refresh()?;
        let found = self.find(key.prefix.as_str())?;
        Ok(found.is_some_and(|now| !decide::is_stopped(&now)))
    }

    /// The key to send to a provider for a user; `None` where there is none.
    ///
    /// # Errors
    /// What the store says, or that the stored key does not open.
    pub fn provider_key(
        &mut self,
        provider: &Provider,
        user: UserId,
    ) -> Result<Option<Arc<provider_ops::Credential>>, Error> {
        if let Some((since, key)) = self.secrets.get(&(provider.id, user))
            && since.elapsed() < SECRET_LIFETIME
        {
            return Ok(key.clone());
        }
        let key = provider_ops::credential(&self.store, &self.keyring, provider, user)?;
        let key = key.map(Arc::new);
        make_room(&mut self.secrets);
        self.secrets.insert((provider.id, user), (Instant::now(), key.clone()));
        Ok(key)
    }

    /// The price in force for a model of a provider.
    pub fn price(&mut self, provider_id: i64, model: &str, now: Timestamp) -> Option<Arc<Price>> {
        if self.next_price_at.is_some_and(|at| at <= now) {
            self.prices.clear();
            self.next_price_at = next_price_at(&self.snapshot.prices, now);
        }
        let held = self.prices.entry(provider_id).or_default();
        if let Some(price) = held.get(model) {
            return price.clone();
        }
        let price = price::in_force(&self.snapshot.prices, model, provider_id, now);
        let price = price.cloned().map(Arc::new);
        make_room(held);
        held.insert(model.to_owned(), price.clone());
        price
    }

    /// The budgets that hold for a request, and what is left of them.
    ///
    /// # Errors
    /// What the store says.
    pub fn accounts(
        &self,
        sender: Sender,
        model: &str,
        at: Timestamp,
    ) -> Result<Vec<Account>, Error> {
        account::accounts(&self.store.read()?, &self.snapshot.book, sender, model, at)
    }

    /// What all requests are decided by.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The data keys.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// A provider by number.
    pub fn upstream(&self, provider_id: i64) -> Option<Arc<Upstream>> {
        self.upstreams.get(&provider_id).cloned()
    }

    /// Every provider that serves a dialect, in the order they are asked.
    pub fn upstreams(&self, dialect: Dialect) -> Vec<Arc<Upstream>> {
        decide::providers(&self.snapshot, dialect)
            .filter_map(|provider| self.upstream(provider.id))
            .collect()
    }

    fn reload(&mut self) -> Result<(), Error> {
        self.keys.clear();
        self.secrets.clear();
        self.prices.clear();
        self.snapshot = snapshot::load(&self.store)?;
        self.next_price_at = Some(Timestamp::from_micros(i64::MIN));
        let providers = self.snapshot.providers.iter().cloned();
        self.upstreams =
            providers.map(|provider| (provider.id, Arc::new(Upstream::new(provider)))).collect();
        Ok(())
    }
}

fn next_price_at(prices: &[Price], now: Timestamp) -> Option<Timestamp> {
    prices.iter().map(|price| price.effective_from).filter(|from| *from > now).min()
}

/// Forgets everything where a map is full: what is needed comes back at the price of one read.
fn make_room<K, V>(map: &mut HashMap<K, V>) {
    if map.len() >= CAPACITY {
        map.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::thread;

    use super::*;
    use crate::domain::durability::Durability;
    use crate::domain::key::KeyStatus;
    use crate::ops::fixture::Fixture;
    use crate::ops::key::status::{self, RevokeTarget};
    use crate::store::db::Options;

    /// Commits follow each other as fast as they can.
    const FAST: Options = Options { durability: Durability::Process, ..Options::COMMAND };

    #[test]
    fn no_key_outlives_its_revocation_however_changes_meet() {
        const ROUNDS: usize = 300;
        let mut house = Fixture::new();
        house.user("idle");
        let keys: Vec<_> = (0..ROUNDS).map(|n| house.key("root", &format!("k{n}")).key).collect();
        let (mut revoking, mut changing) = (house.session_with(FAST), house.session_with(FAST));
        let store = house.session.store.again(Options::GATEWAY).unwrap();
        let mut authority = Authority::open(store, Arc::clone(&house.session.keyring)).unwrap();
        let (revoked, seen, done) =
            (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
        let revived = thread::scope(|scope| {
            scope.spawn(|| {
                let nothing = RevokeTarget::AllOf("idle".parse().unwrap());
                while !done.load(Ordering::SeqCst) {
                    changing.store.give_way();
                    status::revoke(&mut changing, &nothing, None).unwrap();
                }
            });
            scope.spawn(|| {
                for (round, key) in keys.iter().enumerate() {
                    while seen.load(Ordering::SeqCst) < round {
                        thread::yield_now();
                    }
                    let target = RevokeTarget::Keys(vec![key.path().parse().unwrap()]);
                    status::revoke(&mut revoking, &target, None).unwrap();
                    revoked.store(round + 1, Ordering::SeqCst);
                }
            });
            let mut revived = 0;
            for (round, key) in keys.iter().enumerate() {
                loop {
                    let dead = revoked.load(Ordering::SeqCst) > round;
                    authority.refresh().unwrap();
                    let found = authority.find(key.prefix.as_str()).unwrap().unwrap();
                    if dead {
                        revived += usize::from(found.status == KeyStatus::Active);
                        break;
                    }
                }
                seen.store(round + 1, Ordering::SeqCst);
            }
            done.store(true, Ordering::SeqCst);
            revived
        });
        assert_eq!(revived, 0);
    }
}
