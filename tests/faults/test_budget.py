"""No number of gateways, clients and deaths spends more than a budget."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest
from sandbox import OWNER, wait_until
from upstream import chat_events, documented
from wire import Connection

REQUESTS = 1000
AT_ONCE = 50
LIMIT_NANOS = 1_000_000_000
COST_NANOS = 50_000_000
MOST = LIMIT_NANOS // COST_NANOS


@pytest.fixture
def house(house):
    """A budget of a dollar for Alice, and five cents a request, whatever it uses."""
    house.run("price", "set", "gpt-*", "--request", "0.05")
    house.run("budget", "set", "1/total", "--user", OWNER)
    return house


def unhurried(handler, seen):
    """A provider that takes its time, so that requests meet in every phase."""
    time.sleep(0.01)
    if not seen.json().get("stream"):
        handler.reply(200, documented("openai.chat.json"))
        return
    handler.begin_stream()
    for event in chat_events(seen):
        handler.chunk(event)
        time.sleep(0.005)
    handler.chunk(b"")


def failing(handler, seen):
    """Every other request fails, one before its usage and one with an error."""
    number = len(seen.body) % 2
    if number:
        handler.reply(500, documented("openai.error.500.json"))
    else:
        unhurried(handler, seen)


class Crowd:
    """1,000 requests by 50 clients at once, dealt out to several gateways."""

    def __init__(self, gateways, key, model, streamed=False, aborts=False):
        self._gateways, self._key, self._model = gateways, key, model
        self._streamed, self._aborts = streamed, aborts
        self._numbers = iter(range(REQUESTS))
        self._lock = threading.Lock()
        self.statuses = []

    def run(self, after=None):
        """Sends them all; `after` is a number of replies and what is done when they are there."""
        self._after = after
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for client in [pool.submit(self._client, place) for place in range(AT_ONCE)]:
                client.result()
        return self

    def _client(self, place):
        gateway = self._gateways[place % len(self._gateways)]
        while (number := self._next()) is not None:
            if self._aborts and number % 3 == 0:
                self._note(self._abort(gateway))
            else:
                self._note(self._ask(gateway, number))

    def _next(self):
        with self._lock:
            return next(self._numbers, None)

    def _ask(self, gateway, number):
        try:
            with Connection(gateway.port) as connection:
                # Bodies of two lengths, by which the provider that fails tells them apart.
                return connection.chat(self._key, model=self._model, stream=self._streamed, user="x" * (number % 2)).status
        except (HTTPException, OSError):
            return None

    def _abort(self, gateway):
        """Begins a stream and hangs up."""
        body = b'{"model":"%s","stream":true,"messages":[]}' % self._model.encode()
        head = (
            f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {self._key}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        try:
            with socket.create_connection(("127.0.0.1", gateway.port), 10) as client:
                client.sendall(head.encode() + body)
                client.recv(20)
        except OSError:
            pass
        return None

    def _note(self, status):
        with self._lock:
            self.statuses.append(status)
            if self._after and len(self.statuses) == self._after[0]:
                self._after[1]()


def spent(house):
    """What the budget's only window has spent and holds, in nano-dollars."""
    ((spent, reserved),) = house.rows("SELECT sum(spent_nanos), sum(reserved_nanos) FROM budget_periods")
    return spent, reserved


def ledger(house):
    return house.rows("SELECT coalesce(sum(cost_nanos), 0) FROM usage")[0][0]


def assert_settled(house):
    """Nothing is in flight any more, and every counter is what the ledger says."""
    wait_until(lambda: house.rows("SELECT count(*) FROM reservations") == [(0,)], "all to be settled", seconds=60)
    assert house.run("budget", "recount").stdout.count("\n") <= 1
    assert spent(house) == (ledger(house), 0)
    house.assert_sound()


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_budget_is_spent_to_the_cent_and_no_further(house, key, upstream, streamed):
    upstream.on("gpt-unhurried", unhurried)
    crowd = Crowd([house.serve(), house.serve()], key, "gpt-unhurried", streamed).run()
    assert crowd.statuses.count(200) == MOST
    assert crowd.statuses.count(429) == REQUESTS - MOST
    assert len(upstream.seen) == MOST
    assert_settled(house)
    assert spent(house) == (LIMIT_NANOS, 0)


