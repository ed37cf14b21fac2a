//! Budgets: how much may be spent in a window of time, and what happens at its end.

use std::fmt;
use std::str::FromStr;

use crate::domain::model::ModelGlob;
use crate::domain::money::{MoneyError, Nanos};
use crate::domain::period::{self, CalendarUnit};
use crate::domain::scope::{Named, Subject};
use crate::domain::time::{Timestamp, Zone};
use crate::domain::word::UnknownWord;

/// The highest threshold of an alert, in percent.
const MAX_ALERT: u16 = 1_000;

/// The most thresholds of a budget.
const MAX_ALERTS: usize = 10;

/// The most that a limit may be with all its credits: 9 billion dollars, in nano-dollars.
pub const MAX_LIMIT: Nanos = Nanos(9_000_000_000_000_000_000);

/// The longest reference of a raise, in bytes.
const MAX_REFERENCE: usize = 128;

/// What a budget is raised for, such as an invoice: 1 to 128 bytes without control characters.
/// Blanks around it do not count, so that the same payment is not taken for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference(String);

impl Reference {
    /// As it is read.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let bare = text.trim();
        match bare.len() {
            0 => Err(ReferenceError::Empty),
            length if length > MAX_REFERENCE => Err(ReferenceError::TooLong(length)),
            _ if bare.chars().any(char::is_control) => Err(ReferenceError::Control),
            _ => Ok(Self(bare.to_owned())),
        }
    }
}

/// Why a text is no reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// Nothing, as when a variable of a script is not set.
    #[error("a reference is not empty: name the payment, or leave --ref out")]
    Empty,
    /// More than 128 bytes.
    #[error("a reference has at most {MAX_REFERENCE} bytes, not {0}")]
    TooLong(usize),
    /// A line feed, an escape or the like.
    #[error("a reference has no control characters")]
    Control,
}

/// The number of a budget, stable for its life and never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BudgetId(pub i64);

/// How often a budget begins anew (R-J2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Every {
    /// With each calendar day of the accounting zone.
    Day,
    /// With each week, from Monday.
    Week,
    /// With each calendar month.
    Month,
    /// Never.
    Total,
}

/// A window of a budget, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its first instant.
    pub start: Timestamp,
    /// The first instant after it; `None` where it has no end.
    pub end: Option<Timestamp>,
}

impl Window {
    /// Whether an instant is in it.
    pub fn has(self, at: Timestamp) -> bool {
        self.start <= at && self.end.is_none_or(|end| at < end)
    }
}

impl Every {
    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Total => "total",
        }
    }

    /// The window that an instant is in. That of a total begins in 1970 and never ends.
    pub fn window(self, at: Timestamp, zone: Zone) -> Window {
        let unit = match self {
            Self::Day => CalendarUnit::Day,
            Self::Week => CalendarUnit::Week,
            Self::Month => CalendarUnit::Month,
            Self::Total => return Window { start: Timestamp::from_micros(0), end: None },
        };
        let (start, end) = period::around(unit, at, zone);
        Window { start, end: Some(end) }
    }
}

impl FromStr for Every {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "day" => Ok(Self::Day),
            "week" => Ok(Self::Week),
            "month" => Ok(Self::Month),
            "total" => Ok(Self::Total),
            _ => Err(UnknownWord { word: word.to_owned(), expected: "day, week, month, total" }),
        }
    }
}

/// What happens to a request that would go beyond a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnExceed {
    /// It is refused.
    Block,
    /// It is served, and those who look are told.
    Warn,
}

impl OnExceed {
    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Warn => "warn",
        }
    }
}

impl FromStr for OnExceed {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "block" => Ok(Self::Block),
            "warn" => Ok(Self::Warn),
            _ => Err(UnknownWord { word: word.to_owned(), expected: "block, warn" }),
        }
    }
}

/// At which parts of its limit a budget tells of itself, in percent, ascending and each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alerts(Vec<u16>);

impl Alerts {
    /// The thresholds.
    pub fn thresholds(&self) -> &[u16] {
        &self.0
    }

