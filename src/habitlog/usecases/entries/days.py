"""Whole days: entries and marks by pillar, and setting and deleting marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import Conflict, FieldProblem, Invalid, NotFound
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics
from habitlog.storage.day_marks import Mark, delete_day_mark, fetch_marks_between, set_day_mark
from habitlog.tracking import Pillar
from habitlog.usecases.entries.queries import list_entries
from habitlog.usecases.shown_pillars import list_shown_pillars

MAX_DAYS = 366
MAX_LEFT_OUT = 62
"""Days that can be left out at once."""


class PillarEntries(Struct, frozen=True):
    """A pillar on one day: its mark, and the rows of its entries by id."""

    mark: Mark | None
    rows: Sequence[Mapping[str, Any]]


class LoggedDay(Struct, frozen=True):
    """A day, and what each pillar has on it, by key."""

    day: date
    pillars: Mapping[str, PillarEntries]


def list_days(transaction: ReadTransaction, person: Person, first: date, last: date) -> list[LoggedDay]:
    """Return every day from `first` to `last` with its entries and marks; raises `Invalid` for more than 366 days."""
    if (last - first).days >= MAX_DAYS:
        raise Invalid([FieldProblem("to", "range_of_days_too_long", {"most": MAX_DAYS})])
    marks = fetch_marks_between(transaction, person.id, first, last)
    rows_by_pillar_day: dict[tuple[str, date], list[Mapping[str, Any]]] = defaultdict(list)
    for pillar in PILLARS.values():
        for row in list_entries(transaction, person, pillar, first, last):
            rows_by_pillar_day[pillar.key, row["day"]].append(row)
    days = [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
    return [
        LoggedDay(
            day, {key: PillarEntries(marks.get((key, day)), rows_by_pillar_day.get((key, day), ())) for key in PILLARS}
        )
        for day in days
    ]


def mark_day(
    transaction: WriteTransaction, person: Person, pillar: Pillar, day: date, mark: Mark, now: datetime
) -> None:
    """Mark a day "none" or "skipped". Raises `Conflict` where it has entries and `Invalid` for a day to come."""
    if day > now.astimezone(ZoneInfo(person.zone)).date():
        raise Invalid([FieldProblem("day", "day_in_future")])
    transaction.lock_person(person.id)
    c = pillar.table.c
    allowed_kinds = [kind.key for kind in pillar.kinds if kind.allowed_with_none_mark] if mark == "none" else []
    conflicting = select(c.id).where(c.person_id == person.id, c.day == day, c.kind.not_in(allowed_kinds)).limit(1)
    if (entry := transaction.fetch_value(conflicting)) is not None:
        raise Conflict("entry_beside_mark", pillar=pillar.key, day=day, entry=entry)
    set_day_mark(transaction, person.id, pillar.key, day, mark)
    daily_metrics.refresh_day(transaction, person.id, pillar, day, mark)


def leave_out_days(
    transaction: WriteTransaction, person: Person, first: date, last: date, now: datetime
) -> list[tuple[Pillar, date]]:
    """Mark the days from `first` to `last` "skipped" in every shown pillar, and return what was marked.

    Days with an entry or a mark stay as they are. Raises `Invalid` for days in the wrong order, for more than 62, and
    for days to come.
    """
    if first > last:
        raise Invalid([FieldProblem("last", "last_day_before_first")])
    if (last - first).days >= MAX_LEFT_OUT:
        raise Invalid([FieldProblem("last", "left_out_too_many", {"most": MAX_LEFT_OUT})])
    transaction.lock_person(person.id)
    pillars = list_shown_pillars(person)
    left_out = [
        (pillar, logged_day.day)
        for logged_day in list_days(transaction, person, first, last)
        for pillar in pillars
        if logged_day.pillars[pillar.key].mark is None and not logged_day.pillars[pillar.key].rows
    ]
    for pillar, day in left_out:
        mark_day(transaction, person, PILLARS[pillar.key], day, "skipped", now)
    return left_out


def unmark_day(transaction: WriteTransaction, person: Person, pillar: Pillar, day: date) -> None:
    """Delete a mark; raises `NotFound` where there is none."""
    transaction.lock_person(person.id)
    if not delete_day_mark(transaction, person.id, pillar.key, day):
        raise NotFound
    daily_metrics.refresh_day(transaction, person.id, pillar, day, None)
