"""Providers that redirect, break off, stall, refuse our key, fail, lie, or cut their words in odd places."""

import json
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sandbox import wait_until
from upstream import NOISE, PROVIDER_KEY, chat_events, documented
from wire import Connection, chat

FIRST_BYTE_S = 120
"""How long a provider may stay silent before its first byte, and between two chunks (R-G6)."""


def whole_with_usage(usage):
    """The usual reply with another `usage`; `None` leaves it out."""
    body = json.loads(documented("openai.chat.json"))
    body.pop("usage")
    if usage is not None:
        body["usage"] = usage
    return lambda handler, seen: handler.reply(200, json.dumps(body).encode())


def reset(handler):
    """Ends the provider's side as a process that died does: what was not read yet is lost."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.shutdown(socket.SHUT_RD)
    handler.connection.close()
    break_off(handler)


def break_off(handler):
    """Ends the connection behind what was written, however much was promised."""
    handler.close_connection = True


def assert_upstream_unreachable(reply):
    assert reply.status == 502
    assert reply.error["code"] == "upstream_unreachable"
    assert reply.headers["x-should-retry"] == "true"


def test_noise_of_a_provider_stops_here(gateway, key):
    reply = chat(gateway, key)
    assert reply.status == 200
    assert reply.request_id != NOISE["x-request-id"]
    assert not {"openai-organization", "set-cookie", "alt-svc"} & {name.lower() for name in reply.headers}


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_is_not_followed(gateway, key, upstream, status):
    upstream.on("gpt-redirect", lambda handler, _: handler.reply(status, b"", headers={"location": "/v1/elsewhere"}))
    reply = chat(gateway, key, model="gpt-redirect")
    assert_upstream_unreachable(reply)
    assert "location" not in reply.headers
    assert [seen.path for seen in upstream.seen] == ["/v1/chat/completions"]


def test_reset_before_the_reply(gateway, key, upstream):
    upstream.on("gpt-reset", lambda handler, _: reset(handler))
    assert_upstream_unreachable(chat(gateway, key, model="gpt-reset"))
    assert len(upstream.seen) == 1, "a request that may have been billed is never sent twice"


def test_end_in_the_middle_of_a_whole_reply(house, gateway, key, upstream):
    def cut(handler, _):
        handler.reply(200, b'{"id":"chatcmpl-', headers={"content-length": "5000"})
        break_off(handler)

    upstream.on("gpt-cut", cut)
    reply = chat(gateway, key, model="gpt-cut")
    assert_upstream_unreachable(reply)
    assert settled(house, reply)["outcome"] == "upstream_abort"


def test_end_in_the_middle_of_a_stream(house, gateway, key, upstream):
    def cut(handler, seen):
        handler.begin_stream()
        for event in chat_events(seen)[:4]:
            handler.chunk(event)
        break_off(handler)

    upstream.on("gpt-cut", cut)
    reply = chat(gateway, key, model="gpt-cut", stream=True)
    assert reply.status == 200
    assert b"[DONE]" not in reply.body
    last = reply.body.strip().rpartition(b"\n\n")[2]
    assert last.startswith(b"data: ")
    assert "error" in json.loads(last.removeprefix(b"data: "))
    assert settled(house, reply)["outcome"] == "upstream_abort"


def settled(house, reply):
    """The row of a request whose settlement may come after its reply."""
    wait_until(lambda: any(row["request_id"] == reply.request_id for row in house.usage()), "the usage row")
    return house.usage_of(reply.request_id)


def test_nobody_listens(house, key):
    house.add_provider("gone", "openai", "http://127.0.0.1:9/v1", "gone-*", provider_key="sk-gone-0123456789")
    reply = chat(house.serve(), key, model="gone-1")
    assert_upstream_unreachable(reply)
    assert settled(house, reply)["outcome"] == "not_sent"


def test_a_pause_is_no_fault(house, gateway, key, upstream):
    def pause(handler, seen):
        time.sleep(1.5)
        handler.begin_stream()
        for number, event in enumerate(chat_events(seen)):
            time.sleep(1.5 if number == 3 else 0)
            handler.chunk(event)
        handler.chunk(b"")

    upstream.on("gpt-pause", pause)
    reply = chat(gateway, key, model="gpt-pause", stream=True)
    assert reply.body.endswith(b"data: [DONE]\n\n")
    row = house.usage_of(reply.request_id)
    assert 1400 <= int(row["first_byte_ms"]) < int(row["duration_ms"])


@pytest.mark.slow
def test_a_stall_ends(house, gateway, key, upstream):
    """Both waits at once, because each takes its two minutes."""

    def silent(handler, _):
        time.sleep(FIRST_BYTE_S + 30)

    def halting(handler, seen):
        handler.begin_stream()
        handler.chunk(chat_events(seen)[0])
        time.sleep(FIRST_BYTE_S + 30)

    upstream.on("gpt-silent", silent)
    upstream.on("gpt-halting", halting)

    def ask(model, stream):
        with Connection(gateway.port, timeout=FIRST_BYTE_S + 15) as connection:
            return connection.chat(key, model=model, stream=stream)

    with ThreadPoolExecutor() as pool:
        first, second = pool.submit(ask, "gpt-silent", False), pool.submit(ask, "gpt-halting", True)
    assert first.result().status == 504
    assert first.result().error["code"] == "upstream_timeout"
    assert b'"error"' in second.result().body
    assert b"[DONE]" not in second.result().body
    assert settled(house, second.result())["outcome"] == "upstream_abort"


@pytest.mark.parametrize("status", [401, 403])
def test_refused_provider_key_is_not_shown(gateway, key, upstream, status):
    echo = documented("openai.error.401.json").replace(b"PROVIDER_KEY", PROVIDER_KEY.encode())
    headers = {"www-authenticate": f'Bearer error="invalid_token", key="{PROVIDER_KEY}"', "x-echo": PROVIDER_KEY}
    upstream.on("gpt-denied", lambda handler, _: handler.reply(status, echo, headers=headers))
    reply = chat(gateway, key, model="gpt-denied")
    assert reply.status == 502
    assert reply.error["code"] == "upstream_auth"
    assert reply.headers["x-should-retry"] == "false"
    assert PROVIDER_KEY not in reply.body.decode() + str(reply.headers)
    assert "www-authenticate" not in reply.headers


def test_a_failure_passes_through(house, gateway, key, upstream):
    body = documented("openai.error.500.json")
    upstream.on("gpt-failing", lambda handler, _: handler.reply(500, body, headers={"retry-after": "7"}))
    reply = chat(gateway, key, model="gpt-failing")
    assert (reply.status, reply.body, reply.headers["retry-after"]) == (500, body, "7")
    row = house.usage_of(reply.request_id)
    assert (row["status"], row["outcome"]) == ("500", "upstream_error")
    assert float(row["cost_usd"] or 0) == 0


def test_a_failure_that_echoes_our_key_is_scrubbed(gateway, key, upstream):
    echo = documented("openai.error.401.json").replace(b"PROVIDER_KEY", PROVIDER_KEY.encode())
    upstream.on("gpt-echo", lambda handler, _: handler.reply(400, echo))
    reply = chat(gateway, key, model="gpt-echo")
    assert reply.status == 400
    assert PROVIDER_KEY not in reply.body.decode() + str(reply.headers)


LIES = {
    "missing": None,
    "negative": {"prompt_tokens": -10, "completion_tokens": 11},
    "negative output": {"prompt_tokens": 10, "completion_tokens": -1},
    "fraction": {"prompt_tokens": 10.5, "completion_tokens": 11},
    "text": {"prompt_tokens": "10", "completion_tokens": "11"},
    "absurd": {"prompt_tokens": 10**30, "completion_tokens": 11},
    "overflowing": {"prompt_tokens": 2**63 - 1, "completion_tokens": 2**63 - 1},
    "list": [10, 11],
}


@pytest.mark.parametrize("usage", LIES.values(), ids=LIES.keys())
def test_a_reply_without_believable_usage_is_estimated(house, gateway, key, upstream, usage):
    upstream.on("gpt-lying", whole_with_usage(usage))
    reply = chat(gateway, key, model="gpt-lying")
    assert reply.status == 200
    row = house.usage_of(reply.request_id)
    assert row["outcome"] == "estimated"
    assert int(row["input_tokens"]) > 0
    assert int(row["output_tokens"]) > 0
    assert float(row["cost_usd"]) > 0


def test_zero_is_a_value(house, gateway, key, upstream):
    upstream.on("gpt-free", whole_with_usage({"prompt_tokens": 0, "completion_tokens": 0}))
    row = house.usage_of(chat(gateway, key, model="gpt-free").request_id)
    assert (row["outcome"], row["input_tokens"], row["output_tokens"]) == ("ok", "0", "0")


@pytest.mark.parametrize("asked", [False, True], ids=["usage not asked for", "usage asked for"])
@pytest.mark.parametrize("size", [1, 2, 7, 61, 100_000])
def test_chunks_cut_anywhere(house, gateway, key, upstream, size, asked):
    def cut(handler, seen):
        stream = b"".join(chat_events(seen))
        handler.stream(stream[start : start + size] for start in range(0, len(stream), size))

    upstream.on("gpt-cut", cut)
    options = {"stream_options": {"include_usage": True}} if asked else {}
    reply = chat(gateway, key, model="gpt-cut", stream=True, **options)
    stream = documented("openai.chat.sse")
    assert events_of(reply.body) == [event for event in events_of(stream) if asked or event.get("choices") != []]
    assert upstream.seen[-1].json()["stream_options"]["include_usage"] is True
    row = house.usage_of(reply.request_id)
    assert row["outcome"] == "ok"
    assert (row["input_tokens"], row["output_tokens"], row["cost_usd"]) == ("10", "11", "0.000135")


def events_of(stream):
    """What an SSE client makes of `stream`: the data of each event, the terminal one as an empty object."""
    lines = [line.removeprefix("data: ") for line in stream.decode().split("\n") if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


def test_a_stream_with_carriage_returns_and_comments(house, gateway, key, upstream):
    def dressed(handler, seen):
        handler.stream(b": keep-alive\r\n\r\n" + event.replace(b"\n", b"\r\n") for event in chat_events(seen))

    upstream.on("gpt-dressed", dressed)
    reply = chat(gateway, key, model="gpt-dressed", stream=True)
    assert len(events_of(reply.body.replace(b"\r\n", b"\n"))) == len(events_of(documented("openai.chat.sse"))) - 1
    assert house.usage_of(reply.request_id)["output_tokens"] == "11"


def test_a_client_that_leaves_is_charged(house, gateway, key, upstream):
    def slow(handler, seen):
        handler.begin_stream()
        for event in chat_events(seen):
            handler.chunk(event)
            time.sleep(0.1)
        handler.chunk(b"")

    upstream.on("gpt-slow", slow)
    with socket.create_connection(("127.0.0.1", gateway.port)) as client:
        body = json.dumps({"model": "gpt-slow", "messages": [], "stream": True}).encode()
        head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n"
        client.sendall(f"{head}content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
    (row,) = wait_until(house.usage, "the usage row")
    assert row["outcome"] == "client_abort"
    assert float(row["cost_usd"]) > 0
