//! Passwords of users.

use crate::domain::audit::Event;
use crate::domain::email::Email;
use crate::domain::time::Timestamp;
use crate::domain::user::{User, UserId, UserKind, UserRef};
use crate::ops::announcement;
use crate::ops::authority;
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::Session;
use crate::secret::password::{Cost, Password};
use crate::secret::random;
use crate::secret::value::Secret;
use crate::store::db::Write;
use crate::store::password::{self as password_rows, StoredPassword};

/// A password that is hashed for its user and waits to be stored. Hashing takes tens of
/// milliseconds, so it is done before the transaction (R-C2).
#[derive(Debug)]
pub struct Hashed {
    user: UserId,
    data_key_id: u32,
    hash: String,
}

impl Hashed {
    /// Hashes a password for a user.
    ///
    /// # Errors
    /// [`Kind::Internal`] where there is not enough memory.
    pub fn new(session: &Session, user: UserId, password: &Password) -> Result<Self, Error> {
        let rng = &mut random::system();
        let (data_key_id, hash) =
            session.keyring.slow_hash(user.0, password.as_bytes(), Cost::PASSWORD, rng)?;
        Ok(Self { user, data_key_id, hash })
    }

    /// Stores it in place of the password before, within another change.
    ///
    /// # Errors
    /// What the store says.
    pub fn store(&self, write: &Write<'_>, now: Timestamp) -> Result<(), Error> {
        let Self { user, data_key_id, ref hash } = *self;
        let stored = StoredPassword { hash: hash.clone(), data_key_id, changed_at: now };
        Ok(password_rows::put(write, user, &stored)?)
    }
}

/// The password that somebody chose for a user of these names.
///
/// # Errors
/// [`Kind::Refused`] where it can be none, or would be guessed first.
pub fn chosen(
    text: &Secret<String>,
    handle: Option<&str>,
    email: Option<&Email>,
) -> Result<Password, Error> {
    let words: Vec<&str> = handle.into_iter().chain(email.map(Email::local_part)).collect();
    Password::chosen(text, &words).map_err(|error| {
        Error::new(Kind::Refused, "password.unacceptable", error.to_string())
            .fix("choose several words, or have a password manager make one")
    })
}

/// Whether whoever acts is that user.
pub fn is_own(session: &Session, user: &User) -> bool {
    session.actor.user == Some(user.id)
}

/// The user whose password is to be set.
///
/// # Errors
/// [`Kind::NotFound`]; [`Kind::Refused`] for a service.
pub fn target(session: &Session, user: &UserRef) -> Result<User, Error> {
    let user = find::user(&session.store.read()?, user)?;
    if user.kind == UserKind::Service { Err(of_service()) } else { Ok(user) }
}

/// Whether a user has a password, so that the present one is to be asked for first (R-D9).
///
/// # Errors
/// What the store says.
pub fn is_set(session: &Session, user: &User) -> Result<bool, Error> {
    Ok(password_rows::find(&session.store.read()?, user.id)?.is_some())
}

/// Gives a user another password. It never touches the second factor. Where somebody else does it,
/// the user is told at the next command (R-D9).
///
/// # Errors
/// [`Kind::NotFound`]; [`Kind::Refused`] for a service; [`Kind::Denied`] for a user who may do more
/// than the actor (R-F2).
pub fn set(session: &mut Session, user: &User, password: &Password) -> Result<User, Error> {
    if user.kind == UserKind::Service {
        return Err(of_service());
    }
    let (own, actor) = (is_own(session, user), session.actor.clone());
    let hashed = Hashed::new(session, user.id, password)?;
    let now = session.now;
    let by = session.actor.id.clone().unwrap_or_default();
    session.change_aside(|write, _| {
        let user = find::user(write, &UserRef::Id(user.id))?;
        // Whoever sets a password could act as that user (R-F2).
        authority::check_over(write, &actor, &user)?;
        hashed.store(write, now)?;
        if !own {
            announcement::tell(write, user.id, &format!("{by} changed your password"), now)?;
        }
        let event = Event::ok("user.passwd", format_args!("user:{}", user.id))
            .with("user", user.handle.as_str())
            .with("own", own);
        Ok((user, vec![event]))
    })
}

