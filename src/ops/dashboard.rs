//! The dashboard: a user's account, or everybody's, read in one transaction, so that its figures
//! agree.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use crate::domain::audit::Entry;
use crate::domain::budget::BudgetId;
use crate::domain::calendar::Day;
use crate::domain::dashboard::{Budget, Dashboard, Happening, KeyFigures, When, Whose};
use crate::domain::key::{Key, KeyId, KeyRef, KeyStatus};
use crate::domain::page::{Page, Sort};
use crate::domain::period::Period;
use crate::domain::scope::{Sender, Subject};
use crate::domain::time::{Timestamp, Zone};
use crate::domain::usage::Totals;
use crate::domain::user::{User, UserId, UserRef};
use crate::ops::budget::account::{self, Account};
use crate::ops::error::Error;
use crate::ops::find;
use crate::ops::snapshot;
use crate::ops::summary::{Collected, Days, collect};
use crate::store::audit as audit_rows;
use crate::store::block;
use crate::store::budget as budget_rows;
use crate::store::db::{Read, Store};
use crate::store::key as key_rows;
use crate::store::key_activity as activity_rows;
use crate::store::usage::Filter;
use crate::store::usage_names;
use crate::store::usage_prune;
use crate::store::usage_sum::{Moment, Parts};

/// How many keys are shown.
const MAX_KEYS: usize = 8;

/// How many of the newest keys are looked at for those that were not used: as many would do if none
/// of the dearest were among them.
const NEWEST_KEYS: u32 = 16;

/// How many entries of the audit log are told of.
const MAX_HAPPENINGS: usize = 6;

/// How far back the audit log is searched for what concerns a user.
const MAX_ENTRIES: u32 = 500;

/// How many days are told of among what happened.
const MAX_BUSY_DAYS: usize = 3;

/// What the dashboard of a user shows, or that of everybody.
///
/// # Errors
/// [`Kind::NotFound`](crate::ops::error::Kind::NotFound) for the user.
pub fn dashboard(
    store: &Store,
    user: Option<&UserRef>,
    period: Period,
    zone: Zone,
    now: Timestamp,
) -> Result<Dashboard, Error> {
    let read = store.read()?;
    let user = user.map(|user| find::user(&read, user)).transpose()?;
    let filter = Filter {
        user: user.as_ref().map(|user| user.id),
        since: Some(period.start),
        until: Some(period.end),
        ids: Some(block::find(&read, Some(period.start), Some(period.end))?),
        kept_since: usage_prune::before(&read)?,
        ..Filter::default()
    };
    let by_model = Parts { time: true, model: true, ..Parts::default() };
    let Collected { sums, short_before } = collect(&read, &filter, by_model, Days::Needed, zone)?;
    let mut totals = Totals::default();
    let mut models: BTreeMap<i64, Totals> = BTreeMap::new();
    let mut daily: BTreeMap<Day, Totals> = BTreeMap::new();
    for sum in &sums {
        totals.merge(&sum.totals);
        models.entry(sum.model_id.unwrap_or_default()).or_default().merge(&sum.totals);
        if let Some(Moment::Day(day)) = sum.moment {
            daily.entry(day).or_default().merge(&sum.totals);
        }
    }
    let keys = keys(&read, user.as_ref(), &filter, zone, now)?;
    let days = days(&period, zone);
    let today = Day::of(now, zone);
    let daily: Vec<(Day, Totals)> = days
        .iter()
        .filter(|day| **day <= today || daily.contains_key(day))
        .map(|day| (*day, daily.get(day).copied().unwrap_or_default()))
        .collect();
    Ok(Dashboard {
        budget: budget(&read, user.as_ref(), now)?,
        by_model: named(&read, models)?,
        activity: activity(&read, user.as_ref(), &daily, zone)?,
        active_keys: keys.active,
        keys: keys.shown,
        more_keys: keys.more,
        other_keys: keys.others,
        whose: user.map(|user| Whose {
            handle: user.handle.to_string(),
            display_name: user.display_name,
            email: user.email.map(|email| email.to_string()),
        }),
        days: days.len(),
        period,
        zone,
        totals,
        daily,
        short_before,
    })
}

/// The days that a period touches.
fn days(period: &Period, zone: Zone) -> Vec<Day> {
    let mut day = Day::of(period.start, zone);
    let last = Timestamp::from_micros(period.end.micros().saturating_sub(1));
    let last = Day::of(last, zone);
    let mut days = vec![day];
    while day < last && day.next() > day {
        day = day.next();
        days.push(day);
    }
    days
}

