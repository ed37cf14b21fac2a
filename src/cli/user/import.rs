//! `keyctl user import`

use std::path::PathBuf;

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::import_file::{open, refused};
use crate::cli::out_dir::OutDir;
use crate::cli::output::Output;
use crate::cli::secret_out::Prepared;
use crate::domain::import::file::{ImportFormat, Rows};
use crate::domain::name::Name;
use crate::ops::session::IfExists;
use crate::ops::user::import::Imported;
use crate::ops::user::import_plan::{self, Plan, Request};
use crate::secret::random;
use crate::view::counted::counted;
use crate::view::record::Record;

/// What the help shows below the options.
const COLUMNS: &str = "\
Columns, or members of each JSON object; email or handle is needed:
  email         e-mail of the person
  handle        short name; by default the local part of the e-mail
  display_name  name to show beside the handle
  role          role that says what the user's keys may do; by default basic
  budget        what the user may spend in which time: 500/month
  models        with --key: the only models that the key may use, with spaces between them
  expires       with --key: when the key ends: 30d, a day or an instant, or never";

/// `user import`
#[derive(Args, Debug)]
#[command(after_help = COLUMNS)]
pub struct Import {
    /// File of users, or - for stdin
    #[arg(value_name = "FILE|-")]
    file: PathBuf,

    /// How it is written: csv with a header row, or jsonl
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: ImportFormat,

    /// Accept users who exist already as the file has them
    #[arg(long)]
    if_not_exists: bool,

    /// Make each user a key of this name, unless they have one; needs --out-dir
    #[arg(long, value_name = "NAME", requires = "out_dir")]
    key: Option<Name>,

    /// Write each key to DIR/USER/KEY-NAME, mode 0600
    #[arg(long, value_name = "DIR", requires = "key")]
    out_dir: Option<PathBuf>,
}

/// Runs the verb.
pub fn run(args: &Import, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let request = Request {
        key: args.key.clone(),
        if_exists: IfExists::from_flag(args.if_not_exists),
        zone: access.zone,
    };
    let mut session = access.session(output)?;
    let directory = match &args.out_dir {
        Some(path) if !access.is_dry_run() => Some(OutDir::open(path)?),
        _ => None,
    };
    if let Some(directory) = &directory {
        directory.recover(&session, output)?;
    }
    let rows = Rows::new(open(&args.file)?, args.format);
    let plan = import_plan::plan(&session, rows, &request, &mut random::system())?
        .map_err(|bad| refused("user.import_lines", &bad, output))?;
    let prepared = match &directory {
        Some(directory) => prepare(&plan, directory, output)?,
        None => Vec::new(),
    };
    let imported = plan.apply(&mut session, || ())?;
    if output.would(&format!("imported {}", told(imported))) {
        return Ok(());
    }
    give(prepared, output)?;
    output.receipt(
        &Record::new("user.import")
            .with("created", imported.created)
            .with("existing", imported.existing)
            .with("keys", imported.keys)
            .with("out_dir", args.out_dir.as_ref().map(|path| path.display().to_string())),
    )
}

/// Has every secret on disk, under a name of its own, before any of them is a key.
fn prepare(
    plan: &Plan,
    directory: &OutDir,
    output: &mut Output,
) -> Result<Vec<(String, Prepared)>, Failure> {
    let mut progress = output.progress("writing keys", plan.len() as u64);
    let mut prepared = Vec::new();
    plan.each_secret(|user, name, prefix, secret| {
        let ready = directory.prepare((user, name), prefix, secret)?;
        prepared.push((format!("{user}/{name}"), ready));
        progress.advance(1);
        Ok(())
    })?;
    Ok(prepared)
}

/// Gives every file its name, after the commit. One that cannot have it is told, and does not keep
/// the others from theirs.
fn give(prepared: Vec<(String, Prepared)>, output: &mut Output) -> Result<(), Failure> {
    let mut failed = false;
    for (key, mut ready) in prepared {
        if let Err(error) = ready.give() {
            failed = true;
            output.error_of(&format!("key \"{key}\""), &error.into());
        }
    }
    if failed { Err(Failure::Partial) } else { Ok(()) }
}

fn told(imported: Imported) -> String {
    let users = counted(imported.created as u64, "user");
    match imported.keys {
        0 => users,
        keys => format!("{users} and {}", counted(keys as u64, "key")),
    }
}
