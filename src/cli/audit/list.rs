//! `keyctl audit list` and `show`

use std::net::IpAddr;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use data_encoding::HEXLOWER;

use crate::cli::access::DatabaseAccess;
use crate::cli::audit::follow;
use crate::cli::audit::row::{COLUMNS, row};
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::page::{List, PageArgs};
use crate::cli::period::{PeriodArgs, tell};
use crate::domain::audit::Outcome;
use crate::domain::key::KeyRef;
use crate::domain::user::UserRef;
use crate::ops::audit::{self, Query, Tail};
use crate::ops::usage;
use crate::view::record::Record;

/// The period of lists and exports that name none.
pub const USUAL: &str = "7d";

/// `audit list`
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Show only events that match; `*` stands for any run of characters
    #[arg(long, value_name = "GLOB", value_parser = NonEmptyStringValueParser::new())]
    event: Option<String>,

    /// Show only what concerns this user and their keys, also a removed one
    #[arg(long, value_name = "U")]
    user: Option<UserRef>,

    /// Show only what concerns this key, also by an old name or prefix
    #[arg(long, value_name = "K")]
    key: Option<KeyRef>,

    /// Show only what this operator, OS user or key did
    #[arg(long, value_name = "A", value_parser = NonEmptyStringValueParser::new())]
    actor: Option<String>,

    /// Show only what came over HTTP from this address
    #[arg(long, value_name = "IP")]
    ip: Option<IpAddr>,

    /// Show only what ended so: ok, denied or error
    #[arg(long, value_name = "OUTCOME")]
    outcome: Option<Outcome>,

    /// Go on with new entries as they come, until Ctrl-C
    #[arg(long, conflicts_with_all = ["cursor", "sort", "until"])]
    follow: bool,

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

/// Runs `audit list`.
pub fn list(args: &ListArgs, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let store = access.store()?;
    let zone = usage::accounting_zone(&store)?;
    let period = args.period.resolve(USUAL, access.now, zone)?;
    let query = Query {
        event: args.event.clone(),
        user: args.user.clone(),
        key: args.key.clone(),
        actor: args.actor.clone(),
        ip: args.ip,
        outcome: args.outcome,
    };
    let filter = audit::filter(&store, &query, &period)?;
    if args.follow {
        let rows = args.page.rows(output);
        return follow::run(Tail::new(filter), rows, access, output);
    }
    tell(&period, zone, output);
    let list = List {
        kind: "audit.list",
        columns: COLUMNS,
        sort_columns: &audit::sort_columns(),
        row: &row,
    };
    let read = |page: &_| audit::list(&store, &filter, page);
    args.page.write(output, &list, read, || audit::count(&store, &filter))
}

/// Runs `audit show`.
pub fn show(args: &Show, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let (entry, hash) = audit::show(&access.store()?, args.seq)?;
    let record = Record::of_row("audit.entry", COLUMNS, row(&entry));
    output.record(&record.with("hash", HEXLOWER.encode(&hash)))
}
