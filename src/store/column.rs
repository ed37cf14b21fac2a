//! Columns that hold a value of ours.

use std::net::IpAddr;
use std::str::FromStr;

use rusqlite::Row;

use crate::domain::legacy::LegacyPrefix;
use crate::domain::time::{Span, Timestamp};
use crate::domain::token::Prefix;
use crate::store::error::unreadable;

/// The sum of an expression, and nothing of no rows. One that overflows is an error: see
/// [`overflowed`].
pub(in crate::store) fn plain_sum_of(expression: &str) -> String {
    format!("coalesce(sum({expression}), 0)")
}

/// Whether a statement failed because a sum was beyond the greatest number.
pub(in crate::store) fn overflowed(error: &rusqlite::Error) -> bool {
    matches!(error, rusqlite::Error::SqliteFailure(_, Some(text)) if text == "integer overflow")
}

/// The sum of an expression that is never negative, at most the greatest number, and nothing of no
/// rows. Billions and the rest are added up apart.
pub(in crate::store) fn sum_of(expression: &str) -> String {
    format!(
        "min(min(coalesce(sum({expression} / 1000000000), 0), 9223372037) * 1000000000
             + coalesce(sum({expression} % 1000000000), 0), 9223372036854775807)"
    )
}

/// The value that a column holds as text. A text that its type refuses was damaged or edited by
/// hand.
pub(in crate::store) fn parsed<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<T>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    row.get::<_, String>(column)?.parse().map_err(unreadable)
}

/// As [`parsed`], for a column that may be null.
pub(in crate::store) fn parsed_option<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse()).transpose().map_err(unreadable)
}

/// The values that a column holds as a JSON list of texts; none where it is null.
pub(in crate::store) fn list_option<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<Vec<T>>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let Some(text) = row.get::<_, Option<String>>(column)? else { return Ok(Vec::new()) };
    let words: Vec<String> = serde_json::from_str(&text).map_err(unreadable)?;
    words.iter().map(|word| word.parse()).collect::<Result<_, _>>().map_err(unreadable)
}

/// The instant that a column holds in microseconds.
pub(in crate::store) fn instant(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp::from_micros)
}

/// As [`instant`], for a column that may be null.
pub(in crate::store) fn instant_option(
    row: &Row<'_>,
    column: &str,
) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_micros))
}

/// The length of time that a column holds in microseconds, if it is not null.
pub(in crate::store) fn span_option(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Span>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Span::from_micros))
}

/// The public prefix in the column of that name: of a key of ours or of an imported one.
pub(in crate::store) fn prefix(row: &Row<'_>) -> rusqlite::Result<Prefix> {
    let text: String = row.get("prefix")?;
    match text.parse() {
        Ok(prefix) => Ok(prefix),
        Err(_) => text.parse::<LegacyPrefix>().map(Prefix::from).map_err(unreadable),
    }
}

/// The address that a column holds in 4 or 16 bytes, if it is not null.
pub(in crate::store) fn address_option(
    row: &Row<'_>,
    column: &str,
) -> rusqlite::Result<Option<IpAddr>> {
    Ok(row.get::<_, Option<Vec<u8>>>(column)?.and_then(|bytes| address(&bytes)))
}

/// An address as columns hold it.
pub(in crate::store) fn address_bytes(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

/// The address that 4 or 16 bytes are.
pub(in crate::store) fn address(bytes: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(bytes)
        .map(IpAddr::from)
        .or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_back() {
        for text in ["192.0.2.7", "2001:db8::7"] {
            let written: IpAddr = text.parse().unwrap();
            assert_eq!(address(&address_bytes(written)), Some(written));
        }
        assert_eq!(address_bytes("::ffff:192.0.2.7".parse().unwrap()).len(), 4);
    }
}
