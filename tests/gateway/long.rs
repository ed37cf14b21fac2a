//! Replies too long to be held: they flow, all but the last byte.

use std::time::Duration;

use keyctl::domain::usage::Outcome;

use crate::support::stage::{CHAT, Stage};
use crate::support::upstream::{Step, json};

/// A reply of nine mebibytes with its usage at the end.
fn long_embedding() -> String {
    let numbers = "0.125,".repeat((9 << 20) / 6);
    let usage = r#""usage":{"prompt_tokens":9,"total_tokens":9}"#;
    format!(r#"{{"data":[{{"embedding":[{numbers}1]}}],"model":"m",{usage}}}"#)
}

const REQUEST: &str = r#"{"model":"gpt-5","input":"hi"}"#;

#[test]
fn a_long_reply_flows_without_its_cost_and_is_metered() {
    let long = long_embedding();
    let stage = Stage::openai(vec![json(&long)]);
    let reply = stage.post("/v1/embeddings", REQUEST);
    assert_eq!(reply.status, 200);
    assert!(reply.body == long.as_bytes(), "every byte came");
    assert_eq!(reply.header("x-keyctl-cost-usd"), None);
    let row = stage.house.row();
    assert_eq!((row.outcome, row.tokens.input, row.tokens.output), (Outcome::Ok, 9, 0));
}

#[test]
fn a_long_reply_of_ollama_is_metered_too() {
    let long = long_embedding();
    let (long, _) = long.split_once(r#""usage""#).unwrap();
    let long = format!("{long}\"total_duration\":5,\"prompt_eval_count\":9}}\n");
    let stage = Stage::ollama(vec![json(&long)]);
    let reply = stage.post("/api/embed", REQUEST);
    assert!(reply.body == long.as_bytes(), "every byte came");
    let row = stage.house.row();
    assert_eq!((row.outcome, row.tokens.input, row.tokens.output), (Outcome::Ok, 9, 0));
}

#[test]
fn the_last_byte_waits_for_the_row() {
    let long = long_embedding();
    let stage = Stage::openai(vec![json(&long)]);
    let lock = stage.house.lock();
    let mut client = stage.begin("/v1/embeddings", REQUEST);
    assert_eq!(client.head().status, 200);
    let mut length = 0;
    while length < long.len() - 1 {
        length += client.piece().unwrap().len();
    }
    assert_eq!(length, long.len() - 1);
    assert!(client.is_silent_for(Duration::from_millis(200)));
    assert!(stage.house.rows().is_empty());
    drop(lock);
    assert_eq!(client.rest(), "}");
    assert_eq!(stage.house.rows().len(), 1);
}

#[test]
fn a_long_reply_whose_row_cannot_be_written_is_never_whole() {
    let long = long_embedding();
    let stage = Stage::openai(vec![json(&long)]);
    let lock = stage.house.lock();
    let reply = stage.post("/v1/embeddings", REQUEST);
    assert_eq!(reply.body.len(), long.len() - 1);
    drop(lock);
    assert!(stage.house.rows().is_empty());
}

#[test]
fn a_long_reply_that_breaks_off_is_never_whole() {
    let long = long_embedding();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", long.len());
    let cut = [head.as_bytes(), &long.as_bytes()[..long.len() - 10]].concat();
    let stage = Stage::openai(vec![vec![Step::Send(cut), Step::Close]]);
    let reply = stage.chat(CHAT);
    assert!(reply.body.len() < long.len() - 10);
    assert_eq!(stage.house.row().outcome, Outcome::UpstreamAbort);
}
