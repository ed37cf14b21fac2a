//! Which usage a report is about, and what is said of it before and after.

use clap::Args;

use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::period::PeriodArgs;
use crate::cli::scope::ScopeArgs;
use crate::domain::period::Period;
use crate::domain::time::{Timestamp, Zone};
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

/// Warns that rows before an instant were given up and a report is short of them.
pub fn warn_of_short(before: Option<Timestamp>, output: &mut Output) {
    if let Some(before) = before {
        output.warn(&format!(
            "requests before {before} were pruned: only sums of whole days are left of them, and \
             they are not in this report"
        ));
    }
}
