"""What was saved and deleted since a program asked last: entries and day marks, in the order of their last change."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, Table, and_, or_, select, tuple_

from habitlog.accounts.person import Person, person_table
from habitlog.db import ReadTransaction
from habitlog.db.base import entry_table
from habitlog.errors import FieldProblem, Invalid
from habitlog.pillars import PILLARS
from habitlog.storage.day_marks import day_mark_table
from habitlog.storage.deleted_items import deleted_item_table

CHANGES_LOST_BY_RESTORE = 1_000_000_000
"""What restoring a backup adds to every counter: more changes than anybody can have made since the backup."""
ENTRY, MARK, DELETED = range(3)
_FIRST_ID = str(UUID(int=0))
ID_LENGTH, DAY_LENGTH = len(_FIRST_ID), len("2026-03-12")
_m = day_mark_table.c


class Position(NamedTuple):
    """A place among a person's changes: a number, then what has the same one; `kind` is ENTRY, MARK or DELETED."""

    number: int
    kind: int = ENTRY
    item: str = ""
    pillar: str = ""


class Cursor(NamedTuple):
    """Up to where a program has read. `full_from` is the number at which it began to read everything, if it does."""

    restores: int
    full_from: int | None
    position: Position


class ItemChange(Struct, frozen=True):
    """An item that was saved or deleted: `row` is that of an entry, `mark` that of a day; neither where it is gone.

    `item` is the id of an entry, or the day of a mark as text.
    """

    pillar: str
    item: str
    row: Mapping[str, Any] | None = None
    mark: str | None = None


class ChangesPage(Struct, frozen=True):
    """Changes in order. With `is_full` the pages together are everything there is, to be taken in place of all.

    `next_cursor` is for the next call: at once where there is more, otherwise at any later time.
    """

    changes: tuple[ItemChange, ...]
    next_cursor: str
    has_more: bool
    is_full: bool


def list_changes(transaction: ReadTransaction, person: Person, cursor: str | None, limit: int) -> ChangesPage:
    """Return up to `limit` entries and day marks that were saved or deleted since `cursor`, each once.

    Everything there is without a cursor, and with one from before a backup was restored. Raises `Invalid` for a cursor
    that is none, or that is another account's.
    """
    current: int = transaction.fetch_value(select(person_table.c.change_number).where(person_table.c.id == person.id))
    restores = current // CHANGES_LOST_BY_RESTORE
    read = None if cursor is None else _decode_cursor(person, cursor)
    if read is None or read.restores != restores or read.position.number > current:
        read = Cursor(restores, current, Position(-1))
    # Of one number and kind in the order of the database, by which the next page begins.
    found = sorted(_find_positions(transaction, person, read, limit + 1), key=itemgetter(0, 1))
    page, has_more = found[:limit], len(found) > limit
    if has_more:
        following = read._replace(position=page[-1])
    else:
        # What was deleted while everything was read is told by the calls that follow.
        seen = current if read.full_from is None else read.full_from
        following = Cursor(restores, None, Position(seen, DELETED + 1))
        has_more = seen < current
    changes = _load_changes(transaction, person, page)
    return ChangesPage(changes, _encode_cursor(person, following), has_more, read.full_from is not None)


def _find_positions(transaction: ReadTransaction, person: Person, read: Cursor, limit: int) -> Iterator[Position]:
    after = read.position
    day = date.fromisoformat(after.item) if after.kind == MARK else date.min

    def fetch(kind: int, table: Table, key: tuple[str, ...], values: tuple[Any, ...]) -> Sequence[Any]:
        number, columns = table.c.change_number, [table.c[name] for name in key]
        is_mine = (table.c.person_id == person.id, _is_after(after, kind, number, columns, values))
        query: Select[Any] = select(number, *columns, table.c.pillar).where(*is_mine)
        return transaction.fetch_tuples(query.order_by(number, *columns).limit(limit))

    for number, item, pillar in fetch(ENTRY, entry_table, ("id",), (after.item or _FIRST_ID,)):
        yield Position(number, ENTRY, item, pillar)
    for number, at, pillar, _ in fetch(MARK, day_mark_table, ("day", "pillar"), (day, after.pillar)):
        yield Position(number, MARK, at.isoformat(), pillar)
    if read.full_from is None:
        for number, item, pillar, _ in fetch(
            DELETED, deleted_item_table, ("item", "pillar"), (after.item, after.pillar)
        ):
            yield Position(number, DELETED, item, pillar)


