"""A file of users with a key for each: killed wherever it may be, it has happened or it has not."""

import shutil

import pytest
import tracer
from sandbox import Sandbox

USERS = 4
RUN = ("--no-input", "user", "import", "people.csv", "--key", "default", "--out-dir", "keys")
AGAIN = (*RUN, "--if-not-exists")


class Copy(Sandbox):
    """The same database in a place of its own, and the file to import."""

    def __init__(self, original, directory):
        super().__init__(directory, original.binary)
        directory.mkdir()
        for path in original.directory.glob("keyctl.db*"):
            shutil.copy2(path, directory)
        self.master_key = original.master_key
        rows = "".join(f"person-{number}@example.com\n" for number in range(USERS))
        (directory / "people.csv").write_text("email\n" + rows)

    def counted(self):
        """How many people and how many keys of theirs there are."""
        people = "SELECT count(*) FROM users WHERE handle LIKE 'person-%'"
        return self.rows(f"SELECT ({people}), (SELECT count(*) FROM keys)")[0]

    def secrets_by_user(self):
        """The secret in the file of each user's key; none where there is no such file."""
        keys = self.directory / "keys"
        files = {user: keys / user / "default" for user in map("person-{}".format, range(USERS))}
        return {user: path.read_text().strip() for user, path in files.items() if path.exists()}

    def temporary(self):
        return list((self.directory / "keys").glob("*/.keyctl-*.tmp"))

    def assert_finished(self):
        assert self.counted() == (USERS, USERS)
        assert self.temporary() == []
        secrets = self.secrets_by_user()
        assert len(secrets) == USERS
        found = self.run("key", "identify", "-o", "json", stdin="\n".join(secrets.values())).json()["items"]
        assert {(item["user"], item["verdict"]) for item in found} == {(user, "ok") for user in secrets}
        self.run("audit", "verify")


@pytest.mark.skipif(not tracer.SUPPORTED, reason="the numbers of the system calls are not known for this machine")
def test_killed_at_every_change_of_a_file_nothing_is_half_and_the_next_run_finishes(sandbox, tmp_path):
    whole = Copy(sandbox, tmp_path / "whole")
    ended = tracer.run([*whole.command, *RUN], whole.environment, whole.directory)
    assert ended.code == 0
    whole.assert_finished()
    seen = set()
    for kill in range(len(ended.changes)):
        copy = Copy(sandbox, tmp_path / f"killed-{kill}")
        killed = tracer.run([*copy.command, *RUN], copy.environment, copy.directory, kill)
        assert (killed.code, killed.changes) == (None, ended.changes[:kill]), kill
        users, keys = copy.counted()
        assert (users, keys) in {(0, 0), (USERS, USERS)}, "half of a file"
        named, temporary = copy.secrets_by_user(), copy.temporary()
        if users == 0:
            assert named == {}, "the file of a key that is none"
        else:
            assert len(named) + len(temporary) == USERS, "a key that nobody has"
        seen.add((users > 0, bool(temporary)))
        copy.run(*AGAIN)
        copy.assert_finished()
        shutil.rmtree(copy.directory)
    print(f"{len(ended.changes)} kills")
    assert seen == {(False, False), (False, True), (True, True), (True, False)}, "both sides of the commit were hit"
