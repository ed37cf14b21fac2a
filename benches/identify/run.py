#!/usr/bin/env python3
"""keyctl key identify against ripgrep with the same pattern, in turn, over the same text on standard input.

ripgrep finds what has the shape of a key. keyctl does all of its work: it checks the checksum, looks the key up, compares
its digest, and says whose it is and in what state. Each must find all of the keys that were put into the text, and keyctl
the state of each. Both run on one core. In the end keyctl alone reads 1,000,000 forgeries with right checksums.

    apt-get install -y ripgrep && cargo build --release && benches/identify/run.py
"""

import argparse
import contextlib
import os
import shutil
import string
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import rig  # noqa: E402
from sandbox import OWNER  # noqa: E402

PATTERN = "[a-z][a-z0-9]{1,15}_(live|test)_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}"

RATE_MIN = 500
"""MB/s of prose that keyctl must reach."""

RESIDENT_MAX = 48
"""MiB that keyctl may hold at its peak, whatever the length of the text."""

BLOCK_BYTES = 1 << 22
"""Text that is made; what is longer repeats it."""

FORGERIES = 1_000_000

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase

WORDS = """account active api audit base batch body budget buffer bytes cache call client code config count create
current data default delete error event expires fetch field file filter first format gateway group handle header id index
input item key last length level limit line list live log map max message method min mode model name next node number
offset option order output owner page path period prefix price provider query rate read record region request result
retry role row schema secret server session size source start state status step store stream table target task test text
time token total type update url usage user value version width window write""".split()


def snake(random):
    return "_".join(random.choices(WORDS, k=random.randint(1, 4)))


def source(random):
    name, value, call = snake(random), snake(random), snake(random)
    return random.choice((
        f"def {name}(self, {value}, {snake(random)}=None):\n",
        f"    {name} = self.{call}({value}, {snake(random)})\n",
        f"    if {name} is not None and {value} > MAX_{call.upper()}:\n",
        f"        raise ValueError(f\"{' '.join(random.choices(WORDS, k=6))}: {{{name}}}\")\n",
        f"    # {' '.join(random.choices(WORDS, k=9))}\n",
        f"    return {{\"{name}\": {value}, \"{call}\": {random.randint(0, 9999)}}}\n\n",
    ))


def log(random):
    address = ".".join(str(random.randint(1, 254)) for _ in range(4))
    when = f"21/Nov/2026:{random.randint(0, 23):02}:{random.randint(0, 59):02}:{random.randint(0, 59):02} +0000"
    path = "/".join(random.choices(WORDS, k=3))
    request = f"{random.choice(('GET', 'POST', 'PUT'))} /v1/{path}?{snake(random)}={random.getrandbits(40):x} HTTP/1.1"
    return f'{address} - - [{when}] "{request}" {random.choice((200, 201, 404, 500))} {random.randint(99, 99999)} "-" "curl/8"\n'


def json_lines(random):
    fields = ", ".join(f'"{snake(random)}": "{snake(random)}_{random.getrandbits(32):08x}"' for _ in range(6))
    return f'{{{fields}, "{snake(random)}": {random.random()}}}\n'


def repeated(text):
    return lambda _: text * 100 + "\n"


def shape(random):
    """What only the checksum tells from a key, one after another, each with the longest of brands."""
    digits = "".join(random.choices(BASE62, k=61))
    return f"acme2026gateway0_live_{digits[:12]}_{digits[12:]}\n"


