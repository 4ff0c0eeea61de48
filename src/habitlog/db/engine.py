"""The recipes for SQLite and PostgreSQL, and the two units of work that everything goes through."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool, QueuePool

from habitlog.db.transactions import ReadTransaction, WriteTransaction
from habitlog.db.write_lock import FifoLock
from habitlog.errors import Busy, StorageFull

try:
    import pysqlite3
except ModuleNotFoundError:
    sqlite_driver: ModuleType = sqlite3
else:
    sqlite_driver = pysqlite3

log = logging.getLogger(__name__)

WRITE_LOCK_TIMEOUT = 10.0
"""Seconds a writer waits for its turn before the caller hears "busy"."""


class Database:
    """One SQLite file or one PostgreSQL database, reached through `read()` and `write()` alone."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._reader = make_sqlite_engine(url, query_only=True)
            self._writer = make_sqlite_engine(url, begin_statement="BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        else:
            self._writer = make_postgres_engine(url)
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._turnstile = FifoLock(WRITE_LOCK_TIMEOUT)

    @contextmanager
    def begin_read(self) -> Iterator[ReadTransaction]:
        """Open a unit of work that sees one moment and changes nothing."""
        with _translate_driver_errors(), self._reader.connect() as connection, connection.begin():
            yield ReadTransaction(connection)

    @contextmanager
    def begin_write(self) -> Iterator[WriteTransaction]:
        """Open a unit of work that is committed, durably, when the block ends without an error."""
        if self.is_sqlite:
            with self._turnstile, self._begin_unlocked_write() as transaction:
                yield transaction
        else:
            with self._begin_unlocked_write() as transaction:
                yield transaction

    @contextmanager
    def _begin_unlocked_write(self) -> Iterator[WriteTransaction]:
        with _translate_driver_errors(), self._writer.begin() as connection:
            yield WriteTransaction(connection)

    def truncate_wal(self) -> bool:
        """Write what is committed into the SQLite file and empty its write-ahead log, so that nothing deleted stays.

        Returns false where a reader was in the way; the next call does it. PostgreSQL needs none: its vacuum comes by
        itself.
        """
        if not self.is_sqlite:
            return True
        with self._turnstile, _translate_driver_errors():
            connection = self._writer.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy, *_pages = cursor.fetchone() or (1,)
                return not busy
            finally:
                connection.close()

    def close_connections(self) -> None:
        """Let go of every connection."""
        self._reader.dispose()
        self._writer.dispose()


def make_sqlite_engine(
    url: str,
    *,
    begin_statement: str = "BEGIN",
    query_only: bool = False,
    foreign_keys: bool = True,
    pool_size: int = 8,
    max_overflow: int = 32,
) -> Engine:
    """Make an engine whose transactions are SQLite's own: durable at power cut, begun when we say so."""
    engine = create_engine(
        url, module=sqlite_driver, poolclass=QueuePool, pool_size=pool_size, max_overflow=max_overflow
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=5000",
            "journal_mode=WAL",
            "synchronous=FULL",
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
            "trusted_schema=OFF",
            "secure_delete=ON",
            "cache_size=-2000",
            f"query_only={'ON' if query_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    def begin_as_asked(connection: Any) -> None:
        connection.execute(begin_statement).close()

    # The dialect's own hook: a "begin" event would make every statement of the engine look for listeners.
    engine.dialect.do_begin = begin_as_asked  # type: ignore[method-assign, assignment]
    return engine


def make_postgres_engine(url: str, *, pooled: bool = True) -> Engine:
    """Make an engine for PostgreSQL over psycopg 3; a lost connection is noticed before it is used."""
    driver_url = make_url(url).set(drivername="postgresql+psycopg")
    if not pooled:
        return create_engine(driver_url, poolclass=NullPool)
    return create_engine(driver_url, pool_size=8, max_overflow=32, pool_pre_ping=True)


@contextmanager
def _translate_driver_errors() -> Iterator[None]:
    """Turn the driver's word for "locked", "full" and "gone" into ours; anything else passes unchanged."""
    try:
        yield
    except OperationalError as error:
        words = str(error.orig)
        if "is full" in words or "No space left" in words:
            raise StorageFull("disk_full") from error
        if "is locked" in words or error.connection_invalidated:
            raise Busy("database_busy") from error
        raise
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Busy("database_unreachable") from error
        raise
