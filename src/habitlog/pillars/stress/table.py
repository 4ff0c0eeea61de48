"""The table of stress practices and levels."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, String

from habitlog.db.base import make_entry_table
from habitlog.db.types import UtcDateTime
from habitlog.pillars.stress.record import Practice, StressLevel

stress_entry = make_entry_table(
    "stress",
    Column("practice", String(20)),
    Column("practice_text", String(80)),
    Column("minutes", Integer),
    Column("started_at", UtcDateTime),
    Column("stress_before", Integer),
    Column("stress_after", Integer),
    Column("stress_now", Integer),
    CheckConstraint("(stress_before IS NULL) = (stress_after IS NULL)", name="stress_pair"),
    CheckConstraint("(practice = 'other') = (practice_text IS NOT NULL)", name="other_practice"),
    records={"practice": Practice, "level": StressLevel},
    once_a_day_kinds=("level",),
)
