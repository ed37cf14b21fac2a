//! Shutdown: what is in flight ends as it would have, and nothing more is taken on (R-N2).

use std::net::TcpStream;
use std::thread;

use keyctl::domain::usage::Outcome;
use keyctl::gateway::server::Stopped;

use crate::support::house::eventually;
use crate::support::stage::{ANSWER, CHAT, DONE, Stage, USAGE_EVENT, text_event};
use crate::support::upstream::{Gate, Step, chunk, end, json, stream_head};

#[test]
fn an_open_stream_is_served_to_its_end() {
    let gate = Gate::default();
    let stage = Stage::openai(vec![vec![
        stream_head("text/event-stream"),
        chunk(text_event("hello")),
        Step::Await(gate.clone()),
        chunk([USAGE_EVENT, DONE].concat()),
        end(),
    ]]);
    let mut idle = stage.client();
    assert_eq!(idle.ask("GET /healthz", "", "").status, 200);
    let mut client = stage.begin_stream("hello");
    let Stage { house, gateway, .. } = stage;
    let address = gateway.address;
    let stopping = thread::spawn(|| gateway.stop());
    assert_eq!(idle.read_to_close(), 0, "an idle connection is closed at once");
    eventually(|| TcpStream::connect(address).is_err());
    assert!(!stopping.is_finished(), "it waits for the stream");
    gate.open();
    assert_eq!(client.rest(), DONE);
    assert_eq!(stopping.join().unwrap(), Stopped::Drained);
    assert_eq!(house.row().outcome, Outcome::Ok);
}

#[test]
fn a_request_whose_client_has_gone_is_metered_before_the_end() {
    let gate = Gate::default();
    let stage = Stage::openai(vec![[vec![Step::Await(gate.clone())], json(ANSWER)].concat()]);
    let client = stage.begin("/v1/chat/completions", CHAT);
    stage.upstream.request();
    client.leave();
    let Stage { house, gateway, .. } = stage;
    let stopping = thread::spawn(|| gateway.stop());
    gate.open();
    assert_eq!(stopping.join().unwrap(), Stopped::Drained);
    assert_eq!(house.row().outcome, Outcome::ClientAbort);
}

#[test]
fn an_idle_gateway_stops_at_once_and_leaves_no_log_behind() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    assert_eq!(stage.chat(CHAT).status, 200);
    let Stage { house, gateway, .. } = stage;
    assert_eq!(gateway.stop(), Stopped::Drained);
    assert_eq!(house.session.store.log_bytes(), 0, "the log was written back");
    assert_eq!(house.rows().len(), 1);
}
