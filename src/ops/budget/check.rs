//! `budget check`: windows that have spent much of their limit.

use crate::domain::budget::{Budget, Standing, Window, reaches};
use crate::domain::scope::ScopeRef;
use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::ops::budget::list::{existing, label};
use crate::ops::error::Error;
use crate::ops::snapshot;
use crate::store::budget_period as period_rows;
use crate::store::db::Store;

/// A window that has spent at least a certain part of its limit.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The budget.
    pub budget: Budget,
    /// Whose window, where the budget is a role's.
    pub user: Option<String>,
    /// The window.
    pub window: Window,
    /// What it holds.
    pub standing: Standing,
}

/// The windows of budgets, or of one scope's, that have spent at least a part of their limit, in
/// percent: where none is named, the lowest that the budget tells of, or all of it.
///
/// # Errors
/// [`Kind::NotFound`](crate::ops::error::Kind::NotFound) for what the scope names, or where it has no budget.
pub fn check(
    store: &Store,
    scope: Option<&ScopeRef>,
    at: Option<u16>,
    now: Timestamp,
) -> Result<Vec<Finding>, Error> {
    let read = store.read()?;
    let book = snapshot::book(&read)?;
    let budgets = match scope {
        Some(scope) => vec![existing(&read, scope)?],
        None => book.budgets().to_vec(),
    };
    let mut found = Vec::new();
    for budget in budgets {
        let lowest = || budget.alerts.thresholds().first().copied().unwrap_or(100);
        let at = at.unwrap_or_else(lowest);
        for period in period_rows::list_present(&read, budget.id, now)? {
            let (window, standing) = (period.window(), period.standing);
            if reaches(standing.spent, standing.limit(&budget), at) {
                let user = match period.key.user {
                    0 => None,
                    user => Some(label(&read, UserId(user))?),
                };
                found.push(Finding { budget: budget.clone(), user, window, standing });
            }
        }
    }
    Ok(found)
}