/// A service proves who it is by its keys.
pub fn of_service() -> Error {
    Error::new(Kind::Refused, "password.of_service", "a service has no password")
        .why("a service proves who it is by its keys")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::session::{Created, IfExists};
    use crate::ops::user::create::{Request, create_with};

    fn password(text: &str) -> Password {
        Password::chosen(&Secret::new(text.to_owned()), &[]).unwrap()
    }

    /// Whether a text is the password of a user.
    fn is(house: &Fixture, user: &User, text: &str) -> bool {
        let stored = password_rows::find(&house.session.store.read().unwrap(), user.id);
        let stored = stored.unwrap().unwrap();
        let keyring = &house.session.keyring;
        let bytes = text.as_bytes();
        keyring.slow_hash_matches(user.id.0, bytes, stored.data_key_id, &stored.hash).unwrap()
    }

    #[test]
    fn a_password_is_set_replaced_and_never_stored() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        assert!(!is_set(&house.session, &ada).unwrap());
        set(&mut house.session, &ada, &password("first horse battery")).unwrap();
        assert!(is(&house, &ada, "first horse battery"));
        set(&mut house.session, &ada, &password("second horse battery")).unwrap();
        assert!(is(&house, &ada, "second horse battery"));
        assert!(!is(&house, &ada, "first horse battery"));
        assert!(!house.holds(b"horse battery"));
        assert_eq!(house.told().pop().unwrap(), format!("user.passwd user:{}", ada.id));
    }

    #[test]
    fn who_did_not_do_it_is_told() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        let root = find::user(&house.session.store.read().unwrap(), &"root".parse().unwrap());
        let root = root.unwrap();
        for user in [&ada, &root] {
            set(&mut house.session, user, &password("correct horse battery")).unwrap();
        }
        let pending = |user: &User| {
            let pending = announcement::pending(&house.session.store, user.id).unwrap();
            pending.into_iter().map(|told| (told.at, told.text)).collect::<Vec<_>>()
        };
        assert_eq!(pending(&ada), [(NOW, "root changed your password".to_owned())]);
        assert_eq!(pending(&root), []);
        let own = |entry: &crate::domain::audit::Entry| entry.details.contains(r#""own":true"#);
        let entries = house.entries();
        assert_eq!(entries.iter().rev().take(2).map(own).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn a_service_has_none() {
        let mut house = Fixture::new();
        let request = Request {
            email: None,
            handle: Some("bot".parse().unwrap()),
            display_name: None,
            kind: UserKind::Service,
            role: "basic".to_owned(),
            budget: None,
        };
        let secret = password("correct horse battery");
        let refused =
            create_with(&mut house.session, &request, Some(&secret), IfExists::Fail).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Refused, "password.of_service"));
        let made = create_with(&mut house.session, &request, None, IfExists::Fail).unwrap();
        let Created::New(bot) = made else { panic!("it stood already") };
        assert_eq!(set(&mut house.session, &bot, &secret).unwrap_err(), refused);
    }

    #[test]
    fn a_new_user_has_the_password_that_it_was_made_with() {
        let mut house = Fixture::new();
        let request = Request {
            email: Some("ada@example.com".parse().unwrap()),
            handle: None,
            display_name: None,
            kind: UserKind::Person,
            role: "basic".to_owned(),
            budget: None,
        };
        let secret = password("correct horse battery");
        let made = create_with(&mut house.session, &request, Some(&secret), IfExists::Fail);
        let Created::New(ada) = made.unwrap() else { panic!("it stood already") };
        assert!(is(&house, &ada, "correct horse battery"));
        let other = password("another horse battery");
        create_with(&mut house.session, &request, Some(&other), IfExists::Accept).unwrap();
        assert!(is(&house, &ada, "correct horse battery"), "who stood already keeps its own");
    }

    #[test]
    fn own_names_are_no_password() {
        let email = "Ada.Lovelace@example.com".parse().unwrap();
        for text in ["ada.lovelace-1815", "my countess2 pass"] {
            let text = Secret::new(text.to_owned());
            let refused = chosen(&text, Some("countess2"), Some(&email)).unwrap_err();
            assert_eq!((refused.kind, refused.code), (Kind::Refused, "password.unacceptable"));
        }
    }
}
