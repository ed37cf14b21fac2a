//! Who uses a key: noted for every request with a right secret, and written behind it (R-E4).

use keyctl::domain::key::Activity;
use keyctl::domain::provider::Dialect;
use keyctl::ops::key::list::{show, versions};

use crate::support::client::Client;
use crate::support::house::{House, eventually};
use crate::support::stage::{ANSWER, CHAT, Stage, headers};
use crate::support::upstream::json;

fn activity(house: &House, key: &str) -> Activity {
    show(&house.session.store, &key.parse().unwrap()).unwrap().1
}

/// How many requests of the current version of a key are written.
fn counted(house: &House, key: &str) -> i64 {
    let (key, _) = show(&house.session.store, &key.parse().unwrap()).unwrap();
    versions(&house.session.store, key.id).unwrap()[0].usage.requests
}

#[test]
fn the_first_use_is_written_with_the_row_of_its_request() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    assert_eq!(activity(&stage.house, "ci").last_used_at, None);
    assert_eq!(stage.chat(CHAT).status, 200);
    let used = activity(&stage.house, "ci");
    assert_eq!(used.last_used_at, Some(stage.house.row().at));
    assert_eq!(used.last_used_from, Some([127, 0, 0, 1].into()));
}

#[test]
fn whatever_comes_of_a_request_it_is_counted_and_at_the_end_written() {
    let stage = Stage::openai(vec![json(ANSWER), json(ANSWER), json(r#"{"data":[]}"#)]);
    for _ in 0..2 {
        assert_eq!(stage.chat(CHAT).status, 200);
    }
    assert_eq!(stage.client().ask("GET /v1/models", &stage.headers(), "").status, 200);
    assert_eq!(stage.client().ask("GET /v1/nothing", &stage.headers(), "").status, 404);
    assert_eq!(stage.chat(r#"{"model":"unknown","messages":[]}"#).status, 404);
    assert_eq!(stage.chat("{").status, 400);
    let wrong = stage.key.replace("_live_", "_test_");
    assert_eq!(stage.client().ask("GET /v1/models", &headers(&wrong), "").status, 401);
    let Stage { house, gateway, .. } = stage;
    gateway.stop();
    assert_eq!(counted(&house, "ci"), 6);
    assert_eq!(activity(&house, "ci").requests, 2, "the ledger's own figure");
}

#[test]
fn a_use_without_a_row_is_written_all_the_same() {
    let mut stage = Stage::openai(vec![json(r#"{"data":[]}"#)]);
    stage.house.revoke("ci");
    assert_eq!(stage.client().ask("GET /v1/models", &stage.headers(), "").status, 401);
    eventually(|| counted(&stage.house, "ci") == 1);
    assert!(stage.house.rows().is_empty());
}

#[test]
fn a_key_is_written_once_a_minute_however_much_it_is_used() {
    let mut house = House::new();
    let key = house.key("root", "ci");
    house.provider("demo", Dialect::Demo, "", "demo-*");
    house.sql(
        "CREATE TABLE writes (requests INTEGER);
         CREATE TRIGGER made AFTER INSERT ON key_activity
             BEGIN INSERT INTO writes VALUES (new.requests); END;
         CREATE TRIGGER changed AFTER UPDATE ON key_activity
             BEGIN INSERT INTO writes VALUES (new.requests); END;",
    );
    let gateway = house.serve();
    let body = r#"{"model":"demo-echo","input":"hi"}"#;
    for _ in 0..50 {
        // A connection of its own, so that every worker serves some.
        let reply =
            Client::connect(gateway.address).ask("POST /v1/embeddings", &headers(&key), body);
        assert_eq!(reply.status, 200);
    }
    assert_eq!(house.number("SELECT count(*) FROM writes"), 1);
    gateway.stop();
    assert_eq!(house.number("SELECT count(*) FROM writes"), 2, "and at the end");
    assert_eq!(counted(&house, "ci"), 50);
}

#[test]
fn a_client_behind_a_proxy_of_ours_is_the_one_who_used_it() {
    let mut house = House::new();
    let key = house.key("root", "ci");
    let gateway = house.serve_behind(&["127.0.0.0/8"]);
    let headers = headers(&key) + "x-forwarded-for: 203.0.113.9\r\n";
    Client::connect(gateway.address).ask("GET /v1/nothing", &headers, "");
    gateway.stop();
    assert_eq!(activity(&house, "ci").last_used_from, Some([203, 0, 113, 9].into()));
}

#[test]
fn a_database_that_is_locked_delays_no_request_for_it() {
    let stage = Stage::openai(vec![json(r#"{"data":[]}"#), json(r#"{"data":[]}"#)]);
    let lock = stage.house.lock();
    assert_eq!(stage.client().ask("GET /v1/models", &stage.headers(), "").status, 200);
    drop(lock);
    let Stage { house, gateway, .. } = stage;
    gateway.stop();
    assert_eq!(counted(&house, "ci"), 1);
}
