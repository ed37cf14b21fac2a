//! `--out-dir`: a directory of secrets, a file `USER/KEY-NAME` for each, which rotations replace.
//! Consumers read one stable path.
//!
//! One process works on such a directory at a time. So the file that has a secret is always the
//! newest, and a temporary file that is met was left by a run that was cut off: its secret may be
//! a key that nobody else has.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};

use crate::cli::output::Output;
use crate::cli::secret_out::{Prepared, prepare_in_place, temporary_name};
use crate::domain::key::Key;
use crate::domain::name::Name;
use crate::domain::token::Prefix;
use crate::ops::error::{Error, Kind};
use crate::ops::key::rotate;
use crate::ops::session::Session;
use crate::secret::file::{open_private_directory, sync_directory};
use crate::secret::value::Secret;

/// How long another run is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often it is looked whether that run has ended.
const POLL: Duration = Duration::from_millis(5);

/// A directory of secrets that is ours alone for as long as it is held. What was made for it and
/// is still empty in the end is gone again.
#[derive(Debug)]
pub struct OutDir {
    path: PathBuf,
    /// The directories that were made, each before those in it.
    made: RefCell<Vec<PathBuf>>,
    _lock: File,
}

/// A temporary file that a run has left behind.
#[derive(Debug)]
struct Leftover {
    /// Where it is.
    path: PathBuf,
    /// The prefix of the secret in it.
    prefix: Prefix,
    /// Keeps others from writing beside it.
    _held: Option<File>,
}

impl OutDir {
    /// Opens a directory, making it where it is missing, and waits until no other run works on it.
    ///
    /// # Errors
    /// [`Kind::Denied`] where others could use or replace it, [`Kind::Busy`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        let (lock, made) = open_or_make(path)?;
        let since = Instant::now();
        while flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            if since.elapsed() > PATIENCE {
                let text = format!("directory {:?} is in use", path.display().to_string());
                return Err(Error::new(Kind::Busy, "out_dir.busy", text)
                    .why("another keyctl is writing secrets to it")
                    .fix("try again"));
            }
            thread::sleep(POLL);
        }
        let made = made.then(|| path.to_owned()).into_iter().collect();
        Ok(Self { path: path.to_owned(), made: RefCell::new(made), _lock: lock })
    }

    /// Finishes what runs that were cut off have left: a secret that is a key gets the key's name, and
    /// any other is deleted.
    ///
    /// # Errors
    /// What the store says, or that the disk refuses.
    pub fn recover(&self, session: &Session, output: &mut Output) -> Result<(), Error> {
        for left in self.leftovers()? {
            let file = left.path.display().to_string();
            if let Some(key) = rotate::find_current(&session.store, &left.prefix, session.now)? {
                let name = self.adopt(&left, &key)?.display().to_string();
                output.note(&format!("{name} has the secret that a run which was cut off left"));
            } else {
                discard(&left)?;
                output.warn(&format!("deleted {file}: the secret in it is no living key's"));
            }
        }
        Ok(())
    }

    /// Readies the secret of a key beside the file that it is to replace.
    ///
    /// # Errors
    /// [`Kind::Denied`] where others could use or replace the user's directory, or that the disk
    /// refuses.
    pub fn prepare(
        &self,
        (user, key): (&Name, &Name),
        prefix: &str,
        secret: &Secret<String>,
    ) -> Result<Prepared, Error> {
        prepare_in_place(&self.place(user, key)?, prefix, secret)
    }

    /// What runs that were cut off have left, oldest prefix first.
    ///
    /// # Errors
    /// That the disk refuses.
    fn leftovers(&self) -> Result<Vec<Leftover>, Error> {
        let mut found = Vec::new();
        for user in names(&self.path)? {
            let directory = self.path.join(user);
            if !fs::symlink_metadata(&directory).is_ok_and(|meta| meta.is_dir()) {
                continue;
            }
            let prefixes: Vec<Prefix> =
                names(&directory)?.iter().filter_map(|name| prefix_of(name)).collect();
            if prefixes.is_empty() {
                continue;
            }
            // A command that makes a key there at this moment is still to give its file a name.
            let held = open_private_directory(&directory)?;
            if flock(&held, FlockOperation::NonBlockingLockExclusive).is_err() {
                continue;
            }
            for prefix in prefixes {
                let path = directory.join(temporary_name(prefix.as_str()));
                let held = held.try_clone().ok();
                found.push(Leftover { path, prefix, _held: held });
            }
        }
        Ok(found)
    }

    /// Gives what was left behind the name of the key whose current secret it has.
    ///
    /// # Errors
    /// That the disk refuses.
    fn adopt(&self, left: &Leftover, key: &Key) -> Result<PathBuf, Error> {
        let path = self.place(&key.user, &key.name)?;
        fs::rename(&left.path, &path)
            .and_then(|()| sync_directory(&path))
            .map_err(|error| unusable(&left.path, &error))?;
        Ok(path)
    }

    /// The file of a key, in a directory of its user that is there.
    fn place(&self, user: &Name, key: &Name) -> Result<PathBuf, Error> {
        let directory = self.path.join(user.as_str());
        let place = directory.join(key.as_str());
        if let (_, true) = open_or_make(&directory)? {
            self.made.borrow_mut().push(directory);
        }
        Ok(place)
    }
}

