//! What the windows of budgets hold: what was spent, and what is held for requests in flight.
//!
//! It equals the ledger and the open reservations at every commit (R-I11). A budget of a role has a
//! window for each of its users.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Row};

use crate::domain::budget::{BudgetId, PeriodKey, Standing, Window};
use crate::domain::calendar::Day;
use crate::domain::key::KeyId;
use crate::domain::model::ModelGlob;
use crate::domain::money::Nanos;
use crate::domain::scope::{Sender, Subject};
use crate::domain::time::{Timestamp, Zone};
use crate::domain::user::UserId;
use crate::store::column::sum_of;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// A window of a budget and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Which.
    pub key: PeriodKey,
    /// When it ends.
    pub end: Option<Timestamp>,
    /// What it holds.
    pub standing: Standing,
}

impl Period {
    /// From when to when it lasts.
    pub const fn window(&self) -> Window {
        Window { start: self.key.start, end: self.end }
    }
}

/// A threshold that was passed.
#[derive(Clone, Copy, Debug)]
pub struct NewAlert {
    /// The window.
    pub period: PeriodKey,
    /// How many limits the budget had.
    pub limit_version: i64,
    /// The threshold, in percent.
    pub threshold: u16,
    /// When.
    pub at: Timestamp,
    /// What was spent by then.
    pub spent: Nanos,
    /// Of how much.
    pub limit: Nanos,
}

/// The latest window of a budget, of one of its users where it is a role's.
///
/// # Errors
/// As any read.
pub fn latest(read: &Read<'_>, budget: BudgetId, user: i64) -> Result<Option<Period>, Error> {
    let sql = "SELECT budget_id, user_id, period_start, period_end, spent_nanos, reserved_nanos,
                      credit_nanos
               FROM budget_periods WHERE budget_id = $1 AND user_id = $2
               ORDER BY period_start DESC LIMIT 1";
    Ok(read.prepare(sql)?.query_row((budget.0, user), from_row).optional()?)
}

/// The present windows of a budget, one for each user where it is a role's: the latest that has
/// begun, whatever a clock that was set back says (R-J4), unless it has ended.
///
/// # Errors
/// As any read.
pub fn list_present(
    read: &Read<'_>,
    budget: BudgetId,
    now: Timestamp,
) -> Result<Vec<Period>, Error> {
    let sql = "SELECT budget_id, user_id, period_start, period_end, spent_nanos, reserved_nanos,
                      credit_nanos
               FROM budget_periods AS present
               WHERE budget_id = $1 AND coalesce(period_end > $2, 1)
                   AND period_start = (SELECT max(period_start) FROM budget_periods AS begun
                                       WHERE begun.budget_id = present.budget_id
                                           AND begun.user_id = present.user_id)
               ORDER BY user_id";
    let mut select = read.prepare(sql)?;
    Ok(select.query_map((budget.0, now.micros()), from_row)?.collect::<Result<_, _>>()?)
}

