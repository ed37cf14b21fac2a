//! What a gateway puts into the audit log, and what it says of the log's end.

use keyctl::domain::page::Page;
use keyctl::domain::provider::Dialect;
use keyctl::domain::time::{Clock, Span};
use keyctl::ops::audit;
use keyctl::store::audit::Filter;
use serde_json::Value;

use crate::support::client::Client;
use crate::support::house::{House, eventually};
use crate::support::stage::{ANSWER, CHAT, Stage, headers};
use crate::support::upstream::json;

/// The details of the newest entry of an event.
fn newest(house: &House, event: &str) -> Option<(keyctl::domain::audit::Entry, Value)> {
    let filter = Filter { event: Some(event.to_owned()), ..Filter::default() };
    let entries = audit::list(&house.session.store, &filter, &Page::default()).unwrap().items;
    let entry = entries.last()?.clone();
    let details = serde_json::from_str(&entry.details).unwrap();
    Some((entry, details))
}

#[test]
fn what_is_done_over_http_names_the_address_the_program_and_the_request() {
    let mut house = House::new();
    house.provider("demo", Dialect::Demo, "", "demo-*");
    house.user("ada");
    let key = house.key("ada", "ci");
    let gateway = house.serve();
    let long = "x".repeat(300);
    let headers = format!("{}user-agent: rotator/2 \u{202e}{long}\r\n", headers(&key));
    let reply = Client::connect(gateway.address).ask("POST /api/auth/v2/revoke", &headers, "{}");
    assert_eq!(reply.status, 200, "{}", reply.text());
    let (entry, details) = newest(&house, "key.revoke").unwrap();
    assert_eq!((entry.actor_type.as_str(), entry.actor_id.as_deref()), ("key", Some("ada/ci")));
    assert_eq!(entry.request_id.as_deref(), reply.header("x-request-id"));
    assert_eq!((&details["ip"], &details["key"]), (&"127.0.0.1".into(), &"ada/ci".into()));
    let agent = details["user_agent"].as_str().unwrap();
    assert!(agent.starts_with("rotator/2 ") && agent.ends_with("…[truncated]"), "{agent}");
    assert!(details.get("request").is_none(), "{details}");
    let from = Filter { ip: Some("127.0.0.1".to_owned()), ..Filter::default() };
    assert_eq!(audit::count(&house.session.store, &from).unwrap(), 1);
}

#[test]
fn a_clock_that_was_set_back_is_put_on_record_once_by_all_gateways() {
    let house = House::new();
    let entries = audit::list(&house.session.store, &Filter::default(), &Page::default());
    let last = entries.unwrap().items.last().unwrap().at;
    let back = |seconds| Clock::Fixed(last.saturating_sub(Span::from_secs(seconds)));
    let told = || house.told().iter().filter(|event| *event == "integrity.clock_back").count();
    house.serve_at(back(30)).stop();
    assert_eq!(told(), 0, "half a minute is no step");
    let gateways = [house.serve_at(back(120)), house.serve_at(back(120))];
    eventually(|| told() > 0);
    for gateway in gateways {
        gateway.stop();
    }
    assert_eq!(told(), 1);
    let (entry, details) = newest(&house, "integrity.clock_back").unwrap();
    assert_eq!((entry.actor_type.as_str(), entry.outcome.as_str()), ("gateway", "error"));
    assert_eq!(details["from"], last.to_string());
}

#[test]
fn a_providers_key_that_does_not_open_is_put_on_record_once_a_minute() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let altered = "UPDATE provider_keys SET sealed = zeroblob(60); \
                   UPDATE settings SET value = 99 WHERE name = 'generation'";
    stage.house.sql(altered);
    eventually(|| stage.chat(CHAT).status == 503);
    eventually(|| newest(&stage.house, "seal.open_failed").is_some());
    for _ in 0..3 {
        assert_eq!(stage.chat(CHAT).status, 503);
    }
    let (entry, details) = newest(&stage.house, "seal.open_failed").unwrap();
    assert_eq!((entry.actor_type.as_str(), entry.outcome.as_str()), ("gateway", "error"));
    assert_eq!(entry.target.as_deref(), Some("provider_key:1"));
    assert_eq!((&details["provider"], &details["owner"]), (&"main".into(), &"system".into()));
    let Stage { house, gateway, .. } = stage;
    gateway.stop();
    let told = house.told();
    assert_eq!(told.iter().filter(|told| *told == "seal.open_failed").count(), 1, "{told:?}");
}
