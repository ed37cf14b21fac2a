//! Keys: making, finding, judging and revoking them.

use std::collections::HashMap;
use std::io;

use rand_core::CryptoRng;

use crate::domain::audit::{self, Event};
use crate::domain::credential::Credential;
use crate::domain::key::{Activity, Key, KeyId, KeyRef, KeyStatus};
use crate::domain::name::Name;
use crate::domain::page::{Listing, Page};
use crate::domain::token::{self, BASE62, Brand, Environment, Finder, Prefix, Shape};
use crate::domain::user::{User, UserRef};
use crate::ops::decide::{self, Refusal};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::{Created, IfExists, Session};
use crate::secret::keyring::Keyring;
use crate::secret::random;
use crate::secret::value::Secret;
use crate::store::db::{Read, Store, Write};
use crate::store::key::{self as key_rows, NewSecret, Which};
use crate::store::setting;
use crate::store::usage as usage_rows;

/// What a new key is to be.
#[derive(Clone, Debug)]
pub struct Request {
    /// Whose it is.
    pub user: UserRef,
    /// Its name.
    pub name: Name,
    /// The word in it that tells live keys from test keys.
    pub environment: Environment,
}

/// A new key with its secret, which exists in this one value.
#[derive(Debug)]
pub struct Minted {
    /// The key.
    pub key: Key,
    /// The whole of it, to be shown once.
    pub secret: Secret<String>,
}

/// Which living keys to revoke.
#[derive(Clone, Debug)]
pub enum Doomed {
    /// These.
    Keys(Vec<KeyRef>),
    /// Every key of a user.
    AllOf(UserRef),
}

/// What a presented key is.
#[derive(Debug)]
pub struct Verdict {
    /// The key under its prefix, also where it is refused.
    pub found: Option<Credential>,
    /// Whether the gateway would serve it, and why not.
    pub judged: Result<(), Refusal>,
}

/// A key found in a text.
#[derive(Debug)]
pub struct Sighting {
    /// Its public prefix.
    pub prefix: Prefix,
    /// The key under it; `None` where no key here has that prefix.
    pub key: Option<Key>,
    /// Whether the gateway would serve what was found.
    pub judged: Result<(), Refusal>,
}

/// Creates a key. `deliver` gets it before the change is kept: if it fails, nothing was made.
///
/// # Errors
/// [`Kind::NotFound`] for the user, [`Kind::Conflict`] where that user has a living key of that
/// name (with [`IfExists::Accept`] it is returned instead), or what `deliver` says.
pub fn create(
    session: &mut Session,
    request: &Request,
    if_exists: IfExists,
    rng: &mut impl CryptoRng,
    deliver: impl FnOnce(&Minted) -> Result<(), Error>,
) -> Result<Created<Minted, Key>, Error> {
    let read = session.store.read()?;
    let user = find::user(&read, &request.user)?;
    if let Some(key) = living(&read, &user, &request.name)? {
        return match if_exists {
            IfExists::Accept => Ok(Created::Existing(key)),
            IfExists::Fail => Err(taken(&key)),
        };
    }
    drop(read);
    let now = session.now;
    session.change(|write, keyring| {
        let secret = mint(write, request.environment, rng)?;
        let shape = decide::shape(secret.expose().as_bytes()).map_err(|_| malformed())?;
        let new = digest(keyring, &secret, shape);
        let id = key_rows::insert(write, user.id, &request.name, &new, now)
            .map_err(|error| duplicate(error.into(), &user, &request.name))?;
        let key = find::key(write, &KeyRef::Id(id))?;
        let event = about("key.create", &key);
        let minted = Minted { key, secret };
        deliver(&minted)?;
        Ok((Created::New(minted), vec![event]))
    })
}

/// Which keys have an owner and a status.
///
/// # Errors
/// [`Kind::NotFound`] for the user.
pub fn select(
    store: &Store,
    user: Option<&UserRef>,
    status: Option<KeyStatus>,
) -> Result<Which, Error> {
    let user = user.map(|user| find::user(&store.read()?, user)).transpose()?;
    Ok(Which { user: user.map(|user| user.id), status })
}

