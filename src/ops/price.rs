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
