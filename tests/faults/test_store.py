"""A database that is missing, open to others, locked or on a full disk: the right error, and nothing half done."""

import contextlib
import os
import resource
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import pytest
from sandbox import Sandbox, checked_sandbox, wait_until
from upstream import PROVIDER_KEY
from wire import Connection, chat

LIMIT_BYTES = 512 * 1024
"""A file-size limit that the write-ahead log reaches after some dozens of requests."""


def test_missing_database(tmp_path):
    sandbox = Sandbox(tmp_path)
    for words in (["user", "list"], ["usage", "export"], ["serve", "--listen", "127.0.0.1:0"]):
        result = sandbox.run(*words, check=False)
        assert result.code == 3
        assert result.stdout == ""
        assert "keyctl init" in result.stderr
    assert not sandbox.database.exists()


@pytest.mark.parametrize("words", [["key", "create", "ci", "--user", "alice"], ["serve", "--listen", "127.0.0.1:0"]])
def test_master_key_that_others_can_read(sandbox, words):
    sandbox.master_key.chmod(0o644)
    result = sandbox.run(*words, check=False)
    assert result.code == 7
    assert result.stdout == ""
    assert f"chmod 600 {sandbox.master_key}" in result.stderr


@pytest.mark.parametrize("words", [["user", "list"], ["serve", "--listen", "127.0.0.1:0"]])
def test_database_that_others_can_read(sandbox, words):
    sandbox.database.chmod(0o644)
    result = sandbox.run(*words, check=False)
    assert result.code == 7
    assert f"chmod 600 {sandbox.database}" in result.stderr


def test_wrong_master_key(sandbox):
    sandbox.master_key.write_text("00112233445566778899aabbccddeeff" * 2 + "\n")
    result = sandbox.run("key", "create", "ci", "--user", "alice", check=False)
    assert result.code == 10
    assert result.stdout == ""


def test_damaged_database(sandbox):
    content = bytearray(sandbox.database.read_bytes())
    content[:4096] = os.urandom(4096)
    sandbox.database.write_bytes(content)
    result = sandbox.run("user", "list", check=False)
    assert result.code == 10
    assert sandbox.database.read_bytes() == content


@contextlib.contextmanager
def locked(database):
    """Another process's write transaction, as a stray `sqlite3` shell would hold it."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_locked_database(house, gateway, key):
    with locked(house.database):
        refused = house.run("key", "create", "ci", "--user", "alice", check=False)
        assert refused.code == 9
        assert refused.stdout == ""
        reply = chat(gateway, key)
        assert_store_unavailable(reply)
        assert len(house.run("user", "list", "-q").stdout.split()) == 2
    assert chat(gateway, key).status == 200
    assert gateway.stop() == 0
    assert [row["outcome"] for row in house.usage() if row["status"] == "200"] == ["ok"]
    house.assert_sound()


def assert_store_unavailable(reply):
    assert reply.status == 503
    assert reply.error["code"] == "store_unavailable"
    assert reply.headers["retry-after"] == "1"
    assert reply.headers["x-should-retry"] == "true"
    assert "x-keyctl-cost-usd" not in reply.headers


@contextlib.contextmanager
def file_size_limit(gateway):
    """`ulimit -f` for a gateway that runs already."""
    resource.prlimit(gateway.process.pid, resource.RLIMIT_FSIZE, (LIMIT_BYTES, resource.RLIM_INFINITY))
    yield
    resource.prlimit(gateway.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextlib.contextmanager
def full_disk(directory):
    """Takes what space is left in the file system of `directory`."""
    filler = directory / "filler"
    with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
        for block in (64 * 1024, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * block)
    yield
    filler.unlink()


@pytest.fixture
def small_disk():
    """A sandbox on a file system of 8 MiB, where mounting one is permitted."""
    with tempfile.TemporaryDirectory() as directory:
        mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", directory]
        if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
            pytest.skip("mounting a tmpfs is not permitted")
        try:
            with checked_sandbox(Path(directory)) as sandbox:
                yield sandbox
        finally:
            subprocess.run(["umount", directory], check=True)


def requests_until_refused(connection, key, limit=2000):
    """The replies up to and with the first that is not 200."""
    replies = []
    while len(replies) < limit:
        replies.append(connection.chat(key))
        if replies[-1].status != 200:
            return replies
    raise AssertionError(f"{limit} requests succeeded on a full disk")


def assert_exact_ledger(sandbox, replies):
    """Each reply that succeeded has its row, and the refused ones left nothing that claims success."""
    served = {reply.request_id for reply in replies if reply.status == 200}
    rows = {row["request_id"]: row for row in sandbox.usage()}
    assert served <= set(rows)
    for reply in replies:
        if reply.status != 200 and reply.request_id in rows:
            assert rows[reply.request_id]["status"] != "200"
    sandbox.assert_sound()


def test_file_size_limit(house, gateway, key):
    with Connection(gateway.port) as connection:
        with file_size_limit(gateway):
            replies = requests_until_refused(connection, key)
            assert_store_unavailable(replies[-1])
        replies.append(wait_until_served(connection, key))
    assert gateway.stop() == 0
    assert_exact_ledger(house, replies)


def test_full_disk(small_disk, upstream):
    small_disk.add_provider("cloud", "openai", upstream.openai_url, "gpt-*", provider_key=PROVIDER_KEY)
    key = small_disk.create_key("suite")
    gateway = small_disk.serve()
    with Connection(gateway.port) as connection:
        replies = [connection.chat(key)]
        assert replies[0].status == 200
        with full_disk(small_disk.directory):
            replies += requests_until_refused(connection, key)
            assert_store_unavailable(replies[-1])
            refused = small_disk.run("user", "create", "bob@example.com", check=False)
            assert refused.code == 13
            assert refused.stdout == ""
            assert small_disk.run("user", "list", "-q").code == 0
        replies.append(wait_until_served(connection, key))
    assert gateway.stop() == 0
    assert_exact_ledger(small_disk, replies)
    small_disk.run("user", "create", "bob@example.com")


def wait_until_served(connection, key):
    """The first reply of a gateway that recovers by itself."""

    def served():
        reply = connection.chat(key)
        return reply if reply.status == 200 else None

    return wait_until(served, "the gateway to recover", seconds=5)
