//! The accounts of a request: the budgets that it counts against, and why they refuse it.
//!
//! One code path for the gateway, `key explain` and forward-auth.

use crate::domain::book::{Book, period_key};
use crate::domain::budget::{Budget, Standing, Window};
use crate::domain::money::Nanos;
use crate::domain::scope::{Sender, Subject};
use crate::domain::time::Timestamp;
use crate::ops::budget::count::records;
use crate::ops::decide::Refusal;
use crate::ops::error::Error;
use crate::store::budget_period as period_rows;
use crate::store::db::Read;

/// A budget that a request counts against, and the window of it.
#[derive(Clone, Debug)]
pub struct Account {
    /// The budget.
    pub budget: Budget,
    /// The window.
    pub window: Window,
    /// What it holds.
    pub standing: Standing,
}

/// The budgets that hold for a request at an instant, and what their windows hold.
///
/// # Errors
/// What the store says.
pub fn accounts(
    read: &Read<'_>,
    book: &Book,
    sender: Sender,
    model: &str,
    at: Timestamp,
) -> Result<Vec<Account>, Error> {
    let holding = book.holding(sender, model).into_iter();
    holding.map(|budget| account(read, book, budget, sender, at)).collect()
}

fn account(
    read: &Read<'_>,
    book: &Book,
    budget: &Budget,
    sender: Sender,
    at: Timestamp,
) -> Result<Account, Error> {
    let user = period_key(budget, sender, at).user;
    let latest = period_rows::latest(read, budget.id, user)?;
    // A window that has begun is never gone back behind (R-J4).
    let at = latest.map_or(at, |latest| at.max(latest.key.start));
    let window = book.window(budget, at);
    let mut standing = match latest {
        Some(period) if period.key.start == window.start => period.standing,
        _ => Standing::default(),
    };
    if user != 0 && period_rows::is_uncounted(read, sender.user)? {
        let subject = Subject::User(sender.user);
        let records = records(read, window, book.zone())?;
        standing.spent = period_rows::spent_by(read, subject, budget.model.as_ref(), records)?;
    }
    Ok(Account { budget: budget.clone(), window, standing })
}

/// Why a request that may cost so much is refused, if it is. That a budget is spent counts for more
/// than that what is left is held.
pub fn refusal(accounts: &[Account], most: Nanos) -> Option<Refusal> {
    let blocking = || accounts.iter().filter(|account| account.budget.blocks());
    let spent = |account: &&Account| !account.standing.has_money_for(&account.budget, most);
    if let Some(first) = blocking().find(spent) {
        let ends = blocking().filter(spent).map(|account| account.window.end);
        let latest = ends.reduce(|one, other| Some(one?.max(other?)));
        return Some(Refusal::BudgetExhausted(latest.unwrap_or(first.window.end)));
    }
    let mut left = blocking().map(|account| account.standing.remaining(&account.budget));
    left.any(|left| left < most).then_some(Refusal::BudgetInFlight)
}
