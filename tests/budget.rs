//! `keyctl budget`, and the budgets that keys and users are made with.

use std::process::{Command, Stdio};

use insta::assert_snapshot;
use keyctl::domain::time::Clock;

use crate::support::{KEYCTL, Metered, Sandbox};

/// What does not depend on the day.
const COLUMNS: &str = "--columns id,scope,who,model,limit_usd,every,spent_usd,alerts,on_exceed";

#[test]
fn a_budget_is_set_changed_and_removed() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run(&format!("budget set 50/month --user alice {COLUMNS}")).shown(), @"
    id	scope	who	model	limit_usd	every	spent_usd	alerts	on_exceed
    1	user	alice		50.00	month	0.00	80,90,100	block
    ");
    assert_snapshot!(sandbox.run(&format!("budget set --user alice --alert 50 --on-exceed warn {COLUMNS}")).shown(), @"
    id	scope	who	model	limit_usd	every	spent_usd	alerts	on_exceed
    1	user	alice		50.00	month	0.00	50	warn
    ");
    sandbox.ok("budget set 500 --global --every total --alert none");
    sandbox.ok("budget set 5/day --role basic --model gpt-*");
    assert_snapshot!(sandbox.run(&format!("budget list -o table {COLUMNS}")).shown(), @"
    ID  SCOPE   WHO    MODEL    LIMIT  EVERY  SPENT  ALERTS     BEYOND
     1  user    alice  all     $50.00  month  $0.00  50         warn
     2  global  -      all    $500.00  total  $0.00  none       block
     3  role    basic  gpt-*    $5.00  day     each  80,90,100  block
    ");
    assert_snapshot!(sandbox.run("budget unset --global").shown(), @"
    | error: input needed: remove the budget of all together?
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --yes
    = 8
    ");
    sandbox.ok("budget unset --global -y");
    assert_snapshot!(sandbox.run("budget show --global").shown(), @"
    | error: all together has no budget
    |   fix: keyctl budget list
    = 3
    ");
    assert_snapshot!(sandbox.run("budget set 7/day --user alice --dry-run").shown(), @r#"
    | dry run: would have set the budget of user "alice" to $7.00/day
    "#);
    assert_eq!(sandbox.json("budget show --user alice")["limit_usd"], "50.00");
}

#[test]
fn what_is_no_amount_is_refused_with_the_reason() {
    let sandbox = Sandbox::new();
    for amount in ["00", "-7", "NaN", "1e308", "", "007/month", "50/year"] {
        let refused = sandbox.run_words(&["budget", "set", amount, "--user", "alice"]);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{amount}");
        assert!(refused.stderr.starts_with("error: invalid value"), "{}", refused.stderr);
    }
    assert_snapshot!(sandbox.run("budget set -7 --user alice").shown(), @r#"
    | error: invalid value '-7' for '[AMOUNT]': "-7" is negative: give an amount of 0 or more
    |   fix: keyctl budget set --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("budget set 7 --user alice").shown(), @r#"
    | error: user "alice" has no budget yet
    |   why: a new one needs a window: day, week, month or total
    |   fix: write 7.00/month, or add --every month
    = 2
    "#);
    assert_snapshot!(sandbox.run("budget set --user alice").shown(), @r#"
    | error: user "alice" has no budget yet
    |   why: a new one needs an amount
    |   fix: keyctl budget set 50/month …
    = 2
    "#);
    assert_snapshot!(sandbox.run("budget set 7/day --user alice --every month").shown(), @"
    | error: two windows were given
    |   fix: write --every month alone
    = 2
    ");
    assert_snapshot!(sandbox.run("budget set 7/day").shown(), @"
    | error: the following required arguments were not provided
    |   why: <--user <U>|--key <K>|--role <R>|--global>
    |   fix: keyctl budget set --help
    = 2
    ");
    assert_eq!(sandbox.ok("budget list -q"), "");
}

#[test]
fn a_shell_that_eats_the_dollar_is_told() {
    let sandbox = Sandbox::new();
    let line = format!("{KEYCTL} budget set $500 --user alice --every month");
    let words = sandbox.command(&[]);
    let mut shell = Command::new("bash");
    shell.args(["-c", &line]).stdin(Stdio::null()).env_clear();
    shell.envs(words.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let done = sandbox.transcript(shell.output().unwrap());
    assert_eq!(done.code, 2);
    assert!(done.stderr.contains("as when a shell reads $500 as $5 and 00"), "{}", done.stderr);
    assert!(done.stderr.contains("fix: write 500 or '$500'"), "{}", done.stderr);
}

#[test]
fn a_raise_tells_old_new_spent_and_who_still_blocks() {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add demo");
    sandbox.key("ci");
    let now = Clock::System.now().to_string();
    let row = Metered {
        at: &now,
        key: "alice/ci",
        model: "m",
        tokens: (1, 1),
        cost: Some(6_000_000_000),
    };
    sandbox.meter(&[row]);
    sandbox.ok("budget set 5/total --user alice");
    sandbox.ok("budget set 5/total --global");
    assert_snapshot!(sandbox.run("budget raise 10 --user alice --ref invoice-17").shown(), @"
    id	old_limit_usd	new_limit_usd	spent_usd	still_blocking
    1	5.00	15.00	6.00	all together
    | warning: the budget of all together still blocks: $6.00 of $5.00 are spent
    ");
    assert_snapshot!(sandbox.run("budget raise 10 --user alice --ref invoice-17").shown(), @r#"
    | error: "invoice-17" has raised the budget of user "alice" before
    = 4
    "#);
    assert_snapshot!(sandbox.run("budget raise 0 --user alice").shown(), @"
    | error: a raise by nothing is none
    = 2
    ");
    assert_snapshot!(sandbox.run("budget check --columns scope,who,spent_usd,percent_used").shown(), @"
    scope	who	spent_usd	percent_used
    global		6.00	120
    ");
    assert_eq!(sandbox.run("budget check --exit-code").code, 12);
    assert_eq!(sandbox.run("budget check --user alice --exit-code").code, 0);
    assert_eq!(sandbox.run("budget check --at 40 --user alice --exit-code").code, 12);
}

#[test]
fn a_recount_finds_drift_and_mends_it() {
    let sandbox = Sandbox::new();
    sandbox.ok("budget set 5/total --user alice");
    assert_snapshot!(sandbox.run("budget recount -o table").shown(), @"
    ID  SCOPE  WHO  USER  WINDOW  SPENT  COUNTED  HELD  HELD, COUNTED
    | every counter is what the ledger says
    ");
    sandbox.sql("UPDATE budget_periods SET spent_nanos = 1000000000");
    assert_snapshot!(sandbox.run("budget recount").shown(), @"
    id	scope	who	user_id	window_at	spent_usd	counted_spent_usd	reserved_usd	counted_reserved_usd
    1	user	alice		1970-01-01T00:00:00Z	1.00	0.00	0.00	0.00
    = 12
    ");
    assert_snapshot!(sandbox.run("budget recount --fix -q").shown(), @"
    1
    = 12
    ");
    assert_eq!(sandbox.run("budget recount").code, 0);
}

#[test]
fn keys_and_users_are_made_with_budgets() {
    let sandbox = Sandbox::new();
    sandbox.ok("-q key create ci --user alice --budget 5/week");
    sandbox.ok("user create bob --budget 50/month");
    assert_snapshot!(sandbox.run(&format!("budget list {COLUMNS}")).shown(), @"
    id	scope	who	model	limit_usd	every	spent_usd	alerts	on_exceed
    1	key	alice/ci		5.00	week	0.00	80,90,100	block
    2	user	bob		50.00	month	0.00	80,90,100	block
    ");
    assert_snapshot!(sandbox.run("user create carol --budget 50").shown(), @r#"
    | error: invalid value '50' for '--budget <50/month>': "50" has no window: write 50/day, 50/week, 50/month or 50/total
    |   fix: keyctl user create --help
    = 2
    "#);
    assert_eq!(sandbox.ok("audit list --event budget.set -q"), "4\n6\n");
}

#[test]
fn limits_are_set_changed_and_removed() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("limit set --user alice --requests 60/m --concurrent 8").shown(), @"
    id	scope	who	model	requests	tokens	concurrent
    1	user	alice		60/m		8
    ");
    assert_snapshot!(sandbox.run("limit set --user alice --tokens 200k/m --concurrent none").shown(), @"
    id	scope	who	model	requests	tokens	concurrent
    1	user	alice		60/m	200000/m	none
    ");
    sandbox.ok("limit set --role basic --requests none");
    assert_snapshot!(sandbox.run("limit list -o table").shown(), @"
    ID  SCOPE  WHO    MODEL  REQUESTS  TOKENS    AT ONCE
     1  user   alice  all    60/m      200000/m  none
     2  role   basic  all    none      -         -
    ");
    assert_snapshot!(sandbox.run("limit set --global").shown(), @"
    | error: nothing is to be limited
    |   fix: give --requests 60/m, --tokens 200k/m or --concurrent 8
    = 2
    ");
    assert_snapshot!(sandbox.run("limit set --global --requests 60").shown(), @r#"
    | error: invalid value '60' for '--requests <60/m|none>': "60" is no rate: write 60/m, 1000/h, 5/s or 200k/m
    |   fix: keyctl limit set --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("limit set --global --concurrent -1").shown(), @r#"
    | error: invalid value '-1' for '--concurrent <N|none>': "-1" is no number of requests at once: write 1 to 100000, or none
    |   fix: keyctl limit set --help
    = 2
    "#);
    sandbox.ok("limit unset --user alice");
    assert_snapshot!(sandbox.run("limit unset --user alice").shown(), @r#"
    | error: user "alice" has no limit of its own
    |   fix: keyctl limit list
    = 3
    "#);
}
