"""What the benchmarks share: nginx, wrk, the upstream, and figures that can be trusted.

Standard library only; `nginx` and `wrk` are the Debian packages. Everything lives in one temporary directory and every
process is ended when the rig is left, however that happens.
"""

import contextlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import statistics
import string
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "harness"))

from sandbox import Sandbox, free_port, wait_until  # noqa: E402

CONNECTIONS = 64
"""Connections that wrk keeps open, each with one request on its way."""

PROVIDER_KEY = "sk-proj-benchmark0000000000000000000000000000000"

RELEASE = ROOT / "target" / "release" / "keyctl"
"""The keyctl that is measured unless another is named."""

REPLY = ROOT / "tests" / "clients" / "replies" / "openai.chat.json"
"""What the upstream answers to each chat request."""

DAY_US = 86_400_000_000
YEAR_US = 365 * DAY_US

NGINX = """
daemon off;
pid {directory}/{name}.pid;
error_log stderr error;
worker_processes 1;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_body_temp_path {directory}/{name}-body;
    proxy_temp_path {directory}/{name}-proxy;
    fastcgi_temp_path {directory}/{name}-fastcgi;
    uwsgi_temp_path {directory}/{name}-uwsgi;
    scgi_temp_path {directory}/{name}-scgi;
    keepalive_timeout 600s;
    keepalive_requests 1000000000;
    {http}
}}
"""

UPSTREAM = """
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        default_type application/json;
        location / {{ return 200 '{reply}'; }}
        location = /status {{ stub_status; }}
    }}
"""


class Rig:
    """A temporary directory and the servers in it."""

    def __enter__(self):
        self._stack = contextlib.ExitStack()
        self.directory = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="keyctl-bench-")))
        _allow_open_files()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        for program in ("nginx", "wrk"):
            if shutil.which(program) is None:
                sys.exit(f"error: {program} is missing\n  fix: apt-get install -y nginx wrk")
        return self

    def __exit__(self, *error):
        return self._stack.__exit__(*error)

    def sandbox(self, binary, upstream):
        """A keyctl database in front of `upstream`, with a price, so that each request is metered and costs."""
        directory = self.directory / "keyctl"
        directory.mkdir(mode=0o700)
        sandbox = Sandbox(directory, binary)
        self._stack.callback(sandbox.close)
        sandbox.prepare()
        sandbox.add_provider("upstream", "openai", f"{upstream.url}/v1", "gpt-*", provider_key=PROVIDER_KEY)
        sandbox.run("price", "set", "gpt-*", "--input", "2.50", "--output-price", "10")
        return sandbox

    def nginx(self, name, port, http):
        """An nginx with one worker; `http` is what its `http` block holds beside the common settings."""
        config = self.directory / f"{name}.conf"
        config.write_text(NGINX.format(directory=self.directory, name=name, http=http))
        process = subprocess.Popen(["nginx", "-p", str(self.directory), "-c", str(config)], stdin=subprocess.DEVNULL)
        self._stack.callback(process.wait)
        self._stack.callback(process.terminate)
        server = Server(name, port, process.pid)
        wait_until(server.answers, f"{name} to listen")
        return server

    def upstream(self):
        """A provider as fast as one process can be: the reply of the suites, from memory."""
        reply = json.dumps(json.loads(REPLY.read_text()), ensure_ascii=False, separators=(",", ":"))
        assert not set(reply) & {"'", "$"}, "nginx would read these in a quoted text"
        port = free_port()
        return self.nginx("upstream", port, UPSTREAM.format(port=port, reply=reply))


