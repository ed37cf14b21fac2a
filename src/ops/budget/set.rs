//! `budget set` and `budget unset`: what may be spent, in which window, and what happens beyond.

use crate::domain::audit::Event;
use crate::domain::budget::{Alerts, Budget, Every, MAX_LIMIT, OnExceed};
use crate::domain::money::Nanos;
use crate::domain::scope::{Named, ScopeRef};
use crate::domain::setting::catalogue::BUDGET_ALERTS;
use crate::domain::time::Timestamp;
use crate::ops::budget::alert;
use crate::ops::budget::count::count_new;
use crate::ops::budget::list::{View, existing, view};
use crate::ops::configuration;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::scope as scopes;
use crate::ops::session::Session;
use crate::store::budget::{self as budget_rows, NewBudget};
use crate::store::budget_period::{self as period_rows, Period};
use crate::store::db::{Read, Write};
use crate::store::error::Error as StoreError;

/// What is to change of a budget; what is not said stays, and is as usual of a new one.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// How much may be spent in a window.
    pub limit: Option<Nanos>,
    /// How often it begins anew.
    pub every: Option<Every>,
    /// When it tells of itself; at 80, 90 and 100 % as usual.
    pub alerts: Option<Alerts>,
    /// What happens beyond it; a refusal as usual.
    pub on_exceed: Option<OnExceed>,
}

/// Sets a budget, or changes the one that the scope has. What was spent in the present window
/// before counts. A credit of it stays, and goes along into a window of another length.
///
/// # Errors
/// [`Kind::NotFound`] for what the scope names, [`Kind::Usage`] where a new budget lacks its amount
/// or its window, or where nothing is to change, [`Kind::Refused`] where the limit would be beyond
/// all bounds with its credit.
pub fn set(session: &mut Session, scope: &ScopeRef, changes: &Changes) -> Result<View, Error> {
    let now = session.now;
    session.change(|write, _| {
        let (subject, who) = find::subject(write, &scope.who)?;
        let model = scope.model.as_ref();
        let named = Named { subject, who: &who, model };
        let before = budget_rows::find(write, subject, model)?;
        let after = match &before {
            Some(before) => changed(write, before, changes, now)?,
            None => made(write, named, changes, now)?,
        };
        let mut event = set_event(before.as_ref(), &after);
        if before.as_ref().is_none_or(|before| before.id != after.id) {
            count_new(write, &after, now)?;
        }
        if let Some(before) = before.filter(|before| before.id != after.id) {
            let carried = carry_credit(write, &before, &after, now)?;
            event = event.with("credit", carried.map(|credit| credit.to_string()));
        }
        let mut events = vec![event];
        for Period { key, standing, .. } in period_rows::list_present(write, after.id, now)? {
            events.extend(alert::note(write, &after, key, &standing, now)?);
        }
        Ok((view(write, after, now)?, events))
    })
}

/// Ends a budget.
///
/// # Errors
/// [`Kind::NotFound`] where the scope has none.
pub fn unset(session: &mut Session, scope: &ScopeRef) -> Result<Budget, Error> {
    let now = session.now;
    session.change(|write, _| {
        let budget = existing(write, scope)?;
        let event = scopes::end_budget(write, &budget, now)?;
        Ok((budget, vec![event]))
    })
}

fn made(
    write: &Write<'_>,
    named: Named<'_>,
    changes: &Changes,
    now: Timestamp,
) -> Result<Budget, Error> {
    let usage = |code, message: String| Error::new(Kind::Usage, code, message);
    let Some(limit) = changes.limit else {
        return Err(usage("budget.no_amount", format!("{named} has no budget yet"))
            .why("a new one needs an amount")
            .fix("keyctl budget set 50/month …"));
    };
    let Some(every) = changes.every else {
        return Err(usage("budget.no_window", format!("{named} has no budget yet"))
            .why("a new one needs a window: day, week, month or total")
            .fix(format!("write {limit}/month, or add --every month")));
    };
    let new = NewBudget {
        subject: named.subject,
        model: named.model,
        limit,
        every,
        alerts: &match &changes.alerts {
            Some(alerts) => alerts.clone(),
            None => configuration::percents(write, BUDGET_ALERTS)?,
        },
        on_exceed: changes.on_exceed.unwrap_or(OnExceed::Block),
        limit_version: 1,
    };
    budget_rows::insert(write, &new, now)?;
    found(write, named)
}

