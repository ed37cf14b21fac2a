//! `keyctl dashboard`

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use insta::assert_snapshot;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::support::{Metered, Sandbox};

/// The account that the dashboard was designed after: $45.23 in December 2024, and somebody else's.
fn designed() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add demo");
    sandbox.ok("user create bob");
    sandbox.key("production");
    sandbox.key("development");
    sandbox.ok("-q key create web --user bob");
    let row = |at, key, model, cents: i64| Metered {
        at,
        key,
        model,
        tokens: (1000, 500),
        cost: Some(cents * 10_000_000),
    };
    sandbox.meter(&[
        row("2024-11-30T23:59:59Z", "production", "mistral", 10_000),
        row("2024-12-01T00:00:00Z", "production", "llama3.2:1b", 234),
        row("2024-12-01T09:00:00Z", "production", "llama3.2:1b", 3_000),
        row("2024-12-02T09:00:00Z", "production", "mistral", 840),
        row("2024-12-03T09:00:00Z", "production", "llama3.2:1b", 60),
        row("2024-12-03T10:00:00Z", "development", "codellama", 300),
        row("2024-12-31T23:59:59.999999Z", "development", "codellama", 89),
        row("2024-12-31T12:00:00Z", "web", "codellama", 7),
        row("2025-01-01T00:00:00Z", "production", "mistral", 10_000),
    ]);
    sandbox
}

/// The sum of what a field of some objects holds.
fn sum(of: &Value, field: &str) -> i64 {
    of.as_array().unwrap().iter().map(|item| item[field].as_i64().unwrap()).sum()
}

#[test]
fn the_budget_is_the_one_that_bounds_what_is_shown() {
    let sandbox = designed();
    let shown = |options: &str| {
        let board = sandbox.json(&format!("dashboard --period 2024-12 {options}"));
        let of = &board["current_period"];
        let fields = ["budget_usd", "spent_usd", "reserved_usd", "remaining_usd"];
        let texts = fields.map(|field| of[field].as_str().unwrap_or("-").to_owned()).join(" ");
        format!("{texts} {}", of["percentage_used"])
    };
    let none = "- - - - null";
    for of_others in
        ["user bob", "key alice/production", "user alice --model gpt-*", "global --model mistral"]
    {
        sandbox.ok(&format!("budget set 9/total --{of_others}"));
    }
    assert_eq!((shown("--user alice"), shown("")), (none.to_owned(), none.to_owned()));
    sandbox.ok("budget set 1000/total --global");
    assert_eq!(shown(""), "1000.00 245.30 0.00 754.70 24");
    assert_eq!(shown("--user alice"), none, "he alone is not bounded by it");
    sandbox.ok("budget set 500/total --role basic");
    assert_eq!(shown("--user alice"), "500.00 245.23 0.00 254.77 49");
    sandbox.ok("budget set 200/total --user alice");
    assert_eq!(shown("--user alice"), "200.00 245.23 0.00 0.00 122");
    sandbox.ok("budget raise 100 --user alice --this-window");
    assert_eq!(shown("--user alice"), "300.00 245.23 0.00 54.77 81");
    let text = sandbox.ok("dashboard --user alice --period 2024-12 --utc");
    for told in ["/ $300.00", "$54.77", "remaining"] {
        assert!(text.contains(told), "{told}\n{text}");
    }
}

