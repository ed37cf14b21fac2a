//! Prices: rows that are added, never edited.

use rusqlite::{Row, named_params};

use crate::domain::model::ModelGlob;
use crate::domain::money::Picos;
use crate::domain::price::{Price, Rates};
use crate::domain::time::Timestamp;
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
