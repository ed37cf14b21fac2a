//! `keyctl key refresh`

use insta::assert_snapshot;

use crate::support::Sandbox;

const FIELDS: &str = "--columns name,status,secret";

#[test]
fn a_key_that_is_about_to_end_is_refreshed() {
    let sandbox = Sandbox::new();
    let old = sandbox.key_with("ci", "--expires 20h");
    assert_snapshot!(sandbox.run(&format!("key refresh ci {FIELDS}")).shown(), @"
    name	status	secret
    ci	active	KEY
    | the key is shown this once
    ");
    let new = sandbox.ok("-q key refresh alice/ci").trim().to_owned();
    assert_ne!(new, old);
    for (key, code) in [(&old, 6), (&new, 0)] {
        assert_eq!(sandbox.feed(&["key", "verify"], key).code, code, "two are alive at most");
    }
    let told = sandbox.json("audit list --event key.*");
    let actions: Vec<_> =
        told["items"].as_array().unwrap().iter().map(|item| &item["action"]).collect();
    assert_eq!(actions, ["key.create", "key.refresh", "key.refresh"]);
    sandbox.ok("audit verify");
}

#[test]
fn every_other_key_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.key("week");
    sandbox.key_with("dead", "--expires 20h");
    sandbox.ok("key revoke dead -y");
    let before = sandbox.ok("key list -o json");
    assert_snapshot!(sandbox.run("key refresh week").shown(), @r#"
    | error: key "alice/week" cannot be refreshed yet
    |   why: it can be in its last 24 hours, from TIME on
    |   fix: keyctl key rotate alice/week
    = 4
    "#);
    assert_snapshot!(sandbox.run("key refresh dead").shown(), @r#"
    | error: key "alice/dead" is revoked
    |   why: a dead key is never rotated
    |   fix: keyctl key create dead --user alice
    = 4
    "#);
    assert_snapshot!(sandbox.run("key refresh nobody/ci").shown(), @r#"
    | error: key "ci" not found for user nobody
    |   why: no key has that name, number or prefix
    |   fix: keyctl key list --user nobody
    = 3
    "#);
    assert_eq!(sandbox.ok("key list -o json"), before);
}

#[test]
fn a_dry_run_refreshes_nothing() {
    let sandbox = Sandbox::new();
    let key = sandbox.key_with("ci", "--expires 20h");
    let before = sandbox.ok("key show ci -o json");
    assert_snapshot!(sandbox.run("key refresh ci --out ci.key --dry-run").shown(), @r#"| dry run: would have refreshed key "alice/ci""#);
    assert_eq!(sandbox.ok("key show ci -o json"), before);
    assert!(!sandbox.path("ci.key").exists());
    assert_eq!(sandbox.feed(&["key", "verify"], &key).code, 0);
}

#[test]
fn a_recoverable_key_stays_recoverable() {
    let sandbox = Sandbox::new();
    sandbox.key_with("ci", "--expires 20h --recoverable");
    for verb in ["refresh", "rotate"] {
        let key = sandbox.ok(&format!("-q key {verb} ci"));
        assert_eq!(sandbox.ok("-q key reveal ci"), key, "{verb}");
        assert_eq!(sandbox.files_with(key.trim().get(21..).unwrap()), Vec::<String>::new());
    }
    let delivered = sandbox.run("key rotate ci --deliver-cmd cat>ci.key");
    assert_eq!(delivered.code, 0, "{delivered}");
    let key = std::fs::read_to_string(sandbox.path("ci.key")).unwrap();
    assert_eq!(sandbox.ok("-q key reveal ci").trim(), key.trim());
}
