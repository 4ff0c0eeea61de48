"""A day whole: its entries and marks by pillar, for programs and for the day page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import Conflict, FieldProblem, Invalid, NotFound
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics
from habitlog.storage.day_marks import Mark, delete_day_mark, fetch_marks_between, set_day_mark
from habitlog.tracking import Pillar
from habitlog.usecases.entries.queries import list_entries

MAX_DAYS = 366


def list_days(transaction: ReadTransaction, person: Person, first: date, last: date) -> list[dict[str, Any]]:
    """Return every day from `first` to `last` with its entries and marks; at most 366 days."""
    if (last - first).days >= MAX_DAYS:
        raise Invalid([FieldProblem("to", f"At most {MAX_DAYS} days fit into one answer.")])
    marks = fetch_marks_between(transaction, person.id, first, last)
    logged: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for pillar in PILLARS.values():
        for entry in list_entries(transaction, person, pillar, first, last):
            logged[pillar.key, entry["day"]].append(entry)
    days = [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
    return [_serialize_day(day, marks, logged) for day in days]


def _serialize_day(
    day: date, marks: Mapping[tuple[str, date], Mark], logged: Mapping[tuple[str, str], list[dict[str, Any]]]
) -> dict[str, Any]:
    iso = day.isoformat()
    return {
        "day": iso,
        "pillars": {key: {"mark": marks.get((key, day)), "entries": logged.get((key, iso), [])} for key in PILLARS},
    }


def mark_day(
    transaction: WriteTransaction, person: Person, pillar: Pillar, day: date, mark: Mark, now: datetime
) -> None:
    """Mark a day "nothing" or "skipped". Raises `Conflict` beside entries and `Invalid` for a day to come."""
    if day > now.astimezone(ZoneInfo(person.zone)).date():
        raise Invalid([FieldProblem("day", "This day has not come yet.")])
    transaction.lock_person(person.id)
    c = pillar.table.c
    standing = [kind.key for kind in pillar.kinds if kind.allowed_with_none_mark] if mark == "none" else []
    beside = select(c.id).where(c.person_id == person.id, c.day == day, c.kind.not_in(standing)).limit(1)
    if (entry := transaction.fetch_value(beside)) is not None:
        raise Conflict(
            f"{pillar.name} on {day.isoformat()} already has an entry; a mark cannot stand beside it.", entry=entry
        )
    set_day_mark(transaction, person.id, pillar.key, day, mark)
    daily_metrics.refresh_day(transaction, person.id, pillar, day, mark)


def unmark_day(transaction: WriteTransaction, person: Person, pillar: Pillar, day: date) -> None:
    """Take a mark back; raises `NotFound` where there is none."""
    transaction.lock_person(person.id)
    if not delete_day_mark(transaction, person.id, pillar.key, day):
        raise NotFound
    daily_metrics.refresh_day(transaction, person.id, pillar, day, None)
