//! `keyctl user`

use insta::assert_snapshot;

use crate::support::{Metered, Sandbox};

const COLUMNS: &str = "--columns id,handle,email,display_name,kind,role,status";

#[test]
fn a_user_is_created_listed_and_shown() {
    let sandbox = Sandbox::empty();
    sandbox.ok("init --admin root@example.com");
    let words = [
        "user",
        "create",
        "Bob.B@Example.com",
        "--display-name",
        "Bob B",
        "--role",
        "Node-Operator",
    ];
    assert_snapshot!(sandbox.run_words(&[&words[..], &["-o", "json"]].concat()).shown(), @r#"{"kind":"user","id":2,"handle":"bob.b","email":"bob.b@example.com","display_name":"Bob B","kind":"person","role":"node_operator","status":"active","created_at":"TIME"}"#);
    assert_snapshot!(sandbox.run("-q user create ci --service").shown(), @"3");
    assert_snapshot!(sandbox.run(&format!("user list -o table {COLUMNS}")).shown(), @"
    ID  HANDLE  E-MAIL             NAME   KIND     ROLE           STATUS
     1  root    root@example.com   -      person   admin          active
     2  bob.b   bob.b@example.com  Bob B  person   node_operator  active
     3  ci      -                  -      service  basic          active
    ");
    assert_snapshot!(sandbox.run(&format!("user show bob.b@example.com {COLUMNS}")).shown(), @"
    id	handle	email	display_name	kind	role	status
    2	bob.b	bob.b@example.com	Bob B	person	node_operator	active
    ");
    assert_snapshot!(sandbox.run("user show ci -o json").shown(), @r#"{"kind":"user","id":3,"handle":"ci","email":null,"display_name":null,"kind":"service","role":"basic","status":"active","created_at":"TIME","two_factor":null,"last_login_at":null,"locked_until":null,"removed_at":null,"password_set_at":null,"backup_codes":0,"keys":0}"#);
    assert_snapshot!(sandbox.run("users list --role admin -q").shown(), @"1");
    assert_snapshot!(sandbox.run("user list --status disabled -o json").shown(), @r#"{"kind":"user.list","version":1,"items":[],"next_cursor":null}"#);
}

#[test]
fn a_handle_that_is_taken_is_a_conflict_and_a_derived_one_is_numbered() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("user create alice@example.com").shown(), @r#"
    | error: user "alice" exists
    |   fix: keyctl user show alice
    = 4
    "#);
    assert_snapshot!(sandbox.run("user create alice").shown(), @r#"
    | error: user "alice" exists
    |   fix: keyctl user show alice
    = 4
    "#);
    let second = sandbox.ok("user create alice@other.example --columns handle --no-headers");
    assert_eq!(second, "alice-2\n");
}

#[test]
fn if_not_exists_accepts_the_same_and_refuses_another() {
    let sandbox = Sandbox::new();
    let same = sandbox.run("user create alice@example.com --if-not-exists -q");
    assert_snapshot!(same.shown(), @"2");
    let other = sandbox.run("user create alice@example.com --if-not-exists --role admin");
    assert_snapshot!(other.shown(), @r#"
    | error: user "alice" exists
    |   why: it differs from what was asked for
    |   fix: keyctl user show alice
    = 4
    "#);
}

#[test]
fn a_beginning_is_enough_to_read() {
    let sandbox = Sandbox::new();
    sandbox.ok("user create alan@example.com");
    assert_eq!(sandbox.ok("user show alic -q"), "2\n");
    assert_eq!(sandbox.ok("user show 3 --columns handle --no-headers"), "alan\n");
    assert_snapshot!(sandbox.run("user show al").shown(), @r#"
    | error: "al" is the beginning of several users
    |   why: alan, alice
    = 2
    "#);
    assert_snapshot!(sandbox.run("user show alise").shown(), @r#"
    | error: user "alise" not found
    |   why: did you mean "alice"?
    |   fix: keyctl user list
    = 3
    "#);
    assert_snapshot!(sandbox.run("user show bob").shown(), @r#"
    | error: user "bob" not found
    |   why: no user has that handle, e-mail or number
    |   fix: keyctl user list
    = 3
    "#);
}

#[test]
fn what_cannot_be_parsed_is_usage() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("user create not@an@address").shown(), @r#"
    | error: invalid value 'not@an@address' for '<E-MAIL|HANDLE>': "an@address" is not a domain name: give one such as example.com
    |   fix: keyctl user create --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("user create UPPER").shown(), @r#"
    | error: invalid value 'UPPER' for '<E-MAIL|HANDLE>': "UPPER" is not a name: give a-z, 0-9, '.', '_' and '-', beginning with a letter or digit
    |   fix: keyctl user create --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("user create bob --handle rob").shown(), @"
    | error: two handles were given
    |   fix: write the e-mail first, or leave --handle out
    = 2
    ");
    assert_snapshot!(sandbox.run("user create bob --role nobody").shown(), @r#"
    | error: role "nobody" not found
    |   fix: keyctl role list
    = 3
    "#);
    assert_snapshot!(sandbox.run("user list --status away").shown(), @r#"
    | error: invalid value 'away' for '--status <STATUS>': "away" is not one of active, disabled, locked, removed
    |   fix: keyctl user list --help
    = 2
    "#);
}

#[test]
fn a_list_is_paged_by_a_cursor() {
    let sandbox = Sandbox::new();
    for name in ["bob", "carol", "dave"] {
        sandbox.ok(&format!("user create {name}"));
    }
    let page = sandbox.json("user list --limit 2 --sort handle:desc");
    let handles = |page: &serde_json::Value| {
        let items = page["items"].as_array().unwrap();
        items.iter().map(|item| item["handle"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(handles(&page), ["root", "dave"]);
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = sandbox.json(&format!("user list --all --sort handle:desc --cursor {cursor}"));
    assert_eq!(handles(&rest), ["carol", "bob", "alice"]);
    assert!(rest["next_cursor"].is_null());
    assert_snapshot!(sandbox.run("user list --sort handel").shown(), @r#"
    | error: this list cannot be sorted by "handel"
    |   why: it can be sorted by id, handle, email, role, status, created_at
    |   fix: --sort handle
    = 2
    "#);
    assert_snapshot!(sandbox.run("user list --cursor nonsense").shown(), @"
    | error: invalid value 'nonsense' for '--cursor <TOKEN>': a cursor is what `next_cursor` of the page before said
    |   fix: keyctl user list --help
    = 2
    ");
}

#[test]
fn a_user_is_changed_disabled_and_enabled() {
    let sandbox = Sandbox::new();
    let shown = "--columns handle,email,display_name,role,status --no-headers";
    let words = ["user", "set", "alice", "--email", "Lovelace@Example.com", "--handle", "ada"];
    let more = ["--display-name", "Ada L.", "--role", "contributor"];
    assert_eq!(sandbox.run_words(&[&words[..], &more[..]].concat()).code, 0);
    let row = sandbox.ok(&format!("user show ada {shown}"));
    assert_eq!(row, "ada\tlovelace@example.com\tAda L.\tcontributor\tactive\n");
    assert_eq!(sandbox.run_words(&["user", "set", "ada", "--display-name", ""]).code, 0);
    sandbox.ok("user disable ada --reason away");
    assert_eq!(sandbox.ok("user list --status disabled -q"), "2\n");
    assert_snapshot!(sandbox.run("user disable ada").shown(), @r#"
    | error: user "ada" is disabled, not active
    |   fix: keyctl user show ada
    = 4
    "#);
    sandbox.ok("user enable ada");
    let row = sandbox.ok(&format!("user show ada {shown}"));
    assert_eq!(row, "ada\tlovelace@example.com\t\tcontributor\tactive\n");
    assert_snapshot!(sandbox.run("user set ada").shown(), @r"
    | error: the following required arguments were not provided
    |   why: <--email <E>|--handle <H>|--display-name <S>|--role <R>>
    |   fix: keyctl user set --help
    = 2
    ");
    assert_snapshot!(sandbox.run("--dry-run user set ada --role basic").shown(), @r#"| dry run: would have changed user "ada": role"#);
    assert_snapshot!(sandbox.run("user set root --role basic").shown(), @r#"
    | error: user "root" is you, and nobody changes their own role
    |   fix: have another operator do it
    = 5
    "#);
    assert_snapshot!(sandbox.run("user disable root").shown(), @r#"
    | error: user "root" is you, and is disabled by another operator
    |   why: there may be nobody left to undo it
    = 5
    "#);
}

#[test]
fn a_locked_user_is_listed_shown_and_unlocked() {
    let sandbox = Sandbox::new();
    sandbox.sql("INSERT INTO attempts VALUES (2, 0, 0, 1, 4000000000000000, 5, 1700000000000000)");
    assert_eq!(sandbox.ok("user list --status locked -q"), "2\n");
    assert_eq!(sandbox.ok("user list --status active -q"), "1\n");
    let shown = "--columns status,last_login_at,locked_until --no-headers";
    let row = sandbox.ok(&format!("user show alice {shown}"));
    assert_eq!(row, "locked\t2023-11-14T22:13:20Z\t2096-10-02T07:06:40Z\n");
    sandbox.ok("user unlock alice");
    let row = sandbox.ok(&format!("user show alice {shown}"));
    assert_eq!(row, "active\t2023-11-14T22:13:20Z\t\n");
    let again = sandbox.run("user unlock alice -q --columns status");
    assert_eq!(again.code, 0);
    assert!(sandbox.ok("audit list").contains("user.unlock"));
}

#[test]
fn people_without_a_second_factor_are_listed() {
    let sandbox = Sandbox::new();
    sandbox.ok("user create bot --service");
    sandbox.sql("INSERT INTO second_factors VALUES (1, 'enabled', x'00', 0, 0, 0)");
    assert_eq!(sandbox.ok("user list --no-2fa -q"), "2\n");
    let row = sandbox.ok("user show root --columns two_factor,backup_codes,keys --no-headers");
    assert_eq!(row, "enabled\t0\t0\n");
}

#[test]
fn a_removed_user_leaves_a_tombstone_and_no_key() {
    let sandbox = Sandbox::new();
    let key = sandbox.key("ci");
    assert_snapshot!(sandbox.run("user remove alice").shown(), @r#"
    | error: input needed: remove user "alice" and revoke 1 key for good?
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --confirm alice
    = 8
    "#);
    assert_eq!(sandbox.run("--yes user remove alice").code, 8, "--yes is not enough");
    assert_snapshot!(sandbox.run("user remove alice --confirm bob").shown(), @r#"
    | error: "bob" is not the name "alice"
    |   why: nothing was changed
    = 8
    "#);
    assert_snapshot!(sandbox.run("--dry-run user remove alice").shown(), @r#"| dry run: would have removed user "alice" and revoked 1 key"#);
    let removed = sandbox.json("user remove alice@example.com --confirm alice");
    assert_eq!(removed["status"].as_str(), Some("removed"));
    assert_eq!(sandbox.ok("user show 2 --columns keys --no-headers"), "0\n");
    assert!(removed["removed_at"].is_string());
    let verdict = sandbox.feed(&["key", "verify", "-"], &key);
    assert_eq!(verdict.code, 6, "{verdict}");
    assert_eq!(sandbox.ok("user list -q"), "1\n");
    assert_eq!(sandbox.ok("user list --status removed -q"), "2\n");
    assert_eq!(sandbox.ok("user show 2 --columns handle,status --no-headers"), "alice\tremoved\n");
    assert_eq!(sandbox.ok("key list --user 2 --columns status --no-headers"), "revoked\n");
    assert_snapshot!(sandbox.run("key create ci --user 2").shown(), @r#"
    | error: user "alice" was removed
    |   why: its number names it in usage and in the audit log alone
    |   fix: keyctl user show 2
    = 3
    "#);
    assert_eq!(sandbox.ok("-q user create alice@example.com"), "3\n");
    assert_eq!(sandbox.ok("user show alice -q"), "3\n");
    sandbox.key("ci");
    assert_eq!(sandbox.ok("key show alice/ci -q"), "2\n");
}

#[test]
fn usage_of_a_removed_user_is_not_that_of_the_next_of_its_name() {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add demo");
    sandbox.key("ci");
    sandbox.ok("user remove alice --confirm alice");
    sandbox.ok("user create alice@example.com");
    sandbox.key("ci");
    let row = |key, at| Metered { at, key, model: "m", tokens: (1, 1), cost: Some(7) };
    sandbox.meter(&[row("1", "2026-01-01T00:00:00Z"), row("2", "2026-01-01T00:00:01Z")]);
    let of = |words: &str| {
        sandbox.ok(&format!("usage summary --period 2026 --no-headers --columns {words}"))
    };
    assert_eq!(of("user,requests --by user"), "alice\t1\nalice#2\t1\n");
    assert_eq!(of("requests --user alice"), "1\n");
    assert_eq!(of("requests --user 2"), "1\n");
}

#[test]
fn names_that_mislead_are_refused_or_shown_for_what_they_are() {
    let sandbox = Sandbox::new();
    let long = "x".repeat(300);
    for (who, name) in [
        ("a\u{1b}[31m@example.com", "ok"),
        ("a\u{202e}b@example.com", "ok"),
        ("al\u{456}ce", "ok"),
        (long.as_str(), "ok"),
        ("bob", "red\u{1b}[31m"),
        ("bob", "evil\u{202e}live"),
        ("bob", "two\nlines"),
        ("bob", long.as_str()),
    ] {
        let done = sandbox.run_words(&["user", "create", who, "--display-name", name]);
        assert_eq!(done.code, 2, "{done}");
        assert!(!done.stderr.contains(['\u{1b}', '\u{202e}']), "{:?}", done.stderr);
    }
    assert_eq!(sandbox.ok("user list -q"), "1\n2\n");
    // One address is one address however it is written.
    for spelling in ["ALICE@example.com", "ａｌｉｃｅ@EXAMPLE.com", "alice@example\u{3002}com"]
    {
        let done = sandbox.run_words(&["user", "create", spelling]);
        assert_eq!(done.code, 4, "{spelling}: {done}");
    }
    // A formula stays a text, and what an older version let in is escaped.
    assert_eq!(sandbox.run_words(&["user", "create", "bob", "--display-name", "=1+1"]).code, 0);
    let csv = sandbox.ok("user show bob --columns display_name -o csv --no-headers");
    assert_eq!(csv, "'=1+1\n");
    sandbox.sql("UPDATE users SET display_name = char(27) || '[2J' || char(8238) WHERE id = 2");
    let table = sandbox.run("user list -o table --columns id,display_name,handle");
    assert_snapshot!(table.shown(), @r"
    ID  NAME               HANDLE
     1  -                  root
     2  \u{1b}[2J\u{202e}  alice
     3  =1+1               bob
    ");
}
