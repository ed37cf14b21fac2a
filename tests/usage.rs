//! `keyctl usage`

use std::fs;
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::support::{Metered, Sandbox};

/// Three requests of November and one of October, one of them without a price.
fn metered() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add demo");
    sandbox.ok("user create bob --role contributor");
    sandbox.key("ci");
    sandbox.ok("-q key create web --user bob");
    let row = |at, key, model, tokens, cost| Metered { at, key, model, tokens, cost };
    sandbox.meter(&[
        row("2026-10-31T23:59:59.999999Z", "ci", "demo-a", (10, 20), Some(1_000_000_000)),
        row("2026-11-01T00:00:00Z", "ci", "demo-a", (100, 200), Some(115_000)),
        row("2026-11-15T12:00:00.5Z", "web", "=cmd()", (7, 9), Some(2_500_000_000)),
        row("2026-11-30T23:59:59Z", "web", "demo-b", (1, 2), None),
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
    |   why: an export never replaces a file
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
