//! Opening the database, and its two kinds of transaction.
//!
//! Everything that must hold of the file is checked or set here and nowhere else: who owns it and
//! who can read it, where it lies, which schema it has, and how `SQLite` is to treat it.

use std::cmp::Ordering;
use std::fs::File;
use std::ops::Deref;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags, Transaction, TransactionBehavior};
use rustix::fs::{FlockOperation, flock, statfs};
use rustix::process::geteuid;

use crate::domain::durability::Durability;
use crate::secret::file;
use crate::store::error::Error;
use crate::store::migrate::{self, APPLICATION_ID, VERSION};
use crate::store::queue::WriteQueue;
use crate::store::revision::Revision;

/// The oldest `SQLite` without the bug that lost a reset write-ahead log (R-C7).
const MIN_SQLITE: i32 = 3_051_003;

/// To what the write-ahead log is cut when it begins anew (R-C1).
pub const LOG_BYTES_KEPT: u64 = 64 * 1024 * 1024;

/// How often a lock that others hold is tried again.
const LOCK_POLL: Duration = Duration::from_millis(5);

/// How long one is waited for who has the database open alone.
const SHARED_PATIENCE: Duration = Duration::from_millis(500);

/// Network file systems by their magic number (R-C11).
const NETWORK_FILE_SYSTEMS: [(i64, &str); 8] = [
    (0x6969, "NFS"),
    (0x517b, "SMB"),
    (0xff53_4d42, "CIFS"),
    (0xfe53_4d42, "SMB2"),
    (0x0102_1997, "9P"),
    (0x5346_414f, "AFS"),
    (0x00c3_6400, "Ceph"),
    (0x0bd0_0bd0, "Lustre"),
];

/// Whether changes are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// They are.
    Keep,
    /// Every transaction is undone at its end: `--dry-run`.
    Undo,
}

/// How far the write-ahead log is written back into the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checkpoint {
    /// As far as nobody is held up.
    Passive,
    /// Whole, and the next commit begins the log anew, in place of what it held. Whoever commits
    /// waits meanwhile.
    Restart,
    /// Whole, and the log is emptied.
    Truncate,
}

/// How to open a database.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long to wait for another process (R-C3).
    pub busy_timeout: Duration,
    /// How surely a commit is kept.
    pub durability: Durability,
    /// Whether it is kept at all.
    pub commit: Commit,
    /// Whether commits run a checkpoint when the log is long; a gateway does so apart.
    pub checkpoints: bool,
    /// How much of the database is held in memory, in KiB.
    pub cache_kib: u32,
}

impl Options {
    /// What a command uses.
    pub const COMMAND: Self = Self {
        busy_timeout: Duration::from_secs(5),
        durability: Durability::Power,
        commit: Commit::Keep,
        checkpoints: true,
        cache_kib: 2_000,
    };

    /// What a gateway uses.
    pub const GATEWAY: Self =
        Self { busy_timeout: Duration::from_secs(1), checkpoints: false, ..Self::COMMAND };

    /// What a worker of a gateway reads with. Between two reads others write, and whatever was held
    /// is read anew; little of it displaces little in the processor's cache.
    pub const READER: Self = Self { cache_kib: 256, ..Self::GATEWAY };
}

/// An open database.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    path: PathBuf,
    queue: WriteQueue,
    revision: Revision,
    commit: Commit,
    /// The schema that it is expected to have.
    schema: i64,
    /// Held for as long as the database is open, shared or alone, so that others can tell.
    _lock: File,
}

/// A consistent view of the database.
#[derive(Debug)]
pub struct Read<'s>(Transaction<'s>);

/// A transaction that holds the write lock from its beginning (R-C2). Dropped, it is undone.
#[derive(Debug)]
pub struct Write<'s> {
    read: Read<'s>,
    announced: Announced<'s>,
    revision: &'s Revision,
    commit: Commit,
}

/// An announcement that ends with its scope.
#[derive(Debug)]
struct Announced<'s>(&'s WriteQueue);

impl Drop for Announced<'_> {
    fn drop(&mut self) {
        self.0.withdraw();
    }
}

