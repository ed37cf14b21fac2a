//! How each ending of a request is charged: the table of R-I6.

use std::net::TcpListener;

use keyctl::domain::money::Nanos;
use keyctl::domain::provider::Dialect;
use keyctl::domain::usage::{Outcome, Tokens, UsageRow};

use crate::support::client::Client;
use crate::support::house::House;
use crate::support::stage::{
    ANSWER, CHAT, DONE, STREAMED_CHAT, Stage, USAGE_EVENT, headers, text_event,
};
use crate::support::upstream::{Gate, Reply, Step, chunk, end, json, stream, stream_head, whole};

const SSE: &str = "text/event-stream";

/// What a row charges: tokens in and out, and nano-dollars.
fn charged(row: &UsageRow) -> (u64, u64, i64) {
    (row.tokens.input, row.tokens.output, row.cost.unwrap().0)
}

/// The input bound of a request and this much output, at the prices of [`House`].
fn bound(body: &str, output: u64) -> (u64, u64, i64) {
    let input = body.len() as u64;
    (input, output, i64::try_from(input * 1_000 + output * 2_000).unwrap())
}

#[test]
fn what_was_not_sent_costs_nothing() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut house = House::new();
    let key = house.key("root", "ci");
    house.provider("gone", Dialect::OpenAi, &format!("http://{closed}/v1"), "gpt-*");
    house.provider_key("gone", None, "sk-upstream");
    let gateway = house.serve();
    for body in [CHAT, STREAMED_CHAT] {
        let mut client = Client::connect(gateway.address);
        let reply = client.ask("POST /v1/chat/completions", &headers(&key), body);
        assert_eq!(
            (reply.status, &reply.json()["error"]["code"]),
            (502, &"upstream_unreachable".into())
        );
        assert_eq!(reply.header("x-should-retry"), Some("true"));
    }
    for row in house.rows() {
        assert_eq!((row.outcome, row.status), (Outcome::NotSent, 502));
        assert_eq!((row.tokens, row.cost), (Tokens::default(), Some(Nanos(0))));
        assert_eq!(row.first_byte_ms, None);
    }
    assert_eq!(house.rows().len(), 2);
}

