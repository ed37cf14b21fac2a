//! The database as a whole: making it, checking it, copying it.

use std::fs;
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use rand_core::CryptoRng;

use crate::domain::audit::{Actor, Event, Head};
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::role::{ADMIN, BUILT_IN};
use crate::domain::time::{Timestamp, Zone};
use crate::domain::token::Brand;
use crate::domain::user::UserKind;
use crate::ops::error::{Error, Kind};
use crate::ops::session::{Session, wrap_context, wrap_numbers};
use crate::secret::file;
use crate::secret::keyring::{DataKey, Keyring, Purpose};
use crate::secret::master_key::MasterKey;
use crate::secret::random;
use crate::secret::value::Secret;
use crate::store::audit as audit_rows;
use crate::store::audit_proof as proof_rows;
use crate::store::data_key::{self, Wrapped};
use crate::store::db::{Checkpoint, Options, Read, Store, Write, beside, lock_alone};
use crate::store::migrate;
use crate::store::operator;
use crate::store::role as role_rows;
use crate::store::setting;
use crate::store::user::{self as user_rows, NewUser};

/// What a new database is to hold.
#[derive(Debug)]
pub struct Request<'a> {
    /// The key that opens it.
    pub master_key: &'a MasterKey,
    /// The salt, where that key is derived from a passphrase.
    pub salt: Option<[u8; 16]>,
    /// What its API keys begin with.
    pub brand: Brand,
    /// Where its days and months begin.
    pub zone: Zone,
    /// The OS user who becomes its first operator.
    pub os_user: String,
    /// The handle of that operator.
    pub handle: Name,
    /// The e-mail of that operator.
    pub email: Option<Email>,
}

/// What can be said of a database without judging it.
#[derive(Debug)]
pub struct Status {
    /// Where it is.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// The length of its write-ahead log.
    pub log_bytes: u64,
    /// Its schema.
    pub schema: i64,
    /// The revision of what gateways decide from.
    pub generation: u64,
    /// The id of the master key that opens it.
    pub kek_id: String,
    /// The end of its audit log.
    pub audit_entries: u64,
}

/// A place where a database may be made, held by one process at a time.
#[derive(Debug)]
pub struct Site<'a> {
    path: &'a Path,
    /// Held for as long as the place.
    _lock: fs::File,
}

/// Takes a place for a new database. Whoever also makes its master key takes the place first.
///
/// # Errors
/// [`Kind::Conflict`] where there is a database, or the log of one that is gone, which `SQLite`
/// would take for the new one's; [`Kind::Busy`] where another process makes one.
pub fn claim(path: &Path) -> Result<Site<'_>, Error> {
    refuse_existing(path)?;
    let lock = lock_alone(path)?;
    refuse_existing(path)?;
    refuse_log(path)?;
    Ok(Site { path, _lock: lock })
}

/// Makes a database: whole, or not at all. It is built under another name, so a crash leaves
/// nothing that looks like one.
///
/// # Errors
/// [`Kind::Conflict`] where something has taken its name, or what the store says.
pub fn init(
    site: &Site<'_>,
    request: &Request<'_>,
    actor: Actor,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<(), Error> {
    let path = site.path;
    let draft = beside(path, ".init");
    remove_all(&draft)?;
    // Of a database that is gone: it would have gateways read this one for each request.
    remove(&beside(path, ".gen"))?;
    let built = build(&draft, request, actor, now, rng).and_then(|()| {
        fs::hard_link(&draft, path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => exists(path),
            _ => storage(path, &error),
        })?;
        file::sync_directory(path).map_err(|error| storage(path, &error))
    });
    remove_all(&draft)?;
    built
}

