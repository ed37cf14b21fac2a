//! Stopping users for a while.

use crate::domain::audit::{Event, clip};
use crate::domain::user::{User, UserRef, UserStatus};
use crate::ops::authority::{has_admin, keep_admin};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::Session;
use crate::ops::user::password::is_own;
use crate::store::user as user_rows;

/// Refuses every key of a user until it is enabled again: at once, on every gateway.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Conflict`] for one that is disabled, [`Kind::Refused`] for oneself
/// and where no operator would be left who may do everything.
pub fn disable(session: &mut Session, user: &UserRef, reason: Option<&str>) -> Result<User, Error> {
    let event = |event: Event| match reason {
        Some(reason) => event.with("reason", clip(reason)),
        None => event,
    };
    switch(session, user, UserStatus::Active, UserStatus::Disabled, "user.disable", event)
}

/// Serves the keys of a user again.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Conflict`] for one that is not disabled.
pub fn enable(session: &mut Session, user: &UserRef) -> Result<User, Error> {
    switch(session, user, UserStatus::Disabled, UserStatus::Active, "user.enable", |event| event)
}

/// Refuses what would shut out whoever acts: there may be nobody left to undo it.
///
/// # Errors
/// [`Kind::Refused`].
pub fn check_other(session: &Session, user: &User, done: &str) -> Result<(), Error> {
    if !is_own(session, user) {
        return Ok(());
    }
    let message = format!("user \"{}\" is you, and is {done} by another operator", user.handle);
    Err(Error::new(Kind::Refused, "user.self", message).why("there may be nobody left to undo it"))
}

fn switch(
    session: &mut Session,
    user: &UserRef,
    from: UserStatus,
    to: UserStatus,
    action: &'static str,
    tell: impl FnOnce(Event) -> Event,
) -> Result<User, Error> {
    let user = find::user(&session.store.read()?, user)?;
    if to == UserStatus::Disabled {
        check_other(session, &user, "disabled")?;
    }
    session.change(|write, _| {
        let user = find::user(write, &UserRef::Id(user.id))?;
        if user.status != from {
            return Err(is_not(&user, from));
        }
        let had = has_admin(write)?;
        user_rows::set_status(write, user.id, from, to)?;
        keep_admin(had, write)?;
        let event =
            Event::ok(action, format_args!("user:{}", user.id)).with("user", user.handle.as_str());
        Ok((User { status: to, ..user }, vec![tell(event)]))
    })
}

fn is_not(user: &User, wanted: UserStatus) -> Error {
    let (found, wanted) = (user.status.as_str(), wanted.as_str());
    let message = format!("user \"{}\" is {found}, not {wanted}", user.handle);
    Error::new(Kind::Conflict, "user.status", message)
        .fix(format!("keyctl user show {}", user.handle))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::decide::Refusal;
    use crate::ops::fixture::Fixture;

    #[test]
    fn the_keys_of_a_disabled_user_are_refused_until_it_is_enabled() {
        let mut house = Fixture::new();
        house.user("ada");
        let key = house.key("ada", "ci");
        let ada: UserRef = "ada".parse().unwrap();
        let (before, _) = house.generations();
        let user = disable(&mut house.session, &ada, Some("on leave")).unwrap();
        assert_eq!(user.status, UserStatus::Disabled);
        assert_eq!(house.generations(), (before + 1, before + 1), "gateways hear of it");
        assert_eq!(house.judged(key.secret.expose()), Err(Refusal::UserDisabled));
        assert!(house.entries().pop().unwrap().details.contains("on leave"));
        let again = disable(&mut house.session, &ada, None).unwrap_err();
        assert_eq!((again.kind, again.code), (Kind::Conflict, "user.status"));
        enable(&mut house.session, &ada).unwrap();
        assert_eq!(house.judged(key.secret.expose()), Ok(()));
        assert_eq!(enable(&mut house.session, &ada).unwrap_err().kind, Kind::Conflict);
        let told = house.told();
        assert_eq!(told[told.len() - 2..], ["user.disable user:2", "user.enable user:2"]);
    }

    #[test]
    fn nobody_shuts_themselves_out() {
        let mut house = Fixture::new();
        let refused = disable(&mut house.session, &"root".parse().unwrap(), None).unwrap_err();
        assert_eq!((refused.kind, refused.code), (Kind::Refused, "user.self"));
    }
}
