//! The generic cell rate algorithm: a rate kept with one number for each who is limited.
//!
//! The number is the instant at which everything that was admitted would have been spent at the
//! rate. As much as the rate allows in its time may come at once, and then one at a time.

use crate::domain::rate::Rate;
use crate::domain::time::{Span, Timestamp};

const NANOS_PER_MICRO: i64 = 1_000;
const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// What one limit has admitted, as the instant by which that is spent, in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent(i64);

impl Spent {
    /// Whether nothing is left of it: it can be forgotten.
    pub fn is_over(self, now: Timestamp) -> bool {
        self.0 <= nanos(now)
    }
}

/// How much of a limit is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// How many more would be admitted at once.
    pub count: u32,
    /// After how much time all would be.
    pub full_in: Span,
}

/// Admits one more at a rate.
///
/// # Errors
/// The seconds, rounded up and one at least, after which it would be admitted.
pub fn admit(spent: Option<Spent>, rate: Rate, now: Timestamp) -> Result<Spent, u32> {
    admit_many(spent, rate, 1, now)
}

/// Admits so many more at a rate. More than the rate allows at once are admitted where nothing is
/// spent, and are waited for afterwards.
///
/// # Errors
/// The seconds, rounded up and one at least, after which they would be admitted.
pub fn admit_many(
    spent: Option<Spent>,
    rate: Rate,
    count: u64,
    now: Timestamp,
) -> Result<Spent, u32> {
    let (now, window) = (nanos(now), window(rate));
    let begun = spent.map_or(i64::MIN, |spent| spent.0).max(now);
    let asked = time_of(rate, count);
    let early = begun.saturating_add(asked.min(window)).saturating_sub(now).saturating_sub(window);
    if early > 0 {
        let seconds = early.saturating_add(NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
        return Err(u32::try_from(seconds).unwrap_or(u32::MAX));
    }
    Ok(Spent(begun.saturating_add(asked)))
}

/// What was admitted, had it been `really` instead of `counted`.
#[must_use]
pub fn adjust(spent: Spent, rate: Rate, counted: u64, really: u64) -> Spent {
    let time = time_of(rate, counted.abs_diff(really));
    Spent(if really < counted {
        spent.0.saturating_sub(time)
    } else {
        spent.0.saturating_add(time)
    })
}

/// How much of a limit is left.
pub fn left(spent: Option<Spent>, rate: Rate, now: Timestamp) -> Left {
    let (now, window) = (nanos(now), window(rate));
    let used = spent.map_or(0, |spent| spent.0.saturating_sub(now)).max(0);
    let free = i128::from(window.saturating_sub(used).max(0));
    let count = free * i128::from(rate.count()) / i128::from(window);
    Left {
        count: u32::try_from(count).unwrap_or(rate.count()),
        full_in: Span::from_micros(used.saturating_add(NANOS_PER_MICRO - 1) / NANOS_PER_MICRO),
    }
}

fn nanos(at: Timestamp) -> i64 {
    at.micros().saturating_mul(NANOS_PER_MICRO)
}

fn window(rate: Rate) -> i64 {
    rate.per().micros().saturating_mul(NANOS_PER_MICRO)
}

/// In how much time so many are spent.
fn time_of(rate: Rate, count: u64) -> i64 {
    let time = i128::from(count) * i128::from(window(rate)) / i128::from(rate.count());
    i64::try_from(time).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);

    fn after(seconds: u32) -> Timestamp {
        NOW.saturating_add(Span::from_secs(seconds))
    }

    #[test]
    fn a_burst_is_admitted_and_then_one_at_a_time() {
        let rate = "20/m".parse().unwrap();
        let mut spent = None;
        for _ in 0..20 {
            spent = Some(admit(spent, rate, NOW).unwrap());
        }
        assert_eq!(admit(spent, rate, NOW), Err(3));
        assert_eq!(admit(spent, rate, after(2)), Err(1));
        let next = admit(spent, rate, after(3)).unwrap();
        assert_eq!(admit(Some(next), rate, after(3)), Err(3));
        assert!(!next.is_over(after(62)) && next.is_over(after(63)));
    }

    #[test]
    fn silence_gives_back_no_more_than_a_burst() {
        let rate = "2/s".parse().unwrap();
        let mut spent = Some(admit(None, rate, NOW).unwrap());
        for admitted in [true, true, false] {
            let outcome = admit(spent, rate, after(3_600));
            assert_eq!(outcome.is_ok(), admitted);
            spent = outcome.ok().or(spent);
        }
    }

    #[test]
    fn many_are_as_many_ones() {
        let rate = "200k/m".parse().unwrap();
        let spent = admit_many(None, rate, 150_000, NOW).unwrap();
        assert_eq!(left(Some(spent), rate, NOW).count, 50_000);
        assert_eq!(admit_many(Some(spent), rate, 50_001, NOW), Err(1));
        let all = admit_many(Some(spent), rate, 50_000, NOW).unwrap();
        assert_eq!(left(Some(all), rate, NOW), Left { count: 0, full_in: Span::from_secs(60) });
        assert_eq!(left(Some(all), rate, after(30)).count, 100_000);
        assert_eq!(left(None, rate, NOW), Left { count: 200_000, full_in: Span::from_secs(0) });
    }

    #[test]
    fn more_than_a_burst_is_admitted_when_nothing_is_spent() {
        let rate = "10/m".parse().unwrap();
        let spent = admit_many(None, rate, 25, NOW).unwrap();
        assert_eq!(admit(Some(spent), rate, NOW), Err(96));
        assert_eq!(admit_many(Some(spent), rate, 25, NOW), Err(150));
    }

    #[test]
    fn what_was_asked_for_can_turn_out_to_be_another_number() {
        let rate = "60/m".parse().unwrap();
        let spent = admit_many(None, rate, 10, NOW).unwrap();
        assert_eq!(left(Some(adjust(spent, rate, 10, 6)), rate, NOW).count, 54);
        assert_eq!(left(Some(adjust(spent, rate, 10, 90)), rate, NOW).count, 0);
    }

    #[test]
    fn no_rate_and_no_number_overflows() {
        let rate = "4294967295/s".parse().unwrap();
        let spent = admit_many(None, rate, u64::MAX, Timestamp::from_micros(i64::MAX)).unwrap();
        assert_eq!(left(Some(spent), rate, NOW).count, 0);
        assert!(admit(Some(adjust(spent, rate, 0, u64::MAX)), rate, NOW).is_err());
        assert!(adjust(spent, rate, u64::MAX, 0).0 < spent.0);
    }
}
