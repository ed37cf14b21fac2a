//! `POST /v1/chat/completions`, streamed.

use keyctl::domain::usage::{Outcome, Tokens};
use serde_json::Value;

use crate::support::stage::{ANSWER, DONE, STREAMED_CHAT, Stage, USAGE_EVENT, text_event};
use crate::support::upstream::{Gate, Step, chunk, end, json, stream, stream_head};

const SSE: &str = "text/event-stream";

/// A whole stream, with its usage.
fn events() -> String {
    format!(": ping\n\n{}{}{USAGE_EVENT}{DONE}", text_event("Gr\u{fc}\u{df}"), text_event(" dich"))
}

fn asking_for_usage() -> String {
    STREAMED_CHAT
        .replace("\"stream\":true", r#""stream":true,"stream_options":{"include_usage":true}"#)
}

#[test]
fn the_usage_chunk_is_asked_for_and_kept_from_a_client_that_did_not_ask() {
    let stage = Stage::openai(vec![stream(SSE, [events()])]);
    let reply = stage.chat(STREAMED_CHAT);
    assert_eq!(reply.header("content-type"), Some(SSE));
    assert_eq!(reply.header("x-keyctl-cost-usd"), None);
    assert_eq!(reply.text(), events().replace(USAGE_EVENT, ""));
    let asked: Value = serde_json::from_slice(&stage.upstream.request().body).unwrap();
    assert_eq!(asked["stream_options"]["include_usage"], true);
    let row = stage.house.row();
    assert_eq!((row.outcome, row.status), (Outcome::Ok, 200));
    assert_eq!(row.tokens, Tokens { input: 9, output: 4, ..Tokens::default() });
    assert_eq!(reply.header("x-request-id"), Some(row.request_id.as_str()));
}

#[test]
fn a_client_that_asked_for_usage_gets_it() {
    let stage = Stage::openai(vec![stream(SSE, [events()])]);
    assert_eq!(stage.chat(&asking_for_usage()).text(), events());
    assert_eq!(stage.upstream.request().text(), asking_for_usage());
    assert_eq!(stage.house.row().outcome, Outcome::Ok);
}

#[test]
fn a_stream_in_the_oddest_pieces_is_the_same_stream() {
    let events = events();
    let bytes: Vec<_> = events.as_bytes().chunks(1).collect();
    let ragged: Vec<_> = events.as_bytes().chunks(7).collect();
    let (left, right) = events.as_bytes().split_at(events.find("[DONE]").unwrap() + 2);
    let crlf = events.replace('\n', "\r\n");
    let stage = Stage::openai(vec![
        stream(SSE, bytes),
        stream(SSE, ragged),
        stream(SSE, [left, right]),
        stream(SSE, [crlf.as_bytes()]),
    ]);
    let expected = events.replace(USAGE_EVENT, "");
    for _ in 0..3 {
        assert_eq!(stage.chat(STREAMED_CHAT).text(), expected);
    }
    assert_eq!(stage.chat(STREAMED_CHAT).text(), expected.replace('\n', "\r\n"));
    let rows = stage.house.rows();
    assert_eq!(rows.len(), 4);
    for row in rows {
        assert_eq!((row.outcome, row.tokens.input, row.tokens.output), (Outcome::Ok, 9, 4));
    }
}

#[test]
fn each_event_goes_on_as_it_comes() {
    let gates = [Gate::default(), Gate::default()];
    let stage = Stage::openai(vec![vec![
        stream_head(SSE),
        chunk(text_event("one")),
        Step::Await(gates[0].clone()),
        chunk(text_event("two")),
        Step::Await(gates[1].clone()),
        chunk([USAGE_EVENT, DONE].concat()),
        end(),
    ]]);
    let mut client = stage.begin("/v1/chat/completions", STREAMED_CHAT);
    assert_eq!(client.head().status, 200);
    assert_eq!(client.read_until("one"), text_event("one"));
    gates[0].open();
    assert_eq!(client.read_until("two"), text_event("two"));
    assert!(stage.house.rows().is_empty());
    gates[1].open();
    assert_eq!(client.rest(), DONE);
    assert_eq!(stage.house.row().outcome, Outcome::Ok);
}

#[test]
fn a_connection_goes_on_after_a_stream() {
    let stage = Stage::openai(vec![stream(SSE, [events()])]);
    let mut client = stage.client();
    for _ in 0..3 {
        let reply = client.ask("POST /v1/chat/completions", &stage.headers(), STREAMED_CHAT);
        assert!(reply.text().ends_with(DONE));
    }
    assert_eq!(stage.house.rows().len(), 3);
}

#[test]
fn what_follows_the_terminal_event_comes_too() {
    let stage = Stage::openai(vec![stream(SSE, [events() + ": bye\n\n"])]);
    assert!(stage.chat(STREAMED_CHAT).text().ends_with("data: [DONE]\n\n: bye\n\n"));
}

#[test]
fn a_stream_without_a_terminal_event_ends_with_its_row() {
    let stage = Stage::openai(vec![stream(SSE, [text_event("hello"), USAGE_EVENT.to_owned()])]);
    assert_eq!(stage.chat(STREAMED_CHAT).text(), text_event("hello"));
    let row = stage.house.row();
    assert_eq!((row.outcome, row.tokens.output), (Outcome::Ok, 4));
}

#[test]
fn a_whole_reply_to_a_request_for_a_stream_is_a_whole_reply() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let reply = stage.chat(STREAMED_CHAT);
    assert_eq!(reply.header("x-keyctl-cost-usd"), Some("0.000017"));
    assert_eq!(stage.house.row().outcome, Outcome::Ok);
}

#[test]
fn a_media_type_is_read_in_any_case() {
    let stage = Stage::openai(vec![stream("Text/Event-Stream; charset=utf-8", [events()])]);
    assert_eq!(stage.chat(STREAMED_CHAT).text(), events().replace(USAGE_EVENT, ""));
    assert_eq!(stage.house.row().outcome, Outcome::Ok);
}
