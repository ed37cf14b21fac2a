//! Revocation: a key whose revocation has returned is dead at the next request (R-E1).

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use keyctl::domain::provider::Dialect;
use keyctl::domain::usage::Outcome;
use keyctl::ops::key::status::{self, RevokeTarget};

use crate::support::client::Client;
use crate::support::house::{House, eventually};
use crate::support::stage::{CHAT, Stage, headers, text_event};
use crate::support::upstream::{Gate, Step, chunk, json, stream_head};

const ECHO: &str = r#"{"model":"demo-echo","messages":[{"role":"user","content":"hi"}]}"#;

fn status(client: &mut Client, key: &str) -> u16 {
    client.ask("POST /v1/chat/completions", &headers(key), ECHO).status
}

/// A database with the demo provider and these keys.
fn house(count: usize) -> (House, Vec<String>) {
    let mut house = House::new();
    house.provider("demo", Dialect::Demo, "", "demo-*");
    let keys = (0..count).map(|number| house.key("root", &format!("key-{number}"))).collect();
    (house, keys)
}

#[test]
fn a_revoked_key_is_dead_at_the_next_request_to_every_gateway() {
    let (mut house, keys) = house(100);
    let gateways = [house.serve(), house.serve()];
    let mut clients = gateways.each_ref().map(|gateway| Client::connect(gateway.address));
    for (number, key) in keys.iter().enumerate() {
        for client in &mut clients {
            assert_eq!(status(client, key), 200, "{number}");
        }
        house.revoke(&format!("key-{number}"));
        for client in &mut clients {
            assert_eq!(status(client, key), 401, "{number}");
        }
    }
    assert_eq!(house.rows().len(), 200);
}

#[test]
fn it_is_dead_too_while_something_else_changes() {
    let (mut house, keys) = house(100);
    house.user("idle");
    let gateway = house.serve();
    let mut client = Client::connect(gateway.address);
    let mut other = house.another_session();
    let (change, changes) = mpsc::channel::<()>();
    // Every change makes gateways read anew, so they do so while a key is revoked.
    let changing = thread::spawn(move || {
        let nothing = RevokeTarget::AllOf("idle".parse().unwrap());
        while changes.recv().is_ok() {
            status::revoke(&mut other, &nothing, None).unwrap();
        }
    });
    for (number, key) in keys.iter().enumerate() {
        assert_eq!(status(&mut client, key), 200, "{number}");
        change.send(()).unwrap();
        house.revoke(&format!("key-{number}"));
        assert_eq!(status(&mut client, key), 401, "{number}");
    }
    drop(change);
    changing.join().unwrap();
}

#[test]
fn an_open_stream_of_a_revoked_key_ends_within_five_seconds() {
    let gate = Gate::default();
    let mut stage = Stage::openai(vec![vec![
        stream_head("text/event-stream"),
        chunk(text_event("hello")),
        Step::AwaitHangup(gate.clone()),
    ]]);
    let mut client = stage.begin_stream("hello");
    stage.house.revoke("ada/ci");
    let since = Instant::now();
    let rest = client.rest();
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    assert!(rest.starts_with(r#"data: {"error":{"message":"Incorrect API key provided"#), "{rest}");
    assert!(!rest.contains("[DONE]"));
    let row = stage.house.row();
    assert_eq!((row.outcome, row.tokens.output), (Outcome::ClientAbort, 5));
}

#[test]
fn a_stream_that_never_pauses_ends_too() {
    let Step::Send(event) = chunk(text_event("x")) else { panic!() };
    let flood = vec![stream_head("text/event-stream"), Step::Flood(event)];
    let mut stage = Stage::openai(vec![flood]);
    let mut client = stage.begin_stream("x");
    stage.house.revoke("ada/ci");
    let since = Instant::now();
    let mut last = Vec::new();
    while let Some(piece) = client.piece() {
        assert!(since.elapsed() < Duration::from_secs(5));
        last = piece;
    }
    assert!(last.ends_with(b"\"code\":\"invalid_api_key\"}}\n\n"), "{:?}", last.len());
}

#[test]
fn a_reply_of_a_revoked_key_is_charged_alike_whether_it_is_held_or_flows() {
    // Up to eight mebibytes are held before anything goes out.
    for (length, status) in [(5, 401), (9 << 20, 200)] {
        let mut head = b"HTTP/1.1 200 OK\r\ncontent-length: 10000000\r\n\r\n".to_vec();
        head.resize(head.len() + length, b'x');
        let script = vec![Step::Send(head), Step::AwaitHangup(Gate::default())];
        let mut stage = Stage::openai(vec![script]);
        let client = stage.begin("/v1/chat/completions", CHAT);
        stage.upstream.request();
        stage.house.revoke("ada/ci");
        let row = stage.house.coming_row();
        assert_eq!((row.outcome, row.status), (Outcome::ClientAbort, status), "{length}");
        assert_eq!(row.tokens.output, u64::try_from(length).unwrap().min(7), "{length}");
        drop(client);
    }
}

#[test]
fn a_disabled_user_is_dead_within_the_comparison() {
    let mut stage = Stage::openai(vec![json("{}")]);
    assert_eq!(stage.chat(r#"{"model":"gpt-5"}"#).status, 200);
    stage.house.user("idle");
    stage.house.sql(
        "UPDATE users SET status = 'disabled' WHERE handle = 'ada';
         UPDATE settings SET value = value + 1 WHERE name = 'generation'",
    );
    eventually(|| stage.chat(r#"{"model":"gpt-5"}"#).status == 401);
}
