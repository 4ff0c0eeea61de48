"""The table of nights and naps."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String

from habitlog.db.base import make_entry_table
from habitlog.db.types import UtcDateTime

sleep_entry = make_entry_table(
    "sleep_entry",
    Column("bed_at", UtcDateTime),
    Column("try_at", UtcDateTime),
    Column("sol_min", Integer),
    Column("wakes", Integer),
    Column("waso_min", Integer),
    Column("final_wake_at", UtcDateTime),
    Column("out_at", UtcDateTime),
    Column("quality", Integer),
    Column("day_kind", String(10)),
    Column("alarm", Boolean),
    Column("asleep_min", Integer),
    Column("start_at", UtcDateTime),
    Column("end_at", UtcDateTime),
    CheckConstraint("kind IN ('night', 'nap')", name="kind"),
    once_a_day_kinds=("night",),
)
