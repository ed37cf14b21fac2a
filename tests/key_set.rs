//! `keyctl key set` and what `keyctl key show` tells of it

use insta::assert_snapshot;

use crate::support::Sandbox;

const FIELDS: &str = "--columns name,models,networks,lifetime,rotate_every";

/// Makes every secret older than what a slow machine could take for a test.
fn made_three_hours_ago(sandbox: &Sandbox) {
    let script = "UPDATE key_secrets SET created_at = strftime('%s', 'now', '-3 hours') * 1000000";
    sandbox.sql(script);
}

#[test]
fn a_key_is_renamed_and_narrowed() {
    let sandbox = Sandbox::new();
    let key = sandbox.key("ci");
    let set =
        |options: &str| sandbox.run(&format!("key set ci {options} --columns id,name")).shown();
    assert_snapshot!(set("--add-model gpt-* --add-model o3 --rotate-every 7d"), @r#"
    id	name
    1	ci
    | key "alice/ci" could use any model, and now these only
    "#);
    assert_snapshot!(set("--add-cidr 10.0.0.0/8 --remove-model gpt-* --expires 36h --rotate-every 1d"), @r#"
    id	name
    1	ci
    | key "alice/ci" could be used from anywhere, and now from there only
    "#);
    assert_snapshot!(set("--add-model o3"), @r#"
    id	name
    1	ci
    | key "alice/ci" is as it was asked for
    "#);
    assert_snapshot!(sandbox.run(&format!("key show ci {FIELDS}")).shown(), @"
    name	models	networks	lifetime	rotate_every
    ci	o3	10.0.0.0/8	1d12h	1d
    ");
    assert_snapshot!(set("--name deploy --any-cidr"), @"
    id	name
    1	deploy
    ");
    assert_eq!(sandbox.feed(&["key", "verify"], &key).code, 0);
    let told = &sandbox.json("audit list --event key.set")["items"];
    assert_eq!(told.as_array().unwrap().len(), 3);
    assert_eq!(told[2]["details"]["changed"], serde_json::json!(["name", "networks"]));
    sandbox.ok("audit verify");
}

#[test]
fn a_change_that_makes_no_sense_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    sandbox.key("other");
    sandbox.ok("key set ci --add-model gpt-5 -q");
    let refused = |options: &str| sandbox.run(&format!("key set {options}")).shown();
    assert_snapshot!(refused("ci"), @"
    | error: the following required arguments were not provided
    |   why: <--name <S>|--expires <30d|T|never>|--rotate-every <90d|never>|--add-model <GLOB>|--remove-model <GLOB>|--any-model|--add-cidr <NET>|--remove-cidr <NET>|--any-cidr>
    |   fix: keyctl key set --help
    = 2
    ");
    assert_snapshot!(refused("ci --name other"), @r#"
    | error: key "alice/other" exists
    |   fix: keyctl key show alice/other
    = 4
    "#);
    assert_snapshot!(refused("ci --expires never"), @r#"
    | error: the key cannot live until then
    |   why: keys of role "basic" live for 7d at most
    |   fix: give --expires 7d or less, or another role
    = 5
    "#);
    assert_snapshot!(refused("ci --rotate-every 8d"), @"
    | error: the key would expire before it is due
    |   why: it lives for 7d, and would be rotated after 8d
    |   fix: give --rotate-every 7d or less
    = 5
    ");
    assert_snapshot!(refused("ci --remove-model gpt-5"), @r#"
    | error: key "alice/ci" would be left without a model
    |   why: without one it may use any model; to stop it, suspend it
    |   fix: keyctl key set alice/ci --any-model
    = 5
    "#);
    assert_snapshot!(refused("ci --remove-model o3"), @r#"
    | error: key "alice/ci" does not name model "o3"
    |   why: it names gpt-5
    = 4
    "#);
    assert_snapshot!(refused("ci --add-model gpt-* --remove-model gpt-5"), @r#"
    | error: key "alice/ci" would still allow model "gpt-5"
    |   why: "gpt-*" includes it
    = 5
    "#);
    assert_snapshot!(refused("ci --remove-cidr 10.0.0.0/8"), @r#"
    | error: key "alice/ci" does not name network "10.0.0.0/8"
    |   why: it may be used from anywhere
    = 4
    "#);
    assert_snapshot!(refused("ci --any-model --add-model o3"), @"
    | error: the argument '--any-model' cannot be used with '--add-model <GLOB>'
    |   fix: keyctl key set --help
    = 2
    ");
    sandbox.ok("key revoke other -y");
    assert_snapshot!(refused("other --expires 1d"), @r#"
    | error: key "alice/other" is revoked
    |   why: a dead key never lives again
    |   fix: keyctl key create other --user alice
    = 4
    "#);
}

#[test]
fn a_dry_run_says_what_would_change() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    let before = sandbox.ok("key show ci -o json");
    assert_snapshot!(sandbox.run("key set ci --name deploy --add-cidr 10.0.0.0/8 --dry-run").shown(), @r#"| dry run: would have changed key "ci": name, networks"#);
    assert_eq!(sandbox.ok("key show ci -o json"), before);
}

#[test]
fn a_key_is_shown_with_what_bounds_it_and_its_versions() {
    let sandbox = Sandbox::new();
    sandbox.key_with("ci", "--allow chat:read --model gpt-* --cidr 10.0.0.0/8 --expires 3d --rotate-every 1d --recoverable");
    assert_snapshot!(sandbox.run("key show ci -o json --columns permissions,models,networks,lifetime,rotate_every,due_at,sunset_at,recoverable,versions").shown(), @r#"{"kind":"key","permissions":["chat:read"],"models":["gpt-*"],"networks":["10.0.0.0/8"],"lifetime":"3d","rotate_every":"1d","due_at":"TIME","sunset_at":null,"recoverable":true,"versions":[{"prefix":"sk_live_PREFIXPREFIX","state":"current","created_at":"TIME","valid_until":null,"last_used_at":null,"last_used_from":null,"requests":0}]}"#);
    let versions = &sandbox.json("key show ci")["versions"];
    assert_eq!(versions.as_array().unwrap().len(), 1);
    made_three_hours_ago(&sandbox);
    assert_snapshot!(sandbox.run("key show ci -o table --columns name,permissions,models,recoverable,versions").shown(), @"
    name         ci
    permissions  chat:read
    models       gpt-*
    recoverable  yes
    versions
      PREFIX                STATE    CREATED  VALID UNTIL  LAST USED  LAST USED FROM  REQUESTS
      sk_live_PREFIXPREFIX  current  3 h ago  -            -          -               0
    ");
    sandbox.key("plain");
    assert_snapshot!(sandbox.run("key show plain --columns permissions,models,networks,lifetime,rotate_every,due_at,recoverable").shown(), @"
    permissions	models	networks	lifetime	rotate_every	due_at	recoverable
    			7d			false
    ");
}

#[test]
fn a_rotated_key_tells_who_still_uses_the_old_secret() {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    sandbox.ok("-q key rotate ci");
    sandbox.sql(
        "INSERT INTO key_activity (secret_id, last_used_at, last_used_from, requests)
         VALUES (1, strftime('%s', 'now', '-2 hours') * 1000000, x'C0000207', 12)",
    );
    made_three_hours_ago(&sandbox);
    assert_snapshot!(sandbox.run("key show ci -o table --columns versions").shown(), @"
    versions
      PREFIX                STATE     CREATED  VALID UNTIL  LAST USED  LAST USED FROM  REQUESTS
      sk_live_PREFIXPREFIX  current   3 h ago  -            -          -               0
      sk_live_PREFIXPREFIX  previous  3 h ago  in 23 h      2 h ago    192.0.2.7       12
    ");
    let versions = &sandbox.json("key show ci")["versions"];
    assert_eq!(versions[1]["state"], "previous");
    assert_eq!(
        (&versions[1]["last_used_from"], &versions[1]["requests"]),
        (&"192.0.2.7".into(), &12.into())
    );
    sandbox.ok("-q key rotate ci --grace 0 --yes");
    assert_eq!(sandbox.json("key show ci")["versions"].as_array().unwrap().len(), 1);
}
