//! Charging the budgets of a request that has ended, and giving back what it held.

use crate::domain::audit::{self, Event};
use crate::domain::book::{Book, period_key};
use crate::domain::budget::{PeriodKey, Standing, Window};
use crate::domain::money::Nanos;
use crate::domain::scope::Sender;
use crate::domain::time::Timestamp;
use crate::domain::usage::NewUsage;
use crate::ops::budget::alert;
use crate::ops::error::Error;
use crate::store::budget_period as period_rows;
use crate::store::db::Write;

/// What became of a row that was appended to the ledger.
#[derive(Debug, Default)]
pub struct Settled {
    /// The least that is left of any budget that refuses; `None` where there is none.
    pub remaining: Option<Nanos>,
    /// What is to be told.
    pub events: Vec<Event>,
}

/// Charges the budgets of a request that was appended to the ledger, and gives back what it
/// held (R-I5). Thresholds that are reached with it are noted in the same transaction (R-I9).
///
/// # Errors
/// What the store says.
pub fn settle(
    write: &Write<'_>,
    book: &Book,
    sender: Sender,
    row: &NewUsage,
    now: Timestamp,
) -> Result<Settled, Error> {
    let held = row.reservation.as_ref();
    let cost = row.cost.unwrap_or_default();
    let released = |key: &PeriodKey| {
        held.filter(|held| held.parts.contains(key)).map_or(Nanos(0), |held| held.held)
    };
    let mut settled = Settled::default();
    let holding = book.blocking(sender, &row.model);
    let mut charged = Vec::new();
    for budget in book.charged(sender, &row.model) {
        let window = book.window(budget, row.at);
        let key = period_key(budget, sender, window.start);
        charged.push(key);
        let Some(standing) = charge(write, key, window, cost, released(&key))? else {
            continue;
        };
        settled.events.extend(alert::note(write, budget, key, &standing, now)?);
        if holding.iter().any(|holding| holding.id == budget.id) {
            let remaining = standing.remaining(budget);
            settled.remaining = Some(settled.remaining.map_or(remaining, |r| r.min(remaining)));
        }
    }
    // A budget that was unset since has nothing to be charged for, and gives back all the same.
    let parts = held.map_or(&[][..], |held| held.parts.as_slice());
    for key in parts.iter().filter(|key| !charged.contains(key)) {
        period_rows::settle(write, *key, Nanos(0), released(key))?;
    }
    if let Some(held) = held.filter(|held| cost > held.held) {
        settled.events.push(
            Event::ok("usage.over_reserve", format_args!("key:{}", row.key_id))
                .with("held", held.held.to_string())
                .with("cost", cost.to_string())
                .with("model", audit::clip(&row.model)),
        );
    }
    Ok(settled)
}

/// Charges a window; `None` for one from before the budget was made, which is not kept.
fn charge(
    write: &Write<'_>,
    key: PeriodKey,
    window: Window,
    cost: Nanos,
    released: Nanos,
) -> Result<Option<Standing>, Error> {
    if let Some(standing) = period_rows::settle(write, key, cost, released)? {
        return Ok(Some(standing));
    }
    let latest = period_rows::latest(write, key.budget, key.user)?;
    if latest.is_some_and(|latest| latest.key.start > key.start) {
        return Ok(None);
    }
    period_rows::begin(write, key.budget, key.user, window)?;
    Ok(period_rows::settle(write, key, cost, released)?)
}

#[cfg(test)]
mod tests {
    use crate::domain::budget::Every;
    use crate::domain::scope::{ScopeRef, WhoRef};
    use crate::ops::budget::fixture::{DOLLAR, Running, ada, window};
    use crate::ops::budget::set::unset;
    use crate::ops::orphan;
    use crate::store::db::Options;

    #[test]
    fn a_request_belongs_to_the_window_in_which_it_was_admitted() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Day);
        let old = running.held("2026-11-21T23:59:59Z", 6);
        let new = running.held("2026-11-22T00:00:00Z", 7);
        assert_eq!(running.windows(), [window("2026-11-21", 0, 6), window("2026-11-22", 0, 7)]);
        running.settle(old, 5);
        running.settle(new, 1);
        assert_eq!(running.windows(), [window("2026-11-21", 5, 0), window("2026-11-22", 1, 0)]);
        running.assert_counted("2026-11-22T01:00:00Z");
    }

    #[test]
    fn a_settlement_counts_once_and_one_that_is_late_not_at_all() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let row = running.held("2026-11-21T10:00:00Z", 3);
        running.life = None;
        let mut other = running.house.session_with(Options::COMMAND);
        assert_eq!(orphan::list(&other.store).unwrap().len(), 1);
        assert_eq!(orphan::settle(&mut other).unwrap().len(), 1);
        assert_eq!(running.windows(), [window("2026-11-01", 3, 0)]);
        running.settle(row.clone(), 1);
        running.settle(row, 1);
        assert_eq!(running.windows(), [window("2026-11-01", 3, 0)]);
        assert_eq!(running.house.number("SELECT count(*) FROM usage"), 1);
        let told = running.house.told();
        let late = told.iter().filter(|told| told.starts_with("usage.settled_late"));
        assert_eq!((late.count(), told.iter().any(|t| t.starts_with("usage.orphan"))), (2, true));
        running.assert_counted("2026-11-21T12:00:00Z");
    }

    #[test]
    fn a_gateway_that_lives_is_not_robbed() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let row = running.held("2026-11-21T10:00:00Z", 3);
        let mut other = running.house.session_with(Options::COMMAND);
        assert!(orphan::list(&other.store).unwrap().is_empty());
        assert!(orphan::settle(&mut other).unwrap().is_empty());
        running.settle(row, 1);
        assert_eq!(running.windows(), [window("2026-11-01", 1, 0)]);
    }

    #[test]
    fn what_costs_more_than_was_held_is_charged_and_told() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let row = running.held("2026-11-21T10:00:00Z", 3);
        running.settle(row, 12);
        assert_eq!(running.windows(), [window("2026-11-01", 12, 0)]);
        assert!(running.house.told().iter().any(|told| told.starts_with("usage.over_reserve")));
    }

    #[test]
    fn what_is_more_than_can_be_counted_stays_the_greatest_number() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let row = running.held("2026-11-21T10:00:00Z", 1);
        let more = running.held("2026-11-21T10:00:00Z", 1);
        let other = running.held("2026-11-21T10:00:00Z", 1);
        running.settle(row, 9_000_000_000);
        running.settle(other, 1);
        running.settle(more, 9_000_000_000);
        assert_eq!(running.windows(), [window("2026-11-01", i64::MAX / DOLLAR, 0)]);
        running.assert_counted("2026-11-21T12:00:00Z");
        running.budget(WhoRef::Global, 5, Every::Month);
        running.budget(WhoRef::Role("basic".to_owned()), 5, Every::Month);
        running.assert_counted("2026-11-21T12:00:00Z");
    }

    #[test]
    fn a_budget_that_was_unset_meanwhile_disturbs_nobody() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let row = running.held("2026-11-21T10:00:00Z", 3);
        let scope = ScopeRef { who: ada(), model: None };
        unset(&mut running.house.session, &scope).unwrap();
        running.budget(ada(), 10, Every::Month);
        running.settle(row, 2);
        assert_eq!(running.windows(), [window("2026-11-01", 2, 0)], "the new one is charged");
        running.assert_counted("2026-11-21T12:00:00Z");
    }
}
