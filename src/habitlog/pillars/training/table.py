"""The table of training sessions; a session's sets are one value, written and read as a whole."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, String

from habitlog.db.base import make_entry_table
from habitlog.db.types import JsonText, UtcDateTime
from habitlog.pillars.training.record import Hiit, Other, Resistance

training_entry = make_entry_table(
    "training",
    Column("session_min", Integer),
    Column("effort", Integer),
    Column("started_at", UtcDateTime),
    Column("sets", JsonText),
    Column("modality", String(20)),
    Column("work_s", Integer),
    Column("rest_s", Integer),
    Column("rounds", Integer),
    Column("blocks", Integer),
    Column("warmup_min", Integer),
    Column("cooldown_min", Integer),
    Column("hr_avg", Integer),
    Column("hr_max", Integer),
    Column("activity", String(80)),
    CheckConstraint("hr_max >= hr_avg", name="heart_rates"),
    records={"resistance": Resistance, "hiit": Hiit, "other": Other},
)
