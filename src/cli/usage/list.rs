//! `keyctl usage list`

use std::time::Duration;

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::Output;
use crate::cli::page::{List, PageArgs};
use crate::cli::period::tell;
use crate::cli::usage::row::{COLUMNS, row};
use crate::cli::usage::selection::{Selection, warn_of_short};
use crate::domain::page::{Cursor, Listing, Page, Sort};
use crate::domain::usage::UsageRow;
use crate::ops::error::Error;
use crate::ops::usage;

/// How often it is looked for requests that have come.
const POLL: Duration = Duration::from_millis(300);

/// How many requests are shown before those that come.
const TAIL: u32 = 10;

/// `usage list`
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Show the last requests, and each that comes, until Ctrl-C
    #[arg(long, conflicts_with_all = ["all", "cursor", "sort"])]
    follow: bool,

    #[command(flatten)]
    selection: Selection,

    #[command(flatten)]
    page: PageArgs,
}

/// Lists requests.
pub fn run(args: &ListArgs, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    if args.follow && output.is_document() {
        return Err(Failure::usage("follow.format", "a JSON document cannot go on without an end")
            .fix("--output jsonl"));
    }
    let store = access.store()?;
    let zone = usage::accounting_zone(&store)?;
    let period = args.selection.period(access.now, zone)?;
    let filter = usage::filter(&store, &args.selection.scope(), &period)?;
    tell(&period, zone, output);
    if args.follow {
        let filter = usage::following(filter);
        return follow(|page| usage::list(&store, &filter, page), args.page.limit(), output);
    }
    let list = List {
        kind: "usage.list",
        columns: COLUMNS,
        sort_columns: &usage::sort_columns(),
        row: &row,
    };
    let read = |page: &_| usage::list(&store, &filter, page);
    args.page.write(output, &list, read, || usage::count(&store, &filter))?;
    warn_of_short(usage::short_before(&filter), output);
    Ok(())
}

/// Shows the last rows of what is chosen, and each that is added, in the order they are committed.
fn follow(
    read: impl Fn(&Page) -> Result<Listing<UsageRow>, Error>,
    limit: Option<u32>,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut stop = Interrupt::listen()?;
    let newest = Sort { column: "id".to_owned(), descending: true };
    let tail = Page { limit: Some(limit.unwrap_or(TAIL)), sort: Some(newest), after: None };
    let Listing { mut items, .. } = read(&tail)?;
    items.reverse();
    let mut last = items.last().map_or(0, |row| row.id);
    write(&items, output)?;
    output.drop_headers();
    while !stop.wait(POLL) {
        let mut next = Some(Cursor::by_id(last));
        while let Some(after) = next {
            let page = Page { after: Some(after), ..Page::default() };
            let listing = read(&page)?;
            last = listing.items.last().map_or(last, |row| row.id);
            if !listing.items.is_empty() {
                write(&listing.items, output)?;
            }
            next = listing.next;
        }
    }
    Ok(())
}

fn write(items: &[UsageRow], output: &mut Output) -> Result<(), Failure> {
    let mut rows = output.stream("usage.list", COLUMNS)?;
    for item in items {
        rows.write(&row(item))?;
    }
    rows.end(None)
}
