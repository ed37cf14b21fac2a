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
