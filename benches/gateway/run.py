#!/usr/bin/env python3
"""keyctl serve against nginx, in front of the same upstream, in turn.

nginx does the least that a gateway can do: a `map` of the keys, 401 for any other, `proxy_pass` over kept-alive
connections, one worker. keyctl does all of its work: 1,000,000 keys in the database, a price, and a durable usage row
before each reply ends. Each round drives first the one, then the other, so that a ratio compares neighbours in time.

    apt-get install -y nginx wrk && cargo build --release && benches/gateway/run.py
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import rig  # noqa: E402

SCRIPT = rig.ROOT / "benches" / "chat.lua"

PROXY = """
    map_hash_max_size 65536;
    map_hash_bucket_size 256;
    map $http_authorization $known {{
        default 0;
        {keys}
    }}
    upstream provider {{
        server 127.0.0.1:{upstream};
        keepalive 256;
        keepalive_requests 1000000000;
        keepalive_timeout 600s;
    }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{
            if ($known = 0) {{ return 401; }}
            proxy_pass http://provider;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Authorization "Bearer {provider_key}";
        }}
    }}
"""

SETTLE_S = 10
"""How long the gateway may take to settle what wrk left behind when it hung up."""


class Duel:
    """The two gateways before one upstream, ready to be driven."""

    def __init__(self, bench, options):
        self._options = options
        self._upstream = bench.upstream()
        self._sandbox = bench.sandbox(options.binary, self._upstream)
        self._keys_file = rig.make_keys(self._sandbox, options.working_keys)
        rig.fill_with_keys(self._sandbox, options.keys)
        self._nginx = proxy(bench, self._upstream, self._keys_file)
        self._keyctl = rig.gateway(self._sandbox, "--workers", "1")

    def round(self, seconds):
        """First nginx, then keyctl, whose ledger must agree with the upstream to the request."""
        nginx = self._drive(self._nginx, seconds)
        sent, rows = self._served(), self._rows()
        keyctl = self._drive(self._keyctl, seconds)
        rig.wait_until(lambda: self._rows() - rows == self._upstream.requests() - sent, "the ledger to agree", SETTLE_S)
        unread = self._rows() - rows - keyctl.replies
        if not 0 <= unread <= rig.CONNECTIONS:
            sys.exit(f"error: {keyctl.replies} replies, but {unread} more rows than that in the ledger")
        return nginx, keyctl

    def _served(self):
        """What the upstream has served, once what nginx left behind when wrk hung up is in it."""
        before, now = None, self._upstream.requests()
        while now != before:
            time.sleep(0.2)
            before, now = now, self._upstream.requests()
        return now

    def upstream_alone(self, seconds):
        return self._drive(self._upstream, seconds)

    def _drive(self, server, seconds):
        return rig.drive(server, SCRIPT, self._keys_file, seconds)

    def _rows(self):
        ((rows,),) = self._sandbox.rows("SELECT count(*) FROM usage")
        return rows


def proxy(bench, upstream, keys_file):
    """nginx as a gateway that knows the keys of the file and no other."""
    known = "\n        ".join(f'"Bearer {key}" 1;' for key in keys_file.read_text().split())
    port = rig.free_port()
    config = PROXY.format(keys=known, port=port, upstream=upstream.port, provider_key=rig.PROVIDER_KEY)
    return bench.nginx("nginx", port, config)


def report(options, rounds, alone):
    """The figures of each round, the medians, and the ratios as the median of the rounds' own ratios."""
    head = ["", "requests/s", "p50 ms", "p99 ms", "CPU µs/request"]
    each = [figures(f"{name} {n}", load) for n, pair in enumerate(rounds, 1) for name, load in zip(NAMES, pair)]
    medians = [[name, *middle([figures("", pair[side])[1:] for pair in rounds])] for side, name in enumerate(NAMES)]
    ratios = ["keyctl ÷ nginx", *(f"{rig.median(values):.2f}" for values in zip(*map(quotients, rounds)))]
    print(rig.table([head, *each]))
    print(f"\nthe upstream alone: {alone.per_second:,.0f} requests/s\n")
    run = f"{options.rounds} rounds of {options.seconds} s, {rig.CONNECTIONS} connections, {options.keys:,} keys"
    print(f"{run}; {rig.machine()}\n")
    print(rig.markdown([head, *medians, ratios]))


NAMES = ("nginx", "keyctl")


def figures(name, load):
    p50_ms, p99_ms = load.p50_us / 1e3, load.p99_us / 1e3
    return [name, f"{load.per_second:.0f}", f"{p50_ms:.2f}", f"{p99_ms:.2f}", f"{load.cpu_us:.1f}"]


def middle(rows):
    """The median of each column, written as its values are."""
    return [sorted(column, key=float)[len(column) // 2] for column in zip(*rows)]


def quotients(pair):
    nginx, keyctl = pair
    names = ("per_second", "p50_us", "p99_us", "cpu_us")
    return [getattr(keyctl, name) / getattr(nginx, name) for name in names]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", nargs="?", default=rig.RELEASE, help="the keyctl to measure")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10, help="how long each gateway is driven per round")
    parser.add_argument("--keys", type=int, default=1_000_000, help="keys in the database")
    parser.add_argument("--working-keys", type=int, default=1_000, help="keys that the requests rotate over")
    parser.add_argument("--quick", action="store_true", help="a few seconds: does it run at all?")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.keys, options.working_keys = 1, 2, 10_000, 50
    return options


def main():
    options = arguments()
    with rig.Rig() as bench:
        duel = Duel(bench, options)
        duel.round(seconds=2)
        rounds = [duel.round(options.seconds) for _ in range(options.rounds)]
        report(options, rounds, duel.upstream_alone(options.seconds))


if __name__ == "__main__":
    main()
