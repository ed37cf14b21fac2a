//! What each user spends in an hour, beside what is usual.
//!
//! The ledger of a week is read once, a piece at a time, and from then on what was appended: at ten
//! million rows a week as at a thousand, an hour costs what happened in it.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use crate::domain::money::Nanos;
use crate::domain::time::{Span, Timestamp};
use crate::domain::user::UserId;
use crate::ops::error::Error;
use crate::ops::security::Suspicion;
use crate::ops::spend;
use crate::store::db::Store;

/// Over how many hours the usual is a mean.
const HOURS: i64 = 7 * 24;

const MICROS_PER_HOUR: i64 = 3_600_000_000;

/// Spend by hour since 1970 and by user, and how far the ledger is read.
#[derive(Debug, Default)]
pub struct Spending {
    last: Option<i64>,
    hours: BTreeMap<i64, HashMap<UserId, i64>>,
    /// The hour that was judged last, and the hour of each user that was told.
    judged: Option<i64>,
    told: HashMap<UserId, i64>,
}

impl Spending {
    /// Reads on for about so long; says whether the end was reached.
    ///
    /// # Errors
    /// What the store says.
    pub fn read(&mut self, store: &Store, now: Timestamp, time: Duration) -> Result<bool, Error> {
        let begun = Instant::now();
        let mut last = match self.last {
            Some(last) => last,
            None => spend::begin(store, now.saturating_sub(week()))?,
        };
        loop {
            let Some(piece) = spend::next(store, last)? else {
                self.last = Some(last);
                self.forget(now);
                return Ok(true);
            };
            if piece.last < last {
                *self = Self { told: std::mem::take(&mut self.told), ..Self::default() };
                return Ok(false);
            }
            for (hour, user, spent) in piece.spent {
                let sum = self.hours.entry(hour).or_default().entry(user).or_default();
                *sum = sum.saturating_add(spent.0);
            }
            last = piece.last;
            self.last = Some(last);
            if begun.elapsed() >= time {
                self.forget(now);
                return Ok(false);
            }
        }
    }

    /// Who spent in this hour, or in the one before where that was not judged to its end, more than
    /// so many times the mean hour of the week before, and more than a floor.
    pub fn judge(&mut self, factor: u32, floor: Nanos, now: Timestamp) -> Vec<Suspicion> {
        let hour = hour_of(now);
        let mut suspicions = Vec::new();
        let from = self.judged.map_or(hour, |judged| judged.clamp(hour - 1, hour));
        for hour in from..=hour {
            let Some(spent) = self.hours.get(&hour) else { continue };
            for (user, nanos) in spent.iter().filter(|(_, nanos)| **nanos > floor.0) {
                let week = self.hours.range(hour - HOURS..hour);
                let sum: i128 = week
                    .filter_map(|(_, spent)| spent.get(user))
                    .map(|nanos| i128::from(*nanos))
                    .sum();
                let much = i128::from(*nanos) * i128::from(HOURS) > sum * i128::from(factor);
                if much && self.told.insert(*user, hour) != Some(hour) {
                    let usual = i64::try_from(sum / i128::from(HOURS)).unwrap_or(i64::MAX);
                    suspicions.push(Suspicion::Spend {
                        user: *user,
                        spent: Nanos(*nanos),
                        usual: Nanos(usual),
                    });
                }
            }
        }
        self.judged = Some(hour);
        self.told.retain(|_, told| *told >= hour - 1);
        suspicions
    }

    /// Forgets what no mean is made of any more.
    fn forget(&mut self, now: Timestamp) {
        self.hours = self.hours.split_off(&(hour_of(now) - HOURS - 1));
    }
}

fn hour_of(at: Timestamp) -> i64 {
    at.micros().div_euclid(MICROS_PER_HOUR)
}

