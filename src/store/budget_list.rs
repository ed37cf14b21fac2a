//! Lists of budgets with what their present windows hold, page by page.

use rusqlite::Row;

use crate::domain::budget::Budget;
use crate::domain::page::{Listing, Page};
use crate::domain::time::Timestamp;
use crate::store::budget::{columns, from_row as budget, tables, who};
use crate::store::budget_period::{Period, from_row as period};
use crate::store::db::Read;
use crate::store::error::Error;
use crate::store::page::{self, Conditions, Source};

/// `$1` is the instant at which a window is present.
const BUDGETS: Source = Source {
    columns: concat!(
        columns!(),
        ", present.budget_id, present.user_id, present.period_start, present.period_end,
         present.spent_nanos, present.reserved_nanos, present.credit_nanos"
    ),
    from: concat!(
        tables!(),
        " LEFT JOIN budget_periods AS present
              ON present.budget_id = budgets.id AND present.user_id = 0
              AND coalesce(present.period_end > $1, 1)
              AND present.period_start = (SELECT max(period_start) FROM budget_periods AS begun
                                          WHERE begun.budget_id = budgets.id
                                              AND begun.user_id = 0)"
    ),
    id: "budgets.id",
    orders: &[
        ("id", "budgets.id"),
        ("scope", "scope"),
        ("who", who!()),
        ("model", "coalesce(budgets.model, '')"),
        ("limit_usd", "limit_nanos"),
        ("credit_usd", "coalesce(credit_nanos, 0)"),
        ("every", "every"),
        // A role's budget has no window of its own: it stands before those that spent nothing.
        ("spent_usd", "CASE scope WHEN 'role' THEN -1 ELSE coalesce(spent_nanos, 0) END"),
        ("remaining_usd", "limit_nanos + coalesce(credit_nanos - spent_nanos - reserved_nanos, 0)"),
        // In millionths, as an integer; of a limit of nothing whatever was spent is all.
        (
            "percent_used",
            "CASE WHEN scope = 'role' THEN -1
                  WHEN coalesce(spent_nanos, 0) = 0 THEN 0
                  WHEN limit_nanos + credit_nanos = 0 THEN 9223372036854775807
                  ELSE CAST(spent_nanos * 1000000.0 / (limit_nanos + credit_nanos) AS INTEGER)
             END",
        ),
    ],
};

fn standing(now: Timestamp) -> Conditions {
    Conditions::default().worded(|values| {
        values.push(now.micros().into());
        "budgets.removed_at IS NULL AND $1 IS NOT NULL".to_owned()
    })
}

/// A page of budgets, each with its present window; `None` for a role's, and where none has begun.
///
/// # Errors
/// [`Error::Unexpected`] where the list has no such order.
pub fn list(
    read: &Read<'_>,
    page: &Page,
    now: Timestamp,
) -> Result<Listing<(Budget, Option<Period>)>, Error> {
    page::list(read, &BUDGETS, standing(now), page, from_row)
}

/// How many budgets.
///
/// # Errors
/// As any read.
pub fn count(read: &Read<'_>, now: Timestamp) -> Result<u64, Error> {
    page::count(read, &BUDGETS, &standing(now))
}

/// What budgets can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    page::sort_columns(&BUDGETS)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<(Budget, Option<Period>)> {
    let begun: Option<i64> = row.get("budget_id")?;
    Ok((budget(row)?, begun.map(|_| period(row)).transpose()?))
}
