//! `keyctl setting`

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use insta::assert_snapshot;
use keyctl::domain::setting::catalogue::CATALOGUE;
use keyctl::domain::setting::kind::SettingKind;

use crate::support::Sandbox;

#[test]
fn settings_are_listed_with_what_holds() {
    let sandbox = Sandbox::new();
    sandbox.ok("setting set rotation.grace 48h");
    assert_snapshot!(sandbox.run("setting list --columns group,name,value,is_set,type").shown(), @"
    group	name	value	is_set	type
    issuer	brand	sk	true	fixed
    issuer	issuer	keyctl	false	text
    accounting	time_zone	UTC	true	fixed
    accounting	usage.client	full	false	client
    accounting	usage.retention	none	false	duration
    keys	rotation.grace	2d	true	duration
    free-tier	free-tier.role		false	role
    free-tier	free-tier.expired	false	false	bool
    free-tier	free-tier.requests	20/m	false	rate
    lockout	lockout.attempts	5	false	number
    lockout	lockout.window	15m	false	duration
    lockout	lockout.time	15m	false	duration
    step-up	step-up.window	5m	false	duration
    step-up	step-up.policy	enrolled	false	word
    budgets	budget.alerts	80,90,100	false	percents
    budgets	reserve.output-tokens	4096	false	number
    budgets	reserve.tokens-per-attachment	50000	false	number
    limits	limit.requests	100/m	false	rate
    audit	audit.retention	365d	false	duration
    security	security.revoked-key	true	false	bool
    security	security.networks	10	false	number
    security	security.failures	50/m	false	rate
    security	security.block	5m	false	duration
    security	security.spend	10	false	number
    security	security.spend-floor	10.00	false	amount
    security	security.two-factor	true	false	bool
    security	security.upstream-failing	20	false	number
    notices	notify.smtp-url		false	url
    notices	notify.smtp-password		false	secret
    notices	notify.mail-from		false	emails
    notices	notify.mail-to		false	emails
    notices	notify.webhook-url		false	url
    notices	notify.webhook-secret		false	secret
    notices	notify.command		false	text
    notices	notify.webhook-private	false	false	bool
    ");
    assert_snapshot!(sandbox.run("setting get free-tier.requests -o json").shown(), @r#"{"kind":"setting","value":"20/m","name":"free-tier.requests","is_set":false,"default":"20/m","type":"rate","help":"how many requests of the free tier one client address may make","group":"free-tier"}"#);
    assert_snapshot!(sandbox.run("setting get rotation.grace -q").shown(), @r"
    2d
    ");
}

#[test]
fn a_setting_is_set_and_unset() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("setting set free-tier.role Node-Operator").shown(), @"
    value	name	is_set	default	type	help	group
    node_operator	free-tier.role	true		role	serve requests without a key as this role	free-tier
    ");
    assert_snapshot!(sandbox.run("key list --columns user,name,status,role,expires_at").shown(), @r"
    user	name	status	role	expires_at
    anonymous	free-tier	active	node_operator
    ");
    assert_snapshot!(sandbox.run("setting set free-tier.expired true --dry-run").shown(), @r#"
    | dry run: would have set "free-tier.expired" to "true"
    "#);
    assert_snapshot!(sandbox.run("setting unset free-tier.role").shown(), @"
    value	name	is_set	default	type	help	group
    	free-tier.role	false		role	serve requests without a key as this role	free-tier
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

#[test]
fn a_secret_is_given_by_file_or_stdin_and_never_shown() {
    const SECRET: &str = "correct-horse-battery";
    let sandbox = Sandbox::new();
    let typed = sandbox.run("setting set notify.smtp-password correct-horse-battery");
    assert!(!typed.shown().contains(SECRET));
    assert_snapshot!(typed.shown(), @r#"
    | error: setting "notify.smtp-password" is not taken as an argument
    |   why: what is typed stands in the shell's history and in the list of processes
    |   fix: keyctl setting set notify.smtp-password --value-stdin
    = 2
    "#);
    let words = ["setting", "set", "notify.smtp-password", "--value-stdin"];
    assert_snapshot!(sandbox.feed(&words, SECRET).shown(), @"
    value	name	is_set	default	type	help	group
    set	notify.smtp-password	true		secret	the password for that server	notices
    ");
    fs::write(sandbox.path("smtp.password"), format!("{SECRET}\n")).unwrap();
    fs::set_permissions(sandbox.path("smtp.password"), Permissions::from_mode(0o600)).unwrap();
    let dry = "setting set notify.smtp-password --value-file smtp.password --dry-run";
    assert_snapshot!(sandbox.run(dry).shown(), @r#"| dry run: would have set "notify.smtp-password" to what was given"#);
    assert_snapshot!(sandbox.run("setting get notify.smtp-password").shown(), @"
    value	name	is_set	default	type	help	group
    set	notify.smtp-password	true		secret	the password for that server	notices
    ");
    assert_snapshot!(sandbox.run("setting set notify.smtp-password").shown(), @r#"
    | error: input needed: value of "notify.smtp-password"
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --value-stdin or --value-file F
    = 8
    "#);
    assert_snapshot!(sandbox.run("setting set rotation.grace").shown(), @r#"
    | error: what setting "rotation.grace" is to be was not said
    |   fix: keyctl setting set rotation.grace VALUE
    = 2
    "#);
    let words = ["setting", "set", "rotation.grace", "--value-stdin", "-q"];
    assert_snapshot!(sandbox.feed(&words, "2h").shown(), @"2h");
    let told = sandbox.run("audit list --event setting.* -o jsonl");
    assert!(told.shown().contains("notify.smtp-password") && !told.shown().contains(SECRET));
    fs::remove_file(sandbox.path("smtp.password")).unwrap();
    assert_eq!(sandbox.files_with(SECRET), Vec::<String>::new());
}

#[test]
fn the_page_on_settings_tells_of_each_with_its_default() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/settings.md");
    let page = fs::read_to_string(page).unwrap();
    for setting in CATALOGUE {
        let begin = format!("| `{}` | ", setting.name);
        let row = page.lines().find(|line| line.starts_with(&begin));
        let row = row.unwrap_or_else(|| panic!("{} is not on the page", setting.name));
        let default = row.split(" | ").nth(2).unwrap().trim_matches('`');
        let expected = match setting.kind {
            SettingKind::Fixed(_) => row.split(" | ").nth(2).unwrap(),
            _ => setting.default.unwrap_or("not set"),
        };
        assert_eq!(default, expected, "{}", setting.name);
    }
}
