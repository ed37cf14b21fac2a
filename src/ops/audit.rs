//! The audit log: finding entries, and handing them out.

use std::net::IpAddr;

use crate::domain::audit::{Entry, Event, Outcome};
use crate::domain::key::KeyRef;
use crate::domain::page::{Listing, Page, Sort};
use crate::domain::period::Period;
use crate::domain::user::UserRef;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::Session;
use crate::store::audit::{self as audit_rows, Filter};
use crate::store::audit_concern::{self as concerns, Concern};
use crate::store::db::{Read, Store};

/// Which entries are asked for; a field that is `None` excludes nothing.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Only events whose name matches: `*` stands for any run of characters.
    pub event: Option<String>,
    /// Only what concerns this user and their keys, also one who was removed.
    pub user: Option<UserRef>,
    /// Only what concerns this key, also a dead one; old prefixes name it too.
    pub key: Option<KeyRef>,
    /// Only what this operator, OS user or key did.
    pub actor: Option<String>,
    /// Only what came from this address.
    pub ip: Option<IpAddr>,
    /// Only what ended so.
    pub outcome: Option<Outcome>,
}

/// The filter of what is asked for, within a period.
///
/// # Errors
/// [`Kind::NotFound`] for a user or key that neither the database nor the log knows.
pub fn filter(store: &Store, query: &Query, period: &Period) -> Result<Filter, Error> {
    let read = store.read()?;
    Ok(Filter {
        event: query.event.clone(),
        user: query.user.as_ref().map(|user| of_user(&read, user)).transpose()?,
        key: query.key.as_ref().map(|key| of_key(&read, key)).transpose()?,
        actor: query.actor.clone(),
        ip: query.ip.map(|ip| ip.to_canonical().to_string()),
        outcome: query.outcome.map(|outcome| outcome.as_str().to_owned()),
        since: Some(period.start),
        until: Some(period.end),
        after: None,
    })
}

fn of_user(read: &Read<'_>, user: &UserRef) -> Result<Concern, Error> {
    let concern = concerns::of_user(read, user)?;
    let only = Filter { user: Some(concern.clone()), ..Filter::default() };
    if concern.is_unknown() && is_empty(read, &only)? {
        find::user(read, user)?;
    }
    Ok(concern)
}

fn of_key(read: &Read<'_>, key: &KeyRef) -> Result<Concern, Error> {
    let mut concern = concerns::of_key(read, key)?;
    if let (true, Some(prefix)) = (concern.is_unknown(), key.as_prefix()) {
        concern = concerns::of_key(read, &prefix)?;
    }
    let only = Filter { key: Some(concern.clone()), ..Filter::default() };
    if concern.is_unknown() && is_empty(read, &only)? {
        let begun = find::key_to_read(read, key)?;
        concern = concerns::of_key(read, &KeyRef::Id(begun.id))?;
    }
    Ok(concern)
}

fn is_empty(read: &Read<'_>, filter: &Filter) -> Result<bool, Error> {
    let page = Page { limit: Some(1), ..Page::default() };
    Ok(audit_rows::list(read, filter, &page)?.items.is_empty())
}

/// The columns that a list of entries can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    audit_rows::sort_columns()
}

/// A page of entries.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, filter: &Filter, page: &Page) -> Result<Listing<Entry>, Error> {
    Ok(audit_rows::list(&store.read()?, filter, page)?)
}

/// How many entries.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store, filter: &Filter) -> Result<u64, Error> {
    Ok(audit_rows::count(&store.read()?, filter)?)
}

/// One entry and its hash.
///
/// # Errors
/// [`Kind::NotFound`].
pub fn show(store: &Store, seq: u64) -> Result<(Entry, [u8; 32]), Error> {
    audit_rows::find(&store.read()?, seq)?.ok_or_else(|| {
        Error::new(Kind::NotFound, "audit.not_found", format!("audit entry {seq} not found"))
            .fix("keyctl audit list")
    })
}

/// Hands every entry and its hash on, oldest first, in constant memory and in short reads (R-C5).
///
/// # Errors
/// What the store or `each` says.
pub fn each<E: From<Error>>(
    store: &Store,
    filter: &Filter,
    mut each: impl FnMut(&Entry, &[u8; 32]) -> Result<(), E>,
) -> Result<(), E> {
    let mut page = Page::default();
    loop {
        let read = store.read().map_err(Error::from)?;
        let listing = audit_rows::list_hashed(&read, filter, &page).map_err(Error::from)?;
        drop(read);
        for (entry, hash) in &listing.items {
            each(entry, hash)?;
        }
        match listing.next {
            Some(next) => page.after = Some(next),
            None => return Ok(()),
        }
    }
}

