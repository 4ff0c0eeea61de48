"""Experiments: two habits compared on drawn days, and what was said of the days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_0440"
down_revision = "2026_12_01_0200"
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IDENTIFIER = sa.Uuid(as_uuid=False).with_variant(sa.CHAR(36), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "experiment",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("arm_a", sa.String(80), nullable=False),
        sa.Column("arm_b", sa.String(80), nullable=False),
        sa.Column("metric", sa.String(60), nullable=False),
        sa.Column("lag_days", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(64), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.CheckConstraint("lag_days IN (0, 1)", name=op.f("ck_experiment_lag_days")),
        sa.CheckConstraint("weeks BETWEEN 4 AND 26", name=op.f("ck_experiment_weeks")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_experiment_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_experiment")),
    )
    op.create_table(
        "experiment_day",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("experiment_id", IDENTIFIER, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("said", sa.String(10), nullable=False),
        sa.CheckConstraint("said IN ('as_drawn', 'other', 'neither')", name=op.f("ck_experiment_day_said")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_experiment_day_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "experiment_id"],
            ["experiment.person_id", "experiment.id"],
            name="fk_experiment_day_experiment",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "experiment_id", "day", name=op.f("pk_experiment_day")),
    )


def downgrade() -> None:
    op.drop_table("experiment_day")
    op.drop_table("experiment")
