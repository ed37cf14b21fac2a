//! What a request was admitted by, looked at once more in the transaction that holds for it.
//!
//! Most requests are held for under the revision they were judged by. Where commands follow each
//! other so closely that it is another one each time, the request is judged within the transaction.

use crate::domain::price;
use crate::domain::provider::Provider;
use crate::domain::scope::Sender;
use crate::domain::token::Prefix;
use crate::domain::usage::InFlight;
use crate::ops::decide::{self, Case, Origin};
use crate::ops::error::Error;
use crate::ops::snapshot::{Reserve, Snapshot};
use crate::store::db::Read;
use crate::store::key_secret as secret_rows;

/// What a request was admitted by.
#[derive(Clone, Debug)]
pub struct Grounds {
    /// Its key.
    pub prefix: Prefix,
    /// Where it comes from.
    pub origin: Origin,
    /// Who serves it.
    pub provider: Provider,
    /// The price that what it may cost was counted by.
    pub price_id: i64,
    /// What that was counted by where neither the request nor the price says.
    pub reserve: Reserve,
}

impl Grounds {
    /// Whether the request would be admitted by the same, and for as much, now.
    ///
    /// # Errors
    /// What the store says.
    pub fn stand(
        &self,
        read: &Read<'_>,
        snapshot: &Snapshot,
        request: &InFlight,
        sender: Sender,
    ) -> Result<bool, Error> {
        let found = secret_rows::find_credential(read, self.prefix.as_str())?;
        let Some(key) = found.filter(|key| key.sender() == sender) else { return Ok(false) };
        let (route, model) = (request.route, request.model.as_str());
        let case = Case {
            snapshot,
            key: &key,
            now: request.at,
            origin: self.origin,
            permission: Some(route.permission()),
            dialect: Some(route.dialect()),
            model: Some(model),
        };
        let provider = decide::provider(snapshot, route.dialect(), model);
        let price = price::in_force(&snapshot.prices, model, request.provider_id, request.at);
        Ok(decide::decide(&case).is_ok()
            && provider.is_ok_and(|provider| *provider == self.provider)
            && price.is_some_and(|price| price.id == self.price_id)
            && snapshot.reserve == self.reserve)
    }
}
