#!/usr/bin/env python3
"""What ten million rows of usage cost: reports, against the same with ten thousand, and an export, against sqlite3.

Reports are measured by turns on both databases, over thirteen months, a thousand keys of a hundred users and twenty
models; none of those here may take more than three times as long on the full one. The export is that of half the rows,
beside `sqlite3 -csv` with the same joins, which is spared the writing of times and amounts; it must be one and a half
times as fast, and within 40 MiB however many rows there are.

    apt-get install -y sqlite3 && cargo build --release && benches/usage/run.py
"""

import argparse
import contextlib
import csv
import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import rig  # noqa: E402
from sandbox import Sandbox  # noqa: E402

SPAN_US = 395 * rig.DAY_US
"""Thirteen months."""

USERS = 100
MODELS = 20

LIMIT_GROWTH = 3
"""How many times as long a report may take on the full database."""

LIMIT_SPEED = 1.5
"""How many times as fast as sqlite3 an export must be."""

LIMIT_MIB = 40
"""How much memory an export may take."""

REPORTS = {
    "summary --by model": ("usage", "summary", "--period", "this-month", "--by", "model"),
    "summary --by user": ("usage", "summary", "--period", "this-month", "--by", "user"),
    "summary --by month, all": ("usage", "summary", "--since", "2020", "--by", "month"),
    "dashboard": ("dashboard",),
    "dashboard --user": ("dashboard", "--user", "user-7"),
    "key list --limit 50": ("key", "list", "--limit", "50"),
}

ROWS = """
WITH RECURSIVE counted (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM counted WHERE i + 1 < :rows)
INSERT INTO usage (at, request_id, key_id, secret_id, provider_id, model_id, route, status, outcome, payer,
    input_tokens, output_tokens, cached_tokens, cache_write_tokens, reasoning_tokens, cost_nanos, duration_ms,
    first_byte_ms, client)
SELECT :start + i * :step, randomblob(16), :key + k, :secret + k, 1, 1 + abs(random()) % :models, 1, 200, 1, 1,
    abs(random()) % 4000, abs(random()) % 900, 0, 0, 0, CASE WHEN i % 997 = 0 THEN NULL ELSE abs(random()) % 9000000 END,
    abs(random()) % 20000, abs(random()) % 900, randomblob(4)
FROM (SELECT i, i * 2654435761 / 65536 % :keys AS k FROM counted)
"""

JOINS = """
SELECT usage.at, lower(hex(request_id)), handle, email, keys.name, prefix, hex(client), providers.name, models.name,
    route, usage.status, outcome, input_tokens, output_tokens, cached_tokens, cache_write_tokens, reasoning_tokens,
    cost_nanos, cost_nanos IS NOT NULL, duration_ms, first_byte_ms
FROM usage
JOIN keys ON keys.id = usage.key_id
JOIN users ON users.id = keys.user_id
JOIN key_secrets ON key_secrets.id = usage.secret_id
JOIN providers ON providers.id = usage.provider_id
JOIN models ON models.id = usage.model_id
WHERE usage.id > {after} ORDER BY usage.id
"""


def prepare(directory, options):
    """Two databases that differ in nothing but how many rows of usage they have."""
    directories = [directory / name for name in ("few", "many")]
    if all(path.is_dir() for path in directories):
        return [Sandbox(path, options.binary) for path in directories]
    directories[0].mkdir(mode=0o700)
    few = Sandbox(directories[0], options.binary).prepare()
    few.run("provider", "add", "demo", "--dialect", "demo", "--route", "demo-*")
    few.create_key("first")
    rig.fill_with_keys(few, options.keys)
    with contextlib.closing(sqlite3.connect(few.database)) as db, db:
        db.executemany("INSERT INTO models (id, name) VALUES (?, ?)", ((n, f"demo-{n}") for n in range(1, MODELS + 1)))
        (last,) = db.execute("SELECT max(id) FROM users").fetchone()
        db.executemany(
            "INSERT INTO users (id, handle, email, kind, role_id, status, created_at) VALUES (?, ?, ?, 'person', 1, 'active', 0)",
            ((last + n, f"user-{n}", f"user-{n}@example.com") for n in range(1, USERS + 1)),
        )
        db.execute("UPDATE keys SET user_id = ? + 1 + id % ?", (last, USERS))
    shutil.copytree(*directories)
    many = Sandbox(directories[1], options.binary)
    for sandbox, rows in ((few, options.few_rows), (many, options.rows)):
        seconds = fill(sandbox, rows)
        print(f"{rows:,} rows added up anew in {seconds:.1f} s", flush=True)
    return few, many


