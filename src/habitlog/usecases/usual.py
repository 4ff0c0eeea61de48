"""The clock times a person usually tells, offered on a new form and never saved by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from habitlog.db import Reading
from habitlog.people.model import Person
from habitlog.pillar import Kind, Pillar, clock_minutes
from habitlog.stats.usual import DAY_MINUTES, usual_time

LOOKS_BACK = timedelta(days=28)
MOST_ENTRIES = 14
LONGEST_STEP = 18 * 60
"""Two usual times further apart than this many minutes are in the wrong order: the earlier one is not offered."""


def usual_times(unit: Reading, person: Person, pillar: Pillar, kind: Kind, day: date) -> dict[str, int]:
    """Return usual clock times by field, in minutes after midnight.

    They come from the last 14 entries of a kind in the 28 days before a day, each read on the clocks of its own zone.
    A field told fewer than 3 times has none.
    """
    names = [one.name for one in kind.fields if one.usual]
    if not names:
        return {}
    rows = unit.rows(
        _recent(pillar), person=person.id, kind=kind.key, first=day - LOOKS_BACK, last=day - timedelta(days=1)
    )
    found: dict[str, int] = {}
    following: int | None = None
    for name in reversed(names):
        minutes = usual_time(_told(rows, name))
        if minutes is None or (following is not None and (following - minutes) % DAY_MINUTES > LONGEST_STEP):
            continue
        found[name] = following = minutes
    return found


def _told(rows: Sequence[Mapping[str, Any]], name: str) -> list[float]:
    return [clock_minutes(row[name], row["zone"]) for row in rows if row[name] is not None]


@cache
def _recent(pillar: Pillar) -> Select[Any]:
    """Return the query of the last entries of a `kind` from `first` to `last`, built once; the index of days serves."""
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.day.between(bindparam("first"), bindparam("last")))
    kind = c.kind == bindparam("kind")
    return select(pillar.table).where(*mine, kind).order_by(c.day.desc(), c.id.desc()).limit(MOST_ENTRIES)
