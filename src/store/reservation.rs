//! What requests in flight hold of their budgets, and the gateways that they are in flight in.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use rusqlite::{OptionalExtension, Row, params};
use rustix::fs::{FlockOperation, flock};

use crate::domain::budget::{BudgetId, PeriodKey, Reservation};
use crate::domain::instance::{Instance, InstanceId};
use crate::domain::key::KeyId;
use crate::domain::money::Nanos;
use crate::domain::route::Route;
use crate::domain::time::Timestamp;
use crate::domain::usage::{InFlight, Payer, Tokens};
use crate::secret::file;
use crate::store::column::{address_bytes, address_option, instant};
use crate::store::db::{Read, Store, Write, beside};
use crate::store::error::{Error, unreadable};

const SELECT: &str = "SELECT request_id, at, key_id, secret_id, provider_id, model, route, payer,
        input_tokens, output_tokens, held_nanos, parts, client FROM reservations";

/// The lock by which a gateway shows that it lives (R-I7). A process that ends, however it does,
/// gives it up.
#[derive(Debug)]
pub struct Life {
    path: PathBuf,
    _lock: File,
}

impl Life {
    /// Takes the lock of an instance; `None` where another holds it.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn take(store: &Store, instance: &InstanceId) -> Result<Option<Self>, Error> {
        let path = beside(store.path(), &format!(".gw-{instance}.lock"));
        let lock = file::open_or_create(&path)?;
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Self { path, _lock: lock })),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(io::Error::from(error).into()),
        }
    }

    /// Takes the file away along with the lock. One that stays harms nobody.
    pub fn end(self) {
        drop(fs::remove_file(&self.path));
    }
}

/// Notes a gateway that begins.
///
/// # Errors
/// As any write.
pub fn insert_instance(write: &Write<'_>, instance: &Instance) -> Result<(), Error> {
    let sql = "INSERT INTO instances (id, address, started_at) VALUES ($1, $2, $3)";
    let started_at = instance.started_at.micros();
    write.change_one("the gateway", sql, (instance.id.as_str(), &instance.address, started_at))
}

/// Every gateway that runs, or has ended without a word.
///
/// # Errors
/// As any read.
pub fn instances(read: &Read<'_>) -> Result<Vec<Instance>, Error> {
    let mut select = read.prepare("SELECT id, address, started_at FROM instances ORDER BY id")?;
    let rows = select.query_map([], |row| {
        let id: String = row.get("id")?;
        Ok(Instance {
            id: id.parse().map_err(unreadable)?,
            address: row.get("address")?,
            started_at: instant(row, "started_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets a gateway that has nothing in flight.
///
/// # Errors
/// As any write.
pub fn remove_instance(write: &Write<'_>, id: &InstanceId) -> Result<(), Error> {
    write.prepare("DELETE FROM instances WHERE id = $1")?.execute([id.as_str()])?;
    Ok(())
}

/// Notes what a request holds.
///
/// # Errors
/// [`Error::Duplicate`] where it holds something already.
pub fn insert(
    write: &Write<'_>,
    instance: &InstanceId,
    request: &InFlight,
    reservation: &Reservation,
) -> Result<(), Error> {
    let sql = "INSERT INTO reservations (request_id, instance_id, at, key_id, secret_id,
                   provider_id, model, route, payer, input_tokens, output_tokens, held_nanos,
                   parts, client)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    write.prepare(sql)?.execute(params![
        request.request_id,
        instance.as_str(),
        request.at.micros(),
        request.key_id.0,
        request.secret_id,
        request.provider_id,
        request.model,
        request.route.code(),
        request.payer as u8,
        request.bound.input.cast_signed(),
        request.bound.output.cast_signed(),
        reservation.held.0,
        written(&reservation.parts),
        request.client.map(address_bytes),
    ])?;
    Ok(())
}

/// Takes a reservation away. Says whether it was still there: of several that settle it, one does
/// (R-I5).
///
/// # Errors
/// As any write.
pub fn close(write: &Write<'_>, request_id: &[u8; 16]) -> Result<bool, Error> {
    let sql = "DELETE FROM reservations WHERE request_id = $1";
    Ok(write.prepare(sql)?.execute([request_id])? > 0)
}

/// The reservations of a gateway, the oldest first.
///
/// # Errors
/// As any read.
pub fn list(read: &Read<'_>, instance: &InstanceId) -> Result<Vec<(InFlight, Reservation)>, Error> {
    let sql = format!("{SELECT} WHERE instance_id = $1 ORDER BY at, request_id");
    let mut select = read.prepare(&sql)?;
    Ok(select.query_map([instance.as_str()], from_row)?.collect::<Result<_, _>>()?)
}

/// What is held of a window by all that is in flight.
///
/// # Errors
/// As any read.
pub fn held_of(read: &Read<'_>, key: PeriodKey) -> Result<Nanos, Error> {
    let sql = "SELECT coalesce(sum(held_nanos), 0) FROM reservations, json_each(parts)
               WHERE value ->> 0 = $1 AND value ->> 1 = $2 AND value ->> 2 = $3";
    let values = (key.budget.0, key.user, key.start.micros());
    Ok(Nanos(read.prepare(sql)?.query_row(values, |row| row.get(0))?))
}

/// How many requests are in flight under a budget.
///
/// # Errors
/// As any read.
pub fn count(read: &Read<'_>) -> Result<u64, Error> {
    let sql = "SELECT count(*) FROM reservations";
    let count: i64 = read.prepare(sql)?.query_row([], |row| row.get(0)).optional()?.unwrap_or(0);
    Ok(count.cast_unsigned())
}

fn written(parts: &[PeriodKey]) -> String {
    let part = |key: &PeriodKey| format!("[{},{},{}]", key.budget.0, key.user, key.start.micros());
    format!("[{}]", parts.iter().map(part).collect::<Vec<_>>().join(","))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<(InFlight, Reservation)> {
    let parts: String = row.get("parts")?;
    let parts: Vec<(i64, i64, i64)> = serde_json::from_str(&parts).map_err(unreadable)?;
    let key = |(budget, user, start)| PeriodKey {
        budget: BudgetId(budget),
        user,
        start: Timestamp::from_micros(start),
    };
    let tokens = |column: &str| row.get::<_, i64>(column).map(i64::cast_unsigned);
    let request = InFlight {
        request_id: row.get("request_id")?,
        at: instant(row, "at")?,
        key_id: KeyId(row.get("key_id")?),
        secret_id: row.get("secret_id")?,
        provider_id: row.get("provider_id")?,
        model: row.get("model")?,
        route: Route::from_code(row.get("route")?).ok_or_else(|| unreadable(UnknownNumber))?,
        payer: Payer::from_code(row.get("payer")?).ok_or_else(|| unreadable(UnknownNumber))?,
        bound: Tokens {
            input: tokens("input_tokens")?,
            output: tokens("output_tokens")?,
            ..Tokens::default()
        },
        client: address_option(row, "client")?,
    };
    let held = Nanos(row.get("held_nanos")?);
    Ok((request, Reservation { held, parts: parts.into_iter().map(key).collect() }))
}

#[derive(Debug, thiserror::Error)]
#[error("a reservation has a number that this keyctl does not know")]
struct UnknownNumber;
