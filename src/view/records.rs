//! Rows for machines: TSV, CSV, JSON and JSON lines, written one by one in constant memory.
//!
//! What these formats hold is a contract that may only grow: names as declared, times in RFC 3339
//! UTC, money as a decimal in TSV and CSV and as `…_nanos` beside `…_usd` in JSON, no floats.

use std::borrow::Cow;
use std::io::{self, Write};
use std::iter;

use data_encoding::HEXLOWER;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::ser::Formatter;

use crate::view::column::{Column, Selection};
use crate::view::digits;
use crate::view::escape::{is_unsafe, visible, visible_lines};
use crate::view::record::Record;
use crate::view::value::Value;

/// A format that programs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A header and tab-separated values, every control character escaped.
    Tsv,
    /// RFC 4180 with line feeds.
    Csv(Formulas),
    /// One object: an envelope around the items, or a single object.
    Json,
    /// One object per line, without an envelope.
    JsonLines,
}

/// What CSV does with text that a spreadsheet would run (R-L2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formulas {
    /// A leading `'` disarms it.
    Guarded,
    /// Left as it is: for machines, unsafe for spreadsheets.
    Raw,
}

/// Writes the rows of one list. Dropped without [`RowWriter::finish`], a JSON list stays open,
/// which tells the reader that it broke midway.
pub struct RowWriter<W: Write> {
    out: W,
    format: Format,
    picked: Vec<(usize, Column)>,
    empty: bool,
    /// The row that is being written; used again for each.
    line: Vec<u8>,
}

impl<W: Write> RowWriter<W> {
    /// Begins a list: the header line of TSV and CSV, the envelope of JSON.
    pub fn new(
        out: W,
        format: Format,
        kind: &str,
        selection: &Selection,
        headers: bool,
    ) -> io::Result<Self> {
        Self::framed(out, format, (kind, &[]), selection, headers)
    }

