//! `keyctl 2fa status`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::domain::attempt::Lock;
use crate::domain::user::UserRef;
use crate::ops::two_factor::{self, Status};
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::value::Value;

const COLUMNS: &[Column] = &[
    Column::word("user", "USER"),
    Column::word("state", "2FA"),
    Column::instant("enabled_at", "SINCE"),
    Column::number("backup_codes", "BACKUP CODES"),
    Column::number("failed", "FAILED"),
    Column::word("locked", "LOCKED"),
    Column::instant("locked_until", "UNTIL"),
    Column::ago("last_login_at", "LAST LOGIN"),
];

/// `2fa status`
#[derive(Args, Debug)]
pub struct StatusArgs {
    /// E-mail, handle or number of one user; all people where none is given
    #[arg(value_name = "USER")]
    user: Option<UserRef>,
}

/// Runs the verb.
pub fn run(args: &StatusArgs, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    if output.columns_help(COLUMNS)? {
        return Ok(());
    }
    let store = access.store()?;
    if let Some(user) = &args.user {
        let status = two_factor::status(&store, user, access.now)?;
        return output.record(&Record::of_row("2fa", COLUMNS, row(&status)));
    }
    let mut rows = output.stream("2fa.list", COLUMNS)?;
    for status in two_factor::list(&store, access.now)? {
        rows.write(&row(&status))?;
    }
    rows.end(None)
}

/// A user who has never tried is as one who has not failed since the last success.
fn row(status: &Status) -> Vec<Value> {
    let Status { overview, lock } = status;
    let until = match lock {
        Some(Lock::Until(until)) => Some(*until),
        Some(Lock::UntilUnlocked) | None => None,
    };
    vec![
        Value::text(&overview.handle),
        overview.state.map_or(Value::Null, |state| Value::status(state.as_str())),
        overview.enabled_at.into(),
        overview.backup_codes.into(),
        overview.attempts.map_or(0, |attempts| attempts.since_success).into(),
        lock.is_some().into(),
        until.into(),
        overview.attempts.and_then(|attempts| attempts.last_login_at).into(),
    ]
}
