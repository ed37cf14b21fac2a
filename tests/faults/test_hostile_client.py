"""Clients that send what no honest client sends."""

import gzip
import json
import subprocess

import pytest
from wire import CHAT, Connection, chat, raw

BODY = json.dumps(CHAT).encode()

BEARERS = {
    "empty": b"",
    "blank": b"   ",
    "short": b"sk",
    "prefix only": b"sk_live_AbCd1234EfGh",
    "bad checksum": b"sk_live_AbCd1234EfGh_" + b"0" * 49,
    "unknown but well formed": b"sk_live_AbCd1234EfGh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3jXhj0",
    "other brand": b"zz_live_AbCd1234EfGh_" + b"0" * 49,
    "underscores": b"_" * 70,
    "very long": b"sk_live_" + b"A" * 20_000,
    "quotes": b"' OR '1'='1' --",
    "like wildcards": b"sk_live_%%%%%%%%%%%%_" + b"%" * 49,
    "not UTF-8": b"sk_live_\xff\xfe\x80\x81AbCd1234_" + b"\xf0" * 49,
    "full-width": "ｓｋ_live_AbCd1234EfGh".encode(),
    "format string": b"%s%s%s%n{0}{}${jndi:ldap://x/}",
    "escape sequence": b"\x1b[31mred",
    "header fold": b"sk_live_x\r\n folded: yes",
    "NUL": b"sk_live_\x00",
}


def post(*headers, path=b"/v1/chat/completions"):
    """A chat request with `headers`, on a connection that ends with it."""
    lines = [b"POST " + path + b" HTTP/1.1", b"host: x", b"connection: close", b"content-type: application/json"]
    return b"\r\n".join([*lines, b"content-length: %d" % len(BODY), *headers, b"", BODY])


@pytest.mark.parametrize("bearer", BEARERS.values(), ids=BEARERS.keys())
def test_hostile_bearer(house, gateway, key, upstream, bearer):
    received = raw(gateway, post(b"authorization: Bearer " + bearer))
    status = received.split(b" ")[1]
    assert status in (b"400", b"401", b"431")
    assert len(bearer.strip()) < 6 or bearer.strip() not in received
    assert upstream.seen == []
    assert chat(gateway, key).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        [b"authorization: Bearer KEY", b"x-api-key: another"],
        [b"authorization: Bearer KEY", b"authorization: Bearer KEY"],
        [b"x-api-key: KEY", b"x-api-key: KEY"],
        [b"x-api-key: KEY", b"api-key: other"],
    ],
    ids=["two that differ", "one twice", "x-api-key twice", "x-api-key and api-key"],
)
def test_ambiguous_credentials(gateway, key, upstream, headers):
    received = raw(gateway, post(*[header.replace(b"KEY", key.encode()) for header in headers]))
    assert received.startswith(b"HTTP/1.1 400 ")
    assert key.encode() not in received
    assert upstream.seen == []


@pytest.mark.parametrize("name", [b"x-api-key", b"api-key", b"X-API-KEY"])
def test_other_ways_to_send_a_key(gateway, key, name):
    assert raw(gateway, post(name + b": " + key.encode())).startswith(b"HTTP/1.1 200 ")


def test_a_key_in_the_url_is_no_credential(gateway, key, upstream):
    path = b"/v1/chat/completions?api_key=" + key.encode()
    received = raw(gateway, post(path=path))
    assert received.startswith(b"HTTP/1.1 401 ")
    assert b'www-authenticate: Bearer realm="keyctl"\r\n' in received
    assert upstream.seen == []


def test_connection_header_cannot_remove_our_credential(gateway, key):
    """The upstream fixture complains where the provider's key does not arrive."""
    received = raw(gateway, post(b"authorization: Bearer " + key.encode(), b"connection: authorization, host"))
    assert received.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 400 "))


def test_only_listed_headers_travel_on(gateway, key, upstream):
    noise = {"cookie": "a=b", "x-forwarded-for": "10.0.0.1", "x-secret": "s", "openai-beta": "assistants=v2"}
    with Connection(gateway.port) as connection:
        assert connection.post("/v1/chat/completions", CHAT, key, noise).status == 200
    arrived = {name.lower() for name in upstream.seen[-1].headers}
    assert "openai-beta" in arrived
    assert not {"cookie", "x-forwarded-for", "x-secret"} & arrived
    assert upstream.seen[-1].headers["accept-encoding"] == "identity"


