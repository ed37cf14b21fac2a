//! `keyctl audit`

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, ChildStdout, Stdio};

use insta::assert_snapshot;
use rustix::process::{Pid, Signal, kill_process};

use crate::support::Sandbox;

#[test]
fn every_change_is_an_entry() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    sandbox.ok("key revoke ci -y");
    let columns = "--columns seq,actor_type,actor,action,target,outcome,source";
    assert_snapshot!(sandbox.run(&format!("audit list -o table {columns}")).shown(), @"
    SEQ  ACTOR TYPE  ACTOR  ACTION       TARGET  OUTCOME  SOURCE
      1  owner       root   db.init      db:1    ok       cli
      2  operator    root   user.create  user:2  ok       cli
      3  operator    root   key.create   key:1   ok       cli
      4  operator    root   key.revoke   key:1   ok       cli
    | 7d: TIME to TIME, zone UTC
    ");
    assert_snapshot!(sandbox.run(&format!("audit list --event key.* --sort seq:desc {columns}")).shown(), @"
    seq	actor_type	actor	action	target	outcome	source
    4	operator	root	key.revoke	key:1	ok	cli
    3	operator	root	key.create	key:1	ok	cli
    | 7d: TIME to TIME, zone UTC
    ");
    assert_eq!(sandbox.ok("audit list --outcome denied -q"), "");
    assert_eq!(sandbox.ok("audit list --actor root --event user.create -q"), "2\n");
    assert_eq!(sandbox.ok("audit list --period yesterday -q"), "");
    assert_snapshot!(sandbox.run("audit list --outcome maybe").shown(), @r#"
    | error: invalid value 'maybe' for '--outcome <OUTCOME>': "maybe" is not one of ok, denied, error
    |   fix: keyctl audit list --help
    = 2
    "#);
}

#[test]
fn an_entry_says_who_where_and_by_which_words() {
    let sandbox = Sandbox::new();
    let mut entry = sandbox.json("audit show 2");
    let details = entry["details"].as_object_mut().unwrap();
    let command = details["command"].as_str().unwrap();
    assert_eq!(command, "keyctl user create alice@example.com");
    assert!(!details["host"].as_str().unwrap().is_empty());
    assert!(!details["os_user"].as_str().unwrap().is_empty());
    assert_eq!(details["user"], "alice");
    assert_eq!((&entry["actor_type"], &entry["actor"]), (&"operator".into(), &"root".into()));
    assert_snapshot!(sandbox.run("audit show 99").shown(), @"
    | error: audit entry 99 not found
    |   fix: keyctl audit list
    = 3
    ");
}

#[test]
fn the_log_proves_itself() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("audit verify").shown(), @"
    status	entries	epoch	head_hash	first
    ok	2	1	SHA256	1
    ");
    fs::remove_file(sandbox.master_key()).unwrap();
    assert_snapshot!(sandbox.run("audit verify").shown(), @r#"
    | error: master key "DIR/master.key" not found
    |   why: it opens the database, and `keyctl init` made it along with it
    |   fix: add --master-key-file FILE
    = 3
    "#);
}

#[test]
fn an_altered_entry_is_named() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    // As somebody would who can write the file but is not keyctl.
    let database = fs::read(sandbox.database()).unwrap();
    let place = database.windows(11).position(|bytes| bytes == b"user.create").unwrap();
    let mut altered = database;
    altered[place..place + 11].copy_from_slice(b"user.delete");
    fs::write(sandbox.database(), altered).unwrap();
    assert_snapshot!(sandbox.run("audit verify").shown(), @"
    | error: audit entry 2 is not as it was written
    |   why: it was altered outside keyctl, or the disk is failing
    = 10
    ");
    assert_snapshot!(sandbox.run("db check").shown(), @"
    | error: the database has 1 fault
    |   why: audit entry 2 is not as it was written
    |   fix: restore a backup
    = 10
    ");
}

#[test]
fn a_list_is_narrowed_to_whom_it_concerns() {
    let sandbox = Sandbox::new();
    sandbox.ok("user create bob@example.com");
    let key = sandbox.key("ci");
    sandbox.key("web");
    sandbox.ok("key rotate alice/ci --grace 0 -y");
    sandbox.ok("key revoke alice/ci -y");
    sandbox.ok("-q key create ci --user alice");
    let listed = |options: &str| sandbox.ok(&format!("audit list -q {options}"));
    assert_eq!(listed("--user alice"), "2\n4\n5\n6\n7\n8\n");
    assert_eq!(listed("--user bob@example.com"), "3\n");
    assert_eq!(listed("--key alice/web"), "5\n");
    assert_eq!(listed("--key alice/ci"), "4\n6\n7\n8\n", "the revoked one and the one after");
    assert_eq!(listed("--key 1"), "4\n6\n7\n");
    assert_eq!(listed(&format!("--key {}", &key[..20])), "4\n6\n7\n", "by a prefix of before");
    assert_eq!(listed("--key alice/ci --event key.revoke --user alice"), "7\n");
    assert_eq!(listed("--ip 192.0.2.1"), "");
    assert_snapshot!(sandbox.run("audit list --user alcie").shown(), @r#"
    | error: user "alcie" not found
    |   why: did you mean "alice"?
    |   fix: keyctl user list
    = 3
    "#);
    assert_eq!(sandbox.run("audit list --ip nowhere").code, 2);
}

#[test]
fn what_would_move_a_cursor_or_turn_text_is_shown_as_an_escape() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    let reason = "\u{1b}[2J\u{9b}\u{202e}=x";
    let words = ["key", "revoke", "ci", "-y", "--reason", reason];
    assert_eq!(sandbox.run_words(&words).code, 0);
    for line in [
        "audit list -o table --columns details",
        "audit list -o tsv",
        "audit list -o csv",
        "audit list -o json",
        "audit list -o jsonl",
        "audit show 4 -o table",
        "audit export --raw",
    ] {
        let shown = sandbox.ok(line);
        assert!(shown.contains("[2J"), "{line}: {shown}");
        assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{line}: {shown:?}");
    }
}

#[test]
fn an_export_holds_every_entry_and_is_one_itself() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    let csv = sandbox.ok("audit export");
    let head = "seq,time,actor_type,actor,action,target,outcome,request_id,source,details,hash";
    assert_eq!(csv.lines().next(), Some(head));
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert_eq!(sandbox.ok("audit export -o jsonl --out entries.jsonl"), "");
    let path = sandbox.path("entries.jsonl");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let lines = fs::read_to_string(&path).unwrap();
    let entries: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(entries.len(), 4, "the export of before too");
    assert_eq!(entries[3]["action"], "audit.export");
    for entry in &entries {
        let shown = sandbox.json(&format!("audit show {}", entry["seq"]));
        assert_eq!((&entry["hash"], &entry["details"]), (&shown["hash"], &shown["details"]));
    }
    assert_snapshot!(sandbox.run("audit export --out entries.jsonl").shown(), @r#"
    | 7d: TIME to TIME, zone UTC
    | error: file "entries.jsonl" exists
    |   why: an export never replaces a file
    = 4
    "#);
    assert_eq!(sandbox.ok("audit list --event audit.export -q").lines().count(), 2);
    fs::remove_file(sandbox.master_key()).unwrap();
    let unrecorded = sandbox.run("audit export");
    assert_eq!((unrecorded.code, unrecorded.stdout.lines().count()), (0, 6));
    assert!(unrecorded.stderr.contains("does not record this export"), "{unrecorded}");
}

#[test]
fn an_anchor_is_one_line_and_proves_what_was_before_it() {
    let sandbox = Sandbox::new();
    let line = sandbox.ok("audit anchor");
    assert_snapshot!(sandbox.run("audit anchor").shown(), @"1 4 SHA256 TIME SHA256");
    let json = sandbox.json("audit anchor");
    let fields = ["epoch", "seq", "head_hash", "time", "mac"];
    let words: Vec<_> = fields.map(|name| json[name].to_string().replace('"', "")).into();
    assert_eq!(json["line"], words.join(" "));
    fs::write(sandbox.path("anchors"), format!("{line}{}\n", words.join(" "))).unwrap();
    assert_snapshot!(sandbox.run("audit verify --anchor anchors").shown(), @"
    status	entries	epoch	head_hash	first	anchors_held
    ok	5	1	SHA256	1	2
    ");
    assert_eq!(sandbox.feed(&["audit", "verify", "--anchor", "-"], &line).code, 0);
    assert_eq!(sandbox.run("audit verify --anchor nowhere").code, 3);
    assert_snapshot!(sandbox.feed(&["audit", "verify", "--anchor", "-"], "1 2 3").shown(), @"
    | error: line 1 of the anchors is none
    |   why: an anchor is a line that `keyctl audit anchor` wrote
    = 2
    ");
    assert_eq!(sandbox.ok("audit anchor --dry-run"), "");
    assert_eq!(sandbox.ok("audit list -q").lines().count(), 5);
}

#[test]
fn an_older_database_in_the_place_of_the_present_one_is_found_by_an_anchor() {
    let sandbox = Sandbox::new();
    fs::copy(sandbox.database(), sandbox.path("older.db")).unwrap();
    sandbox.key("ci");
    sandbox.ok("key revoke ci -y");
    fs::write(sandbox.path("anchors"), sandbox.ok("audit anchor")).unwrap();
    fs::rename(sandbox.path("older.db"), sandbox.database()).unwrap();
    assert_eq!(sandbox.run("audit verify").code, 0, "it is consistent in itself");
    assert_snapshot!(sandbox.run("audit verify --anchor anchors").shown(), @"
    | error: the audit log ends with entry 2, but 5 was anchored
    |   why: an older database was put in the place of the one that was anchored
    = 10
    ");
}

#[test]
fn every_tampering_ends_with_10_and_names_its_place() {
    let damages = [
        ("UPDATE audit_log SET target = 'user:9' WHERE seq = 3", "audit entry 3 is not"),
        ("DELETE FROM audit_log WHERE seq = 3", "audit entry 4 is not"),
        (
            "UPDATE audit_log SET seq = 99 WHERE seq = 3;
             UPDATE audit_log SET seq = 3 WHERE seq = 4;
             UPDATE audit_log SET seq = 4 WHERE seq = 99",
            "audit entry 3 is not",
        ),
        ("DELETE FROM audit_log WHERE seq = 4", "after entry 3"),
        (
            "INSERT INTO audit_log (seq, at, actor_type, action, outcome, details, hash)
             VALUES (5, 1, 'owner', 'db.backup', 'ok', '{}', zeroblob(32))",
            "after entry 4",
        ),
        (
            "INSERT INTO audit_checkpoints
             SELECT 2, hash, 2, 1, NULL, zeroblob(32) FROM audit_log WHERE seq = 2;
             DELETE FROM audit_log WHERE seq <= 2",
            "the checkpoint after entry 2 is not signed",
        ),
    ];
    for (damage, found) in damages {
        let sandbox = Sandbox::new();
        sandbox.key("ci");
        sandbox.key("web");
        sandbox.sql("DROP TRIGGER audit_log_keeps; DROP TRIGGER audit_log_stays");
        sandbox.sql(damage);
        let verified = sandbox.run("audit verify");
        assert_eq!((verified.code, verified.stdout.as_str()), (10, ""), "{damage}: {verified}");
        assert!(verified.stderr.contains(found), "{damage}: {verified}");
    }
}

#[test]
fn retention_removes_the_oldest_after_asking() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    assert_snapshot!(sandbox.run("audit prune -y").shown(), @"
    removed	from	to	before
    0			
    | no entry is that old
    ");
    assert_snapshot!(sandbox.run("audit prune --before now --no-input").shown(), @"
    | error: input needed: remove 3 audit entries older than TIME?
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --yes
    = 8
    ");
    assert_snapshot!(sandbox.run("audit prune --before now --dry-run").shown(), @"| dry run: would have removed 3 audit entries older than TIME");
    assert_eq!(sandbox.ok("audit list -q").lines().count(), 3);
    assert_snapshot!(sandbox.run("audit prune --before now -y").shown(), @"
    removed	from	to	before
    3	1	3	TIME
    ");
    assert_eq!(sandbox.ok("audit list -q"), "4\n");
    assert_snapshot!(sandbox.run("audit verify").shown(), @"
    status	entries	epoch	head_hash	first
    ok	4	1	SHA256	4
    ");
    sandbox.ok("db check");
    fs::write(sandbox.path("anchors"), sandbox.ok("audit anchor")).unwrap();
    sandbox.key("web");
    let refused = sandbox.run("audit prune --before now -y");
    assert_eq!(refused.code, 5, "{refused}");
    assert!(refused.stderr.contains("the newest anchor is of 5"), "{refused}");
    sandbox.ok("audit verify --anchor anchors");
    sandbox.sql("DELETE FROM audit_checkpoints");
    let verified = sandbox.run("audit verify");
    assert!(verified.stderr.contains("audit entry 4 is not"), "{verified}");
    assert_eq!(verified.code, 10);
    assert_eq!(sandbox.run("audit prune --before +1d -y").code, 2);
}

#[test]
fn a_broken_log_goes_on_once_somebody_has_answered_for_it() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("audit accept --reason none --confirm keyctl.db").shown(), @"
    | error: the audit log is whole
    |   why: there is nothing to accept
    = 4
    ");
    sandbox.sql("UPDATE audit_head SET mac = zeroblob(32)");
    assert_snapshot!(sandbox.run("key create ci --user alice").shown(), @"
    | error: the tag of the audit log's head does not stand as expected
    |   fix: keyctl audit verify
    = 10
    ");
    let accept = |rest: &[&str]| {
        sandbox.run_words(&[&["audit", "accept", "--reason", "disk replaced"], rest].concat())
    };
    assert_snapshot!(accept(&["-y"]).shown(), @r#"
    | error: input needed: the audit log's head is not signed by this database's key. Give up what the log proves up to here, and go on?
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --confirm keyctl.db
    = 8
    "#);
    assert_eq!(accept(&["--dry-run"]).code, 0);
    assert_eq!(sandbox.run("audit verify").code, 10);
    assert_snapshot!(accept(&["--confirm", "keyctl.db"]).shown(), @"
    epoch	entries	head_hash	found
    2	3	SHA256	the audit log's head is not signed by this database's key
    ");
    sandbox.key("ci");
    let details = &sandbox.json("audit show 3")["details"];
    assert_eq!((&details["reason"], &details["old_count"]), (&"disk replaced".into(), &2.into()));
    assert_snapshot!(sandbox.run("audit verify").shown(), @"
    status	entries	epoch	head_hash	first
    ok	4	2	SHA256	3
    ");
}

/// `audit list --follow`, which ends with the test.
struct Following(Child, BufReader<ChildStdout>);

impl Following {
    fn start(sandbox: &Sandbox, options: &[&str]) -> Self {
        let mut command = sandbox.command(&[&["audit", "list", "--follow"], options].concat());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self(child, lines)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.1.read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[test]
fn following_shows_what_comes_and_ends_well() {
    let sandbox = Sandbox::new();
    let columns = ["--columns", "seq,action", "-o", "tsv"];
    let mut all = Following::start(&sandbox, &columns);
    assert_eq!(all.line(), "seq\taction\n");
    assert_eq!(all.line(), "1\tdb.init\n");
    assert_eq!(all.line(), "2\tuser.create\n");
    let newest = ["--limit", "1", "--event", "user.*", "--columns", "seq", "-o", "jsonl"];
    let mut some = Following::start(&sandbox, &newest);
    assert_eq!(some.line(), "{\"seq\":2}\n");
    sandbox.key("ci");
    assert_eq!(all.line(), "3\tkey.create\n");
    sandbox.ok("user create bob@example.com");
    assert_eq!(all.line(), "4\tuser.create\n");
    assert_eq!(some.line(), "{\"seq\":4}\n");
    for (following, signal) in [(&mut all, Signal::INT), (&mut some, Signal::TERM)] {
        kill_process(Pid::from_child(&following.0), signal).unwrap();
        assert_eq!(following.0.wait().unwrap().code(), Some(0));
        assert_eq!(following.line(), "", "nothing after the end");
    }
    let refused = sandbox.run("audit list --follow -o json");
    assert!(refused.stderr.contains("a list that goes on cannot be one JSON object"), "{refused}");
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert_eq!(sandbox.run("audit list --follow --sort time").code, 2);
}
