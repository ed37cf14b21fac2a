//! The ledger comes first: no client sees the end of a reply whose row is not durable.

use std::time::{Duration, Instant};

use keyctl::domain::usage::Outcome;
use keyctl::store::migrate::VERSION;

use crate::support::house::eventually;
use crate::support::stage::{
    ANSWER, CHAT, DONE, OLLAMA_CHAT, STREAMED_CHAT, Stage, USAGE_EVENT, text_event,
};
use crate::support::upstream::{Gate, Step, chunk, end, json, stream, stream_head};

const SSE: &str = "text/event-stream";

/// Longer than any commit, shorter than the gateway's patience with a locked database.
const A_WHILE: Duration = Duration::from_millis(200);

#[test]
fn the_terminal_event_comes_only_after_the_row() {
    let gate = Gate::default();
    let stage = Stage::openai(vec![vec![
        stream_head(SSE),
        chunk(text_event("one")),
        Step::Await(gate.clone()),
        chunk([text_event("two").as_str(), USAGE_EVENT, DONE].concat()),
        end(),
    ]]);
    let mut client = stage.begin("/v1/chat/completions", STREAMED_CHAT);
    assert_eq!(client.head().status, 200);
    assert_eq!(client.read_until("one"), text_event("one"));
    let lock = stage.house.lock();
    gate.open();
    assert_eq!(client.read_until("two"), text_event("two"), "all but the end goes on");
    assert!(client.is_silent_for(A_WHILE));
    assert!(stage.house.rows().is_empty());
    drop(lock);
    assert_eq!(client.rest(), DONE);
    assert_eq!(stage.house.row().outcome, Outcome::Ok);
}

#[test]
fn a_whole_reply_comes_only_after_the_row() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let lock = stage.house.lock();
    let mut client = stage.begin("/v1/chat/completions", CHAT);
    stage.upstream.request();
    assert!(client.is_silent_for(A_WHILE));
    drop(lock);
    assert_eq!(client.reply().text(), ANSWER);
    assert_eq!(stage.house.rows().len(), 1);
}

#[test]
fn a_reply_whose_row_cannot_be_written_is_withheld() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let lock = stage.house.lock();
    let since = Instant::now();
    let reply = stage.chat(CHAT);
    assert!(since.elapsed() < Duration::from_secs(4), "{:?}", since.elapsed());
    assert_eq!(reply.status, 503);
    assert_eq!(reply.header("retry-after"), Some("1"));
    assert_eq!(reply.header("x-should-retry"), Some("true"));
    let error = &reply.json()["error"];
    assert_eq!(
        (&error["type"], &error["code"]),
        (&"api_error".into(), &"store_unavailable".into())
    );
    assert!(!reply.text().contains("hello"));
    drop(lock);
    assert!(stage.house.rows().is_empty());
    assert_eq!(stage.chat(CHAT).status, 200, "and then it serves again");
}

#[test]
fn a_stream_whose_row_cannot_be_written_ends_with_an_error() {
    let events = [text_event("hello").as_str(), USAGE_EVENT, DONE].concat();
    let stage = Stage::openai(vec![stream(SSE, [events])]);
    let lock = stage.house.lock();
    let reply = stage.chat(STREAMED_CHAT);
    drop(lock);
    assert_eq!(reply.status, 200);
    let rest = reply.text().strip_prefix(&text_event("hello")).unwrap();
    assert!(rest.starts_with(r#"data: {"error":{"#), "{rest}");
    assert!(rest.contains("store_unavailable") && !rest.contains("[DONE]"), "{rest}");
    assert!(stage.house.rows().is_empty());
}

#[test]
fn a_stream_of_ollama_whose_row_cannot_be_written_ends_with_an_error() {
    let last = "{\"done\":true,\"prompt_eval_count\":9,\"eval_count\":4}\n";
    let first = "{\"message\":{\"content\":\"hello\"},\"done\":false}\n";
    let stage = Stage::ollama(vec![stream("application/x-ndjson", [first, last])]);
    let lock = stage.house.lock();
    let reply = stage.post("/api/chat", OLLAMA_CHAT);
    drop(lock);
    let rest = reply.text().strip_prefix(first).unwrap();
    assert!(rest.starts_with(r#"{"error":""#) && !rest.contains("\"done\""), "{rest}");
}

#[test]
fn a_gateway_that_cannot_write_is_alive_but_not_ready() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let lock = stage.house.lock();
    let asked = |path: &str| stage.client().ask(&format!("GET {path}"), "", "");
    assert_eq!(asked("/healthz").status, 200);
    let unready = asked("/readyz");
    assert_eq!((unready.status, unready.text()), (503, "unavailable\n"));
    drop(lock);
    assert_eq!(asked("/readyz").status, 200);
}

#[test]
fn a_database_that_cannot_be_read_decides_nothing() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    stage.house.sql("ALTER TABLE key_secrets RENAME TO hidden");
    stage.house.user("bob");
    let reply = stage.chat(CHAT);
    assert_eq!((reply.status, &reply.json()["error"]["code"]), (503, &"store_unavailable".into()));
    assert!(stage.upstream.is_idle());
    stage.house.sql("ALTER TABLE hidden RENAME TO key_secrets");
    assert_eq!(stage.chat(CHAT).status, 200);
}

#[test]
fn a_schema_of_a_newer_keyctl_stops_the_ledger() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    stage.house.sql("PRAGMA user_version = 99");
    let reply = stage.chat(CHAT);
    assert_eq!((reply.status, &reply.json()["error"]["code"]), (503, &"store_unavailable".into()));
    assert_eq!(stage.client().ask("GET /readyz", "", "").status, 503);
    assert!(stage.house.rows().is_empty());
    stage.house.sql(&format!("PRAGMA user_version = {VERSION}"));
    eventually(|| stage.chat(CHAT).status == 200);
}
