"""Deleting by page, with an hour to think again: the entry is kept beside the record and can be brought back whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, insert

from habitlog import bookkeeping, derived
from habitlog.db import Reading, Writing
from habitlog.db.types import Instant
from habitlog.errors import Conflict, NotFound
from habitlog.people.model import Person
from habitlog.pillar import Pillar, Style
from habitlog.pillars import PILLARS
from habitlog.usecases import entries
from habitlog.usecases.entries import lift_mark, refuse_second, row_at


@dataclass(frozen=True, slots=True)
class Offer:
    """A deletion that can still be undone: where the entry was, and what it said."""

    pillar: Pillar
    id: str
    day: date
    headline: str


def withdraw(unit: Writing, person: Person, pillar: Pillar, entry_id: str, now: datetime, if_match: str) -> date:
    """Delete an entry and keep it for an hour; return its day. Deleted twice, it was deleted once.

    Raises `PreconditionFailed` when `if_match` names another version than the current one, and `NotFound`.
    """
    unit.hold(person.id)
    bookkeeping.forget_withdrawn(unit, now)
    try:
        row = entries.withdraw(unit, person, pillar, entry_id, if_match)
    except NotFound:
        if (kept := _kept(unit, person, pillar, entry_id, now)) is None:
            raise
        row = kept
    else:
        bookkeeping.keep_withdrawn(unit, person.id, pillar.key, row, now)
    day: date = row["day"]
    return day


def offers(unit: Reading, person: Person, day: date, now: datetime) -> tuple[Offer, ...]:
    """Return what was deleted from a day within the last hour, latest first."""
    kept = bookkeeping.withdrawn(unit, person.id, now)
    every = (_offer(PILLARS[one["pillar"]], one["entry"], person.style) for one in kept)
    return tuple(offer for offer in every if offer.day == day)


def offered(unit: Reading, person: Person, pillar: Pillar, entry_id: str, now: datetime) -> date | None:
    """Return the day of an entry that can still be brought back, or nothing."""
    kept = _kept(unit, person, pillar, entry_id, now)
    return None if kept is None else kept["day"]


def undo(unit: Writing, person: Person, pillar: Pillar, entry_id: str, now: datetime) -> date | None:
    """Bring a deleted entry back as it was, id, times and version too; return its day. Undone twice, it is there once.

    Nothing where there is nothing (any more) to bring back. Raises `Conflict`, and keeps the copy, where something
    else has taken its place.
    """
    unit.hold(person.id)
    bookkeeping.forget_withdrawn(unit, now)
    row = _kept(unit, person, pillar, entry_id, now)
    if row is None:
        there = row_at(unit, person, pillar, entry_id)
        return None if there is None else there["day"]
    kind = pillar.kind(row["kind"])
    assert kind is not None  # noqa: S101 - the table held known kinds
    if any(row_at(unit, person, other, entry_id) for other in PILLARS.values()):
        raise Conflict("Another entry was saved in its place since, so the deleted one was not brought back.")
    try:
        refuse_second(unit, person, pillar, kind, row["day"])
    except Conflict:
        raise Conflict(
            f"This day has another {kind.name.lower()} by now, so the deleted one was not brought back. "
            "It can come back, within its hour, when that one is gone."
        ) from None
    mark = lift_mark(unit, person, pillar, kind, row["day"])
    unit.run(insert(pillar.table), {**row, "person_id": person.id})
    derived.refresh(unit, person.id, pillar, row["day"], mark)
    bookkeeping.drop_withdrawn(unit, person.id, entry_id)
    day: date = row["day"]
    return day


def _kept(unit: Reading, person: Person, pillar: Pillar, entry_id: str, now: datetime) -> dict[str, Any] | None:
    for kept in bookkeeping.withdrawn(unit, person.id, now):
        if (kept["pillar"], kept["id"]) == (pillar.key, entry_id):
            return _row(pillar, kept["entry"])
    return None


def _offer(pillar: Pillar, entry: Mapping[str, Any], style: Style) -> Offer:
    row = _row(pillar, entry)
    [record] = derived.records_of(pillar, [row])
    headline, _ = pillar.tell(record, style)
    return Offer(pillar, row["id"], row["day"], headline)


def _row(pillar: Pillar, entry: Mapping[str, Any]) -> dict[str, Any]:
    columns = [column for column in pillar.table.c if column.name != "person_id"]
    return {column.name: _value(column, entry.get(column.name)) for column in columns}


def _value(column: Column[Any], kept: Any) -> Any:
    if kept is not None and isinstance(column.type, Instant):
        return datetime.fromisoformat(kept)
    if kept is not None and isinstance(column.type, Date):
        return date.fromisoformat(kept)
    return kept
