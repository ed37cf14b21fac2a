//! `keyctl user`

use insta::assert_snapshot;

use crate::support::Sandbox;

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
    = 2
    "#);
    assert_snapshot!(sandbox.run("user create UPPER").shown(), @r#"
    | error: invalid value 'UPPER' for '<E-MAIL|HANDLE>': "UPPER" is not a name: give a-z, 0-9, '.', '_' and '-', beginning with a letter or digit
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
    assert_snapshot!(sandbox.run("user list --status locked").shown(), @r#"
    | error: invalid value 'locked' for '--status <STATUS>': "locked" is not one of active, disabled
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
    = 2
    ");
}
