//! `keyctl setting`: what gateways and commands go by where nothing else is said.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::domain::setting::catalogue::Setting;
use crate::ops::error::Error;
use crate::ops::setting::{self, Held};
use crate::secret::file;
use crate::secret::random;
use crate::secret::value::Secret;
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::table::Table;
use crate::view::value::Value;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl setting list
  keyctl setting set rotation.grace 48h
  keyctl setting set notify.smtp-password --value-file smtp.password";

const COLUMNS: &[Column] = &[
    Column::word("name", "NAME"),
    Column::text("value", "VALUE"),
    Column::word("is_set", "SET"),
    Column::text("default", "DEFAULT").minor(),
    Column::word("type", "TYPE").minor(),
    Column::text("help", "WHAT IT DOES"),
    Column::word("group", "GROUP").minor(),
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
#[derive(Args)]
#[command(group(ArgGroup::new("source").args(["value", "value_stdin", "value_file"])))]
pub struct Set {
    /// Name of the setting
    #[arg(value_name = "NAME")]
    name: String,

    /// What it is to be; secret ones are not typed
    #[arg(value_name = "VALUE")]
    value: Option<String>,

    /// Read the value from stdin
    #[arg(long)]
    value_stdin: bool,

    /// Read the value from a file that nobody else can read
    #[arg(long, value_name = "F")]
    value_file: Option<PathBuf>,
}

impl std::fmt::Debug for Set {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What is typed as a value may be a secret, although none is taken.
        f.debug_struct("Set").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Runs the verb.
pub fn run(
    verb: &Verb,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    match verb {
        Verb::List => list(access, output),
        Verb::Get(args) => get(args, access, output),
        Verb::Set(args) => set(args, access, prompt, output),
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

fn set(
    args: &Set,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    let rng = &mut random::system();
    let secret = Setting::find(&args.name).is_some_and(Setting::is_secret);
    let held = match (&args.value, secret) {
        (Some(value), _) => setting::set(&mut access.session(output)?, &args.name, value, rng)?,
        (None, secret) => {
            setting::get(&access.store()?, &args.name)?;
            let value = given(args, secret, prompt, output)?;
            let mut session = access.session(output)?;
            if secret {
                setting::set_secret(&mut session, &args.name, &value, rng)?
            } else {
                setting::set(&mut session, &args.name, value.expose(), rng)?
            }
        }
    };
    changed(&held, output)
}

/// The value that was not typed; of a secret one that is given in no other way, what is answered.
fn given(
    args: &Set,
    secret: bool,
    prompt: Prompt,
    output: &mut Output,
) -> Result<Secret<String>, Failure> {
    let label = format!("value of \"{}\"", args.name);
    if let Some(path) = &args.value_file {
        let text = file::read(path).map_err(Error::from)?;
        return Ok(Secret::new(text.expose().trim_end_matches(['\r', '\n']).to_owned()));
    }
    if args.value_stdin {
        return prompt.secret_from_stdin(output, &label, "--value-stdin");
    }
    if secret {
        return prompt.secret(output, &label, "--value-stdin or --value-file F");
    }
    let text = format!("what setting \"{}\" is to be was not said", args.name);
    Err(Failure::usage("setting.value_missing", text)
        .fix(format!("keyctl setting set {} VALUE", args.name)))
}

fn unset(args: &Named, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    changed(&setting::unset(&mut access.session(output)?, &args.name)?, output)
}

fn changed(held: &Held, output: &mut Output) -> Result<(), Failure> {
    let value = match held.value() {
        Some(_) if held.setting.is_secret() => "what was given".to_owned(),
        Some(value) => format!("\"{value}\""),
        None => "nothing".to_owned(),
    };
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
        setting.group.as_str().into(),
    ]
}
