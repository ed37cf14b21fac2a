//! Making keys.

use ipnet::IpNet;
use rand_core::CryptoRng;

use crate::domain::budget::Allowance;
use crate::domain::key::{Key, KeyRef};
use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::permission::Grants;
use crate::domain::restriction::Restrictions;
use crate::domain::scope::Subject;
use crate::domain::term::{Expiry, Term};
use crate::domain::time::Span;
use crate::domain::token::Environment;
use crate::domain::user::{User, UserRef};
use crate::ops::authority::check_given;
use crate::ops::budget::allow::allow;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::mint::{self, Bounds, Minted};
use crate::ops::key::status;
use crate::ops::session::{Created, IfExists, Session};
use crate::store::db::Read;
use crate::store::key::{self as key_rows, NewKey};
use crate::store::key_secret as secret_rows;

/// What a new key is to be.
#[derive(Clone, Debug)]
pub struct Request {
    /// Whose it is.
    pub user: UserRef,
    /// Its name.
    pub name: Name,
    /// The word in it that tells live keys from test keys.
    pub environment: Environment,
    /// A role that bounds it within that of its user.
    pub role: Option<String>,
    /// The only permissions it is to have; all of its role where there is none.
    pub permissions: Option<Grants>,
    /// The only models it may use; all where there is none.
    pub models: Vec<ModelGlob>,
    /// The only networks it may be used from; all where there is none.
    pub networks: Vec<IpNet>,
    /// How long it is to live.
    pub expiry: Expiry,
    /// How long after a rotation the next one is due.
    pub rotate_every: Option<Span>,
    /// Whether a sealed copy is kept, so that it can be revealed.
    pub recoverable: bool,
    /// How much it may spend.
    pub budget: Option<Allowance>,
}

impl Request {
    /// A live key that its role alone bounds.
    pub fn new(user: UserRef, name: Name) -> Self {
        Self {
            user,
            name,
            environment: Environment::Live,
            role: None,
            permissions: None,
            models: Vec::new(),
            networks: Vec::new(),
            expiry: Expiry::AsRole,
            rotate_every: None,
            recoverable: false,
            budget: None,
        }
    }
}

/// Creates a key. `deliver` gets it before the change is kept: if it fails, nothing was made.
///
/// # Errors
/// [`Kind::NotFound`] for the user or the role, [`Kind::Refused`] where the key would be more than
/// its user, live longer than its role allows, or be due for rotation only after its end;
/// [`Kind::Denied`] where it would be more than the actor (R-F2); [`Kind::Conflict`] where that user has a living key of that name (with [`IfExists::Accept`] it
/// is returned instead), or what `deliver` says.
pub fn create(
    session: &mut Session,
    request: &Request,
    if_exists: IfExists,
    rng: &mut impl CryptoRng,
    deliver: impl FnOnce(&Minted) -> Result<(), Error>,
) -> Result<Created<Minted, Key>, Error> {
    let now = session.now;
    let read = session.store.read()?;
    let user = find::user(&read, &request.user)?;
    let named = named(&read, &user.handle, &request.name)?;
    if let Some(key) = named.as_ref().filter(|key| key.status_at(now).is_living()) {
        return match if_exists {
            IfExists::Accept => Ok(Created::Existing(key.clone())),
            IfExists::Fail => Err(taken(key)),
        };
    }
    drop(read);
    let actor = session.actor.clone();
    session.change(|write, keyring| {
        let mut events = Vec::new();
        // A name is free once its key has ended, and that it has must be on record first (R-E2).
        if let Some(ended) = named.filter(|key| key.status.is_living()) {
            events.push(status::mark_expired(write, &ended)?);
        }
        let restrictions = restrictions(write, request)?;
        let bounds = Bounds::new(write, find::role(write, &user.role)?, &restrictions)?;
        let given = bounds.grants(restrictions.permissions.as_ref());
        check_given(&actor, &given, &format!("key \"{}/{}\"", user.handle, request.name))?;
        let term = Term::new(request.expiry, bounds.ceiling(), now);
        let term = term.map_err(|error| bounds.refused(error))?;
        check_rotation(request.rotate_every, term)?;
        let new = NewKey {
            user: user.id,
            name: &request.name,
            restrictions: &restrictions,
            term,
            rotate_every: request.rotate_every,
            sunset_at: None,
            created_at: now,
        };
        let id = key_rows::insert(write, &new)
            .map_err(|error| duplicate(error.into(), &user, &request.name))?;
        let secret = mint::mint(write, request.environment, rng)?;
        let version = secret_rows::insert(write, id, &mint::digest(keyring, &secret, None)?, now)?;
        if request.recoverable {
            mint::keep_copy(write, keyring, (version, user.id), &secret, rng)?;
        }
        let key = find::key(write, &KeyRef::Id(id))?;
        let event = mint::about("key.create", &key);
        events.push(if key.recoverable { event.with("recoverable", true) } else { event });
        if let Some(budget) = request.budget {
            let subject = Subject::Key(key.id);
            events.push(allow(write, subject, &key.path(), budget, now)?);
        }
        let minted = Minted { key, secret };
        deliver(&minted)?;
        Ok((Created::New(minted), events))
    })
}

fn restrictions(read: &Read<'_>, request: &Request) -> Result<Restrictions, Error> {
    let role = request.role.as_deref().map(|role| find::role(read, role)).transpose()?;
    Ok(Restrictions {
        role_id: role.map(|role| role.id),
        permissions: request.permissions.clone(),
        models: request.models.clone(),
        networks: request.networks.clone(),
    })
}

