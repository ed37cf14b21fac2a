//! The ledger: one row per forwarded request, appended and never changed.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Row, params};

use crate::domain::key::KeyId;
use crate::domain::money::Nanos;
use crate::domain::page::{Listing, Page};
use crate::domain::route::Route;
use crate::domain::time::Timestamp;
use crate::domain::usage::{NewUsage, Outcome, Payer, Tokens, UsageRow};
use crate::domain::user::UserId;
use crate::store::column::{address_bytes, address_option};
use crate::store::db::{Read, Write};
use crate::store::error::{Error, unreadable};
use crate::store::page::{self, Conditions, Source};

const LEDGER: Source = Source {
    columns: "usage.id, usage.at, lower(hex(request_id)) AS request_id,
              CASE WHEN users.status = 'removed' THEN handle || '#' || users.id ELSE handle END
                  AS handle,
              email, roles.name AS role, keys.name AS key, prefix, client, providers.name AS provider,
              models.name AS model, route, usage.status, outcome, payer, input_tokens,
              output_tokens, cached_tokens, cache_write_tokens, reasoning_tokens, cost_nanos,
              duration_ms, first_byte_ms",
    from: "usage
           JOIN keys ON keys.id = usage.key_id
           JOIN users ON users.id = keys.user_id
           JOIN roles ON roles.id = users.role_id
           JOIN key_secrets ON key_secrets.id = usage.secret_id
           JOIN providers ON providers.id = usage.provider_id
           JOIN models ON models.id = usage.model_id",
    id: "usage.id",
    orders: &[
        ("id", "usage.id"),
        ("time", "usage.at"),
        ("user", "handle"),
        ("key", "keys.name"),
        ("model", "models.name"),
        ("status", "usage.status"),
        ("input_tokens", "input_tokens"),
        ("output_tokens", "output_tokens"),
        ("cost_usd", "coalesce(cost_nanos, -1)"),
        ("duration_ms", "duration_ms"),
    ],
};

/// Which rows a list or a count covers; a field that is `None` excludes nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this user's.
    pub user: Option<UserId>,
    /// Only this key's.
    pub key: Option<KeyId>,
    /// Only those of this role's users.
    pub role: Option<i64>,
    /// Only models that match: `*` stands for any run of characters.
    pub model: Option<String>,
    /// Only from this instant on.
    pub since: Option<Timestamp>,
    /// Only before this instant.
    pub until: Option<Timestamp>,
}

impl Filter {
    fn conditions(&self) -> Conditions {
        Conditions::default()
            .equal("keys.user_id", self.user.map(|user| user.0))
            .equal("usage.key_id", self.key.map(|key| key.0))
            .equal("users.role_id", self.role)
            .matches("models.name", self.model.as_deref())
            .compare("usage.at", ">=", self.since.map(Timestamp::micros))
            .compare("usage.at", "<", self.until.map(Timestamp::micros))
    }
}

/// The number of a model, which is made at its first use.
///
/// # Errors
/// As any write.
pub fn find_or_insert_model(write: &Write<'_>, name: &str) -> Result<i64, Error> {
    let found = write
        .prepare("SELECT id FROM models WHERE name = $1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    match found {
        Some(id) => Ok(id),
        None => Ok(write
            .prepare("INSERT INTO models (name) VALUES ($1) RETURNING id")?
            .query_row([name], |row| row.get(0))?),
    }
}

