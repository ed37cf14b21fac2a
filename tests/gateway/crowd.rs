//! Many at once: every reply that a client saw whole has one row, and shares its commit.

use std::collections::HashSet;
use std::thread;

use insta::assert_snapshot;
use keyctl::domain::usage::Outcome;

use crate::support::Sandbox;
use crate::support::client::Client;
use crate::support::stage::{ANSWER, CHAT, STREAMED_CHAT, Stage};
use crate::support::upstream::json;

#[test]
fn a_gateway_that_could_serve_nobody_does_not_start() {
    let sandbox = Sandbox::new();
    for option in ["--workers", "--max-connections", "--max-connections-per-address"] {
        for number in ["0", "-1", "1.5", "", "18446744073709551616", "1000001"] {
            let refused = sandbox.run_words(&["serve", "--check", &format!("{option}={number}")]);
            assert_eq!(refused.code, 2, "{option} {number}: {refused}");
        }
        sandbox.ok(&format!("serve --check {option} 1"));
    }
    assert_snapshot!(sandbox.run("serve --check --max-connections 0").shown(), @r"
    | error: invalid value '0' for '--max-connections <N>': 0 is not in 1..=1000000
    |   fix: keyctl serve --help
    = 2
    ");
}

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
