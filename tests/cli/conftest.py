"""The command line on a data folder of its own."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.people import PASSWORD

from habitlog import cli


@dataclass(frozen=True)
class CommandResult:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str


CommandRunner = Callable[..., CommandResult]


@pytest.fixture
def home(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder; the settings of this process name it and its database."""
    monkeypatch.setenv("HABITLOG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HABITLOG_DATABASE_URL", database_url)
    return tmp_path


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> CommandRunner:
    """Run a command as typed, with what it reads from standard input."""

    def typed(*words: str, given: str = "") -> CommandResult:
        monkeypatch.setattr(sys, "argv", ["habitlog", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        status = cli.run_command_line()
        sys.stdout.flush()
        told = capfdbinary.readouterr()
        return CommandResult(status, told.out.decode(), told.err.decode())

    return typed


@pytest.fixture
def ada(run: CommandRunner) -> str:
    """Ada's address; she has an account, in Oslo."""
    email = "ada@example.org"
    said = run("user", "add", email, "--zone", "Europe/Oslo", "--password-stdin", given=f"{PASSWORD}\n")
    assert (said.status, said.err) == (0, "")
    return email