impl Store {
    /// Creates a database that did not exist, with its schema.
    ///
    /// # Errors
    /// [`Error::Exists`], [`Error::NetworkFileSystem`], or that the disk refuses.
    pub fn create(path: &Path) -> Result<Self, Error> {
        drop(file::create_empty(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => Error::Exists(path.to_owned()),
            _ => Error::Storage(format!("{}: {error}", path.display())),
        })?);
        refuse_network(path)?;
        let store = Self::connect(path, Options::COMMAND, lock_shared(path)?)?;
        store.conn.pragma_update(None, "foreign_keys", false)?;
        let built = Transaction::new_unchecked(&store.conn, TransactionBehavior::Immediate)?;
        built.pragma_update(None, "application_id", APPLICATION_ID)?;
        migrate::upgrade(&built, 0)?;
        built.commit()?;
        store.conn.pragma_update(None, "foreign_keys", true)?;
        Ok(store)
    }

    /// Opens a database and refuses one that is unsafe, foreign, damaged or of another schema.
    ///
    /// # Errors
    /// Any of [`Error`], naming what is wrong.
    pub fn open(path: &Path, options: Options) -> Result<Self, Error> {
        Self::open_at(path, VERSION, options)
    }

    /// Opens a database of a certain schema, which may be an older one.
    ///
    /// Only what every schema has in one form can be asked of such a database: its settings, data
    /// keys, operators and audit log.
    ///
    /// # Errors
    /// As [`Store::open`], measured by that schema.
    pub fn open_at(path: &Path, schema: i64, options: Options) -> Result<Self, Error> {
        check_files(path)?;
        let store = Self { schema, ..Self::connect(path, options, lock_shared(path)?)? };
        store.check_schema()?;
        Ok(store)
    }

    /// Opens a database that may have an older schema to migrate it, while nobody else can open
    /// it. References between rows are not enforced, because tables are made anew. What can be
    /// asked of it is what [`Store::open_at`] says.
    ///
    /// # Errors
    /// [`Error::Busy`] where another process has it open for as long as the options allow to wait,
    /// else as [`Store::open`].
    pub fn open_alone(path: &Path, options: Options) -> Result<Self, Error> {
        check_files(path)?;
        let mut store = Self::connect(path, options, wait_alone(path, options.busy_timeout)?)?;
        store.schema = match store.check_schema() {
            Ok(()) => VERSION,
            Err(Error::TooOld { found, .. }) if found > 0 => found,
            Err(Error::TooOld { .. }) => return Err(Error::NotOurs(path.to_owned())),
            Err(error) => return Err(error),
        };
        store.conn.pragma_update(None, "foreign_keys", false)?;
        Ok(store)
    }

    /// Another connection to the same database, with its own options.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn again(&self, options: Options) -> Result<Self, Error> {
        Self::open(&self.path, options)
    }

    fn connect(path: &Path, options: Options, lock: File) -> Result<Self, Error> {
        if rusqlite::version_number() < MIN_SQLITE {
            return Err(Error::Sqlite(format!("SQLite {} is too old", rusqlite::version())));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        set_pragmas(&conn, options)?;
        conn.set_prepared_statement_cache_capacity(64);
        Ok(Self {
            conn,
            queue: WriteQueue::open(&beside(path, ".queue"))?,
            revision: Revision::open(&beside(path, ".gen"))?,
            path: path.to_owned(),
            commit: options.commit,
            schema: VERSION,
            _lock: lock,
        })
    }

    /// Refuses a database that is not ours, or was migrated since it was opened (R-C6).
    ///
    /// # Errors
    /// [`Error::NotOurs`], [`Error::TooNew`], [`Error::TooOld`].
    pub fn check_schema(&self) -> Result<(), Error> {
        let pragma = |sql| self.conn.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0));
        let id = pragma("PRAGMA application_id")?;
        let found = pragma("PRAGMA user_version")?;
        if id != i64::from(APPLICATION_ID) {
            return Err(Error::NotOurs(self.path.clone()));
        }
        match found.cmp(&self.schema) {
            Ordering::Equal => Ok(()),
            Ordering::Greater => Err(Error::TooNew { found, known: self.schema }),
            Ordering::Less => Err(Error::TooOld { found, known: self.schema }),
        }
    }

    /// The schema that it has.
    pub const fn schema(&self) -> i64 {
        self.schema
    }

    /// Where the database is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether changes are kept.
    pub fn commit(&self) -> Commit {
        self.commit
    }

    /// A file of its own that tells when what gateways decide from has changed.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn revision(&self) -> Result<Revision, Error> {
        Revision::open(&beside(&self.path, ".gen"))
    }

    /// Begins to read.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Storage`], [`Error::Corrupt`].
    pub fn read(&self) -> Result<Read<'_>, Error> {
        Ok(Read(self.conn.unchecked_transaction()?))
    }

    /// Announces itself and begins to write.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Storage`], [`Error::Corrupt`], and [`Error::TooNew`] where a newer
    /// keyctl migrated the database meanwhile.
    pub fn write(&mut self) -> Result<Write<'_>, Error> {
        let announced = self.announce()?;
        let write =
            Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate).map(Read)?;
        self.check_schema()?;
        Ok(Write { read: write, announced, revision: &self.revision, commit: self.commit })
    }

    /// Begins to write, and brings the database to the schema of this binary.
    ///
    /// # Errors
    /// As [`Store::write`], and what `SQLite` says of a step.
    pub fn upgrade(&mut self) -> Result<Write<'_>, Error> {
        let from = self.schema;
        let write = self.write()?;
        migrate::upgrade(&write.read.0, from)?;
        Ok(write)
    }

    /// Commits 64 KiB and takes them away again in the same transaction, which tells whether the
    /// disk has room for more than a page or two.
    ///
    /// # Errors
    /// As [`Store::write`] and [`Write::commit`].
    pub fn try_room(&mut self) -> Result<(), Error> {
        let write = self.write()?;
        let fill = "INSERT INTO settings (name, value) VALUES ('room', hex(zeroblob(32768)))";
        write.change_one("the room", fill, [])?;
        write.change_one("the room", "DELETE FROM settings WHERE name = 'room'", [])?;
        write.commit()
    }

    /// Lets announced writers of other processes go first, for 3 ms at most (R-I4).
    pub fn give_way(&self) {
        self.queue.give_way();
    }

    /// Writes the log back into the database (R-C5). Where others keep it from going as far as it
    /// should, it goes as far as it can.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::Corrupt`].
    pub fn checkpoint(&self, how: Checkpoint) -> Result<(), Error> {
        let (sql, announced) = match how {
            Checkpoint::Passive => ("PRAGMA wal_checkpoint(PASSIVE)", None),
            Checkpoint::Restart => ("PRAGMA wal_checkpoint(RESTART)", Some(self.announce()?)),
            Checkpoint::Truncate => ("PRAGMA wal_checkpoint(TRUNCATE)", Some(self.announce()?)),
        };
        let done = self.conn.query_row(sql, [], |_| Ok(())).map_err(Error::from);
        drop(announced);
        match done {
            Ok(()) | Err(Error::Busy) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Tells those who commit without pause that somebody waits for a turn (R-I4).
    fn announce(&self) -> Result<Announced<'_>, Error> {
        self.queue.announce()?;
        Ok(Announced(&self.queue))
    }

    /// When something was last written to the write-ahead log; `None` where there is none. Only
    /// good for noticing a change.
    pub fn log_written_at(&self) -> Option<std::time::SystemTime> {
        std::fs::metadata(beside(&self.path, "-wal")).and_then(|meta| meta.modified()).ok()
    }

    /// The length of the write-ahead log.
    pub fn log_bytes(&self) -> u64 {
        std::fs::metadata(beside(&self.path, "-wal")).map_or(0, |meta| meta.len())
    }

    /// Writes a compact copy into an empty file.
    ///
    /// # Errors
    /// [`Error::Storage`] where it does not fit.
    pub fn copy_into(&self, path: &Path) -> Result<(), Error> {
        let path = path.to_str().ok_or(Error::Storage("the path is not UTF-8".to_owned()))?;
        self.conn.execute("VACUUM INTO $1", [path])?;
        Ok(())
    }
}

