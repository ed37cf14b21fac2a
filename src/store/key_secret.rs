//! The versions of keys, and what the gateway needs to judge one.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::credential::{Credential, HashOf, StoredSecret};
use crate::domain::key::KeyId;
use crate::domain::time::Timestamp;
use crate::domain::token::Prefix;
use crate::domain::user::UserId;
use crate::domain::version::{Use, Version, VersionId, VersionState};
use crate::store::column::{address_option, instant, instant_option, parsed, prefix};
use crate::store::db::{Read, Write};
use crate::store::error::Error;
use crate::store::key;

/// A version to store.
#[derive(Debug)]
pub struct NewSecret {
    /// Its public prefix.
    pub prefix: Prefix,
    /// Its last four characters; empty where they are not known.
    pub last_four: String,
    /// What is kept of it.
    pub stored: StoredSecret,
    /// Whether another system made it.
    pub imported: bool,
    /// What the rotation that makes it is called.
    pub rotation_id: Option<String>,
}

/// The key, its version and its user under a public prefix, whatever their states.
///
/// # Errors
/// As any read.
pub fn find_credential(read: &Read<'_>, prefix: &str) -> Result<Option<Credential>, Error> {
    let sql = "SELECT keys.id, key_secrets.id AS version_id, state, valid_until, prefix, digest,
                      data_key_id, hash, hash_of, keys.name, keys.status, keys.role_id,
                      permissions, models, networks, lifetime_micros,
                      min(coalesce(expires_at, sunset_at), coalesce(sunset_at, expires_at))
                          AS ends_at,
                      sunset_at, imported, key_secrets.created_at, keys.user_id, handle,
                      users.status AS user_status,
                      users.role_id AS user_role_id
               FROM key_secrets
               JOIN keys ON keys.id = key_secrets.key_id
               JOIN users ON users.id = keys.user_id
               LEFT JOIN imported_hashes ON secret_id = key_secrets.id
               WHERE prefix = $1";
    Ok(read.prepare(sql)?.query_row([prefix], credential).optional()?)
}

/// Whether keys exist that another system made, and that may yet be presented.
///
/// # Errors
/// As any read.
pub fn has_imported(read: &Read<'_>) -> Result<bool, Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM key_secrets WHERE imported = 1)";
    Ok(read.prepare(sql)?.query_row([], |row| row.get(0))?)
}

/// The versions of a key, the newest first.
///
/// # Errors
/// As any read.
pub fn list(read: &Read<'_>, key: KeyId) -> Result<Vec<Version>, Error> {
    let sql = "SELECT id, state, prefix, last_four, imported, sealed IS NOT NULL AS recoverable,
                      rotation_id, created_at, valid_until, last_used_at, last_used_from,
                      coalesce(requests, 0) AS requests
               FROM key_secrets LEFT JOIN key_activity ON secret_id = key_secrets.id
               WHERE key_id = $1 ORDER BY id DESC";
    let mut select = read.prepare(sql)?;
    Ok(select.query_map([key.0], version)?.collect::<Result<_, _>>()?)
}

/// Stores the current version of a key that has none.
///
/// # Errors
/// [`Error::Duplicate`] where the key has a current version, or the prefix is taken.
pub fn insert(
    write: &Write<'_>,
    key: KeyId,
    secret: &NewSecret,
    created_at: Timestamp,
) -> Result<VersionId, Error> {
    insert_as(write, key, secret, created_at, VersionState::Current, None)
}

/// Stores a version that is offered until an instant.
///
/// # Errors
/// [`Error::Duplicate`] where the key has an offered version, or the prefix is taken.
pub fn insert_offered(
    write: &Write<'_>,
    key: KeyId,
    secret: &NewSecret,
    created_at: Timestamp,
    until: Timestamp,
) -> Result<VersionId, Error> {
    insert_as(write, key, secret, created_at, VersionState::Offered, Some(until))
}

fn insert_as(
    write: &Write<'_>,
    key: KeyId,
    secret: &NewSecret,
    created_at: Timestamp,
    state: VersionState,
    valid_until: Option<Timestamp>,
) -> Result<VersionId, Error> {
    let sql = "INSERT INTO key_secrets (key_id, state, prefix, last_four, digest, data_key_id,
                   imported, rotation_id, created_at, valid_until)
               VALUES (:key_id, :state, :prefix, :last_four, :digest, :data_key_id, :imported,
                   :rotation_id, :created_at, :valid_until)
               RETURNING id";
    let digest = match &secret.stored {
        StoredSecret::Digest { digest, data_key_id } => Some((digest, data_key_id)),
        StoredSecret::Imported { .. } => None,
    };
    let id: i64 = write.prepare(sql)?.query_row(
        named_params! {
            ":key_id": key.0,
            ":state": state.as_str(),
            ":prefix": secret.prefix.as_str(),
            ":last_four": secret.last_four,
            ":digest": digest.map(|(digest, _)| digest),
            ":data_key_id": digest.map(|(_, data_key_id)| data_key_id),
            ":imported": secret.imported,
            ":rotation_id": secret.rotation_id,
            ":created_at": created_at.micros(),
            ":valid_until": valid_until.map(Timestamp::micros),
        },
        |row| row.get(0),
    )?;
    if let StoredSecret::Imported { hash, of } = &secret.stored {
        let sql = "INSERT INTO imported_hashes (secret_id, hash, hash_of) VALUES ($1, $2, $3)";
        write.change_one("the imported hash", sql, (id, hash, of.as_str()))?;
    }
    Ok(VersionId(id))
}

