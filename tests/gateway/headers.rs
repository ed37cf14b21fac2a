//! Headers: only those of two lists pass, one each way (R-G3, R-G4).

use crate::support::stage::{ANSWER, CHAT, SYSTEM_KEY, Stage};
use crate::support::upstream::{json, whole};

const LINE: &str = "POST /v1/chat/completions";

#[test]
fn only_listed_headers_reach_the_provider() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    let fields = "accept: application/json\r\nidempotency-key: once\r\nopenai-beta: x=v1\r\n\
                  traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\
                  user-agent: evil/1\r\ncookie: a=b\r\nx-forwarded-for: 6.6.6.6\r\n\
                  forwarded: for=6.6.6.6\r\nproxy-authorization: Basic eA==\r\n\
                  openai-organization: org-6\r\nx-anything: 1\r\naccept-encoding: gzip\r\n\
                  expect: 200-ok\r\nte: trailers\r\n";
    let reply = stage.client().ask(LINE, &(stage.headers() + fields), CHAT);
    assert_eq!(reply.status, 200);
    let asked = stage.upstream.request();
    let mut names: Vec<_> = asked.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "accept",
            "accept-encoding",
            "authorization",
            "content-length",
            "content-type",
            "host",
            "idempotency-key",
            "openai-beta",
            "traceparent",
            "user-agent",
        ]
    );
    let ours = format!("Bearer {SYSTEM_KEY}");
    assert_eq!(asked.header("authorization"), Some(ours.as_str()));
    assert_eq!(asked.header("host"), Some(stage.upstream.address.to_string().as_str()));
    assert_eq!(asked.header("accept-encoding"), Some("identity"));
    assert_eq!(asked.header("user-agent"), Some(concat!("keyctl/", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn no_header_can_take_our_credential_away() {
    let stage = Stage::openai(vec![json(ANSWER)]);
    for named in ["authorization", "authorization, content-length, host", "close, authorization"] {
        let headers = format!("{}connection: {named}\r\n", stage.headers());
        assert_eq!(stage.client().ask(LINE, &headers, CHAT).status, 200, "{named}");
        let asked = stage.upstream.request();
        assert_eq!(asked.header("authorization").unwrap(), format!("Bearer {SYSTEM_KEY}"));
        assert_eq!(asked.text(), CHAT);
    }
}

#[test]
fn what_is_the_providers_own_affair_stays_there() {
    let fields = "content-type: application/json\r\nset-cookie: a=b\r\nalt-svc: h3=\":443\"\r\n\
                  www-authenticate: Bearer\r\nproxy-authenticate: Basic\r\nkeep-alive: timeout=5\r\n\
                  openai-organization: org-1\r\nopenai-project: proj-1\r\n\
                  anthropic-organization-id: x\r\nserver: secret/1\r\n\
                  strict-transport-security: max-age=1\r\nx-request-id: theirs\r\n\
                  x-keyctl-cost-usd: 0.00\r\nx-keyctl-key: sk_live_forged\r\n\
                  connection: x-hop\r\nx-hop: 1\r\nx-tab: a\tb\r\n\
                  openai-processing-ms: 7\r\nx-ratelimit-remaining-requests: 9\r\n";
    let stage = Stage::openai(vec![whole("200 OK", fields, ANSWER)]);
    let reply = stage.chat(CHAT);
    let mut names: Vec<_> = reply.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "content-length",
            "content-type",
            "date",
            "openai-processing-ms",
            "x-keyctl-cost-usd",
            "x-keyctl-key",
            "x-keyctl-overhead-us",
            "x-ratelimit-remaining-requests",
            "x-request-id",
        ]
    );
    assert_eq!(reply.header("x-keyctl-key"), Some(&stage.key[..20]));
    assert_eq!(reply.header("x-keyctl-cost-usd"), Some("0.000017"));
    assert_eq!(reply.header("x-request-id"), Some(stage.house.row().request_id.as_str()));
}
