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
