"""Accounts that are due are deleted by the command, by a start of the service and by its hourly turn; bytes and all."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from starlette.testclient import TestClient
from tests.support.clock import NOW, STOCKHOLM, Clock
from tests.support.command_line import CommandRunner
from tests.support.people import PASSWORD, ensure_account

from habitlog.accounts.person import person_table
from habitlog.app import create_app
from habitlog.config import Config
from habitlog.db import Database
from habitlog.usecases.jobs import delete_accounts

DAY = timedelta(days=1)


def mark_for_deletion(database: Database, email: str, ago: timedelta, now: datetime | None = None) -> None:
    with database.begin_write() as transaction:
        at = (now or datetime.now(UTC)) - ago
        transaction.execute_uncounted(
            update(person_table).where(person_table.c.email == email).values(deletion_requested_at=at)
        )


def list_people(database: Database) -> int:
    with database.begin_read() as transaction:
        return int(transaction.fetch_value(select(func.count()).select_from(person_table)))


def test_sweep_command_deletes_only_due_accounts(run: CommandRunner, ada_email: str, database_url: str) -> None:
    run("user", "add", "ben@example.org", "--password-stdin", given=f"{PASSWORD}\n")
    database = Database(database_url)
    mark_for_deletion(database, ada_email, 7 * DAY - timedelta(minutes=5))
    assert run("user", "sweep").out == "Accounts deleted for good: 0.\n"
    mark_for_deletion(database, ada_email, 7 * DAY)
    assert run("user", "sweep").out == "Accounts deleted for good: 1.\n"
    assert run("user", "sweep").out == "Accounts deleted for good: 0.\n"
    assert list_people(database) == 1
    database.close_connections()


def test_operator_can_delete_or_reset_pending_account(run: CommandRunner, ada_email: str, database_url: str) -> None:
    database = Database(database_url)
    mark_for_deletion(database, ada_email, DAY)
    assert run("user", "password", ada_email, "--password-stdin", given="another plant and a needle\n").status == 0
    assert run("user", "delete", ada_email, "--yes").status == 0
    assert list_people(database) == 0
    database.close_connections()


@pytest.mark.sqlite_only
def test_deleted_account_leaves_no_bytes_in_database_file(
    run: CommandRunner, ada_email: str, home: Path, database_url: str
) -> None:
    marks = [b"ada@example.org", b"ZEBRA CROSSING"]
    database = Database(database_url)
    with database.begin_write() as transaction:
        transaction.execute_uncounted(update(person_table).values(name="ZEBRA CROSSING"))

    def holding(mark: bytes) -> list[str]:
        return [path.name for path in home.iterdir() if path.is_file() and mark in path.read_bytes()]

    assert all(map(holding, marks))
    assert run("user", "delete", ada_email, "--yes").status == 0
    # Another connection stays open all along, as the running service does, so that the log is not just removed.
    assert [holding(mark) for mark in marks] == [[], []]
    database.close_connections()


def test_server_start_deletes_due_accounts(run: CommandRunner, ada_email: str, home: Path, database_url: str) -> None:
    database = Database(database_url)
    mark_for_deletion(database, ada_email, 7 * DAY)
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "PYTHONPATH", "HOME"}}
    named = {"HABITLOG_DATA_DIR": str(home), "HABITLOG_DATABASE_URL": database_url, "HABITLOG_PORT": "0"}
    command = [sys.executable, "-m", "habitlog", "serve"]
    with subprocess.Popen(command, env=kept | named, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        line = served.stdout.readline()
        try:
            assert "habitlog is on http" in line
            assert list_people(database) == 0
            assert len((home / "erased.txt").read_text().splitlines()) == 1
        finally:
            served.terminate()
            served.wait(20)
    database.close_connections()


def test_failed_deletion_run_is_logged_and_repeated(
    app: FastAPI, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    ensure_account(app, "Ada", STOCKHOLM)
    mark_for_deletion(database, "ada@example.org", 7 * DAY, NOW)
    app_context = app.state.context
    occupied = app_context.config.data_dir / "a file"
    occupied.write_text("not a folder")
    delete_accounts.run_once(database, occupied / "list", app_context.now)
    assert len(caplog.records) == 1
    delete_accounts.run_once(database, app_context.config.erasure_list_path, app_context.now)
    assert list_people(database) == 0
    assert len(app_context.config.erasure_list_path.read_text().splitlines()) == 1


def deletion_threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "sweeps"]


def test_running_service_deletes_due_accounts(
    app: FastAPI, database: Database, settings: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_account(app, "Ada", STOCKHOLM)
    mark_for_deletion(database, "ada@example.org", 7 * DAY, NOW)
    monkeypatch.setattr(delete_accounts, "INTERVAL_SECONDS", 0.01)
    with TestClient(create_app(settings, clock)):
        assert deletion_threads() == ["sweeps"]
        for _ in range(1000):
            if not list_people(database):
                break
            time.sleep(0.01)
        assert list_people(database) == 0
    assert deletion_threads() == []
