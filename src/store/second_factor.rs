//! Second factors: one sealed TOTP key for each user.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::attempt::Attempts;
use crate::domain::name::Name;
use crate::domain::time::Timestamp;
use crate::domain::two_factor::FactorState;
use crate::domain::user::UserId;
use crate::store::attempt as attempt_rows;
use crate::store::column::{instant, instant_option, parsed, parsed_option};
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// A second factor as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// Whether it is asked for.
    pub state: FactorState,
    /// The key, sealed.
    pub sealed: Vec<u8>,
    /// The last step whose code was accepted; none before it is.
    pub last_step: u64,
    /// When its key was made.
    pub created_at: Timestamp,
    /// When its first code was accepted.
    pub enabled_at: Option<Timestamp>,
}

/// What is listed of a user: the second factor, and what stands against the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// Whose it is.
    pub handle: Name,
    /// `None` where there is no second factor.
    pub state: Option<FactorState>,
    /// When its first code was accepted.
    pub enabled_at: Option<Timestamp>,
    /// How many backup codes have not been used.
    pub backup_codes: u32,
    /// The counters of attempts; `None` where nothing was ever tried.
    pub attempts: Option<Attempts>,
}

impl Overview {
    /// The counters of attempts.
    pub fn attempts(&self, now: Timestamp) -> Attempts {
        self.attempts.unwrap_or(Attempts::none(now))
    }
}

const OVERVIEW: &str = "
    SELECT handle, state, enabled_at, failed, window_from, lock_level, locked_until,
        since_success, last_login_at,
        (SELECT count(*) FROM backup_codes
         WHERE backup_codes.user_id = users.id AND used_at IS NULL) AS backup_codes
    FROM users
        LEFT JOIN second_factors ON second_factors.user_id = users.id
        LEFT JOIN attempts ON attempts.user_id = users.id";

/// What is listed of one user.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such user.
pub fn overview(read: &Read<'_>, user: UserId) -> Result<Overview, Error> {
    let sql = format!("{OVERVIEW} WHERE users.id = $1");
    let found = read.prepare(&sql)?.query_row([user.0], overview_from_row).optional()?;
    found.ok_or(Error::Unexpected("the user"))
}

/// What is listed of all people, and of whoever else has a second factor, by handle.
///
/// # Errors
/// As any read.
pub fn list(read: &Read<'_>) -> Result<Vec<Overview>, Error> {
    let sql = format!(
        "{OVERVIEW} WHERE users.status <> 'removed' AND (kind = 'person' OR state IS NOT NULL)
         ORDER BY handle"
    );
    let mut select = read.prepare(&sql)?;
    Ok(select.query_map([], overview_from_row)?.collect::<Result<_, _>>()?)
}

/// The second factor of a user.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, user: UserId) -> Result<Option<SecondFactor>, Error> {
    let sql = "SELECT state, sealed, last_step, created_at, enabled_at
               FROM second_factors WHERE user_id = $1";
    Ok(read.prepare(sql)?.query_row([user.0], from_row).optional()?)
}

/// Stores a new key that is pending, in place of one that is.
///
/// # Errors
/// [`Error::Unexpected`] where the user has one that is enabled.
pub fn put_pending(
    write: &Write<'_>,
    user: UserId,
    sealed: &[u8],
    created_at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO second_factors (user_id, state, sealed, last_step, created_at)
               VALUES (:user_id, 'pending', :sealed, 0, :created_at)
               ON CONFLICT (user_id) DO UPDATE
                   SET sealed = excluded.sealed, last_step = 0, created_at = excluded.created_at
                   WHERE state = 'pending'";
    write.change_one(
        "the second factor",
        sql,
        named_params! {
            ":user_id": user.0,
            ":sealed": sealed,
            ":created_at": created_at.micros(),
        },
    )
}

/// Burns a step and all before it (R-D2): a compare-and-set on the last step and on the very key
/// that the code was checked with. Says whether it was this caller who did.
///
/// # Errors
/// As any write.
pub fn accept_step(
    write: &Write<'_>,
    user: UserId,
    factor: &SecondFactor,
    step: u64,
) -> Result<bool, Error> {
    let sql = "UPDATE second_factors SET last_step = :step
               WHERE user_id = :user_id AND state = :state AND sealed = :sealed
                   AND last_step < :step";
    let changed = write.prepare(sql)?.execute(named_params! {
        ":step": step.cast_signed(),
        ":user_id": user.0,
        ":state": factor.state.as_str(),
        ":sealed": factor.sealed,
    })?;
    Ok(changed == 1)
}

/// Has a second factor asked for from now on.
///
/// # Errors
/// [`Error::Unexpected`] where none is pending.
pub fn enable(write: &Write<'_>, user: UserId, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE second_factors SET state = 'enabled', enabled_at = $1
               WHERE user_id = $2 AND state = 'pending'";
    write.change_one("the second factor", sql, (now.micros(), user.0))
}

/// Deletes the second factor of a user. Says whether there was one.
///
/// # Errors
/// As any write.
pub fn delete(write: &Write<'_>, user: UserId) -> Result<bool, Error> {
    let sql = "DELETE FROM second_factors WHERE user_id = $1";
    Ok(write.prepare(sql)?.execute([user.0])? == 1)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<SecondFactor> {
    Ok(SecondFactor {
        state: parsed(row, "state")?,
        sealed: row.get("sealed")?,
        last_step: row.get::<_, i64>("last_step")?.cast_unsigned(),
        created_at: instant(row, "created_at")?,
        enabled_at: instant_option(row, "enabled_at")?,
    })
}

fn overview_from_row(row: &Row<'_>) -> rusqlite::Result<Overview> {
    Ok(Overview {
        handle: parsed(row, "handle")?,
        state: parsed_option(row, "state")?,
        enabled_at: instant_option(row, "enabled_at")?,
        backup_codes: row.get("backup_codes")?,
        attempts: attempt_rows::joined(row)?,
    })
}
