//! Access to the database: where it is, what opens it, and who acts.
//!
//! Verbs that read open it without the master key; verbs that change something get a
//! [`Session`]. With `--dry-run` every transaction is undone at its end.

use std::cell::{Cell, OnceCell, RefCell};
use std::ffi::OsString;
use std::fs::metadata;
use std::mem;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::cli::environment::{
    Environment, Login, MasterKeySource, host_name, terminal_name, user_name,
};
use crate::cli::exit::Failure;
use crate::cli::global::{Global, Otp};
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::domain::audit::{Actor, ActorKind, clip};
use crate::domain::step_up::Place;
use crate::domain::time::{Clock, Timestamp, Zone};
use crate::domain::two_factor::Code;
use crate::domain::user::{UserId, UserRef};
use crate::domain::version::VersionId;
use crate::ops::announcement;
use crate::ops::db;
use crate::ops::error::{Error, Kind};
use crate::ops::operator::{self, Demand, Identity, Shell};
use crate::ops::proof::code::Accepted;
use crate::ops::proof::password;
use crate::ops::session::{Session, unlock};
use crate::ops::step_up::{self, Need};
use crate::secret::file;
use crate::secret::keyring::Keyring;
use crate::secret::master_key::{MasterKey, MasterKeyError};
use crate::secret::value::Secret;
use crate::store::announcement::Announcement;
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
    demand: Demand,
    claim: Claim,
    otp: Option<Otp>,
    boot: Option<String>,
    prompt: Prompt,
    proved: OnceCell<UserId>,
    /// The version of the key that acts, until its use is on record.
    token_used: Cell<Option<VersionId>>,
    actor: OnceCell<Actor>,
    /// Whether a fresh code was given to this command.
    stepped_up: Cell<bool>,
    /// Whether it was looked what others did about whoever runs the command.
    looked: Cell<bool>,
    untold: RefCell<Vec<Announcement>>,
}

/// As whom the command claims to act.
#[derive(Clone, Debug)]
enum Claim {
    /// As the user of the OS user.
    Bound,
    /// As another user, whose password is asked for or stands in a file.
    User(UserRef, Option<PathBuf>),
    /// As the user of a key.
    Token(TokenSource),
}

/// Where the key of a service user comes from.
#[derive(Clone, Debug)]
enum TokenSource {
    File(PathBuf),
    Credential(PathBuf),
}

