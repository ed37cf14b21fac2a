//! `keyctl user import`

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::support::Sandbox;

fn people(count: usize) -> String {
    let row = |n| format!("person-{n:02}@example.com,,Person {n},,50/month,,\n");
    "email,handle,display_name,role,budget,models,expires\n".to_owned()
        + &(1..=count).map(row).collect::<String>()
}

#[test]
fn thirty_people_get_their_keys_in_files_of_their_own() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("people.csv"), people(30)).unwrap();
    let words = "user import people.csv --key default --out-dir keys -o json";
    assert_snapshot!(sandbox.run(words).shown(), @r#"{"kind":"user.import","created":30,"existing":0,"keys":30,"out_dir":"keys"}"#);
    let mut keys = BTreeSet::new();
    for n in 1..=30 {
        let path = sandbox.path(&format!("keys/person-{n:02}/default"));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let directory = path.parent().unwrap();
        assert_eq!(fs::metadata(directory).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::read_dir(directory).unwrap().count(), 1, "no temporary file is left");
        keys.insert(fs::read_to_string(path).unwrap());
    }
    assert_eq!(keys.len(), 30);
    let budgets = sandbox.ok("budget list --columns who,limit_usd,every --no-headers");
    assert_eq!(budgets.lines().count(), 30);
    assert!(budgets.lines().all(|budget| budget.ends_with("\t50.00\tmonth")), "{budgets}");
    let text: String = keys.into_iter().collect();
    let found =
        sandbox.feed(&["key", "identify", "-", "--columns", "verdict", "--no-headers"], &text);
    assert_eq!(found.stdout, "ok\n".repeat(30));
    assert_eq!(sandbox.ok("user list -q").lines().count(), 32);

    let again = sandbox.run(words);
    assert_eq!(again.code, 5);
    assert!(again.stderr.contains("line 2: user \\\"person-01\\\" exists here"), "{again}");
    let accepted = format!("{words} --if-not-exists");
    assert_snapshot!(sandbox.run(&accepted).shown(), @r#"{"kind":"user.import","created":0,"existing":30,"keys":0,"out_dir":"keys"}"#);
}

#[test]
fn a_bad_line_is_named_and_nothing_is_changed() {
    let sandbox = Sandbox::new();
    let mut lines: Vec<String> = people(20).lines().map(str::to_owned).collect();
    lines[16] = "not an address,,,,,,".to_owned();
    lines[18] = "person-01@example.com,,,,,,".to_owned();
    fs::write(sandbox.path("people.csv"), lines.join("\n")).unwrap();
    let audit = sandbox.ok("audit list -q");
    assert_snapshot!(sandbox.run("user import people.csv --key default --out-dir keys").shown(), @r#"
    | error: line 17: email: an e-mail address holds no spaces, control characters or invisible characters
    | error: line 19: its e-mail is that of line 2
    | error: 2 lines cannot be imported, so nothing was
    = 5
    "#);
    assert_eq!(sandbox.ok("user list -q"), "1\n2\n");
    assert_eq!(sandbox.ok("audit list -q"), audit);
    assert!(!sandbox.path("keys").exists());
}

#[test]
fn json_lines_and_standard_input_are_read_too() {
    let sandbox = Sandbox::new();
    let text = "{\"email\":\"bob@example.com\",\"role\":\"Contributor\"}\n{\"handle\":\"eve\"}\n";
    let words = ["user", "import", "-", "--format", "jsonl", "-q"];
    assert_eq!(sandbox.feed(&words, text).stdout, "2\n");
    let rows = sandbox.ok("user list --columns handle,email,role --no-headers");
    assert!(rows.ends_with("bob\tbob@example.com\tcontributor\neve\t\tbasic\n"), "{rows}");
}

#[test]
fn a_dry_run_tells_and_leaves_nothing() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("people.csv"), people(3)).unwrap();
    let words = "--dry-run user import people.csv --key default --out-dir keys";
    assert_snapshot!(sandbox.run(words).shown(), @"| dry run: would have imported 3 users and 3 keys");
    assert_eq!(sandbox.ok("user list -q"), "1\n2\n");
    assert!(!sandbox.path("keys").exists());
}

#[test]
fn a_refused_import_leaves_no_directory() {
    let sandbox = Sandbox::new();
    let import = "user import people.csv --key default --out-dir keys";
    fs::write(sandbox.path("people.csv"), "email,role\na@example.com,nobody\n").unwrap();
    assert_eq!(sandbox.run(import).code, 5);
    assert!(!sandbox.path("keys").exists());
    // With the secrets on disk already, the database refuses.
    fs::write(sandbox.path("people.csv"), people(3)).unwrap();
    sandbox
        .sql("CREATE TRIGGER refuse BEFORE INSERT ON users BEGIN SELECT RAISE(ABORT, 'full'); END");
    let refused = sandbox.run(import);
    assert_ne!(refused.code, 0, "{refused}");
    assert!(!sandbox.path("keys").exists(), "{refused}");
    sandbox.sql("DROP TRIGGER refuse");
    fs::set_permissions(sandbox.path("."), fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(sandbox.run(import).code, 7, "anybody could replace the directory");
    assert!(!sandbox.path("keys").exists());
    fs::set_permissions(sandbox.path("."), fs::Permissions::from_mode(0o700)).unwrap();
    // One that was there stays, whatever is in it.
    fs::create_dir(sandbox.path("keys")).unwrap();
    fs::set_permissions(sandbox.path("keys"), fs::Permissions::from_mode(0o700)).unwrap();
    fs::write(sandbox.path("people.csv"), "email,role\na@example.com,nobody\n").unwrap();
    assert_eq!(sandbox.run(import).code, 5);
    assert!(sandbox.path("keys").exists());
    fs::write(sandbox.path("people.csv"), people(3)).unwrap();
    sandbox.ok(import);
    assert_eq!(fs::read_dir(sandbox.path("keys")).unwrap().count(), 3);
}

#[test]
fn what_does_not_go_together_is_usage() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run("user import people.csv --key default").code, 2);
    assert_eq!(sandbox.run("user import people.csv --out-dir keys").code, 2);
    assert_eq!(sandbox.run("user import people.csv").code, 3);
    fs::write(sandbox.path("people.csv"), "email,telephone\na@example.com,1\n").unwrap();
    assert_snapshot!(sandbox.run("user import people.csv").shown(), @r#"
    | error: line 1: column 2, "telephone", is unknown: the columns are email, handle, display_name, role, budget, models, expires
    | error: 1 line cannot be imported, so nothing was
    = 5
    "#);
    fs::create_dir(sandbox.path("open")).unwrap();
    fs::set_permissions(sandbox.path("open"), fs::Permissions::from_mode(0o777)).unwrap();
    fs::write(sandbox.path("people.csv"), people(1)).unwrap();
    let loose = sandbox.run("user import people.csv --key default --out-dir open");
    assert_eq!(loose.code, 7, "{loose}");
    assert_eq!(sandbox.ok("user list -q"), "1\n2\n");
}
