//! The budget that a user or a key is made with.

use crate::domain::audit::Event;
use crate::domain::budget::{Allowance, OnExceed};
use crate::domain::scope::Subject;
use crate::domain::setting::catalogue::BUDGET_ALERTS;
use crate::domain::time::Timestamp;
use crate::ops::configuration;
use crate::ops::error::Error;
use crate::store::budget::{self as budget_rows, NewBudget};
use crate::store::db::Write;

/// Gives whoever is just being made a budget that refuses what goes beyond it.
///
/// # Errors
/// What the store says.
pub fn allow(
    write: &Write<'_>,
    subject: Subject,
    who: &str,
    allowance: Allowance,
    now: Timestamp,
) -> Result<Event, Error> {
    let new = NewBudget {
        subject,
        model: None,
        limit: allowance.limit,
        every: allowance.every,
        alerts: &configuration::percents(write, BUDGET_ALERTS)?,
        on_exceed: OnExceed::Block,
        limit_version: 1,
    };
    let id = budget_rows::insert(write, &new, now)?;
    Ok(Event::ok("budget.set", format_args!("budget:{}", id.0))
        .with("scope", subject.scope())
        .with(subject.scope(), who)
        .with("after", allowance.to_string()))
}
