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
    assert_snapshot!(sandbox.run(&format!("budget set 50/month --user alice {COLUMNS}")).shown(), @"");
    assert_snapshot!(sandbox.run(&format!("budget set --user alice --alert 50 --on-exceed warn {COLUMNS}")).shown(), @"");
    sandbox.ok("budget set 500 --global --every total --alert none");
    sandbox.ok("budget set 5/day --role basic --model gpt-*");
    assert_snapshot!(sandbox.run(&format!("budget list -o table {COLUMNS}")).shown(), @"");
    assert_snapshot!(sandbox.run("budget unset --global").shown(), @"");
    sandbox.ok("budget unset --global -y");
    assert_snapshot!(sandbox.run("budget show --global").shown(), @"");
    assert_snapshot!(sandbox.run("budget set 7/day --user alice --dry-run").shown(), @"");
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
    assert_snapshot!(sandbox.run("budget set -7 --user alice").shown(), @"");
    assert_snapshot!(sandbox.run("budget set 7 --user alice").shown(), @"");
    assert_snapshot!(sandbox.run("budget set --user alice").shown(), @"");
    assert_snapshot!(sandbox.run("budget set 7/day --user alice --every month").shown(), @"");
    assert_snapshot!(sandbox.run("budget set 7/day").shown(), @"");
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
    assert_snapshot!(sandbox.run("budget raise 10 --user alice --ref invoice-17").shown(), @"");
    assert_snapshot!(sandbox.run("budget raise 10 --user alice --ref invoice-17").shown(), @"");
    assert_snapshot!(sandbox.run("budget raise 0 --user alice").shown(), @"");
    assert_snapshot!(sandbox.run("budget check --columns scope,who,spent_usd,percent_used").shown(), @"");
    assert_eq!(sandbox.run("budget check --exit-code").code, 12);
    assert_eq!(sandbox.run("budget check --user alice --exit-code").code, 0);
    assert_eq!(sandbox.run("budget check --at 40 --user alice --exit-code").code, 12);
}

#[test]
fn a_recount_finds_drift_and_mends_it() {
    let sandbox = Sandbox::new();
    sandbox.ok("budget set 5/total --user alice");
    assert_snapshot!(sandbox.run("budget recount -o table").shown(), @"");
    sandbox.sql("UPDATE budget_periods SET spent_nanos = 1000000000");
    assert_snapshot!(sandbox.run("budget recount").shown(), @"");
    assert_snapshot!(sandbox.run("budget recount --fix -q").shown(), @"");
    assert_eq!(sandbox.run("budget recount").code, 0);
}

#[test]
fn keys_and_users_are_made_with_budgets() {
    let sandbox = Sandbox::new();
    sandbox.ok("-q key create ci --user alice --budget 5/week");
    sandbox.ok("user create bob --budget 50/month");
    assert_snapshot!(sandbox.run(&format!("budget list {COLUMNS}")).shown(), @"");
    assert_snapshot!(sandbox.run("user create carol --budget 50").shown(), @"");
    assert_eq!(sandbox.ok("audit list --event budget.set -q"), "5\n7\n");
}

#[test]
fn limits_are_set_changed_and_removed() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("limit set --user alice --requests 60/m --concurrent 8").shown(), @"");
    assert_snapshot!(sandbox.run("limit set --user alice --tokens 200k/m --concurrent none").shown(), @"");
    sandbox.ok("limit set --role basic --requests none");
    assert_snapshot!(sandbox.run("limit list -o table").shown(), @"");
    assert_snapshot!(sandbox.run("limit set --global").shown(), @"");
    assert_snapshot!(sandbox.run("limit set --global --requests 60").shown(), @"");
    assert_snapshot!(sandbox.run("limit set --global --concurrent -1").shown(), @"");
    sandbox.ok("limit unset --user alice");
    assert_snapshot!(sandbox.run("limit unset --user alice").shown(), @"");
}
