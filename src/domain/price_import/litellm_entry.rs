//! An entry of `LiteLLM`'s price map: what of it is a price that we can hold.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::value::RawValue;

use crate::domain::model::ModelGlob;
use crate::domain::money::Picos;
use crate::domain::price::Rates;
use crate::domain::price_import::decimal;
use crate::domain::price_import::entry::{Entry, Rounded};
use crate::domain::price_import::members::Member;

const INPUT: &str = "input_cost_per_token";
const OUTPUT: &str = "output_cost_per_token";
const CACHED: &str = "cache_read_input_token_cost";
const CACHE_WRITE: &str = "cache_creation_input_token_cost";
const REASONING: &str = "output_cost_per_reasoning_token";
const REQUEST: &str = "input_cost_per_request";

/// The prices that are read; every other one is for something that is not metered.
const READ: [&str; 6] = [INPUT, OUTPUT, CACHED, CACHE_WRITE, REASONING, REQUEST];

/// What the price of cache writes that are kept for longer begins with; `1hr` follows, or `12hr`.
const CACHE_WRITE_ABOVE: &str = "cache_creation_input_token_cost_above_";

/// Why a model is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Longer requests cost more for each token.
    Tiers,
    /// The price depends on the hour.
    Hours,
    /// Images, seconds, pages or something else is paid for.
    OtherUnit,
    /// The map has no price at all.
    NoPrice,
    /// One of the prices is no amount.
    BadPrice,
    /// The name is none that a price can have.
    BadName,
    /// The entry is no object.
    NotAnEntry,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tiers => "the price of a token depends on how long the request is",
            Self::Hours => "the price depends on the hour",
            Self::OtherUnit => "something else than tokens or requests is paid for",
            Self::NoPrice => "there is no price",
            Self::BadPrice => "a price is no amount",
            Self::BadName => "the name is too long or has control characters",
            Self::NotAnEntry => "the entry is no object",
        })
    }
}

/// Whether a price is that of cache writes kept for so many hours, however long the request is.
fn is_of_longer_caches(name: &str) -> bool {
    let Some(above) = name.strip_prefix(CACHE_WRITE_ABOVE) else { return false };
    let hours = above.trim_start_matches(|c: char| c.is_ascii_digit());
    hours.len() < above.len() && hours.starts_with("hr") && !hours.contains("_above_")
}

