//! Which models in use have no price, not all of a price, or one that is old.

use crate::domain::money::Nanos;
use crate::domain::name::Name;
use crate::domain::price::{self, Price};
use crate::domain::time::{Span, Timestamp};
use crate::ops::error::Error;
use crate::store::db::Store;
use crate::store::price::{self as price_rows, Used};

const DAY_SECS: u32 = 86_400;

/// How far back the ledger is looked through.
pub const IN_USE: Span = Span::from_secs(30 * DAY_SECS);

/// How old a price in force may be.
pub const STALE: Span = Span::from_secs(180 * DAY_SECS);

/// What is wrong with the price of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There is none.
    Unpriced,
    /// A part that was used has none.
    PartlyPriced,
    /// It was set long ago.
    Stale,
}

impl Problem {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unpriced => "unpriced",
            Self::PartlyPriced => "partly_priced",
            Self::Stale => "stale",
        }
    }
}

/// A model in use whose price needs a look.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The model, as clients name it.
    pub model: String,
    /// The provider that ran it.
    pub provider: Name,
    /// What is wrong.
    pub problem: Problem,
    /// Requests within [`IN_USE`].
    pub requests: u64,
    /// The last of them.
    pub last_used_at: Timestamp,
    /// Since when its price holds, where it has one.
    pub effective_from: Option<Timestamp>,
}

/// The models that were used within [`IN_USE`] at providers that are still there, and have no
/// price in force, or none for a part that they used, or one older than [`STALE`]; those without a
/// price first, then by requests.
///
/// # Errors
/// What the store says.
pub fn check(store: &Store, now: Timestamp) -> Result<Vec<Finding>, Error> {
    let read = store.read()?;
    let prices = price_rows::list(&read)?;
    let mut found: Vec<Finding> = price_rows::used_since(&read, now.saturating_sub(IN_USE))?
        .into_iter()
        .filter_map(|used| judge(&prices, used, now))
        .collect();
    found.sort_by_key(|finding| (finding.problem as u8, std::cmp::Reverse(finding.requests)));
    Ok(found)
}

fn judge(prices: &[Price], used: Used, now: Timestamp) -> Option<Finding> {
    let price = price::in_force(prices, &used.model, used.provider_id, now);
    let problem = match price {
        None => Problem::Unpriced,
        Some(price) if !covers(price, &used) => Problem::PartlyPriced,
        Some(price) if price.effective_from < now.saturating_sub(STALE) => Problem::Stale,
        Some(_) => return None,
    };
    Some(Finding {
        model: used.model,
        provider: used.provider,
        problem,
        requests: used.requests,
        last_used_at: used.last_used_at,
        effective_from: price.map(|price| price.effective_from),
    })
}

/// Whether every part that was used has a price.
fn covers(price: &Price, used: &Used) -> bool {
    let cost: Option<Nanos> = price.rates.cost(&used.parts, 0);
    cost.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Picos;
    use crate::domain::price::Rates;
    use crate::domain::usage::Tokens;

    fn used(model: &str, output: u64) -> Used {
        Used {
            model: model.to_owned(),
            provider: "main".parse().unwrap(),
            provider_id: 1,
            requests: 1,
            parts: Tokens { input: 1, output, ..Tokens::default() },
            last_used_at: Timestamp::from_micros(0),
        }
    }

    #[test]
    fn a_price_is_missing_in_part_or_old() {
        let now = Timestamp::from_micros(0).saturating_add(Span::from_secs(400 * DAY_SECS));
        let price = |model: &str, output, age_days| Price {
            id: 1,
            model: model.parse().unwrap(),
            provider: None,
            provider_id: None,
            rates: Rates { input: Some(Picos(1)), output, ..Rates::default() },
            max_output_tokens: None,
            effective_from: now.saturating_sub(Span::from_secs(age_days * DAY_SECS)),
        };
        let prices = [
            price("new", Some(Picos(1)), 180),
            price("old", Some(Picos(1)), 181),
            price("in", None, 1),
        ];
        let problem = |used: Used| judge(&prices, used, now).map(|found| found.problem);
        assert_eq!(problem(used("none", 0)), Some(Problem::Unpriced));
        assert_eq!(problem(used("new", 1)), None);
        assert_eq!(problem(used("old", 1)), Some(Problem::Stale));
        assert_eq!(problem(used("in", 0)), None, "an embedding has no output");
        assert_eq!(problem(used("in", 1)), Some(Problem::PartlyPriced));
    }
}
