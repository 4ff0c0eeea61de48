"""The table of stress practices and levels."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, String

from habitlog.db.base import make_entry_table
from habitlog.db.types import UtcDateTime

stress_entry = make_entry_table(
    "stress_entry",
    Column("practice", String(20)),
    Column("practice_text", String(80)),
    Column("minutes", Integer),
    Column("started_at", UtcDateTime),
    Column("stress_before", Integer),
    Column("stress_after", Integer),
    Column("stress_now", Integer),
    CheckConstraint("kind IN ('practice', 'level')", name="kind"),
    once_a_day_kinds=("level",),
)
