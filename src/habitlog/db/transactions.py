"""Transactions: a `ReadTransaction` reads, a `WriteTransaction` reads and writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Executable, Select, func, select


class ReadTransaction:
    """A transaction that sees one moment of the database and changes nothing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def fetch_rows(self, query: Select[Any], **values: Any) -> Sequence[Mapping[str, Any]]:
        """Return all rows as mappings; `values` are those of the query's bound parameters."""
        return cast("Sequence[Mapping[str, Any]]", self._connection.execute(query, values).mappings().all())

    def fetch_first(self, query: Select[Any], **values: Any) -> Mapping[str, Any] | None:
        """Return the first row as a mapping, or None."""
        return cast("Mapping[str, Any] | None", self._connection.execute(query, values).mappings().first())

    def fetch_value(self, query: Select[Any], **values: Any) -> Any:
        """Return the first column of the first row, or None."""
        return self._connection.execute(query, values).scalar()

    def fetch_tuples(self, query: Select[Any], **values: Any) -> Sequence[Any]:
        """Return all rows as plain tuples: the fast way for many small rows."""
        return self._connection.execute(query, values).all()

    def run_pragma(self, pragma: str) -> list[str]:
        """Return the first column of one of SQLite's own checks."""
        return [str(row[0]) for row in self._connection.exec_driver_sql(pragma)]

    def stream_rows(self, query: Select[Any], **values: Any) -> CursorResult[Any]:
        """Return a result that fetches 1000 rows at a time; iterate its `.partitions()`."""
        return self._connection.execution_options(yield_per=1000).execute(query, values)


class WriteTransaction(ReadTransaction):
    """A transaction that may change the database; it is committed when its `with` block ends well."""

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Execute a statement that changes rows."""
        return self._connection.execute(statement, values)

    def lock_person(self, person_id: int) -> None:
        """Let no other write of the same person run until this one ends.

        SQLite has one writer anyway. PostgreSQL takes an advisory lock, so that a day's entries, marks and metrics
        are read and written as one.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(person_id)))
