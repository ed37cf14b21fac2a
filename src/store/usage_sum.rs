//! Usage added up: out of the rollup, and out of the ledger itself where that does not tell enough.

use std::net::IpAddr;

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use crate::domain::calendar::{Day, Month};
use crate::domain::key::KeyId;
use crate::domain::money::Nanos;
use crate::domain::time::{Timestamp, Zone};
use crate::domain::usage::{Tokens, Totals};
use crate::store::block::Ids;
use crate::store::column::{address_option, overflowed, plain_sum_of, sum_of};
use crate::store::db::Read;
use crate::store::error::Error;
use crate::store::rollup;
use crate::store::usage::{self, Filter};

/// A quarter of an hour. No zone has been ahead of UTC by anything but whole quarters since 1972, so
/// none begins or ends amid a day or an hour of any zone.
const SLOT_MICROS: i64 = 900_000_000;

/// What is added up: the name of each sum, and the column.
const SUMS: [(&str, &str); 8] = [
    ("requests", "requests"),
    ("input", "input_tokens"),
    ("output", "output_tokens"),
    ("cached", "cached_tokens"),
    ("cache_write", "cache_write_tokens"),
    ("reasoning", "reasoning_tokens"),
    ("cost", "cost_nanos"),
    ("unpriced", "unpriced_requests"),
];

/// By what sums are kept apart.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Parts {
    /// By the time that the source knows.
    pub time: bool,
    /// By the key.
    pub key: bool,
    /// By the model.
    pub model: bool,
    /// By the provider.
    pub provider: bool,
    /// By the client's address, which the ledger alone knows.
    pub client: bool,
}

/// Where sums come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The days from one up to another, that of each key.
    Days(Day, Day),
    /// The same, of all keys together.
    AllKeysDays(Day, Day),
    /// The months from one up to another, that of each key.
    Months(Month, Month),
    /// The rows of the ledger from one instant up to another, among these ids.
    Rows(Timestamp, Timestamp, Ids),
}

/// The time of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// A day of the accounting zone.
    Day(Day),
    /// A month of it.
    Month(Month),
    /// The quarter of an hour that begins then.
    Quarter(Timestamp),
}

impl Moment {
    /// A quarter of an hour as the day that it is of.
    #[must_use]
    pub fn in_days(self, zone: Zone) -> Self {
        match self {
            Self::Quarter(at) => Self::Day(Day::of(at, zone)),
            Self::Day(_) | Self::Month(_) => self,
        }
    }
}

/// A sum; what it is not kept apart by is `None`.
#[derive(Clone, Debug)]
pub struct Sum {
    /// Its time.
    pub moment: Option<Moment>,
    /// Its key.
    pub key: Option<KeyId>,
    /// The number of its model.
    pub model_id: Option<i64>,
    /// The number of its provider.
    pub provider_id: Option<i64>,
    /// Its client, also `None` where that is unknown.
    pub client: Option<IpAddr>,
    /// The sums.
    pub totals: Totals,
}

/// The sums of what a filter covers, which says nothing of time here.
///
/// # Errors
/// As any read.
pub fn sums(
    read: &Read<'_>,
    source: Source,
    parts: Parts,
    filter: &Filter,
) -> Result<Vec<Sum>, Error> {
    let (query, values) = source.query(read, filter)?;
    let columns = parts.columns(source);
    let grouping: Vec<String> = (1..=columns.len()).map(|place| place.to_string()).collect();
    let (columns, grouping) = match columns.as_slice() {
        [] => (String::new(), String::new()),
        columns => {
            let named: Vec<String> =
                columns.iter().map(|(name, column)| format!("{column} AS {name}")).collect();
            (format!("{}, ", named.join(", ")), format!("GROUP BY {}", grouping.join(", ")))
        }
    };
    let select = |sum_of: fn(&str) -> String| -> Result<rusqlite::Result<Vec<Sum>>, Error> {
        let sums = SUMS.map(|(name, column)| format!("{} AS {name}", sum_of(column))).join(", ");
        let sql = format!("SELECT {columns}{sums} FROM ({query}) {grouping}");
        let mut select = read.prepare(&sql)?;
        let rows = select.query_map(params_from_iter(&values), |row| sum(row, source, parts))?;
        Ok(rows.collect())
    };
    // A sum that cannot overflow takes half as long again.
    let rows = match select(plain_sum_of)? {
        Err(error) if overflowed(&error) => select(sum_of)?,
        rows => rows,
    }?;
    // Without parts there is one row, also of nothing.
    Ok(rows.into_iter().filter(|sum| sum.totals != Totals::default()).collect())
}

