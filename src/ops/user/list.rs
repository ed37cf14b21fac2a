//! Reading users.

use crate::domain::account::Account;
use crate::domain::key::KeyStatus;
use crate::domain::page::{Listing, Page};
use crate::domain::time::Timestamp;
use crate::domain::user::{Standing, User, UserId, UserRef};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::store::db::{Read, Store};
use crate::store::key::{self as key_rows, Filter as KeyFilter};
use crate::store::password as password_rows;
use crate::store::second_factor as factor_rows;
use crate::store::user::{self as user_rows, Filter};

/// Which users a list is to cover.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only those of this standing; all but removed ones where none is said.
    pub standing: Option<Standing>,
    /// Only those of this role, in any spelling of it.
    pub role: Option<String>,
    /// Only people without a second factor.
    pub no_two_factor: bool,
}

/// All that is shown of one user.
#[derive(Clone, Debug)]
pub struct Details {
    /// The user, and what stands against it.
    pub account: Account,
    /// When its password was set; `None` where it has none.
    pub password_set_at: Option<Timestamp>,
    /// How many backup codes it has not used.
    pub backup_codes: u32,
    /// How many living keys it has.
    pub keys: u64,
}

/// The filter of what is wanted, at an instant.
///
/// # Errors
/// [`Kind::NotFound`] for the role.
pub fn filter(store: &Store, wanted: &Wanted, now: Timestamp) -> Result<Filter, Error> {
    let role = wanted.role.as_deref().map(|role| find::role(&store.read()?, role)).transpose()?;
    Ok(Filter {
        now,
        standing: wanted.standing,
        role: role.map(|role| role.name),
        no_two_factor: wanted.no_two_factor,
    })
}

/// The columns that a list of users can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    user_rows::sort_columns()
}

/// A page of users.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, filter: &Filter, page: &Page) -> Result<Listing<Account>, Error> {
    Ok(user_rows::list(&store.read()?, filter, page)?)
}

/// How many users.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store, filter: &Filter) -> Result<u64, Error> {
    Ok(user_rows::count(&store.read()?, filter)?)
}

/// The user that a reference names, or whose handle or e-mail it unambiguously begins. A number also
/// names a removed one.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Usage`] where it begins several.
pub fn show(store: &Store, user: &UserRef) -> Result<User, Error> {
    begun(&store.read()?, user)
}

/// What lists show of a user, also of a removed one.
///
/// # Errors
/// [`Kind::Internal`] where there is no such user.
pub fn account(store: &Store, user: UserId) -> Result<Account, Error> {
    Ok(user_rows::get_account(&store.read()?, user)?)
}

/// All that is shown of the user that [`show`] finds.
///
/// # Errors
/// As [`show`].
pub fn details(store: &Store, user: &UserRef, now: Timestamp) -> Result<Details, Error> {
    let read = store.read()?;
    let user = begun(&read, user)?.id;
    let of = |status| {
        let filter = KeyFilter { user: Some(user), status: Some(status), ..KeyFilter::at(now) };
        key_rows::count(&read, &filter)
    };
    Ok(Details {
        account: user_rows::get_account(&read, user)?,
        password_set_at: password_rows::find(&read, user)?.map(|password| password.changed_at),
        backup_codes: factor_rows::overview(&read, user)?.backup_codes,
        keys: of(KeyStatus::Active)? + of(KeyStatus::Suspended)?,
    })
}