fn changed(
    write: &Write<'_>,
    before: &Budget,
    changes: &Changes,
    now: Timestamp,
) -> Result<Budget, Error> {
    let Changes { limit, every, alerts, on_exceed } = changes;
    if limit.is_none() && every.is_none() && alerts.is_none() && on_exceed.is_none() {
        let message = format!("nothing is to change of the budget of {}", before.named());
        return Err(Error::new(Kind::Usage, "budget.no_change", message)
            .fix("give an amount, --every, --alert or --on-exceed"));
    }
    let limit = limit.unwrap_or(before.limit);
    check_sum(before, limit, credit_of(write, before, now)?)?;
    let after = Budget {
        limit,
        every: every.unwrap_or(before.every),
        alerts: alerts.clone().unwrap_or_else(|| before.alerts.clone()),
        on_exceed: on_exceed.unwrap_or(before.on_exceed),
        limit_version: before.limit_version + i64::from(limit != before.limit),
        ..before.clone()
    };
    if after.every == before.every {
        budget_rows::update(write, &after)?;
        return Ok(after);
    }
    // Its windows would lie across those of before: it is another budget.
    budget_rows::remove(write, before.id, now)?;
    let new = NewBudget {
        subject: after.subject,
        model: after.model.as_ref(),
        limit: after.limit,
        every: after.every,
        alerts: &after.alerts,
        on_exceed: after.on_exceed,
        limit_version: after.limit_version,
    };
    budget_rows::insert(write, &new, now)?;
    found(write, after.named())
}

fn found(read: &Read<'_>, named: Named<'_>) -> Result<Budget, Error> {
    let budget = budget_rows::find(read, named.subject, named.model)?;
    Ok(budget.ok_or(StoreError::Unexpected("the budget"))?)
}

/// What the present window of a budget was raised by; nothing of a role's, which has none.
fn credit_of(read: &Read<'_>, budget: &Budget, now: Timestamp) -> Result<Nanos, Error> {
    let windows = period_rows::list_present(read, budget.id, now)?;
    Ok(windows.first().map(|period| period.standing.credit).unwrap_or_default())
}

/// Moves the credit of a budget's present window to that of the one in its place, if there is any.
fn carry_credit(
    write: &Write<'_>,
    before: &Budget,
    after: &Budget,
    now: Timestamp,
) -> Result<Option<Nanos>, Error> {
    let credit = credit_of(write, before, now)?;
    if credit == Nanos(0) {
        return Ok(None);
    }
    for period in period_rows::list_present(write, after.id, now)? {
        period_rows::credit(write, period.key, credit)?;
    }
    Ok(Some(credit))
}

/// Refuses a limit and a credit that a window could not hold together.
///
/// # Errors
/// [`Kind::Refused`].
pub fn check_sum(budget: &Budget, one: Nanos, other: Nanos) -> Result<(), Error> {
    if one.0.checked_add(other.0).is_some_and(|sum| sum <= MAX_LIMIT.0) {
        return Ok(());
    }
    let message = format!("the limit of {} cannot be so high", budget.named());
    Err(Error::new(Kind::Refused, "budget.too_high", message)
        .why(format!("a window has at most ${MAX_LIMIT}, its credit included")))
}

