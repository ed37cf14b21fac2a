//! Limits.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::limit::{Bound, Bounds, Limit};
use crate::domain::model::ModelGlob;
use crate::domain::page::{Listing, Page};
use crate::domain::scope::Subject;
use crate::domain::time::Timestamp;
use crate::store::column::{instant, parsed_option};
use crate::store::db::{Read, Write};
use crate::store::error::{Error, unreadable};
use crate::store::page::{self, Conditions, Source};

const LIMITS: Source = Source {
    columns: "limits.id, scope, subject_id, limits.model, requests, tokens, concurrent,
              limits.created_at,
              coalesce(users.handle, owners.handle || '/' || keys.name, roles.name, '') AS who",
    from: "limits
           LEFT JOIN users ON scope = 'user' AND users.id = subject_id
           LEFT JOIN keys ON scope = 'key' AND keys.id = subject_id
           LEFT JOIN users AS owners ON owners.id = keys.user_id
           LEFT JOIN roles ON scope = 'role' AND roles.id = subject_id",
    id: "limits.id",
    orders: &[
        ("id", "limits.id"),
        ("scope", "scope"),
        ("who", "coalesce(users.handle, owners.handle || '/' || keys.name, roles.name, '')"),
        ("model", "coalesce(limits.model, '')"),
        ("concurrent", "coalesce(concurrent, -1)"),
    ],
};

fn select(rest: &str) -> String {
    format!("SELECT {} FROM {} {rest}", LIMITS.columns, LIMITS.from)
}

/// Every limit, in the order of its number.
///
/// # Errors
/// As any read.
pub fn list(read: &Read<'_>) -> Result<Vec<Limit>, Error> {
    let mut select = read.prepare(&select("ORDER BY limits.id"))?;
    Ok(select.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// A page of limits.
///
/// # Errors
/// [`Error::Unexpected`] where the list has no such order.
pub fn list_page(read: &Read<'_>, page: &Page) -> Result<Listing<Limit>, Error> {
    page::list(read, &LIMITS, Conditions::default(), page, from_row)
}

/// How many limits.
///
/// # Errors
/// As any read.
pub fn count(read: &Read<'_>) -> Result<u64, Error> {
    page::count(read, &LIMITS, &Conditions::default())
}

/// What limits can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    page::sort_columns(&LIMITS)
}

/// The limits of somebody, for whichever models.
///
/// # Errors
/// As any read.
pub fn list_of(read: &Read<'_>, subject: Subject) -> Result<Vec<Limit>, Error> {
    let sql = select("WHERE scope = $1 AND coalesce(subject_id, 0) = $2 ORDER BY limits.id");
    let mut select = read.prepare(&sql)?;
    let key = (subject.scope(), subject.id().unwrap_or_default());
    Ok(select.query_map(key, from_row)?.collect::<Result<_, _>>()?)
}

/// The limit of a scope.
///
/// # Errors
/// As any read.
pub fn find(
    read: &Read<'_>,
    subject: Subject,
    model: Option<&ModelGlob>,
) -> Result<Option<Limit>, Error> {
    let sql = select(
        "WHERE scope = $1 AND coalesce(subject_id, 0) = $2 AND coalesce(limits.model, '') = $3",
    );
    let model = model.map_or("", ModelGlob::as_str);
    let mut select = read.prepare(&sql)?;
    let key = (subject.scope(), subject.id().unwrap_or_default(), model);
    Ok(select.query_row(key, from_row).optional()?)
}

/// Stores a limit.
///
/// # Errors
/// [`Error::Duplicate`] where its scope has one.
pub fn insert(
    write: &Write<'_>,
    subject: Subject,
    model: Option<&ModelGlob>,
    bounds: &Bounds,
    at: Timestamp,
) -> Result<(), Error> {
    let sql =
        "INSERT INTO limits (scope, subject_id, model, requests, tokens, concurrent, created_at)
               VALUES (:scope, :subject, :model, :requests, :tokens, :concurrent, :at)";
    write.prepare(sql)?.execute(named_params! {
        ":scope": subject.scope(),
        ":subject": subject.id(),
        ":model": model.map(ModelGlob::as_str),
        ":requests": bounds.requests.map(|bound| bound.to_string()),
        ":tokens": bounds.tokens.map(|bound| bound.to_string()),
        ":concurrent": bounds.concurrent.map(at_once),
        ":at": at.micros(),
    })?;
    Ok(())
}

/// Writes what is limited.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such limit.
pub fn update(write: &Write<'_>, id: i64, bounds: &Bounds) -> Result<(), Error> {
    let sql = "UPDATE limits SET requests = $1, tokens = $2, concurrent = $3 WHERE id = $4";
    let requests = bounds.requests.map(|bound| bound.to_string());
    let tokens = bounds.tokens.map(|bound| bound.to_string());
    write.change_one("the limit", sql, (requests, tokens, bounds.concurrent.map(at_once), id))
}

/// Deletes a limit.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such limit.
pub fn delete(write: &Write<'_>, id: i64) -> Result<(), Error> {
    write.change_one("the limit", "DELETE FROM limits WHERE id = $1", [id])
}

fn at_once(bound: Bound<u32>) -> u32 {
    bound.limit().unwrap_or(0)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Limit> {
    let scope: String = row.get("scope")?;
    let subject = Subject::from_parts(&scope, row.get("subject_id")?);
    let concurrent: Option<u32> = row.get("concurrent")?;
    Ok(Limit {
        id: row.get("id")?,
        subject: subject.ok_or_else(|| unreadable(UnknownScope))?,
        who: row.get("who")?,
        model: parsed_option(row, "model")?,
        bounds: Bounds {
            requests: parsed_option(row, "requests")?,
            tokens: parsed_option(row, "tokens")?,
            concurrent: concurrent.map(|number| match number {
                0 => Bound::None,
                number => Bound::To(number),
            }),
        },
        created_at: instant(row, "created_at")?,
    })
}

#[derive(Debug, thiserror::Error)]
#[error("a scope that this keyctl does not know")]
struct UnknownScope;
