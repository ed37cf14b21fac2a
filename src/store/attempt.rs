//! Attempts to prove who one is, counted by user.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::attempt::Attempts;
use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::store::column::{instant, instant_option};
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// The counters of a user; `None` where nothing was ever tried.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, user: UserId) -> Result<Option<Attempts>, Error> {
    let sql = "SELECT failed, window_from, lock_level, locked_until, since_success, last_login_at
               FROM attempts WHERE user_id = $1";
    Ok(read.prepare(sql)?.query_row([user.0], from_row).optional()?)
}

/// Stores the counters of a user in place of those before. They were read in this transaction, so
/// no other claim is lost (R-D4).
///
/// # Errors
/// As any write.
pub fn put(write: &Write<'_>, user: UserId, attempts: &Attempts) -> Result<(), Error> {
    let sql = "INSERT INTO attempts (user_id, failed, window_from, lock_level, locked_until,
                   since_success, last_login_at)
               VALUES (:user_id, :failed, :window_from, :lock_level, :locked_until,
                   :since_success, :last_login_at)
               ON CONFLICT (user_id) DO UPDATE SET failed = excluded.failed,
                   window_from = excluded.window_from, lock_level = excluded.lock_level,
                   locked_until = excluded.locked_until, since_success = excluded.since_success,
                   last_login_at = excluded.last_login_at";
    write.change_one(
        "the attempts",
        sql,
        named_params! {
            ":user_id": user.0,
            ":failed": attempts.failed,
            ":window_from": attempts.window_from.micros(),
            ":lock_level": attempts.lock_level,
            ":locked_until": attempts.locked_until.map(Timestamp::micros),
            ":since_success": attempts.since_success,
            ":last_login_at": attempts.last_login_at.map(Timestamp::micros),
        },
    )
}

/// The counters in a row of users with their attempts; `None` where nothing was ever tried.
pub(in crate::store) fn joined(row: &Row<'_>) -> rusqlite::Result<Option<Attempts>> {
    let tried = row.get::<_, Option<i64>>("window_from")?.is_some();
    tried.then(|| from_row(row)).transpose()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Attempts> {
    Ok(Attempts {
        failed: row.get("failed")?,
        window_from: instant(row, "window_from")?,
        lock_level: row.get("lock_level")?,
        locked_until: instant_option(row, "locked_until")?,
        since_success: row.get("since_success")?,
        last_login_at: instant_option(row, "last_login_at")?,
    })
}
