//! One verdict behind every door: for each state of a key, each route and each kind of model, the
//! gateway answers what `key explain` explains, and `key verify` agrees.

use http_body_util::BodyExt;
use hyper::header::HeaderValue;
use keyctl::domain::key::KeyRef;
use keyctl::domain::provider::Dialect;
use keyctl::domain::route::{self, Action, Route};
use keyctl::domain::time::Clock;
use keyctl::gateway::reply::Problem;
use keyctl::ops::decide::Refusal;
use keyctl::ops::key::create::{Request, create};
use keyctl::ops::key::explain::{Question, explain};
use keyctl::ops::key::verify::verify;
use keyctl::ops::session::{Created, IfExists};
use keyctl::secret::random;

use crate::support::client::{Client, Reply};
use crate::support::house::House;
use crate::support::stage::headers;

/// Served by the demo in every dialect, by nobody, by an Ollama that is not there, and by an
/// `OpenAI` that has no key.
const MODELS: [&str; 4] = ["demo-echo", "nobody-1", "llama3", "gpt-5"];

/// A key in some state.
#[derive(Default)]
struct State {
    name: &'static str,
    /// Whose it is: `ada`, with role `basic`, where nothing is said.
    user: Option<&'static str>,
    /// What narrows it.
    narrow: Option<fn(&mut Request)>,
    /// What is done to it, in SQL; `KEY` is its number.
    then: &'static str,
    /// Another version of it is presented: its state, and until when.
    version: Option<(&'static str, &'static str)>,
    /// Why it is refused whatever it asks for.
    refused: Option<&'static str>,
    /// Why it is refused wherever a model is named or a model runs.
    bounded: Option<&'static str>,
}

const LATER: &str = "9000000000000000";
const PAST: &str = "1";

fn states() -> Vec<State> {
    let new = |name| State { name, ..State::default() };
    let dead = |name, then, code| State { then, refused: Some(code), ..new(name) };
    let of_version =
        |name, state, until, refused| State { version: Some((state, until)), refused, ..new(name) };
    let may_not_run = |name, user, narrow| State {
        user,
        narrow,
        bounded: Some("permission_missing"),
        ..new(name)
    };
    let read_only: fn(&mut Request) = |key| key.permissions = Some("chat:read".parse().unwrap());
    let reader: fn(&mut Request) = |key| key.role = Some("reader".to_owned());
    let elsewhere: fn(&mut Request) = |key| key.networks = vec!["10.0.0.0/8".parse().unwrap()];
    let here: fn(&mut Request) = |key| key.networks = vec!["127.0.0.0/8".parse().unwrap()];
    let others: fn(&mut Request) = |key| key.models = vec!["other-*".parse().unwrap()];
    vec![
        new("active"),
        dead("suspended", "UPDATE keys SET status = 'suspended' WHERE id = KEY", "suspended"),
        dead("expired-by-clock", "UPDATE keys SET expires_at = 1 WHERE id = KEY", "expired"),
        dead("expired-on-record", "UPDATE keys SET status = 'expired' WHERE id = KEY", "expired"),
        dead(
            "revoked",
            "UPDATE keys SET status = 'revoked', revoked_at = 1 WHERE id = KEY",
            "revoked",
        ),
        of_version("previous-in-grace", "previous", LATER, None),
        of_version("previous-after-grace", "previous", PAST, Some("rotated")),
        of_version("withdrawn", "withdrawn", LATER, Some("rotated")),
        of_version("offered", "offered", LATER, None),
        of_version("offered-too-long", "offered", PAST, Some("rotated")),
        State { user: Some("gone"), refused: Some("user_disabled"), ..new("of-disabled-user") },
        State { narrow: Some(here), ..new("right-network") },
        State { narrow: Some(elsewhere), refused: Some("address_denied"), ..new("wrong-network") },
        may_not_run("lacking-by-role", Some("bob"), None),
        may_not_run("lacking-by-own-permissions", None, Some(read_only)),
        may_not_run("lacking-by-own-role", None, Some(reader)),
        State { narrow: Some(others), bounded: Some("model_denied"), ..new("other-models") },
        State {
            narrow: Some(elsewhere),
            then: "UPDATE keys SET status = 'suspended' WHERE id = KEY",
            refused: Some("suspended"),
            ..new("suspended-in-the-wrong-network")
        },
    ]
}

impl State {
    /// Makes the key; returns what is presented.
    fn make(&self, house: &mut House) -> String {
        let mut request = new_key(self.user.unwrap_or("ada"), self.name);
        if let Some(narrow) = self.narrow {
            narrow(&mut request);
        }
        let (id, mut presented) = made(house, &request);
        if let Some((state, until)) = self.version {
            let (other, secret) = made(house, &new_key("ada", &format!("{}-2", self.name)));
            house.sql(&format!(
                "UPDATE key_secrets SET key_id = {id}, state = '{state}', valid_until = {until}
                 WHERE key_id = {other}; DELETE FROM keys WHERE id = {other}"
            ));
            presented = secret;
        }
        house.sql(&self.then.replace("KEY", &id.to_string()));
        presented
    }

