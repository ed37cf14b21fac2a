//! The rollup as a whole: having it reach up to the newest rows, adding it up anew, and giving up
//! the rows behind it.

use std::collections::{BTreeMap, HashMap};

use crate::domain::audit::Event;
use crate::domain::calendar::{Day, Month};
use crate::domain::setting::catalogue::USAGE_RETENTION;
use crate::domain::time::{Span, Timestamp, Zone};
use crate::domain::usage::{Dimension, Totals};
use crate::ops::configuration;
use crate::ops::error::{Error, Kind};
use crate::ops::session::Session;
use crate::ops::snapshot;
use crate::ops::summary::{summary, summary_in};
use crate::store::adjustment;
use crate::store::audit as audit_rows;
use crate::store::block;
use crate::store::db::{Commit, Read, Store, Write};
use crate::store::rollup::{self as rollup_rows, Cell};
use crate::store::usage::{self as usage_rows, Filter};
use crate::store::usage_prune;

/// How many ids of the ledger one transaction clears.
const PRUNE_IDS: i64 = 5_000;

/// How far the clock may be ahead of what was last recorded, for rows to be given up (R-J4).
const MAX_SILENCE: Span = Span::from_secs(7 * 86_400);

/// How many rows are read at once to be added to the sums.
const FOLD_ROWS: i64 = 4_096;

/// How many sums one transaction adds to before it ends, and some more: whoever commits waits for
/// some milliseconds.
const FOLD_CELLS: usize = 1_024;

/// Adds the rows that the sums do not reach yet to them, as many in each transaction as are of a
/// thousand sums or so. They are read before it, so that it holds others up the less.
///
/// # Errors
/// What the store says; what was added before is kept.
pub fn fold(store: &mut Store) -> Result<(), Error> {
    loop {
        let read = store.read()?;
        let behind = Behind::read(&read, snapshot::zone(&read)?)?;
        drop(read);
        if behind.cells.is_empty() {
            return Ok(());
        }
        let write = store.write()?;
        // Else another process has added them meanwhile.
        if rollup_rows::through(&write)? == behind.after {
            behind.add(&write)?;
            write.commit()?;
        }
    }
}

/// As [`fold`], all of them within a transaction.
///
/// # Errors
/// What the store says.
pub fn fold_in(write: &Write<'_>, zone: Zone) -> Result<(), Error> {
    loop {
        let behind = Behind::read(write, zone)?;
        if behind.cells.is_empty() {
            return Ok(());
        }
        behind.add(write)?;
    }
}

/// The next rows that the sums do not reach, added up.
struct Behind {
    after: i64,
    through: i64,
    cells: BTreeMap<Cell, Totals>,
}

impl Behind {
    fn read(read: &Read<'_>, zone: Zone) -> Result<Self, Error> {
        let after = rollup_rows::through(read)?;
        let mut through = after;
        let mut cells: HashMap<Cell, Totals> = HashMap::new();
        while cells.len() < FOLD_CELLS {
            let rows = rollup_rows::rows_behind(read, through, FOLD_ROWS, zone)?;
            let Some((last, ..)) = rows.last() else { break };
            through = *last;
            for (_, cell, totals) in rows {
                cells.entry(cell).or_default().merge(&totals);
            }
        }
        Ok(Self { after, through, cells: cells.into_iter().collect() })
    }

    fn add(&self, write: &Write<'_>) -> Result<(), Error> {
        rollup_rows::add(write, &self.cells)?;
        Ok(rollup_rows::set_through(write, self.through)?)
    }
}

/// What adding up anew came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many days were added up.
    pub days: u64,
    /// How many sums of a day were not what the rows say.
    pub changed: u64,
}

