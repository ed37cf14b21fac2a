//! What users are told once, at their next command: what others changed about them.

use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::ops::error::Error;
use crate::store::announcement::{self as rows, Announcement};
use crate::store::db::{Store, Write};

/// Has a user told something at their next command, as part of the change that it tells of. `text`
/// is one sentence without a full stop, and nothing in it is secret.
///
/// # Errors
/// What the store says.
pub fn tell(write: &Write<'_>, user: UserId, text: &str, now: Timestamp) -> Result<(), Error> {
    Ok(rows::insert(write, user, text, now)?)
}

/// What a user has not been told yet, oldest first.
///
/// # Errors
/// What the store says.
pub fn pending(store: &Store, user: UserId) -> Result<Vec<Announcement>, Error> {
    Ok(rows::list(&store.read()?, user)?)
}

/// Takes note that a user was told all of `told`, after it was shown. What came meanwhile is kept
/// for the command after.
///
/// # Errors
/// What the store says.
pub fn told(store: &mut Store, user: UserId, told: &[Announcement]) -> Result<(), Error> {
    let Some(last) = told.iter().map(|announcement| announcement.id).max() else {
        return Ok(());
    };
    let write = store.write()?;
    rows::delete_told(&write, user, last)?;
    Ok(write.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::fixture::{Fixture, NOW};

    fn announce(house: &mut Fixture, user: UserId, text: &str) {
        let change = house.session.change(|write, _| Ok((tell(write, user, text, NOW)?, vec![])));
        change.unwrap();
    }

    fn texts(house: &Fixture, user: UserId) -> Vec<String> {
        let pending = pending(&house.session.store, user).unwrap();
        pending.into_iter().map(|announcement| announcement.text).collect()
    }

    #[test]
    fn each_user_is_told_once_and_what_comes_meanwhile_is_kept() {
        let mut house = Fixture::new();
        let (ada, bob) = (house.user("ada").id, house.user("bob").id);
        announce(&mut house, ada, "one");
        announce(&mut house, bob, "for bob");
        announce(&mut house, ada, "two");
        let shown = pending(&house.session.store, ada).unwrap();
        assert_eq!(shown.iter().map(|told| told.text.as_str()).collect::<Vec<_>>(), ["one", "two"]);
        announce(&mut house, ada, "three");
        told(&mut house.session.store, ada, &shown).unwrap();
        assert_eq!(texts(&house, ada), ["three"]);
        assert_eq!(texts(&house, bob), ["for bob"]);
        told(&mut house.session.store, bob, &[]).unwrap();
        assert_eq!(texts(&house, bob), ["for bob"]);
    }

    #[test]
    fn a_change_that_fails_tells_nothing() {
        let mut house = Fixture::new();
        let ada = house.user("ada").id;
        house.sql("DROP TABLE audit_head");
        let event = crate::domain::audit::Event::ok("2fa.reset", "user:2");
        let change = |write: &Write<'_>, _: &_| Ok((tell(write, ada, "one", NOW)?, vec![event]));
        house.session.change(change).unwrap_err();
        assert_eq!(texts(&house, ada), [""; 0]);
    }
}
