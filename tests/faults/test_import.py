"""Keys of other systems under load: all of them work, and none costs anybody else's time.

The hashes are made with `hashlib`, in Werkzeug's format.
"""

import hashlib
import secrets
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from wire import Connection

MANY = 10_000
"""Keys with few iterations, as systems of long ago made them."""

CHEAP_ITERATIONS = 1_000

DEAR = 50
"""Keys with Werkzeug's own count."""

DEAR_ITERATIONS = 1_000_000

CLIENTS = 8

SAMPLE = 200
"""Keys whose second request is compared with that of as many ordinary ones: the dear ones among them."""

QUIET_SECONDS = 3


def werkzeug_hash(secret, iterations):
    """What `werkzeug.security.generate_password_hash` makes of it with `pbkdf2:sha256`."""
    salt = secrets.token_hex(8)
    digest = hashlib.pbkdf2_hmac("sha256", secret.encode(), salt.encode(), iterations)
    return f"pbkdf2:sha256:{iterations}${salt}${digest.hex()}"


def exported(name, iterations):
    """A key of the old system, and its row."""
    prefix, secret = f"p2p_{name}", secrets.token_hex(16)
    row = f"u{name}@example.com,{prefix},{werkzeug_hash(secret, iterations)},node-operator"
    return f"{prefix}_{secret}", row


def served(gateway, keys):
    """The seconds that a request with each key takes, over a few connections; every one must succeed."""

    def serve(part):
        times = []
        with Connection(gateway.port, timeout=60) as connection:
            for key in part:
                begin = time.perf_counter()
                reply = connection.get("/v1/models", key)
                # As the SDKs do: told to come again, they come again.
                while reply.status == 503 and reply.headers["x-should-retry"] == "true":
                    time.sleep(float(reply.headers["retry-after"]))
                    reply = connection.get("/v1/models", key)
                assert reply.status == 200, (key[:12], reply.body)
                times.append(time.perf_counter() - begin)
        return times

    with ThreadPoolExecutor(CLIENTS) as pool:
        parts = pool.map(serve, [keys[start::CLIENTS] for start in range(CLIENTS)])
        return [seconds for part in parts for seconds in part]


class Native:
    """A client with an ordinary key that asks without pause, one request after the other."""

    def __init__(self, gateway, key):
        self.times = []
        self._gateway, self._key = gateway, key
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def _ask(self):
        with Connection(self._gateway.port, timeout=60) as connection:
            while not self._stop.is_set():
                begin = time.perf_counter()
                assert connection.get("/v1/models", self._key).status == 200
                self.times.append(time.perf_counter() - begin)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()


def p99(times):
    return statistics.quantiles(times, n=100)[98]


def hashes_left(sandbox):
    return sandbox.rows("SELECT count(*) FROM imported_hashes")[0][0]


