//! Keys: making, finding, judging and revoking them.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::mem;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::domain::audit::{self, Event};
use crate::domain::credential::Credential;
use crate::domain::key::{Activity, Key, KeyId, KeyRef, KeyStatus};
use crate::domain::name::Name;
use crate::domain::page::{Listing, Page};
use crate::domain::token::{self, BASE62, Brand, Environment, Finder, Prefix, PublicParts};
use crate::domain::user::{User, UserRef};
use crate::ops::decide::{self, Refusal};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::{Created, IfExists, Session};
use crate::secret::keyring::Keyring;
use crate::secret::random;
use crate::secret::value::Secret;
use crate::store::db::{Read, Store, Write};
use crate::store::key::{self as key_rows, Filter, NewSecret};
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

/// Which living keys a revocation is to cover.
#[derive(Clone, Debug)]
pub enum RevokeTarget {
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

/// The keys found in a text.
#[derive(Debug, Default)]
pub struct Sightings {
    /// One for each key and verdict, in the order they first stand in the text: every key of this
    /// database, and of other keys the first [`OTHERS_MAX`].
    pub keys: Vec<FoundKey>,
    /// How many times a key stands there that is none of this database and not listed.
    pub unlisted: u64,
}

/// So many keys that are none of this database are listed, so that whoever writes the text cannot
/// fill the memory.
pub const OTHERS_MAX: usize = 10_000;

/// A key found in a text.
#[derive(Debug)]
pub struct FoundKey {
    /// Its public prefix.
    pub prefix: Prefix,
    /// The key under it; `None` where no key here has that prefix.
    pub key: Option<Key>,
    /// Whether the gateway would serve what was found.
    pub judged: Result<(), Refusal>,
}

impl FoundKey {
    /// The key, where it is active and the whole of it was found. A forgery with its prefix is
    /// none, or else anybody could have keys revoked whose prefix they know.
    pub fn active(&self) -> Option<&Key> {
        match self.judged {
            Ok(()) | Err(Refusal::UserDisabled) => self.key.as_ref(),
            Err(_) => None,
        }
    }
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
        let parts = decide::parse(secret.expose().as_bytes()).map_err(|_| malformed())?;
        let new = digest(keyring, &secret, parts);
        let id = key_rows::insert(write, user.id, &request.name, &new, now)
            .map_err(|error| duplicate(error.into(), &user, &request.name))?;
        let key = find::key(write, &KeyRef::Id(id))?;
        let event = about("key.create", &key);
        let minted = Minted { key, secret };
        deliver(&minted)?;
        Ok((Created::New(minted), vec![event]))
    })
}

/// The filter of the keys with an owner and a status.
///
/// # Errors
/// [`Kind::NotFound`] for the user.
pub fn filter(
    store: &Store,
    user: Option<&UserRef>,
    status: Option<KeyStatus>,
) -> Result<Filter, Error> {
    let user = user.map(|user| find::user(&store.read()?, user)).transpose()?;
    Ok(Filter { user: user.map(|user| user.id), status })
}

/// The columns that a list of keys can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    key_rows::sort_columns()
}

/// A page of keys, with what each was used for.
///
/// # Errors
/// What the store says.
pub fn list(
    store: &Store,
    filter: &Filter,
    page: &Page,
) -> Result<Listing<(Key, Activity)>, Error> {
    let read = store.read()?;
    let Listing { items, next } = key_rows::list(&read, filter, page)?;
    let ids: Vec<KeyId> = items.iter().map(|key| key.id).collect();
    let mut activity: HashMap<_, _> = usage_rows::key_activity(&read, &ids)?;
    let items = items.into_iter().map(|key| (activity.remove(&key.id).unwrap_or_default(), key));
    Ok(Listing { items: items.map(|(activity, key)| (key, activity)).collect(), next })
}

/// How many keys.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store, filter: &Filter) -> Result<u64, Error> {
    Ok(key_rows::count(&store.read()?, filter)?)
}

/// The key that a reference names, with what it was used for.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Usage`] where it is ambiguous.
pub fn show(store: &Store, key: &KeyRef) -> Result<(Key, Activity), Error> {
    let read = store.read()?;
    let key = find::key(&read, key)?;
    let activity = usage_rows::key_activity(&read, &[key.id])?.remove(&key.id).unwrap_or_default();
    Ok((key, activity))
}

/// The keys that [`revoke`] would revoke, to be confirmed.
///
/// # Errors
/// As [`revoke`].
pub fn to_revoke(store: &Store, target: &RevokeTarget) -> Result<Vec<Key>, Error> {
    resolve_target(&store.read()?, target)
}

