"""The pillars that a person switched off, a JSON list of keys."""

from __future__ import annotations

from alembic import op

revision = "2026_11_30_2200"
down_revision = "2026_11_30_2150"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # One statement that both databases take.
    op.execute("ALTER TABLE person ADD COLUMN hidden_pillars TEXT DEFAULT '[]' NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE person DROP COLUMN hidden_pillars")
