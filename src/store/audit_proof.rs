//! The proof that the audit log is whole: its chain from the newest checkpoint to its signed end,
//! and the anchors that were given out (R-K2, R-K3, R-K5).

use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, Row, Statement};

use crate::domain::anchor::Anchor;
use crate::domain::audit::{Checkpoint, Head, write_canonical};
use crate::domain::time::Timestamp;
use crate::secret::digest::{constant_time_eq, sha256};
use crate::secret::keyring::Keyring;
use crate::store::audit::{find_head, head_tag};
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// Where a log does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// This entry was altered, moved, follows a gap, or stands where retention has removed all.
    Entry(u64),
    /// Entries after this one are missing, or were added without the tag.
    Tail(u64),
    /// The tag on the head is not ours: another key, or the head was altered.
    Mac,
    /// There is no head.
    NoHead,
    /// The checkpoint after this entry is not ours.
    Checkpoint(u64),
    /// This anchor, counted from 1, is not ours.
    ForeignAnchor(usize),
    /// The log ends before an anchor: the whole of it is older than the anchor.
    RolledBack {
        /// The last entry.
        count: u64,
        /// That of the anchor.
        anchor: u64,
    },
    /// The log is whole, but is not the one that was anchored: entries were written anew.
    Rewritten {
        /// The last entry that an anchor proves; 0 for none.
        proved: u64,
        /// The first anchored one that differs.
        differs: u64,
    },
    /// The log begins after the last entry that any of the anchors speaks of.
    Unproved {
        /// Where it begins.
        first: u64,
        /// That of the newest anchor.
        anchor: u64,
    },
}

/// What a whole log proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Its end.
    pub head: Head,
    /// The first entry that is proved; one more than the last where there is none.
    pub first: u64,
    /// How many of the anchors hold.
    pub anchors: usize,
}

/// What a step of a walk came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is more; so many entries were read.
    More(u64),
    /// The log holds.
    Whole(Proof),
    /// It does not.
    Broken(Break),
}

/// What an anchor says of the log.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Saying {
    /// Nothing yet, or nothing any more: the log begins after it.
    Nothing,
    /// It holds.
    Holds,
    /// It does not.
    Differs,
}

/// A walk along the chain, in steps that may each read for themselves: what is added meanwhile is
/// walked too, and where retention cuts meanwhile the walk goes on from its cut.
pub struct Walk<'a> {
    keyring: Option<&'a Keyring>,
    /// By entry, each with its place among those that were given.
    anchors: Vec<(&'a Anchor, usize, Saying)>,
    first: u64,
    count: u64,
    hash: [u8; 32],
    buffer: Vec<u8>,
}

const ROWS: &str = "SELECT seq, at, actor_type, actor_id, action, target, outcome, request_id,
                        source, details, hash
                    FROM audit_log WHERE seq > $1 ORDER BY seq LIMIT $2";

const CHECKPOINTS: &str = "SELECT seq, hash, count, at, actor, mac FROM audit_checkpoints";

impl<'a> Walk<'a> {
    /// A walk from the beginning. Tags are checked where there is a keyring.
    pub fn new(keyring: Option<&'a Keyring>, anchors: &'a [Anchor]) -> Self {
        let numbered = anchors.iter().enumerate();
        let mut anchors: Vec<_> = numbered.map(|(at, a)| (a, at + 1, Saying::Nothing)).collect();
        anchors.sort_by_key(|(anchor, ..)| (anchor.head.count, anchor.head.epoch));
        Self { keyring, anchors, first: 1, count: 0, hash: [0; 32], buffer: Vec::new() }
    }

    /// Walks so many entries at most.
    ///
    /// # Errors
    /// As any read.
    pub fn step(&mut self, read: &Read<'_>, limit: u32) -> Result<Step, Error> {
        let broken = |at| Ok(Step::Broken(at));
        let Some((head, tag)) = find_head(read)? else { return broken(Break::NoHead) };
        if self.keyring.is_some_and(|ring| !constant_time_eq(&head_tag(ring, &head), &tag)) {
            return broken(Break::Mac);
        }
        if let Some(at) = self.foreign_anchor() {
            return broken(Break::ForeignAnchor(at));
        }
        if let Some(at) = self.begin(read)? {
            return broken(at);
        }
        let mut select = read.prepare(ROWS)?;
        let (walked, end) = self.walk(&mut select, &head, limit)?;
        if let Some(at) = end {
            return broken(at);
        }
        if walked == u64::from(limit) {
            return Ok(Step::More(walked));
        }
        if self.count != head.count || self.hash != head.hash {
            return broken(Break::Tail(self.count));
        }
        Ok(self.judge(&head).map_or_else(Step::Broken, Step::Whole))
    }

