//! Prices: rows that are added, never edited.

use rusqlite::{Row, named_params};

use crate::domain::model::ModelGlob;
use crate::domain::money::Picos;
use crate::domain::name::Name;
use crate::domain::price::{Price, Rates};
use crate::domain::time::Timestamp;
use crate::domain::usage::Tokens;
use crate::store::column::{parsed, parsed_option};
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// A price to store.
#[derive(Clone, Debug)]
pub struct NewPrice {
    /// The models it is for.
    pub model: ModelGlob,
    /// The one provider it is for.
    pub provider_id: Option<i64>,
    /// The unit prices.
    pub rates: Rates,
    /// The most tokens that a reply can have.
    pub max_output_tokens: Option<i64>,
    /// From when it holds.
    pub effective_from: Timestamp,
}

/// Every price row, by model and age.
///
/// # Errors
/// As any read.
pub fn list(read: &Read<'_>) -> Result<Vec<Price>, Error> {
    let sql = "SELECT prices.id, model, provider_id, providers.name AS provider, request_picos,
                      input_picos, output_picos, cached_picos, cache_write_picos, reasoning_picos,
                      second_picos, max_output_tokens, effective_from
               FROM prices LEFT JOIN providers ON providers.id = provider_id
               WHERE removed_at IS NULL ORDER BY model, provider_id, effective_from, prices.id";
    let mut select = read.prepare(sql)?;
    Ok(select.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// A model that was used, and at which provider.
#[derive(Clone, Debug)]
pub struct Used {
    /// The model, as clients named it.
    pub model: String,
    /// The name of the provider.
    pub provider: Name,
    /// Its number.
    pub provider_id: i64,
    /// How many requests there were.
    pub requests: u64,
    /// Which parts there were: 1 for each of which there was any.
    pub parts: Tokens,
    /// When the last was admitted.
    pub last_used_at: Timestamp,
}

/// What was used from an instant on at providers that are still there, by model and provider.
///
/// # Errors
/// As any read.
pub fn used_since(read: &Read<'_>, since: Timestamp) -> Result<Vec<Used>, Error> {
    // Of each part whether there was any, in the least numbers that the ledger allows: the parts
    // of a whole never exceed it.
    let sql = "SELECT models.name AS model, providers.name AS provider, provider_id,
                      count(*) AS requests, max(at) AS last_used_at,
                      max(input_tokens > cached_tokens + cache_write_tokens) AS input,
                      max(cached_tokens > 0) AS cached, max(cache_write_tokens > 0) AS written,
                      max(output_tokens > reasoning_tokens) AS output,
                      max(reasoning_tokens > 0) AS reasoning
               FROM usage
               JOIN providers ON providers.id = provider_id AND removed_at IS NULL
               JOIN models ON models.id = model_id
               WHERE at >= $1
               GROUP BY provider_id, model_id
               ORDER BY model, provider";
    let mut select = read.prepare(sql)?;
    let rows = select.query_map([since.micros()], |row| {
        let any = |column: &str| row.get::<_, i64>(column).map(i64::cast_unsigned);
        let (cached, cache_write, reasoning) = (any("cached")?, any("written")?, any("reasoning")?);
        Ok(Used {
            model: row.get("model")?,
            provider: parsed(row, "provider")?,
            provider_id: row.get("provider_id")?,
            requests: any("requests")?,
            parts: Tokens {
                input: any("input")? + cached + cache_write,
                output: any("output")? + reasoning,
                cached,
                cache_write,
                reasoning,
            },
            last_used_at: Timestamp::from_micros(row.get("last_used_at")?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Stores a price.
///
/// # Errors
/// [`Error::Duplicate`] where one for the same models, provider and instant stands.
pub fn insert(write: &Write<'_>, price: &NewPrice, created_at: Timestamp) -> Result<i64, Error> {
    let sql = "INSERT INTO prices (model, provider_id, request_picos, input_picos, output_picos,
                   cached_picos, cache_write_picos, reasoning_picos, second_picos,
                   max_output_tokens, effective_from, created_at)
               VALUES (:model, :provider_id, :request, :input, :output, :cached, :cache_write,
                   :reasoning, :second, :max_output_tokens, :effective_from, :created_at)
               RETURNING id";
    let picos = |price: Option<Picos>| price.map(|price| price.0);
    let rates = &price.rates;
    let id = write.prepare(sql)?.query_row(
        named_params! {
            ":model": price.model.as_str(),
            ":provider_id": price.provider_id,
            ":request": picos(rates.request),
            ":input": picos(rates.input),
            ":output": picos(rates.output),
            ":cached": picos(rates.cached),
            ":cache_write": picos(rates.cache_write),
            ":reasoning": picos(rates.reasoning),
            ":second": picos(rates.second),
            ":max_output_tokens": price.max_output_tokens,
            ":effective_from": price.effective_from.micros(),
            ":created_at": created_at.micros(),
        },
        |row| row.get(0),
    )?;
    Ok(id)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Price> {
    let picos = |column: &str| -> rusqlite::Result<Option<Picos>> {
        Ok(row.get::<_, Option<i64>>(column)?.map(Picos))
    };
    Ok(Price {
        id: row.get("id")?,
        model: parsed(row, "model")?,
        provider: parsed_option(row, "provider")?,
        provider_id: row.get("provider_id")?,
        rates: Rates {
            request: picos("request_picos")?,
            input: picos("input_picos")?,
            output: picos("output_picos")?,
            cached: picos("cached_picos")?,
            cache_write: picos("cache_write_picos")?,
            reasoning: picos("reasoning_picos")?,
            second: picos("second_picos")?,
        },
        max_output_tokens: row.get("max_output_tokens")?,
        effective_from: Timestamp::from_micros(row.get("effective_from")?),
    })
}
