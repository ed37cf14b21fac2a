//! Telling of thresholds that the windows of budgets reach (R-I9).

use crate::domain::audit::Event;
use crate::domain::budget::{Budget, PeriodKey, Standing};
use crate::domain::time::Timestamp;
use crate::ops::error::Error;
use crate::ops::occasion::{self, BudgetAlert};
use crate::store::budget_period::{self as period_rows, NewAlert};
use crate::store::db::Write;

/// Notes the thresholds that a window has reached; those that are news are told.
///
/// # Errors
/// What the store says.
pub fn note(
    write: &Write<'_>,
    budget: &Budget,
    key: PeriodKey,
    standing: &Standing,
    now: Timestamp,
) -> Result<Vec<Event>, Error> {
    let limit = standing.limit(budget);
    let mut events = Vec::new();
    for threshold in budget.alerts.reached(standing.spent, limit) {
        let alert = NewAlert {
            period: key,
            limit_version: budget.limit_version,
            threshold,
            at: now,
            spent: standing.spent,
            limit,
        };
        if period_rows::note_alert(write, &alert)? {
            let told = BudgetAlert {
                budget_id: budget.id.0,
                user_id: key.user,
                period_start: key.start,
                limit_version: budget.limit_version,
                threshold: i64::from(threshold),
                scope: budget.named().to_string(),
                spent: standing.spent,
                limit,
            };
            occasion::queue_budget_alert(write, &told, now)?;
            let event = Event::ok("budget.alert", format_args!("budget:{}", budget.id.0))
                .with("threshold", threshold)
                .with("spent", standing.spent.to_string())
                .with("limit", limit.to_string())
                .with("window", key.start.to_string());
            let user = (key.user != 0).then_some(key.user);
            events.push(user.map_or(event.clone(), |user| event.with("user", user)));
        }
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use crate::domain::budget::Every;
    use crate::domain::money::Nanos;
    use crate::ops::budget::fixture::{DOLLAR, alerts, house, limit, monthly, scope, spend};
    use crate::ops::budget::raise::{Raise, raise};
    use crate::ops::budget::set::set;
    use crate::ops::fixture::NOW;

    #[test]
    fn each_threshold_is_told_once_for_each_limit() {
        let mut house = house();
        monthly(&mut house, "user ada", 10);
        spend(&mut house, 1, "gpt-5", NOW, 7);
        assert!(alerts(&house).is_empty());
        spend(&mut house, 2, "gpt-5", NOW, 4);
        spend(&mut house, 1, "gpt-5", NOW, 1);
        assert_eq!(alerts(&house), ["80", "90", "100"]);
        let ada = scope("user ada");
        raise(&mut house.session, &ada, Nanos(4 * DOLLAR), Raise::ThisWindow, None).unwrap();
        spend(&mut house, 1, "gpt-5", NOW, 0);
        assert_eq!(alerts(&house)[3..], ["80"], "12 of 14");
        let lower = set(&mut house.session, &ada, &limit(1, Every::Month)).unwrap();
        assert_eq!(lower.limit(), Nanos(5 * DOLLAR));
        assert_eq!(alerts(&house)[4..], ["80", "90", "100"], "as soon as it is set");
    }
}
