//! `keyctl key list` and `keyctl key show`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::key::row::{COLUMNS, detailed, record, row};
use crate::cli::output::Output;
use crate::cli::page::{self, PageArgs};
use crate::domain::key::{Activity, Key, KeyRef, KeyStatus};
use crate::domain::time::Span;
use crate::domain::user::UserRef;
use crate::ops::key::list::{self, Wanted};

/// `key list`
#[derive(Args, Debug)]
pub struct List {
    /// Show only keys of this user
    #[arg(long, value_name = "U")]
    user: Option<UserRef>,

    /// Show only keys of this status: active, suspended, expired or revoked
    #[arg(long, value_name = "STATUS")]
    status: Option<KeyStatus>,

    /// Show only living keys that expire within this time
    #[arg(long, value_name = "14d")]
    expiring: Option<Span>,

    /// Show only living keys that were not used for this time
    #[arg(long, value_name = "90d")]
    unused: Option<Span>,

    /// Show only keys that were imported and not rotated since
    #[arg(long)]
    legacy: bool,

    /// End with 12 where there is such a key
    #[arg(long)]
    exit_code: bool,

    #[command(flatten)]
    page: PageArgs,
}

/// `key show`
#[derive(Args, Debug)]
pub struct Show {
    /// USER/NAME, unique name, number or public prefix of the key
    #[arg(value_name = "KEY")]
    key: KeyRef,
}

/// Runs `key list`.
pub fn list(args: &List, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let store = access.store()?;
    let now = access.now;
    let wanted = Wanted {
        user: args.user.clone(),
        status: args.status,
        expiring: args.expiring,
        unused: args.unused,
        imported: args.legacy,
        due: false,
    };
    let filter = list::filter(&store, &wanted, now)?;
    let sort_columns = list::sort_columns();
    let row = |item: &(Key, Activity)| row(&item.0, item.1, now);
    let shown =
        page::List { kind: "key.list", columns: COLUMNS, sort_columns: &sort_columns, row: &row };
    let read = |page: &_| list::list(&store, &filter, page);
    args.page.write(output, &shown, read, || list::count(&store, &filter))?;
    if args.exit_code && list::count(&store, &filter)? > 0 {
        return Err(Failure::Finding);
    }
    Ok(())
}

/// Runs `key show`.
pub fn show(args: &Show, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let store = access.store()?;
    let (key, activity) = list::show(&store, &args.key)?;
    let versions = list::versions(&store, key.id)?;
    let from = activity.last_used_from.map(|address| address.to_string());
    let record = record(&key, activity, access).with("last_used_from", from);
    output.record(&detailed(record, &key, &versions, access.now))
}
