//! Exporting the ledger: every row once, in constant memory.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::net::IpAddr;
use std::rc::Rc;

use crate::domain::usage::{ExportRow, VersionNames};
use crate::ops::error::Error;
use crate::store::db::{Read, Store};
use crate::store::usage::Filter;
use crate::store::usage_names;
use crate::store::usage_scan::{self, Place, StoredRow};

/// How many rows are in memory at once.
const PAGE: usize = 4_096;

/// How many names of a kind are remembered.
const MAX_NAMES: usize = 20_000;

/// Hands every row on, oldest first, but for those that are appended meanwhile. It reads in short
/// steps and none while `each` works, so a long export keeps no checkpoint waiting, however slow
/// its reader (R-C5).
///
/// # Errors
/// What the store or `each` says.
pub fn each<E: From<Error>>(
    store: &Store,
    filter: &Filter,
    mut each: impl FnMut(&ExportRow) -> Result<(), E>,
) -> Result<(), E> {
    let read = || store.read().map_err(Error::from);
    let mut place = Some(Place::start(&read()?, filter).map_err(Error::from)?);
    let mut names = Names::default();
    let mut rows = Vec::new();
    while let Some(from) = place {
        let read = read()?;
        place = usage_scan::scan(&read, filter, from, PAGE, &mut rows).map_err(Error::from)?;
        names.learn(&read, &rows)?;
        drop(read);
        for row in &rows {
            if let Some(row) = names.named(row) {
                each(&row)?;
            }
        }
    }
    Ok(())
}

/// The names that rows have met so far: a few name millions of rows.
#[derive(Default)]
struct Names {
    versions: HashMap<i64, Rc<VersionNames>>,
    models: HashMap<i64, Rc<str>>,
    providers: HashMap<i64, Rc<str>>,
    clients: HashMap<IpAddr, Rc<str>>,
}

impl Names {
    /// Looks up what these rows hold and is not known yet.
    fn learn(&mut self, read: &Read<'_>, rows: &[StoredRow]) -> Result<(), Error> {
        let versions = unknown(&mut self.versions, rows.iter().map(|row| row.secret_id));
        if !versions.is_empty() {
            self.versions.extend(usage_names::versions(read, versions.into_iter())?);
        }
        let models = unknown(&mut self.models, rows.iter().map(|row| row.model_id));
        if !models.is_empty() {
            let found = usage_names::models(read, models.into_iter())?;
            self.models.extend(found.into_iter().map(|(id, name)| (id, name.into())));
        }
        let providers = unknown(&mut self.providers, rows.iter().map(|row| row.provider_id));
        if !providers.is_empty() {
            let found = usage_names::providers(read, providers.into_iter())?;
            self.providers.extend(found.into_iter().map(|(id, name)| (id, name.into())));
        }
        for client in unknown(&mut self.clients, rows.iter().filter_map(|row| row.client)) {
            self.clients.insert(client, client.to_string().into());
        }
        Ok(())
    }

    /// The row with its names; `None` where the database has lost one.
    fn named(&self, row: &StoredRow) -> Option<ExportRow> {
        Some(ExportRow {
            at: row.at,
            request_id: row.request_id,
            version: self.versions.get(&row.secret_id)?.clone(),
            client: row.client.and_then(|client| self.clients.get(&client).cloned()),
            provider: self.providers.get(&row.provider_id)?.clone(),
            model: self.models.get(&row.model_id)?.clone(),
            route: row.route.path(),
            status: row.status,
            outcome: row.outcome,
            tokens: row.tokens,
            cost: row.cost,
            duration_ms: row.duration_ms,
            first_byte_ms: row.first_byte_ms,
        })
    }
}

/// Which ids of a page are not known. Where too many are, all are forgotten before.
fn unknown<K: Copy + Eq + Hash, V>(
    known: &mut HashMap<K, V>,
    ids: impl Iterator<Item = K> + Clone,
) -> HashSet<K> {
    if known.len() > MAX_NAMES {
        known.clear();
    }
    ids.filter(|id| !known.contains_key(id)).collect()
}
