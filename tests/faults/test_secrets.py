"""No secret stands in a file, a log or a message, whatever was done with it."""

import pytest
from wire import Connection

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
    (story.directory / "planted").write_text(story.secrets["key own"])
    assert story.leaks() == ["key own in planted"]
    (story.directory / "planted").unlink()


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
