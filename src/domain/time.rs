//! Instants, lengths of time and zones. Stored and compared as UTC microseconds (R-J1);
//! a zone matters only where a person writes or reads a wall clock.

use std::fmt;
use std::str::FromStr;

use chrono::{
    DateTime, Days, FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone,
    Timelike, Utc,
};
use chrono_tz::Tz;

/// The first instant that RFC 3339 can write, `0000-01-01T00:00:00Z`, in microseconds.
const FIRST_MICROS: i64 = -62_167_219_200_000_000;
/// The last one, `9999-12-31T23:59:59.999999Z`.
const LAST_MICROS: i64 = 253_402_300_799_999_999;

const MICROS_PER_SECOND: i64 = 1_000_000;

/// An instant: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted (R-J1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant that many microseconds after the epoch; negative ones lie before it.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The instant `span` later, at most the last one there is.
    #[must_use]
    pub const fn saturating_add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// The instant `span` earlier, at least the first one there is.
    #[must_use]
    pub const fn saturating_sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// How long after `earlier` this is; zero if it is not after it, as when a clock stepped back.
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0).max(0))
    }

    /// The calendar's view of it, clamped to the four-digit years that RFC 3339 can write.
    fn utc(self) -> NaiveDateTime {
        DateTime::from_timestamp_micros(self.0.clamp(FIRST_MICROS, LAST_MICROS))
            .unwrap_or_default()
            .naive_utc()
    }

    /// The instant at which a clock in UTC shows `wall`. Second 60 is the next minute's first.
    /// Whole seconds since 1970 in UTC.
    pub const fn unix_seconds(self) -> i64 {
        self.0.div_euclid(MICROS_PER_SECOND)
    }

    /// As HTTP writes a date (RFC 9110): `Sat, 21 Nov 2026 09:00:00 GMT`.
    pub fn http_date(self) -> String {
        self.utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    fn from_utc(wall: NaiveDateTime) -> Self {
        Self(wall.and_utc().timestamp_micros())
    }

    /// Itself, if RFC 3339 can write it.
    fn writable(self) -> Option<Self> {
        (FIRST_MICROS..=LAST_MICROS).contains(&self.0).then_some(self)
    }
}

/// RFC 3339 in UTC: `2026-11-21T09:00:00Z`, with a fraction only where there is one. Instants
/// outside the years 0000 to 9999 are written as the nearest one inside.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utc = self.utc();
        write!(f, "{}", utc.format("%Y-%m-%dT%H:%M:%S"))?;
        let micros = utc.nanosecond() / 1_000;
        if micros > 0 {
            write!(f, ".{}", format!("{micros:06}").trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

/// RFC 3339 with any offset and nothing else; digits beyond the microsecond are dropped, second
/// 60 is read as the next minute's first (R-J5).
impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        DateTime::parse_from_rfc3339(text)
            .ok()
            .filter(|_| text.is_ascii())
            .and_then(|instant| Self(instant.timestamp_micros()).writable())
            .ok_or_else(|| TimeError::Rfc3339(text.to_owned()))
    }
}

/// Where the present comes from. Read once per command or request; below that `now` is an
/// argument (R-J1).
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The computer's clock.
    System,
    /// One that stands still, for tests.
    Fixed(Timestamp),
}

impl Clock {
    /// The present.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => Timestamp(Utc::now().timestamp_micros()),
            Self::Fixed(now) => now,
        }
    }
}

/// A length of time in microseconds, never negative, at most some 292,000 years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(i64);

/// The units of a written length, longest first, each in microseconds.
const UNITS: [(&str, i64); 7] = [
    ("w", 604_800 * MICROS_PER_SECOND),
    ("d", 86_400 * MICROS_PER_SECOND),
    ("h", 3_600 * MICROS_PER_SECOND),
    ("m", 60 * MICROS_PER_SECOND),
    ("s", MICROS_PER_SECOND),
    ("ms", 1_000),
    ("us", 1),
];

