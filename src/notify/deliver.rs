//! One round of delivery: every notice that is due, each tried once.

use std::ffi::OsString;

use crate::domain::notice::{Channel, Claimed};
use crate::domain::time::Clock;
use crate::notify::command;
use crate::notify::failure::Failure;
use crate::notify::mail;
use crate::notify::webhook;
use crate::ops::channel::{self, Mail, Webhook};
use crate::ops::error::Error;
use crate::ops::notice::{self, Settled};
use crate::ops::session::Session;

/// What delivers, apart from the database.
#[derive(Clone, Debug)]
pub struct Deliverer {
    /// What it is by a notice's time.
    pub clock: Clock,
    /// The variables that a command sees.
    pub variables: Vec<(&'static str, OsString)>,
}

/// A notice that did not arrive.
#[derive(Clone, Debug)]
pub struct Missed {
    /// Its number.
    pub id: i64,
    /// The way it took.
    pub channel: Channel,
    /// Why.
    pub reason: String,
    /// What becomes of it.
    pub settled: Settled,
}

/// How a round went.
#[derive(Clone, Debug, Default)]
pub struct Round {
    /// How many notices arrived.
    pub delivered: u64,
    /// Those that did not.
    pub missed: Vec<Missed>,
}

impl Deliverer {
    /// Delivers what is due, until nothing is or `stop` says so. Where nothing gets through on a
    /// channel, the other notices for it wait for the next round.
    ///
    /// # Errors
    /// What the store says.
    pub fn round(&self, session: &mut Session, stop: impl Fn() -> bool) -> Result<Round, Error> {
        let mut round = Round::default();
        let mut channels = Channel::ALL.to_vec();
        loop {
            session.now = self.clock.now();
            if stop() || notice::due(&session.store, session.now)? == 0 {
                return Ok(round);
            }
            let Some(claimed) = notice::claim(session, &channels)? else { return Ok(round) };
            let result = self.attempt(session, &claimed);
            session.now = self.clock.now();
            let told = result.as_ref().copied().map_err(|failure| failure.text.as_str());
            let settled = notice::settle(session, &claimed, told)?;
            match result {
                Ok(()) => round.delivered += 1,
                Err(failure) => {
                    let Claimed { id, channel, .. } = claimed;
                    if failure.unreachable {
                        channels.retain(|other| *other != channel);
                    }
                    round.missed.push(Missed { id, channel, reason: failure.text, settled });
                }
            }
        }
    }

    /// Tries to deliver a notice, as the settings now are.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn attempt(&self, session: &Session, notice: &Claimed) -> Result<(), Failure> {
        match Way::find(session, notice.channel)? {
            Way::Mail(mail) => mail::send(&mail, notice),
            Way::Webhook(webhook) => webhook::post(&webhook, notice, self.clock.now()),
            Way::Command(command) => command::give(&command, &self.variables, notice),
        }
    }
}

/// Whether a channel is set up, as far as settings can tell.
///
/// # Errors
/// [`Failure`], as a delivery would end with.
pub fn check(session: &Session, channel: Channel) -> Result<(), Failure> {
    Way::find(session, channel).map(drop)
}

/// A channel as it is set up.
enum Way {
    Mail(Mail),
    Webhook(Webhook),
    Command(String),
}

impl Way {
    fn find(session: &Session, channel: Channel) -> Result<Self, Failure> {
        let unread =
            |error: Error| Failure { fix: error.fix.clone(), ..Failure::unreachable(told(&error)) };
        let read = session.store.read().map_err(|error| unread(error.into()))?;
        let keyring = &session.keyring;
        let found = match channel {
            Channel::Mail => channel::mail(&read, keyring).map(Self::Mail),
            Channel::Webhook => channel::webhook(&read, keyring).map(Self::Webhook),
            Channel::Command => channel::command(&read).map(Self::Command),
        };
        found.map_err(unread)
    }
}

/// An error in one line.
fn told(error: &Error) -> String {
    match &error.why {
        Some(why) => format!("{error}: {why}"),
        None => error.to_string(),
    }
}
