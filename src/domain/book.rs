//! All budgets, and which of them a request counts against.

use std::collections::HashMap;

use crate::domain::budget::{Budget, PeriodKey, Window};
use crate::domain::scope::{Sender, Subject};
use crate::domain::time::{Timestamp, Zone};

/// All budgets, as of one revision.
#[derive(Clone, Debug)]
pub struct Book {
    budgets: Vec<Budget>,
    /// Where the budgets of a subject stand.
    places: HashMap<Subject, Vec<usize>>,
    zone: Zone,
}

impl Book {
    /// The book of these budgets, whose windows begin by a zone's calendar.
    pub fn new(mut budgets: Vec<Budget>, zone: Zone) -> Self {
        budgets.sort_by_key(|budget| budget.id);
        let mut places: HashMap<Subject, Vec<usize>> = HashMap::new();
        for (place, budget) in budgets.iter().enumerate() {
            places.entry(budget.subject).or_default().push(place);
        }
        Self { budgets, places, zone }
    }

    /// Whether there is no budget at all.
    pub fn is_empty(&self) -> bool {
        self.budgets.is_empty()
    }

    /// Every budget, in the order of its number.
    pub fn budgets(&self) -> &[Budget] {
        &self.budgets
    }

    /// The zone in which windows begin.
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// The window of a budget that an instant is in.
    pub fn window(&self, budget: &Budget, at: Timestamp) -> Window {
        budget.every.window(at, self.zone)
    }

    /// Every budget that what a request spends is counted in, in the order of their numbers: also
    /// defaults that do not hold for it, so that they are right once they do.
    pub fn charged(&self, sender: Sender, model: &str) -> Vec<&Budget> {
        if self.budgets.is_empty() {
            return Vec::new();
        }
        let mut places: Vec<usize> = sender
            .subjects()
            .iter()
            .filter_map(|subject| self.places.get(subject))
            .flatten()
            .copied()
            .filter(|place| self.budgets[*place].is_for(model))
            .collect();
        places.sort_unstable();
        places.into_iter().map(|place| &self.budgets[place]).collect()
    }

    /// The budgets that hold for a request, in the order of their numbers. Those of its key, its
    /// user and of all together hold beside each other; that of the user's role is a default, in
    /// whose place one of the user himself stands, for the same models or for all.
    pub fn holding(&self, sender: Sender, model: &str) -> Vec<&Budget> {
        let charged = self.charged(sender, model);
        let own = |budget: &&Budget| matches!(budget.subject, Subject::User(_));
        let replaced = |default: &Budget| {
            let mut own = charged.iter().filter(|budget| own(budget));
            own.any(|budget| budget.model.is_none() || budget.model == default.model)
        };
        let holds =
            |budget: &&Budget| !(matches!(budget.subject, Subject::Role(_)) && replaced(budget));
        charged.iter().copied().filter(holds).collect()
    }

    /// Those of them that refuse what goes beyond.
    pub fn blocking(&self, sender: Sender, model: &str) -> Vec<&Budget> {
        let mut holding = self.holding(sender, model);
        holding.retain(|budget| budget.blocks());
        holding
    }
}

impl Default for Book {
    fn default() -> Self {
        Self::new(Vec::new(), Zone::Utc)
    }
}

/// The window of a budget that a sender's requests count in.
pub fn period_key(budget: &Budget, sender: Sender, start: Timestamp) -> PeriodKey {
    let user = if matches!(budget.subject, Subject::Role(_)) { sender.user.0 } else { 0 };
    PeriodKey { budget: budget.id, user, start }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::budget::{Alerts, BudgetId, Every, OnExceed};
    use crate::domain::key::KeyId;
    use crate::domain::money::Nanos;
    use crate::domain::user::UserId;

    const ADA: Sender = Sender { key: KeyId(1), user: UserId(2), role: 3 };
    const BOB: Sender = Sender { key: KeyId(10), user: UserId(20), role: 3 };

    fn book(budgets: &[(Subject, Option<&str>)]) -> Book {
        let budget = |(id, (subject, model)): (i64, &(Subject, Option<&str>))| Budget {
            id: BudgetId(id),
            subject: *subject,
            who: String::new(),
            model: model.map(|glob| glob.parse().unwrap()),
            limit: Nanos(1),
            every: Every::Month,
            alerts: Alerts::default(),
            on_exceed: if id == 9 { OnExceed::Warn } else { OnExceed::Block },
            limit_version: 1,
            created_at: Timestamp::from_micros(0),
        };
        Book::new((1..).zip(budgets).map(budget).collect(), Zone::Utc)
    }

    fn ids(budgets: &[&Budget]) -> Vec<i64> {
        budgets.iter().map(|budget| budget.id.0).collect()
    }

    #[test]
    fn explicit_budgets_hold_beside_each_other() {
        let book = book(&[
            (Subject::Global, None),
            (Subject::User(UserId(2)), None),
            (Subject::Key(KeyId(1)), None),
            (Subject::Key(KeyId(1)), Some("gpt-*")),
            (Subject::Key(KeyId(7)), None),
        ]);
        assert_eq!(ids(&book.holding(ADA, "gpt-5")), [1, 2, 3, 4]);
        assert_eq!(ids(&book.holding(ADA, "llama3")), [1, 2, 3]);
        assert_eq!(ids(&book.holding(BOB, "gpt-5")), [1]);
    }

    #[test]
    fn a_default_yields_to_what_the_user_has_himself() {
        let book = book(&[
            (Subject::Role(3), None),
            (Subject::Role(3), Some("gpt-*")),
            (Subject::User(UserId(2)), Some("gpt-*")),
        ]);
        assert_eq!(ids(&book.holding(ADA, "gpt-5")), [1, 3]);
        assert_eq!(ids(&book.charged(ADA, "gpt-5")), [1, 2, 3], "counted all the same");
        assert_eq!(ids(&book.holding(ADA, "llama3")), [1]);
        assert_eq!(ids(&book.holding(BOB, "gpt-5")), [1, 2]);
    }

    #[test]
    fn a_budget_of_all_models_stands_in_place_of_every_default() {
        let book = book(&[
            (Subject::Role(3), None),
            (Subject::Role(3), Some("gpt-*")),
            (Subject::User(UserId(2)), None),
        ]);
        assert_eq!(ids(&book.holding(ADA, "gpt-5")), [3]);
    }

    #[test]
    fn the_window_of_a_roles_budget_is_each_users_own() {
        let book = book(&[(Subject::Role(3), None), (Subject::Global, None)]);
        let start = Timestamp::from_micros(5);
        let users = |sender| book.budgets().iter().map(move |b| period_key(b, sender, start).user);
        assert_eq!(users(ADA).collect::<Vec<_>>(), [2, 0]);
        assert_eq!(users(BOB).collect::<Vec<_>>(), [20, 0]);
    }
}
