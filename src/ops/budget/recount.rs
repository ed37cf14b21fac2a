//! Counting every window anew, and mending those that hold something else.

use crate::domain::book::Book;
use crate::domain::budget::{Budget, PeriodKey, Standing, Window};
use crate::domain::money::Nanos;
use crate::domain::scope::Subject;
use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::ops::error::Error;
use crate::ops::scope as scopes;
use crate::ops::session::Session;
use crate::ops::snapshot;
use crate::store::budget_period::{self as period_rows, Period, Records};
use crate::store::db::{Read, Store, Write};
use crate::store::reservation as reservation_rows;
use crate::store::usage_prune;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// A window that does not hold what the ledger and the open reservations say.
#[derive(Clone, Debug)]
pub struct Drift {
    /// The budget.
    pub budget: Budget,
    /// The window and what it holds.
    pub period: Period,
    /// What was spent in it.
    pub spent: Nanos,
    /// What is held of it.
    pub reserved: Nanos,
}

/// What came of counting every window anew.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// The windows that hold something else.
    pub drifts: Vec<Drift>,
    /// How many windows were counted, those that could not be counted whole among them.
    pub windows: u64,
    /// Of how many of them rows were given up: what those have spent stands as it is.
    pub short: u64,
    /// The instant before which rows were given up, if any were.
    pub kept_since: Option<Timestamp>,
}

/// Counts every window anew, and says which hold something else than the ledger and the open
/// reservations say.
///
/// # Errors
/// What the store says.
pub fn recount(store: &Store, now: Timestamp) -> Result<Counted, Error> {
    count_all(&store.read()?, now)
}

/// As [`recount`], and writes what was counted where it differs.
///
/// # Errors
/// What the store says.
pub fn mend(session: &mut Session) -> Result<Counted, Error> {
    let now = session.now;
    session.change(|write, _| {
        let found = count_all(write, now)?;
        put_right(write, &found.drifts)?;
        let told = |drift: &Drift| {
            scopes::of_budget("budget.recount", &drift.budget)
                .with("window", drift.period.key.start.to_string())
                .with(
                    "spent",
                    [drift.period.standing.spent, drift.spent].map(|n| n.to_string()).to_vec(),
                )
                .with(
                    "reserved",
                    [drift.period.standing.reserved, drift.reserved]
                        .map(|n| n.to_string())
                        .to_vec(),
                )
        };
        let events = found.drifts.iter().map(told).collect();
        Ok((found, events))
    })
}

/// Counts every window anew by what requests cost when they ended, whatever they were priced at
/// since. What was spent in one of which rows were given up cannot be counted, and stays.
fn count_all(read: &Read<'_>, now: Timestamp) -> Result<Counted, Error> {
    let book = snapshot::book(read)?;
    let uncounted = period_rows::uncounted(read)?;
    let mut each: HashMap<(i64, Timestamp), HashMap<UserId, Nanos>> = HashMap::new();
    let mut members: HashMap<i64, Vec<UserId>> = HashMap::new();
    let kept_since = usage_prune::before(read)?;
    let mut found = Counted { kept_since, ..Counted::default() };
    for period in periods(read, &book, now)? {
        let Some(budget) = book.budgets().iter().find(|budget| budget.id == period.key.budget)
        else {
            continue;
        };
        let window = Window { start: period.key.start, end: period.end };
        let model = budget.model.as_ref();
        let records = Records::of(window, kept_since, book.zone());
        let spent = if let Subject::Role(role) = budget.subject {
            let user = UserId(period.key.user);
            let of_role = match members.entry(role) {
                Entry::Occupied(found) => found.into_mut(),
                Entry::Vacant(free) => free.insert(period_rows::users_of(read, role)?),
            };
            // He had the role once: the window is not looked at until he has it again.
            if !of_role.contains(&user) || uncounted.contains(&user) {
                continue;
            }
            let sums = match each.entry((budget.id.0, period.key.start)) {
                Entry::Occupied(found) => found.into_mut(),
                Entry::Vacant(free) => {
                    free.insert(period_rows::spent_by_each(read, model, records)?)
                }
            };
            sums.get(&user).copied().unwrap_or_default()
        } else {
            period_rows::spent_by(read, budget.subject, model, records)?
        };
        // Sums hold what was priced later too, which no budget was charged: they prove nothing.
        let spent = if records.is_short() { period.standing.spent } else { spent };
        found.windows += 1;
        found.short += u64::from(records.is_short());
        let reserved = reservation_rows::held_of(read, period.key)?;
        let Standing { spent: was, reserved: held, .. } = period.standing;
        if (was, held) != (spent, reserved) {
            found.drifts.push(Drift { budget: budget.clone(), period, spent, reserved });
        }
    }
    Ok(found)
}

/// Every window that there is, and the present one of a budget that has none yet.
fn periods(read: &Read<'_>, book: &Book, now: Timestamp) -> Result<Vec<Period>, Error> {
    let mut periods = period_rows::list_all(read)?;
    for budget in book.budgets() {
        if matches!(budget.subject, Subject::Role(_)) {
            continue;
        }
        let window = book.window(budget, now);
        let latest = period_rows::latest(read, budget.id, 0)?;
        if latest.is_none_or(|latest| latest.key.start < window.start) {
            let key = PeriodKey { budget: budget.id, user: 0, start: window.start };
            periods.push(Period { key, end: window.end, standing: Standing::default() });
        }
    }
    Ok(periods)
}

/// Writes what windows were counted to hold.
fn put_right(write: &Write<'_>, drifts: &[Drift]) -> Result<(), Error> {
    for drift in drifts {
        let Period { key, end, .. } = drift.period;
        period_rows::begin(write, key.budget, key.user, Window { start: key.start, end })?;
        period_rows::set(write, key, drift.spent, drift.reserved)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::budget::fixture::{DOLLAR, house, monthly, spend, spent};
    use crate::ops::fixture::NOW;

    #[test]
    fn a_recount_finds_and_mends_what_drifted() {
        let mut house = house();
        monthly(&mut house, "user ada", 10);
        monthly(&mut house, "role basic", 10);
        spend(&mut house, 1, "gpt-5", NOW, 3);
        house.sql("UPDATE budget_periods SET spent_nanos = 1, reserved_nanos = 2");
        let found = mend(&mut house.session).unwrap().drifts;
        let told = |drift: &Drift| (drift.spent.0 / DOLLAR, drift.reserved.0);
        assert_eq!(found.iter().map(told).collect::<Vec<_>>(), [(3, 0), (3, 0)]);
        assert!(mend(&mut house.session).unwrap().drifts.is_empty());
        assert_eq!(spent(&house, "user ada"), 3);
    }
}
