//! Holding what a request may cost of its budgets, before it is sent on.

use crate::domain::book::{Book, period_key};
use crate::domain::budget::{Budget, PeriodKey, Reservation};
use crate::domain::instance::InstanceId;
use crate::domain::money::Nanos;
use crate::domain::scope::Sender;
use crate::domain::time::Timestamp;
use crate::domain::usage::InFlight;
use crate::ops::budget::account;
use crate::ops::budget::count;
use crate::ops::decide::Refusal;
use crate::ops::error::Error;
use crate::ops::grounds::Grounds;
use crate::store::budget_period as period_rows;
use crate::store::db::Write;
use crate::store::reservation as reservation_rows;

/// A request that wants to hold what it may cost.
#[derive(Clone, Debug)]
pub struct NewHold {
    /// The request.
    pub request: InFlight,
    /// Who sends it.
    pub sender: Sender,
    /// The most that it can cost (R-I2).
    pub most: Nanos,
    /// The revision by which it was admitted so far.
    pub generation: u64,
    /// What to look at in place of that revision, for one that was stale before.
    pub grounds: Option<Box<Grounds>>,
}

/// What a request got.
#[derive(Clone, Debug)]
pub enum HoldVerdict {
    /// It holds the amount.
    Held(Held),
    /// It holds nothing.
    Refused(Refusal),
    /// What it was admitted by has changed: it must be judged anew.
    Stale,
}

/// What a request holds.
#[derive(Clone, Debug)]
pub struct Held {
    /// To which instant it belongs (R-J3).
    pub at: Timestamp,
    /// How much of which windows.
    pub reservation: Reservation,
    /// The least that is left of any of its budgets.
    pub remaining: Nanos,
}

/// Has a request hold what it may cost, of every budget that refuses, or of none (R-I3). What was
/// written when it is refused is for the caller to undo.
///
/// # Errors
/// What the store says.
pub fn hold(
    write: &Write<'_>,
    book: &Book,
    instance: &InstanceId,
    hold: &NewHold,
) -> Result<HoldVerdict, Error> {
    let NewHold { request, sender, most, .. } = hold;
    let budgets = book.blocking(*sender, &request.model);
    let mut at = request.at;
    for budget in &budgets {
        let user = period_key(budget, *sender, at).user;
        let latest = period_rows::latest(write, budget.id, user)?;
        at = latest.map_or(at, |latest| at.max(latest.key.start));
    }
    let mut parts = Vec::with_capacity(budgets.len());
    let mut remaining = Nanos(i64::MAX);
    for budget in budgets {
        let key = begin(write, book, budget, *sender, at)?;
        let Some(standing) = period_rows::hold(write, key, *most, budget.limit)? else {
            let accounts = account::accounts(write, book, *sender, &request.model, at)?;
            let refusal = account::refusal(&accounts, *most).unwrap_or(Refusal::BudgetInFlight);
            return Ok(HoldVerdict::Refused(refusal));
        };
        remaining = remaining.min(standing.remaining(budget));
        parts.push(key);
    }
    let reservation = Reservation { held: *most, parts };
    let request = InFlight { at, ..request.clone() };
    reservation_rows::insert(write, instance, &request, &reservation)?;
    Ok(HoldVerdict::Held(Held { at, reservation, remaining }))
}

