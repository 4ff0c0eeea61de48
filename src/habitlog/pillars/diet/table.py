"""The table of food lists."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, String, text

from habitlog.db.base import make_entry_table
from habitlog.db.types import JsonText

diet_entry = make_entry_table(
    "diet_entry",
    Column("items", JsonText, nullable=False),
    Column("list_complete", Boolean, nullable=False),
    Column("form", String(10), nullable=False),
    Column("context", JsonText, nullable=False, server_default=text("'[]'")),
    CheckConstraint("kind = 'list'", name="kind"),
    CheckConstraint("form IN ('core19', 'full29')", name="form"),
    once_a_day_kinds=("list",),
)
