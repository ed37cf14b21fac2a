//! Rates: so many of something in so much time.

use std::fmt;
use std::str::FromStr;

use crate::domain::time::Span;

/// A rate, such as 20 in a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    count: u32,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Second,
    Minute,
    Hour,
}

/// A text that is no rate.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no rate: write 60/m, 1000/h, 5/s or 200k/m")]
pub struct RateError(String);

impl Rate {
    /// How many, one at least.
    pub const fn count(self) -> u32 {
        self.count
    }

    /// In how much time.
    pub const fn per(self) -> Span {
        match self.unit {
            Unit::Second => Span::from_secs(1),
            Unit::Minute => Span::from_secs(60),
            Unit::Hour => Span::from_secs(3_600),
        }
    }
}

/// `60/m`, `1000/h`, `5/s`; a `k` after the number is a thousand.
impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let refuse = || RateError(text.to_owned());
        let (count, unit) = text.split_once('/').ok_or_else(refuse)?;
        let unit = match unit {
            "s" => Unit::Second,
            "m" => Unit::Minute,
            "h" => Unit::Hour,
            _ => return Err(refuse()),
        };
        let (digits, factor) = match count.strip_suffix('k') {
            Some(digits) => (digits, 1_000),
            None => (count, 1),
        };
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        let count: Option<u32> = digits.parse().ok().filter(|_| plain && !digits.starts_with('0'));
        let count = count.and_then(|count| count.checked_mul(factor)).ok_or_else(refuse)?;
        Ok(Self { count, unit })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Second => 's',
            Unit::Minute => 'm',
            Unit::Hour => 'h',
        };
        write!(f, "{}/{unit}", self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_and_written_back() {
        let read = |text: &str| text.parse::<Rate>().map(|rate| rate.to_string());
        for text in ["5/s", "60/m", "1000/h"] {
            assert_eq!(read(text).as_deref(), Ok(text));
        }
        assert_eq!(read("200k/m").as_deref(), Ok("200000/m"));
        for text in ["", "5", "/m", "0/m", "-1/m", "+1/m", "1/d", "1.5/m", "5000000k/m", "01/m"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