/// Every window of every budget that there is, in the order of budgets.
///
/// # Errors
/// As any read.
pub fn list_all(read: &Read<'_>) -> Result<Vec<Period>, Error> {
    let sql = "SELECT budget_id, user_id, period_start, period_end, spent_nanos, reserved_nanos,
                      credit_nanos
               FROM budget_periods JOIN budgets ON budgets.id = budget_id
               WHERE removed_at IS NULL ORDER BY budget_id, user_id, period_start";
    let mut select = read.prepare(sql)?;
    Ok(select.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// Begins a window that holds nothing, if it has not begun.
///
/// # Errors
/// As any write.
pub fn begin(
    write: &Write<'_>,
    budget: BudgetId,
    user: i64,
    window: Window,
) -> Result<PeriodKey, Error> {
    let sql = "INSERT INTO budget_periods (budget_id, user_id, period_start, period_end,
                   spent_nanos, reserved_nanos, credit_nanos)
               VALUES ($1, $2, $3, $4, 0, 0, 0) ON CONFLICT DO NOTHING";
    let end = window.end.map(Timestamp::micros);
    write.prepare(sql)?.execute((budget.0, user, window.start.micros(), end))?;
    Ok(PeriodKey { budget, user, start: window.start })
}

/// What a window holds.
///
/// # Errors
/// As any read.
pub fn standing(read: &Read<'_>, key: PeriodKey) -> Result<Standing, Error> {
    let sql = "SELECT spent_nanos, reserved_nanos, credit_nanos FROM budget_periods
               WHERE budget_id = $1 AND user_id = $2 AND period_start = $3";
    let found = read.prepare(sql)?.query_row(parts(key), standing_of).optional()?;
    Ok(found.unwrap_or_default())
}

/// Holds an amount of a window, if it is left of the limit beside what was spent and is held
/// (R-I3). `None` where it is not, and nothing has changed.
///
/// # Errors
/// As any write.
pub fn hold(
    write: &Write<'_>,
    key: PeriodKey,
    amount: Nanos,
    limit: Nanos,
) -> Result<Option<Standing>, Error> {
    // The sum of all three could leave the range of integers, and SQLite would go on in floats.
    let sql = "UPDATE budget_periods SET reserved_nanos = reserved_nanos + $1
               WHERE budget_id = $2 AND user_id = $3 AND period_start = $4
                   AND $1 <= $5 + credit_nanos - spent_nanos - reserved_nanos
               RETURNING spent_nanos, reserved_nanos, credit_nanos";
    let (budget, user, start) = parts(key);
    let values = (amount.0, budget, user, start, limit.0);
    Ok(write.prepare(sql)?.query_row(values, standing_of).optional()?)
}

/// Charges a window, and gives back what was held of it (R-I5). `None` where the window has not
/// begun, and nothing has changed.
///
/// # Errors
/// As any write.
pub fn settle(
    write: &Write<'_>,
    key: PeriodKey,
    charged: Nanos,
    released: Nanos,
) -> Result<Option<Standing>, Error> {
    // What would overflow stays at the greatest number: no other row shall fail for it.
    let sql = "UPDATE budget_periods SET spent_nanos = min(spent_nanos + $1, 9223372036854775807),
                   reserved_nanos = max(reserved_nanos - $2, 0)
               WHERE budget_id = $3 AND user_id = $4 AND period_start = $5
               RETURNING spent_nanos, reserved_nanos, credit_nanos";
    let (budget, user, start) = parts(key);
    let values = (charged.0, released.0, budget, user, start);
    Ok(write.prepare(sql)?.query_row(values, standing_of).optional()?)
}

/// Raises what may be spent in one window.
///
/// # Errors
/// [`Error::Unexpected`] where it has not begun.
pub fn credit(write: &Write<'_>, key: PeriodKey, amount: Nanos) -> Result<(), Error> {
    let sql = "UPDATE budget_periods SET credit_nanos = credit_nanos + $1
               WHERE budget_id = $2 AND user_id = $3 AND period_start = $4";
    let (budget, user, start) = parts(key);
    write.change_one("the window", sql, (amount.0, budget, user, start))
}

/// Writes what a window holds, as it was counted.
///
/// # Errors
/// [`Error::Unexpected`] where it has not begun.
pub fn set(write: &Write<'_>, key: PeriodKey, spent: Nanos, reserved: Nanos) -> Result<(), Error> {
    let sql = "UPDATE budget_periods SET spent_nanos = $1, reserved_nanos = $2
               WHERE budget_id = $3 AND user_id = $4 AND period_start = $5";
    let (budget, user, start) = parts(key);
    write.change_one("the window", sql, (spent.0, reserved.0, budget, user, start))
}

/// Notes that a threshold was passed. Says whether it was news (R-I9).
///
/// # Errors
/// As any write.
pub fn note_alert(write: &Write<'_>, alert: &NewAlert) -> Result<bool, Error> {
    let sql =
        "INSERT INTO budget_alerts (budget_id, user_id, period_start, limit_version, threshold,
                   at, spent_nanos, limit_nanos)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    let (budget, user, start) = parts(alert.period);
    let noted = write.prepare(sql)?.execute((
        budget,
        user,
        start,
        alert.limit_version,
        alert.threshold,
        alert.at.micros(),
        alert.spent.0,
        alert.limit.0,
    ))?;
    Ok(noted > 0)
}

