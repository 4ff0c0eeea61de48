"""The measures that a person switched off, a JSON list of ids."""

from __future__ import annotations

from alembic import op

revision = "2026_12_01_0130"
down_revision = "2026_12_01_0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # One statement that both databases take.
    op.execute("ALTER TABLE person ADD COLUMN hidden_measures TEXT DEFAULT '[]' NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE person DROP COLUMN hidden_measures")
