//! Users as rows and records.

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::domain::account::Account;
use crate::domain::attempt::Lock;
use crate::domain::email::Email;
use crate::domain::time::Timestamp;
use crate::domain::two_factor::FactorState;
use crate::domain::user::UserId;
use crate::ops::user::list::{self, Details};
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::value::Value;

/// The columns of a list of users.
pub const COLUMNS: &[Column] = &[
    Column::number("id", "ID"),
    Column::word("handle", "HANDLE"),
    Column::text("email", "E-MAIL"),
    Column::text("display_name", "NAME").minor(),
    Column::word("kind", "KIND").minor(),
    Column::word("role", "ROLE"),
    Column::word("status", "STATUS"),
    Column::ago("created_at", "CREATED").minor(),
    Column::word("two_factor", "2FA").minor(),
    Column::ago("last_login_at", "LAST LOGIN").absent("never").minor(),
    Column::ago("locked_until", "LOCKED UNTIL").minor(),
    Column::ago("removed_at", "REMOVED").minor(),
];

/// How many of the columns say what a user is.
const TOLD: usize = 8;

/// A user as a row of [`COLUMNS`].
pub fn row(account: &Account, now: Timestamp) -> Vec<Value> {
    let user = &account.user;
    let locked_until = match account.lock(now) {
        Some(Lock::Until(until)) => Some(until),
        Some(Lock::UntilUnlocked) | None => None,
    };
    vec![
        Value::Id(user.id.0),
        Value::text(&user.handle),
        user.email.as_ref().map(Email::to_string).into(),
        user.display_name.clone().into(),
        user.kind.as_str().into(),
        user.role.as_str().into(),
        Value::status(account.standing(now).as_str()),
        user.created_at.into(),
        account.two_factor.map(FactorState::as_str).into(),
        account.attempts.and_then(|attempts| attempts.last_login_at).into(),
        locked_until.into(),
        user.removed_at.into(),
    ]
}

/// A user as a record, with all that is known of it.
pub fn record(details: &Details, now: Timestamp) -> Record {
    Record::of_row("user", COLUMNS, row(&details.account, now))
        .with("password_set_at", details.password_set_at)
        .with("backup_codes", details.backup_codes)
        .with("keys", details.keys)
}

/// Tells of a user who was made or changed: what it is, without what proves it.
pub fn receipt(user: UserId, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let account = list::account(&access.store()?, user)?;
    let mut row = row(&account, access.now);
    row.truncate(TOLD);
    let mut record = Record::of_row("user", &COLUMNS[..TOLD], row);
    if let Some(removed_at) = account.user.removed_at {
        record = record.with("removed_at", removed_at);
    }
    output.receipt(&record)
}
