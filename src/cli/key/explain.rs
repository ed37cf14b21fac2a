//! `keyctl key explain`

use std::net::IpAddr;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::domain::key::KeyRef;
use crate::domain::route::Route;
use crate::domain::usage::Payer;
use crate::ops::decide::{Refusal, Verdict};
use crate::ops::key::explain::{self, Cost, Explanation, Item, Question};
use crate::view::column::Column;
use crate::view::table::Table;
use crate::view::value::Value;

const COLUMNS: &[Column] = &[
    Column::word("check", "CHECK"),
    Column::word("verdict", "VERDICT"),
    Column::text("detail", "DETAIL"),
];

/// `key explain`
#[derive(Args, Debug)]
pub struct Explain {
    /// USER/NAME, unique name, number or public prefix of the key; a prefix means its version
    #[arg(value_name = "KEY")]
    key: KeyRef,

    /// Model that the request would run
    #[arg(long, value_name = "M", value_parser = NonEmptyStringValueParser::new())]
    model: String,

    /// Method of the request; by default that of the path
    #[arg(long, value_name = "METHOD", requires = "path")]
    method: Option<String>,

    /// Path of the request; by default the chat of whoever serves the model
    #[arg(long, value_name = "P")]
    path: Option<String>,

    /// Address that the request would come from
    #[arg(long, value_name = "ADDRESS")]
    client: Option<IpAddr>,

    /// Tell what this many tokens would cost
    #[arg(long, value_name = "N")]
    tokens: Option<u64>,

    /// End with 12 where the gateway would refuse it
    #[arg(long)]
    exit_code: bool,
}

/// Runs the verb.
pub fn run(args: &Explain, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let question = args.question()?;
    let explained = explain::explain(&access.store()?, &question, access.now)?;
    let frame = frame(&explained, &question.model, args);
    let heard = match &explained.refusal {
        None => "served".to_owned(),
        Some(refusal) => format!("refused: {}", refusal.reason()),
    };
    let route = explained.route;
    let text =
        format!("{} {}: {heard}", route.method(), args.path.as_deref().unwrap_or(route.path()));
    output.frame(frame, &text);
    let mut table = Table::new("key.explanation", COLUMNS);
    for item in &explained.items {
        table.push(row(item));
    }
    table.push(price_row(&explained, args.tokens));
    output.table(&table)?;
    if args.exit_code && explained.refusal.is_some() { Err(Failure::Finding) } else { Ok(()) }
}

impl Explain {
    fn question(&self) -> Result<Question, Failure> {
        let route = self.path.as_deref().map(|path| self.route(path)).transpose()?;
        let named = self.path.as_deref().and_then(Route::model_in);
        Ok(Question {
            key: self.key.clone(),
            model: named.unwrap_or_else(|| self.model.clone()),
            route,
            client: self.client,
            tokens: self.tokens,
        })
    }

    fn route(&self, path: &str) -> Result<Route, Failure> {
        let found = match &self.method {
            Some(method) => Route::find(&method.to_ascii_uppercase(), path),
            None => Route::of_path(path),
        };
        found.ok_or_else(|| {
            let method = self.method.as_deref().map(|method| format!("{method} "));
            let message = format!("there is no route {}{path}", method.unwrap_or_default());
            Failure::usage("route.unknown", message).fix("add --path /v1/chat/completions")
        })
    }
}

/// What stands beside the checks in JSON.
fn frame(explained: &Explanation, model: &str, args: &Explain) -> Vec<(&'static str, Value)> {
    let Explanation { key, route, provider, payer, cost, refusal, .. } = explained;
    vec![
        ("key", Value::Text(format!("{}/{}", key.user, key.name))),
        ("prefix", Value::text(&key.prefix)),
        ("method", route.method().into()),
        ("path", args.path.as_deref().unwrap_or(route.path()).into()),
        ("model", model.into()),
        ("served", refusal.is_none().into()),
        ("refusal", refusal.as_ref().map(Refusal::code).map_or(Value::Null, Value::status)),
        ("provider", provider.as_ref().map(|provider| provider.name.to_string()).into()),
        ("payer", payer.map(Payer::as_str).map_or(Value::Null, Value::status)),
        ("price_id", cost.as_ref().map_or(Value::Null, |cost| Value::Id(cost.price.id))),
        ("tokens", args.tokens.into()),
        ("input_cost_usd", cost.as_ref().and_then(|cost| cost.input).into()),
        ("output_cost_usd", cost.as_ref().and_then(|cost| cost.output).into()),
    ]
}

fn row(item: &Item) -> Vec<Value> {
    let (verdict, detail) = match &item.verdict {
        Verdict::Passed => ("passed", item.detail.clone()),
        Verdict::NotAsked => ("not_asked", item.detail.clone()),
        Verdict::Refused(refusal) if item.detail.is_empty() => ("refused", refusal.reason()),
        Verdict::Refused(refusal) => ("refused", format!("{}: {}", refusal.reason(), item.detail)),
    };
    vec![item.name.into(), Value::status(verdict), detail.into()]
}

/// The price is no check by itself: without one, a request to which no budget applies is served and
/// reported as unpriced.
fn price_row(explained: &Explanation, tokens: Option<u64>) -> Vec<Value> {
    let (verdict, detail) = match (&explained.cost, tokens) {
        (None, _) if !explained.is_metered() => ("not_asked", String::new()),
        (None, _) if matches!(explained.refusal, Some(Refusal::NotPriced(_))) => {
            ("refused", "no price, and a budget applies".to_owned())
        }
        (None, _) => ("passed", "no price: served, and reported as unpriced".to_owned()),
        (Some(Cost { price, .. }), None) => ("passed", format!("price {} is in force", price.id)),
        (Some(Cost { price, input, output }), Some(tokens)) => {
            let of = |cost: &Option<_>| cost.map_or("no price".to_owned(), |usd| format!("${usd}"));
            let (input, output) = (of(input), of(output));
            let detail = format!(
                "price {}: {tokens} tokens cost {input} as input, {output} as output",
                price.id
            );
            ("passed", detail)
        }
    };
    vec!["price".into(), Value::status(verdict), detail.into()]
}
