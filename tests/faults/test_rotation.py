"""Rotation: whatever is cut off, no key is lost; and under traffic nobody notices."""

import contextlib
import json
import shutil
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
import tracer
from sandbox import Sandbox
from wire import Connection

KEYS = 20
RUN = ("-q", "--no-input", "key", "rotate", "--due", "--grace", "24h", "--out-dir", "keys")
DAY_US = 86_400_000_000


def age(database):
    """Lets two days pass for every version there is."""
    with contextlib.closing(sqlite3.connect(database)) as db:
        db.execute("UPDATE key_secrets SET created_at = created_at - ?", (2 * DAY_US,))
        db.commit()


@pytest.fixture
def due(sandbox):
    """20 keys that are due, each in its file."""
    (sandbox.directory / "keys" / "alice").mkdir(parents=True, mode=0o700)
    (sandbox.directory / "keys").chmod(0o700)
    for number in range(KEYS):
        name = f"key-{number:02}"
        options = ("--rotate-every", "1d", "--out", f"keys/alice/{name}")
        sandbox.run("-q", "key", "create", name, "--user", "alice", *options)
    age(sandbox.database)
    return sandbox


class Copy(Sandbox):
    """The same keys in a place of their own."""

    def __init__(self, original, directory):
        super().__init__(directory, original.binary)
        directory.mkdir()
        shutil.copytree(original.directory / "keys", directory / "keys")
        for path in original.directory.glob("keyctl.db*"):
            shutil.copy2(path, directory)
        self.master_key = original.master_key

    @property
    def files(self):
        """The secrets in the directory: those of keys by name, and those under temporary names by prefix."""
        named, temporary = {}, {}
        for path in (self.directory / "keys" / "alice").iterdir():
            secret = path.read_text().strip()
            if path.name.startswith("."):
                temporary[path.name.removeprefix(".keyctl-").removesuffix(".tmp")] = secret
            else:
                named[path.name] = secret
        return named, temporary

    def served(self, secrets):
        """The prefixes of those that a gateway would serve."""
        found = self.run("key", "identify", "-o", "json", stdin="\n".join(secrets)).json()["items"]
        return {item["prefix"] for item in found if item["verdict"] == "ok"}

    def current(self):
        """The prefix of each key's current version, by name."""
        query = "SELECT name, prefix FROM keys JOIN key_secrets ON key_id = keys.id AND state = 'current'"
        return dict(self.rows(query))

    def assert_nothing_lost(self):
        """Each current version is in a file, and each file with a name has a key that is served."""
        named, temporary = self.files
        served = self.served([*named.values(), *temporary.values()])
        for name, prefix in self.current().items():
            held = [named[name], temporary.get(prefix, "")]
            assert any(secret.startswith(prefix + "_") for secret in held), f"{name}: nobody has {prefix}"
            assert prefix in served, name
            assert prefix_of(named[name]) in served, f"{name}: the key in its file is dead"
        assert len(named) == KEYS
        assert len(temporary) <= 1
        return temporary

    def assert_finished(self, temporary, done):
        """The next run has rotated the rest, once, and told of what it deleted."""
        assert done.code == 0
        named, left = self.files
        assert left == {}
        assert {name: prefix_of(secret) for name, secret in named.items()} == self.current()
        assert len(self.served(named.values())) == KEYS
        assert self.rows("SELECT DISTINCT count(*) FROM key_secrets GROUP BY key_id") == [(2,)]
        for prefix in temporary:
            if prefix not in self.current().values():
                assert prefix in done.stderr
        assert bool(done.stderr) == any(prefix not in self.current().values() for prefix in temporary)


def prefix_of(secret):
    return secret.rpartition("_")[0]


