"""Urgent cards: that one was shown, of which kind, for which day, since when and until when; never a word of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, PrimaryKeyConstraint, String, Table, bindparam, insert, select
from sqlalchemy import update as update_rows

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata, person_id_column
from habitlog.db.types import UtcDateTime
from habitlog.guard import UrgentKind

urgent_card_table = Table(
    "urgent_card",
    metadata,
    person_id_column(),
    Column("day", Date, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime, nullable=True),
    PrimaryKeyConstraint("person_id", "day", "kind"),
    CheckConstraint("kind IN ('self_harm', 'poisoning', 'medical')", name="kind"),
)
"""At most one row for a day and kind; a card without `closed_at` is open."""

_c = urgent_card_table.c
_SELECT_URGENT_CARDS = (
    select(_c.day, _c.kind, _c.opened_at, _c.closed_at)
    .where(_c.person_id == bindparam("person"))
    .order_by(_c.day, _c.kind)
)


def fetch_urgent_cards(transaction: ReadTransaction, person_id: int) -> Sequence[Mapping[str, Any]]:
    """Return the rows of a person, by day and kind."""
    return transaction.fetch_rows(_SELECT_URGENT_CARDS, person=person_id)


def open_urgent_card(transaction: WriteTransaction, person_id: int, day: date, kind: UrgentKind, now: datetime) -> None:
    """Open the card of a day and kind, again where it was closed; an open one stays as it is."""
    same = (_c.person_id == person_id, _c.day == day, _c.kind == kind)
    closed_at = transaction.fetch_first(select(_c.closed_at).where(*same))
    if closed_at is None:
        row = {"person_id": person_id, "day": day, "kind": str(kind), "opened_at": now, "closed_at": None}
        transaction.execute(insert(urgent_card_table), row)
    elif closed_at["closed_at"] is not None:
        transaction.execute(update_rows(urgent_card_table).where(*same).values(opened_at=now, closed_at=None))


def close_urgent_cards(transaction: WriteTransaction, person_id: int, now: datetime) -> None:
    """Close every open card of a person."""
    open_cards = (_c.person_id == person_id, _c.closed_at.is_(None))
    transaction.execute(update_rows(urgent_card_table).where(*open_cards).values(closed_at=now))
