"""Commands that are killed at any moment: what is there afterwards is whole, and the next run works.

The moments are drawn evenly over the time that the command takes when it is left alone.
"""

import contextlib
import random
import shutil
import sqlite3
import subprocess
import time

import pytest
from sandbox import OWNER, Sandbox

KILLS = 50

HALF_DONE = 5
"""How often `usage prune` is to be killed between two of its transactions."""


@pytest.fixture
def moments(request):
    """Draws moments by the name of the test, so that a failure can be looked at again."""
    return random.Random(request.node.name)


def killed_after(sandbox, seconds, *words):
    """Runs a command and kills it, unless it has ended by then."""
    command = [*sandbox.command, *map(str, words)]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=sandbox.environment, cwd=sandbox.directory, **quiet) as process:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()


def time_of(sandbox, *words):
    begun = time.monotonic()
    sandbox.run(*words)
    return time.monotonic() - begun


def test_init(tmp_path, moments):
    left_alone = tmp_path / "left-alone"
    left_alone.mkdir()
    init = ("init", "--admin", "root@example.com")
    duration = time_of(Sandbox(left_alone), *init)
    for number in range(KILLS):
        directory = tmp_path / str(number)
        directory.mkdir()
        sandbox = Sandbox(directory)
        killed_after(sandbox, moments.uniform(0, duration), *init)
        if not sandbox.database.exists():
            sandbox.run(*init)
        sandbox.run("db", "check")
        sandbox.run("user", "create", f"{OWNER}@example.com")


def test_key_create_into_a_file(sandbox, moments):
    """Each living key has its file, named or not yet named, and each file that is named holds a living key."""
    directory = sandbox.directory / "keys"
    directory.mkdir(mode=0o700)

    def create(name):
        return ("key", "create", name, "--user", OWNER, "--out", directory / name)

    duration = time_of(sandbox, *create("left-alone"))
    for number in range(KILLS):
        killed_after(sandbox, moments.uniform(0, duration), *create(f"killed-{number}"))
        sandbox.run("db", "check")
    sandbox.run(*create("next"))
    files = {path.name: path.read_text().strip() for path in directory.iterdir()}
    for name, secret in files.items():
        if secret:  # a kill between making and writing leaves an empty file, under its temporary name
            sandbox.secrets[f"key in {name}"] = secret
        if not name.startswith(".keyctl-"):
            assert sandbox.run("key", "verify", "-", stdin=secret).code == 0, name
    living = {row["preview"][:20] for row in sandbox.run("key", "list", "-o", "json").json()["items"]}
    assert living <= {secret[:20] for secret in files.values()}
    for path in directory.iterdir():
        path.unlink()


def test_backup(sandbox, moments):
    for number in range(10):
        sandbox.create_key(f"key-{number}")
    directory = sandbox.directory / "backups"
    directory.mkdir(mode=0o700)
    duration = time_of(sandbox, "db", "backup", directory / "left-alone")
    for number in range(KILLS):
        backup = directory / f"killed-{number}"
        killed_after(sandbox, moments.uniform(0, duration), "db", "backup", backup)
        if not backup.exists():
            sandbox.run("db", "backup", backup)
        copy = Sandbox(sandbox.directory)
        copy.database = backup
        copy.run("db", "check")
        assert copy.run("key", "list", "-q").stdout == sandbox.run("key", "list", "-q").stdout
    sandbox.assert_sound()


def test_two_inits_at_once(tmp_path):
    """One makes the database, with its own master key; the others are told to try again, or that there is one."""
    for number in range(20):
        directory = tmp_path / str(number)
        directory.mkdir()
        sandbox = Sandbox(directory)
        command = [*sandbox.command, "-q", "init", "--admin", "root@example.com"]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        rivals = [subprocess.Popen(command, env=sandbox.environment, **quiet) for _ in range(3)]
        codes = sorted(rival.wait() for rival in rivals)
        assert codes[0] == 0
        assert set(codes[1:]) <= {4, 9}
        sandbox.run("db", "check")
        sandbox.run("user", "create", f"{OWNER}@example.com")


ROWS = """
WITH RECURSIVE counted (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM counted WHERE i + 1 < :rows)
INSERT INTO usage (at, request_id, key_id, secret_id, provider_id, model_id, route, status, outcome, payer,
    input_tokens, output_tokens, cached_tokens, cache_write_tokens, reasoning_tokens, cost_nanos, duration_ms,
    first_byte_ms, client)
SELECT :start + i * :step, randomblob(16), 1, 1, 1, 1 + i % 3, 1, 200, 1, 1,
    i % 4000, i % 900, 0, 0, 0, CASE WHEN i % 997 = 0 THEN NULL ELSE i * 7919 % 9000000 END, 12, 3, NULL
FROM counted
"""

REPORTS = [
    ("usage", "summary", "--since", "2020"),
    ("usage", "summary", "--since", "2020", "--by", "model,day", "--columns", "model,day,requests,cost_usd"),
    ("key", "list", "-o", "json"),
]


def fill_with_usage(sandbox, rows, days):
    """Rows of three models, from so many days ago until now, and their sums."""
    sandbox.run("provider", "add", "demo", "--dialect", "demo", "--route", "demo-*")
    sandbox.create_key("first")
    span = days * 86_400 * 1_000_000
    values = {"rows": rows, "start": time.time_ns() // 1000 - span, "step": span // rows}
    with contextlib.closing(sqlite3.connect(sandbox.database)) as db, db:
        db.executemany("INSERT INTO models (id, name) VALUES (?, ?)", [(n, f"demo-{n}") for n in (1, 2, 3)])
        db.execute(ROWS, values)
        db.execute("INSERT INTO usage_blocks SELECT id / 4096, min(at), max(at) FROM usage GROUP BY id / 4096")
    sandbox.run("usage", "rebuild")


def test_usage_prune(sandbox, moments):
    """Whenever it is killed, every sum is what it was, the file is whole, and the same again gives up the rest."""
    fill_with_usage(sandbox, rows=60_000, days=40)
    pristine = sandbox.directory / "pristine.db"
    sandbox.run("db", "backup", pristine)
    prune = ("-y", "usage", "prune", "--before", "10d ago")
    told = [sandbox.run(*words).stdout for words in REPORTS]

    def rows():
        return sandbox.rows("SELECT count(*) FROM usage")[0][0]

    def start_anew():
        for suffix in ("-wal", "-shm", ".gen"):
            sandbox.database.with_name(sandbox.database.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(pristine, sandbox.database)

    whole = rows()
    duration = time_of(sandbox, *prune)
    left = rows()
    assert 0 < left < whole // 2
    assert [sandbox.run(*words).stdout for words in REPORTS] == told
    half_done = 0
    for _ in range(KILLS):
        if half_done == HALF_DONE:
            break
        start_anew()
        killed_after(sandbox, moments.uniform(0.1, 1) * duration, *prune)
        sandbox.run("db", "check")
        sandbox.assert_sound()
        half_done += left < rows() < whole
        assert [sandbox.run(*words).stdout for words in REPORTS] == told
        sandbox.run(*prune)
        assert rows() == left
        assert [sandbox.run(*words).stdout for words in REPORTS] == told
        assert len(sandbox.rows("SELECT 1 FROM audit_log WHERE action = 'usage.prune'")) == 1
        sandbox.assert_sound()
    assert half_done == HALF_DONE, "too few were killed between two of their transactions"
