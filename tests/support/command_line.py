"""Commands of habitlog, run in the process of the test."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest
from msgspec import Struct


class CommandResult(Struct, frozen=True):
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


CommandRunner = Callable[..., CommandResult]


def make_command_runner(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> CommandRunner:
    """Return a function that runs a command given as words; `given` is what it reads from standard input."""

    def run(*words: str, given: str = "") -> CommandResult:
        from habitlog import cli

        monkeypatch.setattr(sys, "argv", ["habitlog", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        status = cli.run_command_line()
        sys.stdout.flush()
        printed = capfdbinary.readouterr()
        return CommandResult(status, printed.out.decode(), printed.err.decode())

    return run
