"""The table of outings."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, String

from habitlog.db.base import make_entry_table
from habitlog.db.types import UtcDateTime

outing_table = make_entry_table(
    "daylight_entry",
    Column("place", String(80)),
    Column("minutes", Integer),
    Column("started_at", UtcDateTime),
    CheckConstraint("kind = 'outing'", name="kind"),
)
