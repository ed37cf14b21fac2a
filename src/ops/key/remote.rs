//! What a key does to keys over HTTP: refresh itself in its last day, revoke itself or, with the
//! permission, another, and make new ones that give no more than it has itself.
//!
//! Whoever asks was recognized already; here it is judged anew, in the session that makes the
//! change. Each user may make ten such operations an hour (R-I10), refused ones included.

use std::net::IpAddr;

use rand_core::CryptoRng;
use serde_json::Map;

use crate::domain::audit::{Actor, ActorKind, Event, Outcome, REQUEST, clip};
use crate::domain::credential::Credential;
use crate::domain::key::{Key, KeyRef, KeyStatus};
use crate::domain::name::Name;
use crate::domain::permission::{Grant, Permission};
use crate::domain::term::Expiry;
use crate::domain::time::Span;
use crate::domain::token::Prefix;
use crate::domain::user::{UserId, UserRef};
use crate::domain::version::VersionState;
use crate::ops::decide::{self, Case, Origin, Refusal};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::create::{self, Request};
use crate::ops::key::mint::Minted;
use crate::ops::key::refresh;
use crate::ops::key::status::{self, RevokeTarget};
use crate::ops::key::succession::Rotated;
use crate::ops::session::{Created, IfExists, Session};
use crate::ops::snapshot::{self, Snapshot};
use crate::store::error::Error as StoreError;
use crate::store::key_operation;

/// How many operations a user may make in [`WINDOW`].
const MAX_OPERATIONS: u32 = 10;

/// The time in which they are counted.
const WINDOW: Span = Span::from_secs(3_600);

/// What it takes to revoke the key of somebody else.
pub const REVOKE: Permission = Permission::literal("key", "revoke");

/// What it takes to make a key.
pub const CREATE: Permission = Permission::literal("key", "create");

/// Who asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The version of the key it asks with.
    pub prefix: Prefix,
    /// From where.
    pub client: Option<IpAddr>,
    /// What it calls itself.
    pub user_agent: Option<String>,
    /// The id of the request.
    pub request_id: String,
}

/// Why it is not done.
#[derive(Debug)]
pub enum Denied {
    /// The caller may not.
    Refused(Refusal),
    /// The new key would give something that the caller has not.
    Beyond(Grant),
    /// The caller's user has made too many operations; the seconds until the next.
    Limited(u32),
    /// It cannot be done.
    Failed(Error),
}

