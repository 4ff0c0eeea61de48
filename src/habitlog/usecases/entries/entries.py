"""Entries of any pillar: log, replace, withdraw, find and list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select, update

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import Conflict, FieldProblem, Invalid, NotFound, PreconditionFailed
from habitlog.guard import ClinicianCard
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics
from habitlog.storage.day_marks import Mark, delete_day_mark, fetch_day_mark
from habitlog.tracking import EntryKind, EntryRecord, Pillar, parse_record
from habitlog.tracking.entry_json import serialize_entry
from habitlog.usecases.dose_screening import screen_record

SYSTEM_COLUMNS = frozenset({"person_id", "id", "created_at", "updated_at", "version"})


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """A saved entry as JSON, whether it is new, and the card to show beside it."""

    entry: dict[str, Any]
    created: bool
    card: ClinicianCard | None


def parse_entry(pillar: Pillar, raw: Mapping[str, Any], person: Person) -> tuple[EntryKind, EntryRecord]:
    """Read a JSON-like object as an entry of a pillar; without a zone it is the person's. Raises `Invalid`."""
    kind = pillar.find_kind(str(raw.get("kind")))
    if kind is None:
        known = ", ".join(kind.key for kind in pillar.kinds)
        raise Invalid([FieldProblem("kind", f"One of these fits here: {known}.")])
    return kind, parse_record(kind.record, {"zone": person.zone, **raw})


def create_entry(
    transaction: WriteTransaction, person: Person, pillar: Pillar, raw: Mapping[str, Any], now: datetime
) -> SavedEntry:
    """Save a new entry under an id made here."""
    kind, record = parse_entry(pillar, raw, person)
    return _insert_entry(transaction, person, pillar, kind, record, str(uuid4()), now)


def put_entry(
    transaction: WriteTransaction,
    person: Person,
    pillar: Pillar,
    entry_id: str,
    raw: Mapping[str, Any],
    now: datetime,
    if_match: str | None = None,
) -> SavedEntry:
    """Create or replace the entry with this id; the same content again changes nothing.

    Raises `PreconditionFailed` when `if_match` names another version than the current one.
    """
    kind, record = parse_entry(pillar, raw, person)
    transaction.lock_person(person.id)
    row = find_entry_row(transaction, person, pillar, entry_id)
    require_version(row, if_match)
    if row is None:
        _refuse_taken_id(transaction, person, pillar, entry_id)
        return _insert_entry(transaction, person, pillar, kind, record, entry_id, now)
    card = screen_record(record)
    columns = record.to_row()
    if all(row[name] == value for name, value in build_table_row(pillar, columns).items()):
        return SavedEntry(serialize_entry(pillar, row), created=False, card=card)
    refuse_future_day(record, now)
    refuse_second_of_day(transaction, person, pillar, kind, record.entry_date, except_id=entry_id)
    mark = remove_conflicting_mark(transaction, person, pillar, kind, record.entry_date)
    changed = {**build_table_row(pillar, columns), "updated_at": now, "version": row["version"] + 1}
    transaction.execute(update(pillar.table).where(*_entry_conditions(person, pillar, entry_id)).values(**changed))
    daily_metrics.refresh_day(transaction, person.id, pillar, record.entry_date, mark)
    if row["day"] != record.entry_date:
        daily_metrics.refresh_day(
            transaction, person.id, pillar, row["day"], fetch_day_mark(transaction, person.id, pillar.key, row["day"])
        )
    return SavedEntry(_load_entry(transaction, person, pillar, entry_id), created=False, card=card)


def delete_entry(
    transaction: WriteTransaction, person: Person, pillar: Pillar, entry_id: str, if_match: str | None = None
) -> Mapping[str, Any]:
    """Delete an entry; return the row it was. Raises `NotFound`, or `PreconditionFailed` for another version."""
    transaction.lock_person(person.id)
    row = find_entry_row(transaction, person, pillar, entry_id)
    if row is None:
        raise NotFound
    require_version(row, if_match)
    transaction.execute(delete(pillar.table).where(*_entry_conditions(person, pillar, entry_id)))
    day: date = row["day"]
    daily_metrics.refresh_day(
        transaction, person.id, pillar, day, fetch_day_mark(transaction, person.id, pillar.key, day)
    )
    return row


def find_entry(transaction: ReadTransaction, person: Person, pillar: Pillar, entry_id: str) -> dict[str, Any]:
    """Return an entry as JSON; raises `NotFound`."""
    return _load_entry(transaction, person, pillar, entry_id)


