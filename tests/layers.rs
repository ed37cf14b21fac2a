//! The arrows of the house: imports point down, never in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A file, or a room's files, and what they may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain/", &["domain/"]),
    ("secret/", &["secret/"]),
    ("store/", &["domain/", "secret/", "store/column", "store/db", "store/error", "store/page"]),
    ("store/audit.rs", &["store/audit_concern"]),
    ("store/audit_proof.rs", &["store/audit"]),
    ("store/key.rs", &["store/usage"]),
    ("store/key_secret.rs", &["store/key"]),
    ("store/second_factor.rs", &["store/attempt"]),
    ("store/user.rs", &["store/attempt"]),
    ("store/usage.rs", &["store/block"]),
    ("store/rollup.rs", &["store/block", "store/usage"]),
    ("store/usage_", &["store/block", "store/rollup", "store/usage"]),
    ("store/budget_list.rs", &["store/budget", "store/budget_period"]),
    ("store/db.rs", &["store/migrate", "store/queue", "store/revision"]),
    (
        "ops/",
        &[
            "domain/",
            "ops/announcement",
            "ops/attempt",
            "ops/authority",
            "ops/configuration",
            "ops/decide",
            "ops/error",
            "ops/find",
            "ops/import",
            "ops/notice",
            "ops/proof",
            "ops/scope",
            "ops/session",
            "ops/snapshot",
            "secret/",
            "store/",
        ],
    ),
    ("ops/attempt.rs", &["ops/occasion", "ops/security"]),
    ("ops/audit_retention.rs", &["ops/audit_proof"]),
    ("ops/key/", &["ops/key/"]),
    ("ops/key/create.rs", &["ops/budget/allow"]),
    ("ops/key/explain.rs", &["ops/budget/account"]),
    ("ops/key/import.rs", &["ops/user/create"]),
    ("ops/user/", &["ops/user/"]),
    ("ops/user/create.rs", &["ops/budget/allow"]),
    (
        "ops/user/import.rs",
        &["ops/budget/allow", "ops/key/create", "ops/key/mint", "ops/key/status"],
    ),
    ("ops/user/import_plan.rs", &["ops/key/create", "ops/key/mint"]),
    ("ops/user/remove.rs", &["ops/key/status"]),
    ("ops/security.rs", &["ops/occasion"]),
    ("ops/setting.rs", &["ops/key/anonymous"]),
    ("ops/budget/", &["ops/budget/"]),
    ("ops/budget/alert.rs", &["ops/occasion"]),
    ("ops/budget/hold.rs", &["ops/grounds"]),
    ("ops/migrate.rs", &["ops/db", "ops/rollup"]),
    ("ops/notice.rs", &["ops/channel"]),
    ("ops/orphan.rs", &["ops/usage"]),
    ("ops/step_up.rs", &["ops/operator"]),
    ("ops/dashboard.rs", &["ops/budget/account", "ops/summary"]),
    ("ops/reprice.rs", &["ops/rollup"]),
    ("ops/rollup.rs", &["ops/summary"]),
    ("ops/usage.rs", &["ops/budget/bookkeeper", "ops/budget/hold"]),
    ("view/", &["domain/", "view/"]),
    ("gateway/", &["domain/", "gateway/", "ops/", "secret/"]),
    ("gateway/authority.rs", &["store/db", "store/revision"]),
    ("gateway/changes.rs", &["store/db"]),
    ("gateway/server.rs", &["store/db", "store/reservation"]),
    ("gateway/upkeep.rs", &["store/db", "store/error"]),
    ("gateway/watch/spend.rs", &["store/db"]),
    ("gateway/watch/watcher.rs", &["store/db"]),
    ("gateway/writer.rs", &["store/db"]),
    ("notify/", &["domain/", "notify/", "ops/", "secret/"]),
    ("notify/background.rs", &["store/db"]),
    ("notify/webhook.rs", &["gateway/connect"]),
    (
        "cli/",
        &[
            "cli/access",
            "cli/environment",
            "cli/exit",
            "cli/expiry",
            "cli/global",
            "cli/import_file",
            "cli/interrupt",
            "cli/out_dir",
            "cli/out_file",
            "cli/output",
            "cli/page",
            "cli/period",
            "cli/progress",
            "cli/prompt",
            "cli/scope",
            "cli/secret_out",
            "domain/",
            "ops/",
            "secret/",
            "view/",
        ],
    ),
    ("cli/audit/", &["cli/audit/"]),
    ("cli/key/", &["cli/key/"]),
    ("cli/two_factor/", &["cli/two_factor/"]),
    ("cli/user/", &["cli/user/"]),
    ("cli/key/deliver.rs", &["notify/command"]),
    ("cli/notice.rs", &["notify/deliver"]),
    ("cli/price/", &["cli/price/"]),
    ("cli/usage/", &["cli/usage/"]),
    ("cli/app.rs", &["cli/"]),
    ("cli/access.rs", &["store/announcement", "store/db"]),
    ("cli/generate.rs", &["cli/completion", "cli/man"]),
    ("cli/provider.rs", &["gateway/probe"]),
    ("cli/quickstart.rs", &["cli/init", "gateway/probe", "gateway/server", "store/db"]),
    ("cli/serve.rs", &["gateway/client", "gateway/server", "notify/background"]),
];

