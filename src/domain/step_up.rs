//! Step-up: which acts ask for a fresh code, and how long a code counts (R-B6).

use crate::domain::permission::Permission;
use crate::domain::time::{Span, Timestamp};

/// Where a proof was given: it counts there only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The OS user who answers for the command, by number.
    pub os_uid: u32,
    /// The terminal.
    pub terminal: String,
    /// The id of this start of the machine.
    pub boot: String,
}

/// Whether an act asks an operator who has a second factor for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// It asks for nothing.
    Never,
    /// Unless a code was given at this place within the window.
    Remembered,
    /// Each time.
    EachTime,
}

/// The acts that ask, and how. `*` stands for every verb of a noun.
const ACTS: [(&str, &str, Asked); 27] = [
    ("key", "reveal", Asked::EachTime),
    ("key", "revoke", Asked::Remembered),
    ("key", "rotate", Asked::Remembered),
    ("key", "refresh", Asked::Remembered),
    ("2fa", "disable", Asked::EachTime),
    ("2fa", "reset", Asked::Remembered),
    ("2fa", "backup_codes", Asked::Remembered),
    ("user", "passwd", Asked::Remembered),
    ("user", "remove", Asked::Remembered),
    ("user", "set_role", Asked::Remembered),
    ("operator", "bind", Asked::Remembered),
    ("operator", "unbind", Asked::Remembered),
    ("role", "create", Asked::Remembered),
    ("role", "set", Asked::Remembered),
    ("role", "remove", Asked::Remembered),
    ("provider", "add", Asked::Remembered),
    ("provider", "set", Asked::Remembered),
    ("provider", "remove", Asked::Remembered),
    ("provider", "set_key", Asked::Remembered),
    ("provider", "unset_key", Asked::Remembered),
    ("setting", "set", Asked::Remembered),
    ("setting", "unset", Asked::Remembered),
    ("audit", "export", Asked::Remembered),
    ("audit", "prune", Asked::Remembered),
    ("db", "restore", Asked::EachTime),
    ("db", "accept_restore", Asked::EachTime),
    ("master_key", "*", Asked::EachTime),
];

/// Whether an act asks.
pub fn asked(act: &Permission) -> Asked {
    let found = ACTS
        .iter()
        .find(|(noun, verb, _)| *noun == act.noun() && (*verb == "*" || *verb == act.verb()));
    found.map_or(Asked::Never, |(.., asked)| *asked)
}

/// Whether a proof still counts. One of the future was not given by this clock (R-B6).
pub fn counts(proved_at: Timestamp, window: Span, now: Timestamp) -> bool {
    proved_at <= now && now.micros() - proved_at.micros() < window.micros()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_or_ends_everything_asks_each_time() {
        for (act, how) in [
            ("key:reveal", Asked::EachTime),
            ("master_key:rotate", Asked::EachTime),
            ("master_key:status", Asked::EachTime),
            ("db:restore", Asked::EachTime),
            ("2fa:disable", Asked::EachTime),
            ("key:rotate", Asked::Remembered),
            ("provider:set_key", Asked::Remembered),
            ("key:list", Asked::Never),
            ("user:set", Asked::Never),
            ("db:backup", Asked::Never),
        ] {
            assert_eq!(asked(&act.parse().unwrap()), how, "{act}");
        }
    }

    #[test]
    fn a_proof_counts_within_its_window_and_never_from_the_future() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        let window = Span::from_secs(300);
        assert!(counts(at(1_000), window, at(1_000)));
        assert!(counts(at(1_000), window, at(1_299)));
        assert!(!counts(at(1_000), window, at(1_300)));
        assert!(!counts(at(1_001), window, at(1_000)));
        assert!(!counts(at(1_000), Span::from_secs(0), at(1_000)));
    }
}
