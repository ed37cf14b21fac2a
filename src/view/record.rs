//! One thing with named fields, and the labelled lines people read it as.

use unicode_width::UnicodeWidthStr;

use crate::view::ago::ago;
use crate::view::cell::Cell;
use crate::view::column::{Column, Kind, Selection};
use crate::view::style::{Paint, Style};
use crate::view::value::Value;

const GAP: usize = 2;

/// A name and its value.
type Field = (&'static str, Value);

/// A single object.
#[derive(Clone)]
pub struct Record {
    /// `kind` of the JSON object, such as `key`.
    pub kind: &'static str,
    /// Names and values in the stable order; the first is what `--quiet` prints.
    pub fields: Vec<(&'static str, Value)>,
}

impl Record {
    /// An object without fields.
    pub const fn new(kind: &'static str) -> Self {
        Self { kind, fields: Vec::new() }
    }

    /// The object that a list shows as this row.
    pub fn of_row(kind: &'static str, columns: &[Column], row: Vec<Value>) -> Self {
        debug_assert_eq!(row.len(), columns.len(), "a row of {kind} has other columns");
        let names = columns.iter().map(|column| column.name);
        Self { kind, fields: names.zip(row).collect() }
    }

    /// The same object with one field more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// The fields as columns, to select among.
    pub fn columns(&self) -> Vec<Column> {
        self.fields.iter().map(|(name, _)| Column::word(name, name)).collect()
    }

    /// The same object with the selected fields only.
    #[must_use]
    pub fn pick(&self, selection: &Selection) -> Self {
        let picked = selection.columns().iter().map(|(place, _)| self.fields[*place].clone());
        Self { kind: self.kind, fields: picked.collect() }
    }
}

/// The object as text: a label and a value per line, nested objects indented, several nested
/// objects as a table.
pub fn render(record: &Record, style: &Style) -> String {
    let mut text = String::new();
    lines(&record.fields, 0, style, &mut text);
    text
}

fn lines(fields: &[(&str, Value)], indent: usize, style: &Style, text: &mut String) {
    let labels: Vec<_> = fields.iter().map(|(name, _)| label(name)).collect();
    let width = labels.iter().map(|label| label.width()).max().unwrap_or_default() + GAP;
    for (label, (_, value)) in labels.iter().zip(fields) {
        text.push_str(&" ".repeat(indent));
        text.push_str(&Paint::Bold.apply(label, style.color));
        if let Value::Object(nested) = value {
            text.push('\n');
            lines(nested, indent + GAP, style, text);
            continue;
        }
        if let Some(rows) = rows(value) {
            text.push('\n');
            grid(&rows, indent + GAP, style, text);
            continue;
        }
        if matches!(value, Value::Secret(_)) {
            // A whole key is 70 characters: beside its label it would not fit 80 columns.
            text.push('\n');
            text.push_str(&" ".repeat(indent + GAP));
        } else {
            text.push_str(&" ".repeat(width - label.width()));
        }
        let cell = Cell::new(value, Kind::Instant, style);
        text.push_str(&cell.paint.apply(&cell.text, style.color));
        if let Value::Time(instant) = value {
            text.extend([" (", &ago(*instant, style.now), ")"]);
        }
        text.push('\n');
    }
}

/// The fields of several objects, where a value is that.
fn rows(value: &Value) -> Option<Vec<&[Field]>> {
    let Value::Array(values) = value else { return None };
    let mut rows: Vec<&[Field]> = Vec::new();
    for value in values {
        let Value::Object(fields) = value else { return None };
        rows.push(fields);
    }
    (!rows.is_empty()).then_some(rows)
}

/// Objects with the same fields, one on each line below the names of the fields.
fn grid(rows: &[&[Field]], indent: usize, style: &Style, text: &mut String) {
    let titles = rows[0].iter().map(|(name, _)| (label(name).to_uppercase(), Paint::Bold));
    let mut lines: Vec<Vec<(String, Paint)>> = vec![titles.collect()];
    for row in rows {
        let cells = row.iter().map(|(_, value)| Cell::new(value, Kind::Ago, style));
        lines.push(cells.map(|cell| (cell.text, cell.paint)).collect());
    }
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|(cell, _)| cell.width()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..lines[0].len()).map(width).collect();
    for line in &lines {
        let mut owed = indent;
        for ((cell, paint), width) in line.iter().zip(&widths) {
            text.push_str(&" ".repeat(owed));
            text.push_str(&paint.apply(cell, style.color));
            owed = width - cell.width() + GAP;
        }
        text.push('\n');
    }
}

/// A field's name as people read it: `created_at` is `created`, `cost_usd` is `cost`.
fn label(name: &str) -> String {
    let bare = name.strip_suffix("_at").or_else(|| name.strip_suffix("_usd"));
    bare.unwrap_or(name).replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Nanos;
    use crate::domain::time::{Timestamp, Zone};

    #[test]
    fn labels_values_and_nested_objects() {
        let now: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let style = Style { color: false, width: None, headers: true, now, zone: Zone::Utc };
        let budget = vec![("limit_usd", Value::Money(Nanos(50_000_000_000)))];
        let version = |state: &str, requests: i64| {
            Value::Object(vec![
                ("state", Value::status(state)),
                ("last_used_at", "2026-11-21T07:00:00Z".parse::<Timestamp>().unwrap().into()),
                ("valid_until", Value::Null),
                ("requests", requests.into()),
            ])
        };
        let record = Record::new("key")
            .with("id", Value::Id(3))
            .with("last_used_at", None::<Timestamp>)
            .with("created_at", "2026-11-21T07:00:00Z".parse::<Timestamp>().unwrap())
            .with("budget", Value::Object(budget))
            .with("versions", Value::Array(vec![version("current", 12), version("previous", 3)]))
            .with("seals", Value::Array(Vec::new()))
            .with("display_name", "evil\u{202e}\n");
        insta::assert_snapshot!(render(&record, &style), @r"
        id            3
        last used     -
        created       2026-11-21 07:00:00Z (2 h ago)
        budget
          limit  $50.00
        versions
          STATE     LAST USED  VALID UNTIL  REQUESTS
          current   2 h ago    -            12
          previous  2 h ago    -            3
        seals         -
        display name  evil\u{202e}\u{a}
        ");
    }
}
