"""Same as last time: which entry a new one may begin like, found and held to what its kind copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from habitlog.db import ReadTransaction
from habitlog.derived import build_records
from habitlog.errors import NotFound
from habitlog.people.model import Person
from habitlog.pillar import EntryKind, Pillar, Style
from habitlog.usecases import entries


@dataclass(frozen=True, slots=True)
class LatestEntry:
    """The latest entry of a kind: its id, its day and its headline."""

    id: str
    day: date
    headline: str


def find_latest_entry(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date
) -> LatestEntry | None:
    """Return the latest entry of a kind up to and with a day; None where there is none, or the kind copies nothing."""
    if not kind.copied_fields:
        return None
    row = transaction.fetch_first(_latest_entry_query(pillar), person=person.id, kind=kind.key, day=day)
    return None if row is None else build_latest_entry(pillar, row, person.style)


def build_latest_entry(pillar: Pillar, row: Mapping[str, Any], style: Style) -> LatestEntry:
    """Return a stored entry as one that can be begun like."""
    [record] = build_records(pillar, [row])
    return LatestEntry(row["id"], row["day"], pillar.summarize(record, style)[0])


def find_entry_to_copy(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, entry_id: str
) -> dict[str, Any]:
    """Return the entry a new one of this kind begins like, as JSON.

    Raises `NotFound` for an id that is none of the person's entries of this kind, and for a kind that copies nothing.
    """
    try:
        entry = entries.find_entry(transaction, person, pillar, str(UUID(entry_id)))
    except ValueError:
        raise NotFound from None
    if not kind.copied_fields or entry["kind"] != kind.key:
        raise NotFound
    return entry


@cache
def _latest_entry_query(pillar: Pillar) -> Select[Any]:
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.kind == bindparam("kind"))
    day = select(c.day).where(*mine, c.day <= bindparam("day")).order_by(c.day.desc()).limit(1).scalar_subquery()
    return select(pillar.table).where(*mine, c.day == day).order_by(c.created_at.desc(), c.id).limit(1)
