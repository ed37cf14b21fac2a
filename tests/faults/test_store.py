"""A database that is missing, open to others, locked or on a full disk: the right error, and nothing half done."""

import contextlib
import os
import resource
import sqlite3
import subprocess

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
def small_disk(tmp_path):
    """A sandbox whose database has 2 MiB of disk, where mounting a file system is permitted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", disk]
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("mounting a tmpfs is not permitted")
    try:
        with checked_sandbox(tmp_path, database=disk / "keyctl.db") as sandbox:
            yield sandbox
    finally:
        subprocess.run(["umount", disk], check=True)


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
        with full_disk(small_disk.database.parent):
            replies += requests_until_refused(connection, key)
            assert_store_unavailable(replies[-1])
            streamed = connection.chat(key, stream=True)
            assert b"store_unavailable" in streamed.body
            assert b"[DONE]" not in streamed.body
            assert (connection.get("/healthz").status, connection.get("/readyz").status) == (200, 503)
            assert connection.get("/v1/models", key).status == 200
            assert_reads_and_writes_nothing(small_disk)
        wait_until(lambda: connection.get("/readyz").status == 200, "the gateway to be ready")
        replies.append(connection.chat(key))
        assert replies[-1].status == 200
    assert gateway.stop() == 0
    assert_exact_ledger(small_disk, replies)
    small_disk.run("user", "create", "bob@example.com")
    small_disk.run("db", "backup", small_disk.directory / "backup.db")


def assert_reads_and_writes_nothing(sandbox):
    """On a full disk lists are read and changes are refused, a revocation too: it is not told as done."""
    backup = sandbox.database.with_name("backup.db")
    for words in (["user", "create", "bob"], ["--yes", "key", "revoke", "suite"], ["db", "backup", backup]):
        refused = sandbox.run(*words, check=False)
        assert (refused.code, refused.stdout) == (13, ""), words
    assert not list(backup.parent.glob("backup*"))
    assert len(sandbox.run("user", "list", "-q").stdout.split()) == 2
    assert sandbox.run("key", "list", "--status", "active", "-q").stdout == "1\n"
    sandbox.run("db", "check")


def wait_until_served(connection, key):
    """The first reply of a gateway that recovers by itself."""

    def served():
        reply = connection.chat(key)
        return reply if reply.status == 200 else None

    return wait_until(served, "the gateway to recover", seconds=5)


def file_size_limited(kibibytes):
    """A shell that sets `ulimit -f`, whose unit is half a kibibyte."""
    return ["sh", "-c", f'ulimit -f {2 * kibibytes} && exec "$@"', "sh"]


def contents(sandbox):
    """What stands in the directory, without what SQLite and the locks keep beside the database."""
    beside = {f"keyctl.db{suffix}" for suffix in ("-wal", "-shm", ".lock", ".queue", ".gen")}
    paths = [path for path in sandbox.directory.iterdir() if path.name not in beside | {"commands.stderr"}]
    return {path.name: path.read_bytes() for path in paths}


LIMITED = {
    "key create": ["key", "create", "ci", "--user", "alice"],
    "key create into a file": ["key", "create", "ci", "--user", "alice", "--out", "ci.key"],
    "backup": ["db", "backup", "backup.db"],
    "backups": ["db", "backup", "backup.db", "--keep", "3"],
}


@pytest.mark.parametrize("kibibytes", [0, 1, 8, 32])
@pytest.mark.parametrize("words", LIMITED.values(), ids=LIMITED.keys())
def test_a_command_under_a_file_size_limit(sandbox, words, kibibytes):
    before = contents(sandbox)
    refused = sandbox.run(*words, check=False, under=file_size_limited(kibibytes))
    assert (refused.code, refused.stdout) == (13, "")
    assert refused.stderr.startswith("error: ")
    assert contents(sandbox) == before
    sandbox.assert_sound()
    made = sandbox.run("-o", "json", *words).json()
    if made.get("secret"):
        sandbox.secrets["key ci"] = made["secret"]


@pytest.mark.parametrize("kibibytes", [0, 1, 8, 64])
def test_init_under_a_file_size_limit(tmp_path, kibibytes):
    sandbox = Sandbox(tmp_path)
    refused = sandbox.run("init", check=False, under=file_size_limited(kibibytes))
    assert (refused.code, refused.stdout) == (13, "")
    assert contents(sandbox) == {}
    sandbox.run("init")
    sandbox.assert_sound()


@pytest.mark.parametrize("kibibytes", [0, 8])
def test_a_gateway_that_starts_under_a_file_size_limit(sandbox, kibibytes):
    """It ends at once, and does not serve what it could not meter."""
    for options in (["--check"], []):
        words = ["serve", "--listen", "127.0.0.1:0", *options]
        assert sandbox.run(*words, check=False, under=file_size_limited(kibibytes)).code == 13
    sandbox.serve().stop()
    sandbox.assert_sound()


SHOWN = ["user list", "role list", "key list -o json", "provider list", "usage export", "usage summary", "audit list"]
SHOWN += ["db status", "db check", "completion bash", "help files", "--help", "--version"]


@pytest.mark.parametrize("words", SHOWN)
def test_a_full_standard_output_is_a_failure(sandbox, words):
    with open("/dev/full", "w") as full:
        failed = sandbox.run(*words.split(), check=False, stdout=full)
    assert failed.code == 13
    assert "cannot write to standard output" in failed.stderr
