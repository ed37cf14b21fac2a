//! The free tier: requests without a credential, where the operator wants them served.
//!
//! A request that carries a credential never becomes an anonymous one (R-G9): neither a wrong nor a
//! revoked key does, and an expired one only where the operator asked for that too.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use hyper::HeaderMap;
use hyper::header::ORIGIN;

use crate::domain::credential::Credential;
use crate::domain::gcra::{self, Spent};
use crate::domain::rate::Rate;
use crate::domain::time::Timestamp;
use crate::gateway::authenticate;
use crate::gateway::reply::Problem;
use crate::gateway::worker::Worker;
use crate::ops::decide::{self, Case, Check, Refusal, Verdict};

/// How many clients are remembered. Beyond that those who have spent nothing are forgotten, and
/// where that makes no room, everybody waits.
const MAX_CLIENTS: usize = 100_000;

/// How many requests a client is told to wait for where nobody more can be remembered.
const CROWDED_SECONDS: u32 = 1;

/// What each client of the free tier has spent, in the memory of one gateway.
#[derive(Debug, Default)]
pub struct Clients(Mutex<HashMap<Option<IpAddr>, Spent>>);

impl Clients {
    /// Admits one more request of a client. An `IPv6` client is its /64, as one household has it;
    /// those whose address is not known are one.
    ///
    /// # Errors
    /// The seconds after which it would be admitted.
    pub fn admit(&self, client: Option<IpAddr>, rate: Rate, now: Timestamp) -> Result<(), u32> {
        let client = client.map(network);
        let mut clients = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= MAX_CLIENTS && !clients.contains_key(&client) {
            clients.retain(|_, spent| !spent.is_over(now));
            if clients.len() >= MAX_CLIENTS {
                return Err(CROWDED_SECONDS);
            }
        }
        let spent = gcra::admit(clients.get(&client).copied(), rate, now)?;
        clients.insert(client, spent);
        Ok(())
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

/// The anonymous key for a request that was refused for want of a living one, where the free tier
/// is meant for it. A page in a browser does not get it: its address is its visitor's (R-G1).
///
/// # Errors
/// The refusal, or [`Problem::RateLimited`].
pub fn admit(
    worker: &Worker,
    refusal: Refusal,
    headers: &HeaderMap,
    client: Option<IpAddr>,
    now: Timestamp,
) -> Result<Arc<Credential>, Problem> {
    let mut authority = worker.authority();
    let Some(tier) = authority.snapshot().free_tier.clone() else { return Err(refusal.into()) };
    let meant = match refusal {
        Refusal::NoCredential => true,
        Refusal::Expired if tier.expired => {
            let key = authenticate::recognize(&mut authority, headers)?;
            has_only_expired(&Case::of(authority.snapshot(), &key, now))
        }
        _ => false,
    };
    let alive = decide::decide(&Case::of(authority.snapshot(), &tier.key, now)).is_ok();
    drop(authority);
    if !meant || !alive || headers.contains_key(ORIGIN) {
        return Err(refusal.into());
    }
    if let Some(rate) = tier.requests {
        let admitted = worker.shared.free_clients.admit(client, rate, now);
        admitted.map_err(Problem::RateLimited)?;
    }
    Ok(tier.key)
}

/// Whether nothing but the end of its term stands against a key.
fn has_only_expired(case: &Case<'_>) -> bool {
    let others = Check::ALL.into_iter().filter(|check| *check != Check::Expiry);
    others.map(|check| check.judge(case)).all(|verdict| !matches!(verdict, Verdict::Refused(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_client_has_its_own_rate() {
        let (clients, rate) = (Clients::default(), "1/m".parse().unwrap());
        let now = Timestamp::from_micros(0);
        let admit = |client: Option<&str>| {
            clients.admit(client.map(|text| text.parse().unwrap()), rate, now)
        };
        for client in [None, Some("192.0.2.1"), Some("192.0.2.2"), Some("2001:db8::1")] {
            assert_eq!(admit(client), Ok(()), "{client:?}");
            assert_eq!(admit(client), Err(60), "{client:?}");
        }
        assert_eq!(admit(Some("2001:db8::ffff:1")), Err(60), "the same /64");
        assert_eq!(admit(Some("::ffff:192.0.2.1")), Err(60), "the same address");
        assert_eq!(admit(Some("2001:db8:0:1::1")), Ok(()));
    }
}