/// Where what was spent in a window is found: in the rows of the ledger, and, as far as those were
/// given up, in the sums by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Records {
    /// When the rows are of.
    pub rows: Window,
    /// The first day whose sums are taken, and the first after those.
    pub days: (Day, Day),
}

impl Records {
    /// Where the records of a window are, when rows were given up before an instant, a midnight of
    /// the accounting zone.
    pub fn of(window: Window, kept_since: Option<Timestamp>, zone: Zone) -> Self {
        let Some(kept) = kept_since.filter(|kept| window.start < *kept) else {
            return Self { rows: window, days: (Day(0), Day(0)) };
        };
        let day = |at: Timestamp| Day::of(at, zone);
        let end = window.end.map_or(kept, |end| end.min(kept));
        let rows = Window { start: kept, end: window.end };
        Self { rows, days: (day(window.start), day(end)) }
    }

    /// Whether rows of the window were given up.
    pub fn is_short(&self) -> bool {
        self.days.0 < self.days.1
    }
}

/// What a user, a key or all together have spent in a window, by its records. One pass over the
/// ledger. A role has spent nothing: its users have.
///
/// # Errors
/// As any read.
pub fn spent_by(
    read: &Read<'_>,
    subject: Subject,
    model: Option<&ModelGlob>,
    records: Records,
) -> Result<Nanos, Error> {
    let (user, key) = match subject {
        Subject::User(UserId(user)) => (Some(user), None),
        Subject::Key(KeyId(key)) => (None, Some(key)),
        Subject::Role(_) => return Ok(Nanos(0)),
        Subject::Global => (None, None),
    };
    let spent = sum_of("cost_nanos");
    let sql = format!(
        "SELECT {spent}
               FROM (SELECT key_id, model_id, cost_nanos FROM usage
                     WHERE at >= $1 AND coalesce(at < $2, 1)
                     UNION ALL
                     SELECT key_id, model_id, cost_nanos FROM usage_daily
                     WHERE day >= $3 AND day < $4)
               WHERE coalesce(key_id = $5, 1)
                   AND ($6 IS NULL OR key_id IN (SELECT id FROM keys WHERE user_id = $6))
                   AND ($7 IS NULL OR model_id IN (SELECT value FROM json_each($7)))"
    );
    let models = model.map(|glob| models(read, glob)).transpose()?;
    let Records { rows, days } = records;
    let end = rows.end.map(Timestamp::micros);
    let values = (rows.start.micros(), end, days.0.0, days.1.0, key, user, models);
    Ok(Nanos(read.prepare(&sql)?.query_row(values, |row| row.get(0))?))
}

