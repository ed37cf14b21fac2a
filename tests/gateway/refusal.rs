//! Refusals: the status, the body and the headers of each (HTTP.md section 3).

use std::time::Duration;

use keyctl::domain::provider::Dialect;

use crate::support::house::eventually;
use crate::support::stage::{ANSWER, CHAT, Stage};
use crate::support::upstream::json;

#[test]
fn a_permission_that_the_role_lacks_is_missing() {
    let stage = Stage::openai(vec![json(r#"{"data":[]}"#)]);
    stage.house.sql(
        "UPDATE roles SET permissions = 'chat:read' WHERE name = 'basic';
         UPDATE settings SET value = 99 WHERE name = 'generation'",
    );
    eventually(|| stage.chat(CHAT).status != 200);
    let reply = stage.chat(CHAT);
    assert_eq!(reply.status, 403);
    assert_eq!(
        reply.header("www-authenticate"),
        Some(r#"Bearer realm="keyctl", error="insufficient_scope""#)
    );
    assert_eq!(reply.header("x-should-retry"), Some("false"));
    let error = &reply.json()["error"];
    assert_eq!(
        (&error["type"], &error["code"]),
        (&"permission_error".into(), &"permission_denied".into())
    );
    let models = stage.client().ask("GET /v1/models", &stage.headers(), "");
    assert_eq!(models.status, 200, "reading is still permitted");
}

#[test]
fn a_model_that_nobody_serves_is_not_found() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    let reply = stage.chat(r#"{"model":"llama3"}"#);
    assert_eq!((reply.status, reply.header("x-should-retry")), (404, Some("false")));
    let error = reply.json()["error"].clone();
    assert_eq!(error["type"], "invalid_request_error");
    assert_eq!(error["code"], "model_not_found");
    assert!(error["param"].is_null());
    let url = format!("http://{}", stage.upstream.address);
    stage.house.provider("local", Dialect::Ollama, &url, "llama*");
    let reply = stage.chat(r#"{"model":"llama3"}"#);
    assert_eq!(reply.status, 400, "a dialect is never translated into another");
    assert!(stage.upstream.is_idle());
}

#[test]
fn a_refusal_echoes_no_key_wherever_it_stands() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let key = &stage.key;
    for (line, body) in [
        ("POST /v1/chat/completions".to_owned(), format!(r#"{{"model":"{key}"}}"#)),
        ("POST /v1/chat/completions".to_owned(), format!(r#"{{"model":"x {key} y"}}"#)),
        ("POST /v1/chat/completions".to_owned(), format!(r#"{{"{key}":1,"{key}":2}}"#)),
        (format!("GET /v1/models/{key}"), String::new()),
        (format!("GET /{key}"), String::new()),
    ] {
        let reply = stage.client().ask(&line, &stage.headers(), body);
        assert!(matches!(reply.status, 400 | 404), "{line}");
        assert!(!reply.everything().contains(&key[21..]), "{}", reply.everything());
    }
}

#[test]
fn a_name_longer_than_any_models_is_neither_served_nor_echoed() {
    let stage = Stage::ollama(vec![json("{}")]);
    for (length, status) in [(256, 200), (257, 400), (100_000, 400)] {
        let reply = stage.post("/api/chat", &format!(r#"{{"model":"{}"}}"#, "x".repeat(length)));
        assert_eq!(reply.status, status, "{length}");
        assert!(reply.body.len() < 300, "{}", reply.text());
    }
}

#[test]
fn what_is_no_route_is_not_found_in_the_dialect_of_its_path() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    for line in ["GET /v1/nothing", "GET /", "DELETE /v1/models", "GET /v1/chat/completions"] {
        let reply = stage.client().ask(line, &stage.headers(), "");
        assert_eq!(
            (reply.status, &reply.json()["error"]["code"]),
            (404, &"not_found".into()),
            "{line}"
        );
        assert!(reply.header("x-request-id").is_some());
    }
    let anonymous = stage.client().ask("GET /v1/nothing", "", "");
    assert_eq!(anonymous.status, 401, "who has no key learns nothing of routes");
}

#[test]
fn a_connection_outlives_a_refusal_that_came_before_the_body() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let mut client = stage.client();
    let length = CHAT.len();
    client.write(format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway.test\r\ncontent-length: {length}\r\n\r\n"
    ));
    assert!(client.is_silent_for(Duration::from_millis(100)), "the body is waited for");
    client.write(CHAT);
    assert_eq!(client.reply().status, 401);
    let reply = client.ask("POST /v1/chat/completions", &stage.headers(), CHAT);
    assert_eq!(reply.status, 200);
}

#[test]
fn who_asks_for_leave_to_send_is_refused_before_sending() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    for (headers, length, status) in [(String::new(), 9, 401), (stage.headers(), 100 << 20, 413)] {
        let mut client = stage.client();
        client.write(format!(
            "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway.test\r\n{headers}\
             expect: 100-continue\r\ncontent-length: {length}\r\n\r\n"
        ));
        assert_eq!(client.reply().status, status);
        assert_eq!(client.read_to_close(), 0);
    }
}
