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
    assert_snapshot!(sandbox.run("notice deliver").shown(), @"
    delivered	failed
    0	0
    ");
    assert_snapshot!(sandbox.run("notice list").shown(), @"id	kind	subject	channel	status	tries	created_at	next_try_at	delivered_at	last_error");
    let command = "cat >> told.json";
    assert_eq!(sandbox.run_words(&["setting", "set", "notify.command", command]).code, 0);
    assert_snapshot!(sandbox.run("notice deliver").shown(), @"
    delivered	failed
    1	0
    ");
    assert_snapshot!(sandbox.run("notice deliver -o json").shown(), @r#"{"kind":"notice.deliver","delivered":0,"failed":0}"#);
    assert_snapshot!(sandbox.run(&format!("notice list {COLUMNS}")).shown(), @"
    id	kind	subject	channel	status	tries	last_error
    1	key.expiring	key:1	command	delivered	1
    ");
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
    assert!(
        failed.stderr.contains("notice 1 did not arrive by mail: \"notify.mail-to\" is not set")
    );
    assert_eq!(failed.stdout, "delivered\tfailed\n0\t3\n");
    assert_eq!(sandbox.ok("notice deliver -q"), "0\n", "nothing is due");
    sandbox.sql("DELETE FROM notices WHERE channel = 'webhook'");
    assert_snapshot!(sandbox.run(&format!("notice list {COLUMNS}")).shown(), @r#"
    id	kind	subject	channel	status	tries	last_error
    1	key.expiring	key:1	mail	waiting	1	"notify.mail-to" is not set
    3	key.expiring	key:1	command	waiting	1	the command ended with status 1
    "#);
    sandbox.sql("UPDATE notices SET next_try_at = 0, created_at = 0, tries = 9");
    assert_snapshot!(sandbox.run("notice deliver").shown(), @r#"
    delivered	failed
    0	3
    | error: notice 1 did not arrive by mail: "notify.mail-to" is not set (it is given up)
    | error: notice 3 did not arrive by command: the command ended with status 1 (it is given up)
    | error: notice 4 did not arrive by webhook: the URL leads to no address that a notice may be posted to (it is tried again at TIME)
    = 11
    "#);
    assert_snapshot!(sandbox.run(&format!("notice list {COLUMNS} --sort id:desc")).shown(), @r#"
    id	kind	subject	channel	status	tries	last_error
    4	key.expiring	key:1	webhook	waiting	1	the URL leads to no address that a notice may be posted to
    3	key.expiring	key:1	command	given_up	10	the command ended with status 1
    1	key.expiring	key:1	mail	given_up	10	"notify.mail-to" is not set
    "#);
    assert_snapshot!(sandbox.run("audit list --event notice.* --columns action,target,outcome -o csv").stdout, @"
    action,target,outcome
    notice.give_up,notice:1,error
    notice.give_up,notice:3,error
    ");
}

#[test]
fn a_dry_run_claims_nothing() {
    let sandbox = house();
    sandbox.ok("setting set notify.command true");
    assert_snapshot!(sandbox.run("notice deliver --dry-run").shown(), @"| dry run: would have tried to deliver 1 notice");
    assert_snapshot!(sandbox.run("notice test --to command --dry-run").shown(), @"| dry run: would have sent a notice to command");
    assert_eq!(sandbox.ok("notice deliver -q"), "1\n");
    assert_snapshot!(sandbox.run("notice test --to webhook --dry-run").shown(), @r#"
    | error: no notice arrived by webhook
    |   why: "notify.webhook-url" is not set
    |   fix: keyctl setting set notify.webhook-url VALUE
    = 1
    "#);
    assert_eq!(sandbox.ok("audit list --event notice.test --no-headers"), "");
}

#[test]
fn a_channel_is_tried_out() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("notice test --to mail").shown(), @r#"
    | error: no notice arrived by mail
    |   why: "notify.smtp-url" is not set
    |   fix: keyctl setting set notify.smtp-url VALUE
    = 1
    "#);
    assert_snapshot!(sandbox.run("notice test --to pigeon").shown(), @r#"
    | error: invalid value 'pigeon' for '--to <CHANNEL>': "pigeon" is not one of mail, webhook, command
    |   fix: keyctl notice test --help
    = 2
    "#);
    sandbox.ok("setting set notify.command true");
    assert_snapshot!(sandbox.run("notice test --to command").shown(), @"
    channel	status
    command	delivered
    ");
    sandbox.ok("setting set notify.webhook-url http://example.com/a");
    assert_snapshot!(sandbox.run("notice test --to webhook").shown(), @r#"
    | error: no notice arrived by webhook
    |   why: "notify.webhook-url" cannot be used: plain http:// is only for this machine
    = 1
    "#);
    sandbox.ok("setting set notify.webhook-url https://10.0.0.1/secret-path");
    assert_snapshot!(sandbox.run("notice test --to webhook").shown(), @"
    | error: no notice arrived by webhook
    |   why: the URL leads to no address that a notice may be posted to
    = 1
    ");
    assert_snapshot!(sandbox.run("audit list --event notice.* --columns action,target,outcome -o csv").stdout, @"
    action,target,outcome
    notice.test,channel:mail,error
    notice.test,channel:command,ok
    notice.test,channel:webhook,error
    notice.test,channel:webhook,error
    ");
    assert_eq!(sandbox.ok("notice list --no-headers"), "", "a test is in no outbox");
}
