//! Many at once: every reply that a client saw whole has one row, and shares its commit.

use std::collections::HashSet;
use std::thread;

use keyctl::domain::usage::Outcome;

use crate::support::client::Client;
use crate::support::stage::{ANSWER, CHAT, STREAMED_CHAT, Stage};
use crate::support::upstream::json;

#[test]
fn every_reply_has_its_own_row() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let (address, headers) = (stage.gateway.address, stage.headers());
    let asked = || {
        let mut client = Client::connect(address);
        let mut ids = Vec::new();
        for number in 0..25 {
            let body = if number % 2 == 0 { CHAT } else { STREAMED_CHAT };
            let reply = client.ask("POST /v1/chat/completions", &headers, body);
            assert_eq!((reply.status, reply.text()), (200, ANSWER));
            ids.push(reply.header("x-request-id").unwrap().to_owned());
        }
        ids
    };
    let ids: HashSet<String> = thread::scope(|scope| {
        let crowd: Vec<_> = (0..16).map(|_| scope.spawn(asked)).collect();
        crowd.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    let rows = stage.house.rows();
    assert_eq!((ids.len(), rows.len()), (400, 400));
    for row in &rows {
        assert!(ids.contains(&row.request_id));
        assert_eq!((row.outcome, row.tokens.input, row.tokens.output), (Outcome::Ok, 9, 4));
    }
}
