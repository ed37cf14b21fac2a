//! Usage: writing the ledger, and listing it.

use std::collections::HashMap;

use crate::domain::activity::NewUse;
use crate::domain::audit::{self, Actor, Event, Outcome};
use crate::domain::instance::InstanceId;
use crate::domain::key::KeyRef;
use crate::domain::money::Nanos;
use crate::domain::page::{Listing, Page};
use crate::domain::period::Period;
use crate::domain::time::{Timestamp, Zone};
use crate::domain::usage::{NewUsage, UsageRow};
use crate::domain::user::UserRef;
use crate::ops::budget::bookkeeper::Bookkeeper;
use crate::ops::budget::hold::{HoldVerdict, NewHold};
use crate::ops::error::Error;
use crate::ops::find;
use crate::ops::session::Session;
use crate::ops::snapshot;
use crate::secret::keyring::Keyring;
use crate::store::audit as audit_rows;
use crate::store::block::{self, Ids};
use crate::store::db::{Store, Write};
use crate::store::key_activity as activity_rows;
use crate::store::reservation as reservation_rows;
use crate::store::usage::{self as usage_rows, Filter};
use crate::store::usage_prune;

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

/// How many models' numbers are remembered.
const MAX_MODELS: usize = 10_000;

/// Appends to the ledger and keeps the accounts of budgets. It remembers the numbers of the models
/// it has met, and the budgets of the present revision.
#[derive(Debug, Default)]
pub struct Ledger {
    models: HashMap<String, i64>,
    bookkeeper: Bookkeeper,
}

/// What is committed together.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// Requests that have ended.
    pub rows: &'a [NewUsage],
    /// Who used which key.
    pub uses: &'a [NewUse],
    /// Requests that want to begin, in the gateway of this id.
    pub holds: (&'a [NewHold], Option<&'a InstanceId>),
}

/// What became of a batch, each in its order.
#[derive(Debug, Default)]
pub struct Committed {
    /// The least that is left of any budget of each row.
    pub remaining: Vec<Option<Nanos>>,
    /// What each request got that wants to begin.
    pub holds: Vec<HoldVerdict>,
}

/// What was appended within a transaction.
#[derive(Debug)]
pub struct Appended {
    /// Models that were met for the first time, with their numbers.
    pub met: Vec<(String, i64)>,
    /// The least that is left of any budget of each row.
    pub remaining: Vec<Option<Nanos>>,
}

impl Ledger {
    /// Appends rows in one transaction, and with them who used which key; when it returns, they are
    /// durable. Counts that cannot be true are audited with it.
    ///
    /// # Errors
    /// What the store says; then nothing was kept.
    pub fn append(
        &mut self,
        session: &mut Session,
        rows: &[NewUsage],
        uses: &[NewUse],
    ) -> Result<(), Error> {
        self.commit(session, Batch { rows, uses, holds: (&[], None) }).map(drop)
    }

    /// Appends rows, charges their budgets, and has requests that begin hold what they may cost, in
    /// one transaction; when it returns, all of it is durable. What ends comes before what begins,
    /// because it makes room.
    ///
    /// # Errors
    /// What the store says; then nothing was kept.
    pub fn commit(&mut self, session: &mut Session, batch: Batch<'_>) -> Result<Committed, Error> {
        let write = session.store.write()?;
        let actor = (&*session.keyring, &session.actor, session.now);
        let mut committed = Committed::default();
        let Appended { met, remaining } = self.append_in(&write, actor, batch.rows)?;
        committed.remaining = remaining;
        if let (holds, Some(instance)) = batch.holds {
            for hold in holds {
                committed.holds.push(self.bookkeeper.hold(&write, instance, hold)?);
            }
        }
        activity_rows::add(&write, batch.uses)?;
        write.commit()?;
        if self.models.len() > MAX_MODELS {
            self.models.clear();
        }
        // A number met in a transaction that is undone would be another model's later.
        self.models.extend(met);
        Ok(committed)
    }

