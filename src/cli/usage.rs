//! `keyctl usage`: what was used, and what it cost.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::page::{List, PageArgs};
use crate::cli::period::{PeriodArgs, tell};
use crate::cli::scope::ScopeArgs;
use crate::domain::period::Period;
use crate::domain::usage::{Dimension, Totals, UsageRow};
use crate::ops::error::{Error, Kind};
use crate::ops::usage::{self, Group};
use crate::secret::file;
use crate::secret::keyring::Keyring;
use crate::view::column::Column;
use crate::view::records::Formulas;
use crate::view::table::Table;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl usage summary --by user,model
  keyctl usage export --period last-month --out november.csv";

const USUAL: &str = "this-month";

const COLUMNS: &[Column] = &[
    Column::instant("time", "TIME"),
    Column::word("request_id", "REQUEST").minor(),
    Column::word("user", "USER"),
    Column::text("email", "E-MAIL").minor(),
    Column::word("key", "KEY"),
    Column::word("key_prefix", "PREFIX").minor(),
    Column::word("client", "CLIENT").minor(),
    Column::word("provider", "PROVIDER").minor(),
    Column::text("model", "MODEL"),
    Column::word("route", "ROUTE").minor(),
    Column::number("status", "STATUS").minor(),
    Column::word("outcome", "OUTCOME"),
    Column::number("input_tokens", "INPUT"),
    Column::number("output_tokens", "OUTPUT"),
    Column::number("cached_tokens", "CACHED").minor(),
    Column::number("cache_write_tokens", "WRITTEN").minor(),
    Column::number("reasoning_tokens", "REASONING").minor(),
    Column::money("cost_usd", "COST").absent("unpriced"),
    Column::word("priced", "PRICED").minor(),
    Column::number("duration_ms", "MS").minor(),
    Column::number("first_byte_ms", "FIRST BYTE MS").minor(),
];

const SUMS: [Column; 8] = [
    Column::number("requests", "REQUESTS"),
    Column::number("input_tokens", "INPUT"),
    Column::number("output_tokens", "OUTPUT"),
    Column::number("cached_tokens", "CACHED").minor(),
    Column::number("cache_write_tokens", "WRITTEN").minor(),
    Column::number("reasoning_tokens", "REASONING").minor(),
    Column::money("cost_usd", "COST").absent("unpriced"),
    Column::number("unpriced_requests", "UNPRICED"),
];

/// What is done with the ledger.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Add usage up
    Summary(Summary),
    /// List requests, oldest first
    List(ListArgs),
    /// Write usage out: CSV, or JSON by --output
    Export(Export),
}

/// `usage summary`
#[derive(Args, Debug)]
pub struct Summary {
    #[command(flatten)]
    selection: Selection,
}

/// `usage list`
#[derive(Args, Debug)]
pub struct ListArgs {
    #[command(flatten)]
    scope: ScopeArgs,

    #[command(flatten)]
    period: PeriodArgs,

    #[command(flatten)]
    page: PageArgs,
}

/// `usage export`
#[derive(Args, Debug)]
pub struct Export {
    /// Write into this new file, mode 0600; never replaces one
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Leave text as it is, also where a spreadsheet would run it as a formula
    #[arg(long)]
    raw: bool,

    #[command(flatten)]
    selection: Selection,
}

/// Which usage, and how it is grouped.
#[derive(Args, Debug)]
struct Selection {
    /// Group by user, key, model, provider, role, client, day, hour or month
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    by: Vec<Dimension>,

    #[command(flatten)]
    scope: ScopeArgs,

    #[command(flatten)]
    period: PeriodArgs,
}

/// Runs the verb.
pub fn run(verb: &Verb, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    match verb {
        Verb::Summary(args) => summary(&args.selection, access, output),
        Verb::List(args) => list(args, access, output),
        Verb::Export(args) => export(args, access, output),
    }
}

fn summary(args: &Selection, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let columns = grouped_columns(&args.by);
    if output.columns_help(&columns)? {
        return Ok(());
    }
    let store = access.store()?;
    let zone = usage::accounting_zone(&store)?;
    let period = args.period.resolve(USUAL, access.now, zone)?;
    let filter = usage::filter(&store, &args.scope.scope(), &period)?;
    tell(&period, zone, output);
    let groups = usage::summary(&store, &filter, &args.by, zone)?;
    let mut table = Table::new("usage.summary", columns);
    for group in &groups {
        table.push(group_row(group));
    }
    output.table(&table)?;
    warn_of_unpriced(&usage::total(&groups), output);
    Ok(())
}

fn list(args: &ListArgs, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let store = access.store()?;
    let zone = usage::accounting_zone(&store)?;
    let period = args.period.resolve(USUAL, access.now, zone)?;
    let filter = usage::filter(&store, &args.scope.scope(), &period)?;
    tell(&period, zone, output);
    let list = List {
        kind: "usage.list",
        columns: COLUMNS,
        sort_columns: &usage::sort_columns(),
        row: &row,
    };
    let read = |page: &_| usage::list(&store, &filter, page);
    args.page.write(output, &list, read, || usage::count(&store, &filter))
}