fn set_event(before: Option<&Budget>, after: &Budget) -> Event {
    let told = |budget: &Budget| {
        serde_json::json!({
            "limit": budget.limit.to_string(),
            "every": budget.every.as_str(),
            "alerts": budget.alerts.to_string(),
            "on_exceed": budget.on_exceed.as_str(),
        })
    };
    scopes::of_budget("budget.set", after)
        .with("before", before.map(told))
        .with("after", told(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::page::Page;
    use crate::ops::budget::fixture::{DOLLAR, alerts, house, limit, monthly, scope, spend, spent};
    use crate::ops::budget::list::{list, show};
    use crate::ops::budget::raise::{Raise, raise};
    use crate::ops::fixture::NOW;
    use crate::ops::setting;
    use crate::secret::random;

    #[test]
    fn a_new_budget_has_the_thresholds_that_are_set_and_tells_of_them() {
        let mut house = house();
        for (name, value) in [("budget.alerts", "50, 100"), ("notify.command", "true")] {
            setting::set(&mut house.session, name, value, &mut random::system()).unwrap();
        }
        let view = monthly(&mut house, "user ada", 10);
        assert_eq!(view.budget.alerts.to_string(), "50,100");
        spend(&mut house, 1, "gpt-5", NOW, 6);
        spend(&mut house, 1, "gpt-5", NOW, 1);
        assert_eq!(alerts(&house), ["50"]);
        let told = "SELECT count(*) FROM notices
                    WHERE json_extract(payload, '$.summary') = 'the budget of user \"ada\" has '
                        || 'reached 50 %: $6.00 of $10.00'";
        assert_eq!((house.number(told), house.number("SELECT count(*) FROM notices")), (1, 1));
    }

    #[test]
    fn what_is_left_out_stays() {
        let mut house = house();
        monthly(&mut house, "user ada", 50);
        let alone = Changes { on_exceed: Some(OnExceed::Warn), ..Changes::default() };
        let view = set(&mut house.session, &scope("user ada"), &alone).unwrap();
        assert_eq!((view.budget.limit, view.budget.every), (Nanos(50 * DOLLAR), Every::Month));
        assert_eq!((view.budget.on_exceed, view.budget.limit_version), (OnExceed::Warn, 1));
        let view = monthly(&mut house, "user ada", 60);
        assert_eq!((view.budget.on_exceed, view.budget.limit_version), (OnExceed::Warn, 2));
        let nothing = set(&mut house.session, &scope("user ada"), &Changes::default());
        assert_eq!(nothing.unwrap_err().code, "budget.no_change");
    }

    #[test]
    fn a_new_budget_needs_an_amount_and_a_window() {
        let mut house = house();
        let ada = scope("user ada");
        for (changes, code) in [
            (Changes { every: Some(Every::Day), ..Changes::default() }, "budget.no_amount"),
            (Changes { limit: Some(Nanos(1)), ..Changes::default() }, "budget.no_window"),
        ] {
            let error = set(&mut house.session, &ada, &changes).unwrap_err();
            assert_eq!((error.kind, error.code), (Kind::Usage, code));
        }
        let nobody = set(&mut house.session, &scope("user nobody"), &limit(1, Every::Day));
        assert_eq!(nobody.unwrap_err().code, "user.not_found");
        assert!(list(&house.session.store, &Page::default(), NOW).unwrap().items.is_empty());
    }

    #[test]
    fn another_window_counts_anew() {
        let mut house = house();
        let yesterday = "2026-11-20T12:00:00Z".parse().unwrap();
        spend(&mut house, 1, "gpt-5", yesterday, 5);
        spend(&mut house, 1, "gpt-5", NOW, 2);
        let before = monthly(&mut house, "user ada", 50);
        assert_eq!(spent(&house, "user ada"), 7);
        let daily = Changes { every: Some(Every::Day), ..Changes::default() };
        let after = set(&mut house.session, &scope("user ada"), &daily).unwrap();
        assert_eq!((after.budget.limit, spent(&house, "user ada")), (before.budget.limit, 2));
        assert_eq!(list(&house.session.store, &Page::default(), NOW).unwrap().items.len(), 1);
        spend(&mut house, 1, "gpt-5", NOW, 1);
        monthly(&mut house, "user ada", 50);
        assert_eq!(spent(&house, "user ada"), 8);
    }

    #[test]
    fn a_credit_goes_along_into_a_window_of_another_length() {
        let mut house = house();
        let ada = scope("user ada");
        monthly(&mut house, "user ada", 50);
        spend(&mut house, 1, "gpt-5", NOW, 10);
        raise(&mut house.session, &ada, Nanos(20 * DOLLAR), Raise::ThisWindow, None).unwrap();
        for every in [Every::Week, Every::Day, Every::Total, Every::Month] {
            let changes = Changes { every: Some(every), ..Changes::default() };
            let view = set(&mut house.session, &ada, &changes).unwrap();
            let standing = view.standing.unwrap();
            assert_eq!(standing.credit, Nanos(20 * DOLLAR), "{every:?}");
            assert_eq!(standing.remaining(&view.budget), Nanos(60 * DOLLAR), "{every:?}");
        }
        let next = "2026-12-01T00:00:00Z".parse().unwrap();
        let december = show(&house.session.store, &ada, next).unwrap();
        assert_eq!(december.limit(), Nanos(50 * DOLLAR), "and ends with that window");
        unset(&mut house.session, &ada).unwrap();
        assert_eq!(monthly(&mut house, "user ada", 50).limit(), Nanos(50 * DOLLAR));
    }

    #[test]
    fn a_credit_carried_along_counts_before_a_threshold_is_told() {
        let mut house = house();
        let ada = scope("user ada");
        monthly(&mut house, "user ada", 10);
        raise(&mut house.session, &ada, Nanos(90 * DOLLAR), Raise::ThisWindow, None).unwrap();
        spend(&mut house, 1, "gpt-5", NOW, 9);
        let weekly = Changes { every: Some(Every::Week), ..Changes::default() };
        set(&mut house.session, &ada, &weekly).unwrap();
        assert!(alerts(&house).is_empty(), "9 of 100");
    }

    #[test]
    fn limit_and_credit_stay_below_the_bound_together() {
        let mut house = house();
        let ada = scope("user ada");
        monthly(&mut house, "user ada", 1);
        raise(&mut house.session, &ada, Nanos(DOLLAR), Raise::ThisWindow, None).unwrap();
        for every in [Every::Month, Every::Day] {
            let most = Changes { limit: Some(MAX_LIMIT), every: Some(every), ..Changes::default() };
            let beyond = set(&mut house.session, &ada, &most).unwrap_err();
            assert_eq!((beyond.kind, beyond.code), (Kind::Refused, "budget.too_high"));
        }
        assert_eq!(show(&house.session.store, &ada, NOW).unwrap().limit(), Nanos(2 * DOLLAR));
    }

    #[test]
    fn a_budget_that_was_unset_is_gone_and_its_scope_free() {
        let mut house = house();
        let first = monthly(&mut house, "user ada", 10).budget.id;
        unset(&mut house.session, &scope("user ada")).unwrap();
        let missing = unset(&mut house.session, &scope("user ada")).unwrap_err();
        assert_eq!((missing.kind, missing.code), (Kind::NotFound, "budget.not_found"));
        spend(&mut house, 1, "gpt-5", NOW, 1);
        assert_ne!(monthly(&mut house, "user ada", 10).budget.id, first);
        assert_eq!(spent(&house, "user ada"), 1);
    }
}
