//! Framing: whatever a client writes has one meaning here and at the provider, or none (R-G2).

use crate::support::stage::{ANSWER, CHAT, DONE, STREAMED_CHAT, Stage, text_event};
use crate::support::upstream::{json, stream};

/// A second request hidden behind the first.
const HIDDEN: &str = "GET /healthz HTTP/1.1\r\nhost: smuggled.test\r\n\r\n";

fn request(stage: &Stage, fields: &str, rest: &str) -> String {
    let head = "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway.test\r\n";
    format!("{head}{}{fields}\r\n{rest}", stage.headers())
}

fn chunked(body: &str) -> String {
    format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
}

#[test]
fn what_has_no_one_length_is_refused_and_the_connection_closed() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let length = CHAT.len();
    for (fields, rest) in [
        (format!("content-length: {length}\r\ncontent-length: 3\r\n"), CHAT.to_owned()),
        (format!("content-length: {length}, 3\r\n"), CHAT.to_owned()),
        (format!("content-length: +{length}\r\n"), CHAT.to_owned()),
        (format!("content-length: -{length}\r\n"), CHAT.to_owned()),
        (format!("content-length: 0x{length:x}\r\n"), CHAT.to_owned()),
        ("content-length: 99999999999999999999\r\n".to_owned(), CHAT.to_owned()),
        ("transfer-encoding: xchunked\r\n".to_owned(), chunked(CHAT)),
        ("transfer-encoding: identity\r\n".to_owned(), chunked(CHAT)),
        ("transfer-encoding: chunked, identity\r\n".to_owned(), chunked(CHAT)),
        ("transfer-encoding: gzip\r\n".to_owned(), chunked(CHAT)),
        (format!("content-length : {length}\r\n"), CHAT.to_owned()),
        (format!(" content-length: {length}\r\n"), CHAT.to_owned()),
        (format!("x: a\r\n b\r\ncontent-length: {length}\r\n"), CHAT.to_owned()),
        (format!("x: a\0b\r\ncontent-length: {length}\r\n"), CHAT.to_owned()),
        (format!("x: a\u{1}b\r\ncontent-length: {length}\r\n"), CHAT.to_owned()),
        (format!("x\0y: a\r\ncontent-length: {length}\r\n"), CHAT.to_owned()),
        (format!(": a\r\ncontent-length: {length}\r\n"), CHAT.to_owned()),
    ] {
        let mut client = stage.client();
        client.write(request(&stage, &fields, &rest) + HIDDEN);
        assert_eq!(client.head().status, 400, "{fields:?}");
        assert_eq!(client.read_to_close(), 0, "{fields:?}");
        assert!(stage.upstream.is_idle(), "{fields:?}");
    }
    assert!(stage.house.rows().is_empty());
}

#[test]
fn what_has_two_lengths_is_one_request_or_none() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let length = CHAT.len();
    for (fields, rest) in [
        (format!("content-length: {length}\r\ntransfer-encoding: chunked\r\n"), chunked(CHAT)),
        (format!("transfer-encoding: chunked\r\ncontent-length: {length}\r\n"), chunked(CHAT)),
        ("content-length: 4\r\ntransfer-encoding: chunked\r\n".to_owned(), chunked(CHAT)),
        (format!("content-length: {length}\r\ncontent-length: {length}\r\n"), CHAT.to_owned()),
        ("transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n".to_owned(), chunked(CHAT)),
        ("Transfer-Encoding: CHUNKED\r\n".to_owned(), chunked(CHAT)),
        (format!("content-length:\t{length} \r\n"), CHAT.to_owned()),
        (format!("content-length: {length}\nx: y\r\n"), CHAT.to_owned()),
    ] {
        let mut client = stage.client();
        client.write(request(&stage, &fields, &rest) + HIDDEN);
        let reply = client.reply();
        if reply.status == 200 {
            let asked = stage.upstream.request();
            assert_eq!((asked.text(), asked.header("x")), (CHAT, None), "{fields:?}");
            let framing = ["content-length", "transfer-encoding"].map(|name| asked.header(name));
            assert_eq!(framing, [Some(length.to_string().as_str()), None]);
        } else {
            assert_eq!(reply.status, 400, "{fields:?}");
            assert_eq!(client.read_to_close(), 0, "{fields:?}");
        }
        assert!(stage.upstream.is_idle(), "{fields:?}");
    }
}

#[test]
fn the_body_of_a_refused_request_is_no_request() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let long = HIDDEN.repeat(20_000);
    for body in [HIDDEN, &long] {
        let mut client = stage.client();
        for refused in ["POST /v1/chat/completions", "POST /v1/nothing", "GET /v1/models"] {
            client.send(refused, "x-api-key: nonsense\r\n", body);
            assert_eq!(client.reply().status, 401, "{refused}");
        }
        let reply = client.ask("POST /v1/chat/completions", &stage.headers(), CHAT);
        assert_eq!((reply.status, reply.text()), (200, ANSWER), "the next request is the next");
    }
    let mut client = stage.client();
    let reply = client.ask("GET /v1/nothing", &stage.headers(), HIDDEN);
    assert_eq!(reply.status, 404);
    let reply = client.ask("POST /v1/chat/completions", &stage.headers(), CHAT);
    assert_eq!((reply.status, reply.text()), (200, ANSWER), "a route without a body has none");
}