/// The members of an entry, their values as they are written.
#[derive(Debug)]
pub struct Fields<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Fields<'a> {
    /// Takes members of which none occurs twice.
    pub fn of(members: Vec<Member<'a>>) -> Self {
        Self(members.into_iter().collect())
    }

    /// A number or string, without quotes; `None` for anything else.
    pub fn text(&self, name: &str) -> Option<String> {
        let raw = self.0.get(name)?.get();
        match raw.as_bytes().first()? {
            b'"' => serde_json::from_str(raw).ok(),
            b'-' | b'0'..=b'9' => Some(raw.to_owned()),
            _ => None,
        }
    }

    fn is_given(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|raw| raw.get() != "null")
    }

    /// The price that they say.
    ///
    /// # Errors
    /// Why they say none that we can hold.
    pub fn entry(&self, model: &str) -> Result<Entry, Reason> {
        let model: ModelGlob = model.parse().map_err(|_| Reason::BadName)?;
        let is_tier = |name: &String| name.contains("_above_") && !is_of_longer_caches(name);
        if self.is_given("tiered_pricing") || self.costs().any(is_tier) {
            return Err(Reason::Tiers);
        }
        if self.is_given("off_peak_pricing") {
            return Err(Reason::Hours);
        }
        let mut rounded = Vec::new();
        let mut price = |part| self.price(part, &mut rounded);
        let rates = Rates {
            request: price(REQUEST)?,
            input: price(INPUT)?,
            output: price(OUTPUT)?,
            cached: price(CACHED)?,
            cache_write: price(CACHE_WRITE)?,
            reasoning: price(REASONING)?,
            second: None,
        };
        let paid = READ.iter().any(|part| self.costs_something(part));
        let paid_otherwise = self.costs().any(|name| {
            !READ.iter().any(|part| name.starts_with(part)) && self.costs_something(name)
        });
        if paid_otherwise && !paid {
            return Err(Reason::OtherUnit);
        }
        if rates == Rates::default() {
            return Err(Reason::NoPrice);
        }
        let max = self.text("max_output_tokens").and_then(|text| text.parse().ok());
        Ok(Entry {
            model,
            provider: None,
            rates,
            max_output_tokens: max.filter(|max| *max > 0),
            effective_from: None,
            rounded,
        })
    }

    /// The names of all prices that are given.
    fn costs(&self) -> impl Iterator<Item = &String> {
        self.0.keys().filter(|name| name.contains("cost") && self.is_given(name))
    }

    /// Whether cache writes that are kept for longer cost something else than `rates` say.
    pub fn has_longer_caches(&self, rates: &Rates) -> bool {
        let flat = rates.cache_write.or(rates.input);
        let differs = |name: &String| {
            let read = self.text(name).and_then(|written| decimal::picos(&written, 0).ok());
            read.map(|read| read.picos) != flat
        };
        self.costs().filter(|name| is_of_longer_caches(name)).any(differs)
    }

    /// A price per token or request. An explicit 0 is one; a missing one is none.
    fn price(
        &self,
        part: &'static str,
        rounded: &mut Vec<Rounded>,
    ) -> Result<Option<Picos>, Reason> {
        if !self.is_given(part) {
            return Ok(None);
        }
        let written = self.text(part).ok_or(Reason::BadPrice)?;
        let read = decimal::picos(&written, 0).map_err(|_| Reason::BadPrice)?;
        if !read.exact {
            rounded.push(Rounded { part, written, counted: read.picos.usd() });
        }
        Ok(Some(read.picos))
    }

    /// Whether a price is given that is not 0.
    fn costs_something(&self, name: &str) -> bool {
        let read = self.text(name).map(|written| decimal::picos(&written, 0));
        read.is_some_and(|read| read.is_ok_and(|read| read.picos != Picos(0) || !read.exact))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::price_import::members;

    fn only(entry: &str) -> Result<Entry, Reason> {
        Fields::of(members::read(entry).unwrap()).entry("gpt-5")
    }

    #[test]
    fn every_part_is_read_exactly() {
        let entry = only(
            r#"{"input_cost_per_token": 2.8e-08, "output_cost_per_token": "1e-05",
                "cache_read_input_token_cost": 1.25e-7, "cache_creation_input_token_cost": 0,
                "output_cost_per_reasoning_token": 0.000002, "input_cost_per_request": 0.005,
                "litellm_provider": "openai", "mode": "chat", "max_output_tokens": "4096"}"#,
        )
        .unwrap();
        let expected = Rates {
            request: Some(Picos(5_000_000_000)),
            input: Some(Picos(28_000)),
            output: Some(Picos(10_000_000)),
            cached: Some(Picos(125_000)),
            cache_write: Some(Picos(0)),
            reasoning: Some(Picos(2_000_000)),
            second: None,
        };
        assert_eq!(entry.rates, expected);
        assert_eq!((entry.max_output_tokens, entry.rounded), (Some(4096), Vec::new()));
    }

    #[test]
    fn explicit_zero_is_free_and_missing_is_unpriced() {
        let free = only(r#"{"input_cost_per_token": 0.0, "output_cost_per_token": 0}"#).unwrap();
        assert_eq!((free.rates.input, free.rates.output), (Some(Picos(0)), Some(Picos(0))));
        let half = only(r#"{"input_cost_per_token": 1e-6, "output_cost_per_token": null}"#);
        assert_eq!(half.unwrap().rates.output, None);
        for none in ["{}", r#"{"max_output_tokens": 5}"#, r#"{"input_cost_per_token": null}"#] {
            assert_eq!(only(none).unwrap_err(), Reason::NoPrice, "{none}");
        }
    }

    #[test]
    fn a_fraction_of_a_pico_is_listed() {
        let entry = only(r#"{"input_cost_per_token": 1.6000000000000001e-06}"#).unwrap();
        let rounded = Rounded {
            part: INPUT,
            written: "1.6000000000000001e-06".to_owned(),
            counted: "0.0000016".to_owned(),
        };
        assert_eq!((entry.rates.input, entry.rounded), (Some(Picos(1_600_000)), vec![rounded]));
    }

    #[test]
    fn what_no_flat_price_can_say_is_left_out_with_its_reason() {
        let input = r#""input_cost_per_token": 1e-6"#;
        for (entry, reason) in [
            (
                format!(r#"{{{input}, "input_cost_per_token_above_128k_tokens": 2e-6}}"#),
                Reason::Tiers,
            ),
            (r#"{"tiered_pricing": [{"input_cost_per_token": 1e-6}]}"#.to_owned(), Reason::Tiers),
            (format!(r#"{{{input}, "off_peak_pricing": {{}}}}"#), Reason::Hours),
            (r#"{"output_cost_per_image": 0.04}"#.to_owned(), Reason::OtherUnit),
            (
                r#"{"input_cost_per_token": 0.0, "input_cost_per_query": 0.002}"#.to_owned(),
                Reason::OtherUnit,
            ),
            (r#"{"input_cost_per_token": -1e-6}"#.to_owned(), Reason::BadPrice),
            (r#"{"input_cost_per_token": "dear"}"#.to_owned(), Reason::BadPrice),
            (r#"{"input_cost_per_token": [1]}"#.to_owned(), Reason::BadPrice),
        ] {
            assert_eq!(only(&entry).unwrap_err(), reason, "{entry}");
        }
        let tiers_of_service = format!(r#"{{{input}, "input_cost_per_token_priority": 2e-6}}"#);
        assert!(only(&tiers_of_service).is_ok());
        let unset = format!(r#"{{{input}, "input_cost_per_token_above_128k_tokens": null}}"#);
        assert!(only(&unset).is_ok());
    }

    #[test]
    fn the_length_of_a_caches_life_is_no_tier() {
        let flat = r#""input_cost_per_token": 1e-6, "cache_creation_input_token_cost": 1.25e-6"#;
        let hour = r#""cache_creation_input_token_cost_above_1hr": 2e-6"#;
        let same = r#""cache_creation_input_token_cost_above_1hr": 1.25e-6"#;
        let longer = |entry: &str| {
            let fields = format!("{{{entry}}}");
            let fields = Fields::of(members::read(&fields).unwrap());
            fields.has_longer_caches(&fields.entry("claude").unwrap().rates)
        };
        assert!(longer(&format!("{flat}, {hour}")));
        assert!(longer(&format!("{flat}, {}", hour.replace("1hr", "12hr_flex"))));
        assert!(!longer(&format!("{flat}, {same}")), "it costs the same");
        assert!(!longer(flat));
        let entry = only(&format!("{{{flat}, {hour}}}")).unwrap();
        assert_eq!(entry.rates.cache_write, Some(Picos(1_250_000)));
        for tier in ["1hr_above_200k_tokens", "200k_tokens", "hr", "1h"] {
            let entry = format!("{{{flat}, {}}}", hour.replace("1hr", tier));
            assert_eq!(only(&entry).unwrap_err(), Reason::Tiers, "{entry}");
        }
    }
}
