//! The generic cell rate algorithm: a rate kept with one number for each who is limited.
//!
//! The number is the instant at which everything that was admitted would have been spent at the
//! rate. As much as the rate allows in its time may come at once, and then one at a time.

use crate::domain::rate::Rate;
use crate::domain::time::Timestamp;

/// What one limit has admitted, as the instant by which that is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent(Timestamp);

impl Spent {
    /// Whether nothing is left of it: it can be forgotten.
    pub fn is_over(self, now: Timestamp) -> bool {
        self.0 <= now
    }
}

/// Admits one more at a rate.
///
/// # Errors
/// The seconds, rounded up and one at least, after which it would be admitted.
pub fn admit(spent: Option<Spent>, rate: Rate, now: Timestamp) -> Result<Spent, u32> {
    let window = rate.per().micros();
    let interval = window / i64::from(rate.count());
    let (now, spent) = (now.micros(), spent.map_or(i64::MIN, |spent| spent.0.micros()));
    let next = spent.max(now).saturating_add(interval);
    let early = next.saturating_sub(now).saturating_sub(window);
    if early > 0 {
        let seconds = early.saturating_add(999_999) / 1_000_000;
        return Err(u32::try_from(seconds).unwrap_or(u32::MAX));
    }
    Ok(Spent(Timestamp::from_micros(next)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Span;

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
}
