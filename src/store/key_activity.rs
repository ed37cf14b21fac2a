//! Who uses which version of a key: hot, and kept out of the tables that gateways decide from.

use std::collections::HashMap;
use std::net::IpAddr;

use rusqlite::named_params;

use crate::domain::activity::NewUse;
use crate::domain::key::KeyId;
use crate::domain::time::Timestamp;
use crate::store::column::{address_bytes, address_option, instant};
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// Adds uses to what is known of versions. Those of a version that is not there are dropped: no row
/// of the ledger shall fail for them.
///
/// # Errors
/// As any write.
pub fn add(write: &Write<'_>, uses: &[NewUse]) -> Result<(), Error> {
    if uses.is_empty() {
        return Ok(());
    }
    // Several gateways write: one that is behind must not put the clock back.
    let sql = "INSERT INTO key_activity (secret_id, last_used_at, last_used_from, requests)
               SELECT id, :at, :from, :requests FROM key_secrets WHERE id = :version
               ON CONFLICT (secret_id) DO UPDATE SET
                   last_used_from = CASE WHEN excluded.last_used_at >= last_used_at
                       THEN excluded.last_used_from ELSE last_used_from END,
                   last_used_at = max(last_used_at, excluded.last_used_at),
                   requests = requests + excluded.requests";
    let mut insert = write.prepare(sql)?;
    for uses in uses {
        insert.execute(named_params! {
            ":version": uses.version.0,
            ":at": uses.last_used_at.micros(),
            ":from": uses.last_used_from.map(address_bytes),
            ":requests": uses.requests,
        })?;
    }
    Ok(())
}

/// When each of these keys was last used, and from where; one that never was is missing.
///
/// # Errors
/// As any read.
pub fn last_uses(
    read: &Read<'_>,
    keys: &[KeyId],
) -> Result<HashMap<KeyId, (Timestamp, Option<IpAddr>)>, Error> {
    // In the order of time: of the versions of a key, the one used last is the one that stays.
    let sql = "SELECT key_id, last_used_at, last_used_from
               FROM key_secrets JOIN key_activity ON secret_id = key_secrets.id
               WHERE key_id IN (SELECT value FROM json_each($1)) ORDER BY last_used_at";
    let wanted: Vec<i64> = keys.iter().map(|key| key.0).collect();
    let wanted = serde_json::Value::from(wanted).to_string();
    let mut select = read.prepare(sql)?;
    let rows = select.query_map([wanted], |row| {
        let last = (instant(row, "last_used_at")?, address_option(row, "last_used_from")?);
        Ok((KeyId(row.get("key_id")?), last))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
