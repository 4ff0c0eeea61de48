"""Create, replace, delete and find entries of any pillar."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import entry_table
from habitlog.errors import ClinicianTopicUnsure, Conflict, FieldProblem, Invalid, NotFound, PreconditionFailed
from habitlog.guard import CardKind, UrgentKind
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics, entry_rows
from habitlog.storage.day_marks import Mark, delete_day_mark, fetch_day_mark
from habitlog.tracking import EntryKind, EntryRecord, Pillar, parse_record
from habitlog.usecases.dose_screening import ScreenedRecord, screen_record
from habitlog.usecases.entries.entry_conflicts import refuse_conflicts
from habitlog.usecases.remembered_words import list_words, remember_words
from habitlog.usecases.urgent_cards import open_urgent_card

SYSTEM_COLUMNS = frozenset({"person_id", "id", "pillar", "created_at", "updated_at", "version"})
FIRST_VERSION = 1
ANY_VERSION = range(FIRST_VERSION, 2**63)
"""The condition that an entry exists, in whatever version."""


class SavedEntry(Struct, frozen=True):
    """The row of a saved entry, whether it is new, the card to show beside it, and what an urgent one is about."""

    row: Mapping[str, Any]
    created: bool
    card: CardKind | None
    urgent_kind: UrgentKind | None


def parse_entry(
    pillar: Pillar, raw: Mapping[str, Any], person: Person, *, is_exported: bool = False
) -> tuple[EntryKind, EntryRecord]:
    """Return the kind and record of a JSON-like object; without a zone it is in the person's. Raises `Invalid`.

    `is_exported` as in `parse_record`.
    """
    kind = pillar.find_kind(str(raw.get("kind")))
    if kind is None:
        raise Invalid([FieldProblem("kind", "choice_unknown", {"choices": [kind.key for kind in pillar.kinds]})])
    return kind, parse_record(kind.record, {"zone": person.zone, **raw}, is_exported=is_exported)


def create_entry(
    transaction: WriteTransaction,
    person: Person,
    pillar: Pillar,
    raw: Mapping[str, Any],
    now: datetime,
    *,
    is_not_a_medicine: bool = False,
) -> SavedEntry:
    """Save a new entry under a random id. Raises as `put_entry` does."""
    kind, record = parse_entry(pillar, raw, person)
    screened = _screen(transaction, person, record, now, is_not_a_medicine=is_not_a_medicine)
    return _insert_entry(transaction, person, pillar, kind, record, str(uuid4()), now, screened)


def put_entry(
    transaction: WriteTransaction,
    person: Person,
    pillar: Pillar,
    entry_id: str,
    raw: Mapping[str, Any],
    now: datetime,
    *,
    expected_versions: Container[int] | None = None,
    only_if_new: bool = False,
    is_not_a_medicine: bool = False,
) -> SavedEntry:
    """Create or replace the entry with this id; the same content again changes nothing.

    With `expected_versions` the entry must exist in one of them. With `only_if_new` an existing entry is replaced only
    in its first version, so that a form that is sent twice saves one entry and overwrites no later change.
    `is_not_a_medicine` is what the person said about words that may be one; they are remembered. Raises
    `PreconditionFailed` where either does not hold, `Invalid`, `ClinicianTopic` and `ClinicianTopicUnsure` for the
    content, and `Conflict` where the id belongs to another pillar, the day already has its one entry of this kind, or
    another entry claims a part of its time.
    """
    kind, record = parse_entry(pillar, raw, person)
    transaction.lock_person(person.id)
    row = find_entry_row(transaction, person, pillar, entry_id)
    if only_if_new and row is not None:
        expected_versions = (FIRST_VERSION,)
    require_version(row, expected_versions)
    if row is None:
        _refuse_taken_id(transaction, person, entry_id)
        screened = _screen(transaction, person, record, now, is_not_a_medicine=is_not_a_medicine)
        return _insert_entry(transaction, person, pillar, kind, record, entry_id, now, screened)
    if _has_same_free_texts(_build_record(pillar, row), record):
        screened = screen_record(record, asks=False)
    else:
        screened = _screen(transaction, person, record, now, is_not_a_medicine=is_not_a_medicine)
    return _replace_entry(transaction, person, pillar, kind, record, row, now, screened)


def _screen(
    transaction: WriteTransaction, person: Person, record: EntryRecord, now: datetime, *, is_not_a_medicine: bool
) -> ScreenedRecord:
    """Screen a record, and ask about words that may be a medicine unless their person has answered."""
    try:
        return screen_record(record)
    except ClinicianTopicUnsure as unsure:
        if not is_not_a_medicine:
            return screen_record(record, accepted=frozenset(list_words(transaction, person)))
        remember_words(transaction, person, unsure.words, now)
        return screen_record(record, asks=False)


def _replace_entry(
    transaction: WriteTransaction,
    person: Person,
    pillar: Pillar,
    kind: EntryKind,
    record: EntryRecord,
    row: Mapping[str, Any],
    now: datetime,
    screened: ScreenedRecord,
) -> SavedEntry:
    columns = build_table_row(pillar, record.to_row())
    if all(row[name] == value for name, value in columns.items()):
        return SavedEntry(row, False, *screened)
    refuse_future_day(record, now)
    earlier = _build_record(pillar, row)
    refuse_conflicts(transaction, person, pillar, kind, record, earlier=earlier, except_id=row["id"])
    mark = remove_conflicting_mark(transaction, person, pillar, kind, record.entry_date)
    changed = {**columns, "updated_at": now, "version": row["version"] + 1}
    entry_rows.update_entry_row(transaction, person.id, pillar, row["id"], changed)
    daily_metrics.refresh_day(transaction, person.id, pillar, record.entry_date, mark)
    if row["day"] != record.entry_date:
        _refresh_day(transaction, person, pillar, row["day"])
    if not _has_same_free_texts(earlier, record):
        open_urgent_card(transaction, person, screened.urgent_kind, record.entry_date, now)
    saved_row = require_entry_row(transaction, person, pillar, row["id"])
    return SavedEntry(saved_row, False, *screened)


def _build_record(pillar: Pillar, row: Mapping[str, Any]) -> EntryRecord:
    [record] = daily_metrics.build_records(pillar, [row])
    return record


def _has_same_free_texts(earlier: EntryRecord, record: EntryRecord) -> bool:
    """Whether a change leaves every free text as it was: a card that was closed is not opened by it again."""
    return earlier.note == record.note and list(earlier.iter_free_texts()) == list(record.iter_free_texts())


def _refresh_day(transaction: WriteTransaction, person: Person, pillar: Pillar, day: date) -> None:
    mark = fetch_day_mark(transaction, person.id, pillar.key, day)
    daily_metrics.refresh_day(transaction, person.id, pillar, day, mark)


def delete_entry(
    transaction: WriteTransaction,
    person: Person,
    pillar: Pillar,
    entry_id: str,
    expected_versions: Container[int] | None = None,
) -> Mapping[str, Any]:
    """Delete an entry and return its row. Raises `NotFound`, and `PreconditionFailed` for another version."""
    transaction.lock_person(person.id)
    row = require_entry_row(transaction, person, pillar, entry_id)
    require_version(row, expected_versions)
    entry_rows.delete_entry_rows(transaction, person.id, pillar, [entry_id])
    _refresh_day(transaction, person, pillar, row["day"])
    return row


def compare_with_saved(
    transaction: ReadTransaction, person: Person, pillar: Pillar, entry_id: str, raw: Mapping[str, Any]
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Return the columns of an entry as it is saved, and as it would be with what was sent; raises `NotFound`."""
    saved = require_entry_row(transaction, person, pillar, entry_id)
    _, record = parse_entry(pillar, raw, person)
    return saved, build_table_row(pillar, record.to_row())


