//! `keyctl key create --recoverable` and `keyctl key reveal`

use std::fs;

use insta::assert_snapshot;

use crate::support::Sandbox;

#[test]
fn a_recoverable_key_is_shown_again() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("key create ci --user alice --recoverable --columns name,secret").shown(), @"
    name	secret
    ci	KEY
    | keyctl key reveal alice/ci shows it again
    ");
    let key = sandbox.key_with("other", "--recoverable");
    assert_eq!(sandbox.ok("-q key reveal other").trim(), key);
    assert_eq!(sandbox.ok("key reveal alice/other --env-name KEY"), format!("KEY={key}\n"));
    assert_snapshot!(sandbox.run("key reveal other --columns name,secret,out").shown(), @"
    name	secret	out
    other	KEY
    ");
    sandbox.ok("key reveal other --out other.key");
    assert_eq!(fs::read_to_string(sandbox.path("other.key")).unwrap(), format!("{key}\n"));
    assert_snapshot!(sandbox.run("key reveal other --out other.key").shown(), @r#"
    | error: file "other.key" exists
    |   why: a secret never replaces a file
    = 4
    "#);
    fs::remove_file(sandbox.path("other.key")).unwrap();
    let told = sandbox.json("audit list --event key.reveal");
    assert_eq!(told["items"].as_array().unwrap().len(), 5, "that of the one that failed too");
    assert!(!sandbox.files_with(&key[..20]).is_empty(), "the search finds what is there");
    assert_eq!(sandbox.files_with(&key[21..]), Vec::<String>::new());
}

#[test]
fn other_keys_are_not() {
    let sandbox = Sandbox::new();
    sandbox.key("plain");
    sandbox.key_with("dead", "--recoverable");
    sandbox.ok("key revoke dead -y");
    assert_snapshot!(sandbox.run("key reveal plain").shown(), @r#"
    | error: key "alice/plain" cannot be revealed
    |   why: only its digest is kept; a rotation makes a new secret for it
    |   fix: keyctl key rotate alice/plain
    = 5
    "#);
    assert_snapshot!(sandbox.run("key reveal dead").shown(), @r#"
    | error: key "alice/dead" is revoked
    |   why: a dead key never lives again
    |   fix: keyctl key create dead --user alice
    = 4
    "#);
    assert_eq!(sandbox.json("audit list --event key.reveal")["items"], serde_json::json!([]));
}

#[test]
fn a_dry_run_shows_no_key() {
    let sandbox = Sandbox::new();
    sandbox.key_with("ci", "--recoverable");
    assert_snapshot!(sandbox.run("key reveal ci --dry-run").shown(), @r#"| dry run: would have revealed key "alice/ci""#);
}

#[test]
fn a_copy_that_was_moved_does_not_open() {
    let sandbox = Sandbox::new();
    sandbox.key_with("one", "--recoverable");
    sandbox.key_with("two", "--recoverable");
    let swap = "UPDATE key_secrets SET sealed = (SELECT sealed FROM key_secrets WHERE key_id = 2)
                WHERE key_id = 1";
    sandbox.sql(swap);
    assert_snapshot!(sandbox.run("key reveal one").shown(), @r#"
    | error: the sealed copy of key "alice/one" does not open
    |   why: it was altered or moved outside keyctl
    |   fix: keyctl key rotate alice/one
    = 10
    "#);
    let told = &sandbox.json("audit list --event seal.open_failed")["items"][0];
    assert_eq!((&told["outcome"], &told["target"]), (&"error".into(), &"key:1".into()));
}

#[test]
fn a_key_that_nobody_could_read_can_be_asked_for_again() {
    let sandbox = Sandbox::new();
    sandbox.key_with("ci", "--recoverable");
    let mut command = sandbox.command(&["-q", "key", "reveal", "ci"]);
    command.stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    let shown = sandbox.transcript(command.output().unwrap());
    assert_snapshot!(shown.shown(), @"
    | error: cannot write to standard output: No space left on device (os error 28)
    |   why: the secret was not displayed
    |   fix: keyctl key reveal alice/ci
    = 13
    ");
}
