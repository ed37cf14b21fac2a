//! Refusals added up by subject, in bounded memory (R-G13).

use std::collections::HashMap;

use crate::domain::denial::{Denial, Subject, Tally};

/// How many keys, and how many clients, are told apart within a minute. The rest are told as one.
/// The two are counted apart, so that many addresses do not hide one key under attack.
pub const MAX_SUBJECTS: usize = 64;

/// Refusals added up since they were last taken.
#[derive(Debug, Default)]
pub struct Denials {
    tallies: HashMap<Subject, Tally>,
    keys: usize,
    clients: usize,
}

impl Denials {
    /// Counts a refusal.
    pub fn add(&mut self, subject: Subject, denial: &Denial<'_>) {
        if let Some(tally) = self.tallies.get_mut(&subject) {
            return tally.add(denial);
        }
        let subject = self.room(subject);
        match self.tallies.get_mut(&subject) {
            Some(tally) => tally.add(denial),
            None => drop(self.tallies.insert(subject, Tally::once(denial))),
        }
    }

    /// Counts what others have added up.
    pub fn absorb(&mut self, others: Self) {
        for (subject, tally) in others.tallies {
            let subject =
                if self.tallies.contains_key(&subject) { subject } else { self.room(subject) };
            match self.tallies.get_mut(&subject) {
                Some(known) => known.absorb(tally),
                None => drop(self.tallies.insert(subject, tally)),
            }
        }
    }

    /// What there is, in the order of subjects; nothing is left.
    pub fn take(&mut self) -> Vec<(Subject, Tally)> {
        let mut all: Vec<_> = std::mem::take(self).tallies.into_iter().collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    /// Takes back what could not be told.
    pub fn put_back(&mut self, tallies: Vec<(Subject, Tally)>) {
        let (keys, clients) = (0, 0);
        self.absorb(Self { tallies: tallies.into_iter().collect(), keys, clients });
    }

    /// Whether nothing was refused.
    pub fn is_empty(&self) -> bool {
        self.tallies.is_empty()
    }

    /// The subject itself where there is room for it, which it takes.
    fn room(&mut self, subject: Subject) -> Subject {
        let taken = match subject {
            Subject::Key(_) => &mut self.keys,
            Subject::Client(_) => &mut self.clients,
            Subject::UnknownClients | Subject::Others => return subject,
        };
        if *taken >= MAX_SUBJECTS {
            return Subject::Others;
        }
        *taken += 1;
        subject
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::domain::time::Timestamp;

    const DENIAL: Denial<'static> =
        Denial { reason: "unknown", ip: None, agent: None, at: Timestamp::from_micros(1) };

    fn client(number: u32) -> Subject {
        Subject::Client(Ipv4Addr::from_bits(number).into())
    }

    fn sum(all: &[(Subject, Tally)]) -> u64 {
        all.iter().map(|(_, tally)| tally.number()).sum()
    }

    #[test]
    fn every_refusal_is_counted_and_few_subjects_are_kept() {
        let mut denials = Denials::default();
        for number in 0..10_000 {
            denials.add(client(number), &DENIAL);
        }
        denials.add(Subject::Key("sk_live_a".to_owned()), &DENIAL);
        denials.add(client(0), &DENIAL);
        let all = denials.take();
        assert_eq!(sum(&all), 10_002);
        assert_eq!(all.len(), MAX_SUBJECTS + 2, "one key, the first clients, and the others");
        let of = |subject: &Subject| all.iter().find(|(s, _)| s == subject).unwrap().1.number();
        assert_eq!(of(&client(0)), 2);
        assert_eq!(of(&Subject::Key("sk_live_a".to_owned())), 1, "it is not hidden by the crowd");
        assert_eq!(of(&Subject::Others), 10_000 - MAX_SUBJECTS as u64);
        assert!(denials.take().is_empty());
        denials.add(client(1), &DENIAL);
        assert_eq!(denials.take()[0].0, client(1), "there is room again");
    }

    #[test]
    fn merging_keeps_the_bound_and_the_sum() {
        let mut all = Denials::default();
        for worker in 0..4 {
            let mut denials = Denials::default();
            for number in 0..100 {
                denials.add(client(worker * 1_000 + number), &DENIAL);
            }
            all.absorb(denials);
        }
        let taken = all.take();
        assert_eq!((taken.len(), sum(&taken)), (MAX_SUBJECTS + 1, 400));
        all.put_back(taken);
        assert_eq!(sum(&all.take()), 400);
    }
}
