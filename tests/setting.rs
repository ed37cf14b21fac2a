//! `keyctl setting`

use insta::assert_snapshot;

use crate::support::Sandbox;

#[test]
fn settings_are_listed_with_what_holds() {
    let sandbox = Sandbox::new();
    sandbox.ok("setting set rotation.grace 48h");
    assert_snapshot!(sandbox.run("setting list").shown(), @"
    name	value	is_set	default	type	help
    rotation.grace	2d	true	1d	duration	how long the secret before works on after a rotation that does not say
    free-tier.role		false		role	serve requests without a key as this role
    free-tier.expired	false	false	false	bool	serve requests with an expired key as the free tier
    free-tier.requests	20/m	false	20/m	rate	how many requests of the free tier one client address may make
    brand	sk	true		fixed	what keys begin with
    time_zone	UTC	true		fixed	the zone in which days and months begin
    limit.requests	100/m	false	100/m	rate	how many requests a user may make who has no limit of his own, admins apart
    reserve.output-tokens	4096	false	4096	count	output held of a budget, and allowed, where neither the request nor the price says
    reserve.tokens-per-attachment	50000	false	50000	count	input held of a budget for each image, sound or file of a request
    ");
    assert_snapshot!(sandbox.run("setting get free-tier.requests -o json").shown(), @r#"
    {"kind":"setting","value":"20/m","name":"free-tier.requests","is_set":false,"default":"20/m","type":"rate","help":"how many requests of the free tier one client address may make"}
    "#);
    assert_snapshot!(sandbox.run("setting get rotation.grace -q").shown(), @r"
    2d
    ");
}

#[test]
fn a_setting_is_set_and_unset() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("setting set free-tier.role Node-Operator").shown(), @r"
    value	name	is_set	default	type	help
    node_operator	free-tier.role	true		role	serve requests without a key as this role
    ");
    assert_snapshot!(sandbox.run("key list --columns user,name,status,role,expires_at").shown(), @r"
    user	name	status	role	expires_at
    anonymous	free-tier	active	node_operator
    ");
    assert_snapshot!(sandbox.run("setting set free-tier.expired true --dry-run").shown(), @r#"
    | dry run: would have set "free-tier.expired" to "true"
    "#);
    assert_snapshot!(sandbox.run("setting unset free-tier.role").shown(), @r"
    value	name	is_set	default	type	help
    	free-tier.role	false		role	serve requests without a key as this role
    ");
    assert_snapshot!(
        sandbox.run("audit list --columns action,target,outcome --event setting.*").shown(), @r"
    action	target	outcome
    setting.set	setting:free-tier.role	ok
    setting.set	setting:free-tier.role	ok
    | 7d: TIME to TIME, zone UTC
    "
    );
}

#[test]
fn what_cannot_be_set_is_told_with_the_reason() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("setting set rotation.grase 1d").shown(), @r#"
    | error: there is no setting "rotation.grase"
    |   why: did you mean "rotation.grace"?
    |   fix: keyctl setting list
    = 3
    "#);
    assert_snapshot!(sandbox.run("setting set rotation.grace 24").shown(), @r#"
    | error: setting "rotation.grace" cannot be set
    |   why: "24" lacks a unit: give 90s, 15m (minutes), 24h, 7d, 2w or 1d12h
    = 2
    "#);
    assert_snapshot!(sandbox.run("setting set brand acme").shown(), @r#"
    | error: setting "brand" cannot be set
    |   why: it was chosen when the database was made: keys that exist begin with it
    = 5
    "#);
    assert_snapshot!(sandbox.run("setting set free-tier.role basik").shown(), @r#"
    | error: role "basik" not found
    |   why: did you mean "basic"?
    |   fix: keyctl role list
    = 3
    "#);
    assert_snapshot!(sandbox.run("setting unset time_zone").shown(), @r#"
    | error: setting "time_zone" cannot be set
    |   why: it was chosen when the database was made: usage that is recorded was added up in it
    = 5
    "#);
}
