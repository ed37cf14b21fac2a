//! The life of keys over HTTP, `/api/auth/v2`.

use keyctl::domain::provider::Dialect;
use keyctl::domain::time::{Clock, Span, Timestamp};
use keyctl::ops::key::create::{Request, create};
use keyctl::ops::key::list::show;
use keyctl::ops::session::{Created, IfExists};
use keyctl::secret::random;
use serde_json::{Value, json};

use crate::support::client::{Client, Reply};
use crate::support::house::{House, Serving};
use crate::support::stage::headers;

const CHAT: &str = r#"{"model":"demo-echo","messages":[{"role":"user","content":"hi"}]}"#;

struct Scene {
    house: House,
    gateway: Serving,
    /// A key of `ada`, whose role is `basic`.
    key: String,
    /// A key of the operator.
    admin: String,
}

fn scene() -> Scene {
    let mut house = House::new();
    house.provider("demo", Dialect::Demo, "", "demo-*");
    house.user("ada");
    let (key, admin) = (house.key("ada", "ci"), house.key("root", "admin"));
    let gateway = house.serve();
    Scene { house, gateway, key, admin }
}

impl Scene {
    fn ask(&self, line: &str, key: &str, body: &str) -> Reply {
        Client::connect(self.gateway.address).ask(line, &headers(key), body)
    }

    fn post(&self, operation: &str, key: &str, body: &Value) -> Reply {
        self.ask(&format!("POST /api/auth/v2/{operation}"), key, &body.to_string())
    }

    fn chat(&self, key: &str) -> u16 {
        self.ask("POST /v1/chat/completions", key, CHAT).status
    }

    /// A key of a request, made beside the gateway.
    fn made(&mut self, change: impl FnOnce(&mut Request)) -> String {
        let mut request = Request::new("root".parse().unwrap(), "made".parse().unwrap());
        change(&mut request);
        let rng = &mut random::system();
        let session = &mut self.house.session;
        match create(session, &request, IfExists::Fail, rng, |_| Ok(())).unwrap() {
            Created::New(minted) => minted.secret.expose().clone(),
            Created::Existing(key) => panic!("{} exists", key.path()),
        }
    }

    fn ends_at(&self, key: &str) -> Timestamp {
        let key = show(&self.house.session.store, &key.parse().unwrap()).unwrap().0;
        key.term.expires_at.unwrap()
    }
}

fn prefix(key: &str) -> &str {
    &key[..key.rfind('_').unwrap()]
}

/// The status and the code of an error, whose shape is checked.
fn refusal(reply: &Reply) -> (u16, String) {
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("x-request-id").map(str::len), Some(32));
    let error = &reply.json()["error"];
    assert!(error["message"].is_string() && error["details"].is_object(), "{error}");
    (reply.status, error["code"].as_str().unwrap().to_owned())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[test]
fn a_key_learns_what_it_is() {
    let scene = scene();
    let reply = scene.ask("GET /api/auth/v2/validate", &scene.key, "");
    let end = scene.ends_at("ada/ci");
    let from = end.saturating_sub(Span::from_secs(86_400));
    let expected = json!({
        "valid": true,
        "key": prefix(&scene.key),
        "user": "ada",
        "role": "basic",
        "permissions": ["chat:read", "chat:write"],
        "expires_at": end.to_string(),
        "refresh_after": from.to_string(),
    });
    assert_eq!((reply.status, reply.json()), (200, expected));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}

#[test]
fn a_narrowed_key_learns_what_is_left_of_its_role() {
    let mut scene = scene();
    let key = scene.made(|key| {
        key.role = Some("contributor".to_owned());
        key.permissions = Some("chat:read,dataset:*".parse().unwrap());
    });
    let told = scene.ask("GET /api/auth/v2/validate", &key, "").json();
    assert_eq!(told["role"], "contributor");
    assert_eq!(told["permissions"], json!(["chat:read", "dataset:*"]));
}

#[test]
fn every_other_key_is_told_no_more_than_it_may_know() {
    let mut scene = scene();
    let address = scene.gateway.address;
    let validate = |headers: &str| {
        let line = "GET /api/auth/v2/validate";
        refusal(&Client::connect(address).ask(line, headers, ""))
    };
    let with = |key: &str| validate(&format!("x-api-key: {key}\r\n"));
    assert_eq!(validate(""), refused(401, "missing_credential"));
    assert_eq!(with("nonsense"), refused(401, "invalid_key"));
    let mut wrong = scene.key.clone();
    wrong.replace_range(22..23, if &wrong[22..23] == "0" { "1" } else { "0" });
    assert_eq!(with(&wrong), refused(401, "invalid_key"));
    let two = format!("x-api-key: {}\r\napi-key: {}\r\n", scene.key, scene.admin);
    assert_eq!(validate(&two), refused(400, "invalid_request"));
    scene.house.change("UPDATE keys SET expires_at = 1 WHERE name = 'ci'");
    assert_eq!(with(&scene.key), refused(401, "expired_key"));
    assert_eq!(with(&wrong), refused(401, "invalid_key"), "told only to who has the secret");
}

