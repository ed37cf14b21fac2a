//! `keyctl audit`: who did what, and the proof that the log is whole.

use clap::{Args, Subcommand};
use data_encoding::HEXLOWER;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::page::{List, PageArgs};
use crate::cli::period::{PeriodArgs, tell};
use crate::domain::audit::{Entry, Outcome};
use crate::ops::audit;
use crate::ops::usage;
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Example:
  keyctl audit list --event 'key.*' --period today";

const USUAL: &str = "7d";

const COLUMNS: &[Column] = &[
    Column::number("seq", "SEQ"),
    Column::instant("time", "TIME"),
    Column::word("actor_type", "ACTOR TYPE").minor(),
    Column::word("actor", "ACTOR"),
    Column::word("action", "ACTION"),
    Column::word("target", "TARGET"),
    Column::word("outcome", "OUTCOME"),
    Column::word("request_id", "REQUEST").minor(),
    Column::word("source", "SOURCE").minor(),
    Column::text("details", "DETAILS").minor(),
];

/// What is done with the audit log.
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one of it in a process")]
pub enum Verb {
    /// List entries, oldest first
    List(ListArgs),
    /// Show one entry and its hash
    Show(Show),
    /// Prove that no entry was altered and none is missing
    Verify,
}

/// `audit list`
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Show only events that match; `*` stands for any run of characters
    #[arg(long, value_name = "GLOB")]
    event: Option<String>,

    /// Show only what this operator or OS user did
    #[arg(long, value_name = "A")]
    actor: Option<String>,

    /// Show only what ended so: ok, denied or error
    #[arg(long, value_name = "OUTCOME")]
    outcome: Option<Outcome>,

    #[command(flatten)]
    period: PeriodArgs,

    #[command(flatten)]
    page: PageArgs,
}

/// `audit show`
#[derive(Args, Debug)]
pub struct Show {
    /// Number of the entry
    #[arg(value_name = "SEQ")]
    seq: u64,
}

/// Runs the verb.
pub fn run(verb: &Verb, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    match verb {
        Verb::List(args) => list(args, access, output),
        Verb::Show(args) => show(args, access, output),
        Verb::Verify => verify(access, output),
    }
}

fn list(args: &ListArgs, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let store = access.store()?;
    let zone = usage::accounting_zone(&store)?;
    let period = args.period.resolve(USUAL, access.now, zone)?;
    tell(&period, zone, output);
    let (event, actor) = (args.event.as_deref(), args.actor.as_deref());
    let filter = audit::filter(event, actor, args.outcome, &period);
    let list = List {
        kind: "audit.list",
        columns: COLUMNS,
        sort_columns: &audit::sort_columns(),
        row: &row,
    };
    let read = |page: &_| audit::list(&store, &filter, page);
    args.page.write(output, &list, read, || audit::count(&store, &filter))
}

fn show(args: &Show, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let (entry, hash) = audit::show(&access.store()?, args.seq)?;
    let record = Record::of_row("audit.entry", COLUMNS, row(&entry));
    output.record(&record.with("hash", HEXLOWER.encode(&hash)))
}

fn verify(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let store = access.store()?;
    let head = audit::verify(&store, &access.keyring(&store)?)?;
    output.record(
        &Record::new("audit.head")
            .with("status", Value::status("ok"))
            .with("entries", head.count)
            .with("epoch", head.epoch)
            .with("head_hash", HEXLOWER.encode(&head.hash)),
    )
}

fn row(entry: &Entry) -> Vec<Value> {
    let details = serde_json::from_str(&entry.details);
    vec![
        Value::Id(i64::try_from(entry.seq).unwrap_or(i64::MAX)),
        entry.at.into(),
        entry.actor_type.as_str().into(),
        entry.actor_id.clone().into(),
        entry.action.as_str().into(),
        entry.target.clone().into(),
        Value::status(&entry.outcome),
        entry.request_id.clone().into(),
        entry.source.clone().into(),
        details.map_or_else(|_| entry.details.as_str().into(), Value::Json),
    ]
}
