"""Queries of entries by day, and lists of them, oldest first, a page at a time."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, Text, bindparam, select, tuple_, type_coerce

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.db.base import entry_table
from habitlog.errors import FieldProblem, Invalid
from habitlog.storage.daily_metrics import build_records
from habitlog.tracking import EntryRecord, Pillar
from habitlog.validation import FIRST_YEAR, LAST_YEAR

FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


@cache
def entries_query(pillar: Pillar) -> Select[Any]:
    """Return the query of a `person`'s entries from `first` to `last`, by day, then id; built once."""
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.day.between(bindparam("first"), bindparam("last")))
    return select(pillar.table).where(*mine, *only_shown_kinds(pillar)).order_by(c.day, c.id)


def only_shown_kinds(pillar: Pillar) -> tuple[ColumnElement[bool], ...]:
    """Return the SQL condition of the kinds that a pillar has; none for a pillar with all of them."""
    return (pillar.table.c.kind.not_in(sorted(pillar.hidden_kinds)),) if pillar.hidden_kinds else ()


@cache
def _entries_of_kinds_query(pillar: Pillar, kinds: tuple[str, ...]) -> Select[Any]:
    """Return the query of the columns that records of these kinds have; times of saving are slow to read."""
    fields = {name for kind in pillar.kinds if kind.key in kinds for name in kind.record.model_fields}
    columns = (column for column in pillar.table.c if column.name in fields)
    return entries_query(pillar).where(pillar.table.c.kind.in_(kinds)).with_only_columns(*columns)


def list_records_by_day(
    transaction: ReadTransaction, person: Person, pillar: Pillar, first: date, last: date, kinds: tuple[str, ...]
) -> dict[date, list[EntryRecord]]:
    """Return the records of these kinds from `first` to `last` by day, oldest first."""
    rows = transaction.fetch_rows(_entries_of_kinds_query(pillar, kinds), person=person.id, first=first, last=last)
    records: dict[date, list[EntryRecord]] = {}
    for row, record in zip(rows, build_records(pillar, rows), strict=True):
        records.setdefault(row["day"], []).append(record)
    return records


@cache
def _stored_texts_query(pillar: Pillar, kind: str, column: str) -> Select[Any]:
    c = pillar.table.c
    return entries_query(pillar).where(c.kind == kind).with_only_columns(c.day, type_coerce(c[column], Text))


def list_stored_texts_by_day(
    transaction: ReadTransaction, person: Person, pillar: Pillar, first: date, last: date, kind: str, column: str
) -> dict[date, list[str]]:
    """Return the JSON texts of a column of the entries of one kind from `first` to `last` by day, oldest first."""
    query = _stored_texts_query(pillar, kind, column)
    texts: dict[date, list[str]] = {}
    for day, text in transaction.fetch_tuples(query, person=person.id, first=first, last=last):
        texts.setdefault(day, []).append(text)
    return texts


def list_entries(
    transaction: ReadTransaction, person: Person, pillar: Pillar, first: date, last: date
) -> Sequence[Mapping[str, Any]]:
    """Return the rows of all entries from `first` to `last`, by day, then id."""
    return transaction.fetch_rows(entries_query(pillar), person=person.id, first=first, last=last)


def has_entries(transaction: ReadTransaction, person: Person) -> bool:
    """Whether a person has an entry of any pillar and day."""
    c = entry_table.c
    return transaction.fetch_value(select(c.id).where(c.person_id == person.id).limit(1)) is not None


class EntriesPage(Struct, frozen=True):
    """The rows of one page of a list, and the cursor of the next one; None at the end."""

    rows: Sequence[Mapping[str, Any]]
    next_cursor: str | None


def list_entries_page(
    transaction: ReadTransaction,
    person: Person,
    pillar: Pillar,
    first: date,
    last: date,
    limit: int,
    cursor: str | None,
) -> EntriesPage:
    """Return up to `limit` entries, from where `cursor` points. Raises `Invalid` for another cursor than ours."""
    c = pillar.table.c
    query = entries_query(pillar)
    if cursor is not None:
        query = query.where(tuple_(c.day, c.id) > tuple_(*_decode_day_cursor(cursor), types=[c.day.type, c.id.type]))
    rows = transaction.fetch_rows(query.limit(limit + 1), person=person.id, first=first, last=last)
    has_more = len(rows) > limit
    next_cursor = _encode_day_cursor(rows[limit - 1]["day"], rows[limit - 1]["id"]) if has_more else None
    return EntriesPage(rows[:limit], next_cursor)


def _encode_day_cursor(day: date, entry_id: str) -> str:
    return base64.urlsafe_b64encode(f"{day.isoformat()}{entry_id}".encode()).decode().rstrip("=")


def _decode_day_cursor(cursor: str) -> tuple[date, str]:
    try:
        text = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode("ascii")
        return date.fromisoformat(text[:10]), str(UUID(text[10:]))
    except (ValueError, binascii.Error):
        raise Invalid([FieldProblem("cursor", "cursor_invalid")]) from None


def resolve_day_range(first: date | None, last: date | None) -> tuple[date, date]:
    """Return the range, an open end filled with the first or last possible day. Raises `Invalid` for a reversed one."""
    start, end = first or FIRST_DAY, last or LAST_DAY
    if start > end:
        raise Invalid([FieldProblem("from", "range_reversed")])
    return start, end
