//! `keyctl notice`

use insta::assert_snapshot;

use crate::support::Sandbox;

/// Columns that are the same in every run.
const COLUMNS: &str = "--columns id,kind,subject,channel,status,tries,last_error";

/// A sandbox whose notices go to a file, and a key of alice that ends within a day.
fn house() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("key create ci --user alice --expires 20h --out ci.key");
    sandbox.sql("UPDATE key_secrets SET created_at = created_at - 864000000000");
    sandbox
}

#[test]
fn what_is_due_is_delivered_once() {
    let sandbox = house();
    assert_snapshot!(sandbox.run("notice deliver").shown(), @"");
    assert_snapshot!(sandbox.run("notice list").shown(), @"");
    let command = "cat >> told.json";
    assert_eq!(sandbox.run_words(&["setting", "set", "notify.command", command]).code, 0);
    assert_snapshot!(sandbox.run("notice deliver").shown(), @"");
    assert_snapshot!(sandbox.run("notice deliver -o json").shown(), @"");
    assert_snapshot!(sandbox.run(&format!("notice list {COLUMNS}")).shown(), @"");
    let told = std::fs::read_to_string(sandbox.path("told.json")).unwrap();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["id"], &told["kind"]), (&1.into(), &"key.expiring".into()));
    assert_eq!(told["details"]["key"], "ci");
}

#[test]
fn what_fails_is_told_and_waits() {
    let sandbox = house();
    sandbox.ok("setting set notify.command false");
    sandbox.ok("setting set notify.webhook-url https://10.0.0.1/a");
    sandbox.sql("INSERT INTO settings VALUES ('notify.smtp-url', 'smtp://localhost')");
    let failed = sandbox.run("notice deliver");
    assert_eq!((failed.code, failed.stderr.lines().count()), (11, 3), "{}", failed.stderr);
    assert!(failed.stderr.contains("notice 3 did not arrive by command: the command ended with"));
    assert!(failed.stderr.contains("notice 1 did not arrive by mail: \"notify.mail-to\" is not set"));
    assert_eq!(failed.stdout, "delivered\tfailed\n0\t3\n");
    assert_eq!(sandbox.ok("notice deliver -q"), "0\n", "nothing is due");
    sandbox.sql("DELETE FROM notices WHERE channel = 'webhook'");
    assert_snapshot!(sandbox.run(&format!("notice list {COLUMNS}")).shown(), @"");
    sandbox.sql("UPDATE notices SET next_try_at = 0, created_at = 0, tries = 9");
    assert_snapshot!(sandbox.run("notice deliver").shown(), @"");
    assert_snapshot!(sandbox.run(&format!("notice list {COLUMNS} --sort id:desc")).shown(), @"");
    assert_snapshot!(sandbox.run("audit list --event notice.* --columns action,target,outcome -o csv").stdout, @"");
}

#[test]
fn a_dry_run_claims_nothing() {
    let sandbox = house();
    sandbox.ok("setting set notify.command true");
    assert_snapshot!(sandbox.run("notice deliver --dry-run").shown(), @"");
    assert_snapshot!(sandbox.run("notice test --to command --dry-run").shown(), @"");
    assert_eq!(sandbox.ok("notice deliver -q"), "1\n");
}

#[test]
fn a_channel_is_tried_out() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("notice test --to mail").shown(), @"");
    assert_snapshot!(sandbox.run("notice test --to pigeon").shown(), @"");
    sandbox.ok("setting set notify.command true");
    assert_snapshot!(sandbox.run("notice test --to command").shown(), @"");
    sandbox.ok("setting set notify.webhook-url http://example.com/a");
    assert_snapshot!(sandbox.run("notice test --to webhook").shown(), @"");
    sandbox.ok("setting set notify.webhook-url https://10.0.0.1/secret-path");
    assert_snapshot!(sandbox.run("notice test --to webhook").shown(), @"");
    assert_snapshot!(sandbox.run("audit list --event notice.* --columns action,target,outcome -o csv").stdout, @"");
    assert_eq!(sandbox.ok("notice list --no-headers"), "", "a test is in no outbox");
}
