"""Notices arrive once: in a real mail server, at a webhook that fails for a while, from several deliverers."""

import http.server
import json
import os
import re
import select
import signal
import sqlite3
import ssl
import subprocess
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from http.client import HTTPException

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from sandbox import OWNER, ROOT, free_port, wait_until
from wire import chat

# So says the mail server of TLS from the first byte.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

PASSWORD = "correct horse battery staple"

WEBHOOK_SECRET = "a secret that both sides know, 32 bytes or more"

MANY = 40
"""Keys that end soon: one notice each."""

DELIVERERS = 4

CROWD = 100
"""Requests at once, a hundredth of the budget each."""


class Webhook:
    """An endpoint that answers what it is told to, and keeps what it was sent."""

    def __init__(self):
        self.status = 204
        self.accepted, self.refused = [], []
        webhook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                kept = webhook.accepted if webhook.status == 204 else webhook.refused
                kept.append((dict(self.headers.items()), body))
                self.send_response(webhook.status)
                self.send_header("location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?from=keyctl"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def ids(self):
        return [json.loads(body)["id"] for _, body in self.accepted]


class Mailbox:
    """A mail server with a login, behind STARTTLS or TLS from the first byte, and what it was given."""

    def __init__(self, certificate, scheme="smtp"):
        self.messages = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        # Of TLS from the first byte the server's sessions know nothing.
        self.starttls = scheme == "smtp"
        tls = {"tls_context": context, "require_starttls": True} if self.starttls else {"ssl_context": context}
        self.controller = Controller(
            self,
            hostname="127.0.0.1",
            port=free_port(),
            auth_required=True,
            auth_require_tls=self.starttls,
            authenticator=self.authenticate,
            **tls,
        )
        self.controller.start()
        self.url = f"{scheme}://ops%40example.com@127.0.0.1:{self.controller.port}"

    def authenticate(self, _server, session, _envelope, mechanism, data):
        assert session.ssl is not None or not self.starttls, "a password in the clear"
        known = LoginPassword(b"ops@example.com", PASSWORD.encode())
        return AuthResult(success=mechanism in ("PLAIN", "LOGIN") and data == known, handled=False)

    async def handle_DATA(self, _server, _session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append((envelope.mail_from, envelope.rcpt_tos, message))
        return "250 OK"


@pytest.fixture
def webhook(sandbox):
    webhook = Webhook()
    sandbox.run("setting", "set", "notify.webhook-url", webhook.url)
    sandbox.secrets["webhook secret"] = WEBHOOK_SECRET
    sandbox.run("setting", "set", "notify.webhook-secret", "--value-stdin", stdin=WEBHOOK_SECRET)
    yield webhook
    webhook.server.shutdown()


@pytest.fixture(params=["smtp", "smtps"])
def scheme(request):
    """How mail is kept from others: STARTTLS, or TLS from the first byte."""
    return request.param


@pytest.fixture
def certificate(sandbox, tmp_path):
    """A certificate of this machine that keyctl trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    sandbox.variables["SSL_CERT_FILE"] = str(tmp_path / "ca.pem")
    return authority.issue_cert("127.0.0.1")


@pytest.fixture
def mailbox(sandbox, certificate, scheme):
    mailbox = Mailbox(certificate, scheme)
    sandbox.run("setting", "set", "notify.smtp-url", mailbox.url)
    sandbox.secrets["SMTP password"] = PASSWORD
    sandbox.run("setting", "set", "notify.smtp-password", "--value-stdin", stdin=PASSWORD)
    sandbox.run("setting", "set", "notify.mail-from", "keyctl@example.com")
    sandbox.run("setting", "set", "notify.mail-to", "ops@example.com,ada@example.com")
    yield mailbox
    mailbox.controller.stop()


def alter(sandbox, sql):
    with sqlite3.connect(sandbox.database) as database:
        database.execute(sql)


def key_that_ends_tomorrow(sandbox, name):
    """A key made long ago that ends within a day."""
    sandbox.create_key(name, "--expires", "20h")
    alter(sandbox, "UPDATE key_secrets SET created_at = created_at - 864000000000")


def let_time_pass(sandbox):
    """As if the next try of every notice were due."""
    alter(sandbox, "UPDATE notices SET next_try_at = 0 WHERE next_try_at IS NOT NULL")


def states(sandbox):
    listed = sandbox.run("-o", "json", "notice", "list").json()["items"]
    return Counter((notice["channel"], notice["status"]) for notice in listed)


def test_mail_arrives_once_over_tls_with_a_login(sandbox, mailbox):
    assert sandbox.run("notice", "test", "--to", "mail").code == 0
    key_that_ends_tomorrow(sandbox, "ci")
    gateway = sandbox.serve()
    wait_until(lambda: len(mailbox.messages) == 2, "the notice of the key")
    sandbox.run("notice", "deliver")
    assert gateway.stop() == 0
    sandbox.run("notice", "deliver")
    assert states(sandbox) == {("mail", "delivered"): 1}
    (_, _, trial), (mail_from, to, message) = mailbox.messages
    assert (mail_from, to) == ("keyctl@example.com", ["ops@example.com", "ada@example.com"])
    assert message["subject"].startswith('[keyctl] key "alice/ci" ends within a day, at 2')
    assert "prefix: sk_live_" in message.get_content()
    assert message["message-id"] != trial["message-id"]


def test_what_is_wrong_with_mail_is_said(sandbox, mailbox):
    def told(*setting, stdin=""):
        sandbox.run("setting", "set", *setting, stdin=stdin)
        failed = sandbox.run("notice", "test", "--to", "mail", check=False)
        assert failed.code == 1
        return failed.stderr

    assert "535" in told("notify.smtp-password", "--value-stdin", stdin="not the password, whatever it is")
    # Nobody vouches for the certificate now, and nothing is said in the clear instead.
    del sandbox.variables["SSL_CERT_FILE"]
    assert "certificate" in told("notify.smtp-password", "--value-stdin", stdin=PASSWORD)
    assert "refused" in told("notify.smtp-url", f"smtp://127.0.0.1:{free_port()}")
    assert mailbox.messages == []


@pytest.mark.parametrize("scheme", ["smtp"], indirect=True)
def test_mail_in_the_clear_stays_on_this_machine(sandbox, mailbox):
    plain = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    plain.start()
    sandbox.run("setting", "set", "notify.smtp-url", f"smtp://127.0.0.1:{plain.port}")
    sandbox.run("notice", "test", "--to", "mail")
    # The same server, by an address that another machine could have.
    sandbox.run("setting", "set", "notify.smtp-url", f"smtp://0.0.0.0:{plain.port}")
    failed = sandbox.run("notice", "test", "--to", "mail", check=False)
    plain.stop()
    assert failed.code == 1 and "STARTTLS" in failed.stderr
    assert len(mailbox.messages) == 1


def test_a_webhook_that_fails_for_a_while_gets_it_later_once(sandbox, webhook):
    key_that_ends_tomorrow(sandbox, "ci")
    gateway = None
    for number, status in enumerate((500, 302, 404), start=1):
        webhook.status = status
        let_time_pass(sandbox)
        gateway = gateway or sandbox.serve()
        wait_until(lambda: len(webhook.refused) == number, f"a try that meets {status}")
        wait_until(lambda: f"answered {status}" in sandbox.run("notice", "list").stdout, f"{status} in the list")
    assert sandbox.rows("SELECT tries FROM notices") == [(3,)]
    webhook.status = 204
    assert sandbox.run("notice", "deliver").stdout.endswith("\n0\t0\n"), "it is not due yet"
    let_time_pass(sandbox)
    wait_until(lambda: webhook.accepted, "the delivery")
    wait_until(lambda: states(sandbox) == {("webhook", "delivered"): 1}, "the settlement")
    let_time_pass(sandbox)
    sandbox.run("notice", "deliver")
    assert gateway.stop() == 0
    assert len(webhook.accepted) == 1
    bodies = {body for _, body in webhook.accepted + webhook.refused}
    assert len(bodies) == 1, "each try says the same"


def test_the_signature_verifies_as_the_page_says(sandbox, webhook):
    sandbox.run("notice", "test", "--to", "webhook")
    page = (ROOT / "docs" / "notices.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    shown = {}
    exec(code, shown)
    is_genuine = shown["is_genuine"]
    ((headers, body),) = webhook.accepted
    assert is_genuine(WEBHOOK_SECRET, headers, body)
    assert not is_genuine("another secret", headers, body)
    assert not is_genuine(WEBHOOK_SECRET, headers, body.replace(b"test", b"text"))
    earlier = str(int(headers["keyctl-timestamp"]) - 1)
    assert not is_genuine(WEBHOOK_SECRET, headers | {"keyctl-timestamp": earlier}, body)
    assert headers["content-type"] == "application/json"
    assert json.loads(body)["kind"] == "notice.test"


def test_several_deliverers_deliver_each_notice_once(sandbox, webhook):
    for number in range(MANY):
        sandbox.create_key(f"key{number}", "--expires", "20h")
    alter(sandbox, "UPDATE key_secrets SET created_at = created_at - 864000000000")
    gateways = [sandbox.serve() for _ in range(2)]
    commands = [
        subprocess.Popen(
            [*sandbox.command, "notice", "deliver"],
            env=sandbox.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(DELIVERERS)
    ]
    assert [command.wait(timeout=60) for command in commands] == [0] * DELIVERERS
    wait_until(lambda: states(sandbox) == {("webhook", "delivered"): MANY}, "every settlement")
    assert [gateway.stop() for gateway in gateways] == [0, 0]
    assert sorted(webhook.ids()) == sorted(set(webhook.ids()))
    assert len(webhook.ids()) == MANY
    sandbox.assert_sound()


def thresholds(webhook):
    return sorted(json.loads(body)["details"]["threshold"] for _, body in webhook.accepted)


@pytest.mark.parametrize("dies", [False, True], ids=["all live", "one dies"])
def test_each_threshold_is_told_once(house, webhook, key, dies):
    house.run("price", "set", "gpt-*", "--request", "0.05")
    house.run("budget", "set", "5/total", "--user", OWNER, "--on-exceed", "warn")
    gateways = [house.serve(), house.serve()]
    for _ in range(79):
        assert chat(gateways[0], key).status == 200
    assert house.rows("SELECT count(*) FROM notices") == [(0,)]
    assert chat(gateways[1], key).status == 200
    wait_until(lambda: thresholds(webhook) == [80], "the notice of 80 %")
    if dies:
        # What is taken now was surely not taken by the one that dies.
        webhook.status = 500
    crowd_has_gone = threading.Event()

    def deliver_by_cron():
        while not crowd_has_gone.is_set():
            house.run("notice", "deliver", check=False)

    def ask(number):
        if dies and number == CROWD // 2:
            gateways[1].kill()
        try:
            return chat(gateways[number % 2], key).status
        except (HTTPException, OSError):
            return chat(gateways[0], key).status

    with ThreadPoolExecutor(CROWD) as pool:
        cron = pool.submit(deliver_by_cron)
        statuses = set(pool.map(ask, range(CROWD)))
        crowd_has_gone.set()
        cron.result()
    assert statuses == {200}
    assert gateways[0].stop() == 0
    if dies:
        assert thresholds(webhook) == [80]
        webhook.status = 204
        let_time_pass(house)
    else:
        assert gateways[1].stop() == 0
    again = [house.serve(), house.serve()]
    house.run("notice", "deliver")
    wait_until(lambda: states(house) == {("webhook", "delivered"): 3}, "every settlement")
    assert [gateway.stop() for gateway in again] == [0, 0]
    assert thresholds(webhook) == [80, 90, 100]
    house.assert_sound()


def test_a_deliverer_that_dies_leaves_the_notice_to_others(sandbox, tmp_path):
    told, begun = tmp_path / "told", tmp_path / "begun"
    hook = f"cat >> {told}; if [ ! -e {begun} ]; then touch {begun}; sleep 60; fi"
    sandbox.run("setting", "set", "notify.command", hook)
    key_that_ends_tomorrow(sandbox, "ci")
    dying = subprocess.Popen([*sandbox.command, "notice", "deliver"], env=sandbox.environment)
    wait_until(begun.exists, "the command")
    dying.send_signal(signal.SIGKILL)
    dying.wait()
    sandbox.run("notice", "deliver")
    assert len(told.read_text().splitlines()) == 1, "it belongs to the dead one for a while"
    let_time_pass(sandbox)
    sandbox.run("notice", "deliver")
    sandbox.run("notice", "deliver")
    first, second = [json.loads(line) for line in told.read_text().splitlines()]
    assert first == second
    assert states(sandbox) == {("command", "delivered"): 1}
    assert "keyctl" not in told.read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("verb", [("test", "--to", "command"), ("deliver",)])
def test_a_command_ends_with_whoever_runs_it(sandbox, tmp_path, verb, number):
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    key_that_ends_tomorrow(sandbox, "ci")
    sandbox.run("setting", "set", "notify.command", f"exec > {alive}; echo begun; trap '' INT TERM; sleep 1000 & wait")
    running = subprocess.Popen([*sandbox.command, "notice", *verb], env=sandbox.environment)
    with open(alive) as told:
        assert told.readline() == "begun\n"
        running.send_signal(number)
        assert running.wait(timeout=10) == -number
        # It ends when nobody has the other side open: when whatever the command began is dead.
        assert select.select([told], [], [], 10)[0], "the command lives on"
        assert told.read() == ""
