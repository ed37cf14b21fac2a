//! The catalogue of events: every action that an entry of the audit log can tell of.
//!
//! An entry holds the circumstances beside what stands here: of a command the OS user, the host,
//! the terminal and the words typed; of a request its id, the client's address (`ip`) and its user
//! agent. Nothing secret is ever among the details (R-K4).

/// An event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its stable name: `noun.verb`.
    pub name: &'static str,
    /// What has happened.
    pub meaning: &'static str,
    /// The details that an entry of it can have, as they apply.
    pub details: &'static [&'static str],
}

/// The event of a name.
pub fn find(name: &str) -> Option<&'static Kind> {
    CATALOGUE.iter().find(|kind| kind.name == name)
}

const fn kind(name: &'static str, meaning: &'static str, details: &'static [&'static str]) -> Kind {
    Kind { name, meaning, details }
}

/// Every event, by noun.
pub static CATALOGUE: &[Kind] = &[
    kind("login.ok", "a user proved who they are", &["user", "method"]),
    kind("login.failed", "a user or a password was wrong", &["user", "method"]),
    kind("2fa.ok", "a code was accepted", &["user"]),
    kind("2fa.failed", "a code was wrong", &["user"]),
    kind("2fa.replay", "a code was presented that had been used", &["user"]),
    kind("2fa.enroll", "a second factor was begun or confirmed", &["user", "state"]),
    kind("2fa.disable", "a second factor was switched off", &["user", "state"]),
    kind("2fa.reset", "a second factor was taken away by another", &["user", "reason"]),
    kind("2fa.backup_used", "a backup code was used", &["user", "number", "left"]),
    kind("2fa.backup_codes", "new backup codes took the place of the old", &["user", "codes"]),
    kind("user.create", "a user was created", &["user", "role", "password"]),
    kind(
        "user.set",
        "a user was changed",
        &["user", "changed", "renamed", "role_before", "role", "email_before", "email"],
    ),
    kind("user.disable", "a user was disabled: none of their keys is served", &["user", "reason"]),
    kind("user.enable", "a disabled user was enabled", &["user"]),
    kind("user.lock", "too many attempts failed: more are not looked at", &["user", "until"]),
    kind("user.unlock", "a lock was lifted", &["user", "was_locked", "failed"]),
    kind("user.passwd", "a password was set", &["user", "own"]),
    kind("user.remove", "a user was removed", &["user", "email", "keys"]),
    kind("key.create", "a key was created", &["key", "prefix", "recoverable", "permission"]),
    kind(
        "key.import",
        "a key of another system was taken over",
        &["key", "prefix", "form", "sunset"],
    ),
    kind("key.set", "a key was changed", &["key", "prefix", "changed", "renamed"]),
    kind(
        "key.rotate",
        "a key got a new secret",
        &[
            "key",
            "prefix",
            "version",
            "previous_prefix",
            "valid_until",
            "compromised",
            "rotation_id",
        ],
    ),
    kind(
        "key.refresh",
        "a key got a new secret and its lifetime anew",
        &["key", "prefix", "version", "previous_prefix", "valid_until", "expires_at"],
    ),
    kind(
        "key.offer",
        "a new secret was offered to its receiver",
        &["key", "prefix", "version", "valid_until"],
    ),
    kind(
        "key.withdraw",
        "an offered secret was taken back",
        &["key", "prefix", "version", "withdrawn_prefix"],
    ),
    kind("key.suspend", "a key was suspended", &["key", "prefix"]),
    kind("key.resume", "a suspended key was resumed", &["key", "prefix"]),
    kind("key.revoke", "a key was revoked", &["key", "prefix", "reason", "permission"]),
    kind("key.expire", "a key was seen at its end, which made that final", &["key", "prefix"]),
    kind("key.reveal", "a recoverable key was shown again", &["key", "prefix", "version"]),
    kind("role.create", "a role was created", &["role", "after"]),
    kind("role.set", "a role was changed", &["role", "before", "after"]),
    kind("role.remove", "a role was removed", &["role", "before"]),
    kind(
        "operator.bind",
        "an OS user may act as a user",
        &["user", "bound", "permissions", "before"],
    ),
    kind("operator.unbind", "an OS user may no longer act as a user", &["user", "bound"]),
    kind(
        "budget.set",
        "a budget was set",
        &["scope", "user", "key", "role", "model", "before", "after", "credit"],
    ),
    kind(
        "budget.raise",
        "a budget was raised, for good or for one window",
        &["scope", "user", "key", "role", "model", "amount", "limit", "window", "reference"],
    ),
    kind(
        "budget.alert",
        "spending reached a threshold",
        &["threshold", "spent", "limit", "window", "user"],
    ),
    kind(
        "budget.unset",
        "a budget was taken away",
        &["scope", "user", "key", "role", "model", "limit", "every"],
    ),
    kind(
        "budget.recount",
        "a window of a budget held something else than was counted, and was mended",
        &["scope", "user", "key", "role", "model", "window", "spent", "reserved"],
    ),
    kind(
        "limit.set",
        "a limit was set",
        &["scope", "user", "key", "role", "model", "before", "after"],
    ),
    kind(
        "limit.unset",
        "a limit was taken away",
        &["scope", "user", "key", "role", "model", "before"],
    ),
    kind("price.set", "a price was set", &["model", "from"]),
    kind("price.import", "prices were read from a file", &["added", "changed", "unchanged"]),
    kind("notice.test", "a notice was sent to see whether it arrives", &["error"]),
    kind(
        "notice.give_up",
        "a notice was not delivered and is tried no more",
        &["channel", "tries", "error"],
    ),
    kind("provider.add", "a provider was added", &["provider", "url"]),
    kind("provider.set", "a provider was changed", &["provider", "url", "dropped_keys"]),
    kind("provider.remove", "a provider was removed", &["provider", "url", "dropped_keys"]),
    kind("provider.set_key", "a provider's key was stored", &["provider", "url", "owner", "user"]),
    kind(
        "provider.unset_key",
        "a provider's key was deleted",
        &["provider", "url", "owner", "user"],
    ),
    kind("setting.set", "a setting was changed; a secret one without its value", &["old", "new"]),
    kind("usage.export", "rows of the ledger left the database", &["since", "until"]),
    kind("usage.prune", "rows of the ledger were removed", &["before", "rows"]),
    kind(
        "usage.orphan",
        "requests of a gateway that died were charged in full",
        &["requests", "charged", "started_at"],
    ),
    kind(
        "usage.settled_late",
        "a request ended that was charged in full before: what it used is dropped",
        &["cost"],
    ),
    kind("usage.reprice", "usage was priced anew", &["rows", "cost_before", "cost_after"]),
    kind("usage.rebuild", "the sums of the ledger were made anew", &["days", "changed"]),
    kind("usage.implausible", "a provider reported counts that cannot be true", &["model"]),
    kind(
        "usage.over_reserve",
        "a request used more than was reserved for it",
        &["held", "cost", "model"],
    ),
    kind("audit.export", "entries of this log left the database", &["since", "until"]),
    kind("audit.anchor", "an anchor of this log was made", &[]),
    kind("audit.prune", "the oldest entries of this log were removed", &["from", "to", "before"]),
    kind("db.init", "the database was made", &["operator", "user"]),
    kind("db.backup", "a backup was made", &["file"]),
    kind("db.migrate", "the database was brought to another schema", &["from", "to", "backup"]),
    kind(
        "auth.denied",
        "requests were refused, gathered by reason, or a command was",
        &[
            "number",
            "reasons",
            "prefix",
            "key",
            "user",
            "first",
            "last",
            "ip",
            "user_agent",
            "reason",
            "wanted",
        ],
    ),
    kind(
        "seal.open_failed",
        "a sealed value does not open in its place",
        &["key", "version", "provider", "owner", "user"],
    ),
    kind(
        "integrity.accepted",
        "an operator accepted a broken log, which begins anew",
        &["found", "reason", "old_epoch", "old_count", "old_hash"],
    ),
    kind("integrity.clock_back", "the clock was set back by more than a minute", &["from", "to"]),
    kind("security.revoked_key", "a revoked key was presented", &["key", "user", "ip", "prefix"]),
    kind(
        "security.new_networks",
        "a key was used from more networks within an hour than is usual",
        &["key", "user", "networks", "allowed"],
    ),
    kind(
        "security.failures",
        "too many keys from one address were wrong: it is refused for a while",
        &["ip", "refused_for"],
    ),
    kind(
        "security.spend",
        "a user spent far more within an hour than is usual",
        &["user", "spent_usd", "usual_usd"],
    ),
    kind("security.two_factor", "failed codes have locked a user", &["user"]),
    kind(
        "security.upstream_failing",
        "a provider fails many requests",
        &["provider", "failed", "requests"],
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_and_of_one_form() {
        let mut seen = HashSet::new();
        for kind in CATALOGUE {
            assert!(seen.insert(kind.name), "{}", kind.name);
            let (noun, verb) = kind.name.split_once('.').unwrap();
            let plain = |word: &str| {
                !word.is_empty()
                    && word
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            };
            assert!(plain(noun) && plain(verb), "{}", kind.name);
            assert!(!kind.meaning.ends_with('.') && !kind.meaning.is_empty(), "{}", kind.name);
            let names: HashSet<_> = kind.details.iter().collect();
            assert_eq!(names.len(), kind.details.len(), "{}", kind.name);
        }
    }

    #[test]
    fn an_event_is_found_by_its_name() {
        assert_eq!(find("key.revoke").unwrap().name, "key.revoke");
        assert_eq!(find("key.*"), None);
    }
}
