"""Stored responses of requests that carried an Idempotency-Key, by person and hashed key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    delete,
    exists,
    insert,
    select,
    update,
)

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import entry_table, metadata, person_id_column
from habitlog.db.counted_changes import NOT_COUNTED
from habitlog.db.types import Identifier, JsonText, UtcDateTime
from habitlog.errors import IdempotencyMismatch
from habitlog.storage.deleted_entries import deleted_entry_table

IDEMPOTENCY_RETENTION = timedelta(days=7)

idempotency_key_table = Table(
    "idempotency_key",
    metadata,
    person_id_column(),
    Column("key", String(200), nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("entry_id", Identifier),
    Column("status", Integer, nullable=False),
    Column("headers", JsonText, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("person_id", "key"),
    CheckConstraint("status BETWEEN 100 AND 599", name="status"),
    Index(None, "created_at"),
    info=NOT_COUNTED,
)
"""`entry_id` is the entry whose text stands in `body`, if any. No foreign key: the row outlives its entry."""

_c = idempotency_key_table.c


def find_stored_response(
    transaction: ReadTransaction, person_id: int, key: str, request_hash: str, now: datetime
) -> Mapping[str, Any] | None:
    """Return the row of a key that was used in the last seven days, or None.

    Raises `IdempotencyMismatch` when the key came with another request.
    """
    same_key = (_c.person_id == person_id, _c.key == key, _c.created_at >= now - IDEMPOTENCY_RETENTION)
    row = transaction.fetch_first(select(idempotency_key_table).where(*same_key))
    if row is not None and row["request_hash"] != request_hash:
        raise IdempotencyMismatch("idempotency_key_reused")
    return row


def is_entry_gone(transaction: ReadTransaction, row: Mapping[str, Any]) -> bool:
    """Whether the entry that a stored response carries has been deleted since."""
    same_entry = (entry_table.c.person_id == row["person_id"], entry_table.c.id == row["entry_id"])
    return row["entry_id"] is not None and not transaction.fetch_value(select(exists().where(*same_entry)))


def store_response(
    transaction: WriteTransaction,
    person_id: int,
    key: str,
    request_hash: str,
    response: Mapping[str, Any],
    now: datetime,
) -> None:
    """Store the response of a request in the transaction of its effect; `response` maps column names to values."""
    # A key that is older than the retention period, and that the retention job has not deleted yet, is used anew.
    transaction.execute(
        delete(idempotency_key_table).where(
            _c.person_id == person_id, _c.key == key, _c.created_at < now - IDEMPOTENCY_RETENTION
        )
    )
    row = {"person_id": person_id, "key": key, "request_hash": request_hash, "created_at": now}
    transaction.execute(insert(idempotency_key_table), {**row, **response})


def purge_stored_responses(transaction: WriteTransaction, now: datetime) -> int:
    """Delete everybody's stored responses that are older than seven days; return how many."""
    old = _c.created_at < now - IDEMPOTENCY_RETENTION
    return transaction.execute(delete(idempotency_key_table).where(old)).rowcount


def clear_deleted_bodies(transaction: WriteTransaction) -> int:
    """Empty stored responses that carry an entry which is deleted and can no longer be restored; return how many.

    The row stays, so that a repeated request does not create the entry again.
    """
    d = deleted_entry_table.c
    gone = (
        _c.entry_id.is_not(None),
        _c.body != b"",
        ~exists().where(entry_table.c.person_id == _c.person_id, entry_table.c.id == _c.entry_id),
        ~exists().where(d.person_id == _c.person_id, d.id == _c.entry_id),
    )
    return transaction.execute(update(idempotency_key_table).where(*gone).values(body=b"", headers={})).rowcount
