//! `keyctl db`

use std::fs;
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::support::Sandbox;

#[test]
fn status_and_check_need_no_master_key() {
    let sandbox = Sandbox::new();
    let status = sandbox.json("db status");
    assert_eq!((&status["kind"], &status["audit_entries"]), (&"db.status".into(), &2.into()));
    assert_snapshot!(sandbox.run("db check").shown(), @"
    status	audit_tag_checked
    ok	true
    ");
    fs::remove_file(sandbox.master_key()).unwrap();
    assert_eq!(sandbox.json("db status"), status);
    assert_snapshot!(sandbox.run("db check").shown(), @"
    status	audit_tag_checked
    ok	false
    | warning: the tag of the audit log is not checked: there is no master key
    ");
}

#[test]
fn a_backup_opens_with_the_same_master_key() {
    let sandbox = Sandbox::new();
    let key = sandbox.key("ci");
    assert_snapshot!(sandbox.run("db backup copy.db").shown(), @"
    file	kek_id
    copy.db	KEK
    | it does not hold the master key, and opens only with key id KEK
    ");
    assert_eq!(fs::metadata(sandbox.path("copy.db")).unwrap().permissions().mode() & 0o777, 0o600);
    sandbox.ok("key revoke ci -y");
    let verify = ["--db", "copy.db", "-q", "key", "verify"];
    assert_snapshot!(sandbox.feed(&verify, &key).shown(), @"1");
    assert_snapshot!(sandbox.run("db backup copy.db").shown(), @"
    | error: copy.db exists
    |   fix: name another file, or add --keep 7
    = 4
    ");
}

#[test]
fn earlier_copies_are_kept_by_number() {
    let sandbox = Sandbox::new();
    for _ in 0..4 {
        sandbox.ok("db backup copy.db --keep 2 -q");
    }
    let exists = |name: &str| sandbox.path(name).exists();
    assert!(exists("copy.db") && exists("copy.db.1") && exists("copy.db.2"));
    assert!(
        !exists("copy.db.3") && {
            let mut names = fs::read_dir(sandbox.path(".")).unwrap();
            !names.any(|name| name.unwrap().path().extension().is_some_and(|end| end == "tmp"))
        }
    );
    let entries =
        |name: &str| sandbox.json(&format!("--db {name} audit verify"))["entries"].clone();
    assert_eq!((entries("copy.db"), entries("copy.db.2")), (5.into(), 3.into()));
}

#[test]
fn a_dry_run_writes_no_copy() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("db backup copy.db --dry-run").shown(), @"| dry run: would have written copy.db");
    assert!(!sandbox.path("copy.db").exists());
}

#[test]
fn a_backup_pushes_nothing_aside_but_backups() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("notes"), "mine").unwrap();
    fs::hard_link(sandbox.database(), sandbox.path("link.db")).unwrap();
    let before = fs::read(sandbox.master_key()).unwrap();
    for place in ["keyctl.db", "./keyctl.db", "keyctl.db.gen", "master.key", "notes", "link.db"] {
        let refused = sandbox.run(&format!("db backup {place} --keep 1"));
        assert_eq!((refused.code, refused.stdout.as_str()), (5, ""), "{place}: {}", refused.stderr);
        assert!(!sandbox.path(&format!("{place}.1")).exists(), "{place}");
    }
    assert_eq!(sandbox.run("db backup keyctl.db-journal").code, 5);
    assert_eq!(fs::read(sandbox.master_key()).unwrap(), before);
    fs::write(sandbox.path("copy.db.1"), "mine").unwrap();
    sandbox.ok("db backup copy.db -q");
    assert_eq!(sandbox.run("db backup copy.db --keep 2").code, 5, "an older copy that is none");
    sandbox.ok("user list");
}
