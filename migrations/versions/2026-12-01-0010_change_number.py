"""The counter of changes of a person's data."""

from __future__ import annotations

from alembic import op

revision = "2026_12_01_0010"
down_revision = "2026_11_30_2300"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # One statement that both databases take.
    op.execute("ALTER TABLE person ADD COLUMN change_number BIGINT DEFAULT '0' NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE person DROP COLUMN change_number")
