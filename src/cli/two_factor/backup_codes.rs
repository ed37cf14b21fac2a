//! `keyctl 2fa backup-codes`, and how backup codes are shown.

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::secret_out::{self, Prepared, SecretOut};
use crate::cli::two_factor::code;
use crate::domain::two_factor::BACKUP_CODES;
use crate::domain::user::UserRef;
use crate::ops::error::Error;
use crate::ops::two_factor::{self, BackupCodes};
use crate::secret::random;
use crate::secret::value::Secret;
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::table::Table;
use crate::view::value::Value;

/// The code stands first, because it is what `--quiet` prints.
const COLUMNS: &[Column] = &[Column::word("code", "CODE"), Column::number("number", "NUMBER")];

/// `2fa backup-codes`
#[derive(Args, Debug)]
pub struct BackupCodesArgs {
    /// E-mail, handle or number of the user
    #[arg(value_name = "USER")]
    user: UserRef,

    /// Make ten new codes and show them this once; the old ones are void
    #[arg(long)]
    regenerate: bool,

    #[command(flatten)]
    out: SecretOut,
}

/// Runs the verb.
pub fn run(
    args: &BackupCodesArgs,
    access: &DatabaseAccess,
    output: &mut Output,
) -> Result<(), Failure> {
    if args.regenerate {
        return regenerate(args, access, output);
    }
    if args.out.out.is_some() || args.out.env_name.is_some() {
        return Err(Failure::usage("2fa.nothing_to_write", "only new backup codes can be written")
            .why("of those that stand only hashes are kept")
            .fix(format!("keyctl 2fa backup-codes {} --regenerate", args.user)));
    }
    let status = two_factor::status(&access.store()?, &args.user, access.now)?;
    let record = Record::new("2fa.backup_codes")
        .with("user", Value::text(&status.overview.handle))
        .with("left", status.overview.backup_codes)
        .with("of", u32::from(BACKUP_CODES));
    output.record(&record)
}

fn regenerate(
    args: &BackupCodesArgs,
    access: &DatabaseAccess,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut session = code::session(access, output)?;
    let mut prepared = None;
    let ready = |made: &BackupCodes| ready(made, &args.out, access, &mut prepared);
    let made = two_factor::regenerate(&mut session, &args.user, &mut random::system(), ready)?;
    if output.would(&format!("made ten backup codes of user \"{}\"", made.user.handle)) {
        return Ok(());
    }
    show(&made, prepared, output)
}

/// Readies codes for the file or the variable that was asked for, before the commit.
pub fn ready(
    made: &BackupCodes,
    out: &SecretOut,
    access: &DatabaseAccess,
    prepared: &mut Option<Prepared>,
) -> Result<(), Error> {
    if access.is_dry_run() || (out.out.is_none() && out.env_name.is_none()) {
        return Ok(());
    }
    // A file has one code on each line, a variable all of them on one.
    let separator = if out.env_name.is_some() { ',' } else { '\n' };
    let mut whole = String::with_capacity(made.codes.len() * 32);
    for code in &made.codes {
        if !whole.is_empty() {
            whole.push(separator);
        }
        whole.push_str(&code.text());
    }
    let name = format!("backup-codes-{}", made.user.handle);
    *prepared = Some(secret_out::prepare(out, &name, &Secret::new(whole))?);
    Ok(())
}

/// Shows new codes this once, after the commit: in a table, or where they are ready for.
pub fn show(
    made: &BackupCodes,
    prepared: Option<Prepared>,
    output: &mut Output,
) -> Result<(), Failure> {
    let handle = &made.user.handle;
    let shown = if let Some(prepared) = prepared {
        let receipt = Record::new("2fa.backup_codes")
            .with("user", Value::text(handle))
            .with("left", u32::from(BACKUP_CODES));
        prepared.publish(output, receipt)
    } else {
        output.note("each backup code is good once, and they are shown this once");
        let mut table = Table::new("2fa.backup_codes", COLUMNS);
        for code in &made.codes {
            table.push(vec![Value::Secret(code.text()), u32::from(code.number()).into()]);
        }
        output.receipts(&table)
    };
    shown.map_err(|failure| {
        failure
            .why("the backup codes stand, but they were not displayed")
            .fix(format!("keyctl 2fa backup-codes {handle} --regenerate"))
    })
}
