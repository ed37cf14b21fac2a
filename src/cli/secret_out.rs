//! Where a new secret goes: standard output, or a file that nobody else can read.
//!
//! A file is written in two steps around the commit of the database. [`prepare`] puts the secret
//! on disk under another name, so that a full disk refuses the change before it is made;
//! [`Prepared::publish`] gives it its name. A crash between the two leaves at worst an unused
//! file, never a key that nobody has.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use rustix::fs::{CWD, FlockOperation, RenameFlags, flock, renameat_with};
use rustix::io::Errno;
use zeroize::Zeroizing;

use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::ops::error::{Error, Kind};
use crate::secret::file::{create_empty, parent, sync_directory};
use crate::secret::value::Secret;
use crate::view::record::Record;
use crate::view::value::Value;

/// Where to put a new secret.
#[derive(Args, Clone, Debug, Default)]
pub struct SecretOut {
    /// Write the secret to this new file, mode 0600; never replaces one
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Write NAME=value instead of the bare value
    #[arg(long, value_name = "NAME")]
    pub env_name: Option<EnvName>,
}

/// The name of an environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvName(String);

/// A name that no shell takes for a variable.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a variable is named by letters, digits and `_`, and does not begin with a digit")]
pub struct EnvNameError;

impl FromStr for EnvName {
    type Err = EnvNameError;

    fn from_str(text: &str) -> Result<Self, EnvNameError> {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let named = text.chars().all(word) && text.starts_with(|c: char| !c.is_ascii_digit());
        if named { Ok(Self(text.to_owned())) } else { Err(EnvNameError) }
    }
}

/// A secret that is ready to be given out. Dropped before that, it takes its file along.
pub struct Prepared {
    prefix: String,
    secret: Secret<String>,
    env_name: Option<EnvName>,
    file: Option<Pending>,
}

/// Readies a secret: with `--out` it is on disk beside its place afterwards. Call it before the
/// commit. `prefix` is the public prefix of the key.
pub fn prepare(
    options: &SecretOut,
    prefix: &str,
    secret: &Secret<String>,
) -> Result<Prepared, Error> {
    let mut prepared = Prepared {
        prefix: prefix.to_owned(),
        secret: secret.clone(),
        env_name: options.env_name.clone(),
        file: None,
    };
    if let Some(path) = &options.out {
        let line = prepared.line();
        prepared.file = Some(Pending::write(path, prefix, line.as_bytes(), Existing::Refuse)?);
    }
    Ok(prepared)
}

/// Readies a secret for a file that it is to replace, in a directory that nobody else writes to.
pub fn prepare_in_place(
    path: &Path,
    prefix: &str,
    secret: &Secret<String>,
) -> Result<Prepared, Error> {
    let mut prepared = prepare(&SecretOut::default(), prefix, secret)?;
    let line = prepared.line();
    prepared.file = Some(Pending::write(path, prefix, line.as_bytes(), Existing::Replace)?);
    Ok(prepared)
}

impl Prepared {
    /// Gives the secret out, after the commit. The receipt tells what was made; it gains the
    /// fields `secret` and `out`, one of which is `null`. With `--quiet` the secret stands alone
    /// on standard output, with `--env-name` as `NAME=value`.
    pub fn publish(mut self, output: &mut Output, receipt: Record) -> Result<(), Failure> {
        if self.file.is_some() {
            let Given { secret, out } = self.give()?;
            return output.receipt(&receipt.with("secret", secret).with("out", out));
        }
        let shown = if self.env_name.is_some() || output.is_quiet() {
            output.text(&self.line())
        } else {
            let Given { secret, out } = self.give()?;
            output.receipt(&receipt.with("secret", secret).with("out", out))
        };
        shown.map_err(|failure| self.undisplayed(output, failure))
    }

    /// Gives the file its name, where there is one, after the commit: what remains to be told.
    pub fn give(&mut self) -> Result<Given, Error> {
        if let Some(file) = self.file.take() {
            let path = file.publish(&self.prefix)?;
            return Ok(Given { secret: Value::Null, out: Value::text(path.display()) });
        }
        let secret = Value::Secret(Zeroizing::new(self.secret.expose().clone()));
        Ok(Given { secret, out: Value::Null })
    }

    /// The bytes that are written: the secret or `NAME=value`, and a line feed.
    fn line(&self) -> Zeroizing<String> {
        let secret = self.secret.expose();
        Zeroizing::new(match &self.env_name {
            Some(EnvName(name)) => format!("{name}={secret}\n"),
            None => format!("{secret}\n"),
        })
    }

