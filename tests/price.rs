//! `keyctl price`

use insta::assert_snapshot;

use keyctl::domain::time::{Clock, Span};

use crate::support::{Metered, Sandbox};

#[test]
fn the_price_that_holds_is_the_latest_and_the_most_specific() {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add demo");
    let set = |words: &str| sandbox.ok(&format!("price set -q {words}"));
    set("demo-* --input 0.028 --output-price 1 --from 2026-01-01");
    set("demo-* --input 0.5 --output-price 1.5 --cached 0.05 --from 2026-02-01T10:00Z");
    set("demo-echo --request 0.01 --provider demo --from 2026-02-01 --max-output-tokens 4096");
    let columns = "--columns model,provider,usd_per_request,input_usd_per_million,\
                   output_usd_per_million,cached_usd_per_million,effective_from";
    assert_snapshot!(sandbox.run(&format!("price list {columns}")).shown(), @"
    model	provider	usd_per_request	input_usd_per_million	output_usd_per_million	cached_usd_per_million	effective_from
    demo-*			0.50	1.50	0.05	2026-02-01T10:00:00Z
    demo-echo	demo	0.01				2026-02-01T00:00:00Z
    ");
    assert_snapshot!(sandbox.run(&format!("price list --at 2026-01-15 {columns}")).shown(), @"
    model	provider	usd_per_request	input_usd_per_million	output_usd_per_million	cached_usd_per_million	effective_from
    demo-*			0.028	1.00		2026-01-01T00:00:00Z
    ");
    assert_snapshot!(sandbox.run(&format!("price show demo-echo -o table {columns}")).shown(), @"
    MODEL      PROVIDER  $/REQUEST  INPUT $/1M  OUTPUT $/1M  CACHED $/1M  FROM
    demo-echo  demo           0.01           -            -            -  2026-02-01 00:00:00
    ");
    assert_snapshot!(sandbox.run("price show demo-echo --at 2025-12-31 -o json").shown(), @r#"
    {"kind":"price.list","version":1,"items":[{"id":null,"model":"demo-echo","provider":"demo","usd_per_request":null,"input_usd_per_million":null,"output_usd_per_million":null,"cached_usd_per_million":null,"cache_write_usd_per_million":null,"reasoning_usd_per_million":null,"usd_per_second":null,"max_output_tokens":null,"effective_from":null}],"next_cursor":null}
    | warning: "demo-echo" has no price at provider "demo"
    "#);
    assert_snapshot!(sandbox.run("price show gpt-5").shown(), @r#"
    | error: no provider serves model "gpt-5"
    |   fix: keyctl provider list
    = 3
    "#);
}

#[test]
fn amounts_are_exact_or_refused() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.run("price set gpt-5").shown(), @"
    | error: no unit price was given
    |   fix: add --input and --output-price, in USD per million tokens
    = 2
    ");
    assert_snapshot!(sandbox.run("price set gpt-5 --input 007").shown(), @r#"
    | error: invalid value '007' for '--input <USD/1M>': "007" has leading zeros, as when a shell reads $500 as $5 and 00
    |   fix: write 500 or '$500'
    = 2
    "#);
    assert_snapshot!(sandbox.run("price set gpt-5 --input -1").shown(), @r#"
    | error: invalid value '-1' for '--input <USD/1M>': "-1" is negative: give an amount of 0 or more
    |   fix: keyctl price set --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("price set gpt-5 --input 0.0000001").shown(), @r#"
    | error: invalid value '0.0000001' for '--input <USD/1M>': "0.0000001" has too many decimals: give at most 6
    |   fix: keyctl price set --help
    = 2
    "#);
    assert_snapshot!(sandbox.run("price set gpt-5 --input 1 --provider nobody").shown(), @r#"
    | error: provider "nobody" not found
    |   fix: keyctl provider list
    = 3
    "#);
    assert_snapshot!(sandbox.run("price set gpt-5 --input 1 --from yesteryear").shown(), @r#"
    | error: invalid value 'yesteryear' for '--from <T>': "yesteryear" is not a time: give 2026-11-21, 2026-11-21T10:00 (with Z or +02:00), now, today, yesterday, "7d ago" or +30d
    |   fix: keyctl price set --help
    = 2
    "#);
    sandbox.ok("price set gpt-5 --input 1 --from 2026-01-01");
    assert_snapshot!(sandbox.run("price set gpt-5 --input 2 --from 2026-01-01").shown(), @r#"
    | error: a price for "gpt-5" from that instant exists
    = 4
    "#);
    assert_snapshot!(sandbox.run("price set gpt-4 --input 2 --dry-run").shown(), @r#"| dry run: would have set a price for "gpt-4""#);
    assert_eq!(sandbox.ok("price list -q"), "1\n");
}

#[test]
fn a_list_is_taken_over_once_and_told() {
    let sandbox = Sandbox::new();
    let map = r#"{
        "sample_spec": {"input_cost_per_token": 0},
        "gpt-5": {"input_cost_per_token": 2.8e-08, "output_cost_per_token": "1e-05",
                  "max_output_tokens": 4096, "litellm_provider": "openai"},
        "free": {"input_cost_per_token": 0, "output_cost_per_token": 0.0},
        "odd": {"input_cost_per_token": 1.6000000000000001e-06},
        "long": {"input_cost_per_token": 1e-6, "input_cost_per_token_above_128k_tokens": 2e-6},
        "image": {"output_cost_per_image": 0.04},
        "drawn": {"output_cost_per_image": 0.04},
        "none": {"mode": "chat"}
    }"#;
    let import = ["price", "import", "-"];
    assert_snapshot!(sandbox.feed(&[&import[..], &["--dry-run"]].concat(), map).shown(), @"
    | rounded 1 price to whole pico-dollars:
    |   odd input_cost_per_token: 1.6000000000000001e-06 is counted as 0.0000016
    | skipped 1 model: the price of a token depends on how long the request is
    | skipped 2 models: something else than tokens or requests is paid for
    | skipped 1 model: there is no price
    | dry run: would have added 3 prices
    ");
    assert_snapshot!(sandbox.feed(&import, map).shown(), @"
    added	changed	unchanged	skipped	rounded	longer_caches
    3	0	0	4	1	0
    | rounded 1 price to whole pico-dollars:
    |   odd input_cost_per_token: 1.6000000000000001e-06 is counted as 0.0000016
    | skipped 1 model: the price of a token depends on how long the request is
    | skipped 2 models: something else than tokens or requests is paid for
    | skipped 1 model: there is no price
    ");
    assert_snapshot!(sandbox.feed(&[&import[..], &["-o", "json"]].concat(), map).stdout, @r#"{"kind":"price.import","added":0,"changed":0,"unchanged":3,"skipped":4,"rounded":1,"longer_caches":0,"longer_cache_models":[]}"#);
    let columns = "--columns model,max_output_tokens,input_usd_per_million";
    assert_snapshot!(sandbox.run(&format!("price list {columns}")).shown(), @"
    model	max_output_tokens	input_usd_per_million
    free		0.00
    gpt-5	4096	0.028
    odd		1.60
    ");
    let dearer = map.replace("2.8e-08", "3e-08");
    assert_snapshot!(sandbox.feed(&[&import[..], &["--provider", "openai"]].concat(), &dearer).shown(), @"
    added	changed	unchanged	skipped	rounded	longer_caches
    0	1	0	0	0	0
    ");
    assert_snapshot!(sandbox.feed(&[&import[..], &["--provider", "opnai"]].concat(), map).shown(), @r#"
    | error: the file has no price of provider "opnai"
    |   why: did you mean "openai"?
    = 3
    "#);
    assert_snapshot!(sandbox.feed(&import, "[]").shown(), @"
    | error: line 1, column 0: not the JSON of a price map
    = 5
    ");
    assert_snapshot!(sandbox.run("price import nowhere.json").shown(), @r#"
    | error: file "nowhere.json" not found
    = 3
    "#);
    let told = sandbox.ok("audit list --event price.* --columns details -o jsonl");
    let counts = r#""added":0,"changed":1,"#;
    assert_eq!((told.lines().count(), told.matches(counts).count()), (3, 1), "{told}");
}

#[test]
fn longer_kept_caches_are_priced_as_others_and_told() {
    let sandbox = Sandbox::new();
    let map = r#"{"claude": {"input_cost_per_token": 5e-06, "output_cost_per_token": 2.5e-05,
                             "cache_creation_input_token_cost": 6.25e-06,
                             "cache_creation_input_token_cost_above_1hr": 1e-05}}"#;
    let import = ["price", "import", "-"];
    assert_snapshot!(sandbox.feed(&import, map).shown(), @"
    added	changed	unchanged	skipped	rounded	longer_caches
    1	0	0	0	0	1
    | priced cache writes of 1 model by the flat price, as if kept for five minutes; kept for an hour or more they cost something else:
    |   claude
    ");
    let json = sandbox.feed(&[&import[..], &["-o", "json"]].concat(), map).stdout;
    assert_snapshot!(json, @r#"{"kind":"price.import","added":0,"changed":0,"unchanged":1,"skipped":0,"rounded":0,"longer_caches":1,"longer_cache_models":["claude"]}"#);
    let columns = "--columns model,cache_write_usd_per_million";
    assert_snapshot!(sandbox.run(&format!("price list {columns}")).shown(), @"
    model	cache_write_usd_per_million
    claude	6.25
    ");
}

#[test]
fn a_list_with_two_prices_for_one_model_is_refused() {
    let sandbox = Sandbox::new();
    let import = ["price", "import", "-"];
    let price = r#"{"input_cost_per_token": 1e-6}"#;
    let twice = format!("{{\n\"gpt-5\": {price},\n\"gpt-5\": {price}\n}}");
    assert_snapshot!(sandbox.feed(&import, &twice).shown(), @r#"
    | error: lines 2 and 3: "gpt-5" is priced twice
    = 5
    "#);
    let twice = r#"{"gpt-5": {"input_cost_per_token": 1e-6, "input_cost_per_token": 2e-6}}"#;
    assert_snapshot!(sandbox.feed(&import, twice).shown(), @r#"
    | error: line 1: "gpt-5" has "input_cost_per_token" twice
    = 5
    "#);
    let import = ["price", "import", "-", "--format", "csv"];
    let sheet = "model,input_usd_per_million\ngpt-5,1\ngpt-4,1\ngpt-5,1\ngpt-4,2\n";
    assert_snapshot!(sandbox.feed(&import, sheet).shown(), @r#"
    | error: line 4: "gpt-5" is priced in line 2 already
    | error: line 5: "gpt-4" is priced in line 3 already
    | error: 2 lines cannot be imported, so nothing was
    = 5
    "#);
    assert_eq!(sandbox.ok("price list -q"), "");
}

#[test]
fn what_is_listed_can_be_imported() {
    let (from, to) = (Sandbox::new(), Sandbox::new());
    for sandbox in [&from, &to] {
        sandbox.ok("provider add demo");
    }
    from.ok("price set demo-* --input 0.028 --output-price 1 --from 2026-01-01");
    from.ok("price set a,b --second 0.5 --request 0.000000000001 --from 2026-01-01");
    from.ok("price set gpt --input 1 --cached 0.1 --cache-write 2 --reasoning 3 \
             --max-output-tokens 9 --provider demo --from 2026-01-01");
    let list = from.ok("price list -o csv");
    let import = ["price", "import", "-", "--format", "csv"];
    assert_snapshot!(to.feed(&import, &list).shown(), @"
    added	changed	unchanged	skipped	rounded	longer_caches
    3	0	0	0	0	0
    ");
    let bare = "price list -o csv --columns model,provider,usd_per_request,input_usd_per_million,\
                output_usd_per_million,cached_usd_per_million,cache_write_usd_per_million,\
                reasoning_usd_per_million,usd_per_second,max_output_tokens,effective_from";
    assert_eq!(to.ok(bare), from.ok(bare));
    assert_snapshot!(to.feed(&import, &list).shown(), @"
    added	changed	unchanged	skipped	rounded	longer_caches
    0	0	3	0	0	0
    ");
    let bad = "model,provider,input_usd_per_million\nx,,1\ny,,1e\nz,nobody,1\n";
    assert_snapshot!(to.feed(&import, bad).shown(), @r#"
    | error: line 3: input_usd_per_million "1e" is no amount: not a number
    | error: 1 line cannot be imported, so nothing was
    = 5
    "#);
    assert_snapshot!(to.feed(&import, "model,provider,input_usd_per_million\nz,nobody,1\n").shown(), @r#"
    | error: line 2: provider "nobody" not found
    | error: 1 line cannot be imported, so nothing was
    = 5
    "#);
    assert_eq!(to.ok(bare), from.ok(bare));
}

#[test]
fn a_check_finds_what_is_used_without_a_price() {
    let sandbox = Sandbox::new();
    sandbox.ok("provider add demo");
    sandbox.ok("key create ci --user alice --out ci.key");
    let today = Clock::System.now();
    let days = |days: u32| today.saturating_sub(Span::from_secs(days * 86_400)).to_string();
    let used = |model, tokens, at| Metered { at, key: "alice/ci", model, tokens, cost: None };
    let (recent, past) = (days(29), days(31));
    sandbox.meter(&[
        used("demo-none", (10, 5), &recent),
        used("demo-none", (10, 5), &recent),
        used("demo-part", (10, 5), &recent),
        used("demo-embed", (10, 0), &recent),
        used("demo-old", (10, 5), &recent),
        used("demo-fine", (10, 5), &recent),
        used("demo-past", (10, 5), &past),
    ]);
    sandbox.ok("price set demo-part --input 1");
    sandbox.ok("price set demo-embed --input 1");
    sandbox.ok(&format!("price set demo-old --input 1 --output-price 1 --from {}", days(181)));
    sandbox.ok(&format!("price set demo-fine --input 1 --output-price 1 --from {}", days(179)));
    let columns = "--columns model,provider,problem,requests";
    assert_snapshot!(sandbox.run(&format!("price check {columns}")).shown(), @"
    model	provider	problem	requests
    demo-none	demo	unpriced	2
    demo-part	demo	partly_priced	1
    demo-old	demo	stale	1
    = 12
    ");
    sandbox.ok("price set demo-* --input 1 --output-price 1");
    sandbox.ok("price set demo-part --input 1 --output-price 1");
    sandbox.ok("price set demo-old --input 1 --output-price 1");
    assert_snapshot!(sandbox.run("price check -o json").shown(), @r#"{"kind":"price.check","version":1,"items":[],"next_cursor":null}"#);
}
