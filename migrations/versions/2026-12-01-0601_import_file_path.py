"""Where a large file lies that waits to be imported."""

from __future__ import annotations

from alembic import op

revision = "2026_12_01_0601"
down_revision = "2026_12_01_0600"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE import_file ADD COLUMN file_path VARCHAR(1000)")


def downgrade() -> None:
    op.execute("ALTER TABLE import_file DROP COLUMN file_path")
