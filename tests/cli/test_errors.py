"""A call that cannot be read is one line on standard error and status 2, never a traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.command_line import CommandRunner


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
        (["import", "fits"], "fits"),
    ],
)
def test_invalid_call_is_one_line_and_status_2(words: list[str], told: str, run: CommandRunner) -> None:
    found = run(*words)
    assert found.status == 2
    assert found.out == ""
    assert told in found.err
    assert found.err.startswith("habitlog: ")
    assert found.err.count("\n") == 1


def test_process_of_invalid_call_ends_in_one_line_and_status_2(tmp_path: Path) -> None:
    found = run_command("nosuch", data=tmp_path)
    assert (found.returncode, found.stdout, found.stderr.count("\n")) == (2, "", 1)
    assert "nosuch" in found.stderr


def test_call_without_command_shows_help(tmp_path: Path) -> None:
    found = run_command(data=tmp_path)
    assert found.returncode == 2
    assert "serve" in found.stdout
    assert found.stderr == ""


def start_program(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HABITLOG_")}
    environment = kept | {"HABITLOG_DATA_DIR": str(folder), "HABITLOG_PORT": "0"} | settings
    command = [sys.executable, "-m", "habitlog", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def assert_refused_in_one_line(done: subprocess.CompletedProcess[str], word: str) -> None:
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert done.stderr.startswith("habitlog: ")
    assert done.stderr.count("\n") == 1
    assert word in done.stderr


def test_start_names_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert_refused_in_one_line(start_program(tmp_path, "serve", HABITLOG_PORT=port), port)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_start_names_unwritable_folder(tmp_path: Path, command: str) -> None:
    occupied = tmp_path / "a file"
    occupied.write_text("not a folder")
    assert_refused_in_one_line(start_program(occupied / "data", command), "cannot be written")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes everywhere")
def test_start_names_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert_refused_in_one_line(start_program(tmp_path, "serve"), "cannot be written")


def test_start_refuses_foreign_database_file(tmp_path: Path) -> None:
    path = tmp_path / "habitlog.sqlite3"
    path.write_text("Dear diary")
    assert_refused_in_one_line(start_program(tmp_path, "serve"), "left untouched")
    assert path.read_text() == "Dear diary"


@pytest.mark.parametrize(
    ("name", "value"),
    [("HABITLOG_PROT", "1"), ("HABITLOG_PORT", "http"), ("HABITLOG_PORT", "70000"), ("HABITLOG_SIGN_UP", "maybe"),
     ("HABITLOG_DATABASE_URL", "mysql://x/y"), ("HABITLOG_DEMO", "1"),
     ("HABITLOG_SMTP_URL", "smtp://mail.example.org"), ("HABITLOG_MAIL_FROM", "a@example.org")],
)  # fmt: skip
def test_start_names_invalid_setting(
    run: CommandRunner, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    found = run("migrate")
    assert (found.status, found.out) == (1, "")
    assert found.err.startswith("habitlog: ")
    assert found.err.count("\n") == 1
    assert name in found.err


def test_start_names_invalid_mail_server_without_password(tmp_path: Path) -> None:
    given = {"HABITLOG_SMTP_URL": "smtp://ada:s3cret@mail.example.org:no", "HABITLOG_MAIL_FROM": "a@example.org"}
    done = start_program(tmp_path, "serve", **given)
    assert_refused_in_one_line(done, "HABITLOG_SMTP_URL has the form")
    assert "s3cret" not in done.stderr


def test_start_without_database_server_is_one_line(tmp_path: Path) -> None:
    assert_refused_in_one_line(
        start_program(tmp_path, "migrate", HABITLOG_DATABASE_URL="postgresql://127.0.0.1:1/x"), "cannot be opened"
    )


def test_start_refuses_invalid_erasure_list(tmp_path: Path) -> None:
    """Whoever it names would be served again otherwise."""
    path = tmp_path / "elsewhere.txt"
    path.write_text("ada@example.org\n")
    assert_refused_in_one_line(
        start_program(tmp_path, "serve", HABITLOG_ERASURE_LIST=str(path)), "Line 1 of the erasure list"
    )
    assert path.read_text() == "ada@example.org\n"