    /// Says that the key exists although nobody has seen it (R-L5).
    fn undisplayed(&self, output: &mut Output, failure: Failure) -> Failure {
        let why = format!("key {:?} exists, but its secret was not displayed", self.prefix);
        if matches!(failure, Failure::BrokenPipe) {
            output.warn(&why);
        }
        failure.why(why).fix(format!("keyctl key revoke {}", self.prefix))
    }
}

/// What is told of a secret that was given out: itself, or the file that has it.
pub struct Given {
    /// The secret; absent where a file has it.
    pub secret: Value,
    /// The file, where one has it.
    pub out: Value,
}

/// What becomes of a file that has the name already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Existing {
    /// It stays, and the secret goes nowhere.
    Refuse,
    /// It is replaced.
    Replace,
}

/// A file under its temporary name.
struct Pending {
    temporary: PathBuf,
    path: PathBuf,
    existing: Existing,
    /// Keeps the next run from taking it for one that was left behind.
    _held: Option<File>,
}

/// The longest that a new file waits for a run that looks for files left behind.
const MAX_WAIT: Duration = Duration::from_secs(1);

/// The temporary name of the file that is to have the secret of a key.
pub fn temporary_name(prefix: &str) -> String {
    format!(".keyctl-{prefix}.tmp")
}

/// The directory of a file, held against whoever looks for files left behind; nothing where it
/// cannot be held, which takes nothing from the file.
fn hold(path: &Path) -> Option<File> {
    let directory = File::open(parent(path)).ok()?;
    let since = Instant::now();
    while flock(&directory, FlockOperation::NonBlockingLockShared).is_err() {
        if since.elapsed() > MAX_WAIT {
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
    Some(directory)
}

impl Pending {
    fn write(
        path: &Path,
        prefix: &str,
        contents: &[u8],
        existing: Existing,
    ) -> Result<Self, Error> {
        match path.symlink_metadata() {
            Ok(meta) if existing == Existing::Refuse || meta.is_dir() => return Err(exists(path)),
            _ => {}
        }
        // A directory of which every file may be replaced is held as a whole, by whoever does it.
        let held = if existing == Existing::Refuse { hold(path) } else { None };
        let temporary = parent(path).join(temporary_name(prefix));
        let failed = |error: &io::Error| unwritten(path, error);
        let mut file = create_empty(&temporary).map_err(|error| failed(&error))?;
        let pending = Self { temporary, path: path.to_owned(), existing, _held: held };
        file.write_all(contents)
            .and_then(|()| file.sync_all())
            .and_then(|()| sync_directory(path))
            .map_err(|error| failed(&error))?;
        Ok(pending)
    }

    /// Gives the file its name, unless another has it by now, and makes that durable. Where it
    /// fails the secret stays under its temporary name.
    fn publish(mut self, prefix: &str) -> Result<PathBuf, Error> {
        let temporary = std::mem::take(&mut self.temporary);
        let path = std::mem::take(&mut self.path);
        let renamed = match self.existing {
            Existing::Refuse => rename_new(&temporary, &path),
            Existing::Replace => fs::rename(&temporary, &path),
        };
        match renamed.and_then(|()| sync_directory(&path)) {
            Ok(()) => Ok(path),
            Err(error) => {
                let kept = if temporary.exists() { &temporary } else { &path };
                Err(unwritten(&path, &error)
                    .why(format!("key {prefix:?} exists, its secret is in {}", kept.display()))
                    .fix(format!("cat {}", kept.display())))
            }
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.temporary.as_os_str().is_empty() {
            fs::remove_file(&self.temporary).ok();
        }
    }
}

/// Renames without replacing; by a link where the file system knows no such renaming.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            fs::hard_link(from, to)?;
            fs::remove_file(from)
        }
        renamed => Ok(renamed?),
    }
}

