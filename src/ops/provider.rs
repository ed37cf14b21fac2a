//! Providers and the keys that pay for them.

use rand_core::CryptoRng;

use crate::domain::audit::Event;
use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::provider::{
    Auth, BaseUrl, BaseUrlError, Dialect, Fallback, PRESETS, Provider, ProviderKey,
};
use crate::domain::usage::Payer;
use crate::domain::user::{UserId, UserRef};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::Session;
use crate::secret::keyring::{Keyring, Place};
use crate::secret::value::Secret;
use crate::store::data_key;
use crate::store::db::Store;
use crate::store::provider::{self as provider_rows, SealedKey};

/// What a new provider is to be.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its name.
    pub name: Name,
    /// What it speaks.
    pub dialect: Dialect,
    /// Where it is; nothing for the demo.
    pub base_url: Option<BaseUrl>,
    /// The models that go to it.
    pub routes: Vec<ModelGlob>,
    /// Whether it wants a credential; by dialect where not said.
    pub auth: Option<Auth>,
    /// Who pays for a user without a key of their own.
    pub fallback: Fallback,
    /// Whether it may be on a private network.
    pub allow_private: bool,
}

impl Request {
    /// What the preset of this name makes; `None` where there is none.
    pub fn of_preset(name: &Name) -> Option<Self> {
        let preset = PRESETS.into_iter().find(|preset| preset.name == name.as_str())?;
        Some(Self {
            name: name.clone(),
            dialect: preset.dialect,
            base_url: preset.url.and_then(|url| url.parse().ok()),
            routes: preset.routes.iter().filter_map(|glob| glob.parse().ok()).collect(),
            auth: None,
            fallback: Fallback::None,
            allow_private: false,
        })
    }
}

/// What is to change of a provider; what is not named stays.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Where it is.
    pub base_url: Option<BaseUrl>,
    /// All the models that go to it.
    pub routes: Option<Vec<ModelGlob>>,
    /// Whether it wants a credential.
    pub auth: Option<Auth>,
    /// Who pays for a user without a key of their own.
    pub fallback: Option<Fallback>,
    /// Whether it may be on a private network.
    pub allow_private: Option<bool>,
}

/// A key to send, and whose it is.
#[derive(Debug)]
pub struct Credential {
    /// Whose it is.
    pub payer: Payer,
    /// The key.
    pub key: Secret<String>,
}

/// Adds a provider.
///
/// # Errors
/// [`Kind::Conflict`] where the name is taken, [`Kind::Usage`] where the URL is missing or out of
/// place, [`Kind::Refused`] where it is not allowed (R-H1).
pub fn add(session: &mut Session, request: Request) -> Result<Provider, Error> {
    let now = session.now;
    session.change(|write, _| {
        let Request { name, dialect, base_url, routes, auth, fallback, allow_private } = request;
        if provider_rows::find(write, &name)?.is_some() {
            let message = format!("provider \"{name}\" exists");
            return Err(Error::new(Kind::Conflict, "provider.exists", message)
                .fix(format!("keyctl provider set {name} …")));
        }
        let default_auth = if dialect == Dialect::OpenAi { Auth::Key } else { Auth::None };
        let mut provider = Provider {
            id: 0,
            name,
            dialect,
            base_url,
            routes,
            auth: auth.unwrap_or(default_auth),
            fallback,
            allow_private,
            created_at: now,
        };
        check(&provider)?;
        provider.id = provider_rows::insert(write, &provider)?;
        let event = about("provider.add", &provider);
        Ok((provider, vec![event]))
    })
}

/// Every provider, in the order they are asked.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store) -> Result<Vec<Provider>, Error> {
    Ok(provider_rows::list(&store.read()?)?)
}

/// The provider of a name.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn show(store: &Store, name: &Name) -> Result<Provider, Error> {
    find::provider(&store.read()?, name)
}

