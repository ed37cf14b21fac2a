//! Requests that run no model: they pass, and nobody is charged.

use keyctl::domain::provider::Dialect;

use crate::support::client::Reply as Answer;
use crate::support::stage::{SYSTEM_KEY, Stage};
use crate::support::upstream::{Reply, Upstream, json, whole};

fn models(names: &[&str]) -> Reply {
    let list: Vec<_> = names.iter().map(|name| format!(r#"{{"id":"{name}"}}"#)).collect();
    json(format!(r#"{{"object":"list","data":[{}]}}"#, list.join(",")))
}

fn named(reply: &Answer) -> Vec<String> {
    let list = reply.json()["data"].as_array().unwrap().clone();
    list.iter().map(|model| model["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn models_of_every_provider_are_listed_by_who_would_run_them() {
    let mut stage = Stage::openai(vec![models(&["gpt-5", "gpt-4", "whisper-1"])]);
    let second = Upstream::start(vec![models(&["gpt-5", "dall-e", "o3"])]);
    let url = format!("http://{}/v1", second.address);
    stage.house.provider("second", Dialect::OpenAi, &url, "*");
    stage.house.provider_key("second", None, "sk-second");
    let reply = stage.client().ask("GET /v1/models", &stage.headers(), "");
    assert_eq!(reply.status, 200);
    assert_eq!(named(&reply), ["gpt-5", "gpt-4", "dall-e", "o3"]);
    assert_eq!(second.request().header("authorization"), Some("Bearer sk-second"));
    assert!(stage.house.rows().is_empty());
}

#[test]
fn a_provider_that_fails_is_left_out_of_the_list() {
    let mut stage = Stage::openai(vec![whole("500 Internal Server Error", "", "oops")]);
    let reply = stage.client().ask("GET /v1/models", &stage.headers(), "");
    assert_eq!(
        (reply.status, &reply.json()["error"]["code"]),
        (502, &"upstream_unreachable".into())
    );
    stage.house.provider("demo", Dialect::Demo, "", "demo-*");
    let reply = stage.client().ask("GET /v1/models", &stage.headers(), "");
    assert_eq!((reply.status, named(&reply)), (200, vec!["demo-echo".to_owned()]));
}

#[test]
fn one_model_is_asked_of_who_would_run_it() {
    let stage = Stage::openai(vec![json(r#"{"id":"gpt-5","object":"model"}"#)]);
    let reply = stage.client().ask("GET /v1/models/gpt-5", &stage.headers(), "");
    assert_eq!((reply.status, reply.json()["id"].as_str()), (200, Some("gpt-5")));
    assert_eq!(stage.upstream.request().line, "GET /v1/models/gpt-5 HTTP/1.1");
    let reply = stage.client().ask("GET /v1/models/llama3", &stage.headers(), "");
    assert_eq!(reply.status, 404);
    assert!(stage.upstream.is_idle());
}

#[test]
fn a_refused_key_shows_no_more_than_that() {
    let body = format!("bad key {SYSTEM_KEY}");
    let stage = Stage::openai(vec![whole("401 Unauthorized", "", body)]);
    let reply = stage.client().ask("GET /v1/models/gpt-5", &stage.headers(), "");
    assert_eq!((reply.status, &reply.json()["error"]["code"]), (502, &"upstream_auth".into()));
}

#[test]
fn ollama_lists_shows_and_tells_its_version() {
    let tags = r#"{"models":[{"name":"llama3:8b","model":"llama3:8b"}]}"#;
    let stage = Stage::ollama(vec![
        json(tags),
        json(r#"{"modelfile":"FROM llama3"}"#),
        json(r#"{"version":"0.9"}"#),
        json(r#"{"models":[]}"#),
    ]);
    let reply = stage.client().ask("GET /api/tags", &stage.headers(), "");
    assert_eq!((reply.status, reply.text()), (200, tags));
    let reply = stage.post("/api/show", r#"{"model":"llama3"}"#);
    assert_eq!((reply.status, reply.text()), (200, r#"{"modelfile":"FROM llama3"}"#));
    let reply = stage.client().ask("GET /api/version", &stage.headers(), "");
    assert_eq!((reply.status, reply.text()), (200, r#"{"version":"0.9"}"#));
    let reply = stage.client().ask("GET /api/ps", &stage.headers(), "");
    assert_eq!((reply.status, reply.text()), (200, r#"{"models":[]}"#));
    let lines: Vec<_> = (0..4).map(|_| stage.upstream.request().line).collect();
    assert_eq!(
        lines,
        [
            "GET /api/tags HTTP/1.1",
            "POST /api/show HTTP/1.1",
            "GET /api/version HTTP/1.1",
            "GET /api/ps HTTP/1.1"
        ]
    );
    assert!(stage.house.rows().is_empty());
}

#[test]
fn health_tells_nothing_and_asks_for_no_key() {
    let stage = Stage::openai(vec![json("{}")]);
    for path in ["/healthz", "/readyz"] {
        let reply = stage.client().ask(&format!("GET {path}"), "", "");
        assert_eq!((reply.status, reply.text()), (200, "ok\n"));
    }
}
