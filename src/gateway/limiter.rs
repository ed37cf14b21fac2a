//! How much each limit has admitted, in the memory of one gateway, for all its workers (R-I10).
//!
//! A meter is looked up in one of several maps under a lock that is held for a few instructions, so
//! that a limit of a user holds across workers and they hardly wait for each other. Where no limit
//! holds for a request, nothing is touched.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use crate::domain::gcra::{self, Left, Spent};
use crate::domain::limit::{Holding, MeterKey};
use crate::domain::rate::Rate;
use crate::domain::time::{Span, Timestamp};

/// How many maps there are.
const SHARDS: usize = 64;

/// How many meters one map holds before those that nothing is spent of are forgotten.
const SHARD_CAPACITY: usize = 4_096;

/// What one limit has admitted.
#[derive(Clone, Copy, Debug, Default)]
struct Meter {
    requests: Option<Spent>,
    tokens: Option<Spent>,
    running: u32,
}

impl Meter {
    fn is_over(&self, now: Timestamp) -> bool {
        let over = |spent: Option<Spent>| spent.is_none_or(|spent| spent.is_over(now));
        self.running == 0 && over(self.requests) && over(self.tokens)
    }
}

type Shard = Mutex<HashMap<MeterKey, Meter>>;

/// What all limits have admitted.
#[derive(Debug)]
pub struct Limiter {
    shards: Vec<Shard>,
    hasher: RandomState,
}

/// What a request was refused by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    /// Too many requests, or too many at once; the seconds until the next is admitted.
    Requests(u32),
    /// Too many tokens; the same.
    Tokens(u32),
}

/// What a request counts on its meters. Dropped, it runs no more.
#[derive(Debug, Default)]
pub struct Pass {
    limiter: Option<Arc<Limiter>>,
    holding: Vec<Holding>,
    /// The tokens that it was admitted with.
    estimate: u64,
    /// What is left of the limits of its key.
    pub shown: Shown,
}

/// What is left of the limits that a key has of its own, for the headers of its replies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Of requests.
    pub requests: Option<(Rate, Left)>,
    /// Of tokens.
    pub tokens: Option<(Rate, Left)>,
}

impl Shown {
    /// Writes it into the headers of a reply, in place of what the provider says of its own limits:
    /// never a mixture.
    pub fn write(&self, headers: &mut HeaderMap) {
        if *self == Self::default() {
            return;
        }
        for kind in ["requests", "tokens"] {
            for what in ["limit", "remaining", "reset"] {
                headers.remove(format!("x-ratelimit-{what}-{kind}"));
            }
        }
        let kinds = [("requests", self.requests), ("tokens", self.tokens)];
        for (kind, (rate, left)) in kinds.into_iter().filter_map(|(k, shown)| Some((k, shown?))) {
            let values = [
                ("limit", rate.count().to_string()),
                ("remaining", left.count.to_string()),
                ("reset", reset(left.full_in)),
            ];
            for (what, value) in values {
                let name = HeaderName::try_from(format!("x-ratelimit-{what}-{kind}"));
                if let (Ok(name), Ok(value)) = (name, HeaderValue::try_from(value)) {
                    headers.insert(name, value);
                }
            }
        }
    }
}

/// A length of time as the API writes it: `1s`, `6m0s`, `1h0m0s`; begun seconds count.
fn reset(span: Span) -> String {
    let seconds = span.micros().saturating_add(999_999) / 1_000_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds}s"),
        (0, _) => format!("{minutes}m{seconds}s"),
        _ => format!("{hours}h{minutes}m{seconds}s"),
    }
}

impl Default for Limiter {
    fn default() -> Self {
        let shards = (0..SHARDS).map(|_| Shard::default()).collect();
        Self { shards, hasher: RandomState::new() }
    }
}

impl Limiter {
    /// Admits a request that is expected to use so many tokens, on every limit that holds for it,
    /// or on none.
    ///
    /// # Errors
    /// [`Exceeded`].
    pub fn admit(
        self: &Arc<Self>,
        holding: Vec<Holding>,
        estimate: u64,
        now: Timestamp,
    ) -> Result<Pass, Exceeded> {
        if holding.is_empty() {
            return Ok(Pass::default());
        }
        let mut shown = Shown::default();
        for (place, limit) in holding.iter().enumerate() {
            let admitted = self.with(limit.meter, now, |meter| admit(meter, limit, estimate, now));
            match admitted {
                Ok(left) if limit.of_key => shown = tighter(shown, left),
                Ok(_) => {}
                Err(exceeded) => {
                    for limit in &holding[..place] {
                        self.with(limit.meter, now, |meter| take_back(meter, limit, estimate));
                    }
                    return Err(exceeded);
                }
            }
        }
        Ok(Pass { limiter: Some(Arc::clone(self)), holding, estimate, shown })
    }