/// The budget that bounds what is shown, for all models: of a user the own one, or else that of the
/// role; of all the one of all together.
fn budget(read: &Read<'_>, user: Option<&User>, now: Timestamp) -> Result<Option<Budget>, Error> {
    let (user, role) = match user {
        Some(user) => (user.id, find::role(read, &user.role)?.id),
        None => (UserId(0), 0),
    };
    // No key has this number: budgets of single keys bound something less.
    let sender = Sender { key: KeyId(0), user, role };
    let accounts = account::accounts(read, &snapshot::book(read)?, sender, "", now)?;
    let bounds = |subject: Subject| match subject {
        Subject::User(_) | Subject::Role(_) => true,
        Subject::Global => user == UserId(0),
        Subject::Key(_) => false,
    };
    let found = accounts
        .into_iter()
        .find(|account| account.budget.model.is_none() && bounds(account.budget.subject));
    Ok(found.map(|Account { budget, standing, .. }| Budget {
        limit: standing.limit(&budget),
        spent: standing.spent,
        reserved: standing.reserved,
    }))
}

/// The sums of models by their names, the dearest first.
fn named(read: &Read<'_>, models: BTreeMap<i64, Totals>) -> Result<Vec<(String, Totals)>, Error> {
    let names = usage_names::models(read, models.keys().copied())?;
    let mut dearest: Vec<(String, Totals)> = models
        .into_iter()
        .map(|(id, totals)| (names.get(&id).cloned().unwrap_or_default(), totals))
        .collect();
    dearest.sort_by(|a, b| weight(&b.1).cmp(&weight(&a.1)).then_with(|| a.0.cmp(&b.0)));
    Ok(dearest)
}

/// What decides which of two stands first.
fn weight(totals: &Totals) -> (i64, i64) {
    (totals.cost.0, totals.requests)
}

/// The keys of a dashboard.
struct Keys {
    active: u64,
    shown: Vec<KeyFigures>,
    more: u64,
    others: Totals,
}

fn keys(
    read: &Read<'_>,
    user: Option<&User>,
    filter: &Filter,
    zone: Zone,
    now: Timestamp,
) -> Result<Keys, Error> {
    let parts = Parts { key: true, ..Parts::default() };
    let mut sums: HashMap<KeyId, Totals> = HashMap::new();
    for sum in collect(read, filter, parts, Days::Merged, zone)?.sums {
        sums.entry(sum.key.unwrap_or(KeyId(0))).or_default().merge(&sum.totals);
    }
    let mut dearest: Vec<(KeyId, Totals)> = sums.iter().map(|(id, sum)| (*id, *sum)).collect();
    dearest.sort_by(|a, b| weight(&b.1).cmp(&weight(&a.1)).then_with(|| a.0.0.cmp(&b.0.0)));
    let mut keys: Vec<Key> = Vec::new();
    for (id, _) in dearest.iter().take(MAX_KEYS) {
        keys.extend(key_rows::find(read, &KeyRef::Id(*id))?);
    }
    let of_user = key_rows::Filter { user: user.map(|user| user.id), ..key_rows::Filter::at(now) };
    let newest = Sort { column: "id".to_owned(), descending: true };
    let page = Page { limit: Some(NEWEST_KEYS), sort: Some(newest), after: None };
    for key in key_rows::list(read, &of_user, &page)?.items {
        if keys.len() < MAX_KEYS && !keys.iter().any(|known| known.id == key.id) {
            keys.push(key);
        }
    }
    let ids: Vec<KeyId> = keys.iter().map(|key| key.id).collect();
    let last_uses = activity_rows::last_uses(read, &ids)?;
    let mut others = Totals::default();
    for (id, totals) in &dearest {
        if !ids.contains(id) {
            others.merge(totals);
        }
    }
    let active = key_rows::Filter { status: Some(KeyStatus::Active), ..of_user };
    let shown: Vec<KeyFigures> = keys
        .into_iter()
        .map(|key| KeyFigures {
            id: key.id.0,
            status: key.status_at(now).as_str(),
            last_used_at: last_uses.get(&key.id).map(|(at, _)| *at),
            totals: sums.get(&key.id).copied().unwrap_or_default(),
            preview: key.preview(),
            user: key.user_label,
            name: key.name.to_string(),
            created_at: key.created_at,
        })
        .collect();
    Ok(Keys {
        active: key_rows::count(read, &active)?,
        more: key_rows::count(read, &of_user)?.saturating_sub(shown.len() as u64),
        shown,
        others,
    })
}

