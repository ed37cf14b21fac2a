//! The words of a command line that are refused before anything else is looked at.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};

use crate::cli::exit::Failure;
use crate::domain::token::{Finder, parse};

/// The verbs of the `keyctl` that comes with the kernel's key retention service.
const KEYUTILS: [&str; 41] = [
    "add",
    "chgrp",
    "chown",
    "clear",
    "describe",
    "get_persistent",
    "id",
    "instantiate",
    "invalidate",
    "link",
    "list",
    "move",
    "negate",
    "new_session",
    "newring",
    "padd",
    "pinstantiate",
    "pipe",
    "print",
    "prequest2",
    "pupdate",
    "purge",
    "rdescribe",
    "read",
    "reap",
    "reject",
    "request",
    "request2",
    "restrict_keyring",
    "revoke",
    "rlist",
    "search",
    "security",
    "session",
    "setperm",
    "show",
    "supports",
    "timeout",
    "unlink",
    "update",
    "watch",
];

/// Refuses a command line with a whole key in it (R-B4): what is typed stands in the shell's
/// history, and every user of the machine sees the arguments of a process.
pub fn refuse_keys(words: &[OsString]) -> Result<(), Failure> {
    let mut prefix = None;
    for word in words {
        Finder::new().push(word.as_encoded_bytes(), &mut |key| {
            prefix = parse(key.as_bytes()).map(|parts| parts.prefix.to_owned());
        });
    }
    let Some(prefix) = prefix else { return Ok(()) };
    Err(Failure::usage("key.typed", format!("a whole key was typed: {prefix}…"))
        .why("it now stands in the shell's history, so it was not used")
        .fix(format!("keyctl key revoke {prefix}")))
}

/// The failure for a verb that only the other `keyctl` has.
pub fn keyutils(error: &clap::Error) -> Option<Failure> {
    let ContextValue::String(word) = error.get(ContextKind::InvalidSubcommand)? else {
        return None;
    };
    let word = KEYUTILS.into_iter().find(|known| known == word)?;
    Some(
        Failure::usage("usage.keyutils", format!("{word:?} is a command of another keyctl"))
            .why("this is keyctl for LLM API keys, not the kernel's keyrings")
            .fix(format!("/usr/bin/keyctl {word} …")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "sk_live_AbCd1234EfGh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3jXhj0";

    #[test]
    fn a_whole_key_is_refused_wherever_it_stands_and_not_repeated() {
        for word in [KEY.to_owned(), format!("--user={KEY}"), format!("a b {KEY}.")] {
            let failure = refuse_keys(&["keyctl".into(), word.into()]).unwrap_err();
            assert_eq!(failure.exit(), 2);
            let report = failure.report().unwrap();
            assert_eq!(report.message, "a whole key was typed: sk_live_AbCd1234EfGh…");
            assert_eq!(report.fix, Some("keyctl key revoke sk_live_AbCd1234EfGh"));
        }
        assert!(refuse_keys(&["keyctl".into(), "sk_live_AbCd1234EfGh".into()]).is_ok());
    }
}
