"""A table for daylight."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2099_01_01_0900"
down_revision = "the newest there is"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "daylight_entry",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False).with_variant(sa.CHAR(36), "sqlite"), nullable=False),
        sa.Column("pillar", sa.String(length=40), nullable=False, server_default="daylight"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('outing')", name=op.f("ck_daylight_entry_kind")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 900", name=op.f("ck_daylight_entry_minutes")),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_daylight_entry_note")),
        sa.CheckConstraint("pillar = 'daylight'", name=op.f("ck_daylight_entry_pillar")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_daylight_entry_version")),
        sa.ForeignKeyConstraint(
            ["person_id", "id", "pillar"],
            ["entry.person_id", "entry.id", "entry.pillar"],
            name=op.f("fk_daylight_entry_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_daylight_entry_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_daylight_entry")),
    )
    op.create_index(op.f("ix_daylight_entry_person_id_day_id"), "daylight_entry", ["person_id", "day", "id"])


def downgrade() -> None:
    op.drop_table("daylight_entry")
