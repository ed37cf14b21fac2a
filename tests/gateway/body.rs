//! What a body must be before anything is decided from it.

use crate::support::stage::{ANSWER, CHAT, Stage};
use crate::support::upstream::json;

#[test]
fn a_body_that_can_be_read_in_two_ways_is_refused() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let mut client = stage.client();
    let deep = format!(r#"{{"model":"gpt-5","x":{}{}}}"#, "[".repeat(64), "]".repeat(64));
    let wide: Vec<_> = (0..300).map(|key| format!(r#""k{key}":0"#)).collect();
    for body in [
        r#"{"model":"gpt-5","model":"gpt-6"}"#,
        r#"{"model":"gpt-5","mod\u0065l":"gpt-6"}"#,
        r#"{"model":"gpt-5","Model":"gpt-6"}"#,
        r#"{"Model":"gpt-5"}"#,
        r#"{"model":"gpt-5","max_tokens":1,"max_tokens":100000}"#,
        r#"{"model":"gpt-5"}{"model":"gpt-6"}"#,
        r#"{"model":"gpt-5",}"#,
        r#"{"model":"gpt-5""#,
        r#"["gpt-5"]"#,
        "null",
        "",
        "{}",
        r#"{"model":null}"#,
        r#"{"model":5}"#,
        r#"{"model":"gpt-5","stream":"yes"}"#,
        r#"{"model":"gpt-5","stream":true,"stream_options":7}"#,
        r#"{"model":"gpt-5","max_tokens":0}"#,
        r#"{"model":"gpt-5","max_tokens":-1}"#,
        r#"{"model":"gpt-5","max_completion_tokens":1.5}"#,
        r#"{"model":"gpt-5","n":"2"}"#,
        &deep,
        &format!(r#"{{"model":"gpt-5",{}}}"#, wide.join(",")),
    ] {
        let reply = client.ask("POST /v1/chat/completions", &stage.headers(), body);
        assert_eq!(reply.status, 400, "{body}");
        let error = &reply.json()["error"];
        assert_eq!(error["type"], "invalid_request_error", "{body}");
        assert_eq!(error["code"], "invalid_body", "{body}");
        assert!(error["param"].is_null());
        assert_eq!(reply.header("x-should-retry"), Some("false"));
    }
    let latin = b"{\"model\":\"gpt-5\",\"x\":\"\xe9\"}";
    let reply = client.ask("POST /v1/chat/completions", &stage.headers(), latin);
    assert_eq!(reply.status, 400);
    assert!(stage.upstream.is_idle());
    assert!(stage.house.rows().is_empty());
    let reply = client.ask("POST /v1/chat/completions", &stage.headers(), CHAT);
    assert_eq!(reply.status, 200, "the connection is as good as before");
}

#[test]
fn a_body_must_say_that_it_is_json_in_utf_8() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    for (headers, status) in [
        ("content-type: application/json\r\n", 200),
        ("content-type: Application/JSON; charset=\"UTF-8\"\r\n", 200),
        ("content-type: application/json\r\ncontent-encoding: identity\r\n", 200),
        ("content-type: text/plain\r\n", 415),
        ("content-type: application/x-www-form-urlencoded\r\n", 415),
        ("content-type: multipart/form-data; boundary=x\r\n", 415),
        ("content-type: application/json; charset=latin1\r\n", 415),
        ("content-type: application/jsonp\r\n", 415),
        ("content-type: application/json\r\ncontent-encoding: gzip\r\n", 415),
    ] {
        let headers = format!("authorization: Bearer {}\r\n{headers}", stage.key);
        let reply = stage.client().ask("POST /v1/chat/completions", &headers, CHAT);
        assert_eq!(reply.status, status, "{headers}");
        if status == 415 {
            let error = &reply.json()["error"];
            assert_eq!(error["type"], "invalid_request_error");
        }
    }
}

#[test]
fn a_body_that_is_too_long_is_refused_however_its_length_is_told() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let filler = vec![b' '; 1 << 20];
    let line = "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway.test\r\n";
    for framing in ["content-length: 34603008\r\n", "transfer-encoding: chunked\r\n"] {
        let chunked = framing.starts_with('t');
        let mut client = stage.client();
        client.write(format!("{line}{}{framing}\r\n", stage.headers()));
        for _ in 0..33 {
            if chunked {
                client.write("100000\r\n");
            }
            client.write(&filler);
            if chunked {
                client.write("\r\n");
            }
        }
        if chunked {
            client.write("0\r\n\r\n");
        }
        let reply = client.reply();
        assert_eq!(reply.status, 413, "{framing}");
        assert_eq!(reply.json()["error"]["code"], "request_too_large");
    }
    assert!(stage.upstream.is_idle());
}

#[test]
fn a_body_of_just_the_limit_passes() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let padding = " ".repeat((32 << 20) - CHAT.len());
    assert_eq!(stage.chat(&format!("{CHAT}{padding}")).status, 200);
    assert_eq!(stage.upstream.request().text(), CHAT);
}

#[test]
fn a_client_that_asks_first_is_told_to_go_on_or_why_not() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let expecting = "expect: 100-continue\r\n";
    let head = |headers: &str| {
        let length = CHAT.len();
        let head = "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway.test\r\n";
        format!("{head}{headers}{expecting}content-length: {length}\r\n\r\n")
    };
    let mut client = stage.client();
    client.write(head(&stage.headers()));
    assert_eq!(client.head().status, 100);
    client.write(CHAT);
    assert_eq!(client.reply().status, 200);
    let mut client = stage.client();
    client.write(head("x-api-key: nonsense\r\n"));
    assert_eq!(client.reply().status, 401, "before a body was sent");
}

#[test]
fn a_chunked_body_is_framed_anew() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let mut client = stage.client();
    let head = "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway.test\r\n";
    client.write(format!("{head}{}transfer-encoding: chunked\r\n\r\n", stage.headers()));
    for piece in CHAT.as_bytes().chunks(10) {
        client.write([format!("{:x};x=y\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
    }
    client.write("0\r\nx-trailer: 1\r\n\r\n");
    assert_eq!(client.reply().status, 200);
    let asked = stage.upstream.request();
    assert_eq!((asked.text(), asked.header("transfer-encoding")), (CHAT, None));
    assert_eq!(asked.header("content-length"), Some(CHAT.len().to_string().as_str()));
    assert_eq!(asked.header("x-trailer"), None);
}
