//! Who uses which key: noted in memory, written behind the requests (R-E4).
//!
//! A worker notes each use for itself and hands it to the thread that commits, without waiting. That
//! thread writes a version at most once a minute, along with the rows of requests where there are
//! any, so no request waits for it and none costs a sync more. What a `kill -9` finds unwritten is
//! lost: about the last minute.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use foldhash::HashMap;

use crate::domain::activity::NewUse;
use crate::domain::network::ClientDetail;
use crate::domain::time::Timestamp;
use crate::domain::version::VersionId;

/// How often a worker hands over what it noted.
pub const HAND_OVER_INTERVAL: Duration = Duration::from_secs(1);

/// How long a version is left alone once it was written.
const WRITE_INTERVAL: Duration = Duration::from_mins(1);

/// How many versions are written in one transaction, which requests wait for.
const MAX_WRITTEN: usize = 256;

/// How many versions a worker holds. Uses of more than are taken over in time are not counted.
const CAPACITY: usize = 100_000;

/// What was handed over and not taken yet. Only one worker and the thread that commits share it.
type Outbox = Arc<Mutex<Vec<NewUse>>>;

/// What one worker noted.
#[derive(Debug)]
pub struct Notes {
    /// The versions used since the last hand-over.
    noted: Mutex<HashMap<VersionId, Noted>>,
    outbox: Outbox,
}

/// The uses of a version since the last hand-over. The first is in the outbox already.
#[derive(Debug)]
struct Noted {
    /// Where the last came from.
    from: Option<IpAddr>,
    /// Those after the first.
    later: Option<NewUse>,
}

/// Whether a use tells anything about where a key is used from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whence {
    /// It is the first of its version in a second, or comes from elsewhere than the one before.
    New,
    /// As the one before.
    Known,
}

impl Notes {
    /// Notes a use. The first of a version in a second is handed over at once, so that the row of
    /// that very request takes it along. Of the address as much is kept as `detail` says.
    pub fn note(
        &self,
        version: VersionId,
        at: Timestamp,
        from: Option<IpAddr>,
        detail: ClientDetail,
    ) -> Whence {
        let once = NewUse::once(version, at, detail.keep(from));
        let mut noted = lock(&self.noted);
        let room = noted.len() < CAPACITY;
        match noted.get_mut(&version) {
            Some(known) => {
                absorb(&mut known.later, &once);
                if known.from == from {
                    return Whence::Known;
                }
                known.from = from;
            }
            None if room => {
                noted.insert(version, Noted { from, later: None });
                self.push(once);
            }
            None => {}
        }
        Whence::New
    }

    /// Hands over what is noted.
    pub fn hand_over(&self) {
        let mut noted = lock(&self.noted);
        for uses in noted.drain().filter_map(|(_, noted)| noted.later) {
            self.push(uses);
        }
    }

    fn push(&self, uses: NewUse) {
        let mut outbox = lock(&self.outbox);
        if outbox.len() < CAPACITY {
            outbox.push(uses);
        }
    }
}

/// What the thread that commits has to write.
#[derive(Debug)]
pub struct Unwritten {
    outboxes: Vec<Outbox>,
    /// The versions that were written within the interval, with what came since.
    written: HashMap<VersionId, Option<NewUse>>,
    /// When each of them was, the oldest first.
    order: VecDeque<(Instant, VersionId)>,
    /// What may be written now.
    due: VecDeque<NewUse>,
}

/// Notes for so many workers, and what becomes of them.
pub fn notes(workers: usize) -> (Vec<Notes>, Unwritten) {
    let outboxes: Vec<Outbox> = (0..workers).map(|_| Outbox::default()).collect();
    let notes = |outbox: &Outbox| Notes { noted: Mutex::default(), outbox: Arc::clone(outbox) };
    let notes = outboxes.iter().map(notes).collect();
    let unwritten = Unwritten {
        outboxes,
        written: HashMap::default(),
        order: VecDeque::new(),
        due: VecDeque::new(),
    };
    (notes, unwritten)
}

impl Unwritten {
    /// What is to be written now, each version once. It counts as written.
    pub fn take(&mut self, now: Instant) -> Vec<NewUse> {
        self.collect(now);
        while let Some((at, version)) = self.order.front().copied()
            && now.duration_since(at) >= WRITE_INTERVAL
        {
            self.order.pop_front();
            if let Some(Some(uses)) = self.written.remove(&version) {
                self.plan(uses, now);
            }
        }
        self.due.drain(..self.due.len().min(MAX_WRITTEN)).collect()
    }

    /// As [`Unwritten::take`], at the end of all: whatever is left, however lately its version was
    /// written.
    pub fn take_rest(&mut self, now: Instant) -> Vec<NewUse> {
        self.collect(now);
        let Self { written, due, .. } = self;
        due.extend(written.values_mut().filter_map(Option::take));
        due.drain(..due.len().min(MAX_WRITTEN)).collect()
    }

