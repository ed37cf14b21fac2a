//! Days and months as the rollup numbers them: 20261121 and 202611. Whoever looks into the database
//! can read them, and a month is what a hundred days have in common.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::domain::time::{Timestamp, Zone};

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i64);

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i64);

impl Day {
    /// The month it lies in.
    pub const fn month(self) -> Month {
        Month(self.0.div_euclid(100))
    }

    /// The day as a date; `None` where a damaged number names none.
    pub fn date(self) -> Option<NaiveDate> {
        let part = |number: i64| u32::try_from(number).ok();
        let year = i32::try_from(self.0.div_euclid(10_000)).ok()?;
        let (month, day) = (self.0.div_euclid(100).rem_euclid(100), self.0.rem_euclid(100));
        NaiveDate::from_ymd_opt(year, part(month)?, part(day)?)
    }

    /// The day of an instant in a zone.
    pub fn of(at: Timestamp, zone: Zone) -> Self {
        Self::from(zone.local_date(at))
    }

    /// When it begins in a zone; `None` where a damaged number names no day.
    pub fn start(self, zone: Zone) -> Option<Timestamp> {
        self.date().map(|date| zone.start_of_day(date))
    }

    /// The day after it; the same where the calendar ends.
    #[must_use]
    pub fn next(self) -> Self {
        self.date().and_then(|date| date.succ_opt()).map_or(self, Self::from)
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        let (month, day) = (i64::from(date.month()), i64::from(date.day()));
        Self(i64::from(date.year()) * 10_000 + month * 100 + day)
    }
}

impl Month {
    /// Its first day.
    pub const fn first_day(self) -> Day {
        Day(self.0 * 100 + 1)
    }

    /// The month after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(if self.0.rem_euclid(100) == 12 { self.0 + 89 } else { self.0 + 1 })
    }
}

/// `2026-11-21`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.month(), self.0.rem_euclid(100))
    }
}

/// `2026-11`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(100), self.0.rem_euclid(100))
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    #[test]
    fn numbers_are_dates_in_their_order() {
        let mut date = NaiveDate::from_ymd_opt(1999, 12, 30).unwrap();
        for _ in 0..1_000 {
            let day = Day::from(date);
            assert_eq!((day.date(), day.to_string()), (Some(date), date.to_string()));
            assert_eq!(day.month().to_string(), date.format("%Y-%m").to_string());
            date = date.checked_add_days(Days::new(1)).unwrap();
            assert_eq!(day.next(), Day::from(date));
            assert!(day < day.next());
        }
        assert_eq!(Day(20_261_131).date(), None);
    }

    #[test]
    fn months_follow_each_other() {
        assert_eq!(Month(202_612).next(), Month(202_701));
        assert_eq!(Month(202_611).next(), Month(202_612));
        assert_eq!(Month(202_611).first_day(), Day(20_261_101));
    }
}