@pytest.mark.slow
def test_ten_thousand_keys_of_another_system(sandbox):
    native_key = sandbox.create_key("native")
    prefix, _, secret = native_key.rpartition("_")
    assert sandbox.run("key", "show", prefix, "--columns", "name", "--no-headers").stdout == "native\n"
    assert len(secret) == 49

    with ThreadPoolExecutor() as pool:
        dear = list(pool.map(lambda n: exported(f"dear{n}", DEAR_ITERATIONS), range(DEAR)))
    cheap = [exported(n, CHEAP_ITERATIONS) for n in range(MANY)]
    keys = [key for key, _ in cheap + dear]
    text = "\n".join(["user,prefix,hash,role", *(row for _, row in cheap + dear)])
    native_keys = [sandbox.create_key(f"native{n}") for n in range(SAMPLE)]
    begin = time.perf_counter()
    imported = sandbox.run(
        "-o", "json", "key", "import", "-", "--format", "csv", "--create-users", "--sunset", "none", stdin=text
    ).json()
    import_seconds = time.perf_counter() - begin
    assert imported["keys"] == imported["users_created"] == MANY + DEAR
    sandbox.assert_sound()

    sandbox.run("provider", "add", "demo")
    gateway = sandbox.serve(verbosity=())
    with Native(gateway, native_key) as alone:
        time.sleep(QUIET_SECONDS)
    # The same load as in the measurement, by keys whose digests are compared.
    with Native(gateway, native_key) as beside_natives:
        served(gateway, [native_key] * MANY)
    with Native(gateway, native_key) as beside_first_uses:
        first = served(gateway, keys)
    served(gateway, native_keys)
    second = served(gateway, keys[-SAMPLE:])
    natives = served(gateway, native_keys)
    served(gateway, keys[:-SAMPLE])
    print(
        f"import {import_seconds:.1f} s; p99 of a native key: alone {p99(alone.times) * 1e3:.2f} ms, "
        f"beside natives {p99(beside_natives.times) * 1e3:.2f} ms, "
        f"beside first uses {p99(beside_first_uses.times) * 1e3:.2f} ms; "
        f"median: first use {statistics.median(first) * 1e3:.2f} ms, second {statistics.median(second) * 1e3:.2f} ms, "
        f"native {statistics.median(natives) * 1e3:.2f} ms"
    )
    assert len(first) == MANY + DEAR
    assert statistics.median(second) < 1.5 * statistics.median(natives)
    assert p99(beside_first_uses.times) < 3 * p99(beside_natives.times)
    assert gateway.stop() == 0
    assert hashes_left(sandbox) == 0
    sandbox.assert_sound()

    again = sandbox.serve(verbosity=())
    assert len(served(again, keys[-DEAR:])) == DEAR


def test_a_flood_of_wrong_keys_delays_nobody(sandbox):
    native_key = sandbox.create_key("native")
    dear = [exported(f"dear{n}", DEAR_ITERATIONS) for n in range(CLIENTS)]
    text = "\n".join(["user,prefix,hash,role", *(row for _, row in dear)])
    sandbox.run("key", "import", "-", "--format", "csv", "--create-users", "--sunset", "none", stdin=text)
    sandbox.run("provider", "add", "demo")
    # Else the address would be refused before any of its keys is verified.
    sandbox.run("setting", "set", "security.failures", "none")
    gateway = sandbox.serve(verbosity=())

    def flood(make_key):
        """Sends wrong keys without pause while a native key is measured; returns that and the statuses."""
        stop = threading.Event()
        statuses = set()

        def send(number):
            with Connection(gateway.port, timeout=60) as connection:
                while not stop.is_set():
                    statuses.add(connection.get("/v1/models", make_key(number)).status)

        senders = [threading.Thread(target=send, args=(number,)) for number in range(CLIENTS)]
        for sender in senders:
            sender.start()
        with Native(gateway, native_key) as native:
            time.sleep(QUIET_SECONDS)
        stop.set()
        for sender in senders:
            sender.join()
        return native.times, statuses

    # The same senders with keys that cost nothing.
    beside_nonsense, told = flood(lambda number: f"nobody{number}_{secrets.token_hex(16)}")
    assert told == {401}
    beside_wrong, told = flood(lambda number: f"p2p_dear{number}_{secrets.token_hex(16)}")
    assert told <= {401, 503}
    again = [f"p2p_dear{number}_wrong" for number in range(CLIENTS)]
    beside_same, told = flood(lambda number: again[number])
    assert told <= {401, 503}
    print(
        f"p99 of a native key: beside nonsense {p99(beside_nonsense) * 1e3:.2f} ms, "
        f"beside wrong keys {p99(beside_wrong) * 1e3:.2f} ms, beside the same ones {p99(beside_same) * 1e3:.2f} ms"
    )
    assert p99(beside_wrong) < 3 * p99(beside_nonsense)
    assert p99(beside_same) < 3 * p99(beside_nonsense)
    assert served(gateway, [key for key, _ in dear])
    assert hashes_left(sandbox) <= CLIENTS
