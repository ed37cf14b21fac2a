//! The provider's key: whose it is, and that it is seen nowhere but there.

use keyctl::domain::provider::{Dialect, Fallback};
use keyctl::domain::usage::{Outcome, Payer};
use keyctl::ops::provider::{self, Changes};

use crate::support::house::eventually;
use crate::support::stage::{ANSWER, CHAT, DONE, STREAMED_CHAT, SYSTEM_KEY, Stage, USAGE_EVENT};
use crate::support::upstream::{Step, chunk, json, stream_head, whole};

#[test]
fn a_users_own_key_pays_before_the_systems() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    assert_eq!(stage.chat(CHAT).status, 200);
    stage.house.provider_key("main", Some("ada"), "sk-of-ada");
    assert_eq!(stage.chat(CHAT).status, 200);
    let name = "main".parse().unwrap();
    let ada = "ada".parse().unwrap();
    provider::unset_key(&mut stage.house.session, &name, Some(&ada)).unwrap();
    assert_eq!(stage.chat(CHAT).status, 200);
    for (sent, row) in [SYSTEM_KEY, "sk-of-ada", SYSTEM_KEY].into_iter().zip(stage.house.rows()) {
        let asked = stage.upstream.request();
        assert_eq!(asked.header("authorization"), Some(format!("Bearer {sent}").as_str()));
        let payer = if sent == SYSTEM_KEY { Payer::System } else { Payer::User };
        assert_eq!(row.payer, payer);
    }
}

#[test]
fn without_a_key_to_pay_with_nothing_is_asked() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    let alone = Changes { fallback: Some(Fallback::None), ..Changes::default() };
    provider::set(&mut stage.house.session, &"main".parse().unwrap(), alone).unwrap();
    stage.house.provider_key("main", Some("root"), "sk-of-somebody-else");
    let reply = stage.chat(CHAT);
    assert_eq!(reply.status, 400);
    assert_eq!(reply.json()["error"]["code"], "provider_key_missing");
    assert!(stage.upstream.is_idle());
    assert!(stage.house.rows().is_empty());
}

#[test]
fn a_stored_key_that_does_not_open_is_never_sent() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let elsewhere = "UPDATE providers SET base_url = 'http://localhost:1/v1'; \
                     UPDATE settings SET value = 99 WHERE name = 'generation'";
    stage.house.sql(elsewhere);
    eventually(|| stage.chat(CHAT).status != 200);
    let reply = stage.chat(CHAT);
    assert_eq!((reply.status, &reply.json()["error"]["code"]), (503, &"store_unavailable".into()));
}