impl From<Error> for Denied {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Refusal> for Denied {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A key to make.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Whose it is to be.
    pub user: UserRef,
    /// Its name.
    pub name: Name,
    /// The role that is to bound it within that of its user.
    pub role: Option<String>,
    /// How long it is to live; as its role says where nothing is said.
    pub lifetime: Option<Span>,
}

/// Refreshes the caller's own key, by its current secret: one that was replaced gets no other.
///
/// # Errors
/// [`Denied`].
pub fn refresh(
    session: &mut Session,
    caller: &Caller,
    rng: &mut impl CryptoRng,
) -> Result<Rotated, Denied> {
    let (_, own) = begin(session, caller)?;
    if own.version_state != VersionState::Current {
        let message = "the key has another secret by now";
        return Err(Error::new(Kind::Conflict, "key.replaced", message).into());
    }
    Ok(refresh::refresh(session, &KeyRef::Id(own.key_id), rng, |_, _| Ok(()))?)
}

/// Revokes the caller's own key, or the one that it names. When it returns, no gateway serves that
/// key (R-E1). One that is revoked already stays so.
///
/// # Errors
/// [`Denied`].
pub fn revoke(
    session: &mut Session,
    caller: &Caller,
    named: Option<&KeyRef>,
) -> Result<Key, Denied> {
    let (snapshot, own) = begin(session, caller)?;
    let read = session.store.read()?;
    let found = named.map(|named| find::key(&read, named));
    drop(read);
    let key = match found {
        None => find::key(&session.store.read()?, &KeyRef::Id(own.key_id))?,
        Some(Ok(key)) if key.id == own.key_id => key,
        Some(found) => {
            // Without the permission nobody learns which keys there are.
            permit(session, &snapshot, &own, REVOKE, "key.revoke")?;
            found?
        }
    };
    if key.status != KeyStatus::Revoked {
        let target = RevokeTarget::Keys(vec![KeyRef::Id(key.id)]);
        status::revoke(session, &target, Some("over HTTP"))?;
    }
    Ok(key)
}

/// Makes a key that gives no more than the caller's: neither permissions nor models nor networks.
///
/// # Errors
/// [`Denied`].
pub fn register(
    session: &mut Session,
    caller: &Caller,
    new: &NewKey,
    rng: &mut impl CryptoRng,
) -> Result<Minted, Denied> {
    let (snapshot, own) = begin(session, caller)?;
    permit(session, &snapshot, &own, CREATE, "key.create")?;
    let read = session.store.read()?;
    let user = find::user(&read, &new.user)?;
    let role = new.role.as_deref().map(|role| find::role(&read, role)).transpose()?;
    let mut given = find::role(&read, &user.role)?.permissions;
    drop(read);
    if let Some(role) = &role {
        given = given.within(&role.permissions);
    }
    if let Some(grant) = decide::effective(&snapshot, &own).excess(&given) {
        return Err(Denied::Beyond(grant.clone()));
    }
    let request = Request {
        role: role.map(|role| role.name),
        models: own.restrictions.models.clone(),
        networks: own.restrictions.networks.clone(),
        expiry: new.lifetime.map_or(Expiry::AsRole, Expiry::After),
        ..Request::new(UserRef::Id(user.id), new.name.clone())
    };
    match create::create(session, &request, IfExists::Fail, rng, |_| Ok(()))? {
        Created::New(minted) => Ok(minted),
        Created::Existing(key) => Err(create::taken(&key).into()),
    }
}

/// Judges the caller's key as it stands now, has it act, and counts the operation.
///
/// # Errors
/// [`Denied::Refused`], [`Denied::Limited`], or what the store says.
pub fn begin(session: &mut Session, caller: &Caller) -> Result<(Snapshot, Credential), Denied> {
    let snapshot = snapshot::load(&session.store)?;
    let found = decide::find(&session.store, caller.prefix.as_str())?.1;
    let own = found.ok_or(Refusal::Unknown)?;
    let origin = Origin::from(caller.client);
    decide::decide(&Case { origin, ..Case::of(&snapshot, &own, session.now) })?;
    session.actor = actor(&snapshot, &own, caller);
    claim(session, own.user_id)?;
    Ok((snapshot, own))
}

fn actor(snapshot: &Snapshot, own: &Credential, caller: &Caller) -> Actor {
    let mut circumstances = Map::new();
    let client = caller.client.map(|client| client.to_canonical().to_string());
    circumstances.insert("ip".to_owned(), client.into());
    circumstances.insert("user_agent".to_owned(), caller.user_agent.as_deref().map(clip).into());
    circumstances.insert(REQUEST.to_owned(), caller.request_id.clone().into());
    Actor {
        kind: ActorKind::Key,
        id: Some(format!("{}/{}", own.user, own.name)),
        source: "gateway",
        user: Some(own.user_id),
        grants: decide::effective(snapshot, own),
        circumstances,
    }
}

/// Counts one operation, in a transaction of its own: whatever becomes of it, it was made.
fn claim(session: &mut Session, user: UserId) -> Result<(), Denied> {
    let now = session.now;
    let since = now.saturating_sub(WINDOW);
    let write = session.store.write()?;
    let (count, first) = key_operation::count_since(&write, user, since)?;
    if count >= MAX_OPERATIONS {
        let next = first.unwrap_or(now).saturating_add(WINDOW);
        let seconds = (next.micros() - now.micros() + 999_999) / 1_000_000;
        return Err(Denied::Limited(u32::try_from(seconds).unwrap_or(u32::MAX)));
    }
    key_operation::insert(&write, user, now, since)?;
    Ok(write.commit()?)
}

/// Refuses a caller without a permission, which is put on record.
fn permit(
    session: &mut Session,
    snapshot: &Snapshot,
    own: &Credential,
    wanted: Permission,
    action: &'static str,
) -> Result<(), Denied> {
    if decide::may(snapshot, own, &wanted) {
        return Ok(());
    }
    let event = Event::ok(action, format_args!("key:{}", own.key_id)).with_outcome(Outcome::Denied);
    session.record(event.with("permission", wanted.to_string()))?;
    Err(Refusal::PermissionMissing(wanted).into())
}
