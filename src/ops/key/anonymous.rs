//! The anonymous key: what requests of the free tier are judged, metered and stopped by.
//!
//! It belongs to the service user `anonymous`. Its secret is thrown away as it is made, so nobody
//! can present it; to suspend or revoke it stops the free tier like any other key.

use rand_core::CryptoRng;

use crate::domain::audit::Event;
use crate::domain::key::KeyRef;
use crate::domain::name::Name;
use crate::domain::restriction::Restrictions;
use crate::domain::role::Role;
use crate::domain::setting::catalogue::{FREE_TIER_KEY, FREE_TIER_USER};
use crate::domain::term::Term;
use crate::domain::time::Timestamp;
use crate::domain::token::Environment;
use crate::domain::user::{UserKind, UserRef};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::mint;
use crate::secret::keyring::Keyring;
use crate::store::db::Write;
use crate::store::key::{self as key_rows, NewKey};
use crate::store::key_secret as secret_rows;
use crate::store::user::{self as user_rows, NewUser};

/// Sees to it that the anonymous user has a role, and a living key; what that took.
///
/// # Errors
/// [`Kind::Refused`] where a person has the name, or what the store says.
pub fn prepare(
    write: &Write<'_>,
    keyring: &Keyring,
    role: &Role,
    rng: &mut impl CryptoRng,
    now: Timestamp,
) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    let (handle, name) = (own_name(FREE_TIER_USER)?, own_name(FREE_TIER_KEY)?);
    let user = match user_rows::find(write, &UserRef::Handle(handle.clone()))? {
        Some(user) if user.kind == UserKind::Person => return Err(is_a_person(&handle)),
        Some(user) => {
            if user.role != role.name {
                user_rows::set_role(write, user.id, role.id)?;
                let event = Event::ok("user.set", format_args!("user:{}", user.id));
                events.push(event.with("user", handle.as_str()).with("role", role.name.as_str()));
            }
            user.id
        }
        None => {
            let user = NewUser {
                handle: handle.clone(),
                email: None,
                display_name: None,
                kind: UserKind::Service,
                role_id: role.id,
            };
            let id = user_rows::insert(write, &user, now)?;
            let event = Event::ok("user.create", format_args!("user:{id}"));
            events.push(event.with("user", handle.as_str()).with("role", role.name.as_str()));
            id
        }
    };
    let path = KeyRef::Path(handle, name.clone());
    if key_rows::find(write, &path)?.iter().any(|key| key.status.is_living()) {
        return Ok(events);
    }
    let new = NewKey {
        user,
        name: &name,
        restrictions: &Restrictions::default(),
        // Nobody holds it, so nothing is won by an end; the setting is what ends the free tier.
        term: Term::default(),
        rotate_every: None,
        sunset_at: None,
        created_at: now,
    };
    let id = key_rows::insert(write, &new)?;
    let secret = mint::mint(write, Environment::Live, rng)?;
    secret_rows::insert(write, id, &mint::digest(keyring, &secret, None)?, now)?;
    events.push(mint::about("key.create", &find::key(write, &KeyRef::Id(id))?));
    Ok(events)
}

fn own_name(name: &str) -> Result<Name, Error> {
    name.parse().map_err(|_| Error::new(Kind::Internal, "free_tier.name", "a name is malformed"))
}

fn is_a_person(handle: &Name) -> Error {
    let message = format!("user \"{handle}\" is a person");
    Error::new(Kind::Refused, "free_tier.person", message)
        .why("the free tier is metered under a service user of that name")
}
