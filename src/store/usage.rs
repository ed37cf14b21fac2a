//! The ledger: one row per forwarded request, appended and never changed.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params};

use crate::domain::key::KeyId;
use crate::domain::money::Nanos;
use crate::domain::page::{Listing, Page, Sort};
use crate::domain::route::Route;
use crate::domain::time::Timestamp;
use crate::domain::usage::{NewUsage, Outcome, Payer, Tokens, UsageRow};
use crate::domain::user::UserId;
use crate::store::block::{self, Ids};
use crate::store::column::{address_bytes, address_option, sum_of};
use crate::store::db::{Read, Write};
use crate::store::error::{Error, unreadable};
use crate::store::page::{self, Conditions, Source};

/// What a user is called in reports: one who was removed with their number, because the name may be
/// another's by now.
macro_rules! user_label {
    () => {
        "CASE WHEN users.status = 'removed' THEN handle || '#' || users.id ELSE handle END"
    };
}
pub(in crate::store) use user_label;

/// What a row of `usage` costs: what the last adjustment says, else what was written.
macro_rules! cost {
    () => {
        "coalesce((SELECT adjusted.cost_nanos FROM usage_adjustments AS adjusted
                   WHERE adjusted.usage_id = usage.id ORDER BY adjusted.number DESC LIMIT 1),
                  usage.cost_nanos)"
    };
}

const LEDGER: Source = Source {
    columns: concat!(
        "usage.id, usage.at, lower(hex(request_id)) AS request_id, ",
        user_label!(),
        " AS handle, email,
               roles.name AS role, keys.name AS key, prefix, client, providers.name AS provider,
              models.name AS model, route, usage.status, outcome, payer, input_tokens,
              output_tokens, cached_tokens, cache_write_tokens, reasoning_tokens, ",
        cost!(),
        " AS cost_nanos, duration_ms, first_byte_ms"
    ),
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
        ("cost_usd", concat!("coalesce(", cost!(), ", -1)")),
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
    /// Only among these ids, which is where all rows of that time are.
    pub ids: Option<Ids>,
    /// From when on there are rows: those before were given up, though some may still stand.
    pub kept_since: Option<Timestamp>,
}

impl Filter {
    fn conditions(&self) -> Conditions {
        Conditions::default()
            .equal("keys.user_id", self.user.map(|user| user.0))
            .equal("usage.key_id", self.key.map(|key| key.0))
            .equal("users.role_id", self.role)
            .matches("models.name", self.model.as_deref())
            .compare("usage.at", ">=", self.rows_since().map(Timestamp::micros))
            .compare("usage.at", "<", self.until.map(Timestamp::micros))
            .compare("usage.id", ">=", self.ids.map(|ids| ids.first))
            .compare("usage.id", "<=", self.ids.and_then(|ids| ids.last))
    }

    fn rows_since(&self) -> Option<Timestamp> {
        self.since.max(self.kept_since)
    }

    /// The pattern that model names must match, as `GLOB` takes it: it also knows `?` and `[`, which
    /// mean themselves in brackets.
    pub(in crate::store) fn model_glob(&self) -> Option<String> {
        self.model.as_ref().map(|model| model.replace('[', "[[]").replace('?', "[?]"))
    }

    /// The conditions on a row of the ledger alone, where `?` stands for the value; those on ids
    /// are not among them.
    pub(in crate::store) fn row_conditions(&self) -> Vec<(&'static str, Value)> {
        let of_role = "key_id IN (SELECT keys.id FROM keys JOIN users ON users.id = user_id
                                  WHERE users.role_id = ?)";
        let conditions: [(&str, Option<Value>); 6] = [
            ("key_id = ?", self.key.map(|key| key.0.into())),
            ("key_id IN (SELECT id FROM keys WHERE user_id = ?)", self.user.map(|u| u.0.into())),
            (of_role, self.role.map(Into::into)),
            (
                "model_id IN (SELECT id FROM models WHERE name GLOB ?)",
                self.model_glob().map(Into::into),
            ),
            ("at >= ?", self.rows_since().map(|since| since.micros().into())),
            ("at < ?", self.until.map(|until| until.micros().into())),
        ];
        conditions.into_iter().filter_map(|(text, value)| Some((text, value?))).collect()
    }
}

