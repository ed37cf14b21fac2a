//! Usage added up in groups.
//!
//! Whole days come from the rollup: sums by day of all keys together where nothing about keys is
//! asked, else sums of each key, by month where whole months are. What a period cuts off of days at
//! its ends, what the rollup does not reach yet, and whatever is asked by hour or by client, comes
//! from the rows of the ledger.

use std::collections::{BTreeMap, HashMap};

use crate::domain::calendar::{Day, Month};
use crate::domain::key::KeyId;
use crate::domain::time::{Timestamp, Zone};
use crate::domain::usage::{Dimension, Totals};
use crate::ops::error::Error;
use crate::store::block::{self, Ids};
use crate::store::db::{Read, Store};
use crate::store::rollup;
use crate::store::usage::Filter;
use crate::store::usage_names::{self, KeyNames};
use crate::store::usage_prune;
use crate::store::usage_sum::{self, Moment, Parts, Source, Sum};

/// A group of a summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What it is a group of, in the order of the dimensions asked for.
    pub names: Vec<String>,
    /// Its sums.
    pub totals: Totals,
}

/// Usage added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The groups, ordered by name. Without dimensions there is one, also of nothing.
    pub groups: Vec<Group>,
    /// The instant before which rows that it would need were given up: it is short of them.
    pub short_before: Option<Timestamp>,
}

impl Summary {
    /// The sums over all groups.
    pub fn total(&self) -> Totals {
        let mut sum = Totals::default();
        for group in &self.groups {
            sum.merge(&group.totals);
        }
        sum
    }
}

/// How many ids of the ledger one read adds up (R-C5).
const MAX_IDS: i64 = 500_000;

/// The first and the last day that any number stands for.
const EVER: (Day, Day) = (Day(101), Day(100_000_101));

/// Adds up in groups what a filter covers.
///
/// # Errors
/// What the store says.
pub fn summary(
    store: &Store,
    filter: &Filter,
    by: &[Dimension],
    zone: Zone,
) -> Result<Summary, Error> {
    if !by.iter().any(|dimension| dimension.needs_rows()) {
        return summary_in(&store.read()?, filter, by, zone);
    }
    let read = store.read()?;
    let plan = Plan::of_rows(&read, filter)?;
    let newest = block::newest(&read)?;
    drop(read);
    let mut groups = Groups::new(by, zone);
    if let Some((since, until, ids)) = plan.rows {
        let last = ids.last.unwrap_or(newest);
        let mut first = ids.first;
        while first <= last {
            let some = Ids { first, last: Some(last.min(first.saturating_add(MAX_IDS - 1))) };
            let read = store.read()?;
            let rows = Source::Rows(since, until, some);
            groups.add(&read, usage_sum::sums(&read, rows, groups.parts(), filter)?)?;
            first = first.saturating_add(MAX_IDS);
        }
    }
    Ok(groups.finish(plan.short_before))
}

/// As [`summary`], of what a transaction sees; nothing by hour or by client.
///
/// # Errors
/// What the store says.
pub fn summary_in(
    read: &Read<'_>,
    filter: &Filter,
    by: &[Dimension],
    zone: Zone,
) -> Result<Summary, Error> {
    let mut groups = Groups::new(by, zone);
    let days = if by.contains(&Dimension::Day) { Days::Needed } else { Days::Merged };
    let collected = collect(read, filter, groups.parts(), days, zone)?;
    groups.add(read, collected.sums)?;
    Ok(groups.finish(collected.short_before))
}

/// Whether whole months may be told as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// They may not: each day is asked for.
    Needed,
    /// They may.
    Merged,
}

/// Sums as they come from where they are kept.
#[derive(Debug)]
pub struct Collected {
    /// The sums; several may be of the same parts.
    pub sums: Vec<Sum>,
    /// The instant before which rows that they would need were given up.
    pub short_before: Option<Timestamp>,
}

