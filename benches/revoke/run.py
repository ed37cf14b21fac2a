#!/usr/bin/env python3
"""How long `keyctl key revoke` takes while two gateways on the same file commit without pause.

Every revocation must end 0, the very next request with that key must be 401 on both gateways, over connections that
were open before, and 99 of 100 commands must take less than 100 ms.

    apt-get install -y nginx wrk && cargo build --release && benches/revoke/run.py
"""

import argparse
import contextlib
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import rig  # noqa: E402
from wire import Connection  # noqa: E402

SCRIPT = rig.ROOT / "benches" / "chat.lua"

P99_LIMIT_MS = 100
"""What 99 of 100 commands must stay under."""

LOADED = "two gateways at full load"

LOAD_S = 600
"""An upper bound: the load is stopped when the last key is revoked."""


def make_victims(sandbox, case, count):
    """Keys to be revoked, by name."""
    names = [f"{case}-{number}" for number in range(count)]
    return {name: sandbox.create_key(name) for name in names}


def revoke_one(sandbox, name, key, connections):
    """Milliseconds that the command took; the key works right before it and on no gateway right after."""
    expect(200, key, connections)
    start = time.perf_counter()
    sandbox.revoke_key(name)
    took_ms = (time.perf_counter() - start) * 1e3
    expect(401, key, connections)
    return took_ms


def expect(status, key, connections):
    for connection in connections:
        reply = connection.chat(key)
        if reply.status != status or connection.reopened:
            sys.exit(f"error: expected {status} on the open connection, got {reply.status}: {reply.body.decode()}")


def revoke_all(sandbox, gateways, keys):
    """The times of all revocations, one after another."""
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(Connection(gateway.port)) for gateway in gateways]
        return [revoke_one(sandbox, name, key, connections) for name, key in keys.items()]


def report(times, loads):
    rows = [["key revoke", "p50 ms", "p99 ms", "max ms"]]
    for name, values in times.items():
        figures = (rig.median(values), rig.percentile(values, 99), max(values))
        rows.append([name, *(f"{figure:.1f}" for figure in figures)])
    print(rig.table(rows))
    rates = " and ".join(f"{load.per_second:,.0f}" for load in loads)
    print(f"\n{len(times[LOADED])} each; under load the gateways served {rates} requests/s; {rig.machine()}\n")
    print(rig.markdown(rows))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", nargs="?", default=rig.RELEASE, help="the keyctl to measure")
    parser.add_argument("--count", type=int, default=100, help="keys to revoke, idle and again under load")
    parser.add_argument("--keys", type=int, default=1_000_000, help="keys in the database")
    parser.add_argument("--quick", action="store_true", help="a few seconds: does it run at all?")
    options = parser.parse_args()
    if options.quick:
        options.count, options.keys = 10, 10_000
    return options


def main():
    options = arguments()
    with rig.Rig() as bench:
        sandbox = bench.sandbox(options.binary, bench.upstream())
        idle, loaded = (make_victims(sandbox, case, options.count) for case in ("idle", "loaded"))
        keys_file = rig.make_keys(sandbox, 100)
        rig.fill_with_keys(sandbox, options.keys)
        gateways = [rig.gateway(sandbox) for _ in range(2)]
        times = {"idle": revoke_all(sandbox, gateways, idle)}
        drives = [rig.Drive(gateway, SCRIPT, keys_file, LOAD_S) for gateway in gateways]
        time.sleep(1)  # until both are warm
        times[LOADED] = revoke_all(sandbox, gateways, loaded)
        report(times, [drive.stop() for drive in drives])
    p99 = rig.percentile(times[LOADED], 99)
    if p99 >= P99_LIMIT_MS:
        sys.exit(f"error: p99 is {p99:.1f} ms, not under {P99_LIMIT_MS} ms")


if __name__ == "__main__":
    main()
