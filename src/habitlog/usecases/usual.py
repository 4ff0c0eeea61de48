"""The clock times a person usually tells, offered on a new form and never saved by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from habitlog.db import ReadTransaction
from habitlog.people.model import Person
from habitlog.pillar import EntryKind, Pillar, clock_minutes
from habitlog.stats.usual import DAY_MINUTES, find_usual_time

LOOKBACK = timedelta(days=28)
MAX_ENTRIES = 14
MAX_STEP_MINUTES = 18 * 60
"""Two usual times further apart than this many minutes are in the wrong order: the earlier one is not offered."""


def find_usual_times(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date
) -> dict[str, int]:
    """Return usual clock times by field, in minutes after midnight.

    They come from the last 14 entries of a kind in the 28 days before a day, each read on the clocks of its own zone.
    A field told fewer than 3 times has none.
    """
    names = [one.name for one in kind.fields if one.offers_usual_time]
    if not names:
        return {}
    rows = transaction.fetch_rows(
        _recent_entries_query(pillar),
        person=person.id,
        kind=kind.key,
        first=day - LOOKBACK,
        last=day - timedelta(days=1),
    )
    found: dict[str, int] = {}
    following: int | None = None
    for name in reversed(names):
        minutes = find_usual_time(_list_clock_minutes(rows, name))
        if minutes is None or (following is not None and (following - minutes) % DAY_MINUTES > MAX_STEP_MINUTES):
            continue
        found[name] = following = minutes
    return found


def _list_clock_minutes(rows: Sequence[Mapping[str, Any]], name: str) -> list[float]:
    return [clock_minutes(row[name], row["zone"]) for row in rows if row[name] is not None]


@cache
def _recent_entries_query(pillar: Pillar) -> Select[Any]:
    """Return the query of the last entries of a `kind` from `first` to `last`, built once; the index of days serves."""
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.day.between(bindparam("first"), bindparam("last")))
    kind = c.kind == bindparam("kind")
    return select(pillar.table).where(*mine, kind).order_by(c.day.desc(), c.id.desc()).limit(MAX_ENTRIES)
