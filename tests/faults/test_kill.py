"""`kill -9` under load loses nothing that a client saw complete."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

from upstream import chat_events, documented
from wire import Connection

REQUESTS = 1000
AT_ONCE = 64


def unhurried(handler, seen):
    """A provider that takes its time, so that the kill finds requests in every phase."""
    time.sleep(0.005)
    if not seen.json().get("stream"):
        handler.reply(200, documented("openai.chat.json"))
        return
    handler.begin_stream()
    for event in chat_events(seen):
        handler.chunk(event)
        time.sleep(0.001)
    handler.chunk(b"")


class Crowd:
    """1,000 requests by 64 clients, each with its own connection; every second request is a stream."""

    def __init__(self, gateway, key):
        self._gateway = gateway
        self._key = key
        self._numbers = iter(range(REQUESTS))
        self._lock = threading.Lock()
        self.complete = []
        self.broken = 0

    def run(self, kill_after):
        """Sends them all; kills the gateway when `kill_after` replies were complete."""
        self._kill_after = kill_after
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for client in [pool.submit(self._client) for _ in range(AT_ONCE)]:
                client.result()

    def _client(self):
        with Connection(self._gateway.port) as connection:
            while (number := self._next()) is not None:
                self._note(self._send(connection, streamed=number % 2 == 0))

    def _next(self):
        with self._lock:
            return next(self._numbers, None)

    def _send(self, connection, streamed):
        """The request id of a reply that was complete, else `None`."""
        try:
            reply = connection.chat(self._key, model="gpt-unhurried", stream=streamed)
        except (HTTPException, ConnectionError):
            return None
        terminal = b"data: [DONE]\n\n" in reply.body if streamed else reply.whole
        return reply.request_id if reply.status == 200 and terminal else None

    def _note(self, request_id):
        with self._lock:
            if request_id is None:
                self.broken += 1
                return
            self.complete.append(request_id)
            if len(self.complete) == self._kill_after:
                self._gateway.process.kill()


def test_every_complete_reply_has_exactly_one_row(house, gateway, key, upstream):
    upstream.on("gpt-unhurried", unhurried)
    crowd = Crowd(gateway, key)
    crowd.run(kill_after=400)
    assert len(crowd.complete) >= 400
    assert crowd.broken > AT_ONCE
    house.serve()
    ledger = [row["request_id"] for row in house.usage()]
    assert len(ledger) == len(set(ledger))
    assert set(crowd.complete) <= set(ledger)
    house.assert_sound()


def test_nothing_is_lost_without_a_kill(house, gateway, key, upstream):
    upstream.on("gpt-unhurried", unhurried)
    crowd = Crowd(gateway, key)
    crowd.run(kill_after=None)
    assert len(crowd.complete) == REQUESTS
    assert gateway.stop() == 0
    assert {row["request_id"] for row in house.usage()} == set(crowd.complete)
    assert len(house.usage()) == REQUESTS


def test_a_terminated_gateway_drains(house, gateway, key, upstream):
    begun = threading.Event()

    def slow(handler, seen):
        handler.begin_stream()
        begun.set()
        for event in chat_events(seen):
            handler.chunk(event)
            time.sleep(0.1)
        handler.chunk(b"")

    upstream.on("gpt-slow", slow)
    with ThreadPoolExecutor() as pool, Connection(gateway.port) as connection:
        waiting = pool.submit(connection.chat, key, model="gpt-slow", stream=True)
        assert begun.wait(10)
        assert gateway.stop() == 0
        reply = waiting.result()
    assert reply.body.endswith(b"data: [DONE]\n\n")
    assert house.usage_of(reply.request_id)["outcome"] == "ok"