/// The columns that a list of keys can be sorted by.
pub fn orders() -> Vec<&'static str> {
    key_rows::orders()
}

/// A page of keys, with what each was used for.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, which: &Which, page: &Page) -> Result<Listing<(Key, Activity)>, Error> {
    let read = store.read()?;
    let Listing { items, next } = key_rows::list(&read, which, page)?;
    let ids: Vec<KeyId> = items.iter().map(|key| key.id).collect();
    let mut activity: HashMap<_, _> = usage_rows::activity(&read, &ids)?;
    let items = items.into_iter().map(|key| (activity.remove(&key.id).unwrap_or_default(), key));
    Ok(Listing { items: items.map(|(activity, key)| (key, activity)).collect(), next })
}

/// How many keys.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store, which: &Which) -> Result<u64, Error> {
    Ok(key_rows::count(&store.read()?, which)?)
}

/// The key that a reference names, with what it was used for.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Usage`] where it is ambiguous.
pub fn show(store: &Store, key: &KeyRef) -> Result<(Key, Activity), Error> {
    let read = store.read()?;
    let key = find::key(&read, key)?;
    let activity = usage_rows::activity(&read, &[key.id])?.remove(&key.id).unwrap_or_default();
    Ok((key, activity))
}

/// The keys that [`revoke`] would revoke, to be confirmed.
///
/// # Errors
/// As [`revoke`].
pub fn doomed(store: &Store, doomed: &Doomed) -> Result<Vec<Key>, Error> {
    doomed_keys(&store.read()?, doomed)
}

