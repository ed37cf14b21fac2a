"""A keyctl of its own for each test: a fresh directory, its database, its gateways.

`Sandbox` runs commands, `Gateway` is one `keyctl serve`. A sandbox remembers every secret made through it, and
`leaks` finds those that stand in a file where they must not. Standard library only, because the benchmarks use it too.
"""

import base64
import contextlib
import csv
import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]

OWNER = "alice"
"""The user who owns the keys that `Sandbox.create_key` makes."""


def keyctl_binary():
    """The binary under test: `KEYCTL_BIN`, else the release build, else the debug build."""
    built = [ROOT / "target" / profile / "keyctl" for profile in ("release", "debug")]
    named = os.environ.get("KEYCTL_BIN")
    candidates = [Path(named).resolve()] if named else built
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise FileNotFoundError(f"no keyctl at {', '.join(map(str, candidates))}: run cargo build, or set KEYCTL_BIN")


def free_port():
    """A TCP port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, what, seconds=10.0):
    """Calls `condition` until it answers something true, and returns that; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.01)
    return answer


@dataclass
class Result:
    """What a command left: its exit code and both streams."""

    code: int
    stdout: str
    stderr: str

    def json(self):
        return json.loads(self.stdout)


class Sandbox:
    """A directory with a database, a master key, the user `alice`, and no provider yet."""

    def __init__(self, directory, binary=None, database=None):
        self.directory = Path(directory)
        self.binary = Path(binary) if binary else keyctl_binary()
        self.database = database or self.directory / "keyctl.db"
        self.master_key = self.directory / "master.key"
        self.secrets = {}
        self.gateways = []
        self.variables = {}

    def prepare(self):
        """Makes the database and the user, whose requests are not limited."""
        self.run("init", "--admin", "root@example.com")
        self.secrets["master key"] = self.master_key.read_text().strip()
        self.run("user", "create", f"{OWNER}@example.com")
        self.run("limit", "set", "--user", OWNER, "--requests", "none")
        return self

    def run(self, *words, stdin="", check=True, under=(), stdout=subprocess.PIPE):
        """Runs one command to its end; with `check` anything but exit 0 is an error that shows stderr.

        `under` is a program that runs the command, such as one that sets a limit.
        """
        done = subprocess.run(
            [*under, *self.command, *map(str, words)],
            input=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
            cwd=self.directory,
            timeout=120,
        )
        with open(self.directory / "commands.stderr", "a", encoding="utf-8") as log:
            log.write(done.stderr)
        if check and done.returncode != 0:
            raise RuntimeError(f"keyctl {' '.join(map(str, words))} ended {done.returncode}:\n{done.stderr}")
        return Result(done.returncode, done.stdout, done.stderr)

    def create_key(self, name, *options):
        """A new key of `alice`; returns the whole key."""
        key = self.run("-q", "key", "create", name, "--user", OWNER, *options).stdout.strip()
        self.secrets[f"key {name}"] = key
        return key

    def revoke_key(self, name):
        return self.run("--yes", "key", "revoke", f"{OWNER}/{name}")

    def add_provider(self, name, dialect, url, *routes, provider_key=None):
        """Adds an upstream that serves `routes`, with `provider_key` as the system's key where given."""
        options = [word for route in routes for word in ("--route", route)]
        if provider_key and dialect == "ollama":
            options += ["--auth", "key"]
        self.run("provider", "add", name, "--dialect", dialect, "--url", url, *options)
        if provider_key:
            self.secrets[f"provider key {name}"] = provider_key
            self.run("provider", "set-key", name, "--key-stdin", stdin=provider_key)

    def serve(self, *options, verbosity=("-vv",)):
        """Starts a gateway, with all that it can say in its log, and waits until it is ready."""
        gateway = Gateway(self, options, verbosity)
        self.gateways.append(gateway)
        return gateway.wait_ready()

    def rows(self, query, *values):
        """What a read-only connection of our own sees in the database file."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
            return db.execute(query, values).fetchall()

    def usage(self):
        """The ledger as `usage export` writes it: one dictionary of texts per row."""
        text = self.run("usage", "export").stdout
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

    def usage_of(self, request_id):
        """The one row of a request."""
        (row,) = [row for row in self.usage() if row["request_id"] == request_id]
        return row

    def assert_sound(self):
        """The file and the audit chain are as they should be."""
        assert self.rows("PRAGMA integrity_check") == [("ok",)]
        self.run("audit", "verify")

    def leaks(self):
        """Where a secret of this sandbox stands: `name of the secret in file`, the master key's own file apart."""
        found = []
        for path in sorted(self.directory.rglob("*")):
            if path != self.master_key and path.is_file():
                found += self.leaks_in(path.read_bytes(), path.relative_to(self.directory))
        return found

    def leaks_in(self, content, place):
        """The secrets of which a trace stands in `content`, raw bytes of any kind."""
        return [f"{name} in {place}" for name, secret in self.secrets.items() if holds(content, secret)]

    def close(self):
        for gateway in self.gateways:
            gateway.kill()

    @property
    def command(self):
        """The words that each command begins with."""
        return [str(self.binary), "--db", str(self.database), "--master-key-file", str(self.master_key)]

    @property
    def environment(self):
        """Nothing of the caller's settings: only where programs and a home are, and what the test sets."""
        own = {"PATH": os.environ["PATH"], "HOME": str(self.directory), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        return own | self.variables


TRACE = 16
"""So many characters of a secret in a row are a trace of it."""


def holds(content, secret):
    """Whether a trace of a secret stands in `content`: as text, as UTF-16, or its bytes where it is hexadecimal."""
    hidden = secret.rpartition("_")[2]
    assert len(hidden) >= TRACE, "too short to be searched for"
    starts = [*range(0, len(hidden) - TRACE, TRACE // 2), max(0, len(hidden) - TRACE)]
    pieces = [hidden[start : start + TRACE] for start in starts]
    traces = [piece.encode(encoding) for piece in pieces for encoding in ("utf-8", "utf-16-le")]
    traces.append(base64.b64encode(secret.encode()).rstrip(b"="))
    with contextlib.suppress(ValueError):
        traces.append(bytes.fromhex(secret))
    return any(trace in content for trace in traces)


@contextlib.contextmanager
def checked_sandbox(directory, database=None):
    """A prepared sandbox that is swept for secrets when its test is done."""
    sandbox = Sandbox(directory, database=database)
    try:
        yield sandbox.prepare()
        leaks = sandbox.leaks()
        assert leaks == [], leaks
    finally:
        sandbox.close()


class Gateway:
    """One `keyctl serve` on a free port; its log is a file of the sandbox."""

    def __init__(self, sandbox, options, verbosity):
        self.port = free_port()
        self.log_path = sandbox.directory / f"gateway-{self.port}.log"
        listen = ["--listen", f"127.0.0.1:{self.port}"]
        command = [*sandbox.command, *verbosity, "serve", *listen, *options]
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=sandbox.environment
            )

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def wait_ready(self):
        wait_until(self._ready, f"{self.url}/readyz", seconds=15)
        return self

    def _ready(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"keyctl serve ended {self.process.returncode}:\n{self.log}")
        try:
            with urlopen(f"{self.url}/readyz", timeout=1) as reply:
                return reply.status == 200
        except (URLError, OSError):
            return False

    def stop(self):
        """Asks it to drain and end; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=40)

    def kill(self):
        """`kill -9`, and nothing left behind."""
        self.process.kill()
        self.process.wait()
