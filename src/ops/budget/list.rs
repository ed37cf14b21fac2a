//! `budget list` and `budget show`: budgets and how they stand.

use crate::domain::budget::{Budget, Forecast, Standing, Window, forecast};
use crate::domain::money::Nanos;
use crate::domain::page::{Listing, Page};
use crate::domain::scope::{Named, ScopeRef, Subject};
use crate::domain::time::{Timestamp, Zone};
use crate::domain::user::{UserId, UserRef};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::snapshot;
use crate::store::budget as budget_rows;
use crate::store::budget_list;
use crate::store::budget_period::{self as period_rows, Period};
use crate::store::db::{Read, Store};
use crate::store::user as user_rows;

/// A budget and its present window. That of a role has one for each user.
#[derive(Clone, Debug)]
pub struct View {
    /// The budget.
    pub budget: Budget,
    /// The present window.
    pub window: Window,
    /// What it holds; `None` of a role's budget.
    pub standing: Option<Standing>,
    /// Where its pace leads.
    pub forecast: Option<Forecast>,
    /// What each user's window of a role's budget holds, as far as it has begun.
    pub users: Vec<(String, Standing)>,
}

impl View {
    /// What may be spent in the present window.
    pub fn limit(&self) -> Nanos {
        self.standing.unwrap_or_default().limit(&self.budget)
    }
}

/// A page of budgets. Those of roles are without what each user holds of them.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, page: &Page, now: Timestamp) -> Result<Listing<View>, Error> {
    let read = store.read()?;
    let zone = snapshot::zone(&read)?;
    let Listing { items, next } = budget_list::list(&read, page, now)?;
    let one = |(budget, period): (Budget, Option<Period>)| match budget.subject {
        Subject::Role(_) => of_role(budget, &[], zone, now),
        _ => of_one(budget, period, zone, now),
    };
    Ok(Listing { items: items.into_iter().map(one).collect(), next })
}

/// How many budgets.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store, now: Timestamp) -> Result<u64, Error> {
    Ok(budget_list::count(&store.read()?, now)?)
}

/// The columns that a list of budgets can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    budget_list::sort_columns()
}

/// The budget of a scope, and how it stands.
///
/// # Errors
/// [`Kind::NotFound`] for what the scope names, or where it has no budget.
pub fn show(store: &Store, scope: &ScopeRef, now: Timestamp) -> Result<View, Error> {
    let read = store.read()?;
    let budget = existing(&read, scope)?;
    view(&read, budget, now)
}

/// The budget of a scope.
///
/// # Errors
/// [`Kind::NotFound`] for what the scope names, or where it has no budget.
pub fn existing(read: &Read<'_>, scope: &ScopeRef) -> Result<Budget, Error> {
    let (subject, who) = find::subject(read, &scope.who)?;
    let named = Named { subject, who: &who, model: scope.model.as_ref() };
    let budget = budget_rows::find(read, subject, named.model)?;
    budget.ok_or_else(|| {
        let message = format!("{named} has no budget");
        Error::new(Kind::NotFound, "budget.not_found", message).fix("keyctl budget list")
    })
}

/// A budget with its present window, or with those of its users.
///
/// # Errors
/// What the store says.
pub fn view(read: &Read<'_>, budget: Budget, now: Timestamp) -> Result<View, Error> {
    let zone = snapshot::zone(read)?;
    let periods = period_rows::list_present(read, budget.id, now)?;
    let Subject::Role(_) = budget.subject else {
        return Ok(of_one(budget, periods.first().copied(), zone, now));
    };
    let user = |period: &Period| Ok((label(read, UserId(period.key.user))?, period.standing));
    let users = periods.iter().map(user).collect::<Result<_, Error>>()?;
    Ok(View { users, ..of_role(budget, &periods, zone, now) })
}

/// A budget of a user, a key or all together, with its present window, as far as one has begun.
fn of_one(budget: Budget, period: Option<Period>, zone: Zone, now: Timestamp) -> View {
    let window = period.map_or_else(|| budget.every.window(now, zone), |period| period.window());
    let standing = period.map(|period| period.standing).unwrap_or_default();
    let forecast = forecast(&standing, standing.limit(&budget), window, now);
    View { budget, window, standing: Some(standing), forecast, users: Vec::new() }
}