    fn with<T>(&self, key: MeterKey, now: Timestamp, act: impl FnOnce(&mut Meter) -> T) -> T {
        let mut shard = self.shard(key);
        if shard.len() >= SHARD_CAPACITY && !shard.contains_key(&key) {
            shard.retain(|_, meter| !meter.is_over(now));
        }
        act(shard.entry(key).or_default())
    }

    fn shard(&self, key: MeterKey) -> MutexGuard<'_, HashMap<MeterKey, Meter>> {
        let number = usize::try_from(self.hasher.hash_one(key) % SHARDS as u64).unwrap_or_default();
        // A count that a panic left behind is still a count.
        self.shards[number].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass {
    /// Corrects the meters of tokens by what was really used.
    pub fn settle(&self, tokens: u64, now: Timestamp) {
        let Some(limiter) = &self.limiter else { return };
        for limit in &self.holding {
            if let Some(rate) = limit.tokens {
                let counted = counted(self.estimate, rate);
                let adjust = |spent| gcra::adjust(spent, rate, counted, tokens);
                limiter.with(limit.meter, now, |meter| meter.tokens = meter.tokens.map(adjust));
            }
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let Some(limiter) = &self.limiter else { return };
        for limit in self.holding.iter().filter(|limit| limit.concurrent.is_some()) {
            if let Some(meter) = limiter.shard(limit.meter).get_mut(&limit.meter) {
                meter.running = meter.running.saturating_sub(1);
            }
        }
    }
}

fn admit(
    meter: &mut Meter,
    limit: &Holding,
    estimate: u64,
    now: Timestamp,
) -> Result<Shown, Exceeded> {
    if limit.concurrent.is_some_and(|most| meter.running >= most) {
        return Err(Exceeded::Requests(1));
    }
    let requests = limit.requests.map(|rate| gcra::admit(meter.requests, rate, now));
    let requests = requests.transpose().map_err(Exceeded::Requests)?;
    let tokens =
        limit.tokens.map(|rate| gcra::admit_many(meter.tokens, rate, counted(estimate, rate), now));
    let tokens = tokens.transpose().map_err(Exceeded::Tokens)?;
    meter.requests = requests.or(meter.requests);
    meter.tokens = tokens.or(meter.tokens);
    meter.running += u32::from(limit.concurrent.is_some());
    let left = |spent, rate| (rate, gcra::left(spent, rate, now));
    Ok(Shown {
        requests: limit.requests.map(|rate| left(meter.requests, rate)),
        tokens: limit.tokens.map(|rate| left(meter.tokens, rate)),
    })
}

fn take_back(meter: &mut Meter, limit: &Holding, estimate: u64) {
    let back = |spent: Option<Spent>, rate: Option<Rate>, count: u64| match (spent, rate) {
        (Some(spent), Some(rate)) => Some(gcra::adjust(spent, rate, counted(count, rate), 0)),
        (spent, _) => spent,
    };
    meter.requests = back(meter.requests, limit.requests, 1);
    meter.tokens = back(meter.tokens, limit.tokens, estimate);
    meter.running = meter.running.saturating_sub(u32::from(limit.concurrent.is_some()));
}

/// How much of an estimate is counted until it is known better: no more than may come at once. What
/// a request allows itself may be any number, and would shut out all others for as long as it runs.
fn counted(estimate: u64, rate: Rate) -> u64 {
    estimate.min(rate.count().into())
}

/// Of two limits of a kind the one that is nearer.
fn tighter(one: Shown, other: Shown) -> Shown {
    let nearer = |one: Option<(Rate, Left)>, other: Option<(Rate, Left)>| match (one, other) {
        (Some(one), Some(other)) if other.1.count < one.1.count => Some(other),
        (one, other) => one.or(other),
    };
    Shown {
        requests: nearer(one.requests, other.requests),
        tokens: nearer(one.tokens, other.tokens),
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);

    fn limit(meter: i64) -> Holding {
        Holding {
            meter: MeterKey::Limit(meter, 0),
            of_key: true,
            requests: None,
            tokens: None,
            concurrent: None,
        }
    }

    fn requests(meter: i64, rate: &str) -> Holding {
        Holding { requests: Some(rate.parse().unwrap()), ..limit(meter) }
    }

    #[test]
    fn a_rate_holds_across_threads() {
        let limiter = Arc::new(Limiter::default());
        let admitted = |limiter: &Arc<Limiter>| {
            let tries = (0..1_000).map(|_| limiter.admit(vec![requests(1, "100/m")], 0, NOW));
            tries.filter_map(Result::ok).count()
        };
        let sum: usize = thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| admitted(&limiter))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(sum, 100);
    }

    #[test]
    fn what_one_limit_refuses_counts_on_no_other() {
        let limiter = Arc::new(Limiter::default());
        let both = || vec![requests(1, "10/m"), requests(2, "1/m")];
        limiter.admit(both(), 0, NOW).unwrap();
        for _ in 0..5 {
            assert_eq!(limiter.admit(both(), 0, NOW).unwrap_err(), Exceeded::Requests(60));
        }
        let first = limiter.admit(vec![requests(1, "10/m")], 0, NOW).unwrap();
        assert_eq!(first.shown.requests.unwrap().1.count, 8);
    }

    #[test]
    fn requests_at_once_end_with_their_passes() {
        let limiter = Arc::new(Limiter::default());
        let two = || vec![Holding { concurrent: Some(2), ..limit(1) }];
        let passes = [0, 1].map(|_| limiter.admit(two(), 0, NOW).unwrap());
        assert_eq!(limiter.admit(two(), 0, NOW).unwrap_err(), Exceeded::Requests(1));
        drop(passes);
        limiter.admit(two(), 0, NOW).unwrap();
    }

    #[test]
    fn tokens_are_corrected_by_what_was_used() {
        let limiter = Arc::new(Limiter::default());
        let tokens = || vec![Holding { tokens: Some("1000/m".parse().unwrap()), ..limit(1) }];
        let left = |pass: &Pass| pass.shown.tokens.unwrap().1.count;
        let pass = limiter.admit(tokens(), 900, NOW).unwrap();
        assert_eq!(limiter.admit(tokens(), 101, NOW).unwrap_err(), Exceeded::Tokens(1));
        pass.settle(100, NOW);
        assert_eq!(left(&limiter.admit(tokens(), 0, NOW).unwrap()), 900);
        let pass = limiter.admit(tokens(), 0, NOW).unwrap();
        pass.settle(1_900, NOW);
        assert_eq!(limiter.admit(tokens(), 1, NOW).unwrap_err(), Exceeded::Tokens(61));
        limiter.admit(tokens(), 1, NOW.saturating_add(Span::from_secs(61))).unwrap();
    }

    #[test]
    fn an_absurd_estimate_shuts_nobody_out() {
        let limiter = Arc::new(Limiter::default());
        let tokens = || vec![Holding { tokens: Some("1000/m".parse().unwrap()), ..limit(1) }];
        for estimate in [1 << 40, u64::MAX] {
            let pass = limiter.admit(tokens(), estimate, NOW).unwrap();
            assert_eq!(limiter.admit(tokens(), 1, NOW).unwrap_err(), Exceeded::Tokens(1));
            pass.settle(0, NOW);
            let both = || tokens().into_iter().chain([requests(2, "1/m")]).collect();
            drop(limiter.admit(vec![requests(2, "1/m")], 0, NOW));
            assert_eq!(limiter.admit(both(), estimate, NOW).unwrap_err(), Exceeded::Requests(60));
        }
        let pass = limiter.admit(tokens(), 1 << 40, NOW).unwrap();
        pass.settle(600, NOW);
        assert_eq!(limiter.admit(tokens(), 401, NOW).unwrap_err(), Exceeded::Tokens(1));
        assert_eq!(limiter.admit(tokens(), 400, NOW).unwrap().shown.tokens.unwrap().1.count, 0);
    }

    #[test]
    fn what_is_left_is_shown_as_the_api_shows_it() {
        let limiter = Arc::new(Limiter::default());
        let limit = Holding { tokens: Some("5k/h".parse().unwrap()), ..requests(1, "60/m") };
        let pass = limiter.admit(vec![limit, requests(2, "9/m")], 500, NOW).unwrap();
        let mut headers = HeaderMap::new();
        for name in ["x-ratelimit-limit-requests", "x-ratelimit-reset-tokens", "x-other"] {
            headers.insert(name, HeaderValue::from_static("theirs"));
        }
        pass.shown.write(&mut headers);
        for (name, value) in [
            ("x-ratelimit-limit-requests", "9"),
            ("x-ratelimit-remaining-requests", "8"),
            ("x-ratelimit-reset-requests", "7s"),
            ("x-ratelimit-limit-tokens", "5000"),
            ("x-ratelimit-remaining-tokens", "4500"),
            ("x-ratelimit-reset-tokens", "6m0s"),
            ("x-other", "theirs"),
        ] {
            assert_eq!(headers[name], value, "{name}");
        }
        let mut theirs = HeaderMap::new();
        theirs.insert("x-ratelimit-limit-requests", HeaderValue::from_static("theirs"));
        Shown::default().write(&mut theirs);
        assert_eq!(theirs.len(), 1);
    }

    #[test]
    fn meters_that_are_over_are_forgotten() {
        let limiter = Arc::new(Limiter::default());
        let many = SHARDS * SHARD_CAPACITY * 2;
        let later = NOW.saturating_add(Span::from_secs(10));
        for (number, at) in (0..i64::try_from(many).unwrap()).zip([NOW, later].into_iter().cycle())
        {
            limiter.admit(vec![requests(number, "1/s")], 0, at).unwrap();
        }
        let held: usize = limiter.shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert!(held < many, "{held}");
    }
}
