//! `keyctl key`

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use insta::assert_snapshot;
use keyctl::domain::time::{Clock, Span};
use rexpect::session::spawn_command;

use crate::support::{Metered, Sandbox};

const COLUMNS: &str = "--columns id,user,name,preview,status,role,requests,cost_usd";

#[test]
fn a_key_is_shown_once_and_then_by_its_preview() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("key create ci --user alice -o json").shown(), @r#"
    {"kind":"key","id":1,"user":"alice","name":"ci","preview":"sk_live_PREFIXPREFIX…LAST","status":"active","role":"basic","created_at":"TIME","last_used_at":null,"expires_at":"TIME","revoked_at":null,"requests":0,"cost_nanos":0,"cost_usd":"0.00","secret":"KEY","out":null}
    | the key is shown this once
    "#);
    assert_snapshot!(sandbox.run(&format!("key list -o table {COLUMNS}")).shown(), @"
    ID  USER   NAME  PREVIEW                    STATUS  ROLE   REQUESTS   COST
     1  alice  ci    sk_live_PREFIXPREFIX…LAST  active  basic         0  $0.00
    ");
    assert_snapshot!(sandbox.run("key show alice/ci -o json").shown(), @r#"{"kind":"key","id":1,"user":"alice","name":"ci","preview":"sk_live_PREFIXPREFIX…LAST","status":"active","role":"basic","created_at":"TIME","last_used_at":null,"expires_at":"TIME","revoked_at":null,"requests":0,"cost_nanos":0,"cost_usd":"0.00","last_used_from":null,"permissions":null,"models":null,"networks":null,"lifetime":"7d","rotate_every":null,"due_at":null,"sunset_at":null,"recoverable":false,"versions":[{"prefix":"sk_live_PREFIXPREFIX","state":"current","created_at":"TIME","valid_until":null,"last_used_at":null,"last_used_from":null,"requests":0}]}"#);
}

#[test]
fn quiet_is_the_key_alone_and_env_name_an_assignment() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("-q key create a --user alice --env test").shown(), @"KEY");
    assert_snapshot!(sandbox.run("key create b --user alice --env-name TOKEN").shown(), @"
    TOKEN=KEY
    | the key is shown this once
    ");
}

