//! How much each client of the free tier has asked for, in the memory of one gateway.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use crate::domain::gcra::{self, Spent};
use crate::domain::network::household;
use crate::domain::rate::Rate;
use crate::domain::time::Timestamp;

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
        let client = client.map(household);
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
