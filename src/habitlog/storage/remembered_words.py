"""Words of which a person said that they are not about a medicine: the folded word, and when it was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, bindparam, delete, insert, select

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata, person_id_column
from habitlog.db.types import UtcDateTime

MAX_REMEMBERED_WORD_LENGTH = 60

remembered_word_table = Table(
    "remembered_word",
    metadata,
    person_id_column(),
    Column("word", String(MAX_REMEMBERED_WORD_LENGTH), nullable=False),
    Column("remembered_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("person_id", "word"),
)

_c = remembered_word_table.c
_SELECT_WORDS = select(_c.word).where(_c.person_id == bindparam("person")).order_by(_c.remembered_at.desc(), _c.word)


def fetch_words(transaction: ReadTransaction, person_id: int) -> Sequence[str]:
    """Return the words of a person, latest first."""
    return [row["word"] for row in transaction.fetch_rows(_SELECT_WORDS, person=person_id)]


def store_words(transaction: WriteTransaction, person_id: int, words: Iterable[str], now: datetime) -> None:
    """Store words that a person does not have yet."""
    rows = [{"person_id": person_id, "word": word, "remembered_at": now} for word in words]
    if rows:
        transaction.execute(insert(remembered_word_table), rows)


def delete_words(transaction: WriteTransaction, person_id: int, words: Iterable[str]) -> None:
    """Delete words of a person."""
    transaction.execute(delete(remembered_word_table).where(_c.person_id == person_id, _c.word.in_(list(words))))
