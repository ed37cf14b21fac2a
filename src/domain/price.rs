//! Prices: what a request costs, in integers throughout (R-I1).

use crate::domain::model::ModelGlob;
use crate::domain::money::{Nanos, Picos};
use crate::domain::name::Name;
use crate::domain::time::Timestamp;
use crate::domain::usage::Tokens;

/// The unit prices of one price row. A part without a price of its own costs the whole's price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// Per request.
    pub request: Option<Picos>,
    /// Per input token.
    pub input: Option<Picos>,
    /// Per output token.
    pub output: Option<Picos>,
    /// Per input token read from the provider's cache.
    pub cached: Option<Picos>,
    /// Per input token written to the provider's cache.
    pub cache_write: Option<Picos>,
    /// Per output token spent on reasoning.
    pub reasoning: Option<Picos>,
    /// Per second of the request.
    pub second: Option<Picos>,
}

/// A price row as it is stored and shown. Rows are never edited: a new price is a new row with a
/// later `effective_from`.
#[derive(Clone, Debug)]
pub struct Price {
    /// Its number.
    pub id: i64,
    /// The models it is for.
    pub model: ModelGlob,
    /// The one provider it is for; `None` for all.
    pub provider: Option<Name>,
    /// The number of that provider.
    pub provider_id: Option<i64>,
    /// The unit prices.
    pub rates: Rates,
    /// The most tokens that a reply of these models can have.
    pub max_output_tokens: Option<i64>,
    /// From when it holds.
    pub effective_from: Timestamp,
}

/// The price in force for a model of a provider at an instant: an exact model before a glob, a
/// longer literal prefix first, the provider's own before a general one, then the latest.
pub fn in_force<'p>(
    prices: &'p [Price],
    model: &str,
    provider_id: i64,
    at: Timestamp,
) -> Option<&'p Price> {
    prices
        .iter()
        .filter(|price| price.effective_from <= at)
        .filter(|price| price.provider_id.is_none_or(|id| id == provider_id))
        .filter(|price| price.model.matches(model))
        .max_by_key(|price| {
            (
                price.model.is_exact(),
                price.model.literal_prefix_len(),
                price.provider_id.is_some(),
                price.effective_from,
                price.id,
            )
        })
}

impl Rates {
    /// What `tokens` cost in a request of `duration_ms`, rounded half up once. `None` where a used
    /// part has no price, or where the sum is beyond 9.2 billion dollars.
    pub fn cost(&self, tokens: &Tokens, duration_ms: u64) -> Option<Nanos> {
        let plain_input =
            tokens.input.checked_sub(tokens.cached)?.checked_sub(tokens.cache_write)?;
        let plain_output = tokens.output.checked_sub(tokens.reasoning)?;
        let parts = [
            (plain_input, self.input),
            (tokens.cached, self.cached.or(self.input)),
            (tokens.cache_write, self.cache_write.or(self.input)),
            (plain_output, self.output),
            (tokens.reasoning, self.reasoning.or(self.output)),
        ];
        let mut picos: i128 = self.request.map_or(0, |price| i128::from(price.0));
        for (count, price) in parts {
            match price {
                Some(price) => picos += i128::from(count) * i128::from(price.0),
                None if count == 0 || self.is_flat() => {}
                None => return None,
            }
        }
        let millis = i128::from(duration_ms) * self.second.map_or(0, |price| i128::from(price.0));
        // Thousandths of a pico-dollar keep the part of a second exact until the one rounding.
        let exact = picos.checked_mul(1000)?.checked_add(millis)?;
        let nanos = exact.checked_add(500_000)?.div_euclid(1_000_000);
        i64::try_from(nanos).ok().map(Nanos)
    }

    /// The most that a request can cost which uses at most so many tokens and takes at most so long:
    /// each token at the dearest price of its kind. `None` where a kind that it may use has no
    /// price.
    pub fn most(&self, input: u64, output: u64, duration_ms: u64) -> Option<Nanos> {
        let dearest = |prices: [Option<Picos>; 3]| prices.into_iter().flatten().max();
        let rates = Self {
            input: self.input.and(dearest([self.input, self.cached, self.cache_write])),
            output: self.output.and(dearest([self.output, self.reasoning, None])),
            cached: None,
            cache_write: None,
            reasoning: None,
            ..*self
        };
        if rates.is_flat() && !self.is_flat() {
            return None;
        }
        let used = Tokens { input, output, ..Tokens::default() };
        let one = Tokens { input: input.min(1), output: output.min(1), ..Tokens::default() };
        rates.cost(&one, 0)?;
        // Beyond what can be counted it is more than any budget has.
        Some(rates.cost(&used, duration_ms).unwrap_or(Nanos(i64::MAX)))
    }

    /// Whether the output of a request costs anything.
    pub fn charges_output(&self) -> bool {
        [self.output, self.reasoning].into_iter().flatten().any(|price| price.0 > 0)
    }

