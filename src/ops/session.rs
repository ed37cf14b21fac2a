//! A session: an open database, its keys, who acts, and when.

use std::sync::Arc;

use crate::domain::audit::{Actor, Event};
use crate::domain::time::Timestamp;
use crate::ops::error::{Error, Kind};
use crate::secret::keyring::{DataKey, Keyring};
use crate::secret::master_key::MasterKey;
use crate::store::audit as audit_rows;
use crate::store::data_key;
use crate::store::db::{Read, Store, Write};
use crate::store::setting;

/// What an op that changes something works with.
#[derive(Debug)]
pub struct Session {
    /// The database.
    pub store: Store,
    /// Its data keys, unwrapped.
    pub keyring: Arc<Keyring>,
    /// Who acts.
    pub actor: Actor,
    /// When: one instant for the whole command or batch.
    pub now: Timestamp,
}

/// What became of a request to create something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created<N, E = N> {
    /// It was made.
    New(N),
    /// It stood already, as asked for.
    Existing(E),
}

/// What to do where a name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfExists {
    /// It is a conflict.
    Fail,
    /// It is fine if it is what was asked for.
    Accept,
}

impl IfExists {
    /// What `--if-not-exists` asks for.
    pub const fn from_flag(accept: bool) -> Self {
        if accept { Self::Accept } else { Self::Fail }
    }
}

impl Session {
    /// Makes a change that gateways obey at their next request: one transaction, with an entry in
    /// the audit log for each event that `body` returns. If the log cannot be written, nothing
    /// is (R-K4).
    ///
    /// # Errors
    /// What `body` returns, or what the store says.
    pub fn change<T>(
        &mut self,
        body: impl FnOnce(&Write<'_>, &Keyring) -> Result<(T, Vec<Event>), Error>,
    ) -> Result<T, Error> {
        let write = self.store.write()?;
        let (value, events) = body(&write, &self.keyring)?;
        for event in events {
            audit_rows::append(&write, &self.keyring, &self.actor, event, self.now)?;
        }
        write.commit_authority()?;
        Ok(value)
    }

    /// Writes an entry of something that changed nothing gateways decide from.
    ///
    /// # Errors
    /// What the store says.
    pub fn record(&mut self, event: Event) -> Result<(), Error> {
        let write = self.store.write()?;
        audit_rows::append(&write, &self.keyring, &self.actor, event, self.now)?;
        Ok(write.commit()?)
    }
}

/// Opens the data keys of a database.
///
/// # Errors
/// [`Kind::Integrity`] where the master key is another database's, or a data key is damaged.
pub fn unlock(store: &Store, master_key: &MasterKey) -> Result<Keyring, Error> {
    let read = store.read()?;
    let expected = setting::get(&read, setting::KEK_ID)?;
    if expected != master_key.id().as_str() {
        return Err(Error::new(
            Kind::Integrity,
            "master_key.wrong",
            "this is not the master key of this database",
        )
        .why(format!("the database wants key id {expected}, this key has {}", master_key.id())));
    }
    let install = setting::get(&read, setting::INSTALL)?;
    let keys = unwrap_all(&read, &install, master_key)?;
    Keyring::new(install, keys).ok_or_else(|| damaged("a data key is missing"))
}

/// The context that a data key is wrapped in: a wrapped key moved to another row does not open.
pub fn wrap_context<'a>(install: &'a str, purpose: &'a str, numbers: &'a [u8; 8]) -> [&'a [u8]; 4] {
    [b"keyctl/wrap/v1", install.as_bytes(), purpose.as_bytes(), numbers]
}

/// The row and the version of a data key, as its context holds them.
pub fn wrap_numbers(id: u32, version: u32) -> [u8; 8] {
    (u64::from(id) << 32 | u64::from(version)).to_be_bytes()
}

fn unwrap_all(
    read: &Read<'_>,
    install: &str,
    master_key: &MasterKey,
) -> Result<Vec<DataKey>, Error> {
    let mut keys = Vec::new();
    for row in data_key::list(read)? {
        let numbers = wrap_numbers(row.id, row.version);
        let context = wrap_context(install, row.purpose.as_str(), &numbers);
        let key = master_key
            .unwrap(&context, &row.wrapped)
            .map_err(|_| damaged("a data key does not open in its row"))?;
        keys.push(DataKey { id: row.id, purpose: row.purpose, version: row.version, key });
    }
    Ok(keys)
}

fn damaged(message: &str) -> Error {
    Error::new(Kind::Integrity, "master_key.damaged", message).fix("restore a backup")
}
