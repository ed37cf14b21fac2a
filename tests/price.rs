//! `keyctl price`

use insta::assert_snapshot;

use crate::support::Sandbox;

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
    = 2
    "#);
    assert_snapshot!(sandbox.run("price set gpt-5 --input 0.0000001").shown(), @r#"
    | error: invalid value '0.0000001' for '--input <USD/1M>': "0.0000001" has too many decimals: give at most 6
    = 2
    "#);
    assert_snapshot!(sandbox.run("price set gpt-5 --input 1 --provider nobody").shown(), @r#"
    | error: provider "nobody" not found
    |   fix: keyctl provider list
    = 3
    "#);
    assert_snapshot!(sandbox.run("price set gpt-5 --input 1 --from yesteryear").shown(), @r#"
    | error: invalid value 'yesteryear' for '--from <T>': "yesteryear" is not a time: give 2026-11-21, 2026-11-21T10:00 (with Z or +02:00), now, today, yesterday, "7d ago" or +30d
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
