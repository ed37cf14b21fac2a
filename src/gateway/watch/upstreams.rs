//! How many requests to each provider fail.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use crate::ops::security::Suspicion;

/// Within how long requests count together.
const WINDOW: Duration = Duration::from_mins(5);

/// How finely the window moves.
const SLICE: Duration = Duration::from_secs(30);

/// How many requests there must be before their failures mean something.
const MIN_REQUESTS: u64 = 50;

/// Requests to one provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub requests: u64,
    /// How many of them failed.
    pub failed: u64,
}

impl Count {
    /// Counts one.
    pub fn add(&mut self, failed: bool) {
        self.requests += 1;
        self.failed += u64::from(failed);
    }

    fn absorb(&mut self, other: Self) {
        self.requests += other.requests;
        self.failed += other.failed;
    }
}

/// Requests to each provider, by its number.
pub type Counts = HashMap<i64, Count>;

/// The requests of the last five minutes.
#[derive(Debug, Default)]
pub struct Upstreams(VecDeque<(Instant, Counts)>);

impl Upstreams {
    /// Adds requests that have just ended.
    pub fn add(&mut self, counts: Counts, now: Instant) {
        while self.0.front().is_some_and(|(since, _)| now.duration_since(*since) >= WINDOW) {
            self.0.pop_front();
        }
        let fresh = self.0.back().is_some_and(|(since, _)| now.duration_since(*since) < SLICE);
        if !fresh {
            self.0.push_back((now, Counts::new()));
        }
        if let Some((_, slice)) = self.0.back_mut() {
            for (provider, count) in counts {
                slice.entry(provider).or_default().absorb(count);
            }
        }
    }

    /// The providers of whose requests more than so many per cent failed.
    pub fn failing(&self, percent: u32) -> Vec<Suspicion> {
        let mut sums = Counts::new();
        for (provider, count) in self.0.iter().flat_map(|(_, slice)| slice) {
            sums.entry(*provider).or_default().absorb(*count);
        }
        let told = sums.into_iter().filter(|(_, sum)| {
            sum.requests >= MIN_REQUESTS && sum.failed * 100 > sum.requests * u64::from(percent)
        });
        told.map(|(provider, Count { requests, failed })| Suspicion::UpstreamFailing {
            provider,
            requests,
            failed,
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(requests: u64, failed: u64) -> Counts {
        [(1, Count { requests, failed })].into()
    }

    #[test]
    fn more_than_a_share_of_enough_requests_is_told() {
        for (requests, failed, told) in
            [(49, 49, false), (50, 10, false), (50, 11, true), (1_000, 200, false), (100, 21, true)]
        {
            let mut upstreams = Upstreams::default();
            upstreams.add(counts(requests, failed), Instant::now());
            assert_eq!(!upstreams.failing(20).is_empty(), told, "{failed} of {requests}");
        }
    }

    #[test]
    fn five_minutes_count_together_and_no_more() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut upstreams = Upstreams::default();
        for second in (0..240).step_by(60) {
            upstreams.add(counts(20, 10), after(second));
        }
        let told = vec![Suspicion::UpstreamFailing { provider: 1, requests: 80, failed: 40 }];
        assert_eq!(upstreams.failing(20), told);
        upstreams.add(counts(1, 0), after(400));
        assert_eq!(upstreams.failing(20), Vec::new(), "21 or 41 requests are left");
        upstreams.add(Counts::new(), after(1_000));
        assert!(upstreams.0.len() <= 1);
    }
}