    /// Appends rows within a transaction.
    ///
    /// # Errors
    /// What the store says.
    pub fn append_in(
        &mut self,
        write: &Write<'_>,
        (keyring, actor, now): (&Keyring, &Actor, Timestamp),
        rows: &[NewUsage],
    ) -> Result<Appended, Error> {
        self.bookkeeper.refresh(write)?;
        let mut late = vec![false; rows.len()];
        for (row, late) in rows.iter().zip(&mut late).filter(|(row, _)| row.reservation.is_some()) {
            *late = !reservation_rows::close(write, &row.request_id)?;
        }
        let mut met: Vec<(&str, i64)> = Vec::new();
        let mut numbered = Vec::with_capacity(rows.len());
        for (row, _) in rows.iter().zip(&late).filter(|(_, late)| !**late) {
            let known = self.models.get(&row.model).copied();
            let known = known.or_else(|| met.iter().find(|m| m.0 == row.model).map(|m| m.1));
            let model_id = if let Some(id) = known {
                id
            } else {
                let id = usage_rows::find_or_insert_model(write, &row.model)?;
                met.push((&row.model, id));
                id
            };
            numbered.push((row, model_id));
        }
        usage_rows::insert(write, &numbered)?;
        let mut remaining = Vec::with_capacity(rows.len());
        for (row, late) in rows.iter().zip(&late) {
            if *late {
                // It was charged in full when its gateway seemed dead (R-I7).
                let event = Event::ok("usage.settled_late", format_args!("key:{}", row.key_id))
                    .with_outcome(Outcome::Error)
                    .with("cost", row.cost.map(|cost| cost.to_string()));
                audit_rows::append(write, keyring, actor, event, now)?;
                remaining.push(None);
                continue;
            }
            let settled = self.bookkeeper.settle(write, row, now)?;
            for event in settled.events {
                audit_rows::append(write, keyring, actor, event, now)?;
            }
            remaining.push(settled.remaining);
        }
        for row in rows.iter().filter(|row| row.implausible) {
            let event =
                Event::ok("usage.implausible", format_args!("provider:{}", row.provider_id))
                    .with_outcome(Outcome::Error)
                    .with("model", audit::clip(&row.model));
            audit_rows::append(write, keyring, actor, event, now)?;
        }
        let met = met.into_iter().map(|(name, id)| (name.to_owned(), id)).collect();
        Ok(Appended { met, remaining })
    }
}

/// The zone in which days, hours and months begin.
///
/// # Errors
/// What the store says; the stored name is damaged where it is none.
pub fn accounting_zone(store: &Store) -> Result<Zone, Error> {
    snapshot::zone(&store.read()?)
}

/// The filter of the rows that a scope and a period mean.
///
/// # Errors
/// What the scope names is not there, or what the store says.
pub fn filter(store: &Store, scope: &Scope, period: &Period) -> Result<Filter, Error> {
    let read = store.read()?;
    Ok(Filter {
        user: scope
            .user
            .as_ref()
            .map(|u| find::user_or_tombstone(&read, u))
            .transpose()?
            .map(|u| u.id),
        key: scope.key.as_ref().map(|k| find::key_to_read(&read, k)).transpose()?.map(|k| k.id),
        role: scope.role.as_ref().map(|r| find::role(&read, r)).transpose()?.map(|r| r.id),
        model: scope.model.clone(),
        since: Some(period.start),
        until: Some(period.end),
        ids: Some(block::find(&read, Some(period.start), Some(period.end))?),
        kept_since: usage_prune::before(&read)?,
    })
}

/// The instant before which rows that a filter covers were given up, where any were: a list of rows
/// is short of them.
pub fn short_before(filter: &Filter) -> Option<Timestamp> {
    filter.kept_since.filter(|kept| filter.since.is_none_or(|since| *kept > since))
}

/// The filter of all rows that are yet to come beside those that a filter covers.
#[must_use]
pub fn following(mut filter: Filter) -> Filter {
    filter.until = None;
    filter.ids = filter.ids.map(Ids::open);
    filter
}

/// The columns that a list of rows can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    usage_rows::sort_columns()
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
pub fn list(store: &Store, filter: &Filter, page: &Page) -> Result<Listing<UsageRow>, Error> {
    Ok(usage_rows::list(&store.read()?, filter, page)?)
}

