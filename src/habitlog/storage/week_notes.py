"""One line of a person's own for a week, by its Monday."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Column, Date, PrimaryKeyConstraint, Table, Text, bindparam, delete, insert, select

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata, person_id_column

week_note_table = Table(
    "week_note",
    metadata,
    person_id_column(),
    Column("week", Date, nullable=False),
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("person_id", "week"),
)

_c = week_note_table.c
_SELECT_NOTES = (
    select(_c.week, _c.text)
    .where(_c.person_id == bindparam("person"), _c.week.between(bindparam("first"), bindparam("last")))
    .order_by(_c.week)
)


def fetch_week_notes(transaction: ReadTransaction, person_id: int, first: date, last: date) -> Mapping[date, str]:
    """Return the notes of the weeks that begin from `first` to `last`, oldest first."""
    notes: dict[date, str] = dict(transaction.fetch_tuples(_SELECT_NOTES, person=person_id, first=first, last=last))
    return notes


def set_week_note(transaction: WriteTransaction, person_id: int, week: date, text: str) -> None:
    """Set the note of a week in place of any earlier one; an empty text removes it."""
    transaction.execute(delete(week_note_table).where(_c.person_id == person_id, _c.week == week))
    if text:
        transaction.execute(insert(week_note_table), {"person_id": person_id, "week": week, "text": text})
