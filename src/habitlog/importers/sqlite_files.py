"""SQLite databases from other apps: read from tables alone, within limits of size and work."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from habitlog.errors import Malformed
from habitlog.importers.source_files import SourceFile

SQLITE_SIGNATURE = b"SQLite format 3\x00"
MAX_DATABASE_BYTES = 2**30
_HEADER_BYTES = 100
_STEPS_PER_CALL, _MAX_CALLS = 10_000, 20_000
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2**20,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 20,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 2,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_PLAIN_TABLE = re.compile(r"create\s+table\s", re.ASCII | re.IGNORECASE)
_ALLOWED_ACTIONS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})


class ForeignDatabase:
    """A database of another app; only whole columns of its tables can be read, no view and nothing that is computed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables = self._list_columns()

    def find_columns(self, table: str) -> frozenset[str]:
        """Return the columns of a table in lower case; nothing where there is no such table."""
        return frozenset(self._tables.get(table.lower(), ()))

    def iter_rows(self, table: str, *columns: str) -> Iterator[tuple[object, ...]]:
        """Yield columns of the rows of a table; raises `Malformed` for a damaged file, and for too much work."""
        names = ", ".join(f'"{column}"' for column in columns)
        yield from self._run(f'select {names} from "{table}"')  # noqa: S608 - names of our own, checked to be columns

    def _run(self, query: str) -> Iterator[tuple[object, ...]]:
        try:
            yield from self._connection.execute(query)
        except (sqlite3.Error, UnicodeDecodeError):  # the other one is of a message that quotes a damaged name
            raise Malformed("database_damaged") from None

    def _list_columns(self) -> dict[str, list[str]]:
        """Return the columns of each plain table; a virtual one is left out, and a view is none.

        What makes a table virtual is its definition: the page that its row names may be forged.
        """
        query = "select name, sql, rootpage from sqlite_master where type = 'table'"
        rows = [(str(name), _is_plain(sql, page)) for name, sql, page in self._run(query)]
        others = {name.lower() for name, is_plain in rows if not is_plain}
        tables = [name for name, _ in rows if name.lower() not in others]
        found: dict[str, list[str]] = {}
        self._connection.set_authorizer(None)
        for table in tables:
            quoted = table.replace('"', '""')
            found[table.lower()] = [str(row[1]).lower() for row in self._run(f'PRAGMA table_info("{quoted}")')]
        self._connection.set_authorizer(_authorize)
        return found


@contextmanager
def open_foreign_database(file: SourceFile) -> Iterator[ForeignDatabase]:
    """Open a copy of a database that cannot be written, for the length of a `with` block.

    Nothing that its schema declares is run: no function, trigger, view or virtual table. Raises `Malformed` for a file
    that is none, is damaged, or is larger than 1 GB.
    """
    descriptor, path = tempfile.mkstemp(suffix=".db")
    try:
        with os.fdopen(descriptor, "wb") as copy:
            _copy_database(file, copy)
        address = f"file:{quote(path)}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            try:
                _restrict(connection)
            except sqlite3.Error:
                raise Malformed("database_damaged") from None
            database = ForeignDatabase(connection)
            Path(path).unlink()  # it is open, so its space is free as soon as this process ends, however that is
            yield database
    finally:
        Path(path).unlink(missing_ok=True)


def _copy_database(file: SourceFile, target: BinaryIO) -> None:
    """Write the bytes of a database, as one without a log of changes beside it."""
    size = 0
    for chunk in file.iter_chunks():
        if size == 0:
            if not chunk.startswith(SQLITE_SIGNATURE) or len(chunk) < _HEADER_BYTES:
                raise Malformed("database_damaged")
            chunk = chunk[:18] + b"\x01\x01" + chunk[20:]  # noqa: PLW2901 - the first one, changed
        size += len(chunk)
        if size > MAX_DATABASE_BYTES:
            raise Malformed("database_too_large", most_mb=MAX_DATABASE_BYTES // 2**20)
        try:
            target.write(chunk)
        except OSError:
            raise Malformed("no_room_to_unpack") from None


def _is_plain(definition: object, page: object) -> bool:
    """Whether a table has a page and is defined in the words with which SQLite stores a plain one."""
    is_stored = isinstance(page, int) and page > 0
    return is_stored and isinstance(definition, str) and _PLAIN_TABLE.match(definition) is not None


def _restrict(connection: sqlite3.Connection) -> None:
    for name, most in _LIMITS.items():
        connection.setlimit(name, most)
    for setting in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "query_only = ON"):
        connection.execute(f"PRAGMA {setting}")
    calls = iter(range(_MAX_CALLS))
    connection.set_progress_handler(lambda: next(calls, None) is None, _STEPS_PER_CALL)
    connection.set_authorizer(_authorize)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")


def _authorize(action: int, *_arguments: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED_ACTIONS else sqlite3.SQLITE_DENY
