"""Second factors from outside: real authenticators, real scanners, and many who try at once."""

import contextlib
import fcntl
import os
import pty
import random
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from zlib import compress, crc32

import pyotp
import pytest
from sandbox import OWNER

WRONG = 6
"""The exit code of a wrong code and of a locked user."""

BUSY = 9

PATIENCE = 30
"""Seconds that a test waits for what must come."""


def enroll(sandbox, user=OWNER):
    """A pending second factor of a user: what `2fa enroll` shows of it."""
    shown = sandbox.run("2fa", "enroll", user, "--show-secret", "-o", "json").json()
    sandbox.secrets[f"TOTP key of {user}"] = shown["secret"].replace(" ", "")
    return shown


def enabled(sandbox, user=OWNER):
    """An enabled second factor of a user: its authenticator."""
    authenticator = pyotp.parse_uri(enroll(sandbox, user)["uri"])
    codes = sandbox.run("2fa", "confirm", user, "--code-stdin", "-q", stdin=authenticator.now()).stdout.split()
    sandbox.secrets |= {f"{user}'s backup code {code[:2]}": code.replace("-", "_", 1) for code in codes}
    return authenticator


def of_next_step(authenticator):
    """The code of the step after the present one: right now, and not burnt by the present one."""
    return authenticator.at(int(time.time()) + 30)


def wrong(authenticator):
    """A code that is wrong for the next ten minutes."""
    now = int(time.time())
    right = {authenticator.at(now + 30 * step) for step in range(-4, 20)}
    return next(code for code in (f"{number:06}" for number in range(1000)) if code not in right)


# What authenticators compute.


def test_oathtool_and_pyotp_compute_what_is_accepted(sandbox):
    shown = enroll(sandbox)
    oathtool = ["oathtool", "--totp", "--base32", shown["secret"]]
    code = subprocess.run(oathtool, capture_output=True, text=True, check=True).stdout.strip()
    confirmed = sandbox.run("2fa", "confirm", OWNER, "--code", code, "-o", "json").json()
    assert [item["number"] for item in confirmed["items"]] == list(range(1, 11))
    authenticator = pyotp.parse_uri(shown["uri"])
    assert (authenticator.issuer, authenticator.name) == ("keyctl", f"{OWNER}@example.com")
    assert (authenticator.digits, authenticator.interval, authenticator.digest().name) == (6, 30, "sha1")
    code = of_next_step(authenticator)
    verified = sandbox.run("2fa", "verify", OWNER, "--code", code, "-o", "json").json()
    assert verified["method"] == "totp"
    again = sandbox.run("2fa", "verify", OWNER, "--code", code, check=False)
    assert again.code == WRONG and "was used already" in again.stderr
    backup = confirmed["items"][6]["code"]
    verified = sandbox.run("2fa", "verify", OWNER, "--code-stdin", "-o", "json", stdin=backup).json()
    assert verified == {"kind": "2fa.verified", "user": OWNER, "method": "backup_code", "backup_codes": 9}
    details = "".join(text for (text,) in sandbox.rows("SELECT details FROM audit_log"))
    assert code not in details and backup not in details
    assert f"2fa verify {OWNER} --code '***'" in details


# What scanners see.


class Screen:
    """What a terminal shows of text with colours: cells of a character and two colours."""

    def __init__(self, text, ink, paper):
        self.rows = [[]]
        foreground, background = ink, paper
        for escape, character in re.findall(r"(\x1b\[[0-9;]*m)|(.|\n)", text.replace("\r\n", "\n")):
            if escape:
                numbers = [int(number or 0) for number in escape[2:-1].split(";")]
                if numbers == [0]:
                    foreground, background = ink, paper
                while numbers and numbers != [0]:
                    which, five, color, *numbers = numbers
                    assert five == 5 and which in (38, 48) and color in (16, 231)
                    value = 0 if color == 16 else 255
                    foreground, background = (value, background) if which == 38 else (foreground, value)
            elif character == "\n":
                self.rows.append([])
            else:
                self.rows[-1].append((character, foreground, background))
        self.paper = paper

    def picture(self, margin=40):
        """The pixels, 8 by 16 for each cell, with some of the terminal around them."""
        width = 8 * max(map(len, self.rows)) + 2 * margin
        empty = [bytes([self.paper]) * width] * margin
        lines = []
        for row in self.rows:
            for y in range(16):
                line = b"".join(cell_line(*cell, y) for cell in row)
                lines.append(bytes([self.paper]) * margin + line.ljust(width - margin, bytes([self.paper])))
        return png(width, empty + lines + empty)


