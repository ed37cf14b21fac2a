//! Providers and the keys that pay for them.

use rand_core::CryptoRng;

use crate::domain::audit::{Event, Outcome};
use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::provider::{
    Auth, BaseUrl, BaseUrlError, Dialect, Fallback, PRESETS, Provider, ProviderKey,
};
use crate::domain::usage::Payer;
use crate::domain::user::{UserId, UserRef};
use crate::ops::decide;
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
        provider_rows::mark_removed(write, provider.id, now)?;
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
    let mut keys = provider_rows::list_keys(&read)?;
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
        data_key::record_use(write, keyring.seal_key_id())?;
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
        let event = of_user(event, handle.as_ref());
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
        let event = of_user(event, user.as_ref().map(|user| &user.handle));
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
    let stored = decide::provider_key(&store.read()?, provider, user)?;
    let Some(stored) = stored else { return Ok(None) };
    open(keyring, provider, &stored).map(Some)
}

/// Puts on record that the key a request of a user would be sent with does not open in its place
/// (R-A7). Where it does by now, nothing is.
///
/// # Errors
/// What the store says.
pub fn record_unopened(
    session: &mut Session,
    provider: &Provider,
    user: UserId,
) -> Result<(), Error> {
    let read = session.store.read()?;
    let Some(stored) = decide::provider_key(&read, provider, user)? else { return Ok(()) };
    let owner = stored.user_id.map(|id| find::user(&read, &UserRef::Id(id))).transpose()?;
    drop(read);
    if open(&session.keyring, provider, &stored).is_ok() {
        return Ok(());
    }
    let handle = owner.as_ref().map(|owner| &owner.handle);
    let target = format!("provider_key:{}", stored.id);
    let event = Event::ok("seal.open_failed", &target)
        .with_outcome(Outcome::Error)
        .with("provider", provider.name.as_str())
        .with("owner", handle.map_or("system", Name::as_str));
    session.record_unopened(&target, of_user(event, handle))
}

fn open(keyring: &Keyring, provider: &Provider, stored: &SealedKey) -> Result<Credential, Error> {
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
    Ok(Credential { payer, key: Secret::new(key) })
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
    let id = payer(store, user)?;
    credential(store, keyring, provider, id)?.ok_or_else(|| {
        let message = format!("provider \"{}\" has no key to send", provider.name);
        Error::new(Kind::NotFound, "provider.key_not_found", message)
            .fix(format!("keyctl provider set-key {}", provider.name))
    })
}

/// As [`stored_key`]; one that does not open in its place goes on record (R-A7).
///
/// # Errors
/// As [`stored_key`].
pub fn open_stored_key(
    session: &mut Session,
    provider: &Provider,
    user: Option<&UserRef>,
) -> Result<Credential, Error> {
    let opened = stored_key(&session.store, &session.keyring, provider, user);
    if opened.as_ref().is_err_and(|error| error.kind == Kind::Integrity) {
        let id = payer(&session.store, user)?;
        record_unopened(session, provider, id)?;
    }
    opened
}

