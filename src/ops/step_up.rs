//! Step-up: a fresh code before a sensitive act, from an operator who has a second factor (R-B6).
//!
//! The OS login is the first factor, the code the second (R-D6). A code counts for a while at the
//! terminal where it was given, and some acts ask for one each time.

use crate::domain::audit::{Actor, ActorKind};
use crate::domain::setting::catalogue::{STEP_UP_POLICY, STEP_UP_WINDOW};
use crate::domain::step_up::{self, Asked, Place};
use crate::domain::two_factor::{Code, FactorState};
use crate::domain::user::{UserId, UserRef};
use crate::ops::configuration;
use crate::ops::error::{Error, Kind};
use crate::ops::operator::{self, Demand};
use crate::ops::proof::code::{self, Accepted};
use crate::ops::session::Session;
use crate::store::db::Read;
use crate::store::second_factor;
use crate::store::step_up as rows;

/// The word of [`STEP_UP_POLICY`] by which sensitive acts need a second factor.
const ALWAYS: &str = "always";

/// What a command asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// No code.
    Nothing,
    /// One that was given at this place a short while ago.
    Remembered(UserId),
    /// A fresh one.
    Code(UserId),
}

/// Whether a command asks its operator for a code. A service that acts by a token was given what it
/// may do by somebody who proved theirs, and the owner of the file has nothing to prove it with.
///
/// # Errors
/// [`Kind::Unauthenticated`] for an operator without a second factor where sensitive acts need one.
pub fn need(session: &Session, demand: &Demand, place: Option<&Place>) -> Result<Need, Error> {
    let asked = demand.acts.iter().map(step_up::asked).max().unwrap_or(Asked::Never);
    let Actor { kind: ActorKind::Operator, user: Some(user), .. } = session.actor else {
        return Ok(Need::Nothing);
    };
    if asked == Asked::Never {
        return Ok(Need::Nothing);
    }
    let read = session.store.read()?;
    if demand.proves_itself && operator::is_own(&read, &session.actor, demand)? {
        return Ok(Need::Nothing);
    }
    let factor = second_factor::find(&read, user)?;
    if !factor.is_some_and(|factor| factor.state == FactorState::Enabled) {
        return match configuration::choice(&read, STEP_UP_POLICY)? {
            ALWAYS => Err(without_factor(&session.actor)),
            _ => Ok(Need::Nothing),
        };
    }
    match place {
        Some(place) if asked == Asked::Remembered && counts(&read, session, user, place)? => {
            Ok(Need::Remembered(user))
        }
        _ => Ok(Need::Code(user)),
    }
}

fn counts(read: &Read<'_>, session: &Session, user: UserId, place: &Place) -> Result<bool, Error> {
    let Some(proved_at) = rows::find(read, user, place)? else { return Ok(false) };
    let window = configuration::duration(read, STEP_UP_WINDOW)?;
    Ok(step_up::counts(proved_at, window, session.now))
}

/// Checks a code, and remembers at that place that it was right.
///
/// # Errors
/// As [`code::accept_for`].
pub fn prove(
    session: &mut Session,
    user: UserId,
    code: &Code,
    place: Option<&Place>,
) -> Result<Accepted, Error> {
    let now = session.now;
    let remember = code::accept_for(session, &UserRef::Id(user), code, |write, user| {
        if let Some(place) = place {
            rows::put(write, user.id, place, now)?;
        }
        Ok(((), Vec::new()))
    });
    remember.map(|(accepted, ())| accepted)
}

