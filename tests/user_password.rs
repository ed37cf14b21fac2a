//! Passwords: `keyctl user create` and `keyctl user passwd`, in a pipe and at a terminal.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use insta::assert_snapshot;
use rexpect::session::{PtySession, spawn_command};

use crate::support::{Sandbox, Transcript};

const FIRST: &str = "first horse battery";
const SECOND: &str = "second horse battery";

fn passwd(sandbox: &Sandbox, user: &str, password: &str) -> Transcript {
    sandbox.feed(&["user", "passwd", user, "--password-stdin"], password)
}

/// A file that nobody else can read.
fn file(sandbox: &Sandbox, name: &str, text: &str) {
    fs::write(sandbox.path(name), text).unwrap();
    fs::set_permissions(sandbox.path(name), fs::Permissions::from_mode(0o600)).unwrap();
}

fn set_at(sandbox: &Sandbox, user: &str) -> String {
    sandbox.ok(&format!("user show {user} --columns password_set_at --no-headers"))
}

#[test]
fn a_password_is_given_by_a_pipe_or_a_file_and_kept_as_a_hash() {
    let sandbox = Sandbox::new();
    assert_eq!(set_at(&sandbox, "alice"), "\n");
    assert_snapshot!(passwd(&sandbox, "alice", FIRST).shown(), @r#"| the password of user "alice" was changed"#);
    assert_ne!(set_at(&sandbox, "alice"), "\n");
    file(&sandbox, "password", &format!("{SECOND}\n"));
    assert_eq!(sandbox.run("user passwd alice --password-file password").code, 0);
    let bob = ["user", "create", "bob@example.com", "--password-stdin"];
    assert_eq!(sandbox.feed(&bob, FIRST).code, 0);
    assert_ne!(set_at(&sandbox, "bob"), "\n");
    fs::remove_file(sandbox.path("password")).unwrap();
    for secret in [FIRST, SECOND] {
        assert_eq!(sandbox.files_with(secret), Vec::<String>::new());
    }
    let log = sandbox.ok("audit list -o jsonl");
    assert_eq!(log.matches("user.passwd").count(), 2, "{log}");
}

#[test]
fn a_password_that_is_guessed_first_is_refused_and_never_repeated() {
    let sandbox = Sandbox::new();
    let long = "correct horse ".repeat(80);
    for (password, why) in [
        ("short", "at least 12 bytes"),
        (long.as_str(), "at most 1024 bytes"),
        ("Password1234", "among the most common"),
        ("keyctl-is-mine", "own handle or e-mail"),
        ("my ALICE password", "own handle or e-mail"),
        ("abcabcabcabcabc", "repeated"),
        ("with\ta tab in it", "printable"),
    ] {
        let done = passwd(&sandbox, "alice", password);
        assert_eq!(done.code, 5, "{done}");
        assert!(done.stderr.contains(why) && !done.stderr.contains(password), "{done}");
    }
    assert_eq!(set_at(&sandbox, "alice"), "\n");
    file(&sandbox, "loose", FIRST);
    fs::set_permissions(sandbox.path("loose"), fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(sandbox.run("user passwd alice --password-file loose").code, 7);
    sandbox.ok("user create bot --service");
    assert_snapshot!(passwd(&sandbox, "bot", FIRST).shown(), @"
    | error: a service has no password
    |   why: a service proves who it is by its keys
    = 5
    ");
}

#[test]
fn ones_own_password_takes_the_present_one() {
    let sandbox = Sandbox::new();
    assert_eq!(passwd(&sandbox, "root", FIRST).code, 0, "there was none");
    let without = passwd(&sandbox, "root", SECOND);
    assert_eq!(without.code, 8);
    assert!(without.stderr.contains("fix: add --present-password-file F"), "{without}");
    let words = ["user", "passwd", "root", "--password-stdin", "--present-password-file", "now"];
    file(&sandbox, "now", "wrong horse battery");
    assert_eq!(sandbox.feed(&words, SECOND).code, 6);
    file(&sandbox, "now", FIRST);
    assert_eq!(sandbox.feed(&words, SECOND).code, 0);
    assert_eq!(sandbox.feed(&words, FIRST).code, 6, "the first one is none any more");
    // Of another nobody can say it, and they are told.
    assert_eq!(passwd(&sandbox, "alice", FIRST).code, 0);
    sandbox
        .sql("DELETE FROM announcements WHERE user_id = 2 AND text = 'root changed your password'");
    let left = sandbox.json("user show alice");
    assert!(left["password_set_at"].is_string());
}

#[test]
fn five_wrong_ones_lock_and_a_right_one_is_not_looked_at() {
    let sandbox = Sandbox::new();
    passwd(&sandbox, "root", FIRST);
    let words = ["user", "passwd", "root", "--password-stdin", "--present-password-file", "now"];
    file(&sandbox, "now", "wrong horse battery");
    for _ in 0..5 {
        assert_eq!(sandbox.feed(&words, SECOND).code, 6);
    }
    assert_eq!(sandbox.ok("user list --status locked -q"), "1\n");
    file(&sandbox, "now", FIRST);
    let locked = sandbox.feed(&words, SECOND);
    assert_eq!(locked.code, 6);
    assert!(locked.stderr.contains("keyctl user unlock root"), "{locked}");
    sandbox.ok("user unlock root");
    assert_eq!(sandbox.feed(&words, SECOND).code, 0);
}

#[test]
fn without_a_terminal_the_flag_is_named() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("user passwd alice").shown(), @r"
    | error: input needed: New password of alice
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --password-stdin or --password-file F
    = 8
    ");
    assert_eq!(sandbox.run("user passwd alice --password-stdin --password-file f").code, 2);
    let argument = sandbox.run_words(&["user", "passwd", "alice", SECOND]);
    assert_eq!(argument.code, 2);
}

/// `keyctl` with these words, on a terminal that echoes, in a shell that tells its settings before and
/// after.
fn shell(sandbox: &Sandbox, words: &str) -> PtySession {
    let script =
        format!("stty echo; stty -a; keyctl {words}; echo \"ended $?\"; stty -a; echo over");
    let mut command = Command::new("sh");
    let path = std::path::Path::new(crate::support::KEYCTL).parent().unwrap().to_owned();
    let given = sandbox.command(&[]);
    command.args(["-c", &script]).current_dir(sandbox.path(".")).env_clear();
    command.envs(given.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("TERM", "dumb").env("PATH", format!("{}:/usr/bin:/bin", path.display()));
    spawn_command(command, Some(30_000)).unwrap()
}

#[test]
fn what_is_typed_does_not_show() {
    let sandbox = Sandbox::new();
    let mut terminal = shell(&sandbox, "user passwd alice");
    let mut seen = terminal.exp_string("New password of alice: ").unwrap();
    terminal.send_line(FIRST).unwrap();
    seen += &terminal.exp_string("Once more: ").unwrap();
    terminal.send_line(FIRST).unwrap();
    seen += &terminal.exp_eof().unwrap();
    assert!(seen.contains("was changed") && seen.contains("ended 0"), "{seen}");
    assert!(!seen.contains("horse"), "{seen}");
    assert_ne!(set_at(&sandbox, "alice"), "\n");

    let mut terminal = shell(&sandbox, "user passwd alice");
    terminal.exp_string("New password of alice: ").unwrap();
    terminal.send_line(FIRST).unwrap();
    terminal.exp_string("Once more: ").unwrap();
    terminal.send_line(SECOND).unwrap();
    let seen = terminal.exp_eof().unwrap();
    assert!(seen.contains("the two passwords differ") && seen.contains("ended 8"), "{seen}");
}

#[test]
fn ctrl_c_puts_the_terminal_right_and_ends_with_130() {
    let sandbox = Sandbox::new();
    for answers in 0..2 {
        let mut terminal = shell(&sandbox, "user passwd alice");
        let before = terminal.exp_string("New password of alice: ").unwrap();
        if answers == 1 {
            terminal.send_line(FIRST).unwrap();
            terminal.exp_string("Once more: ").unwrap();
        }
        terminal.send("half a pass").unwrap();
        terminal.send_control('c').unwrap();
        terminal.exp_string("ended 130").unwrap();
        let after = terminal.exp_string("over").unwrap();
        let settings = |text: &str| {
            let (_, from) = text.split_once("speed").unwrap();
            from.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        assert!(settings(&before).contains(&"echo".to_owned()), "{before}");
        assert_eq!(settings(&after), settings(&before));
    }
    assert_eq!(set_at(&sandbox, "alice"), "\n");
}
