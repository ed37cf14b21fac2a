//! Reading the ledger row by row in the order it was written, with the numbers it holds instead of
//! names: a join for each row would cost more than the row.

use std::net::IpAddr;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Row, params_from_iter};

use crate::domain::key::KeyId;
use crate::domain::money::Nanos;
use crate::domain::route::Route;
use crate::domain::time::Timestamp;
use crate::domain::usage::{Outcome, Tokens};
use crate::store::column::address;
use crate::store::db::Read;
use crate::store::error::Error;
use crate::store::usage::{self, Filter, unknown};

/// How many ids one read covers at most, whatever the filter leaves of them (R-C5).
const MAX_IDS: i64 = 500_000;

/// A row of the ledger as it is stored.
#[derive(Clone, Copy, Debug)]
pub struct StoredRow {
    /// Its number.
    pub id: i64,
    /// When it was admitted.
    pub at: Timestamp,
    /// Its id, as the client saw it.
    pub request_id: [u8; 16],
    /// Its key.
    pub key_id: KeyId,
    /// The version of its key.
    pub secret_id: i64,
    /// Its provider.
    pub provider_id: i64,
    /// Its model.
    pub model_id: i64,
    /// What it asked for.
    pub route: Route,
    /// The status that the client saw.
    pub status: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// What it used.
    pub tokens: Tokens,
    /// What that costs, adjusted; `None` without a price.
    pub cost: Option<Nanos>,
    /// From admission to the end of the reply.
    pub duration_ms: i64,
    /// From admission to the first byte of the reply.
    pub first_byte_ms: Option<i64>,
    /// The client's address.
    pub client: Option<IpAddr>,
}

/// Where a reading of the ledger stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    after: i64,
    last: i64,
}

impl Place {
    /// The beginning of what a filter covers. Rows that are appended later are beyond its end.
    ///
    /// # Errors
    /// As any read.
    pub fn start(read: &Read<'_>, filter: &Filter) -> Result<Self, Error> {
        let sql = "SELECT coalesce(max(id), 0) FROM usage";
        let newest: i64 = read.prepare(sql)?.query_row([], |row| row.get(0))?;
        let ids = filter.ids;
        let last = ids.and_then(|ids| ids.last).unwrap_or(i64::MAX).min(newest);
        Ok(Self { after: ids.map_or(i64::MIN, |ids| ids.first.saturating_sub(1)), last })
    }
}

/// Reads on from a place: at most `limit` rows, into `rows`, which is emptied before. Returns where
/// to go on, `None` at the end.
///
/// # Errors
/// As any read.
pub fn scan(
    read: &Read<'_>,
    filter: &Filter,
    place: Place,
    limit: usize,
    rows: &mut Vec<StoredRow>,
) -> Result<Option<Place>, Error> {
    rows.clear();
    // Where ids begin far from 1, a read of the first of them is one of many.
    let first = "SELECT min(id) FROM usage WHERE id > $1";
    let first: Option<i64> = read.prepare(first)?.query_row([place.after], |row| row.get(0))?;
    let Some(first) = first.filter(|first| *first <= place.last) else { return Ok(None) };
    let last = place.last.min(first.saturating_add(MAX_IDS - 1));
    let mut values: Vec<Value> = vec![first.into(), last.into()];
    let mut conditions = vec!["id BETWEEN $1 AND $2".to_owned()];
    for (condition, value) in filter.row_conditions() {
        values.push(value);
        conditions.push(condition.replace('?', &format!("${}", values.len())));
    }
    let sql = format!(
        "SELECT id, at, request_id, key_id, secret_id, provider_id, model_id, route, status, outcome,
             input_tokens, output_tokens, cached_tokens, cache_write_tokens, reasoning_tokens,
             {}, duration_ms, first_byte_ms, client
         FROM usage WHERE {} ORDER BY id LIMIT {limit}",
        usage::cost(read)?,
        conditions.join(" AND ")
    );
    let mut select = read.prepare(&sql)?;
    let mut found = select.query(params_from_iter(values))?;
    while let Some(row) = found.next()? {
        rows.push(from_row(row)?);
    }
    let after = if rows.len() < limit { last } else { rows.last().map_or(last, |row| row.id) };
    Ok((after < place.last).then_some(Place { after, ..place }))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<StoredRow> {
    let tokens = |at: usize| row.get::<_, i64>(at).map(i64::cast_unsigned);
    let client = match row.get_ref(18)? {
        ValueRef::Blob(bytes) => address(bytes),
        _ => None,
    };
    // By position, in the order of the columns: eighteen names need not be looked up for each row.
    Ok(StoredRow {
        id: row.get(0)?,
        at: Timestamp::from_micros(row.get(1)?),
        request_id: row.get(2)?,
        key_id: KeyId(row.get(3)?),
        secret_id: row.get(4)?,
        provider_id: row.get(5)?,
        model_id: row.get(6)?,
        route: Route::from_code(row.get(7)?).ok_or_else(|| unknown("route"))?,
        status: row.get(8)?,
        outcome: Outcome::from_code(row.get(9)?).ok_or_else(|| unknown("outcome"))?,
        tokens: Tokens {
            input: tokens(10)?,
            output: tokens(11)?,
            cached: tokens(12)?,
            cache_write: tokens(13)?,
            reasoning: tokens(14)?,
        },
        cost: row.get::<_, Option<i64>>(15)?.map(Nanos),
        duration_ms: row.get(16)?,
        first_byte_ms: row.get(17)?,
        client,
    })
}