/// Adds the rollup up anew out of the rows there are, a day in each transaction, so that a gateway
/// is never held up for long. Days whose rows were given up stay as they are. `progress` is told
/// how many days are done, of how many.
///
/// # Errors
/// What the store says; the days before are done then.
pub fn rebuild(
    session: &mut Session,
    zone: Zone,
    mut progress: impl FnMut(u64, u64),
) -> Result<Rebuilt, Error> {
    let days = days(&session.store.read()?, zone)?;
    let total = days.len() as u64;
    let mut rebuilt = Rebuilt::default();
    for (place, day) in days.iter().enumerate() {
        let write = session.store.write()?;
        fold_in(&write, zone)?;
        let changed = rebuild_day(&write, *day, zone)?;
        let ends_month = days.get(place + 1).is_none_or(|next| next.month() != day.month());
        if changed > 0 || ends_month {
            rollup_rows::rebuild_month(&write, day.month())?;
        }
        if changed > 0 {
            let event =
                Event::ok("usage.rebuild", format_args!("usage:{day}")).with("changed", changed);
            audit_rows::append(&write, &session.keyring, &session.actor, event, session.now)?;
        }
        write.commit()?;
        rebuilt.days += 1;
        rebuilt.changed += changed;
        progress(rebuilt.days, total);
    }
    session.record(
        Event::ok("usage.rebuild", "usage")
            .with("days", rebuilt.days)
            .with("changed", rebuilt.changed),
    )?;
    Ok(rebuilt)
}

/// Adds the whole rollup up within a transaction that is alone with the database: that of a
/// migration.
///
/// # Errors
/// What the store says.
pub fn fill(write: &Write<'_>, zone: Zone) -> Result<(), Error> {
    let mut months: Vec<Month> = Vec::new();
    for day in days(write, zone)? {
        rebuild_day(write, day, zone)?;
        if months.last() != Some(&day.month()) {
            months.push(day.month());
        }
    }
    for month in months {
        rollup_rows::rebuild_month(write, month)?;
    }
    Ok(rollup_rows::set_through(write, usage_rows::last_id(write)?)?)
}

/// Adds a day up anew; returns how many of its sums were others.
fn rebuild_day(write: &Write<'_>, day: Day, zone: Zone) -> Result<u64, Error> {
    let before = rollup_rows::day(write, day)?;
    let Some((since, until)) = bounds(day, zone) else { return Ok(0) };
    let ids = block::find(write, Some(since), Some(until))?;
    rollup_rows::rebuild_day(write, day, (since, until), ids)?;
    Ok(differences(&before, &rollup_rows::day(write, day)?))
}

fn bounds(day: Day, zone: Zone) -> Option<(Timestamp, Timestamp)> {
    Some((day.start(zone)?, day.next().start(zone)?))
}

fn differences(before: &BTreeMap<Cell, Totals>, after: &BTreeMap<Cell, Totals>) -> u64 {
    let gone = before.keys().filter(|cell| !after.contains_key(cell)).count();
    let other = after.iter().filter(|(cell, totals)| before.get(cell) != Some(totals)).count();
    (gone + other) as u64
}

/// The days that may have rows or sums, in their order, but for those whose rows were given up.
fn days(read: &Read<'_>, zone: Zone) -> Result<Vec<Day>, Error> {
    let day = |at: Timestamp| Day::of(at, zone);
    let of_rows = block::bounds(read)?.map(|(first, last)| (day(first), day(last)));
    let of_sums = rollup_rows::days(read)?;
    let both = of_rows.into_iter().chain(of_sums);
    let Some((first, last)) = both.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else {
        return Ok(Vec::new());
    };
    let kept = usage_prune::before(read)?.map(day);
    let mut day = kept.map_or(first, |kept| kept.max(first));
    let mut days = Vec::new();
    while day <= last {
        if let Some((since, until)) = bounds(day, zone)
            && (block::any(read, since, until)? || !rollup_rows::day(read, day)?.is_empty())
        {
            days.push(day);
        }
        if day.next() == day {
            break;
        }
        day = day.next();
    }
    Ok(days)
}

/// Rows that are to be given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prune {
    /// All before this midnight of the accounting zone.
    pub before: Timestamp,
    /// How many.
    pub rows: u64,
}

