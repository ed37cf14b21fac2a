//! How one version of a key follows another: what every rotation does, in one step or in two.

use rand_core::CryptoRng;

use crate::domain::audit::Event;
use crate::domain::key::{Key, KeyId, KeyRef, KeyStatus};
use crate::domain::rotation::{Ending, Rotation};
use crate::domain::time::Timestamp;
use crate::domain::version::{Version, VersionId, VersionState};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::key::mint::{self, Bounds};
use crate::ops::key::status;
use crate::ops::session::Session;
use crate::secret::keyring::Keyring;
use crate::secret::value::Secret;
use crate::store::db::{Read, Write};
use crate::store::key as key_rows;
use crate::store::key_secret as secret_rows;

/// A key after a rotation.
#[derive(Debug)]
pub struct Rotated {
    /// The key, as it stands now.
    pub key: Key,
    /// The version that the rotation made.
    pub version: Version,
    /// The whole of the new secret; `None` where the same rotation had been made before.
    pub secret: Option<Secret<String>>,
    /// The version before, where it goes on for a while or was ended by this rotation.
    pub previous: Option<Version>,
}

/// What a rotation of this name has made of a key. The versions of a rotation that was offered and
/// not taken up are none.
///
/// # Errors
/// What the store says.
pub fn find_made(
    read: &Read<'_>,
    key: KeyId,
    rotation: &Rotation,
) -> Result<Option<Rotated>, Error> {
    let Some(id) = rotation.id.as_ref() else { return Ok(None) };
    let versions = secret_rows::list(read, key)?;
    let named = |version: &&Version| {
        version.rotation_id.as_deref() == Some(id.as_str())
            && version.state != VersionState::Offered
    };
    let Some(version) = versions.iter().find(named).cloned() else { return Ok(None) };
    let key = find::key(read, &KeyRef::Id(key))?;
    let previous = versions.into_iter().find(|other| other.state == VersionState::Previous);
    let previous = previous.filter(|other| other.id != version.id);
    Ok(Some(Rotated { key, version, secret: None, previous }))
}

/// Refuses to rotate a key that may not be, before a secret is made for it; what the same rotation
/// has made already is returned instead. One that has ended is put on record (R-E2).
///
/// # Errors
/// As [`check`].
pub fn admit(
    session: &mut Session,
    seen: &Key,
    rotation: &Rotation,
) -> Result<Option<Rotated>, Error> {
    let now = session.now;
    // One view for both: a retry that runs beside this one must not look like another rotation.
    let read = session.store.read()?;
    if let Some(made) = find_made(&read, seen.id, rotation)? {
        return Ok(Some(made));
    }
    let key = find::key(&read, &KeyRef::Id(seen.id))?;
    drop(read);
    if key.status_at(now) == KeyStatus::Expired {
        status::expire(session, key.id)?;
    }
    check(&key, seen.version_id, now).map(|()| None)
}

/// Refuses a key that is not active, or whose current version is another than the caller saw.
///
/// # Errors
/// [`Kind::Conflict`].
pub fn check(key: &Key, seen: VersionId, now: Timestamp) -> Result<(), Error> {
    let path = key.path();
    let refused = |message: String| Err(Error::new(Kind::Conflict, "key.status", message));
    match key.status_at(now) {
        KeyStatus::Active if key.version_id == seen => Ok(()),
        KeyStatus::Active => Err(overtaken(key)),
        KeyStatus::Suspended => refused(format!("key \"{path}\" is suspended"))
            .map_err(|error: Error| error.fix(format!("keyctl key resume {path}"))),
        dead => refused(format!("key \"{path}\" is {}", dead.as_str())).map_err(|error| {
            error
                .why("a dead key is never rotated")
                .fix(format!("keyctl key create {} --user {}", key.name, key.user))
        }),
    }
}

/// Another rotation came first.
pub fn overtaken(key: &Key) -> Error {
    let message = format!("key \"{}\" was rotated meanwhile", key.path());
    Error::new(Kind::Conflict, "key.rotated", message)
        .fix(format!("keyctl key show {}", key.path()))
}