    /// Those that so much spent has reached.
    pub fn reached(&self, spent: Nanos, limit: Nanos) -> impl Iterator<Item = u16> + '_ {
        self.0.iter().copied().filter(move |threshold| reaches(spent, limit, *threshold))
    }
}

/// Whether so much spent is at least that part of a limit, in percent. Nothing spent reaches
/// nothing.
pub fn reaches(spent: Nanos, limit: Nanos, percent: u16) -> bool {
    spent.0 > 0 && i128::from(spent.0) * 100 >= i128::from(limit.0) * i128::from(percent)
}

/// How much of a limit so much spent is, in percent, rounded down; `None` of a limit of nothing.
pub fn percent(spent: Nanos, limit: Nanos) -> Option<i64> {
    let percent = (i128::from(spent.0) * 100).checked_div(i128::from(limit.0))?;
    Some(i64::try_from(percent).unwrap_or(i64::MAX))
}

impl Default for Alerts {
    fn default() -> Self {
        Self(vec![80, 90, 100])
    }
}

/// `80,90,100` in any order, or `none`.
impl FromStr for Alerts {
    type Err = AlertsError;

    fn from_str(text: &str) -> Result<Self, AlertsError> {
        if text == "none" {
            return Ok(Self(Vec::new()));
        }
        let refuse = || AlertsError(text.to_owned());
        let one = |part: &str| {
            let plain = part.bytes().all(|byte| byte.is_ascii_digit());
            let number = part.parse().ok().filter(|_| plain && !part.starts_with('0'));
            number.filter(|number| *number <= MAX_ALERT).ok_or_else(refuse)
        };
        let mut thresholds: Vec<u16> = text.split(',').map(one).collect::<Result<_, _>>()?;
        thresholds.sort_unstable();
        thresholds.dedup();
        if thresholds.len() > MAX_ALERTS {
            return Err(refuse());
        }
        Ok(Self(thresholds))
    }
}

/// As it is read.
impl fmt::Display for Alerts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        let texts: Vec<String> = self.0.iter().map(u16::to_string).collect();
        f.write_str(&texts.join(","))
    }
}

/// A text that is no list of thresholds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no list of percentages: write 80,90,100 (1 to 1000, ten at most) or none")]
pub struct AlertsError(String);

/// An amount and, where it is written with it, its window: `50`, `50/month`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// How much.
    pub limit: Nanos,
    /// In which window.
    pub every: Option<Every>,
}

impl FromStr for Amount {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let Some((amount, window)) = text.split_once('/') else {
            return Ok(Self { limit: text.parse()?, every: None });
        };
        let limit = amount.parse()?;
        let every = window.parse().map_err(|_| MoneyError::UnknownWindow(text.to_owned()))?;
        Ok(Self { limit, every: Some(every) })
    }
}

/// An amount with its window: `50/month`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// How much.
    pub limit: Nanos,
    /// In which window.
    pub every: Every,
}

impl FromStr for Allowance {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let Amount { limit, every } = text.parse()?;
        let every = every.ok_or_else(|| MoneyError::NoWindow(text.to_owned()))?;
        Ok(Self { limit, every })
    }
}

impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.limit, self.every.as_str())
    }
}

/// A budget as it stands.
#[derive(Clone, Debug)]
pub struct Budget {
    /// Its number.
    pub id: BudgetId,
    /// Whose it is. That of a role is a default for each of its users, by himself.
    pub subject: Subject,
    /// The name of that user, key (`user/name`) or role; empty for all together.
    pub who: String,
    /// The models that it is for; all where there is none.
    pub model: Option<ModelGlob>,
    /// How much may be spent in a window.
    pub limit: Nanos,
    /// How often it begins anew.
    pub every: Every,
    /// When it tells of itself.
    pub alerts: Alerts,
    /// What happens beyond it.
    pub on_exceed: OnExceed,
    /// How many limits it had.
    pub limit_version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Budget {
    /// Whose it is, in words.
    pub fn named(&self) -> Named<'_> {
        Named { subject: self.subject, who: &self.who, model: self.model.as_ref() }
    }