impl Span {
    /// That many seconds.
    pub const fn from_secs(seconds: u32) -> Self {
        Self(seconds as i64 * MICROS_PER_SECOND)
    }

    /// That many microseconds; a negative number is no time at all.
    pub const fn from_micros(micros: i64) -> Self {
        Self(if micros < 0 { 0 } else { micros })
    }

    /// Microseconds, zero or more.
    pub const fn micros(self) -> i64 {
        self.0
    }
}

/// Units from the longest to the shortest, each at most once, without spaces: `90s`, `15m`,
/// `1d12h`, `300ms`. `m` is minutes, a month has no length; a bare number is refused.
impl FromStr for Span {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let refuse = || TimeError::Span(text.to_owned());
        let too_long = || TimeError::SpanTooLong(text.to_owned());
        let mut rest = text;
        let mut longer_units = 0;
        let mut total: i64 = 0;
        while !rest.is_empty() {
            let (count, after) = split_where(rest, |c| !c.is_ascii_digit());
            let (unit, after) = split_where(after, |c| c.is_ascii_digit());
            if count.is_empty() {
                return Err(refuse());
            }
            if unit.is_empty() {
                return Err(TimeError::SpanWithoutUnit(text.to_owned()));
            }
            let position = UNITS[longer_units..].iter().position(|(name, _)| *name == unit);
            let index = longer_units + position.ok_or_else(refuse)?;
            let count: i64 = count.parse().map_err(|_| too_long())?;
            let part = count.checked_mul(UNITS[index].1).ok_or_else(too_long)?;
            total = total.checked_add(part).ok_or_else(too_long)?;
            longer_units = index + 1;
            rest = after;
        }
        if text.is_empty() { Err(refuse()) } else { Ok(Self(total)) }
    }
}

/// As it is read, in days and shorter units: `1d12h`, `14d`, `1s500ms`, `0s`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        let mut rest = self.0;
        for (name, micros) in UNITS.iter().filter(|(name, _)| *name != "w") {
            if rest >= *micros {
                write!(f, "{}{name}", rest / micros)?;
                rest %= micros;
            }
        }
        Ok(())
    }
}

/// Cuts `text` before the first character that `ends` it.
fn split_where(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

/// By which clock days begin and wall times are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// UTC.
    Utc,
    /// The computer's own.
    Local,
    /// One of the IANA time zone database.
    Named(Tz),
}

/// A name of the IANA database such as `Europe/Berlin`, or `UTC`.
impl FromStr for Zone {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        if text.eq_ignore_ascii_case("utc") {
            return Ok(Self::Utc);
        }
        text.parse().map(Self::Named).map_err(|_| TimeError::Zone(text.to_owned()))
    }
}

/// Its name, `UTC`, or `local` for the computer's own.
impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utc => f.write_str("UTC"),
            Self::Local => f.write_str("local"),
            Self::Named(zone) => f.write_str(zone.name()),
        }
    }
}

/// How many instants a wall clock's reading names.
enum Reading {
    /// One, as nearly always.
    Once(Timestamp),
    /// None: the clock skipped it. Its offsets before and after the skip.
    Never(FixedOffset, FixedOffset),
    /// Two: the clock was set back. The earlier and the later.
    Twice(Timestamp, Timestamp),
}

impl Zone {
    /// The calendar day in this zone at that instant.
    pub fn local_date(self, at: Timestamp) -> NaiveDate {
        self.wall(at).date()
    }

    /// The instant at which this zone's hour around `at` began. The two hours of one name when a
    /// clock is set back stay apart.
    pub fn local_hour_start(self, at: Timestamp) -> Timestamp {
        let wall = self.wall(at);
        let Some(hour) = wall.date().and_hms_opt(wall.hour(), 0, 0) else { return at };
        match self.read(hour) {
            Reading::Twice(_, later) if later <= at => later,
            reading => self.first_instant(hour, &reading),
        }
    }

