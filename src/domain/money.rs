//! Money: whole nano-dollars, and whole pico-dollars for unit prices. Never a float (R-I1).

use std::fmt;
use std::str::FromStr;

/// An amount of money in nano-dollars, 10⁻⁹ USD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nanos(pub i64);

/// Decimal dollars from 0 to 9,000,000,000 with up to 9 decimals: `500`, `500.00`, `1_000`,
/// `500usd`, `$500`.
impl FromStr for Nanos {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        parse_decimal(text, 9, 9_000_000_000).map(Self)
    }
}

/// Exact decimal dollars with at least two decimals: `0.00`, `45.23`, `0.000115`.
impl fmt::Display for Nanos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&write_decimal(self.0, 9))
    }
}

/// The price of one unit (a token, a request, a second) in pico-dollars, 10⁻¹² USD, so that
/// $0.028 per million tokens is exactly 28,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Picos(pub i64);

impl Picos {
    /// Reads dollars per million units, at most 9,000,000,000 with up to 6 decimals.
    ///
    /// # Errors
    /// [`MoneyError`] for what is no such amount.
    pub fn from_usd_per_million(text: &str) -> Result<Self, MoneyError> {
        parse_decimal(text, 6, 9_000_000_000).map(Self)
    }

    /// Reads dollars per unit, at most 9,000,000 with up to 12 decimals.
    ///
    /// # Errors
    /// As [`Self::from_usd_per_million`].
    pub fn from_usd(text: &str) -> Result<Self, MoneyError> {
        parse_decimal(text, 12, 9_000_000).map(Self)
    }

    /// Exact decimal dollars per million units, with at least two decimals.
    pub fn usd_per_million(self) -> String {
        write_decimal(self.0, 6)
    }

    /// Exact decimal dollars per unit, with at least two decimals.
    pub fn usd(self) -> String {
        write_decimal(self.0, 12)
    }
}

/// Reads dollars as an integer of `places` decimals.
fn parse_decimal(text: &str, places: usize, most: i64) -> Result<i64, MoneyError> {
    let number = bare_number(text)?;
    let (whole, fraction) = match number.split_once('.') {
        Some((_, "")) => return Err(not_an_amount(text)),
        Some(halves) => halves,
        None => (number, ""),
    };
    if !is_whole(whole) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(not_an_amount(text));
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return Err(MoneyError::LeadingZeros(text.to_owned()));
    }
    if fraction.len() > places {
        return Err(MoneyError::TooPrecise { text: text.to_owned(), places });
    }
    let digits = whole.bytes().chain(fraction.bytes()).filter(|b| *b != b'_');
    let padding = std::iter::repeat_n(b'0', places - fraction.len());
    let too_large = || MoneyError::TooLarge { text: text.to_owned(), most };
    let value = digits
        .chain(padding)
        .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(i64::from(digit - b'0')))
        .ok_or_else(too_large)?;
    let limit = most * 10_i64.pow(u32::try_from(places).unwrap_or_default());
    if value > limit { Err(too_large()) } else { Ok(value) }
}

/// The number without its currency; what can be said better than "not an amount" is said here.
fn bare_number(text: &str) -> Result<&str, MoneyError> {
    let owned = || text.to_owned();
    let number = strip_usd(text.strip_prefix('$').unwrap_or(text));
    match number {
        "" => Err(MoneyError::Empty),
        _ if text.starts_with('-') || number.starts_with('-') => Err(MoneyError::Negative(owned())),
        _ if text.contains('/') => Err(MoneyError::Window(owned())),
        _ if number.contains(',') => Err(MoneyError::Comma(owned())),
        _ if is_exponent(number) => Err(MoneyError::Exponent(owned())),
        _ if names_a_currency(number) => Err(MoneyError::Currency(owned())),
        _ => Ok(number),
    }
}

/// Digits, with single underscores between them.
fn is_whole(text: &str) -> bool {
    text.split('_').all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()))
}

fn strip_usd(text: &str) -> &str {
    match text.len().checked_sub(3).and_then(|at| text.split_at_checked(at)) {
        Some((number, unit)) if unit.eq_ignore_ascii_case("usd") => number,
        _ => text,
    }
}

/// `1e9`, `2.5E-3`.
fn is_exponent(number: &str) -> bool {
    number.split_once(['e', 'E']).is_some_and(|(mantissa, exponent)| {
        mantissa.ends_with(|c: char| c.is_ascii_digit())
            && exponent.ends_with(|c: char| c.is_ascii_digit())
    })
}

