//! The audit log: reading it, and proving that nobody altered it.

use crate::domain::audit::{Entry, Head, Outcome};
use crate::domain::page::{Listing, Page};
use crate::domain::period::Period;
use crate::ops::error::{Error, Kind};
use crate::secret::keyring::Keyring;
use crate::store::audit::{self as audit_rows, Which};
use crate::store::db::Store;

/// Which entries have an event, an actor and an outcome, within a period.
pub fn select(
    event: Option<&str>,
    actor: Option<&str>,
    outcome: Option<Outcome>,
    period: &Period,
) -> Which {
    Which {
        event: event.map(str::to_owned),
        actor: actor.map(str::to_owned),
        outcome: outcome.map(|outcome| outcome.as_str().to_owned()),
        since: Some(period.start),
        until: Some(period.end),
    }
}

/// The columns that a list of entries can be sorted by.
pub fn orders() -> Vec<&'static str> {
    audit_rows::orders()
}

/// A page of entries.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, which: &Which, page: &Page) -> Result<Listing<Entry>, Error> {
    Ok(audit_rows::list(&store.read()?, which, page)?)
}

/// How many entries.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store, which: &Which) -> Result<u64, Error> {
    Ok(audit_rows::count(&store.read()?, which)?)
}

/// One entry and its hash.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn show(store: &Store, seq: u64) -> Result<(Entry, [u8; 32]), Error> {
    audit_rows::find(&store.read()?, seq)?.ok_or_else(|| {
        Error::new(Kind::NotFound, "audit.not_found", format!("audit entry {seq} not found"))
            .fix("keyctl audit list")
    })
}

/// Proves that the log is whole: every entry stands where and as it was written, and none is
/// missing at its end (R-K1, R-K2). A rollback of the whole database is beyond it.
///
/// # Errors
/// [`Kind::Integrity`], naming the first entry that does not hold.
pub fn verify(store: &Store, keyring: &Keyring) -> Result<Head, Error> {
    match audit_rows::verify(&store.read()?, Some(keyring))? {
        Ok(head) => Ok(head),
        Err(broken) => Err(broken.into()),
    }
}
