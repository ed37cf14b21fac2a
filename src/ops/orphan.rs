//! Requests that a gateway left behind when it ended without a word: charged what was held (R-I7).
//!
//! Whether a gateway lives is told by the lock that it holds, and by no clock: one that is stopped,
//! or slow, is not robbed.

use crate::domain::audit::Event;
use crate::domain::budget::Reservation;
use crate::domain::instance::{Instance, InstanceId};
use crate::domain::key::KeyRef;
use crate::domain::money::Nanos;
use crate::domain::time::Timestamp;
use crate::domain::usage::InFlight;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::Session;
use crate::ops::usage::Ledger;
use crate::store::audit as audit_rows;
use crate::store::db::{Commit, Read, Store};
use crate::store::reservation::{self as reservation_rows, Life};

/// A request that was left behind.
#[derive(Clone, Debug)]
pub struct Orphan {
    /// The gateway that it was in.
    pub instance: Instance,
    /// The request.
    pub request: InFlight,
    /// Its key, as `user/name`.
    pub key: String,
    /// What is held for it.
    pub held: Nanos,
}

/// Notes a gateway that begins, and takes the lock that shows that it lives.
///
/// # Errors
/// What the store says.
pub fn begin(
    store: &mut Store,
    id: InstanceId,
    address: String,
    started_at: Timestamp,
) -> Result<Life, Error> {
    let taken = Life::take(store, &id)?;
    let life = taken.ok_or_else(|| {
        Error::new(Kind::Internal, "gateway.instance", "another gateway has this one's id")
    })?;
    let write = store.write()?;
    reservation_rows::insert_instance(&write, &Instance { id, address, started_at })?;
    write.commit()?;
    Ok(life)
}

/// Forgets a gateway that has ended with nothing in flight. Where something is, whoever looks for
/// orphans finds it.
///
/// # Errors
/// What the store says.
pub fn end(store: &mut Store, id: &InstanceId, life: Life) -> Result<(), Error> {
    let write = store.write()?;
    if reservation_rows::list(&write, id)?.is_empty() {
        reservation_rows::remove_instance(&write, id)?;
        write.commit()?;
        life.end();
    }
    Ok(())
}

/// Every request that was left behind.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store) -> Result<Vec<Orphan>, Error> {
    let mut orphans = Vec::new();
    let instances = reservation_rows::instances(&store.read()?)?;
    for instance in instances {
        if let Some(life) = Life::take(store, &instance.id)? {
            let read = store.read()?;
            for (request, reservation) in reservation_rows::list(&read, &instance.id)? {
                orphans.push(orphan(&read, &instance, request, &reservation)?);
            }
            drop(life);
        }
    }
    Ok(orphans)
}

fn orphan(
    read: &Read<'_>,
    instance: &Instance,
    request: InFlight,
    reservation: &Reservation,
) -> Result<Orphan, Error> {
    let key = find::key(read, &KeyRef::Id(request.key_id))?.path();
    Ok(Orphan { instance: instance.clone(), request, key, held: reservation.held })
}

/// Charges every request that was left behind what was held for it, and forgets the gateways. Of
/// several that do so at once, one charges each.
///
/// # Errors
/// What the store says.
pub fn settle(session: &mut Session) -> Result<Vec<Orphan>, Error> {
    let instances = reservation_rows::instances(&session.store.read()?)?;
    let mut settled = Vec::new();
    for instance in instances {
        if let Some(life) = Life::take(&session.store, &instance.id)? {
            settled.extend(settle_instance(session, &instance)?);
            if session.store.commit() == Commit::Keep {
                life.end();
            }
        }
    }
    Ok(settled)
}

fn settle_instance(session: &mut Session, instance: &Instance) -> Result<Vec<Orphan>, Error> {
    let actor = (&*session.keyring, &session.actor, session.now);
    let write = session.store.write()?;
    let (mut orphans, mut rows, mut sum) = (Vec::new(), Vec::new(), Nanos(0));
    for (request, reservation) in reservation_rows::list(&write, &instance.id)? {
        sum = Nanos(sum.0.saturating_add(reservation.held.0));
        orphans.push(orphan(&write, instance, request.clone(), &reservation)?);
        rows.push(request.lost(reservation));
    }
    Ledger::default().append_in(&write, actor, &rows)?;
    reservation_rows::remove_instance(&write, &instance.id)?;
    if !rows.is_empty() {
        let event = Event::ok("usage.orphan", format_args!("gateway:{}", instance.id))
            .with("requests", rows.len())
            .with("charged", sum.to_string())
            .with("started_at", instance.started_at.to_string());
        audit_rows::append(&write, actor.0, actor.1, event, actor.2)?;
    }
    write.commit()?;
    Ok(orphans)
}