def compare_with_saved(
    transaction: ReadTransaction, person: Person, pillar: Pillar, entry_id: str, raw: Mapping[str, Any]
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Return the columns of an entry as it is saved, and as it would be with what was sent; raises `NotFound`."""
    saved = find_entry_row(transaction, person, pillar, entry_id)
    if saved is None:
        raise NotFound
    _, record = parse_entry(pillar, raw, person)
    return saved, build_table_row(pillar, record.to_row())


def require_version(row: Mapping[str, Any] | None, if_match: str | None) -> None:
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


def find_pillar(key: str) -> Pillar:
    """Return a pillar by its key; raises `NotFound`."""
    if (pillar := PILLARS.get(key)) is None:
        raise NotFound(f"There is no pillar of this name. There are {', '.join(PILLARS)}.")
    return pillar


def _insert_entry(
    transaction: WriteTransaction,
    person: Person,
    pillar: Pillar,
    kind: EntryKind,
    record: EntryRecord,
    entry_id: str,
    now: datetime,
) -> SavedEntry:
    card = screen_record(record)
    refuse_future_day(record, now)
    transaction.lock_person(person.id)
    refuse_second_of_day(transaction, person, pillar, kind, record.entry_date)
    mark = remove_conflicting_mark(transaction, person, pillar, kind, record.entry_date)
    row = {
        **build_table_row(pillar, record.to_row()),
        "person_id": person.id,
        "id": entry_id,
        "created_at": now,
        "updated_at": now,
        "version": 1,
    }
    transaction.execute(insert(pillar.table), row)
    daily_metrics.refresh_day(transaction, person.id, pillar, record.entry_date, mark)
    return SavedEntry(serialize_entry(pillar, row), created=True, card=card)


def build_table_row(pillar: Pillar, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Give every own column of the table a value, so that a change of kind leaves nothing behind."""
    return {column.name: columns.get(column.name) for column in pillar.table.c if column.name not in SYSTEM_COLUMNS}


def refuse_future_day(record: EntryRecord, now: datetime) -> None:
    """Refuse a day that has not come yet in the entry's zone."""
    if record.entry_date > now.astimezone(ZoneInfo(record.zone)).date():
        raise Invalid([FieldProblem("day", "This day has not come yet.")])


def refuse_second_of_day(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date, except_id: str = ""
) -> None:
    """Raise `Conflict` where a day has its one entry of this kind already, unless that is the entry `but`."""
    if not kind.once_a_day:
        return
    c = pillar.table.c
    first = transaction.fetch_value(select(c.id).where(c.person_id == person.id, c.day == day, c.kind == kind.key))
    if first is not None and first != except_id:
        raise Conflict(
            f"There is already one on {day.isoformat()}. It can be changed.",
            entry=first,
            href=f"/api/v1/{pillar.key}/entries/{first}",
        )


def _refuse_taken_id(transaction: ReadTransaction, person: Person, pillar: Pillar, entry_id: str) -> None:
    for other in PILLARS.values():
        if other is not pillar and find_entry_row(transaction, person, other, entry_id) is not None:
            raise Conflict(f"This id already belongs to an entry of {other.key}.")


def remove_conflicting_mark(
    transaction: WriteTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date
) -> Mark | None:
    """Take the day's mark back unless this kind may stand beside it; return the mark that stays."""
    mark = fetch_day_mark(transaction, person.id, pillar.key, day)
    if mark is None or (kind.allowed_with_none_mark and mark == "none"):
        return mark
    delete_day_mark(transaction, person.id, pillar.key, day)
    return None


def _entry_conditions(person: Person, pillar: Pillar, entry_id: str) -> tuple[Any, ...]:
    return (pillar.table.c.person_id == person.id, pillar.table.c.id == entry_id)


def find_entry_row(
    transaction: ReadTransaction, person: Person, pillar: Pillar, entry_id: str
) -> Mapping[str, Any] | None:
    """Return the row of an entry, or nothing."""
    return transaction.fetch_first(select(pillar.table).where(*_entry_conditions(person, pillar, entry_id)))


def _load_entry(transaction: ReadTransaction, person: Person, pillar: Pillar, entry_id: str) -> dict[str, Any]:
    row = find_entry_row(transaction, person, pillar, entry_id)
    if row is None:
        raise NotFound
    return serialize_entry(pillar, row)