/// Revokes keys: all of them, or, where one is not found or dead already, none. When it returns,
/// no gateway serves them (R-E1).
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Conflict`] for a key that is revoked already.
pub fn revoke(
    session: &mut Session,
    doomed: &Doomed,
    reason: Option<&str>,
) -> Result<Vec<Key>, Error> {
    let now = session.now;
    session.change(|write, _| {
        let keys = doomed_keys(write, doomed)?;
        let mut events = Vec::new();
        for key in &keys {
            key_rows::revoke(write, key.id, now)?;
            let event = about("key.revoke", key);
            events.push(match reason {
                Some(reason) => event.with("reason", audit::foreign(reason)),
                None => event,
            });
        }
        Ok((keys, events))
    })
}

/// Judges a presented key exactly as the gateway does.
///
/// # Errors
/// What the store says; a refusal is a verdict, not an error.
pub fn verify(store: &Store, keyring: &Keyring, presented: &[u8]) -> Result<Verdict, Error> {
    let shape = match decide::shape(presented) {
        Ok(shape) => shape,
        Err(refusal) => return Ok(Verdict { found: None, judged: Err(refusal) }),
    };
    let (_, found) = decide::find(store, shape.prefix)?;
    let judged = decide::authenticate(keyring, presented, found.as_ref());
    Ok(Verdict { found, judged })
}

/// Finds every key in a text, in the order they first stand there, and judges each. Constant
/// memory, whatever the length of the text.
///
/// # Errors
/// [`Kind::Storage`] where the text cannot be read, or what the store says.
pub fn identify(
    store: &Store,
    keyring: &Keyring,
    text: &mut dyn io::Read,
) -> Result<Vec<Sighting>, Error> {
    let mut finder = Finder::new();
    let mut piece = vec![0; 64 * 1024];
    let mut sightings: Vec<Sighting> = Vec::new();
    let mut failure = None;
    loop {
        let length = text.read(&mut piece).map_err(|error| {
            Error::new(
                Kind::Storage,
                "key.unreadable_text",
                format!("cannot read the text: {error}"),
            )
        })?;
        if length == 0 {
            return Ok(sightings);
        }
        finder.push(&piece[..length], &mut |whole| match sight(store, keyring, whole) {
            Ok(Some(seen)) if sightings.iter().all(|known| known.prefix != seen.prefix) => {
                sightings.push(seen);
            }
            Ok(_) => {}
            Err(error) => failure = Some(error),
        });
        if let Some(error) = failure {
            return Err(error);
        }
    }
}

fn sight(store: &Store, keyring: &Keyring, whole: &str) -> Result<Option<Sighting>, Error> {
    let Some(shape) = token::parse(whole.as_bytes()) else { return Ok(None) };
    let Verdict { found, judged } = verify(store, keyring, whole.as_bytes())?;
    let key = match found {
        Some(found) => Some(find::key(&store.read()?, &KeyRef::Id(found.key_id))?),
        None => None,
    };
    Ok(Some(Sighting { prefix: shape.into(), key, judged }))
}

fn doomed_keys(read: &Read<'_>, doomed: &Doomed) -> Result<Vec<Key>, Error> {
    match doomed {
        Doomed::AllOf(user) => {
            let user = find::user(read, user)?;
            let which = Which { user: Some(user.id), status: Some(KeyStatus::Active) };
            let mut keys = Vec::new();
            let mut page = Page::default();
            loop {
                let listing = key_rows::list(read, &which, &page)?;
                keys.extend(listing.items);
                match listing.next {
                    Some(next) => page.after = Some(next),
                    None => return Ok(keys),
                }
            }
        }
        Doomed::Keys(references) => {
            let mut keys: Vec<Key> = Vec::new();
            for reference in references {
                let key = find::key(read, reference)?;
                if key.status == KeyStatus::Revoked {
                    let message = format!("key \"{}\" is already revoked", key.path());
                    return Err(Error::new(Kind::Conflict, "key.revoked", message));
                }
                if keys.iter().all(|known| known.id != key.id) {
                    keys.push(key);
                }
            }
            Ok(keys)
        }
    }
}

fn living(read: &Read<'_>, user: &User, name: &Name) -> Result<Option<Key>, Error> {
    let path = KeyRef::Path(user.handle.clone(), name.clone());
    let found = key_rows::find(read, &path)?;
    Ok(found.into_iter().find(|key| key.status == KeyStatus::Active))
}

/// A new key under the brand of this database.
fn mint(
    write: &Write<'_>,
    environment: Environment,
    rng: &mut impl CryptoRng,
) -> Result<Secret<String>, Error> {
    let brand: Brand = setting::get(write, setting::BRAND)?.parse().map_err(|_| malformed())?;
    let id = random::characters::<12>(rng, BASE62);
    let body = Secret::new(random::bytes::<32>(rng));
    Ok(Secret::new(token::compose(&brand, environment, &id, body.expose())))
}

fn digest(keyring: &Keyring, secret: &Secret<String>, shape: Shape<'_>) -> NewSecret {
    let (data_key_id, digest) = keyring.digest_token(secret.expose().as_bytes());
    let last_four = shape.last_four.to_owned();
    NewSecret { prefix: shape.into(), last_four, digest, data_key_id }
}

fn about(action: &'static str, key: &Key) -> Event {
    Event::ok(action, format_args!("key:{}", key.id))
        .with("key", key.path())
        .with("prefix", key.prefix.as_str())
}

fn taken(key: &Key) -> Error {
    Error::new(Kind::Conflict, "key.exists", format!("key \"{}\" exists", key.path()))
        .fix(format!("keyctl key show {}", key.path()))
}

/// Two commands raced for the name: tell the loser what it lost.
fn duplicate(error: Error, user: &User, name: &Name) -> Error {
    match error.kind {
        Kind::Conflict => {
            let message = format!("key \"{}/{name}\" exists", user.handle);
            Error::new(Kind::Conflict, "key.exists", message)
        }
        _ => error,
    }
}

fn malformed() -> Error {
    Error::new(Kind::Integrity, "setting.brand", "the brand of this database is malformed")
}
