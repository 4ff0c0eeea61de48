"""Copies of entry rows as JSON, from which the row can be written again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date

from habitlog.db.types import UtcDateTime
from habitlog.tracking import Pillar

_KEPT_ELSEWHERE = frozenset({"person_id", "pillar"})


def copy_entry_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of an entry's row, without its person and pillar, to be stored as JSON."""
    return {str(name): value for name, value in row.items() if name not in _KEPT_ELSEWHERE}


def read_entry_copy(pillar: Pillar, copy: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a copy that came back from JSON; columns that are newer than the copy are None."""
    columns = [column for column in pillar.table.c if column.name not in _KEPT_ELSEWHERE]
    return {column.name: _read_value(column, copy.get(column.name)) for column in columns}


def _read_value(column: Column[Any], stored: Any) -> Any:
    if stored is not None and isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(stored)
    if stored is not None and isinstance(column.type, Date):
        return date.fromisoformat(stored)
    return stored
