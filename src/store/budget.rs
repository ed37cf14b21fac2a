//! Budgets, and what their limits were raised by. What their windows hold is in `budget_period`.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::budget::{Alerts, Budget, BudgetId, Every, OnExceed};
use crate::domain::model::ModelGlob;
use crate::domain::money::Nanos;
use crate::domain::scope::Subject;
use crate::domain::time::Timestamp;
use crate::store::column::{instant, parsed, parsed_option};
use crate::store::db::{Read, Write};
use crate::store::error::{Error, unreadable};

/// Whose a budget is, by name; nothing for all together.
macro_rules! who {
    () => {
        "coalesce(users.handle, owners.handle || '/' || keys.name, roles.name, '')"
    };
}
pub(in crate::store) use who;

/// What is selected of a budget.
macro_rules! columns {
    () => {
        concat!(
            "budgets.id, scope, subject_id, budgets.model, limit_nanos, every, alerts, on_exceed,
             limit_version, budgets.created_at, ",
            who!(),
            " AS who"
        )
    };
}
pub(in crate::store) use columns;

/// Budgets, with those that name whose they are.
macro_rules! tables {
    () => {
        "budgets
         LEFT JOIN users ON scope = 'user' AND users.id = subject_id
         LEFT JOIN keys ON scope = 'key' AND keys.id = subject_id
         LEFT JOIN users AS owners ON owners.id = keys.user_id
         LEFT JOIN roles ON scope = 'role' AND roles.id = subject_id"
    };
}
pub(in crate::store) use tables;

const SELECT: &str =
    concat!("SELECT ", columns!(), " FROM ", tables!(), " WHERE budgets.removed_at IS NULL");

/// A budget to store.
#[derive(Clone, Debug)]
pub struct NewBudget<'a> {
    /// Whose it is.
    pub subject: Subject,
    /// The models that it is for.
    pub model: Option<&'a ModelGlob>,
    /// How much may be spent in a window.
    pub limit: Nanos,
    /// How often it begins anew.
    pub every: Every,
    /// When it tells of itself.
    pub alerts: &'a Alerts,
    /// What happens beyond it.
    pub on_exceed: OnExceed,
    /// How many limits it had, this one among them.
    pub limit_version: i64,
}

