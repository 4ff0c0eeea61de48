"""Entries of any pillar: log, replace, withdraw, find and list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select, update

from habitlog import derived
from habitlog.db import Reading, Writing
from habitlog.errors import Conflict, FieldProblem, Invalid, NotFound, PreconditionFailed
from habitlog.guard import Card
from habitlog.marks import Mark, mark_of, remove_mark
from habitlog.people.model import Person
from habitlog.pillar import EntryRecord, Kind, Pillar, read_record
from habitlog.pillar.wire import wire
from habitlog.pillars import PILLARS
from habitlog.usecases.screening import screen

OWN_COLUMNS = frozenset({"person_id", "id", "created_at", "updated_at", "version"})


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved entry as JSON, whether it is new, and the card to show beside it."""

    entry: dict[str, Any]
    created: bool
    card: Card | None


def read_entry(pillar: Pillar, raw: Mapping[str, Any], person: Person) -> tuple[Kind, EntryRecord]:
    """Read a JSON-like object as an entry of a pillar; without a zone it is the person's. Raises `Invalid`."""
    kind = pillar.kind(str(raw.get("kind")))
    if kind is None:
        known = ", ".join(kind.key for kind in pillar.kinds)
        raise Invalid([FieldProblem("kind", f"One of these fits here: {known}.")])
    return kind, read_record(kind.record, {"zone": person.zone, **raw})


def log(unit: Writing, person: Person, pillar: Pillar, raw: Mapping[str, Any], now: datetime) -> Saved:
    """Save a new entry under an id made here."""
    kind, record = read_entry(pillar, raw, person)
    return _save_new(unit, person, pillar, kind, record, str(uuid4()), now)


def put(
    unit: Writing,
    person: Person,
    pillar: Pillar,
    entry_id: str,
    raw: Mapping[str, Any],
    now: datetime,
    if_match: str | None = None,
) -> Saved:
    """Create or replace the entry with this id; the same content again changes nothing.

    Raises `PreconditionFailed` when `if_match` names another version than the current one.
    """
    kind, record = read_entry(pillar, raw, person)
    unit.hold(person.id)
    row = row_at(unit, person, pillar, entry_id)
    require_match(row, if_match)
    if row is None:
        _refuse_taken_id(unit, person, pillar, entry_id)
        return _save_new(unit, person, pillar, kind, record, entry_id, now)
    card = screen(record)
    columns = record.columns()
    if all(row[name] == value for name, value in whole_row(pillar, columns).items()):
        return Saved(wire(pillar, row), created=False, card=card)
    refuse_future(record, now)
    refuse_second(unit, person, pillar, kind, record.on, but=entry_id)
    mark = lift_mark(unit, person, pillar, kind, record.on)
    changed = {**whole_row(pillar, columns), "updated_at": now, "version": row["version"] + 1}
    unit.run(update(pillar.table).where(*_at(person, pillar, entry_id)).values(**changed))
    derived.refresh(unit, person.id, pillar, record.on, mark)
    if row["day"] != record.on:
        derived.refresh(unit, person.id, pillar, row["day"], mark_of(unit, person.id, pillar.key, row["day"]))
    return Saved(_shown(unit, person, pillar, entry_id), created=False, card=card)


def withdraw(
    unit: Writing, person: Person, pillar: Pillar, entry_id: str, if_match: str | None = None
) -> Mapping[str, Any]:
    """Delete an entry; return the row it was. Raises `NotFound`, or `PreconditionFailed` for another version."""
    unit.hold(person.id)
    row = row_at(unit, person, pillar, entry_id)
    if row is None:
        raise NotFound
    require_match(row, if_match)
    unit.run(delete(pillar.table).where(*_at(person, pillar, entry_id)))
    day: date = row["day"]
    derived.refresh(unit, person.id, pillar, day, mark_of(unit, person.id, pillar.key, day))
    return row


def find(unit: Reading, person: Person, pillar: Pillar, entry_id: str) -> dict[str, Any]:
    """Return an entry as JSON; raises `NotFound`."""
    return _shown(unit, person, pillar, entry_id)


