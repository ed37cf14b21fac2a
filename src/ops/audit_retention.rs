//! Retention: how long entries of the audit log are kept, and removing those that are older (R-K5).

use crate::domain::audit::{Checkpoint, Event};
use crate::domain::setting::catalogue::AUDIT_RETENTION;
use crate::domain::time::Timestamp;
use crate::ops::audit_proof;
use crate::ops::configuration;
use crate::ops::error::{Error, Kind};
use crate::ops::session::Session;
use crate::store::audit as audit_rows;
use crate::store::audit_proof as proof_rows;
use crate::store::db::{Commit, Read, Store};

/// How many entries one transaction removes, so that nobody waits long for it (R-C2).
const ENTRIES_PER_CUT: u64 = 5_000;

/// What is to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The oldest entry that there is.
    pub from: u64,
    /// The last one that goes.
    pub to: u64,
    /// Every one of them is older than this.
    pub before: Timestamp,
}

impl Cut {
    /// How many entries it removes.
    pub const fn entries(&self) -> u64 {
        self.to + 1 - self.from
    }
}

/// What retention would remove: the entries at the beginning that are all older than `before`, or
/// than the setting says. `None` where there are none.
///
/// # Errors
/// [`Kind::Refused`] where it would pass the newest anchor; [`Kind::Usage`] for an instant to come.
pub fn plan(
    store: &Store,
    before: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Cut>, Error> {
    let read = store.read()?;
    let Some(before) = before.map_or_else(|| usual(&read, now), |at| Ok(Some(at)))? else {
        return Ok(None);
    };
    if before > now {
        let message = format!("{before} is yet to come");
        return Err(Error::new(Kind::Usage, "audit.before_future", message)
            .why("what is older than that would be everything, this command's own entry too"));
    }
    let Some(to) = proof_rows::last_older_than(&read, before)? else { return Ok(None) };
    let Some(from) = proof_rows::first_entry(&read)? else { return Ok(None) };
    let anchor = proof_rows::newest_anchor(&read)?;
    if anchor > 0 && to > anchor {
        let message = format!("entries up to {to} are due, but the newest anchor is of {anchor}");
        return Err(Error::new(Kind::Refused, "audit.anchor_passed", message)
            .why("what an anchor kept elsewhere proves would be gone")
            .fix("keyctl audit anchor, keep its line elsewhere, then try again"));
    }
    Ok(Some(Cut { from, to, before }))
}

/// Removes what was planned, a few thousand entries in a transaction, each with its checkpoint and
/// its own entry in the log. A log that does not hold is left as it is. `removed` is told how many
/// entries each transaction has removed.
///
/// # Errors
/// [`Kind::Integrity`] where the log is broken, [`Kind::Refused`] where the clock is not to be
/// trusted (R-J4), [`Kind::Conflict`] where somebody else removes entries.
pub fn prune(session: &mut Session, cut: &Cut, mut removed: impl FnMut(u64)) -> Result<(), Error> {
    session.refuse_suspicious_clock()?;
    audit_proof::verify(&session.store, &session.keyring, &[], |_| ())?;
    let mut next = Some(cut.from);
    while let Some(from) = next.filter(|from| *from <= cut.to) {
        let to = cut.to.min(from + ENTRIES_PER_CUT - 1);
        step(session, &Cut { from, to, ..*cut })?;
        removed(to + 1 - from);
        if session.store.commit() == Commit::Undo {
            return Ok(());
        }
        session.store.give_way();
        next = proof_rows::first_entry(&session.store.read()?)?;
    }
    Ok(())
}

fn step(session: &mut Session, cut: &Cut) -> Result<(), Error> {
    let write = session.store.write()?;
    if proof_rows::first_entry(&write)? != Some(cut.from) {
        return Err(meanwhile());
    }
    let newest = proof_rows::newest_checkpoint(&write)?.map(|(checkpoint, _)| checkpoint);
    let hash = match (audit_rows::find(&write, cut.to)?, newest) {
        (_, Some(checkpoint)) if checkpoint.seq == cut.to => checkpoint.hash,
        (Some((_, hash)), _) => hash,
        // Within what was given up: the log begins later, and nothing is built on this.
        (None, Some(checkpoint)) if checkpoint.seq > cut.to => [0; 32],
        (None, _) => return Err(meanwhile()),
    };
    let count = proof_rows::count_to(&write, cut.to)?;
    let actor = session.actor.id.clone();
    let checkpoint = Checkpoint { seq: cut.to, hash, count, at: session.now, actor };
    proof_rows::put_checkpoint(&write, &session.keyring, &checkpoint)?;
    proof_rows::delete_to(&write, cut.to)?;
    let event = Event::ok("audit.prune", "audit")
        .with("from", cut.from)
        .with("to", cut.to)
        .with("before", cut.before.to_string());
    audit_rows::append(&write, &session.keyring, &session.actor, event, session.now)?;
    Ok(write.commit()?)
}

fn meanwhile() -> Error {
    Error::new(Kind::Conflict, "audit.changed", "the audit log was shortened meanwhile")
        .fix("try again")
}

/// The instant before which entries are due; `None` where they are kept for ever.
fn usual(read: &Read<'_>, now: Timestamp) -> Result<Option<Timestamp>, Error> {
    let kept = configuration::retention(read, AUDIT_RETENTION)?;
    Ok(kept.map(|kept| now.saturating_sub(kept)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Span;
    use crate::ops::fixture::{Fixture, NOW};

    const DAY: Span = Span::from_secs(86_400);

    /// A log of an entry a day, the first at [`NOW`]; the session is a day after the last.
    fn house(days: u32) -> Fixture {
        let mut house = Fixture::new();
        for day in 1..days {
            house.session.now = NOW.saturating_add(Span::from_secs(day * 86_400));
            house.session.record(Event::ok("db.backup", "db:1")).unwrap();
        }
        house.session.now = house.session.now.saturating_add(DAY);
        house
    }

    fn planned(house: &Fixture, before: Option<Timestamp>) -> Result<Option<Cut>, Error> {
        plan(&house.session.store, before, house.session.now)
    }

    fn ago(house: &Fixture, days: u32) -> Timestamp {
        house.session.now.saturating_sub(Span::from_secs(days * 86_400))
    }

    fn first(house: &Fixture) -> Result<u64, Error> {
        let Session { store, keyring, .. } = &house.session;
        audit_proof::verify(store, keyring, &[], |_| ()).map(|proof| proof.first)
    }

    #[test]
    fn the_oldest_go_and_the_rest_still_proves_itself() {
        let mut house = house(10);
        let cut = planned(&house, Some(ago(&house, 5))).unwrap().unwrap();
        assert_eq!((cut.from, cut.to), (1, 5));
        let mut removed = 0;
        prune(&mut house.session, &cut, |entries| removed += entries).unwrap();
        assert_eq!((removed, first(&house)), (5, Ok(6)));
        let told = house.entries();
        assert_eq!((told[0].seq, told.len()), (6, 6));
        let last = told.last().unwrap();
        assert_eq!((last.seq, last.action.as_str()), (11, "audit.prune"));
        assert!(last.details.contains(r#""to":5"#), "{}", last.details);
        assert_eq!(planned(&house, cut.before.into()).unwrap(), None, "nothing is that old now");
        let cut = planned(&house, Some(ago(&house, 2))).unwrap().unwrap();
        assert_eq!((cut.from, cut.to), (6, 8));
        prune(&mut house.session, &cut, |_| ()).unwrap();
        assert_eq!(first(&house), Ok(9));
    }

    #[test]
    fn only_a_beginning_goes() {
        let mut house = house(4);
        // A clock that was wrong for one entry: what is behind it is older, and stays.
        house.session.now = NOW.saturating_sub(DAY);
        house.session.record(Event::ok("db.backup", "db:1")).unwrap();
        let before = Some(NOW.saturating_add(DAY));
        house.session.now = NOW.saturating_add(DAY);
        assert_eq!(planned(&house, before).unwrap().map(|cut| (cut.from, cut.to)), Some((1, 1)));
    }

    #[test]
    fn the_setting_says_how_long_entries_are_kept() {
        let mut house = house(10);
        house.session.now = NOW.saturating_add(Span::from_secs(368 * 86_400));
        let last = |house: &Fixture| planned(house, None).unwrap().map(|cut| cut.to);
        assert_eq!(last(&house), Some(3), "a year, where nothing is set");
        let set = |house: &Fixture, value: &str| {
            house.sql(&format!(
                "INSERT OR REPLACE INTO settings VALUES ('audit.retention', '{value}')"
            ));
        };
        set(&house, "366d");
        assert_eq!(last(&house), Some(2));
        set(&house, "none");
        assert_eq!(last(&house), None);
        set(&house, "soon");
        assert_eq!(planned(&house, None).unwrap_err().kind, Kind::Integrity);
        let ahead = Some(house.session.now.saturating_add(DAY));
        assert_eq!(planned(&house, ahead).unwrap_err().kind, Kind::Usage);
    }

    #[test]
    fn retention_does_not_pass_the_newest_anchor() {
        let mut house = house(3);
        let anchor = audit_proof::anchor(&mut house.session).unwrap();
        house.session.now = house.session.now.saturating_add(DAY);
        house.session.record(Event::ok("db.backup", "db:1")).unwrap();
        house.session.now = house.session.now.saturating_add(DAY);
        let error = planned(&house, Some(ago(&house, 0))).unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::Refused, "audit.anchor_passed"));
        let cut = planned(&house, Some(ago(&house, 1))).unwrap().unwrap();
        assert_eq!(cut.to, anchor.head.count, "up to it, all may go");
        prune(&mut house.session, &cut, |_| ()).unwrap();
        let Session { store, keyring, .. } = &house.session;
        assert_eq!(audit_proof::verify(store, keyring, &[anchor], |_| ()).unwrap().anchors, 1);
    }

    #[test]
    fn neither_a_wrong_clock_nor_a_broken_log_is_pruned() {
        let mut house = house(10);
        let cut = planned(&house, Some(ago(&house, 5))).unwrap().unwrap();
        house.session.now = house.session.now.saturating_add(Span::from_secs(8 * 86_400));
        let error = prune(&mut house.session, &cut, |_| ()).unwrap_err();
        assert_eq!(error.code, "clock.suspicious");
        let mut broken = self::house(10);
        broken.sql("DROP TRIGGER audit_log_keeps; UPDATE audit_log SET target = 'x' WHERE seq = 2");
        let error = prune(&mut broken.session, &cut, |_| ()).unwrap_err();
        assert_eq!(error.kind, Kind::Integrity);
        assert_eq!((house.entries().len(), broken.entries().len()), (10, 10));
    }

    #[test]
    fn what_the_log_cannot_tell_is_not_removed_and_a_dry_run_removes_nothing() {
        let mut house = house(10);
        let cut = planned(&house, Some(ago(&house, 5))).unwrap().unwrap();
        let mut dry = house.dry_session();
        dry.now = house.session.now;
        prune(&mut dry, &cut, |_| ()).unwrap();
        assert_eq!(house.entries().len(), 10);
        house.sql(
            "CREATE TRIGGER full BEFORE INSERT ON audit_log
             BEGIN SELECT RAISE(ABORT, 'no more'); END",
        );
        prune(&mut house.session, &cut, |_| ()).unwrap_err();
        assert_eq!((house.entries().len(), first(&house)), (10, Ok(1)));
    }

    #[test]
    fn others_remove_only_what_a_checkpoint_gave_up() {
        let mut house = house(10);
        let cut = planned(&house, Some(ago(&house, 5))).unwrap().unwrap();
        let deleted = |house: &Fixture, seq: u64| {
            let sql = format!("DELETE FROM audit_log WHERE seq = {seq}");
            house.connection().execute_batch(&sql).is_ok()
        };
        assert!(!deleted(&house, 1));
        prune(&mut house.session, &cut, |_| ()).unwrap();
        assert!(!deleted(&house, 6) && !deleted(&house, 11));
    }

    #[test]
    fn a_log_that_was_accepted_is_pruned_across_its_gap() {
        let mut house = house(10);
        house.sql("DROP TRIGGER audit_log_stays; DELETE FROM audit_log WHERE seq IN (3, 9, 10)");
        audit_proof::accept(&mut house.session, "looked into").unwrap();
        for (before, left_from) in [(8, 4), (1, 11)] {
            let cut = planned(&house, Some(ago(&house, before))).unwrap().unwrap();
            prune(&mut house.session, &cut, |_| ()).unwrap();
            assert_eq!(house.entries()[0].seq, left_from);
            assert_eq!(first(&house), Ok(11));
        }
    }
}
