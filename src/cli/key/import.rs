//! `keyctl key import`

use std::path::PathBuf;

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::expiry::ExpiryArg;
use crate::cli::import_file::{open, refused};
use crate::cli::output::Output;
use crate::domain::import::file::{ImportFormat, Rows};
use crate::domain::term::Expiry;
use crate::domain::time::Timestamp;
use crate::ops::key::import_plan;
use crate::ops::key::import_request::{KeyForm, MissingUsers, Request};
use crate::view::counted::counted;
use crate::view::record::Record;

/// What the help shows below the options.
const COLUMNS: &str = "\
Columns, or members of each JSON object:
  user        handle or e-mail of whose key it is
  name        what it is called; by default its prefix
  prefix      its public part: what stands before its last underscore
  key, hash   the key in the clear, or a hash of it
  hash_of     secret or key: what was hashed; by default the secret where there is a prefix
  role        role that bounds the key
  expires_at  day or instant at which it ends";

/// `key import`
#[derive(Args, Debug)]
#[command(after_help = COLUMNS)]
pub struct Import {
    /// File of keys, or - for stdin
    #[arg(value_name = "FILE|-")]
    file: PathBuf,

    /// How it is written: csv with a header row, or jsonl
    #[arg(long, value_name = "FORMAT")]
    format: ImportFormat,

    /// Refuse every row of another scheme: plain, sha256, bcrypt, pbkdf2, scrypt or argon2
    #[arg(long, value_name = "SCHEME")]
    scheme: Option<KeyForm>,

    /// Create users who are missing, with the role of their rows, else basic
    #[arg(long)]
    create_users: bool,

    /// Exempt the keys from the lifetime of their role until then, and end those that were not
    /// rotated by then; none for never
    #[arg(long, value_name = "T|none", value_parser = sunset)]
    sunset: Sunset,
}

/// What is given for `--sunset`; nothing for `none`.
#[derive(Clone, Debug)]
struct Sunset(Option<ExpiryArg>);

fn sunset(text: &str) -> Result<Sunset, String> {
    match text {
        "none" => Ok(Sunset(None)),
        "never" => Err("write none".to_owned()),
        text => text.parse().map(|at| Sunset(Some(at))).map_err(|error| format!("{error}")),
    }
}

impl Import {
    fn request(&self, access: &DatabaseAccess) -> Result<Request, Failure> {
        Ok(Request {
            form: self.scheme,
            missing_users: MissingUsers::from_flag(self.create_users),
            sunset: self.sunset(access)?,
            zone: access.zone,
        })
    }

    fn sunset(&self, access: &DatabaseAccess) -> Result<Option<Timestamp>, Failure> {
        let Some(sunset) = &self.sunset.0 else { return Ok(None) };
        Ok(match sunset.resolve(access)? {
            Expiry::After(span) => Some(access.now.saturating_add(span)),
            Expiry::At(at) => Some(at),
            Expiry::AsRole | Expiry::Never => None,
        })
    }
}

/// Runs the verb.
pub fn run(args: &Import, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let request = args.request(access)?;
    let mut session = access.session(output)?;
    let rows = Rows::new(open(&args.file)?, args.format);
    let plan = import_plan::plan(&session, rows, &request)?
        .map_err(|bad| refused("key.import_lines", &bad, output))?;
    let mut progress = output.progress("importing keys", plan.len() as u64);
    let imported = plan.apply(&mut session, || progress.advance(1))?;
    drop(progress);
    if output.would(&format!("imported {}", counted(imported.keys as u64, "key"))) {
        return Ok(());
    }
    if imported.plain > 0 {
        output.note("the file holds keys in the clear: delete it once nobody needs it");
    }
    output.receipt(
        &Record::new("key.import")
            .with("keys", imported.keys)
            .with("plain", imported.plain)
            .with("hashed", imported.keys - imported.plain)
            .with("users_created", imported.users)
            .with("sunset_at", request.sunset),
    )
}
