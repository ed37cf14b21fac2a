//! `keyctl audit`

use insta::assert_snapshot;

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
    status	entries	epoch	head_hash
    ok	2	1	SHA256
    ");
    std::fs::remove_file(sandbox.master_key()).unwrap();
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
    let database = std::fs::read(sandbox.database()).unwrap();
    let place = database.windows(11).position(|bytes| bytes == b"user.create").unwrap();
    let mut altered = database;
    altered[place..place + 11].copy_from_slice(b"user.delete");
    std::fs::write(sandbox.database(), altered).unwrap();
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