/// Changes a provider. A new scheme, host or port drops its stored keys, which are sealed for the
/// old one; the second value says how many.
///
/// # Errors
/// [`Kind::NotFound`], or as [`add`].
pub fn set(
    session: &mut Session,
    name: &Name,
    changes: Changes,
) -> Result<(Provider, usize), Error> {
    session.change(|write, _| {
        let mut provider = find::provider(write, name)?;
        let origin = provider.origin();
        if changes.base_url.is_some() {
            provider.base_url = changes.base_url;
        }
        provider.routes = changes.routes.unwrap_or(provider.routes);
        provider.auth = changes.auth.unwrap_or(provider.auth);
        provider.fallback = changes.fallback.unwrap_or(provider.fallback);
        provider.allow_private = changes.allow_private.unwrap_or(provider.allow_private);
        check(&provider)?;
        provider_rows::update(write, &provider)?;
        let dropped = if provider.origin() == origin {
            0
        } else {
            provider_rows::delete_keys(write, provider.id)?
        };
        let event = about("provider.set", &provider).with("dropped_keys", dropped);
        Ok(((provider, dropped), vec![event]))
    })
}

/// Removes a provider and its stored keys. The ledger keeps its name.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn remove(session: &mut Session, name: &Name) -> Result<Provider, Error> {
    let now = session.now;
    session.change(|write, _| {
        let provider = find::provider(write, name)?;
        let dropped = provider_rows::delete_keys(write, provider.id)?;
        provider_rows::remove(write, provider.id, now)?;
        let event = about("provider.remove", &provider).with("dropped_keys", dropped);
        Ok((provider, vec![event]))
    })
}

/// Every stored key, of one user or of all, without the keys.
///
/// # Errors
/// [`Kind::NotFound`] for the user.
pub fn keys(store: &Store, user: Option<&UserRef>) -> Result<Vec<ProviderKey>, Error> {
    let read = store.read()?;
    let mut keys = provider_rows::keys(&read)?;
    if let Some(user) = user {
        let user = find::user(&read, user)?;
        keys.retain(|key| key.user.as_ref() == Some(&user.handle));
    }
    Ok(keys)
}

