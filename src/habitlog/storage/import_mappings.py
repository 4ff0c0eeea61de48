"""What a person said of files whose format asks for it: which column holds what, by the headings of the table."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, delete, insert, select

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata, person_id_column
from habitlog.db.types import JsonText, UtcDateTime

MAX_MAPPINGS = 100
"""Where a person has more, the oldest are forgotten."""

import_mapping_table = Table(
    "import_mapping",
    metadata,
    person_id_column(),
    Column("headings_id", String(64), nullable=False),
    Column("format", String(40), nullable=False),
    Column("headings", JsonText, nullable=False),
    Column("mapping", JsonText, nullable=False),
    Column("remembered_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("person_id", "headings_id"),
)

_c = import_mapping_table.c


def fetch_mapping(
    transaction: ReadTransaction, person_id: int, format_key: str, headings: Sequence[str]
) -> Mapping[str, Any] | None:
    """Return what a person said of a table with these headings, None where nothing."""
    same = _c.headings_id == _make_headings_id(format_key, headings)
    stored: Mapping[str, Any] | None = transaction.fetch_value(
        select(_c.mapping).where(_c.person_id == person_id, same)
    )
    return stored


def store_mapping(
    transaction: WriteTransaction,
    person_id: int,
    format_key: str,
    headings: Sequence[str],
    mapping: Mapping[str, Any],
    now: datetime,
) -> None:
    """Remember a mapping in place of an earlier one, and forget the oldest beyond `MAX_MAPPINGS`."""
    key = _make_headings_id(format_key, headings)
    own = select(_c.headings_id).where(_c.person_id == person_id, _c.headings_id != key)
    others = transaction.fetch_tuples(own.order_by(_c.remembered_at.desc(), _c.headings_id))
    gone = [key, *(other for (other,) in others[MAX_MAPPINGS - 1 :])]
    transaction.execute(delete(import_mapping_table).where(_c.person_id == person_id, _c.headings_id.in_(gone)))
    row = {"person_id": person_id, "headings_id": key, "format": format_key, "headings": list(headings)}
    transaction.execute(insert(import_mapping_table), [{**row, "mapping": dict(mapping), "remembered_at": now}])


def _make_headings_id(format_key: str, headings: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join((format_key, *headings)).encode()).hexdigest()
