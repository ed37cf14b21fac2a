#!/usr/bin/env python3
"""What a million keys cost: commands and authentication, against the same database with a thousand.

Commands are measured in pairs, one on each database; none of those here may take more than 20 ms longer. Authentication
is measured under wrk, by turns, while the revision that gateways hold keys under is raised so often that every request
looks its key up; it may cost no more than 1.2 times as much.

    apt-get install -y nginx wrk && cargo build --release && benches/keys/run.py
"""

import argparse
import contextlib
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import rig  # noqa: E402
from sandbox import OWNER, Sandbox  # noqa: E402

SCRIPT = rig.ROOT / "benches" / "chat.lua"

PATH = "/v1/models/demo-echo"
"""What is asked for: it needs a key and is answered without a provider and without a row in the ledger."""

LIMIT_MS = 20
"""How much longer a command may take on the full database."""

LIMIT_RATIO = 1.2
"""How much more processor time a request may cost on the full database."""

BUMP_S = 0.01
"""How often the revision is raised. Meanwhile a gateway does not get through the keys that the requests rotate over."""


def prepare(bench, options):
    """Two databases with the same working keys, one of which then gets all the others."""
    directories = [bench.directory / name for name in ("few", "many")]
    directories[0].mkdir(mode=0o700)
    few = Sandbox(directories[0], options.binary).prepare()
    few.run("provider", "add", "demo", "--dialect", "demo", "--route", "demo-*")
    keys_file = rig.make_keys(few, options.working_keys)
    shutil.copytree(*directories)
    many = Sandbox(directories[1], options.binary)
    rig.fill_with_keys(many, options.keys)
    return few, many, keys_file


def commands(options):
    """The commands by what they are called; each gets the number of its run."""
    name = lambda run: f"{OWNER}/real-{run % options.working_keys}"  # noqa: E731
    return {
        "key list --limit 50": (piped, lambda run: ("key", "list", "--limit", "50")),
        "key list, on a terminal": (on_a_terminal, lambda run: ("key", "list")),
        "key show": (piped, lambda run: ("key", "show", name(run))),
        "key create": (piped, lambda run: ("-q", "key", "create", f"new-{run}", "--user", OWNER)),
    }


def piped(sandbox, words):
    return sandbox.run(*words).stdout


def on_a_terminal(sandbox, words):
    """What the command writes on a terminal, where it also counts the rows that it does not show."""
    controller, terminal = pty.openpty()
    environment = {**sandbox.environment, "TERM": "dumb"}
    with subprocess.Popen(
        [*sandbox.command, *words], stdin=terminal, stdout=terminal, stderr=terminal, env=environment
    ) as process:
        os.close(terminal)
        written = b""
        with contextlib.suppress(OSError):  # the end of a terminal
            while chunk := os.read(controller, 65536):
                written += chunk
        os.close(controller)
    if process.returncode != 0:
        sys.exit(f"error: {' '.join(words)} ended {process.returncode}\n{written.decode()}")
    return written.decode()


def time_commands(few, many, options):
    """Milliseconds of each command on both databases, in pairs."""
    times = {}
    for name, (execute, words) in commands(options).items():
        pairs = [tuple(timed(execute, sandbox, words(run)) for sandbox in (few, many)) for run in range(options.runs)]
        times[name] = pairs
    return times


def timed(execute, sandbox, words):
    start = time.perf_counter()
    written = execute(sandbox, words)
    took_ms = (time.perf_counter() - start) * 1e3
    if not written.strip():
        sys.exit(f"error: {' '.join(words)} wrote nothing")
    return took_ms


