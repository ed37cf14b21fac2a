//! `keyctl operator`, and what each operator may do.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use insta::assert_snapshot;
use keyctl::domain::time::Clock;
use sha1::Sha1;

use crate::support::{Sandbox, Transcript};

/// The exit code of what an operator may not do.
const DENIED: i32 = 7;

/// Who runs these tests, as `init` has bound it.
fn os_user(sandbox: &Sandbox) -> String {
    sandbox.json("audit show 1")["details"]["os_user"].as_str().unwrap().to_owned()
}

/// A user with a role of these permissions, as whom whoever runs these tests acts from now on.
/// `root` stays an operator, for another OS user.
fn act_as(sandbox: &Sandbox, user: &str, permissions: &str) {
    sandbox.ok(&format!("role create {user}_role --permission {permissions}"));
    sandbox.ok(&format!("user create {user} --no-password --role {user}_role"));
    sandbox.ok("operator bind another --user root");
    sandbox.ok(&format!("operator bind {} --user {user}", os_user(sandbox)));
}

/// A file that only its owner can read.
fn secret_file(sandbox: &Sandbox, name: &str, text: &str) -> PathBuf {
    let path = sandbox.path(name);
    fs::write(&path, format!("{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

/// Runs a command in an environment that has this too.
fn run_with(sandbox: &Sandbox, variable: (&str, &str), line: &str) -> Transcript {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut command = sandbox.command(&words);
    command.stdin(Stdio::null()).env(variable.0, variable.1);
    sandbox.transcript(command.output().unwrap())
}

/// An authenticator.
struct Authenticator {
    key: Vec<u8>,
    backup_codes: Vec<String>,
}

impl Authenticator {
    /// That of a second factor which is enabled hereby.
    fn enroll(sandbox: &Sandbox, user: &str) -> Self {
        let shown = sandbox.json(&format!("2fa enroll {user} --show-secret"));
        let secret = shown["secret"].as_str().unwrap().replace(' ', "");
        let key = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
        let own = Self { key, backup_codes: Vec::new() };
        let codes = sandbox.ok(&format!("-q 2fa confirm {user} --code {}", own.code(sandbox)));
        Self { backup_codes: codes.lines().map(str::to_owned).collect(), ..own }
    }

    /// A code that is right now, whatever was used before.
    fn code(&self, sandbox: &Sandbox) -> String {
        sandbox.sql("UPDATE second_factors SET last_step = 0");
        let step = step_of_now();
        self.at(step)
    }

    /// A code that is wrong now.
    fn wrong(&self) -> String {
        let step = step_of_now();
        let right: Vec<String> = (step - 2..step + 4).map(|step| self.at(step)).collect();
        let mut codes = (0..10).map(|number| format!("{number:06}"));
        codes.find(|code| !right.contains(code)).unwrap()
    }

    fn at(&self, step: u64) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.key).unwrap();
        mac.update(&step.to_be_bytes());
        let tag = mac.finalize().into_bytes();
        let place = usize::from(tag[19] & 15);
        let number = u32::from_be_bytes(tag[place..place + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }
}

fn step_of_now() -> u64 {
    u64::try_from(Clock::System.now().unix_seconds()).unwrap() / 30
}

#[test]
fn operators_are_bound_listed_and_unbound() {
    let sandbox = Sandbox::new();
    sandbox.sql("UPDATE operators SET os_user = 'op' WHERE os_user <> 'op'");
    let columns = "--columns os_user,user,role,status,grants,allowed";
    // By hand nobody is bound any more, so the owner of the file binds somebody.
    assert_snapshot!(sandbox.run(&format!("operator bind ann --user alice {columns} -o table")).shown(), @r"
    os user  ann
    user     alice
    role     basic
    status   active
    grants   chat:read, chat:write
    allowed  -
    ");
    assert_snapshot!(sandbox.run(&format!("operators list -o table {columns}")).shown(), @r"
    OS USER  USER   ROLE   STATUS  MAY                    BOUND TO
    ann      alice  basic  active  chat:read, chat:write  all of it
    op       root   admin  active  *                      all of it
    ");
    let denied = sandbox.run("operator unbind ann");
    assert_eq!(denied.code, DENIED, "{denied}");
    let events =
        sandbox.ok("audit list --event operator.bind --columns actor_type,outcome --no-headers");
    assert_eq!(events, "owner\tok\n");
}

#[test]
fn an_auditor_reads_the_log_and_usage_and_nothing_else() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    act_as(&sandbox, "eve", "audit:read,usage:read");
    for allowed in [
        "audit list",
        "audit show 1",
        "audit verify",
        "usage summary",
        "usage list",
        "usage export",
        "completion bash",
    ] {
        sandbox.ok(allowed);
    }
    for denied in [
        "key list",
        "key show alice/ci",
        "key create x --user eve",
        "key rotate alice/ci",
        "-y key revoke alice/ci",
        "key suspend alice/ci",
        "user list",
        "user show alice",
        "user set eve --role admin",
        "user create bob --no-password",
        "role list",
        "role set eve_role --add *",
        "role create x --permission chat:read",
        "operator list",
        "operator bind eve --user root",
        "operator unbind another",
        "provider list",
        "provider add demo",
        "price list",
        "setting list",
        "setting set rotation.grace 1h",
        "db status",
        "db check",
        "db backup copy.db",
        "2fa reset root --reason x",
        "serve --check",
        "quickstart --once",
    ] {
        let run = sandbox.run(denied);
        assert_eq!((run.code, &*run.stdout), (DENIED, ""), "{denied}\n{run}");
    }
    assert_snapshot!(sandbox.run("key list").shown(), @r#"
    | error: operator "eve" lacks key:read
    |   why: role "eve_role" has audit:read, usage:read
    |   fix: keyctl role show eve_role
    = 7
    "#);
    // Every refusal is on record, as hers.
    let denials = sandbox.ok("audit list --outcome denied --columns actor,action --no-headers");
    assert_eq!(denials.lines().count(), 28);
    assert!(denials.lines().all(|line| line == "eve\tauth.denied"), "{denials}");
    // Her own account is hers to look after.
    sandbox.ok("user show eve");
    sandbox.ok("2fa enroll eve --qr none --show-secret");
}

#[test]
fn a_demotion_bites_at_the_next_command() {
    let sandbox = Sandbox::new();
    act_as(&sandbox, "eve", "key:read,user:read");
    sandbox.ok("key list");
    sandbox.sql("UPDATE roles SET permissions = 'user:read' WHERE name = 'eve_role'");
    assert_eq!(sandbox.run("key list").code, DENIED);
    sandbox.ok("user list");
    sandbox.sql("UPDATE operators SET permissions = 'key:read' WHERE os_user <> 'another'");
    assert_eq!(sandbox.run("user list").code, DENIED, "neither within the role nor the binding");
    sandbox.sql("UPDATE operators SET permissions = NULL");
    sandbox.ok("user list");
    sandbox.sql("UPDATE users SET status = 'disabled' WHERE handle = 'eve'");
    // She is the owner of the file too, and as such may look.
    sandbox.ok("user list");
    assert_snapshot!(sandbox.run("key list").shown().replace(&os_user(&sandbox), "OS"), @r#"
    | error: user "eve" is not active
    |   why: the owner of the file may only look, and help somebody in again
    |   fix: keyctl operator bind 'OS' --user USER
    = 7
    "#);
}

/// Whether `SUDO_UID` says who runs a command: it does where the kernel knows of no login.
fn sudo_is_believed() -> bool {
    let login = fs::read_to_string("/proc/self/loginuid").unwrap_or_default();
    login.trim().is_empty() || login.trim() == u32::MAX.to_string()
}

#[test]
fn several_people_share_the_owner_of_the_file() {
    if !sudo_is_believed() {
        return;
    }
    let sandbox = Sandbox::new();
    let sudo = |uid: &str, line: &str| run_with(&sandbox, ("SUDO_UID", uid), line);
    assert_snapshot!(sudo("424242", "user list").shown(), @r#"
    | error: OS user "uid:424242" is no operator
    |   why: it is bound to no user, so nobody knows what it may do
    |   fix: keyctl operator bind 'uid:424242' --user USER
    = 7
    "#);
    assert_eq!(sudo("424242", "operator bind uid:424242 --user root").code, DENIED);
    sandbox.ok("role create helper --permission user:read,key:suspend");
    sandbox.ok("user create ann --no-password --role helper");
    sandbox.key("ci");
    sandbox.ok("operator bind uid:424242 --user ann");
    assert_eq!(sudo("424242", "user list").code, 0);
    assert_eq!(sudo("424242", "key suspend alice/ci").code, 0);
    assert_eq!(sudo("424242", "key list").code, DENIED);
    assert_eq!(sudo("424243", "user list").code, DENIED);
    let entry = sandbox.json("audit list --event key.suspend");
    let entry = &entry["items"][0];
    assert_eq!((&entry["actor_type"], &entry["actor"]), (&"operator".into(), &"ann".into()));
    let shown = sandbox.json(&format!("audit show {}", entry["seq"]));
    assert_eq!(shown["details"]["os_user"], "uid:424242");
    let denied = sandbox.json("audit list --event auth.denied --actor uid:424242");
    assert_eq!(denied["items"][0]["actor_type"], "owner");
}

#[test]
fn the_owner_of_the_file_helps_in_and_every_admin_is_told_once() {
    let sandbox = Sandbox::new();
    let os_user = os_user(&sandbox);
    sandbox.ok("operator bind another --user root");
    sandbox.sql("DELETE FROM operators WHERE os_user <> 'another'");
    for allowed in
        ["operator list", "user list", "role list", "audit list", "db status", "db check"]
    {
        sandbox.ok(allowed);
    }
    assert_snapshot!(sandbox.run("key list").shown().replace(&os_user, "OS"), @r#"
    | error: OS user "OS" is no operator
    |   why: the owner of the file may only look, and help somebody in again
    |   fix: keyctl operator bind 'OS' --user USER
    = 7
    "#);
    sandbox.ok(&format!("operator bind {os_user} --user root"));
    let told = sandbox.run("-q key list");
    assert_eq!((told.code, &*told.stdout), (0, ""));
    assert_snapshot!(told.shown().replace(&os_user, "OS"), @r#"
    | notice: OS user "OS" was bound to you by the owner of the file, "OS", TIME
    | notice: the owner of the file, "OS", did operator.bind os_user:OS, TIME
    "#);
    assert_eq!(sandbox.run("-q key list").stderr, "", "once");
}

#[test]
fn the_last_operator_who_may_do_everything_stays() {
    let sandbox = Sandbox::new();
    let os_user = os_user(&sandbox);
    assert_snapshot!(sandbox.run(&format!("operator unbind {os_user}")).shown(), @r"
    | error: no operator would be left who may do all
    |   why: nobody could undo it but the owner of the file
    |   fix: keyctl operator bind OS-USER --user USER
    = 5
    ");
    let narrow = sandbox.run(&format!("operator bind {os_user} --user root --allow key:*"));
    assert_eq!(narrow.code, 5, "{narrow}");
    sandbox.ok("operator bind second --user root");
    sandbox.ok(&format!("operator unbind {os_user}"));
}

/// The service `cron` with a key that may only do this; where the key is.
fn service(sandbox: &Sandbox, allow: &str) -> PathBuf {
    sandbox.ok("role create turner --permission key:*,user:read,chat:read");
    sandbox.ok("user create cron --service --role turner");
    let path = sandbox.path("cron.key");
    sandbox.ok(&format!("-q key create turn --user cron --allow {allow} --out {}", path.display()));
    path
}

#[test]
fn a_cron_job_rotates_by_a_token_and_can_do_nothing_else() {
    let sandbox = Sandbox::new();
    sandbox.ok("key create ci --user alice --rotate-every 1d --out ci.key");
    let token = service(&sandbox, "key:rotate");
    sandbox.sql("UPDATE key_secrets SET created_at = created_at - 172800000000");
    let by_token =
        |line: &str| run_with(&sandbox, ("KEYCTL_TOKEN_FILE", token.to_str().unwrap()), line);
    let turned = by_token("-q key rotate --due --grace 24h --out-dir keys --max 50");
    assert_eq!((turned.code, &*turned.stderr), (0, ""), "{turned}");
    let new = fs::read_to_string(sandbox.path("keys/alice/ci")).unwrap();
    assert_ne!(new, fs::read_to_string(sandbox.path("ci.key")).unwrap());
    let entry = sandbox.json("audit list --event key.rotate");
    let entry = &entry["items"][0];
    assert_eq!((&entry["actor_type"], &entry["actor"]), (&"key".into(), &"cron/turn".into()));
    for denied in [
        "key list",
        "key create x --user alice",
        "-y key revoke alice/ci",
        "user list",
        "user set cron --role admin",
        "audit list",
        "db backup copy.db",
        "operator list",
        "2fa enroll cron --show-secret",
        "serve --check",
    ] {
        let run = by_token(denied);
        assert_eq!((run.code, &*run.stdout), (DENIED, ""), "{denied}\n{run}");
    }
    assert_snapshot!(by_token("key list").shown(), @r#"
    | error: key "cron/turn" lacks key:read
    |   why: within the role of its user it has key:rotate
    |   fix: keyctl key create NAME --user cron --allow 'key:read'
    = 7
    "#);
    let used = sandbox.json("key show cron/turn");
    assert!(used["last_used_at"].is_string(), "{used}");
    // The flag, and the credential of systemd.
    let flag = format!("--token-file {} key list", token.display());
    assert_eq!(sandbox.run(&flag).code, DENIED);
    fs::create_dir(sandbox.path("credentials")).unwrap();
    fs::copy(&token, sandbox.path("credentials/keyctl-token")).unwrap();
    let directory = sandbox.path("credentials");
    let credential = ("CREDENTIALS_DIRECTORY", directory.to_str().unwrap());
    assert_eq!(run_with(&sandbox, credential, "key list").code, DENIED);
    assert_eq!(run_with(&sandbox, credential, "-q key rotate --due --out-dir keys").code, 0);
}

#[test]
fn a_token_that_is_none_is_refused() {
    let sandbox = Sandbox::new();
    let token = service(&sandbox, "key:read");
    let line = format!("--token-file {} key list", token.display());
    assert_eq!(sandbox.run(&line).code, 0);
    sandbox.ok("-y key revoke cron/turn");
    assert_snapshot!(sandbox.run(&line).shown(), @r"
    | error: the key of the token file is refused
    |   why: the key was revoked
    = 6
    ");
    let denied = sandbox.json("audit list --outcome denied");
    assert_eq!(denied["items"][0]["action"], "auth.denied");
    let persons = secret_file(&sandbox, "alice.key", &sandbox.key("own"));
    let run = sandbox.run(&format!("--token-file {} key list", persons.display()));
    assert_eq!(run.code, 5, "{run}");
    fs::set_permissions(&persons, fs::Permissions::from_mode(0o644)).unwrap();
    let run = sandbox.run(&format!("--token-file {} key list", persons.display()));
    assert_eq!(run.code, DENIED, "a file that others can read\n{run}");
}

#[test]
fn a_sensitive_command_asks_an_operator_who_has_a_second_factor() {
    let sandbox = Sandbox::new();
    for name in ["a", "b", "c", "d", "e"] {
        sandbox.key(name);
    }
    sandbox.ok("-y key revoke a");
    let authenticator = Authenticator::enroll(&sandbox, "root");
    assert_snapshot!(sandbox.run("-y key revoke b").shown(), @r"
    | error: input needed: code of your authenticator, or a backup code
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --otp CODE
    = 8
    ");
    let wrong = sandbox.run(&format!("-y key revoke b --otp {}", authenticator.wrong()));
    assert_eq!(wrong.code, 6, "{wrong}");
    sandbox.ok("key show b");
    let code = authenticator.code(&sandbox);
    sandbox.ok(&format!("-y key revoke b --otp {code}"));
    let again = sandbox.run(&format!("-y key revoke c --otp {code}"));
    assert_eq!(again.code, 6, "it was used\n{again}");
    assert_eq!(sandbox.run("-y key revoke c").code, 8, "without a terminal nothing is remembered");
    let code = authenticator.code(&sandbox);
    let by_variable = run_with(&sandbox, ("KEYCTL_OTP", &code), "-y key revoke c");
    assert_eq!(by_variable.code, 0, "{by_variable}");
    let code = authenticator.code(&sandbox);
    let piped = sandbox.feed(&["-y", "key", "revoke", "d", "--otp", "-"], &code);
    assert_eq!(piped.code, 0, "{piped}");
    let typed = sandbox.run("-y key revoke e --otp 12x456");
    assert_eq!(typed.code, 2, "{typed}");
    assert!(!typed.stderr.contains("12x456"), "{typed}");
    let commands = sandbox.ok("audit list --event 2fa.* -o json");
    assert!(!commands.contains(&code), "no code stands in the log");
}

#[test]
fn a_backup_code_is_read_and_never_typed() {
    let sandbox = Sandbox::new();
    sandbox.key("a");
    let authenticator = Authenticator::enroll(&sandbox, "root");
    let code = authenticator.backup_codes[0].as_str();
    let argument = sandbox.run_words(&["-y", "key", "revoke", "a", "--otp", code]);
    assert_eq!(argument.code, 2, "{argument}");
    assert!(!argument.stderr.contains(&code[3..]), "{argument}");
    let read = sandbox.feed(&["-y", "-q", "key", "revoke", "a", "--otp", "-"], code);
    assert_eq!(read.code, 0, "{read}");
    assert_eq!(read.stderr, "warning: a backup code was used, 9 are left\n");
    let told = sandbox.run("-q key show a");
    assert!(told.stderr.starts_with("notice: backup code 01 was used, 9 are left, 2"), "{told}");
    let again = sandbox.feed(&["-y", "key", "revoke", "a", "--otp", "-"], code);
    assert_ne!(again.code, 0, "{again}");
}

#[test]
fn a_code_that_is_given_to_a_dry_run_stays_good() {
    let sandbox = Sandbox::new();
    sandbox.key("a");
    let password = secret_file(&sandbox, "root.password", "correct horse battery");
    sandbox.ok(&format!("user passwd root --password-file {}", password.display()));
    let authenticator = Authenticator::enroll(&sandbox, "root");
    let as_root = format!("--as root --as-password-file {}", password.display());
    let backup = authenticator.backup_codes[0].as_str();
    let dry = ["-y", "key", "revoke", "a", "--dry-run", "--otp", "-"];
    let told = sandbox.feed(&dry, backup);
    assert_snapshot!(told.shown(), @r#"
    | dry run: would have used up a backup code, so that 9 were left
    | dry run: would have revoked key "alice/a" (sk_live_PREFIXPREFIX…LAST)
    "#);
    let code = authenticator.code(&sandbox);
    let counted = || {
        let status = sandbox.json("2fa status root");
        (status["backup_codes"].clone(), status["failed"].clone(), status["last_login_at"].clone())
    };
    let before = counted();
    let log = sandbox.ok("audit list --columns seq -q");
    for _ in 0..3 {
        let done = sandbox.run(&format!("{as_root} --otp {code} key revoke a --dry-run"));
        assert_eq!(done.code, 0, "{done}");
        let done = sandbox.run(&format!("key revoke a --dry-run --otp {code}"));
        assert_eq!(done.code, 0, "{done}");
    }
    assert_eq!(counted(), before);
    assert_eq!(sandbox.ok("audit list --columns seq -q"), log);
    let wrong = sandbox.run(&format!("key revoke a --dry-run --otp {}", authenticator.wrong()));
    assert_eq!(wrong.code, 6, "{wrong}");
    assert_eq!(sandbox.json("2fa status root")["failed"], 1, "a wrong one counts");
    sandbox.ok(&format!("-y key revoke a --otp {code}"));
    assert_eq!(sandbox.run(&format!("key revoke a --dry-run --otp {code}")).code, 6, "used");
}

#[test]
fn the_policy_refuses_whoever_has_no_second_factor() {
    let sandbox = Sandbox::new();
    sandbox.key("a");
    assert_eq!(sandbox.run("setting set step-up.policy never").code, 2);
    sandbox.ok("setting set step-up.policy always");
    assert_snapshot!(sandbox.run("-y key revoke a").shown(), @r#"
    | error: operator "root" has no second factor
    |   why: setting "step-up.policy" has sensitive commands ask for a code always
    |   fix: keyctl 2fa enroll root
    = 6
    "#);
    let authenticator = Authenticator::enroll(&sandbox, "root");
    sandbox.ok(&format!("-y key revoke a --otp {}", authenticator.code(&sandbox)));
}

#[test]
fn another_operator_acts_by_their_own_proof() {
    let sandbox = Sandbox::new();
    let password = secret_file(&sandbox, "bob.password", "correct horse battery");
    sandbox.ok("role create reader --permission key:read,key:revoke");
    let given = format!("user create bob --role reader --password-file {}", password.display());
    sandbox.ok(&given);
    let as_bob = |line: &str| {
        sandbox.run(&format!("--as bob --as-password-file {} {line}", password.display()))
    };
    assert_eq!(as_bob("key list").code, 0);
    assert_eq!(as_bob("user list").code, DENIED, "his own role, not that of the OS user");
    for line in ["db migrate", "db migrate --dry-run"] {
        assert_eq!(as_bob(line).code, DENIED, "{line}: there is nothing to migrate");
    }
    assert_snapshot!(sandbox.run("--as bob key list").shown(), @r#"
    | error: input needed: password of user "bob"
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --as-password-file FILE
    = 8
    "#);
    let other = secret_file(&sandbox, "other.password", "wrong horse battery");
    let wrong = sandbox.run(&format!("--as bob --as-password-file {} key list", other.display()));
    assert_eq!(wrong.code, 6, "{wrong}");
    let unknown =
        sandbox.run(&format!("--as nobody --as-password-file {} key list", other.display()));
    assert_eq!(unknown.code, 6, "{unknown}");
    assert_eq!(as_bob("init").code, 2);
    sandbox.key("a");
    assert_eq!(as_bob("-y key revoke a").code, 0);
    let entry = sandbox.json("audit list --event key.revoke");
    let shown = sandbox.json(&format!("audit show {}", entry["items"][0]["seq"]));
    assert_eq!(shown["actor"], "bob");
    let details = &shown["details"];
    assert_eq!((&details["as"], &details["operator"]), (&"bob".into(), &"root".into()));
    assert_eq!(details["os_user"], os_user(&sandbox));
    let logins = sandbox.ok("audit list --event login.* --columns action --no-headers");
    assert!(logins.contains("login.ok\n") && logins.contains("login.failed\n"), "{logins}");
    // With a second factor the password alone is not enough, and its code is the fresh one.
    let authenticator = Authenticator::enroll(&sandbox, "bob");
    assert_eq!(as_bob("key list").code, 8);
    let code = authenticator.code(&sandbox);
    assert_eq!(as_bob(&format!("--otp {} key list", authenticator.wrong())).code, 6);
    assert_eq!(as_bob(&format!("--otp {code} key list")).code, 0);
    sandbox.key("b");
    let code = authenticator.code(&sandbox);
    assert_eq!(as_bob(&format!("--otp {code} -y key revoke b")).code, 0);
}