#[test]
fn a_file_gets_the_key_and_is_never_replaced() {
    let sandbox = Sandbox::new();
    let made = sandbox.run("key create ci --user alice --out ci.key --columns name,secret,out");
    assert_snapshot!(made.shown(), @"
    name	secret	out
    ci		ci.key
    ");
    let path = sandbox.path("ci.key");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let key = fs::read_to_string(&path).unwrap();
    assert_eq!(sandbox.feed(&["key", "verify"], &key).code, 0);
    assert_snapshot!(sandbox.run("key create other --user alice --out ci.key").shown(), @r#"
    | error: file "ci.key" exists
    |   why: a secret never replaces a file
    = 4
    "#);
    assert_eq!(fs::read_to_string(&path).unwrap(), key);
    assert_eq!(sandbox.ok("key list --columns name --no-headers"), "ci\n");
}

#[test]
fn a_name_is_taken_while_its_key_lives() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    assert_snapshot!(sandbox.run("key create ci --user alice").shown(), @r#"
    | error: key "alice/ci" exists
    |   fix: keyctl key show alice/ci
    = 4
    "#);
    assert_snapshot!(sandbox.run("key create ci --user alice --if-not-exists -q").shown(), @"");
    let again = sandbox.run("key create ci --user alice --if-not-exists -o json");
    assert_snapshot!(again.shown(), @r#"
    {"kind":"key","id":1,"user":"alice","name":"ci","preview":"sk_live_PREFIXPREFIX…LAST","status":"active","role":"basic","created_at":"TIME","last_used_at":null,"expires_at":"TIME","revoked_at":null,"requests":0,"cost_nanos":0,"cost_usd":"0.00","secret":null,"out":null}
    | key "alice/ci" exists, and only a new key can be shown
    "#);
    sandbox.ok("key revoke alice/ci -y");
    sandbox.key("ci");
    assert_eq!(sandbox.ok("key list --columns status --no-headers"), "revoked\nactive\n");
}

#[test]
fn a_key_is_named_in_many_ways() {
    let sandbox = Sandbox::new();
    sandbox.ok("user create bob");
    let key = sandbox.key("ci");
    let prefix = &key[..20];
    for reference in ["1", "alice/ci", "ci", prefix, &prefix[8..]] {
        assert_eq!(sandbox.ok(&format!("key show -q {reference}")), "1\n", "{reference}");
    }
    sandbox.ok("-q key create ci --user bob");
    assert_snapshot!(sandbox.run("key show ci").shown(), @r#"
    | error: key "ci" is not unique
    |   why: several users have one: bob/ci, alice/ci
    |   fix: write bob/ci
    = 2
    "#);
    assert_snapshot!(sandbox.run("key show alice/cj").shown(), @r#"
    | error: key "cj" not found for user alice
    |   why: did you mean "alice/ci"?
    |   fix: keyctl key list --user alice
    = 3
    "#);
    assert_snapshot!(sandbox.run("key show 99").shown(), @r#"
    | error: key "99" not found
    |   why: no key has that name, number or prefix
    |   fix: keyctl key list
    = 3
    "#);
}

#[test]
fn a_revoked_key_is_not_valid() {
    let sandbox = Sandbox::new();
    let key = sandbox.key("ci");
    assert_snapshot!(sandbox.feed(&["key", "verify", "-", "--columns", "user,name,status"], &key).shown(), @"
    user	name	status
    alice	ci	active
    ");
    assert_snapshot!(sandbox.run("key revoke ci --yes --columns name,status").shown(), @"
    name	status
    ci	revoked
    ");
    assert_snapshot!(sandbox.feed(&["key", "verify", "-"], &key).shown(), @"
    | error: the key is not valid
    |   why: the key was revoked
    = 6
    ");
    assert_snapshot!(sandbox.feed(&["key", "verify"], "sk_live_nothing").shown(), @"
    | error: the key is not valid
    |   why: it has not the form of a key, or a typo in it
    = 6
    ");
    assert_snapshot!(sandbox.feed(&["key", "verify", "-o", "json"], "").shown(), @r#"
    | {"error":{"code":"input.secret","message":"the secret is empty","why":null,"fix":null,"exit":2}}
    = 2
    "#);
    assert_snapshot!(sandbox.run("key revoke ci --yes").shown(), @r#"
    | error: key "alice/ci" is already revoked
    = 4
    "#);
}

#[test]
fn several_keys_are_revoked_together_or_not_at_all() {
    let sandbox = Sandbox::new();
    for name in ["a", "b", "c"] {
        sandbox.key(name);
    }
    assert_snapshot!(sandbox.run("key revoke a b nosuch -y").shown(), @r#"
    | error: key "nosuch" not found
    |   why: no key has that name, number or prefix
    |   fix: keyctl key list
    = 3
    "#);
    assert_eq!(sandbox.ok("key list --status revoked -q"), "");
    let done =
        sandbox.run_words(&["key", "revoke", "a", "b", "-y", "-q", "--reason", "left in a paste"]);
    assert_snapshot!(done.shown(), @"
    1
    2
    ");
    let entry = &sandbox.json("audit list --event key.revoke")["items"][0];
    assert_eq!(entry["details"]["reason"], "left in a paste");
    assert_eq!(
        entry["details"]["command"],
        "keyctl key revoke a b -y -q --reason 'left in a paste'"
    );
    assert_eq!(entry["actor"], "root");
}

#[test]
fn every_key_of_a_user_takes_the_name() {
    let sandbox = Sandbox::new();
    sandbox.key("a");
    sandbox.key("b");
    assert_snapshot!(sandbox.run("key revoke --user alice").shown(), @"
    | error: the following required arguments were not provided
    |   why: --all
    |   fix: keyctl key revoke --help
    = 2
    ");
    assert_snapshot!(sandbox.run("key revoke --user alice --all --yes").shown(), @r#"
    | error: input needed: revoke 2 keys of user "alice", "a" to "b"?
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --confirm alice
    = 8
    "#);
    assert_snapshot!(sandbox.run("key revoke --user alice --all --confirm alicia").shown(), @r#"
    | error: "alicia" is not the name "alice"
    |   why: nothing was changed
    = 8
    "#);
    assert_eq!(sandbox.ok("key list --status active -q"), "1\n2\n");
    assert_snapshot!(sandbox.run("key revoke --user alice --all --confirm alice -q").shown(), @"
    1
    2
    ");
    assert_snapshot!(sandbox.run("key revoke --user alice --all --confirm alice -q").shown(), @"");
}

#[test]
fn a_dry_run_shows_no_key_and_keeps_nothing() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    assert_snapshot!(sandbox.run("key create other --user alice --out f --dry-run").shown(), @r#"| dry run: would have created key "alice/other""#);
    assert_snapshot!(sandbox.run("key revoke ci --dry-run").shown(), @r#"| dry run: would have revoked key "alice/ci" (sk_live_PREFIXPREFIX…LAST)"#);
    assert!(!sandbox.path("f").exists());
    assert_eq!(sandbox.ok("key list --columns name,status --no-headers"), "ci\tactive\n");
    assert_eq!(sandbox.json("audit verify")["entries"], 3);
}

#[test]
fn keys_are_found_in_a_text() {
    let sandbox = Sandbox::new();
    let (live, dead) = (sandbox.key("live"), sandbox.key("dead"));
    sandbox.ok("key revoke dead -y");
    let forged = "sk_live_AbCd1234EfGh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3jXhj0";
    let text = format!("key={live};{dead}\n{live} {forged} {}x", &live[..40]);
    let columns = ["--columns", "prefix,user,name,status,verdict"];
    let words = |more: &[&'static str]| [&["key", "identify"], more, &columns[..]].concat();
    assert_snapshot!(sandbox.feed(&words(&["--exit-code"]), &text).shown(), @"
    prefix	user	name	status	verdict
    sk_live_PREFIXPREFIX	alice	live	active	ok
    sk_live_PREFIXPREFIX	alice	dead	revoked	revoked
    sk_live_PREFIXPREFIX				unknown
    = 12
    ");
    assert_snapshot!(sandbox.feed(&words(&["--revoke"]), &text).shown(), @"
    | error: input needed: revoke the active keys in it?
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --yes
    = 8
    ");
    assert_snapshot!(sandbox.feed(&words(&["--revoke", "--dry-run"]), &live).shown(), @r#"
    prefix	user	name	status	verdict
    sk_live_PREFIXPREFIX	alice	live	active	ok
    | dry run: would have revoked key "alice/live" (sk_live_PREFIXPREFIX…LAST)
    "#);
    assert_snapshot!(sandbox.feed(&words(&["--revoke", "--yes"]), &text).shown(), @r#"
    prefix	user	name	status	verdict
    sk_live_PREFIXPREFIX	alice	live	revoked	ok
    sk_live_PREFIXPREFIX	alice	dead	revoked	revoked
    sk_live_PREFIXPREFIX				unknown
    | revoked key "alice/live" (sk_live_PREFIXPREFIX…LAST)
    "#);
    assert_snapshot!(sandbox.feed(&words(&["--exit-code"]), &live).shown(), @"
    prefix	user	name	status	verdict
    sk_live_PREFIXPREFIX	alice	live	revoked	revoked
    ");
    assert_snapshot!(sandbox.feed(&words(&[]), "nothing here").shown(), @"prefix	user	name	status	verdict");
}

/// Moves what is stored of a key so many days into the past.
fn age(sandbox: &Sandbox, key: &str, days: u32) {
    let micros = u64::from(days) * 86_400_000_000;
    sandbox.sql(&format!(
        "UPDATE keys SET created_at = created_at - {micros}, expires_at = expires_at - {micros}
         WHERE name = '{key}'"
    ));
}

#[test]
fn keys_that_expire_soon_are_found() {
    let sandbox = Sandbox::new();
    let list = |more: &str| sandbox.run(&format!("key list --columns name,status {more}")).shown();
    sandbox.ok("key create late --user root --expires 15d -q");
    assert_snapshot!(list("--expiring 14d --exit-code"), @"name	status");
    sandbox.ok("key create soon --user root --expires 13d -q");
    sandbox.ok("key create stopped --user root --expires 1d -q");
    sandbox.ok("key suspend stopped");
    sandbox.ok("key create gone --user root --expires 2d -q");
    sandbox.ok("key revoke gone -y");
    sandbox.ok("key create ended --user root --expires 3d -q");
    age(&sandbox, "ended", 3);
    assert_snapshot!(list("--expiring 14d --exit-code"), @"
    name	status
    soon	active
    stopped	suspended
    = 12
    ");
    assert_snapshot!(list("--expiring 14d"), @"
    name	status
    soon	active
    stopped	suspended
    ");
    assert_snapshot!(list("--expiring 14d --status active --exit-code"), @"
    name	status
    soon	active
    = 12
    ");
    assert_snapshot!(list("--expiring 14d --user alice --exit-code"), @"name	status");
    assert_snapshot!(list("--status expired"), @"
    name	status
    ended	expired
    ");
    assert_snapshot!(list("--status active"), @"
    name	status
    late	active
    soon	active
    ");
    assert_snapshot!(list("--expiring 14"), @r#"
    | error: invalid value '14' for '--expiring <14d>': "14" lacks a unit: give 90s, 15m (minutes), 24h, 7d, 2w or 1d12h
    |   fix: keyctl key list --help
    = 2
    "#);
}

#[test]
fn keys_that_nobody_uses_are_found() {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add demo --dialect demo --route demo-*");
    for name in ["never", "lately", "long-ago", "revoked", "young"] {
        sandbox.ok(&format!("key create {name} --user root --expires 365d -q"));
    }
    sandbox.ok("key revoke revoked -y");
    for name in ["never", "lately", "long-ago", "revoked"] {
        age(&sandbox, name, 100);
    }
    let used = |at: String, key| {
        sandbox.meter(&[Metered { at: &at, key, model: "m", tokens: (1, 1), cost: None }]);
    };
    let now = Clock::System.now();
    let days_ago = |days: u32| now.saturating_sub(Span::from_secs(days * 86_400)).to_string();
    used(days_ago(91), "long-ago");
    used(days_ago(89), "lately");
    let list =
        |more: &str| sandbox.run(&format!("key list --columns name,requests {more}")).shown();
    assert_snapshot!(list("--unused 90d --exit-code"), @"
    name	requests
    never	0
    long-ago	1
    = 12
    ");
    assert_snapshot!(list("--unused 101d --exit-code"), @"name	requests");
    used(days_ago(1), "long-ago");
    assert_snapshot!(list("--unused 90d"), @"
    name	requests
    never	0
    ");
    let shown = sandbox.json("key show long-ago");
    assert_eq!(shown["last_used_at"], days_ago(1));
    assert_eq!(shown["last_used_from"], "127.0.0.1");
    let listed = sandbox.json("key list --columns name,last_used_at");
    assert_eq!(listed["items"][0]["last_used_at"], serde_json::Value::Null);
    assert_eq!(listed["items"][2]["last_used_at"], days_ago(1));
}

#[test]
fn keys_of_another_system_are_found_until_they_are_rotated() {
    let sandbox = Sandbox::new();
    sandbox.key("ours");
    sandbox.key("theirs");
    sandbox.sql("UPDATE key_secrets SET imported = 1 WHERE id = 2");
    let list = || sandbox.run("key list --legacy --exit-code --columns id,name").shown();
    assert_snapshot!(list(), @"
    id	name
    2	theirs
    = 12
    ");
    // What a rotation leaves: the imported version within its grace, and one of ours.
    sandbox.sql(
        "UPDATE key_secrets SET state = 'previous', valid_until = 0 WHERE id = 2;
         INSERT INTO key_secrets
             (key_id, state, prefix, last_four, digest, data_key_id, imported, created_at)
         SELECT 2, 'current', 'sk_live_000000000000', 'abcd', digest, data_key_id, 0, 0
         FROM key_secrets WHERE id = 1",
    );
    assert_snapshot!(list(), @"id	name");
}

#[test]
fn all_that_is_found_in_a_long_text_is_revoked_together() {
    let sandbox = Sandbox::new();
    let (one, two, three) = (sandbox.key("one"), sandbox.key("two"), sandbox.key("three"));
    let filler = "  self.next_live_test_value = self.read_test_row(live_)\n".repeat(10_000);
    let text = format!("{filler}{one}{two}{filler}token_{three}\n{filler}{one}{filler}");
    let words = ["key", "identify", "--revoke", "--exit-code", "--columns", "name,status,verdict"];
    assert_snapshot!(sandbox.feed(&words, "nothing here").shown(), @"
    | error: input needed: revoke the active keys in it?
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --yes
    = 8
    ");
    assert_snapshot!(sandbox.feed(&[&words[..], &["--dry-run"]].concat(), &text).shown(), @r#"
    name	status	verdict
    one	active	ok
    two	active	ok
    three	active	ok
    | dry run: would have revoked 3 keys of user "alice", "one" to "three"
    = 12
    "#);
    assert_snapshot!(sandbox.feed(&[&words[..], &["--yes"]].concat(), &text).shown(), @r#"
    name	status	verdict
    one	revoked	ok
    two	revoked	ok
    three	revoked	ok
    | revoked 3 keys of user "alice", "one" to "three"
    = 12
    "#);
    assert_eq!(sandbox.ok("key list --status active -q"), "");
}

/// What a person at a terminal sees and answers.
fn at_a_terminal(command: Command, answer: &str) -> String {
    let mut terminal = spawn_command(command, Some(20_000)).unwrap();
    let asked = terminal.exp_regex(r"\[y/N\] $|go on: $").unwrap();
    terminal.send_line(answer).unwrap();
    asked.0 + &asked.1 + &terminal.exp_eof().unwrap()
}

#[test]
fn a_person_is_asked() {
    let sandbox = Sandbox::new();
    sandbox.key("a");
    sandbox.key("b");
    let command = |words: &[&str]| {
        let mut command = sandbox.command(words);
        command.env("TERM", "dumb");
        command
    };
    let said = at_a_terminal(command(&["key", "revoke", "a"]), "n");
    assert!(said.starts_with("revoke key \"alice/a\" (sk_live_"), "{said}");
    assert!(said.contains("error: declined"), "{said}");
    assert_eq!(sandbox.ok("key list --status active -q"), "1\n2\n");
    at_a_terminal(command(&["key", "revoke", "a"]), "y");
    assert_eq!(sandbox.ok("key list --status active -q"), "2\n");
    let all = ["key", "revoke", "--user", "alice", "--all"];
    let said = at_a_terminal(command(&all), "bob");
    assert!(said.contains("\"bob\" is not the name \"alice\""), "{said}");
    at_a_terminal(command(&all), "alice");
    assert_eq!(sandbox.ok("key list --status active -q"), "");
}

#[test]
fn a_person_who_types_a_text_is_asked_after_its_end() {
    let sandbox = Sandbox::new();
    let key = sandbox.key("ci");
    let mut command = sandbox.command(&["key", "identify", "--revoke"]);
    command.env("TERM", "dumb");
    let mut terminal = spawn_command(command, Some(20_000)).unwrap();
    terminal.send_line(&key).unwrap();
    terminal.send_control('d').unwrap();
    let asked = terminal.exp_regex(r"\[y/N\] $").unwrap();
    assert!(asked.0.contains("revoke key \"alice/ci\""), "{asked:?}");
    terminal.send_line("y").unwrap();
    let said = terminal.exp_eof().unwrap();
    assert!(said.contains("revoked key \"alice/ci\""), "{said}");
    assert_eq!(sandbox.ok("key list --status active -q"), "");
}