    /// Moves on to the newest checkpoint, where the walk is not there yet.
    fn begin(&mut self, read: &Read<'_>) -> Result<Option<Break>, Error> {
        let Some((checkpoint, mac)) = newest_checkpoint(read)? else { return Ok(None) };
        if self.keyring.is_some_and(|ring| !is_signed(ring, &checkpoint, &mac)) {
            return Ok(Some(Break::Checkpoint(checkpoint.seq)));
        }
        let removed = removed_to(read)?;
        if let Some(seq) = first_entry(read)?.filter(|seq| *seq <= removed) {
            return Ok(Some(Break::Entry(seq)));
        }
        if self.count < checkpoint.seq {
            (self.count, self.hash) = (checkpoint.seq, checkpoint.hash);
            self.first = checkpoint.seq + 1;
            // What was given up holds no anchor, even where its hash is that of one.
            if checkpoint.count > 0 {
                self.compare();
            }
        }
        Ok(None)
    }

    fn walk(
        &mut self,
        select: &mut Statement<'_>,
        head: &Head,
        limit: u32,
    ) -> Result<(u64, Option<Break>), Error> {
        let mut rows = select.query((self.count.cast_signed(), limit))?;
        let mut walked = 0;
        while let Some(row) = rows.next()? {
            let seq = row.get::<_, i64>(0)?.cast_unsigned();
            if seq > head.count {
                return Ok((walked, Some(Break::Tail(head.count))));
            }
            let hash: [u8; 32] = row.get(10)?;
            self.write(row, seq)?;
            if seq != self.count + 1 || !constant_time_eq(&sha256(&[&self.buffer]), &hash) {
                return Ok((walked, Some(Break::Entry(seq))));
            }
            (self.count, self.hash) = (seq, hash);
            self.compare();
            walked += 1;
        }
        Ok((walked, None))
    }

    /// The bytes of a row as it stands, which need not be text.
    fn write(&mut self, row: &Row<'_>, seq: u64) -> Result<(), Error> {
        let mut texts = [None; 8];
        for (place, text) in (2..).zip(&mut texts) {
            *text = match row.get_ref(place)? {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(bytes),
                _ => None,
            };
        }
        let at = Timestamp::from_micros(row.get(1)?);
        write_canonical(&mut self.buffer, seq, at, texts, &self.hash);
        Ok(())
    }

    /// Compares the anchors of the entry where the walk stands.
    fn compare(&mut self) {
        let from = self.anchors.partition_point(|(anchor, ..)| anchor.head.count < self.count);
        let of_entry = self.anchors[from..].iter_mut();
        for (anchor, _, saying) in of_entry.take_while(|(a, ..)| a.head.count == self.count) {
            let same = anchor.head.hash == self.hash;
            *saying = if same { Saying::Holds } else { Saying::Differs };
        }
    }

    fn foreign_anchor(&self) -> Option<usize> {
        let ring = self.keyring?;
        let foreign = |anchor: &Anchor| {
            let bytes = Anchor::canonical(&anchor.head, anchor.at);
            !constant_time_eq(&ring.audit_mac(&[&bytes]), &anchor.mac)
        };
        self.anchors.iter().filter(|(anchor, ..)| foreign(anchor)).map(|(_, at, _)| *at).min()
    }

