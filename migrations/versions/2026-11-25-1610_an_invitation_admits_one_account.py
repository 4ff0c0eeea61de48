"""An invitation admits one account: when somebody signed up with its code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_1610"
down_revision = "2026_11_25_1600"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("coach_invite", sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("coach_invite", "admitted_at")