def _is_after(
    after: Position, kind: int, number: ColumnElement[int], key: Sequence[ColumnElement[Any]], values: Sequence[Any]
) -> ColumnElement[bool]:
    """Return the condition of rows of a kind behind a position; `values` are those of the key at the position."""
    if kind != after.kind:
        return number >= after.number if kind > after.kind else number > after.number
    same = and_(number == after.number, tuple_(*key) > tuple_(*values, types=[column.type for column in key]))
    return or_(number > after.number, same)


def _load_changes(
    transaction: ReadTransaction, person: Person, positions: Sequence[Position]
) -> tuple[ItemChange, ...]:
    rows = _load_entry_rows(transaction, person, positions)
    marks = _load_marks(transaction, person, positions)
    return tuple(
        ItemChange(one.pillar, one.item, rows.get((one.pillar, one.item)), marks.get((one.pillar, one.item)))
        for one in positions
        # What was deleted and is there again stands at its own place.
        if one.kind != DELETED or (one.pillar, one.item) not in rows.keys() | marks.keys()
    )


def _load_entry_rows(
    transaction: ReadTransaction, person: Person, positions: Sequence[Position]
) -> dict[tuple[str, str], Mapping[str, Any]]:
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for one in positions:
        if len(one.item) == ID_LENGTH:
            ids[one.pillar].append(one.item)
    return {
        (key, row["id"]): row
        for key, wanted in ids.items()
        for row in transaction.fetch_rows(
            select(PILLARS[key].table).where(
                PILLARS[key].table.c.person_id == person.id, PILLARS[key].table.c.id.in_(wanted)
            )
        )
    }


def _load_marks(
    transaction: ReadTransaction, person: Person, positions: Sequence[Position]
) -> dict[tuple[str, str], str]:
    days = [date.fromisoformat(one.item) for one in positions if len(one.item) == DAY_LENGTH]
    if not days:
        return {}
    query = select(_m.pillar, _m.day, _m.mark).where(_m.person_id == person.id, _m.day.in_(days))
    return {(pillar, day.isoformat()): mark for pillar, day, mark in transaction.fetch_tuples(query)}


def _sign_account(person: Person) -> str:
    """Return what tells this account's cursors from others'."""
    return sha256(f"changes {person.account_id}".encode()).hexdigest()[:12]


def _encode_cursor(person: Person, cursor: Cursor) -> str:
    parts = [_sign_account(person), cursor.restores, cursor.full_from, *cursor.position]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def _decode_cursor(person: Person, text: str) -> Cursor:
    try:
        account, *parts = json.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
        restores, full_from, number, kind, item, pillar = parts
        numbers = (restores, 0 if full_from is None else full_from, number + 1)
        is_ours = all(type(one) is int and 0 <= one < 2**60 for one in numbers) and kind in range(DELETED + 2)
        is_ours = is_ours and all(re.fullmatch(r"[a-z0-9_-]{0,40}", one) for one in (account, item, pillar))
        if kind == MARK:
            date.fromisoformat(item)
        elif kind == ENTRY:
            UUID(item or _FIRST_ID)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        is_ours = False
    if not is_ours:
        raise Invalid([FieldProblem("since", "cursor_invalid")])
    if account != _sign_account(person):
        raise Invalid([FieldProblem("since", "cursor_of_another_account")])
    return Cursor(restores, full_from, Position(number, kind, item, pillar))
