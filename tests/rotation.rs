//! `keyctl key rotate` and `keyctl key regenerate`

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{Sandbox, Transcript};

/// What of a rotation is looked at, where the rest is that of any key.
const MADE: &str = "--columns name,prefix,version,previous_prefix,previous_valid_until,secret,out";

/// How `key verify` ends for a key: 0 where it is served.
fn verified(sandbox: &Sandbox, key: &str) -> i32 {
    sandbox.feed(&["key", "verify"], key).code
}

/// Lets so many days pass for the key of a name, as far as its rotation is concerned.
fn age(sandbox: &Sandbox, name: &str, days: i64) {
    let micros = days * 86_400_000_000;
    let sql = "UPDATE key_secrets SET created_at = created_at - ?1
               WHERE state = 'current' AND key_id = (SELECT id FROM keys WHERE name = ?2)";
    assert_eq!(sandbox.connection().execute(sql, (micros, name)).unwrap(), 1);
}

/// A key of `alice` that is due.
fn due(sandbox: &Sandbox, name: &str) -> String {
    let key = sandbox.key_with(name, "--rotate-every 1d");
    age(sandbox, name, 2);
    key
}

/// What stands in the file of a key of `alice`.
fn filed(sandbox: &Sandbox, name: &str) -> String {
    fs::read_to_string(sandbox.path("keys/alice").join(name)).unwrap().trim().to_owned()
}

const ALIVE: &str = "SELECT count(*) FROM key_secrets
    WHERE state = 'current' OR state IN ('previous', 'offered')
        AND valid_until > CAST(strftime('%s', 'now') AS INTEGER) * 1000000";