/// What giving up the rows before an instant would come to: the days that are whole before it.
///
/// # Errors
/// [`Kind::Refused`] for a time that is not over, and where the clock has run far ahead of what was
/// recorded last; [`Kind::Integrity`] where the sums are not those of the rows, which alone could
/// tell.
pub fn plan_prune(
    store: &Store,
    before: Timestamp,
    zone: Zone,
    now: Timestamp,
) -> Result<Prune, Error> {
    let midnight = zone.start_of_day(zone.local_date(before));
    if midnight > zone.start_of_day(zone.local_date(now)) {
        let message = format!("usage before {before} is not all there yet");
        return Err(Error::new(Kind::Refused, "usage.prune_future", message)
            .why("only days that are over can be given up"));
    }
    let (rows, kept_since) = {
        let read = store.read()?;
        check_clock(&read, now)?;
        let ids = block::find(&read, None, Some(midnight))?;
        (usage_prune::count(&read, midnight, ids.last)?, usage_prune::before(&read)?)
    };
    if kept_since.is_none_or(|kept_since| kept_since < midnight) {
        let filter = Filter { since: kept_since, until: Some(midnight), ..Filter::default() };
        let of_rows = summary(store, &filter, &[Dimension::Client], zone)?.total();
        if summary_in(&store.read()?, &filter, &[], zone)?.total() != of_rows {
            let message = "the sums by day are not those of the rows";
            return Err(Error::new(Kind::Integrity, "usage.sums", message)
                .why("nothing but the rows could tell what is right")
                .fix("keyctl usage rebuild"));
        }
    }
    Ok(Prune { before: midnight, rows })
}

/// Gives rows up: their sums stay, and all that needs no rows tells the same as before. That they
/// are given up is one transaction with its audit entry; they are removed after it, a few thousand
/// at a time. Where that is broken off, the same again goes on with it.
///
/// # Errors
/// What the store says.
pub fn prune(
    session: &mut Session,
    prune: &Prune,
    mut progress: impl FnMut(u64, u64),
) -> Result<(), Error> {
    // Where nothing is given up, nothing may be told to be short of it.
    if prune.rows == 0 {
        return Ok(());
    }
    let write = session.store.write()?;
    fold_in(&write, snapshot::zone(&write)?)?;
    if usage_prune::before(&write)?.is_none_or(|before| before < prune.before) {
        usage_prune::insert(&write, prune.before, session.now)?;
        let event = Event::ok("usage.prune", "usage")
            .with("before", prune.before.to_string())
            .with("rows", prune.rows);
        audit_rows::append(&write, &session.keyring, &session.actor, event, session.now)?;
    }
    write.commit()?;
    if session.store.commit() == Commit::Undo {
        return Ok(());
    }
    let last = block::find(&session.store.read()?, None, Some(prune.before))?.last;
    let (mut after, mut removed) = (i64::MIN, 0);
    loop {
        let write = session.store.write()?;
        fold_in(&write, snapshot::zone(&write)?)?;
        let (rows, next) = usage_prune::remove(&write, prune.before, after, PRUNE_IDS)?;
        let next = next.filter(|next| last.is_none_or(|last| *next < last));
        adjustment::remove_gone(&write, next.unwrap_or(i64::MAX))?;
        if next.is_none() {
            block::remove_before(&write, prune.before)?;
        }
        write.commit()?;
        removed += rows;
        progress(removed, prune.rows);
        match next {
            Some(next) => after = next,
            None => return Ok(()),
        }
    }
}

/// Since when the setting `usage.retention` keeps rows.
///
/// # Errors
/// [`Kind::Usage`] where it keeps all of them.
pub fn kept_since(store: &Store, now: Timestamp) -> Result<Timestamp, Error> {
    let kept = configuration::retention(&store.read()?, USAGE_RETENTION)?;
    kept.map(|kept| now.saturating_sub(kept)).ok_or_else(|| {
        Error::new(Kind::Usage, "usage.no_retention", "nobody said which rows are given up")
            .why("usage.retention is none: all are kept")
            .fix("add --before T")
    })
}

