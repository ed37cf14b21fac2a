//! Proving that the audit log is whole, anchoring it elsewhere, and going on after it was broken.

use data_encoding::HEXLOWER;

use crate::domain::anchor::{Anchor, AnchorError};
use crate::domain::audit::{Checkpoint, Event, Head, clip};
use crate::ops::error::{Error, Kind};
use crate::ops::session::Session;
use crate::secret::digest::constant_time_eq;
use crate::secret::keyring::Keyring;
use crate::store::audit::{self as audit_rows, head_tag};
use crate::store::audit_proof::{self as proof_rows, Proof, Step, Walk};
use crate::store::db::{Read, Store, Write};

/// How many entries one read of the database walks: a tenth of a second's worth (R-C5).
const ENTRIES_PER_READ: u32 = 100_000;

/// The highest number from which a log is continued: whatever stands beyond was not counted up to.
const MAX_NUMBER: u64 = 1 << 62;

/// The highest epoch that is believed of a head without a valid tag.
const MAX_UNSIGNED_EPOCH: u64 = 1 << 32;

/// A log that goes on after it was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What was found.
    pub found: String,
    /// The end of the log as of now, in its new epoch.
    pub head: Head,
}

/// The anchors of a file: one on a line; empty lines and those that begin with `#` count for none.
///
/// # Errors
/// [`Kind::Usage`] for a line that is none, and where there is none at all.
pub fn anchors(text: &str) -> Result<Vec<Anchor>, Error> {
    let mut anchors = Vec::new();
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let malformed = |error: AnchorError| {
            let message = format!("line {number} of the anchors is none");
            Error::new(Kind::Usage, "audit.anchor_malformed", message).why(error.to_string())
        };
        anchors.push(line.parse().map_err(malformed)?);
    }
    if anchors.is_empty() {
        let message = "there is no anchor in the file";
        return Err(
            Error::new(Kind::Usage, "audit.anchor_malformed", message).why(AnchorError.to_string())
        );
    }
    Ok(anchors)
}

/// Proves that the log is whole: every entry since the newest checkpoint stands where and as it was
/// written, none is missing at its end, and it is the log that each anchor speaks of (R-K1 to R-K5).
/// `walked` is told how many entries each step has read.
///
/// # Errors
/// [`Kind::Integrity`], naming the first entry that does not hold.
pub fn verify(
    store: &Store,
    keyring: &Keyring,
    anchors: &[Anchor],
    mut walked: impl FnMut(u64),
) -> Result<Proof, Error> {
    let mut walk = Walk::new(Some(keyring), anchors);
    loop {
        match walk.step(&store.read()?, ENTRIES_PER_READ)? {
            Step::More(entries) => walked(entries),
            Step::Whole(proof) => return Ok(proof),
            Step::Broken(at) => return Err(at.into()),
        }
    }
}

/// How many entries there are to walk, for showing progress.
///
/// # Errors
/// What the store says.
pub fn length(store: &Store) -> Result<u64, Error> {
    let read = store.read()?;
    let first = proof_rows::first_entry(&read)?.unwrap_or(1);
    Ok(proof_rows::last_entry(&read)?.map_or(0, |last| last.saturating_sub(first) + 1))
}

/// Makes an anchor of the log as it ends with the entry that tells of this anchor (R-K3).
///
/// # Errors
/// [`Kind::Integrity`] where the log's end is not signed.
pub fn anchor(session: &mut Session) -> Result<Anchor, Error> {
    let write = session.store.write()?;
    let event = Event::ok("audit.anchor", "audit");
    audit_rows::append(&write, &session.keyring, &session.actor, event, session.now)?;
    let (head, _) = audit_rows::head(&write)?;
    proof_rows::insert_anchor(&write, head.count, session.now)?;
    write.commit()?;
    Ok(proof_rows::anchor(&session.keyring, head, session.now))
}

