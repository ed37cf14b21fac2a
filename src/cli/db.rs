//! `keyctl db`: the database as a whole.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::ops::db;
use crate::ops::error::{Error, Kind};
use crate::ops::migrate::{self, Migration};
use crate::view::counted::counted;
use crate::view::record::Record;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Example:
  keyctl db backup /var/backups/keyctl.db --keep 7";

/// What is done with the database.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Show where the database is and how large
    Status,
    /// Bring a database of an older keyctl to the schema of this one, after a copy
    Migrate,
    /// Check pages, references and the audit log
    Check,
    /// Copy the database, and check the copy
    Backup(Backup),
}

/// `db backup`
#[derive(Args, Debug)]
pub struct Backup {
    /// File to write, mode 0600; without --keep it never replaces one
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Keep so many earlier copies as FILE.1, FILE.2 and so on
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..1000))]
    keep: Option<u32>,
}

/// Runs the verb.
pub fn run(verb: &Verb, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    match verb {
        Verb::Status => status(access, output),
        Verb::Migrate => migrate(access, output),
        Verb::Check => check(access, output),
        Verb::Backup(args) => backup(args, access, output),
    }
}

fn status(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let status = db::status(&access.store()?)?;
    output.record(
        &Record::new("db.status")
            .with("path", Value::text(status.path.display()))
            .with("bytes", status.bytes)
            .with("log_bytes", status.log_bytes)
            .with("schema", status.schema)
            .with("generation", status.generation)
            .with("kek_id", status.kek_id)
            .with("audit_entries", status.audit_entries),
    )
}

fn migrate(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let path = access.database()?;
    let mut migration = migrate::plan(path)?;
    if let Migration { from, to, backup: Some(backup) } = &migration {
        let store = migrate::open(path, access.options())?;
        let keyring = access.keyring(&store)?;
        let session = access.session_of(store, keyring, output)?;
        let place = backup.display();
        if output.would(&format!("migrated from schema {from} to {to}, after a copy to {place}")) {
            return Ok(());
        }
        migration = migrate::migrate(session)?;
    } else {
        // Whoever may not migrate is not told either that there is nothing to do.
        access.store()?;
    }
    let Migration { from, to, backup } = migration;
    output.note(&match backup {
        Some(_) => format!("migrated from schema {from} to {to}"),
        None => format!("the database has schema {to} already"),
    });
    let backup = backup.map_or(Value::Null, |backup| Value::text(backup.display()));
    output.receipt(
        &Record::new("db.migrate").with("schema", to).with("from", from).with("backup", backup),
    )
}

/// Everything but the tag of the audit log can be checked without the master key.
fn check(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let store = access.store()?;
    let keyring = match access.keyring(&store) {
        Ok(keyring) => Some(keyring),
        Err(Failure::Op(error)) if error.kind == Kind::NotFound => {
            output.warn("the tag of the audit log is not checked: there is no master key");
            None
        }
        Err(failure) => return Err(failure),
    };
    let faults = db::check(&store, keyring.as_ref())?;
    if !faults.is_empty() {
        return Err(faulty(&faults).into());
    }
    output.record(
        &Record::new("db.check")
            .with("status", Value::status("ok"))
            .with("audit_tag_checked", keyring.is_some()),
    )
}

fn faulty(faults: &[String]) -> Error {
    let count = counted(faults.len() as u64, "fault");
    Error::new(Kind::Integrity, "db.faulty", format!("the database has {count}"))
        .why(faults.join("; "))
        .fix("restore a backup")
}

fn backup(args: &Backup, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let mut session = access.session(output)?;
    let kek_id = db::status(&session.store)?.kek_id;
    if output.would(&format!("written {}", args.file.display())) {
        return Ok(());
    }
    db::backup(&mut session, &args.file, args.keep)?;
    output.note(&format!("it does not hold the master key, and opens only with key id {kek_id}"));
    output.receipt(
        &Record::new("db.backup")
            .with("file", Value::text(args.file.display()))
            .with("kek_id", kek_id),
    )
}
