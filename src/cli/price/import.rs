//! `keyctl price import`

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::domain::name::Name;
use crate::domain::price_import::csv::{self, BadLine};
use crate::domain::price_import::entry::Entry;
use crate::domain::price_import::litellm::{self, PriceMap, Skipped};
use crate::domain::price_import::litellm_entry::Reason;
use crate::ops::error::{Error, Kind, suggest};
use crate::ops::price_import;
use crate::view::counted::counted;
use crate::view::record::Record;

/// What the help shows below the options.
const FORMATS: &str = "\
Formats:
  litellm  model_prices_and_context_window.json of LiteLLM: USD per token, by model
  csv      the columns of `keyctl price list -o csv`, in any order: USD per million tokens";

/// The longest list, in bytes.
const MAX_BYTES: u64 = 64 << 20;

/// Bad lines that are told one by one.
const MAX_TOLD: usize = 20;

/// How a price list is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// `LiteLLM`'s price map.
    Litellm,
    /// What `price list` writes.
    Csv,
}

/// `price import`
#[derive(Args, Debug)]
#[command(after_help = FORMATS)]
pub struct Import {
    /// File of prices, or - for stdin
    #[arg(value_name = "FILE|-")]
    file: PathBuf,

    /// How it is written: litellm or csv
    #[arg(long, value_name = "FORMAT", default_value = "litellm", hide_possible_values = true)]
    format: Format,

    /// Take only the prices of this provider, as the file names it; may be repeated
    #[arg(long, value_name = "P")]
    provider: Vec<String>,
}

/// Runs the verb.
pub fn run(args: &Import, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let text = args.read()?;
    let (entries, longer_caches, skipped): (Vec<(u64, Entry)>, _, _) = match args.format {
        Format::Litellm => {
            let PriceMap { entries, longer_caches, skipped, providers } =
                litellm::read(&text, &args.provider)
                    .map_err(|error| unreadable(&error.to_string()))?;
            args.refuse_strangers(providers.iter().map(String::as_str))?;
            ((1..).zip(entries).collect(), longer_caches, skipped)
        }
        Format::Csv => {
            let entries = csv::read(&text).map_err(|bad| refused(&bad, output))?;
            let names = entries.iter().filter_map(|(_, entry)| entry.provider.as_ref());
            args.refuse_strangers(names.map(Name::as_str))?;
            let wanted = entries.into_iter().filter(|(_, entry)| args.wants(entry));
            (wanted.collect(), Vec::new(), Vec::new())
        }
    };
    let rounded = rounded(&entries);
    let imported = price_import::import(&mut access.session(output)?, entries, &access.zone)?
        .map_err(|bad| refused(&bad, output))?;
    tell_rounded(&rounded, output);
    tell_longer_caches(&longer_caches, output);
    tell_skipped(&skipped, output);
    let added = imported.added + imported.changed;
    if output.would(&format!("added {}", counted(added, "price"))) {
        return Ok(());
    }
    let record = Record::new("price.import")
        .with("added", imported.added)
        .with("changed", imported.changed)
        .with("unchanged", imported.unchanged)
        .with("skipped", skipped.len() as u64)
        .with("rounded", rounded.len() as u64)
        .with("longer_caches", longer_caches.len() as u64);
    // People have read the names, and hundreds of them make no line.
    let names = output.is_json().then_some(("longer_cache_models", longer_caches.into()));
    let fields = record.fields.into_iter().chain(names);
    output.receipt(&Record { kind: record.kind, fields: fields.collect() })
}