    /// Begins a list whose JSON envelope says more about it.
    pub fn framed(
        out: W,
        format: Format,
        (kind, frame): (&str, &[(&'static str, Value)]),
        selection: &Selection,
        headers: bool,
    ) -> io::Result<Self> {
        let picked = selection.columns().to_vec();
        let mut writer = Self { out, format, picked, empty: true, line: Vec::new() };
        writer.begin(kind, frame, headers)?;
        Ok(writer)
    }

    fn begin(
        &mut self,
        kind: &str,
        frame: &[(&'static str, Value)],
        headers: bool,
    ) -> io::Result<()> {
        let out = &mut self.out;
        match self.format {
            Format::Tsv | Format::Csv(_) if headers => {
                let separator = if self.format == Format::Tsv { "\t" } else { "," };
                let names: Vec<_> = self.picked.iter().map(|(_, column)| column.name).collect();
                out.write_all(names.join(separator).as_bytes())?;
                out.write_all(b"\n")
            }
            Format::Json => {
                out.write_all(b"{\"kind\":")?;
                write_json(out, kind)?;
                out.write_all(b",\"version\":1,")?;
                // Written as any object is, then without its braces.
                let mut fields = Vec::new();
                write_json(&mut fields, &Fields(frame.iter().map(|(name, value)| (*name, value))))?;
                if let [b'{', inner @ .., b'}'] = fields.as_slice()
                    && !inner.is_empty()
                {
                    out.write_all(inner)?;
                    out.write_all(b",")?;
                }
                out.write_all(b"\"items\":[")
            }
            Format::Tsv | Format::Csv(_) | Format::JsonLines => Ok(()),
        }
    }

    /// Writes one row: a value per declared column, whichever were selected.
    pub fn row(&mut self, row: &[Value]) -> io::Result<()> {
        let line = &mut self.line;
        line.clear();
        let cells = self.picked.iter().map(|(place, _)| &row[*place]);
        match self.format {
            Format::Tsv => tsv_line(line, cells),
            Format::Csv(formulas) => csv_line(line, cells, formulas),
            Format::Json | Format::JsonLines => {
                if self.format == Format::Json && !self.empty {
                    line.push(b',');
                }
                let fields = self.picked.iter().map(|(place, column)| (column.name, &row[*place]));
                write_json(line, &Fields(fields))?;
                if self.format == Format::JsonLines {
                    line.push(b'\n');
                }
            }
        }
        self.empty = false;
        self.out.write_all(line)
    }

    /// Ends the list and hands everything to the operating system.
    pub fn finish(mut self, next_cursor: Option<&str>) -> io::Result<()> {
        if self.format == Format::Json {
            self.out.write_all(b"],\"next_cursor\":")?;
            write_json(&mut self.out, &next_cursor)?;
            self.out.write_all(b"}\n")?;
        }
        self.out.flush()
    }
}

/// Writes a single object: its fields beside `kind` in JSON, a header and one row otherwise.
pub fn write_record<W: Write>(
    mut out: W,
    format: Format,
    record: &Record,
    headers: bool,
) -> io::Result<()> {
    if matches!(format, Format::Json | Format::JsonLines) {
        let kind = Value::text(record.kind);
        let fields = record.fields.iter().map(|(name, value)| (*name, value));
        write_json(&mut out, &Fields(iter::once(("kind", &kind)).chain(fields)))?;
        out.write_all(b"\n")?;
        return out.flush();
    }
    let row: Vec<_> = record.fields.iter().map(|(_, value)| value.clone()).collect();
    let selection = Selection::all(&record.columns());
    let mut writer = RowWriter::new(out, format, record.kind, &selection, headers)?;
    writer.row(&row)?;
    writer.finish(None)
}

/// Writes any value as JSON on one line that is safe on a terminal: beside what JSON asks for,
/// DEL, C1 and bidirectional controls are escaped (R-L1).
pub fn write_json<W: Write, T: Serialize + ?Sized>(out: &mut W, value: &T) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, TerminalSafe);
    Ok(value.serialize(&mut serializer)?)
}

struct TerminalSafe;

impl Formatter for TerminalSafe {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(place) = rest.find(is_unsafe) {
            let (safe, tail) = rest.split_at(place);
            let mut chars = tail.chars();
            out.write_all(safe.as_bytes())?;
            // Every unsafe character lies in the basic plane: four digits hold it.
            if let Some(c) = chars.next() {
                write!(out, "\\u{:04x}", u32::from(c))?;
            }
            rest = chars.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}

/// Names and values as a JSON object.
struct Fields<I>(I);

impl<'a, I: Iterator<Item = (&'a str, &'a Value)> + Clone> Serialize for Fields<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0.clone() {
            match (name.strip_suffix("_usd"), value) {
                (Some(base), Value::Money(money)) => {
                    map.serialize_entry(&format_args!("{base}_nanos"), &money.0)?;
                    map.serialize_entry(name, value)?;
                }
                (Some(base), Value::Null) => {
                    map.serialize_entry(&format_args!("{base}_nanos"), value)?;
                    map.serialize_entry(name, value)?;
                }
                _ => map.serialize_entry(name, value)?,
            }
        }
        map.end()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Text(text) | Self::Status(text) => serializer.serialize_str(text),
            Self::Shared(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => serializer.serialize_str(&HEXLOWER.encode(bytes)),
            Self::Address(address) => serializer.collect_str(address),
            Self::Secret(text) => serializer.serialize_str(text),
            Self::Id(number) | Self::Int(number) => serializer.serialize_i64(*number),
            Self::Money(money) => serializer.collect_str(money),
            Self::Time(instant) => serializer.collect_str(instant),
            Self::Bool(yes) => serializer.serialize_bool(*yes),
            Self::List(texts) => texts.serialize(serializer),
            Self::Json(json) => json.serialize(serializer),
            Self::Object(fields) => {
                Fields(fields.iter().map(|(name, value)| (*name, value))).serialize(serializer)
            }
            Self::Array(values) => values.serialize(serializer),
        }
    }
}

fn tsv_line<'a>(line: &mut Vec<u8>, cells: impl Iterator<Item = &'a Value>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            line.push(b'\t');
        }
        // One line without tabs.
        match text(cell) {
            Some(text) => line.extend_from_slice(visible(&text).as_bytes()),
            None => generated(line, cell),
        }
    }
    line.push(b'\n');
}

fn csv_line<'a>(line: &mut Vec<u8>, cells: impl Iterator<Item = &'a Value>, formulas: Formulas) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            line.push(b',');
        }
        if let Value::Shared(text) = cell
            && text.is_plain()
        {
            line.extend_from_slice(text.as_bytes());
            continue;
        }
        let start = line.len();
        if let Some(text) = text(cell) {
            // Line ends stay, other controls are escaped, formulas are disarmed.
            if formulas == Formulas::Guarded && starts_formula(&text) {
                line.push(b'\'');
            }
            line.extend_from_slice(visible_lines(&text).as_bytes());
            quote(line, start);
        } else {
            generated(line, cell);
            // What is but digits needs no second look.
            if !matches!(cell, Value::Int(_) | Value::Bytes(_) | Value::Money(_)) {
                quote(line, start);
            }
        }
    }
    if line.is_empty() {
        // A lone empty field would be an empty line, which readers skip.
        line.extend_from_slice(b"\"\"");
    }
    line.push(b'\n');
}