impl Drop for OutDir {
    fn drop(&mut self) {
        for directory in self.made.get_mut().iter().rev() {
            // One that is not empty stays.
            fs::remove_dir(directory).ok();
        }
    }
}

/// Opens a directory for secrets, and says whether it had to be made. One that is refused is not
/// left behind.
fn open_or_make(path: &Path) -> Result<(File, bool), Error> {
    let missing = path.symlink_metadata().is_err();
    let opened = open_private_directory(path);
    if missing && opened.is_err() {
        fs::remove_dir(path).ok();
    }
    Ok((opened?, missing))
}

/// Deletes what was left behind.
fn discard(left: &Leftover) -> Result<(), Error> {
    fs::remove_file(&left.path).map_err(|error| unusable(&left.path, &error))
}

/// The names in a directory, in order.
fn names(path: &Path) -> Result<Vec<String>, Error> {
    let failed = |error: io::Error| unusable(path, &error);
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        names.extend(entry.map_err(failed)?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

/// The prefix in the name of a temporary file.
fn prefix_of(name: &str) -> Option<Prefix> {
    name.strip_prefix(".keyctl-")?.strip_suffix(".tmp")?.parse().ok()
}

fn unusable(path: &Path, error: &io::Error) -> Error {
    let text = format!("cannot use {:?}: {error}", path.display().to_string());
    let kind = match error.kind() {
        io::ErrorKind::PermissionDenied => Kind::Denied,
        _ => Kind::Storage,
    };
    Error::new(kind, "out_dir.unusable", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_file_is_known_by_its_name() {
        let prefix = "sk_live_AbCd1234EfGh";
        assert_eq!(prefix_of(&temporary_name(prefix)).unwrap().as_str(), prefix);
        for other in
            ["ci", ".keyctl-4711.tmp", ".keyctl-sk_live_AbCd1234EfGh", "sk_live_AbCd1234EfGh.tmp"]
        {
            assert_eq!(prefix_of(other), None, "{other}");
        }
    }

    #[test]
    fn what_was_left_behind_is_found_unless_somebody_writes_there() {
        let home = tempfile::tempdir().unwrap();
        let dir = OutDir::open(&home.path().join("keys")).unwrap();
        let alice = dir.path.join("alice");
        drop(open_private_directory(&alice).unwrap());
        for name in ["ci", ".keyctl-sk_live_AbCd1234EfGh.tmp", ".keyctl-1.tmp"] {
            fs::write(alice.join(name), "secret\n").unwrap();
        }
        fs::write(dir.path.join("notes"), "not a user\n").unwrap();
        let writing = File::open(&alice).unwrap();
        flock(&writing, FlockOperation::LockShared).unwrap();
        assert!(dir.leftovers().unwrap().is_empty());
        drop(writing);
        let found = dir.leftovers().unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].prefix.as_str(), "sk_live_AbCd1234EfGh");
        discard(&found[0]).unwrap();
        drop(found);
        assert!(dir.leftovers().unwrap().is_empty());
        assert_eq!(names(&alice).unwrap(), [".keyctl-1.tmp", "ci"]);
    }
}