#[test]
fn a_providers_error_passes_and_costs_nothing() {
    let limited =
        r#"{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}"#;
    let broken = "<html>oops</html>";
    let stage = Stage::openai(vec![
        whole(
            "429 Too Many Requests",
            "retry-after: 7\r\ncontent-type: application/json\r\n",
            limited,
        ),
        whole("500 Internal Server Error", "content-type: text/html\r\n", broken),
        whole("404 Not Found", "", ""),
    ]);
    let reply = stage.chat(CHAT);
    assert_eq!((reply.status, reply.text()), (429, limited));
    assert_eq!(reply.header("retry-after"), Some("7"));
    let reply = stage.chat(STREAMED_CHAT);
    assert_eq!((reply.status, reply.text()), (500, broken));
    assert_eq!(stage.chat(CHAT).status, 404);
    let rows = stage.house.rows();
    assert_eq!(rows.iter().map(|row| row.status).collect::<Vec<_>>(), [429, 500, 404]);
    for row in rows {
        assert_eq!((row.outcome, charged(&row)), (Outcome::UpstreamError, (0, 0, 0)));
        assert!(row.first_byte_ms.is_some());
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    let location = format!("location: http://{}/\r\n", elsewhere.local_addr().unwrap());
    let stage = Stage::openai(vec![whole("307 Temporary Redirect", &location, "")]);
    let reply = stage.chat(CHAT);
    assert_eq!(
        (reply.status, &reply.json()["error"]["code"]),
        (502, &"upstream_unreachable".into())
    );
    assert_eq!(reply.header("location"), None);
    assert_eq!(stage.house.row().outcome, Outcome::UpstreamError);
    elsewhere.set_nonblocking(true).unwrap();
    assert!(elsewhere.accept().is_err(), "nobody came with our key");
}

#[test]
fn without_believable_usage_the_bound_is_charged() {
    let usage = |usage: &str| json(format!(r#"{{"choices":[],"usage":{usage}}}"#));
    let lies = [
        r#"{"prompt_tokens":-9,"completion_tokens":4}"#,
        r#"{"prompt_tokens":9.5,"completion_tokens":4}"#,
        r#"{"prompt_tokens":9,"completion_tokens":99999999999999999999}"#,
        r#"{"prompt_tokens":"9","completion_tokens":4}"#,
        r#"{"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":10}}"#,
    ];
    let mut script: Vec<Reply> =
        vec![json("{}"), json("not json"), usage("null"), usage(r#"{"prompt_tokens":9}"#)];
    let honest = script.len();
    script.extend(lies.map(usage));
    script.push(stream(SSE, [text_event("hello"), DONE.to_owned()]));
    let stage = Stage::openai(script);
    for _ in 0..honest + lies.len() {
        assert_eq!(stage.chat(CHAT).status, 200);
    }
    assert!(stage.chat(STREAMED_CHAT).text().ends_with(DONE));
    let mut rows = stage.house.rows();
    let streamed = rows.pop().unwrap();
    for row in rows {
        assert_eq!((row.outcome, charged(&row)), (Outcome::Estimated, bound(CHAT, 7)));
    }
    assert_eq!(charged(&streamed), bound(STREAMED_CHAT, 7), "the request as it came");
    let told = stage.house.told().into_iter().filter(|told| told == "usage.implausible").count();
    assert_eq!(told, lies.len(), "what is absent is no lie");
}

#[test]
fn the_bound_is_what_the_request_allows_for_every_choice() {
    for (body, output) in [
        (r#"{"model":"gpt-5","max_tokens":null}"#, 4_096),
        (r#"{"model":"gpt-5","n":3}"#, 3 * 4_096),
        (r#"{"model":"gpt-5","n":3,"max_completion_tokens":5}"#, 15),
    ] {
        let stage = Stage::openai(vec![json("{}")]);
        assert_eq!(stage.chat(body).status, 200);
        assert_eq!(charged(&stage.house.row()), bound(body, output), "{body}");
    }
}

#[test]
fn an_explicit_zero_is_believed() {
    let zero = r#"{"usage":{"prompt_tokens":0,"completion_tokens":0}}"#;
    let stage = Stage::openai(vec![json(zero)]);
    assert_eq!(stage.chat(CHAT).header("x-keyctl-cost-usd"), Some("0.00"));
    let row = stage.house.row();
    assert_eq!((row.outcome, charged(&row)), (Outcome::Ok, (0, 0, 0)));
}

#[test]
fn a_client_that_leaves_pays_what_is_reported_in_the_end() {
    let gate = Gate::default();
    let stage = Stage::openai(vec![vec![
        stream_head(SSE),
        chunk(text_event("hello")),
        Step::Await(gate.clone()),
        chunk([text_event(" you").as_str(), USAGE_EVENT, DONE].concat()),
        end(),
    ]]);
    let client = stage.begin_stream("hello");
    client.leave();
    gate.open();
    let row = stage.house.coming_row();
    assert_eq!((row.outcome, charged(&row)), (Outcome::ClientAbort, (9, 4, 17_000)));
}

#[test]
fn a_client_that_leaves_a_provider_that_reports_nothing_pays_what_came() {
    let lie = r#"data: {"choices":[],"usage":{"prompt_tokens":-9,"completion_tokens":4}}"#;
    for last in [String::new(), [lie, "\n\n"].concat()] {
        let gate = Gate::default();
        let stage = Stage::openai(vec![vec![
            stream_head(SSE),
            chunk(text_event("hel")),
            Step::Await(gate.clone()),
            chunk([text_event("lo").as_str(), &last, DONE].concat()),
            end(),
        ]]);
        let client = stage.begin_stream("hel");
        client.leave();
        gate.open();
        let row = stage.house.coming_row();
        assert_eq!((row.outcome, charged(&row)), (Outcome::ClientAbort, bound(STREAMED_CHAT, 5)));
    }
    let gate = Gate::default();
    let stage = Stage::openai(vec![[vec![Step::Await(gate.clone())], json("{}")].concat()]);
    let client = stage.begin("/v1/chat/completions", CHAT);
    stage.upstream.request();
    client.leave();
    gate.open();
    let row = stage.house.coming_row();
    assert_eq!((row.outcome, charged(&row)), (Outcome::ClientAbort, bound(CHAT, 2)));
}

#[test]
fn a_client_that_leaves_before_the_first_byte_pays_too() {
    let gate = Gate::default();
    let stage = Stage::openai(vec![[vec![Step::Await(gate.clone())], json(ANSWER)].concat()]);
    let client = stage.begin("/v1/chat/completions", CHAT);
    stage.upstream.request();
    client.leave();
    gate.open();
    let row = stage.house.coming_row();
    assert_eq!((row.outcome, charged(&row)), (Outcome::ClientAbort, (9, 4, 17_000)));
}

#[test]
fn a_client_that_leaves_a_provider_that_then_breaks_off_pays_what_came() {
    let gate = Gate::default();
    let stage = Stage::openai(vec![vec![
        stream_head(SSE),
        chunk(text_event("hello")),
        Step::Await(gate.clone()),
        Step::Reset,
    ]]);
    let client = stage.begin_stream("hello");
    client.leave();
    gate.open();
    let row = stage.house.coming_row();
    assert_eq!(charged(&row), bound(STREAMED_CHAT, 5));
}

#[test]
fn a_stream_that_breaks_off_ends_with_an_error_and_is_charged_by_what_came() {
    for last in [Step::Reset, Step::Close] {
        let stage = Stage::openai(vec![vec![stream_head(SSE), chunk(text_event("hello")), last]]);
        let reply = stage.chat(STREAMED_CHAT);
        let error = reply.text().strip_prefix(&text_event("hello")).unwrap();
        let error: serde_json::Value =
            serde_json::from_str(error.strip_prefix("data: ").unwrap()).unwrap();
        assert_eq!(error["error"]["code"], "upstream_unreachable");
        assert!(!reply.text().contains("[DONE]"));
        let row = stage.house.row();
        assert_eq!((row.outcome, charged(&row)), (Outcome::UpstreamAbort, bound(STREAMED_CHAT, 5)));
    }
}

#[test]
fn a_stream_shorter_than_it_said_has_broken_off() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 1000\r\n\r\n";
    let cut = [head, &text_event("hello")].concat().into_bytes();
    let stage = Stage::openai(vec![vec![Step::Send(cut), Step::Close]]);
    let reply = stage.chat(STREAMED_CHAT);
    assert_eq!(reply.header("content-length"), None);
    assert!(reply.text().contains("upstream_unreachable"));
    assert_eq!(stage.house.row().outcome, Outcome::UpstreamAbort);
}

#[test]
fn what_came_is_charged_up_to_the_bound() {
    let long = text_event(&"x".repeat(1_000));
    let stage = Stage::openai(vec![vec![stream_head(SSE), chunk(long), Step::Reset]]);
    stage.chat(STREAMED_CHAT);
    assert_eq!(charged(&stage.house.row()), bound(STREAMED_CHAT, 7));
}

#[test]
fn usage_that_came_before_the_break_is_believed() {
    let stage = Stage::openai(vec![vec![
        stream_head(SSE),
        chunk([text_event("hello").as_str(), USAGE_EVENT].concat()),
        Step::Reset,
    ]]);
    stage.chat(STREAMED_CHAT);
    let row = stage.house.row();
    assert_eq!((row.outcome, charged(&row)), (Outcome::UpstreamAbort, (9, 4, 17_000)));
}

#[test]
fn a_provider_that_breaks_off_before_it_answers_whole_may_have_billed() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc".as_bytes().to_vec();
    for (steps, output) in [
        (vec![Step::Close], 0),
        (vec![Step::Reset], 0),
        (vec![Step::Send(b"nonsense\r\n\r\n".to_vec()), Step::Close], 0),
        (vec![Step::Send(cut.clone()), Step::Close], 3),
        (vec![Step::Send(cut), Step::Reset], 3),
    ] {
        let stage = Stage::openai(vec![steps]);
        let reply = stage.chat(CHAT);
        assert_eq!(
            (reply.status, &reply.json()["error"]["code"]),
            (502, &"upstream_unreachable".into())
        );
        let row = stage.house.row();
        assert_eq!((row.outcome, row.status), (Outcome::UpstreamAbort, 502));
        assert_eq!(charged(&row), bound(CHAT, output));
    }
}

#[test]
fn a_refused_request_leaves_no_row() {
    let stage = Stage::openai(vec![json("{}")]);
    for body in ["{", r#"{"model":"llama3"}"#, r#"{"model":"gpt-5","n":0}"#] {
        assert!(stage.chat(body).status >= 400);
    }
    assert!(stage.house.rows().is_empty());
    assert!(stage.upstream.is_idle());
}
