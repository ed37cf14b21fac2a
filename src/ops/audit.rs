//! The audit log: reading it, and proving that nobody altered it.

use crate::domain::audit::{Entry, Head, Outcome};
use crate::domain::page::{Listing, Page};
use crate::domain::period::Period;
use crate::ops::error::{Error, Kind};
use crate::secret::keyring::Keyring;
use crate::store::audit::{self as audit_rows, Filter};
use crate::store::db::Store;

/// The filter of the entries with an event, an actor and an outcome, within a period.
pub fn filter(
    event: Option<&str>,
    actor: Option<&str>,
    outcome: Option<Outcome>,
    period: &Period,
) -> Filter {
    Filter {
        event: event.map(str::to_owned),
        actor: actor.map(str::to_owned),
        outcome: outcome.map(|outcome| outcome.as_str().to_owned()),
        since: Some(period.start),
        until: Some(period.end),
    }
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

/// Proves that the log is whole: every entry stands where and as it was written, and none is
/// missing at its end (R-K1, R-K2). A rollback of the whole database is beyond it.
///
/// # Errors
/// [`Kind::Integrity`], naming the first entry that does not hold.
pub fn verify(store: &Store, keyring: &Keyring) -> Result<Head, Error> {
    match audit_rows::verify(&store.read()?, Some(keyring))? {
        Ok(head) => Ok(head),
        Err(broken) => Err(broken.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Picos;
    use crate::domain::price::Rates;
    use crate::domain::provider::{Dialect, Fallback};
    use crate::ops::fixture::Fixture;
    use crate::ops::key::status::{self, RevokeTarget};
    use crate::ops::price;
    use crate::ops::provider::{self, Changes};
    use crate::secret::random;
    use crate::secret::value::Secret;

    fn verified(house: &Fixture) -> Result<u64, Error> {
        verify(&house.session.store, &house.session.keyring).map(|head| head.count)
    }

    /// A log of five entries.
    fn house() -> Fixture {
        let mut house = Fixture::new();
        for handle in ["ada", "bob", "eve", "kim"] {
            house.user(handle);
        }
        assert_eq!(verified(&house), Ok(5));
        house
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
    fn the_log_is_only_added_to() {
        let house = house();
        for change in ["UPDATE audit_log SET at = 0", "DELETE FROM audit_log WHERE seq = 5"] {
            assert!(house.connection().execute_batch(change).is_err(), "{change}");
        }
    }

    #[test]
    fn every_tampering_is_found_and_its_place_named() {
        let renumber = "UPDATE audit_log SET seq = 99 WHERE seq = 2;
                        UPDATE audit_log SET seq = 2 WHERE seq = 3;
                        UPDATE audit_log SET seq = 3 WHERE seq = 99";
        let copy = "INSERT INTO audit_log SELECT 6, at, actor_type, actor_id, action, target,
                        outcome, request_id, source, details, hash FROM audit_log WHERE seq = 5";
        let count = "UPDATE audit_head SET count = 4,
                         head_hash = (SELECT hash FROM audit_log WHERE seq = 4)";
        let cut_and_count = format!("DELETE FROM audit_log WHERE seq = 5; {count}");
        let head = "the audit log's head is not signed by this database's key";
        let entry = |seq| format!("audit entry {seq} is not as it was written");
        let tail = |seq| format!("the audit log was cut off, or added to, after entry {seq}");
        for (tampering, found) in [
            ("UPDATE audit_log SET action = 'user.show' WHERE seq = 3", entry(3)),
            ("UPDATE audit_log SET actor_id = NULL WHERE seq = 3", entry(3)),
            ("UPDATE audit_log SET at = at + 1 WHERE seq = 1", entry(1)),
            ("UPDATE audit_log SET details = '{}' WHERE seq = 5", entry(5)),
            ("UPDATE audit_log SET hash = zeroblob(32) WHERE seq = 3", entry(3)),
            ("UPDATE audit_log SET hash = zeroblob(32) WHERE seq = 5", entry(5)),
            ("DELETE FROM audit_log WHERE seq = 1", entry(2)),
            ("DELETE FROM audit_log WHERE seq = 3", entry(4)),
            (renumber, entry(2)),
            ("DELETE FROM audit_log WHERE seq = 5", tail(4)),
            ("DELETE FROM audit_log", tail(0)),
            (copy, tail(5)),
            (count, head.to_owned()),
            (&cut_and_count, head.to_owned()),
            ("UPDATE audit_head SET epoch = 2", head.to_owned()),
            ("UPDATE audit_head SET mac = zeroblob(32)", head.to_owned()),
            ("UPDATE audit_head SET head_hash = zeroblob(32)", head.to_owned()),
        ] {
            let house = house();
            house.sql("DROP TRIGGER audit_log_keeps; DROP TRIGGER audit_log_stays");
            assert_eq!(verified(&house), Ok(5));
            house.sql(tampering);
            let error = verified(&house).unwrap_err();
            assert_eq!((error.kind, error.code), (Kind::Integrity, "audit.tampered"));
            assert_eq!(error.message, found, "{tampering}");
        }
    }

    #[test]
    fn a_log_written_anew_with_another_key_is_found() {
        let (house, other) = (house(), house());
        let error = verify(&house.session.store, &other.session.keyring).unwrap_err();
        assert_eq!(error.kind, Kind::Integrity);
    }

    #[test]
    fn an_entry_is_found_by_its_number_and_lists_can_be_narrowed() {
        let house = house();
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
}
