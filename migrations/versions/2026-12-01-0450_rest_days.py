"""From when to when a person reads days without a session as days of rest."""

from __future__ import annotations

from alembic import op

revision = "2026_12_01_0450"
down_revision = "2026_12_01_0440"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE person ADD COLUMN rest_days_from DATE")
    op.execute("ALTER TABLE person ADD COLUMN rest_days_until DATE")


def downgrade() -> None:
    op.execute("ALTER TABLE person DROP COLUMN rest_days_until")
    op.execute("ALTER TABLE person DROP COLUMN rest_days_from")
