"""The table of nights and naps."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String

from habitlog.db.base import make_entry_table
from habitlog.db.types import UtcDateTime
from habitlog.pillars.sleep.record import Nap, Night

sleep_entry = make_entry_table(
    "sleep",
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
    Column("additional", Boolean),
    CheckConstraint("end_at > start_at", name="nap_times"),
    records={"night": Night, "nap": Nap},
    once_a_day_kinds=("night",),
    additional_column="additional",
)
