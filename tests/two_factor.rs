//! `keyctl 2fa`

use std::fs;
use std::os::unix::fs::PermissionsExt;

use data_encoding::BASE32_NOPAD;
use insta::assert_snapshot;
use keyctl::domain::time::Clock;
use keyctl::domain::two_factor::BackupCode;
use totp_rs::{Builder, Totp};

use crate::support::{Sandbox, Transcript};

/// What alice has in a pocket.
struct Authenticator(Totp);

impl Authenticator {
    /// Gives alice a second factor that is pending.
    fn enroll(sandbox: &Sandbox) -> Self {
        let shown = sandbox.ok("2fa enroll alice --show-secret -q");
        let key = BASE32_NOPAD.decode(shown.trim().replace(' ', "").as_bytes()).unwrap();
        Self(Builder::new().with_secret(key).build().unwrap())
    }

    /// The code of the present step, or of so many after it.
    fn code(&self, steps_from_now: u64) -> String {
        self.0.generate(now() + 30 * steps_from_now).to_string()
    }

    /// A code that is right in none of the next steps.
    fn wrong(&self) -> String {
        let near = |step: u64| self.0.generate(now() - 120 + 30 * step).to_string();
        let right: Vec<String> = (0..20).map(near).collect();
        (0..1000).map(|number| format!("{number:06}")).find(|code| !right.contains(code)).unwrap()
    }
}

fn now() -> u64 {
    Clock::System.now().unix_seconds().cast_unsigned()
}

/// A sandbox in which alice has a second factor: its authenticator, whose present code is burnt, and
/// the backup codes.
fn enrolled() -> (Sandbox, Authenticator, Vec<String>) {
    let sandbox = Sandbox::new();
    let authenticator = Authenticator::enroll(&sandbox);
    let shown = sandbox.ok(&format!("2fa confirm alice --code {} -q", authenticator.code(0)));
    (sandbox, authenticator, shown.lines().map(str::to_owned).collect())
}

/// The transcript with backup codes as `NN-CODE`, after their shape was checked.
fn shown(transcript: &Transcript) -> String {
    let code = regex::Regex::new(r"\b\d\d(?:-[0-9A-Z]{4}){4}\b").unwrap();
    let hide = |found: &regex::Captures<'_>| {
        found[0].parse::<BackupCode>().unwrap();
        format!("{}-CODE", &found[0][..2])
    };
    code.replace_all(&transcript.shown(), hide).into_owned()
}

