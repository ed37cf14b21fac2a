//! Prices: adding them, and which one is in force.

use crate::domain::audit::Event;
use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::price::{self, Price, Rates};
use crate::domain::time::Timestamp;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::Session;
use crate::store::db::Store;
use crate::store::price::{self as price_rows, NewPrice};
use crate::store::provider as provider_rows;

/// What a new price is to be.
#[derive(Clone, Debug)]
pub struct Request {
    /// The models it is for.
    pub model: ModelGlob,
    /// The one provider it is for.
    pub provider: Option<Name>,
    /// The unit prices.
    pub rates: Rates,
    /// The most tokens that a reply of these models can have.
    pub max_output_tokens: Option<i64>,
    /// From when it holds; from now where not said.
    pub effective_from: Option<Timestamp>,
}

/// The price of a model at one provider.
#[derive(Clone, Debug)]
pub struct InForce {
    /// The provider that would serve it.
    pub provider: Name,
    /// The price in force, if there is one.
    pub price: Option<Price>,
}

/// Adds a price. The rows before it stay for what was used before it.
///
/// # Errors
/// [`Kind::Usage`] without any unit price, [`Kind::NotFound`] for the provider, [`Kind::Conflict`]
/// where one for the same models, provider and instant stands.
pub fn set(session: &mut Session, request: &Request) -> Result<Price, Error> {
    if request.rates == Rates::default() {
        return Err(Error::new(Kind::Usage, "price.empty", "no unit price was given")
            .fix("add --input and --output-price, in USD per million tokens"));
    }
    let now = session.now;
    let effective_from = request.effective_from.unwrap_or(now);
    session.change(|write, _| {
        let provider =
            request.provider.as_ref().map(|name| find::provider(write, name)).transpose()?;
        let new = NewPrice {
            model: request.model.clone(),
            provider_id: provider.as_ref().map(|provider| provider.id),
            rates: request.rates,
            max_output_tokens: request.max_output_tokens,
            effective_from,
        };
        let id = price_rows::insert(write, &new, now).map_err(|error| match error.into() {
            Error { kind: Kind::Conflict, .. } => Error::new(
                Kind::Conflict,
                "price.exists",
                format!("a price for \"{}\" from that instant exists", request.model),
            ),
            other => other,
        })?;
        let event = Event::ok("price.set", format_args!("price:{id}"))
            .with("model", request.model.as_str())
            .with("from", effective_from.to_string());
        let price = Price {
            id,
            model: new.model,
            provider: request.provider.clone(),
            provider_id: new.provider_id,
            rates: new.rates,
            max_output_tokens: new.max_output_tokens,
            effective_from,
        };
        Ok((price, vec![event]))
    })
}

/// The prices that hold at an instant: of each models and provider the latest.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, at: Timestamp) -> Result<Vec<Price>, Error> {
    let mut latest: Vec<Price> = Vec::new();
    for price in price_rows::list(&store.read()?)? {
        if price.effective_from > at {
            continue;
        }
        match latest.last_mut() {
            // Rows of the same models and provider follow each other by age.
            Some(last) if last.model == price.model && last.provider_id == price.provider_id => {
                *last = price;
            }
            _ => latest.push(price),
        }
    }
    Ok(latest)
}

