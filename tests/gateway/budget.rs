//! Budgets: what is held before a request is sent, what is charged when it has ended, and refusals.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use keyctl::domain::budget::{Budget, Every, OnExceed, Standing};
use keyctl::domain::key::KeyId;
use keyctl::domain::money::{Nanos, Picos};
use keyctl::domain::page::Page;
use keyctl::domain::price::Rates;
use keyctl::domain::scope::{ScopeRef, WhoRef};
use keyctl::domain::time::Clock;
use keyctl::domain::usage::{InFlight, Outcome, Payer, Tokens};
use keyctl::ops::budget::list;
use keyctl::ops::budget::recount;
use keyctl::ops::budget::set::{self, Changes};
use keyctl::ops::key::explain::{Question, explain};
use keyctl::ops::price;
use keyctl::ops::setting;
use keyctl::secret::random;
use serde_json::Value;

use crate::support::client::{Client, Reply};
use crate::support::house::{House, eventually};
use crate::support::stage::{
    ANSWER, CHAT, DONE, STREAMED_CHAT, Stage, USAGE_EVENT, headers, text_event,
};
use crate::support::upstream::{self, Gate, Step, chunk, json, stream, stream_head, whole};

const CENT: i64 = 10_000_000;

const POST_CHAT: &str = "POST /v1/chat/completions";

/// A chat that does not limit its output.
const UNBOUNDED: &str = r#"{"model":"gpt-5","messages":[{"role":"user","content":"hi"}]}"#;

impl House {
    /// Sets a budget of so many cents a month.
    fn budget(&mut self, who: WhoRef, cents: i64, on_exceed: OnExceed) {
        let changes = Changes {
            limit: Some(Nanos(cents * CENT)),
            every: Some(Every::Month),
            alerts: None,
            on_exceed: Some(on_exceed),
        };
        set::set(&mut self.session, &ScopeRef { who, model: None }, &changes).unwrap();
    }

    /// Has every request cost five cents, whatever it uses.
    fn flat_price(&mut self) {
        let rates = Rates { request: Some(Picos::from_usd("0.05").unwrap()), ..Rates::default() };
        let request = price::Request {
            model: "gpt-*".parse().unwrap(),
            provider: None,
            rates,
            max_output_tokens: None,
            effective_from: None,
        };
        price::set(&mut self.session, &request).unwrap();
    }

    /// The only budget and what its window holds.
    fn standing(&self) -> (Budget, Standing) {
        let now = Clock::System.now();
        let mut views = list::list(&self.session.store, &Page::default(), now).unwrap().items;
        let view = views.remove(0);
        (view.budget, view.standing.unwrap())
    }

    fn spent_cents(&self) -> i64 {
        let (_, standing) = self.standing();
        assert_eq!(standing.reserved, Nanos(0));
        standing.spent.0 / CENT
    }

    /// The counters are what the ledger says, and nothing is held.
    fn assert_settled(&self) {
        eventually(|| self.number("SELECT count(*) FROM reservations") == 0);
        let found = recount::recount(&self.session.store, Clock::System.now()).unwrap();
        assert!(found.drifts.is_empty(), "{found:?}");
    }
}

fn ada() -> WhoRef {
    WhoRef::User("ada".parse().unwrap())
}

/// A stage whose user has a budget of so many cents, at five cents a request.
fn stage(cents: i64, script: Vec<upstream::Reply>) -> Stage {
    let mut stage = Stage::openai(script);
    stage.house.flat_price();
    stage.house.budget(ada(), cents, OnExceed::Block);
    stage
}

fn code(reply: &Reply) -> Value {
    reply.json()["error"]["code"].clone()
}

#[test]
fn a_request_is_charged_and_told_what_is_left() {
    let stage = stage(100, vec![json(ANSWER)]);
    let reply = stage.chat(CHAT);
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("x-keyctl-cost-usd"), Some("0.05"));
    assert_eq!(reply.header("x-keyctl-budget-remaining-usd"), Some("0.95"));
    assert_eq!(stage.chat(CHAT).header("x-keyctl-budget-remaining-usd"), Some("0.90"));
    assert_eq!(stage.house.spent_cents(), 10);
    stage.house.assert_settled();
}

