//! A database to test the use cases on: in a directory of its own, at one instant, with an
//! operator named `root`.
#![cfg(test)]
#![expect(clippy::missing_panics_doc, reason = "a failed expectation in a test is a panic")]
#![expect(clippy::new_without_default, reason = "a fixture is made on purpose")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;
use totp_rs::{Builder, Totp};

use crate::domain::audit::{Actor, ActorKind, Entry};
use crate::domain::key::{Key, KeyStatus};
use crate::domain::page::Page;
use crate::domain::provider::{Dialect, Fallback};
use crate::domain::time::{Span, Timestamp, Zone};
use crate::domain::token::Brand;
use crate::domain::two_factor::{BackupCode, Code, TotpCode};
use crate::domain::user::{User, UserId, UserKind};
use crate::ops::audit;
use crate::ops::db;
use crate::ops::decide::{self, Refusal};
use crate::ops::error::Error;
use crate::ops::key::create::{Request, create};
use crate::ops::key::list::show;
use crate::ops::key::mint::Minted;
use crate::ops::key::status::{self, RevokeTarget};
use crate::ops::key::verify::verify;
use crate::ops::provider;
use crate::ops::rollup;
use crate::ops::session::{self, Created, IfExists, Session};
use crate::ops::two_factor;
use crate::ops::user::create as user;
use crate::secret::master_key::MasterKey;
use crate::secret::password::Cost;
use crate::secret::random;
use crate::store::audit::Filter;
use crate::store::db::{Commit, Options, Store, Write};
use crate::store::password::{self as password_rows, StoredPassword};

/// When every test takes place: 2026-11-21T09:00:00Z.
pub const NOW: Timestamp = Timestamp::from_micros(1_795_251_600_000_000);

/// A database, and a session with it.
pub struct Fixture {
    /// The session of the operator.
    pub session: Session,
    /// What opens the database.
    pub master_key: MasterKey,
    dir: TempDir,
}

impl Fixture {
    /// A new database of the default brand.
    pub fn new() -> Self {
        Self::branded("sk")
    }

    /// A new database whose keys begin with `brand`.
    pub fn branded(brand: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keyctl.db");
        let master_key = MasterKey::generate(&mut random::system());
        let brand = brand.parse().unwrap();
        init(&path, &request(&master_key, brand)).unwrap();
        let session = open(&path, &master_key, Options::COMMAND);
        Self { session, master_key, dir }
    }

    /// Where the database is.
    pub fn path(&self) -> PathBuf {
        self.dir.path().join("keyctl.db")
    }

    /// The names of all files beside the database and of the database, in order.
    pub fn files(&self) -> Vec<String> {
        files(self.dir.path())
    }

    /// A second session, as another process has it.
    pub fn session_with(&self, options: Options) -> Session {
        open(&self.path(), &self.master_key, options)
    }

    /// A session that keeps nothing.
    pub fn dry_session(&self) -> Session {
        self.session_with(Options { commit: Commit::Undo, ..Options::COMMAND })
    }

    /// Runs SQL as somebody who has the file but not keyctl.
    pub fn sql(&self, script: &str) {
        self.connection().execute_batch(script).unwrap();
    }