/// The sums of what a filter covers, kept apart by day or month, key, model and provider as `parts`
/// says.
///
/// # Errors
/// What the store says.
pub fn collect(
    read: &Read<'_>,
    filter: &Filter,
    parts: Parts,
    days: Days,
    zone: Zone,
) -> Result<Collected, Error> {
    let cut = Cut::new(filter, zone);
    let mut sums = Vec::new();
    for source in cut.sources(filter, parts, days) {
        sums.extend(usage_sum::sums(read, source, parts, filter)?);
    }
    let behind = usage_sum::sums(read, cut.behind(rollup::through(read)?, zone), parts, filter)?;
    sums.extend(
        behind
            .into_iter()
            .map(|sum| Sum { moment: sum.moment.map(|moment| moment.in_days(zone)), ..sum }),
    );
    let pruned = usage_prune::before(read)?;
    let mut short_before = None;
    for edge in cut.edges {
        short_before = short_before.max(pruned.filter(|pruned| *pruned > edge.since));
        let since = pruned.map_or(edge.since, |pruned| pruned.max(edge.since));
        if since < edge.until {
            let ids = block::find(read, Some(since), Some(edge.until))?;
            let rows = Source::Rows(since, edge.until, ids);
            // All rows of an edge are of its day.
            let of_day = Parts { time: false, ..parts };
            let found = usage_sum::sums(read, rows, of_day, filter)?;
            let moment = parts.time.then_some(Moment::Day(edge.day));
            sums.extend(found.into_iter().map(|sum| Sum { moment, ..sum }));
        }
    }
    Ok(Collected { sums, short_before })
}

/// Which rows tell everything that a filter covers.
struct Plan {
    rows: Option<(Timestamp, Timestamp, Ids)>,
    short_before: Option<Timestamp>,
}

impl Plan {
    fn of_rows(read: &Read<'_>, filter: &Filter) -> Result<Self, Error> {
        let since = filter.since.unwrap_or(Timestamp::from_micros(i64::MIN));
        let until = filter.until.unwrap_or(Timestamp::from_micros(i64::MAX));
        let pruned = usage_prune::before(read)?;
        let from = pruned.map_or(since, |pruned| pruned.max(since));
        let rows = if from < until {
            Some((from, until, block::find(read, Some(from), Some(until))?))
        } else {
            None
        };
        Ok(Self { rows, short_before: pruned.filter(|pruned| *pruned > since) })
    }
}

/// A part of a day.
struct Edge {
    day: Day,
    since: Timestamp,
    until: Timestamp,
}

/// A period cut into whole days, and the parts of days at its ends.
struct Cut {
    first: Day,
    before: Day,
    edges: Vec<Edge>,
}

impl Cut {
    fn new(filter: &Filter, zone: Zone) -> Self {
        let mut edges = Vec::new();
        let start = filter.since.map(|since| (Day::of(since, zone), since));
        let end = filter.until.map(|until| (Day::of(until, zone), until));
        let mut first = EVER.0;
        if let Some((day, since)) = start {
            first = if day.start(zone) == Some(since) { day } else { day.next() };
            let end_of_day = day.next().start(zone).unwrap_or(since);
            let until = filter.until.map_or(end_of_day, |until| until.min(end_of_day));
            if first > day && since < until {
                edges.push(Edge { day, since, until });
            }
        }
        let mut before = EVER.1;
        if let Some((day, until)) = end {
            before = day;
            let since = day.start(zone).unwrap_or(until);
            // Within one day that both ends cut, the edge stands already.
            if first <= day && since < until {
                edges.push(Edge { day, since, until });
            }
        }
        Self { first, before: before.max(first), edges }
    }

    /// The rows of the whole days that the sums do not reach.
    fn behind(&self, through: i64, zone: Zone) -> Source {
        let since = self.first.start(zone).unwrap_or(Timestamp::from_micros(i64::MIN));
        let until = self.before.start(zone).unwrap_or(Timestamp::from_micros(i64::MAX));
        Source::Rows(since, until, Ids { first: through.saturating_add(1), last: None })
    }

    /// What tells the sums of the whole days that they reach.
    fn sources(&self, filter: &Filter, parts: Parts, days: Days) -> Vec<Source> {
        let (first, before) = (self.first, self.before);
        let is_of_all =
            !parts.key && filter.key.is_none() && filter.user.is_none() && filter.role.is_none();
        if is_of_all {
            return vec![Source::AllKeysDays(first, before)];
        }
        let starts_month = first == first.month().first_day();
        let month = if starts_month { first.month() } else { first.month().next() };
        let is_by_day = parts.time && days == Days::Needed;
        if is_by_day || month >= before.month() {
            return vec![Source::Days(first, before)];
        }
        let months = Source::Months(month, before.month());
        let days =
            |first: Day, before: Day| (first < before).then_some(Source::Days(first, before));
        let around = [days(first, month.first_day()), days(before.month().first_day(), before)];
        around.into_iter().flatten().chain([months]).collect()
    }
}