/// The salt of a master key that is derived from a passphrase; `None` where it is not.
///
/// # Errors
/// [`Kind::Integrity`] where the stored salt is none.
pub fn salt(store: &Store) -> Result<Option<[u8; 16]>, Error> {
    let Some(hex) = setting::find(&store.read()?, setting::KEK_SALT)? else { return Ok(None) };
    let bytes = HEXLOWER.decode(hex.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.map(Some).ok_or_else(|| {
        Error::new(Kind::Integrity, "master_key.salt", "the master key's salt is damaged")
    })
}

/// What can be said of a database without judging it.
///
/// # Errors
/// What the store says.
pub fn status(store: &Store) -> Result<Status, Error> {
    let read = store.read()?;
    let (Head { count, .. }, _) = audit_rows::head(&read)?;
    Ok(Status {
        path: store.path().to_owned(),
        bytes: fs::metadata(store.path()).map_err(|e| storage(store.path(), &e))?.len(),
        log_bytes: store.log_bytes(),
        schema: store.schema(),
        generation: setting::generation(&read)?,
        kek_id: setting::get(&read, setting::KEK_ID)?,
        audit_entries: count,
    })
}

/// Everything that is wrong with a database: its pages, its references, its audit log. The log's
/// tag is checked where there is a keyring.
///
/// # Errors
/// What the store says; a fault found is not an error.
pub fn check(store: &Store, keyring: Option<&Keyring>) -> Result<Vec<String>, Error> {
    faults(&store.read()?, keyring)
}

/// As [`check`], of what a transaction sees.
pub(in crate::ops) fn faults(
    read: &Read<'_>,
    keyring: Option<&Keyring>,
) -> Result<Vec<String>, Error> {
    let mut faults = read.integrity_faults()?;
    if let Err(broken) = proof_rows::verify(read, keyring)? {
        faults.push(Error::from(broken).message);
    }
    Ok(faults)
}

/// Copies the database, checks the copy, and only then gives it its name (R-M1). It never holds
/// the master key. `keep` earlier copies of the name are kept as `FILE.1` and so on.
///
/// # Errors
/// [`Kind::Conflict`] where the file exists and none are to be kept, [`Kind::Integrity`] where the
/// copy is not sound.
pub fn backup(session: &mut Session, path: &Path, keep: Option<u32>) -> Result<(), Error> {
    if keep.is_none() && path.exists() {
        let message = format!("{} exists", path.display());
        return Err(Error::new(Kind::Conflict, "file.exists", message)
            .fix("name another file, or add --keep 7"));
    }
    for number in 0..=keep.unwrap_or(0) {
        check_place(session.store.path(), &numbered(path, number))?;
    }
    refuse_log(path)?;
    // A name of its own: two backups at once do not meet, and no file of anybody is removed.
    let draft = beside(path, &format!(".{}.tmp", std::process::id()));
    copy(session, &draft, path, keep)?;
    session.record(Event::ok("db.backup", "db:1").with("file", path.display().to_string()))
}

/// The name of a copy: `FILE`, or `FILE.1` for the one before.
fn numbered(path: &Path, number: u32) -> PathBuf {
    if number == 0 { path.to_owned() } else { beside(path, &format!(".{number}")) }
}

/// Refuses a name that a backup must not take or push aside: that of the database itself, of the
/// files beside it, and of whatever is no backup, such as the master key.
fn check_place(database: &Path, place: &Path) -> Result<(), Error> {
    let refused = |why: &str| {
        let message = format!("{} is no place for a backup", place.display());
        Error::new(Kind::Refused, "db.backup_place", message).why(why).fix("name another file")
    };
    let id = |path: &Path| fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()));
    let beside_it = |suffix: &str| {
        let own = beside(database, suffix);
        let same_name = own.file_name() == place.file_name()
            && id(file::parent(&own)) == id(file::parent(place));
        same_name || id(&own).is_some_and(|own| id(place) == Some(own))
    };
    if ["", "-wal", "-shm", "-journal", ".lock", ".queue", ".gen"].into_iter().any(beside_it) {
        return Err(refused("it belongs to the database"));
    }
    match fs::symlink_metadata(place) {
        Ok(meta) if !meta.is_file() => Err(refused("it is not a regular file")),
        Ok(_) if !is_copy(place) => Err(refused("it is no backup of a keyctl database")),
        _ => Ok(()),
    }
}

/// Whether a file begins as a keyctl database does. Never asked of the open one (R-B3).
fn is_copy(path: &Path) -> bool {
    let mut head = [0; 72];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok()
        && head.starts_with(b"SQLite format 3\0")
        && head[68..] == migrate::APPLICATION_ID.to_be_bytes()
}

/// Copies the database into a draft, checks that, and gives it its name. The draft is gone at the
/// end, whatever that is.
///
/// # Errors
/// [`Kind::Storage`], or [`Kind::Integrity`] where the copy is not sound.
pub(in crate::ops) fn copy(
    session: &Session,
    draft: &Path,
    path: &Path,
    keep: Option<u32>,
) -> Result<(), Error> {
    let file = file::create_empty(draft).map_err(|error| storage(path, &error))?;
    let copied = fill_draft(session, draft)
        .and_then(|()| publish(draft, &file, path, keep).map_err(|error| storage(path, &error)));
    remove_all(draft)?;
    copied
}