#[test]
fn the_figures_of_the_design_come_out() {
    let sandbox = designed();
    let text = sandbox.ok("dashboard --user alice --period 2024-12 --utc");
    for told in ["$45.23", "$32.94", "$8.40", "$3.89", "73 %", "19 %", "Active keys", "6 requests"]
    {
        assert!(text.contains(told), "{told}\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "no controls in a pipe");
    let board = sandbox.json("dashboard --user alice --period 2024-12");
    let period = &board["current_period"];
    assert_eq!((&period["start"], &period["end"]), (&json!("2024-12-01"), &json!("2024-12-31")));
    assert_eq!(period["total_cost_nanos"], 45_230_000_000_i64);
    assert_eq!(period["total_cost_usd"], "45.23");
    let models: Vec<_> = board["by_model"].as_array().unwrap().iter().collect();
    let named: Vec<_> = models.iter().map(|of| (&of["model"], &of["cost_usd"])).collect();
    assert_eq!(
        named,
        [
            (&json!("llama3.2:1b"), &json!("32.94")),
            (&json!("mistral"), &json!("8.40")),
            (&json!("codellama"), &json!("3.89")),
        ]
    );
    assert_eq!(
        board["daily_usage"][0],
        json!({
            "date": "2024-12-01", "requests": 2, "cost_nanos": 32_340_000_000_i64, "cost_usd": "32.34",
            "unpriced_requests": 0,
        })
    );
    assert_eq!(board["daily_usage"].as_array().unwrap().len(), 31);
}

#[test]
fn every_sum_is_of_the_same_requests() {
    let sandbox = designed();
    for line in [
        "--user alice --period 2024-12",
        "--period 2024-12",
        "--period 2024",
        "--period 2024-11-30..2024-12-31T23:59:59",
        "--user bob --period 2024-12-31T12:00..2025-02",
        "--user root --period 2024",
        "--period 2019",
    ] {
        let board = sandbox.json(&format!("dashboard {line}"));
        let period = &board["current_period"];
        for (whole, part) in [("requests", "requests"), ("total_cost_nanos", "cost_nanos")] {
            let whole = period[whole].as_i64().unwrap();
            assert_eq!(sum(&board["by_model"], part), whole, "{line}: models");
            assert_eq!(sum(&board["daily_usage"], part), whole, "{line}: days");
            let other = board["other_keys"][part].as_i64().unwrap();
            assert_eq!(sum(&board["keys"], part) + other, whole, "{line}: keys");
        }
        let user = line.strip_prefix("--user ").and_then(|rest| rest.split(' ').next());
        let scope = user.map(|user| format!("--user {user}")).unwrap_or_default();
        let period_of = line.split("--period ").nth(1).unwrap();
        let report = sandbox.json(&format!("usage summary {scope} --period {period_of}"));
        assert_eq!(report["items"][0]["cost_nanos"], period["total_cost_nanos"], "{line}");
        assert_eq!(report["items"][0]["requests"], period["requests"], "{line}");
    }
}

#[test]
fn keys_beyond_those_shown_are_counted() {
    let sandbox = designed();
    for number in 0..12 {
        sandbox.key(&format!("spare-{number}"));
    }
    let board = sandbox.json("dashboard --user alice --period 2024-12");
    assert_eq!(board["active_keys"], 14);
    assert_eq!(board["keys"].as_array().unwrap().len(), 8);
    assert_eq!(board["more_keys"], 6);
    assert_eq!(board["keys"][0]["name"], "production", "the dearest first");
    assert_eq!(board["keys"][1]["name"], "development");
    assert_eq!(board["other_keys"]["requests"], 0);
    let told = sandbox.ok("dashboard --user alice --period 2024-12");
    assert!(told.contains("and 6 more: 0 requests, $0.00"), "{told}");
}

#[test]
fn an_account_is_somebodys() {
    let sandbox = designed();
    assert_snapshot!(sandbox.run("dashboard --user nobody").shown(), @r#"
    | error: user "nobody" not found
    |   why: no user has that handle, e-mail or number
    |   fix: keyctl user list
    = 3
    "#);
    assert_snapshot!(sandbox.run("dashboard --period 2024-13").shown(), @r#"
    | error: invalid value '2024-13' for '--period <P>': "2024-13" is not a period: give 2026, 2026-Q4, 2026-11, 2026-11-21, today, yesterday, this-week, last-week, this-month, last-month, 7d, or A..B
    |   fix: keyctl dashboard --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("dashboard --watch 10ms").shown(), @"
    | error: invalid value '10ms' for '--watch <D>': it is shown once a second at most
    |   fix: keyctl dashboard --help
    = 2
    ");
    assert_eq!(sandbox.run("dashboard --watch 1s -o json").code, 2);
    let activity = sandbox.json("dashboard --user bob --period 2024-12")["recent_activity"].clone();
    let told: Vec<_> = activity.as_array().unwrap().iter().map(|of| of["text"].clone()).collect();
    assert_eq!(told, ["API key created: web", "user created", "1 request processed"]);
}

#[test]
fn what_happened_to_a_budget_names_whose_it_is() {
    let sandbox = designed();
    sandbox.ok("budget set 9/total --key alice/production --model gpt-*");
    let texts = || {
        let activity = sandbox.json("dashboard --period 2024-12")["recent_activity"].clone();
        activity.as_array().unwrap().iter().map(|of| of["text"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(texts()[0], r#"budget set: key "alice/production" for "gpt-*""#);
    sandbox.ok("budget unset --key alice/production --model gpt-* --yes");
    assert_eq!(texts()[0], "budget removed: budget:1", "it is nobody's any more");
}

#[test]
fn it_is_watched_until_ctrl_c() {
    let sandbox = designed();
    let words = ["-o", "jsonl", "dashboard", "--period", "2024-12", "--watch", "1s"];
    let mut child = sandbox.command(&words).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let requests = |line: &str| -> i64 {
        let board: Value = serde_json::from_str(line).unwrap();
        board["current_period"]["requests"].as_i64().unwrap()
    };
    assert_eq!(requests(&lines.next().unwrap()), 7);
    sandbox.meter(&[Metered {
        at: "2024-12-31T12:00:00Z",
        key: "web",
        model: "codellama",
        tokens: (1, 1),
        cost: None,
    }]);
    assert!(lines.any(|line| requests(&line) == 8));
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn every_period_is_named_by_its_days() {
    let sandbox = designed();
    for (period, days) in [
        ("9999", "9999-01-01 – 9999-12-31"),
        ("1969", "1969-01-01 – 1969-12-31"),
        ("2024-12", "2024-12-01 – 2024-12-31"),
        ("2024-12-01", "2024-12-01"),
        ("2024-Q4", "2024-10-01 – 2024-12-31"),
        ("2024-12-01..2024-12-02", "2024-12-01 – 2024-12-02"),
        ("2024-12-01T10:00Z..2024-12-02T11:30Z", "2024-12-01 – 2024-12-02"),
        ("0001..9999", "0001-01-01 – 9999-12-31"),
    ] {
        for (scope, width) in [("", 80), ("--user alice", 80), ("", 120), ("--user bob", 120)] {
            let line = format!("dashboard --period {period} {scope} --width {width}");
            let shown = sandbox.ok(&line);
            let title = shown.lines().next().unwrap();
            assert!(title.starts_with("Dashboard  "), "{line}: {title}");
            assert!(title.ends_with(&format!("  {days}  UTC")), "{line}: {title}");
            assert_eq!(title.chars().count(), width, "{line}: {title}");
            assert!(shown.lines().all(|line| line.chars().count() <= width), "{shown}");
            assert!(shown.contains("\nDaily usage\n"), "{shown}");
            let plain = sandbox.ok(&format!("{line} --ascii"));
            assert!(plain.is_ascii(), "{plain}");
        }
    }
}
