//! Who uses a key, as it becomes known and is written behind the requests (R-E4).

use std::net::IpAddr;

use crate::domain::time::Timestamp;
use crate::domain::version::VersionId;

/// Uses of a version that are not written yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewUse {
    /// The version.
    pub version: VersionId,
    /// When the last of them was.
    pub last_used_at: Timestamp,
    /// Where that came from; `None` where it is not known.
    pub last_used_from: Option<IpAddr>,
    /// How many they are.
    pub requests: i64,
}

impl NewUse {
    /// A single use.
    pub const fn once(version: VersionId, at: Timestamp, from: Option<IpAddr>) -> Self {
        Self { version, last_used_at: at, last_used_from: from, requests: 1 }
    }

    /// Counts other uses of the same version, which came before or after.
    pub fn absorb(&mut self, other: &Self) {
        self.requests += other.requests;
        if other.last_used_at >= self.last_used_at {
            self.last_used_at = other.last_used_at;
            self.last_used_from = other.last_used_from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_use_counts_in_whatever_order_they_come() {
        let at = |micros, from: [u8; 4]| {
            NewUse::once(VersionId(1), Timestamp::from_micros(micros), Some(from.into()))
        };
        let (early, late) = (at(1, [192, 0, 2, 1]), at(2, [192, 0, 2, 2]));
        for (mut first, second) in [(early, late), (late, early)] {
            first.absorb(&second);
            assert_eq!(first, NewUse { requests: 2, ..late });
        }
    }
}
