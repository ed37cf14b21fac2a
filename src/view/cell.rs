//! One value as a person reads it.

use std::borrow::Cow;
use std::iter;

use chrono::{DateTime, Local, Utc};
use data_encoding::HEXLOWER;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::domain::time::{Timestamp, Zone};
use crate::view::ago::ago;
use crate::view::column::Kind;
use crate::view::escape::visible;
use crate::view::style::{Paint, Style};
use crate::view::value::Value;

/// Text on one line, escaped, with the paint it deserves.
pub struct Cell {
    /// What is shown.
    pub text: String,
    /// How.
    pub paint: Paint,
}

impl Cell {
    /// The value as a column of this kind shows it.
    pub fn new(value: &Value, kind: Kind, style: &Style) -> Self {
        let paint = match value {
            Value::Null => Paint::Dim,
            Value::Status(word) => Paint::of_status(word),
            _ => Paint::Plain,
        };
        let text = match (value, kind) {
            (Value::Time(instant), Kind::Ago) => ago(*instant, style.now),
            _ => text(value, style),
        };
        Self { text, paint }
    }

    /// No value, in a column that shows this for none.
    pub fn absent(word: &'static str) -> Self {
        let paint = if word == "-" { Paint::Dim } else { Paint::of_status(word) };
        Self { text: word.to_owned(), paint }
    }

    /// Columns of the terminal the text takes.
    pub fn width(&self) -> usize {
        self.text.width()
    }
}

/// The value as people write it: money with its sign, times local, lists with commas.
pub fn text(value: &Value, style: &Style) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Text(text) | Value::Status(text) => visible(text).into_owned(),
        Value::Shared(text) => visible(text).into_owned(),
        Value::Bytes(bytes) => HEXLOWER.encode(bytes),
        Value::Address(address) => address.to_string(),
        Value::Secret(text) => visible(text).into_owned(),
        Value::Id(number) | Value::Int(number) => number.to_string(),
        Value::Money(money) => {
            let amount = money.to_string();
            amount.strip_prefix('-').map_or(format!("${amount}"), |owed| format!("-${owed}"))
        }
        Value::Time(instant) => local(*instant, &style.zone),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::List(texts) if texts.is_empty() => "-".to_owned(),
        Value::Array(values) if values.is_empty() => "-".to_owned(),
        Value::List(texts) => visible(&texts.join(", ")).into_owned(),
        Value::Json(json) => visible(&json.to_string()).into_owned(),
        Value::Object(fields) => {
            let field = |(name, value): &(&str, Value)| format!("{name} {}", text(value, style));
            fields.iter().map(field).collect::<Vec<_>>().join(", ")
        }
        Value::Array(values) => {
            values.iter().map(|value| text(value, style)).collect::<Vec<_>>().join("; ")
        }
    }
}

/// Date and clock time in the zone, to the second, with a `Z` where the zone is UTC.
pub fn local(instant: Timestamp, zone: &Zone) -> String {
    const FORMAT: &str = "%Y-%m-%d %H:%M:%S";
    let Some(utc) = DateTime::<Utc>::from_timestamp_micros(instant.micros()) else {
        return instant.to_string();
    };
    match zone {
        Zone::Utc => format!("{}Z", utc.format(FORMAT)),
        Zone::Local => utc.with_timezone(&Local).format(FORMAT).to_string(),
        Zone::Named(tz) => utc.with_timezone(tz).format(FORMAT).to_string(),
    }
}

/// The text, cut to the width with `…` where it is longer.
pub fn shorten(text: &str, width: usize) -> Cow<'_, str> {
    if text.width() <= width {
        return Cow::Borrowed(text);
    }
    let mut room = width.saturating_sub(1);
    let kept = text.chars().take_while(|c| {
        let taken = c.width().unwrap_or_default();
        let fits = taken <= room;
        room = room.saturating_sub(taken);
        fits
    });
    Cow::Owned(kept.chain(iter::once('…')).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Nanos;

    fn style() -> Style {
        let now = "2026-11-21T09:00:00Z".parse().unwrap();
        Style { color: false, width: None, headers: true, now, zone: Zone::Utc }
    }

    fn shown(value: &Value) -> String {
        text(value, &style())
    }

    #[test]
    fn values_read_as_people_write_them() {
        assert_eq!(shown(&Value::Null), "-");
        assert_eq!(shown(&Value::Money(Nanos(115_000))), "$0.000115");
        assert_eq!(shown(&Value::Money(Nanos(-2_500_000_000))), "-$2.50");
        assert_eq!(shown(&Value::Bool(true)), "yes");
        assert_eq!(shown(&Value::List(vec!["a".into(), "b\n".into()])), r"a, b\u{a}");
        assert_eq!(shown(&Value::List(vec![])), "-");
        let object = Value::Object(vec![("version", Value::Int(2)), ("until", Value::Null)]);
        assert_eq!(shown(&Value::Array(vec![object])), "version 2, until -");
    }

    #[test]
    fn times_are_local_or_relative() {
        let instant: Timestamp = "2026-11-21T07:00:00Z".parse().unwrap();
        let value = Value::Time(instant);
        assert_eq!(Cell::new(&value, Kind::Ago, &style()).text, "2 h ago");
        assert_eq!(Cell::new(&value, Kind::Instant, &style()).text, "2026-11-21 07:00:00Z");
        assert_eq!(local(instant, &Zone::Named(chrono_tz::Europe::Berlin)), "2026-11-21 08:00:00");
    }

    #[test]
    fn width_is_that_of_the_terminal() {
        let cell = Cell::new(&Value::text("日本"), Kind::Text, &style());
        assert_eq!(cell.width(), 4);
    }
}