@pytest.mark.skipif(not tracer.SUPPORTED, reason="the numbers of the system calls are not known for this machine")
def test_killed_at_every_change_of_a_file_a_run_loses_no_key_and_the_next_finishes(due, tmp_path):
    whole = Copy(due, tmp_path / "whole")
    ended = tracer.run([*whole.command, *RUN], whole.environment, whole.directory)
    assert ended.code == 0
    whole.assert_finished({}, whole.run(*RUN))
    changes = ended.changes
    assert changes.count("fdatasync") + changes.count("fsync") >= 3 * KEYS
    # Every change of the first rotations, which all are alike, and samples of the others.
    several = next(at for at in range(len(changes)) if sum("rename" in change for change in changes[:at]) == 3)
    kills = [*range(several), *range(several, len(changes), 17), len(changes) - 1]
    print(f"{len(kills)} kills among {len(changes)} changes")
    recovered = set()
    for kill in kills:
        copy = Copy(due, tmp_path / f"killed-{kill}")
        ended = tracer.run([*copy.command, *RUN], copy.environment, copy.directory, kill)
        assert (ended.code, ended.changes) == (None, changes[:kill]), kill
        temporary = copy.assert_nothing_lost()
        current = copy.current().values()
        recovered |= {prefix in current for prefix in temporary}
        copy.assert_finished(temporary, copy.run(*RUN))
        shutil.rmtree(copy.directory)
    assert recovered == {True, False}, "both sides of the commit were hit"


def test_a_file_that_cannot_be_written_is_one_line_and_the_others_are_rotated(due, tmp_path):
    copy = Copy(due, tmp_path / "obstructed")
    path = copy.directory / "keys" / "alice" / "key-07"
    secret = path.read_text()
    path.unlink()
    path.mkdir()
    before = copy.current()
    done = copy.run(*RUN, check=False)
    assert (done.code, done.stdout, len(done.stderr.splitlines())) == (11, "", 1)
    assert "key-07" in done.stderr
    after = copy.current()
    assert [name for name in after if after[name] == before[name]] == ["key-07"]
    path.rmdir()
    path.write_text(secret)
    copy.assert_nothing_lost()
    copy.assert_finished({}, copy.run(*RUN))


GRACE_S = 5
AT_ONCE = 64
TOLERANCE_S = 0.2
PATIENCE_S = 20


class Clients:
    """One client with 64 connections. It uses the key that it was told last."""

    def __init__(self, gateway, key):
        self.key = key
        self.statuses = []
        self._gateway = gateway
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._running = [self._pool.submit(self._run) for _ in range(AT_ONCE)]

    def _run(self):
        with Connection(self._gateway.port) as connection:
            while not self._stop.is_set():
                self.statuses.append(connection.chat(self.key, model="demo-echo").status)
            assert not connection.reopened

    def stop(self):
        self._stop.set()
        for client in self._running:
            client.result()


def test_under_traffic_nobody_notices_and_the_old_secret_ends_at_its_instant(sandbox):
    sandbox.run("provider", "add", "demo")
    old = sandbox.create_key("busy")
    gateway = sandbox.serve(verbosity=())
    clients = Clients(gateway, old)
    while len(clients.statuses) < 10 * AT_ONCE:
        time.sleep(0.01)
    rotated = sandbox.run("-o", "json", "key", "rotate", "busy", "--grace", f"{GRACE_S}s").json()
    clients.key = sandbox.secrets["key busy, rotated"] = rotated["secret"]
    end = datetime.fromisoformat(rotated["previous_valid_until"]).timestamp()
    # Somebody who was not told goes on with the old secret, request after request, past its end.
    accepted, refused = [], []
    with Connection(gateway.port) as connection:
        while len(refused) < 5 and time.time() < end + PATIENCE_S:
            began = time.time()
            status = connection.chat(old, model="demo-echo").status
            {200: accepted, 401: refused}[status].append((began - end, time.time() - end))
    clients.stop()
    print(f"the last was accepted at {accepted[-1][0]:+.3f} s, the first refused at {refused[0][1]:+.3f} s")
    assert accepted[-1][0] < refused[0][0], "it does not come back"
    assert accepted[-1][0] < TOLERANCE_S
    assert refused[0][1] > -TOLERANCE_S
    assert set(clients.statuses) == {200}
    assert gateway.stop() == 0
    served = len(clients.statuses) + len(accepted)
    (row,) = sandbox.run("-o", "json", "usage", "summary", "--by", "key").json()["items"]
    assert row["requests"] == served
    assert {entry["key_prefix"] for entry in sandbox.usage()} >= {prefix_of(clients.key)}
    assert json.loads(sandbox.run("-o", "json", "key", "show", "busy").stdout)["requests"] == served
