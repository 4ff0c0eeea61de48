"""Which process works on an import, how far it is, and that it shall stop."""

from __future__ import annotations

from alembic import op

revision = "2026_12_01_0610"
down_revision = "2026_12_01_0601"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    instant, no = ("DATETIME", "0") if is_sqlite else ("TIMESTAMP WITH TIME ZONE", "false")
    for column in (
        "worker VARCHAR(120)",
        f"worker_seen_at {instant}",
        "progress TEXT",
        f"stop_requested BOOLEAN DEFAULT {no} NOT NULL",
    ):
        op.execute(f"ALTER TABLE import_file ADD COLUMN {column}")


def downgrade() -> None:
    for column in ("worker", "worker_seen_at", "progress", "stop_requested"):
        op.execute(f"ALTER TABLE import_file DROP COLUMN {column}")