#[test]
fn what_is_asked_for_wrongly_is_refused_in_the_same_shape() {
    let scene = scene();
    let ask = |line: &str, body: &str| refusal(&scene.ask(line, &scene.admin, body));
    let register = "POST /api/auth/v2/register";
    assert_eq!(ask("GET /api/auth/v2/nothing", ""), refused(404, "invalid_request"));
    assert_eq!(ask("GET /api/auth/v2/revoke", ""), refused(405, "invalid_request"));
    for body in [
        "{",
        "[]",
        "{}",
        r#"{"user":"ada","user":"root","name":"x"}"#,
        r#"{"user":7,"name":"x"}"#,
        r#"{"user":"ada","name":"Not A Name"}"#,
        r#"{"user":"ada","name":"x","ttl":"1000000"}"#,
        r#"{"user":"ada","name":"x","ttl":"8d"}"#,
    ] {
        assert_eq!(ask(register, body), refused(400, "invalid_request"), "{body}");
    }
    let body = r#"{"user":"ada","name":"x","role":"nobody"}"#;
    assert_eq!(ask(register, body), refused(400, "invalid_role"));
    let long = format!(r#"{{"user":"{}"}}"#, "a".repeat(33 << 20));
    assert_eq!(ask(register, &long), refused(413, "invalid_request"));
    assert_eq!(scene.house.told().iter().filter(|told| *told == "key.create").count(), 2);
}

#[test]
fn a_key_ends_itself_at_once() {
    let scene = scene();
    let mut open = Client::connect(scene.gateway.address);
    assert_eq!(open.ask("POST /v1/chat/completions", &headers(&scene.key), CHAT).status, 200);
    let reply = scene.ask("POST /api/auth/v2/revoke", &scene.key, "");
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.json(), json!({ "revoked": true, "key": prefix(&scene.key) }));
    assert_eq!(open.ask("POST /v1/chat/completions", &headers(&scene.key), CHAT).status, 401);
    assert_eq!(refusal(&scene.ask("POST /api/auth/v2/revoke", &scene.key, "")).0, 401);
    assert!(!scene.house.accepts(&scene.key));
}

#[test]
fn only_who_may_revoke_ends_the_key_of_another() {
    let mut scene = scene();
    let other = scene.house.key("ada", "other");
    let body = json!({ "key": prefix(&scene.admin) });
    let denied = scene.post("revoke", &other, &body);
    assert_eq!(refusal(&denied), refused(403, "insufficient_permission"));
    assert_eq!(denied.json()["error"]["details"]["permission"], "key:revoke");
    let unknown = json!({ "key": "sk_live_000000000000" });
    let denied = scene.post("revoke", &other, &unknown);
    assert_eq!(refusal(&denied).0, 403, "who may not revoke learns of no key");
    assert_eq!(refusal(&scene.post("revoke", &scene.admin, &unknown)).0, 404);
    let whole = json!({ "key": other });
    assert_eq!(refusal(&scene.post("revoke", &scene.admin, &whole)).0, 400);
    for _ in 0..2 {
        let done = scene.post("revoke", &scene.admin, &json!({ "key": prefix(&other) }));
        assert_eq!((done.status, done.json()["key"].as_str()), (200, Some(prefix(&other))));
    }
    assert_eq!((scene.chat(&other), scene.chat(&scene.admin)), (401, 200));
    let told = scene.house.told();
    assert_eq!(told.iter().filter(|told| *told == "key.revoke").count(), 3, "two were refused");
}

#[test]
fn a_key_is_made_within_what_its_maker_has() {
    let mut scene = scene();
    let asked = json!({ "user": "ada", "name": "new", "role": "Basic", "ttl": "1d" });
    let reply = scene.post("register", &scene.admin, &asked);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let made = reply.json();
    let key = made["api_key"].as_str().unwrap();
    assert_eq!(made["key"], prefix(key));
    assert_eq!(made["expires_at"], scene.ends_at("ada/new").to_string());
    assert_eq!(scene.chat(key), 200);
    assert_eq!(refusal(&scene.post("register", &scene.admin, &asked)).0, 409, "the name is taken");
    let denied = refusal(&scene.post("register", &scene.key, &asked));
    assert_eq!(denied, refused(403, "insufficient_permission"));

    let maker = scene.made(|key| {
        key.permissions = Some("key:create,chat:read,chat:write".parse().unwrap());
        key.models = vec!["demo-*".parse().unwrap()];
    });
    let beyond = json!({ "user": "root", "name": "beyond" });
    let denied = scene.post("register", &maker, &beyond);
    assert_eq!(refusal(&denied), refused(403, "insufficient_permission"));
    let within = json!({ "user": "ada", "name": "within" });
    assert_eq!(scene.post("register", &maker, &within).status, 200);
    let key = show(&scene.house.session.store, &"ada/within".parse().unwrap()).unwrap().0;
    assert_eq!(key.restrictions.models, vec!["demo-*".parse().unwrap()], "as its maker's");
}

