"""The retention job deletes what has expired, and the bytes of deleted entries with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Table, func, insert, select
from starlette.testclient import TestClient
from tests.support.api_answers import assert_problem, created_entry
from tests.support.clock import NOW, Clock
from tests.support.entries import OTHER
from tests.support.html import find_form, submit_form
from tests.support.people import ApiClient, Browser, ensure_account

from habitlog.accounts.person import login_session_table
from habitlog.accounts.two_factor import pending_login_table
from habitlog.db import Database
from habitlog.models import metadata
from habitlog.storage.idempotency import idempotency_key_table
from habitlog.storage.rate_limits import rate_limit_table
from habitlog.usecases.jobs import retention

SECRET = "the lake at Norrviken"
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
KEYED = {"Idempotency_Key": "a-key"}


def is_text_stored(database: Database, text: str) -> bool:
    """Whether a text stands in the bytes of the SQLite files, or in a column of any PostgreSQL table."""
    if database.is_sqlite:
        path = str(database.url.database)
        files = [Path(path + ending) for ending in ("", "-wal", "-shm")]
        return any(text.encode() in file.read_bytes() for file in files if file.exists())
    with database.begin_read() as transaction:
        rows = [row for table in metadata.sorted_tables for row in transaction.fetch_tuples(select(table))]
    return any(text in (value.decode() if isinstance(value, bytes) else str(value)) for row in rows for value in row
               if not isinstance(value, bytes) or value.isascii())  # fmt: skip


def count_rows(database: Database, table: Table) -> int:
    with database.begin_read() as transaction:
        return int(transaction.fetch_value(select(func.count()).select_from(table)))


def delete_on_page(browser: Browser, entry: Mapping[str, Any]) -> None:
    page = browser.get(f"/training/{entry['id']}/edit")
    form = find_form(page.text, f"/training/{entry['id']}/delete")
    assert submit_form(browser, form).status_code == 303


@pytest.mark.parametrize("place", ["page", "api"])
def test_deleted_text_is_nowhere_after_its_hour(
    ada: Browser, program: ApiClient, database: Database, clock: Clock, place: str
) -> None:
    entry = created_entry(program.post("/training/entries", {**OTHER, "note": SECRET}, **KEYED))
    assert is_text_stored(database, SECRET)
    if place == "page":
        delete_on_page(ada, entry)
    else:
        assert program.delete(f"/training/entries/{entry['id']}").status_code == 204
    clock.now += HOUR
    retention.delete_expired_rows(database, clock())
    assert not is_text_stored(database, SECRET)
    assert_problem(program.post("/training/entries", {**OTHER, "note": SECRET}, **KEYED), 404, "not-found")


def test_deleted_text_stays_while_deletion_can_be_undone(
    ada: Browser, program: ApiClient, database: Database, clock: Clock
) -> None:
    first = program.post("/training/entries", {**OTHER, "note": SECRET}, **KEYED)
    entry = created_entry(first)
    delete_on_page(ada, entry)
    assert_problem(program.post("/training/entries", {**OTHER, "note": SECRET}, **KEYED), 404, "not-found")
    clock.now += HOUR - SECOND
    retention.delete_expired_rows(database, clock())
    undo = find_form(ada.get("/days/2026-03-12?deleted=1").text, f"/training/{entry['id']}/undo")
    assert submit_form(ada, undo).status_code == 303
    assert program.post("/training/entries", {**OTHER, "note": SECRET}, **KEYED).content == first.content


def test_stored_response_is_purged_after_seven_days(program: ApiClient, database: Database, clock: Clock) -> None:
    created_entry(program.post("/training/entries", OTHER, **KEYED))
    clock.now += 7 * DAY
    retention.delete_expired_rows(database, clock())
    assert count_rows(database, idempotency_key_table) == 1
    clock.now += SECOND
    retention.delete_expired_rows(database, clock())
    assert count_rows(database, idempotency_key_table) == 0


@pytest.mark.parametrize(
    ("table", "row", "lifetime"),
    [
        (login_session_table, {"secret_hash": "a", "created_at": NOW, "seen_at": NOW}, 30 * DAY),
        (login_session_table, {"secret_hash": "a", "created_at": NOW, "seen_at": NOW + 80 * DAY}, 90 * DAY),
        (pending_login_table, {"secret_hash": "a", "created_at": NOW}, timedelta(minutes=10)),
        (rate_limit_table, {"counter": "a", "attempts": 1, "window_ends_at": NOW + HOUR}, HOUR),
    ],
    ids=["idle session", "old session", "pending login", "rate limit"],
)
def test_expired_row_is_purged(
    app: FastAPI, database: Database, table: Table, row: dict[str, Any], lifetime: timedelta
) -> None:
    owner = {} if table is rate_limit_table else {"person_id": ensure_account(app, "Ada", "Etc/UTC").id}
    with database.begin_write() as transaction:
        transaction.execute(insert(table), {**row, **owner})
    retention.delete_expired_rows(database, NOW + lifetime - SECOND)
    assert count_rows(database, table) == 1
    retention.delete_expired_rows(database, NOW + lifetime)
    assert count_rows(database, table) == 0


def test_failed_run_is_logged(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    with database.begin_write() as transaction:
        transaction.execute(insert(rate_limit_table), {"counter": "a", "attempts": 1, "window_ends_at": NOW})
        if database.is_sqlite:
            database._write_lock._timeout_seconds = 0.01
            retention.run_once(database, lambda: NOW)
            assert "expired rows were not deleted in this run: Busy" in caplog.text


def test_service_runs_retention_in_background(
    app: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[Database] = []
    monkeypatch.setattr(retention, "INTERVAL_SECONDS", 0.01)
    monkeypatch.setattr(retention, "run_once", lambda database, _clock: runs.append(database))
    with TestClient(app):
        while not runs:
            pass
