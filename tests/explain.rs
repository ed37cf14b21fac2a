//! `keyctl key explain`

use insta::assert_snapshot;

use crate::support::Sandbox;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.key("ci");
    sandbox.ok("provider add demo --dialect demo --route demo-*");
    sandbox.ok("price set demo-* --input 1 --output-price 2");
    sandbox
}

#[test]
fn every_check_is_shown_with_what_it_looks_at() {
    let sandbox = sandbox();
    let done =
        sandbox.run("key explain alice/ci --model demo-echo --tokens 1000 --client 10.0.0.1");
    assert_snapshot!(done.shown(), @r#"
    check	verdict	detail
    revocation	passed	key alice/ci is active
    expiry	passed	it ends at TIME
    version	passed	version sk_live_PREFIXPREFIX is current
    user	passed	user alice is active
    suspension	passed	key alice/ci is active
    network	passed	10.0.0.1, any address
    permission	passed	chat:write of role basic (chat:read,chat:write)
    model	passed	"demo-echo", any model
    provider	passed	provider demo serves "demo-echo"
    provider_key	passed	provider demo takes no key
    limits	not_asked	100/m requests
    budget	not_asked	none applies
    price	passed	price 1: 1000 tokens cost $0.001 as input, $0.002 as output
    | POST /v1/chat/completions: served
    "#);
    sandbox.ok("key suspend alice/ci");
    let done = sandbox.run("key explain alice/ci --model gpt-5 --path /api/pull --exit-code");
    assert_snapshot!(done.shown(), @r"
    | error: there is no route /api/pull
    |   fix: add --path /v1/chat/completions
    = 2
    ");
    let done = sandbox.run("key explain ci --model gpt-5 --path /api/version --exit-code");
    assert_snapshot!(done.shown(), @"
    check	verdict	detail
    revocation	passed	key alice/ci is suspended
    expiry	passed	it ends at TIME
    version	passed	version sk_live_PREFIXPREFIX is current
    user	passed	user alice is active
    suspension	refused	the key is suspended: key alice/ci is suspended
    network	not_asked	any address
    permission	passed	chat:read of role basic (chat:read,chat:write)
    model	not_asked	
    provider	not_asked	
    provider_key	passed	provider demo takes no key
    limits	not_asked	100/m requests
    price	not_asked	
    | GET /api/version: refused: the key is suspended
    = 12
    ");
}

#[test]
fn programs_get_the_numbers_beside_the_checks() {
    let sandbox = sandbox();
    let json = sandbox.json("key explain ci --model demo-echo --tokens 1000");
    assert_eq!((&json["kind"], &json["served"]), (&"key.explanation".into(), &true.into()));
    assert_eq!((&json["path"], &json["payer"]), (&"/v1/chat/completions".into(), &"nobody".into()));
    assert_eq!(json["input_cost_nanos"], 1_000_000);
    assert_eq!(json["output_cost_nanos"], 2_000_000);
    assert_eq!(json["refusal"], serde_json::Value::Null);
    let checks: Vec<_> =
        json["items"].as_array().unwrap().iter().map(|item| &item["check"]).collect();
    assert_eq!(checks.len(), 13, "{checks:?}");
    let refused = sandbox.json("key explain ci --model nobody-1");
    assert_eq!((&refused["served"], &refused["refusal"]), (&false.into(), &"model_unknown".into()));
}
