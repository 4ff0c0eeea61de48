"""Library snippets that a person saved or dismissed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    PrimaryKeyConstraint,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata, person_id_column
from habitlog.db.types import UtcDateTime

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

_c = snippet_choice_table.c
_SELECT_SNIPPET_CHOICES = select(_c.snippet, _c.choice).where(_c.person_id == bindparam("person"))


def fetch_snippet_choices(transaction: ReadTransaction, person_id: int) -> dict[str, str]:
    """Return a person's choices, "saved" or "dismissed", by snippet id."""
    return dict(transaction.fetch_tuples(_SELECT_SNIPPET_CHOICES, person=person_id))


def set_snippet_choice(
    transaction: WriteTransaction, person_id: int, snippet: str, choice: str | None, now: datetime
) -> None:
    """Set the choice of a snippet, or remove it (None)."""
    transaction.execute(delete(snippet_choice_table).where(_c.person_id == person_id, _c.snippet == snippet))
    if choice is not None:
        row = {"person_id": person_id, "snippet": snippet, "choice": choice, "chosen_at": now}
        transaction.execute(insert(snippet_choice_table), row)