/// Stores a provider's key, sealed, for a user or for the system, in place of the one before. A
/// system key makes the provider pay for everybody (R-H4).
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Refused`] where the key cannot be a header's value or the provider
/// takes none.
pub fn set_key(
    session: &mut Session,
    name: &Name,
    user: Option<&UserRef>,
    key: &Secret<String>,
    rng: &mut impl CryptoRng,
) -> Result<ProviderKey, Error> {
    let text = key.expose();
    if text.len() < 4 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::new(Kind::Refused, "provider.malformed_key", "this is no provider key")
            .why("a key is at least four visible ASCII characters without spaces"));
    }
    let now = session.now;
    session.change(|write, keyring| {
        let mut provider = find::provider(write, name)?;
        if provider.auth == Auth::None {
            let message = format!("provider \"{name}\" takes no key");
            return Err(Error::new(Kind::Refused, "provider.takes_no_key", message)
                .fix(format!("keyctl provider set {name} --auth key")));
        }
        let user = user.map(|user| find::user(write, user)).transpose()?;
        let user_id = user.as_ref().map(|user| user.id);
        provider_rows::delete_key(write, provider.id, user_id)?;
        let id = provider_rows::next_key_id(write)?;
        data_key::count_use(write, keyring.seal_key_id())?;
        let origin = provider.origin();
        let sealed = keyring.seal(&place(&provider, &origin, id, user_id), text.as_bytes(), rng);
        let last_four = text[text.len() - 4..].to_owned();
        let row = SealedKey { id, user_id, sealed };
        provider_rows::insert_key(write, provider.id, &row, &last_four, now)?;
        if user_id.is_none() && provider.fallback == Fallback::None {
            provider.fallback = Fallback::System;
            provider_rows::update(write, &provider)?;
        }
        let handle = user.map(|user| user.handle);
        let event = about("provider.set_key", &provider)
            .with("owner", handle.as_ref().map_or("system", Name::as_str));
        let stored =
            ProviderKey { id, provider: name.clone(), user: handle, last_four, created_at: now };
        Ok((stored, vec![event]))
    })
}

/// Deletes a stored key.
///
/// # Errors
/// [`Kind::NotFound`] where there is none.
pub fn unset_key(
    session: &mut Session,
    name: &Name,
    user: Option<&UserRef>,
) -> Result<Provider, Error> {
    session.change(|write, _| {
        let provider = find::provider(write, name)?;
        let user = user.map(|user| find::user(write, user)).transpose()?;
        let owner = user.as_ref().map_or("system", |user| user.handle.as_str());
        if !provider_rows::delete_key(write, provider.id, user.as_ref().map(|user| user.id))? {
            let message = format!("provider \"{name}\" has no key of {owner}");
            return Err(Error::new(Kind::NotFound, "provider.key_not_found", message)
                .fix("keyctl provider keys"));
        }
        let event = about("provider.unset_key", &provider).with("owner", owner);
        Ok((provider, vec![event]))
    })
}

/// The key that a request to a provider is sent with: the user's own, else the system's where the
/// provider falls back to it. `None` where there is neither (R-H4).
///
/// # Errors
/// [`Kind::Integrity`] where the stored key does not open in its place.
pub fn credential(
    store: &Store,
    keyring: &Keyring,
    provider: &Provider,
    user: UserId,
) -> Result<Option<Credential>, Error> {
    let read = store.read()?;
    let own = provider_rows::find_key(&read, provider.id, Some(user))?;
    let stored = match own {
        None if provider.fallback == Fallback::System => {
            provider_rows::find_key(&read, provider.id, None)?
        }
        own => own,
    };
    let Some(stored) = stored else { return Ok(None) };
    let damaged = || {
        let message = format!("the stored key of provider \"{}\" does not open", provider.name);
        Error::new(Kind::Integrity, "provider.key_damaged", message)
            .fix(format!("keyctl provider set-key {}", provider.name))
    };
    let origin = provider.origin();
    let place = place(provider, &origin, stored.id, stored.user_id);
    let opened = keyring.open(&place, &stored.sealed).map_err(|_| damaged())?;
    let key = std::str::from_utf8(opened.expose()).map_err(|_| damaged())?.to_owned();
    let payer = if stored.user_id.is_some() { Payer::User } else { Payer::System };
    Ok(Some(Credential { payer, key: Secret::new(key) }))
}

/// The key that `user`, or where none is named the system, would be served with.
///
/// # Errors
/// [`Kind::NotFound`] where there is none, or as [`credential`].
pub fn stored_key(
    store: &Store,
    keyring: &Keyring,
    provider: &Provider,
    user: Option<&UserRef>,
) -> Result<Credential, Error> {
    // No user has the number 0, so only the system's key can be found for it.
    let user = user.map(|user| find::user(&store.read()?, user)).transpose()?;
    let id = user.map_or(UserId(0), |user| user.id);
    credential(store, keyring, provider, id)?.ok_or_else(|| {
        let message = format!("provider \"{}\" has no key to send", provider.name);
        Error::new(Kind::NotFound, "provider.key_not_found", message)
            .fix(format!("keyctl provider set-key {}", provider.name))
    })
}

fn check(provider: &Provider) -> Result<(), Error> {
    let name = &provider.name;
    let usage = |code, message: String| Error::new(Kind::Usage, code, message);
    match (&provider.base_url, provider.dialect) {
        (Some(_), Dialect::Demo) => {
            return Err(usage("provider.no_url", "the demo provider has no URL".to_owned()));
        }
        (None, Dialect::OpenAi | Dialect::Ollama) => {
            return Err(usage("provider.url_missing", format!("provider \"{name}\" has no URL"))
                .fix("add --url https://…"));
        }
        (Some(url), _) if !url.is_tls() && !url.is_loopback() && !provider.allow_private => {
            return Err(Error::new(
                Kind::Refused,
                "provider.plain_http",
                BaseUrlError::Plain.to_string(),
            )
            .why("the provider's key and every prompt would cross the network in the clear"));
        }
        _ => {}
    }
    if provider.routes.is_empty() {
        return Err(usage("provider.no_route", format!("no model goes to provider \"{name}\""))
            .fix("add --route 'MODEL-GLOB'"));
    }
    Ok(())
}

/// The place that a provider's key is sealed for: its row, its owner, and the server it may be
/// sent to.
fn place<'a>(provider: &Provider, origin: &'a str, id: i64, user: Option<UserId>) -> Place<'a> {
    Place {
        table: "provider_keys",
        column: "sealed",
        row: id,
        owner: user.map_or(0, |user| user.0),
        provider: provider.dialect.as_str(),
        origin,
        version: 1,
    }
}

fn about(action: &'static str, provider: &Provider) -> Event {
    let url = provider.base_url.as_ref().map(BaseUrl::to_string);
    Event::ok(action, format_args!("provider:{}", provider.id))
        .with("provider", provider.name.as_str())
        .with("url", url)
}