#[test]
fn a_second_factor_is_enrolled_and_its_backup_codes_are_shown_once() {
    let sandbox = Sandbox::new();
    let authenticator = Authenticator::enroll(&sandbox);
    assert_snapshot!(sandbox.run("2fa status alice").shown(), @"
    user	state	enabled_at	backup_codes	failed	locked	locked_until	last_login_at
    alice	pending		0	0	false
    ");
    let confirm = format!("2fa confirm alice --code {}", authenticator.code(0));
    assert_snapshot!(sandbox.run(&format!("{confirm} --dry-run")).shown(), @r#"
    | dry run: would have enabled the second factor of user "alice"
    "#);
    assert_snapshot!(sandbox.run("2fa confirm alice --dry-run").shown(), @r#"
    | dry run: would have checked the first code of user "alice"
    "#);
    assert_snapshot!(shown(&sandbox.run(&confirm)), @r#"
    code	number
    01-CODE	1
    02-CODE	2
    03-CODE	3
    04-CODE	4
    05-CODE	5
    06-CODE	6
    07-CODE	7
    08-CODE	8
    09-CODE	9
    10-CODE	10
    | user "alice" has a second factor now
    | each backup code is good once, and they are shown this once
    "#);
    assert_snapshot!(sandbox.run("2fa status --columns user,state,backup_codes,failed,locked").shown(), @"
    user	state	backup_codes	failed	locked
    alice	enabled	10	0	false
    root		0	0	false
    ");
    assert_snapshot!(sandbox.run("2fa enroll alice --qr utf8").shown(), @r#"
    | error: user "alice" has a second factor already
    |   why: a new one takes the old one's place only when that is gone
    |   fix: keyctl 2fa disable alice
    = 4
    "#);
    let told = "audit list --columns action,target,outcome --event 2fa.*";
    assert_snapshot!(sandbox.run(told).shown(), @"
    action	target	outcome
    2fa.enroll	user:2	ok
    2fa.ok	user:2	ok
    2fa.enroll	user:2	ok
    | 7d: TIME to TIME, zone UTC
    ");
}

#[test]
fn nothing_secret_goes_where_nobody_asked_for_it() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("2fa enroll alice").shown(), @"
    | error: nobody would see the key
    |   why: standard output is no terminal
    |   fix: add --qr utf8, --qr ascii, --out FILE or --show-secret
    = 2
    ");
    assert_snapshot!(sandbox.run("2fa enroll alice --qr utf8 -o json").shown(), @r#"
    | {"error":{"code":"2fa.drawing_in_json","message":"a QR code does not go into JSON","why":null,"fix":"write --show-secret in place of --qr, or add --out FILE","exit":2}}
    = 2
    "#);
    assert_snapshot!(sandbox.run("2fa enroll alice --qr svg").shown(), @"
    | error: a picture goes to a file
    |   fix: add --out FILE
    = 2
    ");
    assert_snapshot!(sandbox.run("2fa enroll alice --qr none --out qr.svg").shown(), @"
    | error: --out has nothing to write
    |   why: --qr none draws no QR code
    |   fix: leave --qr none out
    = 2
    ");
    assert_snapshot!(sandbox.run("2fa enroll alice --qr utf8 --dry-run").shown(), @r#"
    | dry run: would have made a second factor of user "alice"
    "#);
    assert_eq!(sandbox.json("2fa status alice")["state"], serde_json::Value::Null);
    assert_snapshot!(sandbox.run("2fa enroll alice --out qr.svg").shown(), @"
    user	state	secret	uri	out
    alice	pending			qr.svg
    | it is pending until: keyctl 2fa confirm alice
    ");
    let file = sandbox.path("qr.svg");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&file).unwrap().starts_with("<svg "));
    assert_snapshot!(sandbox.run("2fa enroll alice --out qr.svg").shown(), @r#"
    | error: file "qr.svg" exists
    |   why: a secret never replaces a file
    = 4
    "#);
    let drawn = sandbox.ok("2fa enroll alice --qr ascii");
    assert!(drawn.is_ascii() && !drawn.contains('\u{1b}'));
    assert!(drawn.lines().count() > 40 && drawn.lines().all(|line| line.len() > 80));
}

#[test]
fn a_code_is_checked_and_used_up() {
    let (sandbox, authenticator, codes) = enrolled();
    let verify = format!("2fa verify alice --code {}", authenticator.code(1));
    assert_snapshot!(sandbox.run(&format!("{verify} --dry-run")).shown(), @r#"
    | dry run: would have accepted this code of user "alice"
    "#);
    let stdin = ["2fa", "verify", "alice", "--code-stdin", "--dry-run"];
    assert_snapshot!(sandbox.feed(&stdin, &format!("{}\n", codes[2])).shown(), @r#"
    | dry run: would have accepted this code of user "alice"
    "#);
    assert_snapshot!(sandbox.run(&verify).shown(), @"
    user	method	backup_codes
    alice	totp
    ");
    assert_snapshot!(sandbox.run(&verify).shown(), @r#"
    | error: the code for user "alice" was used already
    |   why: each code is accepted once; the next one comes within 30 s
    = 6
    "#);
    let stdin = ["2fa", "verify", "alice", "--code-stdin"];
    assert_snapshot!(sandbox.feed(&stdin, &format!("{}\n", codes[2])).shown(), @"
    user	method	backup_codes
    alice	backup_code	9
    | warning: a backup code was used, 9 are left
    ");
    assert_snapshot!(sandbox.feed(&stdin, &codes[2]).shown(), @r#"
    | error: the code for user "alice" is wrong
    = 6
    "#);
    assert_eq!(sandbox.json("2fa backup-codes alice")["left"], 9);
}

#[test]
fn what_can_be_no_code_costs_no_attempt() {
    let (sandbox, _, codes) = enrolled();
    for text in ["12345", "1234567", "１２３４５６", "abcdef", ""] {
        let refused = sandbox.run_words(&["2fa", "verify", "alice", "--code", text]);
        assert_eq!(refused.code, 2, "{refused}");
        assert!(text.is_empty() || !refused.stderr.contains(text), "{refused}");
    }
    let argument = sandbox.run_words(&["2fa", "verify", "nobody", "--code", &codes[0]]);
    assert_snapshot!(argument.shown(), @"
    | error: a backup code is no argument
    |   why: it stands in the shell's history now, and is still good
    |   fix: keyctl 2fa backup-codes nobody --regenerate
    = 2
    ");
    assert_snapshot!(sandbox.run("2fa verify alice --no-input").shown(), @r#"
    | error: input needed: code of user "alice"
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --code CODE or --code-stdin
    = 8
    "#);
    assert_eq!(sandbox.json("2fa status alice")["failed"], 0);
}

#[test]
fn a_locked_user_gets_one_answer_to_every_code() {
    let (sandbox, authenticator, codes) = enrolled();
    let give = |code: &str| sandbox.run(&format!("2fa verify alice --code {code}"));
    let wrong = authenticator.wrong();
    for _ in 0..4 {
        assert_eq!(give(&wrong).shown(), "| error: the code for user \"alice\" is wrong\n= 6\n");
    }
    assert_snapshot!(give(&wrong).shown(), @r#"
    | error: the code for user "alice" is wrong
    |   why: too many attempts failed; nothing is checked until TIME
    = 6
    "#);
    let locked = give(&wrong);
    assert_snapshot!(locked.shown(), @r#"
    | error: user "alice" is locked
    |   why: too many attempts failed; nothing is checked until TIME
    |   fix: keyctl user unlock alice
    = 6
    "#);
    assert_eq!(give(&authenticator.code(1)).to_string(), locked.to_string());
    let backup = sandbox.feed(&["2fa", "verify", "alice", "--code-stdin"], &codes[0]);
    assert_eq!(backup.to_string(), locked.to_string());
    assert_snapshot!(sandbox.run("2fa status alice --columns user,failed,locked,locked_until").shown(), @"
    user	failed	locked	locked_until
    alice	5	true	TIME
    ");
}

#[test]
fn backup_codes_are_made_anew_into_a_file() {
    let (sandbox, _, old) = enrolled();
    assert_snapshot!(sandbox.run("2fa backup-codes alice --out codes.txt").shown(), @"
    | error: only new backup codes can be written
    |   why: of those that stand only hashes are kept
    |   fix: keyctl 2fa backup-codes alice --regenerate
    = 2
    ");
    assert_snapshot!(sandbox.run("2fa backup-codes alice --regenerate --out codes.txt").shown(), @"
    user	left	secret	out
    alice	10		codes.txt
    ");
    let written = fs::read_to_string(sandbox.path("codes.txt")).unwrap();
    assert_eq!(
        fs::metadata(sandbox.path("codes.txt")).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let new: Vec<&str> = written.lines().collect();
    assert_eq!(new.len(), 10);
    assert_eq!(sandbox.run("2fa backup-codes alice --regenerate --out codes.txt").code, 4);
    let verify = ["2fa", "verify", "alice", "--code-stdin"];
    assert_eq!(sandbox.feed(&verify, &old[0]).code, 6);
    assert_eq!(sandbox.feed(&verify, new[0]).code, 0);
    let variable = sandbox.ok("2fa backup-codes alice --regenerate --env-name CODES -q");
    assert_eq!(variable.strip_prefix("CODES=").unwrap().trim().split(',').count(), 10);
    for code in old.iter().map(String::as_str).chain(variable.trim()[6..].split(',')) {
        assert_eq!(sandbox.files_with(&code[3..]), Vec::<String>::new());
    }
}

#[test]
fn a_second_factor_is_disabled_for_a_code_and_reset_without_one() {
    let (sandbox, authenticator, _) = enrolled();
    assert_snapshot!(sandbox.run("2fa disable alice --code 000000").shown(), @r#"
    | error: input needed: Disable the second factor of user "alice"?
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --yes
    = 8
    "#);
    let disable = |code: &str| sandbox.run(&format!("2fa disable alice --yes --code {code}"));
    assert_eq!(disable(&authenticator.wrong()).code, 6);
    assert_snapshot!(disable(&authenticator.code(1)).shown(), @"
    user	state
    alice
    ");
    assert_snapshot!(disable(&authenticator.code(1)).shown(), @r#"
    | error: user "alice" has no second factor
    |   fix: keyctl 2fa enroll alice
    = 6
    "#);
    Authenticator::enroll(&sandbox);
    assert_eq!(sandbox.run("2fa disable alice").code, 0, "it was pending");
    let again = Authenticator::enroll(&sandbox);
    sandbox.ok(&format!("2fa confirm alice --code {}", again.code(0)));
    let reset = ["2fa", "reset", "alice", "--reason", "phone lost"];
    assert_snapshot!(sandbox.run_words(&[&reset[..], &["--dry-run"]].concat()).shown(), @r#"
    | dry run: would have reset the second factor of user "alice"
    "#);
    assert_snapshot!(sandbox.run_words(&reset).shown(), @r#"
    user	state
    alice	
    | user "alice" is told at the next command
    "#);
    assert_snapshot!(sandbox.run_words(&reset).shown(), @r#"
    | error: user "alice" has no second factor
    = 4
    "#);
}
