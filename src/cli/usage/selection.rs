//! Which usage a report is about, and what is said of it before and after.

use clap::Args;

use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::period::PeriodArgs;
use crate::cli::scope::ScopeArgs;
use crate::domain::period::Period;
use crate::domain::time::{Timestamp, Zone};
use crate::domain::usage::Dimension;
use crate::ops::usage::Scope;

/// The period that is meant where none is named.
const USUAL: &str = "this-month";

/// Whose usage, of which time.
#[derive(Args, Clone, Debug)]
pub struct Selection {
    #[command(flatten)]
    scope: ScopeArgs,

    #[command(flatten)]
    period: PeriodArgs,
}

impl Selection {
    /// Whose usage, of which models.
    pub fn scope(&self) -> Scope {
        self.scope.scope()
    }

    /// Of which time.
    pub fn period(&self, now: Timestamp, zone: Zone) -> Result<Period, Failure> {
        self.period.resolve(USUAL, now, zone)
    }
}

/// Refuses a dimension that is named twice: its column would stand there twice under one name.
///
/// # Errors
/// What was typed does not go together.
pub fn refuse_repeated(by: &[Dimension]) -> Result<(), Failure> {
    let mut once: Vec<&str> = Vec::new();
    let mut repeated = None;
    for name in by.iter().map(|dimension| dimension.as_str()) {
        if once.contains(&name) {
            repeated.get_or_insert(name);
        } else {
            once.push(name);
        }
    }
    let Some(name) = repeated else { return Ok(()) };
    Err(Failure::usage("usage.repeated", format!("\"{name}\" is named twice in --by"))
        .why("each column has a name of its own")
        .fix(format!("--by {}", once.join(","))))
}

/// Warns that rows before an instant were given up and a report is short of them.
pub fn warn_of_short(before: Option<Timestamp>, output: &mut Output) {
    if let Some(before) = before {
        output.warn(&format!(
            "requests before {before} were pruned: only sums of whole days are left of them, and \
             they are not in this report"
        ));
    }
}