/// A number with a sign or letters of money on either side of it: `€500`, `500eur`, `500 £`.
fn names_a_currency(number: &str) -> bool {
    let unit = number.trim_matches(|c: char| c.is_ascii_digit() || "._ ".contains(c));
    let letters = unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_alphabetic());
    unit.len() < number.len() && (letters || matches!(unit, "€" | "£" | "¥" | "¢"))
}

fn not_an_amount(text: &str) -> MoneyError {
    MoneyError::NotAnAmount(text.to_owned())
}

/// Writes an integer of `places` decimals, keeping at least two.
fn write_decimal(value: i64, places: usize) -> String {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{whole}.{fraction:0<2}")
}

/// Why a written amount was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Nothing, or nothing but a currency.
    #[error("an empty amount is not zero: give 500, 500.00, 1_000, 500usd or 0")]
    Empty,
    /// Below zero.
    #[error("{0:?} is negative: give an amount of 0 or more")]
    Negative(String),
    /// What is left of `$500` when a shell has replaced `$5` by nothing.
    #[error("{0:?} has leading zeros, as when a shell reads $500 as $5 and 00")]
    LeadingZeros(String),
    /// A comma, which some read as a decimal point and some as a separator of thousands.
    #[error("{0:?} has a comma: give 1234.56 or 1_234.56")]
    Comma(String),
    /// Scientific notation.
    #[error("{0:?} has an exponent: give all digits, as in 0.0025")]
    Exponent(String),
    /// A window, where only an amount fits.
    #[error("{0:?} has a window: give the amount alone, as in 50")]
    Window(String),
    /// A window that there is not.
    #[error("{0:?} has no window that there is: write 50/day, 50/week, 50/month or 50/total")]
    UnknownWindow(String),
    /// No window, where one is needed.
    #[error("{0:?} has no window: write 50/day, 50/week, 50/month or 50/total")]
    NoWindow(String),
    /// Another currency.
    #[error("{0:?} is not in US dollars: give 500, 500usd or '$500'")]
    Currency(String),
    /// A fraction smaller than what is counted.
    #[error("{text:?} has too many decimals: give at most {places}")]
    TooPrecise {
        /// What was given.
        text: String,
        /// How many decimals are counted.
        places: usize,
    },
    /// More than is counted.
    #[error("{text:?} is too much: give at most {most}")]
    TooLarge {
        /// What was given.
        text: String,
        /// The most there may be, in dollars.
        most: i64,
    },
    /// Anything else, `NaN` among it.
    #[error("{0:?} is not an amount: give 500, 500.00, 1_000, 500usd or '$500'")]
    NotAnAmount(String),
}

