"""Day marks: "none" (nothing that day) or "skipped", at most one for a person, pillar and day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata, person_id_column
from habitlog.storage.deleted_items import note_deleted_items

Mark = Literal["none", "skipped"]

day_mark_table = Table(
    "day_mark",
    metadata,
    person_id_column(),
    Column("pillar", String(40), nullable=False),
    Column("day", Date, nullable=False),
    Column("mark", String(10), nullable=False),
    Column("change_number", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("person_id", "pillar", "day"),
    CheckConstraint("mark IN ('none', 'skipped')", name="mark"),
    Index(None, "person_id", "change_number"),
    sqlite_with_rowid=False,
)


_SELECT_MARK_OF_DAY = select(day_mark_table.c.mark).where(
    day_mark_table.c.person_id == bindparam("person"),
    day_mark_table.c.pillar == bindparam("pillar"),
    day_mark_table.c.day == bindparam("day"),
)


def fetch_day_mark(transaction: ReadTransaction, person_id: int, pillar: str, day: date) -> Mark | None:
    """Return the mark of one day of one pillar."""
    mark: Mark | None = transaction.fetch_value(_SELECT_MARK_OF_DAY, person=person_id, pillar=pillar, day=day)
    return mark


_SELECT_MARKS_OF_ALL_PILLARS = select(day_mark_table.c.pillar, day_mark_table.c.day, day_mark_table.c.mark).where(
    day_mark_table.c.person_id == bindparam("person"),
    day_mark_table.c.day.between(bindparam("first"), bindparam("last")),
)


def fetch_marks_between(
    transaction: ReadTransaction, person_id: int, first: date, last: date
) -> Mapping[tuple[str, date], Mark]:
    """Return all marks from `first` to `last` by (pillar key, day)."""
    rows = transaction.fetch_tuples(_SELECT_MARKS_OF_ALL_PILLARS, person=person_id, first=first, last=last)
    return {(pillar, day): mark for pillar, day, mark in rows}


class MarkedDays(NamedTuple):
    """The marked days of one pillar, by mark."""

    skipped: frozenset[date]
    nothing: frozenset[date]


_SELECT_MARKS_OF_PILLAR = select(day_mark_table.c.day, day_mark_table.c.mark).where(
    day_mark_table.c.person_id == bindparam("person"),
    day_mark_table.c.pillar == bindparam("pillar"),
    day_mark_table.c.day.between(bindparam("first"), bindparam("last")),
)


def fetch_marked_days(transaction: ReadTransaction, person_id: int, pillar: str, first: date, last: date) -> MarkedDays:
    """Return the days from `first` to `last` that carry a mark."""
    rows = transaction.fetch_tuples(_SELECT_MARKS_OF_PILLAR, person=person_id, pillar=pillar, first=first, last=last)
    marks: dict[date, Mark] = dict(rows)
    return MarkedDays(*(frozenset(day for day in marks if marks[day] == kind) for kind in ("skipped", "none")))


def set_day_mark(transaction: WriteTransaction, person_id: int, pillar: str, day: date, mark: Mark) -> None:
    """Set the mark of a day, in place of any earlier one."""
    transaction.execute(delete(day_mark_table).where(*_is_mark_of_day(person_id, pillar, day)))
    row = {"person_id": person_id, "pillar": pillar, "day": day, "mark": mark}
    transaction.execute(insert(day_mark_table), {**row, "change_number": transaction.number_change(person_id)})


def delete_day_mark(transaction: WriteTransaction, person_id: int, pillar: str, day: date) -> bool:
    """Delete the mark of a day; return whether there was one."""
    if not transaction.execute(delete(day_mark_table).where(*_is_mark_of_day(person_id, pillar, day))).rowcount:
        return False
    note_deleted_items(transaction, person_id, pillar, [day.isoformat()])
    return True


def _is_mark_of_day(person_id: int, pillar: str, day: date) -> tuple[Any, ...]:
    return (day_mark_table.c.person_id == person_id, day_mark_table.c.pillar == pillar, day_mark_table.c.day == day)
