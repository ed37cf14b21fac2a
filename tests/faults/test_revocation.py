"""After `key revoke` ends 0, the next request with that key fails, on every gateway of the file."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from upstream import chat_events
from wire import Connection

STREAM_END_S = 5
"""How long a stream may outlive its key."""


def test_the_very_next_request_is_refused_on_both_gateways(house):
    with Connection(house.serve().port) as first, Connection(house.serve().port) as second:
        both = (first, second)
        for round_number in range(100):
            name = f"round-{round_number}"
            key = house.create_key(name)
            assert [connection.chat(key).status for connection in both] == [200, 200]
            house.revoke_key(name)
            assert [connection.chat(key).status for connection in both] == [401, 401]
        assert not first.reopened
        assert not second.reopened


def test_a_refused_request_writes_no_row(house, gateway):
    key = house.create_key("revoked")
    house.revoke_key("revoked")
    with Connection(gateway.port) as connection:
        assert connection.chat(key).status == 401
    assert gateway.stop() == 0
    assert house.usage() == []


def test_an_open_stream_of_a_revoked_key_ends(house, gateway, key, upstream):
    begun = threading.Event()

    def endless(handler, seen):
        handler.begin_stream()
        begun.set()
        while True:
            handler.chunk(chat_events(seen)[1])
            time.sleep(0.05)

    upstream.on("gpt-endless", endless)
    with ThreadPoolExecutor() as pool, Connection(gateway.port) as connection:
        waiting = pool.submit(connection.chat, key, model="gpt-endless", stream=True)
        assert begun.wait(10)
        house.revoke_key("suite")
        reply = waiting.result(timeout=STREAM_END_S + 2)
    assert b"[DONE]" not in reply.body
