//! `keyctl setting`: what gateways and commands go by where nothing else is said.

use clap::{Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::ops::setting::{self, Held};
use crate::secret::random;
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::table::Table;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl setting list
  keyctl setting set rotation.grace 48h";

const COLUMNS: &[Column] = &[
    Column::word("name", "NAME"),
    Column::text("value", "VALUE"),
    Column::word("is_set", "SET"),
    Column::text("default", "DEFAULT").minor(),
    Column::word("type", "TYPE").minor(),
    Column::text("help", "WHAT IT DOES"),
];

/// What is done with settings.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List settings
    List,
    /// Show one setting; with --quiet its value alone
    Get(Named),
    /// Set a setting
    Set(Set),
    /// Have the default of a setting hold again
    Unset(Named),
}

/// `setting get` and `setting unset`
#[derive(Args, Debug)]
pub struct Named {
    /// Name of the setting
    #[arg(value_name = "NAME")]
    name: String,
}

/// `setting set`
#[derive(Args, Debug)]
pub struct Set {
    /// Name of the setting
    #[arg(value_name = "NAME")]
    name: String,

    /// What it is to be
    #[arg(value_name = "VALUE")]
    value: String,
}

/// Runs the verb.
pub fn run(verb: &Verb, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    match verb {
        Verb::List => list(access, output),
        Verb::Get(args) => get(args, access, output),
        Verb::Set(args) => set(args, access, output),
        Verb::Unset(args) => unset(args, access, output),
    }
}

fn list(access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let mut table = Table::new("setting.list", COLUMNS);
    for held in setting::list(&access.store()?)? {
        table.push(row(&held));
    }
    output.table(&table)
}

fn get(args: &Named, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    output.record(&record(&setting::get(&access.store()?, &args.name)?))
}

fn set(args: &Set, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let rng = &mut random::system();
    let held = setting::set(&mut access.session(output)?, &args.name, &args.value, rng)?;
    changed(&held, output)
}

fn unset(args: &Named, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    changed(&setting::unset(&mut access.session(output)?, &args.name)?, output)
}

fn changed(held: &Held, output: &mut Output) -> Result<(), Failure> {
    let value = held.value().map_or("nothing".to_owned(), |value| format!("\"{value}\""));
    if output.would(&format!("set \"{}\" to {value}", held.setting.name)) {
        return Ok(());
    }
    output.receipt(&record(held))
}

/// The value stands first, because it is what `--quiet` prints.
fn record(held: &Held) -> Record {
    let mut record = Record::of_row("setting", COLUMNS, row(held));
    record.fields.swap(0, 1);
    record
}

fn row(held: &Held) -> Vec<Value> {
    let setting = held.setting;
    vec![
        setting.name.into(),
        held.value().map(str::to_owned).into(),
        held.set.is_some().into(),
        setting.default.map(str::to_owned).into(),
        setting.kind.as_str().into(),
        setting.help.into(),
    ]
}