/// What happened lately: what the audit log tells, and how many requests there were on the days
/// before.
fn activity(
    read: &Read<'_>,
    user: Option<&User>,
    daily: &[(Day, Totals)],
    zone: Zone,
) -> Result<Vec<Happening>, Error> {
    let newest = Sort { column: "seq".to_owned(), descending: true };
    let page = Page { limit: Some(MAX_ENTRIES), sort: Some(newest), after: None };
    let entries = audit_rows::list(read, &audit_rows::Filter::default(), &page)?.items;
    let mut happenings = Vec::new();
    for entry in entries {
        if happenings.len() == MAX_HAPPENINGS {
            break;
        }
        let Some(target) = entry.target.as_deref() else { continue };
        let key = target.strip_prefix("key:").and_then(|id| id.parse().ok());
        let key = match key {
            Some(id) => key_rows::find(read, &KeyRef::Id(KeyId(id)))?.pop(),
            None => None,
        };
        if let Some(user) = user {
            let of_user = target == format!("user:{}", user.id)
                || key.as_ref().is_some_and(|key| key.user_id == user.id);
            if !of_user {
                continue;
            }
        }
        let when = When::At(entry.at);
        let what = match key.as_ref() {
            Some(key) if user.is_some() => Some(key.name.to_string()),
            Some(key) => Some(key.path()),
            None if user.is_some() => None,
            None => Some(budget_named(read, target)?.unwrap_or_else(|| target.to_owned())),
        };
        happenings.push(Happening { when, text: told(&entry, what.as_deref()) });
    }
    let busy = daily.iter().rev().filter(|(_, totals)| totals.requests > 0);
    for (day, totals) in busy.take(MAX_BUSY_DAYS) {
        let requests = totals.requests;
        let word = if requests == 1 { "request" } else { "requests" };
        let text = format!("{requests} {word} processed");
        happenings.push(Happening { when: When::Day(*day), text });
    }
    // What is told of a day stands where the day ended.
    happenings.sort_by_key(|happening| match happening.when {
        When::At(at) => Reverse((Day::of(at, zone), 0, at)),
        When::Day(day) => Reverse((day, 1, Timestamp::from_micros(0))),
    });
    Ok(happenings)
}

/// Whose a budget is that an entry is about; `None` where it is about none that still holds.
fn budget_named(read: &Read<'_>, target: &str) -> Result<Option<String>, Error> {
    let id = target.strip_prefix("budget:").and_then(|id| id.parse().ok());
    let Some(id) = id.map(BudgetId) else { return Ok(None) };
    let budgets = budget_rows::list(read)?;
    let found = budgets.iter().find(|budget| budget.id == id);
    Ok(found.map(|budget| budget.named().to_string()))
}

/// An entry of the audit log in words.
fn told(entry: &Entry, what: Option<&str>) -> String {
    let (noun, verb) = entry.action.split_once('.').unwrap_or((&entry.action, ""));
    let noun = match noun {
        "key" => "API key",
        "2fa" => "two-factor authentication",
        other => other,
    };
    let done = match verb {
        "add" => "added",
        "create" => "created",
        "disable" => "disabled",
        "enable" => "enabled",
        "expire" => "expired",
        "export" => "exported",
        "import" => "imported",
        "init" => "made",
        "migrate" => "migrated",
        "offer" => "offered for rotation",
        "prune" => "pruned",
        "raise" => "raised",
        "rebuild" => "added up anew",
        "refresh" => "refreshed",
        "remove" | "unset" => "removed",
        "reprice" => "priced again",
        "resume" => "resumed",
        "reveal" => "revealed",
        "revoke" => "revoked",
        "rotate" => "rotated",
        "set" => "set",
        "suspend" => "suspended",
        "unlock" => "unlocked",
        other => other,
    };
    let outcome = match entry.outcome.as_str() {
        "ok" => String::new(),
        other => format!(" ({other})"),
    };
    let what = what.map(|what| format!(": {what}")).unwrap_or_default();
    format!("{noun} {done}{outcome}{what}")
}
