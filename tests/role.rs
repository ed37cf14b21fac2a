//! `keyctl role`

use insta::assert_snapshot;

use crate::support::Sandbox;

#[test]
fn the_four_roles_are_there() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("role list -o table").shown(), @"
    NAME           PERMISSIONS            BUILT IN  USERS  LIFETIME
    basic          chat:read, chat:write  yes           1        7d
    contributor    chat:*, dataset:*      yes           0       30d
    node_operator  chat:*, node:*         yes           0       90d
    admin          *                      yes           1      365d
    ");
    assert_snapshot!(sandbox.run("role show Node-Operator -o json").shown(), @r#"{"kind":"role","name":"node_operator","permissions":["chat:*","node:*"],"built_in":true,"users":0,"lifetime":"90d"}"#);
    assert_snapshot!(sandbox.run("roles show contributer").shown(), @r#"
    | error: role "contributer" not found
    |   why: did you mean "contributor"?
    |   fix: keyctl role list
    = 3
    "#);
}

#[test]
fn a_role_is_made_changed_and_removed() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("role create Night-Shift --permission chat:read,node:read --permission dataset:* --lifetime 2w -o json").shown(), @r#"{"kind":"role","name":"night_shift","permissions":["chat:read","node:read","dataset:*"],"built_in":false,"users":0,"lifetime":"14d"}"#);
    assert_snapshot!(sandbox.run("role create open --permission * -o table").shown(), @"
    name         open
    permissions  *
    built in     no
    users        0
    lifetime     -
    ");
    assert_snapshot!(sandbox.run("role set night_shift --add chat:write --remove node:read,chat:read --lifetime none --columns name,permissions,lifetime").shown(), @"
    name	permissions	lifetime
    night_shift	dataset:*,chat:write
    ");
    assert_snapshot!(sandbox.run("role list -o table --columns name,lifetime").shown(), @"
    NAME           LIFETIME
    basic                7d
    contributor         30d
    node_operator       90d
    admin              365d
    night_shift        none
    open               none
    ");
    let told = sandbox.json("audit list --event role.set");
    let details = &told["items"][0]["details"];
    assert_eq!(details["before"]["lifetime"], "14d");
    assert_eq!(details["after"]["permissions"], serde_json::json!(["dataset:*", "chat:write"]));
    assert_snapshot!(sandbox.run("role remove night-shift -q").shown(), @"night_shift");
    assert_snapshot!(sandbox.run("role show night-shift").shown(), @r#"
    | error: role "night-shift" not found
    |   fix: keyctl role list
    = 3
    "#);
    sandbox.ok("audit verify");
}

#[test]
fn a_change_of_a_role_that_makes_no_sense_is_refused() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("role create 9.to.5 --permission chat:read").shown(), @r#"
    | error: invalid value '9.to.5' for '<ROLE>': "9.to.5" is not a name for a role: give 1 to 63 of a-z, 0-9 and _, beginning with a letter or digit
    |   fix: keyctl role create --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("role create night").shown(), @"
    | error: the following required arguments were not provided
    |   why: --permission <PERM>
    |   fix: keyctl role create --help
    = 2
    ");
    assert_snapshot!(sandbox.run("role create night --permission chat").shown(), @r#"
    | error: invalid value 'chat' for '--permission <PERM>': "chat" is not a permission: give noun:verb, noun:* or *, of a-z, 0-9 and _
    |   fix: keyctl role create --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("role create night --permission chat:read --lifetime 30").shown(), @r#"
    | error: invalid value '30' for '--lifetime <30d|none>': "30" lacks a unit: give 90s, 15m (minutes), 24h, 7d, 2w or 1d12h
    |   fix: keyctl role create --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("role create basic --permission chat:read").shown(), @r#"
    | error: role "basic" exists
    |   fix: keyctl role set basic …
    = 4
    "#);
    assert_snapshot!(sandbox.run("role set basic").shown(), @"
    | error: the following required arguments were not provided
    |   why: <--add <PERM>|--remove <PERM>|--lifetime <30d|none>>
    |   fix: keyctl role set --help
    = 2
    ");
    assert_snapshot!(sandbox.run("role set basic --remove node:read").shown(), @r#"
    | error: role "basic" does not have node:read
    |   fix: keyctl role show basic
    = 4
    "#);
    assert_snapshot!(sandbox.run("role set admin --remove chat:write").shown(), @r#"
    | error: role "admin" would still have chat:write
    |   why: * includes it
    |   fix: keyctl role set admin --remove '*' --add …
    = 5
    "#);
    assert_snapshot!(sandbox.run("role remove basic").shown(), @r#"
    | error: role "basic" cannot be removed
    |   why: every database has it
    |   fix: keyctl role set basic …
    = 5
    "#);
}

#[test]
fn a_role_that_keys_or_users_have_is_not_removed() {
    let sandbox = Sandbox::new();
    sandbox.ok("role create reader --permission chat:read");
    sandbox.key_with("ci", "--role reader");
    assert_snapshot!(sandbox.run("role remove reader").shown(), @r#"
    | error: role "reader" is in use
    |   why: it is that of 1 living key
    |   fix: keyctl key revoke alice/ci
    = 4
    "#);
    sandbox.ok("user create bob --role reader");
    assert_snapshot!(sandbox.run("role remove reader").shown(), @r#"
    | error: role "reader" is in use
    |   why: it is that of 1 user and 1 living key
    |   fix: keyctl user list --role reader
    = 4
    "#);
    assert_eq!(sandbox.ok("role list --columns name --no-headers").lines().count(), 5);
}

#[test]
fn a_dry_run_changes_no_role() {
    let sandbox = Sandbox::new();
    sandbox.ok("role create reader --permission chat:read");
    let before = sandbox.ok("role list -o json");
    for line in [
        "role create writer --permission chat:write",
        "role set reader --add chat:write",
        "role remove reader",
    ] {
        let done = sandbox.run(&format!("{line} --dry-run"));
        assert!(done.stderr.starts_with("dry run: would have "), "{done}");
        assert_eq!((done.code, done.stdout.as_str()), (0, ""));
    }
    assert_eq!(sandbox.ok("role list -o json"), before);
    assert_eq!(sandbox.json("audit verify")["entries"], 3);
}
