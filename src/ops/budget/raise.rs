//! `budget raise`: more for good, or for the present window.

use crate::domain::budget::{Budget, Reference, Window};
use crate::domain::key::KeyId;
use crate::domain::money::Nanos;
use crate::domain::scope::{ScopeRef, Sender, Subject};
use crate::domain::time::Timestamp;
use crate::domain::user::UserRef;
use crate::ops::budget::account::{self, Account};
use crate::ops::budget::list::{View, existing, view};
use crate::ops::budget::set::check_sum;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::scope as scopes;
use crate::ops::session::Session;
use crate::ops::snapshot;
use crate::store::budget as budget_rows;
use crate::store::budget_period as period_rows;
use crate::store::db::{Read, Write};

/// How far a raise goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raise {
    /// The limit is higher from now on.
    Limit,
    /// Only the present window gets a credit.
    ThisWindow,
}

/// What a raise came to.
#[derive(Clone, Debug)]
pub struct Raised {
    /// The budget as it is now.
    pub view: View,
    /// What could be spent in the present window before.
    pub before: Nanos,
    /// Other budgets of the same requests that still refuse them.
    pub blocking: Vec<Account>,
}

/// Raises a budget by an amount, for good or for its present window.
///
/// # Errors
/// [`Kind::NotFound`] where the scope has none, [`Kind::Usage`] for a raise by nothing,
/// [`Kind::Conflict`] where the reference has raised this budget or an earlier one of the scope,
/// [`Kind::Refused`] where the limit would be beyond all bounds, or for one window of a role's
/// budget, which has many.
pub fn raise(
    session: &mut Session,
    scope: &ScopeRef,
    amount: Nanos,
    how: Raise,
    reference: Option<&Reference>,
) -> Result<Raised, Error> {
    let now = session.now;
    session.change(|write, _| {
        let mut budget = existing(write, scope)?;
        let before = view(write, budget.clone(), now)?;
        if amount.0 == 0 {
            return Err(Error::new(Kind::Usage, "budget.no_amount", "a raise by nothing is none"));
        }
        let reference = reference.map(Reference::as_str);
        if let Some(reference) = reference {
            check_reference(write, &budget, reference)?;
        }
        check_sum(&budget, before.limit(), amount)?;
        let window = match how {
            Raise::Limit => {
                budget.limit = Nanos(budget.limit.0 + amount.0);
                None
            }
            Raise::ThisWindow => Some(credit(write, &budget, before.window, amount)?),
        };
        budget.limit_version += 1;
        budget_rows::update(write, &budget)?;
        budget_rows::insert_credit(write, budget.id, window, amount, reference, now)?;
        let event = scopes::of_budget("budget.raise", &budget)
            .with("amount", amount.to_string())
            .with("limit", budget.limit.to_string())
            .with("window", window.map(|window| window.to_string()))
            .with("reference", reference);
        let blocking = blocking(write, &budget, now)?;
        let view = view(write, budget, now)?;
        Ok((Raised { view, before: before.limit(), blocking }, vec![event]))
    })
}

fn credit(
    write: &Write<'_>,
    budget: &Budget,
    window: Window,
    amount: Nanos,
) -> Result<Timestamp, Error> {
    if let Subject::Role(_) = budget.subject {
        let message = format!("the budget of {} has no window of its own", budget.named());
        return Err(Error::new(Kind::Refused, "budget.of_role", message)
            .why("it is a default for each user of the role, by himself")
            .fix("leave --this-window out, or keyctl budget set … --user U"));
    }
    let key = period_rows::begin(write, budget.id, 0, window)?;
    period_rows::credit(write, key, amount)?;
    Ok(window.start)
}

/// Refuses a reference that was used for the scope of a budget before, so that a payment that is
/// reported twice counts once.
fn check_reference(read: &Read<'_>, budget: &Budget, reference: &str) -> Result<(), Error> {
    let used = budget_rows::find_credit(read, budget.subject, budget.model.as_ref(), reference)?;
    used.map_or(Ok(()), |amount| {
        let message = format!("{reference:?} has raised the budget of {} before", budget.named());
        Err(Error::new(Kind::Conflict, "budget.raised", message)
            .why(format!("by ${amount}; a reference counts once")))
    })
}

