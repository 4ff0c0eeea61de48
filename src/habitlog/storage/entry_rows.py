"""Writing the rows of entries; each takes the number of the transaction's change, by which programs find it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, bindparam, delete, insert, update

from habitlog.db import WriteTransaction
from habitlog.db.base import entry_table
from habitlog.storage.deleted_items import note_deleted_items
from habitlog.tracking import Pillar

_e = entry_table.c


def insert_entry_rows(
    transaction: WriteTransaction, person_id: int, pillar: Pillar, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows of new entries, and the rows of `entry` that reserve their ids."""
    if rows:
        number = transaction.number_change(person_id)
        key = {"person_id": person_id, "pillar": pillar.key, "change_number": number}
        transaction.execute(_INSERT_IDS, [{**key, "id": row["id"]} for row in rows])
        transaction.execute(_insert_statement(pillar), list(rows))


_INSERT_IDS = insert(entry_table)


@cache
def _insert_statement(pillar: Pillar) -> Insert:
    return insert(pillar.table)


def update_entry_row(
    transaction: WriteTransaction, person_id: int, pillar: Pillar, entry_id: str, values: Mapping[str, Any]
) -> None:
    """Change columns of the row of an entry."""
    c = pillar.table.c
    transaction.execute(update(pillar.table).where(c.person_id == person_id, c.id == entry_id).values(**values))
    number = transaction.number_change(person_id)
    transaction.execute(
        update(entry_table).where(_e.person_id == person_id, _e.id == entry_id).values(change_number=number)
    )


def delete_entry_rows(transaction: WriteTransaction, person_id: int, pillar: Pillar, ids: Sequence[str]) -> None:
    """Delete entries; the rows of the pillar go with those of `entry`."""
    if ids:
        is_deleted = (_e.person_id == person_id, _e.id == bindparam("entry"))
        transaction.execute(delete(entry_table).where(*is_deleted), [{"entry": entry_id} for entry_id in ids])
        note_deleted_items(transaction, person_id, pillar.key, ids)
