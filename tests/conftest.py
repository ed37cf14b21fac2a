"""What the suites share: a sandbox and an upstream, both checked for secrets that got out."""

import pytest
from sandbox import checked_sandbox
from upstream import checked_upstream


@pytest.fixture
def sandbox(tmp_path):
    with checked_sandbox(tmp_path) as sandbox:
        yield sandbox


@pytest.fixture
def upstream():
    with checked_upstream() as upstream:
        yield upstream