@contextlib.contextmanager
def changes(sandbox):
    """Raises the revision without pause, as a change to a key would, so that gateways read everything anew."""
    done = threading.Event()
    raised = []

    def raise_it():
        with contextlib.closing(sqlite3.connect(sandbox.database, timeout=10, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous = OFF")
            while not done.wait(BUMP_S):
                ((generation,),) = db.execute(
                    "UPDATE settings SET value = value + 1 WHERE name = 'generation' RETURNING CAST(value AS INTEGER)"
                ).fetchall()
                with open(f"{sandbox.database}.gen", "r+b") as told:
                    told.write(generation.to_bytes(8, "little"))
                raised.append(generation)

    thread = threading.Thread(target=raise_it)
    thread.start()
    try:
        yield raised
    finally:
        done.set()
        thread.join()


def authenticate(sandbox, keys_file, seconds):
    """What requests cost one worker that looks their keys up."""
    gateway = rig.gateway(sandbox, "--workers", "1")
    with changes(sandbox) as raised:
        load = rig.drive(gateway, SCRIPT, keys_file, seconds, path=PATH)
    sandbox.gateways.pop().kill()
    return load, len(raised)


def time_authentication(few, many, keys_file, options):
    """Loads on both databases, in pairs; the one that goes first changes."""
    pairs = []
    for number in range(options.rounds):
        order = (few, many) if number % 2 == 0 else (many, few)
        loads = {id(sandbox): authenticate(sandbox, keys_file, options.seconds) for sandbox in order}
        pairs.append((loads[id(few)], loads[id(many)]))
    return pairs


def report(times, pairs, options):
    sizes = [f"{options.working_keys:,} keys", f"{options.keys:,} keys"]
    commands_ms = [["ms", *sizes, "difference"]]
    for name, measured in times.items():
        few, many = map(rig.median, zip(*measured))
        commands_ms.append([name, f"{few:.1f}", f"{many:.1f}", f"{longer(measured):.1f}"])
    requests = [["authentication", *sizes, "ratio"]]
    for name, value, digits in FIGURES:
        few, many = (rig.median([value(load) for load, _ in side]) for side in zip(*pairs))
        requests.append([name, f"{few:,.{digits}f}", f"{many:,.{digits}f}", f"{ratio(pairs, value):.2f}"])
    for rows in (commands_ms, requests):
        print(f"{rig.table(rows)}\n\n{rig.markdown(rows)}\n")
    held = max(load.replies / max(raised, 1) for pair in pairs for load, raised in pair)
    print(f"{options.runs} runs of each command, {options.rounds} rounds of {options.seconds} s; {rig.machine()}")
    print(f"{held:,.0f} requests between two revisions at most, over {options.working_keys:,} keys")
    if held > options.working_keys:
        sys.exit("error: keys were held in memory for a second request: raise the revision more often")


FIGURES = (
    ("requests/s", lambda load: load.per_second, 0),
    ("p50 µs", lambda load: load.p50_us, 0),
    ("CPU µs/request", lambda load: load.cpu_us, 1),
)


def longer(measured):
    """The median of how much longer the second of each pair took."""
    return rig.median([many - few for few, many in measured])


def ratio(pairs, value):
    return rig.median([value(many) / value(few) for (few, _), (many, _) in pairs])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", nargs="?", default=rig.RELEASE, help="the keyctl to measure")
    parser.add_argument("--runs", type=int, default=31, help="how often each command runs on each database")
    parser.add_argument("--rounds", type=int, default=6, help="how often each gateway is driven")
    parser.add_argument("--seconds", type=int, default=5, help="how long")
    parser.add_argument("--keys", type=int, default=1_000_000, help="keys in the full database")
    parser.add_argument("--working-keys", type=int, default=1_000, help="keys in the other, which work in both")
    parser.add_argument("--quick", action="store_true", help="a few seconds: does it run at all?")
    options = parser.parse_args()
    if options.quick:
        options.runs, options.rounds, options.seconds = 3, 1, 1
        options.keys, options.working_keys = 10_000, 500
    return options


def main():
    options = arguments()
    with rig.Rig() as bench, contextlib.ExitStack() as stack:
        few, many, keys_file = prepare(bench, options)
        for sandbox in (few, many):
            stack.callback(sandbox.close)
        times = time_commands(few, many, options)
        pairs = time_authentication(few, many, keys_file, options)
    report(times, pairs, options)
    slow = [f"{name} takes {longer(pair):.1f} ms longer" for name, pair in times.items() if longer(pair) > LIMIT_MS]
    cost = ratio(pairs, lambda load: load.cpu_us)
    if cost > LIMIT_RATIO:
        slow.append(f"authentication costs {cost:.2f} times as much")
    if slow:
        sys.exit(f"error: {', '.join(slow)}")


if __name__ == "__main__":
    main()
