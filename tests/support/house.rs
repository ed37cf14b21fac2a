//! A database with what a gateway needs, and the gateway on it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fs, thread};

use keyctl::domain::audit::{Actor, ActorKind, Entry};
use keyctl::domain::durability::Durability;
use keyctl::domain::import::file::{ImportFormat, Rows};
use keyctl::domain::key::KeyRef;
use keyctl::domain::money::Picos;
use keyctl::domain::page::Page;
use keyctl::domain::price::Rates;
use keyctl::domain::provider::{Auth, Dialect, Fallback};
use keyctl::domain::term::Expiry;
use keyctl::domain::time::{Clock, Zone};
use keyctl::domain::token::Brand;
use keyctl::domain::usage::UsageRow;
use keyctl::domain::user::UserKind;
use keyctl::gateway::client::Trusted;
use keyctl::gateway::server::{Config, Gateway, Listen, Stopped};
use keyctl::ops::db;
use keyctl::ops::decide;
use keyctl::ops::key::create::{Request, create};
use keyctl::ops::key::import_plan;
use keyctl::ops::key::import_request::{self, MissingUsers};
use keyctl::ops::key::status::{self, RevokeTarget};
use keyctl::ops::key::verify::verify;
use keyctl::ops::price;
use keyctl::ops::provider;
use keyctl::ops::session::{self, Created, IfExists, Session};
use keyctl::ops::setting;
use keyctl::ops::usage;
use keyctl::ops::user::create as user;
use keyctl::secret::master_key::MasterKey;
use keyctl::secret::random;
use keyctl::secret::value::Secret;
use keyctl::store::db::{Options, Store};
use keyctl::store::usage::Filter;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A database, and the session of its operator.
pub(crate) struct House {
    pub(crate) session: Session,
    master_key: MasterKey,
    dir: TempDir,
}

/// A gateway that serves until it is dropped.
pub(crate) struct Serving {
    pub(crate) address: SocketAddr,
    gateway: Option<Gateway>,
}