#[test]
fn a_provider_that_refuses_our_key_is_a_bad_gateway() {
    let echo = format!(r#"{{"error":{{"message":"Incorrect API key provided: {SYSTEM_KEY}"}}}}"#);
    let field = format!("www-authenticate: Bearer {SYSTEM_KEY}\r\n");
    for status in ["401 Unauthorized", "403 Forbidden"] {
        let stage = Stage::openai(vec![whole(status, &field, &echo)]);
        for body in [CHAT, STREAMED_CHAT] {
            let reply = stage.chat(body);
            assert_eq!(reply.status, 502);
            assert_eq!(reply.json()["error"]["code"], "upstream_auth");
            assert_eq!(reply.json()["error"]["type"], "api_error");
            assert_eq!(reply.header("x-should-retry"), Some("false"));
            assert!(!reply.everything().contains(SYSTEM_KEY));
            assert_eq!(reply.header("www-authenticate"), None);
        }
        for row in stage.house.rows() {
            assert_eq!((row.outcome, row.status), (Outcome::UpstreamError, 502));
        }
    }
}

#[test]
fn a_key_that_a_provider_echoes_in_an_error_is_taken_out() {
    let echo = format!(r#"{{"error":{{"message":"bad {SYSTEM_KEY}, {SYSTEM_KEY}!"}}}}"#);
    let field = format!("x-echo: Bearer {SYSTEM_KEY}\r\n");
    let stage = Stage::openai(vec![whole("400 Bad Request", &field, echo)]);
    let reply = stage.chat(CHAT);
    assert_eq!((reply.status, reply.header("x-echo")), (400, None));
    assert_eq!(reply.text(), r#"{"error":{"message":"bad ***, ***!"}}"#);
}

#[test]
fn neither_key_is_stored_in_the_clear() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    assert_eq!(stage.chat(CHAT).status, 200);
    assert!(stage.house.holds(&stage.key.as_bytes()[..20]), "the search finds what is there");
    assert!(!stage.house.holds(&stage.key.as_bytes()[21..]));
    assert!(!stage.house.holds(SYSTEM_KEY.as_bytes()));
}

#[test]
fn a_compressed_reply_passes_as_it_is() {
    let gzip =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";
    let field = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
    let stage = Stage::openai(vec![whole("200 OK", field, gzip)]);
    let reply = stage.chat(CHAT);
    assert_eq!((reply.status, reply.header("content-encoding")), (200, Some("gzip")));
    assert_eq!(reply.body, gzip);
    assert_eq!(stage.house.row().outcome, Outcome::Estimated);
}

#[test]
fn a_reply_with_headers_that_are_none_is_not_usable() {
    for field in ["x bad: 1\r\n", "x-nul: a\0b\r\n", "content-length: 3\r\n"] {
        let stage = Stage::openai(vec![whole("200 OK", field, ANSWER)]);
        let reply = stage.chat(CHAT);
        assert_eq!(
            (reply.status, &reply.json()["error"]["code"]),
            (502, &"upstream_unreachable".into()),
            "{field:?}"
        );
        assert_eq!(stage.house.row().outcome, Outcome::UpstreamAbort, "{field:?}");
    }
}

#[test]
fn a_connection_that_the_provider_has_closed_is_not_used_again() {
    let stage = Stage::openai(vec![[json(ANSWER), vec![Step::Close]].concat()]);
    let mut client = stage.client();
    for _ in 0..20 {
        let reply = client.ask("POST /v1/chat/completions", &stage.headers(), CHAT);
        assert_eq!((reply.status, reply.text()), (200, ANSWER));
    }
    assert_eq!(stage.house.rows().len(), 20);
}

#[test]
fn what_comes_before_and_after_a_reply_is_not_passed_on() {
    for early in ["100 Continue\r\n\r\n", "103 Early Hints\r\nlink: </x>\r\n\r\n"] {
        let early = Step::Send(format!("HTTP/1.1 {early}").into_bytes());
        let stage = Stage::openai(vec![[vec![early], json(ANSWER)].concat()]);
        let reply = stage.chat(CHAT);
        assert_eq!((reply.status, reply.text(), reply.header("link")), (200, ANSWER, None));
    }
    let trailers = Step::Send(b"0\r\nx-trailer: 1\r\n\r\n".to_vec());
    let events = [USAGE_EVENT, DONE].concat();
    let stage =
        Stage::openai(vec![vec![stream_head("text/event-stream"), chunk(events), trailers]]);
    assert_eq!(stage.chat(STREAMED_CHAT).text(), DONE);
}

#[test]
fn the_first_provider_of_the_dialect_that_routes_the_model_is_asked() {
    let mut stage = Stage::openai(vec![json(ANSWER)]);
    let url = format!("http://{}/second", stage.upstream.address);
    stage.house.provider("second", Dialect::OpenAi, &url, "gpt-5");
    stage.house.provider("local", Dialect::Ollama, &url, "*");
    stage.house.provider_key("second", None, "sk-second");
    assert_eq!(stage.chat(CHAT).status, 200);
    assert_eq!(stage.upstream.request().line, "POST /v1/chat/completions HTTP/1.1");
    provider::remove(&mut stage.house.session, &"main".parse().unwrap()).unwrap();
    assert_eq!(stage.chat(CHAT).status, 200);
    assert_eq!(stage.upstream.request().line, "POST /second/chat/completions HTTP/1.1");
    let reply = stage.chat(r#"{"model":"llama3"}"#);
    assert_eq!(reply.status, 400, "only another dialect serves it");
    assert!(stage.upstream.is_idle());
    let names: Vec<_> = stage.house.rows().into_iter().map(|row| row.provider).collect();
    assert_eq!(names, ["main", "second"], "the ledger keeps the name of what is gone");
}
