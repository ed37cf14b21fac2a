//! The rollup: usage added up by day and by month, up to a row of the ledger that it names.
//!
//! The sums of a request are as many writes as its row, so they are made for thousands of rows at
//! once. Whoever reads sums adds the rows behind that one to them, and so always has all of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use rusqlite::{Row, params_from_iter};

use crate::domain::calendar::{Day, Month};
use crate::domain::key::KeyId;
use crate::domain::money::Nanos;
use crate::domain::time::{Timestamp, Zone};
use crate::domain::usage::{Tokens, Totals};
use crate::store::block::Ids;
use crate::store::column::sum_of;
use crate::store::db::{Read, Write};
use crate::store::error::Error;
use crate::store::usage;
use crate::store::usage_scan::StoredRow;

/// The columns of sums, in the order that statements bind them.
const SUMS: [&str; 8] = [
    "requests",
    "input_tokens",
    "output_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "reasoning_tokens",
    "cost_nanos",
    "unpriced_requests",
];

/// What sums are kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The day, in the accounting zone.
    pub day: Day,
    /// The key.
    pub key: KeyId,
    /// The number of the model.
    pub model_id: i64,
    /// The provider.
    pub provider_id: i64,
}

impl Cell {
    /// What a row belongs to, in the accounting zone.
    pub fn of(row: &StoredRow, zone: Zone) -> Self {
        Self {
            day: Day::of(row.at, zone),
            key: row.key_id,
            model_id: row.model_id,
            provider_id: row.provider_id,
        }
    }
}

/// Up to which row of the ledger the sums reach.
///
/// # Errors
/// As any read.
pub fn through(read: &Read<'_>) -> Result<i64, Error> {
    let sql = "SELECT through FROM usage_rollup";
    Ok(read.prepare(sql)?.query_row([], |row| row.get(0))?)
}

/// Has the sums reach up to a row: they were added to by all that are behind the last.
///
/// # Errors
/// As any write.
pub fn set_through(write: &Write<'_>, through: i64) -> Result<(), Error> {
    write.change_one("the rollup", "UPDATE usage_rollup SET through = $1", [through])
}

