//! The outbox: notices are queued along with what causes them, and delivered later.
//!
//! A notice is claimed before it is delivered, for longer than any try takes, so that of several
//! deliverers one has it. What happens between a delivery and its settlement, a power cut or the
//! end of the process, is beyond that: the notice is then delivered again, under the same number.

use crate::domain::audit::{Event, Outcome, clip};
use crate::domain::notice::{Channel, Claimed, LEASE, LIFETIME, Listed, NewNotice};
use crate::domain::page::{Listing, Page};
use crate::domain::time::{Span, Timestamp};
use crate::ops::channel;
use crate::ops::error::Error;
use crate::ops::session::Session;
use crate::store::audit as audit_rows;
use crate::store::db::{Store, Write};
use crate::store::notice as notice_rows;

/// How long what is over stays in the outbox: no occasion comes back after that.
const KEPT: Span = Span::from_secs(90 * 86_400);

/// What became of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It was delivered.
    Delivered,
    /// It is tried again then.
    Again(Timestamp),
    /// It was tried for long enough.
    GivenUp,
    /// It took so long that somebody else tries it now.
    Overtaken,
}

/// Queues a notice for every channel that is set up, in the transaction of whatever causes it.
/// Where its occasion was told already, and where no channel is set up, nothing is queued. Returns
/// on how many channels it was.
///
/// # Errors
/// As any write.
pub fn queue(write: &Write<'_>, notice: &NewNotice, now: Timestamp) -> Result<u64, Error> {
    let mut queued = 0;
    for channel in channel::chosen(write)? {
        queued += u64::from(notice_rows::insert(write, notice, channel, now)?);
    }
    Ok(queued)
}

/// How many notices are to be tried by now.
///
/// # Errors
/// What the store says.
pub fn due(store: &Store, now: Timestamp) -> Result<u64, Error> {
    Ok(notice_rows::count_due(&store.read()?, now)?)
}

/// Takes the notice that has been due for longest on one of these channels; nobody else gets it
/// within [`LEASE`].
///
/// # Errors
/// What the store says.
pub fn claim(session: &mut Session, channels: &[Channel]) -> Result<Option<Claimed>, Error> {
    let now = session.now;
    let write = session.store.write()?;
    let claimed = notice_rows::claim(&write, channels, now, now.saturating_add(LEASE))?;
    write.commit()?;
    Ok(claimed)
}

/// Writes down how a try ended: the error, where it failed. That a notice is given up is told in
/// the audit log.
///
/// # Errors
/// What the store says.
pub fn settle(
    session: &mut Session,
    claimed: &Claimed,
    result: Result<(), &str>,
) -> Result<Settled, Error> {
    let now = session.now;
    let write = session.store.write()?;
    let settled = match result {
        Ok(()) => {
            notice_rows::delivered(&write, claimed.id, now)?;
            Settled::Delivered
        }
        Err(error) => {
            let next = claimed.next_try(now);
            if !notice_rows::failed(&write, claimed, &clip(error), next)? {
                Settled::Overtaken
            } else if let Some(next) = next {
                Settled::Again(next)
            } else {
                let event = Event::ok("notice.give_up", format_args!("notice:{}", claimed.id))
                    .with_outcome(Outcome::Error)
                    .with("channel", claimed.channel.as_str())
                    .with("tries", claimed.tries)
                    .with("error", clip(error));
                audit_rows::append(&write, &session.keyring, &session.actor, event, now)?;
                Settled::GivenUp
            }
        }
    };
    write.commit()?;
    Ok(settled)
}

/// Takes what was over 90 days ago out of the outbox.
///
/// # Errors
/// What the store says.
pub fn prune(session: &mut Session) -> Result<(), Error> {
    let before = session.now.saturating_sub(KEPT);
    let write = session.store.write()?;
    notice_rows::prune(&write, before)?;
    Ok(write.commit()?)
}

/// Records that a channel was tried out, and how that ended.
///
/// # Errors
/// What the store says.
pub fn record_test(
    session: &mut Session,
    channel: Channel,
    result: Result<(), &str>,
) -> Result<(), Error> {
    let event = Event::ok("notice.test", format_args!("channel:{}", channel.as_str()));
    session.record(match result {
        Ok(()) => event,
        Err(error) => event.with_outcome(Outcome::Error).with("error", clip(error)),
    })
}

/// A page of the outbox.
///
/// # Errors
/// What the store says.
pub fn list(store: &Store, page: &Page) -> Result<Listing<Listed>, Error> {
    Ok(notice_rows::list(&store.read()?, page)?)
}

/// How many notices there are.
///
/// # Errors
/// What the store says.
pub fn count(store: &Store) -> Result<u64, Error> {
    Ok(notice_rows::count(&store.read()?)?)
}

/// What notices can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    notice_rows::sort_columns()
}