/// Refuses a rotation that would be due only once the key is dead.
///
/// # Errors
/// [`Kind::Refused`].
pub fn check_rotation(rotate_every: Option<Span>, term: Term) -> Result<(), Error> {
    match (rotate_every, term.lifetime) {
        (Some(every), _) if every.micros() == 0 => {
            Err(Error::new(Kind::Refused, "key.rotation", "a key cannot be due all the time")
                .fix("give --rotate-every 30d"))
        }
        (Some(every), Some(lifetime)) if every > lifetime => {
            Err(Error::new(Kind::Refused, "key.rotation", "the key would expire before it is due")
                .why(format!("it lives for {lifetime}, and would be rotated after {every}"))
                .fix(format!("give --rotate-every {lifetime} or less")))
        }
        _ => Ok(()),
    }
}

/// The key of a user that has a name and is not known to be dead.
///
/// # Errors
/// What the store says.
pub fn named(read: &Read<'_>, user: &Name, name: &Name) -> Result<Option<Key>, Error> {
    let path = KeyRef::Path(user.clone(), name.clone());
    let found = key_rows::find(read, &path)?;
    Ok(found.into_iter().find(|key| key.status.is_living()))
}

/// A living key has the name.
pub fn taken(key: &Key) -> Error {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::credential::StoredSecret;
    use crate::domain::token;
    use crate::ops::decide::{self, Refusal};
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::list::{count, show};
    use crate::secret::random;
    use crate::store::key::Filter;

    fn request(user: &str, name: &str) -> Request {
        let request = Request::new(user.parse().unwrap(), name.parse().unwrap());
        Request { environment: Environment::Test, ..request }
    }

    fn try_create(
        session: &mut Session,
        request: &Request,
        if_exists: IfExists,
    ) -> Result<Created<Minted, Key>, Error> {
        create(session, request, if_exists, &mut random::system(), |_| Ok(()))
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
        let (data_key_id, digest) = keyring.digest_token(text);
        assert_eq!(stored.stored, StoredSecret::Digest { digest, data_key_id });
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
        assert_eq!(house.judged(minted.secret.expose()), Ok(()));
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
        assert_eq!(count(&house.session.store, &Filter::at(NOW)).unwrap(), 0);
        assert_eq!((house.generations(), house.told()), (generation, told));
        assert_eq!(house.judged(&shown.unwrap()), Err(Refusal::Unknown));
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
        house.revoke(&["ci"]).unwrap();
        let second = house.key("root", "ci");
        assert_ne!(second.key.id, first.key.id);
        let found = show(&house.session.store, &"root/ci".parse().unwrap()).unwrap().0;
        assert_eq!(found.id, second.key.id, "the living key is meant");
        assert_eq!(house.judged(first.secret.expose()), Err(Refusal::Revoked));
        assert_eq!(house.judged(second.secret.expose()), Ok(()));
    }

    #[test]
    fn a_key_is_never_more_than_its_user_nor_lives_longer() {
        let mut house = Fixture::new();
        house.user("ada");
        let day = Span::from_secs(86_400);
        let asked = request("ada", "ci");
        let code = |house: &mut Fixture, request: &Request| {
            let refused = try_create(&mut house.session, request, IfExists::Fail).unwrap_err();
            assert_eq!(refused.kind, Kind::Refused, "{refused}");
            refused.code
        };
        let role = Request { role: Some("contributor".to_owned()), ..asked.clone() };
        assert_eq!(code(&mut house, &role), "key.beyond_role");
        let permissions = Some("node:write".parse().unwrap());
        let own = Request { permissions, ..asked.clone() };
        assert_eq!(code(&mut house, &own), "key.beyond_role");
        for expiry in [Expiry::Never, Expiry::After(Span::from_secs(8 * 86_400)), Expiry::At(NOW)] {
            assert_eq!(code(&mut house, &Request { expiry, ..asked.clone() }), "key.term");
        }
        let expiry = Expiry::After(day);
        let late = Request { expiry, rotate_every: Some(Span::from_secs(86_401)), ..asked.clone() };
        assert_eq!(code(&mut house, &late), "key.rotation");
        assert_eq!(count(&house.session.store, &Filter::at(NOW)).unwrap(), 0);

        let narrow = Request {
            permissions: Some("chat:read".parse().unwrap()),
            models: vec!["gpt-*".parse().unwrap()],
            networks: vec!["10.0.0.0/8".parse().unwrap()],
            rotate_every: Some(day),
            expiry,
            ..asked
        };
        try_create(&mut house.session, &narrow, IfExists::Fail).unwrap();
        let key = show(&house.session.store, &"ada/ci".parse().unwrap()).unwrap().0;
        assert_eq!(key.restrictions.permissions, narrow.permissions);
        assert_eq!(key.restrictions.models, narrow.models);
        assert_eq!(key.restrictions.networks, narrow.networks);
        assert_eq!(key.term, Term::new(expiry, None, NOW).unwrap());
        assert_eq!(key.due_at(), Some(NOW.saturating_add(day)));
    }

    #[test]
    fn the_name_of_a_key_that_has_ended_is_free_and_its_end_is_on_record() {
        let mut house = Fixture::new();
        let first = house.key("root", "ci");
        house.session.now = first.key.term.expires_at.unwrap();
        assert_eq!(house.judged(first.secret.expose()), Err(Refusal::Expired));
        let second = house.key("root", "ci");
        let ended = format!("key.expire key:{}", first.key.id);
        assert!(house.told().contains(&ended), "{:?}", house.told());
        house.session.now = NOW;
        assert_eq!(
            house.judged(first.secret.expose()),
            Err(Refusal::Expired),
            "whatever the clock"
        );
        assert_eq!(house.judged(second.secret.expose()), Ok(()));
    }
}