    /// What the anchors make of a chain that holds. One that holds vouches for all before it; one
    /// of an earlier epoch need not hold where a later one does.
    fn judge(&self, head: &Head) -> Result<Proof, Break> {
        let age = |anchor: &Anchor| (anchor.head.epoch, anchor.head.count);
        let holding = self.anchors.iter().filter(|(.., saying)| *saying == Saying::Holds);
        let anchors = holding.clone().count();
        let newest_held = holding.max_by_key(|(anchor, ..)| age(anchor)).map(|(a, ..)| age(a));
        for (anchor, _, saying) in &self.anchors {
            let Head { epoch, count, .. } = anchor.head;
            let superseded = newest_held.is_some_and(|(held, _)| held > epoch);
            if *saying == Saying::Holds || superseded {
                continue;
            }
            if epoch > head.epoch || count > head.count {
                return Err(Break::RolledBack { count: head.count, anchor: count });
            }
            if *saying == Saying::Differs {
                let before = self
                    .anchors
                    .iter()
                    .filter(|(a, _, s)| *s == Saying::Holds && a.head.count < count);
                let proved = before.map(|(a, ..)| a.head.count).max().unwrap_or(0);
                return Err(Break::Rewritten { proved, differs: count });
            }
            if newest_held.is_none_or(|held| held < age(anchor)) {
                return Err(Break::Unproved { first: self.first, anchor: count });
            }
        }
        Ok(Proof { head: *head, first: self.first, anchors })
    }
}

/// Walks the whole chain at once, in one view of the database.
///
/// # Errors
/// As any read.
pub fn verify(read: &Read<'_>, keyring: Option<&Keyring>) -> Result<Result<Proof, Break>, Error> {
    let mut walk = Walk::new(keyring, &[]);
    loop {
        match walk.step(read, u32::MAX)? {
            Step::More(_) => {}
            Step::Whole(proof) => return Ok(Ok(proof)),
            Step::Broken(at) => return Ok(Err(at)),
        }
    }
}

/// The newest checkpoint and its tag. A schema from before there were any has none.
///
/// # Errors
/// As any read.
pub fn newest_checkpoint(read: &Read<'_>) -> Result<Option<(Checkpoint, [u8; 32])>, Error> {
    let known = "SELECT 1 FROM sqlite_schema WHERE name = 'audit_checkpoints'";
    if read.prepare(known)?.query_row([], |_| Ok(())).optional()?.is_none() {
        return Ok(None);
    }
    let sql = format!("{CHECKPOINTS} ORDER BY seq DESC LIMIT 1");
    Ok(read.prepare(&sql)?.query_row([], checkpoint_from_row).optional()?)
}

fn checkpoint_from_row(row: &Row<'_>) -> rusqlite::Result<(Checkpoint, [u8; 32])> {
    let (seq, count): (i64, i64) = (row.get(0)?, row.get(2)?);
    let checkpoint = Checkpoint {
        seq: seq.cast_unsigned(),
        hash: row.get(1)?,
        count: count.cast_unsigned(),
        at: Timestamp::from_micros(row.get(3)?),
        actor: row.get(4)?,
    };
    Ok((checkpoint, row.get(5)?))
}

fn is_signed(keyring: &Keyring, checkpoint: &Checkpoint, mac: &[u8; 32]) -> bool {
    constant_time_eq(&keyring.audit_mac(&[&checkpoint.canonical()]), mac)
}

/// Removes the checkpoints that are not signed; returns the newest of the others.
///
/// # Errors
/// As any write.
pub fn delete_foreign_checkpoints(
    write: &Write<'_>,
    keyring: &Keyring,
) -> Result<Option<Checkpoint>, Error> {
    let mut select = write.prepare(&format!("{CHECKPOINTS} ORDER BY seq"))?;
    let all: Vec<_> =
        select.query_map([], checkpoint_from_row)?.collect::<Result<_, rusqlite::Error>>()?;
    let mut newest = None;
    let mut delete = write.prepare("DELETE FROM audit_checkpoints WHERE seq = $1")?;
    for (checkpoint, mac) in all {
        if is_signed(keyring, &checkpoint, &mac) {
            newest = Some(checkpoint);
        } else {
            delete.execute([checkpoint.seq.cast_signed()])?;
        }
    }
    Ok(newest)
}

/// Sets a checkpoint, in the place of one after the same entry.
///
/// # Errors
/// As any write.
pub fn put_checkpoint(
    write: &Write<'_>,
    keyring: &Keyring,
    checkpoint: &Checkpoint,
) -> Result<(), Error> {
    let sql = "INSERT OR REPLACE INTO audit_checkpoints (seq, hash, count, at, actor, mac)
               VALUES ($1, $2, $3, $4, $5, $6)";
    let Checkpoint { seq, hash, count, at, actor } = checkpoint;
    let mac = keyring.audit_mac(&[&checkpoint.canonical()]);
    let values = (seq.cast_signed(), hash, count.cast_signed(), at.micros(), actor, mac);
    write.prepare(sql)?.execute(values)?;
    Ok(())
}

