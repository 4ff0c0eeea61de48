"""An account on the data folder of a test."""

from __future__ import annotations

import pytest
from tests.support.command_line import CommandRunner
from tests.support.people import PASSWORD


@pytest.fixture
def ada(run: CommandRunner) -> str:
    """The email address of Ada's account, in Oslo."""
    email = "ada@example.org"
    result = run("user", "add", email, "--zone", "Europe/Oslo", "--password-stdin", given=f"{PASSWORD}\n")
    assert (result.status, result.err) == (0, "")
    return email
