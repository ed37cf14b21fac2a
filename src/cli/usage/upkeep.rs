//! `keyctl usage prune` and `rebuild`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::prompt::Prompt;
use crate::domain::time::TimeSpec;
use crate::ops::rollup;
use crate::ops::usage;
use crate::view::counted::counted;
use crate::view::record::Record;
use crate::view::value::Value;

/// `usage prune`
#[derive(Args, Debug)]
pub struct PruneArgs {
    /// Give up the rows of days that were over by then: 2026-01-01, "400d ago"; else what the
    /// setting usage.retention says
    #[arg(long, value_name = "T")]
    before: Option<TimeSpec>,
}

/// Gives rows up.
pub fn prune(
    args: &PruneArgs,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut session = access.session(output)?;
    let zone = usage::accounting_zone(&session.store)?;
    let before = match &args.before {
        Some(before) => before.resolve(access.now, &zone).map_err(|error| {
            Failure::usage("time.unusable", error.to_string()).fix("keyctl help time")
        })?,
        None => rollup::kept_since(&session.store, access.now)?,
    };
    let plan = rollup::plan_prune(&session.store, before, zone, access.now)?;
    let what = format!("{} before {}", counted(plan.rows, "row"), plan.before);
    if output.would(&format!("given up {what}")) {
        return Ok(());
    }
    let question = format!("Give up {what}? Their sums by day stay.");
    if plan.rows > 0 {
        prompt.confirm(output, &question)?;
    }
    let mut progress = output.progress("rows given up:", plan.rows);
    let mut done = 0;
    rollup::prune(&mut session, &plan, |removed, _| {
        progress.advance(removed - done);
        done = removed;
    })?;
    drop(progress);
    output.receipt(
        &Record::new("usage.prune")
            .with("rows", plan.rows)
            .with("before", Value::Time(plan.before)),
    )
}

/// Adds the sums by day up anew.
pub fn rebuild(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let mut session = access.session(output)?;
    let zone = usage::accounting_zone(&session.store)?;
    let mut progress: Option<Progress> = None;
    let rebuilt = rollup::rebuild(&mut session, zone, |_, days| {
        progress.get_or_insert_with(|| output.progress("days added up:", days)).advance(1);
    })?;
    drop(progress);
    let (sums, days) = (counted(rebuilt.changed, "sum"), counted(rebuilt.days, "day"));
    if output.would(&format!("changed {sums} of {days}")) {
        return Ok(());
    }
    output.receipt(
        &Record::new("usage.rebuild").with("days", rebuilt.days).with("changed", rebuilt.changed),
    )
}
