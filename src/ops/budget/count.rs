//! Counting what was spent in a window before anything was held of it or charged to it.

use crate::domain::book::Book;
use crate::domain::budget::{Budget, Window};
use crate::domain::money::Nanos;
use crate::domain::scope::Subject;
use crate::domain::time::{Timestamp, Zone};
use crate::domain::user::UserId;
use crate::ops::error::Error;
use crate::ops::snapshot;
use crate::store::budget_period::{self as period_rows, Records};
use crate::store::db::{Read, Write};
use crate::store::reservation as reservation_rows;
use crate::store::usage_prune;

/// Counts the window of a budget that is made: what was spent in it before is spent.
///
/// # Errors
/// What the store says.
pub fn count_new(write: &Write<'_>, budget: &Budget, at: Timestamp) -> Result<(), Error> {
    let zone = snapshot::zone(write)?;
    let window = budget.every.window(at, zone);
    let records = records(write, window, zone)?;
    let model = budget.model.as_ref();
    let spent: Vec<(i64, Nanos)> = match budget.subject {
        Subject::Role(role) => {
            let each = period_rows::spent_by_each(write, model, records)?;
            let users = period_rows::users_of(write, role)?.into_iter();
            users.filter_map(|user| Some((user.0, *each.get(&user)?))).collect()
        }
        subject => vec![(0, period_rows::spent_by(write, subject, model, records)?)],
    };
    for (user, spent) in spent {
        let key = period_rows::begin(write, budget.id, user, window)?;
        period_rows::set(write, key, spent, Nanos(0))?;
    }
    Ok(())
}

/// Counts a user's windows of the budgets of a role that he has come to.
///
/// # Errors
/// What the store says.
pub fn count_user(
    write: &Write<'_>,
    book: &Book,
    user: UserId,
    role: i64,
    at: Timestamp,
) -> Result<(), Error> {
    let of_role = |budget: &&Budget| budget.subject == Subject::Role(role);
    for budget in book.budgets().iter().filter(of_role) {
        let window = book.window(budget, at);
        let records = records(write, window, book.zone())?;
        let spent =
            period_rows::spent_by(write, Subject::User(user), budget.model.as_ref(), records)?;
        let key = period_rows::begin(write, budget.id, user.0, window)?;
        let reserved = reservation_rows::held_of(write, key)?;
        period_rows::set(write, key, spent, reserved)?;
    }
    Ok(period_rows::mark_counted(write, user)?)
}

/// Where what was spent in a window is found.
///
/// # Errors
/// What the store says.
pub fn records(read: &Read<'_>, window: Window, zone: Zone) -> Result<Records, Error> {
    Ok(Records::of(window, usage_prune::before(read)?, zone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::budget::{Every, Reservation};
    use crate::domain::scope::WhoRef;
    use crate::domain::usage::NewUsage;
    use crate::ops::budget::fixture::{
        DOLLAR, Running, drifts, house, limit, monthly, scope, spend, spent, window,
    };
    use crate::ops::budget::hold::HoldVerdict;
    use crate::ops::budget::recount::{mend, recount};
    use crate::ops::budget::set::set;
    use crate::ops::decide::Refusal;
    use crate::ops::fixture::NOW;
    use crate::ops::rollup;

    #[test]
    fn what_was_spent_in_the_window_before_the_budget_counts() {
        let mut house = house();
        spend(&mut house, 1, "gpt-5", NOW, 3);
        spend(&mut house, 2, "llama3", NOW, 4);
        spend(&mut house, 3, "gpt-5", NOW, 5);
        let october = "2026-10-31T23:59:59Z".parse().unwrap();
        spend(&mut house, 1, "gpt-5", october, 100);
        for (who, dollars) in [
            ("user ada", 7),
            ("key ada/cd", 4),
            ("user ada gpt-*", 3),
            ("global", 12),
            ("global x gpt-5", 8),
        ] {
            monthly(&mut house, who, 1_000);
            assert_eq!(spent(&house, who), dollars, "{who}");
        }
        set(&mut house.session, &scope("key ada/ci"), &limit(1_000, Every::Total)).unwrap();
        assert_eq!(spent(&house, "key ada/ci"), 103);
        spend(&mut house, 1, "gpt-5", NOW, 1);
        let all = ["user ada", "key ada/cd", "user ada gpt-*", "global", "key ada/ci"];
        assert_eq!(all.map(|who| spent(&house, who)), [8, 4, 4, 13, 104]);
        assert!(drifts(&house).is_empty());
    }

    #[test]
    fn what_was_spent_counts_also_where_its_rows_were_given_up() {
        let mut house = house();
        let october = "2026-10-20T12:00:00Z".parse().unwrap();
        spend(&mut house, 1, "gpt-5", october, 100);
        spend(&mut house, 3, "llama3", october, 30);
        spend(&mut house, 1, "gpt-5", NOW, 3);
        let total = limit(1_000, Every::Total);
        set(&mut house.session, &scope("user bob"), &total).unwrap();
        let before = "2026-11-01T00:00:00Z".parse().unwrap();
        let plan = rollup::plan_prune(&house.session.store, before, Zone::Utc, NOW).unwrap();
        rollup::prune(&mut house.session, &plan, |_, _| {}).unwrap();
        assert_eq!(house.number("SELECT count(*) FROM usage"), 1);
        assert!(drifts(&house).is_empty());
        for (who, dollars) in
            [("user ada", 103), ("key ada/ci", 103), ("global", 133), ("global x llama*", 30)]
        {
            set(&mut house.session, &scope(who), &total).unwrap();
            assert_eq!(spent(&house, who), dollars, "{who}");
        }
        monthly(&mut house, "key ada/cd", 1_000);
        assert_eq!(spent(&house, "key ada/cd"), 0);
        house.sql("UPDATE budget_periods SET reserved_nanos = 1 WHERE budget_id = 1");
        let found = recount(&house.session.store, NOW).unwrap();
        assert_eq!((found.windows, found.short, found.kept_since), (6, 5, Some(before)));
        assert_eq!(found.drifts.len(), 1, "what is held is counted all the same");
        mend(&mut house.session).unwrap();
        assert!(drifts(&house).is_empty());
    }

    #[test]
    fn whoever_changes_roles_takes_what_he_spent_along() {
        let mut running = Running::new();
        running.budget(WhoRef::Role("contributor".to_owned()), 10, Every::Month);
        let request = running.request("2026-11-21T10:00:00Z");
        let reservation = Reservation { held: Nanos(8 * DOLLAR), parts: Vec::new() };
        running.commit(&[NewUsage { reservation: None, ..request.lost(reservation) }], &[]);
        assert!(running.windows().is_empty(), "he had another role");
        running.house.sql("UPDATE users SET role_id = 2 WHERE handle = 'ada'");
        running.house.session.change(|_, _| Ok(((), Vec::new()))).unwrap();
        let refused = running.hold("2026-11-21T10:00:00Z", 3);
        assert!(
            matches!(refused, HoldVerdict::Refused(Refusal::BudgetExhausted(_))),
            "{refused:?}"
        );
        let row = running.held("2026-11-21T10:00:00Z", 2);
        assert_eq!(running.windows(), [window("2026-11-01", 8, 2)]);
        running.settle(row, 1);
        assert_eq!(running.windows(), [window("2026-11-01", 9, 0)]);
        running.assert_counted("2026-11-21T12:00:00Z");
    }
}
