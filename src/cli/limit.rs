//! `keyctl limit`: how many requests and tokens in how much time, and how many requests at once.

use clap::{Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::page::{self, PageArgs};
use crate::cli::scope::TargetArgs;
use crate::domain::limit::{Bound, Bounds, Limit};
use crate::domain::rate::Rate;
use crate::ops::limit;
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl limit set --user alice --requests 60/m --concurrent 8
  keyctl limit set --role basic --tokens 200k/m";

const COLUMNS: &[Column] = &[
    Column::number("id", "ID"),
    Column::word("scope", "SCOPE"),
    Column::word("who", "WHO"),
    Column::text("model", "MODEL").absent("all"),
    Column::word("requests", "REQUESTS"),
    Column::word("tokens", "TOKENS"),
    Column::word("concurrent", "AT ONCE"),
];

/// What is done with limits.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Set a limit, or change one; what is left out stays
    Set(Set),
    /// List limits
    List(List),
    /// Remove a limit, so that what is a default holds again
    Unset(Unset),
}

/// `limit set`
#[derive(Args, Debug)]
pub struct Set {
    /// How many requests in how much time, or none for any number
    #[arg(long, value_name = "60/m|none", allow_hyphen_values = true)]
    requests: Option<Bound<Rate>>,

    /// How many tokens, input and output together, in how much time, or none for any number
    #[arg(long, value_name = "200k/m|none", allow_hyphen_values = true)]
    tokens: Option<Bound<Rate>>,

    /// How many requests at once, or none for any number
    #[arg(long, value_name = "N|none", allow_hyphen_values = true)]
    concurrent: Option<Bound<u32>>,

    #[command(flatten)]
    target: TargetArgs,
}

/// `limit list`
#[derive(Args, Debug)]
pub struct List {
    #[command(flatten)]
    page: PageArgs,
}

/// `limit unset`
#[derive(Args, Debug)]
pub struct Unset {
    #[command(flatten)]
    target: TargetArgs,
}

/// Runs the verb.
pub fn run(verb: &Verb, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    match verb {
        Verb::Set(args) => set(args, access, output),
        Verb::List(args) => list(args, access, output),
        Verb::Unset(args) => unset(args, access, output),
    }
}

fn set(args: &Set, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let Set { target, requests, tokens, concurrent } = args;
    let bounds = Bounds { requests: *requests, tokens: *tokens, concurrent: *concurrent };
    let limit = limit::set(&mut access.session(output)?, &target.scope(), bounds)?;
    done(&limit, "set the limit", output)
}

fn list(args: &List, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let store = access.store()?;
    let sort_columns = limit::sort_columns();
    let shown =
        page::List { kind: "limit.list", columns: COLUMNS, sort_columns: &sort_columns, row: &row };
    args.page.write(output, &shown, |page| limit::list(&store, page), || limit::count(&store))
}

fn unset(args: &Unset, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let limit = limit::unset(&mut access.session(output)?, &args.target.scope())?;
    done(&limit, "removed the limit", output)
}

fn done(limit: &Limit, what: &str, output: &mut Output) -> Result<(), Failure> {
    if output.would(&format!("{what} of {}", limit.named())) {
        return Ok(());
    }
    output.receipt(&Record::of_row("limit", COLUMNS, row(limit)))
}

fn row(limit: &Limit) -> Vec<Value> {
    let Bounds { requests, tokens, concurrent } = limit.bounds;
    vec![
        Value::Id(limit.id),
        limit.subject.scope().into(),
        Some(limit.who.clone()).filter(|who| !who.is_empty()).into(),
        limit.model.as_ref().map(ToString::to_string).into(),
        requests.map(|bound| bound.to_string()).into(),
        tokens.map(|bound| bound.to_string()).into(),
        concurrent.map(|bound| bound.to_string()).into(),
    ]
}