    /// The first instant of a calendar day (R-J2): where midnight was skipped the first that
    /// exists, where it came twice the earlier.
    pub fn start_of_day(self, date: NaiveDate) -> Timestamp {
        let midnight = date.and_time(NaiveTime::MIN);
        self.first_instant(midnight, &self.read(midnight))
    }

    /// What a clock in this zone shows.
    fn wall(self, at: Timestamp) -> NaiveDateTime {
        let utc = at.utc();
        utc.checked_add_offset(self.offset(utc)).unwrap_or(utc)
    }

    /// How far this zone is ahead of UTC at an instant.
    fn offset(self, utc: NaiveDateTime) -> FixedOffset {
        match self {
            Self::Utc => Utc.fix(),
            Self::Local => Local.offset_from_utc_datetime(&utc).fix(),
            Self::Named(zone) => zone.offset_from_utc_datetime(&utc).fix(),
        }
    }

    /// Which instants show `wall` in this zone.
    fn read(self, wall: NaiveDateTime) -> Reading {
        let offsets = match self {
            Self::Utc => return Reading::Once(Timestamp::from_utc(wall)),
            Self::Local => Local.offset_from_local_datetime(&wall).map(|offset| offset.fix()),
            Self::Named(zone) => zone.offset_from_local_datetime(&wall).map(|offset| offset.fix()),
        };
        let instant = |offset| Timestamp::from_utc(minus(wall, offset));
        match offsets {
            chrono::LocalResult::Single(offset) => Reading::Once(instant(offset)),
            chrono::LocalResult::Ambiguous(one, other) => {
                let (one, other) = (instant(one), instant(other));
                Reading::Twice(one.min(other), one.max(other))
            }
            // No zone is a day away from UTC and no clock skips more than one, so the offsets a
            // day before and after are those on both sides of the skip.
            chrono::LocalResult::None => Reading::Never(
                self.offset(wall.checked_sub_days(Days::new(1)).unwrap_or(wall)),
                self.offset(wall.checked_add_days(Days::new(1)).unwrap_or(wall)),
            ),
        }
    }

    /// The first instant at which a clock shows `wall`, or would have, had it not skipped it.
    fn first_instant(self, wall: NaiveDateTime, reading: &Reading) -> Timestamp {
        match *reading {
            Reading::Once(instant) | Reading::Twice(instant, _) => instant,
            Reading::Never(before, after) => {
                // The skip is the one change of offset between these two instants.
                let mut earlier = Timestamp::from_utc(minus(wall, after)).0;
                let mut later = Timestamp::from_utc(minus(wall, before)).0;
                while later - earlier > 1 {
                    let middle = earlier + (later - earlier) / 2;
                    if self.offset(Timestamp(middle).utc()) == before {
                        earlier = middle;
                    } else {
                        later = middle;
                    }
                }
                Timestamp(later)
            }
        }
    }
}

/// The wall clock's reading as UTC, given its offset.
fn minus(wall: NaiveDateTime, offset: FixedOffset) -> NaiveDateTime {
    wall.checked_sub_offset(offset).unwrap_or(wall)
}

/// An instant as a person writes it, before the present and the zone give it its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeSpec {
    /// `now`.
    Now,
    /// `today`: the day's first instant.
    Today,
    /// `yesterday`: the first instant of the day before.
    Yesterday,
    /// `2026-11-21`: the day's first instant.
    Day(NaiveDate),
    /// `2026-11-21T10:00`, by the zone's clock.
    Wall(NaiveDateTime),
    /// `2026-11-21T10:00Z` or with an offset.
    Exact(Timestamp),
    /// `7d ago`.
    Ago(Span),
    /// `+30d`.
    Ahead(Span),
}

