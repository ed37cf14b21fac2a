//! What an operator is told when something cannot be done.
//!
//! Every error has a kind, which becomes an exit code or an HTTP status, a stable code for
//! scripts, and a message for people: lower case, no full stop, the object quoted. `why` stands
//! only where it adds something; `fix` can be pasted into a shell.

use std::fmt;

use crate::secret::file::FileError;
use crate::secret::password::HashFailure;
use crate::store::audit_proof::Break;
use crate::store::error::Error as StoreError;

/// What sort of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What was asked cannot be understood.
    Usage,
    /// An object, the database or the master key is not there.
    NotFound,
    /// It exists already, or differs from what was asked.
    Conflict,
    /// Understood but not allowed.
    Refused,
    /// The proof of who is asking does not hold.
    Unauthenticated,
    /// A file's mode or owner forbids it, or what the one who asks was granted.
    Denied,
    /// The database is locked; it is safe to try again.
    Busy,
    /// Something stored does not stand as it was written.
    Integrity,
    /// The disk is full, read-only or failing.
    Storage,
    /// The database has another schema.
    Version,
    /// A failure without a kind of its own.
    Internal,
}

/// A failure, told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What sort of failure it is.
    pub kind: Kind,
    /// A stable name for scripts, such as `key.not_found`.
    pub code: &'static str,
    /// What failed.
    pub message: String,
    /// The reason, where it is not plain.
    pub why: Option<String>,
    /// A command that mends it.
    pub fix: Option<String>,
}

impl Error {
    /// An error without `why` and `fix`.
    pub fn new(kind: Kind, code: &'static str, message: impl Into<String>) -> Self {
        Self { kind, code, message: message.into(), why: None, fix: None }
    }

    /// Adds the reason.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// Adds the reason where there is none yet.
    #[must_use]
    pub fn or_why(mut self, why: &str) -> Self {
        self.why.get_or_insert_with(|| why.to_owned());
        self
    }

    /// Adds the command that mends it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        let new = |kind, code| Self::new(kind, code, message.clone());
        match error {
            StoreError::Missing(_) => new(Kind::NotFound, "db.not_found").fix("keyctl init"),
            StoreError::Exists(_) => new(Kind::Conflict, "db.exists"),
            StoreError::Private(error) => error.into(),
            StoreError::ForeignOwner { owner, .. } => new(Kind::Denied, "db.foreign_owner")
                .why("files that root makes beside it would lock its owner out")
                .fix(format!("sudo -u '{owner}' keyctl …")),
            StoreError::NetworkFileSystem { .. } => new(Kind::Refused, "db.network_file_system")
                .why("locks and shared memory do not work there"),
            StoreError::Busy => new(Kind::Busy, "db.busy")
                .why("it stayed locked for as long as this command waits")
                .fix("try again"),
            StoreError::Duplicate(_) => new(Kind::Conflict, "db.duplicate"),
            StoreError::Unexpected(what) if what.contains("audit log") => {
                new(Kind::Integrity, "audit.tampered").fix("keyctl audit verify")
            }
            StoreError::Unexpected(_) => new(Kind::Integrity, "db.unexpected"),
            StoreError::TooNew { .. } => {
                new(Kind::Version, "db.too_new").why("a newer keyctl has migrated it")
            }
            StoreError::TooOld { .. } => new(Kind::Version, "db.too_old")
                .why("an older keyctl has made it")
                .fix("keyctl db migrate"),
            StoreError::NotOurs(_) => new(Kind::Integrity, "db.not_ours"),
            StoreError::Corrupt(_) => new(Kind::Integrity, "db.corrupt")
                .why("it is left as it is")
                .fix("restore a backup"),
            StoreError::Storage(_) => new(Kind::Storage, "db.storage"),
            StoreError::KeyUsedUp => new(Kind::Refused, "master_key.data_key_used_up"),
            StoreError::Sqlite(_) => new(Kind::Internal, "db.sqlite"),
        }
    }
}

impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        let kind = match error {
            FileError::Missing(_) => Kind::NotFound,
            FileError::NotRegular(_)
            | FileError::NotDirectory(_)
            | FileError::LooseDirectory { .. }
            | FileError::Owner { .. }
            | FileError::Mode { .. }
            | FileError::Directory(_) => Kind::Denied,
            FileError::TooLong(_) | FileError::NotText(_) => Kind::Refused,
            FileError::Io { .. } => Kind::Storage,
        };
        let told = Self::new(kind, "file.untrusted", error.to_string());
        Self { fix: error.fix(), ..told }
    }
}

impl From<HashFailure> for Error {
    fn from(failure: HashFailure) -> Self {
        let message = failure.to_string();
        match failure {
            HashFailure::Damaged => Self::new(Kind::Integrity, "hash.damaged", message)
                .why("it was altered outside keyctl, or the disk is failing"),
            HashFailure::OutOfMemory => Self::new(Kind::Internal, "hash.out_of_memory", message),
        }
    }
}

impl From<Break> for Error {
    fn from(broken: Break) -> Self {
        let message = match broken {
            Break::Entry(seq) => format!("audit entry {seq} is not as it was written"),
            Break::Tail(seq) => {
                format!("the audit log was cut off, or added to, after entry {seq}")
            }
            Break::Mac => "the audit log's head is not signed by this database's key".to_owned(),
            Break::NoHead => "the audit log's head is missing".to_owned(),
            Break::Checkpoint(seq) => {
                format!("the checkpoint after entry {seq} is not signed by this database's key")
            }
            Break::ForeignAnchor(number) => {
                let message = format!("anchor {number} is not signed by this database's key");
                return Self::new(Kind::Integrity, "audit.foreign_anchor", message)
                    .why("it is another database's, or was altered");
            }
            Break::RolledBack { count, anchor } => {
                let message =
                    format!("the audit log ends with entry {count}, but {anchor} was anchored");
                return Self::new(Kind::Integrity, "audit.rolled_back", message)
                    .why("an older database was put in the place of the one that was anchored");
            }
            Break::Rewritten { proved, differs } => {
                let message =
                    format!("audit entries {} to {differs} are not those anchored", proved + 1);
                return Self::new(Kind::Integrity, "audit.rewritten", message)
                    .why("they were written anew by somebody who has the master key");
            }
            Break::Unproved { first, anchor } => {
                let message = format!(
                    "the audit log begins with entry {first}, after that of the newest anchor, {anchor}"
                );
                return Self::new(Kind::Integrity, "audit.unproved", message).why(
                    "what the anchor speaks of was removed or given up, so it proves nothing",
                );
            }
        };
        Self::new(Kind::Integrity, "audit.tampered", message)
            .why("it was altered outside keyctl, or the disk is failing")
    }
}

/// The name among `known` that `meant` was probably to be, for a `why`.
pub fn suggest<'k>(meant: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(meant, name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_name() {
        let known = ["ci-deploy", "alice", "bob"];
        assert_eq!(suggest("ci-depoly", known), Some("ci-deploy"));
        assert_eq!(suggest("zebra", known), None);
    }
}