/// Every budget, in the order of its number.
///
/// # Errors
/// As any read.
pub fn list(read: &Read<'_>) -> Result<Vec<Budget>, Error> {
    let mut select = read.prepare(&format!("{SELECT} ORDER BY budgets.id"))?;
    Ok(select.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// The budgets of somebody, for whichever models.
///
/// # Errors
/// As any read.
pub fn list_of(read: &Read<'_>, subject: Subject) -> Result<Vec<Budget>, Error> {
    let sql =
        format!("{SELECT} AND scope = $1 AND coalesce(subject_id, 0) = $2 ORDER BY budgets.id");
    let mut select = read.prepare(&sql)?;
    let key = (subject.scope(), subject.id().unwrap_or_default());
    Ok(select.query_map(key, from_row)?.collect::<Result<_, _>>()?)
}

/// The budget of a scope.
///
/// # Errors
/// As any read.
pub fn find(
    read: &Read<'_>,
    subject: Subject,
    model: Option<&ModelGlob>,
) -> Result<Option<Budget>, Error> {
    let sql = format!(
        "{SELECT} AND scope = $1 AND coalesce(subject_id, 0) = $2 AND coalesce(budgets.model, '') = $3"
    );
    let model = model.map_or("", ModelGlob::as_str);
    let mut select = read.prepare(&sql)?;
    let key = (subject.scope(), subject.id().unwrap_or_default(), model);
    Ok(select.query_row(key, from_row).optional()?)
}

/// Stores a budget.
///
/// # Errors
/// [`Error::Duplicate`] where its scope has one.
pub fn insert(write: &Write<'_>, new: &NewBudget<'_>, at: Timestamp) -> Result<BudgetId, Error> {
    let sql =
        "INSERT INTO budgets (scope, subject_id, model, limit_nanos, every, alerts, on_exceed,
                   limit_version, created_at)
               VALUES (:scope, :subject, :model, :limit, :every, :alerts, :on_exceed, :version, :at)
               RETURNING id";
    let id = write.prepare(sql)?.query_row(
        named_params! {
            ":scope": new.subject.scope(),
            ":subject": new.subject.id(),
            ":model": new.model.map(ModelGlob::as_str),
            ":limit": new.limit.0,
            ":every": new.every.as_str(),
            ":alerts": new.alerts.to_string(),
            ":on_exceed": new.on_exceed.as_str(),
            ":version": new.limit_version,
            ":at": at.micros(),
        },
        |row| row.get(0),
    )?;
    Ok(BudgetId(id))
}

/// Writes what can change of a budget that stays the same one.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such budget.
pub fn update(write: &Write<'_>, budget: &Budget) -> Result<(), Error> {
    let sql = "UPDATE budgets SET limit_nanos = $1, alerts = $2, on_exceed = $3, limit_version = $4
               WHERE id = $5 AND removed_at IS NULL";
    let alerts = budget.alerts.to_string();
    let values =
        (budget.limit.0, alerts, budget.on_exceed.as_str(), budget.limit_version, budget.id.0);
    write.change_one("the budget", sql, values)
}

/// Ends a budget. Its row stays, because requests in flight name it.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such budget.
pub fn remove(write: &Write<'_>, id: BudgetId, at: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE budgets SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL";
    write.change_one("the budget", sql, (at.micros(), id.0))
}

/// By how much a reference has raised a budget of a scope before, also one that was removed since.
///
/// # Errors
/// As any read.
pub fn find_credit(
    read: &Read<'_>,
    subject: Subject,
    model: Option<&ModelGlob>,
    reference: &str,
) -> Result<Option<Nanos>, Error> {
    let sql = "SELECT amount_nanos FROM credits JOIN budgets ON budgets.id = budget_id
               WHERE reference = $1 AND scope = $2 AND coalesce(subject_id, 0) = $3
                   AND coalesce(model, '') = $4";
    let model = model.map_or("", ModelGlob::as_str);
    let key = (reference, subject.scope(), subject.id().unwrap_or_default(), model);
    Ok(read.prepare(sql)?.query_row(key, |row| row.get(0).map(Nanos)).optional()?)
}

/// Notes by how much a budget was raised, for one window or for good.
///
/// # Errors
/// [`Error::Duplicate`] where the reference was used for that budget before.
pub fn insert_credit(
    write: &Write<'_>,
    budget: BudgetId,
    window: Option<Timestamp>,
    amount: Nanos,
    reference: Option<&str>,
    at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO credits (budget_id, period_start, amount_nanos, reference, at)
               VALUES ($1, $2, $3, $4, $5)";
    let window = window.map(Timestamp::micros);
    write.change_one("the credit", sql, (budget.0, window, amount.0, reference, at.micros()))
}

pub(in crate::store) fn from_row(row: &Row<'_>) -> rusqlite::Result<Budget> {
    let scope: String = row.get("scope")?;
    let subject = Subject::from_parts(&scope, row.get("subject_id")?);
    Ok(Budget {
        id: BudgetId(row.get("id")?),
        subject: subject.ok_or_else(|| unreadable(UnknownScope))?,
        who: row.get("who")?,
        model: parsed_option(row, "model")?,
        limit: Nanos(row.get("limit_nanos")?),
        every: parsed(row, "every")?,
        alerts: parsed(row, "alerts")?,
        on_exceed: parsed(row, "on_exceed")?,
        limit_version: row.get("limit_version")?,
        created_at: instant(row, "created_at")?,
    })
}

#[derive(Debug, thiserror::Error)]
#[error("a scope that this keyctl does not know")]
struct UnknownScope;