def _allow_open_files():
    """As many descriptors as the machine permits, for every server alike, so that none stops at its limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@dataclass
class Server:
    """A process that listens, by the id of its first process."""

    name: str
    port: int
    pid: int
    _asked: int = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def answers(self):
        try:
            with urlopen(self.url, timeout=1):
                return True
        except OSError as error:
            return hasattr(error, "code")

    def cpu_seconds(self):
        """User and system time so far of the process and its children."""
        ticks = sum(_cpu_ticks(pid) for pid in (self.pid, *_children(self.pid)))
        return ticks / os.sysconf("SC_CLK_TCK")

    def requests(self):
        """How many requests an nginx with `stub_status` has answered, those of this method apart."""
        self._asked += 1
        with urlopen(f"{self.url}/status") as reply:
            figures = reply.read().splitlines()[2].split()
        return int(figures[2]) - self._asked


def _cpu_ticks(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gateway(sandbox, *options):
    """A `keyctl serve` as an operator starts it."""
    running = sandbox.serve(*options, verbosity=())
    return Server("keyctl", running.port, running.process.pid)


@dataclass
class Load:
    """What one run of wrk saw, and what the server under it paid."""

    replies: int
    seconds: float
    p50_us: float
    p99_us: float
    cpu_us: float

    @property
    def per_second(self):
        return self.replies / self.seconds


class Drive:
    """wrk at work against one server: start it, do something else, `finish` or `stop`.

    It posts the request of the script, or gets `path` where there is one.
    """

    def __init__(self, server, script, keys_file, seconds, connections=CONNECTIONS, path=None):
        self._server = server
        self._cpu_before = server.cpu_seconds()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script), server.url]
        self._wrk = subprocess.Popen([*command, "--", str(keys_file), *([path] if path else [])], stdout=subprocess.PIPE, text=True)

    def stop(self):
        """Ends the run before its time; the figures of what there was."""
        self._wrk.send_signal(signal.SIGINT)
        return self.finish()

    def finish(self):
        """The figures of the run; anything but a 2xx reply ends the program."""
        output, _ = self._wrk.communicate()
        cpu = self._server.cpu_seconds() - self._cpu_before
        if self._wrk.returncode != 0:
            sys.exit(f"error: wrk ended {self._wrk.returncode} against {self._server.name}\n{output}")
        seen = json.loads(output.splitlines()[-1])
        if any(seen["errors"].values()) or seen["replies"] == 0:
            sys.exit(f"error: {self._server.name} did not answer every request with 2xx: {seen}")
        return Load(seen["replies"], seen["seconds"], seen["p50_us"], seen["p99_us"], cpu * 1e6 / seen["replies"])


def drive(server, script, keys_file, seconds, path=None):
    return Drive(server, script, keys_file, seconds, path=path).finish()


def make_keys(sandbox, count):
    """`count` working keys, one per line in the file that is returned."""
    keys_file = sandbox.directory.parent / "keys"
    keys_file.write_text("".join(f"{sandbox.create_key(f'real-{number}')}\n" for number in range(count)))
    return keys_file


def fill_with_keys(sandbox, total):
    """Brings the database to `total` keys by copying the last one, under other names, prefixes and digests.

    Nothing may run meanwhile. The copies are as large and as scattered as real keys; only nobody has their secrets.
    Every third has an end, and every second was used.
    """
    random = Random(1)
    base62 = string.digits + string.ascii_letters
    with contextlib.closing(sqlite3.connect(sandbox.database)) as db, db:
        (last,) = db.execute("SELECT max(id) FROM keys").fetchone()
        (user_id, created_at) = db.execute("SELECT user_id, created_at FROM keys WHERE id = ?", (last,)).fetchone()
        (secret_id, data_key_id) = db.execute(
            "SELECT max(id), data_key_id FROM key_secrets WHERE key_id = ?", (last,)
        ).fetchone()
        (present,) = db.execute("SELECT count(*) FROM keys").fetchone()
        copies = range(1, 1 + max(0, total - present))
        db.executemany(
            "INSERT INTO keys (id, user_id, name, status, expires_at, created_at) VALUES (?, ?, ?, 'active', ?, ?)",
            (
                (
                    last + copy,
                    user_id,
                    f"filler-{last + copy}",
                    created_at + random.randrange(YEAR_US) if copy % 3 == 0 else None,
                    created_at,
                )
                for copy in copies
            ),
        )
        db.executemany(
            "INSERT INTO key_secrets"
            " (id, key_id, state, prefix, last_four, digest, data_key_id, imported, created_at)"
            " VALUES (?, ?, 'current', ?, ?, ?, ?, 0, ?)",
            (
                (
                    secret_id + copy,
                    last + copy,
                    "sk_live_" + "".join(random.choices(base62, k=12)),
                    "".join(random.choices(base62, k=4)),
                    random.randbytes(32),
                    data_key_id,
                    created_at,
                )
                for copy in copies
            ),
        )
        db.executemany(
            "INSERT INTO key_activity (secret_id, last_used_at, last_used_from, requests) VALUES (?, ?, ?, ?)",
            (
                (secret_id + copy, created_at + random.randrange(DAY_US), random.randbytes(4), random.randrange(1, 999))
                for copy in copies
                if copy % 2 == 0
            ),
        )


def median(values):
    return statistics.median(values)


def percentile(values, share):
    """The smallest of `values` that at least `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def table(rows):
    """Rows of texts as aligned columns, the first to the left, figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def markdown(rows):
    """The same rows as a Markdown table."""
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, f"| --- {'| ---: ' * (len(rows[0]) - 1)}|", *body])


def machine():
    """What these figures were measured on, in one line."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(": ")[2] for line in lines if line.startswith("model name")] or ["processor"]
    memory_kib = int(Path("/proc/meminfo").read_text().split()[1])
    return f"{os.cpu_count()} × {models[0]}, {memory_kib / 2**20:.0f} GiB, Linux {os.uname().release}"