impl Read<'_> {
    pub(in crate::store) fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>, Error> {
        Ok(self.0.prepare_cached(sql)?)
    }

    /// What `SQLite`'s own check finds wrong: nothing, in a sound database.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::Corrupt`] where it cannot even begin.
    pub fn integrity_faults(&self) -> Result<Vec<String>, Error> {
        let mut faults = Vec::new();
        let mut check = self.0.prepare("PRAGMA integrity_check")?;
        for line in check.query_map([], |row| row.get::<_, String>(0))? {
            faults.extend(Some(line?).filter(|line| line != "ok"));
        }
        let mut check = self.0.prepare("PRAGMA foreign_key_check")?;
        for table in check.query_map([], |row| row.get::<_, String>(0))? {
            faults.push(format!("a row of {} names a row that is missing", table?));
        }
        Ok(faults)
    }
}

impl<'s> Deref for Write<'s> {
    type Target = Read<'s>;

    fn deref(&self) -> &Read<'s> {
        &self.read
    }
}

impl Write<'_> {
    /// Runs a statement that must change exactly one row (R-C4).
    pub(in crate::store) fn change_one(
        &self,
        what: &'static str,
        sql: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<(), Error> {
        match self.prepare(sql)?.execute(parameters)? {
            1 => Ok(()),
            _ => Err(Error::Unexpected(what)),
        }
    }

    /// Begins a part that can be undone by itself. Parts do not stand within each other.
    ///
    /// # Errors
    /// As any write.
    pub fn savepoint(&self) -> Result<(), Error> {
        self.prepare("SAVEPOINT part")?.execute([])?;
        Ok(())
    }

    /// Ends a part, keeping its changes.
    ///
    /// # Errors
    /// As any write.
    pub fn release_savepoint(&self) -> Result<(), Error> {
        self.prepare("RELEASE part")?.execute([])?;
        Ok(())
    }

    /// Ends a part, undoing its changes.
    ///
    /// # Errors
    /// As any write.
    pub fn undo_savepoint(&self) -> Result<(), Error> {
        self.prepare("ROLLBACK TO part")?.execute([])?;
        self.release_savepoint()
    }

    /// Ends the transaction, keeping its changes. It returns when they are durable.
    ///
    /// # Errors
    /// [`Error::Storage`]: whether it was kept is then unknown until the database is read again
    /// (R-C10).
    pub fn commit(self) -> Result<(), Error> {
        let Self { read: Read(transaction), announced, commit, .. } = self;
        match commit {
            Commit::Keep => transaction.commit()?,
            Commit::Undo => transaction.rollback()?,
        }
        drop(announced);
        Ok(())
    }

    /// Ends a transaction that changed what gateways decide from: they obey it at their next
    /// request (R-E1).
    ///
    /// # Errors
    /// As [`Write::commit`].
    pub fn commit_authority(self) -> Result<(), Error> {
        let (revision, commit) = (self.revision, self.commit);
        let sql = "UPDATE settings SET value = CAST(value AS INTEGER) + 1
                   WHERE name = 'generation' RETURNING CAST(value AS INTEGER)";
        let next: i64 = self.prepare(sql)?.query_row([], |row| row.get(0))?;
        self.commit()?;
        match commit {
            Commit::Keep => revision.raise(next.cast_unsigned()),
            Commit::Undo => Ok(()),
        }
    }
}