/// The other budgets that hold for the requests of a user or a key, and have no money left.
fn blocking(read: &Read<'_>, raised: &Budget, now: Timestamp) -> Result<Vec<Account>, Error> {
    let sender = match raised.subject {
        Subject::Key(key) => period_rows::sender(read, key)?,
        Subject::User(user) => {
            let found = find::user(read, &UserRef::Id(user))?;
            let role = find::role(read, &found.role)?.id;
            // No key has this number: budgets of single keys are not asked about.
            Sender { key: KeyId(0), user, role }
        }
        Subject::Role(_) | Subject::Global => return Ok(Vec::new()),
    };
    let book = snapshot::book(read)?;
    let model = raised.model.as_ref().map_or("", |model| model.as_str());
    let mut accounts = account::accounts(read, &book, sender, model, now)?;
    let is_spent = |account: &Account| {
        account.budget.blocks() && !account.standing.has_money_for(&account.budget, Nanos(1))
    };
    accounts.retain(|account| account.budget.id != raised.id && is_spent(account));
    Ok(accounts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::budget::{Every, MAX_LIMIT};
    use crate::ops::budget::fixture::{DOLLAR, house, invoice, monthly, scope, spend};
    use crate::ops::budget::list::show;
    use crate::ops::budget::set::{Changes, set, unset};
    use crate::ops::fixture::{Fixture, NOW};

    #[test]
    fn a_reference_counts_once_for_a_scope_whatever_becomes_of_its_budget() {
        let mut house = house();
        let ada = scope("user ada");
        let pay = |house: &mut Fixture, who: &str| {
            let (amount, how) = (Nanos(20 * DOLLAR), Raise::ThisWindow);
            let raised = raise(&mut house.session, &scope(who), amount, how, Some(&invoice()));
            raised.map(|raised| raised.view.limit()).map_err(|error| (error.kind, error.code))
        };
        let twice = Err((Kind::Conflict, "budget.raised"));
        monthly(&mut house, "user ada", 50);
        assert_eq!(pay(&mut house, "user ada"), Ok(Nanos(70 * DOLLAR)));
        let weekly = Changes { every: Some(Every::Week), ..Changes::default() };
        set(&mut house.session, &ada, &weekly).unwrap();
        assert_eq!(pay(&mut house, "user ada"), twice, "under another window");
        unset(&mut house.session, &ada).unwrap();
        monthly(&mut house, "user ada", 50);
        assert_eq!(pay(&mut house, "user ada"), twice, "under another budget");
        assert_eq!(show(&house.session.store, &ada, NOW).unwrap().limit(), Nanos(50 * DOLLAR));
        for other in ["user ada gpt-*", "user bob", "key ada/ci", "global"] {
            monthly(&mut house, other, 50);
            assert_eq!(pay(&mut house, other), Ok(Nanos(70 * DOLLAR)), "{other}");
        }
    }

    #[test]
    fn a_raise_tells_what_still_blocks() {
        let mut house = house();
        monthly(&mut house, "user ada", 5);
        monthly(&mut house, "global", 5);
        spend(&mut house, 1, "gpt-5", NOW, 6);
        let ada = scope("user ada");
        let raised =
            raise(&mut house.session, &ada, Nanos(4 * DOLLAR), Raise::ThisWindow, None).unwrap();
        assert_eq!((raised.before, raised.view.limit()), (Nanos(5 * DOLLAR), Nanos(9 * DOLLAR)));
        let blocking: Vec<_> =
            raised.blocking.iter().map(|account| account.budget.named().to_string()).collect();
        assert_eq!(blocking, ["all together"]);
        let raised =
            raise(&mut house.session, &ada, Nanos(DOLLAR), Raise::Limit, Some(&invoice())).unwrap();
        assert_eq!(raised.view.limit(), Nanos(10 * DOLLAR));
        let twice = raise(&mut house.session, &ada, Nanos(DOLLAR), Raise::Limit, Some(&invoice()));
        assert_eq!(twice.unwrap_err().kind, Kind::Conflict);
        assert_eq!(show(&house.session.store, &ada, NOW).unwrap().limit(), Nanos(10 * DOLLAR));
        let next = "2026-12-01T00:00:00Z".parse().unwrap();
        let december = show(&house.session.store, &ada, next).unwrap();
        assert_eq!(december.limit(), Nanos(6 * DOLLAR), "the credit was for one window");
        let beyond = raise(&mut house.session, &ada, MAX_LIMIT, Raise::Limit, None);
        assert_eq!(beyond.unwrap_err().code, "budget.too_high");
    }
}