def fill(sandbox, rows):
    """Fills the ledger, and has its sums made; returns how long that took."""
    with contextlib.closing(sqlite3.connect(sandbox.database)) as db, db:
        (key, keys) = db.execute("SELECT min(id), count(*) FROM keys").fetchone()
        (secret,) = db.execute("SELECT min(id) FROM key_secrets").fetchone()
        start = time.time_ns() // 1000 - SPAN_US
        values = {"rows": rows, "start": start, "step": SPAN_US // rows, "key": key, "keys": keys, "secret": secret}
        db.execute(ROWS, {**values, "models": MODELS})
        db.execute("INSERT INTO usage_blocks SELECT id / 4096, min(at), max(at) FROM usage GROUP BY id / 4096")
    began = time.perf_counter()
    rebuild = [*sandbox.command, "usage", "rebuild"]
    subprocess.run(rebuild, env=sandbox.environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def check(few):
    """The export and the query of sqlite3 say the same, but for how times, addresses and amounts are written."""
    ours = list(csv.reader(io.StringIO(few.run("usage", "export", "--since", "2020", "--no-headers").stdout)))
    query = ["sqlite3", "-csv", str(few.database), JOINS.format(after=0)]
    theirs = list(csv.reader(io.StringIO(subprocess.run(query, capture_output=True, text=True, check=True).stdout)))
    same = (1, 2, 3, 4, 5, 7, 8, 10, 12, 13, 14, 15, 16, 19, 20)
    picked = [[[row[column] for column in same] for row in rows] for rows in (ours, theirs)]
    if picked[0] != picked[1] or not ours:
        sys.exit("error: keyctl and sqlite3 export different rows")


def timed(sandbox, words):
    start = time.perf_counter()
    written = sandbox.run(*words).stdout
    took_ms = (time.perf_counter() - start) * 1e3
    if not written.strip():
        sys.exit(f"error: {' '.join(words)} wrote nothing")
    return took_ms


def time_reports(few, many, options):
    """Milliseconds of each report on both databases, in pairs."""
    return {
        name: [tuple(timed(sandbox, words) for sandbox in (few, many)) for _ in range(options.runs)]
        for name, words in REPORTS.items()
    }


def measured(command, environment):
    """Seconds and MiB of a command that writes into nothing."""
    start = time.perf_counter()
    peak_kib = 0
    with open(os.devnull, "wb") as nothing:
        process = subprocess.Popen(command, stdout=nothing, stderr=nothing, env=environment)
        while process.poll() is None:
            peak_kib = max(peak_kib, peak(process.pid))
            time.sleep(0.005)
    if process.returncode != 0:
        sys.exit(f"error: {' '.join(map(str, command))} ended {process.returncode}")
    return time.perf_counter() - start, peak_kib / 1024


def peak(pid):
    """The most memory that a process has had, in KiB: its own, not what it was forked with."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1])
    return 0


def time_exports(few, many, options):
    """Seconds and MiB of keyctl and of sqlite3, by turns, and of keyctl with few rows."""
    with contextlib.closing(sqlite3.connect(many.database)) as db:
        (last,) = db.execute("SELECT max(id) FROM usage").fetchone()
        after = last - options.rows // 2
        (since,) = db.execute("SELECT at FROM usage WHERE id = ?", (after + 1,)).fetchone()
    since = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(since // 1_000_000)) + f".{since % 1_000_000:06}Z"
    ours = [*many.command, "usage", "export", "--since", since]
    theirs = ["sqlite3", "-csv", str(many.database), JOINS.format(after=after)]
    lines = subprocess.run(ours, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=many.environment, check=True) if options.quick else None
    if lines and lines.stdout.count(b"\n") != options.rows // 2 + 1:
        sys.exit("error: keyctl exported another number of rows")
    rounds = [(measured(ours, many.environment), measured(theirs, os.environ)) for _ in range(options.rounds)]
    _, small = measured([*few.command, "usage", "export", "--since", "2020"], few.environment)
    return rounds, small


def report(reports, rounds, small, options):
    rows = [["ms", f"{options.few_rows:,} rows", f"{options.rows:,} rows", "ratio"]]
    for name, pairs in reports.items():
        few, many = map(rig.median, zip(*pairs))
        rows.append([name, f"{few:.1f}", f"{many:.1f}", f"{growth(pairs):.2f}"])
    (ours, mib), (theirs, their_mib) = ([rig.median(side) for side in zip(*runs)] for runs in zip(*rounds))
    exported = options.rows // 2
    exports = [
        [f"export of {exported:,} rows", "s", "rows/s", "MiB"],
        ["keyctl usage export", f"{ours:.2f}", f"{exported / ours:,.0f}", f"{mib:.1f}"],
        ["sqlite3 -csv", f"{theirs:.2f}", f"{exported / theirs:,.0f}", f"{their_mib:.1f}"],
    ]
    for table in (rows, exports):
        print(f"{rig.table(table)}\n\n{rig.markdown(table)}\n")
    print(f"{options.runs} runs of each report, {options.rounds} of each export; {rig.machine()}")
    print(f"export: {theirs / ours:.2f} times as fast as sqlite3; {small:.1f} MiB for {options.few_rows:,} rows")
    return theirs / ours, mib


def growth(pairs):
    return rig.median([many / few for few, many in pairs])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", nargs="?", default=rig.RELEASE, help="the keyctl to measure")
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows of usage in the full database")
    parser.add_argument("--few-rows", type=int, default=10_000, help="rows in the other")
    parser.add_argument("--keys", type=int, default=1_000, help="keys in both")
    parser.add_argument("--runs", type=int, default=21, help="how often each report is made on each database")
    parser.add_argument("--rounds", type=int, default=3, help="how often each export is made")
    parser.add_argument("--directory", type=Path, help="where the databases are, or are made and kept")
    parser.add_argument("--prepare", action="store_true", help="make the databases in --directory and stop")
    parser.add_argument("--quick", action="store_true", help="a few seconds: does it run at all?")
    options = parser.parse_args()
    if options.quick:
        options.rows, options.few_rows, options.runs, options.rounds = 200_000, 2_000, 3, 1
    return options


def main():
    options = arguments()
    if shutil.which("sqlite3") is None:
        sys.exit("error: sqlite3 is missing\n  fix: apt-get install -y sqlite3")
    with contextlib.ExitStack() as stack:
        directory = options.directory or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keyctl-bench-")))
        directory.mkdir(exist_ok=True)
        few, many = prepare(directory, options)
        if options.prepare:
            return
        check(few)
        reports = time_reports(few, many, options)
        rounds, small = time_exports(few, many, options)
    speed, mib = report(reports, rounds, small, options)
    faults = [f"{name} takes {growth(pairs):.2f} times as long" for name, pairs in reports.items() if growth(pairs) > LIMIT_GROWTH]
    if speed < LIMIT_SPEED:
        faults.append(f"an export is {speed:.2f} times as fast as sqlite3")
    if mib > LIMIT_MIB:
        faults.append(f"an export takes {mib:.1f} MiB")
    if faults:
        sys.exit(f"error: {', '.join(faults)}")


if __name__ == "__main__":
    main()
