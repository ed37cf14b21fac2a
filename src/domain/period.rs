//! Stretches of time to report on: calendar days, weeks from Monday, months, quarters and years
//! of the accounting zone, always half-open (R-J2). A month is never thirty days.

use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::domain::time::{Span, TimeError, TimeSpec, Timestamp, Zone};

/// A stretch of time, `start` in it and `end` not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first instant.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
    /// How it was asked for: `this-month`, `2026-11-01..2026-11-07`.
    pub label: String,
}

impl Period {
    /// What `--since` and `--until` mean together: without the former everything before, without
    /// the latter everything up to `now`. Both take what either side of `A..B` takes.
    ///
    /// # Errors
    /// [`PeriodError`] where an end says nothing, or what is between them is empty.
    pub fn between(
        since: Option<&str>,
        until: Option<&str>,
        now: Timestamp,
        zone: &Zone,
    ) -> Result<Self, PeriodError> {
        let start = match since {
            Some(text) => text.parse::<Bound>()?.start(now, *zone)?,
            None => Timestamp::from_micros(0),
        };
        let end = match until {
            Some(text) => text.parse::<Bound>()?.end(now, *zone)?,
            None => now,
        };
        let label = format!("{}..{}", since.unwrap_or_default(), until.unwrap_or("now"));
        Self::new(start, end, label)
    }

    fn new(start: Timestamp, end: Timestamp, label: String) -> Result<Self, PeriodError> {
        if start < end {
            Ok(Self { start, end, label })
        } else {
            Err(PeriodError::Empty { label, start, end })
        }
    }
}

/// A period as it is written, before the present and the zone give it its ends: `2026`,
/// `2026-Q4`, `2026-11`, `2026-11-21`, `today`, `yesterday`, `this-week`, `last-week`,
/// `this-month`, `last-month`, `7d` up to now, or `A..B` of these and of instants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodSpec {
    text: String,
    form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Calendar(Calendar),
    Last(Span),
    Between(Bound, Bound),
}

impl FromStr for PeriodSpec {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let form = if let Some((since, until)) = text.split_once("..") {
            Form::Between(since.parse()?, until.parse()?)
        } else if let Some(calendar) = Calendar::parse(text) {
            Form::Calendar(calendar)
        } else {
            Form::Last(text.parse().map_err(|_| PeriodError::Period(text.to_owned()))?)
        };
        Ok(Self { text: text.to_owned(), form })
    }
}

impl PeriodSpec {
    /// The period meant, for somebody who speaks at `now`, in the accounting zone.
    ///
    /// # Errors
    /// [`PeriodError`] where an end is no instant in that zone, or the period is empty.
    pub fn resolve(&self, now: Timestamp, zone: &Zone) -> Result<Period, PeriodError> {
        let (start, end) = match &self.form {
            Form::Calendar(calendar) => calendar.bounds(now, *zone),
            Form::Last(span) => (now.saturating_sub(*span), now),
            Form::Between(since, until) => (since.start(now, *zone)?, until.end(now, *zone)?),
        };
        Period::new(start, end, self.text.clone())
    }
}

/// One side of `A..B`. A day, month or year stands for all of itself, so as an end it is
/// included; an instant is exclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bound {
    Calendar(Calendar),
    Instant(TimeSpec),
}

impl Bound {
    fn start(&self, now: Timestamp, zone: Zone) -> Result<Timestamp, PeriodError> {
        match self {
            Self::Calendar(calendar) => Ok(calendar.bounds(now, zone).0),
            Self::Instant(instant) => Ok(instant.resolve(now, &zone)?),
        }
    }

    fn end(&self, now: Timestamp, zone: Zone) -> Result<Timestamp, PeriodError> {
        match self {
            Self::Calendar(calendar) => Ok(calendar.bounds(now, zone).1),
            Self::Instant(instant) => Ok(instant.resolve(now, &zone)?),
        }
    }
}

