//! Relative times, for people only: `2 h ago`, `in 29 d`.

use crate::domain::time::Timestamp;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;
const UNITS: [(i64, &str); 5] =
    [(YEAR, "y"), (DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s")];

/// How far `then` lies from `now`, in the largest whole unit, rounded towards now: a key that
/// shows `in 1 d` lives at least a day longer.
pub fn ago(then: Timestamp, now: Timestamp) -> String {
    let distance = then.micros().saturating_sub(now.micros());
    let amount = distance.saturating_abs();
    let Some((unit, name)) = UNITS.into_iter().find(|(unit, _)| amount >= *unit) else {
        return "now".to_owned();
    };
    let count = amount / unit;
    if distance < 0 { format!("{count} {name} ago") } else { format!("in {count} {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_zero(micros: i64) -> String {
        ago(Timestamp::from_micros(micros), Timestamp::from_micros(0))
    }

    #[test]
    fn the_largest_whole_unit_counts() {
        assert_eq!(from_zero(-1), "now");
        assert_eq!(from_zero(-SECOND), "1 s ago");
        assert_eq!(from_zero(-MINUTE), "1 min ago");
        assert_eq!(from_zero(-2 * HOUR - 59 * MINUTE), "2 h ago");
        assert_eq!(from_zero(-DAY), "1 d ago");
        assert_eq!(from_zero(-3 * YEAR), "3 y ago");
    }

    #[test]
    fn the_future_is_never_promised_too_long() {
        assert_eq!(from_zero(30 * DAY - 1), "in 29 d");
        assert_eq!(from_zero(i64::MAX), "in 292471 y");
    }

    #[test]
    fn extremes_do_not_overflow() {
        let text = ago(Timestamp::from_micros(i64::MIN), Timestamp::from_micros(i64::MAX));
        assert!(text.ends_with(" y ago"), "{text}");
    }
}
