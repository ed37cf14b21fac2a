//! What people are told of: budgets, keys that end soon, locks, and what looks suspicious.

use serde_json::{Map, Value};

use crate::domain::money::Nanos;
use crate::domain::name::Name;
use crate::domain::notice::NewNotice;
use crate::domain::time::{Span, Timestamp};
use crate::domain::user::UserId;
use crate::ops::error::Error;
use crate::ops::notice::queue;
use crate::ops::session::Session;
use crate::store::db::Write;
use crate::store::notice::{self as notice_rows, Expiring};

const DAY_SECS: u32 = 86_400;

/// How many days before its end a key is told of.
const EXPIRY_DAYS: [u32; 3] = [1, 3, 7];

/// A threshold of a budget that its settled spend has passed.
#[derive(Clone, Debug)]
pub struct BudgetAlert {
    /// The number of the budget.
    pub budget_id: i64,
    /// The user whose window it is; 0 where it is that of all.
    pub user_id: i64,
    /// When the window began.
    pub period_start: Timestamp,
    /// Which of the limits that the budget has had.
    pub limit_version: i64,
    /// The threshold, in per cent.
    pub threshold: i64,
    /// What the budget is for, for people: `user alice`, `all of us`.
    pub scope: String,
    /// What was spent when it was passed.
    pub spent: Nanos,
    /// The limit.
    pub limit: Nanos,
}

/// Queues that a budget has reached a threshold, once for each window, limit and threshold (R-I9).
/// It belongs into the transaction that settles the spend.
///
/// # Errors
/// As any write.
pub fn queue_budget_alert(
    write: &Write<'_>,
    alert: &BudgetAlert,
    now: Timestamp,
) -> Result<u64, Error> {
    let BudgetAlert { budget_id, user_id, limit_version, threshold, spent, limit, .. } = alert;
    let window = alert.period_start;
    let notice = NewNotice {
        kind: "budget.threshold".to_owned(),
        subject: format!("budget:{budget_id}"),
        occasion: format!(
            "budget:{budget_id}:{user_id}:{}:{limit_version}:{threshold}",
            window.micros()
        ),
        summary: format!(
            "the budget of {} has reached {threshold} %: ${spent} of ${limit}",
            alert.scope
        ),
        details: details([
            ("scope", alert.scope.as_str().into()),
            ("threshold", (*threshold).into()),
            ("spent_nanos", spent.0.into()),
            ("spent_usd", spent.to_string().into()),
            ("limit_nanos", limit.0.into()),
            ("limit_usd", limit.to_string().into()),
            ("period_start", window.to_string().into()),
        ]),
    };
    queue(write, &notice, now)
}

/// Queues that a user is locked, once for each lock.
///
/// # Errors
/// As any write.
pub fn queue_lock(
    write: &Write<'_>,
    user: UserId,
    handle: &Name,
    until: Timestamp,
    now: Timestamp,
) -> Result<u64, Error> {
    let notice = NewNotice {
        kind: "user.lock".to_owned(),
        subject: format!("user:{}", user.0),
        occasion: format!("user.lock:{}:{}", user.0, until.micros()),
        summary: format!(
            "user \"{handle}\" is locked until {until} after wrong passwords or codes"
        ),
        details: details([
            ("user", handle.as_str().into()),
            ("locked_until", until.to_string().into()),
        ]),
    };
    queue(write, &notice, now)
}

/// Queues that something looks suspicious. Whoever finds it sees to it that a subject is told of
/// once an hour; `event` is the name under which it stands in the audit log.
///
/// # Errors
/// As any write.
pub fn queue_security(
    write: &Write<'_>,
    event: &str,
    subject: &str,
    found: &Map<String, Value>,
    now: Timestamp,
) -> Result<u64, Error> {
    let notice = NewNotice {
        kind: event.to_owned(),
        subject: subject.to_owned(),
        occasion: format!("{event}:{subject}:{}", now.micros()),
        summary: format!("{event}: {subject}"),
        details: found.clone(),
    };
    queue(write, &notice, now)
}

/// Queues which living keys end within 7, 3 and 1 days, each once before each of its ends. A key
/// that is not made to live longer than that is not told of. Returns how many notices were queued.
///
/// # Errors
/// What the store says.
pub fn queue_expiring(session: &mut Session) -> Result<u64, Error> {
    let now = session.now;
    let horizon = now.saturating_add(days(EXPIRY_DAYS[EXPIRY_DAYS.len() - 1]));
    let told: Vec<NewNotice> = notice_rows::expiring(&session.store.read()?, now, horizon)?
        .iter()
        .filter_map(|key| expiry(key, now))
        .collect();
    if told.is_empty() {
        return Ok(0);
    }
    let write = session.store.write()?;
    let mut queued = 0;
    for notice in told {
        queued += queue(&write, &notice, now)?;
    }
    write.commit()?;
    Ok(queued)
}

/// What is to be told of a key by now: the nearest of the distances that it has come within, and
/// only if it was farther away when its secret was made.
fn expiry(key: &Expiring, now: Timestamp) -> Option<NewNotice> {
    let within = |distance: u32| key.expires_at <= now.saturating_add(days(distance));
    let distance = EXPIRY_DAYS.into_iter().find(|distance| within(*distance))?;
    if key.expires_at.saturating_sub(days(distance)) <= key.made_at {
        return None;
    }
    let Expiring { key_id, user, name, expires_at, .. } = key;
    let span = if distance == 1 { "a day".to_owned() } else { format!("{distance} days") };
    Some(NewNotice {
        kind: "key.expiring".to_owned(),
        subject: format!("key:{key_id}"),
        occasion: format!("key.expiring:{key_id}:{}:{distance}", expires_at.micros()),
        summary: format!("key \"{user}/{name}\" ends within {span}, at {expires_at}"),
        details: details([
            ("user", user.as_str().into()),
            ("key", name.as_str().into()),
            ("prefix", key.prefix.as_str().into()),
            ("expires_at", expires_at.to_string().into()),
            ("days", distance.into()),
        ]),
    })
}

