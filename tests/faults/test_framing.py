"""Requests whose end two programs could see in two places (R-G2)."""

import json

import pytest
from wire import CHAT, chat, raw

BODY = json.dumps(CHAT).encode()
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
LENGTH = b"content-length: %d" % len(BODY)
CHUNKS = b"transfer-encoding: chunked"


def request(key, *headers, body=BODY, version=b"1.1"):
    """A chat request that leaves its connection open."""
    lines = [b"POST /v1/chat/completions HTTP/" + version, b"host: x", b"content-type: application/json"]
    return b"\r\n".join([*lines, b"authorization: Bearer " + key.encode(), *headers, b"", body])


def with_bare_line_feeds(key):
    return request(key, b"connection: close", LENGTH).replace(b"\r\n", b"\n")


READ_IN_ONE_WAY = {
    "length before chunks": lambda key: request(key, LENGTH, CHUNKS, body=CHUNKED),
    "chunks before length": lambda key: request(key, CHUNKS, LENGTH, body=CHUNKED),
    "length of the first chunk": lambda key: request(key, b"content-length: 4", CHUNKS, body=CHUNKED),
    "one length twice": lambda key: request(key, b"connection: close", LENGTH, LENGTH),
    "bare line feeds": with_bare_line_feeds,
}


@pytest.mark.parametrize("odd", READ_IN_ONE_WAY.values(), ids=READ_IN_ONE_WAY.keys())
def test_an_oddity_is_refused_or_becomes_one_request(gateway, key, upstream, odd):
    """A second request behind it, which another program could take for a part of the first, is never served."""
    received = raw(gateway, odd(key) + request(key, LENGTH))
    assert received.count(b"HTTP/1.1 ") == 1
    if received.startswith(b"HTTP/1.1 400 "):
        assert upstream.seen == []
        return
    assert received.startswith(b"HTTP/1.1 200 ")
    (seen,) = upstream.seen
    assert seen.json() == CHAT
    assert seen.headers.get_all("content-length") == [str(len(seen.body))]
    assert seen.headers["transfer-encoding"] is None


REFUSED = {
    "two lengths": [LENGTH, b"content-length: 3"],
    "list of lengths": [LENGTH + b", %d" % len(BODY)],
    "signed length": [b"content-length: +%d" % len(BODY)],
    "negative length": [b"content-length: -1"],
    "hexadecimal length": [b"content-length: 0x46"],
    "overflowing length": [b"content-length: 99999999999999999999"],
    "unknown coding": [b"transfer-encoding: xchunked"],
    "identity": [b"transfer-encoding: identity"],
    "gzip before chunked": [b"transfer-encoding: gzip, chunked"],
    "chunked before gzip": [b"transfer-encoding: chunked, gzip"],
    "chunked twice": [b"transfer-encoding: chunked, chunked"],
    "two codings": [CHUNKS, CHUNKS],
    "folded line": [LENGTH, b"x-odd: a", b" b"],
    "space before the colon": [LENGTH, b"x-odd : a"],
    "NUL": [LENGTH, b"x-odd: a\0b"],
    "control byte": [LENGTH, b"x-odd: a\x01b"],
    "carriage return in a value": [LENGTH, b"x-odd: a\rb"],
}


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED.keys())
def test_a_head_that_is_refused(gateway, key, upstream, headers):
    body = CHUNKED if any(header.startswith(b"transfer-encoding") for header in headers) else BODY
    assert_refused(gateway, key, upstream, request(key, *headers, body=body))


@pytest.mark.parametrize("size", [b"zz", b"-1", b"0x46", b"fffffffffffffffff", b""])
def test_a_chunk_size_that_is_none(gateway, key, upstream, size):
    assert_refused(gateway, key, upstream, request(key, CHUNKS, body=size + CHUNKED[2:]))


def test_chunks_of_an_old_version(gateway, key, upstream):
    assert_refused(gateway, key, upstream, request(key, CHUNKS, body=CHUNKED, version=b"1.0"))


def test_a_line_without_a_version(gateway, key, upstream):
    assert_refused(gateway, key, upstream, b"GET /v1/models\r\n\r\n")


def assert_refused(gateway, key, upstream, sent):
    received = raw(gateway, sent + request(key, LENGTH))
    assert received.startswith(b"HTTP/1.1 400 ")
    assert received.count(b"HTTP/1.1 ") == 1
    assert upstream.seen == []
    assert chat(gateway, key).status == 200


@pytest.mark.parametrize(
    "line, headers",
    [
        (b"CONNECT example.com:443", []),
        (b"TRACE /v1/models", []),
        (b"GET /v1/models", [b"upgrade: websocket", b"connection: upgrade"]),
        (b"GET /v1/models", [b"upgrade: h2c", b"connection: upgrade, http2-settings", b"http2-settings: AAMAAABk"]),
    ],
    ids=["CONNECT", "TRACE", "WebSocket", "HTTP/2"],
)
def test_no_other_protocol(gateway, key, upstream, line, headers):
    lines = [line + b" HTTP/1.1", b"host: x", b"authorization: Bearer " + key.encode(), b"connection: close", *headers]
    received = raw(gateway, b"\r\n".join([*lines, b"", b""]))
    assert received.startswith((b"HTTP/1.1 405 ", b"HTTP/1.1 501 "))
    assert upstream.seen == []


@pytest.mark.parametrize(
    "target, headers, statuses",
    [
        (b"/v1/models/" + b"m" * 9000, [], (b"414", b"431")),
        (b"/v1/models/" + b"m" * 60_000, [], (b"414", b"431")),
        (b"/v1/models", [b"x-%d: a" % number for number in range(120)], (b"431",)),
        (b"/v1/models", [b"x-long: " + b"a" * 60_000], (b"431",)),
    ],
    ids=["target of 9 kB", "target of 60 kB", "124 fields", "field of 60 kB"],
)
def test_a_head_that_is_too_long(gateway, key, upstream, target, headers, statuses):
    lines = [b"GET " + target + b" HTTP/1.1", b"host: x", b"authorization: Bearer " + key.encode()]
    received = raw(gateway, b"\r\n".join([*lines, b"connection: close", *headers, b"", b""]))
    assert received.split(b" ")[1] in statuses
    assert upstream.seen == []