fn without_factor(actor: &Actor) -> Error {
    let handle = actor.id.as_deref().unwrap_or_default();
    let message = format!("operator \"{handle}\" has no second factor");
    Error::new(Kind::Unauthenticated, "auth.second_factor_required", message)
        .why("setting \"step-up.policy\" has sensitive commands ask for a code always")
        .fix(format!("keyctl 2fa enroll {handle}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::permission::Permission;
    use crate::domain::time::Timestamp;
    use crate::ops::fixture::{Authenticator, Fixture, NOW};
    use crate::ops::setting;
    use crate::secret::random;

    const ROOT: UserId = UserId(1);

    fn house() -> (Fixture, Authenticator) {
        let mut house = Fixture::new();
        let (authenticator, _) = house.enroll("root");
        (house, authenticator)
    }

    fn place() -> Place {
        Place { os_uid: 1000, terminal: "/dev/pts/7".to_owned(), boot: "b1".to_owned() }
    }

    fn to(act: &str) -> Demand {
        let act: Permission = act.parse().unwrap();
        Demand { acts: vec![act], ..Demand::default() }
    }

    /// What it comes to so many seconds after a code was given at [`place`].
    fn asked(house: &mut Fixture, act: &str, place: Option<&Place>, seconds: i64) -> Need {
        house.session.now = Timestamp::from_micros(NOW.micros() + seconds * 1_000_000);
        need(&house.session, &to(act), place).unwrap()
    }

    fn proved() -> (Fixture, Authenticator) {
        let (mut house, authenticator) = house();
        let code = authenticator.code(NOW);
        assert_eq!(prove(&mut house.session, ROOT, &code, Some(&place())).unwrap(), Accepted::Totp);
        (house, authenticator)
    }

    #[test]
    fn a_code_counts_for_five_minutes() {
        let (mut house, authenticator) = proved();
        let here = place();
        assert_eq!(asked(&mut house, "key:revoke", Some(&here), 0), Need::Remembered(ROOT));
        assert_eq!(asked(&mut house, "key:revoke", Some(&here), 299), Need::Remembered(ROOT));
        assert_eq!(asked(&mut house, "key:revoke", Some(&here), 300), Need::Code(ROOT));
        // What was remembered does not prolong itself; another code does.
        let code = authenticator.code(house.session.now);
        prove(&mut house.session, ROOT, &code, Some(&here)).unwrap();
        assert_eq!(asked(&mut house, "key:revoke", Some(&here), 599), Need::Remembered(ROOT));
        assert_eq!(asked(&mut house, "key:list", Some(&here), 9_999), Need::Nothing);
    }

    #[test]
    fn it_counts_nowhere_else_and_never_before_it_was_given() {
        let (mut house, _) = proved();
        let here = place();
        for elsewhere in [
            Place { os_uid: 1001, ..here.clone() },
            Place { terminal: "/dev/pts/8".to_owned(), ..here.clone() },
            Place { boot: "b2".to_owned(), ..here.clone() },
        ] {
            let asked = asked(&mut house, "key:revoke", Some(&elsewhere), 1);
            assert_eq!(asked, Need::Code(ROOT), "{elsewhere:?}");
        }
        assert_eq!(asked(&mut house, "key:revoke", None, 1), Need::Code(ROOT), "no terminal");
        assert_eq!(
            asked(&mut house, "key:revoke", Some(&here), -1),
            Need::Code(ROOT),
            "the future"
        );
        house.user("ada");
        house.enroll("ada");
        house.session.actor.user = Some(UserId(2));
        let another = asked(&mut house, "key:revoke", Some(&here), 1);
        assert_eq!(another, Need::Code(UserId(2)), "of another user");
    }

    #[test]
    fn without_a_terminal_nothing_is_remembered() {
        let (mut house, authenticator) = house();
        prove(&mut house.session, ROOT, &authenticator.code(NOW), None).unwrap();
        assert_eq!(house.number("SELECT count(*) FROM step_ups"), 0);
    }

    #[test]
    fn some_acts_ask_each_time() {
        let (mut house, _) = proved();
        for act in ["key:reveal", "db:restore", "master_key:rotate", "2fa:disable"] {
            assert_eq!(asked(&mut house, act, Some(&place()), 1), Need::Code(ROOT), "{act}");
        }
    }

    #[test]
    fn the_window_is_a_setting() {
        let (mut house, _) = proved();
        setting::set(&mut house.session, "step-up.window", "1m", &mut random::system()).unwrap();
        assert_eq!(asked(&mut house, "key:revoke", Some(&place()), 59), Need::Remembered(ROOT));
        assert_eq!(asked(&mut house, "key:revoke", Some(&place()), 60), Need::Code(ROOT));
        setting::set(&mut house.session, "step-up.window", "0s", &mut random::system()).unwrap();
        assert_eq!(asked(&mut house, "key:revoke", Some(&place()), 0), Need::Code(ROOT));
        let long = setting::set(&mut house.session, "step-up.window", "16m", &mut random::system());
        assert_eq!(long.unwrap_err().kind, Kind::Usage);
    }

    #[test]
    fn whoever_has_no_second_factor_is_asked_for_nothing_or_refused() {
        let mut house = Fixture::new();
        let here = place();
        assert_eq!(asked(&mut house, "key:revoke", Some(&here), 0), Need::Nothing);
        let rng = &mut random::system();
        setting::set(&mut house.session, "step-up.policy", "always", rng).unwrap();
        let error = need(&house.session, &to("key:revoke"), Some(&here)).unwrap_err();
        assert_eq!(
            (error.kind, error.code),
            (Kind::Unauthenticated, "auth.second_factor_required")
        );
        assert_eq!(asked(&mut house, "key:list", Some(&here), 0), Need::Nothing);
        house.session.actor.kind = ActorKind::Key;
        assert_eq!(asked(&mut house, "key:revoke", Some(&here), 0), Need::Nothing, "a service");
    }

    #[test]
    fn a_wrong_code_is_remembered_nowhere() {
        let (mut house, authenticator) = house();
        let wrong = authenticator.wrong(NOW);
        let error = prove(&mut house.session, ROOT, &wrong, Some(&place())).unwrap_err();
        assert_eq!(error.kind, Kind::Unauthenticated);
        assert_eq!(asked(&mut house, "key:revoke", Some(&place()), 0), Need::Code(ROOT));
    }
}
