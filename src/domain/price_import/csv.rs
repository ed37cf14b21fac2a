//! A price list of ours as CSV: the columns of `price list`, in any order.

use csv::{ReaderBuilder, StringRecord};

use crate::domain::model::ModelGlob;
use crate::domain::money::Picos;
use crate::domain::name::Name;
use crate::domain::price::Rates;
use crate::domain::price_import::decimal;
use crate::domain::price_import::entry::{Entry, Rounded};
use crate::domain::time::TimeSpec;

/// The columns, in the order of `price list`.
pub const COLUMNS: [&str; 12] = [
    "id",
    "model",
    "provider",
    "usd_per_request",
    "input_usd_per_million",
    "output_usd_per_million",
    "cached_usd_per_million",
    "cache_write_usd_per_million",
    "reasoning_usd_per_million",
    "usd_per_second",
    "max_output_tokens",
    "effective_from",
];

/// A line that cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
}

/// Reads every line: its number and its price, or all that are bad.
///
/// # Errors
/// The bad lines; a bad header is line 1.
pub fn read(text: &str) -> Result<Vec<(u64, Entry)>, Vec<BadLine>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().cloned().map_err(|error| vec![unread(&error, 1)])?;
    let columns = columns(&header).map_err(|reason| vec![BadLine { line: 1, reason }])?;
    let (mut entries, mut bad) = (Vec::new(), Vec::new());
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                match entry(&columns, &record) {
                    Ok(entry) => entries.push((line, entry)),
                    Err(reason) => bad.push(BadLine { line, reason }),
                }
            }
            Err(error) => bad.push(unread(&error, 0)),
        }
    }
    if bad.is_empty() { Ok(entries) } else { Err(bad) }
}

/// The columns of a header.
fn columns(header: &StringRecord) -> Result<Vec<&'static str>, String> {
    let mut columns = Vec::with_capacity(header.len());
    for name in header {
        let column = COLUMNS.into_iter().find(|column| *column == name.trim());
        let column = column.ok_or_else(|| {
            format!("column {name:?} is unknown: the columns are {}", COLUMNS.join(", "))
        })?;
        if columns.contains(&column) {
            return Err(format!("{column} occurs twice"));
        }
        columns.push(column);
    }
    if columns.contains(&"model") { Ok(columns) } else { Err("the header lacks model".to_owned()) }
}

fn entry(columns: &[&'static str], record: &StringRecord) -> Result<Entry, String> {
    let cell = |name: &str| {
        let place = columns.iter().position(|column| *column == name)?;
        record.get(place).map(str::trim).filter(|text| !text.is_empty())
    };
    let mut rounded = Vec::new();
    let mut price = |part: &'static str, units: i32| -> Result<Option<Picos>, String> {
        let Some(written) = cell(part) else { return Ok(None) };
        let read = decimal::picos(written, units)
            .map_err(|error| format!("{part} {written:?} is no amount: {error}"))?;
        if !read.exact {
            let counted = if units == 0 { read.picos.usd() } else { read.picos.usd_per_million() };
            rounded.push(Rounded { part, written: written.to_owned(), counted });
        }
        Ok(Some(read.picos))
    };
    let rates = Rates {
        request: price("usd_per_request", 0)?,
        input: price("input_usd_per_million", 6)?,
        output: price("output_usd_per_million", 6)?,
        cached: price("cached_usd_per_million", 6)?,
        cache_write: price("cache_write_usd_per_million", 6)?,
        reasoning: price("reasoning_usd_per_million", 6)?,
        second: price("usd_per_second", 0)?,
    };
    if rates == Rates::default() {
        return Err("there is no unit price".to_owned());
    }
    let model = cell("model").ok_or("model is empty")?;
    let model: ModelGlob = model.parse().map_err(|error| format!("model {model:?}: {error}"))?;
    let provider = cell("provider")
        .map(|name| name.parse::<Name>().map_err(|error| format!("provider {name:?}: {error}")));
    let max = cell("max_output_tokens").map(|text| {
        let number = text.parse().ok().filter(|number: &i64| *number > 0);
        number.ok_or_else(|| format!("max_output_tokens {text:?} is no number from 1"))
    });
    let from = cell("effective_from")
        .map(|text| text.parse::<TimeSpec>().map_err(|error| format!("effective_from: {error}")));
    Ok(Entry {
        model,
        provider: provider.transpose()?,
        rates,
        max_output_tokens: max.transpose()?,
        effective_from: from.transpose()?,
        rounded,
    })
}

/// A line that is no CSV.
fn unread(error: &csv::Error, line: u64) -> BadLine {
    let at = error.position().map_or(line, csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("it has {len} fields, and the header {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "it is not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    BadLine { line: at, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(text: &str) -> Vec<(u64, String)> {
        let bad = read(text).unwrap_err();
        bad.into_iter().map(|bad| (bad.line, bad.reason)).collect()
    }

    #[test]
    fn columns_stand_in_any_order() {
        let text = "\u{feff}output_usd_per_million,model,input_usd_per_million,provider,\
                    usd_per_request,max_output_tokens,effective_from,usd_per_second\n\
                    10,gpt-5*,1.25,cloud,,4096,2026-01-01,\n\
                    ,\"a,b\",,,0.01,,,0.5\n";
        let read = read(text).unwrap();
        assert_eq!(read.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3]);
        let (_, first) = &read[0];
        assert_eq!(first.model.as_str(), "gpt-5*");
        assert_eq!(first.provider.as_ref().unwrap().as_str(), "cloud");
        assert_eq!(first.rates.input, Some(Picos(1_250_000)));
        assert_eq!(first.rates.output, Some(Picos(10_000_000)));
        assert_eq!(first.max_output_tokens, Some(4096));
        assert_eq!(first.effective_from, Some("2026-01-01".parse().unwrap()));
        let (_, second) = &read[1];
        assert_eq!(second.model.as_str(), "a,b");
        assert_eq!(second.rates.request, Some(Picos(10_000_000_000)));
        assert_eq!(second.rates.second, Some(Picos(500_000_000_000)));
        assert!(second.effective_from.is_none() && second.provider.is_none());
    }

    #[test]
    fn every_bad_line_is_told() {
        let text = "model,input_usd_per_million,max_output_tokens,effective_from\n\
                    a,-1,,\n,1,,\nb,,,\nc,1,0,\nd,1,,someday\ne,1\nf,1,,\n";
        let lines: Vec<u64> = reasons(text).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7]);
        let first = &reasons(text)[0].1;
        assert_eq!(first, "input_usd_per_million \"-1\" is no amount: negative");
        assert_eq!(reasons(text)[5].1, "it has 2 fields, and the header 4");
    }

    #[test]
    fn a_bad_header_is_line_one() {
        for (text, reason) in [
            ("", "the header lacks model"),
            ("provider,input_usd_per_million\n", "the header lacks model"),
            ("model,model\n", "model occurs twice"),
        ] {
            assert_eq!(reasons(text), [(1, reason.to_owned())]);
        }
        assert!(reasons("model,price\n")[0].1.starts_with("column \"price\" is unknown"));
    }

    #[test]
    fn a_fraction_of_a_pico_is_listed() {
        let read = read("model,input_usd_per_million\na,0.0000015\n").unwrap();
        let rounded = Rounded {
            part: "input_usd_per_million",
            written: "0.0000015".to_owned(),
            counted: "0.000002".to_owned(),
        };
        assert_eq!(read[0].1.rounded, [rounded]);
    }
}