impl DatabaseAccess {
    /// The access that the options and the environment give, for a command of these words.
    pub fn new(
        global: &Global,
        environment: Environment,
        words: &[OsString],
        now: Timestamp,
        demand: Demand,
    ) -> Self {
        let Environment { places, passphrase, login, inherited, boot, .. } = environment;
        let exists = |path: &Path| path.exists();
        let named = global.master_key_file.clone().map(MasterKeySource::File);
        let token = || {
            let file = global.token_file.clone().map(TokenSource::File);
            file.or_else(|| places.token(exists).map(TokenSource::Credential))
        };
        let claim = match &global.as_user {
            Some(user) => Claim::User(user.clone(), global.as_password_file.clone()),
            None => token().map_or(Claim::Bound, Claim::Token),
        };
        let prompt = Prompt::new(global);
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
            demand,
            // Nobody sits before a service.
            prompt: if matches!(claim, Claim::Token(_)) { prompt.silent() } else { prompt },
            claim,
            otp: global.otp.clone(),
            boot,
            proved: OnceCell::new(),
            token_used: Cell::new(None),
            actor: OnceCell::new(),
            stepped_up: Cell::new(false),
            looked: Cell::new(false),
            untold: RefCell::default(),
        }
    }

    /// Whom to ask: nobody where a token acts.
    pub const fn prompt(&self) -> Prompt {
        self.prompt
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

    /// Opens the database to read from it, if whoever runs the command may.
    ///
    /// # Errors
    /// `Denied` where they may not, or what the store says.
    pub fn store(&self) -> Result<Store, Failure> {
        let mut store = self.open(self.options())?;
        let actor = self.admit(&store)?;
        if let Some(version) = self.token_used.take() {
            // That it was used informs; what it is used for stands on its own.
            operator::record_use(&mut store, version, self.now).ok();
        }
        // What the command itself gives rise to is for the next one.
        if let (ActorKind::Operator, Some(user), false) =
            (actor.kind, actor.user, self.looked.replace(true))
        {
            self.untold.replace(announcement::pending(&store, user)?);
        }
        Ok(store)
    }

    /// Opens the data keys of the database.
    pub fn keyring(&self, store: &Store) -> Result<Keyring, Failure> {
        Ok(unlock(store, &self.master_key(store)?)?)
    }

    /// Opens the database to change it, as whoever runs the command.
    ///
    /// # Errors
    /// As [`DatabaseAccess::store`].
    pub fn session(&self, output: &mut Output) -> Result<Session, Failure> {
        let store = self.store()?;
        let keyring = self.keyring(&store)?;
        self.session_of(store, keyring, output)
    }

    /// The session of a database that is open and unlocked.
    ///
    /// # Errors
    /// As [`DatabaseAccess::store`].
    pub fn session_of(
        &self,
        mut store: Store,
        keyring: Keyring,
        output: &mut Output,
    ) -> Result<Session, Failure> {
        let actor = self.admit(&store)?.clone();
        self.announce(&mut store, output);
        let mut session = Session { store, keyring: Arc::new(keyring), actor, now: self.now };
        // A log that takes no entry fails the change itself, or is what the command is about.
        session.record_clock_step(Clock::System.now()).ok();
        self.step_up(&mut session, output)?;
        Ok(session)
    }

    /// Asks for the proof that `--as` takes, before the command begins.
    ///
    /// # Errors
    /// `Unauthenticated` where it is none, or that nobody can be asked for it.
    pub fn authenticate(&self, output: &mut Output) -> Result<(), Failure> {
        let Claim::User(user, password) = &self.claim else { return Ok(()) };
        if self.demand.grants.is_empty() {
            return Err(Failure::usage("as.nobody", "nobody acts here")
                .why("this command asks nothing of a database that knows users")
                .fix("leave out --as"));
        }
        let store = self.open(self.options())?;
        let keyring = Arc::new(self.keyring(&store)?);
        let actor = operator::stranger(&store, &self.shell())?;
        let mut session = Session { store, keyring, actor, now: self.now };
        let password = if let Some(path) = password {
            one_line(&file::read(path).map_err(Error::from)?)
        } else {
            let label = format!("password of user \"{user}\"");
            self.prompt.secret(output, &label, "--as-password-file FILE")?
        };
        session.now = Clock::System.now();
        let known = password::accept(&mut session, user, &password)?;
        if known.second_factor {
            self.prove(&mut session, known.user.id, output)?;
        }
        self.proved.set(known.user.id).ok();
        Ok(())
    }

    /// Asks for a code where the command is sensitive, once for each command (R-B6).
    fn step_up(&self, session: &mut Session, output: &mut Output) -> Result<(), Failure> {
        match step_up::need(session, &self.demand, self.place().as_ref())? {
            Need::Code(user) => self.prove(session, user, output),
            // A code that is given is checked, whatever is remembered.
            Need::Remembered(user) if self.otp.is_some() => self.prove(session, user, output),
            Need::Nothing | Need::Remembered(_) => Ok(()),
        }
    }

    /// Has the user who acts give a code, once for each command.
    ///
    /// # Errors
    /// `Unauthenticated` where it is wrong, or that nobody can be asked for it.
    pub fn prove(
        &self,
        session: &mut Session,
        user: UserId,
        output: &mut Output,
    ) -> Result<(), Failure> {
        if self.stepped_up.get() {
            return Ok(());
        }
        let code = self.code(output)?;
        // Whoever was asked may have taken minutes.
        let began = mem::replace(&mut session.now, Clock::System.now());
        let accepted = step_up::prove(session, user, &code, self.place().as_ref());
        session.now = began;
        if let Accepted::Backup { left } = accepted?
            && !output.would(&format!("used up a backup code, so that {left} were left"))
        {
            output.warn(&format!("a backup code was used, {left} are left"));
        }
        self.stepped_up.set(true);
        Ok(())
    }

    fn code(&self, output: &mut Output) -> Result<Code, Failure> {
        const LABEL: &str = "code of your authenticator, or a backup code";
        const FLAG: &str = "--otp CODE";
        let malformed = |error: &dyn ToString| {
            Failure::usage("2fa.malformed_code", "this is no code").why(error.to_string())
        };
        let typed = match &self.otp {
            Some(Otp(text)) if text.expose() != "-" => {
                let code = text.expose().parse().map_err(|error| malformed(&error))?;
                return match code {
                    Code::Totp(_) => Ok(code),
                    Code::Backup(_) => Err(Failure::usage(
                        "2fa.backup_code_argument",
                        "a backup code is no argument",
                    )
                    .why("it may stand in the shell's history now, and is still good")
                    .fix("add --otp - and give it on stdin")),
                };
            }
            Some(_) => self.prompt.secret_from_stdin(output, LABEL, FLAG)?,
            None => self.prompt.secret(output, LABEL, FLAG)?,
        };
        typed.expose().parse().map_err(|error| malformed(&error))
    }

    /// Where a code was given. Without a terminal that is nowhere.
    fn place(&self) -> Option<Place> {
        let (terminal, boot) = (terminal_name()?, self.boot.clone()?);
        Some(Place { os_uid: self.os_uid(), terminal, boot })
    }

    /// What is left to do at the end of a command: to tell whoever ran it what others did, and to
    /// put on record that they were not let in.
    pub fn end(&self, done: &Result<(), Failure>, output: &mut Output) {
        if !self.untold.borrow().is_empty()
            && let Ok(mut store) = self.open(self.options())
        {
            self.announce(&mut store, output);
        }
        if let Err(Failure::Op(error)) = done
            && error.kind != Kind::Internal
            && error.code.starts_with("auth.")
        {
            // Without the master key the log cannot be written, and the refusal stands as it is.
            self.record_denial(error).ok();
        }
    }

    /// How the command opens the database: in a dry run every transaction is undone.
    pub fn options(&self) -> Options {
        let commit = if self.dry_run { Commit::Undo } else { Commit::Keep };
        Options { commit, ..Options::COMMAND }
    }

    fn open(&self, options: Options) -> Result<Store, Failure> {
        Ok(Store::open(self.database()?, options).map_err(Error::from)?)
    }

    /// Who acts, judged once for each command.
    fn admit(&self, store: &Store) -> Result<&Actor, Failure> {
        if let Some(actor) = self.actor.get() {
            return Ok(actor);
        }
        let identity = self.identity(store)?;
        let actor = operator::admit(store, &self.shell(), &identity, &self.demand)?;
        Ok(self.actor.get_or_init(|| actor))
    }

    fn identity(&self, store: &Store) -> Result<Identity, Failure> {
        let source = match &self.claim {
            Claim::Bound => return Ok(Identity::Bound),
            Claim::User(..) => {
                return self.proved.get().copied().map(Identity::Proved).ok_or_else(unproved);
            }
            Claim::Token(source) => source,
        };
        let secret = match source {
            TokenSource::File(path) => file::read(path),
            TokenSource::Credential(path) => file::read_credential(path),
        };
        let keyring = self.keyring(store)?;
        let secret = one_line(&secret.map_err(Error::from)?);
        let token = operator::token(store, &keyring, &secret, self.now)?;
        self.token_used.set(Some(token.version()));
        Ok(Identity::Token(Box::new(token)))
    }

    /// Shows once what others did about whoever runs the command. What cannot be marked as shown is
    /// shown again.
    fn announce(&self, store: &mut Store, output: &mut Output) {
        let untold = self.untold.take();
        let Some(user) = self.actor.get().and_then(|actor| actor.user) else { return };
        for Announcement { at, text, .. } in &untold {
            output.announce(*at, text);
        }
        announcement::told(store, user, &untold).ok();
    }

    fn record_denial(&self, error: &Error) -> Result<(), Failure> {
        let store = self.open(Options::COMMAND)?;
        let keyring = Arc::new(self.keyring(&store)?);
        let actor = match self.actor.get() {
            Some(actor) => actor.clone(),
            None => operator::stranger(&store, &self.shell())?,
        };
        let mut session = Session { store, keyring, actor, now: self.now };
        Ok(operator::record_denial(&mut session, &self.demand, error)?)
    }

    fn shell(&self) -> Shell {
        let uid = self.os_uid();
        Shell {
            os_user: user_name(uid),
            owner: uid == 0 || self.owner() == Some(uid),
            circumstances: self.circumstances(),
        }
    }

    /// Whoever makes a database that does not exist yet.
    pub fn founder(&self) -> Actor {
        Actor {
            id: Some(self.os_user()),
            circumstances: self.circumstances(),
            ..Actor::keyctl(ActorKind::Owner, "cli")
        }
    }

    /// The name of the OS user who answers for the command.
    pub fn os_user(&self) -> String {
        user_name(self.os_uid())
    }

    fn os_uid(&self) -> u32 {
        self.login.uid(self.owner())
    }

    /// The owner of the database's file.
    fn owner(&self) -> Option<u32> {
        self.database.as_ref().and_then(|path| metadata(path).ok()).map(|file| file.uid())
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

/// The line that a file of a secret holds, without its end.
fn one_line(text: &Secret<String>) -> Secret<String> {
    Secret::new(text.expose().trim_end_matches(['\r', '\n']).to_owned())
}

/// Nothing asks a database before the proof was given.
fn unproved() -> Failure {
    Error::new(Kind::Internal, "auth.unproved", "nobody has proved who acts").into()
}

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
