"""Small tables that keep promises: idempotency keys, counters of tries, kept snippets, and deletions to be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
    update,
)

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata, person_id_column
from habitlog.db.types import Identifier, JsonText, UtcDateTime
from habitlog.errors import IdempotencyMismatch

IDEMPOTENCY_RETENTION = timedelta(days=7)
UNDO_PERIOD = timedelta(hours=1)
"""How long a deleted entry can be brought back."""

idempotency_key_table = Table(
    "idempotency_key",
    metadata,
    person_id_column(),
    Column("key", String(200), nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JsonText, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("person_id", "key"),
)

rate_limit_table = Table(
    "rate_limit",
    metadata,
    Column("counter", String(120), primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("window_ends_at", UtcDateTime, nullable=False),
)

snippet_choice_table = Table(
    "snippet_choice",
    metadata,
    person_id_column(),
    Column("snippet", String(80), nullable=False),
    Column("choice", String(10), nullable=False),
    Column("chosen_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("person_id", "snippet"),
    CheckConstraint("choice IN ('saved', 'dismissed')", name="choice"),
)

deleted_entry_table = Table(
    "deleted_entry",
    metadata,
    person_id_column(),
    Column("id", Identifier, nullable=False),
    Column("pillar", String(40), nullable=False),
    Column("entry_columns", JsonText, nullable=False),
    Column("deleted_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("person_id", "id"),
)


def find_stored_response(
    transaction: WriteTransaction, person_id: int, key: str, request_hash: str, now: datetime
) -> Mapping[str, Any] | None:
    """Return the answer this key already got, or nothing; keys older than seven days are forgotten.

    Raises `IdempotencyMismatch` when the key came with another request.
    """
    transaction.execute(
        delete(idempotency_key_table).where(
            idempotency_key_table.c.person_id == person_id,
            idempotency_key_table.c.created_at < now - IDEMPOTENCY_RETENTION,
        )
    )
    found = transaction.fetch_first(
        select(idempotency_key_table).where(
            idempotency_key_table.c.person_id == person_id, idempotency_key_table.c.key == key
        )
    )
    if found is not None and found["request_hash"] != request_hash:
        raise IdempotencyMismatch("idempotency_key_reused")
    return found


def store_response(
    transaction: WriteTransaction,
    person_id: int,
    key: str,
    request_hash: str,
    response: Mapping[str, Any],
    now: datetime,
) -> None:
    """Keep the answer of a request beside its effect, in the same transaction."""
    transaction.execute(
        insert(idempotency_key_table),
        {"person_id": person_id, "key": key, "request_hash": request_hash, "created_at": now, **response},
    )


def count_attempt(transaction: WriteTransaction, counter: str, now: datetime, window: timedelta) -> tuple[int, int]:
    """Count one more try of `what`; return (tries in this window, seconds until it ends)."""
    transaction.lock_person(0)
    transaction.execute(delete(rate_limit_table).where(rate_limit_table.c.window_ends_at <= now))
    added = transaction.execute(
        update(rate_limit_table)
        .where(rate_limit_table.c.counter == counter)
        .values(attempts=rate_limit_table.c.attempts + 1)
    ).rowcount
    if not added:
        transaction.execute(
            insert(rate_limit_table), {"counter": counter, "attempts": 1, "window_ends_at": now + window}
        )
    row = transaction.fetch_first(select(rate_limit_table).where(rate_limit_table.c.counter == counter))
    assert row is not None  # noqa: S101 - it was written above
    return row["attempts"], max(1, int((row["window_ends_at"] - now).total_seconds()))


def uncount_attempt(transaction: WriteTransaction, counter: str) -> None:
    """Count one try of `what` less: it was none."""
    transaction.lock_person(0)
    transaction.execute(
        update(rate_limit_table)
        .where(rate_limit_table.c.counter == counter, rate_limit_table.c.attempts > 0)
        .values(attempts=rate_limit_table.c.attempts - 1)
    )


def reset_counters(transaction: WriteTransaction, *counters: str) -> None:
    """Start counting from nothing again."""
    transaction.execute(delete(rate_limit_table).where(rate_limit_table.c.counter.in_(counters)))


_SELECT_SNIPPET_CHOICES = select(snippet_choice_table.c.snippet, snippet_choice_table.c.choice).where(
    snippet_choice_table.c.person_id == bindparam("person")
)


def fetch_snippet_choices(transaction: ReadTransaction, person_id: int) -> dict[str, str]:
    """Return the snippets a person saved or dismissed, by id."""
    return {row.snippet: row.choice for row in transaction.fetch_tuples(_SELECT_SNIPPET_CHOICES, person=person_id)}


def set_snippet_choice(
    transaction: WriteTransaction, person_id: int, snippet: str, choice: str | None, now: datetime
) -> None:
    """Save or dismiss a snippet, or take either back (None)."""
    transaction.execute(
        delete(snippet_choice_table).where(
            snippet_choice_table.c.person_id == person_id, snippet_choice_table.c.snippet == snippet
        )
    )
    if choice is not None:
        transaction.execute(
            insert(snippet_choice_table),
            {"person_id": person_id, "snippet": snippet, "choice": choice, "chosen_at": now},
        )


def store_deleted_entry(
    transaction: WriteTransaction, person_id: int, pillar: str, row: Mapping[str, Any], now: datetime
) -> None:
    """Keep the row of an entry that is being deleted, in the same transaction; an earlier one of its id gives way."""
    remove_deleted_entry(transaction, person_id, row["id"])
    entry = {str(name): value for name, value in row.items() if name != "person_id"}
    kept = {"person_id": person_id, "id": row["id"], "pillar": pillar, "entry_columns": entry, "deleted_at": now}
    transaction.execute(insert(deleted_entry_table), kept)


def list_deleted_entries(transaction: ReadTransaction, person_id: int, now: datetime) -> Sequence[Mapping[str, Any]]:
    """Return what a person deleted within the last hour, latest first; dates and instants are ISO 8601 texts."""
    c = deleted_entry_table.c
    mine = (c.person_id == person_id, c.deleted_at > now - UNDO_PERIOD)
    return transaction.fetch_rows(select(deleted_entry_table).where(*mine).order_by(c.deleted_at.desc(), c.id))


def remove_deleted_entry(transaction: WriteTransaction, person_id: int, entry_id: str) -> None:
    """Forget one deleted entry: it is back, or another of its id takes its place."""
    c = deleted_entry_table.c
    transaction.execute(delete(deleted_entry_table).where(c.person_id == person_id, c.id == entry_id))


def purge_deleted_entries(transaction: WriteTransaction, now: datetime) -> int:
    """Remove everybody's deleted entries whose hour is over; return how many.

    A row that another transaction holds is left to that one, so that nobody waits for anybody.
    """
    c = deleted_entry_table.c
    over = select(c.person_id, c.id).where(c.deleted_at <= now - UNDO_PERIOD).with_for_update(skip_locked=True)
    return transaction.execute(delete(deleted_entry_table).where(tuple_(c.person_id, c.id).in_(over))).rowcount
