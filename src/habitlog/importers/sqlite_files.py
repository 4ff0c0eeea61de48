"""SQLite databases from other apps: read in memory, from tables alone, within limits of size and work."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from habitlog.errors import Malformed

SQLITE_SIGNATURE = b"SQLite format 3\x00"
MAX_DATABASE_BYTES = 64 * 2**20
_HEADER_BYTES = 100
_VERSION_BYTES = slice(18, 20)
_STEPS_PER_CALL, _MAX_CALLS = 10_000, 5_000
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2**20,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 20,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 2,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
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
        except sqlite3.Error:
            raise Malformed("database_damaged") from None

    def _list_columns(self) -> dict[str, list[str]]:
        """Return the columns of each plain table; a virtual one has no page of its own, and a view is none."""
        query = "select name from sqlite_master where type = 'table' and rootpage > 0"
        tables = [str(name) for (name,) in self._run(query)]
        found: dict[str, list[str]] = {}
        self._connection.set_authorizer(None)
        for table in tables:
            quoted = table.replace('"', '""')
            found[table.lower()] = [str(row[1]).lower() for row in self._run(f'PRAGMA table_info("{quoted}")')]
        self._connection.set_authorizer(_authorize)
        return found


@contextmanager
def open_foreign_database(data: bytes) -> Iterator[ForeignDatabase]:
    """Open a database for the length of a `with` block, as a copy in memory that cannot be written.

    Nothing that its schema declares is run: no function, trigger, view or virtual table. Raises `Malformed` for a file
    that is none, is damaged, or is larger than 64 MB.
    """
    if len(data) > MAX_DATABASE_BYTES:
        raise Malformed("database_too_large", most_mb=MAX_DATABASE_BYTES // 2**20)
    if not data.startswith(SQLITE_SIGNATURE) or len(data) < _HEADER_BYTES:
        raise Malformed("database_damaged")
    copy = bytearray(data)
    copy[_VERSION_BYTES] = b"\x01\x01"  # a copy in memory has no log beside it, which the other version asks for
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        try:
            connection.deserialize(bytes(copy))
            _restrict(connection)
        except (sqlite3.Error, OverflowError):
            raise Malformed("database_damaged") from None
        yield ForeignDatabase(connection)


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
