"""No secret stands in a file, a log or a message, whatever was done with it."""

import contextlib

import pytest
from sandbox import Sandbox
from wire import Connection, chat

ALICES_PROVIDER_KEY = "sk-alice-0wnPr0viderKeyThatMustNotLeak0123456789"


@pytest.fixture
def story(house, gateway, key):
    """A day of right and wrong uses, with the gateway's log at its most talkative."""
    with Connection(gateway.port) as connection:
        connection.chat(key)
        connection.chat(key, stream=True)
        connection.chat(key[:-1] + "0")
        connection.chat(key, model="no-such-model")
        connection.get("/v1/models?key=" + key.replace("_", "-"), key)
    own = house.create_key("own")
    house.secrets["alice's provider key"] = ALICES_PROVIDER_KEY
    house.run("provider", "set-key", "cloud", "--user", "alice", "--key-stdin", stdin=ALICES_PROVIDER_KEY)
    house.run("-vv", "key", "verify", "-", stdin=own)
    house.run("-vv", "key", "identify", "-", stdin=f"found this in a paste: {own}, and {key}")
    house.run("-vv", "key", "show", own.split("_")[2])
    house.revoke_key("own")
    house.run("key", "verify", "-", stdin=own, check=False)
    house.run("db", "backup", house.directory / "backup.db")
    return house


def test_files_logs_and_messages(story):
    assert (story.directory / "backup.db").is_file()
    assert (story.directory / "keyctl.db-wal").is_file()
    assert story.leaks() == []


def test_a_search_that_finds_nothing_can_find(story):
    """The search itself, against a file that does hold a key."""
    master_key = story.secrets["master key"]
    for planted, name in [
        (story.secrets["key own"].encode(), "key own"),
        (b"\x00" + story.secrets["key own"][30:55].encode() + b"\xff", "key own"),
        (bytes.fromhex(master_key), "master key"),
        (b"-----" + master_key[-20:].encode(), "master key"),
    ]:
        (story.directory / "planted").write_bytes(planted)
        assert story.leaks() == [f"{name} in planted"]
    (story.directory / "planted").unlink()


SHOWN = ["key list", "key show alice/suite", "-vv key list", "user show alice", "provider list", "provider show cloud"]
SHOWN += ["provider keys", "provider test cloud", "price list", "audit list", "audit show 3", "usage list"]
SHOWN += ["usage export", "db status"]


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_what_is_shown(story, form):
    for words in SHOWN:
        shown = story.run(*words.split(), "-o", form)
        assert story.leaks_in((shown.stdout + shown.stderr).encode(), words) == []


class PassphraseSandbox(Sandbox):
    """One whose master key is derived from a passphrase in the environment."""

    PASSPHRASE = "correct horse battery staple, twice over"

    def prepare(self):
        self.secrets["passphrase"] = self.PASSPHRASE
        self.run("init", "--admin", "root@example.com")
        self.run("user", "create", "alice@example.com")
        return self

    @property
    def command(self):
        return [str(self.binary), "--db", str(self.database)]

    @property
    def environment(self):
        return {**super().environment, "KEY_ENCRYPTION_SECRET": self.PASSPHRASE}


def test_a_passphrase(tmp_path):
    with contextlib.closing(PassphraseSandbox(tmp_path)) as sandbox:
        sandbox.prepare()
        sandbox.run("provider", "add", "demo")
        key = sandbox.create_key("suite")
        gateway = sandbox.serve()
        assert chat(gateway, key, model="demo-echo").status == 200
        sandbox.run("-vv", "db", "backup", sandbox.directory / "backup.db")
        assert gateway.stop() == 0
        assert not sandbox.master_key.exists()
        assert sandbox.leaks() == []


def test_a_whole_key_as_an_argument_is_refused(house, key):
    refused = house.run("key", "show", key, check=False)
    assert refused.code == 2
    assert refused.stdout == ""
    assert key not in refused.stderr
    assert "history" in refused.stderr


def test_files_are_private(story):
    for path in story.directory.glob("keyctl.db*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert (story.directory / "backup.db").stat().st_mode & 0o077 == 0
    assert story.master_key.stat().st_mode & 0o077 == 0
