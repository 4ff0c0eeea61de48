"""The theme of a person's pages."""

from __future__ import annotations

from alembic import op

revision = "2026_11_30_1730"
down_revision = "2026_11_30_1700"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # One statement that both databases take; Alembic would copy the whole table of SQLite to add a constraint.
    op.execute(
        "ALTER TABLE person ADD COLUMN theme VARCHAR(6) DEFAULT 'system' NOT NULL "
        "CONSTRAINT ck_person_theme CHECK (theme IN ('system', 'light', 'dark'))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE person DROP COLUMN theme")