/// How many rows.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store, filter: &Filter) -> Result<u64, Error> {
    Ok(usage_rows::count(&store.read()?, filter)?)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::key::KeyId;
    use crate::domain::route::Route;
    use crate::domain::time::Span;
    use crate::domain::usage::{Outcome as Ended, Payer, Tokens};
    use crate::domain::version::VersionId;
    use crate::ops::error::Kind;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::list::{list as list_keys, show, versions};
    use crate::store::db::Options;
    use crate::store::key::Filter as KeyFilter;

    /// A database with two users, a key of each, and two providers.
    pub(crate) fn house() -> Fixture {
        let mut house = Fixture::new();
        for handle in ["ada", "bob"] {
            house.user(handle);
            house.key(handle, "ci");
        }
        house.sql("UPDATE users SET role_id = 2 WHERE handle = 'bob'");
        for name in ["main", "other"] {
            house.demo(name, "*");
        }
        house
    }

    pub(crate) fn row(key: i64, model: &str) -> NewUsage {
        NewUsage {
            at: NOW,
            request_id: [7; 16],
            key_id: KeyId(key),
            secret_id: key,
            provider_id: 1,
            model: model.to_owned(),
            route: Route::OpenAiChat,
            status: 200,
            outcome: Ended::Ok,
            payer: Payer::System,
            tokens: Tokens { input: 10, output: 5, cached: 3, cache_write: 2, reasoning: 1 },
            cost: Some(Nanos(115_000)),
            duration_ms: 40,
            first_byte_ms: Some(7),
            client: Some("192.0.2.7".parse().unwrap()),
            implausible: false,
            reservation: None,
        }
    }

    /// Rows that differ in every dimension.
    pub(crate) fn many() -> Vec<NewUsage> {
        let mut rows = Vec::new();
        for number in 0..60_u32 {
            let mut row = row(i64::from(number % 2) + 1, ["a", "b", "c*"][number as usize % 3]);
            row.at = NOW.saturating_add(Span::from_secs(number * 40_000));
            row.provider_id = i64::from(number % 5 % 2) + 1;
            row.tokens.input += u64::from(number);
            row.cost = (number % 7 != 0).then_some(Nanos(i64::from(number) * 1_000));
            row.client =
                (number % 4 != 0).then(|| [192, 0, 2, u8::try_from(number % 4).unwrap()].into());
            rows.push(row);
        }
        rows
    }

    pub(crate) fn append(house: &mut Fixture, rows: &[NewUsage]) -> Result<(), Error> {
        Ledger::default().append(&mut house.session, rows, &[])
    }

    fn rows(house: &Fixture, filter: &Filter) -> Vec<UsageRow> {
        let rows = list(&house.session.store, filter, &Page::default()).unwrap().items;
        assert_eq!(count(&house.session.store, filter).unwrap(), rows.len() as u64);
        rows
    }

    #[test]
    fn a_row_comes_back_as_it_was_written() {
        let mut house = house();
        let written = NewUsage {
            client: Some("2001:db8::7".parse().unwrap()),
            outcome: Ended::ClientAbort,
            ..row(2, "gpt-5")
        };
        append(&mut house, std::slice::from_ref(&written)).unwrap();
        let read = rows(&house, &Filter::default()).remove(0);
        assert_eq!((read.id, read.at, read.request_id), (1, written.at, "07".repeat(16)));
        assert_eq!((read.user.as_str(), read.key.as_str()), ("bob", "ci"));
        assert_eq!((read.role.as_str(), read.provider.as_str()), ("contributor", "main"));
        assert_eq!((read.model.as_str(), read.route), ("gpt-5", "/v1/chat/completions"));
        assert_eq!(
            (read.status, read.outcome, read.payer),
            (200, Ended::ClientAbort, Payer::System)
        );
        assert_eq!((read.tokens, read.cost), (written.tokens, written.cost));
        assert_eq!((read.duration_ms, read.first_byte_ms), (40, Some(7)));
        assert_eq!(read.client, written.client);
        assert!(read.key_prefix.starts_with("sk_live_"));
    }

    #[test]
    fn a_scope_and_a_period_choose_rows() {
        let mut house = house();
        append(&mut house, &many()).unwrap();
        let always = Period {
            start: NOW,
            end: NOW.saturating_add(Span::from_secs(86_400 * 365)),
            label: String::new(),
        };
        let chosen = |scope: &Scope, period: &Period| {
            filter(&house.session.store, scope, period).map(|filter| rows(&house, &filter).len())
        };
        let user = Scope { user: Some("ada".parse().unwrap()), ..Scope::default() };
        let key = Scope { key: Some("bob/ci".parse().unwrap()), ..Scope::default() };
        let role = Scope { role: Some("Basic".to_owned()), ..Scope::default() };
        let admin = Scope { role: Some("admin".to_owned()), ..Scope::default() };
        let literal = Scope { model: Some("c[*]".to_owned()), ..Scope::default() };
        let glob = Scope { model: Some("c*".to_owned()), ..Scope::default() };
        for (scope, expected) in [
            (&Scope::default(), 60),
            (&user, 30),
            (&key, 30),
            (&role, 30),
            (&admin, 0),
            (&glob, 20),
        ] {
            assert_eq!(chosen(scope, &always), Ok(expected), "{scope:?}");
        }
        assert_eq!(chosen(&literal, &always), Ok(0), "only the star is special");
        let second = Span::from_secs(40_000);
        let half_open = Period {
            start: NOW.saturating_add(second),
            end: NOW.saturating_add(second).saturating_add(second),
            label: String::new(),
        };
        assert_eq!(chosen(&Scope::default(), &half_open), Ok(1));
        let nobody = Scope { user: Some("eve".parse().unwrap()), ..Scope::default() };
        assert_eq!(chosen(&nobody, &always).unwrap_err().kind, Kind::NotFound);
    }

    #[test]
    fn a_batch_is_kept_whole_or_not_at_all() {
        let mut house = house();
        let mut ledger = Ledger::default();
        ledger.append(&mut house.session, &[row(1, "known")], &[]).unwrap();
        house.sql("ALTER TABLE audit_head RENAME TO hidden");
        let implausible = NewUsage { implausible: true, ..row(1, "lies") };
        let batch = [row(1, "new"), implausible];
        ledger.append(&mut house.session, &batch, &[]).unwrap_err();
        house.sql("ALTER TABLE hidden RENAME TO audit_head");
        assert_eq!(rows(&house, &Filter::default()).len(), 1);
        assert_eq!(house.number("SELECT count(*) FROM models"), 1);
        ledger.append(&mut house.session, &[row(2, "other"), row(2, "new")], &[]).unwrap();
        let models: Vec<_> =
            rows(&house, &Filter::default()).into_iter().map(|r| r.model).collect();
        assert_eq!(models, ["known", "other", "new"], "no number was remembered that was undone");
    }

    #[test]
    fn counts_that_cannot_be_true_are_audited() {
        let mut house = house();
        let lies = NewUsage { implausible: true, ..row(1, &"m".repeat(5_000)) };
        append(&mut house, &[row(1, "gpt-5"), lies]).unwrap();
        let entry = house.entries().pop().unwrap();
        assert_eq!((entry.action.as_str(), entry.outcome.as_str()), ("usage.implausible", "error"));
        assert!(entry.details.contains("[truncated]") && entry.details.len() < 400, "R-K4");
        assert_eq!(rows(&house, &Filter::default()).len(), 2);
    }

    #[test]
    fn the_ledger_is_only_added_to() {
        let mut house = house();
        append(&mut house, &[row(1, "gpt-5")]).unwrap();
        for change in ["UPDATE usage SET cost_nanos = 0", "DELETE FROM usage"] {
            assert!(house.connection().execute_batch(change).is_err(), "{change}");
        }
    }

    #[test]
    fn a_dry_ledger_keeps_nothing() {
        let house = house();
        Ledger::default().append(&mut house.dry_session(), &[row(1, "gpt-5")], &[]).unwrap();
        assert!(rows(&house, &Filter::default()).is_empty());
    }

    #[test]
    fn pages_follow_each_other_without_gaps() {
        let mut house = house();
        append(&mut house, &many()).unwrap();
        let sort = Some("cost_usd:desc".parse().unwrap());
        let mut page = Page { limit: Some(7), sort, ..Page::default() };
        let mut seen = Vec::new();
        loop {
            let listing = list(&house.session.store, &Filter::default(), &page).unwrap();
            seen.extend(listing.items.iter().map(|row| (row.cost, row.id)));
            let Some(next) = listing.next else { break };
            page.after = Some(next.to_string().parse().unwrap());
        }
        assert!(seen.is_sorted_by(|a, b| a.0 >= b.0), "{seen:?}");
        seen.sort_by_key(|(_, id)| *id);
        assert!(seen.iter().map(|(_, id)| *id).eq(1..=60));
        page = Page { sort: Some("colour".parse().unwrap()), ..Page::default() };
        assert!(list(&house.session.store, &Filter::default(), &page).is_err());
    }

    #[test]
    fn a_key_shows_what_it_was_used_for() {
        let mut house = house();
        let unpriced = NewUsage { cost: None, at: Timestamp::from_micros(5), ..row(1, "x") };
        append(&mut house, &[row(1, "x"), unpriced, row(2, "x")]).unwrap();
        let shown = |key: &str| show(&house.session.store, &key.parse().unwrap()).unwrap().1;
        let used = shown("ada/ci");
        assert_eq!((used.requests, used.cost), (2, Nanos(115_000)));
        house.key("root", "idle");
        let page = Page::default();
        let listed = list_keys(&house.session.store, &KeyFilter::at(NOW), &page).unwrap();
        let requests: Vec<_> = listed.items.iter().map(|(_, used)| used.requests).collect();
        assert_eq!(requests, [2, 1, 0]);
    }

    #[test]
    fn uses_are_added_to_what_is_known_of_a_version() {
        let mut house = house();
        let shown = |house: &Fixture| {
            let (key, used) = show(&house.session.store, &"ada/ci".parse().unwrap()).unwrap();
            let versions = versions(&house.session.store, key.id).unwrap();
            let counted: Vec<_> = versions.iter().map(|v| (v.id.0, v.usage.requests)).collect();
            (used.last_used_at, used.last_used_from, counted)
        };
        assert_eq!(shown(&house), (None, None, vec![(1, 0)]));
        let at = |seconds| NOW.saturating_add(Span::from_secs(seconds));
        let uses = |seconds, last: u8, requests| NewUse {
            version: VersionId(1),
            last_used_at: at(seconds),
            last_used_from: Some([192, 0, 2, last].into()),
            requests,
        };
        let append = |house: &mut Fixture, rows: &[NewUsage], uses: &[NewUse]| {
            Ledger::default().append(&mut house.session, rows, uses).unwrap();
        };
        append(&mut house, &[row(1, "x")], &[uses(9, 9, 5)]);
        assert_eq!(
            shown(&house),
            (Some(at(9)), Some([192, 0, 2, 9].into()), vec![(1, 5)]),
            "whoever was refused is counted too"
        );
        append(&mut house, &[], &[uses(7, 7, 2)]);
        assert_eq!(
            shown(&house),
            (Some(at(9)), Some([192, 0, 2, 9].into()), vec![(1, 7)]),
            "another gateway was behind"
        );
        let nobody = NewUse { version: VersionId(99), ..uses(10, 1, 1) };
        append(&mut house, &[row(1, "x")], &[nobody, uses(10, 1, 1)]);
        assert_eq!(shown(&house), (Some(at(10)), Some([192, 0, 2, 1].into()), vec![(1, 8)]));
        assert_eq!(rows(&house, &Filter::default()).len(), 2, "no row is lost for a lost version");
    }

    #[test]
    fn a_locked_database_is_busy_and_nothing_is_written() {
        let house = house();
        let hasty =
            Options { busy_timeout: std::time::Duration::from_millis(20), ..Options::GATEWAY };
        let mut session = house.session_with(hasty);
        let locker = house.connection();
        locker.execute_batch("BEGIN IMMEDIATE").unwrap();
        let mut ledger = Ledger::default();
        let busy = ledger.append(&mut session, &[row(1, "gpt-5")], &[]).unwrap_err();
        assert_eq!(busy.kind, Kind::Busy);
        locker.execute_batch("ROLLBACK").unwrap();
        ledger.append(&mut session, &[row(1, "gpt-5")], &[]).unwrap();
        assert_eq!(rows(&house, &Filter::default()).len(), 1);
    }

    #[test]
    fn a_sum_beyond_all_bounds_costs_no_row() {
        let mut house = house();
        let dear = NewUsage { cost: Some(Nanos(i64::MAX)), ..row(1, "gpt-5") };
        for batch in [vec![dear.clone()], vec![dear.clone(), dear]] {
            append(&mut house, &batch).unwrap();
            house.fold();
        }
        assert_eq!(rows(&house, &Filter::default()).len(), 3);
        for table in ["usage_daily", "usage_monthly", "usage_daily_models"] {
            let sums = format!("SELECT requests * (cost_nanos = {}) FROM {table}", i64::MAX);
            assert_eq!(house.number(&sums), 3, "{table}");
        }
    }

    #[test]
    fn the_accounting_zone_must_be_one() {
        let house = house();
        assert_eq!(accounting_zone(&house.session.store).unwrap().to_string(), "UTC");
        house.sql("UPDATE settings SET value = 'Europe/Berlin' WHERE name = 'time_zone'");
        assert_eq!(accounting_zone(&house.session.store).unwrap().to_string(), "Europe/Berlin");
        house.sql("UPDATE settings SET value = 'Moon' WHERE name = 'time_zone'");
        assert_eq!(accounting_zone(&house.session.store).unwrap_err().kind, Kind::Integrity);
    }
}
