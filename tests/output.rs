//! What every verb has in common: formats, columns, errors, help.

use std::fs::OpenOptions;
use std::process::Stdio;

use insta::assert_snapshot;
use rexpect::session::spawn_command;

use crate::support::Sandbox;

#[test]
fn a_pipe_gets_tsv_and_every_format_can_be_asked_for() {
    let sandbox = Sandbox::new();
    let show = |words: &str| {
        sandbox.run(&format!("user list --columns id,handle,display_name {words}")).shown()
    };
    assert_snapshot!(show(""), @"
    id	handle	display_name
    1	root	
    2	alice
    ");
    assert_snapshot!(show("-o table"), @"
    ID  HANDLE  NAME
     1  root    -
     2  alice   -
    ");
    assert_snapshot!(show("-o csv --no-headers"), @"
    1,root,
    2,alice,
    ");
    assert_snapshot!(show("-o jsonl"), @r#"
    {"id":1,"handle":"root","display_name":null}
    {"id":2,"handle":"alice","display_name":null}
    "#);
    assert_snapshot!(show("-o json"), @r#"{"kind":"user.list","version":1,"items":[{"id":1,"handle":"root","display_name":null},{"id":2,"handle":"alice","display_name":null}],"next_cursor":null}"#);
    assert_snapshot!(show("-q"), @"
    1
    2
    ");
    let mut variable = sandbox.command(&["user", "list", "--columns", "handle"]);
    let variable = variable.env("KEYCTL_OUTPUT", "jsonl").output().unwrap();
    assert_snapshot!(sandbox.transcript(variable).shown(), @r#"
    {"handle":"root"}
    {"handle":"alice"}
    "#);
}

#[test]
fn columns_are_listed_without_a_database_and_corrected() {
    let sandbox = Sandbox::empty();
    assert_snapshot!(sandbox.run("key list --columns help").shown(), @"
    id
    user
    name
    preview
    status
    role
    created_at
    last_used_at
    expires_at
    revoked_at
    requests
    cost_usd
    ");
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("key list --columns id,statsu").shown(), @r#"
    | error: there is no column "statsu"
    |   why: the columns are id, user, name, preview, status, role, created_at, last_used_at, expires_at, revoked_at, requests, cost_usd
    |   fix: --columns status
    = 2
    "#);
}

#[test]
fn an_error_is_three_lines_or_one_of_json() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("key show alice/ci").shown(), @r#"
    | error: key "ci" not found for user alice
    |   why: no key has that name, number or prefix
    |   fix: keyctl key list --user alice
    = 3
    "#);
    assert_snapshot!(sandbox.run("key show alice/ci -o json").shown(), @r#"
    | {"error":{"code":"key.not_found","message":"key \"ci\" not found for user alice","why":"no key has that name, number or prefix","fix":"keyctl key list --user alice","exit":3}}
    = 3
    "#);
    assert_snapshot!(sandbox.run("key shw ci -o jsonl").shown(), @r#"
    | {"error":{"code":"usage","message":"unrecognized subcommand 'shw'","why":"a similar subcommand exists: 'show'","fix":"keyctl key --help","exit":2}}
    = 2
    "#);
}

#[test]
fn what_is_not_understood_is_usage() {
    let sandbox = Sandbox::empty();
    for words in ["", "key", "key lst", "kye list", "key list --usr alice", "key list --limit 0"] {
        let refused = sandbox.run(words);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{words}");
    }
    assert_snapshot!(sandbox.run("").shown(), @"
    | error: 'keyctl' requires a subcommand but one was not provided
    |   why: the commands are init, quickstart, user, 2fa, role, operator, key, provider, price, budget, limit, usage, dashboard, audit, notice, setting, db, serve, completion, man, help
    |   fix: keyctl --help
    = 2
    ");
    assert_snapshot!(sandbox.run("key").shown(), @"
    | error: 'keyctl key' requires a subcommand but one was not provided
    |   why: the commands are create, list, show, set, rotate, regenerate, refresh, suspend, resume, revoke, reveal, verify, explain, identify, import
    |   fix: keyctl key --help
    = 2
    ");
    assert_snapshot!(sandbox.run("key list --usr alice").shown(), @"
    | error: unexpected argument '--usr' found
    |   why: a similar argument exists: '--user'
    |   fix: keyctl key list --help
    = 2
    ");
    assert_snapshot!(sandbox.run("key create ci").shown(), @"
    | error: the following required arguments were not provided
    |   why: --user <U>
    |   fix: keyctl key create --help
    = 2
    ");
    assert_snapshot!(sandbox.run("-v role show nosuch").shown(), @"
    | database: DIR/keyctl.db, master key: DIR/master.key
    | error: no database at DIR/keyctl.db
    |   fix: keyctl init
    = 3
    ");
    assert_snapshot!(sandbox.run("-q -v key list").shown(), @"
    | error: the argument '--quiet' cannot be used with '--verbose...'
    |   fix: keyctl --help
    = 2
    ");
}

#[test]
fn the_words_of_the_kernels_keyctl_are_told_apart() {
    let sandbox = Sandbox::empty();
    assert_snapshot!(sandbox.run("link @u @s").shown(), @r#"
    | error: "link" is a command of another keyctl
    |   why: this is keyctl for LLM API keys, not the kernel's keyrings
    |   fix: /usr/bin/keyctl link …
    = 2
    "#);
    assert_snapshot!(sandbox.run("show").shown(), @r#"
    | error: "show" is a command of another keyctl
    |   why: this is keyctl for LLM API keys, not the kernel's keyrings
    |   fix: /usr/bin/keyctl show …
    = 2
    "#);
    assert_snapshot!(sandbox.run("--version").shown(), @"keyctl 0.1.0 (LLM API keys; not keyutils)");
}

#[test]
fn help_has_topics_and_commands() {
    let sandbox = Sandbox::empty();
    for topic in ["environment", "exit-codes", "output", "time", "files"] {
        let text = sandbox.ok(&format!("help {topic}"));
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{topic}");
    }
    assert_eq!(sandbox.ok("help key revoke"), sandbox.ok("key revoke --help"));
    assert_snapshot!(sandbox.run("help kei").shown(), @r#"
    | error: there is no command or topic "kei"
    |   why: did you mean "key"?
    |   fix: keyctl help
    = 2
    "#);
}

#[test]
fn a_closed_pipe_is_success() {
    let sandbox = Sandbox::new();
    let mut child = sandbox
        .command(&["user", "list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = sandbox.transcript(child.wait_with_output().unwrap());
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
}

#[test]
fn a_full_disk_is_a_failure_and_a_key_that_nobody_saw_is_told() {
    let sandbox = Sandbox::new();
    let full = |words: &[&str]| {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        sandbox.transcript(sandbox.command(words).stdout(full).output().unwrap()).shown()
    };
    assert_snapshot!(full(&["user", "list"]), @"
    | error: cannot write to standard output: No space left on device (os error 28)
    = 13
    ");
    assert_snapshot!(full(&["key", "create", "ci", "--user", "alice", "-q"]), @r#"
    | error: cannot write to standard output: No space left on device (os error 28)
    |   why: key "sk_live_PREFIXPREFIX" exists, but its secret was not displayed
    |   fix: keyctl key revoke sk_live_PREFIXPREFIX
    = 13
    "#);
}

#[test]
fn a_terminal_gets_a_page_and_is_told_of_the_rest() {
    let sandbox = Sandbox::new();
    for number in 0..49 {
        sandbox.ok(&format!("user create user{number}"));
    }
    let seen = |words: &[&str]| {
        let mut terminal = spawn_command(sandbox.command(words), Some(20_000)).unwrap();
        terminal.exp_eof().unwrap()
    };
    let page = seen(&["user", "list"]);
    assert!(page.starts_with("\u{1b}[1mID"), "{page}");
    assert!(page.contains("user47") && !page.contains("user48"), "{page}");
    assert!(page.ends_with("50 of 51 shown\r\n"), "{page}");
    let all = seen(&["user", "list", "--all", "--color", "never"]);
    assert!(all.starts_with("ID") && all.contains("user48") && !all.contains("shown"), "{all}");
    assert_eq!(sandbox.ok("user list -q").lines().count(), 51);
}

#[test]
fn text_from_elsewhere_cannot_move_the_cursor() {
    let sandbox = Sandbox::new();
    sandbox.ok("user create bob");
    sandbox.sql("UPDATE users SET display_name = char(27) || '[2J' || char(8238) || 'x' || char(9) || 'y' WHERE id = 3");
    for format in ["table", "tsv", "csv", "json"] {
        let shown = sandbox.ok(&format!("user show bob --columns display_name -o {format}"));
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{format}: {shown:?}");
    }
    let table = sandbox.run("user show bob --columns display_name -o table");
    assert_snapshot!(table.shown(), @r"display name  \u{1b}[2J\u{202e}x\u{9}y");
}

#[test]
fn what_was_pasted_by_mistake_fills_no_screen_and_shows_no_key() {
    let sandbox = Sandbox::new();
    let key = sandbox.key("ci");
    let paste = format!("{}{key}{}", "x".repeat(180), "y".repeat(100_000));
    for output in ["auto", "json"] {
        let refused = sandbox.run_words(&["-o", output, "usage", "summary", "--period", &paste]);
        assert_eq!(refused.code, 2, "{refused}");
        assert!(refused.stderr.len() < 2_000, "{}", refused.stderr.len());
        let secret = key.rsplit('_').next().unwrap();
        assert!(!refused.stderr.contains(&secret[..12]), "{refused}");
    }
}

#[test]
fn a_value_that_a_script_left_empty_is_not_taken() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    sandbox.ok("budget set 5/month --user alice");
    for words in [
        &["key", "rotate", "ci", "--deliver-cmd", ""][..],
        &["key", "rotate", "ci", "--deliver-cmd", "  "],
        &["budget", "raise", "5", "--user", "alice", "--ref", ""],
        &["usage", "summary", "--model", ""],
        &["usage", "export", "--role", ""],
        &["key", "explain", "ci", "--model", ""],
        &["audit", "list", "--event", ""],
        &["audit", "list", "--actor", ""],
        &["2fa", "reset", "alice", "--reason", ""],
        &["audit", "accept", "--reason", "", "--confirm", "keyctl.db"],
    ] {
        let refused = sandbox.run_words(words);
        assert_eq!(refused.code, 2, "{words:?}: {refused}");
        assert!(refused.stderr.contains("  fix: keyctl "), "{words:?}: {refused}");
    }
    assert_eq!(sandbox.json("key show ci")["versions"].as_array().unwrap().len(), 1);
    assert_snapshot!(sandbox.run_words(&["user", "import", "."]).shown(), @r#"
    | error: "." is not a regular file
    = 5
    "#);
}