    /// Whether it is for a model.
    pub fn is_for(&self, model: &str) -> bool {
        self.model.as_ref().is_none_or(|glob| glob.matches(model))
    }

    /// Whether it refuses what goes beyond it.
    pub fn blocks(&self) -> bool {
        self.on_exceed == OnExceed::Block
    }
}

/// What stands in a window of a budget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What was spent.
    pub spent: Nanos,
    /// What is held for requests in flight.
    pub reserved: Nanos,
    /// What the limit was raised by, for this window alone.
    pub credit: Nanos,
}

impl Standing {
    /// What may be spent in this window.
    pub fn limit(&self, budget: &Budget) -> Nanos {
        Nanos(budget.limit.0.saturating_add(self.credit.0))
    }

    /// What is left of it beside what is held; below zero where more was spent.
    pub fn remaining(&self, budget: &Budget) -> Nanos {
        let left = self.limit(budget).0.saturating_sub(self.spent.0);
        Nanos(left.saturating_sub(self.reserved.0))
    }

    /// Whether a request that may cost so much fits if nothing else is in flight.
    pub fn has_money_for(&self, budget: &Budget, most: Nanos) -> bool {
        self.limit(budget).0.saturating_sub(self.spent.0) >= most.0
    }
}

/// Where the pace of a window leads, if it stays what it was so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// What would be spent by the end of the window.
    pub projected: Nanos,
    /// When the limit would be reached, if that is within the window and has not happened.
    pub runs_out_at: Option<Timestamp>,
}

/// Where the pace of a window leads: `None` where nothing was spent, the window has no end, or less
/// than a hundredth of it has passed.
pub fn forecast(
    standing: &Standing,
    limit: Nanos,
    window: Window,
    now: Timestamp,
) -> Option<Forecast> {
    let start = i128::from(window.start.micros());
    let length = i128::from(window.end?.micros()) - start;
    let elapsed = i128::from(now.micros()) - start;
    let (spent, limit) = (i128::from(standing.spent.0), i128::from(limit.0));
    if spent <= 0 || elapsed <= length / 100 || elapsed > length {
        return None;
    }
    let projected = i64::try_from(spent * length / elapsed).unwrap_or(i64::MAX);
    let at = (spent < limit).then(|| start + elapsed * limit / spent);
    let at = at.filter(|at| *at < start + length).and_then(|at| i64::try_from(at).ok());
    Some(Forecast { projected: Nanos(projected), runs_out_at: at.map(Timestamp::from_micros) })
}

/// Which window of which budget something is held of. The user is 0 unless the budget is a role's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeriodKey {
    /// The budget.
    pub budget: BudgetId,
    /// Whose window of it.
    pub user: i64,
    /// When the window begins.
    pub start: Timestamp,
}

