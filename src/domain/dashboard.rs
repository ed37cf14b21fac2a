//! What the dashboard shows.

use crate::domain::calendar::Day;
use crate::domain::money::Nanos;
use crate::domain::period::Period;
use crate::domain::time::{Timestamp, Zone};
use crate::domain::usage::Totals;

/// A user's account, or all of them, in a period. All sums are of the same requests.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// Whose it is; `None` for everybody's.
    pub whose: Option<Whose>,
    /// The period.
    pub period: Period,
    /// The zone in which its days begin.
    pub zone: Zone,
    /// The sums of the period.
    pub totals: Totals,
    /// The budget that bounds it, where one does.
    pub budget: Option<Budget>,
    /// How many keys are active.
    pub active_keys: u64,
    /// The keys that cost most, then the newest.
    pub keys: Vec<KeyFigures>,
    /// How many keys there are beside those.
    pub more_keys: u64,
    /// What all keys beside those add up to.
    pub other_keys: Totals,
    /// The sums of each model, the dearest first.
    pub by_model: Vec<(String, Totals)>,
    /// The sums of each day, from the first of the period to the last or today.
    pub daily: Vec<(Day, Totals)>,
    /// How many days the period has.
    pub days: usize,
    /// What happened lately, the newest first.
    pub activity: Vec<Happening>,
    /// The instant before which requests were pruned that the sums are short of.
    pub short_before: Option<Timestamp>,
}

/// Whose account it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The handle.
    pub handle: String,
    /// The name to show, where there is one.
    pub display_name: Option<String>,
    /// The e-mail, where there is one.
    pub email: Option<String>,
}

/// A budget and how far it is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// What may be spent.
    pub limit: Nanos,
    /// What is spent.
    pub spent: Nanos,
    /// What requests in flight may still cost.
    pub reserved: Nanos,
}

impl Budget {
    /// What is left to spend; nothing where it is overspent.
    pub fn remaining(&self) -> Nanos {
        Nanos(self.limit.0.saturating_sub(self.spent.0).saturating_sub(self.reserved.0).max(0))
    }

    /// How much of it is spent, in whole percent rounded down: 100 means all of it. A budget of
    /// nothing is used up.
    pub fn percentage_used(&self) -> i64 {
        if self.limit.0 <= 0 {
            return 100;
        }
        let percent = i128::from(self.spent.0) * 100 / i128::from(self.limit.0);
        i64::try_from(percent).unwrap_or(i64::MAX)
    }
}

/// A key and what it was used for in the period.
#[derive(Clone, Debug)]
pub struct KeyFigures {
    /// Its number.
    pub id: i64,
    /// The handle of its user.
    pub user: String,
    /// Its name.
    pub name: String,
    /// What is shown of it.
    pub preview: String,
    /// The word for its status.
    pub status: &'static str,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// The sums.
    pub totals: Totals,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub when: When,
    /// What, in words.
    pub text: String,
}

/// When something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At an instant.
    At(Timestamp),
    /// In the course of a day.
    Day(Day),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_never_better_than_it_is() {
        let budget = |limit, spent, reserved| Budget {
            limit: Nanos(limit),
            spent: Nanos(spent),
            reserved: Nanos(reserved),
        };
        for (limit, spent, reserved, remaining, percent) in [
            (500_000_000_000, 45_230_000_000, 0, 454_770_000_000, 9),
            (1000, 999, 0, 1, 99),
            (1000, 1000, 0, 0, 100),
            (1000, 2500, 0, 0, 250),
            (1000, 900, 200, 0, 90),
            (0, 0, 0, 0, 100),
            (i64::MAX, i64::MAX, i64::MAX, 0, 100),
        ] {
            let budget = budget(limit, spent, reserved);
            assert_eq!((budget.remaining().0, budget.percentage_used()), (remaining, percent));
        }
    }
}
