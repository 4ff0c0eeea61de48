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

from habitlog.db import Reading, Writing
from habitlog.db.base import metadata, owner
from habitlog.db.types import Identifier, Instant, JsonText
from habitlog.errors import IdempotencyMismatch

KEPT_FOR = timedelta(days=7)
UNDONE_WITHIN = timedelta(hours=1)
"""How long a deleted entry can be brought back."""

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

withdrawn_entry = Table(
    "withdrawn_entry",
    metadata,
    owner(),
    Column("id", Identifier, nullable=False),
    Column("pillar", String(40), nullable=False),
    Column("entry", JsonText, nullable=False),
    Column("withdrawn_at", Instant, nullable=False),
    PrimaryKeyConstraint("person_id", "id"),
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


def take_back_try(unit: Writing, what: str) -> None:
    """Count one try of `what` less: it was none."""
    unit.hold(0)
    unit.run(update(tries).where(tries.c.what == what, tries.c.count > 0).values(count=tries.c.count - 1))


def forget_tries(unit: Writing, *what: str) -> None:
    """Start counting from nothing again."""
    unit.run(delete(tries).where(tries.c.what.in_(what)))


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


def keep_withdrawn(unit: Writing, person_id: int, pillar: str, row: Mapping[str, Any], now: datetime) -> None:
    """Keep the row of an entry that is being deleted, in the same transaction; an earlier one of its id gives way."""
    drop_withdrawn(unit, person_id, row["id"])
    entry = {str(name): value for name, value in row.items() if name != "person_id"}
    kept = {"person_id": person_id, "id": row["id"], "pillar": pillar, "entry": entry, "withdrawn_at": now}
    unit.run(insert(withdrawn_entry), kept)


def withdrawn(unit: Reading, person_id: int, now: datetime) -> Sequence[Mapping[str, Any]]:
    """Return what a person deleted within the last hour, latest first; dates and instants are ISO 8601 texts."""
    c = withdrawn_entry.c
    mine = (c.person_id == person_id, c.withdrawn_at > now - UNDONE_WITHIN)
    return unit.rows(select(withdrawn_entry).where(*mine).order_by(c.withdrawn_at.desc(), c.id))


def drop_withdrawn(unit: Writing, person_id: int, entry_id: str) -> None:
    """Forget one deleted entry: it is back, or another of its id takes its place."""
    c = withdrawn_entry.c
    unit.run(delete(withdrawn_entry).where(c.person_id == person_id, c.id == entry_id))


def forget_withdrawn(unit: Writing, now: datetime) -> int:
    """Remove everybody's deleted entries whose hour is over; return how many.

    A row that another transaction holds is left to that one, so that nobody waits for anybody.
    """
    c = withdrawn_entry.c
    over = select(c.person_id, c.id).where(c.withdrawn_at <= now - UNDONE_WITHIN).with_for_update(skip_locked=True)
    return unit.run(delete(withdrawn_entry).where(tuple_(c.person_id, c.id).in_(over))).rowcount
