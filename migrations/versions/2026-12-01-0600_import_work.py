"""What is being done with a file in the background, what came of it, and how large a file beside the database is."""

from __future__ import annotations

from alembic import op

revision = "2026_12_01_0600"
down_revision = "2026_12_01_0520"
branch_labels = None
depends_on = None

COLUMNS = {"work": "VARCHAR(10)", "problem": "TEXT", "preview": "TEXT", "file_bytes": "BIGINT"}


def upgrade() -> None:
    for name, column_type in COLUMNS.items():
        op.execute(f"ALTER TABLE import_file ADD COLUMN {name} {column_type}")


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.execute(f"ALTER TABLE import_file DROP COLUMN {name}")
