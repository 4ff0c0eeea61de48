"""Marks: "nothing today" and "skipped", one for a person, pillar and day, kept apart from values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    PrimaryKeyConstraint,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)

from habitlog.db import Reading, Writing
from habitlog.db.base import metadata, owner

Mark = Literal["none", "skipped"]

day_mark = Table(
    "day_mark",
    metadata,
    owner(),
    Column("pillar", String(40), nullable=False),
    Column("day", Date, nullable=False),
    Column("mark", String(10), nullable=False),
    PrimaryKeyConstraint("person_id", "pillar", "day"),
    CheckConstraint("mark IN ('none', 'skipped')", name="mark"),
    sqlite_with_rowid=False,
)


_MARK_OF = select(day_mark.c.mark).where(
    day_mark.c.person_id == bindparam("person"),
    day_mark.c.pillar == bindparam("pillar"),
    day_mark.c.day == bindparam("day"),
)


def mark_of(unit: Reading, person_id: int, pillar: str, day: date) -> Mark | None:
    """Return the mark of one day of one pillar."""
    mark: Mark | None = unit.value(_MARK_OF, person=person_id, pillar=pillar, day=day)
    return mark


_BETWEEN = select(day_mark.c.pillar, day_mark.c.day, day_mark.c.mark).where(
    day_mark.c.person_id == bindparam("person"), day_mark.c.day.between(bindparam("first"), bindparam("last"))
)


def marks_between(unit: Reading, person_id: int, first: date, last: date) -> Mapping[tuple[str, date], Mark]:
    """Return all marks from `first` to `last` by (pillar key, day)."""
    rows = unit.tuples(_BETWEEN, person=person_id, first=first, last=last)
    return {(pillar, day): mark for pillar, day, mark in rows}


class Marked(NamedTuple):
    """The days of one pillar that were marked, by what they were marked as."""

    skipped: frozenset[date]
    nothing: frozenset[date]


_OF_PILLAR = select(day_mark.c.day, day_mark.c.mark).where(
    day_mark.c.person_id == bindparam("person"),
    day_mark.c.pillar == bindparam("pillar"),
    day_mark.c.day.between(bindparam("first"), bindparam("last")),
)


def marked_days(unit: Reading, person_id: int, pillar: str, first: date, last: date) -> Marked:
    """Return the days from `first` to `last` that carry a mark."""
    rows = unit.tuples(_OF_PILLAR, person=person_id, pillar=pillar, first=first, last=last)
    marks: dict[date, Mark] = dict(rows)
    return Marked(*(frozenset(day for day in marks if marks[day] == kind) for kind in ("skipped", "none")))


def put_mark(unit: Writing, person_id: int, pillar: str, day: date, mark: Mark) -> None:
    """Set the mark of a day, in place of any earlier one."""
    remove_mark(unit, person_id, pillar, day)
    unit.run(insert(day_mark), {"person_id": person_id, "pillar": pillar, "day": day, "mark": mark})


def remove_mark(unit: Writing, person_id: int, pillar: str, day: date) -> bool:
    """Take a mark back; return whether there was one."""
    return unit.run(delete(day_mark).where(*_at(person_id, pillar, day))).rowcount > 0


def _at(person_id: int, pillar: str, day: date) -> tuple[Any, ...]:
    return (day_mark.c.person_id == person_id, day_mark.c.pillar == pillar, day_mark.c.day == day)
