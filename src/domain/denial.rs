//! Refusals of one subject, added up: what the audit log is told instead of each of them (R-G13).

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::domain::time::Timestamp;

/// About whom or what refusals are added up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A key that exists, by its public prefix.
    Key(String),
    /// A client that showed no key that exists, by its address.
    Client(IpAddr),
    /// Clients whose addresses are not known.
    UnknownClients,
    /// All for whom there was no room.
    Others,
}

/// A single refusal.
#[derive(Clone, Copy, Debug)]
pub struct Denial<'a> {
    /// Its reason, a word of ours.
    pub reason: &'static str,
    /// Where the request came from.
    pub ip: Option<IpAddr>,
    /// The program that the client says it is, already clipped.
    pub agent: Option<&'a str>,
    /// When it was.
    pub at: Timestamp,
}

/// Refusals of one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many for each reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// When the first was.
    pub first: Timestamp,
    /// When the last was.
    pub last: Timestamp,
    /// Where the last came from.
    pub ip: Option<IpAddr>,
    /// The program that the client of the last says it is.
    pub agent: Option<String>,
}

impl Tally {
    /// One refusal.
    pub fn once(denial: &Denial<'_>) -> Self {
        Self {
            reasons: [(denial.reason, 1)].into(),
            first: denial.at,
            last: denial.at,
            ip: denial.ip,
            agent: denial.agent.map(str::to_owned),
        }
    }

    /// How many there are.
    pub fn number(&self) -> u64 {
        self.reasons.values().sum()
    }

    /// Counts one more.
    pub fn add(&mut self, denial: &Denial<'_>) {
        *self.reasons.entry(denial.reason).or_default() += 1;
        self.first = self.first.min(denial.at);
        if denial.at >= self.last {
            self.last = denial.at;
            self.ip = denial.ip;
            if self.agent.as_deref() != denial.agent {
                self.agent = denial.agent.map(str::to_owned);
            }
        }
    }

    /// Counts those of another tally.
    pub fn absorb(&mut self, other: Self) {
        for (reason, number) in other.reasons {
            *self.reasons.entry(reason).or_default() += number;
        }
        self.first = self.first.min(other.first);
        if other.last >= self.last {
            self.last = other.last;
            self.ip = other.ip;
            self.agent = other.agent;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_refusal_tells_where_it_came_from_in_whatever_order_they_come() {
        let denial = |reason, micros, agent| Denial {
            reason,
            ip: Some([192, 0, 2, u8::try_from(micros).unwrap()].into()),
            agent,
            at: Timestamp::from_micros(micros),
        };
        let (early, late) =
            (denial("unknown", 1, Some("curl")), denial("malformed", 2, Some("python")));
        let mut forwards = Tally::once(&early);
        forwards.add(&late);
        let mut backwards = Tally::once(&late);
        backwards.add(&early);
        assert_eq!(forwards, backwards);
        let mut merged = Tally::once(&late);
        merged.absorb(Tally::once(&early));
        assert_eq!(forwards, merged);
        assert_eq!((forwards.number(), forwards.agent.as_deref()), (2, Some("python")));
        assert_eq!((forwards.first.micros(), forwards.last.micros()), (1, 2));
    }
}