/// Puts the field that begins at `start` in quotes where it needs them.
fn quote(line: &mut Vec<u8>, start: usize) {
    if !line[start..].iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        return;
    }
    let field = line.split_off(start);
    line.push(b'"');
    for byte in field {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}

/// The text of a value that is text of any origin.
fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Text(text) | Value::Status(text) => Some(text.into()),
        Value::Shared(text) => Some((&**text).into()),
        Value::List(texts) => Some(texts.join(",").into()),
        _ => None,
    }
}

/// Appends what we generate ourselves, which needs no escape.
fn generated(line: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => {}
        Value::Text(text) | Value::Status(text) => line.extend_from_slice(text.as_bytes()),
        Value::Shared(text) => line.extend_from_slice(text.as_bytes()),
        Value::Secret(text) => line.extend_from_slice(text.as_bytes()),
        Value::Bytes(bytes) => digits::hex(line, bytes),
        Value::Address(address) => digits::address(line, *address),
        Value::Id(number) | Value::Int(number) => digits::int(line, *number),
        Value::Money(money) => digits::money(line, *money),
        Value::Time(instant) => digits::instant(line, *instant),
        Value::Bool(yes) => line.extend_from_slice(if *yes { b"true" } else { b"false" }),
        Value::List(texts) => line.extend_from_slice(texts.join(",").as_bytes()),
        Value::Json(_) | Value::Object(_) | Value::Array(_) => {
            line.extend_from_slice(nested_json(value).as_bytes());
        }
    }
}

fn nested_json(value: &Value) -> String {
    let mut json = Vec::new();
    // Writing to memory does not fail, and what is written is UTF-8.
    let written = write_json(&mut json, value);
    written.ok().and_then(|()| String::from_utf8(json).ok()).unwrap_or_default()
}