#[test]
fn older_versions_are_not_spoken() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let line = "POST /v1/chat/completions HTTP/1.0\r\n";
    for (bytes, what) in [
        ("GET /v1/models\r\n\r\n".to_owned(), "HTTP/0.9"),
        ("GET /v1/models HTTP/2.0\r\n\r\n".to_owned(), "HTTP/2 in clothes"),
        (
            format!("{line}{}transfer-encoding: chunked\r\n\r\n{}", stage.headers(), chunked(CHAT)),
            "chunks in HTTP/1.0",
        ),
    ] {
        let mut client = stage.client();
        client.write(bytes);
        assert_eq!(client.head().status, 400, "{what}");
        assert_eq!(client.read_to_close(), 0, "{what}");
    }
    let mut client = stage.client();
    client.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assert_eq!(client.read_to_close(), 0, "who speaks HTTP/2 reads no answer in HTTP/1.1");
    assert!(stage.upstream.is_idle());
}

#[test]
fn a_client_of_http_1_0_reads_to_the_end_of_the_connection() {
    let stage =
        Stage::openai(vec![stream("text/event-stream", [text_event("hello").as_str(), DONE])]);
    let length = STREAMED_CHAT.len();
    let head = format!("POST /v1/chat/completions HTTP/1.0\r\n{}", stage.headers());
    let mut client = stage.client();
    client.write(format!("{head}content-length: {length}\r\n\r\n{STREAMED_CHAT}"));
    let reply = client.head();
    assert_eq!((reply.status, reply.header("transfer-encoding")), (200, None));
    assert_eq!(client.read_to_close(), text_event("hello").len() + DONE.len());
    assert_eq!(stage.house.rows().len(), 1);
}

#[test]
fn chunks_that_are_none_break_the_request_off() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    for rest in [
        "zz\r\n{}\r\n0\r\n\r\n",
        "-2\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}XX0\r\n\r\n",
        "fffffffffffffffff\r\n",
    ] {
        let mut client = stage.client();
        client.write(request(&stage, "transfer-encoding: chunked\r\n", rest));
        client.read_to_close();
        assert!(stage.upstream.is_idle(), "{rest:?}");
    }
    assert!(stage.house.rows().is_empty());
}

#[test]
fn a_tunnel_is_not_dug() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let upgrade = "connection: upgrade\r\nupgrade: websocket\r\n";
    for (line, fields) in [
        ("CONNECT api.example.com:443", ""),
        ("TRACE /v1/models", ""),
        ("GET /v1/models", upgrade),
        ("GET /v1/models", "connection: upgrade, http2-settings\r\nupgrade: h2c\r\n"),
    ] {
        let headers = stage.headers() + fields;
        let reply = stage.client().ask(line, &headers, "");
        assert!(matches!(reply.status, 405 | 501), "{line} {fields}: {}", reply.status);
    }
    assert!(stage.upstream.is_idle());
}

#[test]
fn a_head_beyond_the_limits_is_refused() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let many = "x: y\r\n".repeat(101);
    let [long, longer] = [33, 300].map(|kib| format!("x: {}\r\n", "y".repeat(kib << 10)));
    for fields in [&many, &long, &longer] {
        let mut client = stage.client();
        let length = CHAT.len();
        client.write(request(&stage, &format!("{fields}content-length: {length}\r\n"), CHAT));
        assert_eq!(client.head().status, 431);
    }
    let target = format!("GET /v1/models?x={}", "y".repeat(9 << 10));
    assert_eq!(stage.client().ask(&target, &stage.headers(), "").status, 431);
    let just = format!("{}x: {}\r\n", stage.headers(), "y".repeat(31 << 10));
    assert_eq!(stage.client().ask("POST /v1/chat/completions", &just, CHAT).status, 200);
    stage.upstream.request();
    assert!(stage.upstream.is_idle());
}

#[test]
fn a_path_that_can_be_read_in_two_ways_is_refused() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    for path in [
        "/v1/chat/completions/../models",
        "/v1/./chat/completions",
        "/v1//chat/completions",
        "/v1/chat%2Fcompletions",
        "/v1/chat%2fcompletions",
        "/v1/models/%2e%2e/%2e%2e/admin",
        "/v1/models/..%5cadmin",
        "/v1/models/x%00",
        "/v1/chat/completions;x=y",
        "/v1\\chat\\completions",
    ] {
        let reply = stage.client().ask(&format!("POST {path}"), &stage.headers(), CHAT);
        assert_eq!(reply.status, 400, "{path}");
    }
    assert!(stage.upstream.is_idle());
}
