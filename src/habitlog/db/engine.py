"""The engines for SQLite and PostgreSQL, and the `Database` that opens transactions on them."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import NullPool, QueuePool

from habitlog.db.transactions import ReadTransaction, WriteTransaction
from habitlog.db.write_lock import FifoLock, limit_lock_wait
from habitlog.errors import Busy, StorageFull

try:
    import pysqlite3
except ModuleNotFoundError:
    sqlite_driver: ModuleType = sqlite3
else:
    sqlite_driver = pysqlite3

log = logging.getLogger(__name__)

WRITE_LOCK_TIMEOUT = 6.0
"""Seconds a writer waits for the writers of its own process before `Busy` is raised."""
SQLITE_BUSY_TIMEOUT_MS = 4000
"""Milliseconds SQLite waits for a writer of another process; a write thus waits for 10 seconds in all."""
WAL_SIZE_LIMIT = 8 * 1024 * 1024
"""Bytes to which the write-ahead log is cut back after a long reader let it grow."""
CONNECTION_TIMEOUT = 4.0
"""Seconds a transaction waits for a free connection of the pool before `Busy` is raised."""
POSTGRES_CONNECT_ARGS = {
    "connect_timeout": 3,
    "tcp_user_timeout": 8000,
    "options": "-c statement_timeout=30000 -c lock_timeout=4000",
}
"""Limits for a server that does not answer: seconds to connect, then milliseconds."""


class Database:
    """One SQLite file or one PostgreSQL database, reached only through `begin_read()` and `begin_write()`.

    Both raise `Busy` where no connection is free in time or the server cannot be reached, and `StorageFull`.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._reader = make_sqlite_engine(url, query_only=True)
            self._writer = make_sqlite_engine(url, begin_statement="BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        else:
            self._writer = make_postgres_engine(url)
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._write_lock = FifoLock(WRITE_LOCK_TIMEOUT)

    @contextmanager
    def begin_read(self) -> Iterator[ReadTransaction]:
        """Open a read-only transaction on one snapshot of the database."""
        with self._translate_driver_errors(), self._reader.connect() as connection, connection.begin():
            yield ReadTransaction(connection)

    @contextmanager
    def begin_write(self) -> Iterator[WriteTransaction]:
        """Open a transaction that is committed durably when the block ends without an error."""
        if self.is_sqlite:
            with self._write_lock, self._begin_unlocked_write() as transaction:
                yield transaction
        else:
            with self._begin_unlocked_write() as transaction:
                yield transaction

    @contextmanager
    def begin_write_if_free(self) -> Iterator[WriteTransaction | None]:
        """Open a transaction as `begin_write()` does, or yield None while another one writes: for what can wait."""
        with ExitStack() as stack:
            try:
                with limit_lock_wait(0):
                    transaction = stack.enter_context(self.begin_write())
            except Busy:
                yield None
            else:
                yield transaction

    @contextmanager
    def _begin_unlocked_write(self) -> Iterator[WriteTransaction]:
        with self._translate_driver_errors(), self._writer.begin() as connection:
            transaction = WriteTransaction(connection)
            yield transaction
            transaction.finish()

    def truncate_wal(self) -> bool:
        """Write what is committed into the SQLite file and empty its write-ahead log, so that nothing deleted stays.

        Returns false where a reader was in the way; a later call does it. On PostgreSQL nothing is done: it vacuums
        by itself.
        """
        if not self.is_sqlite:
            return True
        with self._write_lock, self._translate_driver_errors():
            connection = self._writer.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy, *_pages = cursor.fetchone() or (1,)
                return not busy
            finally:
                connection.close()

    def check_connection(self) -> None:
        """Read from the database over a connection that is made for it and closed; raises `Busy` where that fails."""
        engine = _make_check_engine(self.url)
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT version_num FROM alembic_version"))
        except SQLAlchemyError as error:
            raise Busy("database_unreachable") from error

    @contextmanager
    def _translate_driver_errors(self) -> Iterator[None]:
        """Raise `Busy` and `StorageFull` for the driver's errors that mean so; other errors pass unchanged."""
        try:
            yield
        except PoolTimeoutError as error:
            raise Busy("database_busy") from error
        except DBAPIError as error:
            message = str(error.orig)
            if "is full" in message or "No space left" in message:
                raise StorageFull("disk_full") from error
            if "is locked" in message:
                raise Busy("database_busy") from error
            # A failed connect to a server is an operational error whose connection was never valid.
            if error.connection_invalidated or (isinstance(error, OperationalError) and not self.is_sqlite):
                raise Busy("database_unreachable") from error
            raise

    def close_connections(self) -> None:
        """Close every connection."""
        self._reader.dispose()
        self._writer.dispose()


def _make_check_engine(url: URL) -> Engine:
    """Make an engine that keeps no connection, gives up soon, and makes no SQLite file where there is none."""
    if url.get_backend_name() == "sqlite":
        query = {"mode": "ro", "uri": "true"}
        file_url = url.set(database=f"file:{quote(url.database or '')}", query=query)
        return create_engine(file_url, module=sqlite_driver, poolclass=NullPool, connect_args={"timeout": 1.0})
    driver_url, prepares = _parse_postgres_url(url)
    arguments = {**POSTGRES_CONNECT_ARGS, **prepares, "connect_timeout": 2}
    return create_engine(driver_url, poolclass=NullPool, connect_args=arguments)


def _parse_postgres_url(url: URL) -> tuple[URL, dict[str, Any]]:
    """Return the address for the driver, and its arguments about prepared statements.

    With `prepared_statements=off` there are none: a pooler gives a connection of the server to one client after the
    other, which do not know what others have prepared.
    """
    query = dict(url.query)
    is_off = query.pop("prepared_statements", "on") == "off"
    driver_url = url.set(drivername="postgresql+psycopg", query=query)
    return driver_url, {"prepare_threshold": None} if is_off else {}


def make_sqlite_engine(
    url: str,
    *,
    begin_statement: str = "BEGIN",
    query_only: bool = False,
    foreign_keys: bool = True,
    pool_size: int = 8,
    max_overflow: int = 32,
) -> Engine:
    """Make an engine whose transactions are durable at a power cut and begin with `begin_statement`."""
    engine = create_engine(
        url,
        module=sqlite_driver,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=CONNECTION_TIMEOUT,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={SQLITE_BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
            "trusted_schema=OFF",
            "secure_delete=ON",
            f"journal_size_limit={WAL_SIZE_LIMIT}",
            "cache_size=-2000",
            f"query_only={'ON' if query_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    def begin_transaction(connection: Any) -> None:
        connection.execute(begin_statement).close()

    # The dialect's own hook: a "begin" event would make every statement of the engine look for listeners.
    engine.dialect.do_begin = begin_transaction  # type: ignore[method-assign, assignment]
    return engine


def make_postgres_engine(url: str, *, pooled: bool = True) -> Engine:
    """Make an engine for PostgreSQL over psycopg 3; pooled connections are tested before they are used."""
    driver_url, prepares = _parse_postgres_url(make_url(url))
    if not pooled:
        return create_engine(driver_url, poolclass=NullPool, connect_args=prepares, hide_parameters=True)
    return create_engine(
        driver_url,
        pool_size=8,
        max_overflow=32,
        pool_timeout=CONNECTION_TIMEOUT,
        pool_pre_ping=True,
        connect_args={**POSTGRES_CONNECT_ARGS, **prepares},
        hide_parameters=True,
    )