impl FromStr for TimeSpec {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        match text {
            "now" => return Ok(Self::Now),
            "today" => return Ok(Self::Today),
            "yesterday" => return Ok(Self::Yesterday),
            _ => {}
        }
        if let Some(span) = text.strip_suffix(" ago") {
            return span.trim_end().parse().map(Self::Ago);
        }
        if let Some(span) = text.strip_prefix('+') {
            return span.parse().map(Self::Ahead);
        }
        parse_calendar(text).ok_or_else(|| TimeError::Instant(text.to_owned()))
    }
}

impl TimeSpec {
    /// The instant meant, for somebody who speaks at `now` in `zone`.
    ///
    /// # Errors
    /// [`TimeError::Skipped`] and [`TimeError::Twice`] for a wall time without an offset that the
    /// zone's clock skipped or shows twice, [`TimeError::TooFar`] beyond the years 0000 to 9999.
    pub fn resolve(&self, now: Timestamp, zone: &Zone) -> Result<Timestamp, TimeError> {
        let too_far = |span: &Span| TimeError::TooFar(*span);
        Ok(match self {
            Self::Now => now,
            Self::Today => zone.start_of_day(zone.local_date(now)),
            Self::Yesterday => {
                let today = zone.local_date(now);
                zone.start_of_day(today.pred_opt().unwrap_or(today))
            }
            Self::Day(date) => zone.start_of_day(*date),
            Self::Wall(wall) => match zone.read(*wall) {
                Reading::Once(instant) => instant,
                Reading::Never(before, after) => {
                    return Err(TimeError::Skipped(BothReadings::new(*wall, *zone, before, after)));
                }
                Reading::Twice(earlier, later) => {
                    let [first, second] = [earlier, later].map(|at| zone.offset(at.utc()));
                    return Err(TimeError::Twice(BothReadings::new(*wall, *zone, first, second)));
                }
            },
            Self::Exact(instant) => *instant,
            Self::Ago(span) => now.saturating_sub(*span).writable().ok_or_else(|| too_far(span))?,
            Self::Ahead(span) => {
                now.saturating_add(*span).writable().ok_or_else(|| too_far(span))?
            }
        })
    }
}

/// A date, or a date and a clock time with or without an offset.
fn parse_calendar(text: &str) -> Option<TimeSpec> {
    let (date, clock) = match text.split_at_checked(10)? {
        (date, "") => return parse_date(date).map(TimeSpec::Day),
        (date, clock) => (parse_date(date)?, clock.strip_prefix(['T', 't', ' '])?),
    };
    let (clock, offset) = split_where(clock, |c| matches!(c, 'Z' | 'z' | '+' | '-'));
    let wall = date.and_time(parse_clock(clock)?);
    if offset.is_empty() {
        return Timestamp::from_utc(wall).writable().map(|_| TimeSpec::Wall(wall));
    }
    let utc = wall.checked_sub_offset(parse_offset(offset)?)?;
    Timestamp::from_utc(utc).writable().map(TimeSpec::Exact)
}

/// `2026-11-21` and nothing looser.
fn parse_date(text: &str) -> Option<NaiveDate> {
    let shape = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    if text.len() != 10 || !text.bytes().enumerate().all(shape) {
        return None;
    }
    NaiveDate::from_ymd_opt(
        text[..4].parse().ok()?,
        text[5..7].parse().ok()?,
        text[8..].parse().ok()?,
    )
}

/// `10:00`, `10:00:30` or `10:00:30.25`; second 60 is a leap second (R-J5).
fn parse_clock(text: &str) -> Option<NaiveTime> {
    let shape = |(at, byte): (usize, u8)| match at {
        2 | 5 => byte == b':',
        8 => byte == b'.',
        _ => byte.is_ascii_digit(),
    };
    if !text.bytes().enumerate().all(shape) {
        return None;
    }
    let format = match text.len() {
        5 => "%H:%M",
        8 => "%H:%M:%S",
        10.. => "%H:%M:%S%.f",
        _ => return None,
    };
    NaiveTime::parse_from_str(text, format).ok()
}

