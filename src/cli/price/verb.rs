//! `keyctl price`: its verbs, and those that set and show.

use clap::{Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::price::check;
use crate::cli::price::import;
use crate::domain::model::ModelGlob;
use crate::domain::money::Picos;
use crate::domain::name::Name;
use crate::domain::price::{Price, Rates};
use crate::domain::time::{TimeSpec, Timestamp};
use crate::ops::price;
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::table::Table;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl price set 'gpt-5*' --input 1.25 --cached 0.125 --output-price 10
  keyctl price import model_prices_and_context_window.json --provider openai";

const COLUMNS: [Column; 12] = [
    Column::number("id", "ID"),
    Column::word("model", "MODEL"),
    Column::word("provider", "PROVIDER"),
    Column::number("usd_per_request", "$/REQUEST").minor(),
    Column::number("input_usd_per_million", "INPUT $/1M"),
    Column::number("output_usd_per_million", "OUTPUT $/1M"),
    Column::number("cached_usd_per_million", "CACHED $/1M").minor(),
    Column::number("cache_write_usd_per_million", "WRITE $/1M").minor(),
    Column::number("reasoning_usd_per_million", "REASONING $/1M").minor(),
    Column::number("usd_per_second", "$/SECOND").minor(),
    Column::number("max_output_tokens", "MAX OUTPUT").minor(),
    Column::instant("effective_from", "FROM").minor(),
];

/// What is done with prices.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Add a price, from now or from an instant on
    Set(Set),
    /// List the prices that hold
    List(ListArgs),
    /// Show what a model costs at each provider that serves it
    Show(Show),
    /// Take over a price list; what stands already is left alone
    Import(import::Import),
    /// Find models in use without a price, or with an old one
    Check,
}

/// `price set`
#[derive(Args, Debug)]
pub struct Set {
    /// Models that the price is for; `*` stands for any run of characters
    #[arg(value_name = "MODEL-GLOB")]
    model: ModelGlob,

    /// Provider that the price is for; every one where not said
    #[arg(long, value_name = "P")]
    provider: Option<Name>,

    /// Price of a request, in USD
    #[arg(long, value_name = "USD", allow_negative_numbers = true, value_parser = Picos::from_usd)]
    request: Option<Picos>,

    /// Price of input, in USD per million tokens
    #[arg(long, value_name = "USD/1M", allow_negative_numbers = true, value_parser = Picos::from_usd_per_million)]
    input: Option<Picos>,

    /// Price of output, in USD per million tokens
    #[arg(long, value_name = "USD/1M", allow_negative_numbers = true, value_parser = Picos::from_usd_per_million)]
    output_price: Option<Picos>,

    /// Price of input read from a cache, in USD per million tokens; else that of input
    #[arg(long, value_name = "USD/1M", allow_negative_numbers = true, value_parser = Picos::from_usd_per_million)]
    cached: Option<Picos>,

    /// Price of input written to a cache, in USD per million tokens; else that of input
    #[arg(long, value_name = "USD/1M", allow_negative_numbers = true, value_parser = Picos::from_usd_per_million)]
    cache_write: Option<Picos>,

    /// Price of reasoning, in USD per million tokens; else that of output
    #[arg(long, value_name = "USD/1M", allow_negative_numbers = true, value_parser = Picos::from_usd_per_million)]
    reasoning: Option<Picos>,

    /// Price of a second of the request, in USD
    #[arg(long, value_name = "USD", allow_negative_numbers = true, value_parser = Picos::from_usd)]
    second: Option<Picos>,

    /// Most tokens that a reply of these models can have
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    max_output_tokens: Option<i64>,

    /// Instant from which the price holds; now where not said
    #[arg(long, value_name = "T")]
    from: Option<TimeSpec>,
}

/// `price list`
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Show the prices of this instant
    #[arg(long, value_name = "T", default_value = "now")]
    at: TimeSpec,
}

/// `price show`
#[derive(Args, Debug)]
pub struct Show {
    /// Model, as a client names it
    #[arg(value_name = "MODEL")]
    model: String,

    /// Show the prices of this instant
    #[arg(long, value_name = "T", default_value = "now")]
    at: TimeSpec,
}

/// Runs the verb.
pub fn run(verb: Verb, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    match verb {
        Verb::Set(args) => set(args, access, output),
        Verb::List(args) => list(&args, access, output),
        Verb::Show(args) => show(&args, access, output),
        Verb::Import(args) => import::run(&args, access, output),
        Verb::Check => check::run(access, output),
    }
}

fn set(args: Set, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let request = price::Request {
        model: args.model,
        provider: args.provider,
        rates: Rates {
            request: args.request,
            input: args.input,
            output: args.output_price,
            cached: args.cached,
            cache_write: args.cache_write,
            reasoning: args.reasoning,
            second: args.second,
        },
        max_output_tokens: args.max_output_tokens,
        effective_from: args.from.map(|from| instant(&from, access)).transpose()?,
    };
    let price = price::set(&mut access.session(output)?, &request)?;
    if output.would(&format!("set a price for \"{}\"", price.model)) {
        return Ok(());
    }
    output.receipt(&Record::of_row("price", &COLUMNS, row(&price)))
}

fn list(args: &ListArgs, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(&COLUMNS)? {
        return Ok(());
    }
    let at = instant(&args.at, access)?;
    let mut table = Table::new("price.list", COLUMNS);
    for price in price::list(&access.store()?, at)? {
        table.push(row(&price));
    }
    output.table(&table)
}

/// One row per provider that serves the model, also where it has no price there.
fn show(args: &Show, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(&COLUMNS)? {
        return Ok(());
    }
    let at = instant(&args.at, access)?;
    let mut table = Table::new("price.list", COLUMNS);
    for found in price::show(&access.store()?, &args.model, at)? {
        let mut shown = match &found.price {
            Some(price) => row(price),
            None => vec![Value::Null; COLUMNS.len()],
        };
        shown[2] = Value::text(&found.provider);
        if found.price.is_none() {
            shown[1] = args.model.as_str().into();
            output.warn(&format!(
                "\"{}\" has no price at provider \"{}\"",
                args.model, found.provider
            ));
        }
        table.push(shown);
    }
    output.table(&table)
}

fn instant(spec: &TimeSpec, access: &DatabaseAccess) -> Result<Timestamp, Failure> {
    spec.resolve(access.now, &access.zone)
        .map_err(|error| Failure::usage("time.unusable", error.to_string()).fix("keyctl help time"))
}

fn row(price: &Price) -> Vec<Value> {
    let Rates { request, input, output, cached, cache_write, reasoning, second } = price.rates;
    let per_million = |rate: Option<Picos>| Value::from(rate.map(Picos::usd_per_million));
    vec![
        Value::Id(price.id),
        price.model.as_str().into(),
        price.provider.as_ref().map(Name::to_string).into(),
        request.map(Picos::usd).into(),
        per_million(input),
        per_million(output),
        per_million(cached),
        per_million(cache_write),
        per_million(reasoning),
        second.map(Picos::usd).into(),
        price.max_output_tokens.into(),
        price.effective_from.into(),
    ]
}
