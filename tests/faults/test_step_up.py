"""Step-up at real terminals: a code counts where it was given, for a while, and nowhere else."""

import contextlib
import os
import pty
import select
import sqlite3
import subprocess
import time

import pyotp
import pytest

OPERATOR = "root"

WINDOW_US = 300 * 1_000_000

PROMPT = "code of your authenticator, or a backup code:"


class Terminal:
    """A terminal at which one command after the other runs."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.outer, self.inner = pty.openpty()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.outer)
        os.close(self.inner)

    def run(self, *words, code=None):
        """Runs a command; answers the prompt for a code with `code`. Its exit code and all it showed."""
        child = subprocess.Popen(
            [*self.sandbox.command, *words],
            stdin=self.inner,
            stdout=self.inner,
            stderr=self.inner,
            env=self.sandbox.environment,
            cwd=self.sandbox.directory,
            start_new_session=True,
        )
        shown, answered, deadline = "", False, time.monotonic() + 30
        while child.poll() is None or select.select([self.outer], [], [], 0)[0]:
            assert time.monotonic() < deadline, shown
            if select.select([self.outer], [], [], 0.02)[0]:
                shown += os.read(self.outer, 65536).decode()
            if PROMPT in shown and not answered:
                answered = True
                # Ctrl-C where there is no answer.
                os.write(self.outer, (code + "\n" if code else "\x03").encode())
        return child.wait(), shown


def sql(sandbox, statement, *values):
    with contextlib.closing(sqlite3.connect(sandbox.database)) as db:
        db.execute(statement, values)
        db.commit()


@pytest.fixture
def authenticator(sandbox):
    """The second factor of the operator; there are keys to revoke."""
    for number in range(8):
        sandbox.create_key(f"k{number}")
    shown = sandbox.run("2fa", "enroll", OPERATOR, "--show-secret", "-o", "json").json()
    sandbox.secrets["TOTP key"] = shown["secret"].replace(" ", "")
    own = pyotp.parse_uri(shown["uri"])
    sandbox.run("-q", "2fa", "confirm", OPERATOR, "--code", own.now())
    return own


def fresh(sandbox, authenticator):
    """A code that is right, whatever was used before."""
    sql(sandbox, "UPDATE second_factors SET last_step = 0")
    return authenticator.now()


def revoke(terminal, number, code=None):
    return terminal.run("-y", "key", "revoke", f"alice/k{number}", code=code)


def test_a_code_counts_at_its_terminal_for_five_minutes(sandbox, authenticator):
    with Terminal(sandbox) as here, Terminal(sandbox) as elsewhere:
        code, shown = revoke(here, 0, fresh(sandbox, authenticator))
        assert code == 0 and PROMPT in shown
        code, shown = revoke(here, 1)
        assert code == 0 and PROMPT not in shown, "remembered"

        code, shown = revoke(elsewhere, 2)
        assert code == 130 and PROMPT in shown, "another terminal"
        assert sandbox.run("-y", "key", "revoke", "alice/k2", check=False).code == 8, "no terminal"

        sql(sandbox, "UPDATE step_ups SET proved_at = proved_at - ?", WINDOW_US)
        code, shown = revoke(here, 2)
        assert code == 130 and PROMPT in shown, "after the window"

        ahead = int(time.time() * 1_000_000) + 60 * 1_000_000
        sql(sandbox, "UPDATE step_ups SET proved_at = ?", ahead)
        code, shown = revoke(here, 2)
        assert code == 130 and PROMPT in shown, "a record of the future"

        code, _ = revoke(here, 2, fresh(sandbox, authenticator))
        assert code == 0
        sql(sandbox, "UPDATE step_ups SET boot = 'another'")
        code, shown = revoke(here, 3)
        assert code == 130 and PROMPT in shown, "before the machine started"

        code, _ = revoke(here, 3, fresh(sandbox, authenticator))
        assert code == 0
        sql(sandbox, "UPDATE step_ups SET os_uid = os_uid + 1")
        code, shown = revoke(here, 4)
        assert code == 130 and PROMPT in shown, "of another OS user"
    assert sandbox.run("key", "show", "alice/k4", "-o", "json").json()["status"] == "active"


def test_revealing_asks_each_time_and_the_code_does_not_show(sandbox, authenticator):
    sandbox.run("-q", "key", "create", "kept", "--user", "alice", "--recoverable", "--out", "kept")
    with Terminal(sandbox) as here:
        for _ in range(2):
            given = fresh(sandbox, authenticator)
            code, shown = here.run("key", "reveal", "alice/kept", "--out", f"again-{given}-{time.time_ns()}", code=given)
            assert code == 0 and PROMPT in shown
            assert given not in shown.replace(f"again-{given}", "")
        code, shown = here.run("key", "reveal", "alice/kept", "--out", "third")
        assert code == 130 and PROMPT in shown


def test_a_wrong_code_counts_and_five_of_them_lock(sandbox, authenticator):
    now = int(time.time())
    right = {authenticator.at(now + 30 * step) for step in range(-4, 10)}
    wrong = next(code for code in ("000000", "111111", "222222") if code not in right)
    with Terminal(sandbox) as here:
        for _ in range(5):
            code, shown = revoke(here, 0, wrong)
            assert code == 6 and "wrong" in shown
        code, shown = revoke(here, 0, fresh(sandbox, authenticator))
        assert code == 6 and "locked" in shown, "a right code gets the same answer"
    assert sandbox.run("key", "show", "alice/k0", "-o", "json").json()["status"] == "active"
