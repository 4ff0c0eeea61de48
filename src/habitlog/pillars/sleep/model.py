"""The table of nights and naps."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String

from habitlog.db.base import entry_table
from habitlog.db.types import Instant

sleep = entry_table(
    "sleep_entry",
    Column("bed_at", Instant),
    Column("try_at", Instant),
    Column("sol_min", Integer),
    Column("wakes", Integer),
    Column("waso_min", Integer),
    Column("final_wake_at", Instant),
    Column("out_at", Instant),
    Column("quality", Integer),
    Column("day_kind", String(10)),
    Column("alarm", Boolean),
    Column("asleep_min", Integer),
    Column("start_at", Instant),
    Column("end_at", Instant),
    CheckConstraint("kind IN ('night', 'nap')", name="kind"),
    once_a_day=("night",),
)