/// As [`spent_by`], of every user who has spent anything: one pass for all of them.
///
/// # Errors
/// As any read.
pub fn spent_by_each(
    read: &Read<'_>,
    model: Option<&ModelGlob>,
    records: Records,
) -> Result<HashMap<UserId, Nanos>, Error> {
    let spent = sum_of("cost_nanos");
    let sql = format!(
        "SELECT user_id, {spent}
               FROM (SELECT key_id, model_id, cost_nanos FROM usage
                     WHERE at >= $1 AND coalesce(at < $2, 1)
                     UNION ALL
                     SELECT key_id, model_id, cost_nanos FROM usage_daily
                     WHERE day >= $3 AND day < $4)
               JOIN keys ON keys.id = key_id
               WHERE ($5 IS NULL OR model_id IN (SELECT value FROM json_each($5)))
               GROUP BY user_id"
    );
    let models = model.map(|glob| models(read, glob)).transpose()?;
    let mut select = read.prepare(&sql)?;
    let Records { rows, days } = records;
    let values = (rows.start.micros(), rows.end.map(Timestamp::micros), days.0.0, days.1.0, models);
    let rows = select.query_map(values, |row| Ok((UserId(row.get(0)?), Nanos(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The numbers of the models that a pattern stands for, as a JSON list.
fn models(read: &Read<'_>, glob: &ModelGlob) -> Result<String, Error> {
    let mut select = read.prepare("SELECT id, name FROM models")?;
    let mut rows = select.query([])?;
    let mut numbers: Vec<i64> = Vec::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get("name")?;
        if glob.matches(&name) {
            numbers.push(row.get("id")?);
        }
    }
    Ok(serde_json::Value::from(numbers).to_string())
}

/// Whose a key is, and the role of that user.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such key.
pub fn sender(read: &Read<'_>, key: KeyId) -> Result<Sender, Error> {
    let sql = "SELECT users.id, users.role_id FROM keys JOIN users ON users.id = user_id
               WHERE keys.id = $1";
    let found = read
        .prepare(sql)?
        .query_row([key.0], |row| Ok(Sender { key, user: UserId(row.get(0)?), role: row.get(1)? }));
    found.optional()?.ok_or(Error::Unexpected("the key of a request"))
}

/// The users of a role.
///
/// # Errors
/// As any read.
pub fn users_of(read: &Read<'_>, role: i64) -> Result<Vec<UserId>, Error> {
    let mut select = read.prepare("SELECT id FROM users WHERE role_id = $1 ORDER BY id")?;
    let users = select.query_map([role], |row| row.get(0).map(UserId))?;
    Ok(users.collect::<Result<_, _>>()?)
}

/// Whether a user's role has changed since his windows of its budgets were counted.
///
/// # Errors
/// As any read.
pub fn is_uncounted(read: &Read<'_>, user: UserId) -> Result<bool, Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM uncounted_users WHERE user_id = $1)";
    Ok(read.prepare(sql)?.query_row([user.0], |row| row.get(0))?)
}

/// Every user whose role has changed since his windows of its budgets were counted.
///
/// # Errors
/// As any read.
pub fn uncounted(read: &Read<'_>) -> Result<Vec<UserId>, Error> {
    let mut select = read.prepare("SELECT user_id FROM uncounted_users ORDER BY user_id")?;
    let users = select.query_map([], |row| row.get(0).map(UserId))?;
    Ok(users.collect::<Result<_, _>>()?)
}

/// Notes that a user's windows were counted.
///
/// # Errors
/// As any write.
pub fn mark_counted(write: &Write<'_>, user: UserId) -> Result<(), Error> {
    write.prepare("DELETE FROM uncounted_users WHERE user_id = $1")?.execute([user.0])?;
    Ok(())
}

fn parts(key: PeriodKey) -> (i64, i64, i64) {
    (key.budget.0, key.user, key.start.micros())
}

fn standing_of(row: &Row<'_>) -> rusqlite::Result<Standing> {
    Ok(Standing {
        spent: Nanos(row.get("spent_nanos")?),
        reserved: Nanos(row.get("reserved_nanos")?),
        credit: Nanos(row.get("credit_nanos")?),
    })
}

pub(in crate::store) fn from_row(row: &Row<'_>) -> rusqlite::Result<Period> {
    let key = PeriodKey {
        budget: BudgetId(row.get("budget_id")?),
        user: row.get("user_id")?,
        start: Timestamp::from_micros(row.get("period_start")?),
    };
    let end = row.get::<_, Option<i64>>("period_end")?.map(Timestamp::from_micros);
    Ok(Period { key, end, standing: standing_of(row)? })
}