/// The window of a budget at an instant, begun and counted.
fn begin(
    write: &Write<'_>,
    book: &Book,
    budget: &Budget,
    sender: Sender,
    at: Timestamp,
) -> Result<PeriodKey, Error> {
    let window = book.window(budget, at);
    let user = period_key(budget, sender, at).user;
    if user != 0 && period_rows::is_uncounted(write, sender.user)? {
        count::count_user(write, book, sender.user, sender.role, at)?;
    }
    Ok(period_rows::begin(write, budget.id, user, window)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::budget::Every;
    use crate::domain::key::KeyId;
    use crate::domain::money::Picos;
    use crate::domain::price::Rates;
    use crate::domain::scope::WhoRef;
    use crate::domain::user::UserId;
    use crate::ops::budget::fixture::{Running, ada, window};
    use crate::ops::decide::Origin;
    use crate::ops::fixture::NOW;
    use crate::ops::key::list::show;
    use crate::ops::price;
    use crate::ops::snapshot;

    #[test]
    fn a_clock_that_is_set_back_brings_no_window_back() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Day);
        let row = running.held("2026-11-22T10:00:00Z", 6);
        running.settle(row, 6);
        let late = running.held("2026-11-21T10:00:00Z", 4);
        assert_eq!(late.at.to_string(), "2026-11-22T00:00:00Z", "as its row will say");
        let refused = running.hold("2026-11-20T10:00:00Z", 1);
        assert!(matches!(refused, HoldVerdict::Refused(Refusal::BudgetInFlight)), "{refused:?}");
        running.settle(late, 4);
        let refused = running.hold("2026-11-21T10:00:00Z", 1);
        let end = "2026-11-23T00:00:00Z".parse().unwrap();
        assert!(
            matches!(refused, HoldVerdict::Refused(Refusal::BudgetExhausted(Some(at))) if at == end),
            "{refused:?}"
        );
        running.assert_counted("2026-11-22T12:00:00Z");
    }

    #[test]
    fn of_several_budgets_all_hold_or_none() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        running.budget(WhoRef::Global, 5, Every::Month);
        let refused = running.hold("2026-11-21T10:00:00Z", 6);
        assert!(
            matches!(refused, HoldVerdict::Refused(Refusal::BudgetExhausted(_))),
            "{refused:?}"
        );
        let nothing = [window("2026-11-01", 0, 0), window("2026-11-01", 0, 0)];
        assert_eq!(running.windows(), nothing);
        let row = running.held("2026-11-21T10:00:00Z", 5);
        assert!(matches!(
            running.hold("2026-11-21T10:00:00Z", 1),
            HoldVerdict::Refused(Refusal::BudgetInFlight)
        ));
        running.settle(row, 2);
        assert_eq!(running.windows(), [window("2026-11-01", 2, 0), window("2026-11-01", 2, 0)]);
    }

    #[test]
    fn what_a_request_was_admitted_by_must_still_be_so() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let request = running.request("2026-11-21T10:00:00Z");
        let sender = Sender { key: KeyId(1), user: UserId(2), role: 1 };
        let generation = running.house.generations().0;
        running.house.revoke(&["ada/ci"]).unwrap();
        let hold = NewHold { request, sender, most: Nanos(1), generation, grounds: None };
        assert!(matches!(running.commit(&[], &[hold])[..], [HoldVerdict::Stale]));
        assert_eq!(running.house.number("SELECT count(*) FROM reservations"), 0);
    }

    #[test]
    fn grounds_that_stand_are_as_good_as_the_revision() {
        let mut running = Running::new();
        running.budget(ada(), 10, Every::Month);
        let priced = |running: &mut Running, from: &str| {
            let rates = Rates { request: Some(Picos(1)), ..Rates::default() };
            let model = "gpt-*".parse().unwrap();
            let (provider, max_output_tokens, effective_from) =
                (None, None, Some(from.parse().unwrap()));
            let request =
                price::Request { model, provider, rates, max_output_tokens, effective_from };
            price::set(&mut running.house.session, &request).unwrap().id
        };
        let price_id = priced(&mut running, "2026-01-01T00:00:00Z");
        let store = &running.house.session.store;
        let (key, _) = show(store, &"ada/ci".parse().unwrap()).unwrap();
        let snapshot = snapshot::load(store).unwrap();
        let provider = snapshot.providers[0].clone();
        let grounds = Grounds {
            prefix: key.prefix,
            origin: Origin::NotAsked,
            provider,
            price_id,
            reserve: snapshot.reserve,
        };
        let sender = Sender { key: KeyId(1), user: UserId(2), role: 1 };
        let ask = |running: &mut Running, grounds: Option<&Grounds>| {
            let request = running.request(&NOW.to_string());
            let grounds = grounds.map(|grounds| Box::new(grounds.clone()));
            let hold = NewHold { request, sender, most: Nanos(1), generation: 0, grounds };
            matches!(running.commit(&[], &[hold])[..], [HoldVerdict::Held(_)])
        };
        assert!(!ask(&mut running, None), "the revision is another");
        assert!(ask(&mut running, Some(&grounds)));
        let dearer = priced(&mut running, "2026-02-01T00:00:00Z");
        assert!(!ask(&mut running, Some(&grounds)), "the price is another");
        let grounds = Grounds { price_id: dearer, ..grounds };
        assert!(ask(&mut running, Some(&grounds)));
        running.house.revoke(&["ada/ci"]).unwrap();
        assert!(!ask(&mut running, Some(&grounds)), "the key is dead");
    }
}
