//! Finding keys.

use std::collections::HashMap;

use crate::domain::key::{Activity, Key, KeyId, KeyRef, KeyStatus};
use crate::domain::page::{Listing, Page};
use crate::domain::time::{Span, Timestamp};
use crate::domain::user::UserRef;
use crate::domain::version::Version;
use crate::ops::error::Error;
use crate::ops::find;
use crate::store::db::Store;
use crate::store::key::{self as key_rows, Filter};
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
    let user = wanted.user.as_ref().map(|user| find::user(&store.read()?, user)).transpose()?;
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
    let mut activity: HashMap<_, _> = usage_rows::key_activity(&read, &ids)?;
    let items = items.into_iter().map(|key| (activity.remove(&key.id).unwrap_or_default(), key));
    Ok(Listing { items: items.map(|(activity, key)| (key, activity)).collect(), next })
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
/// As [`find::key`].
pub fn show(store: &Store, key: &KeyRef) -> Result<(Key, Activity), Error> {
    let read = store.read()?;
    let key = find::key(&read, key)?;
    let activity = usage_rows::key_activity(&read, &[key.id])?.remove(&key.id).unwrap_or_default();
    Ok((key, activity))
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
    use crate::domain::user::UserId;
    use crate::ops::error::Kind;
    use crate::ops::fixture::{Fixture, NOW};

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
}
