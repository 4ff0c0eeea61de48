"""Small tables that keep promises: idempotency keys, counters of tries, and what a person kept of the library."""

from __future__ import annotations

from collections.abc import Mapping
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
    update,
)

from habitlog.db import Reading, Writing
from habitlog.db.base import metadata, owner
from habitlog.db.types import Instant, JsonText
from habitlog.errors import IdempotencyMismatch

KEPT_FOR = timedelta(days=7)

idempotency_key = Table(
    "idempotency_key",
    metadata,
    owner(),
    Column("key", String(200), nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JsonText, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    PrimaryKeyConstraint("person_id", "key"),
)

tries = Table(
    "tries",
    metadata,
    Column("what", String(120), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("ends_at", Instant, nullable=False),
)

snippet_choice = Table(
    "snippet_choice",
    metadata,
    owner(),
    Column("snippet", String(80), nullable=False),
    Column("choice", String(10), nullable=False),
    Column("chosen_at", Instant, nullable=False),
    PrimaryKeyConstraint("person_id", "snippet"),
    CheckConstraint("choice IN ('saved', 'dismissed')", name="choice"),
)


def earlier_answer(
    unit: Writing, person_id: int, key: str, request_hash: str, now: datetime
) -> Mapping[str, Any] | None:
    """Return the answer this key already got, or nothing; keys older than seven days are forgotten.

    Raises `IdempotencyMismatch` when the key came with another request.
    """
    unit.run(
        delete(idempotency_key).where(
            idempotency_key.c.person_id == person_id, idempotency_key.c.created_at < now - KEPT_FOR
        )
    )
    found = unit.first(
        select(idempotency_key).where(idempotency_key.c.person_id == person_id, idempotency_key.c.key == key)
    )
    if found is not None and found["request_hash"] != request_hash:
        raise IdempotencyMismatch("The first request with this key was another one. A new request takes a new key.")
    return found


def keep_answer(
    unit: Writing, person_id: int, key: str, request_hash: str, answer: Mapping[str, Any], now: datetime
) -> None:
    """Keep the answer of a request beside its effect, in the same transaction."""
    unit.run(
        insert(idempotency_key),
        {"person_id": person_id, "key": key, "request_hash": request_hash, "created_at": now, **answer},
    )


def count_try(unit: Writing, what: str, now: datetime, window: timedelta) -> tuple[int, int]:
    """Count one more try of `what`; return (tries in this window, seconds until it ends)."""
    unit.hold(0)
    unit.run(delete(tries).where(tries.c.ends_at <= now))
    added = unit.run(update(tries).where(tries.c.what == what).values(count=tries.c.count + 1)).rowcount
    if not added:
        unit.run(insert(tries), {"what": what, "count": 1, "ends_at": now + window})
    row = unit.first(select(tries).where(tries.c.what == what))
    assert row is not None  # noqa: S101 - it was written above
    return row["count"], max(1, int((row["ends_at"] - now).total_seconds()))


def forget_tries(unit: Writing, what: str) -> None:
    """Start counting from nothing again."""
    unit.run(delete(tries).where(tries.c.what == what))


_CHOICES = select(snippet_choice.c.snippet, snippet_choice.c.choice).where(
    snippet_choice.c.person_id == bindparam("person")
)


def choices(unit: Reading, person_id: int) -> dict[str, str]:
    """Return the snippets a person saved or dismissed, by id."""
    return {row.snippet: row.choice for row in unit.tuples(_CHOICES, person=person_id)}


def choose_snippet(unit: Writing, person_id: int, snippet: str, choice: str | None, now: datetime) -> None:
    """Save or dismiss a snippet, or take either back (None)."""
    unit.run(delete(snippet_choice).where(snippet_choice.c.person_id == person_id, snippet_choice.c.snippet == snippet))
    if choice is not None:
        unit.run(
            insert(snippet_choice),
            {"person_id": person_id, "snippet": snippet, "choice": choice, "chosen_at": now},
        )