def forgery(random):
    """A key with a right checksum that nobody made."""
    digits = "".join(random.choices(BASE62, k=55))
    signed = f"sk_live_{digits[:12]}_{digits[12:]}"
    number, checksum = zlib.crc32(signed.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        checksum = BASE62[digit] + checksum
    return f"{signed}{checksum}\n"


PROSE = {"source code": source, "access log": log, "JSON lines": json_lines}
HOSTILE = {"_ repeated": repeated("_"), "_live_ repeated": repeated("_live_"), "false keys": shape}


def block_of(make, least):
    random, lines, length = Random(1), [], 0
    while length < least:
        lines.append(make(random))
        length += len(lines[-1])
    return "".join(lines).encode()


def write_text(path, block, size, keys):
    """`size` bytes of text, in which the keys stand at even distances, within a line."""
    with open(path, "wb") as text:
        for number, key in enumerate(keys, 1):
            left = size * number // len(keys) - text.tell() - len(key) - 2
            while left > 0:
                left -= text.write(block[:left])
            text.write(f'"{key}"'.encode())


def make_keys(sandbox, count):
    """Every second for tests, every fifth revoked: the keys, and what must be said of each."""
    keys, expected = [], []
    for number in range(count):
        key = sandbox.create_key(f"leak-{number}", "--env", "test" if number % 2 else "live")
        if number % 5 == 0:
            sandbox.revoke_key(f"leak-{number}")
        state = "revoked\trevoked" if number % 5 == 0 else "active\tok"
        keys.append(key)
        expected.append(f"{key.rpartition('_')[0]}\t{OWNER}\tleak-{number}\t{state}")
    return keys, expected


@dataclass
class Run:
    """One pass over the text."""

    seconds: float
    cpu_seconds: float
    resident_mib: float
    output: str


class Peak(threading.Thread):
    """The most memory that a process held, as the kernel keeps it: `getrusage` would count what this program held when it
    started the other."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.resident_mib = 0.0
        self._status = Path(f"/proc/{pid}/status")
        self._ended = threading.Event()

    def run(self):
        while not self._ended.wait(0.01):
            with contextlib.suppress(OSError):
                lines = self._status.read_text().splitlines()
                peaks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
                self.resident_mib = max([self.resident_mib, *(peak / 1024 for peak in peaks)])

    def end(self):
        self._ended.set()
        self.join()


def run(command, text, environment=None):
    with open(text, "rb") as source, tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=source, stdout=output, stderr=subprocess.DEVNULL, env=environment)
        os.sched_setaffinity(process.pid, {max(os.sched_getaffinity(0))})
        peak = Peak(process.pid)
        peak.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        peak.end()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"error: {command[0]} ended {process.returncode}")
        output.seek(0)
        return Run(seconds, usage.ru_utime + usage.ru_stime, peak.resident_mib, output.read())


def search(text):
    return run(["rg", "--no-config", "--only-matching", "--no-line-number", "--regexp", PATTERN], text)


def identify(sandbox, text):
    columns = ["--no-headers", "--columns", "prefix,user,name,status,verdict"]
    return run([*sandbox.command, "--output", "tsv", *columns, "key", "identify"], text, sandbox.environment)


def duel(sandbox, text, keys, expected):
    """First ripgrep, then keyctl; both must have found every key, in order, and keyctl nothing else."""
    searched, identified = search(text), identify(sandbox, text)
    if [line for line in searched.output.splitlines() if line in set(keys)] != keys:
        sys.exit("error: rg did not find every key")
    if identified.output.splitlines() != expected:
        sys.exit(f"error: keyctl did not find every key and its state:\n{identified.output}")
    return searched, identified


def read_forgeries(sandbox, text, keys, expected):
    """How keyctl does where each line must be looked up; it must have found every key among them."""
    block = block_of(forgery, FORGERIES * len(forgery(Random(1))))
    write_text(text, block, len(block), keys)
    identified = identify(sandbox, text)
    if [line for line in identified.output.splitlines() if not line.endswith("unknown")] != expected:
        sys.exit("error: keyctl did not find every key among the forgeries")
    return identified


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", nargs="?", default=rig.RELEASE, help="the keyctl to measure")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mib", type=int, default=1024, help="length of each text")
    parser.add_argument("--keys", type=int, default=100, help="keys in each text")
    parser.add_argument("--quick", action="store_true", help="a few seconds: does it run at all?")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.mib, options.keys = 1, 32, 10
    return options


def measure(options, sandbox, text):
    """The rounds over each text, and the one with the forgeries."""
    keys, expected = make_keys(sandbox, options.keys)
    rounds = {}
    for name, make in (PROSE | HOSTILE).items():
        write_text(text, block_of(make, BLOCK_BYTES), options.mib << 20, keys)
        duel(sandbox, text, keys, expected)  # until the text is in memory
        rounds[name] = [duel(sandbox, text, keys, expected) for _ in range(options.rounds)]
    return rounds, read_forgeries(sandbox, text, keys, expected)


def report(options, rounds, forgeries):
    size_mb = (options.mib << 20) / 1e6
    rows = [["", "rg MB/s", "keyctl MB/s", "keyctl ÷ rg", "keyctl CPU s", "keyctl MiB at most"]]
    for name, pairs in rounds.items():
        searched, identified = zip(*pairs)
        rates = [size_mb / rig.median([each.seconds for each in side]) for side in (searched, identified)]
        ratio = rig.median([one.seconds / other.seconds for one, other in pairs])
        cpu = rig.median([each.cpu_seconds for each in identified])
        figures = (f"{rates[0]:.0f}", f"{rates[1]:.0f}", f"{ratio:.2f}", f"{cpu:.2f}", f"{resident(identified):.1f}")
        rows.append([name, *figures])
    print(rig.table(rows))
    print(f"\n{FORGERIES:,} forgeries: {forgeries.seconds:.1f} s, {forgeries.resident_mib:.1f} MiB at most")
    print(f"{options.rounds} rounds, {options.mib} MiB with {options.keys} keys, one core; {rig.machine()}\n")
    print(rig.markdown(rows))


def resident(runs):
    return max(each.resident_mib for each in runs)


def judge(options, rounds, forgeries):
    size_mb = (options.mib << 20) / 1e6
    for name, pairs in rounds.items():
        identified = [other for _, other in pairs]
        rate = size_mb / rig.median([each.seconds for each in identified])
        if name in PROSE and rate < RATE_MIN:
            sys.exit(f"error: {name}: {rate:.0f} MB/s, not {RATE_MIN}")
        if resident([*identified, forgeries]) > RESIDENT_MAX:
            sys.exit(f"error: {name}: {resident([*identified, forgeries]):.1f} MiB, not {RESIDENT_MAX} at most")


def main():
    options = arguments()
    if shutil.which("rg") is None:
        sys.exit("error: rg is missing\n  fix: apt-get install -y ripgrep")
    with tempfile.TemporaryDirectory(prefix="keyctl-bench-") as name:
        directory = Path(name)
        home = directory / "keyctl"
        home.mkdir(mode=0o700)
        results = measure(options, rig.Sandbox(home, options.binary).prepare(), directory / "text")
    report(options, *results)
    judge(options, *results)


if __name__ == "__main__":
    main()
