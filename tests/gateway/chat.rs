//! `POST /v1/chat/completions` and its siblings, whole.

use keyctl::domain::money::Nanos;
use keyctl::domain::provider::Dialect;
use keyctl::domain::usage::{Outcome, Payer, Tokens};

use crate::support::client::Client;
use crate::support::house::{House, eventually};
use crate::support::stage::{ANSWER, CHAT, Stage, headers};
use crate::support::upstream::{json, stream};

#[test]
fn a_reply_carries_its_cost_and_has_its_row() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let reply = stage.chat(CHAT);
    assert_eq!((reply.status, reply.text()), (200, ANSWER));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("x-keyctl-cost-usd"), Some("0.000017"));
    assert_eq!(reply.header("x-keyctl-key"), Some(&stage.key[..20]));
    let overhead: u64 = reply.header("x-keyctl-overhead-us").unwrap().parse().unwrap();
    assert!(overhead < 5_000_000, "{overhead}");
    let row = stage.house.row();
    assert_eq!(reply.header("x-request-id"), Some(row.request_id.as_str()));
    assert_eq!((row.user.as_str(), row.key.as_str()), ("ada", "ci"));
    assert_eq!((row.provider.as_str(), row.model.as_str()), ("main", "gpt-5"));
    assert_eq!((row.route, row.status), ("/v1/chat/completions", 200));
    assert_eq!((row.outcome, row.payer), (Outcome::Ok, Payer::System));
    assert_eq!(row.tokens, Tokens { input: 9, output: 4, ..Tokens::default() });
    assert_eq!(row.cost, Some(Nanos(17_000)));
    assert!(row.first_byte_ms <= Some(row.duration_ms));
    assert_eq!(row.client.unwrap().to_string(), "127.0.0.1");
}

#[test]
fn the_provider_gets_what_was_asked() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let nested = r#"{ "model" : "gpt-5", "n":1, "x" : { "a": 2.50,"a":1e2 } }"#;
    stage.chat(nested);
    let asked = stage.upstream.request();
    assert_eq!(asked.line, "POST /v1/chat/completions HTTP/1.1");
    assert_eq!(asked.text(), r#"{"model":"gpt-5","n":1,"x":{ "a": 2.50,"a":1e2 }}"#);
}

#[test]
fn every_route_that_runs_a_model_is_metered_under_its_own_name() {
    let embedding = r#"{"data":[],"usage":{"prompt_tokens":5,"total_tokens":5}}"#;
    for (path, body, reply, tokens) in [
        ("/v1/completions", r#"{"model":"gpt-5","prompt":"hi"}"#, ANSWER, (9, 4)),
        ("/v1/embeddings", r#"{"model":"gpt-5","input":"hi"}"#, embedding, (5, 0)),
    ] {
        let stage = Stage::openai(vec![json(reply)]);
        assert_eq!(stage.post(path, body).text(), reply);
        assert_eq!(stage.upstream.request().line, format!("POST {path} HTTP/1.1"));
        let row = stage.house.row();
        assert_eq!((row.route, (row.tokens.input, row.tokens.output)), (path, tokens));
        assert_eq!(row.outcome, Outcome::Ok);
    }
}

#[test]
fn parts_of_the_usage_are_kept() {
    let answer = r#"{"usage":{"prompt_tokens":20,"completion_tokens":10,
        "prompt_tokens_details":{"cached_tokens":8,"cache_write_tokens":2},
        "completion_tokens_details":{"reasoning_tokens":6}}}"#;
    let stage = Stage::openai(vec![json(answer)]);
    assert_eq!(stage.chat(CHAT).text(), answer);
    let parts = Tokens { input: 20, output: 10, cached: 8, cache_write: 2, reasoning: 6 };
    assert_eq!(stage.house.row().tokens, parts);
}

#[test]
fn one_connection_serves_one_request_after_the_other() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let mut client = stage.client();
    for _ in 0..3 {
        let reply = client.ask("POST /v1/chat/completions", &stage.headers(), CHAT);
        assert_eq!((reply.status, reply.text()), (200, ANSWER));
    }
    let ids: Vec<_> = stage.house.rows().into_iter().map(|row| row.request_id).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids[0] != ids[1] && ids[1] != ids[2]);
}

#[test]
fn a_client_that_wants_no_more_gets_no_more() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let mut client = stage.client();
    let headers = stage.headers() + "connection: close\r\n";
    let reply = client.ask("POST /v1/chat/completions", &headers, CHAT);
    assert_eq!((reply.status, reply.header("connection")), (200, Some("close")));
    assert_eq!(client.read_to_close(), 0);
}

#[test]
fn requests_written_at_once_are_answered_in_their_order() {
    let stage = Stage::openai(vec![json(ANSWER), json("{}"), json(ANSWER)]);
    let mut client = stage.client();
    for _ in 0..3 {
        client.send("POST /v1/chat/completions", &stage.headers(), CHAT);
    }
    for expected in [ANSWER, "{}", ANSWER] {
        assert_eq!(client.reply().text(), expected);
    }
    assert_eq!(stage.house.rows().len(), 3);
}

#[test]
fn a_model_without_a_price_is_served_and_unpriced() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    stage.house.sql("DELETE FROM prices; UPDATE settings SET value = 99 WHERE name = 'generation'");
    // The gateway compares itself with the database every 20 ms.
    eventually(|| stage.chat(CHAT).header("x-keyctl-cost-usd").is_none());
    assert_eq!(stage.house.rows().last().unwrap().cost, None);
}

#[test]
fn a_stream_that_was_not_asked_for_is_a_reply_without_usage() {
    let stage =
        Stage::openai(vec![stream("text/event-stream", ["data: {}\n\n", "data: [DONE]\n\n"])]);
    assert_eq!(stage.chat(CHAT).text(), "data: {}\n\ndata: [DONE]\n\n");
    assert_eq!(stage.house.row().outcome, Outcome::Estimated);
}

#[test]
fn the_demo_answers_and_is_metered() {
    let mut house = House::new();
    let key = house.key("root", "ci");
    house.provider("demo", Dialect::Demo, "", "demo-*");
    let gateway = house.serve();
    let body = r#"{"model":"demo-echo","messages":[{"role":"user","content":"ping"}]}"#;
    let mut client = Client::connect(gateway.address);
    let reply = client.ask("POST /v1/chat/completions", &headers(&key), body);
    assert_eq!(reply.status, 200);
    let reply = reply.json();
    let row = house.row();
    assert_eq!(reply["usage"]["prompt_tokens"], row.tokens.input);
    assert_eq!(reply["usage"]["completion_tokens"], row.tokens.output);
    assert_eq!((row.payer, row.outcome), (Payer::Nobody, Outcome::Ok));
}
