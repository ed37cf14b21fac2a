//! Limits: how many requests and tokens in how much time, and how many requests at once.

use std::thread;

use keyctl::domain::limit::Bounds;
use keyctl::domain::scope::{ScopeRef, WhoRef};
use keyctl::ops::{limit, setting};
use keyctl::secret::random;

use crate::support::client::Client;
use crate::support::house::House;
use crate::support::stage::{ANSWER, CHAT, DONE, STREAMED_CHAT, Stage, headers, text_event};
use crate::support::upstream::{Gate, Step, chunk, end, json, stream_head, whole};

fn limit(house: &mut House, who: WhoRef, bounds: Bounds) {
    limit::set(&mut house.session, &ScopeRef { who, model: None }, bounds).unwrap();
}

fn ada() -> WhoRef {
    WhoRef::User("ada".parse().unwrap())
}

fn of_key() -> WhoRef {
    WhoRef::Key("ada/ci".parse().unwrap())
}

fn requests(rate: &str) -> Bounds {
    Bounds { requests: Some(rate.parse().unwrap()), ..Bounds::default() }
}

fn tokens(rate: &str) -> Bounds {
    Bounds { tokens: Some(rate.parse().unwrap()), ..Bounds::default() }
}

#[test]
fn a_rate_of_a_user_holds_for_all_his_keys_and_all_workers() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    let other = stage.house.key("ada", "other");
    limit(&mut stage.house, ada(), requests("10/h"));
    let (address, keys) = (stage.gateway.address, [&stage.key, &other]);
    // Connections are dealt out to the workers in turn.
    let statuses: Vec<u16> = thread::scope(|scope| {
        let ask = |number: usize| {
            let headers = headers(keys[number % 2]);
            scope.spawn(move || {
                let mut client = Client::connect(address);
                client.ask("POST /v1/chat/completions", &headers, CHAT).status
            })
        };
        let asked: Vec<_> = (0..40).map(ask).collect();
        asked.into_iter().map(|client| client.join().unwrap()).collect()
    });
    let served = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!((served, statuses.len()), (10, 40), "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 429)), "{statuses:?}");
}

#[test]
fn a_refusal_says_what_and_when() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    limit(&mut stage.house, ada(), requests("1/m"));
    assert_eq!(stage.chat(CHAT).status, 200);
    let refused = stage.chat(CHAT);
    let error = refused.json()["error"].clone();
    assert_eq!((refused.status, &error["type"]), (429, &"requests".into()));
    assert_eq!(error["code"], "rate_limit_exceeded");
    assert_eq!(refused.header("x-should-retry"), Some("true"));
    let after: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((50..=60).contains(&after), "{after}");
    let listed = stage.client().ask("GET /v1/models", &stage.headers(), "");
    assert_eq!(listed.status, 429, "it is a request too");
    assert_eq!(stage.house.rows().len(), 1);
}

#[test]
fn the_default_holds_for_users_and_not_for_admins() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    let rng = &mut random::system();
    setting::set(&mut stage.house.session, "limit.requests", "2/h", rng).unwrap();
    let admin = stage.house.key("root", "ci");
    let mut client = stage.client();
    let mut ask = |key: &str| client.ask("POST /v1/chat/completions", &headers(key), CHAT).status;
    let statuses = [0; 4].map(|_| ask(&stage.key));
    assert_eq!(statuses, [200, 200, 429, 429]);
    assert_eq!([0; 4].map(|_| ask(&admin)), [200; 4]);
    limit(&mut stage.house, ada(), requests("none"));
    assert_eq!(ask(&stage.key), 200, "what is said of the user himself holds instead");
}

#[test]
fn the_limits_of_a_key_are_shown_and_the_providers_are_not() {
    let theirs = "content-type: application/json\r\nx-ratelimit-limit-requests: 9999\r\n\
                  x-ratelimit-reset-tokens: 7s\r\n";
    let mut stage = Stage::openai(vec![whole("200 OK", theirs, ANSWER)]);
    let reply = stage.chat(CHAT);
    assert_eq!(reply.header("x-ratelimit-limit-requests"), Some("9999"));
    limit(&mut stage.house, ada(), requests("50/m"));
    assert_eq!(stage.chat(CHAT).header("x-ratelimit-limit-requests"), Some("9999"));
    limit(&mut stage.house, of_key(), requests("60/m"));
    let reply = stage.chat(CHAT);
    assert_eq!(reply.header("x-ratelimit-limit-requests"), Some("60"));
    assert_eq!(reply.header("x-ratelimit-remaining-requests"), Some("59"));
    assert_eq!(reply.header("x-ratelimit-reset-requests"), Some("1s"));
    assert_eq!(reply.header("x-ratelimit-reset-tokens"), None, "never a mixture");
}

