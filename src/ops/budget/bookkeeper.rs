//! The one who keeps the accounts of budgets while rows are appended to the ledger.
//!
//! What a window has spent is what the ledger says, and what is reserved is what open reservations
//! hold, at every commit (R-I11): all that appends to the ledger goes through
//! [`Bookkeeper::settle`].

use std::collections::HashMap;

use crate::domain::book::Book;
use crate::domain::instance::InstanceId;
use crate::domain::key::KeyId;
use crate::domain::scope::Sender;
use crate::domain::time::Timestamp;
use crate::domain::usage::NewUsage;
use crate::ops::budget::hold::{self, HoldVerdict, NewHold};
use crate::ops::budget::settle::{self, Settled};
use crate::ops::error::Error;
use crate::ops::snapshot::{self, Snapshot};
use crate::store::budget_period as period_rows;
use crate::store::db::{Read, Write};
use crate::store::setting;

/// The book of a revision and who sends with which key, for the one who writes.
#[derive(Debug, Default)]
pub struct Bookkeeper {
    generation: u64,
    book: Book,
    /// What requests are judged by within a transaction, of the revision that it names.
    snapshot: Snapshot,
    senders: HashMap<KeyId, Sender>,
}

impl Bookkeeper {
    /// Makes sure that the book is that of the revision of a transaction. It returns the revision.
    ///
    /// # Errors
    /// What the store says.
    pub fn refresh(&mut self, read: &Read<'_>) -> Result<u64, Error> {
        let generation = setting::generation(read)?;
        if generation != self.generation {
            self.book = snapshot::book(read)?;
            self.senders.clear();
            self.generation = generation;
        }
        Ok(generation)
    }

    fn sender(&mut self, read: &Read<'_>, key: KeyId) -> Result<Sender, Error> {
        if let Some(sender) = self.senders.get(&key) {
            return Ok(*sender);
        }
        let sender = period_rows::sender(read, key)?;
        self.senders.insert(key, sender);
        Ok(sender)
    }

    /// Has a request hold what it may cost, of every budget that refuses, or of none (R-I3).
    ///
    /// # Errors
    /// What the store says.
    pub fn hold(
        &mut self,
        write: &Write<'_>,
        instance: &InstanceId,
        hold: &NewHold,
    ) -> Result<HoldVerdict, Error> {
        if hold.generation != self.generation && !self.stands(write, hold)? {
            return Ok(HoldVerdict::Stale);
        }
        write.savepoint()?;
        let verdict = hold::hold(write, &self.book, instance, hold);
        match verdict {
            Ok(HoldVerdict::Held(_)) => write.release_savepoint()?,
            _ => write.undo_savepoint()?,
        }
        verdict
    }

    /// Whether a request would be admitted by this revision as it was by another.
    fn stands(&mut self, write: &Write<'_>, hold: &NewHold) -> Result<bool, Error> {
        let Some(grounds) = &hold.grounds else { return Ok(false) };
        if self.snapshot.generation != self.generation {
            self.snapshot = snapshot::load_in(write)?;
        }
        let NewHold { request, sender, .. } = hold;
        Ok(!self.book.blocking(*sender, &request.model).is_empty()
            && grounds.stand(write, &self.snapshot, request, *sender)?)
    }

    /// Charges the budgets of a request that was appended to the ledger, and gives back what it
    /// held (R-I5).
    ///
    /// # Errors
    /// What the store says.
    pub fn settle(
        &mut self,
        write: &Write<'_>,
        row: &NewUsage,
        now: Timestamp,
    ) -> Result<Settled, Error> {
        if self.book.is_empty() && row.reservation.is_none() {
            return Ok(Settled::default());
        }
        let sender = self.sender(write, row.key_id)?;
        settle::settle(write, &self.book, sender, row, now)
    }
}