/// The newest entries of a filter and, from then on, those that come.
#[derive(Debug)]
pub struct Tail(Filter);

impl Tail {
    /// The tail of what a filter covers, and of what it will: its end does not count.
    pub fn new(filter: Filter) -> Self {
        Self(Filter { until: None, ..filter })
    }

    /// The newest entries, so many at most, oldest first.
    ///
    /// # Errors
    /// What the store says.
    pub fn newest(&mut self, store: &Store, rows: u32) -> Result<Vec<Entry>, Error> {
        let sort = Some(Sort { column: "seq".to_owned(), descending: true });
        let page = Page { limit: Some(rows), sort, ..Page::default() };
        let mut entries = list(store, &self.0, &page)?.items;
        entries.reverse();
        self.advance(&entries);
        Ok(entries)
    }

    /// What came since, as much as one read returns.
    ///
    /// # Errors
    /// What the store says.
    pub fn next(&mut self, store: &Store) -> Result<Vec<Entry>, Error> {
        let entries = list(store, &self.0, &Page::default())?.items;
        self.advance(&entries);
        Ok(entries)
    }

    fn advance(&mut self, entries: &[Entry]) {
        if let Some(last) = entries.last() {
            self.0.after = Some(last.seq);
        }
    }
}

/// Records that the entries of a period leave the database.
///
/// # Errors
/// What the store says.
pub fn record_export(session: &mut Session, period: &Period) -> Result<(), Error> {
    session.record(
        Event::ok("audit.export", "audit")
            .with("since", period.start.to_string())
            .with("until", period.end.to_string()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Picos;
    use crate::domain::price::Rates;
    use crate::domain::provider::{Dialect, Fallback};
    use crate::domain::time::Timestamp;
    use crate::ops::audit_proof;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::set;
    use crate::ops::key::status::{self, RevokeTarget};
    use crate::ops::price;
    use crate::ops::provider::{self, Changes};
    use crate::secret::random;
    use crate::secret::value::Secret;

    fn verified(house: &Fixture) -> Result<u64, Error> {
        let Session { store, keyring, .. } = &house.session;
        audit_proof::verify(store, keyring, &[], |_| ()).map(|proof| proof.head.count)
    }

    #[test]
    fn every_change_is_told_once() {
        let mut house = Fixture::new();
        house.user("ada");
        house.key("ada", "one");
        house.key("ada", "two");
        let (main, ada) = ("main".parse().unwrap(), "ada".parse().unwrap());
        let session = &mut house.session;
        status::revoke(session, &RevokeTarget::AllOf("ada".parse().unwrap()), Some("lost"))
            .unwrap();
        let request = provider::Request {
            name: "main".parse().unwrap(),
            dialect: Dialect::OpenAi,
            base_url: Some("https://api.example.com/v1".parse().unwrap()),
            routes: vec!["gpt-*".parse().unwrap()],
            auth: None,
            fallback: Fallback::None,
            allow_private: false,
        };
        provider::add(session, request).unwrap();
        let secret = Secret::new("sk-provider".to_owned());
        provider::set_key(session, &main, Some(&ada), &secret, &mut random::system()).unwrap();
        provider::set_key(session, &main, None, &secret, &mut random::system()).unwrap();
        provider::unset_key(session, &main, Some(&ada)).unwrap();
        provider::set(session, &main, Changes::default()).unwrap();
        let rates = Rates { input: Some(Picos(1)), ..Rates::default() };
        let price = price::Request {
            model: "gpt-5".parse().unwrap(),
            provider: None,
            rates,
            max_output_tokens: None,
            effective_from: None,
        };
        price::set(session, &price).unwrap();
        provider::remove(session, &main).unwrap();
        assert_eq!(
            house.told(),
            [
                "db.init db:1",
                "user.create user:2",
                "key.create key:1",
                "key.create key:2",
                "key.revoke key:1",
                "key.revoke key:2",
                "provider.add provider:1",
                "provider.set_key provider:1",
                "provider.set_key provider:1",
                "provider.unset_key provider:1",
                "provider.set provider:1",
                "price.set price:1",
                "provider.remove provider:1",
            ]
        );
        assert_eq!(verified(&house), Ok(13));
        let told = house.entries();
        assert!(told.iter().all(|entry| entry.actor_id.as_deref() == Some("root")));
        assert!(told.iter().all(|entry| entry.outcome == "ok"));
        assert!(!told.iter().any(|entry| entry.details.contains("sk-provider")));
        let generation = i64::try_from(house.generations().0).unwrap();
        assert_eq!(generation, 13, "every change but two revocations at once has its revision");
    }

    #[test]
    fn an_entry_is_found_by_its_number_and_lists_can_be_narrowed() {
        let mut house = Fixture::new();
        for handle in ["ada", "bob", "eve", "kim"] {
            house.user(handle);
        }
        let store = &house.session.store;
        assert_eq!(show(store, 2).unwrap().0, house.entries()[1]);
        assert_eq!(show(store, 6).unwrap_err().kind, Kind::NotFound);
        let counted = |filter: &Filter| {
            let listed = list(store, filter, &Page::default()).unwrap().items.len() as u64;
            assert_eq!(count(store, filter).unwrap(), listed);
            listed
        };
        let event = |glob: &str| Filter { event: Some(glob.to_owned()), ..Filter::default() };
        assert_eq!(counted(&event("user.*")), 4);
        assert_eq!(counted(&event("db.init")), 1);
        assert_eq!(counted(&event("user.creat?")), 0, "only the star is special");
        let at = house.session.now;
        assert_eq!(counted(&Filter { since: Some(at), ..Filter::default() }), 5);
        assert_eq!(counted(&Filter { until: Some(at), ..Filter::default() }), 0);
        assert_eq!(counted(&Filter { actor: Some("root".to_owned()), ..Filter::default() }), 5);
        assert_eq!(counted(&Filter { outcome: Some("denied".to_owned()), ..Filter::default() }), 0);
    }

    /// The numbers of the entries that concern somebody.
    fn concerning(house: &Fixture, query: &Query) -> Result<Vec<u64>, Error> {
        let period = Period {
            start: Timestamp::from_micros(0),
            end: Timestamp::from_micros(i64::MAX),
            label: String::new(),
        };
        let store = &house.session.store;
        let filter = filter(store, query, &period)?;
        let listed = list(store, &filter, &Page::default())?.items;
        assert_eq!(count(store, &filter)?, listed.len() as u64);
        Ok(listed.iter().map(|entry| entry.seq).collect())
    }

    fn of_user(house: &Fixture, user: &str) -> Result<Vec<u64>, Error> {
        concerning(house, &Query { user: Some(user.parse().unwrap()), ..Query::default() })
    }

    fn of_key(house: &Fixture, key: &str) -> Result<Vec<u64>, Error> {
        concerning(house, &Query { key: Some(key.parse().unwrap()), ..Query::default() })
    }

    /// 1 init, 2 and 3 users ada and bob, 4 and 5 a key `ci` of each.
    fn two_users() -> Fixture {
        let mut house = Fixture::new();
        for handle in ["ada", "bob"] {
            house.user(handle);
        }
        for handle in ["ada", "bob"] {
            house.key(handle, "ci");
        }
        house
    }

    #[test]
    fn all_that_concerns_a_user_or_a_key_is_found() {
        let mut house = two_users();
        house.revoke(&["ada/ci"]).unwrap();
        let mention = |key: &str| Event::ok("security.revoked_key", "gateway").with("key", key);
        house.session.record(mention("ada/ci").with("ip", "2001:db8::7")).unwrap();
        house.session.record(mention("adam/ci")).unwrap();
        house.session.record(Event::ok("login.failed", "user:3").with("user", "bob")).unwrap();
        house.session.record(Event::ok("auth.denied", "gateway").with("user", "bob")).unwrap();
        assert_eq!(of_user(&house, "ada"), Ok(vec![2, 4, 6, 7]));
        assert_eq!(of_user(&house, "2"), Ok(vec![2, 4, 6, 7]));
        assert_eq!(of_user(&house, "bob"), Ok(vec![3, 5, 9, 10]));
        assert_eq!(of_user(&house, "root"), Ok(vec![1]));
        for name in ["ada/ci", "1"] {
            assert_eq!(of_key(&house, name), Ok(vec![4, 6, 7]), "{name}");
        }
        assert_eq!(
            of_key(&house, "ci"),
            Ok(vec![4, 5, 6, 7]),
            "every key that has or had the name"
        );
        assert_eq!(of_user(&house, "eve").unwrap_err().kind, Kind::NotFound);
        assert_eq!(of_key(&house, "ada/web").unwrap_err().kind, Kind::NotFound);
        assert_eq!(of_key(&house, "nothing").unwrap_err().kind, Kind::NotFound);
        let from = |ip: &str| {
            concerning(&house, &Query { ip: Some(ip.parse().unwrap()), ..Query::default() })
        };
        assert_eq!(from("2001:db8:0::7"), Ok(vec![7]));
        assert_eq!(from("2001:db8::8"), Ok(vec![]));
    }

    #[test]
    fn the_removed_the_renamed_and_old_prefixes_are_found() {
        let mut house = two_users();
        let session = &mut house.session;
        let renamed = set::Changes { name: Some("web".parse().unwrap()), ..Default::default() };
        set::set(session, &"bob/ci".parse().unwrap(), &renamed).unwrap();
        for name in ["bob/ci", "bob/web"] {
            assert_eq!(of_key(&house, name), Ok(vec![5, 6]), "{name}");
        }
        let prefix: String = house
            .connection()
            .query_row("SELECT prefix FROM key_secrets WHERE key_id = 2", [], |row| row.get(0))
            .unwrap();
        assert_eq!(of_key(&house, &prefix[8..16]), Ok(vec![5, 6]), "by its beginning");
        house.sql("UPDATE key_secrets SET state = 'withdrawn', valid_until = 1 WHERE key_id = 2");
        assert_eq!(of_key(&house, &prefix), Ok(vec![5, 6]), "of a version that has ended");
        assert_eq!(of_key(&house, &prefix[8..]), Ok(vec![5, 6]));

        // Another user takes the handle of a removed one.
        house.sql(&format!(
            "UPDATE users SET status = 'removed', removed_at = {} WHERE handle = 'ada'",
            NOW.micros()
        ));
        let again = |house: &mut Fixture, minutes: u32| {
            let later = crate::domain::time::Span::from_secs(60 * minutes);
            house.session.now = NOW.saturating_add(later);
        };
        again(&mut house, 1);
        house.sql(&format!(
            "INSERT INTO users (handle, kind, role_id, status, created_at)
             VALUES ('ada', 'person', 1, 'active', {})",
            house.session.now.micros()
        ));
        house.session.record(Event::ok("user.create", "user:4").with("user", "ada")).unwrap();
        again(&mut house, 2);
        house.session.record(Event::ok("auth.denied", "gateway").with("user", "ada")).unwrap();
        assert_eq!(of_user(&house, "2"), Ok(vec![2, 4]), "the removed one, by number");
        assert_eq!(of_user(&house, "4"), Ok(vec![7, 8]), "the one who has the handle now");
        assert_eq!(of_user(&house, "ada"), Ok(vec![2, 4, 7, 8]), "both");

        house.sql("UPDATE users SET handle = 'robert' WHERE handle = 'bob'");
        for name in ["bob", "robert"] {
            assert_eq!(of_user(&house, name), Ok(vec![3, 5, 6]), "{name}");
        }
        assert_eq!(of_key(&house, "bob/ci"), Ok(vec![5, 6]), "as it was called then");
    }

    #[test]
    fn a_tail_begins_with_the_newest_and_goes_on_with_what_comes() {
        let mut house = two_users();
        let event = Some("user.*".to_owned());
        let until = Some(house.session.now);
        let mut tail = Tail::new(Filter { event, until, ..Filter::default() });
        let seqs = |entries: Vec<Entry>| entries.iter().map(|e| e.seq).collect::<Vec<_>>();
        assert_eq!(seqs(tail.newest(&house.session.store, 1).unwrap()), [3]);
        assert!(tail.next(&house.session.store).unwrap().is_empty());
        house.key("ada", "web");
        house.user("eve");
        assert_eq!(seqs(tail.next(&house.session.store).unwrap()), [7]);
        assert!(tail.next(&house.session.store).unwrap().is_empty());
    }
}