/// Takes the lock of a database for oneself, which nobody who has it open allows. It lasts as long
/// as the file.
///
/// # Errors
/// [`Error::Busy`] where it is not to be had for as long as a command waits, [`Error::Storage`].
pub fn lock_alone(path: &Path) -> Result<File, Error> {
    wait_alone(path, Options::COMMAND.busy_timeout)
}

fn wait_alone(path: &Path, timeout: Duration) -> Result<File, Error> {
    wait_for(path, FlockOperation::NonBlockingLockExclusive, timeout)
}

/// A process that is being started holds for a moment what its parent held, and let go of since.
fn lock_shared(path: &Path) -> Result<File, Error> {
    wait_for(path, FlockOperation::NonBlockingLockShared, SHARED_PATIENCE)
}

fn wait_for(path: &Path, operation: FlockOperation, timeout: Duration) -> Result<File, Error> {
    let lock = file::open_or_create(&beside(path, ".lock"))?;
    let since = Instant::now();
    while flock(&lock, operation).is_err() {
        if since.elapsed() > timeout {
            return Err(Error::Busy);
        }
        thread::sleep(LOCK_POLL);
    }
    Ok(lock)
}

/// The path of a file that stands beside the database.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn set_pragmas(conn: &Connection, options: Options) -> Result<(), Error> {
    conn.busy_timeout(options.busy_timeout)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    let mode: String =
        conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(Error::Storage(format!("no write-ahead log here, but {mode}")));
    }
    let synchronous = match options.durability {
        Durability::Power => "FULL",
        Durability::Process => "NORMAL",
    };
    conn.pragma_update(None, "synchronous", synchronous)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "mmap_size", 0)?;
    conn.pragma_update(None, "journal_size_limit", LOG_BYTES_KEPT.cast_signed())?;
    conn.pragma_update(None, "secure_delete", true)?;
    conn.pragma_update(None, "cache_size", -i64::from(options.cache_kib))?;
    if !options.checkpoints {
        conn.pragma_update(None, "wal_autocheckpoint", 0)?;
    }
    Ok(())
}