impl Import {
    fn read(&self) -> Result<String, Failure> {
        let (name, input): (_, io::Result<Box<dyn Read>>) = if self.file.as_os_str() == "-" {
            ("standard input".to_owned(), Ok(Box::new(io::stdin().lock())))
        } else {
            let open = File::open(&self.file).map(|file| Box::new(file) as Box<dyn Read>);
            (format!("{:?}", self.file.display().to_string()), open)
        };
        let mut text = String::new();
        let read = input.and_then(|input| input.take(MAX_BYTES + 1).read_to_string(&mut text));
        match read {
            Ok(_) if text.len() as u64 > MAX_BYTES => {
                Err(unreadable(&format!("{name} is longer than 64 MiB")))
            }
            Ok(_) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let message = format!("file {name} not found");
                Err(Error::new(Kind::NotFound, "file.not_found", message).into())
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Err(unreadable(&format!("{name} is not UTF-8")))
            }
            Err(error) => {
                let message = format!("cannot read {name}");
                let error =
                    Error::new(Kind::Storage, "file.unreadable", message).why(error.to_string());
                Err(error.into())
            }
        }
    }

    /// Refuses a provider that the file does not name: a typo would import nothing and seem fine.
    fn refuse_strangers<'n>(
        &self,
        known: impl Iterator<Item = &'n str> + Clone,
    ) -> Result<(), Failure> {
        let stranger = |name: &&String| !known.clone().any(|known| known == name.as_str());
        let Some(name) = self.provider.iter().find(stranger) else { return Ok(()) };
        let message = format!("the file has no price of provider {name:?}");
        let error = Error::new(Kind::NotFound, "price.provider_not_in_file", message);
        Err(match suggest(name, known) {
            Some(meant) => error.why(format!("did you mean {meant:?}?")),
            None => error,
        }
        .into())
    }

    fn wants(&self, entry: &Entry) -> bool {
        let provider = entry.provider.as_ref();
        self.provider.is_empty()
            || provider.is_some_and(|name| self.provider.iter().any(|want| want == name.as_str()))
    }
}

/// The prices that had a fraction of a pico-dollar, each as a line.
fn rounded(entries: &[(u64, Entry)]) -> Vec<String> {
    let lines = entries.iter().flat_map(|(_, entry)| {
        entry.rounded.iter().map(|rounded| {
            let part = (&entry.model, rounded.part);
            format!("{} {}: {} is counted as {}", part.0, part.1, rounded.written, rounded.counted)
        })
    });
    lines.collect()
}

fn tell_rounded(lines: &[String], output: &mut Output) {
    if !lines.is_empty() {
        let count = counted(lines.len() as u64, "price");
        output.note(&format!("rounded {count} to whole pico-dollars:"));
    }
    for line in lines {
        output.note(&format!("  {line}"));
    }
}

/// Tells which models have one price for cache writes that is read and another that is not.
fn tell_longer_caches(models: &[String], output: &mut Output) {
    if !models.is_empty() {
        let count = counted(models.len() as u64, "model");
        output.note(&format!(
            "priced cache writes of {count} by the flat price, as if kept for five minutes; kept \
             for an hour or more they cost something else:"
        ));
    }
    for model in models {
        output.note(&format!("  {model}"));
    }
}

/// Tells how many models were left out for which reason, and with `--verbose` which.
fn tell_skipped(skipped: &[Skipped], output: &mut Output) {
    let mut reasons: BTreeMap<Reason, Vec<&str>> = BTreeMap::new();
    for Skipped { model, reason } in skipped {
        reasons.entry(*reason).or_default().push(model);
    }
    for (reason, models) in reasons {
        output.note(&format!("skipped {}: {reason}", counted(models.len() as u64, "model")));
        for model in models {
            output.detail(&format!("  {model}"));
        }
    }
}

fn unreadable(message: &str) -> Failure {
    Error::new(Kind::Refused, "price.import_unreadable", message).into()
}

/// Tells every bad line: one by one to people, and as the reason to programs, which read one line
/// of JSON.
fn refused(bad: &[BadLine], output: &mut Output) -> Failure {
    let message =
        format!("{} cannot be imported, so nothing was", counted(bad.len() as u64, "line"));
    let error = Error::new(Kind::Refused, "price.import_lines", message);
    let told = bad.iter().take(MAX_TOLD);
    let mut lines: Vec<String> =
        told.map(|bad| format!("line {}: {}", bad.line, bad.reason)).collect();
    if bad.len() > MAX_TOLD {
        lines.push(format!("and {} more", bad.len() - MAX_TOLD));
    }
    if output.is_json() {
        return error.why(lines.join("; ")).into();
    }
    for line in lines {
        output.error(&Error::new(Kind::Refused, "price.import_line", line).into());
    }
    error.into()
}
