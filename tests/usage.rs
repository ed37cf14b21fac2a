//! `keyctl usage`

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use insta::assert_snapshot;
use rustix::process::{Pid, Signal, kill_process};

use crate::support::{Metered, Sandbox};

/// Three requests of November and one of October, one of them without a price.
fn metered() -> Sandbox {
    metered_in(2026)
}

/// The same of another year.
fn metered_in(year: u32) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add demo");
    sandbox.ok("user create bob --role contributor");
    sandbox.key("ci");
    sandbox.ok("-q key create web --user bob");
    let times =
        ["10-31T23:59:59.999999Z", "11-01T00:00:00Z", "11-15T12:00:00.5Z", "11-30T23:59:59Z"]
            .map(|time| format!("{year}-{time}"));
    let row = |at, key, model, tokens, cost| Metered { at, key, model, tokens, cost };
    sandbox.meter(&[
        row(&times[0], "ci", "demo-a", (10, 20), Some(1_000_000_000)),
        row(&times[1], "ci", "demo-a", (100, 200), Some(115_000)),
        row(&times[2], "web", "=cmd()", (7, 9), Some(2_500_000_000)),
        row(&times[3], "web", "demo-b", (1, 2), None),
    ]);
    sandbox
}

#[test]
fn a_summary_adds_up_exactly() {
    let sandbox = metered();
    let november = "usage summary --period 2026-11";
    assert_snapshot!(sandbox.run(november).shown(), @"
    requests	input_tokens	output_tokens	cached_tokens	cache_write_tokens	reasoning_tokens	cost_usd	unpriced_requests
    3	108	211	0	0	0	2.500115	1
    | 2026-11: 2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z, zone UTC
    | warning: 1 of 3 requests have no price and are not in the cost: keyctl price set --help
    ");
    assert_snapshot!(sandbox.run(&format!("{november} --by user,model -o table")).shown(), @"
    USER   MODEL   REQUESTS  INPUT  OUTPUT  CACHED  WRITTEN  REASONING       COST  UNPRICED
    alice  demo-a         1    100     200       0        0          0  $0.000115         0
    bob    =cmd()         1      7       9       0        0          0      $2.50         0
    bob    demo-b         1      1       2       0        0          0   unpriced         1
    | 2026-11: 2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z, zone UTC
    | warning: 1 of 3 requests have no price and are not in the cost: keyctl price set --help
    ");
    assert_snapshot!(sandbox.run(&format!("{november} --by day -o json")).shown(), @r#"
    {"kind":"usage.summary","version":1,"period":"2026-11","since":"2026-11-01T00:00:00Z","until":"2026-12-01T00:00:00Z","time_zone":"UTC","items":[{"day":"2026-11-01","requests":1,"input_tokens":100,"output_tokens":200,"cached_tokens":0,"cache_write_tokens":0,"reasoning_tokens":0,"cost_nanos":115000,"cost_usd":"0.000115","unpriced_requests":0},{"day":"2026-11-15","requests":1,"input_tokens":7,"output_tokens":9,"cached_tokens":0,"cache_write_tokens":0,"reasoning_tokens":0,"cost_nanos":2500000000,"cost_usd":"2.50","unpriced_requests":0},{"day":"2026-11-30","requests":1,"input_tokens":1,"output_tokens":2,"cached_tokens":0,"cache_write_tokens":0,"reasoning_tokens":0,"cost_nanos":null,"cost_usd":null,"unpriced_requests":1}],"next_cursor":null}
    | warning: 1 of 3 requests have no price and are not in the cost: keyctl price set --help
    "#);
    assert_snapshot!(sandbox.run("usage summary --period 2026-12").shown(), @"
    requests	input_tokens	output_tokens	cached_tokens	cache_write_tokens	reasoning_tokens	cost_usd	unpriced_requests
    0	0	0	0	0	0	0.00	0
    | 2026-12: 2026-12-01T00:00:00Z to 2027-01-01T00:00:00Z, zone UTC
    ");
}

#[test]
fn no_column_stands_twice_in_a_report() {
    let sandbox = metered();
    assert_snapshot!(sandbox.run("usage summary --by user,model,user").shown(), @r#"
    | error: "user" is named twice in --by
    |   why: each column has a name of its own
    |   fix: --by user,model
    = 2
    "#);
    assert_snapshot!(sandbox.run("usage export --by day --by day -o json").shown(), @r#"
    | {"error":{"code":"usage.repeated","message":"\"day\" is named twice in --by","why":"each column has a name of its own","fix":"--by day","exit":2}}
    = 2
    "#);
    assert_snapshot!(sandbox.run("user list --columns id,user,id").shown(), @r#"
    | error: column "id" is asked for twice
    |   why: each column has a name of its own
    |   fix: --columns id,user
    = 2
    "#);
}

#[test]
fn a_scope_narrows() {
    let sandbox = metered();
    let requests = |scope: &str| {
        sandbox.ok(&format!("usage summary --period 2026 {scope} --columns requests --no-headers"))
    };
    assert_eq!(requests(""), "4\n");
    assert_eq!(requests("--global"), "4\n");
    assert_eq!(requests("--user alice"), "2\n");
    assert_eq!(requests("--key bob/web"), "2\n");
    assert_eq!(requests("--role contributor --model demo-*"), "1\n");
    assert_snapshot!(sandbox.run("usage summary --user alice --key ci").shown(), @"
    | error: the argument '--user <U>' cannot be used with '--key <K>'
    |   fix: keyctl usage summary --help
    = 2
    ");
    assert_snapshot!(sandbox.run("usage summary --user nobody").shown(), @r#"
    | error: user "nobody" not found
    |   why: no user has that handle, e-mail or number
    |   fix: keyctl user list
    = 3
    "#);
}

#[test]
fn a_period_has_two_ends() {
    let sandbox = metered();
    let ends = |period: &str| {
        let summary = sandbox.json(&format!("usage summary {period}"));
        let end = |name: &str| summary[name].as_str().unwrap().to_owned();
        format!("{} {} {}", end("since"), end("until"), summary["items"][0]["requests"])
    };
    assert_snapshot!(ends("--period 2026-11-01..2026-11-15"), @"2026-11-01T00:00:00Z 2026-11-16T00:00:00Z 2");
    assert_snapshot!(ends("--since 2026-11-15T12:00:00Z --until 2026-11-30T23:59:59Z"), @"2026-11-15T12:00:00Z 2026-11-30T23:59:59Z 1");
    assert_snapshot!(ends("--period 2026-Q4"), @"2026-10-01T00:00:00Z 2027-01-01T00:00:00Z 4");
    assert_snapshot!(sandbox.run("usage summary --period 2026-13").shown(), @r#"
    | error: invalid value '2026-13' for '--period <P>': "2026-13" is not a period: give 2026, 2026-Q4, 2026-11, 2026-11-21, today, yesterday, this-week, last-week, this-month, last-month, 7d, or A..B
    |   fix: keyctl usage summary --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("usage summary --since 2026-11 --until 2026-10").shown(), @r#"
    | error: period "2026-11..2026-10" is empty: it begins at 2026-11-01T00:00:00Z and ends at 2026-11-01T00:00:00Z
    |   fix: keyctl help time
    = 2
    "#);
    assert_snapshot!(sandbox.run("usage summary --since 2026-11 --period 2026").shown(), @"
    | error: the argument '--since <T>' cannot be used with '--period <P>'
    |   fix: keyctl usage summary --help
    = 2
    ");
}

#[test]
fn requests_are_listed() {
    let sandbox = metered();
    let columns = "--columns time,user,key,model,outcome,input_tokens,output_tokens,cost_usd";
    assert_snapshot!(sandbox.run(&format!("usage list --period 2026-11 -o table --utc {columns}")).shown(), @"
    TIME                  USER   KEY  MODEL   OUTCOME  INPUT  OUTPUT       COST
    2026-11-01 00:00:00Z  alice  ci   demo-a  ok         100     200  $0.000115
    2026-11-15 12:00:00Z  bob    web  =cmd()  ok           7       9      $2.50
    2026-11-30 23:59:59Z  bob    web  demo-b  ok           1       2   unpriced
    | 2026-11: 2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z, zone UTC
    ");
    assert_snapshot!(sandbox.run("usage list --period 2026-11 --limit 1 --sort cost_usd:desc -o json").shown(), @r#"{"kind":"usage.list","version":1,"period":"2026-11","since":"2026-11-01T00:00:00Z","until":"2026-12-01T00:00:00Z","time_zone":"UTC","items":[{"time":"TIME","request_id":"03030303030303030303030303030303","user":"bob","email":null,"key":"web","key_prefix":"sk_live_PREFIXPREFIX","client":"127.0.0.1","provider":"demo","model":"=cmd()","route":"/v1/chat/completions","status":200,"outcome":"ok","input_tokens":7,"output_tokens":9,"cached_tokens":0,"cache_write_tokens":0,"reasoning_tokens":0,"cost_nanos":2500000000,"cost_usd":"2.50","priced":true,"duration_ms":12,"first_byte_ms":3}],"next_cursor":"eyJ2YWx1ZSI6MjUwMDAwMDAwMCwiaWQiOjN9"}"#);
}

#[test]
fn an_export_is_csv_that_no_spreadsheet_runs() {
    let sandbox = metered();
    let exported = sandbox.run("usage export --period 2026-11 --user bob");
    assert_snapshot!(exported.shown(), @"
    time,request_id,user,email,key,key_prefix,client,provider,model,route,status,outcome,input_tokens,output_tokens,cached_tokens,cache_write_tokens,reasoning_tokens,cost_usd,priced,duration_ms,first_byte_ms
    TIME,03030303030303030303030303030303,bob,,web,sk_live_PREFIXPREFIX,127.0.0.1,demo,'=cmd(),/v1/chat/completions,200,ok,7,9,0,0,0,2.50,true,12,3
    2026-11-30T23:59:59Z,04040404040404040404040404040404,bob,,web,sk_live_PREFIXPREFIX,127.0.0.1,demo,demo-b,/v1/chat/completions,200,ok,1,2,0,0,0,,false,12,3
    | 2026-11: 2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z, zone UTC
    ");
    let model = |words: &str| {
        sandbox
            .ok(&format!("usage export --period 2026-11-15 --columns model --no-headers {words}"))
    };
    assert_eq!(model(""), "'=cmd()\n");
    assert_eq!(model("--raw"), "=cmd()\n");
    assert_eq!(model("-o jsonl"), "{\"model\":\"=cmd()\"}\n");
    assert_snapshot!(sandbox.run("usage export --period 2026 --by month,user").shown(), @"
    month,user,requests,input_tokens,output_tokens,cached_tokens,cache_write_tokens,reasoning_tokens,cost_usd,unpriced_requests
    2026-10,alice,1,10,20,0,0,0,1.00,0
    2026-11,alice,1,100,200,0,0,0,0.000115,0
    2026-11,bob,2,8,11,0,0,0,2.50,1
    | 2026: 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z, zone UTC
    ");
}

#[test]
fn an_export_into_a_file_is_private_and_whole() {
    let sandbox = metered();
    let words = "usage export --period 2026 --out all.csv --columns user,cost_usd";
    assert_snapshot!(sandbox.run(words).shown(), @"| 2026: 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z, zone UTC");
    let path = sandbox.path("all.csv");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_snapshot!(fs::read_to_string(&path).unwrap(), @"
    user,cost_usd
    alice,1.00
    alice,0.000115
    bob,2.50
    bob,
    ");
    assert_snapshot!(sandbox.run(words).shown(), @r#"
    | 2026: 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z, zone UTC
    | error: file "all.csv" exists
    |   why: an export replaces a file only where that is asked for
    |   fix: add --replace, or name another file
    = 4
    "#);
    fs::remove_file(&path).unwrap();
    assert_snapshot!(sandbox.run(&format!("{words} --dry-run")).shown(), @"
    | 2026: 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z, zone UTC
    | dry run: would have written all.csv
    ");
    assert_eq!(sandbox.run("usage export --out other.csv --columns nosuch").code, 2);
    assert!(!sandbox.path("other.csv").exists() && !path.exists());
}

#[test]
fn an_export_is_audited_where_the_master_key_is_at_hand() {
    let sandbox = metered();
    sandbox.ok("usage export --period 2026-11");
    let events =
        || sandbox.json("audit list --event usage.export")["items"].as_array().unwrap().len();
    assert_eq!(events(), 1);
    fs::remove_file(sandbox.master_key()).unwrap();
    let exported = sandbox.run("usage export --period 2026-11 --columns user --user alice");
    assert_snapshot!(exported.shown(), @r#"
    user
    alice
    | 2026-11: 2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z, zone UTC
    | warning: the audit log does not record this export: master key "DIR/master.key" not found
    "#);
    assert_eq!(events(), 1);
}

#[test]
fn a_chart_shows_what_a_summary_adds_up() {
    let sandbox = metered();
    let chart = "usage summary --period 2026 --by user,model --chart --width 60";
    assert_snapshot!(sandbox.run(chart).shown(), @"
    alice  demo-a  ███████████▏                  $1.000115  29 %
    bob  =cmd()    ████████████████████████████      $2.50  71 %
    bob  demo-b                                   unpriced   0 %
    | 2026: 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z, zone UTC
    | warning: 1 of 4 requests have no price and are not in the cost: keyctl price set --help
    ");
    assert_snapshot!(sandbox.run(&format!("{chart} --ascii")).shown(), @"
    alice  demo-a  ###########                   $1.000115  29 %
    bob  =cmd()    ############################      $2.50  71 %
    bob  demo-b                                   unpriced   0 %
    | 2026: 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z, zone UTC
    | warning: 1 of 4 requests have no price and are not in the cost: keyctl price set --help
    ");
    assert_snapshot!(sandbox.run("usage summary --by day --chart -o json").shown(), @r#"
    | {"error":{"code":"chart.format","message":"a chart is drawn for people","why":"--output asks for a format that programs read","fix":"leave out --chart","exit":2}}
    = 2
    "#);
    assert_snapshot!(sandbox.run("usage summary --chart").shown(), @"
    | error: the following required arguments were not provided
    |   why: --by <A,B>
    |   fix: keyctl usage summary --help
    = 2
    ");
}

#[test]
fn an_export_replaces_a_file_only_where_it_is_asked_to() {
    let sandbox = metered();
    let words = "usage export --period 2026 --by user --out all.csv --columns user,requests";
    sandbox.ok(words);
    fs::write(sandbox.path("all.csv"), "before").unwrap();
    assert_eq!(sandbox.run(words).code, 4);
    assert_eq!(fs::read_to_string(sandbox.path("all.csv")).unwrap(), "before");
    sandbox.ok(&format!("{words} --replace"));
    assert_eq!(
        fs::read_to_string(sandbox.path("all.csv")).unwrap(),
        "user,requests\nalice,2\nbob,2\n"
    );
    assert_eq!(fs::metadata(sandbox.path("all.csv")).unwrap().permissions().mode() & 0o777, 0o600);
    fs::create_dir(sandbox.path("directory")).unwrap();
    assert_eq!(sandbox.run("usage export --out directory --replace").code, 5);
    assert_eq!(sandbox.run("usage export --replace").code, 2);
    let left: Vec<_> = fs::read_dir(sandbox.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_strict_export_finds_what_has_no_price() {
    let sandbox = metered();
    let strict = |words: &str| {
        let done = sandbox.run(&format!("usage export --strict --columns user,cost_usd {words}"));
        (done.code, done.stdout.lines().count())
    };
    assert_eq!(strict("--period 2026-10"), (0, 2));
    assert_eq!(strict("--period 2026-11"), (12, 4));
    assert_eq!(sandbox.run("usage export --strict --period 2026-11 --by user").code, 12);
    assert_eq!(sandbox.run("usage export --strict --period 2026-10 --by user").code, 0);
    assert_eq!(strict("--period 2026-11 --out strict.csv"), (12, 0));
    assert!(sandbox.path("strict.csv").exists(), "a finding is a result");
}

#[test]
fn usage_is_priced_again_and_every_report_goes_by_it() {
    let sandbox = metered();
    let summary =
        "usage summary --period 2026 --columns requests,cost_usd,unpriced_requests --no-headers";
    assert_eq!(sandbox.ok(summary), "4\t3.500115\t1\n");
    sandbox.ok("price set demo-* --input 1000 --output-price 1000 --from 2026-11-01");
    assert_snapshot!(sandbox.run("usage reprice --period 2026 --dry-run").shown(), @"
    changed	priced	unpriced	requests	cost_before_usd	cost_after_usd
    2	1	0	4	3.500115	3.803
    | 2026: 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z, zone UTC
    | dry run: would have changed what 2 requests cost
    ");
    assert_eq!(sandbox.ok(summary), "4\t3.500115\t1\n", "a dry run changes nothing");
    assert_snapshot!(sandbox.run("usage reprice --period 2026").shown(), @"
    changed	priced	unpriced	requests	cost_before_usd	cost_after_usd
    2	1	0	4	3.500115	3.803
    | 2026: 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z, zone UTC
    ");
    assert_snapshot!(sandbox.run("usage reprice --period 2026 -o json").shown(), @r#"{"kind":"usage.reprice","changed":0,"priced":0,"unpriced":0,"requests":4,"cost_before_nanos":3803000000,"cost_before_usd":"3.803","cost_after_nanos":3803000000,"cost_after_usd":"3.803"}"#);
    // 300 tokens and 3 tokens at 0.001; what came before the price and what it does not fit stay.
    let after = "4\t3.803\t0\n";
    assert_eq!(sandbox.ok(summary), after);
    assert_eq!(sandbox.ok(&format!("{summary} --by client")), after);
    assert_eq!(sandbox.ok(&format!("{summary} --user bob")), "2\t2.503\t0\n");
    let costs = "--period 2026 --columns cost_usd,priced --no-headers";
    let rows = "1.00\ttrue\n0.30\ttrue\n2.50\ttrue\n0.003\ttrue\n";
    assert_eq!(sandbox.ok(&format!("usage list {costs}")), rows);
    assert_eq!(sandbox.ok(&format!("usage export {costs}")), rows.replace('\t', ","));
    let key = sandbox.json("key show bob/web");
    assert_eq!(key["cost_usd"], "2.503");
    let events = sandbox.json("audit list --event usage.reprice");
    assert_eq!(events["items"].as_array().unwrap().len(), 1, "nothing was changed twice");
    let strict = "usage export --strict --period 2026 --no-headers --columns user";
    assert_eq!(sandbox.ok(strict).lines().count(), 4);
}

#[test]
fn rows_are_given_up_and_their_sums_stay() {
    let sandbox = metered_in(2024);
    let reports = [
        "usage summary --period 2024",
        "usage summary --period 2024 --by user,model",
        "usage summary --period 2024-10 --by day",
        "usage summary --period 2024-11 --by month,role -o json",
        "usage export --period 2024 --by key,provider",
        "key list --user alice -o json",
    ];
    let told = || reports.map(|report| sandbox.ok(report));
    let before = told();
    assert_eq!(sandbox.run("usage prune -y").code, 2, "nothing says how long rows are kept");
    sandbox.ok("setting set usage.retention 3650d");
    sandbox.ok("usage prune -y");
    sandbox.ok("usage prune --before 2024-01-02 -y");
    let whole = sandbox.run("usage list --period 2024");
    assert!(!whole.stderr.contains("pruned"), "nothing was given up: {}", whole.stderr);
    assert_snapshot!(sandbox.run("usage prune --before 2024-11-15T13:00 --dry-run").shown(), @"| dry run: would have given up 2 rows before 2024-11-15T00:00:00Z");
    assert_eq!(sandbox.run("usage prune --before 2024-11-15T13:00").code, 8);
    assert_snapshot!(sandbox.run("usage prune --before 2024-11-15T13:00 -y").shown(), @"
    rows	before
    2	2024-11-15T00:00:00Z
    ");
    assert_eq!(told(), before);
    let rows = "usage list --period 2024 --columns user,model --no-headers";
    assert_snapshot!(sandbox.run(rows).shown(), @"
    bob	=cmd()
    bob	demo-b
    | 2024: 2024-01-01T00:00:00Z to 2025-01-01T00:00:00Z, zone UTC
    | warning: requests before 2024-11-15T00:00:00Z were pruned: only sums of whole days are left of them, and they are not in this report
    ");
    assert_snapshot!(sandbox.run("usage summary --period 2024 --by hour").shown(), @"
    hour	requests	input_tokens	output_tokens	cached_tokens	cache_write_tokens	reasoning_tokens	cost_usd	unpriced_requests
    2024-11-15T12:00:00Z	1	7	9	0	0	0	2.50	0
    2024-11-30T23:00:00Z	1	1	2	0	0	0		1
    | 2024: 2024-01-01T00:00:00Z to 2025-01-01T00:00:00Z, zone UTC
    | warning: requests before 2024-11-15T00:00:00Z were pruned: only sums of whole days are left of them, and they are not in this report
    | warning: 1 of 2 requests have no price and are not in the cost: keyctl price set --help
    ");
    let cut = "usage summary --since 2024-10-31T12:00 --until 2024-11-16 --columns requests";
    assert_snapshot!(sandbox.run(cut).shown(), @"
    requests
    2
    | 2024-10-31T12:00..2024-11-16: 2024-10-31T12:00:00Z to 2024-11-17T00:00:00Z, zone UTC
    | warning: requests before 2024-11-15T00:00:00Z were pruned: only sums of whole days are left of them, and they are not in this report
    ");
    assert_snapshot!(sandbox.run("usage prune --before 2024-11-15 -y").shown(), @"
    rows	before
    0	2024-11-15T00:00:00Z
    ");
    sandbox.ok("usage rebuild");
    assert_eq!(told(), before, "sums without rows are not added up anew");
    assert_snapshot!(sandbox.run("usage prune --before +2d -y").shown(), @"
    | error: usage before TIME is not all there yet
    |   why: only days that are over can be given up
    = 5
    ");
    let events = sandbox.json("audit list --event usage.prune");
    assert_eq!(events["items"].as_array().unwrap().len(), 1);
    assert_eq!(sandbox.run("db check").code, 0);
}

#[test]
fn sums_that_are_not_those_of_the_rows_are_added_up_anew() {
    let sandbox = metered_in(2024);
    let report = "usage summary --period 2024 --by user";
    let before = sandbox.ok(report);
    assert_eq!(sandbox.ok("usage rebuild -q"), "31\n", "nobody has added the rows up yet");
    assert_eq!(sandbox.ok(report), before);
    sandbox.sql(
        "UPDATE usage_daily SET requests = 99 WHERE key_id = 1; DELETE FROM usage_daily_models",
    );
    assert_eq!(sandbox.run("usage prune --before 2024-11-02 -y").code, 10);
    assert_snapshot!(sandbox.run("usage rebuild --dry-run").shown(), @"| dry run: would have changed 2 sums of 31 days");
    assert_snapshot!(sandbox.run("usage rebuild").shown(), @"
    days	changed
    31	2
    ");
    assert_snapshot!(sandbox.run("usage rebuild -q").shown(), @"31");
    assert_eq!(sandbox.ok(report), before);
    assert_eq!(sandbox.run("usage prune --before 2024-11-02 -y").code, 0);
}

#[test]
fn requests_that_come_are_followed_until_ctrl_c() {
    let sandbox = metered();
    let line = "usage list --period 2026 --follow --limit 1 --columns model,input_tokens";
    let words: Vec<_> = line.split(' ').collect();
    let mut child =
        sandbox.command(&words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(lines.next().unwrap(), "model\tinput_tokens");
    assert_eq!(lines.next().unwrap(), "demo-b\t1");
    for tokens in [41, 42] {
        sandbox.meter(&[Metered {
            at: "2026-11-30T23:59:59.5Z",
            key: "ci",
            model: "demo-a",
            tokens: (tokens, 1),
            cost: None,
        }]);
        assert_eq!(lines.next().unwrap(), format!("demo-a\t{tokens}"));
    }
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(lines.next(), None);
    assert!(child.wait().unwrap().success());
    assert_eq!(sandbox.run("usage list --follow -o json").code, 2);
}