def require_version(row: Mapping[str, Any] | None, expected_versions: Container[int] | None) -> None:
    """Raise `PreconditionFailed` unless the entry exists in one of these versions; None is no condition."""
    if expected_versions is None:
        return
    version = None if row is None else row["version"]
    if version is None or version not in expected_versions:
        raise PreconditionFailed("entry_gone" if version is None else "version_changed", version=version)


def require_no_entry(transaction: WriteTransaction, person: Person, pillar: Pillar, entry_id: str) -> None:
    """Raise `PreconditionFailed` where a pillar has an entry with this id; holds until the transaction ends."""
    transaction.lock_person(person.id)
    if (row := find_entry_row(transaction, person, pillar, entry_id)) is not None:
        raise PreconditionFailed("entry_exists", version=row["version"])


def find_pillar(key: str) -> Pillar:
    """Return a pillar by its key; raises `NotFound`."""
    if (pillar := PILLARS.get(key)) is None:
        raise NotFound("pillar_unknown", choices=list(PILLARS))
    return pillar


def _insert_entry(
    transaction: WriteTransaction,
    person: Person,
    pillar: Pillar,
    kind: EntryKind,
    record: EntryRecord,
    entry_id: str,
    now: datetime,
    screened: ScreenedRecord,
) -> SavedEntry:
    refuse_future_day(record, now)
    transaction.lock_person(person.id)
    refuse_conflicts(transaction, person, pillar, kind, record)
    mark = remove_conflicting_mark(transaction, person, pillar, kind, record.entry_date)
    row = {
        **build_table_row(pillar, record.to_row()),
        "person_id": person.id,
        "id": entry_id,
        "created_at": now,
        "updated_at": now,
        "version": 1,
    }
    entry_rows.insert_entry_rows(transaction, person.id, pillar, [row])
    daily_metrics.refresh_day(transaction, person.id, pillar, record.entry_date, mark)
    open_urgent_card(transaction, person, screened.urgent_kind, record.entry_date, now)
    return SavedEntry(row, True, *screened)


