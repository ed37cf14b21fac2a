//! `POST /api/chat`, `/api/generate`, `/api/embed`.

use keyctl::domain::money::Nanos;
use keyctl::domain::usage::{Outcome, Payer};

use crate::support::stage::{OLLAMA_CHAT, Stage};
use crate::support::upstream::{Gate, Step, chunk, json, stream, stream_head};

const NDJSON: &str = "application/x-ndjson";

const LAST: &str =
    "{\"model\":\"llama3\",\"done\":true,\"prompt_eval_count\":9,\"eval_count\":4}\n";

fn line(text: &str) -> String {
    format!("{{\"message\":{{\"role\":\"assistant\",\"content\":\"{text}\"}},\"done\":false}}\n")
}

fn lines() -> String {
    [line("hel"), line("lo"), LAST.to_owned()].concat()
}

#[test]
fn a_chat_streams_unless_told_not_to() {
    let stage = Stage::ollama(vec![stream(NDJSON, [lines()])]);
    let reply = stage.post("/api/chat", OLLAMA_CHAT);
    assert_eq!((reply.status, reply.text()), (200, lines().as_str()));
    assert_eq!(reply.header("content-type"), Some(NDJSON));
    let asked = stage.upstream.request();
    assert_eq!(asked.line, "POST /api/chat HTTP/1.1");
    assert_eq!((asked.text(), asked.header("authorization")), (OLLAMA_CHAT, None));
    let row = stage.house.row();
    assert_eq!((row.route, row.outcome, row.payer), ("/api/chat", Outcome::Ok, Payer::Nobody));
    assert_eq!((row.tokens.input, row.tokens.output, row.cost), (9, 4, Some(Nanos(17_000))));
}

#[test]
fn a_stream_in_the_oddest_pieces_is_the_same_stream() {
    let lines = lines();
    let stage = Stage::ollama(vec![
        stream(NDJSON, lines.as_bytes().chunks(1)),
        stream(NDJSON, [lines.trim_end().as_bytes()]),
    ]);
    assert_eq!(stage.post("/api/chat", OLLAMA_CHAT).text(), lines);
    assert_eq!(stage.post("/api/chat", OLLAMA_CHAT).text(), lines.trim_end());
    for row in stage.house.rows() {
        assert_eq!((row.outcome, row.tokens.input, row.tokens.output), (Outcome::Ok, 9, 4));
    }
}

#[test]
fn whole_replies_are_metered_under_their_own_name() {
    let generate = r#"{"response":"hello","done":true,"prompt_eval_count":9,"eval_count":4}"#;
    let embed = r#"{"embeddings":[[0.5]],"prompt_eval_count":8}"#;
    for (path, body, answer, tokens) in [
        ("/api/generate", r#"{"model":"llama3","prompt":"hi","stream":false}"#, generate, (9, 4)),
        ("/api/embed", r#"{"model":"llama3","input":"hi"}"#, embed, (8, 0)),
    ] {
        let stage = Stage::ollama(vec![json(answer)]);
        let reply = stage.post(path, body);
        assert_eq!((reply.status, reply.text()), (200, answer));
        assert!(reply.header("x-keyctl-cost-usd").is_some());
        let row = stage.house.row();
        assert_eq!((row.route, (row.tokens.input, row.tokens.output)), (path, tokens));
        assert_eq!(row.outcome, Outcome::Ok);
    }
}

#[test]
fn any_media_type_but_a_form_with_files_is_read_as_json() {
    let stage = Stage::ollama(vec![stream(NDJSON, [LAST])]);
    for (media_type, status) in [
        ("application/x-www-form-urlencoded", 200),
        ("text/plain", 200),
        ("multipart/form-data; boundary=x", 415),
    ] {
        let headers =
            format!("authorization: Bearer {}\r\ncontent-type: {media_type}\r\n", stage.key);
        let reply = stage.client().ask("POST /api/chat", &headers, OLLAMA_CHAT);
        assert_eq!(reply.status, status, "{media_type}");
    }
    assert_eq!(stage.upstream.request().header("content-type"), Some("application/json"));
}

#[test]
fn a_client_that_hangs_up_ends_the_work_at_once() {
    let hung_up = Gate::default();
    let stage = Stage::ollama(vec![vec![
        stream_head(NDJSON),
        chunk(line("hello")),
        Step::AwaitHangup(hung_up.clone()),
    ]]);
    let mut client = stage.begin("/api/chat", OLLAMA_CHAT);
    assert_eq!(client.head().status, 200);
    client.read_until("hello");
    client.leave();
    assert!(hung_up.wait(), "the graphics card is ours");
    let row = stage.house.coming_row();
    assert_eq!(row.outcome, Outcome::ClientAbort);
    assert_eq!(row.tokens.input, OLLAMA_CHAT.len() as u64, "no token is shorter than a byte");
    assert_eq!(row.tokens.output, 5, "what was received");
}

#[test]
fn a_client_that_hangs_up_before_the_first_byte_ends_the_work_too() {
    let hung_up = Gate::default();
    let stage = Stage::ollama(vec![vec![Step::AwaitHangup(hung_up.clone())]]);
    let client = stage.begin("/api/chat", OLLAMA_CHAT);
    stage.upstream.request();
    client.leave();
    assert!(hung_up.wait());
    let row = stage.house.coming_row();
    assert_eq!((row.outcome, row.tokens.output), (Outcome::ClientAbort, 0));
}

#[test]
fn a_stream_that_breaks_off_ends_with_an_error_line() {
    let stage = Stage::ollama(vec![vec![stream_head(NDJSON), chunk(line("hello")), Step::Reset]]);
    let reply = stage.post("/api/chat", OLLAMA_CHAT);
    let (first, last) = reply.text().split_once('\n').unwrap();
    assert_eq!(format!("{first}\n"), line("hello"));
    let last: serde_json::Value = serde_json::from_str(last).unwrap();
    assert!(last["error"].as_str().unwrap().starts_with("The provider could not be reached"));
    assert!(!reply.text().contains("\"done\":true"));
    let row = stage.house.row();
    assert_eq!((row.outcome, row.tokens.output), (Outcome::UpstreamAbort, 5));
}

#[test]
fn refusals_have_ollamas_shape() {
    let stage = Stage::ollama(vec![json("{}")]);
    let reply = stage.client().ask("POST /api/chat", "", OLLAMA_CHAT);
    assert_eq!(reply.status, 401);
    assert!(reply.text().starts_with(r#"{"error":"You did not provide an API key"#));
    let reply = stage.post("/api/nothing", "{}");
    assert_eq!((reply.status, reply.text()), (404, r#"{"error":"There is no such route"}"#));
    assert!(stage.upstream.is_idle());
}
