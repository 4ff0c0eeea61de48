"""A call that cannot be read is one line on standard error and status 2, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def run_command(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "habitlog", *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"HABITLOG_DATA_DIR": str(data), "PATH": ""}
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nosuch"], "nosuch"),
        (["serve", "--what"], "--what"),
        (["token", "add", "ada@example.org"], "--scope"),
        (["token", "add", "ada@example.org", "--scope", "all"], "'read', 'write', 'export'"),
        (["import", "fitbit", "nowhere.json", "--user", "ada@example.org"], "nowhere.json"),
        (["export"], "--user"),
    ],
)
def test_invalid_call_is_one_line_and_status_2(words: list[str], told: str, tmp_path: Path) -> None:
    found = run_command(*words, data=tmp_path)
    assert found.returncode == 2
    assert found.stdout == ""
    assert told in found.stderr
    assert found.stderr.startswith("habitlog: ")
    assert found.stderr.count("\n") == 1


def test_call_without_command_shows_help(tmp_path: Path) -> None:
    found = run_command(data=tmp_path)
    assert found.returncode == 2
    assert "serve" in found.stdout
    assert found.stderr == ""