/// Any try ends within its lease, and a notice outlives that.
const _: () = assert!(LEASE.micros() < LIFETIME.micros());

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::domain::notice::State;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::setting::set;
    use crate::secret::random;
    use crate::store::db::Options;

    fn house() -> Fixture {
        let mut house = Fixture::new();
        for (name, value) in
            [("notify.command", "true"), ("notify.webhook-url", "https://hooks.example.com")]
        {
            set(&mut house.session, name, value, &mut random::system()).unwrap();
        }
        house
    }

    fn notice(occasion: &str) -> NewNotice {
        NewNotice {
            kind: "notice.test".to_owned(),
            subject: occasion.to_owned(),
            occasion: occasion.to_owned(),
            summary: "hello".to_owned(),
            details: Map::new(),
        }
    }

    fn queued(house: &mut Fixture, occasion: &str) {
        let write = house.session.store.write().unwrap();
        queue(&write, &notice(occasion), NOW).unwrap();
        write.commit().unwrap();
    }

    fn after(minutes: u32) -> Timestamp {
        NOW.saturating_add(Span::from_secs(60 * minutes))
    }

    fn claim_at(session: &mut Session, now: Timestamp) -> Option<Claimed> {
        session.now = now;
        claim(session, &Channel::ALL).unwrap()
    }

    fn only(house: &Fixture) -> Listed {
        let mut listed = list(&house.session.store, &Page::default()).unwrap().items;
        listed.retain(|notice| notice.channel == Channel::Command);
        listed.pop().unwrap()
    }

    #[test]
    fn an_occasion_is_told_once_on_each_channel() {
        let mut house = house();
        for occasion in ["a", "b", "a"] {
            queued(&mut house, occasion);
        }
        assert_eq!(count(&house.session.store), Ok(4));
        set(&mut house.session, "notify.smtp-url", "smtp://a.example", &mut random::system())
            .unwrap();
        queued(&mut house, "a");
        assert_eq!(count(&house.session.store), Ok(5), "on the new channel alone");
        let mut silent = Fixture::new();
        queued(&mut silent, "a");
        assert_eq!(count(&silent.session.store), Ok(0));
    }

    #[test]
    fn two_deliverers_never_have_the_same_notice() {
        let mut house = house();
        for occasion in ["a", "b", "c"] {
            queued(&mut house, occasion);
        }
        let mut other = house.session_with(Options::COMMAND);
        let mut seen = Vec::new();
        loop {
            let (first, second) = (claim_at(&mut house.session, NOW), claim_at(&mut other, NOW));
            if first.is_none() && second.is_none() {
                break;
            }
            seen.extend([first, second].into_iter().flatten().map(|claimed| claimed.id));
        }
        seen.sort_unstable();
        assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
        assert!(claim_at(&mut other, after(9)).is_none());
        assert!(claim_at(&mut other, after(10)).is_some(), "whoever had it is gone");
    }

    #[test]
    fn what_was_delivered_stays_so() {
        let mut house = house();
        queued(&mut house, "a");
        let first = claim_at(&mut house.session, NOW).unwrap();
        claim_at(&mut house.session, NOW).unwrap();
        let again = claim_at(&mut house.session, after(10)).unwrap();
        assert_eq!((again.id, again.tries), (first.id, 2));
        // The first was slow, not gone: what it says of success counts, of failure not.
        let settled = settle(&mut house.session, &first, Err("late"));
        assert_eq!(settled, Ok(Settled::Overtaken));
        assert_eq!(settle(&mut house.session, &first, Ok(())), Ok(Settled::Delivered));
        let settled = settle(&mut house.session, &again, Err("refused"));
        assert_eq!(settled, Ok(Settled::Overtaken));
        let sql = "SELECT count(*) FROM notices WHERE delivered_at IS NOT NULL";
        assert_eq!(house.number(sql), 1);
    }

    #[test]
    fn what_fails_is_tried_again_and_given_up_after_three_days() {
        let mut house = house();
        house.sql("DELETE FROM settings WHERE name = 'notify.webhook-url'");
        queued(&mut house, "a");
        let mut now = NOW;
        let mut tries = 0;
        loop {
            let claimed = claim_at(&mut house.session, now).unwrap();
            tries += 1;
            match settle(&mut house.session, &claimed, Err("no answer")).unwrap() {
                Settled::Again(next) => now = next,
                settled => break assert_eq!(settled, Settled::GivenUp),
            }
            let listed = only(&house);
            assert_eq!((listed.state, listed.next_try_at), (State::Waiting, Some(now)));
            let just_before = Timestamp::from_micros(now.micros() - 1);
            assert!(claim_at(&mut house.session, just_before).is_none());
        }
        assert_eq!(tries, 10);
        let listed = only(&house);
        assert_eq!((listed.state, listed.tries), (State::GivenUp, 10));
        assert_eq!(listed.last_error.as_deref(), Some("no answer"));
        assert_eq!(house.told().pop().unwrap(), "notice.give_up notice:1");
        assert!(claim_at(&mut house.session, after(1_000_000)).is_none());
        house.session.now = after(200_000);
        prune(&mut house.session).unwrap();
        assert_eq!(count(&house.session.store), Ok(0));
    }

    #[test]
    fn what_is_undone_is_not_told() {
        let mut house = house();
        let write = house.session.store.write().unwrap();
        queue(&write, &notice("a"), NOW).unwrap();
        drop(write);
        assert_eq!(due(&house.session.store, NOW), Ok(0));
    }
}