impl House {
    /// A database with a price for every model: a dollar for a million input tokens, two for a
    /// million output tokens. Requests are not limited.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keyctl.db");
        let rng = &mut random::system();
        let master_key = MasterKey::generate(rng);
        let request = db::Request {
            master_key: &master_key,
            salt: None,
            brand: Brand::default(),
            zone: Zone::Utc,
            os_user: "root".to_owned(),
            handle: "root".parse().unwrap(),
            email: None,
        };
        let site = db::claim(&path).unwrap();
        db::init(&site, &request, actor(), Clock::System.now(), rng).unwrap();
        drop(site);
        let session = open(&path, &master_key);
        let mut house = Self { session, master_key, dir };
        let rates = Rates {
            input: Some(Picos::from_usd_per_million("1").unwrap()),
            output: Some(Picos::from_usd_per_million("2").unwrap()),
            ..Rates::default()
        };
        let request = price::Request {
            model: "*".parse().unwrap(),
            provider: None,
            rates,
            max_output_tokens: None,
            effective_from: None,
        };
        price::set(&mut house.session, &request).unwrap();
        let rng = &mut random::system();
        setting::set(&mut house.session, "limit.requests", "none", rng).unwrap();
        house
    }

    /// A new user with the role `basic`.
    pub(crate) fn user(&mut self, handle: &str) {
        let request = user::Request {
            email: None,
            handle: Some(handle.parse().unwrap()),
            display_name: None,
            kind: UserKind::Person,
            role: "basic".to_owned(),
            budget: None,
        };
        user::create(&mut self.session, &request, IfExists::Fail).unwrap();
    }

    /// A new key of a user: the whole of it.
    pub(crate) fn key(&mut self, user: &str, name: &str) -> String {
        self.key_until(user, name, Expiry::AsRole)
    }

    /// The same, with an end.
    pub(crate) fn key_until(&mut self, user: &str, name: &str, expiry: Expiry) -> String {
        let request =
            Request { expiry, ..Request::new(user.parse().unwrap(), name.parse().unwrap()) };
        let rng = &mut random::system();
        match create(&mut self.session, &request, IfExists::Fail, rng, |_| Ok(())).unwrap() {
            Created::New(minted) => minted.secret.expose().clone(),
            Created::Existing(key) => panic!("{} exists", key.path()),
        }
    }

    pub(crate) fn revoke(&mut self, key: &str) {
        let target = RevokeTarget::Keys(vec![key.parse::<KeyRef>().unwrap()]);
        status::revoke(&mut self.session, &target, None).unwrap();
    }

    /// Takes over the keys of a CSV file, with users who are missing.
    pub(crate) fn import(&mut self, csv: &str) {
        let request = import_request::Request {
            form: None,
            missing_users: MissingUsers::Create,
            sunset: None,
            zone: Zone::Utc,
        };
        let rows = Rows::new(csv.as_bytes(), ImportFormat::Csv);
        let plan = import_plan::plan(&self.session, rows, &request).unwrap();
        plan.unwrap().apply(&mut self.session, || ()).unwrap();
    }

    /// Whether `key verify` takes a key for good.
    pub(crate) fn accepts(&self, key: &str) -> bool {
        let Session { store, keyring, now, .. } = &self.session;
        verify(store, keyring, key.as_bytes(), *now).unwrap().judged.is_ok()
    }

    /// A provider at an address, or the demo without one.
    pub(crate) fn provider(&mut self, name: &str, dialect: Dialect, url: &str, route: &str) {
        let request = provider::Request {
            name: name.parse().unwrap(),
            dialect,
            base_url: (!url.is_empty()).then(|| url.parse().unwrap()),
            routes: vec![route.parse().unwrap()],
            auth: (dialect == Dialect::OpenAi).then_some(Auth::Key),
            fallback: Fallback::None,
            allow_private: false,
        };
        provider::add(&mut self.session, request).unwrap();
    }

    /// Stores a provider's key for a user, or for the system.
    pub(crate) fn provider_key(&mut self, provider: &str, user: Option<&str>, key: &str) {
        let (name, user) = (provider.parse().unwrap(), user.map(|user| user.parse().unwrap()));
        let (key, rng) = (Secret::new(key.to_owned()), &mut random::system());
        provider::set_key(&mut self.session, &name, user.as_ref(), &key, rng).unwrap();
    }

    /// A session of another process.
    pub(crate) fn another_session(&self) -> Session {
        open(&self.path(), &self.master_key)
    }

    /// A gateway that believes no proxy.
    pub(crate) fn serve(&self) -> Serving {
        self.serve_behind(&[])
    }

    /// A gateway that believes these proxies.
    pub(crate) fn serve_behind(&self, proxies: &[&str]) -> Serving {
        self.start(proxies, Clock::System)
    }

    /// A gateway with a clock of its own.
    pub(crate) fn serve_at(&self, clock: Clock) -> Serving {
        self.start(&[], clock)
    }

    fn start(&self, proxies: &[&str], clock: Clock) -> Serving {
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            trusted: Trusted(proxies.iter().map(|net| net.parse().unwrap()).collect()),
            durability: Durability::Power,
            workers: Some(2),
            max_connections: 1_000,
            max_connections_per_address: 1_000,
        };
        let gateway = Gateway::start(self.another_session(), &config, clock).unwrap();
        let Listen::Tcp(address) = gateway.listening else { panic!("{}", gateway.listening) };
        Serving { address, gateway: Some(gateway) }
    }

    /// The ledger, oldest row first.
    pub(crate) fn rows(&self) -> Vec<UsageRow> {
        usage::list(&self.session.store, &Filter::default(), &Page::default()).unwrap().items
    }

    /// The only row of the ledger, which is there when a reply has ended.
    pub(crate) fn row(&self) -> UsageRow {
        let mut rows = self.rows();
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows.remove(0)
    }

    /// The only row of the ledger, once it is there: nobody waits for one whose client has gone.
    pub(crate) fn coming_row(&self) -> UsageRow {
        eventually(|| !self.rows().is_empty());
        self.row()
    }

    /// The events of the audit log, oldest first.
    pub(crate) fn told(&self) -> Vec<String> {
        let filter = keyctl::store::audit::Filter::default();
        let entries = keyctl::ops::audit::list(&self.session.store, &filter, &Page::default());
        entries.unwrap().items.into_iter().map(|entry| entry.action).collect()
    }

    /// The revision of what gateways decide from.
    /// What the log tells of keys that were refused: which, and how often for what reason.
    pub(crate) fn denials(&self) -> Vec<(String, String)> {
        let event = Some("auth.denied".to_owned());
        let filter = keyctl::store::audit::Filter { event, ..Default::default() };
        let listed =
            keyctl::ops::audit::list(&self.session.store, &filter, &Page::default()).unwrap();
        let told = |entry: Entry| {
            let details: serde_json::Value = serde_json::from_str(&entry.details).unwrap();
            (details["key"].as_str().unwrap_or_default().to_owned(), details["reasons"].to_string())
        };
        let mut denials: Vec<_> = listed.items.into_iter().map(told).collect();
        denials.sort();
        denials
    }

    pub(crate) fn generation(&self) -> u64 {
        decide::generation(&self.session.store).unwrap()
    }

    /// Runs SQL as somebody who has the file but not keyctl.
    pub(crate) fn sql(&self, script: &str) {
        self.connection().execute_batch(script).unwrap();
    }

    /// As [`House::sql`], and every gateway knows of it when it returns.
    pub(crate) fn change(&mut self, script: &str) {
        self.sql(script);
        self.session.change(|_, _| Ok(((), Vec::new()))).unwrap();
    }

    /// One number out of the database.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.connection().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// A connection that holds the write lock until it is dropped.
    pub(crate) fn lock(&self) -> Connection {
        let connection = self.connection();
        connection.busy_timeout(PATIENCE).unwrap();
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        connection
    }

    /// Whether any file of the database holds these bytes.
    pub(crate) fn holds(&self, bytes: &[u8]) -> bool {
        fs::read_dir(self.dir.path()).unwrap().any(|entry| {
            let contents = fs::read(entry.unwrap().path()).unwrap();
            memchr::memmem::find(&contents, bytes).is_some()
        })
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("keyctl.db")
    }

    fn connection(&self) -> Connection {
        Connection::open_with_flags(self.path(), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
    }
}

impl Serving {
    /// Tells the gateway to stop; returns when it has.
    pub(crate) fn stop(mut self) -> Stopped {
        self.gateway.take().unwrap().stop(|| false)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(gateway) = self.gateway.take() {
            gateway.stop(|| true);
        }
    }
}

/// Waits until something is so.
pub(crate) fn eventually(mut so: impl FnMut() -> bool) {
    let since = Instant::now();
    while !so() {
        assert!(since.elapsed() < PATIENCE, "it never was so");
        thread::sleep(Duration::from_millis(2));
    }
}

fn actor() -> Actor {
    Actor { id: Some("root".to_owned()), ..Actor::keyctl(ActorKind::Operator, "cli") }
}

fn open(path: &std::path::Path, master_key: &MasterKey) -> Session {
    let store = Store::open(path, Options::COMMAND).unwrap();
    let keyring = Arc::new(session::unlock(&store, master_key).unwrap());
    Session { store, keyring, actor: actor(), now: Clock::System.now() }
}
