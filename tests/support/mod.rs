//! A keyctl of its own for each test: a fresh directory, a cleared environment, and transcripts in
//! which what differs from run to run is hidden, after its shape was checked.

use std::fmt;
use std::fs;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use keyctl::domain::activity::NewUse;
use keyctl::domain::audit::{Actor, ActorKind};
use keyctl::domain::key::KeyRef;
use keyctl::domain::money::Nanos;
use keyctl::domain::name::Name;
use keyctl::domain::route::Route;
use keyctl::domain::time::Timestamp;
use keyctl::domain::token::{Finder, parse};
use keyctl::domain::usage::{NewUsage, Outcome, Payer, Tokens};
use keyctl::domain::version::VersionId;
use keyctl::ops::key::list::show;
use keyctl::ops::provider;
use keyctl::ops::session::{Session, unlock};
use keyctl::ops::usage::Ledger;
use keyctl::secret::file;
use keyctl::secret::master_key::MasterKey;
use keyctl::store::db::{Options, Store};
use regex::{Captures, Regex};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

pub(crate) mod client;
pub(crate) mod house;
pub(crate) mod stage;
pub(crate) mod upstream;

/// The binary under test.
pub(crate) const KEYCTL: &str = env!("CARGO_BIN_EXE_keyctl");

/// A directory in which commands run.
pub(crate) struct Sandbox {
    directory: TempDir,
}

/// What a command left.
pub(crate) struct Transcript {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    directory: PathBuf,
}

/// A row of the ledger, as far as tests choose it.
pub(crate) struct Metered<'a> {
    pub(crate) at: &'a str,
    pub(crate) key: &'a str,
    pub(crate) model: &'a str,
    pub(crate) tokens: (u64, u64),
    pub(crate) cost: Option<i64>,
}

impl Sandbox {
    /// Nothing yet.
    pub(crate) fn empty() -> Self {
        Self { directory: TempDir::new().unwrap() }
    }

    /// A database with the operator `root` and the user `alice`.
    pub(crate) fn new() -> Self {
        let sandbox = Self::empty();
        sandbox.ok("init --admin root@example.com");
        sandbox.ok("user create alice@example.com");
        sandbox
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path("keyctl.db")
    }

    pub(crate) fn master_key(&self) -> PathBuf {
        self.path("master.key")
    }

