//! Explaining a verdict: every check the gateway makes of a request, and what it looks at.

use std::net::IpAddr;

use crate::domain::credential::Credential;
use crate::domain::key::KeyRef;
use crate::domain::limit::Holding;
use crate::domain::money::Nanos;
use crate::domain::price::{self, Price};
use crate::domain::provider::{Auth, Dialect, Provider};
use crate::domain::route::{Action, Route};
use crate::domain::time::Timestamp;
use crate::domain::usage::{Payer, Tokens};
use crate::domain::version::Version;
use crate::ops::budget::account::{self, Account};
use crate::ops::decide::{self, Case, Check, Origin, Refusal, Verdict};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::snapshot::{self, Snapshot};
use crate::store::db::Store;
use crate::store::key_secret as secret_rows;

/// A request to explain.
#[derive(Clone, Debug)]
pub struct Question {
    /// The key; a public prefix means the version that has it, anything else the current one.
    pub key: KeyRef,
    /// The model that it would run.
    pub model: String,
    /// What it would ask for; the chat of whoever serves the model where nothing is said.
    pub route: Option<Route>,
    /// Where it would come from; not asked about where nothing is said.
    pub client: Option<IpAddr>,
    /// How many tokens to tell the cost of.
    pub tokens: Option<u64>,
}

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// A stable name for scripts.
    pub name: &'static str,
    /// The verdict.
    pub verdict: Verdict,
    /// What was looked at.
    pub detail: String,
}

/// What the model costs there.
#[derive(Clone, Debug)]
pub struct Cost {
    /// The price in force.
    pub price: Price,
    /// What so many tokens cost as input; `None` where none were asked for, or have no price.
    pub input: Option<Nanos>,
    /// What so many tokens cost as output.
    pub output: Option<Nanos>,
}

/// What the gateway would make of a request.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The version of the key that was judged.
    pub key: Credential,
    /// What it would ask for.
    pub route: Route,
    /// Who serves the model.
    pub provider: Option<Provider>,
    /// Whose provider key pays; `None` where there is nobody to ask, or no key to send.
    pub payer: Option<Payer>,
    /// What that costs; `None` where there is no price.
    pub cost: Option<Cost>,
    /// Every check, in the order the gateway makes them.
    pub items: Vec<Item>,
    /// The first refusal, which is what the client hears; `None` where it is served.
    pub refusal: Option<Refusal>,
}

impl Explanation {
    /// Whether it would run a model that somebody serves, and so cost something.
    pub fn is_metered(&self) -> bool {
        self.provider.is_some() && self.route.action() == Action::Run
    }
}

/// Explains what the gateway would make of a request, check by check.
///
/// # Errors
/// [`Kind::NotFound`] for the key, or what the store says; a refusal is a verdict, not an error.
pub fn explain(store: &Store, question: &Question, now: Timestamp) -> Result<Explanation, Error> {
    let snapshot = snapshot::load(store)?;
    let key = credential(store, &question.key)?;
    let model = question.model.as_str();
    let route = question.route.unwrap_or_else(|| chat_route(&snapshot, model));
    let names_model = matches!(route.action(), Action::Run | Action::ShowModel);
    let case = Case {
        snapshot: &snapshot,
        key: &key,
        now,
        origin: question.client.map_or(Origin::NotAsked, Origin::Address),
        permission: Some(route.permission()),
        dialect: Some(route.dialect()),
        model: names_model.then_some(model),
    };
    let mut items: Vec<Item> = Check::ALL
        .into_iter()
        .map(|check| Item {
            name: check.name(),
            verdict: check.judge(&case),
            detail: check.detail(&case),
        })
        .collect();
    let provider = match route.action() {
        Action::Run | Action::ShowModel => decide::provider(&snapshot, route.dialect(), model).ok(),
        Action::Ask => decide::providers(&snapshot, route.dialect()).next(),
        Action::ListModels => None,
    };
    let payer = provider.map(|provider| payer(store, provider, &key)).transpose()?.flatten();
    items.push(provider_key_item(route, provider, payer));
    let price = provider
        .filter(|_| route.action() == Action::Run)
        .and_then(|provider| price::in_force(&snapshot.prices, model, provider.id, now))
        .cloned();
    let cost = price.map(|price| cost(price, question.tokens));
    items.push(limits_item(&snapshot, &key, names_model.then_some(model)));
    if provider.is_some() && route.action() == Action::Run {
        let read = store.read()?;
        let accounts = account::accounts(&read, &snapshot.book, key.sender(), model, now)?;
        items.extend(budget_items(&accounts, cost.as_ref(), model));
    }
    let refusal = items.iter().find_map(|item| match &item.verdict {
        Verdict::Refused(refusal) => Some(refusal.clone()),
        Verdict::Passed | Verdict::NotAsked => None,
    });
    Ok(Explanation { provider: provider.cloned(), cost, key, route, payer, items, refusal })
}

