//! Refusals are told added up, bursts of them are refused, and what looks suspicious is told once an
//! hour (R-G13).

use std::sync::atomic::{AtomicU32, Ordering};

use keyctl::domain::audit::Entry;
use keyctl::domain::page::Page;
use keyctl::domain::provider::Dialect;
use keyctl::domain::time::Clock;
use keyctl::domain::token::{Brand, Environment, compose};
use keyctl::ops::setting;
use keyctl::secret::random;
use keyctl::store::audit::Filter;
use serde_json::Value;

use crate::support::client::{Client, Reply};
use crate::support::house::{House, Serving, eventually};
use crate::support::stage::{ANSWER, CHAT, Stage, headers};
use crate::support::upstream::{json, whole};

const DEMO_CHAT: &str = r#"{"model":"demo-echo","messages":[{"role":"user","content":"hi"}]}"#;

/// A gateway behind a proxy on this machine, with a key of ada's.
struct Scene {
    house: House,
    gateway: Serving,
    key: String,
}

fn scene(settings: &[(&str, &str)]) -> Scene {
    let mut house = House::new();
    house.provider("demo", Dialect::Demo, "", "demo-*");
    house.user("ada");
    let key = house.key("ada", "ci");
    for (name, value) in settings {
        setting::set(&mut house.session, name, value, &mut random::system()).unwrap();
    }
    let gateway = house.serve_behind(&["127.0.0.1/32"]);
    Scene { house, gateway, key }
}

impl Scene {
    fn client(&self) -> Client {
        Client::connect(self.gateway.address)
    }

    fn chat(&self, key: &str, from: &str) -> Reply {
        let headers = format!("{}x-forwarded-for: {from}\r\n", headers(key));
        self.client().ask("POST /v1/chat/completions", &headers, DEMO_CHAT)
    }
}

/// A key in the right form that nobody has; another each time.
fn unknown() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let id = format!("{:012}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let id = id.as_bytes().try_into().unwrap();
    compose(&Brand::default(), Environment::Live, id, &[7; 32])
}

/// Another secret under the prefix of a key.
fn wrong(key: &str) -> String {
    let id = key.split('_').nth(2).unwrap().as_bytes().try_into().unwrap();
    compose(&Brand::default(), Environment::Live, id, &[7; 32])
}

/// The entries of an event, oldest first, each with its details.
fn entries(house: &House, event: &str) -> Vec<(Entry, Value)> {
    let filter = Filter { event: Some(event.to_owned()), ..Filter::default() };
    let listed = keyctl::ops::audit::list(&house.session.store, &filter, &Page::default());
    let details = |entry: &Entry| serde_json::from_str(&entry.details).unwrap();
    listed.unwrap().items.into_iter().map(|entry| (entry.clone(), details(&entry))).collect()
}

