//! Requests without a key, where the operator wants them served.

use keyctl::domain::provider::Dialect;
use keyctl::ops::setting;
use keyctl::secret::random;

use crate::support::client::{Client, Reply};
use crate::support::house::{House, Serving};
use crate::support::stage::headers;

const CHAT: &str = r#"{"model":"demo-echo","messages":[{"role":"user","content":"hi"}]}"#;
const JSON: &str = "content-type: application/json\r\n";

fn scene() -> (House, Serving) {
    let mut house = House::new();
    house.provider("demo", Dialect::Demo, "", "demo-*");
    house.user("ada");
    let gateway = house.serve_behind(&["127.0.0.1/32"]);
    (house, gateway)
}

fn set(house: &mut House, name: &str, value: &str) {
    setting::set(&mut house.session, name, value, &mut random::system()).unwrap();
}

fn chat(gateway: &Serving, headers: &str) -> Reply {
    let line = "POST /v1/chat/completions";
    Client::connect(gateway.address).ask(line, &format!("{JSON}{headers}"), CHAT)
}

#[test]
fn nobody_without_a_key_is_served_until_the_operator_says_so() {
    let (mut house, gateway) = scene();
    assert_eq!(chat(&gateway, "").status, 401);
    set(&mut house, "free-tier.role", "basic");
    let reply = chat(&gateway, "");
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!((house.row().user.as_str(), house.row().key.as_str()), ("anonymous", "free-tier"));
    let listed = Client::connect(gateway.address).ask("GET /v1/models", "", "");
    assert_eq!(listed.status, 200);
    let keys = Client::connect(gateway.address).ask("GET /api/auth/v2/validate", "", "");
    assert_eq!(keys.status, 401, "it has no life of its own");
    house.sql(
        "INSERT INTO roles (name, permissions, built_in, created_at)
               VALUES ('reader', 'chat:read', 0, 0)",
    );
    set(&mut house, "free-tier.role", "reader");
    assert_eq!(chat(&gateway, "").status, 403);
    setting::unset(&mut house.session, "free-tier.role").unwrap();
    assert_eq!(chat(&gateway, "").status, 401);
}

#[test]
fn neither_a_browser_nor_a_bad_key_gets_it() {
    let (mut house, gateway) = scene();
    set(&mut house, "free-tier.role", "basic");
    assert_eq!(chat(&gateway, "").status, 200);
    assert_eq!(chat(&gateway, "origin: http://evil.example\r\n").status, 401);
    assert_eq!(chat(&gateway, "x-api-key: nonsense\r\n").status, 401);
    assert_eq!(chat(&gateway, "authorization: Basic azpr\r\n").status, 401);
    let key = house.key("ada", "ci");
    assert_eq!(chat(&gateway, &headers(&key).replace(JSON, "")).status, 200);
    house.revoke("ada/ci");
    assert_eq!(chat(&gateway, &format!("x-api-key: {key}\r\n")).status, 401);
    house.revoke("anonymous/free-tier");
    assert_eq!(chat(&gateway, "").status, 401);
}

#[test]
fn each_client_address_has_its_own_rate() {
    let (mut house, gateway) = scene();
    set(&mut house, "free-tier.role", "basic");
    set(&mut house, "free-tier.requests", "2/h");
    let from = |address: &str| chat(&gateway, &format!("x-forwarded-for: {address}\r\n"));
    for _ in 0..2 {
        assert_eq!(from("192.0.2.1").status, 200);
    }
    let reply = from("192.0.2.1");
    assert_eq!(reply.status, 429);
    assert_eq!(reply.json()["error"]["code"], "rate_limit_exceeded");
    assert_eq!(reply.header("x-should-retry"), Some("true"));
    let wait: u32 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=1_800).contains(&wait), "{wait}");
    assert_eq!(from("192.0.2.2").status, 200);
    assert_eq!(house.rows().len(), 3, "what was refused is not metered");
    let key = house.key("ada", "ci");
    assert_eq!(chat(&gateway, &format!("x-api-key: {key}\r\n")).status, 200, "a key is no client");
}

#[test]
fn an_expired_key_gets_it_only_where_that_was_asked_for() {
    let (mut house, gateway) = scene();
    let (key, suspended) = (house.key("ada", "ci"), house.key("ada", "stopped"));
    set(&mut house, "free-tier.role", "basic");
    house.change(
        "UPDATE keys SET expires_at = 1
         WHERE user_id = (SELECT id FROM users WHERE handle = 'ada');
         UPDATE keys SET status = 'suspended' WHERE name = 'stopped'",
    );
    let with = |key: &str| chat(&gateway, &format!("x-api-key: {key}\r\n"));
    assert_eq!(with(&key).status, 401);
    set(&mut house, "free-tier.expired", "true");
    let reply = with(&key);
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(house.rows().last().unwrap().user.as_str(), "anonymous");
    assert_eq!(with(&suspended).status, 401, "more than its end stands against it");
    let mut wrong = key.clone();
    wrong.replace_range(22..23, if &wrong[22..23] == "0" { "1" } else { "0" });
    assert_eq!(with(&wrong).status, 401);
}