/// A clock that was set forward must not cost anybody rows (R-J4).
fn check_clock(read: &Read<'_>, now: Timestamp) -> Result<(), Error> {
    let newest = audit_rows::newest_at(read)?;
    if newest.is_some_and(|newest| now > newest.saturating_add(MAX_SILENCE)) {
        let message = "the clock is more than 7 days ahead of the newest entry of the audit log";
        return Err(Error::new(Kind::Refused, "usage.prune_clock", message)
            .why("a clock that was set forward would give up rows that are still wanted")
            .fix("check the clock; where it is right: keyctl usage rebuild"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use super::*;
    use crate::domain::key::KeyId;
    use crate::domain::money::Nanos;
    use crate::domain::usage::{Dimension, NewUsage, Tokens};
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::reprice::reprice;
    use crate::ops::spend;
    use crate::ops::usage::Ledger;
    use crate::ops::usage::tests::{append, house, many, row};
    use crate::store::db::Options;

    fn total(house: &Fixture) -> Totals {
        summary(&house.session.store, &Filter::default(), &[], Zone::Utc).unwrap().total()
    }

    fn requests_in_sums(house: &Fixture) -> [i64; 3] {
        ["usage_daily", "usage_monthly", "usage_daily_models"]
            .map(|table| house.number(&format!("SELECT coalesce(sum(requests), 0) FROM {table}")))
    }

    #[test]
    fn rows_are_added_to_the_sums_once() {
        let mut house = house();
        append(&mut house, &many()).unwrap();
        let before = total(&house);
        assert_eq!((requests_in_sums(&house), before.requests), ([0; 3], 60));
        for _ in 0..2 {
            house.fold();
            assert_eq!((requests_in_sums(&house), total(&house)), ([60; 3], before));
        }
        append(&mut house, &many()).unwrap();
        assert_eq!((requests_in_sums(&house), total(&house).requests), ([60; 3], 120));
        house.fold();
        assert_eq!((requests_in_sums(&house), total(&house).requests), ([120; 3], 120));
    }

    #[test]
    fn more_rows_than_one_transaction_takes_are_added_up_in_several() {
        let mut house = house();
        // More sums than a transaction adds to, and each of them of rows that are read apart.
        let rows: Vec<NewUsage> = (0..3 * FOLD_ROWS)
            .map(|number| row(1, &format!("model-{}", number % (FOLD_ROWS + 7))))
            .collect();
        append(&mut house, &rows).unwrap();
        let whole = i64::try_from(rows.len()).unwrap();
        let read = house.session.store.read().unwrap();
        assert!(Behind::read(&read, Zone::Utc).unwrap().through < whole);
        drop(read);
        house.fold();
        assert_eq!(requests_in_sums(&house), [whole; 3]);
        append(&mut house, &rows).unwrap();
        let write = house.session.store.write().unwrap();
        fold_in(&write, Zone::Utc).unwrap();
        write.commit().unwrap();
        assert_eq!(requests_in_sums(&house), [2 * whole; 3]);
    }

    #[test]
    fn nobody_reads_a_row_twice_or_not_at_all_while_two_add_up() {
        let house = house();
        let mut writing = house.session_with(Options::COMMAND);
        let adding = [(); 2].map(|()| house.session.store.again(Options::COMMAND).unwrap());
        let done = &AtomicBool::new(false);
        thread::scope(|scope| {
            for mut store in adding {
                scope.spawn(move || {
                    while !done.load(Ordering::SeqCst) {
                        fold(&mut store).unwrap();
                    }
                });
            }
            scope.spawn(move || {
                let mut ledger = Ledger::default();
                for _ in 0..60 {
                    ledger.append(&mut writing, &many(), &[]).unwrap();
                }
                done.store(true, Ordering::SeqCst);
            });
            while !done.load(Ordering::SeqCst) {
                let read = house.session.store.read().unwrap();
                let rows = usage_rows::last_id(&read).unwrap();
                let summed = summary_in(&read, &Filter::default(), &[], Zone::Utc).unwrap();
                assert_eq!(summed.total().requests, rows);
            }
        });
        assert_eq!(total(&house).requests, 3_600);
    }

    #[test]
    fn what_is_priced_again_before_it_is_added_up_counts_once() {
        let mut house = house();
        append(&mut house, &[row(1, "gpt-5")]).unwrap();
        house.sql(
            "INSERT INTO prices (model, input_picos, output_picos, effective_from, created_at)
             VALUES ('gpt-5', 1000000, 1000000, 0, 0)",
        );
        let done = reprice(&mut house.session, &Filter::default(), Zone::Utc, |_| {}).unwrap();
        assert_eq!(done.changed, 1);
        assert_ne!(done.after, Nanos(115_000));
        assert_eq!(total(&house).cost, done.after);
        house.fold();
        assert_eq!(total(&house).cost, done.after);
    }

    #[test]
    fn a_row_that_takes_the_number_of_one_given_up_is_added_up_too() {
        let mut house = house();
        let old = |days: u32| NewUsage {
            at: NOW.saturating_sub(Span::from_secs(days * 86_400)),
            ..row(1, "gpt-5")
        };
        append(&mut house, &[old(1), old(9), old(9)]).unwrap();
        house.fold();
        let before = NOW.saturating_sub(Span::from_secs(5 * 86_400));
        let plan = plan_prune(&house.session.store, before, Zone::Utc, NOW).unwrap();
        prune(&mut house.session, &plan, |_, _| {}).unwrap();
        append(&mut house, &[row(2, "gpt-5")]).unwrap();
        assert_eq!(house.number("SELECT max(id) FROM usage"), 2);
        assert_eq!(total(&house).requests, 4);
        house.fold();
        assert_eq!((total(&house).requests, requests_in_sums(&house)), (4, [4; 3]));
    }

    #[test]
    fn what_is_given_up_was_added_up_before() {
        let mut house = house();
        let rows: Vec<NewUsage> = (0..20_u32)
            .map(|days| NewUsage {
                at: NOW.saturating_sub(Span::from_secs(days * 86_400)),
                ..row(1, "gpt-5")
            })
            .collect();
        append(&mut house, &rows).unwrap();
        let before = total(&house);
        let cut = NOW.saturating_sub(Span::from_secs(5 * 86_400));
        let plan = plan_prune(&house.session.store, cut, Zone::Utc, NOW).unwrap();
        prune(&mut house.session, &plan, |_, _| {}).unwrap();
        assert!(house.number("SELECT count(*) FROM usage") < 20);
        assert_eq!(total(&house), before);
    }

    #[test]
    fn sums_beyond_the_greatest_number_stay_at_it() {
        let mut house = house();
        let most = |key| NewUsage {
            cost: Some(Nanos(i64::MAX)),
            tokens: Tokens { input: i64::MAX.cast_unsigned(), ..Tokens::default() },
            ..row(key, "gpt-5")
        };
        append(&mut house, &[most(1), most(1), most(2)]).unwrap();
        let greatest = |house: &Fixture| {
            let total = total(house);
            assert_eq!(total.cost, Nanos(i64::MAX));
            assert_eq!(total.tokens.input, i64::MAX.cast_unsigned());
            for by in [Dimension::Hour, Dimension::Client, Dimension::Month] {
                let store = &house.session.store;
                let groups = summary(store, &Filter::default(), &[by], Zone::Utc).unwrap();
                assert_eq!(groups.total().cost, Nanos(i64::MAX), "{by:?}");
            }
            let read = house.session.store.read().unwrap();
            let totals = rollup_rows::key_totals(&read, &[KeyId(1)]).unwrap();
            assert_eq!(totals[&KeyId(1)], (2, Nanos(i64::MAX)));
        };
        greatest(&house);
        house.fold();
        greatest(&house);
        let rebuilt = rebuild(&mut house.session, Zone::Utc, |_, _| {}).unwrap();
        assert_eq!(rebuilt.changed, 0);
        greatest(&house);
        let spent = spend::next(&house.session.store, 0).unwrap().unwrap().spent;
        assert!(spent.iter().all(|(_, _, nanos)| *nanos == Nanos(i64::MAX)), "{spent:?}");
    }

    #[test]
    fn adding_up_anew_finds_nothing_to_change_in_sums_that_are_behind() {
        let mut house = house();
        append(&mut house, &many()).unwrap();
        let rebuilt = rebuild(&mut house.session, Zone::Utc, |_, _| {}).unwrap();
        assert_eq!(rebuilt.changed, 0);
        assert_eq!((requests_in_sums(&house), total(&house).requests), ([60; 3], 60));
    }
}