def cell_line(character, foreground, background, y):
    """One line of pixels of a cell."""
    if character == "#":
        # As from where its strokes run together: the share of a cell that they cover in a typeface.
        return bytes([round(background + 0.4 * (foreground - background))]) * 8
    upper = y < 8
    inked = {" ": False, "▀": upper, "▄": not upper, "█": True}[character]
    return bytes([foreground if inked else background]) * 8


def png(width, lines):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc32(name + data))

    header = struct.pack(">IIBBBBB", width, len(lines), 8, 0, 0, 0, 0)
    data = compress(b"".join(b"\0" + line for line in lines))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def scanned(picture, directory, suffix=".png"):
    """What `zbarimg` reads in a picture; it tries no inverted symbol, as many cameras do not."""
    path = directory / f"scanned{suffix}"
    path.write_bytes(picture)
    zbarimg = ["zbarimg", "--quiet", "--raw", "--set", "disable", "--set", "qrcode.enable", str(path)]
    done = subprocess.run(zbarimg, capture_output=True, text=True, check=False)
    path.unlink()
    return done.stdout.strip()


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, sandbox, words, columns=100, **variables):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 60, columns, 0, 0))
        environment = sandbox.environment | {"TERM": "xterm-256color"} | variables
        self.process = subprocess.Popen(
            [*sandbox.command, *words],
            env=environment,
            cwd=sandbox.directory,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.ours = ours
        self.unread = b""

    def read_until(self, text):
        """Everything up to a text, and the text."""
        while text.encode() not in self.unread:
            ready, _, _ = select.select([self.ours], [], [], PATIENCE)
            assert ready, f"{text!r} never came after {self.unread!r}"
            self.unread += os.read(self.ours, 65536)
        seen, text, self.unread = self.unread.partition(text.encode())
        return (seen + text).decode()

    def type(self, text):
        os.write(self.ours, text.encode())

    def rest(self):
        """Everything to the end, and the exit code."""
        with contextlib.suppress(OSError):
            while more := os.read(self.ours, 65536):
                self.unread += more
        os.close(self.ours)
        return self.unread.decode(), self.process.wait(PATIENCE)


def drawing_of(text):
    """The lines of a QR code, from among what else a terminal showed."""
    lines = [line for line in text.splitlines() if re.fullmatch(r"(\x1b\[[0-9;]*m|[ ▀▄█#])+", line)]
    return "\n".join(lines)


@pytest.mark.parametrize("drawn", ["auto", "utf8", "ascii"])
def test_a_qr_code_on_a_terminal_scans_whatever_its_background(sandbox, drawn):
    terminal = Terminal(sandbox, ["2fa", "enroll", OWNER, "--qr", drawn, "--show-secret"])
    text = terminal.read_until("authenticator shows:")
    uri = re.search(r"otpauth://\S+", text)[0]
    sandbox.secrets["TOTP key"] = re.search("secret=(.*)&", uri)[1]
    assert "scrollback" in text
    drawing = drawing_of(text)
    assert drawing.count("\n") > 20 and "\x1b[" in drawing
    for ink, paper in [(255, 0), (0, 255), (200, 40), (60, 240)]:
        assert scanned(Screen(drawing, ink, paper).picture(), sandbox.directory) == uri, (ink, paper)
    authenticator = pyotp.parse_uri(uri)
    terminal.type("1234\r")
    terminal.read_until("this is no code")
    terminal.read_until("authenticator shows:")
    terminal.type(wrong(authenticator) + "\r")
    terminal.read_until("is wrong")
    terminal.read_until("authenticator shows:")
    terminal.type(authenticator.now() + "\r")
    shown, code = terminal.rest()
    assert code == 0, shown
    codes = re.findall(r"\d\d(?:-[0-9A-Z]{4}){4}", shown)
    assert len(codes) == 10
    sandbox.run("2fa", "verify", OWNER, "--code-stdin", stdin=codes[9])


@pytest.mark.parametrize("drawn", ["utf8", "ascii"])
def test_a_qr_code_in_a_pipe_scans_as_on_paper(sandbox, drawn):
    shown = sandbox.run("2fa", "enroll", OWNER, "--qr", drawn, "--show-secret", "--color", "never").stdout
    uri = re.search(r"otpauth://\S+", shown)[0]
    drawing = drawing_of(shown)
    assert "\x1b" not in drawing
    assert scanned(Screen(drawing, ink=0, paper=255).picture(), sandbox.directory) == uri


def test_a_picture_scans(sandbox):
    shown = sandbox.run("2fa", "enroll", OWNER, "--out", "qr.svg", "--show-secret", "-o", "json").json()
    path = sandbox.directory / "qr.svg"
    assert path.stat().st_mode & 0o777 == 0o600
    assert scanned(path.read_bytes(), sandbox.directory, suffix=".svg") == shown["uri"]
    again = sandbox.run("2fa", "enroll", OWNER, "--out", "qr.svg", check=False)
    assert again.code == 4, again.stderr


def test_a_narrow_terminal_gets_the_key_as_text(sandbox):
    terminal = Terminal(sandbox, ["2fa", "enroll", OWNER], columns=40, NO_COLOR="1")
    text = terminal.read_until("authenticator shows:")
    assert "needs" in text and drawing_of(text) == ""
    key = re.search(r"secret\s+((?:[A-Z2-7]{4} ?){8})", text)[1]
    terminal.type(pyotp.TOTP(key.replace(" ", "")).now() + "\r")
    assert terminal.rest()[1] == 0


def test_ctrl_c_leaves_it_pending(sandbox):
    terminal = Terminal(sandbox, ["2fa", "enroll", OWNER])
    terminal.read_until("authenticator shows:")
    terminal.type("\x03")
    assert terminal.rest()[1] == 130
    assert sandbox.run("2fa", "status", OWNER, "-o", "json").json()["state"] == "pending"


# Many who try at once.


def test_of_200_processes_with_one_code_one_is_accepted(sandbox):
    authenticator = enabled(sandbox)
    processes = [
        subprocess.Popen(
            [*sandbox.command, "2fa", "verify", OWNER, "--code-stdin"],
            env=sandbox.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(200)
    ]
    # All of them wait for the code by now, or will soon.
    code = of_next_step(authenticator)
    threads = [threading.Thread(target=lambda process=process: process.communicate(code)) for process in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = [process.returncode for process in processes]
    assert codes.count(0) == 1, codes
    assert set(codes) <= {0, WRONG, BUSY}, codes
    accepted = sandbox.rows("SELECT count(*) FROM audit_log WHERE action = '2fa.ok'")
    assert accepted == [(2,)], "this one, and the first code"
    sandbox.assert_sound()


def attack(sandbox, user, code, tries, workers, moments):
    """Gives a wrong code again and again and kills some who give it; returns the answers of the others."""
    words = [*sandbox.command, "2fa", "verify", user, "--code", code]
    plans = [moments.uniform(0, 0.05) if moments.random() < 0.3 else None for _ in range(tries)]

    def one(killed_after):
        process = subprocess.Popen(
            words, env=sandbox.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        if killed_after is not None:
            time.sleep(killed_after)
            process.send_signal(signal.SIGKILL)
        _, told = process.communicate()
        return process.returncode, told

    with ThreadPoolExecutor(workers) as pool:
        return [answer for answer in pool.map(one, plans) if answer[0] != -signal.SIGKILL]


def evaluated(sandbox, user, answers):
    """How many attempts were evaluated at most: each was claimed before. Each answer that says so was."""
    ((claimed,),) = sandbox.rows(
        "SELECT since_success FROM attempts JOIN users ON users.id = user_id WHERE handle = ?", user
    )
    assert sum("is wrong" in told for _, told in answers) <= claimed
    assert {code for code, _ in answers} <= {WRONG, BUSY}
    return claimed


def assert_locked(sandbox, user, authenticator, code):
    """A right code gets what a wrong one gets."""
    answers = []
    for given in (code, of_next_step(authenticator)):
        done = sandbox.run("2fa", "verify", user, "--code", given, check=False)
        answers.append((done.code, done.stdout, done.stderr))
    assert answers[0] == answers[1]
    assert answers[0][0] == WRONG and "is locked" in answers[0][2]


@pytest.fixture
def moments(request):
    """Draws moments by the name of the test, so that a failure can be looked at again."""
    return random.Random(request.node.name)


def test_five_are_evaluated_whoever_is_killed(sandbox, moments):
    for number in range(8):
        user = f"user-{number}"
        sandbox.run("user", "create", user)
        authenticator = enabled(sandbox, user)
        code = wrong(authenticator)
        answers = attack(sandbox, user, code, tries=40, workers=20, moments=moments)
        assert evaluated(sandbox, user, answers) == 5
        assert_locked(sandbox, user, authenticator, code)
    sandbox.assert_sound()


@pytest.mark.slow
def test_five_of_ten_thousand_are_evaluated(sandbox, moments):
    authenticator = enabled(sandbox)
    code = wrong(authenticator)
    begun = time.monotonic()
    answers = attack(sandbox, OWNER, code, tries=10_000, workers=100, moments=moments)
    assert time.monotonic() - begun < 15 * 60, "the lock has ended meanwhile"
    assert evaluated(sandbox, OWNER, answers) == 5
    assert_locked(sandbox, OWNER, authenticator, code)
    sandbox.assert_sound()