/// Whose key is looked for. No user has the number 0, so only the system's can be found for it.
fn payer(store: &Store, user: Option<&UserRef>) -> Result<UserId, Error> {
    let user = user.map(|user| find::user(&store.read()?, user)).transpose()?;
    Ok(user.map_or(UserId(0), |user| user.id))
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

/// Names the user whose key an event is about; the system's is nobody's.
fn of_user(event: Event, handle: Option<&Name>) -> Event {
    match handle {
        Some(handle) => event.with("user", handle.as_str()),
        None => event,
    }
}

fn about(action: &'static str, provider: &Provider) -> Event {
    let url = provider.base_url.as_ref().map(BaseUrl::to_string);
    Event::ok(action, format_args!("provider:{}", provider.id))
        .with("provider", provider.name.as_str())
        .with("url", url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::fixture::Fixture;
    use crate::secret::random;

    const URL: &str = "https://api.example.com/v1";

    fn request(name: &str, url: Option<&str>) -> Request {
        Request {
            name: name.parse().unwrap(),
            dialect: Dialect::OpenAi,
            base_url: url.map(|url| url.parse().unwrap()),
            routes: vec!["gpt-*".parse().unwrap()],
            auth: None,
            fallback: Fallback::None,
            allow_private: false,
        }
    }

    fn added(house: &mut Fixture, name: &str) -> Provider {
        add(&mut house.session, request(name, Some(URL))).unwrap()
    }

    fn stored(house: &mut Fixture, name: &str, user: Option<&str>, key: &str) -> ProviderKey {
        let user = user.map(|user| user.parse().unwrap());
        let key = Secret::new(key.to_owned());
        let name = name.parse().unwrap();
        set_key(&mut house.session, &name, user.as_ref(), &key, &mut random::system()).unwrap()
    }

    /// Who pays with what, `nobody`, or the kind of failure.
    fn paid(house: &Fixture, name: &str, user: UserId) -> String {
        let Session { store, keyring, .. } = &house.session;
        let provider = show(store, &name.parse().unwrap()).unwrap();
        match credential(store, keyring, &provider, user) {
            Ok(Some(found)) => format!("{}: {}", found.payer.as_str(), found.key.expose()),
            Ok(None) => "nobody".to_owned(),
            Err(error) => format!("{:?}", error.kind),
        }
    }

    #[test]
    fn a_provider_is_what_was_asked_for() {
        let mut house = Fixture::new();
        let made = added(&mut house, "main");
        let read = show(&house.session.store, &"main".parse().unwrap()).unwrap();
        assert_eq!(format!("{made:?}"), format!("{read:?}"));
        assert_eq!(made.auth, Auth::Key, "OpenAI wants a key where nothing is said");
        let ollama = Request {
            dialect: Dialect::Ollama,
            ..request("local", Some("http://127.0.0.1:11434"))
        };
        assert_eq!(add(&mut house.session, ollama).unwrap().auth, Auth::None);
        let refused = add(&mut house.session, request("main", Some(URL))).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "provider.exists"));
    }

    #[test]
    fn what_cannot_be_reached_safely_is_refused() {
        let mut house = Fixture::new();
        let told = house.told();
        let demo = |url| Request { dialect: Dialect::Demo, ..request("x", url) };
        let nowhere = Request { routes: Vec::new(), ..request("x", Some(URL)) };
        let private = Request { allow_private: true, ..request("lan", Some("http://10.0.0.7/v1")) };
        for (asked, kind) in [
            (request("x", None), Kind::Usage),
            (demo(Some(URL)), Kind::Usage),
            (nowhere, Kind::Usage),
            (request("x", Some("http://api.example.com")), Kind::Refused),
            (request("x", Some("http://10.0.0.7/v1")), Kind::Refused),
        ] {
            assert_eq!(add(&mut house.session, asked.clone()).unwrap_err().kind, kind, "{asked:?}");
        }
        assert_eq!(house.told(), told);
        add(&mut house.session, private).unwrap();
        add(&mut house.session, demo(None)).unwrap();
        let changes = Changes { allow_private: Some(false), ..Changes::default() };
        let refused = set(&mut house.session, &"lan".parse().unwrap(), changes).unwrap_err();
        assert_eq!(refused.code, "provider.plain_http", "a change is checked as a new one is");
    }

    #[test]
    fn what_is_not_named_stays_and_a_new_origin_drops_the_keys() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        added(&mut house, "main");
        added(&mut house, "other");
        for name in ["main", "other"] {
            stored(&mut house, name, None, "sk-system");
            stored(&mut house, name, Some("ada"), "sk-ada");
        }
        let main = "main".parse().unwrap();
        let mut change = |url: &str| {
            let base_url = Some(url.parse().unwrap());
            set(&mut house.session, &main, Changes { base_url, ..Changes::default() }).unwrap()
        };
        let (provider, dropped) = change("https://API.example.com:443/v2");
        assert_eq!((provider.base_url.unwrap().path(), dropped), ("/v2", 0), "the same server");
        let (provider, dropped) = change("https://api.example.org/v2");
        assert_eq!(dropped, 2);
        assert_eq!(provider.routes, ["gpt-*".parse().unwrap()]);
        assert_eq!((provider.auth, provider.fallback), (Auth::Key, Fallback::System));
        assert_eq!(paid(&house, "main", ada.id), "nobody");
        assert_eq!(paid(&house, "other", ada.id), "user: sk-ada");
        assert!(house.entries().last().unwrap().details.contains(r#""dropped_keys":2"#));
    }

    #[test]
    fn a_users_own_key_pays_before_the_systems() {
        let mut house = Fixture::new();
        let (ada, bob) = (house.user("ada"), house.user("bob"));
        added(&mut house, "main");
        assert_eq!(paid(&house, "main", ada.id), "nobody");
        stored(&mut house, "main", Some("ada"), "sk-ada");
        assert_eq!(paid(&house, "main", ada.id), "user: sk-ada");
        assert_eq!(paid(&house, "main", bob.id), "nobody", "nobody pays with another's key");
        let system = stored(&mut house, "main", None, "sk-system");
        assert_eq!((system.user, system.last_four.as_str()), (None, "stem"));
        assert_eq!(paid(&house, "main", ada.id), "user: sk-ada");
        assert_eq!(paid(&house, "main", bob.id), "system: sk-system");
        stored(&mut house, "main", None, "sk-second");
        assert_eq!(paid(&house, "main", bob.id), "system: sk-second");
        let alone = Changes { fallback: Some(Fallback::None), ..Changes::default() };
        set(&mut house.session, &"main".parse().unwrap(), alone).unwrap();
        assert_eq!(paid(&house, "main", bob.id), "nobody", "as the provider says");
    }

    #[test]
    fn a_key_is_stored_sealed_and_can_be_taken_away() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        added(&mut house, "main");
        let (main, user) = ("main".parse().unwrap(), "ada".parse().unwrap());
        stored(&mut house, "main", Some("ada"), "sk-nobody-may-read-this");
        assert!(!house.holds(b"nobody-may-read-this"));
        let listed = keys(&house.session.store, Some(&user)).unwrap();
        assert_eq!((listed.len(), listed[0].last_four.as_str()), (1, "this"));
        assert!(keys(&house.session.store, Some(&"root".parse().unwrap())).unwrap().is_empty());
        unset_key(&mut house.session, &main, Some(&user)).unwrap();
        assert_eq!(paid(&house, "main", ada.id), "nobody");
        for owner in [Some(&user), None] {
            let missing = unset_key(&mut house.session, &main, owner).unwrap_err();
            assert_eq!((missing.kind, missing.code), (Kind::NotFound, "provider.key_not_found"));
        }
    }

    #[test]
    fn what_is_no_key_is_not_stored() {
        let mut house = Fixture::new();
        added(&mut house, "main");
        let main = "main".parse().unwrap();
        for text in ["", "abc", "sk with space", "sk-line\n", "sk-\u{e9}t\u{e9}"] {
            let key = Secret::new(text.to_owned());
            let rng = &mut random::system();
            let refused = set_key(&mut house.session, &main, None, &key, rng).unwrap_err();
            assert_eq!((refused.kind, refused.code), (Kind::Refused, "provider.malformed_key"));
        }
        let none = Changes { auth: Some(Auth::None), ..Changes::default() };
        set(&mut house.session, &main, none).unwrap();
        let key = Secret::new("sk-real".to_owned());
        let rng = &mut random::system();
        let refused = set_key(&mut house.session, &main, None, &key, rng).unwrap_err();
        assert_eq!(refused.code, "provider.takes_no_key");
    }

    #[test]
    fn a_removed_provider_frees_its_name_and_leaves_no_key() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        let first = added(&mut house, "main");
        stored(&mut house, "main", Some("ada"), "sk-ada");
        remove(&mut house.session, &"main".parse().unwrap()).unwrap();
        assert_eq!(house.number("SELECT count(*) FROM provider_keys"), 0);
        let gone = show(&house.session.store, &"main".parse().unwrap()).unwrap_err();
        assert_eq!(gone.kind, Kind::NotFound);
        let second = added(&mut house, "main");
        assert_ne!(second.id, first.id, "the ledger means the first one by its number");
        assert_eq!(paid(&house, "main", ada.id), "nobody");
        assert_eq!(list(&house.session.store).unwrap().len(), 1);
    }

    #[test]
    fn a_sealed_key_opens_only_where_it_was_sealed() {
        let swaps = [
            ("UPDATE provider_keys SET user_id = 3 WHERE id = 1", "main", 3),
            (
                "UPDATE provider_keys SET user_id = NULL WHERE id = 1;
                 UPDATE providers SET fallback = 'system'",
                "main",
                3,
            ),
            (
                "UPDATE provider_keys SET sealed = (SELECT sealed FROM provider_keys WHERE id = 2)
                 WHERE id = 1",
                "main",
                2,
            ),
            ("UPDATE provider_keys SET id = 9 WHERE id = 1", "main", 2),
            ("UPDATE provider_keys SET provider_id = 2 WHERE id = 1", "other", 2),
            ("UPDATE providers SET base_url = 'https://evil.example/v1'", "main", 2),
            ("UPDATE providers SET base_url = 'http://api.example.com:443/v1'", "main", 2),
            ("UPDATE providers SET dialect = 'ollama'", "main", 2),
            (
                "UPDATE provider_keys SET sealed = CAST(sealed || x'00' AS BLOB) WHERE id = 1",
                "main",
                2,
            ),
            ("UPDATE provider_keys SET sealed = x'' WHERE id = 1", "main", 2),
        ];
        for (swap, provider, user) in swaps {
            let mut house = Fixture::new();
            assert_eq!((house.user("ada").id, house.user("bob").id), (UserId(2), UserId(3)));
            assert_eq!(added(&mut house, "main").id, 1);
            let other = request("other", Some("https://other.example/v1"));
            assert_eq!(add(&mut house.session, other).unwrap().id, 2);
            assert_eq!(stored(&mut house, "main", Some("ada"), "sk-ada").id, 1);
            assert_eq!(stored(&mut house, "other", Some("root"), "sk-root").id, 2);
            assert_eq!(paid(&house, "main", UserId(2)), "user: sk-ada");
            house.sql(swap);
            assert_eq!(paid(&house, provider, UserId(user)), "Integrity", "{swap}");
        }
    }
}
