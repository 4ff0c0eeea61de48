"""A database that the program of the first schema wrote: after the upgrade it has all it had, and it works."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.people import Browser

from habitlog.app import create_app
from habitlog.config import Config
from habitlog.server import migrate_database
from habitlog.usecases.files import import_files, record_export
from habitlog.usecases.identity import accounts

DUMP = Path(__file__).parent / "data" / "first_schema.sql"
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
Tables = dict[str, set[tuple[Any, ...]]]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The settings of a database that was restored from the dump."""
    with closing(sqlite3.connect(tmp_path / "habitlog.sqlite3")) as connection:
        connection.executescript(DUMP.read_text(encoding="utf-8"))
    return Config(database_url=f"sqlite:///{tmp_path / 'habitlog.sqlite3'}", data_dir=tmp_path)


def read_tables(path: Path, columns: dict[str, list[str]] | None = None) -> tuple[dict[str, list[str]], Tables]:
    """Return the columns of each table, or those that are given, and its rows in them."""
    with closing(sqlite3.connect(path)) as connection:
        if columns is None:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            columns = {
                name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
                for name in names
                if name not in {"alembic_version", "sqlite_sequence"}
            }
        rows = {
            name: {tuple(map(without_nulls, row)) for row in connection.execute(f"SELECT {', '.join(own)} FROM {name}")}
            for name, own in columns.items()
        }
    return columns, rows


def without_nulls(value: Any) -> Any:
    """Return a value, of a JSON list of sets without what has no value: a column that was added later has none."""
    if not isinstance(value, str) or not value.startswith("[{"):
        return value
    return str([{name: part for name, part in one.items() if part is not None} for one in json.loads(value)])


def sign_in(app: FastAPI, email: str) -> Browser:
    browser = Browser(app)
    with app.state.context.database.begin_write() as transaction:
        secret = accounts.sign_in_demo(transaction, email, NOW)
    browser.client.cookies.set("habitlog", secret, domain="testserver.local", path="/")
    return browser


def test_upgrade_keeps_every_value(config: Config) -> None:
    path = config.data_dir / "habitlog.sqlite3"
    columns, before = read_tables(path)
    migrate_database(config, NOW)
    # Daily numbers are computed anew where a formula changed.
    kept = {name: own for name, own in columns.items() if name not in {"daily_metric_month", "metrics_version"}}
    assert read_tables(path, kept)[1] == {name: before[name] for name in kept}


def test_upgraded_log_is_exported_imported_and_shared(config: Config) -> None:
    migrate_database(config, NOW)
    app = create_app(config, lambda: NOW)
    database = app.state.context.database
    with database.begin_read() as transaction:
        mara = accounts.find_person_by_email(transaction, "mara@example.org")
    record = b"".join(record_export.export_record(database, mara))
    again = import_files.import_now(database, mara, "habitlog.json", record, mara.zone, NOW)
    assert again.report is not None
    assert (again.report.same, again.report.added, again.report.different) == (25, {}, 0)
    page = sign_in(app, "mara@example.org").get("/days/2026-11-29")
    assert page.status_code == 200
    assert "asleep" in page.text
    assert "Ida Norling" in sign_in(app, "mara@example.org").get("/sharing").text
    database.close_connections()