    /// Takes back what was not written, for the next time its versions are due.
    pub fn put_back(&mut self, uses: &[NewUse]) {
        for uses in uses {
            if let Some(since) = self.written.get_mut(&uses.version) {
                absorb(since, uses);
            }
        }
    }

    fn collect(&mut self, now: Instant) {
        for index in 0..self.outboxes.len() {
            // Taken with its memory, so that the worker waits no longer than for that.
            let handed = std::mem::take(&mut *lock(&self.outboxes[index]));
            for uses in handed {
                match self.written.get_mut(&uses.version) {
                    Some(since) => absorb(since, &uses),
                    None => self.plan(uses, now),
                }
            }
        }
    }

    fn plan(&mut self, uses: NewUse, now: Instant) {
        self.written.insert(uses.version, None);
        self.order.push_back((now, uses.version));
        self.due.push_back(uses);
    }
}

fn absorb(into: &mut Option<NewUse>, uses: &NewUse) {
    match into {
        Some(known) => known.absorb(uses),
        None => *into = Some(*uses),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A count that a panic left behind is still a count.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: VersionId = VersionId(1);
    const SECOND: VersionId = VersionId(2);

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    /// What is written, as version, last instant and count, in the order of versions.
    fn told(mut uses: Vec<NewUse>) -> Vec<(i64, i64, i64)> {
        uses.sort_by_key(|uses| uses.version);
        uses.iter().map(|u| (u.version.0, u.last_used_at.micros(), u.requests)).collect()
    }

    #[test]
    fn a_version_is_written_at_once_and_then_once_a_minute() {
        let (notes, mut unwritten) = notes(1);
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        notes[0].note(FIRST, at(1), None, ClientDetail::Full);
        notes[0].note(FIRST, at(2), None, ClientDetail::Full);
        assert_eq!(told(unwritten.take(start)), [(1, 1, 1)]);
        notes[0].hand_over();
        notes[0].note(FIRST, at(3), None, ClientDetail::Full);
        notes[0].note(SECOND, at(4), None, ClientDetail::Full);
        assert_eq!(told(unwritten.take(after(1))), [(2, 4, 1)]);
        assert_eq!(told(unwritten.take(after(59))), []);
        assert_eq!(told(unwritten.take(after(60))), [(1, 3, 2)]);
        notes[0].hand_over();
        notes[0].note(FIRST, at(5), None, ClientDetail::Full);
        assert_eq!(told(unwritten.take(after(119))), []);
        assert_eq!(told(unwritten.take(after(120))), [(1, 5, 1)]);
        assert_eq!(told(unwritten.take(after(500))), []);
        assert!(unwritten.written.is_empty() && unwritten.order.is_empty(), "it is forgotten");
    }

    #[test]
    fn workers_are_added_up() {
        let (notes, mut unwritten) = notes(2);
        let start = Instant::now();
        for (index, worker) in notes.iter().enumerate() {
            worker.note(FIRST, at(10 - i64::try_from(index).unwrap()), None, ClientDetail::Full);
        }
        assert_eq!(told(unwritten.take(start)), [(1, 10, 1)], "one write, whoever was first");
        assert_eq!(told(unwritten.take(start + WRITE_INTERVAL)), [(1, 9, 1)]);
    }

    #[test]
    fn what_was_not_written_is_tried_again_a_minute_later() {
        let (notes, mut unwritten) = notes(1);
        let start = Instant::now();
        notes[0].note(FIRST, at(1), None, ClientDetail::Full);
        let taken = unwritten.take(start);
        unwritten.put_back(&taken);
        assert_eq!(told(unwritten.take(start)), []);
        assert_eq!(told(unwritten.take(start + WRITE_INTERVAL)), [(1, 1, 1)]);
    }

    #[test]
    fn the_rest_is_all_that_is_left() {
        let (notes, mut unwritten) = notes(1);
        let start = Instant::now();
        notes[0].note(FIRST, at(1), None, ClientDetail::Full);
        assert_eq!(unwritten.take(start).len(), 1);
        for micros in 2..5 {
            notes[0].note(FIRST, at(micros), None, ClientDetail::Full);
        }
        notes[0].note(SECOND, at(9), None, ClientDetail::Full);
        notes[0].hand_over();
        assert_eq!(told(unwritten.take_rest(start)), [(1, 4, 3), (2, 9, 1)]);
        assert!(unwritten.take_rest(start).is_empty());
    }

    #[test]
    fn no_transaction_takes_more_than_its_share() {
        let (notes, mut unwritten) = notes(1);
        let start = Instant::now();
        let all = i64::try_from(MAX_WRITTEN).unwrap() * 2 + 1;
        for version in 0..all {
            notes[0].note(VersionId(version), at(1), None, ClientDetail::Full);
        }
        let shares = std::iter::repeat_with(|| unwritten.take(start).len());
        assert_eq!(shares.take(4).collect::<Vec<_>>(), [MAX_WRITTEN, MAX_WRITTEN, 1, 0]);
    }
}
