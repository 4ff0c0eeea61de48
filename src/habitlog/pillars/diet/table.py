"""The table of food lists."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, String, text

from habitlog.db.base import make_entry_table
from habitlog.db.types import JsonText
from habitlog.pillars.diet.record import FoodList

diet_entry = make_entry_table(
    "diet",
    Column("items", JsonText, nullable=False),
    Column("list_complete", Boolean, nullable=False),
    Column("form", String(10), nullable=False),
    Column("context", JsonText, nullable=False, server_default=text("'[]'")),
    records={"list": FoodList},
    once_a_day_kinds=("list",),
)
