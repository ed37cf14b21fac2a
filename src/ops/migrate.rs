//! Migration: an older database becomes one of this binary's schema (R-C6).
//!
//! The steps, the entry that tells of them and the next revision are one transaction, so a crash
//! leaves either schema, whole. A copy of the older database is made before. Nobody else may have
//! the database open: a gateway of the older schema could no longer record what it has in flight.

use std::path::{Path, PathBuf};

use crate::domain::audit::Event;
use crate::ops::db;
use crate::ops::error::{Error, Kind};
use crate::ops::rollup;
use crate::ops::session::Session;
use crate::ops::snapshot;
use crate::store::audit as audit_rows;
use crate::store::db::{Options, Store, beside};
use crate::store::error::Error as StoreError;
use crate::store::migrate::VERSION;

/// The schema that first has usage added up by day, which a step of SQL cannot do: only we know
/// where days of the accounting zone begin.
const ROLLUP_SCHEMA: i64 = 5;

/// A migration, planned or made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The schema of the database before.
    pub from: i64,
    /// The schema of this binary.
    pub to: i64,
    /// The copy of the database before; `None` where it has that schema already.
    pub backup: Option<PathBuf>,
}

impl Migration {
    /// Of a database that needs none.
    const NONE: Self = Self { from: VERSION, to: VERSION, backup: None };
}

/// What would be done to a database.
///
/// # Errors
/// [`Kind::Version`] where its schema is newer, or what else keeps it from being opened.
pub fn plan(path: &Path) -> Result<Migration, Error> {
    match Store::open(path, Options::COMMAND) {
        Ok(_) => Ok(Migration::NONE),
        Err(StoreError::TooOld { found, .. }) => {
            let backup = backup_place(path, found);
            Ok(Migration { from: found, to: VERSION, backup: Some(backup) })
        }
        Err(error) => Err(error.into()),
    }
}

/// Opens a database for [`migrate`], alone.
///
/// # Errors
/// [`Kind::Busy`] where another process has it open for as long as a command waits, else as
/// [`plan`].
pub fn open(path: &Path, options: Options) -> Result<Store, Error> {
    Store::open_alone(path, options).map_err(|error| match error {
        StoreError::Busy => {
            Error::new(Kind::Busy, "db.in_use", "the database is open in another process")
                .why("a gateway, or another command, works with the schema it has now")
                .fix("stop the gateways of this database, then try again")
        }
        other => other.into(),
    })
}

/// Copies the database, and brings it to the schema of this binary.
///
/// What comes out is checked before it is kept: pages, references and the audit log. The session
/// ends with it, because its store stands for the older schema.
///
/// # Errors
/// [`Kind::Integrity`] where the database is damaged before, or would be after; nothing is changed
/// then. [`Kind::Storage`] where the copy or the new tables do not fit.
pub fn migrate(mut session: Session) -> Result<Migration, Error> {
    let from = session.store.schema();
    // Another process may have migrated it while this one waited to be alone.
    if from == VERSION {
        return Ok(Migration::NONE);
    }
    let backup = backup_place(session.store.path(), from);
    let draft = beside(session.store.path(), &format!(".schema-{from}.tmp"));
    db::remove_all(&draft)?;
    db::copy(&session, &draft, &backup, None).map_err(|error| match error.kind {
        Kind::Integrity => error
            .why("a damaged database is not migrated")
            .fix("restore a backup, with the keyctl that made it"),
        _ => error,
    })?;
    let write = session.store.upgrade()?;
    if from < ROLLUP_SCHEMA {
        rollup::fill(&write, snapshot::zone(&write)?)?;
    }
    let event = Event::ok("db.migrate", "db:1")
        .with("from", from)
        .with("to", VERSION)
        .with("backup", backup.display().to_string());
    audit_rows::append(&write, &session.keyring, &session.actor, event, session.now)?;
    if let Some(fault) = db::faults(&write, Some(&session.keyring))?.into_iter().next() {
        return Err(Error::new(Kind::Integrity, "db.migration_damaged", fault)
            .why("the migrated database would have this fault, so nothing was changed")
            .fix("keep the keyctl that made it, and report this"));
    }
    write.commit_authority()?;
    Ok(Migration { from, to: VERSION, backup: Some(backup) })
}

/// A name that nothing has: a copy of an earlier attempt may be the only one of its time.
fn backup_place(path: &Path, schema: i64) -> PathBuf {
    let mut place = beside(path, &format!(".schema-{schema}.bak"));
    let mut number = 2;
    while place.symlink_metadata().is_ok() {
        place = beside(path, &format!(".schema-{schema}-{number}.bak"));
        number += 1;
    }
    place
}
