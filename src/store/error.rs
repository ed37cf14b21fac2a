//! What can go wrong with the database.

use std::path::PathBuf;

use rusqlite::ErrorCode;
use rusqlite::types::FromSqlError;

use crate::secret::file::FileError;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no database at this path.
    #[error("no database at {}", .0.display())]
    Missing(PathBuf),
    /// There is one already.
    #[error("{} exists", .0.display())]
    Exists(PathBuf),
    /// The file, or one beside it, is open to others or belongs to another (R-B2).
    #[error(transparent)]
    Private(#[from] FileError),
    /// Root at work on another's database would leave files its owner cannot open (R-B2).
    #[error("{} belongs to {owner}", .path.display())]
    ForeignOwner {
        /// The database.
        path: PathBuf,
        /// The name or number of its owner.
        owner: String,
    },
    /// A network file system: locks and shared memory do not work there (R-C11).
    #[error("{} is on a network file system ({kind})", .path.display())]
    NetworkFileSystem {
        /// The database.
        path: PathBuf,
        /// What kind.
        kind: &'static str,
    },
    /// Another process held the database past the timeout (R-C3).
    #[error("the database is locked by another process")]
    Busy,
    /// A unique name is taken.
    #[error("a unique value is taken: {0}")]
    Duplicate(String),
    /// A row that must be there is not, or an update met another number of rows (R-C4).
    #[error("{0} does not stand as expected")]
    Unexpected(&'static str),
    /// The database was written by a newer keyctl (R-C6).
    #[error("the database has schema {found}, this keyctl knows {known}")]
    TooNew {
        /// The schema of the file.
        found: i64,
        /// The newest schema this binary knows.
        known: i64,
    },
    /// The database was written by an older keyctl (R-C6).
    #[error("the database has schema {found}, this keyctl needs {known}")]
    TooOld {
        /// The schema of the file.
        found: i64,
        /// The schema this binary needs.
        known: i64,
    },
    /// A database, but not one of keyctl's.
    #[error("{} is no keyctl database", .0.display())]
    NotOurs(PathBuf),
    /// Damaged; it is reported, never repaired or replaced (R-C9).
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// No space, no permission to write, or a failing disk (R-C10).
    #[error("the database cannot be written: {0}")]
    Storage(String),
    /// Too many sealed values under one data key (R-A7).
    #[error("the data key is used up")]
    KeyUsedUp,
    /// Anything else that `SQLite` said.
    #[error("{0}")]
    Sqlite(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        let Some(code) = error.sqlite_error_code() else {
            return match error {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..) => Self::Corrupt(text),
                _ => Self::Sqlite(text),
            };
        };
        match code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::ConstraintViolation if is_unique(&error) => Self::Duplicate(text),
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt(text),
            ErrorCode::DiskFull
            | ErrorCode::ReadOnly
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::PermissionDenied => Self::Storage(text),
            _ => Self::Sqlite(text),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Storage(error.to_string())
    }
}

fn is_unique(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error(), Some(e) if e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
        || e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY)
}

/// A stored text that its type does not accept: the database was damaged or edited by hand.
pub(in crate::store) fn unreadable(
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    FromSqlError::Other(Box::new(error)).into()
}