    /// The words of a command line, ready to run.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(KEYCTL);
        command
            .args(words)
            .current_dir(self.directory.path())
            .env_clear()
            .env("HOME", self.directory.path())
            .env("TZ", "UTC")
            .env("KEYCTL_DB", self.database())
            .env("KEYCTL_MASTER_KEY_FILE", self.master_key());
        command
    }

    /// Runs a command whose words have no spaces in them.
    pub(crate) fn run(&self, line: &str) -> Transcript {
        self.run_words(&line.split_whitespace().collect::<Vec<_>>())
    }

    pub(crate) fn run_words(&self, words: &[&str]) -> Transcript {
        self.feed(words, "")
    }

    /// Runs a command with something on its standard input.
    pub(crate) fn feed(&self, words: &[&str], input: &str) -> Transcript {
        let mut command = self.command(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that needs no input may end before it is written.
        child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
        self.transcript(child.wait_with_output().unwrap())
    }

    pub(crate) fn transcript(&self, output: Output) -> Transcript {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Transcript {
            code: output.status.code().expect("ended by a signal"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            directory: self.directory.path().to_owned(),
        }
    }

    /// Runs a command that must succeed; returns its standard output.
    pub(crate) fn ok(&self, line: &str) -> String {
        let done = self.run(line);
        assert_eq!(done.code, 0, "keyctl {line}\n{done}");
        done.stdout
    }

    /// A new key of `alice`: the whole key.
    pub(crate) fn key(&self, name: &str) -> String {
        self.key_with(name, "")
    }

    /// The same, with options.
    pub(crate) fn key_with(&self, name: &str, options: &str) -> String {
        self.ok(&format!("-q key create {name} --user alice {options}")).trim().to_owned()
    }

    /// Standard output as JSON.
    pub(crate) fn json(&self, line: &str) -> serde_json::Value {
        serde_json::from_str(&self.ok(&format!("-o json {line}"))).unwrap()
    }

    /// Runs SQL as somebody who has the file but not keyctl.
    pub(crate) fn sql(&self, script: &str) {
        self.connection().execute_batch(script).unwrap();
    }

    /// One number out of the database.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.connection().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    pub(crate) fn connection(&self) -> Connection {
        Connection::open_with_flags(self.database(), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
    }

    /// The database, opened beside the commands.
    pub(crate) fn store(&self) -> Store {
        Store::open(&self.database(), Options::COMMAND).unwrap()
    }

    /// Appends to the ledger as the gateway does. The provider `demo` must be there.
    pub(crate) fn meter(&self, rows: &[Metered<'_>]) {
        let master_key = MasterKey::from_line(&file::read(&self.master_key()).unwrap()).unwrap();
        let store = self.store();
        let demo: Name = "demo".parse().unwrap();
        let provider_id = provider::show(&store, &demo).unwrap().id;
        let row = |(number, row): (u8, &Metered<'_>)| {
            let reference: KeyRef = row.key.parse().unwrap();
            let (input, output) = row.tokens;
            NewUsage {
                at: row.at.parse().unwrap(),
                request_id: [number; 16],
                key_id: show(&store, &reference).unwrap().0.id,
                secret_id: show(&store, &reference).unwrap().0.version_id.0,
                provider_id,
                model: row.model.to_owned(),
                route: Route::OpenAiChat,
                status: 200,
                outcome: Outcome::Ok,
                payer: Payer::Nobody,
                tokens: Tokens { input, output, ..Tokens::default() },
                cost: row.cost.map(Nanos),
                duration_ms: 12,
                first_byte_ms: Some(3),
                client: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
                implausible: false,
                reservation: None,
            }
        };
        let rows: Vec<_> = (1..).zip(rows).map(row).collect();
        let keyring = unlock(&store, &master_key).unwrap().into();
        let actor = Actor::keyctl(ActorKind::Gateway, "gateway");
        let now = Timestamp::from_micros(0);
        let mut session = Session { store, keyring, actor, now };
        let once = |row: &NewUsage| NewUse::once(VersionId(row.secret_id), row.at, row.client);
        let uses: Vec<_> = rows.iter().map(once).collect();
        Ledger::default().append(&mut session, &rows, &uses).unwrap();
    }

    /// Where a text stands: `database`, `database-wal` and every other file but the master key.
    pub(crate) fn files_with(&self, needle: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut directories = vec![self.directory.path().to_owned()];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    directories.push(path);
                } else if path != self.master_key() && holds(&path, needle) {
                    found.push(path.display().to_string());
                }
            }
        }
        found
    }
}

fn holds(path: &Path, needle: &str) -> bool {
    let bytes = fs::read(path).unwrap();
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// Standard output, then standard error behind bars, then the status where it is not 0.
impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.stdout)?;
        for line in self.stderr.lines() {
            writeln!(f, "| {line}")?;
        }
        if self.code != 0 {
            writeln!(f, "= {}", self.code)?;
        }
        Ok(())
    }
}

impl Transcript {
    /// The transcript without what differs from run to run.
    pub(crate) fn shown(&self) -> String {
        let text = without_keys(&self.to_string());
        let text = text.replace(self.directory.to_str().unwrap(), "DIR");
        SHAPES.iter().fold(text, |text, (shape, name)| {
            let hide = |found: &Captures<'_>| found[0].replace(&found[1], name);
            shape.replace_all(&text, hide).into_owned()
        })
    }
}

/// What is hidden: the first group of what has exactly this shape.
static SHAPES: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    let shape = |text: &str| Regex::new(text).unwrap();
    vec![
        (shape(r"\bsk_(?:live|test)_([0-9A-Za-z]{12})\b"), "PREFIXPREFIX"),
        (shape(r"PREFIXPREFIX…([0-9A-Za-z]{4})\b"), "LAST"),
        (shape(r"\b(2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z)"), "TIME"),
        (shape(r"\b([0-9a-f]{64})\b"), "SHA256"),
        (shape(r"\b([0-9a-f]{16})\b"), "KEK"),
    ]
});

/// The text with every whole key, its checksum verified, as `KEY`.
fn without_keys(text: &str) -> String {
    let mut shown = text.to_owned();
    Finder::new().push(text.as_bytes(), &mut |key| {
        assert!(parse(key.as_bytes()).is_some(), "{key}");
        shown = shown.replace(key, "KEY");
    });
    shown
}
