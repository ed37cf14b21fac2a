//! The events of budgets.

use crate::domain::audit::Event;
use crate::domain::budget::Budget;
use crate::ops::scope as scopes;

/// An event of a budget, with whose it is.
pub fn about(action: &'static str, budget: &Budget) -> Event {
    scopes::event(action, format_args!("budget:{}", budget.id.0), budget.named())
}