#[test]
fn a_rotated_key_is_shown_once_and_the_old_secret_goes_on() {
    let sandbox = Sandbox::new();
    let old = sandbox.key("ci");
    let made = sandbox.run("key rotate ci -o json");
    assert_snapshot!(made.shown(), @r#"
    {"kind":"key","id":1,"user":"alice","name":"ci","preview":"sk_live_PREFIXPREFIX…LAST","status":"active","role":"basic","created_at":"TIME","last_used_at":null,"expires_at":"TIME","revoked_at":null,"requests":0,"cost_nanos":0,"cost_usd":"0.00","prefix":"sk_live_PREFIXPREFIX","version":2,"valid_until":null,"previous_prefix":"sk_live_PREFIXPREFIX","previous_valid_until":"TIME","secret":"KEY","out":null}
    | the key is shown this once
    "#);
    let new = serde_json::from_str::<Value>(&made.stdout).unwrap();
    assert_eq!(verified(&sandbox, new["secret"].as_str().unwrap()), 0);
    assert_eq!(verified(&sandbox, &old), 0);
    assert_eq!(sandbox.files_with(new["secret"].as_str().unwrap()), Vec::<String>::new());
    let quiet = sandbox.run("-q key rotate alice/ci");
    assert_snapshot!(quiet.shown(), @"KEY");
    assert_eq!(verified(&sandbox, &old), 6, "a second rotation within the grace ends the oldest");
    assert_eq!(verified(&sandbox, new["secret"].as_str().unwrap()), 0);
    assert_eq!(sandbox.number(ALIVE), 2);
    let named = sandbox.run("key rotate 1 --env-name TOKEN");
    assert_snapshot!(named.shown(), @"
    TOKEN=KEY
    | the key is shown this once
    ");
}

#[test]
fn without_grace_it_is_confirmed_and_the_old_secret_ends_at_once() {
    let sandbox = Sandbox::new();
    let old = sandbox.key("ci");
    for line in ["key rotate ci --grace 0", "key rotate ci --compromised", "key regenerate ci"] {
        let asked = sandbox.run(line);
        assert_eq!(asked.code, 8, "{line}: {asked}");
    }
    assert_snapshot!(sandbox.run("key regenerate ci").shown(), @r#"
    | error: input needed: end the secret of key "alice/ci" (sk_live_PREFIXPREFIX…LAST) at once?
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --yes
    = 8
    "#);
    assert_eq!(verified(&sandbox, &old), 0);
    let next = sandbox.ok("-q key regenerate ci --yes");
    assert_eq!((verified(&sandbox, &old), verified(&sandbox, &next)), (6, 0));
    let last = sandbox.ok("-q keys rotate ci --compromised -y");
    assert_eq!((verified(&sandbox, &next), verified(&sandbox, &last)), (6, 0));
    assert_eq!(sandbox.number(ALIVE), 1);
    let told = sandbox.ok("audit list --event key.rotate -o jsonl");
    assert_eq!(told.lines().count(), 2);
    assert!(told.lines().last().unwrap().contains("compromised"), "{told}");
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_changed() {
    let sandbox = Sandbox::new();
    let key = sandbox.key("a");
    sandbox.key("b");
    for (line, code) in [
        ("key rotate", 2),
        ("key rotate a --due", 2),
        ("key rotate a --max 3", 2),
        ("key rotate a --user alice", 2),
        ("key rotate a --grace 31d", 2),
        ("key rotate a --grace 24", 2),
        ("key rotate a --grace 1h --compromised", 2),
        ("key rotate a --rotation-id a/b", 2),
        ("key rotate --due --max 0", 2),
        ("key rotate a b --out both.key", 2),
        ("key rotate a b --env-name KEY", 2),
        ("-q key rotate a b", 2),
        ("-q key rotate --due", 2),
        ("key rotate a --out-dir keys --out a.key", 2),
        ("key rotate a --out-dir keys --deliver-cmd true", 2),
        ("key rotate a --deliver-cmd true --env-name KEY", 2),
        ("key rotate a nosuch", 3),
        ("key rotate --due --user nobody", 3),
        ("key rotate a --out no/such/a.key", 3),
        ("key rotate a --out-dir no/such/keys", 3),
    ] {
        let refused = sandbox.run(line);
        assert_eq!(refused.code, code, "keyctl {line}\n{refused}");
        assert!(refused.stdout.is_empty());
    }
    assert_eq!(sandbox.run_words(&["key", "rotate", &key]).code, 2);
    assert_eq!(sandbox.number("SELECT count(*) FROM key_secrets"), 2);
    assert_snapshot!(sandbox.run("key rotate a --grace 31d").shown(), @"
    | error: invalid value '31d' for '--grace <24h>': a grace is 30d at most
    |   fix: keyctl key rotate --help
    = 2
    ");
    assert_snapshot!(sandbox.run("key rotate a b --out both.key").shown(), @"
    | error: --out is for one key
    |   fix: add --out-dir DIR
    = 2
    ");
    sandbox.ok("key suspend a");
    assert_snapshot!(sandbox.run("key rotate a").shown(), @r#"
    | error: key "alice/a" is suspended
    |   fix: keyctl key resume alice/a
    = 4
    "#);
    sandbox.ok("key revoke a -y");
    assert_snapshot!(sandbox.run("key rotate a").shown(), @r#"
    | error: key "alice/a" is revoked
    |   why: a dead key is never rotated
    |   fix: keyctl key create a --user alice
    = 4
    "#);
}

#[test]
fn a_retry_under_the_same_name_rotates_nothing() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    let words = format!("key rotate ci --rotation-id deploy-7 {MADE} -o json");
    let first: Value = serde_json::from_str(&sandbox.ok(&words)).unwrap();
    let again = sandbox.run(&words);
    assert_snapshot!(again.shown(), @r#"
    {"kind":"key","name":"ci","prefix":"sk_live_PREFIXPREFIX","version":2,"previous_prefix":"sk_live_PREFIXPREFIX","previous_valid_until":"TIME","secret":null,"out":null}
    | this rotation was made before, and only a new secret can be shown
    "#);
    let mut repeated: Value = serde_json::from_str(&again.stdout).unwrap();
    assert!(first["secret"].is_string() && repeated["secret"].is_null());
    repeated["secret"] = first["secret"].clone();
    assert_eq!(repeated, first);
    assert_eq!(sandbox.ok("-q key rotate ci --rotation-id deploy-7"), "");
    sandbox.ok("key rotate ci --rotation-id deploy-7 --out ci.key");
    assert!(!sandbox.path("ci.key").exists());
    assert_eq!(sandbox.number("SELECT count(*) FROM key_secrets"), 2);
}

#[test]
fn a_dry_run_changes_nothing_and_writes_nothing() {
    let sandbox = Sandbox::new();
    due(&sandbox, "ci");
    assert_snapshot!(sandbox.run("--dry-run key rotate ci --grace 0").shown(), @r#"| dry run: would have rotated key "alice/ci""#);
    let each = sandbox.run("--dry-run key rotate --due --out-dir keys");
    assert_snapshot!(each.shown(), @r#"| dry run: would have rotated key "alice/ci""#);
    let command = ["--dry-run", "key", "rotate", "ci", "--deliver-cmd", "touch delivered"];
    assert_eq!(sandbox.run_words(&command).code, 0);
    assert!(!sandbox.path("keys").exists() && !sandbox.path("delivered").exists());
    assert_eq!(sandbox.number("SELECT count(*) FROM key_secrets"), 1);
}

#[test]
fn several_keys_are_shown_as_rows() {
    let sandbox = Sandbox::new();
    for name in ["a", "b"] {
        sandbox.key(name);
    }
    let shown = sandbox.run(&format!("key rotate a alice/b a {MADE}"));
    assert_snapshot!(shown.shown(), @"
    name	prefix	version	previous_prefix	previous_valid_until	secret	out
    a	sk_live_PREFIXPREFIX	3	sk_live_PREFIXPREFIX	TIME	KEY	
    b	sk_live_PREFIXPREFIX	4	sk_live_PREFIXPREFIX	TIME	KEY
    ");
    let list = sandbox.json("key rotate a b --columns name");
    let items = list["items"].as_array().unwrap();
    for item in items {
        assert_eq!(verified(&sandbox, item["secret"].as_str().unwrap()), 0, "shown all the same");
    }
    assert_eq!((items.len(), list["kind"].as_str()), (2, Some("key.list")));
}

#[test]
fn one_failure_of_several_is_a_line_and_the_rest_goes_on() {
    let sandbox = Sandbox::new();
    for name in ["a", "b", "c"] {
        sandbox.key(name);
    }
    sandbox.ok("key suspend b");
    let shown = sandbox.run("key rotate a b c --out-dir keys --columns name,secret,out");
    assert_snapshot!(shown.shown(), @r#"
    name	secret	out
    a		keys/alice/a
    c		keys/alice/c
    | error: key "alice/b" is suspended
    = 11
    "#);
    assert!(!sandbox.path("keys/alice/b").exists());
    for name in ["a", "c"] {
        assert_eq!(verified(&sandbox, &filed(&sandbox, name)), 0);
    }
}

#[test]
fn what_is_due_is_rotated_into_its_files_and_a_second_run_does_nothing() {
    let sandbox = Sandbox::new();
    let old = due(&sandbox, "a");
    for name in ["b", "c"] {
        due(&sandbox, name);
        age(&sandbox, name, 1);
    }
    sandbox.key("fresh");
    let run = "key rotate --due --grace 24h --out-dir keys --max 2 --no-input -q";
    let first = sandbox.run(run);
    assert_eq!((first.code, first.to_string().as_str()), (0, ""), "quiet on success");
    assert!(!sandbox.path("keys/alice/a").exists(), "the oldest come first");
    let (b, c) = (filed(&sandbox, "b"), filed(&sandbox, "c"));
    assert_eq!(sandbox.run(run).to_string(), "");
    assert_eq!(sandbox.run(run).to_string(), "");
    assert_eq!((filed(&sandbox, "b"), filed(&sandbox, "c")), (b, c));
    assert_eq!(verified(&sandbox, &filed(&sandbox, "a")), 0);
    assert_eq!(verified(&sandbox, &old), 0);
    assert_eq!(sandbox.number("SELECT count(*) FROM key_secrets"), 7);
    let mode = |name: &str| fs::metadata(sandbox.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("keys"), mode("keys/alice"), mode("keys/alice/a")), (0o700, 0o700, 0o600));
    age(&sandbox, "a", 2);
    let shown = sandbox.run(&format!("key rotate --due --out-dir keys {MADE}"));
    assert_snapshot!(shown.shown(), @"
    name	prefix	version	previous_prefix	previous_valid_until	secret	out
    a	sk_live_PREFIXPREFIX	8	sk_live_PREFIXPREFIX	TIME		keys/alice/a
    ");
    assert_eq!(verified(&sandbox, &filed(&sandbox, "a")), 0);
    assert_snapshot!(sandbox.run("key rotate --due -o json").shown(), @r#"{"kind":"key.list","version":1,"items":[],"next_cursor":null}"#);
}

#[test]
fn a_directory_that_others_could_use_gets_no_secret() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    let keys = sandbox.path("keys");
    fs::create_dir(&keys).unwrap();
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o755)).unwrap();
    assert_snapshot!(sandbox.run("key rotate ci --out-dir keys").shown(), @r#"
    | error: directory "keys" has mode 0755, others can use it
    |   fix: chmod 700 keys
    = 7
    "#);
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o700)).unwrap();
    symlink(&keys, sandbox.path("link")).unwrap();
    assert_snapshot!(sandbox.run("key rotate ci --out-dir link/").shown(), @r#"
    | error: "link" is not a directory
    = 7
    "#);
    symlink(sandbox.path("."), keys.join("alice")).unwrap();
    assert_snapshot!(sandbox.run("key rotate ci --out-dir keys").shown(), @r#"
    | error: "keys/alice" is not a directory
    = 7
    "#);
    fs::remove_file(keys.join("alice")).unwrap();
    fs::create_dir_all(keys.join("alice/ci")).unwrap();
    fs::set_permissions(keys.join("alice"), fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(sandbox.run("key rotate ci --out-dir keys").code, 4, "a directory has the name");
    assert_eq!(sandbox.number("SELECT count(*) FROM key_secrets"), 1);
    assert_eq!(fs::read_dir(keys.join("alice")).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_run_finishes_what_one_that_was_cut_off_has_left() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    sandbox.ok("-q key rotate ci --out-dir keys");
    let name = |key: &str| sandbox.path("keys/alice").join(format!(".keyctl-{}.tmp", &key[..20]));
    // As after a crash between the commit and the rename, and as after one before the commit.
    let (current, never) = (sandbox.ok("-q key rotate ci"), "sk_live_000000000000");
    fs::write(name(&current), &current).unwrap();
    fs::write(name(never), "not a key\n").unwrap();
    let run = sandbox.run("key rotate --due --out-dir keys -o jsonl");
    assert_snapshot!(run.shown(), @"
    | warning: deleted keys/alice/.keyctl-sk_live_PREFIXPREFIX.tmp: the secret in it is no living key's
    | keys/alice/ci has the secret that a run which was cut off left
    ");
    assert_eq!(filed(&sandbox, "ci"), current.trim());
    assert_eq!(fs::read_dir(sandbox.path("keys/alice")).unwrap().count(), 1);
    assert_eq!(sandbox.run("key rotate --due --out-dir keys -q").to_string(), "");
}

#[test]
fn a_command_gets_the_secret_and_then_the_grace_begins() {
    let sandbox = Sandbox::new();
    let old = sandbox.key("ci");
    let command = "cat > delivered; echo \"$KEYCTL_KEY\" > name; env > variables; echo noise";
    let words = ["key", "rotate", "ci", "--deliver-cmd", command];
    let done = sandbox.run_words(&[&words[..], &MADE.split(' ').collect::<Vec<_>>()].concat());
    assert_snapshot!(done.shown(), @"
    name	prefix	version	previous_prefix	previous_valid_until	secret	out
    ci	sk_live_PREFIXPREFIX	2	sk_live_PREFIXPREFIX	TIME
    ");
    let read = |name: &str| fs::read_to_string(sandbox.path(name)).unwrap();
    assert_eq!(verified(&sandbox, &read("delivered")), 0);
    assert_eq!(verified(&sandbox, &old), 0);
    assert_eq!(read("name"), "alice/ci\n");
    let variables = read("variables");
    assert!(!variables.contains("KEYCTL_DB") && !variables.contains("sk_live_"), "{variables}");
}

#[test]
fn a_command_that_fails_leaves_the_old_secret_and_the_next_run_tries_again() {
    let sandbox = Sandbox::new();
    let old = due(&sandbox, "ci");
    let failing = ["key", "rotate", "ci", "--grace", "1s", "--deliver-cmd", "cat > lost; false"];
    assert_snapshot!(sandbox.run_words(&failing).shown(), @r#"
    | error: the new secret of key "alice/ci" was not delivered
    |   why: the command ended with status 1; the old one goes on
    = 11
    "#);
    let lost = fs::read_to_string(sandbox.path("lost")).unwrap();
    assert_eq!((verified(&sandbox, &lost), verified(&sandbox, &old)), (6, 0));
    let every = ["key", "rotate", "--due", "-q", "--deliver-cmd", "exit 3"];
    assert_snapshot!(sandbox.run_words(&every).shown(), @r#"
    | error: the new secret of key "alice/ci" was not delivered (the command ended with status 3; the old one goes on)
    = 11
    "#);
    assert_eq!(sandbox.number(ALIVE), 1);
    let every = ["key", "rotate", "--due", "-q", "--deliver-cmd", "cat > found"];
    assert_eq!(sandbox.run_words(&every).to_string(), "");
    let found = fs::read_to_string(sandbox.path("found")).unwrap();
    assert_eq!((verified(&sandbox, &found), verified(&sandbox, &old)), (0, 0));
    let told = sandbox.ok("-q audit list --columns action --no-headers");
    let about: Vec<_> = told.lines().filter(|event| event.starts_with("key.")).collect();
    let failed = ["key.offer", "key.withdraw"];
    assert_eq!(about[1..], [&failed[..], &failed, &["key.offer", "key.rotate"]].concat());
}

#[test]
fn one_key_that_is_not_delivered_does_not_stop_the_others() {
    let sandbox = Sandbox::new();
    for name in ["a", "b", "c"] {
        due(&sandbox, name);
    }
    let picky = "test $KEYCTL_KEY != alice/b && cat > ${KEYCTL_KEY#*/}.key";
    let words = ["key", "rotate", "--due", "--columns", "name,secret", "--deliver-cmd", picky];
    assert_snapshot!(sandbox.run_words(&words).shown(), @r#"
    name	secret
    a	
    c	
    | error: the new secret of key "alice/b" was not delivered (the command ended with status 1; the old one goes on)
    = 11
    "#);
    assert!(sandbox.path("a.key").exists() && sandbox.path("c.key").exists());
    assert_eq!(sandbox.run_words(&words).code, 11, "it is due still");
}

#[test]
fn a_second_run_that_would_deliver_is_told_to_wait() {
    let sandbox = Sandbox::new();
    let old = sandbox.key("ci");
    let fifo = sandbox.path("fifo");
    rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, 0o600.into()).unwrap();
    let words = ["key", "rotate", "ci", "-q", "--deliver-cmd", "cat > first; cat fifo"];
    let mut first = sandbox.command(&words).stderr(Stdio::null()).spawn().unwrap();
    // Opening it for writing waits for the command to read.
    let go = fs::OpenOptions::new().write(true).open(&fifo).unwrap();
    let second = sandbox.run("key rotate ci --deliver-cmd true");
    assert_snapshot!(second.shown(), @"
    | error: another keyctl is delivering secrets
    |   fix: try again
    = 9
    ");
    let offered = fs::read_to_string(sandbox.path("first")).unwrap();
    assert_eq!((verified(&sandbox, &offered), verified(&sandbox, &old)), (0, 0));
    assert_eq!(sandbox.number(ALIVE), 2);
    // Whoever cannot wait rotates without a command, and what is on offer is taken back.
    sandbox.ok("-q key rotate ci --compromised -y");
    drop(go);
    assert_eq!(first.wait().unwrap().code(), Some(11));
    assert_eq!((verified(&sandbox, &offered), verified(&sandbox, &old)), (6, 6));
}

#[test]
fn an_offer_that_a_crash_left_is_taken_back_by_the_next_run() {
    let sandbox = Sandbox::new();
    let old = sandbox.key("ci");
    let fifo = sandbox.path("fifo");
    rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, 0o600.into()).unwrap();
    let words =
        ["key", "rotate", "ci", "--rotation-id", "x", "--deliver-cmd", "cat > first; cat fifo"];
    let mut first = sandbox.command(&words).stderr(Stdio::null()).spawn().unwrap();
    let go = fs::OpenOptions::new().write(true).open(&fifo).unwrap();
    first.kill().unwrap();
    first.wait().unwrap();
    drop(go);
    let lost = fs::read_to_string(sandbox.path("first")).unwrap();
    assert_eq!((verified(&sandbox, &lost), verified(&sandbox, &old)), (0, 0));
    let words = ["key", "rotate", "ci", "--rotation-id", "x", "--deliver-cmd", "cat > second"];
    assert_eq!(sandbox.run_words(&words).code, 0);
    let arrived = fs::read_to_string(sandbox.path("second")).unwrap();
    let ends = [&lost, &old, &arrived].map(|key| verified(&sandbox, key));
    assert_eq!(ends, [6, 0, 0]);
    assert_eq!(sandbox.number(ALIVE), 2);
}

#[test]
fn of_fifty_processes_each_rotates_or_is_told_of_another() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    let rotate = || {
        let mut command = sandbox.command(&["-q", "key", "rotate", "ci"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let racing: Vec<Child> = (0..50).map(|_| rotate()).collect();
    let ended: Vec<Transcript> = racing
        .into_iter()
        .map(|child| sandbox.transcript(child.wait_with_output().unwrap()))
        .collect();
    for one in &ended {
        assert!([0, 4].contains(&one.code), "{one}");
        assert_eq!(one.code == 0, !one.stdout.is_empty(), "{one}");
    }
    let won: Vec<_> = ended.iter().filter(|one| one.code == 0).collect();
    let versions = sandbox.number("SELECT count(*) FROM key_secrets");
    assert_eq!(versions, i64::try_from(won.len()).unwrap() + 1);
    let alive = won.iter().filter(|one| verified(&sandbox, &one.stdout) == 0).count();
    assert!(alive <= 2 && alive >= won.len().min(1), "{alive}");
    assert_eq!(sandbox.number(ALIVE), 2);
    sandbox.ok("audit verify");
}

#[test]
fn of_several_runs_into_one_directory_the_file_has_the_last() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    let rotate = || {
        let words = ["-q", "key", "rotate", "ci", "--out-dir", "keys"];
        let mut command = sandbox.command(&words);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let racing: Vec<Child> = (0..8).map(|_| rotate()).collect();
    for child in racing {
        let ended = sandbox.transcript(child.wait_with_output().unwrap());
        assert_eq!((ended.code, ended.to_string().as_str()), (0, ""));
    }
    let current = sandbox.json("key show ci")["preview"].as_str().unwrap()[..20].to_owned();
    assert_eq!(filed(&sandbox, "ci")[..20], current);
    assert_eq!(fs::read_dir(sandbox.path("keys/alice")).unwrap().count(), 1);
}

#[test]
fn a_secret_that_nobody_saw_is_told_of() {
    let sandbox = Sandbox::new();
    sandbox.key("a");
    sandbox.key("b");
    for words in [&["key", "rotate", "a"][..], &["key", "rotate", "a", "b"]] {
        let mut command: Command = sandbox.command(words);
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let child = command.stdout(full).stderr(Stdio::piped()).spawn().unwrap();
        let ended = sandbox.transcript(child.wait_with_output().unwrap());
        assert_eq!(ended.code, 13, "{ended}");
        assert!(ended.stderr.contains("not displayed"), "{ended}");
        assert!(ended.stderr.contains("sk_live_"), "{ended}");
    }
    // A file system that refuses the file refuses the rotation.
    let path: PathBuf = sandbox.path("a.key");
    fs::File::create(&path).unwrap().write_all(b"somebody else's").unwrap();
    assert_eq!(sandbox.run("key rotate a --out a.key").code, 4);
    assert_eq!(sandbox.number("SELECT count(*) FROM key_secrets WHERE key_id = 1"), 3);
}

#[test]
fn a_second_quickstart_rotates_its_key() {
    let sandbox = Sandbox::empty();
    let run = || {
        let told = sandbox.ok("quickstart --once --listen 127.0.0.1:0");
        let key = told.lines().map(str::trim).find(|line| line.starts_with("sk_live_"));
        key.unwrap().to_owned()
    };
    let (first, second) = (run(), run());
    assert_eq!((verified(&sandbox, &first), verified(&sandbox, &second)), (0, 0));
    assert_eq!(
        sandbox.json("key list --columns name,status")["items"].as_array().unwrap().len(),
        1
    );
}