/// `Z`, `+02:00`.
fn parse_offset(text: &str) -> Option<FixedOffset> {
    if text.eq_ignore_ascii_case("z") {
        return Some(Utc.fix());
    }
    if text.len() != 6 || text.as_bytes()[3] != b':' {
        return None;
    }
    text.parse().ok()
}

/// The two ways to say what a wall clock's reading left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BothReadings {
    wall: NaiveDateTime,
    zone: Zone,
    offsets: [FixedOffset; 2],
}

impl BothReadings {
    fn new(wall: NaiveDateTime, zone: Zone, one: FixedOffset, other: FixedOffset) -> Self {
        Self { wall, zone, offsets: [one, other] }
    }

    /// The reading of the clock that left it open.
    fn wall(&self) -> String {
        self.wall.format("%Y-%m-%dT%H:%M:%S%.f").to_string()
    }

    /// Either reading in full, as it may be typed instead.
    fn written(&self) -> [String; 2] {
        self.offsets.map(|offset| format!("{}{offset}", self.wall()))
    }
}

/// Why a written time was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not RFC 3339.
    #[error("{0:?} is not an RFC 3339 time such as 2026-11-21T09:00:00Z")]
    Rfc3339(String),
    /// None of the forms of an instant.
    #[error(
        "{0:?} is not a time: give 2026-11-21, 2026-11-21T10:00 (with Z or +02:00), now, today, \
         yesterday, \"7d ago\" or +30d"
    )]
    Instant(String),
    /// The zone's clock was set forward over it.
    #[error(
        "{} does not exist in zone {}, whose clock skipped it: give {} or {}",
        .0.wall(), .0.zone, .0.written()[0], .0.written()[1]
    )]
    Skipped(BothReadings),
    /// The zone's clock was set back over it.
    #[error(
        "{} comes twice in zone {}, whose clock was set back: give {} or {}",
        .0.wall(), .0.zone, .0.written()[0], .0.written()[1]
    )]
    Twice(BothReadings),
    /// Outside the years that RFC 3339 can write.
    #[error("{0} from now is outside the years 0000 to 9999")]
    TooFar(Span),
    /// No length of time.
    #[error("{0:?} is not a duration: give 90s, 15m, 24h, 7d, 2w or 1d12h, longer units first")]
    Span(String),
    /// A bare number.
    #[error("{0:?} lacks a unit: give 90s, 15m (minutes), 24h, 7d, 2w or 1d12h")]
    SpanWithoutUnit(String),
    /// More than can be counted.
    #[error("{0:?} is too long: a duration is at most 292000 years")]
    SpanTooLong(String),
    /// No such zone.
    #[error("{0:?} is not a time zone: give a name such as Europe/Berlin, or UTC")]
    Zone(String),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: &str = "2026-11-21T09:30:15Z";
    const ZONES: [&str; 6] = [
        "UTC",
        "Europe/Berlin",
        "America/Sao_Paulo",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Kathmandu",
    ];

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn zone(name: &str) -> Zone {
        name.parse().unwrap()
    }

    fn parse_instant(text: &str, now: Timestamp, zone: Zone) -> Result<Timestamp, TimeError> {
        text.parse::<TimeSpec>()?.resolve(now, &zone)
    }

    fn instant(text: &str, zone_name: &str) -> Result<String, String> {
        parse_instant(text, at(NOW), zone(zone_name))
            .map(|instant| instant.to_string())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn timestamps_read_and_write_rfc_3339() {
        for (written, shown) in [
            ("2026-11-21T09:00:00Z", "2026-11-21T09:00:00Z"),
            ("2026-11-21t10:00:00.250+01:00", "2026-11-21T09:00:00.25Z"),
            ("2026-11-21T09:00:00.000001Z", "2026-11-21T09:00:00.000001Z"),
            ("2026-11-21T09:00:00.0000019Z", "2026-11-21T09:00:00.000001Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
            ("2016-12-31T15:59:60.5-08:00", "2017-01-01T00:00:00.5Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(at(written).to_string(), shown, "{written}");
        }
    }

    #[test]
    fn what_is_not_rfc_3339_is_refused() {
        for text in [
            "",
            "now",
            "2026-11-21",
            "2026-11-21T09:00Z",
            "2026-11-21T09:00:00",
            "2026-02-29T09:00:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T09:00:61Z",
            "2026-11-21T09:00:00\u{2212}01:00",
            "0000-01-01T00:00:00+01:00",
            "9999-12-31T23:59:60Z",
        ] {
            let error = text.parse::<Timestamp>().unwrap_err();
            assert_eq!(error, TimeError::Rfc3339(text.to_owned()));
        }
    }

    #[test]
    fn the_ends_of_time_are_shown_within_four_digits() {
        let [first, last] = [i64::MIN, i64::MAX].map(Timestamp::from_micros);
        assert_eq!(first.to_string(), "0000-01-01T00:00:00Z");
        assert_eq!(last.to_string(), "9999-12-31T23:59:59.999999Z");
        assert_eq!(last.saturating_add(Span::from_secs(1)), last);
        assert_eq!(first.saturating_sub(Span::from_secs(1)), first);
    }

    #[test]
    fn a_clock_that_stepped_back_measures_nothing() {
        let (earlier, later) = (at("2026-11-21T09:00:00Z"), at("2026-11-21T09:01:30Z"));
        assert_eq!(later.since(earlier), Span::from_secs(90));
        assert_eq!(earlier.since(later), Span::from_secs(0));
    }

    #[test]
    fn the_system_clock_moves_and_a_fixed_one_does_not() {
        let before = Clock::System.now();
        assert!(before > at("2026-01-01T00:00:00Z"));
        assert!(Clock::System.now() >= before);
        assert_eq!(Clock::Fixed(at(NOW)).now(), at(NOW));
    }

    #[test]
    fn durations_are_read_and_shown_compactly() {
        for (written, seconds, shown) in [
            ("90s", 90, "1m30s"),
            ("15m", 900, "15m"),
            ("24h", 86_400, "1d"),
            ("7d", 604_800, "7d"),
            ("2w", 1_209_600, "14d"),
            ("1d12h", 129_600, "1d12h"),
            ("1w2d3h4m5s", 788_645, "9d3h4m5s"),
            ("0s", 0, "0s"),
        ] {
            let span: Span = written.parse().unwrap();
            assert_eq!(span, Span::from_secs(seconds), "{written}");
            assert_eq!(span.to_string(), shown, "{written}");
        }
        assert_eq!("300ms".parse::<Span>().unwrap().micros(), 300_000);
    }

    #[test]
    fn durations_that_say_too_little_or_too_much_are_refused() {
        for text in ["", "s", "d7", "7 d", "-7d", "+7d", "1.5h", "12h1d", "1h1h", "7x", "7D", "1é"]
        {
            assert_eq!(text.parse::<Span>(), Err(TimeError::Span(text.to_owned())));
        }
        for text in ["0", "90", "1d12"] {
            assert_eq!(text.parse::<Span>(), Err(TimeError::SpanWithoutUnit(text.to_owned())));
        }
        for text in ["99999999999999999999s", "9223372036854775807w", "15250285w"] {
            assert_eq!(text.parse::<Span>(), Err(TimeError::SpanTooLong(text.to_owned())));
        }
    }

    #[test]
    fn zones_are_known_by_name() {
        for name in ["UTC", "Europe/Berlin", "Asia/Kathmandu"] {
            assert_eq!(zone(name).to_string(), name);
        }
        assert_eq!(zone("utc"), Zone::Utc);
        for name in ["", "local", "Europe/Bielefeld", "+02:00"] {
            assert_eq!(name.parse::<Zone>(), Err(TimeError::Zone(name.to_owned())));
        }
    }

    #[test]
    fn instants_are_read_in_every_form() {
        for (text, zone, expected) in [
            ("now", "Europe/Berlin", NOW),
            ("today", "UTC", "2026-11-21T00:00:00Z"),
            ("today", "Pacific/Kiritimati", "2026-11-20T10:00:00Z"),
            ("yesterday", "Europe/Berlin", "2026-11-19T23:00:00Z"),
            ("7d ago", "UTC", "2026-11-14T09:30:15Z"),
            ("1h30m ago", "UTC", "2026-11-21T08:00:15Z"),
            ("+30d", "UTC", "2026-12-21T09:30:15Z"),
            ("2026-11-21", "Europe/Berlin", "2026-11-20T23:00:00Z"),
            ("2026-11-21T10:00", "Europe/Berlin", "2026-11-21T09:00:00Z"),
            ("2026-11-21 10:00:30.5", "Europe/Berlin", "2026-11-21T09:00:30.5Z"),
            ("2026-11-21T10:00Z", "Europe/Berlin", "2026-11-21T10:00:00Z"),
            ("2026-11-21T10:00+02:00", "UTC", "2026-11-21T08:00:00Z"),
            ("2026-11-21T10:00:00-05:30", "UTC", "2026-11-21T15:30:00Z"),
            ("2016-12-31T23:59:60", "UTC", "2017-01-01T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "Europe/Berlin", "2017-01-01T00:00:00Z"),
        ] {
            assert_eq!(instant(text, zone).as_deref(), Ok(expected), "{text} {zone}");
        }
    }

    #[test]
    fn other_texts_are_no_instants() {
        for text in [
            "",
            "tomorrow",
            "Now",
            "2026",
            "2026-11",
            "2026-1-2",
            "2026-11-21T",
            "2026-11-21T1:00",
            "2026-11-21T10",
            "2026-11-21T10:00:",
            "2026-11-21T10:00:00.",
            "2026-11-21T10:00+2",
            "2026-11-21T10:00+0200",
            "2026-11-21T10:00ZZ",
            "2026-11-21T25:00",
            "2026-02-30",
            "0026-011-1",
            "20é6-11-2",
            "-7d",
        ] {
            assert_eq!(text.parse::<TimeSpec>(), Err(TimeError::Instant(text.to_owned())));
        }
        assert_eq!("7 ago".parse::<TimeSpec>(), Err(TimeError::SpanWithoutUnit("7".to_owned())));
        assert_eq!(
            instant("5000000d ago", "UTC").unwrap_err(),
            "5000000d from now is outside the years 0000 to 9999"
        );
    }

    #[test]
    fn a_clock_time_that_was_skipped_is_refused_with_both_readings() {
        assert_eq!(
            instant("2026-03-29T02:30", "Europe/Berlin").unwrap_err(),
            "2026-03-29T02:30:00 does not exist in zone Europe/Berlin, whose clock skipped it: \
             give 2026-03-29T02:30:00+01:00 or 2026-03-29T02:30:00+02:00"
        );
        assert_eq!(
            instant("2011-12-30T12:00", "Pacific/Apia").unwrap_err(),
            "2011-12-30T12:00:00 does not exist in zone Pacific/Apia, whose clock skipped it: \
             give 2011-12-30T12:00:00-10:00 or 2011-12-30T12:00:00+14:00"
        );
    }

    #[test]
    fn a_clock_time_that_comes_twice_is_refused_with_both_readings() {
        assert_eq!(
            instant("2026-10-25T02:30", "Europe/Berlin").unwrap_err(),
            "2026-10-25T02:30:00 comes twice in zone Europe/Berlin, whose clock was set back: \
             give 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00"
        );
    }

    #[test]
    fn a_day_begins_at_its_first_instant() {
        for (day, name, expected) in [
            ("2026-11-21", "Asia/Kathmandu", "2026-11-20T18:15:00Z"),
            ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"),
            ("2026-11-01", "America/Havana", "2026-11-01T04:00:00Z"),
            ("2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00Z"),
            ("2011-12-31", "Pacific/Apia", "2011-12-30T10:00:00Z"),
        ] {
            let start = zone(name).start_of_day(day.parse().unwrap());
            assert_eq!(start.to_string(), expected, "{day} {name}");
        }
    }

    #[test]
    fn the_hours_of_a_clock_set_back_stay_apart() {
        for (instant, name, expected) in [
            ("2026-11-21T09:30:15.5Z", "UTC", "2026-11-21T09:00:00Z"),
            ("2026-11-21T09:30:15Z", "Asia/Kathmandu", "2026-11-21T09:15:00Z"),
            ("2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25T00:00:00Z"),
            ("2026-10-25T01:30:00Z", "Europe/Berlin", "2026-10-25T01:00:00Z"),
            // 02:00 to 02:30 was skipped: the hour of two o'clock is half an hour long.
            ("2026-10-03T15:40:00Z", "Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
            // 01:30 to 02:00 came twice: the hour of one o'clock is an hour and a half long.
            ("2026-04-04T15:15:00Z", "Australia/Lord_Howe", "2026-04-04T14:00:00Z"),
        ] {
            let start = zone(name).local_hour_start(at(instant));
            assert_eq!(start.to_string(), expected, "{instant} {name}");
        }
    }

    proptest! {
        #[test]
        fn timestamps_read_back(micros in FIRST_MICROS..=LAST_MICROS) {
            let instant = Timestamp::from_micros(micros);
            prop_assert_eq!(instant.to_string().parse(), Ok(instant));
            prop_assert_eq!(parse_instant(&instant.to_string(), instant, Zone::Utc), Ok(instant));
        }

        #[test]
        fn spans_read_back(micros in 0..=i64::MAX) {
            prop_assert_eq!(Span(micros).to_string().parse(), Ok(Span(micros)));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,30}|[0-9TZdhmsw:+. ago-]{0,30}", micros: i64) {
            for name in ZONES {
                let _outcome = parse_instant(&text, Timestamp::from_micros(micros), zone(name));
            }
            let _outcome = (text.parse::<Timestamp>(), text.parse::<Zone>());
        }

        #[test]
        fn no_instant_panics(micros: i64) {
            for zone in ZONES.map(zone).into_iter().chain([Zone::Local]) {
                let day = zone.local_date(Timestamp::from_micros(micros));
                let _starts = (zone.start_of_day(day), zone.start_of_day(NaiveDate::MAX));
                let _hour = zone.local_hour_start(Timestamp::from_micros(micros));
            }
        }

        #[test]
        fn every_instant_is_within_its_day_and_hour(seconds in 0..4_102_444_800_i64) {
            let instant = Timestamp::from_micros(seconds * MICROS_PER_SECOND);
            for zone in ZONES.map(zone) {
                let day = zone.local_date(instant);
                prop_assert!(zone.start_of_day(day) <= instant);
                prop_assert!(instant < zone.start_of_day(day.succ_opt().unwrap()));
                let hour = zone.local_hour_start(instant);
                prop_assert!(hour <= instant);
                prop_assert!(instant.since(hour) < Span::from_secs(5_400));
                prop_assert_eq!(zone.local_hour_start(hour), hour);
            }
        }

        #[test]
        fn a_day_begins_when_the_date_changes(days in 0..47_000_u64, name in 0..ZONES.len()) {
            let zone = zone(ZONES[name]);
            let day = NaiveDate::default() + Days::new(days);
            let start = zone.start_of_day(day);
            prop_assert!(zone.local_date(start) >= day);
            prop_assert!(zone.local_date(start.saturating_sub(Span(1))) < day);
        }
    }
}
