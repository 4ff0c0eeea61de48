"""Same as last time: which entry a new one may begin like, found and held to what its kind copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from habitlog.db import Reading
from habitlog.derived import records_of
from habitlog.errors import NotFound
from habitlog.people.model import Person
from habitlog.pillar import Kind, Pillar, Style
from habitlog.usecases import entries


@dataclass(frozen=True, slots=True)
class Last:
    """The latest entry of a kind: its id, its day and its headline."""

    id: str
    day: date
    headline: str


def last(unit: Reading, person: Person, pillar: Pillar, kind: Kind, day: date) -> Last | None:
    """Return the latest entry of a kind up to and with a day; None where there is none, or the kind copies nothing."""
    if not kind.copies:
        return None
    row = unit.first(_latest(pillar), person=person.id, kind=kind.key, day=day)
    return None if row is None else as_last(pillar, row, person.style)


def as_last(pillar: Pillar, row: Mapping[str, Any], style: Style) -> Last:
    """Return a stored entry as one that can be begun like."""
    [record] = records_of(pillar, [row])
    return Last(row["id"], row["day"], pillar.tell(record, style)[0])


def source(unit: Reading, person: Person, pillar: Pillar, kind: Kind, entry_id: str) -> dict[str, Any]:
    """Return the entry a new one of this kind begins like, as JSON.

    Raises `NotFound` for an id that is none of the person's entries of this kind, and for a kind that copies nothing.
    """
    try:
        entry = entries.find(unit, person, pillar, str(UUID(entry_id)))
    except ValueError:
        raise NotFound from None
    if not kind.copies or entry["kind"] != kind.key:
        raise NotFound
    return entry


@cache
def _latest(pillar: Pillar) -> Select[Any]:
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.kind == bindparam("kind"))
    day = select(c.day).where(*mine, c.day <= bindparam("day")).order_by(c.day.desc()).limit(1).scalar_subquery()
    return select(pillar.table).where(*mine, c.day == day).order_by(c.created_at.desc(), c.id).limit(1)
