//! `keyctl audit prune`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::domain::time::TimeSpec;
use crate::ops::audit_retention::{self, Cut};
use crate::view::record::Record;
use crate::view::value::Value;

/// `audit prune`
#[derive(Args, Debug)]
pub struct Prune {
    /// Remove what is older than this; else than the setting audit.retention says
    #[arg(long, value_name = "T")]
    before: Option<TimeSpec>,
}

/// Runs it.
pub fn run(
    args: &Prune,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    let instant = |at: &TimeSpec| {
        at.resolve(access.now, &access.zone).map_err(|error| {
            Failure::usage("time.unusable", error.to_string()).fix("keyctl help time")
        })
    };
    let before = args.before.as_ref().map(instant).transpose()?;
    let mut session = access.session(output)?;
    let Some(cut) = audit_retention::plan(&session.store, before, access.now)? else {
        output.note("no entry is that old");
        return report(None, output);
    };
    let entries = if cut.entries() == 1 { "entry" } else { "entries" };
    let told = format!("{} audit {entries} older than {}", cut.entries(), cut.before);
    if !access.is_dry_run() {
        prompt.confirm(output, &format!("remove {told}?"))?;
    }
    let mut progress = output.progress("entries removed:", cut.entries());
    audit_retention::prune(&mut session, &cut, |entries| progress.advance(entries))?;
    drop(progress);
    if output.would(&format!("removed {told}")) {
        return Ok(());
    }
    report(Some(&cut), output)
}

fn report(cut: Option<&Cut>, output: &mut Output) -> Result<(), Failure> {
    output.receipt(
        &Record::new("audit.prune")
            .with("removed", cut.map_or(0, Cut::entries))
            .with("from", cut.map(|cut| cut.from))
            .with("to", cut.map(|cut| cut.to))
            .with("before", Value::from(cut.map(|cut| cut.before))),
    )
}
