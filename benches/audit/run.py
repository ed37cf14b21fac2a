#!/usr/bin/env python3
"""How long a million entries of the audit log take to verify, against sha256sum over the bytes that are hashed.

The entries are those of an import of keys. What is hashed of each is written into one file, and that file is summed by
`sha256sum`: the least that any proof of the chain must do. Then lists are timed that look for a user, a key and an event.

    cargo build --release && benches/audit/run.py
"""

import argparse
import contextlib
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import rig  # noqa: E402
from sandbox import Sandbox  # noqa: E402

LIMIT_S = 10
"""How long the verification of a million entries may take."""

USERS = 1_000
"""Over how many users the keys are spread."""

TEXTS = "actor_type, actor_id, action, target, outcome, request_id, source, details"


def prepare(directory, options):
    """A database whose log has so many entries; one that is in the directory already is taken as it is."""
    sandbox = Sandbox(directory, options.binary)
    if sandbox.database.exists():
        return sandbox
    sandbox.prepare()
    source = directory / "keys.csv"
    with open(source, "w", encoding="ascii") as file:
        file.write("user,name,key\n")
        file.writelines(f"user-{n % USERS}@example.com,key-{n},legacy{n:010}_{n:032x}\n" for n in range(options.entries))
    words = ["key", "import", source, "--format", "csv", "--create-users", "--sunset", "none"]
    subprocess.run([*sandbox.command, *words], env=sandbox.environment, check=True, stdout=subprocess.DEVNULL)
    source.unlink()
    return sandbox


def write_hashed(sandbox, path):
    """Writes what is hashed of every entry, one after the other; returns how many entries and bytes there are."""
    previous = bytes(32)
    entries = 0
    with contextlib.closing(sqlite3.connect(sandbox.database)) as db, open(path, "wb") as out:
        for seq, at, *texts, digest in db.execute(f"SELECT seq, at, {TEXTS}, hash FROM audit_log ORDER BY seq"):
            parts = [b"keyctl-audit-v1\0", struct.pack(">Qq", seq, at)]
            for text in texts:
                data = b"" if text is None else text.encode()
                parts += [struct.pack(">I", 0xFFFFFFFF if text is None else len(data)), data]
            out.write(b"".join([*parts, previous]))
            previous = digest
            entries += 1
        return entries, out.tell()


def seconds(words, environment=None):
    start = time.perf_counter()
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    took = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"error: {' '.join(map(str, words))} ended {done.returncode}\n{done.stderr}")
    return took, done.stdout


def measure(sandbox, hashed, options):
    """Seconds of each run of the two, by turns, and of the lists."""
    verify = [*sandbox.command, "audit", "verify"]
    lists = {
        "list --user, every entry": ["--user", "user-7", "--period", "2020..2099"],
        "list --key": ["--key", "user-7/key-7", "--period", "2020..2099"],
        "list --user, of 7 days": ["--user", "user-7"],
        "list --event, none found": ["--event", "db.restore", "--period", "2020..2099"],
        "list --ip, none found": ["--ip", "192.0.2.1", "--period", "2020..2099"],
        "list, newest 50": ["--sort", "seq:desc", "--limit", "50"],
    }
    times = {name: [] for name in ("sha256sum", "audit verify", *lists)}
    for _ in range(options.runs):
        times["sha256sum"].append(seconds(["sha256sum", hashed])[0])
        times["audit verify"].append(seconds(verify, sandbox.environment)[0])
        for name, words in lists.items():
            took, _ = seconds([*sandbox.command, "-q", "audit", "list", *words], sandbox.environment)
            times[name].append(took)
    return times


def report(times, entries, size):
    floor = rig.median(times["sha256sum"])
    rows = [["seconds", "median", "least", "times sha256sum"]]
    for name, took in times.items():
        rows.append([name, f"{rig.median(took):.3f}", f"{min(took):.3f}", f"{rig.median(took) / floor:.2f}"])
    print(f"{rig.table(rows)}\n\n{rig.markdown(rows)}\n")
    print(f"{entries:,} entries, {size / 1e6:,.1f} MB hashed; {rig.machine()}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", nargs="?", default=rig.RELEASE, help="the keyctl to measure")
    parser.add_argument("--entries", type=int, default=1_000_000, help="entries that are made")
    parser.add_argument("--runs", type=int, default=5, help="how often each is measured")
    parser.add_argument("--directory", type=Path, help="keep the database here, and take it from here where it is")
    parser.add_argument("--prepare", action="store_true", help="make the database and measure nothing")
    parser.add_argument("--quick", action="store_true", help="a few seconds: does it run at all?")
    options = parser.parse_args()
    if options.quick:
        options.entries, options.runs = 10_000, 2
    return options


def main():
    options = arguments()
    with contextlib.ExitStack() as stack:
        if options.directory:
            directory = options.directory
            directory.mkdir(mode=0o700, exist_ok=True)
        else:
            directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keyctl-bench-")))
        sandbox = prepare(directory, options)
        hashed = directory / "hashed"
        entries, size = write_hashed(sandbox, hashed)
        if options.prepare:
            return
        times = measure(sandbox, hashed, options)
    report(times, entries, size)
    allowed = LIMIT_S * max(entries, 1_000_000) / 1_000_000
    if rig.median(times["audit verify"]) > allowed:
        sys.exit(f"error: the verification takes more than {allowed:.0f} s")


if __name__ == "__main__":
    main()
