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
    let sandbox = six_dollars_spent((1, 1));
    sandbox.ok("budget set 5/total --user alice");
    sandbox.ok("budget set 5/total --global");
    assert_snapshot!(sandbox.run("budget raise 10 --user alice --ref invoice-17").shown(), @"
    id	old_limit_usd	new_limit_usd	credit_usd	spent_usd	still_blocking
    1	5.00	15.00	0.00	6.00	all together
    | warning: the budget of all together still blocks: $6.00 of $5.00 are spent
    ");
    assert_snapshot!(sandbox.run("budget raise 10 --user alice --ref invoice-17").shown(), @r#"
    | error: "invoice-17" has raised the budget of user "alice" before
    |   why: by $10.00; a reference counts once
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
fn a_credit_is_shown_apart_from_the_limit_and_told_when_the_limit_is_set() {
    let sandbox = Sandbox::new();
    let columns = "--columns limit_usd,credit_usd,every,remaining_usd";
    sandbox.ok("budget set 50/total --user alice");
    sandbox.ok("budget raise 20 --user alice --this-window --ref invoice-17");
    assert_snapshot!(sandbox.run(&format!("budget list -o table {columns}")).shown(), @"
     LIMIT  CREDIT  EVERY  REMAINING
    $50.00  $20.00  total     $70.00
    ");
    assert_snapshot!(sandbox.run(&format!("budget set 0 --user alice {columns}")).shown(), @"
    limit_usd	credit_usd	every	remaining_usd
    0.00	20.00	total	20.00
    | warning: a credit of $20.00 still stands: $20.00 may be spent in the present window
    ");
    assert_snapshot!(sandbox.run(&format!("budget set 0/month --user alice {columns}")).shown(), @"
    limit_usd	credit_usd	every	remaining_usd
    0.00	20.00	month	20.00
    | warning: a credit of $20.00 still stands: $20.00 may be spent in the present window
    ");
    assert_snapshot!(sandbox.run("budget set 1 --user alice --dry-run").shown(), @r#"
    | dry run: would have set the budget of user "alice" to $1.00/month
    | warning: a credit of $20.00 still stands: $21.00 may be spent in the present window
    "#);
    let json = sandbox.json("budget show --user alice");
    assert_eq!((&json["limit_usd"], &json["credit_usd"]), (&"0.00".into(), &"20.00".into()));
    let csv = sandbox.ok(&format!("budget list -o csv {columns}"));
    assert_eq!(csv.lines().nth(1), Some("0.00,20.00,month,20.00"));
    assert_snapshot!(sandbox.run("budget unset --user alice").shown(), @r#"
    | error: input needed: remove the budget of user "alice" and its credit of $20.00?
    |   why: nobody can be asked: --no-input is set or standard input is no terminal
    |   fix: add --yes
    = 8
    "#);
    sandbox.ok("budget unset --user alice -y");
    assert_snapshot!(sandbox.run(&format!("budget set 50/month --user alice {columns}")).shown(), @"
    limit_usd	credit_usd	every	remaining_usd
    50.00	0.00	month	50.00
    ");
    let unset = sandbox.run_words(&["budget", "raise", "20", "--user", "alice", "--ref", ""]);
    assert_snapshot!(unset.shown(), @"
    | error: invalid value '' for '--ref <TEXT>': a reference is not empty: name the payment, or leave --ref out
    |   fix: keyctl budget raise --help
    = 2
    ");
    let twice = sandbox.run("budget raise 20 --user alice --this-window --ref invoice-17");
    assert_snapshot!(twice.shown(), @r#"
    | error: "invoice-17" has raised the budget of user "alice" before
    |   why: by $20.00; a reference counts once
    = 4
    "#);
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
    | windows that hold something else than was counted: 1 of 1
    = 12
    ");
    assert_snapshot!(sandbox.run("budget recount --fix -q").shown(), @"
    1
    = 12
    ");
    assert_eq!(sandbox.run("budget recount").code, 0);
}

#[test]
fn a_recount_tells_what_it_could_not_check() {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add demo");
    sandbox.key("ci");
    let row =
        |at| Metered { at, key: "alice/ci", model: "m", tokens: (1, 1), cost: Some(6_000_000_000) };
    sandbox.meter(&[row("2024-12-31T12:00:00Z"), row("2025-01-01T12:00:00Z")]);
    sandbox.ok("budget set 50/total --user alice");
    sandbox.ok("budget set 50/total --global");
    sandbox.ok("budget set 50/day --key alice/ci");
    sandbox.ok("usage prune --before 2025-01-01 -y");
    assert_snapshot!(sandbox.run("budget recount").shown(), @"
    id	scope	who	user_id	window_at	spent_usd	counted_spent_usd	reserved_usd	counted_reserved_usd
    | every counter that could be checked is what the ledger says
    | warning: windows whose spending was not checked, because rows of them before 2025-01-01T00:00:00Z were pruned: 2 of 3
    ");
    assert_snapshot!(sandbox.run("budget recount -o json").shown(), @r#"
    {"kind":"budget.recount","version":1,"windows":3,"windows_unchecked":2,"pruned_before":"2025-01-01T00:00:00Z","items":[],"next_cursor":null}
    | warning: windows whose spending was not checked, because rows of them before 2025-01-01T00:00:00Z were pruned: 2 of 3
    "#);
    sandbox.sql("UPDATE budget_periods SET reserved_nanos = 1000000000 WHERE budget_id = 1");
    assert_snapshot!(sandbox.run("budget recount --fix --columns id,reserved_usd").shown(), @"
    id	reserved_usd
    1	1.00
    | windows that hold something else than was counted: 1 of 3
    | warning: windows whose spending was not checked, because rows of them before 2025-01-01T00:00:00Z were pruned: 2 of 3
    | set to what was counted: 1 of 3 windows
    = 12
    ");
    assert_eq!(sandbox.json("budget recount")["items"], serde_json::json!([]));
}

/// A request of `alice/ci` just now that cost six dollars.
fn six_dollars_spent(tokens: (u64, u64)) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add demo");
    sandbox.key("ci");
    let now = Clock::System.now().to_string();
    let cost = Some(6_000_000_000);
    sandbox.meter(&[Metered { at: &now, key: "alice/ci", model: "m", tokens, cost }]);
    sandbox
}

#[test]
fn a_new_price_changes_reports_and_no_budget() {
    let sandbox = six_dollars_spent((1_000_000, 0));
    sandbox.ok("budget set 50/total --user alice");
    sandbox.ok("price set m --input 2 --output-price 2 --from 2020-01-01");
    sandbox.ok("usage reprice --period today -y");
    let report = sandbox.ok("usage summary --columns cost_usd --no-headers");
    assert_eq!(report, "2.00\n");
    let spent = || sandbox.json("budget show --user alice")["spent_usd"].clone();
    assert_eq!(spent(), "6.00");
    sandbox.ok("budget recount --fix");
    assert_eq!(spent(), "6.00", "a recount goes by what was charged");
    sandbox.ok("budget unset --user alice -y");
    sandbox.ok("budget set 50/total --user alice");
    assert_eq!(spent(), "6.00", "a new budget too");
}

#[test]
fn budgets_and_limits_are_listed_by_pages_in_the_order_that_is_asked_for() {
    let sandbox = six_dollars_spent((1, 1));
    sandbox.ok("budget set 10/total --user alice");
    sandbox.ok("budget raise 20 --user alice --this-window");
    sandbox.ok("budget set 7/day --role basic");
    sandbox.ok("budget set 0/total --global");
    sandbox.ok("budget set 9/total --user root --model gpt-*");
    let ids = |options: &str| sandbox.ok(&format!("budget list -q {options}")).replace('\n', " ");
    assert_eq!(ids("--limit 2"), "1 2 ");
    for (order, expected) in [
        ("id:desc", "4 3 2 1 "),
        ("scope", "3 2 1 4 "),
        ("who", "3 1 2 4 "),
        ("model", "1 2 3 4 "),
        ("limit_usd", "3 2 4 1 "),
        ("credit_usd:desc", "1 4 3 2 "),
        ("every", "2 1 3 4 "),
        ("spent_usd:desc", "3 1 4 2 "),
        ("remaining_usd", "3 2 4 1 "),
        ("percent_used:desc", "3 1 4 2 "),
    ] {
        assert_eq!(ids(&format!("--sort {order}")), expected, "{order}");
        let mut paged = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = sandbox.json(&format!("budget list --limit 1 --sort {order} {cursor}"));
            for item in page["items"].as_array().unwrap() {
                paged.push(item["id"].to_string());
            }
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("--cursor {next}");
        }
        assert_eq!(paged.join(" "), expected.trim_end(), "{order}, page by page");
    }
    assert_snapshot!(sandbox.run("budget list --sort spent").shown(), @r#"
    | error: this list cannot be sorted by "spent"
    |   why: it can be sorted by id, scope, who, model, limit_usd, credit_usd, every, spent_usd, remaining_usd, percent_used
    |   fix: --sort spent_usd
    = 2
    "#);
    sandbox.ok("limit set --user root --concurrent 8");
    sandbox.ok("limit set --user alice --concurrent 9");
    sandbox.ok("limit set --global --requests 60/m");
    let ids = |options: &str| sandbox.ok(&format!("limit list -q {options}")).replace('\n', " ");
    for (order, expected) in [
        ("id:desc", "3 2 1 "),
        ("scope", "3 1 2 "),
        ("who", "3 2 1 "),
        ("model", "1 2 3 "),
        ("concurrent:desc", "2 1 3 "),
    ] {
        assert_eq!(ids(&format!("--sort {order}")), expected, "{order}");
    }
    assert_eq!(ids("--limit 1"), "1 ");
}

#[test]
fn what_a_removed_user_had_is_listed_no_more_and_his_keys_under_his_number() {
    let sandbox = Sandbox::new();
    sandbox.ok("user create bob --budget 5/day");
    sandbox.ok("-q key create ci --user bob --budget 1/day");
    sandbox.ok("limit set --key bob/ci --requests 1/m");
    sandbox.ok("user remove bob --confirm bob");
    assert_eq!(sandbox.ok("budget list -q") + &sandbox.ok("limit list -q"), "");
    assert_snapshot!(sandbox.run("key list --columns id,user,name,status").shown(), @"
    id	user	name	status
    1	bob#3	ci	revoked
    ");
    let ended = sandbox.ok("audit list --event budget.unset -o tsv --columns target --no-headers");
    assert_eq!(ended, "budget:2\nbudget:1\n");
    sandbox.ok("user create bob --budget 7/day");
    assert_snapshot!(sandbox.run("budget list --columns who,limit_usd").shown(), @"
    who	limit_usd
    bob	7.00
    ");
    assert_snapshot!(sandbox.run("budget unset --user 3 -y").shown(), @r#"
    | error: user "bob" was removed
    |   why: its number names it in usage and in the audit log alone
    |   fix: keyctl user show 3
    = 3
    "#);
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