def test_clients_that_hang_up_and_providers_that_fail_leave_nothing_held(house, key, upstream):
    upstream.on("gpt-failing", failing)
    Crowd([house.serve(), house.serve()], key, "gpt-failing", streamed=True, aborts=True).run()
    assert_settled(house)
    assert spent(house)[0] <= LIMIT_NANOS
    outcomes = {row["outcome"] for row in house.usage()}
    assert "upstream_error" in outcomes


def test_a_gateway_that_is_killed_is_charged_what_it_held(house, key, upstream):
    begun = threading.Semaphore(0)
    end = threading.Event()

    def endless(handler, seen):
        handler.begin_stream()
        handler.chunk(chat_events(seen)[0])
        begun.release()
        end.wait(60)

    upstream.on("gpt-endless", endless)
    first, second = house.serve(), house.serve()

    def hang():
        try:
            with Connection(first.port) as connection:
                connection.chat(key, model="gpt-endless", stream=True)
        except (HTTPException, OSError):
            pass

    clients = [threading.Thread(target=hang) for _ in range(7)]
    for client in clients:
        client.start()
    for _ in clients:
        assert begun.acquire(timeout=20)
    assert house.run("usage", "orphans").stdout.count("\n") <= 1, "it lives"
    first.kill()
    wait_until(lambda: len(house.usage()) == 7, "the other gateway to settle", seconds=20)
    end.set()
    assert {row["outcome"] for row in house.usage()} == {"unknown"}
    assert_settled(house)
    assert spent(house) == (7 * COST_NANOS, 0)
    statuses = Crowd([second], key, "gpt-4o-mini").run().statuses
    assert statuses.count(200) == MOST - 7
    assert_settled(house)


def test_a_kill_in_the_crowd_never_spends_more_than_the_budget(house, key, upstream):
    upstream.on("gpt-unhurried", unhurried)
    first, second = house.serve(), house.serve()
    Crowd([first, second], key, "gpt-unhurried", streamed=True).run(after=(10, first.process.kill))
    first.process.wait()
    house.serve()
    assert_settled(house)
    assert spent(house)[0] <= LIMIT_NANOS
    assert len(upstream.seen) <= MOST


def test_what_was_left_behind_is_settled_without_a_gateway(house, key, upstream):
    held = threading.Event()

    def hanging(handler, seen):
        held.set()
        time.sleep(60)

    upstream.on("gpt-hanging", hanging)
    gateway = house.serve()

    def ask():
        try:
            with Connection(gateway.port) as connection:
                connection.chat(key, model="gpt-hanging")
        except (HTTPException, OSError):
            pass

    client = threading.Thread(target=ask, daemon=True)
    client.start()
    assert held.wait(20)
    gateway.kill()
    orphans = house.run("-o", "json", "usage", "orphans").json()["items"]
    assert [(orphan["key"], orphan["held_usd"]) for orphan in orphans] == [(f"{OWNER}/suite", "0.05")]
    assert spent(house) == (0, COST_NANOS)
    house.run("usage", "orphans", "--settle")
    assert spent(house) == (COST_NANOS, 0)
    assert house.run("-o", "json", "usage", "orphans").json()["items"] == []
    assert_settled(house)


def test_each_threshold_is_passed_once_by_a_crowd(house, key, upstream):
    house.run("budget", "set", "5/total", "--user", OWNER, "--on-exceed", "warn")
    gateways = [house.serve(), house.serve()]
    with Connection(gateways[0].port) as connection:
        for _ in range(79):
            assert connection.chat(key).status == 200
    assert house.rows("SELECT count(*) FROM budget_alerts") == [(0,)]

    def ask(number):
        with Connection(gateways[number % 2].port) as connection:
            return connection.chat(key).status

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert set(pool.map(ask, range(100))) == {200}
    thresholds = house.rows("SELECT threshold FROM budget_alerts ORDER BY id")
    assert thresholds == [(80,), (90,), (100,)]
    assert house.run("audit", "list", "--event", "budget.alert", "-q").stdout.count("\n") == 3
    assert_settled(house)