impl Parts {
    /// The names and the expressions of the columns that keep sums apart.
    fn columns(self, source: Source) -> Vec<(&'static str, &'static str)> {
        let time = match source {
            Source::Days(..) | Source::AllKeysDays(..) => "day",
            Source::Months(..) => "month",
            Source::Rows(..) => "at / 900000000",
        };
        let named = [
            (self.time, "moment", time),
            (self.key, "key", "key_id"),
            (self.model, "model", "model_id"),
            (self.provider, "provider", "provider_id"),
            (self.client, "address", "client"),
        ];
        named.into_iter().filter(|column| column.0).map(|(_, name, text)| (name, text)).collect()
    }
}

impl Source {
    /// What is added up, with the values of its conditions.
    fn query(self, read: &Read<'_>, filter: &Filter) -> Result<(String, Vec<Value>), Error> {
        let mut conditions = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut add = |condition: &str, value: Value| {
            values.push(value);
            conditions.push(condition.replace('?', &format!("${}", values.len())));
        };
        let of_few_keys = filter.key.is_some() || filter.user.is_some();
        let from = match self {
            Self::AllKeysDays(first, before) => {
                add("day >= ?", first.0.into());
                add("day < ?", before.0.into());
                "SELECT * FROM usage_daily_models".to_owned()
            }
            // Of few keys each day is sought by itself: a range would read those of all keys.
            Self::Days(first, before) if of_few_keys => {
                let days = rollup::days_within(read, first, before)?;
                add("day IN (SELECT value FROM json_each(?))", days.into());
                "SELECT * FROM usage_daily".to_owned()
            }
            Self::Days(first, before) => {
                add("day >= ?", first.0.into());
                add("day < ?", before.0.into());
                "SELECT * FROM usage_daily".to_owned()
            }
            Self::Months(first, before) if of_few_keys => {
                let months = rollup::months_within(read, first, before)?;
                add("month IN (SELECT value FROM json_each(?))", months.into());
                "SELECT * FROM usage_monthly".to_owned()
            }
            Self::Months(first, before) => {
                add("month >= ?", first.0.into());
                add("month < ?", before.0.into());
                "SELECT * FROM usage_monthly".to_owned()
            }
            Self::Rows(since, until, ids) => {
                add("id >= ?", ids.first.into());
                add("id <= ?", ids.last.unwrap_or(i64::MAX).into());
                add("at >= ?", since.micros().into());
                add("at < ?", until.micros().into());
                let cost = usage::cost(read)?;
                format!(
                    "SELECT at, key_id, model_id, provider_id, client, 1 AS requests, input_tokens,
                         output_tokens, cached_tokens, cache_write_tokens, reasoning_tokens,
                         {cost} AS cost_nanos, {cost} IS NULL AS unpriced_requests FROM usage"
                )
            }
        };
        let timeless = Filter { since: None, until: None, kept_since: None, ..filter.clone() };
        for (condition, value) in timeless.row_conditions() {
            add(condition, value);
        }
        Ok((format!("{from} WHERE {}", conditions.join(" AND ")), values))
    }
}

fn sum(row: &Row<'_>, source: Source, parts: Parts) -> rusqlite::Result<Sum> {
    let part = |wanted: bool, column: &str| {
        if wanted { row.get::<_, i64>(column).map(Some) } else { Ok(None) }
    };
    let tokens = |column: &str| row.get::<_, i64>(column).map(i64::cast_unsigned);
    let moment = |number: i64| match source {
        Source::Days(..) | Source::AllKeysDays(..) => Moment::Day(Day(number)),
        Source::Months(..) => Moment::Month(Month(number)),
        Source::Rows(..) => {
            Moment::Quarter(Timestamp::from_micros(number.saturating_mul(SLOT_MICROS)))
        }
    };
    Ok(Sum {
        moment: part(parts.time, "moment")?.map(moment),
        key: part(parts.key, "key")?.map(KeyId),
        model_id: part(parts.model, "model")?,
        provider_id: part(parts.provider, "provider")?,
        client: if parts.client { address_option(row, "address")? } else { None },
        totals: Totals {
            requests: row.get("requests")?,
            tokens: Tokens {
                input: tokens("input")?,
                output: tokens("output")?,
                cached: tokens("cached")?,
                cache_write: tokens("cache_write")?,
                reasoning: tokens("reasoning")?,
            },
            cost: Nanos(row.get("cost")?),
            unpriced_requests: row.get("unpriced")?,
        },
    })
}