    /// Whether tokens are free because the request or the second is what is paid for.
    fn is_flat(&self) -> bool {
        (self.request.is_some() || self.second.is_some())
            && [self.input, self.output, self.cached, self.cache_write, self.reasoning]
                .iter()
                .all(Option::is_none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(input: u64, output: u64) -> Tokens {
        Tokens { input, output, ..Tokens::default() }
    }

    const GPT: Rates = Rates {
        request: None,
        input: Some(Picos(2_500_000)),
        output: Some(Picos(10_000_000)),
        cached: Some(Picos(1_250_000)),
        cache_write: None,
        reasoning: None,
        second: None,
    };

    #[test]
    fn parts_without_a_price_cost_the_whole() {
        let used =
            Tokens { input: 1000, output: 500, cached: 400, cache_write: 100, reasoning: 300 };
        // 500 plain + 100 written at 2.5, 400 cached at 1.25, 500 output at 10: micro-dollars.
        assert_eq!(GPT.cost(&used, 0), Some(Nanos(1_500_000 + 500_000 + 5_000_000)));
    }

    #[test]
    fn rounding_is_half_up_and_once() {
        let price = |picos| Rates { input: Some(Picos(picos)), ..Rates::default() };
        assert_eq!(price(499).cost(&tokens(1, 0), 0), Some(Nanos(0)));
        assert_eq!(price(500).cost(&tokens(1, 0), 0), Some(Nanos(1)));
        assert_eq!(price(28_000).cost(&tokens(1, 0), 0), Some(Nanos(28)));
        let timed = Rates { second: Some(Picos(1_000_000)), ..price(400) };
        assert_eq!(timed.cost(&tokens(1, 0), 1), Some(Nanos(1)));
    }

    #[test]
    fn an_unpriced_part_is_not_free() {
        let input_only = Rates { input: Some(Picos(1)), ..Rates::default() };
        assert_eq!(input_only.cost(&tokens(1, 1), 0), None);
        assert_eq!(input_only.cost(&tokens(1, 0), 0), Some(Nanos(0)));
        let flat = Rates { request: Some(Picos(1_000_000)), ..Rates::default() };
        assert_eq!(flat.cost(&tokens(7, 7), 0), Some(Nanos(1000)));
    }

    #[test]
    fn the_most_is_never_less_than_the_cost() {
        let rates = Rates { cache_write: Some(Picos(3_000_000)), ..GPT };
        let most = rates.most(1000, 500, 0).unwrap();
        for parts in [(0, 0, 0), (1000, 0, 0), (0, 1000, 500), (300, 300, 100)] {
            let (cached, cache_write, reasoning) = parts;
            let used = Tokens { input: 1000, output: 500, cached, cache_write, reasoning };
            assert!(rates.cost(&used, 0).unwrap() <= most, "{parts:?}");
        }
        assert_eq!(most, Nanos(3_000_000 + 5_000_000));
        let input_only = Rates { input: Some(Picos(1)), ..Rates::default() };
        assert_eq!(input_only.most(5, 5, 0), None);
        assert_eq!(input_only.most(1_000, 0, 0), Some(Nanos(1)));
        assert_eq!(rates.most(u64::MAX, u64::MAX, 0), Some(Nanos(i64::MAX)));
        let timed = Rates { second: Some(Picos(1_000_000_000_000)), ..Rates::default() };
        assert_eq!(timed.most(5, 5, 2_000), Some(Nanos(2_000_000_000)));
    }

    #[test]
    fn nothing_overflows() {
        let dear = Rates { input: Some(Picos(i64::MAX)), ..Rates::default() };
        assert_eq!(dear.cost(&tokens(u64::MAX, 0), u64::MAX), None);
    }

    #[test]
    fn the_more_specific_price_is_in_force() {
        let row = |id, glob: &str, provider_id, from| Price {
            id,
            model: glob.parse().unwrap(),
            provider: None,
            provider_id,
            rates: Rates::default(),
            max_output_tokens: None,
            effective_from: Timestamp::from_micros(from),
        };
        let prices = [
            row(1, "*", None, 0),
            row(2, "gpt-*", None, 0),
            row(3, "gpt-5*", None, 0),
            row(4, "gpt-5", None, 0),
            row(5, "gpt-5", Some(7), 0),
            row(6, "gpt-5", Some(7), 50),
            row(7, "gpt-5", Some(7), 200),
        ];
        let at = |model, provider, at| {
            in_force(&prices, model, provider, Timestamp::from_micros(at)).map(|price| price.id)
        };
        assert_eq!(at("llama", 1, 100), Some(1));
        assert_eq!(at("gpt-4", 1, 100), Some(2));
        assert_eq!(at("gpt-5-mini", 1, 100), Some(3));
        assert_eq!(at("gpt-5", 1, 100), Some(4));
        assert_eq!(at("gpt-5", 7, 49), Some(5));
        assert_eq!(at("gpt-5", 7, 100), Some(6));
        assert_eq!(at("gpt-5", 7, 200), Some(7));
        assert_eq!(at("gpt-5", 7, -1), None);
    }
}