/// Groups as they come together.
struct Groups<'a> {
    by: &'a [Dimension],
    zone: Zone,
    found: BTreeMap<Vec<String>, Totals>,
}

impl<'a> Groups<'a> {
    fn new(by: &'a [Dimension], zone: Zone) -> Self {
        let mut found = BTreeMap::new();
        if by.is_empty() {
            found.insert(Vec::new(), Totals::default());
        }
        Self { by, zone, found }
    }

    /// What sums must be kept apart by.
    fn parts(&self) -> Parts {
        Parts {
            time: self.by.iter().any(|dimension| dimension.is_of_time()),
            key: self.by.iter().any(|dimension| dimension.is_of_key()),
            model: self.by.contains(&Dimension::Model),
            provider: self.by.contains(&Dimension::Provider),
            client: self.by.contains(&Dimension::Client),
        }
    }

    fn add(&mut self, read: &Read<'_>, sums: Vec<Sum>) -> Result<(), Error> {
        let names = Names::read(read, &sums)?;
        for sum in sums {
            let group = self.by.iter().map(|by| names.name(*by, &sum, self.zone)).collect();
            self.found.entry(group).or_default().merge(&sum.totals);
        }
        Ok(())
    }

    fn finish(self, short_before: Option<Timestamp>) -> Summary {
        let groups = self.found.into_iter().map(|(names, totals)| Group { names, totals });
        Summary { groups: groups.collect(), short_before }
    }
}

/// The names of what sums are of.
struct Names {
    keys: HashMap<KeyId, KeyNames>,
    models: HashMap<i64, String>,
    providers: HashMap<i64, String>,
}

impl Names {
    fn read(read: &Read<'_>, sums: &[Sum]) -> Result<Self, Error> {
        Ok(Self {
            keys: usage_names::keys(read, sums.iter().filter_map(|sum| sum.key))?,
            models: usage_names::models(read, sums.iter().filter_map(|sum| sum.model_id))?,
            providers: usage_names::providers(read, sums.iter().filter_map(|sum| sum.provider_id))?,
        })
    }

