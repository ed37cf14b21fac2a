//! Access to the database: where it is, what opens it, and who acts.
//!
//! Verbs that read open it without the master key; verbs that change something get a
//! [`Session`]. With `--dry-run` every transaction is undone at its end.

use std::ffi::OsString;
use std::fs::metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::cli::environment::{
    Environment, Login, MasterKeySource, host_name, terminal_name, user_name,
};
use crate::cli::exit::Failure;
use crate::cli::global::Global;
use crate::domain::audit::{Actor, ActorKind, clip};
use crate::domain::time::{Timestamp, Zone};
use crate::ops::db;
use crate::ops::error::{Error, Kind};
use crate::ops::operator;
use crate::ops::session::{Session, unlock};
use crate::secret::file;
use crate::secret::keyring::Keyring;
use crate::secret::master_key::{MasterKey, MasterKeyError};
use crate::secret::value::Secret;
use crate::store::db::{Commit, Options, Store};
use crate::view::redact;

/// The most of a command line that the audit log keeps, in bytes.
const MAX_COMMAND_BYTES: usize = 1024;

/// What a command needs to open the database, found out once.
#[derive(Debug)]
pub struct DatabaseAccess {
    /// The instant of the command.
    pub now: Timestamp,
    /// The zone of times that name none.
    pub zone: Zone,
    database: Option<PathBuf>,
    master_key: Option<MasterKeySource>,
    passphrase: Option<Secret<String>>,
    login: Login,
    inherited: Vec<(&'static str, OsString)>,
    command: String,
    dry_run: bool,
}

impl DatabaseAccess {
    /// The access that the options and the environment give, for a command of these words.
    pub fn new(
        global: &Global,
        environment: Environment,
        words: &[OsString],
        now: Timestamp,
    ) -> Self {
        let Environment { places, passphrase, login, inherited, .. } = environment;
        let exists = |path: &Path| path.exists();
        let named = global.master_key_file.clone().map(MasterKeySource::File);
        Self {
            now,
            zone: if global.utc { Zone::Utc } else { Zone::Local },
            database: global.db.clone().or_else(|| places.database(exists)),
            master_key: named.or_else(|| places.master_key(passphrase.is_some(), exists)),
            passphrase,
            login,
            inherited,
            command: recorded(words),
            dry_run: global.dry_run,
        }
    }

