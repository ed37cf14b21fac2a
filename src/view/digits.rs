//! Numbers, amounts and instants as text, appended to a buffer that is used again: an export writes
//! millions of them, and the general machinery of formatting costs more than the database.

use std::io::Write;
use std::net::IpAddr;

use crate::domain::money::Nanos;
use crate::domain::time::Timestamp;

const PAIRS: &[u8; 200] = b"0001020304050607080910111213141516171819\
2021222324252627282930313233343536373839\
4041424344454647484950515253545556575859\
6061626364656667686970717273747576777879\
8081828384858687888990919293949596979899";

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;
/// 9999-12-31T23:59:59.999999Z
const LAST_WRITTEN: i64 = 253_402_300_799_999_999;

/// Appends a whole number.
pub fn int(out: &mut Vec<u8>, number: i64) {
    if number < 0 {
        out.push(b'-');
    }
    digits(out, number.unsigned_abs(), 1);
}

/// Appends decimal dollars, exactly as [`Nanos`] displays them.
pub fn money(out: &mut Vec<u8>, money: Nanos) {
    if money.0 < 0 {
        out.push(b'-');
    }
    let nanos = money.0.unsigned_abs();
    digits(out, nanos / 1_000_000_000, 1);
    out.push(b'.');
    digits(out, nanos % 1_000_000_000, 9);
    // At least two decimals stay.
    let zeros = out.iter().rev().take(7).take_while(|digit| **digit == b'0').count();
    out.truncate(out.len() - zeros);
}

/// Appends an instant in RFC 3339, exactly as [`Timestamp`] displays it.
pub fn instant(out: &mut Vec<u8>, at: Timestamp) {
    let micros = at.micros();
    if !(0..=LAST_WRITTEN).contains(&micros) {
        // Writing to memory does not fail.
        write!(out, "{at}").ok();
        return;
    }
    let (year, month, day) = civil((micros / MICROS_PER_DAY).cast_unsigned());
    let second = (micros / MICROS_PER_SECOND % 86_400).cast_unsigned();
    digits(out, year, 4);
    out.push(b'-');
    digits(out, month, 2);
    out.push(b'-');
    digits(out, day, 2);
    out.push(b'T');
    digits(out, second / 3_600, 2);
    out.push(b':');
    digits(out, second / 60 % 60, 2);
    out.push(b':');
    digits(out, second % 60, 2);
    let fraction = (micros % MICROS_PER_SECOND).cast_unsigned();
    if fraction > 0 {
        out.push(b'.');
        digits(out, fraction, 6);
        let zeros = out.iter().rev().take_while(|digit| **digit == b'0').count();
        out.truncate(out.len() - zeros);
    }
    out.push(b'Z');
}

/// Appends the address of a host, exactly as it is displayed.
pub fn address(out: &mut Vec<u8>, address: IpAddr) {
    match address {
        IpAddr::V4(address) => {
            let [first, rest @ ..] = address.octets();
            digits(out, first.into(), 1);
            for byte in rest {
                out.push(b'.');
                digits(out, byte.into(), 1);
            }
        }
        // Writing to memory does not fail.
        IpAddr::V6(address) => write!(out, "{address}").unwrap_or_default(),
    }
}

/// Appends bytes in hexadecimal.
pub fn hex(out: &mut Vec<u8>, bytes: &[u8]) {
    for byte in bytes {
        out.extend([byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]));
    }
}

/// Appends a number with at least so many digits.
fn digits(out: &mut Vec<u8>, number: u64, least: usize) {
    let mut text = [b'0'; 20];
    let (mut rest, mut at) = (number, text.len());
    while rest >= 100 {
        let pair = (rest % 100) as usize * 2;
        rest /= 100;
        at -= 2;
        text[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
    }
    #[expect(clippy::cast_possible_truncation, reason = "below 100")]
    let pair = rest as usize * 2;
    at -= 2;
    text[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
    if rest < 10 {
        at += 1;
    }
    out.extend_from_slice(&text[at.min(text.len() - least)..]);
}

/// The year, month and day of a number of days since 1970-01-01, by the Gregorian calendar with
/// years that begin in March, so that the leap day is the last.
const fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year + (month <= 2) as u64, month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_ends_are_as_they_are_displayed() {
        for number in [0, 1, 9, 10, 99, 100, 101, 999, 1_000, -1, -100, i64::MIN, i64::MAX] {
            assert_eq!(written(|out| int(out, number)), number.to_string());
            let nanos = Nanos(number);
            assert_eq!(written(|out| money(out, nanos)), nanos.to_string());
            let at = Timestamp::from_micros(number);
            assert_eq!(written(|out| instant(out, at)), at.to_string());
        }
        for micros in [LAST_WRITTEN, LAST_WRITTEN + 1, 951_782_400_000_000, 4_107_542_400_000_000] {
            let at = Timestamp::from_micros(micros);
            assert_eq!(written(|out| instant(out, at)), at.to_string());
        }
    }

    #[test]
    fn addresses_are_as_they_are_displayed() {
        for text in ["0.0.0.0", "192.0.2.7", "255.255.255.255", "::1", "2001:db8::7"] {
            let parsed: IpAddr = text.parse().unwrap();
            assert_eq!(written(|out| address(out, parsed)), text);
        }
        assert_eq!(written(|out| hex(out, &[0, 1, 0xab, 0xff])), "0001abff");
    }

    proptest! {
        #[test]
        fn all_are_as_they_are_displayed(number: i64, micros in 0..=LAST_WRITTEN) {
            prop_assert_eq!(written(|out| int(out, number)), number.to_string());
            prop_assert_eq!(written(|out| money(out, Nanos(number))), Nanos(number).to_string());
            let at = Timestamp::from_micros(micros);
            prop_assert_eq!(written(|out| instant(out, at)), at.to_string());
        }
    }
}
