//! Credentials: where a key may stand, and that every bad one is told alike.

use keyctl::domain::token::{Brand, Environment, compose};

use crate::support::stage::{ANSWER, CHAT, Stage};
use crate::support::upstream::json;

const LINE: &str = "POST /v1/chat/completions";

#[test]
fn a_key_may_stand_in_each_of_three_headers() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let key = &stage.key;
    for headers in [
        format!("authorization: Bearer {key}\r\n"),
        format!("Authorization: bearer {key}\r\n"),
        format!("x-api-key: {key}\r\n"),
        format!("api-key: {key}\r\n"),
        format!("x-api-key: {key}\r\nauthorization: Bearer {key}\r\n"),
    ] {
        let reply = stage.client().ask(LINE, &headers, CHAT);
        assert_eq!(reply.status, 200, "{headers}");
        let asked = stage.upstream.request();
        assert_eq!(asked.header("x-api-key"), None);
        assert_eq!(asked.header("api-key"), None);
    }
}

#[test]
fn two_credentials_are_refused_whatever_they_are() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    let other = stage.house.key("root", "other");
    let key = &stage.key;
    for headers in [
        format!("authorization: Bearer {key}\r\nx-api-key: {other}\r\n"),
        format!("x-api-key: {key}\r\napi-key: {other}\r\n"),
        format!("authorization: Bearer {key}\r\nauthorization: Bearer {key}\r\n"),
        format!("x-api-key: {key}\r\nx-api-key: {key}\r\n"),
        format!("authorization: Bearer {key}\r\napi-key: nonsense\r\n"),
    ] {
        let reply = stage.client().ask(LINE, &headers, CHAT);
        assert_eq!(reply.status, 400, "{headers}");
        assert!(!reply.text().contains("sk_live"));
    }
    assert!(stage.upstream.is_idle());
}

#[test]
fn nothing_is_told_from_the_wrong() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let (key, line) = (&stage.key, format!("{LINE}?api_key={}&key={0}", stage.key));
    let reply = stage.client().ask(&line, "", CHAT);
    assert_eq!(reply.status, 401);
    assert_eq!(reply.header("www-authenticate"), Some(r#"Bearer realm="keyctl""#));
    assert_eq!(reply.header("x-should-retry"), Some("false"));
    let error = &reply.json()["error"];
    assert_eq!(error["type"], "invalid_request_error");
    assert!(error["code"].is_null());
    assert!(!reply.text().contains(key.as_str()));
}

#[test]
fn every_bad_key_is_told_alike() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    let revoked = stage.house.key("ada", "revoked");
    stage.house.revoke("ada/revoked");
    stage.house.user("bob");
    let disabled = stage.house.key("bob", "ci");
    stage.house.sql("UPDATE users SET status = 'disabled' WHERE handle = 'bob'");
    let id = stage.key.as_bytes()[8..20].try_into().unwrap();
    let wrong = compose(&Brand::default(), Environment::Live, id, &[7; 32]);
    let unknown = compose(&Brand::default(), Environment::Live, b"000000000000", &[7; 32]);
    let whole = stage.key.clone();
    let longer = format!("{whole}x");
    let mut told = Vec::new();
    for key in [
        revoked.as_str(),
        &disabled,
        &wrong,
        &unknown,
        &whole[..whole.len() - 1],
        &longer,
        "nonsense",
        "' OR 1=1 --",
        "",
    ] {
        let headers = format!("authorization: Bearer {key}\r\n");
        let reply = stage.client().ask(LINE, &headers, CHAT);
        assert_eq!(reply.status, 401, "{key}");
        assert!(!stage.house.accepts(key), "the command line judges as the gateway does");
        assert_eq!(
            reply.header("www-authenticate"),
            Some(r#"Bearer realm="keyctl", error="invalid_token""#)
        );
        assert_eq!(reply.header("x-should-retry"), Some("false"));
        assert_eq!(reply.header("retry-after"), None);
        let error = reply.json()["error"].clone();
        assert_eq!(error["type"], "invalid_request_error");
        assert_eq!(error["code"], "invalid_api_key");
        let message = error["message"].as_str().unwrap();
        assert!(message.starts_with("Incorrect API key provided"), "{message}");
        told.push(reply.text().to_owned());
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(stage.house.accepts(&stage.key));
    assert!(stage.upstream.is_idle());
    assert!(stage.house.rows().is_empty());
}

#[test]
fn another_scheme_carries_no_key() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let headers = format!("authorization: Basic {}\r\n", stage.key);
    assert_eq!(stage.client().ask(LINE, &headers, CHAT).status, 401);
}
