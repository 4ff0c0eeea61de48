"""The table of outings."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String

from habitlog.db.base import make_entry_table
from habitlog.db.types import UtcDateTime

from .record import Outing

outing_table = make_entry_table(
    "daylight",
    Column("place", String(80)),
    Column("minutes", Integer, nullable=False),
    Column("started_at", UtcDateTime),
    records={"outing": Outing},
)
