"""Tokens to read or write that may export too."""

from __future__ import annotations

from alembic import op

revision = "2026_12_01_0200"
down_revision = "2026_12_01_0150"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Alembic would copy the whole table of SQLite to add a constraint.
    default = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    op.execute(
        f"ALTER TABLE api_token ADD COLUMN also_export BOOLEAN DEFAULT {default} NOT NULL "
        "CONSTRAINT ck_api_token_also_export CHECK (also_export IN (true, false))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE api_token DROP COLUMN also_export")