fn fill_draft(session: &Session, draft: &Path) -> Result<(), Error> {
    session.store.copy_into(draft)?;
    let store = Store::open_at(draft, session.store.schema(), Options::COMMAND)?;
    let faults = check(&store, Some(&session.keyring))?;
    faults.into_iter().next().map_or(Ok(()), |fault| {
        Err(Error::new(Kind::Integrity, "db.backup_damaged", fault)
            .why("the copy was not kept")
            .fix("keyctl db check"))
    })
}

fn publish(draft: &Path, file: &fs::File, path: &Path, keep: Option<u32>) -> io::Result<()> {
    file.sync_all()?;
    for number in (0..keep.unwrap_or(0)).rev() {
        let from = numbered(path, number);
        if from.exists() {
            fs::rename(&from, numbered(path, number + 1))?;
        }
    }
    match keep {
        None => fs::hard_link(draft, path)?,
        Some(_) => fs::rename(draft, path)?,
    }
    file::sync_directory(path)
}

fn build(
    draft: &Path,
    request: &Request<'_>,
    actor: Actor,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<(), Error> {
    let install = HEXLOWER.encode(&random::bytes::<16>(rng));
    let data_keys: Vec<DataKey> = (1..)
        .zip(Purpose::ALL)
        .map(|(id, purpose)| DataKey {
            id,
            purpose,
            version: 1,
            key: Secret::new(random::bytes(rng)),
        })
        .collect();
    let wrapped = wrap(&data_keys, &install, request.master_key, rng);
    let missing = || Error::new(Kind::Internal, "db.init", "a data key is missing");
    let keyring = Keyring::new(install.clone(), data_keys).ok_or_else(missing)?;
    let mut session =
        Session { store: Store::create(draft)?, keyring: Arc::new(keyring), actor, now };
    session.change(|write, keyring| {
        fill(write, request, &install, now)?;
        for key in &wrapped {
            data_key::insert(write, key, request.master_key.id().as_str(), now)?;
        }
        audit_rows::begin(write, keyring)?;
        let event = Event::ok("db.init", "db:1").with("operator", request.os_user.as_str());
        let event = event.with("user", request.handle.as_str());
        Ok(((), vec![event]))
    })?;
    session.store.checkpoint(Checkpoint::Truncate)?;
    Ok(())
}

fn fill(
    write: &Write<'_>,
    request: &Request<'_>,
    install: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let (kek_id, zone) = (request.master_key.id(), request.zone.to_string());
    let salt = request.salt.map(|salt| HEXLOWER.encode(&salt));
    let mut settings = vec![
        (setting::INSTALL, install),
        (setting::KEK_ID, kek_id.as_str()),
        (setting::BRAND, request.brand.as_str()),
        (setting::TIME_ZONE, zone.as_str()),
    ];
    settings.extend(salt.as_deref().map(|salt| (setting::KEK_SALT, salt)));
    setting::insert_all(write, &settings)?;
    for role in &BUILT_IN {
        role_rows::insert_built_in(write, role, now)?;
    }
    let role = role_rows::find(write, ADMIN)?;
    let role = role.ok_or_else(|| Error::new(Kind::Internal, "db.init", "no admin role"))?;
    let admin = NewUser {
        handle: request.handle.clone(),
        email: request.email.clone(),
        display_name: None,
        kind: UserKind::Person,
        role_id: role.id,
    };
    let id = user_rows::insert(write, &admin, now)?;
    Ok(operator::put(write, &request.os_user, id, None, now)?)
}

fn wrap(
    keys: &[DataKey],
    install: &str,
    master_key: &MasterKey,
    rng: &mut impl CryptoRng,
) -> Vec<Wrapped> {
    let mut wrapped = Vec::new();
    for DataKey { id, purpose, version, key } in keys {
        let numbers = wrap_numbers(*id, *version);
        let context = wrap_context(install, purpose.as_str(), &numbers);
        let envelope = master_key.wrap(&context, key, rng);
        wrapped.push(Wrapped { id: *id, purpose: *purpose, version: *version, wrapped: envelope });
    }
    wrapped
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(storage(path, &error)),
        _ => Ok(()),
    }
}

/// Removes a draft and what `SQLite` and the store keep beside it.
pub(in crate::ops) fn remove_all(draft: &Path) -> Result<(), Error> {
    let suffixes = ["", "-wal", "-shm", "-journal", ".lock", ".queue", ".gen"];
    suffixes.iter().try_for_each(|suffix| remove(&beside(draft, suffix)))
}