#[test]
fn a_thousand_wrong_keys_cost_a_few_entries_that_count_them_all() {
    let scene = scene(&[("security.failures", "none")]);
    let wrong = wrong(&scene.key);
    let mut client = scene.client();
    for number in 0..1_000 {
        let (key, from) = match number % 10 {
            0..6 => (unknown(), "192.0.2.1"),
            6..8 => ("nonsense".to_owned(), "192.0.2.1"),
            8 => (wrong.clone(), "192.0.2.2"),
            _ => (unknown(), "192.0.2.3"),
        };
        let headers =
            format!("x-api-key: {key}\r\nx-forwarded-for: {from}\r\nuser-agent: probe\r\n");
        assert_eq!(client.ask("GET /v1/models", &headers, "").status, 401);
    }
    assert_eq!(scene.house.told().iter().filter(|told| *told == "auth.denied").count(), 0);
    let Scene { house, gateway, .. } = scene;
    drop(client);
    gateway.stop();
    let told = entries(&house, "auth.denied");
    let shown: Vec<_> = told
        .iter()
        .map(|(entry, details)| {
            let target = entry.target.clone().unwrap();
            (target, details["number"].as_u64().unwrap(), details["reasons"].to_string())
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("key:1".to_owned(), 100, r#"{"wrong_secret":100}"#.to_owned()),
            ("client:192.0.2.1".to_owned(), 800, r#"{"malformed":200,"unknown":600}"#.to_owned()),
            ("client:192.0.2.3".to_owned(), 100, r#"{"unknown":100}"#.to_owned()),
        ]
    );
    let (entry, details) = &told[0];
    assert_eq!((entry.outcome.as_str(), entry.actor_type.as_str()), ("denied", "gateway"));
    assert_eq!(details["key"], "ada/ci");
    assert_eq!(details["ip"], "192.0.2.2");
    assert_eq!(details["user_agent"], "probe");
    assert!(details["prefix"].as_str().unwrap().starts_with("sk_live_"));
    assert!(details["first"].as_str() < details["last"].as_str());
    assert!(!house.holds(wrong.as_bytes()), "what was presented is nowhere");
}

#[test]
fn keys_that_may_not_are_counted_by_what_stands_against_them() {
    let mut scene = scene(&[]);
    let suspended = scene.house.key("ada", "suspended");
    let bound = scene.house.key("ada", "bound");
    scene.house.change(
        r#"UPDATE keys SET status = 'suspended' WHERE name = 'suspended';
           UPDATE keys SET networks = '["10.0.0.0/8"]' WHERE name = 'bound'"#,
    );
    for _ in 0..3 {
        assert_eq!(scene.chat(&suspended, "192.0.2.1").status, 403);
        assert_eq!(scene.chat(&bound, "192.0.2.1").status, 403);
    }
    assert_eq!(scene.chat(&scene.key, "192.0.2.1").status, 200);
    assert_eq!(scene.client().ask("GET /v1/models", "", "").status, 401, "no key at all");
    let Scene { house, gateway, .. } = scene;
    gateway.stop();
    let told: Vec<_> = entries(&house, "auth.denied")
        .into_iter()
        .map(|(_, details)| (details["key"].clone(), details["reasons"].to_string()))
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    for expected in
        [("ada/suspended", r#"{"suspended":3}"#), ("ada/bound", r#"{"address_denied":3}"#)]
    {
        assert!(told.contains(&(expected.0.into(), expected.1.to_owned())), "{told:?}");
    }
}

#[test]
fn a_burst_of_failures_is_refused_and_nobody_else_is() {
    let scene = scene(&[("security.failures", "20/h"), ("security.block", "1h")]);
    let refused = (0..30).map(|_| scene.chat(&unknown(), "192.0.2.1")).collect::<Vec<_>>();
    let statuses: Vec<_> = refused.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses[..21], [401; 21], "whoever is over is told so, and no more is looked up");
    assert_eq!(statuses[21..], [429; 9]);
    let reply = scene.chat(&scene.key, "192.0.2.1");
    assert_eq!(reply.status, 429, "the right key waits with the wrong ones");
    let wait: u32 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((3_590..=3_600).contains(&wait), "{wait}");
    assert_eq!(reply.header("x-should-retry"), Some("true"));
    assert_eq!(reply.json()["error"]["code"], "rate_limit_exceeded");
    assert_eq!(scene.chat(&scene.key, "192.0.2.2").status, 200);
    // Of a proxy that does not say for whom it asks, all would be refused.
    let mut client = scene.client();
    for _ in 0..50 {
        let headers = format!("x-api-key: {}\r\n", unknown());
        assert_eq!(client.ask("GET /v1/models", &headers, "").status, 401);
    }
    assert_eq!(client.ask("GET /v1/models", &headers(&scene.key), "").status, 200);
    eventually(|| !entries(&scene.house, "security.failures").is_empty());
    let Scene { house, gateway, .. } = scene;
    drop(client);
    gateway.stop();
    let told = entries(&house, "security.failures");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0.target.as_deref(), Some("client:192.0.2.1"));
    assert_eq!(told[0].1["refused_for"], "1h");
    let denied = entries(&house, "auth.denied");
    let of = |target: &str| denied.iter().find(|(e, _)| e.target.as_deref() == Some(target));
    let reasons = of("client:192.0.2.1").unwrap().1["reasons"].to_string();
    assert_eq!(reasons, r#"{"blocked":10,"unknown":21}"#);
}

#[test]
fn a_key_that_is_dead_blocks_nobody() {
    let mut scene = scene(&[("security.failures", "5/m")]);
    let old = scene.house.key("ada", "old");
    scene.house.revoke("old");
    for _ in 0..20 {
        assert_eq!(scene.chat(&old, "192.0.2.1").status, 401);
    }
    assert_eq!(scene.chat(&scene.key, "192.0.2.1").status, 200);
}

#[test]
fn the_use_of_a_revoked_key_is_told_once_an_hour_also_after_a_restart() {
    let mut scene = scene(&[]);
    let old = scene.house.key("ada", "old");
    scene.house.revoke("old");
    for _ in 0..5 {
        assert_eq!(scene.chat(&old, "192.0.2.1").status, 401);
    }
    eventually(|| !entries(&scene.house, "security.revoked_key").is_empty());
    assert_eq!(scene.chat(&wrong(&old), "192.0.2.1").status, 401);
    let Scene { house, gateway, .. } = scene;
    gateway.stop();
    let gateway = house.serve_behind(&["127.0.0.1/32"]);
    let ask = |key: &str| Client::connect(gateway.address).ask("GET /v1/models", &headers(key), "");
    assert_eq!(ask(&old).status, 401);
    gateway.stop();
    let told = entries(&house, "security.*");
    assert_eq!(told.len(), 1, "{told:?}");
    let (entry, details) = &told[0];
    assert_eq!((entry.action.as_str(), entry.outcome.as_str()), ("security.revoked_key", "denied"));
    assert_eq!((&details["key"], &details["user"]), (&"ada/old".into(), &"ada".into()));
    assert_eq!(details["ip"], "192.0.2.1");
    house.sql("UPDATE suspicions SET told_at = told_at - 3600000000");
    let gateway = house.serve_behind(&[]);
    let ask = |key: &str| Client::connect(gateway.address).ask("GET /v1/models", &headers(key), "");
    assert_eq!(ask(&old).status, 401);
    gateway.stop();
    assert_eq!(entries(&house, "security.revoked_key").len(), 2, "an hour is over");
}

#[test]
fn nothing_is_told_that_the_operator_does_not_want_told() {
    let mut scene = scene(&[("security.revoked-key", "false"), ("security.networks", "none")]);
    scene.house.revoke("ci");
    for number in 0..20 {
        assert_eq!(scene.chat(&scene.key, &format!("10.0.{number}.1")).status, 401);
    }
    let Scene { house, gateway, .. } = scene;
    gateway.stop();
    assert_eq!(entries(&house, "security.*").len(), 0);
    assert_eq!(entries(&house, "auth.denied").len(), 1);
}

#[test]
fn a_key_that_is_used_from_many_networks_is_told() {
    let scene = scene(&[("security.networks", "3")]);
    for from in ["10.0.0.1", "10.0.0.2", "10.0.1.1", "2001:db8:1::1", "2001:db8:1:2::1"] {
        assert_eq!(scene.chat(&scene.key, from).status, 200);
    }
    let Scene { house, gateway, key } = scene;
    gateway.stop();
    assert_eq!(entries(&house, "security.*").len(), 0, "three networks are allowed");
    let gateway = house.serve_behind(&["127.0.0.1/32"]);
    let scene = Scene { house, gateway, key };
    for from in ["10.0.0.1", "10.0.1.1", "10.0.2.1", "10.0.3.1"] {
        assert_eq!(scene.chat(&scene.key, from).status, 200);
    }
    eventually(|| !entries(&scene.house, "security.new_networks").is_empty());
    let (entry, details) = entries(&scene.house, "security.new_networks").remove(0);
    assert_eq!(entry.target.as_deref(), Some("key:1"));
    assert_eq!(
        details["networks"],
        serde_json::json!(["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"])
    );
}

/// Fifty requests of which so many fail, to the end of the gateway.
fn fifty_of_which_fail(failing: usize) -> Vec<(Entry, Value)> {
    let script = (0..50).map(|number| match number {
        // What a request has earned itself is no failure of the provider.
        49 => whole("400 Bad Request", "content-type: application/json\r\n", "{}"),
        number if number < failing => whole("503 Service Unavailable", "", ""),
        _ => json(ANSWER),
    });
    let stage = Stage::openai(script.collect());
    for _ in 0..50 {
        stage.chat(CHAT);
    }
    if failing > 10 {
        eventually(|| !entries(&stage.house, "security.upstream_failing").is_empty());
    }
    let Stage { house, gateway, .. } = stage;
    gateway.stop();
    entries(&house, "security.*")
}

#[test]
fn a_provider_of_whose_requests_many_fail_is_told() {
    assert_eq!(fifty_of_which_fail(10).len(), 0);
    let told = fifty_of_which_fail(11);
    assert_eq!(told.len(), 1, "{told:?}");
    let (entry, details) = &told[0];
    assert_eq!((entry.outcome.as_str(), &details["provider"]), ("error", &"main".into()));
    assert_eq!((&details["requests"], &details["failed"]), (&50.into(), &11.into()));
}

#[test]
fn an_hour_that_costs_far_more_than_usual_is_told() {
    let scene = scene(&[("security.spend", "5"), ("security.spend-floor", "0.01")]);
    assert_eq!(scene.chat(&scene.key, "192.0.2.1").status, 200);
    let Scene { house, gateway, .. } = scene;
    gateway.stop();
    assert_eq!(entries(&house, "security.spend").len(), 0, "the demo costs nothing to speak of");
    let at = house.row().at;
    // A dollar in each of fifty hours of the last week, then two dollars in this hour.
    house.sql(
        "INSERT INTO usage SELECT NULL, usage.at - hour * 3600000000, request_id, key_id, secret_id,
             provider_id, model_id, route, status, outcome, payer, input_tokens, output_tokens,
             cached_tokens, cache_write_tokens, reasoning_tokens,
             iif(hour = 0, 2000000000, 1000000000), duration_ms, first_byte_ms, client
         FROM usage, (WITH RECURSIVE hours (hour) AS
             (SELECT 50 UNION ALL SELECT hour - 1 FROM hours WHERE hour > 0) SELECT hour FROM hours)",
    );
    let gateway = house.serve_at(Clock::Fixed(at));
    eventually(|| !entries(&house, "security.spend").is_empty());
    gateway.stop();
    let (entry, details) = entries(&house, "security.spend").remove(0);
    assert_eq!(details["user"], "ada");
    assert!(details["spent_usd"].as_str().unwrap().starts_with("2.00"), "{details}");
    assert_eq!(details["usual_usd"], "0.297619047", "50 dollars in 168 hours");
    assert_eq!(entry.target.as_deref(), Some("user:2"));
}

#[test]
fn of_a_client_no_more_is_recorded_than_the_operator_wants() {
    let mut scene = scene(&[("usage.client", "network")]);
    assert_eq!(scene.chat(&scene.key, "192.0.2.77").status, 200);
    assert_eq!(scene.house.row().client, Some("192.0.2.0".parse().unwrap()));
    setting::set(&mut scene.house.session, "usage.client", "none", &mut random::system()).unwrap();
    assert_eq!(scene.chat(&scene.key, "192.0.2.77").status, 200);
    assert_eq!(scene.house.rows()[1].client, None);
    let Scene { house, gateway, .. } = scene;
    gateway.stop();
    let sql = "SELECT count(*) FROM key_activity WHERE last_used_from IS NOT NULL";
    assert_eq!(house.number(sql), 0, "the last use tells no more either");
}
