"""Copies of entries deleted on a page, from which they can be restored for an hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Index, PrimaryKeyConstraint, String, Table, delete, insert, select, tuple_

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata, person_id_column
from habitlog.db.types import Identifier, JsonText, UtcDateTime
from habitlog.storage.entry_copies import copy_entry_row

UNDO_PERIOD = timedelta(hours=1)
"""How long a deleted entry can be restored."""

deleted_entry_table = Table(
    "deleted_entry",
    metadata,
    person_id_column(),
    Column("id", Identifier, nullable=False),
    Column("pillar", String(40), nullable=False),
    Column("entry_columns", JsonText, nullable=False),
    Column("deleted_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("person_id", "id"),
    Index(None, "deleted_at"),
)
"""`entry_columns` maps the column names of the pillar's table to values; dates and instants are ISO 8601 texts."""

_c = deleted_entry_table.c


def store_deleted_entry(
    transaction: WriteTransaction, person_id: int, pillar: str, row: Mapping[str, Any], now: datetime
) -> None:
    """Store a copy of the row of an entry in the transaction that deletes it, in place of an earlier one of its id."""
    remove_deleted_entry(transaction, person_id, row["id"])
    columns = copy_entry_row(row)
    copy = {"person_id": person_id, "id": row["id"], "pillar": pillar, "entry_columns": columns, "deleted_at": now}
    transaction.execute(insert(deleted_entry_table), copy)


def list_deleted_entries(transaction: ReadTransaction, person_id: int, now: datetime) -> Sequence[Mapping[str, Any]]:
    """Return the rows of what a person deleted within the last hour, latest first."""
    recent = (_c.person_id == person_id, _c.deleted_at > now - UNDO_PERIOD)
    return transaction.fetch_rows(select(deleted_entry_table).where(*recent).order_by(_c.deleted_at.desc(), _c.id))


def remove_deleted_entry(transaction: WriteTransaction, person_id: int, entry_id: str) -> None:
    """Delete the copy of one entry."""
    transaction.execute(delete(deleted_entry_table).where(_c.person_id == person_id, _c.id == entry_id))


def purge_deleted_entries(transaction: WriteTransaction, now: datetime) -> int:
    """Delete everybody's copies that are older than an hour; return how many.

    A row that another transaction has locked is left to the next call.
    """
    expired = select(_c.person_id, _c.id).where(_c.deleted_at <= now - UNDO_PERIOD).with_for_update(skip_locked=True)
    return transaction.execute_uncounted(
        delete(deleted_entry_table).where(tuple_(_c.person_id, _c.id).in_(expired))
    ).rowcount
