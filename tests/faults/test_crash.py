"""Commands that are killed at any moment: what is there afterwards is whole, and the next run works.

The moments are drawn evenly over the time that the command takes when it is left alone.
"""

import contextlib
import random
import subprocess
import time

import pytest
from sandbox import OWNER, Sandbox

KILLS = 50


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