def build_table_row(pillar: Pillar, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value for every column of the pillar's own, so that a change of kind clears the other kind's."""
    return {column.name: columns.get(column.name) for column in pillar.table.c if column.name not in SYSTEM_COLUMNS}


def refuse_future_day(record: EntryRecord, now: datetime) -> None:
    """Raise `Invalid` for a day that has not come yet in the entry's zone."""
    if record.entry_date > now.astimezone(ZoneInfo(record.zone)).date():
        raise Invalid([FieldProblem("day", "day_in_future")])


def find_pillar_of_entry(transaction: ReadTransaction, person: Person, entry_id: str) -> str | None:
    """Return the key of the pillar in which a person has an entry with this id, or None."""
    same_id = (entry_table.c.person_id == person.id, entry_table.c.id == entry_id)
    pillar: str | None = transaction.fetch_value(select(entry_table.c.pillar).where(*same_id))
    return pillar


def _refuse_taken_id(transaction: ReadTransaction, person: Person, entry_id: str) -> None:
    if (pillar := find_pillar_of_entry(transaction, person, entry_id)) is not None:
        raise Conflict("entry_id_taken", pillar=pillar)


def remove_conflicting_mark(
    transaction: WriteTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date
) -> Mark | None:
    """Delete the day's mark unless this kind is allowed beside it; return the mark that stays."""
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
    """Return the row of an entry, or None."""
    return transaction.fetch_first(select(pillar.table).where(*_entry_conditions(person, pillar, entry_id)))


def require_entry_row(transaction: ReadTransaction, person: Person, pillar: Pillar, entry_id: str) -> Mapping[str, Any]:
    """Return the row of an entry; raises `NotFound`."""
    row = find_entry_row(transaction, person, pillar, entry_id)
    if row is None:
        raise NotFound
    return row