/// Moves a version from one state to another, until an instant unless it becomes the current one.
///
/// # Errors
/// [`Error::Unexpected`] where it has not the state that it is to leave.
pub fn set_state(
    write: &Write<'_>,
    version: VersionId,
    from: VersionState,
    to: VersionState,
    valid_until: Option<Timestamp>,
) -> Result<(), Error> {
    let sql = "UPDATE key_secrets SET state = $1, valid_until = $2 WHERE id = $3 AND state = $4";
    let until = valid_until.map(Timestamp::micros);
    write.change_one("the version", sql, (to.as_str(), until, version.0, from.as_str()))
}

/// Takes back a version that was offered: it ends at an instant, and a retry of its rotation makes
/// another.
///
/// # Errors
/// [`Error::Unexpected`] where it is not on offer.
pub fn withdraw_offer(write: &Write<'_>, version: VersionId, at: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE key_secrets SET state = 'withdrawn', valid_until = $1, rotation_id = NULL
               WHERE id = $2 AND state = 'offered'";
    write.change_one("the offered version", sql, (at.micros(), version.0))
}

/// Leaves a digest in place of the hash that an imported version came with. Says whether the hash
/// was still there: of several that verified it at once, one upgrades it.
///
/// # Errors
/// As any write.
pub fn upgrade(
    write: &Write<'_>,
    version: VersionId,
    digest: &[u8; 32],
    data_key_id: u32,
) -> Result<bool, Error> {
    let sql = "DELETE FROM imported_hashes WHERE secret_id = $1";
    if write.prepare(sql)?.execute([version.0])? == 0 {
        return Ok(false);
    }
    let sql = "UPDATE key_secrets SET digest = $1, data_key_id = $2 WHERE id = $3";
    write.change_one("the version", sql, (digest, data_key_id, version.0))?;
    Ok(true)
}

/// Keeps a sealed copy of a version.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such version.
pub fn set_sealed(write: &Write<'_>, version: VersionId, sealed: &[u8]) -> Result<(), Error> {
    let sql = "UPDATE key_secrets SET sealed = $1 WHERE id = $2";
    write.change_one("the version", sql, (sealed, version.0))
}

/// The sealed copy of a version.
///
/// # Errors
/// As any read.
pub fn find_sealed(read: &Read<'_>, version: VersionId) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT sealed FROM key_secrets WHERE id = $1";
    let found = read.prepare(sql)?.query_row([version.0], |row| row.get(0)).optional()?;
    Ok(found.flatten())
}

fn credential(row: &Row<'_>) -> rusqlite::Result<Credential> {
    let stored = match row.get("digest")? {
        Some(digest) => StoredSecret::Digest { digest, data_key_id: row.get("data_key_id")? },
        None => {
            StoredSecret::Imported { hash: row.get("hash")?, of: parsed::<HashOf>(row, "hash_of")? }
        }
    };
    Ok(Credential {
        key_id: KeyId(row.get("id")?),
        version_id: VersionId(row.get("version_id")?),
        version_state: parsed(row, "state")?,
        valid_until: instant_option(row, "valid_until")?,
        prefix: prefix(row)?,
        stored,
        name: parsed(row, "name")?,
        status: parsed(row, "status")?,
        term: key::term(row)?,
        restrictions: key::restrictions(row)?,
        created_at: instant(row, "created_at")?,
        sunset_at: instant_option(row, "sunset_at")?,
        imported: row.get("imported")?,
        user_id: UserId(row.get("user_id")?),
        user: parsed(row, "handle")?,
        user_status: parsed(row, "user_status")?,
        role_id: row.get("user_role_id")?,
    })
}

fn version(row: &Row<'_>) -> rusqlite::Result<Version> {
    Ok(Version {
        id: VersionId(row.get("id")?),
        state: parsed(row, "state")?,
        prefix: prefix(row)?,
        last_four: row.get("last_four")?,
        imported: row.get("imported")?,
        recoverable: row.get("recoverable")?,
        rotation_id: row.get("rotation_id")?,
        created_at: instant(row, "created_at")?,
        valid_until: instant_option(row, "valid_until")?,
        usage: Use {
            last_used_at: instant_option(row, "last_used_at")?,
            last_used_from: address_option(row, "last_used_from")?,
            requests: row.get("requests")?,
        },
    })
}