/// Refuses a database that is missing, that others own or can read, or that lies elsewhere.
fn check_files(path: &Path) -> Result<(), Error> {
    match std::fs::metadata(path) {
        Ok(meta) => refuse_foreign_owner(path, meta.uid())?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::Missing(path.to_owned()));
        }
        Err(error) => return Err(Error::Storage(format!("{}: {error}", path.display()))),
    }
    file::check_private(path)?;
    for suffix in ["-wal", "-shm"] {
        let beside = beside(path, suffix);
        if beside.exists() {
            file::check_private(&beside)?;
        }
    }
    refuse_network(path)
}

fn refuse_network(path: &Path) -> Result<(), Error> {
    let kind = statfs(path).map_err(std::io::Error::from)?.f_type;
    match NETWORK_FILE_SYSTEMS.into_iter().find(|(magic, _)| *magic == kind) {
        Some((_, kind)) => Err(Error::NetworkFileSystem { path: path.to_owned(), kind }),
        None => Ok(()),
    }
}

fn refuse_foreign_owner(path: &Path, owner: u32) -> Result<(), Error> {
    if geteuid().is_root() && owner != 0 {
        return Err(Error::ForeignOwner { path: path.to_owned(), owner: format!("#{owner}") });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn created() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keyctl.db");
        drop(Store::create(&path).unwrap());
        (dir, path)
    }

    fn opened(path: &Path) -> Error {
        Store::open(path, Options::COMMAND).unwrap_err()
    }

    #[test]
    fn the_bundled_sqlite_is_new_enough() {
        assert!(rusqlite::version_number() >= MIN_SQLITE);
    }

    #[test]
    fn every_connection_has_its_pragmas() {
        let (_dir, path) = created();
        let store = Store::open(&path, Options::COMMAND).unwrap();
        let pragma = |name: &str| -> String {
            let sql = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
            store.conn.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!(pragma("journal_mode"), "wal");
        assert_eq!(pragma("synchronous"), "2");
        assert_eq!(pragma("foreign_keys"), "1");
        assert_eq!(pragma("trusted_schema"), "0");
        assert_eq!(pragma("secure_delete"), "1");
        assert!(store.conn.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE).unwrap());
    }

    #[test]
    fn files_are_for_their_owner_alone() {
        let (dir, path) = created();
        drop(Store::open(&path, Options::COMMAND).unwrap());
        for entry in fs::read_dir(dir.path()).unwrap() {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}", entry.path().display());
        }
    }

    #[test]
    fn a_database_that_is_missing_loose_foreign_or_damaged_is_refused() {
        let (dir, path) = created();
        assert!(matches!(opened(&dir.path().join("none.db")), Error::Missing(_)));
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(opened(&path), Error::Private(_)));
        let other = dir.path().join("other.db");
        let conn = Connection::open_with_flags(&other, OpenFlags::default()).unwrap();
        conn.execute_batch("CREATE TABLE t (a)").unwrap();
        drop(conn);
        fs::set_permissions(&other, Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(opened(&other), Error::NotOurs(_)));
        let damaged = dir.path().join("damaged.db");
        file::create(&damaged, &[b'x'; 8192]).unwrap();
        assert!(matches!(opened(&damaged), Error::Corrupt(_)));
        assert_eq!(fs::read(&damaged).unwrap(), vec![b'x'; 8192], "left as it was");
    }

    #[test]
    fn another_schema_is_refused_with_both_numbers() {
        let (_dir, path) = created();
        let store = Store::open(&path, Options::COMMAND).unwrap();
        store.conn.pragma_update(None, "user_version", VERSION + 1).unwrap();
        let error = opened(&path);
        assert!(matches!(error, Error::TooNew { found, known } if found == known + 1), "{error}");
        store.conn.pragma_update(None, "user_version", 0).unwrap();
        assert!(matches!(opened(&path), Error::TooOld { found: 0, .. }));
    }

    #[test]
    fn an_older_schema_is_open_to_its_migration_alone() {
        let (_dir, path) = created();
        let older = Store::open(&path, Options::COMMAND).unwrap();
        older.conn.pragma_update(None, "user_version", VERSION - 1).unwrap();
        let hasty = Options { busy_timeout: Duration::from_millis(10), ..Options::COMMAND };
        let alone = || Store::open_alone(&path, hasty);
        assert!(matches!(alone().unwrap_err(), Error::Busy), "another has it open");
        drop(older);
        let mut store = alone().unwrap();
        assert_eq!(store.schema(), VERSION - 1);
        store.write().unwrap();
        for refused in [Store::open(&path, hasty), Store::open_at(&path, VERSION - 1, hasty)] {
            assert!(matches!(refused.unwrap_err(), Error::Busy), "the migration has it open");
        }
        drop(store);
        Store::open_at(&path, VERSION - 1, hasty).unwrap().write().unwrap();
        let current = |conn: &Connection| conn.pragma_update(None, "user_version", VERSION);
        current(&alone().unwrap().conn).unwrap();
        assert_eq!(alone().unwrap().schema(), VERSION);
        let refused = Store::open_at(&path, VERSION - 1, hasty).unwrap_err();
        assert!(matches!(refused, Error::TooNew { .. }), "{refused}");
    }

    #[test]
    fn a_write_locked_out_is_busy() {
        let (_dir, path) = created();
        let hasty = Options { busy_timeout: Duration::from_millis(10), ..Options::COMMAND };
        let mut first = Store::open(&path, hasty).unwrap();
        let mut second = Store::open(&path, hasty).unwrap();
        let write = first.write().unwrap();
        assert!(matches!(second.write().unwrap_err(), Error::Busy));
        drop(write);
        second.write().unwrap();
    }

    #[test]
    fn room_is_tried_and_given_back() {
        let (_dir, path) = created();
        let mut store = Store::open(&path, Options::GATEWAY).unwrap();
        let before = store.log_bytes();
        store.try_room().unwrap();
        assert!(store.log_bytes() > before + 64 * 1024, "{}", store.log_bytes());
        let count = "SELECT count(*) FROM settings WHERE name = 'room'";
        let left: i64 = store.conn.query_row(count, [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0);
    }

    #[test]
    fn a_dry_run_keeps_nothing() {
        let (_dir, path) = created();
        let dry = Options { commit: Commit::Undo, ..Options::COMMAND };
        let mut store = Store::open(&path, dry).unwrap();
        let write = store.write().unwrap();
        write.prepare("INSERT INTO settings VALUES ('a', 'b')").unwrap().execute([]).unwrap();
        write.commit().unwrap();
        let count: i64 =
            store.conn.query_row("SELECT count(*) FROM settings", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 0);
    }
}
