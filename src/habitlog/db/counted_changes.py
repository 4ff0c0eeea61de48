"""Which people's data a statement changes, read from the statement itself, so that no write can leave them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from sqlalchemy import (
    BindParameter,
    BooleanClauseList,
    ColumnElement,
    FromClause,
    Table,
    bindparam,
    column,
    table,
)
from sqlalchemy import update as update_rows
from sqlalchemy.sql import operators
from sqlalchemy.sql.dml import Insert, UpdateBase
from sqlalchemy.sql.elements import BinaryExpression

NOT_COUNTED = {"is_counted": False}
"""The `info` of a table whose rows no page and no answer of the API shows, or which follow from rows of others."""
COUNTED_FOR_COACH = {"people": ("person_id", "coach_id")}
"""The `info` of a table whose rows are seen by a client and by a coach."""
_person = table("person", column("id"), column("change_number"))
_COUNT = update_rows(_person).values(change_number=_person.c.change_number + 1)
COUNT_CHANGE = _COUNT.where(_person.c.id == bindparam("counted")).returning(_person.c.change_number)
COUNT_CHANGES = _COUNT.where(_person.c.id.in_(bindparam("counted", expanding=True)))


def _is_counted(changed: FromClause) -> TypeGuard[Table]:
    if not isinstance(changed, Table) or not changed.info.get("is_counted", True):
        return False
    return changed.name == "person" or "person_id" in changed.c


def find_changed_people(statement: UpdateBase, values: Any) -> set[int]:
    """Return the people whose data is in the rows of an insert, or whom the condition of another statement names.

    None of a table that is not counted. Raises `TypeError` for an update or deletion whose condition names nobody.
    """
    changed: FromClause = statement.table
    if not _is_counted(changed):
        return set()
    names = changed.info.get("people", ("person_id",))
    if isinstance(statement, Insert):
        if changed.name == "person":
            return set()  # whose counter starts with the row
        given = statement.compile().params if values is None else values
        rows: Sequence[Mapping[str, Any]] = given if isinstance(given, list) else [given]
        return {row[name] for row in rows for name in names if row.get(name) is not None}
    names = ("id",) if changed.name == "person" else names
    condition = getattr(statement, "whereclause", None)
    people = {} if condition is None else dict(_iter_equal_values(condition, changed, values))
    found = {people[name] for name in names if people.get(name) is not None}
    if not found:
        raise TypeError(f"A change of {changed.name} names no person: use execute_uncounted and count_change.")
    return found


def _iter_equal_values(condition: ColumnElement[Any], changed: Table, values: Any) -> Iterator[tuple[str, Any]]:
    """Yield the columns that a condition holds equal to a value, and the value."""
    if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        for part in condition.clauses:
            yield from _iter_equal_values(part, changed, values)
    elif isinstance(condition, BinaryExpression) and condition.operator is operators.eq:
        left, right = condition.left, condition.right
        if isinstance(right, BindParameter) and getattr(left, "table", None) is changed:
            sent = (values[0] if isinstance(values, list) else values) or {}
            yield str(left.key), sent.get(right.key, right.effective_value)
