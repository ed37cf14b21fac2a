//! Rotation: the version before is served until its grace ends, and not a request longer.

use std::time::{Duration, Instant};

use keyctl::domain::rotation::{Ending, Grace, Rotation};
use keyctl::domain::time::Span;
use keyctl::domain::usage::Outcome;
use keyctl::ops::key::list::show;
use keyctl::ops::key::rotate::rotate;
use keyctl::secret::random;

use crate::support::client::Client;
use crate::support::house::{House, eventually};
use crate::support::stage::{ANSWER, CHAT, DONE, Stage, USAGE_EVENT, headers, text_event};
use crate::support::upstream::{Gate, Step, chunk, end, json, stream_head};

fn rotated(house: &mut House, key: &str, ending: Ending) -> String {
    let seen = show(&house.session.store, &key.parse().unwrap()).unwrap().0;
    let rotation = Rotation { ending, id: None };
    let rng = &mut random::system();
    let rotated = rotate(&mut house.session, &seen, &rotation, rng, |_, _| Ok(())).unwrap();
    rotated.secret.unwrap().expose().clone()
}

fn within(grace: Span) -> Ending {
    Ending::After(Grace::new(grace).unwrap())
}

#[test]
fn the_very_next_request_obeys_a_rotation() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    let mut client = stage.client();
    let mut status =
        |key: &str| client.ask("POST /v1/chat/completions", &headers(key), CHAT).status;
    let (mut old, mut served) = (stage.key.clone(), 0);
    assert_eq!(status(&old), 200);
    for _ in 0..20 {
        let next = rotated(&mut stage.house, "ada/ci", within(Span::from_secs(3_600)));
        assert_eq!((status(&old), status(&next)), (200, 200), "within its grace");
        let last = rotated(&mut stage.house, "ada/ci", Ending::Compromised);
        assert_eq!((status(&old), status(&next), status(&last)), (401, 401, 200));
        (old, served) = (last, served + 3);
    }
    let rows = stage.house.rows();
    assert_eq!(rows.len(), served + 1);
    assert!(rows.iter().all(|row| row.key == "ci" && row.user == "ada"), "{:?}", rows.last());
}

/// A client that has read the beginning of a stream, of which this is the rest.
fn streaming(rest: Vec<Step>) -> (Stage, Client) {
    let begun = vec![stream_head("text/event-stream"), chunk(text_event("hello"))];
    let stage = Stage::openai(vec![[begun, rest].concat(), json(ANSWER)]);
    let client = stage.begin_stream("hello");
    (stage, client)
}

#[test]
fn without_grace_an_open_stream_ends_within_five_seconds() {
    let (mut stage, mut client) = streaming(vec![Step::AwaitHangup(Gate::default())]);
    rotated(&mut stage.house, "ada/ci", Ending::Compromised);
    let since = Instant::now();
    let rest = client.rest();
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    assert!(!rest.contains("[DONE]"), "{rest}");
    assert_eq!(stage.house.row().outcome, Outcome::ClientAbort);
}

#[test]
fn a_stream_that_began_within_the_grace_goes_on_after_it() {
    let gate = Gate::default();
    let rest = vec![Step::Await(gate.clone()), chunk(USAGE_EVENT), chunk(DONE), end()];
    let (mut stage, mut client) = streaming(rest);
    rotated(&mut stage.house, "ada/ci", within(Span::from_micros(100_000)));
    eventually(|| stage.chat(CHAT).status == 401);
    gate.open();
    assert!(client.rest().ends_with(DONE));
    let rows = stage.house.rows();
    assert!(
        rows.iter().any(|row| row.outcome == Outcome::Ok && row.tokens.output == 4),
        "{rows:?}"
    );
}