impl FromStr for Bound {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        if let Some(calendar) = Calendar::parse(text) {
            return Ok(Self::Calendar(calendar));
        }
        match text.parse() {
            Ok(instant) => Ok(Self::Instant(instant)),
            Err(TimeError::Instant(_)) => Err(PeriodError::Bound(text.to_owned())),
            Err(error) => Err(PeriodError::Time(error)),
        }
    }
}

/// Whole days of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Calendar {
    /// From the first day to the day after the last.
    Dates(NaiveDate, NaiveDate),
    Today,
    Yesterday,
    ThisWeek,
    LastWeek,
    ThisMonth,
    LastMonth,
}

impl Calendar {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "today" => Some(Self::Today),
            "yesterday" => Some(Self::Yesterday),
            "this-week" => Some(Self::ThisWeek),
            "last-week" => Some(Self::LastWeek),
            "this-month" => Some(Self::ThisMonth),
            "last-month" => Some(Self::LastMonth),
            _ => Self::parse_dates(text),
        }
    }

    /// `2026`, `2026-Q4`, `2026-11` or `2026-11-21`.
    fn parse_dates(text: &str) -> Option<Self> {
        if let Ok(TimeSpec::Day(day)) = text.parse() {
            return Some(Self::Dates(day, day.checked_add_days(Days::new(1))?));
        }
        let (year, part) = text.split_at_checked(4)?;
        let (first_month, months) = match part.as_bytes() {
            [] => (1, 12),
            [b'-', b'Q' | b'q', quarter @ b'1'..=b'4'] => (u32::from(quarter - b'1') * 3 + 1, 3),
            [b'-', tens @ b'0'..=b'1', units @ b'0'..=b'9'] => {
                (u32::from(tens - b'0') * 10 + u32::from(units - b'0'), 1)
            }
            _ => return None,
        };
        let year = year.bytes().all(|b| b.is_ascii_digit()).then(|| year.parse().ok())??;
        let first = NaiveDate::from_ymd_opt(year, first_month, 1)?;
        Some(Self::Dates(first, first.checked_add_months(Months::new(months))?))
    }

    /// Its first instant and the first one after it.
    fn bounds(self, now: Timestamp, zone: Zone) -> (Timestamp, Timestamp) {
        let (first, after) = self.dates(zone.local_date(now)).unwrap_or_default();
        (zone.start_of_day(first), zone.start_of_day(after))
    }

    /// Its first day and the day after its last; none beyond the calendar's years.
    fn dates(self, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let (day, week) = (Days::new(1), Days::new(7));
        let monday =
            || today.checked_sub_days(Days::new(today.weekday().num_days_from_monday().into()));
        let month = || today.with_day(1);
        Some(match self {
            Self::Dates(first, after) => (first, after),
            Self::Today => (today, today.checked_add_days(day)?),
            Self::Yesterday => (today.checked_sub_days(day)?, today),
            Self::ThisWeek => (monday()?, monday()?.checked_add_days(week)?),
            Self::LastWeek => (monday()?.checked_sub_days(week)?, monday()?),
            Self::ThisMonth => (month()?, month()?.checked_add_months(Months::new(1))?),
            Self::LastMonth => (month()?.checked_sub_months(Months::new(1))?, month()?),
        })
    }
}

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarUnit {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
}

/// The first instant of the day, week or month that an instant is in, by a zone's calendar, and the
/// first instant after it (R-J2).
pub fn around(unit: CalendarUnit, at: Timestamp, zone: Zone) -> (Timestamp, Timestamp) {
    let calendar = match unit {
        CalendarUnit::Day => Calendar::Today,
        CalendarUnit::Week => Calendar::ThisWeek,
        CalendarUnit::Month => Calendar::ThisMonth,
    };
    calendar.bounds(at, zone)
}

