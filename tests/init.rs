//! `keyctl init`

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

use insta::assert_snapshot;

use crate::support::Sandbox;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn makes_the_database_the_master_key_and_the_first_operator() {
    let sandbox = Sandbox::empty();
    let made = sandbox.run("init --admin Root@Example.com -o json");
    assert_snapshot!(made.shown(), @r#"
    {"kind":"db","database":"DIR/keyctl.db","master_key":"DIR/master.key","master_key_made":true,"kek_id":"KEK","operator":"root","brand":"sk","time_zone":"UTC"}
    | next: keyctl user create E-MAIL, keyctl key create NAME --user root
    "#);
    assert_eq!(mode(&sandbox.database()), 0o600);
    assert_eq!(mode(&sandbox.master_key()), 0o600);
    assert_snapshot!(sandbox.run("user list --columns id,handle,email,role").shown(), @"
    id	handle	email	role
    1	root	root@example.com	admin
    ");
    assert_snapshot!(sandbox.run("audit list --columns seq,actor_type,action,outcome").shown(), @"
    seq	actor_type	action	outcome
    1	owner	db.init	ok
    | 7d: TIME to TIME, zone UTC
    ");
}

#[test]
fn directories_that_are_missing_are_made_for_the_owner_alone() {
    let sandbox = Sandbox::empty();
    let done = sandbox.run("init --db state/deep/keyctl.db --master-key-file keys/master.key -q");
    assert_snapshot!(done.shown(), @"state/deep/keyctl.db");
    for directory in ["state", "state/deep", "keys"] {
        assert_eq!(mode(&sandbox.path(directory)), 0o700, "{directory}");
    }
}

#[test]
fn without_names_the_home_of_the_user_is_the_place() {
    let sandbox = Sandbox::empty();
    let mut command = sandbox.command(&["init", "-q"]);
    command.env_remove("KEYCTL_DB").env_remove("KEYCTL_MASTER_KEY_FILE");
    if Path::new("/var/lib/keyctl/keyctl.db").exists() || rustix::process::geteuid().is_root() {
        // There the places of the system are meant, which a test leaves alone.
        return;
    }
    let done = sandbox.transcript(command.output().unwrap());
    assert_snapshot!(done.shown(), @"DIR/.local/share/keyctl/keyctl.db");
    assert!(sandbox.path(".config/keyctl/master.key").is_file());
}

#[test]
fn a_database_is_never_replaced() {
    let sandbox = Sandbox::new();
    let before = fs::read(sandbox.master_key()).unwrap();
    assert_snapshot!(sandbox.run("init").shown(), @r#"
    | error: database "DIR/keyctl.db" exists
    |   why: a database is never replaced
    |   fix: keyctl db status
    = 4
    "#);
    assert_eq!(fs::read(sandbox.master_key()).unwrap(), before);
    assert_eq!(sandbox.ok("user list -q"), "1\n2\n");
}

#[test]
fn a_master_key_that_exists_is_used() {
    let sandbox = Sandbox::empty();
    let line = format!("{}\n", "0123456789abcdef".repeat(4));
    fs::write(sandbox.master_key(), &line).unwrap();
    fs::set_permissions(sandbox.master_key(), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(sandbox.json("init")["master_key_made"], false);
    assert_eq!(fs::read_to_string(sandbox.master_key()).unwrap(), line);
}

#[test]
fn a_placeholder_is_no_master_key() {
    let sandbox = Sandbox::empty();
    fs::write(sandbox.master_key(), "0".repeat(64)).unwrap();
    fs::set_permissions(sandbox.master_key(), fs::Permissions::from_mode(0o600)).unwrap();
    assert_snapshot!(sandbox.run("init").shown(), @"
    | error: a master key of identical bytes is no key
    |   fix: openssl rand -hex 32
    = 5
    ");
    assert!(!sandbox.database().exists());
}

#[test]
fn a_dry_run_makes_nothing() {
    let sandbox = Sandbox::empty();
    assert_snapshot!(sandbox.run("init --dry-run").shown(), @"| dry run: would have made a database at DIR/keyctl.db");
    assert!(!sandbox.database().exists() && !sandbox.master_key().exists());
}

#[test]
fn brand_and_zone_are_checked() {
    let sandbox = Sandbox::empty();
    assert_snapshot!(sandbox.run("init --brand S").shown(), @r#"
    | error: invalid value 'S' for '--brand <BRAND>': "S" is not a brand: give 2 to 16 of a-z and 0-9, beginning with a letter
    |   fix: keyctl init --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("init --time-zone Mars/Olympus").shown(), @r#"
    | error: invalid value 'Mars/Olympus' for '--time-zone <ZONE>': "Mars/Olympus" is not a time zone: give a name such as Europe/Berlin, or UTC
    |   fix: keyctl init --help
    = 2
    "#);
    sandbox.ok("init --brand acme --time-zone Europe/Berlin");
    sandbox.ok("user create alice@example.com");
    assert!(sandbox.key("ci").starts_with("acme_live_"));
}

#[test]
fn of_many_that_start_at_once_one_makes_the_database() {
    let sandbox = Sandbox::empty();
    let started: Vec<_> = (0..16)
        .map(|_| {
            let mut command = sandbox.command(&["init", "--admin", "root@example.com"]);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    let mut codes: Vec<_> =
        started.into_iter().map(|mut child| child.wait().unwrap().code().unwrap()).collect();
    codes.sort_unstable();
    assert_eq!(codes[..2], [0, 4], "{codes:?}");
    assert_eq!(codes[1], codes[15], "{codes:?}");
    sandbox.ok("db check");
    sandbox.ok("audit verify");
}
