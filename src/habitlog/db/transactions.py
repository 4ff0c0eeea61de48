"""Transactions: a `ReadTransaction` reads, a `WriteTransaction` reads and writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import CompoundSelect, Connection, CursorResult, Executable, Select, func, select
from sqlalchemy.sql.dml import UpdateBase

from habitlog.db.counted_changes import COUNT_CHANGE, COUNT_CHANGES, find_changed_people


class ReadTransaction:
    """A transaction that sees one moment of the database and changes nothing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def fetch_rows(self, query: Select[Any] | CompoundSelect[Any], **values: Any) -> Sequence[Mapping[str, Any]]:
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
    """A transaction that may change the database; it is committed when its `with` block ends well.

    It raises the change counter (`person.change_number`) of everybody whose data it changes, once.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._changed_people: set[int] = set()
        self._change_numbers: dict[int, int] = {}

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Execute a statement that changes rows, and count it for the people whose rows it names.

        Raises `TypeError` for an update or a deletion that does not name a person by `person_id`.
        """
        people = find_changed_people(statement, values) if isinstance(statement, UpdateBase) else set()
        result = self._connection.execute(statement, values)
        # Of a statement that returns rows, SQLite does not know how many before they are fetched.
        if people and (result.rowcount or result.returns_rows):
            self._changed_people |= people
        return result

    def execute_uncounted(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Execute a statement over rows of many people, or one that changes nothing anybody sees.

        Who calls it says by `count_change` whose data changed.
        """
        return self._connection.execute(statement, values)

    def count_change(self, *person_ids: int | None) -> None:
        """Raise the change counters of these people when the transaction ends; None is a deleted person."""
        self._changed_people |= {person_id for person_id in person_ids if person_id is not None}

    def number_change(self, person_id: int) -> int:
        """Return the number of this transaction's change of a person's data, which raises their counter."""
        if person_id not in self._change_numbers:
            number = self._connection.execute(COUNT_CHANGE, {"counted": person_id}).scalar()
            self._change_numbers[person_id] = number or 0
        return self._change_numbers[person_id]

    def finish(self) -> None:
        """Raise the counters of everybody else whose data changed."""
        if uncounted := sorted(self._changed_people - self._change_numbers.keys()):
            self._connection.execute(COUNT_CHANGES, {"counted": uncounted})

    def lock_person(self, person_id: int) -> None:
        """Let no other write of the same person run until this one ends.

        SQLite has one writer anyway. PostgreSQL takes an advisory lock, so that a day's entries, marks and metrics
        are read and written as one.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(person_id)))