/// Revokes keys: all of them, or, where one is not found or dead already, none. When it returns,
/// no gateway serves them (R-E1).
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Conflict`] for a key that is revoked already.
pub fn revoke(
    session: &mut Session,
    target: &RevokeTarget,
    reason: Option<&str>,
) -> Result<Vec<Key>, Error> {
    let now = session.now;
    session.change(|write, _| {
        let keys = resolve_target(write, target)?;
        let mut events = Vec::new();
        for key in &keys {
            key_rows::mark_revoked(write, key.id, now)?;
            let event = about("key.revoke", key);
            events.push(match reason {
                Some(reason) => event.with("reason", audit::clip(reason)),
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
    let parts = match decide::parse(presented) {
        Ok(parts) => parts,
        Err(refusal) => return Ok(Verdict { found: None, judged: Err(refusal) }),
    };
    let (_, found) = decide::find(store, parts.prefix)?;
    let judged = decide::authenticate(keyring, presented, found.as_ref());
    Ok(Verdict { found, judged })
}

/// Finds every key in a text and judges each. What it holds grows with the keys of this database
/// that are found, not with the text.
///
/// # Errors
/// [`Kind::Storage`] where the text cannot be read, or what the store says.
pub fn identify(
    store: &Store,
    keyring: &Keyring,
    text: &mut dyn io::Read,
) -> Result<Sightings, Error> {
    let mut finder = Finder::new();
    let mut piece = Zeroizing::new(vec![0; PIECE_BYTES]);
    let mut sighted = Sighted::default();
    loop {
        let length = match text.read(&mut piece) {
            Ok(0) => return Ok(sighted.sightings),
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable_text(&error)),
        };
        let mut judged = Ok(());
        finder.push(&piece[..length], &mut |whole| {
            if judged.is_ok() && sighted.recent.remember(whole) {
                judged = sighted.add(store, keyring, whole);
            }
        });
        judged?;
    }
}

/// How much of a text is read at once: enough that the calls cost nothing, little enough that a
/// processor's own cache holds it.
const PIECE_BYTES: usize = 256 * 1024;

fn unreadable_text(error: &io::Error) -> Error {
    let message = format!("cannot read the text: {error}");
    Error::new(Kind::Storage, "key.unreadable_text", message)
}

/// What was seen of a text so far.
#[derive(Default)]
struct Sighted {
    sightings: Sightings,
    /// The secrets of this database that are listed, by verdict.
    ours: HashSet<(i64, &'static str)>,
    others: HashSet<Prefix>,
    recent: Recent,
}

impl Sighted {
    /// Judges a key, and lists it unless it is.
    fn add(&mut self, store: &Store, keyring: &Keyring, whole: &str) -> Result<(), Error> {
        let Ok(parts) = decide::parse(whole.as_bytes()) else { return Ok(()) };
        let Verdict { found, judged } = verify(store, keyring, whole.as_bytes())?;
        let verdict = judged.as_ref().err().map_or("ok", Refusal::code);
        let key = match found {
            Some(found) if self.ours.insert((found.secret_id, verdict)) => {
                Some(find::key(&store.read()?, &KeyRef::Id(found.key_id))?)
            }
            None if !self.others.contains(parts.prefix) => {
                if self.others.len() == OTHERS_MAX {
                    self.sightings.unlisted += 1;
                    return Ok(());
                }
                self.others.insert(parts.into());
                None
            }
            Some(_) | None => return Ok(()),
        };
        self.sightings.keys.push(FoundKey { prefix: parts.into(), key, judged });
        Ok(())
    }
}

/// Keys that were judged of late, since a log may have the same few on every line. They are known
/// by a hash under a random seed: that another key passes for one of them is as likely as to guess
/// 64 bits.
struct Recent {
    seed: RandomState,
    hashes: [u64; 1024],
}

impl Default for Recent {
    fn default() -> Self {
        Self { seed: RandomState::new(), hashes: [0; 1024] }
    }
}

impl Recent {
    /// Puts a key there; says whether it was not.
    fn remember(&mut self, whole: &str) -> bool {
        let hash = self.seed.hash_one(whole);
        let slots = self.hashes.len() as u64;
        let slot = usize::try_from(hash % slots).unwrap_or_default();
        mem::replace(&mut self.hashes[slot], hash) != hash
    }
}

fn resolve_target(read: &Read<'_>, target: &RevokeTarget) -> Result<Vec<Key>, Error> {
    match target {
        RevokeTarget::AllOf(user) => {
            let user = find::user(read, user)?;
            let filter = Filter { user: Some(user.id), status: Some(KeyStatus::Active) };
            let mut keys = Vec::new();
            let mut page = Page::default();
            loop {
                let listing = key_rows::list(read, &filter, &page)?;
                keys.extend(listing.items);
                match listing.next {
                    Some(next) => page.after = Some(next),
                    None => return Ok(keys),
                }
            }
        }
        RevokeTarget::Keys(references) => {
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

fn digest(keyring: &Keyring, secret: &Secret<String>, parts: PublicParts<'_>) -> NewSecret {
    let (data_key_id, digest) = keyring.digest_token(secret.expose().as_bytes());
    let last_four = parts.last_four.to_owned();
    NewSecret { prefix: parts.into(), last_four, digest, data_key_id }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::UserId;
    use crate::ops::fixture::Fixture;

    fn request(user: &str, name: &str) -> Request {
        Request {
            user: user.parse().unwrap(),
            name: name.parse().unwrap(),
            environment: Environment::Test,
        }
    }

    fn try_create(
        session: &mut Session,
        request: &Request,
        if_exists: IfExists,
    ) -> Result<Created<Minted, Key>, Error> {
        create(session, request, if_exists, &mut random::system(), |_| Ok(()))
    }

    fn revoked(house: &mut Fixture, keys: &[&str]) -> Result<Vec<Key>, Error> {
        let target = keys.iter().map(|key| key.parse().unwrap()).collect();
        revoke(&mut house.session, &RevokeTarget::Keys(target), None)
    }

    fn judged(house: &Fixture, presented: &str) -> Result<(), Refusal> {
        let Session { store, keyring, .. } = &house.session;
        verify(store, keyring, presented.as_bytes()).unwrap().judged
    }

    fn status(house: &Fixture, key: &str) -> KeyStatus {
        show(&house.session.store, &key.parse().unwrap()).unwrap().0.status
    }

    #[test]
    fn a_key_is_stored_as_its_digest_alone() {
        let mut house = Fixture::new();
        house.user("ada");
        let Minted { key, secret } = house.key("ada", "ci");
        let Session { store, keyring, .. } = &house.session;
        let text = secret.expose().as_bytes();
        let (_, stored) = decide::find(store, key.prefix.as_str()).unwrap();
        let stored = stored.unwrap();
        assert_eq!((stored.data_key_id, stored.digest), keyring.digest_token(text));
        let parts = token::parse(text).unwrap();
        assert_eq!((parts.prefix, parts.last_four), (key.prefix.as_str(), key.last_four.as_str()));
        assert!(house.holds(key.prefix.as_str().as_bytes()), "the search finds what is there");
        assert!(!house.holds(&text[text.len() - 49..]));
        assert!(!format!("{key:?}").contains(secret.expose()));
    }

    #[test]
    fn a_key_begins_with_the_brand_and_says_what_it_is_for() {
        let mut house = Fixture::branded("acme");
        let asked = request("root", "ci");
        let made = try_create(&mut house.session, &asked, IfExists::Fail).unwrap();
        let Created::New(minted) = made else { panic!("{made:?}") };
        assert!(minted.secret.expose().starts_with("acme_test_"), "{}", minted.key.prefix);
        assert_eq!(judged(&house, minted.secret.expose()), Ok(()));
    }

    #[test]
    fn a_key_that_is_not_delivered_is_not_made() {
        let mut house = Fixture::new();
        let (generation, told) = (house.generations(), house.told());
        let asked = request("root", "ci");
        let full = || Error::new(Kind::Storage, "output.full", "no space left");
        let mut shown = None;
        let deliver = |minted: &Minted| {
            shown = Some(minted.secret.expose().clone());
            Err(full())
        };
        let rng = &mut random::system();
        let failure = create(&mut house.session, &asked, IfExists::Fail, rng, deliver).unwrap_err();
        assert_eq!(failure, full());
        assert_eq!(count(&house.session.store, &Filter::default()).unwrap(), 0);
        assert_eq!((house.generations(), house.told()), (generation, told));
        assert_eq!(judged(&house, &shown.unwrap()), Err(Refusal::Unknown));
        try_create(&mut house.session, &asked, IfExists::Fail).unwrap();
    }

    #[test]
    fn a_living_name_is_taken_and_a_dead_one_is_free_again() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci");
        let asked = request("root", "ci");
        let refused = try_create(&mut house.session, &asked, IfExists::Fail).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Conflict, "key.exists"));
        let accepted = try_create(&mut house.session, &asked, IfExists::Accept).unwrap();
        assert!(matches!(accepted, Created::Existing(key) if key.id == first.key.id));
        revoked(&mut house, &["ci"]).unwrap();
        let second = house.key("root", "ci");
        assert_ne!(second.key.id, first.key.id);
        let found = show(&house.session.store, &"root/ci".parse().unwrap()).unwrap().0;
        assert_eq!(found.id, second.key.id, "the living key is meant");
        assert_eq!(judged(&house, first.secret.expose()), Err(Refusal::Revoked));
        assert_eq!(judged(&house, second.secret.expose()), Ok(()));
    }

    #[test]
    fn a_name_that_several_users_have_must_be_written_with_its_user() {
        let mut house = Fixture::new();
        for user in ["ada", "bob"] {
            house.user(user);
            house.key(user, "ci");
        }
        let refused = revoked(&mut house, &["ci"]).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Usage, "key.ambiguous"));
        revoked(&mut house, &["ada/ci"]).unwrap();
        assert_eq!(revoked(&mut house, &["ci"]).unwrap()[0].path(), "bob/ci");
    }

    #[test]
    fn a_key_is_found_by_number_path_name_prefix_and_its_end() {
        let mut house = Fixture::new();
        let key = house.key("root", "ci").key;
        let end = &key.prefix.as_str()[key.prefix.as_str().len() - 12..];
        let references = [&key.id.to_string(), "root/ci", "ci", key.prefix.as_str(), end];
        for reference in references {
            let found = show(&house.session.store, &reference.parse().unwrap()).unwrap().0;
            assert_eq!(found.id, key.id, "{reference}");
        }
        let refused = show(&house.session.store, &"root/ic".parse().unwrap()).unwrap_err();
        assert_eq!(refused.kind, Kind::NotFound);
        assert_eq!(refused.why.as_deref(), Some("did you mean \"root/ci\"?"));
        let refused = show(&house.session.store, &"nobody/ci".parse().unwrap()).unwrap_err();
        assert_eq!(refused.kind, Kind::NotFound);
    }

    #[test]
    fn all_are_revoked_or_none() {
        let mut house = Fixture::new();
        for name in ["one", "two", "old"] {
            house.key("root", name);
        }
        revoked(&mut house, &["old"]).unwrap();
        let (generation, told) = (house.generations(), house.told());
        let dead = revoked(&mut house, &["one", "old"]).unwrap_err();
        assert_eq!((dead.kind, dead.code), (Kind::Conflict, "key.revoked"));
        assert_eq!(revoked(&mut house, &["one", "none"]).unwrap_err().kind, Kind::NotFound);
        assert_eq!(status(&house, "one"), KeyStatus::Active);
        assert_eq!((house.generations(), house.told()), (generation, told));
        assert_eq!(revoked(&mut house, &["one", "root/one", "two"]).unwrap().len(), 2);
        assert_eq!(status(&house, "one"), KeyStatus::Revoked);
        assert_eq!(status(&house, "two"), KeyStatus::Revoked);
        assert_eq!(house.generations().0, generation.0 + 1, "one change");
    }

    #[test]
    fn every_key_of_one_user_and_of_nobody_else_is_revoked() {
        let mut house = Fixture::new();
        house.user("ada");
        for name in ["one", "two"] {
            house.key("ada", name);
        }
        house.key("root", "one");
        revoked(&mut house, &["ada/two"]).unwrap();
        let all = RevokeTarget::AllOf("ada".parse().unwrap());
        let reason = Some("left the company");
        let keys = revoke(&mut house.session, &all, reason).unwrap();
        assert_eq!(keys.iter().map(Key::path).collect::<Vec<_>>(), ["ada/one"]);
        assert_eq!(status(&house, "root/one"), KeyStatus::Active);
        assert!(house.entries().last().unwrap().details.contains("left the company"));
        assert!(revoke(&mut house.session, &all, None).unwrap().is_empty());
    }

    #[test]
    fn a_revocation_is_told_to_gateways_when_it_returns() {
        let mut house = Fixture::new();
        house.key("root", "ci");
        let (before, told) = house.generations();
        assert_eq!(told, before);
        revoked(&mut house, &["ci"]).unwrap();
        assert_eq!(house.generations(), (before + 1, before + 1));
    }

    #[test]
    fn each_state_of_a_key_has_its_verdict() {
        let mut house = Fixture::new();
        let user = house.user("ada");
        let Minted { key, secret } = house.key("ada", "ci");
        let secret = secret.expose();
        let id = key.prefix.as_str().as_bytes()[8..].try_into().unwrap();
        let guessed = token::compose(&Brand::default(), Environment::Live, id, &[7; 32]);
        let unknown =
            token::compose(&Brand::default(), Environment::Live, b"000000000000", &[7; 32]);
        let Session { store, keyring, .. } = &house.session;
        let verdict = verify(store, keyring, secret.as_bytes()).unwrap();
        assert_eq!(verdict.found.unwrap().user_id, user.id);
        assert_eq!(judged(&house, secret), Ok(()));
        assert_eq!(judged(&house, &secret[..secret.len() - 1]), Err(Refusal::Malformed));
        assert_eq!(judged(&house, &secret.replace("sk_live", "sk_lime")), Err(Refusal::Malformed));
        assert_eq!(judged(&house, &unknown), Err(Refusal::Unknown));
        assert_eq!(judged(&house, &guessed), Err(Refusal::WrongSecret));
        house.sql("UPDATE users SET status = 'disabled' WHERE handle = 'ada'");
        assert_eq!(judged(&house, secret), Err(Refusal::UserDisabled));
        revoked(&mut house, &["ci"]).unwrap();
        assert_eq!(judged(&house, secret), Err(Refusal::Revoked));
        assert_eq!(
            judged(&house, &guessed),
            Err(Refusal::WrongSecret),
            "who guesses learns nothing"
        );
    }

    /// Hands a text out in pieces of every small size.
    struct Dripping<'a>(&'a [u8], usize);

    impl io::Read for Dripping<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = self.1 % 7 + 1;
            let (piece, rest) = self.0.split_at(self.1.min(self.0.len()).min(buffer.len()));
            buffer[..piece.len()].copy_from_slice(piece);
            self.0 = rest;
            Ok(piece.len())
        }
    }

    #[test]
    fn keys_are_found_in_a_text_that_comes_in_pieces() {
        let mut house = Fixture::new();
        let living = house.key("root", "living");
        let dead = house.key("root", "dead");
        revoked(&mut house, &["dead"]).unwrap();
        let (living, dead) = (living.secret.expose(), dead.secret.expose());
        let strange =
            token::compose(&"other".parse().unwrap(), Environment::Live, b"abcdefghijkl", &[7; 32]);
        let mangled = format!("{}x", &living[..living.len() - 1]);
        let text = format!("a {dead}\nb={mangled};c=\"{living}\" {strange},{living}, {dead}");
        let Session { store, keyring, .. } = &house.session;
        let found = identify(store, keyring, &mut Dripping(text.as_bytes(), 0)).unwrap().keys;
        let told: Vec<_> = found
            .iter()
            .map(|seen| (seen.key.as_ref().map(Key::path), seen.judged.clone()))
            .collect();
        assert_eq!(
            told,
            [
                (Some("root/dead".to_owned()), Err(Refusal::Revoked)),
                (Some("root/living".to_owned()), Ok(())),
                (None, Err(Refusal::Unknown)),
            ]
        );
        assert_eq!(found[2].prefix.as_str(), "other_live_abcdefghijkl");
        let none = identify(store, keyring, &mut &b"nothing here"[..]).unwrap();
        assert!(none.keys.is_empty());
    }

    /// A key with a right checksum that was never made here.
    fn forged(id: &[u8; 12], number: u32) -> String {
        let mut body = [0; 32];
        body[..4].copy_from_slice(&number.to_be_bytes());
        token::compose(&Brand::default(), Environment::Live, id, &body)
    }

    fn verdicts(found: &Sightings) -> Vec<(&str, &Result<(), Refusal>)> {
        found.keys.iter().map(|seen| (seen.prefix.as_str(), &seen.judged)).collect()
    }

    #[test]
    fn a_forgery_hides_no_key_and_is_not_active() {
        let mut house = Fixture::new();
        let minted = house.key("root", "ci");
        let (secret, prefix) = (minted.secret.expose(), minted.key.prefix.as_str());
        let id = prefix.as_bytes()[8..].try_into().unwrap();
        let (one, other) = (forged(id, 1), forged(id, 2));
        let text = format!("{one} {secret} {other} {secret} {one}");
        let Session { store, keyring, .. } = &house.session;
        let found = identify(store, keyring, &mut text.as_bytes()).unwrap();
        assert_eq!(
            verdicts(&found),
            [(prefix, &Err(Refusal::WrongSecret)), (prefix, &Ok(()))],
            "one line for each verdict"
        );
        let active: Vec<_> = found.keys.iter().map(|seen| seen.active().is_some()).collect();
        assert_eq!(active, [false, true]);
    }

    #[test]
    fn a_key_of_a_disabled_user_is_active() {
        let mut house = Fixture::new();
        house.user("ada");
        let minted = house.key("ada", "ci");
        house.sql("UPDATE users SET status = 'disabled' WHERE handle = 'ada'");
        let Session { store, keyring, .. } = &house.session;
        let text = minted.secret.expose();
        let found = identify(store, keyring, &mut text.as_bytes()).unwrap();
        assert_eq!(found.keys[0].judged, Err(Refusal::UserDisabled));
        assert_eq!(found.keys[0].active().map(Key::path), Some("ada/ci".to_owned()));
    }

    #[test]
    fn a_key_on_every_line_is_one_key() {
        let mut house = Fixture::new();
        let minted = house.key("root", "ci");
        let text = format!("GET / {}\n", minted.secret.expose()).repeat(20_000);
        let Session { store, keyring, .. } = &house.session;
        let found = identify(store, keyring, &mut text.as_bytes()).unwrap();
        assert_eq!(verdicts(&found), [(minted.key.prefix.as_str(), &Ok(()))]);
    }

    /// Forgeries without end, and among the last of them a key; none of it is ever in memory.
    struct Forgeries<'a> {
        left: u32,
        last: &'a str,
        line: Vec<u8>,
    }

    impl io::Read for Forgeries<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.line.is_empty() {
                let line = match self.left {
                    0 => return Ok(0),
                    1 => self.last.to_owned(),
                    number => forged(format!("{number:012}").as_bytes().try_into().unwrap(), 0),
                };
                self.line = line.into_bytes();
                self.left -= 1;
            }
            let length = io::Read::read(&mut self.line.as_slice(), buffer)?;
            self.line.drain(..length);
            Ok(length)
        }
    }

    #[test]
    fn forgeries_without_end_fill_no_memory_and_hide_no_key() {
        let mut house = Fixture::new();
        let minted = house.key("root", "ci");
        let Session { store, keyring, .. } = &house.session;
        let count = 10_100;
        let text =
            &mut Forgeries { left: count + 1, last: minted.secret.expose(), line: Vec::new() };
        let found = identify(store, keyring, text).unwrap();
        assert_eq!(found.keys.len(), OTHERS_MAX + 1);
        assert_eq!(found.unlisted, u64::from(count) - OTHERS_MAX as u64);
        let last = &found.keys[OTHERS_MAX];
        assert_eq!((last.prefix.as_str(), &last.judged), (minted.key.prefix.as_str(), &Ok(())));
    }

    /// Reads as a terminal does that is interrupted, and then as a disk that fails.
    struct Failing(Vec<io::ErrorKind>);

    impl io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            self.0.pop().map_or(Ok(0), |kind| Err(kind.into()))
        }
    }

    #[test]
    fn a_text_that_cannot_be_read_is_an_error() {
        let house = Fixture::new();
        let Session { store, keyring, .. } = &house.session;
        let interrupted = || io::ErrorKind::Interrupted;
        assert!(identify(store, keyring, &mut Failing(vec![interrupted()])).is_ok());
        let text = &mut Failing(vec![io::ErrorKind::StorageFull, interrupted()]);
        assert_eq!(identify(store, keyring, text).unwrap_err().kind, Kind::Storage);
    }

    #[test]
    fn lists_can_be_narrowed() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        house.key("ada", "one");
        house.key("ada", "two");
        house.key("root", "three");
        revoked(&mut house, &["two"]).unwrap();
        let paths = |filter: Filter| {
            let listing = list(&house.session.store, &filter, &Page::default()).unwrap();
            assert_eq!(count(&house.session.store, &filter).unwrap(), listing.items.len() as u64);
            listing.items.iter().map(|(key, _)| key.path()).collect::<Vec<_>>()
        };
        assert_eq!(paths(Filter::default()), ["ada/one", "ada/two", "root/three"]);
        assert_eq!(paths(Filter { user: Some(ada.id), status: None }), ["ada/one", "ada/two"]);
        let filter = Filter { user: Some(ada.id), status: Some(KeyStatus::Revoked) };
        assert_eq!(paths(filter), ["ada/two"]);
        assert!(paths(Filter { user: Some(UserId(99)), status: None }).is_empty());
    }
}