/// The anchor of the log as it ends; it is remembered nowhere.
///
/// # Errors
/// [`Kind::Integrity`] where the log's end is not signed.
pub fn passing_anchor(session: &Session) -> Result<Anchor, Error> {
    let (head, tag) = audit_rows::head(&session.store.read()?)?;
    if !constant_time_eq(&head_tag(&session.keyring, &head), &tag) {
        return Err(proof_rows::Break::Mac.into());
    }
    Ok(proof_rows::anchor(&session.keyring, head, session.now))
}

/// Has a broken log go on, once somebody has looked: from a checkpoint after its last entry, in a
/// new epoch. What came before stays and proves nothing any more; what was found is put on record.
///
/// # Errors
/// [`Kind::Conflict`] where the log is whole, or was changed meanwhile.
pub fn accept(session: &mut Session, reason: &str) -> Result<Accepted, Error> {
    let keyring = session.keyring.clone();
    let found = match verify(&session.store, &keyring, &[], |_| ()) {
        Ok(_) => return Err(whole()),
        Err(error) if error.code == "audit.tampered" => error,
        Err(error) => return Err(error),
    };
    let seen = state(&session.store.read()?)?;
    let write = session.store.write()?;
    if state(&write)? != seen {
        let message = "the audit log was changed meanwhile";
        return Err(Error::new(Kind::Conflict, "audit.changed", message).fix("try again"));
    }
    let old = seen.0.map(|(head, _)| head);
    let actor = session.actor.id.clone();
    let (epoch, seq, hash) = resumption(&write, &keyring)?;
    let checkpoint = Checkpoint { seq, hash, count: 0, at: session.now, actor };
    proof_rows::put_checkpoint(&write, &keyring, &checkpoint)?;
    let head = Head { epoch, count: checkpoint.seq, hash: checkpoint.hash };
    proof_rows::replace_head(&write, &keyring, &head)?;
    let event = Event::ok("integrity.accepted", "audit")
        .with("found", found.message.as_str())
        .with("reason", clip(reason))
        .with("old_epoch", old.map(|head| head.epoch))
        .with("old_count", old.map(|head| head.count))
        .with("old_hash", old.map(|head| HEXLOWER.encode(&head.hash)));
    audit_rows::append(&write, &keyring, &session.actor, event, session.now)?;
    let (head, _) = audit_rows::head(&write)?;
    write.commit()?;
    Ok(Accepted { found: found.message, head })
}

/// What is wrong with the log, before somebody is asked to accept it.
///
/// # Errors
/// [`Kind::Conflict`] where nothing is, or what the store says.
pub fn to_accept(store: &Store, keyring: &Keyring) -> Result<String, Error> {
    match verify(store, keyring, &[], |_| ()) {
        Ok(_) => Err(whole()),
        Err(error) if error.code == "audit.tampered" => Ok(error.message),
        Err(error) => Err(error),
    }
}

fn whole() -> Error {
    Error::new(Kind::Conflict, "audit.whole", "the audit log is whole")
        .why("there is nothing to accept")
}

/// The head with its tag, and the last entry: whether anything was added in between.
type State = (Option<(Head, [u8; 32])>, Option<u64>);

fn state(read: &Read<'_>) -> Result<State, Error> {
    Ok((audit_rows::find_head(read)?, proof_rows::last_entry(read)?))
}