fn export(args: &Export, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let Selection { by, scope, period } = &args.selection;
    let columns = if by.is_empty() { COLUMNS.to_vec() } else { grouped_columns(by) };
    if output.columns_help(&columns)? {
        return Ok(());
    }
    let store = access.store()?;
    let zone = usage::accounting_zone(&store)?;
    let period = period.resolve(USUAL, access.now, zone)?;
    let filter = usage::filter(&store, &scope.scope(), &period)?;
    tell(&period, zone, output);
    if let Some(path) = &args.out
        && output.would(&format!("written {}", path.display()))
    {
        return Ok(());
    }
    let file = args.out.as_deref().map(new_file).transpose()?;
    let written = record_export(access, access.keyring(&store), &period, output).and_then(|()| {
        let formulas = if args.raw { Formulas::Raw } else { Formulas::Guarded };
        let total = if output.is_watched() { usage::count(&store, &filter)? } else { 0 };
        let mut progress = output.progress("rows written:", total);
        let mut rows = output.export("usage.export", columns, formulas, file)?;
        if by.is_empty() {
            usage::each(&store, &filter, |item| {
                progress.advance(1);
                rows.write(&row(&item))
            })?;
        } else {
            for group in usage::summary(&store, &filter, by, zone)? {
                rows.write(&group_row(&group))?;
            }
        }
        rows.end(None)
    });
    // Half an export is none: what is in a file is whole.
    if let (Err(_), Some(path)) = (&written, &args.out) {
        fs::remove_file(path).ok();
    }
    written
}

/// Records the export where the master key is at hand; reading needs none.
fn record_export(
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

fn new_file(path: &Path) -> Result<File, Error> {
    file::create_empty(path).map_err(|error| {
        let kind = match error.kind() {
            io::ErrorKind::AlreadyExists => return exists(path),
            io::ErrorKind::PermissionDenied => Kind::Denied,
            _ => Kind::Storage,
        };
        let message = format!("cannot make file {:?}: {error}", path.display().to_string());
        Error::new(kind, "file.unwritten", message)
    })
}

fn exists(path: &Path) -> Error {
    let message = format!("file {:?} exists", path.display().to_string());
    Error::new(Kind::Conflict, "file.exists", message).why("an export never replaces a file")
}

/// Requests without a price cost something that nobody knows: it is told beside the sums.
fn warn_of_unpriced(totals: &Totals, output: &mut Output) {
    if totals.unpriced_requests > 0 {
        let (unpriced, requests) = (totals.unpriced_requests, totals.requests);
        output.warn(&format!(
            "{unpriced} of {requests} requests have no price and are not in the cost: \
             keyctl price set --help"
        ));
    }
}

fn grouped_columns(by: &[Dimension]) -> Vec<Column> {
    by.iter().map(|dimension| column(*dimension)).chain(SUMS).collect()
}

const fn column(dimension: Dimension) -> Column {
    let name = dimension.as_str();
    match dimension {
        Dimension::User => Column::word(name, "USER"),
        Dimension::Key => Column::word(name, "KEY"),
        Dimension::Model => Column::word(name, "MODEL"),
        Dimension::Provider => Column::word(name, "PROVIDER"),
        Dimension::Role => Column::word(name, "ROLE"),
        Dimension::Client => Column::word(name, "CLIENT"),
        Dimension::Day => Column::word(name, "DAY"),
        Dimension::Hour => Column::word(name, "HOUR"),
        Dimension::Month => Column::word(name, "MONTH"),
    }
}

fn group_row(group: &Group) -> Vec<Value> {
    let named = |name: &String| if name.is_empty() { Value::Null } else { name.as_str().into() };
    group.names.iter().map(named).chain(sums(&group.totals)).collect()
}

fn sums(totals: &Totals) -> [Value; 8] {
    let Totals { requests, tokens, cost, unpriced_requests } = *totals;
    // Where nothing is priced, the cost is unknown, never nothing.
    let known = requests == 0 || unpriced_requests < requests;
    [
        requests.into(),
        tokens.input.into(),
        tokens.output.into(),
        tokens.cached.into(),
        tokens.cache_write.into(),
        tokens.reasoning.into(),
        known.then_some(cost).into(),
        unpriced_requests.into(),
    ]
}

fn row(row: &UsageRow) -> Vec<Value> {
    vec![
        row.at.into(),
        row.request_id.as_str().into(),
        row.user.as_str().into(),
        row.email.clone().into(),
        row.key.as_str().into(),
        row.key_prefix.as_str().into(),
        row.client.map(|client| client.to_string()).into(),
        row.provider.as_str().into(),
        row.model.as_str().into(),
        row.route.into(),
        row.status.into(),
        Value::status(row.outcome.as_str()),
        row.tokens.input.into(),
        row.tokens.output.into(),
        row.tokens.cached.into(),
        row.tokens.cache_write.into(),
        row.tokens.reasoning.into(),
        row.cost.into(),
        row.cost.is_some().into(),
        row.duration_ms.into(),
        row.first_byte_ms.into(),
    ]
}