    /// Whether every change is undone.
    pub const fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    /// The variables that a child gets: these, and none beside them (R-A11).
    pub fn inherited(&self) -> &[(&'static str, OsString)] {
        &self.inherited
    }

    /// Where the database and the master key are looked for, for `--verbose`.
    pub fn describe(&self) -> String {
        let place = |path: &Path| path.display().to_string();
        let database = self.database.as_deref().map_or_else(|| "nowhere".to_owned(), place);
        let master_key = match &self.master_key {
            Some(MasterKeySource::File(path)) => place(path),
            Some(MasterKeySource::Credential(path)) => format!("credential {}", place(path)),
            Some(MasterKeySource::Passphrase) => "KEY_ENCRYPTION_SECRET".to_owned(),
            None => "nowhere".to_owned(),
        };
        format!("database: {database}, master key: {master_key}")
    }

    /// Where the database is, or is to be.
    pub fn database(&self) -> Result<&Path, Failure> {
        self.database.as_deref().ok_or_else(|| nowhere("the database", "--db FILE"))
    }

    /// Where the master key comes from.
    pub fn master_key_source(&self) -> Result<&MasterKeySource, Failure> {
        let source = self.master_key.as_ref();
        source.ok_or_else(|| nowhere("the master key", "--master-key-file FILE"))
    }

    /// Opens the database to read from it.
    pub fn store(&self) -> Result<Store, Failure> {
        let commit = if self.dry_run { Commit::Undo } else { Commit::Keep };
        let options = Options { commit, ..Options::COMMAND };
        Ok(Store::open(self.database()?, options).map_err(Error::from)?)
    }

    /// Opens the data keys of the database.
    pub fn keyring(&self, store: &Store) -> Result<Keyring, Failure> {
        Ok(unlock(store, &self.master_key(store)?)?)
    }

    /// Opens the database to change it, as whoever runs the command.
    pub fn session(&self) -> Result<Session, Failure> {
        let store = self.store()?;
        let keyring = self.keyring(&store)?;
        self.session_of(store, keyring)
    }

    /// The session of a database that is open and unlocked.
    pub fn session_of(&self, store: Store, keyring: Keyring) -> Result<Session, Failure> {
        let actor = operator::actor(&store, self.os_user(), self.circumstances())?;
        Ok(Session { store, keyring: Arc::new(keyring), actor, now: self.now })
    }

    /// Whoever makes a database that does not exist yet.
    pub fn founder(&self) -> Actor {
        Actor {
            kind: ActorKind::Owner,
            id: Some(self.os_user()),
            source: "cli",
            circumstances: self.circumstances(),
        }
    }

    /// The name of the OS user who answers for the command.
    pub fn os_user(&self) -> String {
        let owner = self.database.as_ref().and_then(|path| metadata(path).ok());
        user_name(self.login.uid(owner.map(|owner| owner.uid())))
    }

    /// The master key of a file, or of the passphrase and a salt.
    pub fn master_key_of(&self, salt: Option<[u8; 16]>) -> Result<MasterKey, Failure> {
        let made = match (self.master_key_source()?, &self.passphrase, salt) {
            (MasterKeySource::File(path), ..) => MasterKey::from_line(&told(file::read(path))?),
            (MasterKeySource::Credential(path), ..) => {
                MasterKey::from_line(&told(file::read_credential(path))?)
            }
            (MasterKeySource::Passphrase, Some(passphrase), Some(salt)) => {
                MasterKey::derive(passphrase, &salt)
            }
            (MasterKeySource::Passphrase, ..) => return Err(passphrase_of_another().into()),
        };
        Ok(made.map_err(|error| unusable(&error))?)
    }

    fn master_key(&self, store: &Store) -> Result<MasterKey, Failure> {
        let salt = db::salt(store)?;
        self.master_key_of(salt).map_err(|failure| match failure {
            Failure::Op(error) if error.kind == Kind::NotFound && salt.is_some() => error
                .why("this database was made with a passphrase")
                .fix("set KEY_ENCRYPTION_SECRET")
                .into(),
            other => other,
        })
    }

    fn circumstances(&self) -> Map<String, Value> {
        let mut found = Map::new();
        found.insert("os_user".to_owned(), self.os_user().into());
        found.insert("host".to_owned(), host_name().into());
        found.insert("tty".to_owned(), terminal_name().into());
        found.insert("command".to_owned(), self.command.clone().into());
        found
    }
}

/// The options whose values are codes: burnt by use, and still nothing for a log.
const CODE_OPTIONS: [&str; 2] = ["--code", "--otp"];

/// The words of a command as the audit log keeps them: without keys and codes, none of them longer
/// than what is kept of foreign text (R-K4), and cut where there are too many.
fn recorded(words: &[OsString]) -> String {
    let mut kept = String::from("keyctl");
    let mut is_code = false;
    for word in words.iter().skip(1) {
        let word = word.to_string_lossy();
        let option = word.split_once('=').map(|(option, _)| option);
        let word = match option.filter(|option| CODE_OPTIONS.contains(option)) {
            Some(option) => format!("{option}=***"),
            None if is_code => "***".to_owned(),
            None => clip(&redact::keys(&word)),
        };
        is_code = CODE_OPTIONS.contains(&word.as_str());
        if kept.len() + word.len() > MAX_COMMAND_BYTES {
            kept.push_str(" …[truncated]");
            break;
        }
        kept.push(' ');
        kept.push_str(&quoted(word));
    }
    kept
}

/// The word as a shell reads it.
fn quoted(word: String) -> String {
    if word.is_empty() || word.contains(|c: char| c.is_whitespace() || "'\"$\\`;&|<>*?".contains(c))
    {
        format!("'{}'", word.replace('\'', r"'\''"))
    } else {
        word
    }
}

/// A key file that is missing, in the words of the master key.
fn told(read: Result<Secret<String>, file::FileError>) -> Result<Secret<String>, Error> {
    read.map_err(|error| match error {
        file::FileError::Missing(path) => {
            let message = format!("master key {:?} not found", path.display().to_string());
            Error::new(Kind::NotFound, "master_key.not_found", message)
                .why("it opens the database, and `keyctl init` made it along with it")
                .fix("add --master-key-file FILE")
        }
        other => other.into(),
    })
}

fn unusable(error: &MasterKeyError) -> Error {
    Error::new(Kind::Refused, "master_key.unusable", error.to_string()).fix("openssl rand -hex 32")
}

fn passphrase_of_another() -> Error {
    Error::new(Kind::Integrity, "master_key.wrong", "no passphrase opens this database")
        .why("KEY_ENCRYPTION_SECRET is set, but the database was made with a key file")
        .fix("add --master-key-file FILE")
}

fn nowhere(what: &str, fix: &str) -> Failure {
    Failure::usage("place.unknown", format!("nobody said where {what} is"))
        .why("there is no home directory to look in")
        .fix(format!("add {fix}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "sk_live_AbCd1234EfGh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3jXhj0";

    fn kept(words: &[&str]) -> String {
        recorded(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_words_typed_are_kept_as_a_shell_reads_them() {
        let words = ["/usr/bin/keyctl", "key", "revoke", "ci", "--reason", "it's out"];
        assert_eq!(kept(&words), r"keyctl key revoke ci --reason 'it'\''s out'");
        assert_eq!(kept(&["keyctl", "key", "list", "--user", ""]), "keyctl key list --user ''");
    }

    #[test]
    fn a_key_among_the_words_is_kept_as_its_preview() {
        let reason = format!("leaked:{KEY}.");
        assert_eq!(kept(&["keyctl", &reason]), "keyctl leaked:sk_live_AbCd1234EfGh…Xhj0.");
    }

    #[test]
    fn a_code_among_the_words_is_not_kept() {
        let words = ["keyctl", "2fa", "verify", "ada", "--code", "123456", "-v"];
        assert_eq!(kept(&words), "keyctl 2fa verify ada --code '***' -v");
        assert_eq!(kept(&["keyctl", "--otp=123456", "init"]), "keyctl '--otp=***' init");
        assert_eq!(kept(&["keyctl", "--code", "--code=1"]), "keyctl --code '--code=***'");
        assert_eq!(kept(&["keyctl", "--code", "a=b"]), "keyctl --code '***'");
    }

    #[test]
    fn long_words_and_long_lines_are_cut() {
        assert!(kept(&["keyctl", &"x".repeat(300)]).ends_with("…[truncated]"));
        let line = kept(&["keyctl"; 1000]);
        assert!(line.len() < MAX_COMMAND_BYTES + 32 && line.ends_with(" …[truncated]"), "{line}");
    }
}
