"""The context of a food list: a day fasting, ill or travelling."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_0930"
down_revision = "2026_11_25_0910"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("diet_entry", sa.Column("context", sa.Text(), server_default=sa.text("'[]'"), nullable=False))


def downgrade() -> None:
    op.drop_column("diet_entry", "context")