fn days(days: u32) -> Span {
    Span::from_secs(days * DAY_SECS)
}

fn details<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::page::Page;
    use crate::domain::term::Expiry;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::create::Request;
    use crate::ops::notice::list;
    use crate::ops::setting::set;
    use crate::secret::random;

    fn house() -> Fixture {
        let mut house = Fixture::new();
        set(&mut house.session, "notify.command", "true", &mut random::system()).unwrap();
        house.user("ada");
        house
    }

    fn kinds(house: &Fixture) -> Vec<String> {
        let listed = list(&house.session.store, &Page::default()).unwrap().items;
        listed.into_iter().map(|notice| format!("{} {}", notice.kind, notice.subject)).collect()
    }

    fn summaries(house: &Fixture) -> Vec<String> {
        let read = house.connection();
        let mut select = read
            .prepare("SELECT json_extract(payload, '$.summary') FROM notices ORDER BY id")
            .unwrap();
        let rows = select.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// Looks for keys that end soon, so many hours from the beginning.
    fn scan(house: &mut Fixture, hours: u32) -> usize {
        house.session.now = NOW.saturating_add(Span::from_secs(hours * 3600));
        queue_expiring(&mut house.session).unwrap();
        kinds(house).len()
    }

    #[test]
    fn a_key_is_told_of_seven_three_and_one_days_before_its_end() {
        let mut house = house();
        let request = Request::new("ada".parse().unwrap(), "ci".parse().unwrap());
        house.sql("UPDATE roles SET lifetime_micros = NULL");
        let expiry = Expiry::After(days(10));
        house.make(&Request { expiry, ..request });
        let told: Vec<usize> = [0, 71, 72, 73, 167, 168, 169, 215, 216, 217, 239, 240, 241]
            .into_iter()
            .map(|hours| scan(&mut house, hours))
            .collect();
        assert_eq!(told, [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]);
        let end = NOW.saturating_add(days(10));
        assert_eq!(summaries(&house)[0], format!("key \"ada/ci\" ends within 7 days, at {end}"));
        assert_eq!(summaries(&house)[2], format!("key \"ada/ci\" ends within a day, at {end}"));
    }

    #[test]
    fn who_looks_late_tells_the_nearest_alone() {
        let mut house = house();
        house.sql("UPDATE roles SET lifetime_micros = NULL");
        let request = Request::new("ada".parse().unwrap(), "ci".parse().unwrap());
        house.make(&Request { expiry: Expiry::After(days(10)), ..request });
        assert_eq!(scan(&mut house, 8 * 24), 1);
        assert_eq!(scan(&mut house, 9 * 24 + 1), 2);
        house.revoke(&["ada/ci"]).unwrap();
        house.sql("DELETE FROM notices");
        assert_eq!(scan(&mut house, 9 * 24 + 1), 0, "a revoked key has ended");
    }

    #[test]
    fn a_key_made_for_a_day_is_not_told_of() {
        let mut house = house();
        house.sql("UPDATE roles SET lifetime_micros = NULL");
        let request = Request::new("ada".parse().unwrap(), "ci".parse().unwrap());
        house.make(&Request { expiry: Expiry::After(days(1)), ..request });
        assert_eq!(scan(&mut house, 0) + scan(&mut house, 23), 0);
        house.key("ada", "week");
        house.sql("UPDATE keys SET expires_at = created_at + 604800000000 WHERE name = 'week'");
        assert_eq!(scan(&mut house, 0), 0, "seven days are all it has");
        assert_eq!(scan(&mut house, 5 * 24), 1);
    }

    #[test]
    fn a_threshold_is_told_once_for_each_window_and_limit() {
        let mut house = house();
        let alert = BudgetAlert {
            budget_id: 4,
            user_id: 0,
            period_start: NOW,
            limit_version: 1,
            threshold: 80,
            scope: "user ada".to_owned(),
            spent: Nanos(40_120_000_000),
            limit: Nanos(50_000_000_000),
        };
        let tomorrow = NOW.saturating_add(days(1));
        let write = house.session.store.write().unwrap();
        for alert in [
            alert.clone(),
            alert.clone(),
            BudgetAlert { threshold: 90, ..alert.clone() },
            BudgetAlert { limit_version: 2, ..alert.clone() },
            BudgetAlert { period_start: tomorrow, ..alert.clone() },
            BudgetAlert { user_id: 2, ..alert },
        ] {
            queue_budget_alert(&write, &alert, NOW).unwrap();
        }
        write.commit().unwrap();
        assert_eq!(kinds(&house), ["budget.threshold budget:4"; 5]);
        let first = "the budget of user ada has reached 80 %: $40.12 of $50.00";
        assert_eq!(summaries(&house)[0], first);
    }

    #[test]
    fn locks_and_suspicions_are_told() {
        let mut house = house();
        let write = house.session.store.write().unwrap();
        let found = details([("ip", "192.0.2.7".into())]);
        for until in [NOW, NOW, NOW.saturating_add(days(1))] {
            queue_lock(&write, UserId(2), &"ada".parse().unwrap(), until, NOW).unwrap();
        }
        queue_security(&write, "security.networks", "key:3", &found, NOW).unwrap();
        write.commit().unwrap();
        let lock = "user.lock user:2";
        assert_eq!(kinds(&house), [lock, lock, "security.networks key:3"]);
        assert_eq!(
            house.number("SELECT count(*) FROM notices WHERE payload LIKE '%192.0.2.7%'"),
            1
        );
    }
}
