"""Lists of entries: by day, then id, oldest first, a page at a time."""

from __future__ import annotations

import base64
import binascii
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select, tuple_

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import FieldProblem, Invalid
from habitlog.storage.daily_metrics import build_records
from habitlog.tracking import EntryRecord, Pillar
from habitlog.tracking.entry_json import serialize_entry
from habitlog.validation import FIRST_YEAR, LAST_YEAR

FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


@cache
def entries_query(pillar: Pillar) -> Select[Any]:
    """Return the query of a `person`'s entries from `first` to `last`, by day, then id; built once."""
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.day.between(bindparam("first"), bindparam("last")))
    return select(pillar.table).where(*mine).order_by(c.day, c.id)


@cache
def _entries_of_kinds_query(pillar: Pillar, kinds: tuple[str, ...]) -> Select[Any]:
    """Return the query of what the records of these kinds are made of, and no more: stamps take time to read."""
    fields = {name for kind in pillar.kinds if kind.key in kinds for name in kind.record.model_fields}
    columns = (column for column in pillar.table.c if column.name in fields)
    return entries_query(pillar).where(pillar.table.c.kind.in_(kinds)).with_only_columns(*columns)


def list_records_by_day(
    transaction: ReadTransaction, person: Person, pillar: Pillar, first: date, last: date, kinds: tuple[str, ...]
) -> dict[date, list[EntryRecord]]:
    """Return the records of these kinds from `first` to `last` by day, oldest first."""
    rows = transaction.fetch_rows(_entries_of_kinds_query(pillar, kinds), person=person.id, first=first, last=last)
    found: dict[date, list[EntryRecord]] = {}
    for row, record in zip(rows, build_records(pillar, rows), strict=True):
        found.setdefault(row["day"], []).append(record)
    return found


def list_entries(
    transaction: ReadTransaction, person: Person, pillar: Pillar, first: date, last: date
) -> list[dict[str, Any]]:
    """Return all entries of a range as JSON."""
    rows = transaction.fetch_rows(entries_query(pillar), person=person.id, first=first, last=last)
    return [serialize_entry(pillar, row) for row in rows]


def list_entries_page(
    transaction: ReadTransaction,
    person: Person,
    pillar: Pillar,
    first: date,
    last: date,
    limit: int,
    cursor: str | None,
) -> dict[str, Any]:
    """Return up to `limit` entries and the cursor of the next page, null at the end."""
    c = pillar.table.c
    query = entries_query(pillar)
    if cursor is not None:
        query = query.where(tuple_(c.day, c.id) > tuple_(*_decode_day_cursor(cursor), types=[c.day.type, c.id.type]))
    rows = transaction.fetch_rows(query.limit(limit + 1), person=person.id, first=first, last=last)
    more = len(rows) > limit
    return {
        "items": [serialize_entry(pillar, row) for row in rows[:limit]],
        "next": _encode_day_cursor(rows[limit - 1]["day"], rows[limit - 1]["id"]) if more else None,
    }


def _encode_day_cursor(day: date, entry_id: str) -> str:
    return base64.urlsafe_b64encode(f"{day.isoformat()}{entry_id}".encode()).decode().rstrip("=")


def _decode_day_cursor(cursor: str) -> tuple[date, str]:
    try:
        text = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode("ascii")
        return date.fromisoformat(text[:10]), str(UUID(text[10:]))
    except (ValueError, binascii.Error):
        raise Invalid([FieldProblem("cursor", "This is not a cursor that habitlog gave.")]) from None


def resolve_day_range(first: date | None, last: date | None) -> tuple[date, date]:
    """Return the range, open ends filled with the first and last day there can be; a reversed one is refused."""
    start, end = first or FIRST_DAY, last or LAST_DAY
    if start > end:
        raise Invalid([FieldProblem("from", "The first day comes after the last one here.")])
    return start, end
