"""The rows of a world: whether a request wrote any, whose are not what they were, and how they come back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine, Table, TextClause, event, text

from habitlog.db.counted_changes import NOT_COUNTED
from habitlog.db.migrate import make_migration_engine
from habitlog.models import metadata

OWNED = [table for table in metadata.sorted_tables if table.name == "person" or "person_id" in table.c]
"""Every table with somebody's rows; there is one more, which counts tries, refused ones too."""
ALL_NAMES = frozenset(table.name for table in OWNED)
UNCOUNTED = {table.name for table in OWNED if table.info == NOT_COUNTED} | {"login_session", "api_token"}
"""Tables whose rows may change without a count: of the last two, when a session or token was used is not counted."""
Changes = dict[str, set[int]]
"""By table, the ids of the people whose rows in it are other ones."""


RESTORE_COUNTERS = """UPDATE person SET change_number = kept.change_number FROM kept_person AS kept
WHERE person.id = kept.id AND person.change_number <> kept.change_number"""


class RowSnapshot:
    """The rows of a database as they were when this was made, in tables beside them."""

    def __init__(self, url: str) -> None:
        self._engine = make_migration_engine(url)
        self._connection = self._engine.connect()
        self._written: set[str] = set()
        self._is_own_statement = False
        event.listen(Engine, "after_cursor_execute", self._note)
        with self._own_transaction() as run:
            for table in metadata.sorted_tables:
                run(text(f"CREATE TABLE kept_{table.name} AS SELECT * FROM {table.name}"))

    def _note(self, _connection: Any, cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        if self._is_own_statement or not (context.isinsert or context.isupdate or context.isdelete):
            return
        table = context.compiled.statement.table.name if context.compiled else ""
        # Of a statement that returns its rows, SQLite does not count them before they are fetched.
        is_counted = not (context.compiled and context.compiled.effective_returning)
        if (cursor.rowcount == 0 and is_counted) or table == "rate_limit":
            return
        # Rows of other tables may go with a deleted row.
        self._written |= {table} if table and not context.isdelete else ALL_NAMES

    @contextmanager
    def _own_transaction(self) -> Iterator[Any]:
        self._is_own_statement = True
        with self._connection.begin():
            yield self._connection.execute
        self._is_own_statement = False

    @property
    def is_sqlite(self) -> bool:
        """Whether the rows are in a SQLite database."""
        return self._engine.dialect.name == "sqlite"

    @property
    def has_writes(self) -> bool:
        """Whether a statement wrote a row since the rows were restored."""
        return bool(self._written)

    def rows_changed_by_statements(self) -> Changes:
        """Return whose rows are not what they were, in the tables that statements wrote to."""
        return self.changed_rows(frozenset(self._written))

    def changed_rows(self, names: frozenset[str] = ALL_NAMES) -> Changes:
        """Return whose rows are not what they were, in some tables."""
        found: Changes = {}
        if names.isdisjoint(ALL_NAMES):
            return found
        with self._own_transaction() as run:
            for table, person in run(_build_comparison(names)):
                found.setdefault(table, set()).add(person)
        return found

    def people_not_counted(self, changed: Changes) -> set[int]:
        """Return the people with changed rows whose change counter is what it was, of those who are still there."""
        with self._own_transaction() as run:
            same = (
                "SELECT id FROM person JOIN kept_person kept USING (id) WHERE person.change_number = kept.change_number"
            )
            people = set(run(text(same)).scalars())
        return people & set().union(*(found for name, found in changed.items() if name not in UNCOUNTED))

    def restore(self, changed: Changes) -> None:
        """Restore the rows of these tables, by deleting what was added and writing what was changed or deleted."""
        tables = [table for table in metadata.sorted_tables if table.name in {"rate_limit", *changed}]
        with self._own_transaction() as run:
            if "person" in self._written:
                run(text(RESTORE_COUNTERS))
            for table in reversed(tables):
                run(_delete_added_rows(table))
            for table in tables:
                run(_write_kept_rows(table))
        self._written.clear()

    def close(self) -> None:
        """Let go of the database, and of what every engine tells."""
        event.remove(Engine, "after_cursor_execute", self._note)
        self._connection.close()
        self._engine.dispose()


@cache
def _delete_added_rows(table: Table) -> TextClause:
    key = ", ".join(table.primary_key.columns.keys())
    return text(f"DELETE FROM {table.name} WHERE ({key}) NOT IN (SELECT {key} FROM kept_{table.name})")


@cache
def _write_kept_rows(table: Table) -> TextClause:
    key, columns = table.primary_key.columns.keys(), table.columns.keys()
    changed = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    return text(
        f"INSERT INTO {table.name} SELECT * FROM (SELECT * FROM kept_{table.name} EXCEPT SELECT * FROM {table.name}) d "
        f"WHERE true ON CONFLICT ({', '.join(key)}) DO {f'UPDATE SET {changed}' if changed else 'NOTHING'}"
    )


@cache
def _build_comparison(names: frozenset[str]) -> TextClause:
    tables = [table for table in OWNED if table.name in names]
    return text(" UNION ALL ".join(f"SELECT '{one.name}', id FROM ({_changed_people_query(one)}) c" for one in tables))


def _changed_people_query(table: Table) -> str:
    """Return a query of the people with a row that is new, gone or another one."""
    person, now, then = "id" if table.name == "person" else "person_id", table.name, f"kept_{table.name}"
    columns = ", ".join(column.name for column in table.c if column.name != "change_number")
    sides = ((now, then), (then, now))
    either = (f"SELECT * FROM (SELECT {columns} FROM {a} EXCEPT SELECT {columns} FROM {b}) d" for a, b in sides)
    return f"SELECT {person} AS id FROM ({' UNION '.join(either)}) e"