impl MoneyError {
    /// What to type instead, where a shell is the likely cause.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Empty | Self::LeadingZeros(_) => Some("write 500 or '$500'"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn nanos(text: &str) -> Result<i64, MoneyError> {
        text.parse::<Nanos>().map(|nanos| nanos.0)
    }

    #[test]
    fn amounts_are_read_exactly() {
        for (text, value) in [
            ("0", 0),
            ("0.05", 50_000_000),
            ("500", 500_000_000_000),
            ("500.00", 500_000_000_000),
            ("1_000", 1_000_000_000_000),
            ("1_234.5", 1_234_500_000_000),
            ("500usd", 500_000_000_000),
            ("500USD", 500_000_000_000),
            ("$500", 500_000_000_000),
            ("$0.50", 500_000_000),
            ("0.000000001", 1),
            ("9000000000", 9_000_000_000_000_000_000),
        ] {
            assert_eq!(nanos(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn each_refusal_says_what_is_wrong() {
        for (text, message) in [
            ("", "an empty amount is not zero: give 500, 500.00, 1_000, 500usd or 0"),
            ("$", "an empty amount is not zero: give 500, 500.00, 1_000, 500usd or 0"),
            ("-1", "\"-1\" is negative: give an amount of 0 or more"),
            ("$-1", "\"$-1\" is negative: give an amount of 0 or more"),
            ("-$1", "\"-$1\" is negative: give an amount of 0 or more"),
            ("00", "\"00\" has leading zeros, as when a shell reads $500 as $5 and 00"),
            ("007", "\"007\" has leading zeros, as when a shell reads $500 as $5 and 00"),
            ("00.50", "\"00.50\" has leading zeros, as when a shell reads $500 as $5 and 00"),
            ("0_1", "\"0_1\" has leading zeros, as when a shell reads $500 as $5 and 00"),
            ("1.234,56", "\"1.234,56\" has a comma: give 1234.56 or 1_234.56"),
            ("1,000", "\"1,000\" has a comma: give 1234.56 or 1_234.56"),
            ("1e3", "\"1e3\" has an exponent: give all digits, as in 0.0025"),
            ("2.5E-3", "\"2.5E-3\" has an exponent: give all digits, as in 0.0025"),
            ("50/month", "\"50/month\" has a window: give the amount alone, as in 50"),
            ("500eur", "\"500eur\" is not in US dollars: give 500, 500usd or '$500'"),
            ("€500", "\"€500\" is not in US dollars: give 500, 500usd or '$500'"),
            ("0.0000000001", "\"0.0000000001\" has too many decimals: give at most 9"),
            ("9000000001", "\"9000000001\" is too much: give at most 9000000000"),
            (
                "9000000000.000000001",
                "\"9000000000.000000001\" is too much: give at most 9000000000",
            ),
            (
                "99999999999999999999",
                "\"99999999999999999999\" is too much: give at most 9000000000",
            ),
            ("NaN", "\"NaN\" is not an amount: give 500, 500.00, 1_000, 500usd or '$500'"),
        ] {
            assert_eq!(nanos(text).unwrap_err().to_string(), message, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_amounts() {
        for text in [
            "inf", "five", "+5", ".5", "5.", ".", "1__0", "_1", "1_", "0.1_0", "1.2.3", " 5", "5 ",
            "0x10", "٥", "500$", "$$5", "1-2",
        ] {
            assert_eq!(nanos(text), Err(MoneyError::NotAnAmount(text.to_owned())));
        }
    }

    #[test]
    fn what_a_shell_does_to_a_dollar_sign_is_hinted_at() {
        for text in ["", "00", "007"] {
            assert_eq!(nanos(text).unwrap_err().hint(), Some("write 500 or '$500'"), "{text:?}");
        }
        assert_eq!(nanos("-1").unwrap_err().hint(), None);
    }

    #[test]
    fn amounts_are_shown_exactly() {
        for (value, text) in [
            (0, "0.00"),
            (1, "0.000000001"),
            (115_000, "0.000115"),
            (45_230_000_000, "45.23"),
            (1_500_000_000, "1.50"),
            (-50_000_000, "-0.05"),
            (i64::MIN, "-9223372036.854775808"),
        ] {
            assert_eq!(Nanos(value).to_string(), text);
        }
        assert_eq!(format!("{:>6}|{:<6}|", Nanos(0), Nanos(0)), "  0.00|0.00  |");
    }

    #[test]
    fn unit_prices_are_exact() {
        let million = |text| Picos::from_usd_per_million(text);
        assert_eq!(million("0.028"), Ok(Picos(28_000)));
        assert_eq!(million("9000000000"), Ok(Picos(9_000_000_000_000_000)));
        assert_eq!(million("2.50").unwrap().usd_per_million(), "2.50");
        assert_eq!(million("2.50").unwrap().usd(), "0.0000025");
        assert_eq!(Picos::from_usd("0.01"), Ok(Picos(10_000_000_000)));
        assert_eq!(Picos::from_usd("9000000"), Ok(Picos(9_000_000_000_000_000_000)));
    }

    #[test]
    fn fractions_of_a_pico_are_refused() {
        assert!(matches!(
            Picos::from_usd_per_million("0.0000001"),
            Err(MoneyError::TooPrecise { places: 6, .. })
        ));
        assert!(matches!(
            Picos::from_usd("0.0000000000001"),
            Err(MoneyError::TooPrecise { places: 12, .. })
        ));
        assert!(matches!(Picos::from_usd("9000001"), Err(MoneyError::TooLarge { .. })));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(value in 0..=9_000_000_000_000_000_000_i64) {
            prop_assert_eq!(Nanos(value).to_string().parse(), Ok(Nanos(value)));
            prop_assert_eq!(Picos::from_usd(&Picos(value).usd()), Ok(Picos(value)));
        }

        #[test]
        fn prices_per_million_read_back(value in 0..=9_000_000_000_000_000_i64) {
            let price = Picos(value);
            prop_assert_eq!(Picos::from_usd_per_million(&price.usd_per_million()), Ok(price));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,20}|[$0-9._,eE/usdUSD€-]{0,24}") {
            let _outcome = (nanos(&text), Picos::from_usd(&text));
        }
    }
}