    fn name(&self, by: Dimension, sum: &Sum, zone: Zone) -> String {
        let key = sum.key.and_then(|key| self.keys.get(&key));
        let of_key = |name: fn(&KeyNames) -> String| key.map(name).unwrap_or_default();
        let named = |id: Option<i64>, names: &HashMap<i64, String>| {
            id.and_then(|id| names.get(&id)).cloned().unwrap_or_default()
        };
        let day = sum.moment.and_then(|moment| match moment.in_days(zone) {
            Moment::Day(day) => Some(day),
            Moment::Quarter(_) | Moment::Month(_) => None,
        });
        let month: Option<Month> = match sum.moment {
            Some(Moment::Month(month)) => Some(month),
            _ => day.map(Day::month),
        };
        match by {
            Dimension::User => of_key(|key| key.user.clone()),
            Dimension::Key => of_key(|key| format!("{}/{}", key.user, key.key)),
            Dimension::Role => of_key(|key| key.role.clone()),
            Dimension::Model => named(sum.model_id, &self.models),
            Dimension::Provider => named(sum.provider_id, &self.providers),
            Dimension::Client => sum.client.map(|client| client.to_string()).unwrap_or_default(),
            Dimension::Day => day.map(|day| day.to_string()).unwrap_or_default(),
            Dimension::Month => month.map(|month| month.to_string()).unwrap_or_default(),
            Dimension::Hour => match sum.moment {
                Some(Moment::Quarter(at)) => zone.local_hour_start(at).to_string(),
                _ => String::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::money::Nanos;
    use crate::domain::page::Page;
    use crate::domain::time::Span;
    use crate::domain::usage::{NewUsage, UsageRow};
    use crate::domain::user::UserId;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::usage::Ledger;
    use crate::ops::usage::tests::{append, house, many, row};
    use crate::store::usage as usage_rows;

    /// What of the rows there are belongs to a period.
    fn within(since: Timestamp, until: Timestamp) -> Filter {
        Filter { since: Some(since), until: Some(until), ..Filter::default() }
    }

    fn summed(house: &Fixture, filter: &Filter, by: &[Dimension]) -> Summary {
        summary(&house.session.store, filter, by, Zone::Utc).unwrap()
    }

    /// Rows of half a year, and the zone that they are added up in.
    fn half_a_year(zone: &str) -> (Fixture, Zone) {
        let mut house = house();
        house.sql(&format!("UPDATE settings SET value = '{zone}' WHERE name = 'time_zone'"));
        let mut rows: Vec<NewUsage> = Vec::new();
        for turn in 0..8_u32 {
            let later = Span::from_secs(turn * 2_000_003);
            rows.extend(
                many().into_iter().map(|row| NewUsage { at: row.at.saturating_add(later), ..row }),
            );
        }
        // Some come late, and all in several batches.
        rows.rotate_left(70);
        let mut ledger = Ledger::default();
        for (number, batch) in rows.chunks(37).enumerate() {
            ledger.append(&mut house.session, batch, &[]).unwrap();
            // The sums reach some of them.
            if number % 5 == 0 {
                house.fold();
            }
        }
        (house, zone.parse().unwrap())
    }

    /// The same out of the rows, one by one.
    fn by_hand(house: &Fixture, filter: &Filter, by: &[Dimension], zone: Zone) -> Vec<Group> {
        let rows = usage_rows::list(&house.session.store.read().unwrap(), filter, &Page::default());
        let mut groups: BTreeMap<Vec<String>, Totals> = BTreeMap::new();
        if by.is_empty() {
            groups.insert(Vec::new(), Totals::default());
        }
        for row in rows.unwrap().items {
            let names = by.iter().map(|by| name(*by, &row, zone)).collect();
            groups.entry(names).or_default().merge(&Totals::of(row.tokens, row.cost));
        }
        groups.into_iter().map(|(names, totals)| Group { names, totals }).collect()
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

    #[test]
    fn sums_are_those_of_the_rows_whatever_is_asked() {
        for zone in ["UTC", "Asia/Kathmandu", "America/New_York", "Pacific/Apia"] {
            let (house, zone) = half_a_year(zone);
            let day = |days: i64, micros: i64| {
                let at = NOW.saturating_add(Span::from_secs(86_400 * u32::try_from(days).unwrap()));
                let start = zone.start_of_day(zone.local_date(at)).micros();
                Timestamp::from_micros(start + micros)
            };
            let ends = [
                (day(0, 0), day(200, 0)),
                (day(0, 1), day(200, 0)),
                (day(3, 5_000_000_000), day(3, 50_000_000_000)),
                (day(3, 0), day(4, 0)),
                (day(3, 0), day(4, -1)),
                (day(3, 1), day(4, 0)),
                (day(9, 7_000_000_000), day(10, 3_000_000_000)),
                (day(10, 40_000_000_000), day(130, 20_000_000_000)),
                (day(40, 0), day(41, 1)),
            ];
            let mut compared = 0;
            for (since, until) in ends {
                let all = within(since, until);
                for filter in [
                    all.clone(),
                    Filter { user: Some(UserId(2)), ..all.clone() },
                    Filter { key: Some(KeyId(2)), ..all.clone() },
                    Filter { role: Some(2), ..all.clone() },
                    Filter { model: Some("c*".to_owned()), ..all.clone() },
                    Filter { model: Some("c[*]".to_owned()), ..all.clone() },
                ] {
                    let single = Dimension::ALL.map(|dimension| vec![dimension]);
                    let pairs = [
                        vec![],
                        vec![Dimension::Month, Dimension::User],
                        vec![Dimension::Model, Dimension::Day],
                        vec![Dimension::Client, Dimension::Month, Dimension::Provider],
                        Dimension::ALL.to_vec(),
                    ];
                    for by in single.into_iter().chain(pairs) {
                        let found = summary(&house.session.store, &filter, &by, zone).unwrap();
                        let expected = by_hand(&house, &filter, &by, zone);
                        assert_eq!(found.groups, expected, "{filter:?} {by:?} {zone}");
                        assert_eq!(found.short_before, None);
                        compared += expected.iter().filter(|g| g.totals.requests > 0).count();
                    }
                }
            }
            assert!(compared > 1_000, "{compared}");
        }
    }

    #[test]
    fn whole_days_are_told_without_the_rows() {
        let (mut house, zone) = half_a_year("UTC");
        house.fold();
        let filter = within(
            zone.start_of_day(zone.local_date(NOW)),
            zone.start_of_day("2027-03-15".parse().unwrap()),
        );
        let asked: Vec<Vec<Dimension>> = Dimension::ALL
            .into_iter()
            .filter(|dimension| !dimension.needs_rows())
            .map(|dimension| vec![dimension])
            .chain([vec![]])
            .collect();
        let before: Vec<_> = asked.iter().map(|by| by_hand(&house, &filter, by, zone)).collect();
        house.sql("DROP TRIGGER usage_stays; DELETE FROM usage");
        for (by, before) in asked.iter().zip(before) {
            assert_eq!(summed(&house, &filter, by).groups, before, "{by:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
        #[test]
        fn a_period_is_the_sum_of_its_parts(cuts in proptest::collection::vec(0..16_000_000_u32, 1..5)) {
            let (house, zone) = half_a_year("Australia/Lord_Howe");
            let mut ends: Vec<_> = cuts.into_iter().chain([0, 16_000_000]).collect();
            ends.sort_unstable();
            let at = |seconds: u32| NOW.saturating_add(Span::from_secs(seconds));
            for by in [vec![], vec![Dimension::Key]] {
                let mut sum = Totals::default();
                for pair in ends.windows(2) {
                    let part = within(at(pair[0]), at(pair[1]));
                    sum.merge(&summary(&house.session.store, &part, &by, zone).unwrap().total());
                }
                let whole = within(at(0), at(16_000_000));
                prop_assert_eq!(summary(&house.session.store, &whole, &by, zone).unwrap().total(), sum);
            }
        }
    }

    #[test]
    fn sums_by_every_dimension_are_those_of_the_rows() {
        let mut house = house();
        append(&mut house, &many()).unwrap();
        let mut whole = Totals::default();
        for row in &many() {
            whole.merge(&Totals::of(row.tokens, row.cost));
        }
        assert_eq!((whole.requests, whole.unpriced_requests), (60, 9));
        let written: u64 = many().iter().map(|row| row.tokens.input).sum();
        assert_eq!(whole.tokens.input, written);
        let cost = many().iter().filter_map(|row| row.cost).map(|cost| cost.0).sum();
        assert_eq!(whole.cost, Nanos(cost));
        for dimension in Dimension::ALL {
            let summed = summed(&house, &Filter::default(), &[dimension]);
            let groups = &summed.groups;
            assert!(groups.len() > 1, "{dimension:?}");
            assert!(groups.is_sorted_by_key(|group| group.names.clone()), "{dimension:?}");
            assert_eq!(summed.total(), whole, "{dimension:?}");
        }
        assert_eq!(summed(&house, &Filter::default(), &Dimension::ALL).total(), whole);
        assert_eq!(summed(&house, &Filter::default(), &[]).groups[0].totals, whole);
    }

    #[test]
    fn a_group_is_named_after_what_it_groups() {
        let mut house = house();
        let mut unknown = row(2, "gpt-5");
        unknown.client = None;
        append(&mut house, &[row(1, "gpt-5"), unknown]).unwrap();
        let names = |dimension, zone| {
            let store = &house.session.store;
            let groups = summary(store, &Filter::default(), &[dimension], zone).unwrap();
            groups.groups.into_iter().flat_map(|group| group.names).collect::<Vec<_>>().join(" ")
        };
        for (dimension, expected) in Dimension::ALL.into_iter().zip([
            "ada bob",
            "ada/ci bob/ci",
            "gpt-5",
            "main",
            "basic contributor",
            " 192.0.2.7",
            "2026-11-21",
            "2026-11-21T09:00:00Z",
            "2026-11",
        ]) {
            assert_eq!(names(dimension, Zone::Utc), expected, "{dimension:?}");
        }
    }
}
