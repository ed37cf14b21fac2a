//! `keyctl operator`: which OS user acts as which user.

use clap::{Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::domain::operator::Operator;
use crate::domain::permission::{Grant, Grants};
use crate::domain::user::UserRef;
use crate::ops::operator::{self, Request};
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::table::Table;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl operator bind ann --user ann@example.com
  keyctl operator bind ann --user ann@example.com --allow key:rotate,key:read";

const COLUMNS: &[Column] = &[
    Column::word("os_user", "OS USER"),
    Column::word("user", "USER"),
    Column::word("role", "ROLE"),
    Column::word("status", "STATUS"),
    Column::text("grants", "MAY"),
    Column::text("allowed", "BOUND TO").absent("all of it").minor(),
    Column::instant("created_at", "SINCE").minor(),
];

/// What is done with operators.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List the OS users who act as users, and what they may do
    List,
    /// Have an OS user act as a user, in place of whom it acted as
    Bind(Bind),
    /// Have an OS user act as nobody
    Unbind(Unbind),
}

/// `operator bind`
#[derive(Args, Debug)]
pub struct Bind {
    /// Name of the OS user; uid:1000 for one without a name
    #[arg(value_name = "OS-USER")]
    os_user: String,

    /// User it acts as: e-mail, handle or number
    #[arg(long, value_name = "U")]
    user: UserRef,

    /// Allow only this of what the user's role permits: noun:verb, noun:* or *; may be repeated
    #[arg(long, value_name = "PERM", value_delimiter = ',')]
    allow: Vec<Grant>,
}

/// `operator unbind`
#[derive(Args, Debug)]
pub struct Unbind {
    /// Name of the OS user
    #[arg(value_name = "OS-USER")]
    os_user: String,
}

/// Runs the verb.
pub fn run(verb: Verb, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    match verb {
        Verb::List => list(access, output),
        Verb::Bind(args) => bind(args, access, output),
        Verb::Unbind(args) => unbind(&args, access, output),
    }
}

fn list(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let mut table = Table::new("operator.list", COLUMNS);
    for operator in operator::list(&access.store()?)? {
        table.push(row(&operator));
    }
    output.table(&table)
}

fn bind(args: Bind, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let Bind { os_user, user, allow } = args;
    let permissions = Some(Grants(allow)).filter(|grants| !grants.0.is_empty());
    let request = Request { os_user, user, permissions };
    let operator = operator::bind(&mut access.session(output)?, &request)?;
    let done = format!("bound OS user \"{}\" to user \"{}\"", operator.os_user, operator.user);
    told(&operator, &done, output)
}

fn unbind(args: &Unbind, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let operator = operator::unbind(&mut access.session(output)?, &args.os_user)?;
    let done = format!("unbound OS user \"{}\" from user \"{}\"", operator.os_user, operator.user);
    told(&operator, &done, output)
}

fn told(operator: &Operator, done: &str, output: &mut Output) -> Result<(), Failure> {
    if output.would(done) {
        return Ok(());
    }
    output.receipt(&Record::of_row("operator", COLUMNS, row(operator)))
}

fn row(operator: &Operator) -> Vec<Value> {
    let words = |grants: &Grants| grants.0.iter().map(Grant::to_string).collect::<Vec<_>>();
    let status = if operator.active { "active" } else { "disabled" };
    vec![
        Value::text(&operator.os_user),
        operator.user.as_str().into(),
        operator.role.as_str().into(),
        Value::status(status),
        words(&operator.grants()).into(),
        operator.permissions.as_ref().map(words).into(),
        operator.created_at.into(),
    ]
}