/// What a request holds of its budgets until it is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// How much of each.
    pub held: Nanos,
    /// Of which windows.
    pub parts: Vec<PeriodKey>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_a_window_or_not() {
        let amount = |text: &str| text.parse::<Amount>();
        let fifty = Nanos(50_000_000_000);
        assert_eq!(amount("50"), Ok(Amount { limit: fifty, every: None }));
        assert_eq!(amount("$50/month"), Ok(Amount { limit: fifty, every: Some(Every::Month) }));
        for text in ["", "00", "-7", "NaN", "1e308", "/month", "50/", "50/year", "50/day/day"] {
            assert!(amount(text).is_err(), "{text}");
        }
        assert!(matches!("50".parse::<Allowance>(), Err(MoneyError::NoWindow(_))));
        assert_eq!("50/week".parse::<Allowance>().unwrap().to_string(), "50.00/week");
    }

    /// Windows that another implementation of time zones has found: `tests/windows/calendar_windows.py`.
    const WINDOWS: &str = include_str!("../../tests/windows/calendar_windows.csv");

    #[test]
    fn windows_are_those_of_the_calendar_in_every_zone() {
        let mut checked = 0;
        for line in WINDOWS.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let [zone, every, at, start, end] = fields.try_into().unwrap();
            let at = at.parse().unwrap();
            let every: Every = every.parse().unwrap();
            let window = every.window(at, zone.parse().unwrap());
            let found = (window.start.to_string(), window.end.unwrap().to_string());
            assert_eq!(found, (start.to_owned(), end.to_owned()), "{line}");
            assert!(window.has(at) && !window.has(window.end.unwrap()), "{line}");
            checked += 1;
        }
        assert!(checked > 150, "{checked}");
    }

    #[test]
    fn a_forecast_goes_on_at_the_pace_so_far() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let window = Every::Month.window(at("2026-11-05T00:00:00Z"), Zone::Utc);
        let spent = |dollars: i64| Standing {
            spent: Nanos(dollars * 1_000_000_000),
            ..Standing::default()
        };
        let limit = Nanos(500_000_000_000);
        let told = |dollars, now| forecast(&spent(dollars), limit, window, at(now));
        // $306 in 15 of 30 days is $612 in all, and $500 after 24.5 days.
        let expected = Forecast {
            projected: Nanos(612_000_000_000),
            runs_out_at: Some(Timestamp::from_micros(
                at("2026-11-01T00:00:00Z").micros() + 15 * 86_400_000_000 * 500 / 306,
            )),
        };
        assert_eq!(told(306, "2026-11-16T00:00:00Z"), Some(expected));
        let slow = told(150, "2026-11-16T00:00:00Z").unwrap();
        assert_eq!((slow.projected, slow.runs_out_at), (Nanos(300_000_000_000), None));
        let over = told(501, "2026-11-16T00:00:00Z").unwrap();
        assert_eq!((over.projected, over.runs_out_at), (Nanos(1_002_000_000_000), None));
        assert_eq!(told(0, "2026-11-16T00:00:00Z"), None);
        assert_eq!(told(9, "2026-11-01T01:00:00Z"), None, "too early to tell");
        let total = Every::Total.window(at("2026-11-05T00:00:00Z"), Zone::Utc);
        assert_eq!(forecast(&spent(9), limit, total, at("2026-11-16T00:00:00Z")), None);
    }

    #[test]
    fn a_reference_is_a_short_line() {
        let kept = |text: &str| text.parse::<Reference>().map(|kept| kept.as_str().to_owned());
        assert_eq!(kept(" inv 17\n").as_deref(), Ok("inv 17"));
        assert_eq!(kept(&"x".repeat(128)).map(|kept| kept.len()), Ok(128));
        assert_eq!(kept(&"x".repeat(129)), Err(ReferenceError::TooLong(129)));
        assert_eq!(
            (kept(""), kept("  ")),
            (Err(ReferenceError::Empty), Err(ReferenceError::Empty))
        );
        for text in ["a\nb", "a\u{1b}[31m", "a\u{9b}b"] {
            assert_eq!(kept(text), Err(ReferenceError::Control), "{text:?}");
        }
    }

    #[test]
    fn thresholds_are_sorted_and_bounded() {
        let kept = |text: &str| text.parse::<Alerts>().map(|alerts| alerts.to_string());
        assert_eq!(kept("100,80,80").as_deref(), Ok("80,100"));
        assert_eq!(kept("none").as_deref(), Ok("none"));
        assert_eq!(Alerts::default().to_string(), "80,90,100");
        for text in ["", "0", "80,", "1001", "-1", "8e1", "80%", "1,2,3,4,5,6,7,8,9,10,11"] {
            assert!(kept(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_threshold_is_reached_at_its_very_part() {
        let alerts = Alerts::default();
        let reached =
            |spent: i64, limit: i64| alerts.reached(Nanos(spent), Nanos(limit)).collect::<Vec<_>>();
        assert_eq!(reached(799, 1000), [0; 0]);
        assert_eq!(reached(800, 1000), [80]);
        assert_eq!(reached(1010, 1000), [80, 90, 100]);
        assert_eq!(reached(0, 0), [0; 0]);
        assert_eq!(reached(1, 0), [80, 90, 100]);
        assert_eq!(reached(i64::MAX, i64::MAX), [80, 90, 100]);
        assert_eq!(percent(Nanos(799), Nanos(1000)), Some(79));
        assert_eq!(percent(Nanos(1), Nanos(0)), None);
    }
}
