"""Whether a person has patterns looked for; off until they say so."""

from __future__ import annotations

from alembic import op

revision = "2026_11_25_1300"
down_revision = "2026_11_25_1200"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Written out, since a column with its own check is added in place on both databases: rebuilding the table of
    # people on SQLite would forget which numbers were given out.
    op.execute(
        "ALTER TABLE person ADD COLUMN patterns VARCHAR(3) DEFAULT 'off' NOT NULL "
        "CONSTRAINT ck_person_patterns CHECK (patterns IN ('off', 'on'))"
    )


def downgrade() -> None:
    op.drop_column("person", "patterns")
