//! Addresses from which too many keys failed: refused for a while, before anything is looked up.
//!
//! Failures are counted for all workers together, which costs a lock, and only who fails pays for
//! it. A worker keeps a copy of what is refused; a request that is not costs two loads of numbers
//! that hardly ever change.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::gcra::{self, Spent};
use crate::domain::network::household;
use crate::domain::rate::Rate;
use crate::domain::time::{Span, Timestamp};

/// How many addresses are remembered for their failures, and how many refused.
const CAPACITY: usize = 100_000;

/// An address that is refused for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    address: IpAddr,
    until: Timestamp,
    span: Span,
}

/// What is known of the failures of addresses. All workers share it.
#[derive(Debug, Default)]
pub struct Blocks {
    /// How many blocks there have been.
    number: AtomicU64,
    failures: Mutex<Failures>,
}

#[derive(Debug, Default)]
struct Failures {
    spent: HashMap<IpAddr, Spent>,
    /// The latest blocks, the oldest first. The last of them is block number `number`.
    latest: VecDeque<Block>,
}

impl Blocks {
    /// Counts a failure. Where it is one too many, the address is refused from now on, and that is
    /// returned.
    pub fn fail(&self, client: IpAddr, rate: Rate, span: Span, now: Timestamp) -> bool {
        let address = household(client);
        let mut failures = lock(&self.failures);
        if failures.spent.len() >= CAPACITY && !failures.spent.contains_key(&address) {
            failures.spent.retain(|_, spent| !spent.is_over(now));
            if failures.spent.len() >= CAPACITY {
                // Nobody is refused because others fail.
                return false;
            }
        }
        if let Ok(spent) = gcra::admit(failures.spent.get(&address).copied(), rate, now) {
            failures.spent.insert(address, spent);
            return false;
        }
        // What was counted is paid for with the block.
        failures.spent.remove(&address);
        let over = |block: &Block| block.until <= now;
        while failures.latest.front().is_some_and(over) || failures.latest.len() >= CAPACITY {
            failures.latest.pop_front();
        }
        let until = now.saturating_add(span);
        failures.latest.push_back(Block { address, until, span });
        self.number.fetch_add(1, Ordering::Release);
        true
    }

    /// The blocks after number `seen` that still matter, and the number of the last.
    fn since(&self, seen: u64) -> (Vec<Block>, u64) {
        let failures = lock(&self.failures);
        let number = self.number.load(Ordering::Acquire);
        let new = usize::try_from(number - seen).unwrap_or(usize::MAX);
        let skipped = failures.latest.len().saturating_sub(new);
        (failures.latest.iter().skip(skipped).copied().collect(), number)
    }
}

/// One worker's copy of what is refused.
#[derive(Debug)]
pub struct Guard {
    blocks: Arc<Blocks>,
    seen: AtomicU64,
    held: AtomicUsize,
    refused: Mutex<HashMap<IpAddr, Block>>,
}

impl Guard {
    /// A copy of nothing yet.
    pub fn new(blocks: Arc<Blocks>) -> Self {
        Self {
            blocks,
            seen: AtomicU64::new(0),
            held: AtomicUsize::new(0),
            refused: Mutex::default(),
        }
    }

    /// Admits a client that is not refused.
    ///
    /// # Errors
    /// The seconds, rounded up, after which it is no more.
    pub fn admit(&self, client: Option<IpAddr>, now: Timestamp) -> Result<(), u32> {
        let news = self.blocks.number.load(Ordering::Acquire) != self.seen.load(Ordering::Relaxed);
        if !news && self.held.load(Ordering::Relaxed) == 0 {
            return Ok(());
        }
        let Some(client) = client else { return Ok(()) };
        let mut refused = lock(&self.refused);
        if news {
            let (new, number) = self.blocks.since(self.seen.load(Ordering::Relaxed));
            refused.retain(|_, block| block.until > now);
            refused.extend(new.into_iter().map(|block| (block.address, block)));
            self.seen.store(number, Ordering::Relaxed);
        }
        let address = household(client);
        let left = refused.get(&address).map(|block| (block.until.since(now), block.span));
        let outcome = match left {
            None => Ok(()),
            // Over, or the clock was set back since.
            Some((left, span)) if left.micros() == 0 || left > span => {
                refused.remove(&address);
                Ok(())
            }
            Some((left, _)) => {
                Err(u32::try_from((left.micros() + 999_999) / 1_000_000).unwrap_or(u32::MAX))
            }
        };
        self.held.store(refused.len(), Ordering::Relaxed);
        outcome
    }

    /// As [`Blocks::fail`].
    pub fn fail(&self, client: IpAddr, rate: Rate, span: Span, now: Timestamp) -> bool {
        self.blocks.fail(client, rate, span, now)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A count that a panic left behind is still a count.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: Span = Span::from_secs(300);

    fn after(seconds: u32) -> Timestamp {
        Timestamp::from_micros(0).saturating_add(Span::from_secs(seconds))
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_failure_too_many_has_all_workers_refuse_the_address_for_a_while() {
        let blocks = Arc::new(Blocks::default());
        let guards = [Guard::new(Arc::clone(&blocks)), Guard::new(Arc::clone(&blocks))];
        let rate: Rate = "3/m".parse().unwrap();
        let bad = address("192.0.2.1");
        let fails: Vec<bool> =
            (0..4).map(|n| guards[n % 2].fail(bad, rate, BLOCK, after(0))).collect();
        assert_eq!(fails, [false, false, false, true]);
        for guard in &guards {
            assert_eq!(guard.admit(Some(bad), after(0)), Err(300));
            assert_eq!(guard.admit(Some(address("::ffff:192.0.2.1")), after(60)), Err(240));
            assert_eq!(guard.admit(Some(address("192.0.2.2")), after(0)), Ok(()));
            assert_eq!(guard.admit(None, after(0)), Ok(()));
            assert_eq!(guard.admit(Some(bad), after(300)), Ok(()));
            assert_eq!(guard.held.load(Ordering::Relaxed), 0, "it is forgotten");
        }
    }

    #[test]
    fn a_slow_trickle_is_no_burst() {
        let blocks = Blocks::default();
        let rate: Rate = "3/m".parse().unwrap();
        assert!((0..100).all(|n| !blocks.fail(address("::1"), rate, BLOCK, after(n * 20))));
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_prolong_a_block() {
        let guard = Guard::new(Arc::default());
        let rate: Rate = "1/m".parse().unwrap();
        let bad = address("2001:db8::1");
        assert!(!guard.fail(bad, rate, BLOCK, after(9_000)));
        assert!(guard.fail(bad, rate, BLOCK, after(9_000)));
        assert_eq!(guard.admit(Some(address("2001:db8::2")), after(9_000)), Err(300), "its /64");
        assert_eq!(guard.admit(Some(bad), after(100)), Ok(()));
    }

    #[test]
    fn a_worker_that_was_idle_learns_of_all_blocks() {
        let blocks = Arc::new(Blocks::default());
        let guard = Guard::new(Arc::clone(&blocks));
        let rate: Rate = "1/m".parse().unwrap();
        let all: Vec<IpAddr> = (0..50).map(|n| IpAddr::from([192, 0, 2, n])).collect();
        for bad in &all {
            blocks.fail(*bad, rate, BLOCK, after(0));
            assert!(blocks.fail(*bad, rate, BLOCK, after(0)));
        }
        assert!(all.iter().all(|bad| guard.admit(Some(*bad), after(1)).is_err()));
    }
}