fn refuse_existing(path: &Path) -> Result<(), Error> {
    if path.exists() { Err(exists(path)) } else { Ok(()) }
}

/// Refuses a name beside which the log of another database stands.
fn refuse_log(path: &Path) -> Result<(), Error> {
    let logs = ["-wal", "-journal"].map(|suffix| beside(path, suffix));
    let Some(log) = logs.iter().find(|log| log.exists()) else { return Ok(()) };
    let message = format!("{} exists", log.display());
    Err(Error::new(Kind::Conflict, "db.log_exists", message)
        .why("it is the log of a database that is gone, and would become part of the new one")
        .fix(format!("mv {0} {0}.old", log.display())))
}

fn exists(path: &Path) -> Error {
    Error::new(Kind::Conflict, "db.exists", format!("{} exists", path.display()))
        .why("a database is never replaced")
        .fix("keyctl db status")
}

fn storage(path: &Path, error: &io::Error) -> Error {
    Error::new(Kind::Storage, "file.storage", format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;
    use crate::ops::fixture::{self, Fixture, files};
    use crate::ops::session;
    use crate::ops::user::list;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn opened(path: &Path, master_key: &MasterKey) -> (Store, Keyring) {
        let store = Store::open(path, Options::COMMAND).unwrap();
        let keyring = session::unlock(&store, master_key).unwrap();
        (store, keyring)
    }

    #[test]
    fn a_new_database_is_whole() {
        let house = Fixture::new();
        let store = &house.session.store;
        let status = status(store).unwrap();
        assert_eq!(status.kek_id, house.master_key.id().as_str());
        assert_eq!((status.audit_entries, status.schema), (1, migrate::VERSION));
        assert_eq!(check(store, Some(&house.session.keyring)), Ok(Vec::new()));
        let admin = list::show(store, &"root".parse().unwrap()).unwrap();
        assert_eq!((admin.role.as_str(), admin.created_at), (ADMIN, fixture::NOW));
        assert_eq!(house.told(), ["db.init db:1"]);
        assert_eq!(salt(store), Ok(None));
        assert_eq!(mode(&house.path()), 0o600);
    }

    #[test]
    fn a_salt_comes_back_or_is_told_to_be_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keyctl.db");
        let master_key = MasterKey::generate(&mut random::system());
        let plain = fixture::request(&master_key, Brand::default());
        fixture::init(&path, &Request { salt: Some([0xab; 16]), ..plain }).unwrap();
        assert_eq!(salt(&Store::open(&path, Options::COMMAND).unwrap()), Ok(Some([0xab; 16])));
        let house = Fixture::new();
        house.sql("INSERT INTO settings VALUES ('kek_salt', 'ab')");
        assert_eq!(salt(&house.session.store).unwrap_err().kind, Kind::Integrity);
    }

    #[test]
    fn a_database_is_made_alone_and_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keyctl.db");
        let master_key = MasterKey::generate(&mut random::system());
        let request = fixture::request(&master_key, Brand::default());
        // What a crash in the middle of an earlier attempt left behind.
        for left in ["", "-wal", "-shm", ".lock"] {
            fs::write(beside(&path, &format!(".init{left}")), b"half").unwrap();
        }
        fs::write(beside(&path, ".gen"), 500_u64.to_le_bytes()).unwrap();
        fixture::init(&path, &request).unwrap();
        assert_eq!(files(dir.path()), ["keyctl.db", "keyctl.db.lock"]);
        let before = fs::read(&path).unwrap();
        let other = MasterKey::generate(&mut random::system());
        let again = fixture::request(&other, Brand::default());
        let refused = fixture::init(&path, &again).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "db.exists"));
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(files(dir.path()), ["keyctl.db", "keyctl.db.lock"]);
        let foreign = dir.path().join("notes.txt");
        fs::write(&foreign, b"mine").unwrap();
        assert_eq!(fixture::init(&foreign, &request).unwrap_err().kind, Kind::Conflict);
        assert_eq!(fs::read(&foreign).unwrap(), b"mine");
    }

    #[test]
    fn a_database_that_cannot_get_its_name_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keyctl.db");
        symlink(dir.path().join("nowhere"), &path).unwrap();
        let master_key = MasterKey::generate(&mut random::system());
        let request = fixture::request(&master_key, Brand::default());
        let refused = fixture::init(&path, &request).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "db.exists"));
        assert_eq!(files(dir.path()), ["keyctl.db", "keyctl.db.lock"]);
        assert!(!path.exists(), "the link still leads nowhere");
    }

    #[test]
    fn one_process_at_a_time_makes_a_database() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keyctl.db");
        let site = claim(&path).unwrap();
        assert_eq!(claim(&path).unwrap_err().kind, Kind::Busy);
        drop(site);
        claim(&path).unwrap();
    }

    #[test]
    fn the_log_of_another_database_is_not_taken_over() {
        let mut house = Fixture::new();
        for suffix in ["-wal", "-journal"] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("keyctl.db");
            fs::write(beside(&path, suffix), b"another's").unwrap();
            for refused in [claim(&path).map(drop), backup(&mut house.session, &path, None)] {
                assert_eq!(refused.unwrap_err().code, "db.log_exists");
            }
            assert!(!path.exists());
        }
    }

    #[test]
    fn faults_are_named() {
        let house = Fixture::new();
        let ring = &house.session.keyring;
        house.sql(
            "PRAGMA foreign_keys = OFF;
             INSERT INTO operators (os_user, user_id, created_at) VALUES ('nobody', 99, 0);
             DROP TRIGGER audit_log_keeps;
             UPDATE audit_log SET action = 'db.nothing'",
        );
        let faults = check(&house.session.store, Some(ring)).unwrap();
        assert_eq!(
            faults,
            [
                "a row of operators names a row that is missing",
                "audit entry 1 is not as it was written"
            ]
        );
    }

    #[test]
    fn a_copy_is_whole_private_and_without_secrets() {
        let mut house = Fixture::new();
        let minted = house.key("root", "ci");
        let dir = tempfile::tempdir().unwrap();
        let copy = dir.path().join("copy.db");
        backup(&mut house.session, &copy, None).unwrap();
        assert_eq!(files(dir.path()), ["copy.db"]);
        assert_eq!(mode(&copy), 0o600);
        let bytes = fs::read(&copy).unwrap();
        let holds = |needle: &[u8]| memchr::memmem::find(&bytes, needle).is_some();
        let key = minted.secret.expose();
        assert!(holds(minted.key.prefix.as_str().as_bytes()) && !holds(&key.as_bytes()[21..]));
        let line = house.master_key.to_line();
        assert!(!holds(line.expose().trim_end().as_bytes()));
        assert!(!holds(&HEXLOWER.decode(line.expose().trim_end().as_bytes()).unwrap()));
        let (store, keyring) = opened(&copy, &house.master_key);
        assert_eq!(check(&store, Some(&keyring)), Ok(Vec::new()));
        assert_eq!(status(&store).unwrap().audit_entries, 2, "as it was before the backup");
        assert_eq!(house.told().last().unwrap(), "db.backup db:1");
    }

    #[test]
    fn a_copy_replaces_nothing_unless_copies_are_kept() {
        let mut house = Fixture::new();
        let dir = tempfile::tempdir().unwrap();
        let copy = dir.path().join("copy.db");
        fs::write(&copy, b"mine").unwrap();
        let refused = backup(&mut house.session, &copy, None).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "file.exists"));
        let refused = backup(&mut house.session, &copy, Some(2)).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Refused, "db.backup_place"));
        assert_eq!(fs::read(&copy).unwrap(), b"mine");
        fs::remove_file(&copy).unwrap();
        let entries = |name: &str| {
            let (store, _) = opened(&dir.path().join(name), &house.master_key);
            status(&store).unwrap().audit_entries
        };
        for _ in 0..4 {
            backup(&mut house.session, &copy, Some(2)).unwrap();
        }
        let kept = [entries("copy.db"), entries("copy.db.1"), entries("copy.db.2")];
        assert_eq!(kept, [4, 3, 2], "the newest has the plain name");
        assert!(!dir.path().join("copy.db.3").exists());
    }

    #[test]
    fn a_damaged_database_is_not_copied() {
        let mut house = Fixture::new();
        let dir = tempfile::tempdir().unwrap();
        let copy = dir.path().join("copy.db");
        house.sql("DROP TRIGGER audit_log_keeps; UPDATE audit_log SET details = '{}'");
        let refused = backup(&mut house.session, &copy, None).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Integrity, "db.backup_damaged"));
        assert_eq!(files(dir.path()), Vec::<String>::new());
    }

    #[test]
    fn a_copy_that_cannot_be_written_leaves_nothing() {
        let mut house = Fixture::new();
        let nowhere = house.path().with_file_name("missing").join("copy.db");
        let refused = backup(&mut house.session, &nowhere, None).unwrap_err();
        assert_eq!(refused.kind, Kind::Storage);
        assert_eq!(house.told(), ["db.init db:1"]);
    }
}
