"""What excludes an entry: the one that holds its place of the day, or one that claims a part of the same time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import select, true

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import Conflict
from habitlog.storage.daily_metrics import build_records
from habitlog.timezones import to_wall_time
from habitlog.tracking import EntryKind, EntryRecord, Pillar, TimeSpan
from habitlog.usecases.entries.queries import entries_query

REACH = timedelta(days=3)
"""How far apart the days of two entries can be whose times overlap: a day of length each, and two of time zones."""


class Overlap(Struct, frozen=True):
    """An entry, and its times, of which another entry claims a part."""

    row: Mapping[str, Any]
    span: TimeSpan

    def list_parameters(self, pillar: Pillar) -> dict[str, Any]:
        """Return what a message says of the entry."""
        zone = self.row["zone"]
        return {
            "pillar": pillar.key,
            "kind": self.row["kind"],
            "day": self.row["day"],
            "first": to_wall_time(self.span[0], zone).time(),
            "last": to_wall_time(self.span[1], zone).time(),
        }


def refuse_conflicts(
    transaction: ReadTransaction,
    person: Person,
    pillar: Pillar,
    kind: EntryKind,
    record: EntryRecord,
    *,
    earlier: EntryRecord | None = None,
    except_id: str = "",
) -> None:
    """Raise `Conflict` where a record has no place beside the entries there are, but for the one it replaces.

    That one is `except_id`, its record `earlier`: what it overlapped already, it may go on to overlap.
    """
    refuse_second_of_day(transaction, person, pillar, kind, record, except_id)
    for overlap in iter_overlaps(transaction, person, pillar, record, except_id):
        [other] = build_records(pillar, [overlap.row])
        if earlier is None or pillar.find_overlap is None or pillar.find_overlap(earlier, other) is None:
            raise Conflict("times_overlap", entry=overlap.row["id"], **overlap.list_parameters(pillar))


def refuse_second_of_day(
    transaction: ReadTransaction,
    person: Person,
    pillar: Pillar,
    kind: EntryKind,
    record: EntryRecord,
    except_id: str = "",
) -> None:
    """Raise `Conflict` where a day has its one entry of this kind already, unless that is `except_id`."""
    if not kind.is_only_of_day(record):
        return
    day = record.entry_date
    first = find_entry_of_day(transaction, person, pillar, kind, day)
    if first is None or first == except_id:
        return
    if kind.additional_entry is None:
        raise Conflict("entry_once_a_day", day=day, entry=first)
    raise Conflict("entry_once_a_day_unless_further", day=day, entry=first, column=kind.additional_entry.column)


def find_entry_of_day(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date
) -> str | None:
    """Return the id of the day's one entry of a kind; None where there is none, or a day can have several."""
    if not kind.once_a_day:
        return None
    c = pillar.table.c
    same_day = select(c.id).where(c.person_id == person.id, c.day == day, c.kind == kind.key)
    if kind.additional_entry is not None:
        same_day = same_day.where(c[kind.additional_entry.column].is_not(true()))
    entry_id: str | None = transaction.fetch_value(same_day)
    return entry_id


def iter_overlaps(
    transaction: ReadTransaction, person: Person, pillar: Pillar, record: EntryRecord, except_id: str = ""
) -> Iterator[Overlap]:
    """Yield the entries that claim a part of the time of a record, but for one of them."""
    if pillar.find_overlap is None:
        return
    day = record.entry_date
    near = transaction.fetch_rows(entries_query(pillar), person=person.id, first=day - REACH, last=day + REACH)
    others = [row for row in near if row["id"] != except_id]
    for row, other in zip(others, build_records(pillar, others), strict=True):
        if (span := pillar.find_overlap(record, other)) is not None:
            yield Overlap(row, span)


def find_conflict_since(
    transaction: ReadTransaction, person: Person, pillar: Pillar, record: EntryRecord, entry_id: str, since: datetime
) -> Overlap | None:
    """Return an entry changed after an instant that excludes a record which was saved until then.

    What was there before stood beside the record already.
    """
    overlaps = iter_overlaps(transaction, person, pillar, record, entry_id)
    return next((overlap for overlap in overlaps if overlap.row["updated_at"] > since), None)
