//! `keyctl role`: what the users who have it may do.

use clap::{Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::domain::role::Role;
use crate::ops::role;
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::table::Table;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Example:
  keyctl role show contributor";

const COLUMNS: &[Column] = &[
    Column::word("name", "NAME"),
    Column::text("permissions", "PERMISSIONS"),
    Column::word("built_in", "BUILT IN").minor(),
    Column::number("users", "USERS"),
];

/// What is done with roles.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List roles
    List,
    /// Show one role
    Show(Show),
}

/// `role show`
#[derive(Args, Debug)]
pub struct Show {
    /// Name of the role
    #[arg(value_name = "ROLE")]
    role: String,
}

/// Runs the verb.
pub fn run(verb: &Verb, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    match verb {
        Verb::List => list(access, output),
        Verb::Show(args) => show(args, access, output),
    }
}

fn list(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let mut table = Table::new("role.list", COLUMNS);
    for role in role::list(&access.store()?)? {
        table.push(row(&role));
    }
    output.table(&table)
}

fn show(args: &Show, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let role = role::show(&access.store()?, &args.role)?;
    output.record(&Record::of_row("role", COLUMNS, row(&role)))
}

fn row(role: &Role) -> Vec<Value> {
    let permissions = role.permissions.0.iter().map(ToString::to_string);
    vec![
        role.name.as_str().into(),
        permissions.collect::<Vec<_>>().into(),
        role.built_in.into(),
        role.users.into(),
    ]
}
