"""A person's own tags of days: their names, and the days that have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy import update as update_rows

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata, person_id_column
from habitlog.db.types import Identifier, UtcDateTime

MAX_TAG_NAME_LENGTH = 40

day_tag_table = Table(
    "day_tag",
    metadata,
    person_id_column(),
    Column("id", Identifier, nullable=False),
    Column("name", String(MAX_TAG_NAME_LENGTH), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("person_id", "id"),
)

tagged_day_table = Table(
    "tagged_day",
    metadata,
    person_id_column(),
    Column("tag_id", Identifier, nullable=False),
    Column("day", Date, nullable=False),
    PrimaryKeyConstraint("person_id", "tag_id", "day"),
    ForeignKeyConstraint(
        ["person_id", "tag_id"], ["day_tag.person_id", "day_tag.id"], name="fk_tagged_day_day_tag", ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)

_t, _d = day_tag_table.c, tagged_day_table.c
_SELECT_TAGS = (
    select(_t.id, _t.name, _t.created_at).where(_t.person_id == bindparam("person")).order_by(_t.created_at, _t.id)
)
_SELECT_DAYS = (
    select(_d.tag_id, _d.day)
    .where(_d.person_id == bindparam("person"), _d.day.between(bindparam("first"), bindparam("last")))
    .order_by(_d.tag_id, _d.day)
)
_SELECT_USE = (
    select(_d.tag_id, func.min(_d.day), func.count()).where(_d.person_id == bindparam("person")).group_by(_d.tag_id)
)


def fetch_tags(transaction: ReadTransaction, person_id: int) -> Sequence[Mapping[str, Any]]:
    """Return `id`, `name` and `created_at` of each tag, oldest first."""
    return transaction.fetch_rows(_SELECT_TAGS, person=person_id)


def fetch_tagged_days(
    transaction: ReadTransaction, person_id: int, first: date, last: date
) -> Sequence[tuple[str, date]]:
    """Return (tag id, day) of the tagged days from `first` to `last`, oldest first for each tag."""
    return [(tag, day) for tag, day in transaction.fetch_tuples(_SELECT_DAYS, person=person_id, first=first, last=last)]


def fetch_tag_use(transaction: ReadTransaction, person_id: int) -> Mapping[str, tuple[date, int]]:
    """Return the first day of each tag that has one, and how many it has, by the tag's id."""
    return {tag: (first, count) for tag, first, count in transaction.fetch_tuples(_SELECT_USE, person=person_id)}


def insert_tag(transaction: WriteTransaction, person_id: int, tag_id: str, name: str, created_at: datetime) -> None:
    """Store a new tag."""
    row = {"person_id": person_id, "id": tag_id, "name": name, "created_at": created_at}
    transaction.execute(insert(day_tag_table), row)


def rename_tag(transaction: WriteTransaction, person_id: int, tag_id: str, name: str) -> None:
    """Give a tag another name."""
    mine = (_t.person_id == person_id, _t.id == tag_id)
    transaction.execute(update_rows(day_tag_table).where(*mine).values(name=name))


def delete_tag(transaction: WriteTransaction, person_id: int, tag_id: str) -> None:
    """Delete a tag; its days go with it."""
    transaction.execute(delete(day_tag_table).where(_t.person_id == person_id, _t.id == tag_id))


def insert_tagged_days(transaction: WriteTransaction, person_id: int, tag_id: str, days: Iterable[date]) -> None:
    """Store days of a tag that it does not have yet."""
    rows = [{"person_id": person_id, "tag_id": tag_id, "day": day} for day in days]
    if rows:
        transaction.execute(insert(tagged_day_table), rows)


def delete_tagged_day(transaction: WriteTransaction, person_id: int, tag_id: str, day: date) -> None:
    """Take a tag from a day."""
    mine = (_d.person_id == person_id, _d.tag_id == tag_id, _d.day == day)
    transaction.execute(delete(tagged_day_table).where(*mine))