/// Appends rows, each with the number of its model.
///
/// # Errors
/// As any write.
pub fn insert(write: &Write<'_>, rows: &[(&NewUsage, i64)]) -> Result<(), Error> {
    let sql = "INSERT INTO usage (at, request_id, key_id, secret_id, provider_id, model_id, route,
                   status, outcome, payer, input_tokens, output_tokens, cached_tokens,
                   cache_write_tokens, reasoning_tokens, cost_nanos, duration_ms, first_byte_ms,
                   client)
               VALUES (:at, :request_id, :key_id, :secret_id, :provider_id, :model_id, :route,
                   :status, :outcome, :payer, :input, :output, :cached, :cache_write, :reasoning,
                   :cost_nanos, :duration_ms, :first_byte_ms, :client)";
    let mut insert = write.prepare(sql)?;
    for (usage, model_id) in rows {
        let tokens = &usage.tokens;
        // By position, in the order of the names: twenty names need not be looked up for each row.
        insert.execute(params![
            usage.at.micros(),
            usage.request_id,
            usage.key_id.0,
            usage.secret_id,
            usage.provider_id,
            model_id,
            usage.route.code(),
            usage.status,
            usage.outcome.code(),
            usage.payer as u8,
            tokens.input.cast_signed(),
            tokens.output.cast_signed(),
            tokens.cached.cast_signed(),
            tokens.cache_write.cast_signed(),
            tokens.reasoning.cast_signed(),
            usage.cost.map(|cost| cost.0),
            usage.duration_ms,
            usage.first_byte_ms,
            usage.client.map(address_bytes),
        ])?;
    }
    Ok(())
}

/// A page of rows.
///
/// # Errors
/// [`Error::Unexpected`] where the list has no such order.
pub fn list(read: &Read<'_>, filter: &Filter, page: &Page) -> Result<Listing<UsageRow>, Error> {
    page::list(read, &LEDGER, filter.conditions(), page, from_row)
}

/// How many rows.
///
/// # Errors
/// As any read.
pub fn count(read: &Read<'_>, filter: &Filter) -> Result<u64, Error> {
    page::count(read, &LEDGER, &filter.conditions())
}

/// What rows can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    page::sort_columns(&LEDGER)
}

/// How many requests of each key were metered in all its life, and what they cost as far as they
/// were priced. One pass over the ledger, whatever the number of keys.
///
/// # Errors
/// As any read.
pub fn key_totals(read: &Read<'_>, keys: &[KeyId]) -> Result<HashMap<KeyId, (i64, Nanos)>, Error> {
    let wanted: Vec<i64> = keys.iter().map(|key| key.0).collect();
    let sql = "SELECT key_id, count(*), coalesce(sum(cost_nanos), 0) FROM usage
               WHERE key_id IN (SELECT value FROM json_each($1)) GROUP BY key_id";
    let wanted = serde_json::Value::from(wanted).to_string();
    let mut select = read.prepare(sql)?;
    let rows = select
        .query_map([wanted], |row| Ok((KeyId(row.get(0)?), (row.get(1)?, Nanos(row.get(2)?)))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<UsageRow> {
    let tokens = |column: &str| row.get::<_, i64>(column).map(i64::cast_unsigned);
    let code = |column: &str| row.get::<_, u8>(column);
    let route = Route::from_code(code("route")?).ok_or_else(|| unknown("route"))?;
    Ok(UsageRow {
        id: row.get("id")?,
        at: Timestamp::from_micros(row.get("at")?),
        request_id: row.get("request_id")?,
        user: row.get("handle")?,
        email: row.get("email")?,
        role: row.get("role")?,
        key: row.get("key")?,
        key_prefix: row.get("prefix")?,
        client: address_option(row, "client")?,
        provider: row.get("provider")?,
        model: row.get("model")?,
        route: route.path(),
        status: row.get("status")?,
        outcome: Outcome::from_code(code("outcome")?).ok_or_else(|| unknown("outcome"))?,
        payer: Payer::from_code(code("payer")?).ok_or_else(|| unknown("payer"))?,
        tokens: Tokens {
            input: tokens("input_tokens")?,
            output: tokens("output_tokens")?,
            cached: tokens("cached_tokens")?,
            cache_write: tokens("cache_write_tokens")?,
            reasoning: tokens("reasoning_tokens")?,
        },
        cost: row.get::<_, Option<i64>>("cost_nanos")?.map(Nanos),
        duration_ms: row.get("duration_ms")?,
        first_byte_ms: row.get("first_byte_ms")?,
    })
}

#[derive(Debug, thiserror::Error)]
#[error("the ledger has a number for a {0} that this keyctl does not know")]
struct UnknownCode(&'static str);

fn unknown(what: &'static str) -> rusqlite::Error {
    unreadable(UnknownCode(what))
}