#[test]
fn lists_of_models_show_the_limits_of_a_key_too() {
    let theirs = "content-type: application/json\r\nx-ratelimit-limit-tokens: 9999\r\n";
    let list = r#"{"object":"list","data":[{"id":"gpt-5"}]}"#;
    let one = r#"{"id":"gpt-5","object":"model"}"#;
    let script = [list, one, list, one].map(|body| whole("200 OK", theirs, body));
    let mut stage = Stage::openai(script.to_vec());
    let ask = |line| stage.client().ask(line, &stage.headers(), "");
    assert_eq!(ask("GET /v1/models").header("x-ratelimit-limit-requests"), None);
    assert_eq!(ask("GET /v1/models/gpt-5").header("x-ratelimit-limit-tokens"), Some("9999"));
    limit(&mut stage.house, of_key(), requests("60/h"));
    let ask = |line| stage.client().ask(line, &stage.headers(), "");
    for (line, left) in [("GET /v1/models", "59"), ("GET /v1/models/gpt-5", "58")] {
        let reply = ask(line);
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("x-ratelimit-limit-requests"), Some("60"));
        assert_eq!(reply.header("x-ratelimit-remaining-requests"), Some(left));
        assert!(reply.header("x-ratelimit-reset-requests").is_some());
        assert_eq!(reply.header("x-ratelimit-limit-tokens"), None, "never a mixture");
    }
}

#[test]
fn tokens_count_by_estimate_and_then_as_they_were_used() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    limit(&mut stage.house, of_key(), tokens("1000/h"));
    let left = |reply: &crate::support::client::Reply| -> i64 {
        reply.header("x-ratelimit-remaining-tokens").unwrap().parse().unwrap()
    };
    let big = CHAT.replace("\"max_tokens\":7", "\"max_tokens\":900");
    let first = stage.chat(&big);
    assert!(left(&first) < 100, "{}", left(&first));
    // It used 13.
    let second = stage.chat(CHAT);
    assert!((940..=980).contains(&left(&second)), "{}", left(&second));
    let both = [0, 1].map(|_| stage.chat(&big).status);
    assert_eq!(both, [200, 200], "each is corrected before the next");
    let refused = stage.chat(&CHAT.replace("\"max_tokens\":7", "\"max_tokens\":980"));
    assert_eq!((refused.status, &refused.json()["error"]["type"]), (429, &"tokens".into()));
}

#[test]
fn requests_at_once_are_counted_until_they_have_ended() {
    let gate = Gate::default();
    let slow = vec![
        stream_head("text/event-stream"),
        chunk(text_event("a")),
        Step::Await(gate.clone()),
        chunk(DONE),
        end(),
    ];
    let mut stage = Stage::openai(vec![slow, json(ANSWER)]);
    let one = Bounds { concurrent: Some("1".parse().unwrap()), ..Bounds::default() };
    limit(&mut stage.house, ada(), one);
    let mut client = stage.begin("/v1/chat/completions", STREAMED_CHAT);
    client.head();
    client.read_until("data:");
    let refused = stage.chat(CHAT);
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("1")));
    gate.open();
    client.rest();
    crate::support::house::eventually(|| stage.chat(CHAT).status == 200);
}

#[test]
fn what_a_limit_turns_away_is_on_record() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    stage.house.user("bob");
    let bobs = stage.house.key("bob", "ci");
    limit(&mut stage.house, ada(), requests("1/h"));
    limit(&mut stage.house, WhoRef::User("bob".parse().unwrap()), tokens("1000/h"));
    assert_eq!(stage.chat(CHAT).status, 200);
    for _ in 0..2 {
        assert_eq!(stage.chat(CHAT).status, 429);
    }
    let listed = stage.client().ask("GET /v1/models", &stage.headers(), "");
    assert_eq!(listed.status, 429, "a request that runs no model counts too");
    let big = CHAT.replace("\"max_tokens\":7", "\"max_tokens\":999");
    let asked = [CHAT, &big]
        .map(|body| stage.client().ask("POST /v1/chat/completions", &headers(&bobs), body).status);
    assert_eq!(asked, [200, 429]);
    let Stage { house, gateway, .. } = stage;
    gateway.stop();
    let told = house.denials();
    let counted = |key: &str, times| (key.to_owned(), format!("{{\"rate_limited\":{times}}}"));
    assert_eq!(told, [counted("ada/ci", 3), counted("bob/ci", 1)]);
}
