//! Usage: writing the ledger, and adding it up.

use std::collections::{BTreeMap, HashMap};

use crate::domain::audit::{Event, Outcome};
use crate::domain::key::KeyRef;
use crate::domain::page::{Listing, Page};
use crate::domain::period::Period;
use crate::domain::time::Zone;
use crate::domain::usage::{Dimension, NewUsage, Totals, UsageRow};
use crate::domain::user::UserRef;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::Session;
use crate::store::audit as audit_rows;
use crate::store::db::Store;
use crate::store::setting;
use crate::store::usage::{self as usage_rows, Which};

/// Whose usage, of which models.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Only this user's.
    pub user: Option<UserRef>,
    /// Only this key's.
    pub key: Option<KeyRef>,
    /// Only those of this role's users.
    pub role: Option<String>,
    /// Only models that match: `*` stands for any run of characters.
    pub model: Option<String>,
}

/// A group of a summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What it is a group of, in the order of the dimensions asked for.
    pub names: Vec<String>,
    /// Its sums.
    pub totals: Totals,
}

/// Appends to the ledger. It remembers the numbers of the models it has met.
#[derive(Debug, Default)]
pub struct Ledger {
    models: HashMap<String, i64>,
}

impl Ledger {
    /// Appends rows in one transaction; when it returns, they are durable. Counts that cannot be
    /// true are audited with it.
    ///
    /// # Errors
    /// What the store says; then no row was kept.
    pub fn append(&mut self, session: &mut Session, rows: &[NewUsage]) -> Result<(), Error> {
        let write = session.store.write()?;
        let mut met: Vec<(&str, i64)> = Vec::new();
        for row in rows {
            let known = self.models.get(&row.model).copied();
            let known = known.or_else(|| met.iter().find(|m| m.0 == row.model).map(|m| m.1));
            let model_id = if let Some(id) = known {
                id
            } else {
                let id = usage_rows::model_id(&write, &row.model)?;
                met.push((&row.model, id));
                id
            };
            usage_rows::insert(&write, row, model_id)?;
            if row.implausible {
                let event =
                    Event::ok("usage.implausible", format_args!("provider:{}", row.provider_id))
                        .with_outcome(Outcome::Error)
                        .with("model", row.model.as_str());
                audit_rows::append(&write, &session.keyring, &session.actor, event, session.now)?;
            }
        }
        write.commit()?;
        // A number met in a transaction that is undone would be another model's later.
        self.models.extend(met.into_iter().map(|(name, id)| (name.to_owned(), id)));
        Ok(())
    }
}

/// The zone in which days, hours and months begin.
///
/// # Errors
/// [`Kind::Integrity`] where the stored name is none.
pub fn accounting_zone(store: &Store) -> Result<Zone, Error> {
    let name = setting::get(&store.read()?, setting::TIME_ZONE)?;
    name.parse().map_err(|_| {
        let message = format!("the accounting zone {name:?} is no time zone");
        Error::new(Kind::Integrity, "setting.time_zone", message)
    })
}

/// Which rows of the ledger a scope and a period mean.
///
/// # Errors
/// [`Kind::NotFound`] for what the scope names.
pub fn select(store: &Store, scope: &Scope, period: &Period) -> Result<Which, Error> {
    let read = store.read()?;
    Ok(Which {
        user: scope.user.as_ref().map(|u| find::user(&read, u)).transpose()?.map(|u| u.id),
        key: scope.key.as_ref().map(|k| find::key(&read, k)).transpose()?.map(|k| k.id),
        role: scope.role.as_ref().map(|r| find::role(&read, r)).transpose()?.map(|r| r.id),
        model: scope.model.clone(),
        since: Some(period.start),
        until: Some(period.end),
    })
}

/// The columns that a list of rows can be sorted by.
pub fn orders() -> Vec<&'static str> {
    usage_rows::orders()
}

/// Records that the rows of a period leave the database.
///
/// # Errors
/// What the store says.
pub fn record_export(session: &mut Session, period: &Period) -> Result<(), Error> {
    session.record(
        Event::ok("usage.export", "usage")
            .with("since", period.start.to_string())
            .with("until", period.end.to_string()),
    )
}

/// A page of rows.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, which: &Which, page: &Page) -> Result<Listing<UsageRow>, Error> {
    Ok(usage_rows::list(&store.read()?, which, page)?)
}

/// How many rows.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store, which: &Which) -> Result<u64, Error> {
    Ok(usage_rows::count(&store.read()?, which)?)
}

/// Hands every row on, oldest first, in constant memory. It reads in short steps, so a long export
/// keeps no checkpoint waiting (R-C5).
///
/// # Errors
/// What the store or `each` says.
pub fn each<E: From<Error>>(
    store: &Store,
    which: &Which,
    mut each: impl FnMut(UsageRow) -> Result<(), E>,
) -> Result<(), E> {
    let mut page = Page::default();
    loop {
        let Listing { items, next } = list(store, which, &page)?;
        for row in items {
            each(row)?;
        }
        match next {
            Some(next) => page.after = Some(next),
            None => return Ok(()),
        }
    }
}

/// Adds the rows up in groups, ordered by name. Without dimensions there is one group, also of
/// nothing.
///
/// # Errors
/// What the store says.
pub fn summary(
    store: &Store,
    which: &Which,
    by: &[Dimension],
    zone: Zone,
) -> Result<Vec<Group>, Error> {
    let mut groups: BTreeMap<Vec<String>, Totals> = BTreeMap::new();
    if by.is_empty() {
        groups.insert(Vec::new(), Totals::default());
    }
    each(store, which, |row| {
        let names = by.iter().map(|dimension| name(*dimension, &row, zone)).collect();
        groups.entry(names).or_default().add(&row);
        Ok::<(), Error>(())
    })?;
    Ok(groups.into_iter().map(|(names, totals)| Group { names, totals }).collect())
}

/// The sums over all groups.
pub fn total(groups: &[Group]) -> Totals {
    let mut sum = Totals::default();
    for group in groups {
        sum.merge(&group.totals);
    }
    sum
}

fn name(dimension: Dimension, row: &UsageRow, zone: Zone) -> String {
    match dimension {
        Dimension::User => row.user.clone(),
        Dimension::Key => format!("{}/{}", row.user, row.key),
        Dimension::Model => row.model.clone(),
        Dimension::Provider => row.provider.clone(),
        Dimension::Role => row.role.clone(),
        Dimension::Client => row.client.map(|client| client.to_string()).unwrap_or_default(),
        Dimension::Day => zone.local_date(row.at).to_string(),
        Dimension::Hour => zone.local_hour_start(row.at).to_string(),
        Dimension::Month => zone.local_date(row.at).format("%Y-%m").to_string(),
    }
}
