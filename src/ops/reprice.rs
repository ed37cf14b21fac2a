//! Pricing usage again, by the prices that are known now.
//!
//! A row of the ledger is never edited: what it costs now is an adjustment beside it, which all
//! reports go by, and the sums are corrected in the same transaction.

use std::collections::{BTreeMap, HashMap};

use crate::domain::audit::Event;
use crate::domain::money::Nanos;
use crate::domain::price::{self, Price};
use crate::domain::time::Zone;
use crate::domain::usage::{Outcome, Tokens, Totals};
use crate::ops::error::Error;
use crate::ops::rollup;
use crate::ops::session::Session;
use crate::store::adjustment::{self, NewAdjustment};
use crate::store::audit as audit_rows;
use crate::store::db::Read;
use crate::store::price as price_rows;
use crate::store::rollup::{self as rollup_rows, Cell};
use crate::store::usage::Filter;
use crate::store::usage_names;
use crate::store::usage_scan::{self, Place, StoredRow};

/// How many rows one transaction prices.
const PAGE: usize = 5_000;

/// What pricing again came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Repriced {
    /// How many rows were looked at.
    pub seen: u64,
    /// How many of them cost something else now.
    pub changed: u64,
    /// How many of those had no price before.
    pub priced: u64,
    /// How many still have none.
    pub unpriced: u64,
    /// What all together cost before.
    pub before: Nanos,
    /// What they cost now.
    pub after: Nanos,
}

/// Prices rows again by the price that was in force at each, as it stands now. A row for which
/// there is none keeps its cost, and so does what was never sent or ended in an error of the
/// provider, which costs nothing. Each transaction has its audit entry; `progress` is told how many
/// rows were looked at.
///
/// # Errors
/// What the store says; the transactions before are made then.
pub fn reprice(
    session: &mut Session,
    filter: &Filter,
    zone: Zone,
    mut progress: impl FnMut(u64),
) -> Result<Repriced, Error> {
    let mut prices = Prices::new(price_rows::list(&session.store.read()?)?);
    let mut done = Repriced::default();
    let mut rows = Vec::new();
    let mut place = Some(Place::start(&session.store.read()?, filter)?);
    while let Some(from) = place {
        let read = session.store.read()?;
        place = usage_scan::scan(&read, filter, from, PAGE, &mut rows)?;
        let mut page = prices.page(&read, &rows, zone)?;
        drop(read);
        if !page.adjustments.is_empty() {
            // Again, now that nobody else can price the same rows.
            let write = session.store.write()?;
            usage_scan::scan(&write, filter, from, PAGE, &mut rows)?;
            page = prices.page(&write, &rows, zone)?;
            // What is added to the sums later counts as it was written.
            rollup::fold_in(&write, zone)?;
            adjustment::insert(&write, &page.adjustments, session.now)?;
            rollup_rows::add(&write, &page.cells)?;
            let event = Event::ok("usage.reprice", "usage")
                .with("rows", page.done.changed)
                .with("cost_before", page.done.before.to_string())
                .with("cost_after", page.done.after.to_string());
            audit_rows::append(&write, &session.keyring, &session.actor, event, session.now)?;
            write.commit()?;
        }
        done.add(&page.done);
        progress(done.seen);
    }
    Ok(done)
}

impl Repriced {
    fn add(&mut self, other: &Self) {
        self.seen += other.seen;
        self.changed += other.changed;
        self.priced += other.priced;
        self.unpriced += other.unpriced;
        self.before = Nanos(self.before.0.saturating_add(other.before.0));
        self.after = Nanos(self.after.0.saturating_add(other.after.0));
    }
}

/// What becomes of some rows.
#[derive(Default)]
struct Page {
    adjustments: Vec<NewAdjustment>,
    cells: BTreeMap<Cell, Totals>,
    done: Repriced,
}

/// Every price, and those that a model of a provider has ever had.
struct Prices {
    all: Vec<Price>,
    of_model: HashMap<(i64, i64), (String, Vec<Price>)>,
}

impl Prices {
    fn new(all: Vec<Price>) -> Self {
        Self { all, of_model: HashMap::new() }
    }

    fn page(&mut self, read: &Read<'_>, rows: &[StoredRow], zone: Zone) -> Result<Page, Error> {
        self.meet(read, rows)?;
        let mut page = Page::default();
        for row in rows {
            page.done.seen += 1;
            let old = row.cost.unwrap_or_default();
            let (new, price_id) = match self.cost(row) {
                Some((cost, price_id)) if Some(cost) != row.cost => (cost, price_id),
                _ => {
                    page.done.unpriced += u64::from(row.cost.is_none());
                    page.done.before.0 = page.done.before.0.saturating_add(old.0);
                    page.done.after.0 = page.done.after.0.saturating_add(old.0);
                    continue;
                }
            };
            page.done.changed += 1;
            page.done.priced += u64::from(row.cost.is_none());
            page.done.before.0 = page.done.before.0.saturating_add(old.0);
            page.done.after.0 = page.done.after.0.saturating_add(new.0);
            page.adjustments.push(NewAdjustment { usage_id: row.id, cost: new, price_id });
            page.cells.entry(Cell::of(row, zone)).or_default().merge(&Totals {
                requests: 0,
                tokens: Tokens::default(),
                cost: Nanos(new.0.saturating_sub(old.0)),
                unpriced_requests: -i64::from(row.cost.is_none()),
            });
        }
        Ok(page)
    }

    /// Picks the prices of the models that are new here.
    fn meet(&mut self, read: &Read<'_>, rows: &[StoredRow]) -> Result<(), Error> {
        let pairs = rows.iter().map(|row| (row.model_id, row.provider_id));
        let new: Vec<_> = pairs.filter(|pair| !self.of_model.contains_key(pair)).collect();
        let names = usage_names::models(read, new.iter().map(|(model, _)| *model))?;
        for (model_id, provider_id) in new {
            let model = names.get(&model_id).cloned().unwrap_or_default();
            let fits = |price: &&Price| {
                price.model.matches(&model)
                    && price.provider_id.is_none_or(|provider| provider == provider_id)
            };
            let prices = self.all.iter().filter(fits).cloned().collect();
            self.of_model.insert((model_id, provider_id), (model, prices));
        }
        Ok(())
    }

    /// What a row costs, and by which price.
    fn cost(&self, row: &StoredRow) -> Option<(Nanos, i64)> {
        if matches!(row.outcome, Outcome::NotSent | Outcome::UpstreamError) {
            return None;
        }
        let (model, prices) = self.of_model.get(&(row.model_id, row.provider_id))?;
        let price = price::in_force(prices, model, row.provider_id, row.at)?;
        let duration_ms = u64::try_from(row.duration_ms).unwrap_or_default();
        price.rates.cost(&row.tokens, duration_ms).map(|cost| (cost, price.id))
    }
}