/// Whether a spreadsheet might run the text, or read past its quotes (R-L2).
fn starts_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Nanos;
    use crate::domain::time::Timestamp;

    const COLUMNS: &[Column] = &[
        Column::number("id", "ID"),
        Column::text("name", "NAME"),
        Column::word("models", "MODELS"),
        Column::instant("created_at", "CREATED"),
        Column::money("cost_usd", "COST"),
    ];

    fn rows() -> [Vec<Value>; 2] {
        let created: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        [
            vec![
                Value::Id(1),
                "=1+1\tя\u{1b}\u{202e}\n\"x\"".into(),
                vec!["gpt-4*".to_owned(), "llama3".to_owned()].into(),
                created.into(),
                Nanos(115_000).into(),
            ],
            vec![Value::Id(2), "b".into(), Value::List(vec![]), Value::Null, Value::Null],
        ]
    }

    fn written(format: Format, selection: &Selection, headers: bool) -> String {
        let mut out = Vec::new();
        let mut writer = RowWriter::new(&mut out, format, "key.list", selection, headers).unwrap();
        for row in rows() {
            writer.row(&row).unwrap();
        }
        writer.finish(Some("abc")).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn all() -> Selection {
        Selection::all(COLUMNS)
    }

    fn csv(values: &[Value], formulas: Formulas) -> String {
        let mut line = Vec::new();
        csv_line(&mut line, values.iter(), formulas);
        String::from_utf8(line).unwrap()
    }

    #[test]
    fn tsv_keeps_one_line_per_row() {
        let expected = "id\tname\tmodels\tcreated_at\tcost_usd\n\
            1\t=1+1\\u{9}я\\u{1b}\\u{202e}\\u{a}\"x\"\tgpt-4*,llama3\t2026-11-21T09:00:00Z\t0.000115\n\
            2\tb\t\t\t\n";
        assert_eq!(written(Format::Tsv, &all(), true), expected);
        assert!(written(Format::Tsv, &all(), false).starts_with("1\t"));
    }

    #[test]
    fn csv_quotes_where_needed_and_disarms_formulas() {
        let expected = "id,name,models,created_at,cost_usd\n\
            1,\"'=1+1\tя\\u{1b}\\u{202e}\n\"\"x\"\"\",\"gpt-4*,llama3\",2026-11-21T09:00:00Z,0.000115\n\
            2,b,,,\n";
        assert_eq!(written(Format::Csv(Formulas::Guarded), &all(), true), expected);
        assert_eq!(written(Format::Csv(Formulas::Raw), &all(), true), expected.replace('\'', ""));
    }

    #[test]
    fn every_formula_beginning_is_disarmed_and_numbers_are_not() {
        for first in "=+-@\t\r\n\0＝＋－＠".chars() {
            let value = Value::Text(format!("{first}x"));
            assert!(
                csv(&[value], Formulas::Guarded).trim_start_matches('"').starts_with('\''),
                "{first:?}"
            );
        }
        assert_eq!(csv(&[Value::Int(-1)], Formulas::Guarded), "-1\n");
        assert_eq!(csv(&["a=b".into()], Formulas::Guarded), "a=b\n");
    }

    #[test]
    fn csv_reads_back_as_it_was() {
        let texts = ["", "a", "a,b", "a\"b", "a\nb", "a\rb", "\"", ",", " a ", "é,日本"];
        let rows = texts.iter().flat_map(|a| texts.iter().map(move |b| [*a, *b]));
        let rows: Vec<Vec<&str>> = rows.map(Vec::from).chain(texts.map(|a| vec![a])).collect();
        for row in rows {
            let values: Vec<Value> = row.iter().map(|text| Value::Shared((*text).into())).collect();
            let line = csv(&values, Formulas::Raw);
            let mut reader =
                csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            let read = reader.records().next().unwrap().unwrap();
            assert_eq!(read.iter().collect::<Vec<_>>(), row, "{line:?}");
            let bare = !row.concat().contains([',', '"', '\n', '\r']) && row != [""];
            assert_eq!(!line.contains('"'), bare, "{line:?}");
        }
    }

    #[test]
    fn json_is_an_envelope_with_money_twice() {
        let expected = concat!(
            r#"{"kind":"key.list","version":1,"items":["#,
            r#"{"id":1,"name":"=1+1\tя\u001b\u202e\n\"x\"","models":["gpt-4*","llama3"],"#,
            r#""created_at":"2026-11-21T09:00:00Z","cost_nanos":115000,"cost_usd":"0.000115"},"#,
            r#"{"id":2,"name":"b","models":[],"created_at":null,"cost_nanos":null,"#,
            r#""cost_usd":null}],"next_cursor":"abc"}"#,
            "\n"
        );
        let json = written(Format::Json, &all(), true);
        assert_eq!(json, expected);
        let parsed: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(parsed["items"][0]["name"], "=1+1\tя\u{1b}\u{202e}\n\"x\"");
    }

    #[test]
    fn json_lines_have_no_envelope_and_obey_the_selection() {
        let selection = Selection::named(COLUMNS, &["cost_usd".into(), "id".into()]).unwrap();
        let expected = "{\"cost_nanos\":115000,\"cost_usd\":\"0.000115\",\"id\":1}\n\
            {\"cost_nanos\":null,\"cost_usd\":null,\"id\":2}\n";
        assert_eq!(written(Format::JsonLines, &selection, true), expected);
    }

    #[test]
    fn an_empty_list_is_still_a_list() {
        let mut out = Vec::new();
        let writer = RowWriter::new(&mut out, Format::Json, "key.list", &all(), true).unwrap();
        writer.finish(None).unwrap();
        let expected = r#"{"kind":"key.list","version":1,"items":[],"next_cursor":null}"#;
        assert_eq!(out, format!("{expected}\n").as_bytes());
    }

    #[test]
    fn a_record_carries_its_kind_and_nests() {
        let budget = vec![("limit_usd", Value::Money(Nanos(500_000_000)))];
        let record = Record::new("key")
            .with("id", Value::Id(3))
            .with("recoverable", false)
            .with("budget", Value::Object(budget));
        let written = |format| {
            let mut out = Vec::new();
            write_record(&mut out, format, &record, true).unwrap();
            String::from_utf8(out).unwrap()
        };
        let budget = r#"{"limit_nanos":500000000,"limit_usd":"0.50"}"#;
        let json =
            format!("{{\"kind\":\"key\",\"id\":3,\"recoverable\":false,\"budget\":{budget}}}\n");
        assert_eq!(written(Format::Json), json);
        assert_eq!(written(Format::JsonLines), json);
        assert_eq!(written(Format::Tsv), format!("id\trecoverable\tbudget\n3\tfalse\t{budget}\n"));
    }

    #[test]
    fn a_full_disk_keeps_its_kind() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let format = Format::Csv(Formulas::Guarded);
        let error = RowWriter::new(Full, format, "key.list", &all(), true).err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
