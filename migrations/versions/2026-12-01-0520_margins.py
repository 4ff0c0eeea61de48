"""By metric, the change up to which a person calls it steady."""

from __future__ import annotations

from alembic import op

revision = "2026_12_01_0520"
down_revision = "2026_12_01_0510"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE person ADD COLUMN margins TEXT DEFAULT '{}' NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE person DROP COLUMN margins")
