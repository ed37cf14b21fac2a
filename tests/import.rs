//! `keyctl key import`

use std::fs;

use insta::assert_snapshot;

use crate::support::Sandbox;

/// What every hash here is of.
const SECRET: &str = "q7Zk0Wm3Xv9Lr2Tn5Yb8Hc1Jd4Gf6Ps";

const BCRYPT: &str = "$2b$04$34Rb2k9ybqMXszfATUyHP.yq8HDZoOb5KC2lWYCX8WzD8rwqDud4i";

/// A file of keys in the clear, of users `u1` to `u20`; line 17 has what stands in `seventeenth`.
fn plain(seventeenth: &str) -> String {
    let mut text = "user,name,key\n".to_owned();
    for line in 2..=21 {
        let row = format!("u{line},ci,v1-key-number-{line:08}");
        text.push_str(if line == 17 { seventeenth } else { &row });
        text.push('\n');
    }
    text
}

fn import(sandbox: &Sandbox, words: &str, text: &str) -> crate::support::Transcript {
    let line = format!("key import - {words}");
    sandbox.feed(&line.split_whitespace().collect::<Vec<_>>(), text)
}

#[test]
fn a_bad_line_changes_nothing_and_is_named() {
    let sandbox = Sandbox::new();
    let before = sandbox.ok("audit list --columns seq --no-headers");
    let text = plain("u17,ci,");
    let words = "--format csv --create-users --sunset none";
    assert_snapshot!(import(&sandbox, words, &text).shown(), @"
    | error: line 17: there is neither a key nor a hash: give one of them
    | error: 1 line cannot be imported, so nothing was
    = 5
    ");
    let json = import(&sandbox, &format!("{words} -o json"), &text);
    assert_snapshot!(json.shown(), @r#"
    | {"error":{"code":"key.import_lines","message":"1 line cannot be imported, so nothing was","why":"line 17: there is neither a key nor a hash: give one of them","fix":null,"exit":5}}
    = 5
    "#);
    assert_eq!(sandbox.ok("key list --no-headers"), "");
    assert_eq!(sandbox.ok("user list --columns handle --no-headers"), "root\nalice\n");
    assert_eq!(sandbox.ok("audit list --columns seq --no-headers"), before);
}

#[test]
fn a_file_is_taken_over_from_stdin() {
    let sandbox = Sandbox::new();
    let text = plain("u17,ci,v1-key-number-00000017");
    let words = "--format csv --create-users --sunset none";
    let dry = import(&sandbox, &format!("{words} --dry-run"), &text);
    assert_snapshot!(dry.shown(), @"| dry run: would have imported 20 keys");
    assert_eq!(sandbox.ok("key list --no-headers"), "");
    let done = import(&sandbox, &format!("{words} -o json"), &text);
    assert_snapshot!(done.shown(), @r#"
    {"kind":"key.import","keys":20,"plain":20,"hashed":0,"users_created":20,"sunset_at":null}
    | the file holds keys in the clear: delete it once nobody needs it
    "#);
    assert_eq!(sandbox.feed(&["key", "verify"], "v1-key-number-00000017").code, 0);
    assert_eq!(sandbox.feed(&["key", "verify"], "v1-key-number-00000022").code, 6);
    assert!(sandbox.files_with("v1-key-number-00000017").is_empty());
    let again = import(&sandbox, words, &text);
    assert_eq!(again.code, 5);
    assert!(again.stderr.contains("line 2: its key is found by the same prefix as key \"u2/ci\""));
    assert_eq!(
        sandbox.ok("audit list --event key.import --columns seq --no-headers").lines().count(),
        20
    );
}

#[test]
fn a_file_of_json_lines_may_hold_hashes() {
    let sandbox = Sandbox::new();
    let line = format!(
        r#"{{"user":"alice","prefix":"p2p_k3y","hash":"{BCRYPT}","role":"basic","expires_at":null}}"#
    );
    fs::write(sandbox.path("keys.jsonl"), format!("{line}\n")).unwrap();
    let words = "key import keys.jsonl --format jsonl --scheme bcrypt --sunset 2100-01-01T00:00Z";
    assert_snapshot!(sandbox.run(words).shown(), @"
    keys	plain	hashed	users_created	sunset_at
    1	0	1	0	2100-01-01T00:00:00Z
    ");
    let columns = "--columns name,preview,status,role,expires_at";
    assert_snapshot!(sandbox.run(&format!("key list --legacy {columns}")).shown(), @"
    name	preview	status	role	expires_at
    p2p_k3y	p2p_k3y…	active	basic	2100-01-01T00:00:00Z
    ");
    let key = format!("p2p_k3y_{SECRET}");
    assert_eq!(sandbox.feed(&["key", "verify"], &key).code, 0);
    assert_snapshot!(sandbox.feed(&["key", "verify"], &format!("{key}x")).shown(), @"
    | error: the key is not valid
    |   why: a key here has this prefix, with another secret
    = 6
    ");
    sandbox.ok("key revoke p2p_k3y -y");
    assert_snapshot!(sandbox.feed(&["key", "verify"], &key).shown(), @"
    | error: the key is not valid
    |   why: the key was revoked
    = 6
    ");
}

#[test]
fn what_is_asked_must_make_sense() {
    let sandbox = Sandbox::new();
    let text = "user,prefix,hash,role\nalice,p,abc,node-operator\nalice,q,$2b$99$x,basic\n";
    assert_snapshot!(import(&sandbox, "--format csv --sunset none", text).shown(), @"
    | error: line 2: the digest of this sha256 hash is not 64 hex digits, without a salt
    | error: line 3: the cost of this bcrypt hash is 99, not between 4 and 16
    | error: 2 lines cannot be imported, so nothing was
    = 5
    ");
    let text = format!("user,prefix,hash,role\nbob,p,{BCRYPT},node-operator\n");
    let done = import(&sandbox, "--format csv --sunset +90d --create-users -q", &text);
    assert_snapshot!(done.shown(), @"1");
    assert_eq!(sandbox.ok("user list --role node_operator --columns handle --no-headers"), "bob\n");
    let missing = sandbox.run("key import none.csv --format csv --sunset none");
    assert_snapshot!(missing.shown(), @r#"
    | error: file "none.csv" not found
    = 3
    "#);
    assert_eq!(sandbox.run("key import none.csv --format csv").code, 2, "--sunset must be said");
    let past = import(&sandbox, "--format csv --sunset 2020-01-01", &text);
    assert_snapshot!(past.shown(), @"
    | error: the sunset has passed
    |   fix: give --sunset an instant to come, or none
    = 5
    ");
}