/// The version that a reference means.
fn credential(store: &Store, reference: &KeyRef) -> Result<Credential, Error> {
    let read = store.read()?;
    let key = find::key_to_read(&read, reference)?;
    let named = |version: &Version| {
        let meant = reference.as_prefix();
        match meant.as_ref().unwrap_or(reference) {
            KeyRef::Prefix(prefix) => version.prefix.as_str().ends_with(prefix.as_str()),
            KeyRef::Id(_) | KeyRef::Path(..) | KeyRef::Name(_) => false,
        }
    };
    let version = secret_rows::list(&read, key.id)?.into_iter().find(named);
    let prefix = version.map_or(key.prefix, |version| version.prefix);
    secret_rows::find_credential(&read, prefix.as_str())?.ok_or_else(|| {
        Error::new(Kind::Integrity, "key.version_missing", "the key has no current version")
    })
}

/// The chat in the dialect of the first provider that serves a model.
fn chat_route(snapshot: &Snapshot, model: &str) -> Route {
    let serving = snapshot.providers.iter().find(|provider| provider.routes_model(model));
    match serving.map(|provider| provider.dialect) {
        Some(Dialect::Ollama) => Route::OllamaChat,
        Some(Dialect::OpenAi | Dialect::Demo) | None => Route::OpenAiChat,
    }
}

fn payer(store: &Store, provider: &Provider, key: &Credential) -> Result<Option<Payer>, Error> {
    if provider.auth == Auth::None {
        return Ok(Some(Payer::Nobody));
    }
    let found = decide::provider_key(&store.read()?, provider, key.user_id)?;
    Ok(found.map(|found| if found.user_id.is_some() { Payer::User } else { Payer::System }))
}

fn provider_key_item(route: Route, provider: Option<&Provider>, payer: Option<Payer>) -> Item {
    let (verdict, detail) = match (provider, payer) {
        (None, _) if route.action() == Action::Ask => (
            Verdict::Refused(Refusal::ModelUnknown(String::new())),
            format!("no provider speaks {}", route.dialect().as_str()),
        ),
        (None, _) => (Verdict::NotAsked, String::new()),
        (Some(provider), Some(Payer::Nobody)) => {
            (Verdict::Passed, format!("provider {} takes no key", provider.name))
        }
        (Some(provider), Some(Payer::User)) => {
            (Verdict::Passed, format!("the user's own key for provider {}", provider.name))
        }
        (Some(provider), Some(Payer::System)) => {
            (Verdict::Passed, format!("the system's key for provider {}", provider.name))
        }
        (Some(_), None) => (Verdict::Refused(Refusal::ProviderKeyMissing), String::new()),
    };
    Item { name: "provider_key", verdict, detail }
}

/// What limits hold; how much of them is left only each gateway knows.
fn limits_item(snapshot: &Snapshot, key: &Credential, model: Option<&str>) -> Item {
    let holding = snapshot.limits.holding(key.sender(), model);
    let of = |holding: &Holding| {
        let requests = holding.requests.map(|rate| format!("{rate} requests"));
        let tokens = holding.tokens.map(|rate| format!("{rate} tokens"));
        let at_once = holding.concurrent.map(|most| format!("{most} at once"));
        [requests, tokens, at_once].into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let detail = match holding.as_slice() {
        [] => "none holds".to_owned(),
        some => some.iter().map(of).collect::<Vec<_>>().join("; "),
    };
    Item { name: "limits", verdict: Verdict::NotAsked, detail }
}

/// The verdict of all budgets together, and how each stands. Without a number of tokens it is asked
/// whether any money is left.
fn budget_items(accounts: &[Account], cost: Option<&Cost>, model: &str) -> Vec<Item> {
    if accounts.is_empty() {
        let detail = "none applies".to_owned();
        return vec![Item { name: "budget", verdict: Verdict::NotAsked, detail }];
    }
    let blocks = accounts.iter().any(|account| account.budget.blocks());
    let most = cost.and_then(|cost| cost.input.max(cost.output)).unwrap_or(Nanos(1));
    let refusal = match cost {
        None if blocks => Some(Refusal::NotPriced(model.to_owned())),
        _ => account::refusal(accounts, most),
    };
    let told = |account: &Account| {
        let Account { budget, standing, .. } = account;
        let (limit, every) = (standing.limit(budget), budget.every.as_str());
        let beyond = budget.on_exceed.as_str();
        let (spent, reserved) = (standing.spent, standing.reserved);
        let named = budget.named();
        format!("{named}: ${spent} spent and ${reserved} held of ${limit}/{every}, {beyond}")
    };
    let detail = accounts.iter().map(told).collect::<Vec<_>>().join("; ");
    let verdict = refusal.map_or(Verdict::Passed, Verdict::Refused);
    vec![Item { name: "budget", verdict, detail }]
}

fn cost(price: Price, tokens: Option<u64>) -> Cost {
    let of = |tokens| price.rates.cost(&tokens, 0);
    let input = tokens.and_then(|input| of(Tokens { input, ..Tokens::default() }));
    let output = tokens.and_then(|output| of(Tokens { output, ..Tokens::default() }));
    Cost { price, input, output }
}