BODIES = {
    "duplicate model": b'{"model":"gpt-4o-mini","messages":[],"model":"gpt-4o"}',
    "duplicate by escape": b'{"model":"gpt-4o-mini","messages":[],"mod\\u0065l":"gpt-4o"}',
    "no object": b'["gpt-4o-mini"]',
    "cut": b'{"model":"gpt-4o-mini"',
    "two objects": BODY + BODY,
    "not UTF-8": b'{"model":"gpt-4o-mini","messages":"\xff\xfe"}',
    "deep": b'{"model":"gpt-4o-mini","messages":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "model is a number": b'{"model":4,"messages":[]}',
    "no model": b'{"messages":[]}',
    "empty": b"",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_bad_body(gateway, key, upstream, body):
    with Connection(gateway.port) as connection:
        reply = connection.post("/v1/chat/completions", body, key)
    assert reply.status == 400
    assert reply.error["code"] == "invalid_body"
    assert reply.error["type"] == "invalid_request_error"
    assert reply.headers["x-should-retry"] == "false"
    assert upstream.seen == []


def test_nested_values_travel_on_byte_for_byte(gateway, key, upstream):
    nested = b'[{"role":"user","content":"\\u00e9 1.0e5 ", "n":1.10,"n":2}]'
    with Connection(gateway.port) as connection:
        reply = connection.post("/v1/chat/completions", b'{"model":"gpt-4o","messages":' + nested + b"}", key)
    assert reply.status == 200
    assert nested in upstream.seen[-1].body


def test_media_types(gateway, key):
    with Connection(gateway.port) as connection:
        for headers in ({"content-type": "text/plain"}, {"content-type": "application/json; charset=latin1"}):
            assert connection.post("/v1/chat/completions", CHAT, key, headers).status == 415
    with Connection(gateway.port) as connection:
        zipped = connection.post("/v1/chat/completions", gzip.compress(BODY), key, {"content-encoding": "gzip"})
    assert zipped.status == 415


BLOCK = b" " * 2**20
LARGE = 100
"""Blocks of a body that is longer than any that is taken."""


@pytest.fixture(params=["key", "no key of ours"])
def refusal(request, gateway, key, upstream):
    """A key, and the refusal that a large body gets with it; the gateway serves on afterwards."""
    yield (key, 413, "request_too_large") if request.param == "key" else ("sk-no-key", 401, "invalid_api_key")
    assert upstream.seen == []
    assert chat(gateway, key).status == 200


@pytest.mark.parametrize("chunked", [False, True], ids=["content-length", "chunked"])
def test_a_body_of_100_megabytes(gateway, refusal, chunked):
    """A client that writes its whole body before it reads must find the refusal, not a reset."""
    key, status, code = refusal
    body = (BLOCK for _ in range(LARGE)) if chunked else BLOCK * LARGE
    with Connection(gateway.port) as connection:
        reply = connection.send("POST", "/v1/chat/completions", body, key, {"content-type": "application/json"})
    assert (reply.status, reply.error["code"]) == (status, code)


CURL = {
    "content-length": [],
    "chunked": ["-H", "transfer-encoding: chunked"],
    "content-length at once": ["-H", "expect:"],
    "chunked at once": ["-H", "transfer-encoding: chunked", "-H", "expect:"],
}


@pytest.mark.parametrize("options", CURL.values(), ids=CURL.keys())
def test_a_body_of_100_megabytes_by_curl(gateway, refusal, tmp_path, options):
    key, status, code = refusal
    large = tmp_path / "large"
    large.write_bytes(BLOCK * LARGE)
    headers = ["-H", f"authorization: Bearer {key}", "-H", "content-type: application/json", *options]
    url = f"{gateway.url}/v1/chat/completions"
    done = subprocess.run(
        ["curl", "-sS", "-w", "\n%{http_code}", *headers, "--data-binary", f"@{large}", url],
        capture_output=True,
        text=True,
        timeout=60,
    )
    body, _, shown = done.stdout.rpartition("\n")
    assert (done.returncode, shown, done.stderr) == (0, str(status), "")
    assert json.loads(body)["error"]["code"] == code
    large.unlink()


PATHS = [
    b"/v1/%2e%2e/admin",
    b"//v1/chat/completions",
    b"/v1/../v1/chat/completions",
    b"/v1/chat%2Fcompletions",
    b"/v1/a;b",
]


@pytest.mark.parametrize("path", PATHS, ids=[path.decode() for path in PATHS])
def test_a_path_with_two_readings(gateway, key, upstream, path):
    received = raw(gateway, post(b"authorization: Bearer " + key.encode(), path=path))
    assert received.startswith(b"HTTP/1.1 400 ")
    assert upstream.seen == []


def test_unknown_path(gateway, key, upstream):
    with Connection(gateway.port) as connection:
        for path in ("/v1/files", "/metrics", "/api/auth", "/"):
            assert connection.get(path, key).status == 404
    assert upstream.seen == []
