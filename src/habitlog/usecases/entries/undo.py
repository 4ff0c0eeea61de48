"""Deletion that can be undone for an hour: a copy of the entry is kept until then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import Conflict, NotFound
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics, deleted_entries, entry_rows
from habitlog.storage.entry_copies import read_entry_copy
from habitlog.tracking import EntryRecord, Pillar
from habitlog.usecases.entries import entries
from habitlog.usecases.entries.entries import find_entry_row, remove_conflicting_mark
from habitlog.usecases.entries.entry_conflicts import find_conflict_since, refuse_second_of_day
from habitlog.usecases.shown_pillars import reduce_pillar


class UndoOffer(Struct, frozen=True):
    """A deletion that can still be undone: the entry's pillar, id, day and record."""

    pillar: Pillar
    id: str
    day: date
    record: EntryRecord


def delete_with_undo(
    transaction: WriteTransaction, person: Person, pillar: Pillar, entry_id: str, now: datetime, expected_version: int
) -> date:
    """Delete an entry, keep a copy for an hour, and return its day; a second call within the hour does nothing more.

    Raises `PreconditionFailed` when the entry is in another version than `expected_version`, and `NotFound`.
    """
    transaction.lock_person(person.id)
    try:
        row = entries.delete_entry(transaction, person, pillar, entry_id, (expected_version,))
    except NotFound:
        if (deleted_row := _find_deleted_row(transaction, person, pillar, entry_id, now)) is None:
            raise
        row = deleted_row
    else:
        deleted_entries.store_deleted_entry(transaction, person.id, pillar.key, row, now)
    day: date = row["day"]
    return day


def list_undo_offers(transaction: ReadTransaction, person: Person, day: date, now: datetime) -> tuple[UndoOffer, ...]:
    """Return what was deleted from a day within the last hour, latest first."""
    deleted = deleted_entries.list_deleted_entries(transaction, person.id, now)
    offers = (_build_undo_offer(PILLARS[copy["pillar"]], copy["entry_columns"]) for copy in deleted)
    return tuple(replace(offer, pillar=reduce_pillar(person, offer.pillar)) for offer in offers if offer.day == day)


def find_undo_day(
    transaction: ReadTransaction, person: Person, pillar: Pillar, entry_id: str, now: datetime
) -> date | None:
    """Return the day of a deleted entry that can still be restored, or None."""
    row = _find_deleted_row(transaction, person, pillar, entry_id, now)
    return None if row is None else row["day"]


def restore_entry(
    transaction: WriteTransaction, person: Person, pillar: Pillar, entry_id: str, now: datetime
) -> date | None:
    """Restore a deleted entry with its id, times and version, and return its day; a second call does nothing more.

    Returns None where there is no entry and no copy of it. Raises `Conflict`, and keeps the copy, where another entry
    has its id, or its place as the day's only one of its kind, or claims a part of its time since.
    """
    transaction.lock_person(person.id)
    deleted = _find_deleted_copy(transaction, person, pillar, entry_id, now)
    if deleted is None:
        current_row = find_entry_row(transaction, person, pillar, entry_id)
        return None if current_row is None else current_row["day"]
    row = read_entry_copy(pillar, deleted["entry_columns"])
    [record] = daily_metrics.build_records(pillar, [row])
    kind = pillar.find_kind(row["kind"])
    assert kind is not None  # noqa: S101 - the table held known kinds
    if entries.find_pillar_of_entry(transaction, person, entry_id) is not None:
        raise Conflict("undo_id_taken")
    try:
        refuse_second_of_day(transaction, person, pillar, kind, record)
    except Conflict:
        raise Conflict("undo_day_taken", pillar=pillar.key, kind=kind.key) from None
    if overlap := find_conflict_since(transaction, person, pillar, record, entry_id, deleted["deleted_at"]):
        raise Conflict("undo_time_taken", **overlap.list_parameters(pillar))
    mark = remove_conflicting_mark(transaction, person, pillar, kind, row["day"])
    entry_rows.insert_entry_rows(transaction, person.id, pillar, [{**row, "person_id": person.id}])
    daily_metrics.refresh_day(transaction, person.id, pillar, row["day"], mark)
    deleted_entries.remove_deleted_entry(transaction, person.id, entry_id)
    day: date = row["day"]
    return day


def _find_deleted_row(
    transaction: ReadTransaction, person: Person, pillar: Pillar, entry_id: str, now: datetime
) -> dict[str, Any] | None:
    copy = _find_deleted_copy(transaction, person, pillar, entry_id, now)
    return None if copy is None else read_entry_copy(pillar, copy["entry_columns"])


def _find_deleted_copy(
    transaction: ReadTransaction, person: Person, pillar: Pillar, entry_id: str, now: datetime
) -> Mapping[str, Any] | None:
    deleted = deleted_entries.list_deleted_entries(transaction, person.id, now)
    return next((copy for copy in deleted if (copy["pillar"], copy["id"]) == (pillar.key, entry_id)), None)


def _build_undo_offer(pillar: Pillar, entry: Mapping[str, Any]) -> UndoOffer:
    row = read_entry_copy(pillar, entry)
    [record] = daily_metrics.build_records(pillar, [row])
    return UndoOffer(pillar, row["id"], row["day"], record)