fn begun(read: &Read<'_>, user: &UserRef) -> Result<User, Error> {
    if let Some(found) = user_rows::find(read, user)? {
        return Ok(found);
    }
    let beginning = user.to_string();
    let candidates = user_rows::list_starting_with(read, &beginning)?;
    match candidates.as_slice() {
        [one] if beginning.len() >= 3 => Ok(one.clone()),
        [] | [_] => find::user_or_tombstone(read, user),
        several => Err(Error::new(
            Kind::Usage,
            "user.ambiguous",
            format!("{beginning:?} is the beginning of several users"),
        )
        .why(several.iter().map(|user| user.handle.as_str()).collect::<Vec<_>>().join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::two_factor::FactorState;
    use crate::ops::fixture::{Fixture, NOW};

    #[test]
    fn a_beginning_of_three_letters_finds_its_only_user() {
        let mut house = Fixture::new();
        house.user("grace");
        house.sql("UPDATE users SET email = 'hopper@example.com' WHERE handle = 'grace'");
        house.user("grant");
        let find = |text: &str| show(&house.session.store, &text.parse().unwrap());
        assert_eq!(find("grac").unwrap().handle.as_str(), "grace");
        assert_eq!(find("hop").unwrap().handle.as_str(), "grace");
        assert_eq!(find("gr").unwrap_err().kind, Kind::Usage);
        let ambiguous = find("gra").unwrap_err();
        assert_eq!(ambiguous.kind, Kind::Usage);
        assert_eq!(ambiguous.why.as_deref(), Some("grace, grant"));
        assert_eq!(find("ho").unwrap_err().kind, Kind::NotFound);
        assert_eq!(find("7").unwrap_err().kind, Kind::NotFound);
    }

    #[test]
    fn lists_can_be_narrowed() {
        let mut house = Fixture::new();
        for name in ["ada", "bob", "eve", "kim"] {
            house.user(name);
        }
        let later = NOW.micros() + 1;
        house.sql(&format!(
            "UPDATE users SET status = 'disabled' WHERE handle = 'bob';
             UPDATE users SET kind = 'service' WHERE handle = 'kim';
             INSERT INTO attempts VALUES (2, 0, 0, 1, {later}, 5, NULL);
             INSERT INTO attempts VALUES (3, 0, 0, 1, {later}, 5, NULL);
             INSERT INTO attempts VALUES (4, 0, 0, 1, {}, 5, NULL);
             INSERT INTO attempts VALUES (5, 0, 0, 9, NULL, 100, NULL);
             INSERT INTO second_factors VALUES (1, 'enabled', x'00', 0, 0, 0);
             INSERT INTO second_factors VALUES (4, 'pending', x'00', 0, 0, NULL)",
            NOW.micros()
        ));
        let handles = |wanted: Wanted| {
            let store = &house.session.store;
            let filter = filter(store, &wanted, NOW).unwrap();
            let listing = list(store, &filter, &Page::default()).unwrap();
            assert_eq!(count(store, &filter).unwrap(), listing.items.len() as u64);
            for account in &listing.items {
                let standing = account.standing(NOW);
                assert!(wanted.standing.is_none_or(|wanted| wanted == standing), "{account:?}");
            }
            let handle = |account: Account| account.user.handle.to_string();
            listing.items.into_iter().map(handle).collect::<Vec<_>>()
        };
        let of = |standing| Wanted { standing: Some(standing), ..Wanted::default() };
        assert_eq!(handles(Wanted::default()), ["root", "ada", "bob", "eve", "kim"]);
        assert_eq!(handles(of(Standing::Active)), ["root", "eve"]);
        assert_eq!(handles(of(Standing::Locked)), ["ada", "kim"]);
        assert_eq!(handles(of(Standing::Disabled)), ["bob"]);
        let admin = Wanted { role: Some("Admin".to_owned()), ..Wanted::default() };
        assert_eq!(handles(admin), ["root"]);
        let bare = Wanted { no_two_factor: true, ..Wanted::default() };
        assert_eq!(handles(bare), ["ada", "bob", "eve"]);
    }

    #[test]
    fn the_details_of_a_user_are_counted() {
        let mut house = Fixture::new();
        house.user("ada");
        for name in ["one", "two", "three"] {
            house.key("ada", name);
        }
        house.revoke(&["ada/two"]).unwrap();
        house.sql(&format!(
            "UPDATE keys SET status = 'suspended' WHERE name = 'one';
             INSERT INTO passwords VALUES (2, 'x', 2, {now});
             INSERT INTO attempts VALUES (2, 1, 0, 0, NULL, 1, {now});
             INSERT INTO second_factors VALUES (2, 'enabled', x'00', 0, 0, 0);
             INSERT INTO backup_codes VALUES (2, 1, 'x', 2, NULL), (2, 2, 'x', 2, 0)",
            now = NOW.micros()
        ));
        let details = details(&house.session.store, &"ada".parse().unwrap(), NOW).unwrap();
        assert_eq!((details.keys, details.backup_codes), (2, 1));
        assert_eq!(details.password_set_at, Some(NOW));
        assert_eq!(details.account.attempts.unwrap().last_login_at, Some(NOW));
        assert_eq!(details.account.two_factor, Some(FactorState::Enabled));
    }
}
