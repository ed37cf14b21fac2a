//! What requests are decided by, read at one revision: roles, providers, prices, limits, budgets and
//! the settings that bear on a request.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::book::Book;
use crate::domain::credential::Credential;
use crate::domain::key::KeyRef;
use crate::domain::limit::Limits;
use crate::domain::network::ClientDetail;
use crate::domain::price::Price;
use crate::domain::provider::Provider;
use crate::domain::rate::Rate;
use crate::domain::role::{ADMIN, Role};
use crate::domain::setting::catalogue::{
    FREE_TIER_EXPIRED, FREE_TIER_KEY, FREE_TIER_REQUESTS, FREE_TIER_ROLE, FREE_TIER_USER,
    LIMIT_REQUESTS, RESERVE_ATTACHMENT_TOKENS, RESERVE_OUTPUT_TOKENS, SECURITY_BLOCK,
    SECURITY_FAILURES, USAGE_CLIENT,
};
use crate::domain::time::{Span, Zone};
use crate::ops::configuration;
use crate::ops::error::{Error, Kind};
use crate::store::budget as budget_rows;
use crate::store::db::{Read, Store};
use crate::store::key as key_rows;
use crate::store::key_secret as secret_rows;
use crate::store::limit as limit_rows;
use crate::store::price as price_rows;
use crate::store::provider as provider_rows;
use crate::store::role as role_rows;
use crate::store::setting;

/// What all requests are decided by, as of one revision.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// The revision.
    pub generation: u64,
    /// Whether a key of another shape than ours may be one that was imported.
    pub has_imported: bool,
    /// The roles, by number.
    pub roles: HashMap<i64, Role>,
    /// The providers, in the order they are asked.
    pub providers: Vec<Provider>,
    /// Every price.
    pub prices: Vec<Price>,
    /// What requests without a credential get; `None` where they get nothing.
    pub free_tier: Option<FreeTier>,
    /// Every limit.
    pub limits: Limits,
    /// Every budget.
    pub book: Book,
    /// What is held where a request does not say how much it can use.
    pub reserve: Reserve,
    /// How much of a client's address is recorded.
    pub client_detail: ClientDetail,
    /// How many credentials of one address may fail; `None` for any number.
    pub failures: Option<FailureLimit>,
}

/// How failures of one address are limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailureLimit {
    /// How many are no burst.
    pub rate: Rate,
    /// How long the address is refused after one.
    pub block: Span,
}

/// What is held of a budget where a request does not say how much it can use (R-I2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserve {
    /// Output tokens of each choice, where the price does not say either.
    pub output_tokens: u32,
    /// Input tokens of each attachment.
    pub tokens_per_attachment: u32,
}

impl Default for Reserve {
    fn default() -> Self {
        Self { output_tokens: 4_096, tokens_per_attachment: 50_000 }
    }
}

/// The free tier: a key for requests that carry none.
#[derive(Clone, Debug)]
pub struct FreeTier {
    /// The key they are judged and metered by.
    pub key: Arc<Credential>,
    /// Whether requests with an expired key get it too.
    pub expired: bool,
    /// How many requests one client address may make; `None` for any number.
    pub requests: Option<Rate>,
}

/// Reads what all requests are decided by.
///
/// # Errors
/// What the store says.
pub fn load(store: &Store) -> Result<Snapshot, Error> {
    load_in(&store.read()?)
}

/// As [`load`], within a transaction.
///
/// # Errors
/// What the store says.
pub fn load_in(read: &Read<'_>) -> Result<Snapshot, Error> {
    let roles = role_rows::list(read)?.into_iter().map(|role| (role.id, role)).collect();
    let free_tier = free_tier(read, &roles)?;
    let limits = limits(read, &roles, free_tier.as_ref())?;
    Ok(Snapshot {
        generation: setting::generation(read)?,
        free_tier,
        limits,
        client_detail: configuration::client(read, USAGE_CLIENT)?,
        failures: failure_limit(read)?,
        has_imported: secret_rows::has_imported(read)?,
        roles,
        providers: provider_rows::list(read)?,
        prices: price_rows::list(read)?,
        book: book(read)?,
        reserve: Reserve {
            output_tokens: configuration::count(read, RESERVE_OUTPUT_TOKENS)?,
            tokens_per_attachment: configuration::count(read, RESERVE_ATTACHMENT_TOKENS)?,
        },
    })
}

/// Every limit. The default is for users of any role but `admin`; of the free tier each client
/// address has a rate of its own.
fn limits(
    read: &Read<'_>,
    roles: &HashMap<i64, Role>,
    free_tier: Option<&FreeTier>,
) -> Result<Limits, Error> {
    let default = configuration::rate(read, LIMIT_REQUESTS)?;
    let admin = roles.values().find(|role| role.name == ADMIN).map(|role| role.id);
    let anonymous = free_tier.map(|tier| tier.key.user_id.0);
    Ok(Limits::new(limit_rows::list(read)?, default, admin, anonymous))
}

/// Reads every budget.
///
/// # Errors
/// What the store says.
pub fn book(read: &Read<'_>) -> Result<Book, Error> {
    Ok(Book::new(budget_rows::list(read)?, zone(read)?))
}

/// The zone in which days, hours and months begin.
///
/// # Errors
/// [`Kind::Integrity`] where the stored name is none.
pub fn zone(read: &Read<'_>) -> Result<Zone, Error> {
    parse_zone(&setting::get(read, setting::TIME_ZONE)?)
}

/// The zone of a name that is stored.
///
/// # Errors
/// [`Kind::Integrity`] where it is none.
pub fn parse_zone(name: &str) -> Result<Zone, Error> {
    name.parse().map_err(|_| {
        let message = format!("the accounting zone {name:?} is no time zone");
        Error::new(Kind::Integrity, "setting.time_zone", message)
    })
}

/// The free tier, where one is set and its key stands with the role that the setting names.
fn free_tier(read: &Read<'_>, roles: &HashMap<i64, Role>) -> Result<Option<FreeTier>, Error> {
    let Some(role) = setting::find(read, FREE_TIER_ROLE.name)? else { return Ok(None) };
    let (Ok(user), Ok(name)) = (FREE_TIER_USER.parse(), FREE_TIER_KEY.parse()) else {
        return Ok(None);
    };
    let found = key_rows::find(read, &KeyRef::Path(user, name))?;
    let Some(key) = found.into_iter().find(|key| key.status.is_living()) else { return Ok(None) };
    let key = secret_rows::find_credential(read, key.prefix.as_str())?;
    let key = key.filter(|key| roles.get(&key.role_id).is_some_and(|own| own.name == role));
    let expired = configuration::flag(read, FREE_TIER_EXPIRED)?;
    let requests = configuration::rate(read, FREE_TIER_REQUESTS)?;
    Ok(key.map(|key| FreeTier { key: Arc::new(key), expired, requests }))
}

fn failure_limit(read: &Read<'_>) -> Result<Option<FailureLimit>, Error> {
    let block = configuration::duration(read, SECURITY_BLOCK)?;
    let rate = configuration::rate(read, SECURITY_FAILURES)?;
    Ok(rate.map(|rate| FailureLimit { rate, block }))
}
