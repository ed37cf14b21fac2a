//! Finding keys.

use crate::domain::key::{Activity, Key, KeyId, KeyRef, KeyStatus};
use crate::domain::page::{Listing, Page};
use crate::domain::time::{Span, Timestamp};
use crate::domain::user::UserRef;
use crate::domain::version::Version;
use crate::ops::error::Error;
use crate::ops::find;
use crate::store::db::{Read, Store};
use crate::store::key::{self as key_rows, Filter};
use crate::store::key_activity as activity_rows;
use crate::store::key_secret as secret_rows;
use crate::store::usage as usage_rows;

/// Which keys are asked for; what is `None` or false excludes nothing.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only those of this user.
    pub user: Option<UserRef>,
    /// Only those of this status.
    pub status: Option<KeyStatus>,
    /// Only living ones that end within this time.
    pub expiring: Option<Span>,
    /// Only living ones that are older than this time, and were not used for it.
    pub unused: Option<Span>,
    /// Only those that another system made and that were not rotated since.
    pub imported: bool,
    /// Only active ones whose rotation is due.
    pub due: bool,
}

/// The filter of the keys that are asked for, at an instant.
///
/// # Errors
/// [`Kind::NotFound`](crate::ops::error::Kind::NotFound) for the user.
pub fn filter(store: &Store, wanted: &Wanted, now: Timestamp) -> Result<Filter, Error> {
    let user = wanted
        .user
        .as_ref()
        .map(|user| find::user_or_tombstone(&store.read()?, user))
        .transpose()?;
    Ok(Filter {
        now,
        user: user.map(|user| user.id),
        status: wanted.status,
        expiring_by: wanted.expiring.map(|span| now.saturating_add(span)),
        unused_since: wanted.unused.map(|span| now.saturating_sub(span)),
        imported: wanted.imported,
        due: wanted.due,
        role: None,
    })
}

/// The columns that a list of keys can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    key_rows::sort_columns()
}

/// A page of keys, with what each was used for.
///
/// # Errors
/// What the store says.
pub fn list(
    store: &Store,
    filter: &Filter,
    page: &Page,
) -> Result<Listing<(Key, Activity)>, Error> {
    let read = store.read()?;
    let Listing { items, next } = key_rows::list(&read, filter, page)?;
    let ids: Vec<KeyId> = items.iter().map(|key| key.id).collect();
    let activity = activity(&read, &ids)?;
    Ok(Listing { items: items.into_iter().zip(activity).collect(), next })
}

/// How many keys.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store, filter: &Filter) -> Result<u64, Error> {
    Ok(key_rows::count(&store.read()?, filter)?)
}

/// The key that a reference names, with what it was used for.
///
/// # Errors
/// As [`find::key_to_read`].
pub fn show(store: &Store, key: &KeyRef) -> Result<(Key, Activity), Error> {
    let read = store.read()?;
    let key = find::key_to_read(&read, key)?;
    let activity = activity(&read, &[key.id])?.pop().unwrap_or_default();
    Ok((key, activity))
}

/// What each of these keys was used for, in their order.
fn activity(read: &Read<'_>, keys: &[KeyId]) -> Result<Vec<Activity>, Error> {
    let last = activity_rows::last_uses(read, keys)?;
    let totals = usage_rows::key_totals(read, keys)?;
    let of_key = |key: &KeyId| {
        let (last_used_at, last_used_from) =
            last.get(key).map_or((None, None), |(at, from)| (Some(*at), *from));
        let (requests, cost) = totals.get(key).copied().unwrap_or_default();
        Activity { last_used_at, last_used_from, requests, cost }
    };
    Ok(keys.iter().map(of_key).collect())
}