#[test]
fn imports_point_down() {
    for (file, targets) in imports() {
        for target in targets {
            let allowed = MAY_IMPORT.iter().any(|(from, to)| {
                file.starts_with(from) && to.iter().any(|t| target.starts_with(t))
            });
            assert!(allowed, "{file} must not import {target}");
        }
    }
}

#[test]
fn imports_never_form_a_circle() {
    let mut left = imports();
    loop {
        let names: BTreeSet<String> = left.keys().cloned().collect();
        let before = left.len();
        left.retain(|_, targets| targets.iter().any(|t| names.contains(&format!("{t}.rs"))));
        if left.len() == before {
            break;
        }
    }
    assert!(left.is_empty(), "circle among {:?}", left.keys());
}

#[test]
fn mod_files_are_tables_of_contents() {
    for path in sources(&src()).iter().filter(|p| p.ends_with("mod.rs") || p.ends_with("lib.rs")) {
        for line in fs::read_to_string(path).unwrap().lines() {
            let listing =
                line.is_empty() || line.starts_with("//!") || line.starts_with("pub mod ");
            assert!(listing, "{} holds more than a listing: {line}", path.display());
        }
    }
}

/// Every source file and what it imports, as `room/file`.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for path in sources(&src()).iter().filter(|p| !p.ends_with("mod.rs")) {
        let file = path.strip_prefix(src()).unwrap().to_str().unwrap().to_owned();
        if !file.contains('/') {
            continue;
        }
        let mut targets = BTreeSet::new();
        let text = fs::read_to_string(path).unwrap();
        // What only the tests of a file need is no arrow of the house.
        let code = text.split("[cfg(test)]").next().unwrap();
        for line in code.lines().map(str::trim) {
            let Some(path) = line.strip_prefix("use crate::") else {
                let inline = line.contains("crate::")
                    && !line.starts_with("//")
                    && !line.starts_with("pub(in crate::");
                assert!(!inline, "{file}: give this path its own `use` line: {line}");
                continue;
            };
            let (room, rest) = path.trim_end_matches(';').split_once("::").unwrap_or((path, ""));
            let list =
                rest.strip_prefix('{').map(|r| r.trim_end_matches('}').split(", ").collect());
            for name in list.unwrap_or_else(|| vec![rest]) {
                let mut parts = name.split("::").map(|part| part.split(" as ").next().unwrap());
                let mut target = format!("{room}/{}", parts.next().unwrap());
                if src().join(&target).is_dir() {
                    target = format!("{target}/{}", parts.next().unwrap_or_default());
                }
                assert!(!target.ends_with('/'), "{file}: an import names a file: {line}");
                targets.insert(target);
            }
        }
        found.insert(file, targets);
    }
    found
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