/// Ends every version but the current one, and one that is kept: what is on offer is taken back,
/// and what is within its grace ends now.
///
/// # Errors
/// What the store says.
pub fn end_others(
    write: &Write<'_>,
    key: KeyId,
    kept: Option<VersionId>,
    now: Timestamp,
) -> Result<(), Error> {
    for version in secret_rows::list(write, key)? {
        let end = version.valid_until.map_or(now, |until| until.min(now));
        match version.state {
            VersionState::Offered if kept != Some(version.id) => {
                secret_rows::withdraw_offer(write, version.id, end)?;
            }
            VersionState::Previous => {
                let (from, to) = (VersionState::Previous, VersionState::Withdrawn);
                secret_rows::set_state(write, version.id, from, to, Some(end))?;
            }
            VersionState::Offered | VersionState::Current | VersionState::Withdrawn => {}
        }
    }
    Ok(())
}

/// Ends the current version, now or when its grace does, and never later than it would have ended
/// anyway.
///
/// # Errors
/// What the store says.
pub fn retire(write: &Write<'_>, key: &Key, ending: Ending, now: Timestamp) -> Result<(), Error> {
    let after_grace = now.saturating_add(ending.grace().span());
    let until = key.term.expires_at.map_or(after_grace, |end| end.min(after_grace));
    let state =
        if ending.is_immediate() { VersionState::Withdrawn } else { VersionState::Previous };
    let current = VersionState::Current;
    Ok(secret_rows::set_state(write, key.version_id, current, state, Some(until))?)
}

/// Stores a version that was minted: the only place where a rotation does. It is the current one,
/// or on offer until an instant. What is recoverable stays so.
///
/// # Errors
/// [`Kind::Refused`] where the data key has sealed as many values as it may.
pub fn store(
    write: &Write<'_>,
    keyring: &Keyring,
    key: &Key,
    (secret, rotation): (&Secret<String>, &Rotation),
    offered_until: Option<Timestamp>,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<VersionId, Error> {
    let rotation_id = rotation.id.as_ref().map(|id| id.as_str().to_owned());
    let new = mint::digest(keyring, secret, rotation_id)?;
    let version = match offered_until {
        None => secret_rows::insert(write, key.id, &new, now)?,
        Some(until) => secret_rows::insert_offered(write, key.id, &new, now, until)?,
    };
    if key.recoverable {
        mint::keep_copy(write, keyring, (version, key.user_id), secret, rng)?;
    }
    Ok(version)
}

/// Puts a version that was minted in place of the current one, in one step: the key, as it then
/// stands, and the event of it.
///
/// # Errors
/// As [`store`].
pub fn replace(
    write: &Write<'_>,
    keyring: &Keyring,
    key: &Key,
    secret: Secret<String>,
    rotation: &Rotation,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<(Rotated, Event), Error> {
    end_others(write, key.id, None, now)?;
    retire(write, key, rotation.ending, now)?;
    store(write, keyring, key, (&secret, rotation), None, now, rng)?;
    renew(write, key, now)?;
    told(write, key, secret, rotation)
}

/// Gives a key its term anew, under the ceiling of its roles, from which an imported key is exempt
/// no longer (R-E6).
///
/// # Errors
/// What the store says.
pub fn renew(write: &Write<'_>, key: &Key, now: Timestamp) -> Result<(), Error> {
    let ceiling = Bounds::of(write, key)?.ceiling();
    let own = key_rows::own_term(write, key.id)?;
    key_rows::set_term(write, key.id, own.renewed(ceiling, now))?;
    if key.sunset_at.is_some() {
        key_rows::clear_sunset(write, key.id)?;
    }
    Ok(())
}

/// The key after its current version `before` has made way, and the event of it.
///
/// # Errors
/// What the store says.
pub fn told(
    read: &Read<'_>,
    before: &Key,
    secret: Secret<String>,
    rotation: &Rotation,
) -> Result<(Rotated, Event), Error> {
    let key = find::key(read, &KeyRef::Id(before.id))?;
    let versions = secret_rows::list(read, before.id)?;
    let find = |id| versions.iter().find(|version| version.id == id).cloned();
    let version = find(key.version_id).ok_or_else(|| overtaken(&key))?;
    let previous = find(before.version_id);
    let until = previous.as_ref().and_then(|version| version.valid_until);
    let mut event = mint::about("key.rotate", &key)
        .with("version", version.id.0)
        .with("previous_prefix", before.prefix.as_str())
        .with("valid_until", until.map(|until| until.to_string()));
    if rotation.ending == Ending::Compromised {
        event = event.with("compromised", true);
    }
    if let Some(id) = &rotation.id {
        event = event.with("rotation_id", id.as_str());
    }
    Ok((Rotated { key, version, secret: Some(secret), previous }, event))
}