/// The versions of a key, the newest first, with who uses each.
///
/// # Errors
/// What the store says.
pub fn versions(store: &Store, key: KeyId) -> Result<Vec<Version>, Error> {
    Ok(secret_rows::list(&store.read()?, key)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::activity::NewUse;
    use crate::domain::user::UserId;
    use crate::ops::error::Kind;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::status::{expire, suspend};
    use crate::ops::usage::Ledger;

    #[test]
    fn a_key_is_found_by_number_path_name_prefix_and_its_end() {
        let mut house = Fixture::new();
        let key = house.key("root", "ci").key;
        let end = &key.prefix.as_str()[key.prefix.as_str().len() - 12..];
        let references = [&key.id.to_string(), "root/ci", "ci", key.prefix.as_str(), end];
        for reference in references {
            let found = show(&house.session.store, &reference.parse().unwrap()).unwrap().0;
            assert_eq!(found.id, key.id, "{reference}");
        }
        let refused = show(&house.session.store, &"root/ic".parse().unwrap()).unwrap_err();
        assert_eq!(refused.kind, Kind::NotFound);
        assert_eq!(refused.why.as_deref(), Some("did you mean \"root/ci\"?"));
        let refused = show(&house.session.store, &"nobody/ci".parse().unwrap()).unwrap_err();
        assert_eq!(refused.kind, Kind::NotFound);
    }

    #[test]
    fn lists_can_be_narrowed() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        house.key("ada", "one");
        house.key("ada", "two");
        house.key("root", "three");
        house.revoke(&["two"]).unwrap();
        let paths = |filter: Filter| {
            let listing = list(&house.session.store, &filter, &Page::default()).unwrap();
            assert_eq!(count(&house.session.store, &filter).unwrap(), listing.items.len() as u64);
            listing.items.iter().map(|(key, _)| key.path()).collect::<Vec<_>>()
        };
        assert_eq!(paths(Filter::at(NOW)), ["ada/one", "ada/two", "root/three"]);
        assert_eq!(paths(Filter { user: Some(ada.id), ..Filter::at(NOW) }), ["ada/one", "ada/two"]);
        let filter =
            Filter { user: Some(ada.id), status: Some(KeyStatus::Revoked), ..Filter::at(NOW) };
        assert_eq!(paths(filter), ["ada/two"]);
        assert!(paths(Filter { user: Some(UserId(99)), ..Filter::at(NOW) }).is_empty());
    }

    fn names(house: &Fixture, filter: &Filter) -> Vec<String> {
        let listing = list(&house.session.store, filter, &Page::default()).unwrap();
        assert_eq!(count(&house.session.store, filter).unwrap(), listing.items.len() as u64);
        listing.items.iter().map(|(key, _)| key.name.to_string()).collect()
    }

    fn days(count: u32) -> Span {
        Span::from_secs(count * 86_400)
    }

    #[test]
    fn a_key_is_unused_when_neither_it_nor_a_version_of_it_was_used_since() {
        let mut house = Fixture::new();
        // For ever, so that none of them has ended when it is asked about.
        house.sql("UPDATE roles SET lifetime_micros = NULL");
        let old = ["never", "long-ago", "lately", "by-its-last-version", "suspended", "revoked"];
        let keys: Vec<_> = old.iter().map(|name| house.key("root", name).key).collect();
        house.session.now = NOW.saturating_add(days(100));
        house.key("root", "new");
        let now = house.session.now;
        house.sql(&format!(
            "UPDATE key_secrets SET state = 'previous', valid_until = 0 WHERE id = {first};
             INSERT INTO key_secrets
                 (key_id, state, prefix, last_four, digest, data_key_id, imported, created_at)
             SELECT key_id, 'current', 'sk_live_000000000000', 'abcd', digest, data_key_id, 0, {now}
             FROM key_secrets WHERE id = {first}",
            first = keys[3].version_id.0,
            now = now.micros()
        ));
        let uses = |key: &Key, days_ago| NewUse {
            version: key.version_id,
            last_used_at: now.saturating_sub(days(days_ago)),
            last_used_from: None,
            requests: 1,
        };
        let uses = [uses(&keys[1], 91), uses(&keys[2], 89), uses(&keys[3], 1)];
        Ledger::default().append(&mut house.session, &[], &uses).unwrap();
        suspend(&mut house.session, &KeyRef::Id(keys[4].id)).unwrap();
        house.revoke(&["revoked"]).unwrap();
        let unused = |count| Filter {
            unused_since: Some(now.saturating_sub(days(count))),
            ..Filter::at(now)
        };
        assert_eq!(names(&house, &unused(90)), ["never", "long-ago", "suspended"]);
        assert_eq!(
            names(&house, &unused(89)),
            ["never", "long-ago", "suspended"],
            "at the instant"
        );
        assert_eq!(names(&house, &unused(88)), ["never", "long-ago", "lately", "suspended"]);
        assert_eq!(names(&house, &unused(101)), [""; 0], "none is that old");
    }

    #[test]
    fn a_key_is_expiring_until_it_has_expired() {
        let mut house = Fixture::new();
        house.sql("UPDATE roles SET lifetime_micros = NULL");
        for (name, ends_in) in [("never", None), ("week", Some(7)), ("month", Some(30))] {
            let id = house.key("root", name).key.id;
            let ends = ends_in.map_or("NULL".to_owned(), |count| {
                NOW.saturating_add(days(count)).micros().to_string()
            });
            house.sql(&format!("UPDATE keys SET expires_at = {ends} WHERE id = {id}"));
        }
        let expiring = |now: Timestamp, count| Filter {
            expiring_by: Some(now.saturating_add(days(count))),
            ..Filter::at(now)
        };
        assert_eq!(names(&house, &expiring(NOW, 6)), [""; 0]);
        assert_eq!(names(&house, &expiring(NOW, 7)), ["week"], "at the instant");
        assert_eq!(names(&house, &expiring(NOW, 99)), ["week", "month"]);
        let later = NOW.saturating_add(days(7));
        assert_eq!(names(&house, &expiring(later, 99)), ["month"]);
        let expired = Filter { status: Some(KeyStatus::Expired), ..Filter::at(later) };
        assert_eq!(names(&house, &expired), ["week"], "seen or not");
        house.session.now = later;
        expire(&mut house.session, KeyId(2)).unwrap();
        assert_eq!(names(&house, &Filter { now: NOW, ..expired }), ["week"]);
        assert_eq!(names(&house, &expiring(NOW, 99)), ["month"]);
    }
}