/// A budget of a role, in the latest of its users' windows.
fn of_role(budget: Budget, periods: &[Period], zone: Zone, now: Timestamp) -> View {
    let begun = periods.iter().map(Period::window).max_by_key(|window| window.start);
    let window = begun.unwrap_or_else(|| budget.every.window(now, zone));
    View { budget, window, standing: None, forecast: None, users: Vec::new() }
}

/// What a user is called, also one who was removed.
///
/// # Errors
/// What the store says.
pub fn label(read: &Read<'_>, user: UserId) -> Result<String, Error> {
    let found = user_rows::find(read, &UserRef::Id(user))?;
    Ok(found.map_or_else(|| user.to_string(), |user| user.label()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::budget::Every;
    use crate::ops::budget::check::{Finding, check};
    use crate::ops::budget::fixture::{DOLLAR, house, limit, monthly, scope, spend, spent};
    use crate::ops::budget::raise::{Raise, raise};
    use crate::ops::budget::set::set;
    use crate::ops::fixture::NOW;

    #[test]
    fn a_clock_that_is_set_back_shows_and_raises_the_window_that_has_begun() {
        let mut house = house();
        let daily = limit(10, Every::Day);
        let ada = scope("user ada");
        set(&mut house.session, &ada, &daily).unwrap();
        set(&mut house.session, &scope("role basic"), &daily).unwrap();
        let tomorrow = "2026-11-22T10:00:00Z".parse().unwrap();
        spend(&mut house, 1, "gpt-5", tomorrow, 4);
        assert_eq!(spent(&house, "user ada"), 4, "as a gateway judges");
        let of_role = show(&house.session.store, &scope("role basic"), NOW).unwrap().users;
        assert_eq!(of_role[0].1.spent, Nanos(4 * DOLLAR));
        let found = check(&house.session.store, None, Some(40), NOW).unwrap();
        let midnight: Timestamp = "2026-11-22T00:00:00Z".parse().unwrap();
        assert!(found.len() == 2 && found.iter().all(|found| found.window.start == midnight));
        let raised = raise(&mut house.session, &ada, Nanos(DOLLAR), Raise::ThisWindow, None);
        let view = raised.unwrap().view;
        assert_eq!((view.window.start, view.limit()), (midnight, Nanos(11 * DOLLAR)));
        let windows = "SELECT count(*) FROM budget_periods WHERE period_start < 1795305600000000";
        let before = house.number(windows);
        set(&mut house.session, &ada, &limit(20, Every::Day)).unwrap();
        assert_eq!(house.number(windows), before, "no earlier window was begun");
    }

    #[test]
    fn a_roles_budget_is_each_users_own() {
        let mut house = house();
        spend(&mut house, 1, "gpt-5", NOW, 3);
        monthly(&mut house, "role basic", 10);
        spend(&mut house, 3, "gpt-5", NOW, 5);
        spend(&mut house, 2, "gpt-5", NOW, 1);
        let view = show(&house.session.store, &scope("role basic"), NOW).unwrap();
        let users = view.users.iter().map(|(user, standing)| (user.as_str(), standing.spent.0));
        assert_eq!(users.collect::<Vec<_>>(), [("ada", 4 * DOLLAR), ("bob", 5 * DOLLAR)]);
        let refused =
            raise(&mut house.session, &scope("role basic"), Nanos(1), Raise::ThisWindow, None);
        assert_eq!(refused.unwrap_err().kind, Kind::Refused);
        let at = |pct| check(&house.session.store, None, Some(pct), NOW).unwrap();
        let of =
            |found: &[Finding]| -> Vec<_> { found.iter().filter_map(|f| f.user.clone()).collect() };
        assert_eq!(
            (of(&at(40)), of(&at(50)), of(&at(51))),
            (vec!["ada".to_owned(), "bob".to_owned()], vec!["bob".to_owned()], vec![],)
        );
    }
}
