//! `keyctl role`

use insta::assert_snapshot;

use crate::support::Sandbox;

#[test]
fn the_four_roles_are_there() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("role list -o table").shown(), @"
    NAME           PERMISSIONS            BUILT IN  USERS
    basic          chat:read, chat:write  yes           1
    contributor    chat:*, dataset:*      yes           0
    node_operator  chat:*, node:*         yes           0
    admin          *                      yes           1
    ");
    assert_snapshot!(sandbox.run("role show Node-Operator -o json").shown(), @r#"{"kind":"role","name":"node_operator","permissions":["chat:*","node:*"],"built_in":true,"users":0}"#);
    assert_snapshot!(sandbox.run("roles show contributer").shown(), @r#"
    | error: role "contributer" not found
    |   why: did you mean "contributor"?
    |   fix: keyctl role list
    = 3
    "#);
}
