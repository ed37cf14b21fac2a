//! From how many networks each key was used within an hour.

use std::collections::HashMap;

use crate::domain::key::KeyId;
use crate::domain::network::Network;
use crate::domain::time::{Span, Timestamp};
use crate::ops::security::Suspicion;

/// Within how long networks count together.
const WINDOW: Span = Span::from_secs(3_600);

/// How many keys are watched at once. Others are when some have been idle for an hour.
const MAX_KEYS: usize = 100_000;

/// The networks of each key, and when it was last used from there.
#[derive(Debug, Default)]
pub struct Networks(HashMap<KeyId, HashMap<Network, Timestamp>>);

impl Networks {
    /// Notes a use; tells where it makes one network too many.
    pub fn saw(
        &mut self,
        key: KeyId,
        network: Network,
        allowed: u32,
        now: Timestamp,
    ) -> Option<Suspicion> {
        if self.0.len() >= MAX_KEYS && !self.0.contains_key(&key) {
            return None;
        }
        let of_key = self.0.entry(key).or_default();
        let known = of_key.insert(network, now);
        let recent = |at: &Timestamp| now.since(*at) < WINDOW;
        if known.is_some_and(|at| recent(&at)) {
            return None;
        }
        of_key.retain(|_, at| recent(at));
        let most = usize::try_from(allowed).unwrap_or(usize::MAX);
        if of_key.len() <= most {
            return None;
        }
        let mut networks: Vec<Network> = of_key.keys().copied().collect();
        networks.sort_unstable();
        // One more than allowed is enough to know.
        while of_key.len() > most + 1
            && let Some(oldest) = of_key.iter().min_by_key(|(_, at)| **at).map(|(n, _)| *n)
        {
            of_key.remove(&oldest);
        }
        Some(Suspicion::NewNetworks { key, networks, allowed })
    }

    /// Forgets what no longer counts.
    pub fn forget(&mut self, now: Timestamp) {
        self.0.retain(|_, networks| {
            networks.retain(|_, at| now.since(*at) < WINDOW);
            !networks.is_empty()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: KeyId = KeyId(1);

    fn after(seconds: u32) -> Timestamp {
        Timestamp::from_micros(0).saturating_add(Span::from_secs(seconds))
    }

    fn network(number: u8) -> Network {
        Network::of([10, 0, number, 1].into())
    }

    #[test]
    fn one_network_too_many_within_an_hour_is_told() {
        let mut networks = Networks::default();
        for number in 0..3 {
            assert_eq!(networks.saw(KEY, network(number), 3, after(0)), None);
        }
        assert_eq!(networks.saw(KEY, network(0), 3, after(10)), None, "it is known");
        assert_eq!(networks.saw(KeyId(2), network(3), 3, after(10)), None, "another key");
        let told = networks.saw(KEY, network(3), 3, after(20)).unwrap();
        let all: Vec<_> = (0..4).map(network).collect();
        assert_eq!(told, Suspicion::NewNetworks { key: KEY, networks: all, allowed: 3 });
    }

    #[test]
    fn networks_of_long_ago_do_not_count() {
        let mut networks = Networks::default();
        for number in 0..100 {
            let at = after(u32::from(number) * 1_300);
            assert_eq!(networks.saw(KEY, network(number), 3, at), None, "{number}");
        }
        networks.forget(after(100 * 1_300 + 3_600));
        assert!(networks.0.is_empty());
    }

    #[test]
    fn a_key_that_is_everywhere_takes_no_more_memory_than_it_must() {
        let mut networks = Networks::default();
        for number in 0..200 {
            networks.saw(KEY, network(number), 3, after(u32::from(number)));
        }
        assert_eq!(networks.0[&KEY].len(), 4);
    }
}