/// The epoch in which a broken log goes on, and the number and hash on which its next entry is built.
/// A number is never given twice: it goes on after the last one that was signed or stands.
fn resumption(write: &Write<'_>, keyring: &Keyring) -> Result<(u64, u64, [u8; 32]), Error> {
    let (head, last) = state(write)?;
    let signed = |(head, tag): &(Head, [u8; 32])| constant_time_eq(&head_tag(keyring, head), tag);
    let trusted = head.filter(signed).map(|(head, _)| head);
    let checkpoint = proof_rows::delete_foreign_checkpoints(write, keyring)?;
    let last = last.unwrap_or(0);
    let seq = last
        .max(checkpoint.map_or(0, |checkpoint| checkpoint.seq + 1))
        .max(trusted.map_or(0, |head| head.count));
    if seq > MAX_NUMBER {
        let message = format!("audit entry {seq} has a number that nobody has counted up to");
        return Err(Error::new(Kind::Refused, "audit.number", message)
            .why("it was not written by keyctl, and the log could not go on after it")
            .fix("remove it with sqlite3, then accept the rest"));
    }
    let hash = match (trusted, audit_rows::find(write, last)?) {
        (Some(head), _) if head.count == seq => head.hash,
        (_, Some((_, hash))) => hash,
        _ => [0; 32],
    };
    let epoch = match (trusted, head) {
        (Some(head), _) => head.epoch,
        (None, Some((head, _))) => head.epoch.min(MAX_UNSIGNED_EPOCH),
        (None, None) => 1,
    };
    Ok((epoch + 1, seq, hash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{Span, Timestamp};
    use crate::ops::audit_retention;
    use crate::ops::fixture::{Fixture, NOW};

    fn proof(house: &Fixture, anchors: &[Anchor]) -> Result<Proof, Error> {
        verify(&house.session.store, &house.session.keyring, anchors, |_| ())
    }

    fn verified(house: &Fixture) -> Result<u64, Error> {
        proof(house, &[]).map(|proof| proof.head.count)
    }

    fn add(house: &mut Fixture, entries: u32) {
        for _ in 0..entries {
            house.session.record(Event::ok("db.backup", "db:1")).unwrap();
        }
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

    /// A log of which retention has removed entries 1 to 3: entry 6 tells so.
    fn pruned() -> Fixture {
        let mut house = house();
        house.session.now = later(1);
        house.sql(
            "DROP TRIGGER audit_log_keeps;
             UPDATE audit_checkpoints SET at = at",
        );
        let cut = audit_retention::Cut { from: 1, to: 3, before: later(1) };
        audit_retention::prune(&mut house.session, &cut, |_| ()).unwrap();
        assert_eq!(proof(&house, &[]).map(|proof| (proof.first, proof.head.count)), Ok((4, 6)));
        house
    }

    fn later(days: u32) -> Timestamp {
        NOW.saturating_add(Span::from_secs(days * 86_400))
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
            ("DELETE FROM audit_head", "the audit log's head is missing".to_owned()),
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
    fn a_checkpoint_that_is_forged_or_removed_is_found() {
        let entry = |seq| format!("audit entry {seq} is not as it was written");
        let foreign =
            |seq| format!("the checkpoint after entry {seq} is not signed by this database's key");
        let fake = "INSERT INTO audit_log SELECT 2, at, actor_type, actor_id, action, target,
                        outcome, request_id, source, details, hash FROM audit_log WHERE seq = 5";
        for (tampering, found) in [
            ("DELETE FROM audit_checkpoints", entry(4)),
            ("UPDATE audit_checkpoints SET seq = 4", foreign(4)),
            ("UPDATE audit_checkpoints SET hash = zeroblob(32)", foreign(3)),
            ("UPDATE audit_checkpoints SET count = 2", foreign(3)),
            ("UPDATE audit_checkpoints SET at = at - 1", foreign(3)),
            ("UPDATE audit_checkpoints SET actor = NULL", foreign(3)),
            ("UPDATE audit_checkpoints SET mac = zeroblob(32)", foreign(3)),
            (
                "INSERT INTO audit_checkpoints
                 SELECT 5, (SELECT hash FROM audit_log WHERE seq = 5), 5, at, actor, mac
                 FROM audit_checkpoints;
                 DELETE FROM audit_log WHERE seq <= 5",
                foreign(5),
            ),
            ("DELETE FROM audit_log WHERE seq = 4", entry(5)),
            (fake, entry(2)),
        ] {
            let house = pruned();
            house.sql("DROP TRIGGER audit_log_stays");
            house.sql(tampering);
            let error = proof(&house, &[]).unwrap_err();
            assert_eq!((error.kind, error.code), (Kind::Integrity, "audit.tampered"));
            assert_eq!(error.message, found, "{tampering}");
        }
    }

    #[test]
    fn anchors_come_back_from_a_file() {
        let mut house = house();
        let made = [anchor(&mut house.session).unwrap(), anchor(&mut house.session).unwrap()];
        assert_eq!((made[0].head.count, made[1].head.count), (6, 7), "each is told");
        let text = format!("# anchors\n\n{}\r\n  {}\n", made[0], made[1]);
        assert_eq!(anchors(&text), Ok(made.to_vec()));
        for (text, told) in [
            ("", "there is no anchor in the file"),
            ("# none", "there is no anchor in the file"),
            ("# one\n1 2 3", "line 2 of the anchors is none"),
        ] {
            let error = anchors(text).unwrap_err();
            assert_eq!((error.kind, error.message.as_str()), (Kind::Usage, told));
        }
    }

    #[test]
    fn an_anchor_proves_what_was_before_it() {
        let mut house = house();
        let first = anchor(&mut house.session).unwrap();
        add(&mut house, 3);
        let second = passing_anchor(&house.session).unwrap();
        add(&mut house, 1);
        assert_eq!(second.head.count, 9);
        assert_eq!(proof(&house, &[second, first]).unwrap().anchors, 2);
        let other = anchor(&mut self::house().session).unwrap();
        let altered = Anchor { head: Head { count: 7, ..first.head }, ..first };
        for foreign in [other, altered] {
            let error = proof(&house, &[first, foreign]).unwrap_err();
            assert_eq!((error.kind, error.code), (Kind::Integrity, "audit.foreign_anchor"));
            assert_eq!(error.message, "anchor 2 is not signed by this database's key");
        }
    }

    #[test]
    fn an_older_database_in_the_place_of_the_present_one_is_found_by_an_anchor() {
        let mut house = house();
        let old = passing_anchor(&house.session).unwrap();
        let copy = std::fs::read(house.path()).unwrap();
        let log = std::fs::read(house.path().with_extension("db-wal")).unwrap();
        add(&mut house, 3);
        let new = passing_anchor(&house.session).unwrap();
        assert_eq!(proof(&house, &[old, new]).unwrap().anchors, 2);
        let keyring = house.session.keyring.clone();
        let beside = tempfile::tempdir().unwrap();
        let path = beside.path().join("keyctl.db");
        write_private(&path, &copy);
        write_private(&path.with_extension("db-wal"), &log);
        let store = Store::open(&path, crate::store::db::Options::COMMAND).unwrap();
        let proved = |anchors: &[Anchor]| verify(&store, &keyring, anchors, |_| ());
        assert_eq!(proved(&[]).unwrap().head.count, 5, "consistent in itself");
        assert_eq!(proved(&[old]).unwrap().anchors, 1);
        let error = proved(&[old, new]).unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::Integrity, "audit.rolled_back"));
        assert_eq!(error.message, "the audit log ends with entry 5, but 8 was anchored");
    }

    fn write_private(path: &std::path::Path, bytes: &[u8]) {
        use std::io::Write;
        crate::secret::file::create_empty(path).unwrap().write_all(bytes).unwrap();
    }

    /// Writes entries anew with the master key, as somebody would who hides what they did.
    fn rewrite(house: &mut Fixture, from: u64) {
        house.sql(&format!(
            "DROP TRIGGER IF EXISTS audit_log_stays; DELETE FROM audit_log WHERE seq >= {from}"
        ));
        let keyring = house.session.keyring.clone();
        let write = house.session.store.write().unwrap();
        let (head, _) = audit_rows::head(&write).unwrap();
        let (_, hash) = audit_rows::find(&write, from - 1).unwrap().unwrap();
        let cut = Head { count: from - 1, hash, ..head };
        proof_rows::replace_head(&write, &keyring, &cut).unwrap();
        write.commit().unwrap();
        add(house, u32::try_from(head.count + 1 - from).unwrap());
    }

    #[test]
    fn a_log_written_anew_with_the_master_key_is_found_by_an_anchor() {
        let mut house = house();
        let early = passing_anchor(&house.session).unwrap();
        house.user("liz");
        house.user("max");
        let late = passing_anchor(&house.session).unwrap();
        rewrite(&mut house, 6);
        assert_eq!(verified(&house), Ok(7), "consistent in itself");
        assert_eq!(proof(&house, &[early]).unwrap().anchors, 1, "what it speaks of still stands");
        let error = proof(&house, &[late, early]).unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::Integrity, "audit.rewritten"));
        assert_eq!(error.message, "audit entries 6 to 7 are not those anchored");
    }

    #[test]
    fn an_anchor_of_what_is_gone_proves_nothing_and_says_so() {
        let mut house = pruned();
        let keyring = house.session.keyring.clone();
        let gone = Head { epoch: 1, count: 2, hash: [9; 32] };
        let gone = proof_rows::anchor(&keyring, gone, NOW);
        let error = proof(&house, &[gone]).unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::Integrity, "audit.unproved"));
        let now = anchor(&mut house.session).unwrap();
        assert_eq!(proof(&house, &[gone, now]).unwrap().anchors, 1, "a later one vouches for it");
        let (at_cut, _) =
            proof_rows::newest_checkpoint(&house.session.store.read().unwrap()).unwrap().unwrap();
        let head = Head { epoch: 1, count: 3, hash: at_cut.hash };
        let at_cut = proof_rows::anchor(&keyring, head, NOW);
        assert_eq!(proof(&house, &[at_cut]).unwrap().anchors, 1, "the cut holds its hash");
    }

    #[test]
    fn a_log_written_anew_with_another_key_is_found() {
        let (house, other) = (house(), house());
        let error = verify(&house.session.store, &other.session.keyring, &[], |_| ()).unwrap_err();
        assert_eq!(error.kind, Kind::Integrity);
    }

    #[test]
    fn a_broken_log_goes_on_once_it_is_accepted() {
        let cut = "DELETE FROM audit_log WHERE seq >= 4";
        for (damage, goes_on_after) in [
            ("UPDATE audit_log SET action = 'user.show' WHERE seq = 3", 5),
            (cut, 5),
            ("DELETE FROM audit_log", 5),
            ("DELETE FROM audit_head", 5),
            ("UPDATE audit_head SET mac = zeroblob(32), count = 9223372036854775807", 5),
            (
                "INSERT INTO audit_log SELECT 8, at, actor_type, actor_id, action, target,
                     outcome, request_id, source, details, hash FROM audit_log WHERE seq = 5",
                8,
            ),
            ("INSERT INTO audit_checkpoints VALUES (7, zeroblob(32), 3, 0, NULL, zeroblob(32))", 5),
        ] {
            let mut house = house();
            let before = passing_anchor(&house.session).unwrap();
            house.sql("DROP TRIGGER audit_log_keeps; DROP TRIGGER audit_log_stays");
            house.sql(damage);
            let found = proof(&house, &[]).unwrap_err().message;
            let accepted = accept(&mut house.session, "looked into").unwrap();
            assert_eq!(accepted.found, found, "{damage}");
            assert_eq!((accepted.head.epoch, accepted.head.count), (2, goes_on_after + 1));
            let told = house.entries().pop().unwrap();
            assert_eq!(told.action, "integrity.accepted");
            assert!(told.details.contains(&found.replace('"', "\\\"")), "{}", told.details);
            add(&mut house, 2);
            let proved = proof(&house, &[]).unwrap();
            assert_eq!((proved.first, proved.head.count), (goes_on_after + 1, goes_on_after + 3));
            // Who kept an anchor from before learns that the log no longer answers to it.
            assert_eq!(proof(&house, &[before]).unwrap_err().code, "audit.unproved");
            let after = anchor(&mut house.session).unwrap();
            assert_eq!(proof(&house, &[before, after]).unwrap().anchors, 1);
            assert_eq!(accept(&mut house.session, "again").unwrap_err().kind, Kind::Conflict);
        }
    }

    #[test]
    fn a_number_beyond_counting_is_not_gone_on_from() {
        let mut house = house();
        house.sql(
            "INSERT INTO audit_log SELECT 9223372036854775807, at, actor_type, actor_id, action,
                 target, outcome, request_id, source, details, hash FROM audit_log WHERE seq = 5",
        );
        assert_eq!(accept(&mut house.session, "x").unwrap_err().code, "audit.number");
    }
}