    /// One number out of the database.
    pub fn number(&self, sql: &str) -> i64 {
        self.connection().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// A connection that knows nothing of keyctl.
    pub fn connection(&self) -> Connection {
        Connection::open_with_flags(self.path(), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
    }

    /// A provider that echoes, for the models of a pattern.
    pub fn demo(&mut self, name: &str, pattern: &str) {
        let request = provider::Request {
            name: name.parse().unwrap(),
            dialect: Dialect::Demo,
            base_url: None,
            routes: vec![pattern.parse().unwrap()],
            auth: None,
            fallback: Fallback::None,
            allow_private: false,
        };
        provider::add(&mut self.session, request).unwrap();
    }

    /// Has the sums reach up to the newest row of the ledger.
    pub fn fold(&mut self) {
        rollup::fold(&mut self.session.store).unwrap();
    }

    /// Whether any file of the database holds these bytes.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        self.files().iter().any(|name| {
            let contents = fs::read(self.dir.path().join(name)).unwrap();
            memchr::memmem::find(&contents, bytes).is_some()
        })
    }

    /// A user with the role `basic`.
    pub fn user(&mut self, handle: &str) -> User {
        let request = user::Request {
            email: None,
            handle: Some(handle.parse().unwrap()),
            display_name: None,
            kind: UserKind::Person,
            role: "basic".to_owned(),
            budget: None,
        };
        match user::create(&mut self.session, &request, IfExists::Fail).unwrap() {
            Created::New(user) | Created::Existing(user) => user,
        }
    }

    /// Gives a user a second factor, whose first code was accepted a minute before now.
    pub fn enroll(&mut self, user: &str) -> (Authenticator, Vec<BackupCode>) {
        let (user, rng) = (user.parse().unwrap(), &mut random::system());
        let now = self.session.now;
        let before = now.saturating_sub(Span::from_secs(60));
        let enrolment = two_factor::enroll(&mut self.session, &user, rng).unwrap();
        let authenticator = Authenticator::new(enrolment.key.expose());
        let code = authenticator.totp(before);
        self.session.now = before;
        let confirmed =
            two_factor::confirm(&mut self.session, &user, &code, rng, |_| Ok(())).unwrap();
        self.session.now = now;
        (authenticator, confirmed.codes)
    }

    /// Gives a user a password.
    pub fn set_password(&mut self, user: &User, password: &str) {
        let rng = &mut random::system();
        let (key_id, hash) = self
            .session
            .keyring
            .slow_hash(user.id.0, password.as_bytes(), Cost::PASSWORD, rng)
            .unwrap();
        let changed_at = self.session.now;
        let stored = StoredPassword { hash, data_key_id: key_id, changed_at };
        let set =
            |write: &Write<'_>, _: &_| Ok((password_rows::put(write, user.id, &stored)?, vec![]));
        self.session.change_aside(set).unwrap();
    }

    /// A live key of a user who exists, as long as its role allows.
    pub fn key(&mut self, user: &str, name: &str) -> Minted {
        self.make(&Request::new(user.parse().unwrap(), name.parse().unwrap()))
    }

    /// As [`Fixture::key`], with a sealed copy.
    pub fn recoverable_key(&mut self, user: &str, name: &str) -> Minted {
        let request = Request::new(user.parse().unwrap(), name.parse().unwrap());
        self.make(&Request { recoverable: true, ..request })
    }

    /// The key that is asked for, which must be new.
    pub fn make(&mut self, request: &Request) -> Minted {
        let rng = &mut random::system();
        match create(&mut self.session, request, IfExists::Fail, rng, |_| Ok(())).unwrap() {
            Created::New(minted) => minted,
            Created::Existing(key) => panic!("{} exists", key.path()),
        }
    }

    /// Revokes keys.
    ///
    /// # Errors
    /// What the op says.
    pub fn revoke(&mut self, keys: &[&str]) -> Result<Vec<Key>, Error> {
        let target = keys.iter().map(|key| key.parse().unwrap()).collect();
        status::revoke(&mut self.session, &RevokeTarget::Keys(target), None)
    }

    /// The verdict on a presented key at the session's instant.
    ///
    /// # Errors
    /// The refusal.
    pub fn judged(&self, presented: &str) -> Result<(), Refusal> {
        let Session { store, keyring, now, .. } = &self.session;
        verify(store, keyring, presented.as_bytes(), *now).unwrap().judged
    }

    /// The status of a key, as it is stored.
    pub fn status(&self, key: &str) -> KeyStatus {
        show(&self.session.store, &key.parse().unwrap()).unwrap().0.status
    }

    /// The revision of what gateways decide from: in the database, and in the file that tells it.
    pub fn generations(&self) -> (u64, u64) {
        let told = self.session.store.revision().unwrap().read().unwrap();
        (decide::generation(&self.session.store).unwrap(), told)
    }

    /// Every entry of the audit log, oldest first.
    pub fn entries(&self) -> Vec<Entry> {
        let listing = audit::list(&self.session.store, &Filter::default(), &Page::default());
        listing.unwrap().items
    }

    /// What the audit log tells, oldest first: `action target` of each entry.
    pub fn told(&self) -> Vec<String> {
        let told = |entry: Entry| format!("{} {}", entry.action, entry.target.unwrap_or_default());
        self.entries().into_iter().map(told).collect()
    }
}

/// What a user has in a pocket.
pub struct Authenticator(Totp);

impl Authenticator {
    /// One into which a key was typed as it was shown.
    pub fn new(key: &str) -> Self {
        let key = key.replace(' ', "");
        let key = data_encoding::BASE32_NOPAD.decode(key.as_bytes()).unwrap();
        Self(Builder::new().with_secret(key).build().unwrap())
    }

    /// The code that it shows at an instant.
    pub fn totp(&self, at: Timestamp) -> TotpCode {
        let seconds = at.unix_seconds().cast_unsigned();
        self.0.generate(seconds).to_string().parse().unwrap()
    }

    /// The same, as whoever takes backup codes too is given it.
    pub fn code(&self, at: Timestamp) -> Code {
        Code::Totp(self.totp(at))
    }

    /// A code that is wrong within any minute about an instant.
    pub fn wrong(&self, at: Timestamp) -> Code {
        let near = |seconds: i64| {
            let at = Timestamp::from_micros(at.micros() + seconds * 1_000_000);
            *self.totp(at).digits()
        };
        let right: Vec<[u8; 6]> = (-4..=4).map(|steps| near(steps * 30)).collect();
        let wrong = (0..).map(|number| format!("{number:06}"));
        let wrong = wrong.into_iter().find(|code| !right.iter().any(|r| r == code.as_bytes()));
        wrong.unwrap().parse().unwrap()
    }
}

/// Who acts in every test.
pub fn actor() -> Actor {
    let (id, user) = (Some("root".to_owned()), Some(UserId(1)));
    Actor { id, user, ..Actor::keyctl(ActorKind::Operator, "cli") }
}

/// What `init` is asked for.
pub fn request(master_key: &MasterKey, brand: Brand) -> db::Request<'_> {
    db::Request {
        master_key,
        salt: None,
        brand,
        zone: Zone::Utc,
        os_user: "root".to_owned(),
        handle: "root".parse().unwrap(),
        email: None,
    }
}

/// Makes a database.
pub fn init(path: &Path, request: &db::Request<'_>) -> Result<(), Error> {
    db::init(&db::claim(path)?, request, actor(), NOW, &mut random::system())
}

/// The names of the files in a directory, in order.
pub fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn open(path: &Path, master_key: &MasterKey, options: Options) -> Session {
    let store = Store::open(path, options).unwrap();
    let keyring = Arc::new(session::unlock(&store, master_key).unwrap());
    Session { store, keyring, actor: actor(), now: NOW }
}