/// What a model costs at each provider that would serve it.
///
/// # Errors
/// [`Kind::NotFound`] where no provider serves it.
pub fn show(store: &Store, model: &str, at: Timestamp) -> Result<Vec<InForce>, Error> {
    let read = store.read()?;
    let prices = price_rows::list(&read)?;
    let found: Vec<InForce> = provider_rows::list(&read)?
        .into_iter()
        .filter(|provider| provider.routes_model(model))
        .map(|provider| InForce {
            price: price::in_force(&prices, model, provider.id, at).cloned(),
            provider: provider.name,
        })
        .collect();
    if found.is_empty() {
        let message = format!("no provider serves model {model:?}");
        return Err(
            Error::new(Kind::NotFound, "model.not_found", message).fix("keyctl provider list")
        );
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Picos;
    use crate::domain::time::Span;
    use crate::domain::usage::Tokens;
    use crate::ops::fixture::{Fixture, NOW};

    /// A price of so many dollars for a million input tokens.
    fn request(model: &str, provider: Option<&str>, usd: &str) -> Request {
        let input = Some(Picos::from_usd_per_million(usd).unwrap());
        Request {
            model: model.parse().unwrap(),
            provider: provider.map(|name| name.parse().unwrap()),
            rates: Rates { input, ..Rates::default() },
            max_output_tokens: None,
            effective_from: None,
        }
    }

    fn house() -> Fixture {
        let mut house = Fixture::new();
        for name in ["main", "other"] {
            house.demo(name, "gpt-*");
        }
        house
    }

    /// The dollars that a million input tokens cost at each provider.
    fn costs(house: &Fixture, model: &str, at: Timestamp) -> Vec<Option<i64>> {
        let million = Tokens { input: 1_000_000, ..Tokens::default() };
        let found = show(&house.session.store, model, at).unwrap();
        let cost = |found: InForce| found.price?.rates.cost(&million, 0);
        found.into_iter().map(cost).map(|cost| cost.map(|cost| cost.0 / 1_000_000_000)).collect()
    }

    #[test]
    fn the_more_particular_price_is_in_force_whatever_came_first() {
        let mut house = house();
        assert_eq!(costs(&house, "gpt-5-mini", NOW), [None, None]);
        for (request, prices) in [
            (request("gpt-5-mini", None, "4"), [Some(4), Some(4)]),
            (request("*", None, "1"), [Some(4), Some(4)]),
            (request("gpt-5*", Some("other"), "3"), [Some(4), Some(4)]),
            (request("gpt-5-mini", Some("other"), "5"), [Some(4), Some(5)]),
        ] {
            set(&mut house.session, &request).unwrap();
            assert_eq!(costs(&house, "gpt-5-mini", NOW), prices, "{request:?}");
        }
        assert_eq!(costs(&house, "gpt-5", NOW), [Some(1), Some(3)]);
        assert_eq!(costs(&house, "gpt-4", NOW), [Some(1), Some(1)]);
        let unknown = show(&house.session.store, "llama3", NOW).unwrap_err();
        assert_eq!((unknown.kind, unknown.code), (Kind::NotFound, "model.not_found"));
    }

    #[test]
    fn a_price_holds_from_its_instant_on_and_the_one_before_stays() {
        let mut house = house();
        let tomorrow = NOW.saturating_add(Span::from_secs(86_400));
        set(&mut house.session, &request("gpt-5", None, "1")).unwrap();
        let later = Request { effective_from: Some(tomorrow), ..request("gpt-5", None, "2") };
        set(&mut house.session, &later).unwrap();
        assert_eq!(costs(&house, "gpt-5", NOW), [Some(1), Some(1)]);
        assert_eq!(costs(&house, "gpt-5", tomorrow), [Some(2), Some(2)]);
        let just_before = Timestamp::from_micros(tomorrow.micros() - 1);
        assert_eq!(costs(&house, "gpt-5", just_before), [Some(1), Some(1)]);
        let before = NOW.saturating_sub(Span::from_secs(1));
        assert_eq!(costs(&house, "gpt-5", before), [None, None]);
        let listed = |at| list(&house.session.store, at).unwrap().len();
        assert_eq!((listed(before), listed(NOW), listed(tomorrow)), (0, 1, 1));
    }

    #[test]
    fn a_price_is_added_and_never_edited() {
        let mut house = house();
        let made = set(&mut house.session, &request("gpt-5", Some("main"), "1")).unwrap();
        let listed = list(&house.session.store, NOW).unwrap();
        assert_eq!(format!("{made:?}"), format!("{:?}", listed[0]));
        let again = request("gpt-5", Some("main"), "2");
        let refused = set(&mut house.session, &again).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "price.exists"));
        assert_eq!(costs(&house, "gpt-5", NOW), [Some(1), None]);
        set(&mut house.session, &request("gpt-5", None, "2")).unwrap();
        assert_eq!(costs(&house, "gpt-5", NOW), [Some(1), Some(2)]);
    }

    /// Prices by their flags, as an operator writes them.
    fn rates(flags: &[(&str, &str)]) -> Rates {
        let mut rates = Rates::default();
        for (flag, usd) in flags {
            let (part, price) = match *flag {
                "request" => (&mut rates.request, Picos::from_usd(usd)),
                "second" => (&mut rates.second, Picos::from_usd(usd)),
                flag => {
                    let part = match flag {
                        "input" => &mut rates.input,
                        "output-price" => &mut rates.output,
                        "cached" => &mut rates.cached,
                        "cache-write" => &mut rates.cache_write,
                        "reasoning" => &mut rates.reasoning,
                        other => panic!("{other}"),
                    };
                    (part, Picos::from_usd_per_million(usd))
                }
            };
            *part = Some(price.unwrap());
        }
        rates
    }

    /// Invoices worked out on paper, in dollars; each is a price as it is stored, the input, output,
    /// cached, cache-write and reasoning tokens of a request, its milliseconds, and what it costs.
    #[test]
    fn invoices_agree_with_paper_to_the_nano_dollar() {
        type Invoice<'a> = (&'a [(&'a str, &'a str)], [u64; 5], u64, Option<&'a str>);
        let invoices: [Invoice<'_>; 12] = [
            // 600 × 2.50 + 400 × 1.25 + 500 × 10, by the million: 1500 + 500 + 5000.
            (
                &[("input", "2.50"), ("output-price", "10"), ("cached", "1.25")],
                [1000, 500, 400, 0, 0],
                0,
                Some("0.007"),
            ),
            // 345 × 3 + 10000 × 0.30 + 2000 × 3.75 + 678 × 15: 1035 + 3000 + 7500 + 10170.
            (
                &[
                    ("input", "3"),
                    ("output-price", "15"),
                    ("cached", "0.30"),
                    ("cache-write", "3.75"),
                ],
                [12_345, 678, 10_000, 2000, 0],
                0,
                Some("0.021705"),
            ),
            // 77 × 1.10 + 100 × 4.40 + 900 × 6: 84.7 + 440 + 5400.
            (
                &[("input", "1.10"), ("output-price", "4.40"), ("reasoning", "6")],
                [77, 1000, 0, 0, 900],
                0,
                Some("0.0059247"),
            ),
            // Reasoning costs what output costs: 13 × 0.55 + 257 × 2.19 = 7.15 + 562.83.
            (
                &[("input", "0.55"), ("output-price", "2.19")],
                [13, 257, 0, 0, 200],
                0,
                Some("0.00056998"),
            ),
            // Cached and written input cost what input costs: 100 × 0.80.
            (&[("input", "0.80"), ("output-price", "4")], [100, 0, 60, 30, 0], 0, Some("0.00008")),
            // 0.005 + 333 × 0.028 + 7 × 0.10 by the million: 5000 + 9.324 + 0.7.
            (
                &[("request", "0.005"), ("input", "0.028"), ("output-price", "0.10")],
                [333, 7, 0, 0, 0],
                0,
                Some("0.005010024"),
            ),
            // By the second alone, tokens are free: 0.000725 × 1.234.
            (&[("second", "0.000725")], [50, 50, 0, 0, 0], 1234, Some("0.00089465")),
            // 1.5 nano-dollars, half up; then 1.4995 nano-dollars, down.
            (&[("second", "0.0000000015")], [0, 0, 0, 0, 0], 1000, Some("0.000000002")),
            (
                &[("second", "0.0000000015"), ("request", "0")],
                [0, 0, 0, 0, 0],
                999,
                Some("0.000000001"),
            ),
            // Three tokens of half a nano-dollar are two nano-dollars, not three.
            (
                &[("input", "0.0005"), ("output-price", "0")],
                [3, 9, 0, 0, 0],
                0,
                Some("0.000000002"),
            ),
            // Free is a price.
            (
                &[("input", "0"), ("output-price", "0")],
                [1_000_000, 1_000_000, 5, 5, 5],
                9,
                Some("0"),
            ),
            // Output has no price, so the whole has none.
            (&[("input", "1")], [10, 1, 0, 0, 0], 0, None),
        ];
        for (number, (flags, tokens, duration_ms, usd)) in invoices.into_iter().enumerate() {
            let mut house = house();
            let model = format!("gpt-{number}");
            let priced = Request { rates: rates(flags), ..request(&model, None, "0") };
            set(&mut house.session, &priced).unwrap();
            let found = show(&house.session.store, &model, NOW).unwrap().swap_remove(0);
            let [input, output, cached, cache_write, reasoning] = tokens;
            let tokens = Tokens { input, output, cached, cache_write, reasoning };
            let cost = found.price.unwrap().rates.cost(&tokens, duration_ms);
            assert_eq!(cost, usd.map(|usd| usd.parse().unwrap()), "invoice {number}");
        }
    }

    #[test]
    fn a_price_must_price_something() {
        let mut house = house();
        let empty = Request { rates: Rates::default(), ..request("gpt-5", None, "1") };
        assert_eq!(set(&mut house.session, &empty).unwrap_err().kind, Kind::Usage);
        let nobodys = request("gpt-5", Some("mian"), "1");
        let refused = set(&mut house.session, &nobodys).unwrap_err();
        assert_eq!(refused.kind, Kind::NotFound);
        assert_eq!(refused.why.as_deref(), Some("did you mean \"main\"?"));
        set(&mut house.session, &request("gpt-5", None, "0")).unwrap();
        assert_eq!(costs(&house, "gpt-5", NOW), [Some(0), Some(0)], "free is a price");
    }
}