#[test]
fn a_user_makes_ten_operations_an_hour() {
    let scene = scene();
    let unknown = json!({ "key": "sk_live_000000000000" });
    for _ in 0..10 {
        assert_eq!(scene.post("revoke", &scene.admin, &unknown).status, 404);
    }
    let reply = scene.post("revoke", &scene.admin, &unknown);
    assert_eq!(refusal(&reply), refused(429, "rate_limited"));
    let wait: u32 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((3_500..=3_600).contains(&wait), "{wait}");
    assert_eq!(scene.ask("GET /api/auth/v2/validate", &scene.admin, "").status, 200);
    assert_eq!(scene.post("revoke", &scene.key, &json!({})).status, 200, "another user's");
    assert_eq!(scene.house.told().iter().filter(|told| *told == "key.revoke").count(), 1);
}

#[test]
fn a_key_in_its_last_day_is_told_so_in_every_reply() {
    let mut scene = scene();
    let told = |scene: &Scene, key: &str, line: &str, body: &str| {
        let reply = scene.ask(line, key, body);
        let header = |name: &str| reply.header(name).map(str::to_owned);
        (header("x-keyctl-key-refresh-after"), header("x-keyctl-key-expires"))
    };
    assert_eq!(told(&scene, &scene.key, "POST /v1/chat/completions", CHAT), (None, None));
    let end = Clock::System.now().saturating_add(Span::from_secs(3_600));
    let end_it = format!("UPDATE keys SET expires_at = {} WHERE name = 'ci'", end.micros());
    scene.house.change(&end_it);
    let from = end.saturating_sub(Span::from_secs(86_400));
    let expected = (Some(from.to_string()), Some(end.to_string()));
    for (line, body) in [
        ("POST /v1/chat/completions", CHAT),
        ("GET /v1/models", ""),
        ("GET /nowhere", ""),
        ("POST /v1/chat/completions", r#"{"model":"nobody-1"}"#),
        ("GET /api/auth/v2/validate", ""),
    ] {
        assert_eq!(told(&scene, &scene.key, line, body), expected, "{line}");
    }
    assert_eq!(told(&scene, &scene.admin, "GET /v1/models", ""), (None, None));
}

#[test]
fn an_imported_key_is_told_of_its_sunset() {
    let mut scene = scene();
    scene.house.change(
        "UPDATE key_secrets SET imported = 1, created_at = 1795251600000000
         WHERE key_id = (SELECT id FROM keys WHERE name = 'ci');
         UPDATE keys SET sunset_at = 4102444800000000 WHERE name = 'ci'",
    );
    let reply = scene.ask("GET /v1/models", &scene.key, "");
    assert_eq!(reply.header("sunset"), Some("Fri, 01 Jan 2100 00:00:00 GMT"));
    assert_eq!(reply.header("deprecation"), Some("@1795251600"));
    assert_eq!(scene.ask("GET /v1/models", &scene.admin, "").header("sunset"), None);
}

#[test]
fn a_key_is_refreshed_in_its_last_day_and_its_old_secret_has_a_grace() {
    let mut scene = scene();
    let early = scene.ask("POST /api/auth/v2/refresh", &scene.key, "");
    assert_eq!(refusal(&early), refused(409, "refresh_too_early"));
    assert!(early.json()["error"]["details"]["why"].as_str().unwrap().contains("24 hours"));
    let now = Clock::System.now();
    let end = now.saturating_add(Span::from_secs(3_600));
    scene.house.change(&format!("UPDATE keys SET expires_at = {} WHERE name = 'ci'", end.micros()));
    let reply = scene.ask("POST /api/auth/v2/refresh", &scene.key, "");
    assert_eq!(reply.status, 200, "{}", reply.text());
    let made = reply.json();
    let new = made["api_key"].as_str().unwrap();
    let until: Timestamp = made["expires_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(until, scene.ends_at("ada/ci"));
    assert!(until >= now.saturating_add(Span::from_secs(6 * 86_400)), "{until}");
    assert_eq!((scene.chat(new), scene.chat(&scene.key)), (200, 200));
    let again = scene.ask("POST /api/auth/v2/refresh", new, "");
    assert_eq!(refusal(&again), refused(409, "refresh_too_early"));
    let replaced = scene.ask("POST /api/auth/v2/refresh", &scene.key, "");
    assert_eq!(refusal(&replaced), refused(409, "invalid_request"), "whoever has the old secret");
    let told = scene.house.told();
    assert_eq!(told.iter().filter(|told| *told == "key.refresh").count(), 1);
}
