//! `keyctl usage reprice`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::period::tell;
use crate::cli::usage::selection::{Selection, warn_of_short};
use crate::ops::reprice;
use crate::ops::usage;
use crate::view::counted::counted;
use crate::view::record::Record;

/// `usage reprice`
#[derive(Args, Debug)]
pub struct Reprice {
    #[command(flatten)]
    selection: Selection,
}

/// Prices usage again.
pub fn run(args: &Reprice, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let mut session = access.session(output)?;
    let zone = usage::accounting_zone(&session.store)?;
    let period = args.selection.period(access.now, zone)?;
    let filter = usage::filter(&session.store, &args.selection.scope(), &period)?;
    tell(&period, zone, output);
    let total = if output.is_watched() { usage::count(&session.store, &filter)? } else { 0 };
    let mut progress = output.progress("rows priced:", total);
    let mut seen = 0;
    let done = reprice::reprice(&mut session, &filter, zone, |rows| {
        progress.advance(rows - seen);
        seen = rows;
    })?;
    drop(progress);
    warn_of_short(usage::short_before(&filter), output);
    let dry = output.would(&format!("changed what {}", told(done.changed)));
    if !dry && done.unpriced > 0 {
        output.warn(&format!(
            "{} of {} requests still have no price: keyctl price set --help",
            done.unpriced, done.seen
        ));
    }
    output.receipt(
        &Record::new("usage.reprice")
            .with("changed", done.changed)
            .with("priced", done.priced)
            .with("unpriced", done.unpriced)
            .with("requests", done.seen)
            .with("cost_before_usd", done.before)
            .with("cost_after_usd", done.after),
    )
}

fn told(changed: u64) -> String {
    format!("{} {}", counted(changed, "request"), if changed == 1 { "costs" } else { "cost" })
}