/// How many entries there are up to one.
///
/// # Errors
/// As any read.
pub fn count_to(read: &Read<'_>, seq: u64) -> Result<u64, Error> {
    let sql = "SELECT count(*) FROM audit_log WHERE seq <= $1";
    let count: i64 = read.prepare(sql)?.query_row([seq.cast_signed()], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

/// Removes every entry up to one after which there is a checkpoint.
///
/// # Errors
/// As any write.
pub fn delete_to(write: &Write<'_>, seq: u64) -> Result<(), Error> {
    write.prepare("DELETE FROM audit_log WHERE seq <= $1")?.execute([seq.cast_signed()])?;
    Ok(())
}

/// The last entry that retention has removed; 0 for none.
fn removed_to(read: &Read<'_>) -> Result<u64, Error> {
    let sql = "SELECT coalesce(max(seq), 0) FROM audit_checkpoints WHERE count > 0";
    let seq: i64 = read.prepare(sql)?.query_row([], |row| row.get(0))?;
    Ok(seq.cast_unsigned())
}

/// The number of the oldest entry that there is.
///
/// # Errors
/// As any read.
pub fn first_entry(read: &Read<'_>) -> Result<Option<u64>, Error> {
    edge(read, "SELECT min(seq) FROM audit_log")
}

/// The number of the newest entry that there is, signed or not.
///
/// # Errors
/// As any read.
pub fn last_entry(read: &Read<'_>) -> Result<Option<u64>, Error> {
    edge(read, "SELECT max(seq) FROM audit_log")
}

fn edge(read: &Read<'_>, sql: &str) -> Result<Option<u64>, Error> {
    let seq: Option<i64> = read.prepare(sql)?.query_row([], |row| row.get(0))?;
    Ok(seq.map(i64::cast_unsigned))
}

/// The last entry of those at the beginning of the log that are all older than an instant; `None`
/// where the first one is not.
///
/// # Errors
/// As any read.
pub fn last_older_than(read: &Read<'_>, before: Timestamp) -> Result<Option<u64>, Error> {
    let sql = "SELECT seq FROM audit_log WHERE at >= $1 ORDER BY seq LIMIT 1";
    let found = read.prepare(sql)?.query_row([before.micros()], |row| row.get::<_, i64>(0));
    let newer = found.optional()?.map(i64::cast_unsigned);
    let last = match newer {
        Some(seq) => Some(seq - 1),
        None => last_entry(read)?,
    };
    Ok(last.filter(|last| first_entry(read).is_ok_and(|first| first.is_some_and(|f| f <= *last))))
}

/// The newest entry that an anchor was made of; 0 for none.
///
/// # Errors
/// As any read.
pub fn newest_anchor(read: &Read<'_>) -> Result<u64, Error> {
    let sql = "SELECT coalesce(max(seq), 0) FROM audit_anchors";
    let seq: i64 = read.prepare(sql)?.query_row([], |row| row.get(0))?;
    Ok(seq.cast_unsigned())
}

/// Remembers that an anchor was made of an entry.
///
/// # Errors
/// As any write.
pub fn insert_anchor(write: &Write<'_>, seq: u64, at: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO audit_anchors (seq, at) VALUES ($1, $2)";
    write.prepare(sql)?.execute((seq.cast_signed(), at.micros()))?;
    Ok(())
}

/// An anchor of a head.
pub fn anchor(keyring: &Keyring, head: Head, at: Timestamp) -> Anchor {
    Anchor { head, at, mac: keyring.audit_mac(&[&Anchor::canonical(&head, at)]) }
}

/// Puts a head in the place of whatever stands there, signed or not.
///
/// # Errors
/// As any write.
pub fn replace_head(write: &Write<'_>, keyring: &Keyring, head: &Head) -> Result<(), Error> {
    let sql = "INSERT OR REPLACE INTO audit_head (id, epoch, count, head_hash, mac)
               VALUES (1, $1, $2, $3, $4)";
    let (epoch, count) = (head.epoch.cast_signed(), head.count.cast_signed());
    write.prepare(sql)?.execute((epoch, count, head.hash, head_tag(keyring, head)))?;
    Ok(())
}