#[test]
fn a_spent_budget_refuses_and_says_until_when() {
    let stage = stage(9, vec![json(ANSWER)]);
    assert_eq!(stage.chat(CHAT).status, 200);
    let refused = stage.chat(CHAT);
    assert_eq!((refused.status, code(&refused)), (429, "insufficient_quota".into()));
    assert_eq!(refused.json()["error"]["type"], "insufficient_quota");
    assert_eq!(refused.header("x-should-retry"), Some("false"));
    assert_eq!(refused.header("retry-after"), None);
    let reset = refused.header("x-keyctl-budget-reset").unwrap().to_owned();
    assert!(reset.ends_with("-01T00:00:00Z"), "{reset}");
    let refused = stage.post("/v1/embeddings", r#"{"model":"gpt-5","input":"hi"}"#);
    assert_eq!(refused.status, 429);
    assert_eq!(stage.house.rows().len(), 1, "a refusal writes no row");
    assert_eq!(stage.house.spent_cents(), 5);
}

#[test]
fn what_is_held_in_flight_is_told_apart_from_what_is_spent() {
    let gate = Gate::default();
    let stage = stage(5, vec![slow(&gate), json(ANSWER)]);
    let mut client = stage.begin("/v1/chat/completions", STREAMED_CHAT);
    let head = client.head();
    assert_eq!(head.header("x-keyctl-budget-remaining-usd"), Some("0.00"));
    client.read_until("data:");
    let (_, standing) = stage.house.standing();
    assert_eq!((standing.spent, standing.reserved), (Nanos(0), Nanos(5 * CENT)));
    let refused = stage.chat(CHAT);
    assert_eq!((refused.status, code(&refused)), (429, "rate_limit_exceeded".into()));
    assert_eq!(refused.header("x-should-retry"), Some("true"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    gate.open();
    assert!(client.rest().ends_with(DONE));
    assert_eq!(stage.house.spent_cents(), 5);
}

/// A stream that begins, and goes on when the gate opens: as the documented one does.
fn slow(gate: &Gate) -> upstream::Reply {
    let rest = [USAGE_EVENT, DONE].map(chunk);
    let begun = [stream_head("text/event-stream"), chunk(text_event("a"))];
    let [usage, done] = rest;
    begun.into_iter().chain([Step::Await(gate.clone()), usage, done, upstream::end()]).collect()
}

#[test]
fn a_stream_is_charged_before_its_end() {
    let stage =
        stage(100, vec![stream("text/event-stream", [&text_event("a"), USAGE_EVENT, DONE])]);
    let mut client = stage.begin("/v1/chat/completions", STREAMED_CHAT);
    client.head();
    assert!(client.rest().ends_with(DONE));
    assert_eq!(stage.house.spent_cents(), 5);
    stage.house.assert_settled();
}

#[test]
fn a_client_that_leaves_and_a_provider_that_fails_leave_nothing_held() {
    let error = whole("500 Oh", "content-type: application/json\r\n", r#"{"error":{}}"#);
    let gate = Gate::default();
    let stage = stage(100, vec![slow(&gate), error]);
    let mut client = stage.begin("/v1/chat/completions", STREAMED_CHAT);
    client.head();
    client.read_until("data:");
    client.leave();
    assert_eq!(stage.chat(CHAT).status, 500);
    let (_, standing) = stage.house.standing();
    assert_eq!(standing, Standing { reserved: Nanos(5 * CENT), ..Standing::default() });
    gate.open();
    eventually(|| stage.house.rows().len() == 2);
    let outcomes: Vec<_> = stage.house.rows().iter().map(|row| row.outcome).collect();
    assert_eq!(outcomes, [Outcome::UpstreamError, Outcome::ClientAbort]);
    assert_eq!(stage.house.spent_cents(), 5, "an error of the provider costs nothing");
    stage.house.assert_settled();
}

#[test]
fn a_request_that_says_no_limit_gets_one_and_holds_as_much() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    stage.house.budget(ada(), 100, OnExceed::Block);
    assert_eq!(stage.chat(UNBOUNDED).status, 200);
    let sent = stage.upstream.request();
    assert!(sent.text().contains(r#""max_completion_tokens":4096"#), "{}", sent.text());
    assert_eq!(stage.chat(CHAT).status, 200);
    assert!(!stage.upstream.request().text().contains("max_completion_tokens"));
    // The provider of a chat does not look at this limit, so it is none.
    let other = r#"{"model":"gpt-5","max_output_tokens":1,"messages":[]}"#;
    assert_eq!(stage.chat(other).status, 200);
    assert!(stage.upstream.request().text().contains(r#""max_completion_tokens":4096"#));
    // Two dollars for a million: what 4,096 tokens of output may cost is more than this.
    stage.house.change("UPDATE budgets SET limit_nanos = 8000000");
    let refused = stage.chat(UNBOUNDED);
    assert_eq!((refused.status, code(&refused)), (429, "insufficient_quota".into()));
    assert_eq!(stage.chat(CHAT).status, 200, "what it allows itself fits");
}

#[test]
fn a_model_without_a_price_is_refused_where_a_budget_applies() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    stage.house.budget(ada(), 100, OnExceed::Block);
    stage.house.change("DELETE FROM prices");
    let refused = stage.chat(CHAT);
    assert_eq!((refused.status, code(&refused)), (400, "model_not_priced".into()));
    assert_eq!(refused.header("x-should-retry"), Some("false"));
    stage.house.budget(ada(), 100, OnExceed::Warn);
    assert_eq!(stage.chat(CHAT).status, 200);
}

#[test]
fn a_budget_that_warns_refuses_nothing_and_counts_all() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    stage.house.flat_price();
    stage.house.budget(ada(), 8, OnExceed::Warn);
    for _ in 0..3 {
        let reply = stage.chat(CHAT);
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("x-keyctl-budget-remaining-usd"), None);
    }
    assert_eq!(stage.house.spent_cents(), 15);
    let alerts = stage.house.told().into_iter().filter(|action| action == "budget.alert");
    assert_eq!(alerts.count(), 3);
}

#[test]
fn a_budget_that_is_set_holds_at_the_next_request_on_every_gateway() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    stage.house.flat_price();
    let second = stage.house.serve();
    let mut clients = [stage.client(), Client::connect(second.address)];
    for round in 0..20 {
        stage.house.budget(ada(), 0, OnExceed::Block);
        for client in &mut clients {
            let reply = client.ask(POST_CHAT, &stage.headers(), CHAT);
            assert_eq!(reply.status, 429, "{round}");
        }
        stage.house.budget(ada(), 10_000, OnExceed::Block);
        for client in &mut clients {
            let reply = client.ask(POST_CHAT, &stage.headers(), CHAT);
            assert_eq!(reply.status, 200, "{round}");
        }
    }
}

#[test]
fn commands_that_follow_each_other_closely_refuse_no_request() {
    let stage = stage(1_000, vec![json(ANSWER)]);
    let mut sessions: Vec<_> = (0..6).map(|_| stage.house.another_session()).collect();
    let serving = AtomicBool::new(true);
    thread::scope(|scope| {
        for session in &mut sessions {
            let serving = &serving;
            scope.spawn(move || {
                while serving.load(Ordering::Relaxed) {
                    session.change(|_, _| Ok(((), Vec::new()))).unwrap();
                    // No process starts sooner.
                    thread::sleep(Duration::from_millis(3));
                }
            });
        }
        let mut client = stage.client();
        let answers = (0..20).map(|_| client.ask(POST_CHAT, &stage.headers(), CHAT).status);
        let answers: Vec<u16> = answers.collect();
        serving.store(false, Ordering::Relaxed);
        assert_eq!(answers, [200; 20]);
    });
    stage.house.assert_settled();
}

#[test]
fn many_at_once_through_two_gateways_spend_the_budget_and_no_more() {
    const CLIENTS: usize = 50;
    const EACH: usize = 20;
    let stage = stage(100, vec![json(ANSWER)]);
    let second = stage.house.serve();
    let addresses = [stage.gateway.address, second.address];
    let (served, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let headers = headers(&stage.key);
    thread::scope(|scope| {
        for number in 0..CLIENTS {
            let (served, refused, headers) = (&served, &refused, &headers);
            scope.spawn(move || {
                let mut client = Client::connect(addresses[number % 2]);
                for _ in 0..EACH {
                    match client.ask(POST_CHAT, headers, CHAT).status {
                        200 => served.fetch_add(1, Ordering::SeqCst),
                        429 => refused.fetch_add(1, Ordering::SeqCst),
                        status => panic!("{status}"),
                    };
                }
            });
        }
    });
    let counts = (served.into_inner(), refused.into_inner());
    assert_eq!(counts, (20, CLIENTS * EACH - 20));
    assert_eq!(stage.house.spent_cents(), 100);
    stage.house.assert_settled();
}

#[test]
fn a_request_that_is_judged_anew_came_from_where_it_came_from() {
    const REQUESTS: usize = 20;
    // A request is not judged anew for ever.
    const CHANGES: usize = 5;
    let mut stage = stage(1_000, vec![json(ANSWER)]);
    let session = &mut stage.house.session;
    setting::set(session, "usage.client", "none", &mut random::system()).unwrap();
    stage.house.change(r#"UPDATE keys SET networks = '["127.0.0.0/8"]'"#);
    let (address, headers) = (stage.gateway.address, headers(&stage.key));
    let served = AtomicUsize::new(0);
    thread::scope(|scope| {
        let client = scope.spawn(|| {
            let mut client = Client::connect(address);
            for _ in 0..REQUESTS {
                let reply = client.ask("POST /v1/chat/completions", &headers, CHAT);
                assert_eq!(reply.status, 200, "{}", reply.text());
                served.fetch_add(1, Ordering::SeqCst);
            }
        });
        // What a request was admitted by has changed when it is to hold what it may cost.
        while !client.is_finished() {
            let before = served.load(Ordering::SeqCst);
            for _ in 0..CHANGES {
                stage.house.session.change(|_, _| Ok(((), Vec::new()))).unwrap();
            }
            eventually(|| served.load(Ordering::SeqCst) > before || client.is_finished());
        }
    });
    assert_eq!(stage.house.spent_cents(), 100);
    let kept = "SELECT count(*) FROM usage WHERE client IS NOT NULL";
    assert_eq!(stage.house.number(kept), 0, "and it is not written down");
    stage.house.assert_settled();
}

#[test]
fn each_threshold_is_passed_once_by_many_at_once() {
    const REQUESTS: usize = 23;
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    stage.house.flat_price();
    stage.house.budget(ada(), 500, OnExceed::Warn);
    for _ in 0..79 {
        assert_eq!(stage.chat(CHAT).status, 200);
    }
    let alerts = |house: &House| house.number("SELECT count(*) FROM budget_alerts");
    assert_eq!(alerts(&stage.house), 0);
    let (address, headers) = (stage.gateway.address, headers(&stage.key));
    thread::scope(|scope| {
        for _ in 0..REQUESTS {
            scope.spawn(|| {
                let mut client = Client::connect(address);
                client.ask("POST /v1/chat/completions", &headers, CHAT)
            });
        }
    });
    assert_eq!(stage.house.spent_cents(), 510);
    assert_eq!(alerts(&stage.house), 3);
    let told = stage.house.told().into_iter().filter(|action| action == "budget.alert");
    assert_eq!(told.count(), 3);
}

#[test]
fn what_a_dead_gateway_left_behind_is_charged_in_full_by_the_next() {
    let stage = stage(100, vec![json(ANSWER)]);
    let row = |id: u8, key_id: i64| InFlight {
        request_id: [id; 16],
        at: Clock::System.now(),
        key_id: KeyId(key_id),
        secret_id: 1,
        provider_id: 1,
        model: "gpt-5".to_owned(),
        route: keyctl::domain::route::Route::OpenAiChat,
        payer: Payer::System,
        bound: Tokens::default(),
        client: None,
    };
    let key = stage.house.number("SELECT id FROM keys WHERE name = 'ci'");
    let lost = row(9, key);
    // As a gateway leaves it that is killed between the hold and the reply.
    stage.house.sql(&format!(
        "INSERT INTO budget_periods
         SELECT id, 0, CAST(strftime('%s', 'now', 'start of month') AS INTEGER) * 1000000, NULL, 0,
                0, 0
         FROM budgets WHERE true ON CONFLICT DO NOTHING;
         UPDATE budget_periods SET reserved_nanos = reserved_nanos + {held};
         INSERT INTO instances VALUES ('00000000000000aa', '127.0.0.1:1', 1);
         INSERT INTO reservations
         SELECT x'09090909090909090909090909090909', '00000000000000aa', {at}, {key}, 1, 1, 'gpt-5',
                1, 1, 0, 0, {held}, json_array(json_array(budget_id, 0, period_start)), NULL
         FROM budget_periods",
        held = 7 * CENT,
        at = lost.at.micros(),
    ));
    eventually(|| !stage.house.rows().is_empty());
    let row = stage.house.row();
    assert_eq!((row.outcome, row.cost), (Outcome::Unknown, Some(Nanos(7 * CENT))));
    assert_eq!(stage.house.spent_cents(), 7);
    assert_eq!(stage.house.number("SELECT count(*) FROM instances"), 1, "the one that lives");
    assert!(stage.house.told().contains(&"usage.orphan".to_owned()));
    stage.house.assert_settled();
}

#[test]
fn a_gateway_that_ends_in_order_leaves_no_trace() {
    let stage = stage(100, vec![json(ANSWER)]);
    assert_eq!(stage.chat(CHAT).status, 200);
    assert_eq!(stage.house.number("SELECT count(*) FROM instances"), 1);
    let Stage { house, gateway, .. } = stage;
    gateway.stop();
    assert_eq!(house.number("SELECT count(*) FROM instances"), 0);
    house.assert_settled();
}

#[test]
fn the_command_line_tells_what_the_gateway_decides() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    stage.house.flat_price();
    let explained = |house: &House| {
        let question = Question {
            key: "ada/ci".parse().unwrap(),
            model: "gpt-5".to_owned(),
            route: None,
            client: None,
            tokens: Some(1),
        };
        let explained = explain(&house.session.store, &question, Clock::System.now()).unwrap();
        explained.refusal.map(|refusal| refusal.code())
    };
    assert_eq!(explained(&stage.house), None);
    for (cents, refusal, status) in
        [(5, None, 200), (5, Some("budget_exhausted"), 429), (10, None, 200)]
    {
        stage.house.budget(ada(), cents, OnExceed::Block);
        assert_eq!(explained(&stage.house), refusal);
        assert_eq!(stage.chat(CHAT).status, status);
    }
    stage.house.change("DELETE FROM prices");
    assert_eq!(explained(&stage.house), Some("model_not_priced"));
    assert_eq!(stage.chat(CHAT).status, 400);
}

#[test]
fn what_a_budget_turns_away_is_on_record() {
    // One request fits.
    let mut stage = stage(9, vec![json(ANSWER)]);
    stage.house.user("bob");
    let bobs = stage.house.key("bob", "ci");
    stage.house.budget(WhoRef::User("bob".parse().unwrap()), 0, OnExceed::Block);
    assert_eq!(stage.chat(CHAT).status, 200);
    for _ in 0..3 {
        let refused = stage.chat(CHAT);
        assert_eq!(code(&refused), "insufficient_quota", "{}", refused.text());
    }
    let refused = stage.client().ask("POST /v1/chat/completions", &headers(&bobs), CHAT);
    assert_eq!(code(&refused), "insufficient_quota");
    let Stage { house, gateway, .. } = stage;
    gateway.stop();
    let counted = |key: &str, times| (key.to_owned(), format!("{{\"budget_exhausted\":{times}}}"));
    assert_eq!(house.denials(), [counted("ada/ci", 3), counted("bob/ci", 1)]);
}