fn exists(path: &Path) -> Error {
    let text = format!("file {:?} exists", path.display().to_string());
    Error::new(Kind::Conflict, "file.exists", text).why("a secret never replaces a file")
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    let kind = match error.kind() {
        io::ErrorKind::AlreadyExists => return exists(path),
        io::ErrorKind::NotFound => Kind::NotFound,
        io::ErrorKind::PermissionDenied => Kind::Denied,
        _ => Kind::Storage,
    };
    let text = format!("cannot write file {:?}: {error}", path.display().to_string());
    Error::new(kind, "file.unwritten", text)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::cli::global::{Format, Global};
    use crate::cli::output::tests::{broken, seen};

    const PREFIX: &str = "sk_live_AbCd1234EfGh";
    const KEY: &str = "sk_live_AbCd1234EfGh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3jXhj0";

    fn ready(options: &SecretOut) -> Result<Prepared, Failure> {
        Ok(prepare(options, PREFIX, &Secret::new(KEY.to_owned()))?)
    }

    fn receipt() -> Record {
        Record::new("key").with("id", Value::Id(1))
    }

    fn into(path: &Path) -> SecretOut {
        SecretOut { out: Some(path.to_owned()), env_name: None }
    }

    fn json() -> Global {
        Global { output: Format::Json, ..Global::default() }
    }

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string();
        entries.map(|entry| name(entry).unwrap()).collect()
    }

    #[test]
    fn a_file_gets_its_name_only_when_published() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        let prepared = ready(&into(&path)).unwrap();
        assert_eq!(names(directory.path()), [format!(".keyctl-{PREFIX}.tmp")]);
        let mut seen = seen(false, &json());
        prepared.publish(&mut seen.output, receipt()).unwrap();
        assert_eq!(names(directory.path()), ["key"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{KEY}\n"));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let out = path.display();
        let expected = format!(r#"{{"kind":"key","id":1,"secret":null,"out":"{out}"}}"#);
        assert_eq!(seen.out.text(), expected + "\n");
    }

    #[test]
    fn what_is_not_published_is_taken_back() {
        let directory = tempfile::tempdir().unwrap();
        drop(ready(&into(&directory.path().join("key"))).unwrap());
        assert!(names(directory.path()).is_empty());
    }

    #[test]
    fn a_file_is_never_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        let prepared = ready(&into(&path)).unwrap();
        fs::write(&path, "somebody else's").unwrap();
        assert_eq!(ready(&into(&path)).err().unwrap().exit(), 4);
        let mut seen = seen(false, &json());
        let failure = prepared.publish(&mut seen.output, receipt()).unwrap_err();
        assert_eq!(failure.exit(), 4);
        assert_eq!(fs::read_to_string(&path).unwrap(), "somebody else's");
        let kept = directory.path().join(format!(".keyctl-{PREFIX}.tmp"));
        assert!(failure.report().unwrap().why.unwrap().contains(kept.to_str().unwrap()));
        assert_eq!(fs::read_to_string(kept).unwrap(), format!("{KEY}\n"));
    }

    #[test]
    fn a_directory_that_is_missing_refuses_before_the_commit() {
        let directory = tempfile::tempdir().unwrap();
        let failure = ready(&into(&directory.path().join("none/key"))).err().unwrap();
        assert_eq!(failure.exit(), 3);
    }

    #[test]
    fn standard_output_gets_the_secret_among_the_fields_alone_or_as_a_variable() {
        let shown = |global: &Global, options: &SecretOut| {
            let mut seen = seen(false, global);
            ready(options).unwrap().publish(&mut seen.output, receipt()).unwrap();
            seen.out.text()
        };
        let bare = SecretOut::default();
        let variable = SecretOut { env_name: Some("KEY".parse().unwrap()), out: None };
        let quiet = Global { quiet: true, ..Global::default() };
        let fields = format!(r#"{{"kind":"key","id":1,"secret":"{KEY}","out":null}}"#);
        assert_eq!(shown(&json(), &bare), fields + "\n");
        assert_eq!(shown(&quiet, &bare), format!("{KEY}\n"));
        assert_eq!(shown(&Global::default(), &variable), format!("KEY={KEY}\n"));
    }

    #[test]
    fn a_key_that_nobody_saw_is_named() {
        let mut full = broken(io::ErrorKind::StorageFull);
        let failure = ready(&SecretOut::default()).unwrap().publish(&mut full.output, receipt());
        let failure = failure.unwrap_err();
        assert_eq!(failure.exit(), 13);
        let why = failure.report().unwrap().why.unwrap();
        assert_eq!(why, format!("key {PREFIX:?} exists, but its secret was not displayed"));
        let mut closed = broken(io::ErrorKind::BrokenPipe);
        let failure = ready(&SecretOut::default()).unwrap().publish(&mut closed.output, receipt());
        assert_eq!(failure.unwrap_err().exit(), 0);
        assert_eq!(closed.err.text(), format!("warning: {why}\n"));
    }

    #[test]
    fn variables_have_names_that_shells_take() {
        for name in ["OPENAI_API_KEY", "_x", "k1"] {
            assert!(name.parse::<EnvName>().is_ok(), "{name}");
        }
        for name in ["", "1k", "a-b", "a b", "é", "A=B"] {
            assert!(name.parse::<EnvName>().is_err(), "{name}");
        }
    }
}