/// The rows behind one, at most `limit` of them, in their order: the id of each, what it belongs to
/// and what it adds to that. No adjustment stands beside a row that the sums do not reach.
///
/// # Errors
/// As any read.
pub fn rows_behind(
    read: &Read<'_>,
    after: i64,
    limit: i64,
    zone: Zone,
) -> Result<Vec<(i64, Cell, Totals)>, Error> {
    let sql = "SELECT id, at, key_id, model_id, provider_id, input_tokens, output_tokens,
                   cached_tokens, cache_write_tokens, reasoning_tokens, cost_nanos
               FROM usage WHERE id > $1 ORDER BY id LIMIT $2";
    let mut select = read.prepare(sql)?;
    let rows = select.query_map([after, limit], |row| {
        let tokens = |at: usize| row.get::<_, i64>(at).map(i64::cast_unsigned);
        let cell = Cell {
            day: Day::of(Timestamp::from_micros(row.get(1)?), zone),
            key: KeyId(row.get(2)?),
            model_id: row.get(3)?,
            provider_id: row.get(4)?,
        };
        let tokens = Tokens {
            input: tokens(5)?,
            output: tokens(6)?,
            cached: tokens(7)?,
            cache_write: tokens(8)?,
            reasoning: tokens(9)?,
        };
        let cost: Option<i64> = row.get(10)?;
        Ok((row.get(0)?, cell, Totals::of(tokens, cost.map(Nanos))))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The statements that add to a table: they are long, and one is needed with every commit.
static ADD_DAILY: LazyLock<String> =
    LazyLock::new(|| addition("usage_daily", &["day", "key_id", "model_id", "provider_id"]));
static ADD_MONTHLY: LazyLock<String> =
    LazyLock::new(|| addition("usage_monthly", &["month", "key_id", "model_id", "provider_id"]));
static ADD_DAILY_MODELS: LazyLock<String> =
    LazyLock::new(|| addition("usage_daily_models", &["day", "model_id", "provider_id"]));

fn addition(table: &str, columns: &[&str]) -> String {
    // What would overflow stays at the greatest number: a row of the ledger shall not fail for it.
    let add = SUMS.map(|sum| format!("{sum} = min({sum} + excluded.{sum}, {})", i64::MAX));
    let places: Vec<String> =
        (1..=columns.len() + SUMS.len()).map(|number| format!("${number}")).collect();
    format!(
        "INSERT INTO {table} ({}, {}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}",
        columns.join(", "),
        SUMS.join(", "),
        places.join(", "),
        columns.join(", "),
        add.join(", "),
    )
}

/// Adds to cells, and to the months and the models they belong to.
///
/// # Errors
/// As any write.
pub fn add(write: &Write<'_>, cells: &BTreeMap<Cell, Totals>) -> Result<(), Error> {
    let daily = cells
        .iter()
        .map(|(cell, totals)| ([cell.day.0, cell.key.0, cell.model_id, cell.provider_id], totals));
    upsert(write, &ADD_DAILY, daily)?;
    let monthly =
        merged(cells, |cell| [cell.day.month().0, cell.key.0, cell.model_id, cell.provider_id]);
    upsert(write, &ADD_MONTHLY, monthly.iter().map(|(at, totals)| (*at, totals)))?;
    let models = merged(cells, |cell| [cell.day.0, cell.model_id, cell.provider_id]);
    upsert(write, &ADD_DAILY_MODELS, models.iter().map(|(at, totals)| (*at, totals)))
}

fn merged<K: Ord>(cells: &BTreeMap<Cell, Totals>, of: impl Fn(&Cell) -> K) -> BTreeMap<K, Totals> {
    let mut merged: BTreeMap<K, Totals> = BTreeMap::new();
    for (cell, totals) in cells {
        merged.entry(of(cell)).or_default().merge(totals);
    }
    merged
}

fn upsert<'t, const N: usize>(
    write: &Write<'_>,
    sql: &str,
    cells: impl Iterator<Item = ([i64; N], &'t Totals)>,
) -> Result<(), Error> {
    let mut upsert = write.prepare(sql)?;
    for (at, totals) in cells {
        let tokens = &totals.tokens;
        let sums = [
            totals.requests,
            tokens.input.cast_signed(),
            tokens.output.cast_signed(),
            tokens.cached.cast_signed(),
            tokens.cache_write.cast_signed(),
            tokens.reasoning.cast_signed(),
            totals.cost.0,
            totals.unpriced_requests,
        ];
        upsert.execute(params_from_iter(at.into_iter().chain(sums)))?;
    }
    Ok(())
}

/// Adds the rows of a day up anew: those among `ids` from `since` on and before `until`. The months
/// are left as they are.
///
/// # Errors
/// As any write.
pub fn rebuild_day(
    write: &Write<'_>,
    day: Day,
    (since, until): (Timestamp, Timestamp),
    ids: Ids,
) -> Result<(), Error> {
    for table in ["usage_daily", "usage_daily_models"] {
        write.prepare(&format!("DELETE FROM {table} WHERE day = $1"))?.execute([day.0])?;
    }
    let sums = SUMS.join(", ");
    let tokens: Vec<String> =
        SUMS.iter().filter(|sum| sum.ends_with("_tokens")).map(|sum| sum_of(sum)).collect();
    let tokens = tokens.join(", ");
    let daily = format!(
        "INSERT INTO usage_daily (day, key_id, model_id, provider_id, {sums})
         SELECT $1, key_id, model_id, provider_id, count(*), {tokens}, {}, count(*) - count(cost)
         FROM (SELECT usage.*, {} AS cost FROM usage
               WHERE id BETWEEN $2 AND $3 AND at >= $4 AND at < $5)
         GROUP BY key_id, model_id, provider_id",
        sum_of("cost"),
        usage::cost(write)?
    );
    let last = ids.last.unwrap_or(i64::MAX);
    let values = [day.0, ids.first, last, since.micros(), until.micros()];
    write.prepare(&daily)?.execute(values)?;
    let added = SUMS.map(sum_of).join(", ");
    let models = format!(
        "INSERT INTO usage_daily_models (day, model_id, provider_id, {sums})
         SELECT day, model_id, provider_id, {added} FROM usage_daily WHERE day = $1
         GROUP BY model_id, provider_id"
    );
    write.prepare(&models)?.execute([day.0])?;
    Ok(())
}

/// Adds the days of a month up anew.
///
/// # Errors
/// As any write.
pub fn rebuild_month(write: &Write<'_>, month: Month) -> Result<(), Error> {
    write.prepare("DELETE FROM usage_monthly WHERE month = $1")?.execute([month.0])?;
    let added = SUMS.map(sum_of).join(", ");
    let sql = format!(
        "INSERT INTO usage_monthly (month, key_id, model_id, provider_id, {})
         SELECT $1, key_id, model_id, provider_id, {added} FROM usage_daily
         WHERE day >= $2 AND day < $3 GROUP BY key_id, model_id, provider_id",
        SUMS.join(", ")
    );
    let (first, after) = (month.first_day().0, month.next().first_day().0);
    write.prepare(&sql)?.execute([month.0, first, after])?;
    Ok(())
}

/// The cells of a day.
///
/// # Errors
/// As any read.
pub fn day(read: &Read<'_>, day: Day) -> Result<BTreeMap<Cell, Totals>, Error> {
    let sql = format!(
        "SELECT key_id, model_id, provider_id, {} FROM usage_daily WHERE day = $1",
        SUMS.join(", ")
    );
    let mut select = read.prepare(&sql)?;
    let cells = select.query_map([day.0], |row| {
        let key = KeyId(row.get(0)?);
        let cell = Cell { day, key, model_id: row.get(1)?, provider_id: row.get(2)? };
        Ok((cell, totals(row, 3)?))
    })?;
    Ok(cells.collect::<Result<_, _>>()?)
}

/// The eight sums of a row, from this column on.
fn totals(row: &Row<'_>, first: usize) -> rusqlite::Result<Totals> {
    let sum = |at: usize| row.get::<_, i64>(first + at);
    let tokens = |at: usize| sum(at).map(i64::cast_unsigned);
    Ok(Totals {
        requests: sum(0)?,
        tokens: Tokens {
            input: tokens(1)?,
            output: tokens(2)?,
            cached: tokens(3)?,
            cache_write: tokens(4)?,
            reasoning: tokens(5)?,
        },
        cost: Nanos(sum(6)?),
        unpriced_requests: sum(7)?,
    })
}

/// The first and the last day that there are cells of; `None` where there are none.
///
/// # Errors
/// As any read.
pub fn days(read: &Read<'_>) -> Result<Option<(Day, Day)>, Error> {
    let sql = "SELECT (SELECT min(day) FROM usage_daily), (SELECT max(day) FROM usage_daily)";
    let found: (Option<i64>, Option<i64>) =
        read.prepare(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.0.zip(found.1).map(|(first, last)| (Day(first), Day(last))))
}

/// How many requests of each key were metered in all its life, and what they cost as far as they
/// were priced.
///
/// # Errors
/// As any read.
pub fn key_totals(read: &Read<'_>, keys: &[KeyId]) -> Result<HashMap<KeyId, (i64, Nanos)>, Error> {
    let months = months_within(read, Month(i64::MIN), Month(i64::MAX))?;
    // Both lists, so that SQLite seeks each key in each month instead of reading whole months.
    let sql = format!(
        "SELECT key_id, sum(requests), {}
               FROM (SELECT key_id, requests, cost_nanos FROM usage_monthly
                     WHERE month IN (SELECT value FROM json_each($1))
                         AND key_id IN (SELECT value FROM json_each($2))
                     UNION ALL
                     SELECT key_id, 1, coalesce(cost_nanos, 0) FROM usage
                     WHERE id > $3 AND key_id IN (SELECT value FROM json_each($2)))
               GROUP BY key_id",
        sum_of("cost_nanos")
    );
    let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
    let mut select = read.prepare(&sql)?;
    let rows = select.query_map((months, json(keys), through(read)?), |row| {
        Ok((KeyId(row.get(0)?), (row.get(1)?, Nanos(row.get(2)?))))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The days from one up to another that there may be cells of, as a statement takes a list.
///
/// # Errors
/// As any read.
pub(in crate::store) fn days_within(
    read: &Read<'_>,
    first: Day,
    before: Day,
) -> Result<String, Error> {
    let mut within = Vec::new();
    if let Some((least, last)) = days(read)? {
        let mut day = least.max(first);
        while day < before && day <= last && day.next() > day {
            within.push(day.0);
            day = day.next();
        }
    }
    Ok(json(within))
}

/// As [`days_within`], of months.
///
/// # Errors
/// As any read.
pub(in crate::store) fn months_within(
    read: &Read<'_>,
    first: Month,
    before: Month,
) -> Result<String, Error> {
    let mut within = Vec::new();
    if let Some((least, last)) = days(read)? {
        let mut month = least.month().max(first);
        while month < before && month <= last.month() {
            within.push(month.0);
            month = month.next();
        }
    }
    Ok(json(within))
}

/// Numbers as a statement takes them for a list.
fn json(numbers: Vec<i64>) -> String {
    serde_json::Value::from(numbers).to_string()
}
