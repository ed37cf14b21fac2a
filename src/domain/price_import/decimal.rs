//! Decimal text to whole pico-dollars.

use crate::domain::money::Picos;

/// The longest number, in bytes; the longest that a float is ever printed as is 24.
const MAX_BYTES: usize = 64;
/// The most pico-dollars of a unit price: 9,000,000 dollars.
const MAX_PICOS: i64 = 9_000_000_000_000_000_000;

/// A price as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// The price, its fraction of a pico-dollar rounded half up.
    pub picos: Picos,
    /// Whether it is exactly what was written.
    pub exact: bool,
}

/// Why a text is no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// No decimal number.
    #[error("not a number")]
    NotANumber,
    /// Below zero.
    #[error("negative")]
    Negative,
    /// Above 9,000,000 dollars for one unit.
    #[error("too large")]
    TooLarge,
}

/// Reads dollars, with or without an exponent, for each `units` units, a power of ten given by its
/// exponent: 0 for dollars per token, 6 for dollars per million tokens.
///
/// # Errors
/// Any of [`DecimalError`].
pub fn picos(text: &str, units: i32) -> Result<Read, DecimalError> {
    let text = text.trim();
    if text.len() > MAX_BYTES {
        return Err(DecimalError::NotANumber);
    }
    let (text, negative) = match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((_, "")) => return Err(DecimalError::NotANumber),
        Some(halves) => halves,
        None => (mantissa, ""),
    };
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return Err(DecimalError::NotANumber);
    }
    let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    if digits.iter().all(|digit| *digit == b'0') {
        return Ok(Read { picos: Picos(0), exact: true });
    }
    if negative {
        return Err(DecimalError::Negative);
    }
    let decimals = i32::try_from(fraction.len()).map_err(|_| DecimalError::NotANumber)?;
    scale(&digits, exponent - decimals + 12 - units)
}

/// An exponent, at most four digits of it.
fn parse_exponent(text: &str) -> Result<i32, DecimalError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DecimalError::NotANumber);
    }
    text.parse().map_err(|_| DecimalError::NotANumber)
}

/// The digits, not all of them zero, times a power of ten.
fn scale(digits: &[u8], power: i32) -> Result<Read, DecimalError> {
    let dropped = usize::try_from(-power).unwrap_or(0);
    let kept = &digits[..digits.len().saturating_sub(dropped)];
    let rest = &digits[kept.len()..];
    // Where more is dropped than there are digits, zeros stand before them.
    let half = dropped <= digits.len() && rest.first().is_some_and(|digit| *digit >= b'5');
    let zeros = usize::try_from(power).unwrap_or(0);
    let value = kept
        .iter()
        .copied()
        .chain(std::iter::repeat_n(b'0', zeros))
        .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(i64::from(digit - b'0')))
        .and_then(|value| value.checked_add(i64::from(half)))
        .filter(|value| *value <= MAX_PICOS)
        .ok_or(DecimalError::TooLarge)?;
    Ok(Read { picos: Picos(value), exact: rest.iter().all(|digit| *digit == b'0') })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn per_token(text: &str) -> (i64, bool) {
        let read = picos(text, 0).unwrap();
        (read.picos.0, read.exact)
    }

    #[test]
    fn the_text_is_counted_not_its_nearest_float() {
        for (text, value) in [
            ("2.8e-08", 28_000),
            ("2.8E-08", 28_000),
            ("0.000000028", 28_000),
            ("28e-9", 28_000),
            ("0", 0),
            ("0.0", 0),
            ("-0.0", 0),
            ("0e-999", 0),
            ("1e-12", 1),
            ("1.50e-5", 15_000_000),
            ("15", 15_000_000_000_000),
            ("9e6", MAX_PICOS),
            (" 1e-6 ", 1_000_000),
        ] {
            assert_eq!(per_token(text), (value, true), "{text}");
        }
        assert_eq!(picos("2.50", 6).unwrap().picos, Picos(2_500_000));
        assert_eq!(picos("0.000001", 6).unwrap().picos, Picos(1));
    }

    #[test]
    fn a_fraction_of_a_pico_is_rounded_half_up_and_said() {
        for (text, value) in [
            ("1.6000000000000001e-06", 1_600_000),
            ("9.499999999999999e-07", 950_000),
            ("1.41953125e-07", 141_953),
            ("1.4e-12", 1),
            ("1.5e-12", 2),
            ("5e-13", 1),
            ("4.9e-13", 0),
            ("5e-14", 0),
            ("9e-999", 0),
        ] {
            assert_eq!(per_token(text), (value, false), "{text}");
        }
    }

    #[test]
    fn what_is_no_price_is_refused() {
        for text in ["", ".", "1.", ".5", "1e", "1e+", "1e99999", "+1", "NaN", "0x1", "1_0", "١"] {
            assert_eq!(picos(text, 0), Err(DecimalError::NotANumber), "{text}");
        }
        assert_eq!(picos(&"1".repeat(65), 0), Err(DecimalError::NotANumber));
        assert_eq!(picos("-1e-6", 0), Err(DecimalError::Negative));
        for text in ["9000001", "9e7", "1e999", "99999999999999999999e3"] {
            assert_eq!(picos(text, 0), Err(DecimalError::TooLarge), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_price_reads_back(value in 0..=MAX_PICOS) {
            let price = Picos(value);
            let exact = Ok(Read { picos: price, exact: true });
            prop_assert_eq!(picos(&price.usd(), 0), exact);
            prop_assert_eq!(picos(&price.usd_per_million(), 6), exact);
            prop_assert_eq!(picos(&format!("{value}e-12"), 0), exact);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,20}|[-+0-9.eE]{0,70}", units in 0..7) {
            let _outcome = picos(&text, units);
        }
    }
}