/// A week, and the hour before this one.
const fn week() -> Span {
    Span::from_micros((HOURS + 1) * MICROS_PER_HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::fixture::{Fixture, NOW};

    const FLOOR: Nanos = Nanos(1_000);
    const ALWAYS: Duration = Duration::from_mins(1);

    /// Rows of ada's key: so many hours before now, so many nanos.
    fn spend(house: &Fixture, rows: &[(i64, i64)]) {
        for (hours, nanos) in rows {
            let at = NOW.micros() - hours * MICROS_PER_HOUR;
            house.sql(&format!(
                "INSERT INTO usage (at, request_id, key_id, secret_id, provider_id, model_id, route,
                     status, outcome, payer, input_tokens, output_tokens, cached_tokens,
                     cache_write_tokens, reasoning_tokens, cost_nanos, duration_ms)
                 VALUES ({at}, x'00', 1, 1, 1, 1, 1, 200, 1, 1, 0, 0, 0, 0, 0, {nanos}, 0)"
            ));
        }
    }

    fn house() -> Fixture {
        let mut house = Fixture::new();
        house.user("ada");
        house.key("ada", "ci");
        house
    }

    fn told(spending: &mut Spending, house: &Fixture, hours_later: i64) -> Vec<(i64, i64)> {
        let now = NOW.saturating_add(Span::from_micros(hours_later * MICROS_PER_HOUR));
        assert_eq!(spending.read(&house.session.store, now, ALWAYS), Ok(true));
        let told = spending.judge(10, FLOOR, now).into_iter();
        told.map(|suspicion| match suspicion {
            Suspicion::Spend { user, spent, usual } => {
                assert_eq!(user, UserId(2));
                (spent.0, usual.0)
            }
            other => panic!("{other:?}"),
        })
        .collect()
    }

    #[test]
    fn an_hour_is_told_once_and_only_beyond_the_usual_and_the_floor() {
        let house = house();
        let mut spending = Spending::default();
        // 168 nanos an hour on the mean, of which those of eight days ago are none.
        spend(&house, &[(8 * 24, 1_000_000), (100, 168 * 100), (1, 168 * 68), (0, 1_680)]);
        assert_eq!(told(&mut spending, &house, 0), [], "ten times the usual and no more");
        spend(&house, &[(0, 1)]);
        assert_eq!(told(&mut spending, &house, 0), [(1_681, 168)], "read on from where it was");
        spend(&house, &[(0, 1)]);
        assert_eq!(told(&mut spending, &house, 0), [], "told already");
        assert_eq!(told(&mut spending, &house, 1), [], "and not in the hour after");
        let mut spending = Spending::default();
        spend(&house, &[(-5, 900)]);
        assert_eq!(told(&mut spending, &house, 24 * 30), [], "nothing is usual, but it is little");
    }

    #[test]
    fn what_was_spent_after_the_last_look_of_an_hour_is_told_in_the_next() {
        let house = house();
        let mut spending = Spending::default();
        spend(&house, &[(1, 168)]);
        assert_eq!(told(&mut spending, &house, 0), []);
        spend(&house, &[(0, 5_000)]);
        assert_eq!(told(&mut spending, &house, 1), [(5_000, 1)]);
        assert_eq!(told(&mut spending, &house, 2), []);
    }

    #[test]
    fn a_long_ledger_is_read_in_pieces_and_an_emptied_one_anew() {
        let house = house();
        spend(&house, &[(0, 1)]);
        house.sql(
            "INSERT INTO usage SELECT NULL, at, request_id, key_id, secret_id, provider_id,
                 model_id, route, status, outcome, payer, input_tokens, output_tokens,
                 cached_tokens, cache_write_tokens, reasoning_tokens, cost_nanos, duration_ms,
                 first_byte_ms, client
             FROM usage, (WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n
                          WHERE n < 11999) SELECT n FROM n)",
        );
        let mut spending = Spending::default();
        let pieces = std::iter::repeat_with(|| {
            spending.read(&house.session.store, NOW, Duration::ZERO).unwrap()
        });
        assert_eq!(pieces.take_while(|end| !end).count(), 3);
        assert_eq!(spending.judge(10, FLOOR, NOW).len(), 1);
        assert_eq!(spending.last, Some(12_000));
        house.sql("DROP TRIGGER usage_stays; DELETE FROM usage");
        assert_eq!(spending.read(&house.session.store, NOW, ALWAYS), Ok(false));
        assert_eq!(spending.read(&house.session.store, NOW, ALWAYS), Ok(true));
        assert!(spending.hours.is_empty());
    }
}
