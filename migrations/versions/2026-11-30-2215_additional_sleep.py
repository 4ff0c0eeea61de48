"""Further main sleeps of a date: a date has one night, and any number of those that say they are further ones."""

from __future__ import annotations

from alembic import op

revision = "2026_11_30_2215"
down_revision = "2026_11_30_2200"
branch_labels = None
depends_on = None

INDEX = "uq_sleep_entry_night_once_a_day"


def upgrade() -> None:
    # Statements that both databases take; Alembic would copy the whole table of SQLite to add a constraint.
    op.execute(
        "ALTER TABLE sleep_entry ADD COLUMN additional BOOLEAN CONSTRAINT ck_sleep_entry_additional "
        "CHECK ((additional IS NULL OR kind IN ('night')) AND additional IN (true, false))"
    )
    op.execute(f"DROP INDEX {INDEX}")
    op.execute(
        f"CREATE UNIQUE INDEX {INDEX} ON sleep_entry (person_id, day) WHERE kind = 'night' AND additional IS NOT true"
    )


def downgrade() -> None:
    # Where a date has further main sleeps there is no way back, and the index refuses.
    op.execute(f"DROP INDEX {INDEX}")
    op.execute(f"CREATE UNIQUE INDEX {INDEX} ON sleep_entry (person_id, day) WHERE kind = 'night'")
    op.execute("ALTER TABLE sleep_entry DROP COLUMN additional")