/// Why a written period was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// None of the forms.
    #[error(
        "{0:?} is not a period: give 2026, 2026-Q4, 2026-11, 2026-11-21, today, yesterday, \
         this-week, last-week, this-month, last-month, 7d, or A..B"
    )]
    Period(String),
    /// Neither a calendar period nor an instant.
    #[error(
        "{0:?} cannot begin or end a period: give a day, month or year, a time such as \
         2026-11-21T10:00, or \"7d ago\""
    )]
    Bound(String),
    /// A time that cannot be meant.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// Nothing between its ends.
    #[error("period {label:?} is empty: it begins at {start} and ends at {end}")]
    Empty {
        /// How it was asked for.
        label: String,
        /// Where it would begin.
        start: Timestamp,
        /// Where it would end, not after that.
        end: Timestamp,
    },
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A Saturday.
    const NOW: &str = "2026-11-21T09:30:15Z";

    fn now() -> Timestamp {
        NOW.parse().unwrap()
    }

    fn ends(period: &Period) -> String {
        format!("{}..{}", period.start, period.end)
    }

    fn resolve(text: &str, zone: &str) -> String {
        let spec: PeriodSpec = text.parse().unwrap();
        let period = spec.resolve(now(), &zone.parse().unwrap()).unwrap();
        assert_eq!(period.label, text);
        ends(&period)
    }

    #[test]
    fn calendar_periods_are_whole() {
        for (text, expected) in [
            ("2026", "2026-01-01T00:00:00Z..2027-01-01T00:00:00Z"),
            ("2026-Q4", "2026-10-01T00:00:00Z..2027-01-01T00:00:00Z"),
            ("2026-q1", "2026-01-01T00:00:00Z..2026-04-01T00:00:00Z"),
            ("2026-11", "2026-11-01T00:00:00Z..2026-12-01T00:00:00Z"),
            ("2028-02", "2028-02-01T00:00:00Z..2028-03-01T00:00:00Z"),
            ("2026-11-21", "2026-11-21T00:00:00Z..2026-11-22T00:00:00Z"),
            ("today", "2026-11-21T00:00:00Z..2026-11-22T00:00:00Z"),
            ("yesterday", "2026-11-20T00:00:00Z..2026-11-21T00:00:00Z"),
            ("this-week", "2026-11-16T00:00:00Z..2026-11-23T00:00:00Z"),
            ("last-week", "2026-11-09T00:00:00Z..2026-11-16T00:00:00Z"),
            ("this-month", "2026-11-01T00:00:00Z..2026-12-01T00:00:00Z"),
            ("last-month", "2026-10-01T00:00:00Z..2026-11-01T00:00:00Z"),
            ("7d", "2026-11-14T09:30:15Z..2026-11-21T09:30:15Z"),
            ("9999", "9999-01-01T00:00:00Z..9999-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(resolve(text, "UTC"), expected, "{text}");
        }
    }

    #[test]
    fn periods_follow_the_accounting_zone() {
        for (text, zone, expected) in [
            ("2026-10", "Europe/Berlin", "2026-09-30T22:00:00Z..2026-10-31T23:00:00Z"),
            ("2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00Z..2026-10-25T23:00:00Z"),
            ("today", "Pacific/Kiritimati", "2026-11-20T10:00:00Z..2026-11-21T10:00:00Z"),
            ("today", "Pacific/Pago_Pago", "2026-11-20T11:00:00Z..2026-11-21T11:00:00Z"),
            // Midnight of 2018-11-04 was skipped: the day began at one o'clock.
            ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z..2018-11-05T02:00:00Z"),
            // Midnight of 2018-02-18 never came twice, but the hour before it did.
            ("2018-02-17", "America/Sao_Paulo", "2018-02-17T02:00:00Z..2018-02-18T03:00:00Z"),
        ] {
            assert_eq!(resolve(text, zone), expected, "{text} {zone}");
        }
    }

    #[test]
    fn a_calendar_end_is_included_and_a_clock_time_is_not() {
        for (text, expected) in [
            ("2026-11-01..2026-11-07", "2026-11-01T00:00:00Z..2026-11-08T00:00:00Z"),
            ("2026-10..2026-11", "2026-10-01T00:00:00Z..2026-12-01T00:00:00Z"),
            ("2026-Q1..2026-Q2", "2026-01-01T00:00:00Z..2026-07-01T00:00:00Z"),
            ("2026-11-21..2026-11-21", "2026-11-21T00:00:00Z..2026-11-22T00:00:00Z"),
            ("2026-11-21..2026-11-21T10:00", "2026-11-21T00:00:00Z..2026-11-21T10:00:00Z"),
            ("yesterday..today", "2026-11-20T00:00:00Z..2026-11-22T00:00:00Z"),
            ("yesterday..now", "2026-11-20T00:00:00Z..2026-11-21T09:30:15Z"),
            ("36h ago..2026-11-21T08:00+02:00", "2026-11-19T21:30:15Z..2026-11-21T06:00:00Z"),
        ] {
            assert_eq!(resolve(text, "UTC"), expected, "{text}");
        }
    }

    #[test]
    fn since_and_until_stand_for_the_sides() {
        for (since, until, expected, label) in [
            (Some("2026-11"), None, "2026-11-01T00:00:00Z..2026-11-21T09:30:15Z", "2026-11..now"),
            (None, Some("2026-10"), "1970-01-01T00:00:00Z..2026-11-01T00:00:00Z", "..2026-10"),
            (
                Some("1d ago"),
                Some("now"),
                "2026-11-20T09:30:15Z..2026-11-21T09:30:15Z",
                "1d ago..now",
            ),
            (None, None, "1970-01-01T00:00:00Z..2026-11-21T09:30:15Z", "..now"),
        ] {
            let period = Period::between(since, until, now(), &Zone::Utc).unwrap();
            assert_eq!((ends(&period).as_str(), period.label.as_str()), (expected, label));
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "",
            "26",
            "2026-Q5",
            "2026-Q0",
            "2026-13",
            "2026-00",
            "2026-1",
            "2026-02-30",
            "+202",
            "now",
            "next-month",
            "7",
            "7d ago",
            "2026-11-21T10:00",
            "..",
            "2026-11..",
            "..2026-11",
            "2026..2027..2028",
            "20é6",
        ] {
            assert!(text.parse::<PeriodSpec>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_empty_period_is_refused_with_its_ends() {
        let error = Period::between(Some("2026-12"), Some("2026-11"), now(), &Zone::Utc);
        assert_eq!(
            error.unwrap_err().to_string(),
            "period \"2026-12..2026-11\" is empty: it begins at 2026-12-01T00:00:00Z and ends at \
             2026-12-01T00:00:00Z"
        );
        let none: PeriodSpec = "0s".parse().unwrap();
        assert!(matches!(none.resolve(now(), &Zone::Utc), Err(PeriodError::Empty { .. })));
    }

    #[test]
    fn an_end_that_comes_twice_is_refused() {
        let spec: PeriodSpec = "2026-10-24..2026-10-25T02:30".parse().unwrap();
        let berlin = "Europe/Berlin".parse().unwrap();
        assert!(matches!(
            spec.resolve(now(), &berlin),
            Err(PeriodError::Time(TimeError::Twice(_)))
        ));
    }

    proptest! {
        #[test]
        fn no_text_and_no_present_panics(text in "[0-9QTdhz.: +-]{0,24}|last-month|this-week", now: i64) {
            if let Ok(spec) = text.parse::<PeriodSpec>() {
                for zone in ["UTC", "America/New_York", "Australia/Lord_Howe"] {
                    let _outcome = spec.resolve(Timestamp::from_micros(now), &zone.parse().unwrap());
                }
            }
        }

        #[test]
        fn months_tile_the_year(year in 1900..2100_i32, month in 1..12_u32) {
            let zone: Zone = "America/Sao_Paulo".parse().unwrap();
            let period = |month: u32| -> Period {
                format!("{year}-{month:02}").parse::<PeriodSpec>().unwrap().resolve(now(), &zone).unwrap()
            };
            prop_assert_eq!(period(month).end, period(month + 1).start);
        }
    }
}