/// The expression for what a row of `usage` costs: without a look at the adjustments, where there
/// are none.
///
/// # Errors
/// As any read.
pub(in crate::store) fn cost(read: &Read<'_>) -> Result<&'static str, Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM usage_adjustments)";
    let any: bool = read.prepare(sql)?.query_row([], |row| row.get(0))?;
    Ok(if any { cost!() } else { "usage.cost_nanos" })
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
    let mut times = Vec::with_capacity(rows.len());
    for (usage, model_id) in rows {
        let tokens = &usage.tokens;
        // By position, in the order of the names: twenty names need not be looked up for each row.
        let id = insert.insert(params![
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
        times.push((id, usage.at));
    }
    block::widen(write, &times)
}

/// A page of rows.
///
/// # Errors
/// [`Error::Unexpected`] where the list has no such order.
pub fn list(read: &Read<'_>, filter: &Filter, page: &Page) -> Result<Listing<UsageRow>, Error> {
    let mut filter = filter.clone();
    // SQLite must not begin each page where the period begins.
    if let (Some(after), true) = (&page.after, page.sort.as_ref().is_none_or(Sort::is_by_id)) {
        let ids = filter.ids.get_or_insert(Ids { first: after.id, last: None });
        ids.first = ids.first.max(after.id);
    }
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

/// The highest number of a row; 0 where there is none.
///
/// # Errors
/// As any read.
pub fn last_id(read: &Read<'_>) -> Result<i64, Error> {
    let sql = "SELECT coalesce(max(id), 0) FROM usage";
    Ok(read.prepare(sql)?.query_row([], |row| row.get(0))?)
}

/// The number before the first row of a time, found by halving: rows stand in the order in which
/// they ended, which is nearly that in which they came.
///
/// # Errors
/// As any read.
pub fn id_before(read: &Read<'_>, since: Timestamp) -> Result<i64, Error> {
    let sql = "SELECT id, at FROM usage WHERE id > $1 ORDER BY id LIMIT 1";
    let mut probe = read.prepare(sql)?;
    let (mut before, mut not_before) = (0, last_id(read)?);
    while before < not_before {
        let middle = before + (not_before - before) / 2;
        let found = probe.query_row([middle], |row| Ok((row.get(0)?, row.get(1)?)));
        let found: Option<(i64, i64)> = found.optional()?;
        match found {
            Some((id, at)) if at < since.micros() => before = id,
            _ => not_before = middle,
        }
    }
    Ok(before)
}

/// What each user spent in each hour of UTC since 1970, of the rows after one number and up to
/// another.
///
/// # Errors
/// As any read.
pub fn spend_by_hour(
    read: &Read<'_>,
    after: i64,
    until: i64,
) -> Result<Vec<(i64, UserId, Nanos)>, Error> {
    let sql = format!(
        "SELECT hour, user_id, nanos
         FROM (SELECT at / 3600000000 AS hour, key_id, {} AS nanos FROM usage
               WHERE id > $1 AND id <= $2 AND cost_nanos > 0 GROUP BY 1, 2)
         JOIN keys ON keys.id = key_id",
        sum_of("cost_nanos")
    );
    let mut select = read.prepare(&sql)?;
    let rows = select.query_map([after, until], |row| {
        Ok((row.get(0)?, UserId(row.get(1)?), Nanos(row.get(2)?)))
    })?;
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

pub(in crate::store) fn unknown(what: &'static str) -> rusqlite::Error {
    unreadable(UnknownCode(what))
}
