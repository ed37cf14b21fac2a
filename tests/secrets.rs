//! Secrets stay where they belong, and files that others can use are refused.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};

use insta::assert_snapshot;

use crate::support::Sandbox;

#[test]
fn a_whole_key_as_an_argument_is_refused_before_anything_runs() {
    let sandbox = Sandbox::new();
    let key = sandbox.key("ci");
    for words in [
        vec!["key", "show", &key],
        vec!["key", "revoke", "ci", "-y", "--reason", &key],
        vec!["user", "create", &key],
        vec!["nosuch", &key],
    ] {
        let refused = sandbox.run_words(&words);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{refused}");
        assert!(!refused.stderr.contains(&key[21..]), "{refused}");
    }
    assert_snapshot!(sandbox.run_words(&["key", "show", &key]).shown(), @"
    | error: a whole key was typed: sk_live_PREFIXPREFIX…
    |   why: it now stands in the shell's history, so it was not used
    |   fix: keyctl key revoke sk_live_PREFIXPREFIX
    = 2
    ");
    assert_eq!(sandbox.ok("key list --status active -q"), "1\n");
}

#[test]
fn a_key_stands_in_no_file() {
    let sandbox = Sandbox::new();
    let key = sandbox.key("ci");
    sandbox.feed(&["-vv", "key", "verify"], &key);
    sandbox.feed(&["-vv", "key", "identify"], &key);
    sandbox.ok("db backup copy.db");
    sandbox.ok("key revoke ci -y");
    assert_eq!(sandbox.files_with(&key[21..]), Vec::<String>::new());
    assert!(!sandbox.files_with(&key[..20]).is_empty(), "the prefix is public, and is found");
}

#[test]
fn a_master_key_that_others_can_use_is_refused() {
    let sandbox = Sandbox::new();
    fs::set_permissions(sandbox.master_key(), Permissions::from_mode(0o644)).unwrap();
    assert_snapshot!(sandbox.run("key create ci --user alice").shown(), @r#"
    | error: file "DIR/master.key" has mode 0644, others can use it
    |   fix: chmod 600 DIR/master.key
    = 7
    "#);
    assert_eq!(sandbox.ok("user list -q"), "1\n2\n");
    fs::set_permissions(sandbox.master_key(), Permissions::from_mode(0o600)).unwrap();
    fs::rename(sandbox.master_key(), sandbox.path("elsewhere")).unwrap();
    symlink(sandbox.path("elsewhere"), sandbox.master_key()).unwrap();
    assert_snapshot!(sandbox.run("key create ci --user alice").shown(), @r#"
    | error: "DIR/master.key" is not a regular file
    = 7
    "#);
}

#[test]
fn a_master_key_that_is_missing_or_wrong_is_told() {
    let sandbox = Sandbox::new();
    fs::remove_file(sandbox.master_key()).unwrap();
    assert_snapshot!(sandbox.run("key create ci --user alice").shown(), @r#"
    | error: master key "DIR/master.key" not found
    |   why: it opens the database, and `keyctl init` made it along with it
    |   fix: add --master-key-file FILE
    = 3
    "#);
    fs::write(sandbox.master_key(), "0123456789abcdef".repeat(4)).unwrap();
    fs::set_permissions(sandbox.master_key(), Permissions::from_mode(0o600)).unwrap();
    let wrong = sandbox.run("key create ci --user alice");
    assert_snapshot!(wrong.shown(), @"
    | error: this is not the master key of this database
    |   why: the database wants key id KEK, this key has KEK
    = 10
    ");
}

#[test]
fn a_database_that_others_can_read_is_refused() {
    let sandbox = Sandbox::new();
    fs::set_permissions(sandbox.database(), Permissions::from_mode(0o640)).unwrap();
    assert_snapshot!(sandbox.run("user list").shown(), @r#"
    | error: file "DIR/keyctl.db" has mode 0640, others can use it
    |   fix: chmod 600 DIR/keyctl.db
    = 7
    "#);
}

#[test]
fn a_missing_database_is_not_made() {
    let sandbox = Sandbox::empty();
    assert_snapshot!(sandbox.run("user list").shown(), @"
    | error: no database at DIR/keyctl.db
    |   fix: keyctl init
    = 3
    ");
    assert_snapshot!(sandbox.run("user create bob").shown(), @"
    | error: no database at DIR/keyctl.db
    |   fix: keyctl init
    = 3
    ");
    assert!(!sandbox.database().exists());
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("notes"), "not a database at all, but long enough to be one".repeat(99))
        .unwrap();
    fs::set_permissions(sandbox.path("notes"), Permissions::from_mode(0o600)).unwrap();
    let before = fs::read(sandbox.path("notes")).unwrap();
    assert_snapshot!(sandbox.run("--db notes user list").shown(), @"
    | error: the database is damaged: file is not a database
    |   why: it is left as it is
    |   fix: restore a backup
    = 10
    ");
    assert_eq!(fs::read(sandbox.path("notes")).unwrap(), before);
}

#[test]
fn a_locked_database_can_be_read_and_a_writer_waits() {
    let sandbox = Sandbox::new();
    let mut store = sandbox.store();
    let write = store.write().unwrap();
    assert_eq!(sandbox.ok("user list -q"), "1\n2\n");
    assert_snapshot!(sandbox.run("user create bob").shown(), @"
    | error: the database is locked by another process
    |   why: it stayed locked for as long as this command waits
    |   fix: try again
    = 9
    ");
    drop(write);
    sandbox.ok("user create bob");
}
