//! `keyctl audit export`

use std::path::PathBuf;

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::audit::list::USUAL;
use crate::cli::audit::row::{export_columns, export_row};
use crate::cli::exit::Failure;
use crate::cli::out_file::fill_new;
use crate::cli::output::Output;
use crate::cli::period::{PeriodArgs, tell};
use crate::domain::period::Period;
use crate::ops::audit::{self, Query};
use crate::ops::usage;
use crate::view::records::Formulas;

/// `audit export`
#[derive(Args, Debug)]
pub struct Export {
    /// Write into this new file, mode 0600; never replaces one
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Leave text as it is, also where a spreadsheet would run it as a formula
    #[arg(long)]
    raw: bool,

    #[command(flatten)]
    period: PeriodArgs,
}

/// Runs it.
pub fn run(args: &Export, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(&export_columns())? {
        return Ok(());
    }
    let store = access.store()?;
    let zone = usage::accounting_zone(&store)?;
    let period = args.period.resolve(USUAL, access.now, zone)?;
    let filter = audit::filter(&store, &Query::default(), &period)?;
    tell(&period, zone, output);
    if let Some(path) = &args.out
        && output.would(&format!("written {}", path.display()))
    {
        return Ok(());
    }
    fill_new(args.out.as_deref(), |file| {
        record(access, &period, output)?;
        let formulas = if args.raw { Formulas::Raw } else { Formulas::Guarded };
        let total = if output.is_watched() { audit::count(&store, &filter)? } else { 0 };
        let mut progress = output.progress("entries written:", total);
        let mut rows = output.export("audit.export", export_columns(), formulas, file)?;
        audit::each(&store, &filter, |entry, hash| {
            progress.advance(1);
            rows.write(&export_row(entry, hash))
        })?;
        rows.end(None)
    })
}

/// Records the export where the master key is at hand; reading needs none.
fn record(access: &DatabaseAccess, period: &Period, output: &mut Output) -> Result<(), Failure> {
    let store = access.store()?;
    match access.keyring(&store) {
        Ok(keyring) => {
            let mut session = access.session_of(store, keyring, output)?;
            Ok(audit::record_export(&mut session, period)?)
        }
        Err(failure) => {
            let why = failure.report().map_or("", |report| report.message);
            output.warn(&format!("the audit log does not record this export: {why}"));
            Ok(())
        }
    }
}