    /// The code of the refusal that a request must meet.
    fn expected(&self, route: Route, model: &str) -> Option<&'static str> {
        let runs = route.action() == Action::Run;
        let names_model = runs || route.action() == Action::ShowModel;
        let bounded = self.bounded.filter(|code| match *code {
            "permission_missing" => runs,
            _ => names_model,
        });
        let of_model = match (model, route.dialect()) {
            ("nobody-1", _) => Some("model_unknown"),
            ("llama3", Dialect::OpenAi) | ("gpt-5", Dialect::Ollama) => Some("other_dialect"),
            ("gpt-5", _) => Some("provider_key_missing"),
            _ => None,
        };
        self.refused.or(bounded).or(of_model.filter(|_| names_model))
    }
}

#[test]
fn gateway_explain_and_verify_reach_one_verdict() {
    let mut house = house();
    let keys: Vec<_> = states().into_iter().map(|state| (state.make(&mut house), state)).collect();
    house.sql("UPDATE users SET status = 'disabled' WHERE handle = 'gone'");
    let gateway = house.serve();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (now, store, keyring) = (Clock::System.now(), &house.session.store, &house.session.keyring);
    for (key, state) in &keys {
        let alone = verify(store, keyring, key.as_bytes(), now).unwrap().judged;
        // Where a request comes from is no matter of the key alone.
        let of_key = state.refused.filter(|code| *code != "address_denied");
        assert_eq!(alone.as_ref().err().map(Refusal::code), of_key, "{}", state.name);
        let mut client = Client::connect(gateway.address);
        for (route, model) in route::ALL.into_iter().flat_map(|r| MODELS.map(|m| (r, m))) {
            let place = format!("{} at {} with {model}", state.name, route.path());
            let question = Question {
                key: KeyRef::Prefix(key[..key.rfind('_').unwrap()].to_owned()),
                model: model.to_owned(),
                route: Some(route),
                client: Some([127, 0, 0, 1].into()),
                tokens: None,
            };
            let explained = explain(store, &question, now).unwrap().refusal;
            let expected = state.expected(route, model);
            assert_eq!(explained.as_ref().map(Refusal::code), expected, "{place}");
            let heard = ask(&mut client, key, route, model);
            let Some(refusal) = explained else {
                let tried = [("llama3", 502)].contains(&(model, heard.status));
                assert!(heard.status == 200 || tried, "{place}: {}", heard.everything());
                continue;
            };
            let reply =
                Problem::from(refusal).reply(route.dialect(), &HeaderValue::from_static("r"));
            let status = reply.status().as_u16();
            let body = runtime.block_on(reply.into_body().collect()).unwrap().to_bytes();
            assert_eq!((heard.status, heard.body), (status, body.to_vec()), "{place}");
        }
    }
}

fn house() -> House {
    let mut house = House::new();
    house.provider("demo", Dialect::Demo, "", "demo-*");
    house.provider("local", Dialect::Ollama, "http://127.0.0.1:1", "llama*");
    house.provider("main", Dialect::OpenAi, "http://127.0.0.1:1/v1", "gpt-*");
    house.sql(
        "INSERT INTO roles (name, permissions, built_in, created_at)
         VALUES ('reader', 'chat:read', 0, 0)",
    );
    for user in ["ada", "bob", "gone"] {
        house.user(user);
    }
    house.sql(
        "UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'reader')
         WHERE handle = 'bob'",
    );
    house
}

fn new_key(user: &str, name: &str) -> Request {
    Request::new(user.parse().unwrap(), name.parse().unwrap())
}

fn made(house: &mut House, request: &Request) -> (i64, String) {
    let rng = &mut random::system();
    match create(&mut house.session, request, IfExists::Fail, rng, |_| Ok(())).unwrap() {
        Created::New(minted) => (minted.key.id.0, minted.secret.expose().clone()),
        Created::Existing(key) => panic!("{} exists", key.path()),
    }
}

fn ask(client: &mut Client, key: &str, route: Route, model: &str) -> Reply {
    let line = format!("{} {}", route.method(), route.path().replace("{id}", model));
    let body = match route.method() {
        "POST" => format!(
            r#"{{"model":"{model}","stream":false,"prompt":"hi","input":"hi",
                "messages":[{{"role":"user","content":"hi"}}]}}"#
        ),
        _ => String::new(),
    };
    client.ask(&line, &headers(key), body)
}
