//! Exporting the ledger: every row once, in constant memory.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;

use crate::domain::shared::Shared;
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
    versions: Known<Rc<VersionNames>>,
    models: Known<Shared>,
    providers: Known<Shared>,
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
            self.models.extend(found.into_iter().map(|(id, name)| (id, name.as_str().into())));
        }
        let providers = unknown(&mut self.providers, rows.iter().map(|row| row.provider_id));
        if !providers.is_empty() {
            let found = usage_names::providers(read, providers.into_iter())?;
            self.providers.extend(found.into_iter().map(|(id, name)| (id, name.as_str().into())));
        }
        Ok(())
    }

    /// The row with its names; `None` where the database has lost one.
    fn named(&self, row: &StoredRow) -> Option<ExportRow> {
        Some(ExportRow {
            at: row.at,
            request_id: row.request_id,
            version: self.versions.get(&row.secret_id)?.clone(),
            client: row.client,
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
fn unknown<V>(known: &mut Known<V>, ids: impl Iterator<Item = i64>) -> HashSet<i64> {
    if known.len() > MAX_NAMES {
        known.clear();
    }
    ids.filter(|id| !known.contains_key(id)).collect()
}

/// Names by number. The numbers are our own, so nobody can choose them to collide, and four are
/// looked up for each row.
type Known<V> = HashMap<i64, V, BuildHasherDefault<NumberHasher>>;

/// Spreads a number over the bits that a table picks its places by.
#[derive(Default)]
struct NumberHasher(u64);

impl Hasher for NumberHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // The golden ratio of 2^64; the high bits, which it mixes best, are also the low ones.
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed.rotate_left(32);
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number.cast_unsigned());
    }
}