def side_by_side(
    unit: Reading, person: Person, pillar: Pillar, entry_id: str, raw: Mapping[str, Any]
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Return the columns of an entry as it is saved, and as it would be with what was sent; raises `NotFound`."""
    saved = row_at(unit, person, pillar, entry_id)
    if saved is None:
        raise NotFound
    _, record = read_entry(pillar, raw, person)
    return saved, whole_row(pillar, record.columns())


def require_match(row: Mapping[str, Any] | None, if_match: str | None) -> None:
    """Hold a request to the version it names: a quoted number, `*` for any, nothing for no condition."""
    if if_match is None:
        return
    version = None if row is None else row["version"]
    named = {tag.strip().strip('"') for tag in if_match.split(",")}
    if version is None or not ("*" in named or str(version) in named):
        raise PreconditionFailed(
            "There is no such entry any more." if version is None else f"The current version is {version}.",
            version=version,
        )


def pillar_called(key: str) -> Pillar:
    """Return a pillar by its key; raises `NotFound`."""
    if (pillar := PILLARS.get(key)) is None:
        raise NotFound(f"There is no pillar of this name. There are {', '.join(PILLARS)}.")
    return pillar


def _save_new(
    unit: Writing, person: Person, pillar: Pillar, kind: Kind, record: EntryRecord, entry_id: str, now: datetime
) -> Saved:
    card = screen(record)
    refuse_future(record, now)
    unit.hold(person.id)
    refuse_second(unit, person, pillar, kind, record.on)
    mark = lift_mark(unit, person, pillar, kind, record.on)
    row = {
        **whole_row(pillar, record.columns()),
        "person_id": person.id,
        "id": entry_id,
        "created_at": now,
        "updated_at": now,
        "version": 1,
    }
    unit.run(insert(pillar.table), row)
    derived.refresh(unit, person.id, pillar, record.on, mark)
    return Saved(wire(pillar, row), created=True, card=card)


def whole_row(pillar: Pillar, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Give every own column of the table a value, so that a change of kind leaves nothing behind."""
    return {column.name: columns.get(column.name) for column in pillar.table.c if column.name not in OWN_COLUMNS}


def refuse_future(record: EntryRecord, now: datetime) -> None:
    """Refuse a day that has not come yet in the entry's zone."""
    if record.on > now.astimezone(ZoneInfo(record.zone)).date():
        raise Invalid([FieldProblem("day", "This day has not come yet.")])


def refuse_second(unit: Reading, person: Person, pillar: Pillar, kind: Kind, day: date, but: str = "") -> None:
    """Raise `Conflict` where a day has its one entry of this kind already, unless that is the entry `but`."""
    if not kind.once_a_day:
        return
    c = pillar.table.c
    first = unit.value(select(c.id).where(c.person_id == person.id, c.day == day, c.kind == kind.key))
    if first is not None and first != but:
        raise Conflict(
            f"There is already one on {day.isoformat()}. It can be changed.",
            entry=first,
            href=f"/api/v1/{pillar.key}/entries/{first}",
        )


def _refuse_taken_id(unit: Reading, person: Person, pillar: Pillar, entry_id: str) -> None:
    for other in PILLARS.values():
        if other is not pillar and row_at(unit, person, other, entry_id) is not None:
            raise Conflict(f"This id already belongs to an entry of {other.key}.")


def lift_mark(unit: Writing, person: Person, pillar: Pillar, kind: Kind, day: date) -> Mark | None:
    """Take the day's mark back unless this kind may stand beside it; return the mark that stays."""
    mark = mark_of(unit, person.id, pillar.key, day)
    if mark is None or (kind.beside_none and mark == "none"):
        return mark
    remove_mark(unit, person.id, pillar.key, day)
    return None


def _at(person: Person, pillar: Pillar, entry_id: str) -> tuple[Any, ...]:
    return (pillar.table.c.person_id == person.id, pillar.table.c.id == entry_id)


def row_at(unit: Reading, person: Person, pillar: Pillar, entry_id: str) -> Mapping[str, Any] | None:
    """Return the row of an entry, or nothing."""
    return unit.first(select(pillar.table).where(*_at(person, pillar, entry_id)))


def _shown(unit: Reading, person: Person, pillar: Pillar, entry_id: str) -> dict[str, Any]:
    row = row_at(unit, person, pillar, entry_id)
    if row is None:
        raise NotFound
    return wire(pillar, row)
