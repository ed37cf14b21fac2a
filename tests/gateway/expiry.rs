//! The end of a key: refused at its instant, and final once that was seen (R-E2).

use keyctl::domain::key::KeyStatus;
use keyctl::domain::provider::Dialect;
use keyctl::domain::term::Expiry;
use keyctl::domain::time::{Clock, Span, Timestamp};
use keyctl::domain::token::{Brand, Environment, compose};
use keyctl::gateway::server::Stopped;
use keyctl::ops::key::list::show;

use crate::support::client::Client;
use crate::support::house::{House, Serving, eventually};
use crate::support::stage::headers;

const ECHO: &str = r#"{"model":"demo-echo","messages":[{"role":"user","content":"hi"}]}"#;

/// A database with the demo provider, a key that ends in a second, and when it does.
fn house() -> (House, String, Timestamp) {
    let mut house = House::new();
    house.provider("demo", Dialect::Demo, "", "demo-*");
    house.session.now = Clock::System.now();
    let end = house.session.now.saturating_add(Span::from_secs(1));
    let key = house.key_until("root", "ci", Expiry::After(Span::from_secs(1)));
    (house, key, end)
}

fn chat(client: &mut Client, key: &str) -> u16 {
    client.ask("POST /v1/chat/completions", &headers(key), ECHO).status
}

/// The status on record, which is told apart from what the clock says.
fn recorded(house: &House) -> KeyStatus {
    show(&house.session.store, &"ci".parse().unwrap()).unwrap().0.status
}

fn expiries(house: &House) -> usize {
    house.told().iter().filter(|event| *event == "key.expire").count()
}

#[test]
fn a_key_is_served_until_its_instant_and_refused_at_it() {
    let (house, key, end) = house();
    let gateway = house.serve();
    let mut client = Client::connect(gateway.address);
    let (mut served, mut refused) = (0, 0);
    while refused == 0 {
        let before = Clock::System.now();
        let status = chat(&mut client, &key);
        let after = Clock::System.now();
        match status {
            200 => {
                assert!(before < end, "served at {before}, but it ends at {end}");
                served += 1;
            }
            401 => {
                assert!(after >= end, "refused at {after}, but it ends at {end}");
                refused += 1;
            }
            other => panic!("{other}"),
        }
    }
    assert!(served > 0);
    assert_eq!(house.rows().len(), served);
}

#[test]
fn the_end_is_put_on_record_once_however_often_it_is_met() {
    let (house, key, end) = house();
    let gateways = [house.serve(), house.serve()];
    eventually(|| Clock::System.now() >= end);
    let mut clients = gateways.each_ref().map(|gateway| Client::connect(gateway.address));
    let before = house.generation();
    while recorded(&house) != KeyStatus::Expired {
        for client in &mut clients {
            assert_eq!(chat(client, &key), 401);
        }
    }
    for client in &mut clients {
        for _ in 0..50 {
            assert_eq!(chat(client, &key), 401);
        }
    }
    // What was noted until then is handed over when they stop.
    assert_eq!(gateways.map(Serving::stop), [Stopped::Drained; 2]);
    assert_eq!(expiries(&house), 1);
    assert!(house.generation() <= before + 4, "one change of each worker at most");
}

#[test]
fn what_a_gateway_saw_last_is_put_on_record_when_it_stops() {
    let (house, key, end) = house();
    let gateway = house.serve();
    eventually(|| Clock::System.now() >= end);
    assert_eq!(chat(&mut Client::connect(gateway.address), &key), 401);
    gateway.stop();
    assert_eq!(recorded(&house), KeyStatus::Expired);
}

#[test]
fn a_clock_set_back_revives_no_key_whose_end_was_seen() {
    let (house, key, end) = house();
    let early = Timestamp::from_micros(end.micros() - 1);
    let gateway = house.serve_at(Clock::Fixed(early));
    assert_eq!(chat(&mut Client::connect(gateway.address), &key), 200, "it has not ended");
    gateway.stop();
    let gateway = house.serve_at(Clock::Fixed(end));
    assert_eq!(chat(&mut Client::connect(gateway.address), &key), 401);
    gateway.stop();
    assert_eq!(expiries(&house), 1);
    let gateway = house.serve_at(Clock::Fixed(early));
    assert_eq!(chat(&mut Client::connect(gateway.address), &key), 401);
    gateway.stop();
    assert_eq!(expiries(&house), 1);
}

#[test]
fn nobody_but_the_key_itself_puts_its_end_on_record() {
    let (house, key, end) = house();
    let id = key.as_bytes()[8..20].try_into().unwrap();
    let wrong = compose(&Brand::default(), Environment::Live, id, &[0; 32]);
    assert_eq!(wrong[..20], key[..20]);
    let gateway = house.serve_at(Clock::Fixed(end));
    assert_eq!(chat(&mut Client::connect(gateway.address), &wrong), 401);
    gateway.stop();
    assert_eq!(recorded(&house), KeyStatus::Active);
}
