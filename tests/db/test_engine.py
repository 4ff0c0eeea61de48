"""Databases that cannot be reached, and what an error of a statement may say."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from habitlog.db import Database, engine
from habitlog.errors import Busy


def test_unreachable_server_is_busy() -> None:
    database = Database("postgresql://127.0.0.1:1/x")
    try:
        with pytest.raises(Busy), database.begin_read():
            pass
        with pytest.raises(Busy), database.begin_write():
            pass
    finally:
        database.close_connections()


@pytest.mark.sqlite_only
def test_exhausted_pool_is_busy(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CONNECTION_TIMEOUT", 0.01)
    database = Database(database_url)
    pool = database._reader.pool
    connections = [pool.connect() for _ in range(40)]
    try:
        with pytest.raises(Busy), database.begin_read():
            pass
    finally:
        for connection in connections:
            connection.close()
        database.close_connections()


def test_statement_error_names_no_parameter(database_url: str) -> None:
    database = Database(database_url)
    try:
        with pytest.raises(DBAPIError) as caught, database.begin_write() as transaction:
            transaction.execute(text("INSERT INTO no_such_table VALUES (:note)"), {"note": "canary of a diary"})
        assert "canary" not in str(caught.value)
    finally:
        database.close_connections()
