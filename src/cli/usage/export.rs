//! `keyctl usage export`

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::period::tell;
use crate::cli::usage::row::{COLUMNS, ExportWords, group_row, grouped_columns, warn_of_unpriced};
use crate::cli::usage::selection::{Selection, refuse_repeated, warn_of_short};
use crate::domain::period::Period;
use crate::domain::usage::{Dimension, Totals};
use crate::ops::error::{Error, Kind};
use crate::ops::export;
use crate::ops::summary;
use crate::ops::usage;
use crate::secret::file;
use crate::secret::keyring::Keyring;
use crate::view::records::Formulas;

/// `usage export`
#[derive(Args, Debug)]
pub struct Export {
    /// Write into this new file, mode 0600, which is there once it is whole
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Replace the file of --out where there is one, at once and as a whole
    #[arg(long, requires = "out")]
    replace: bool,

    /// Leave text as it is, also where a spreadsheet would run it as a formula
    #[arg(long)]
    raw: bool,

    /// Fail (exit 12) where anything has no price
    #[arg(long)]
    strict: bool,

    /// Group by user, key, model, provider, role, client, day, hour or month
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    by: Vec<Dimension>,

    #[command(flatten)]
    selection: Selection,
}

/// Writes usage out.
pub fn run(args: &Export, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    refuse_repeated(&args.by)?;
    let columns = if args.by.is_empty() { COLUMNS.to_vec() } else { grouped_columns(&args.by) };
    if output.columns_help(&columns)? {
        return Ok(());
    }
    let store = access.store()?;
    let zone = usage::accounting_zone(&store)?;
    let period = args.selection.period(access.now, zone)?;
    let filter = usage::filter(&store, &args.selection.scope(), &period)?;
    tell(&period, zone, output);
    if let Some(path) = &args.out
        && output.would(&format!("written {}", path.display()))
    {
        return Ok(());
    }
    let target = args.out.as_deref().map(|path| Target::new(path, args.replace)).transpose()?;
    record(access, access.keyring(&store), &period, output)?;
    let formulas = if args.raw { Formulas::Raw } else { Formulas::Guarded };
    let file = target.as_ref().map(Target::writer).transpose()?;
    let total = if output.is_watched() { usage::count(&store, &filter)? } else { 0 };
    let mut progress = output.progress("rows written:", total);
    let mut rows = output.export("usage.export", columns, formulas, file)?;
    let (totals, short_before) = if args.by.is_empty() {
        let (mut words, mut values) = (ExportWords::known(), Vec::new());
        let mut totals = Totals::default();
        export::each(&store, &filter, |row| {
            totals.merge(&Totals::of(row.tokens, row.cost));
            words.fill(row, &mut values);
            progress.advance(1);
            rows.write(&values)
        })?;
        (totals, usage::short_before(&filter))
    } else {
        let found = summary::summary(&store, &filter, &args.by, zone)?;
        for group in &found.groups {
            rows.write(&group_row(group))?;
        }
        (found.total(), found.short_before)
    };
    rows.end(None)?;
    drop(progress);
    if let Some(target) = target {
        target.publish()?;
    }
    warn_of_short(short_before, output);
    if args.strict && totals.unpriced_requests > 0 {
        warn_of_unpriced(&totals, output);
        return Err(Failure::Finding);
    }
    Ok(())
}

/// Records the export where the master key is at hand; reading needs none.
fn record(
    access: &DatabaseAccess,
    keyring: Result<Keyring, Failure>,
    period: &Period,
    output: &mut Output,
) -> Result<(), Failure> {
    match keyring {
        Ok(keyring) => {
            let mut session = access.session_of(access.store()?, keyring, output)?;
            Ok(usage::record_export(&mut session, period)?)
        }
        Err(failure) => {
            let why = failure.report().map_or("", |report| report.message);
            output.warn(&format!("the audit log does not record this export: {why}"));
            Ok(())
        }
    }
}

/// A file that gets its name when it is whole. Dropped before, nothing is left of it.
struct Target {
    path: PathBuf,
    draft: PathBuf,
    file: File,
    replace: bool,
}

impl Target {
    fn new(path: &Path, replace: bool) -> Result<Self, Error> {
        match fs::symlink_metadata(path) {
            Ok(_) if !replace => return Err(exists(path)),
            Ok(found) if !found.is_file() => {
                let message = format!("file {:?} is no regular file", path.display().to_string());
                return Err(Error::new(Kind::Refused, "file.irregular", message));
            }
            _ => {}
        }
        let mut draft = path.as_os_str().to_owned();
        draft.push(format!(".{}.tmp", std::process::id()));
        let draft = PathBuf::from(draft);
        let file = file::create_empty(&draft).map_err(|error| unmade(path, &error))?;
        Ok(Self { path: path.to_owned(), draft, file, replace })
    }

    fn writer(&self) -> Result<File, Error> {
        self.file.try_clone().map_err(|error| unmade(&self.path, &error))
    }

    fn publish(self) -> Result<(), Error> {
        let publish = || {
            self.file.sync_all()?;
            if self.replace {
                fs::rename(&self.draft, &self.path)?;
            } else {
                fs::hard_link(&self.draft, &self.path)?;
            }
            file::sync_directory(&self.path)
        };
        publish().map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => exists(&self.path),
            _ => unmade(&self.path, &error),
        })
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        // After a rename it is gone already.
        fs::remove_file(&self.draft).ok();
    }
}

fn unmade(path: &Path, error: &io::Error) -> Error {
    let kind = match error.kind() {
        io::ErrorKind::PermissionDenied => Kind::Denied,
        _ => Kind::Storage,
    };
    let message = format!("cannot make file {:?}: {error}", path.display().to_string());
    Error::new(kind, "file.unwritten", message)
}

fn exists(path: &Path) -> Error {
    let message = format!("file {:?} exists", path.display().to_string());
    Error::new(Kind::Conflict, "file.exists", message)
        .why("an export replaces a file only where that is asked for")
        .fix("add --replace, or name another file")
}
