"""Keep what was deleted for an hour: a table for entries that can still be brought back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_0900"
down_revision = "2026_11_23_1200"
branch_labels = None
depends_on = None


identifier = sa.Uuid(as_uuid=False).with_variant(sa.CHAR(36), "sqlite")


def upgrade() -> None:
    op.create_table(
        "withdrawn_entry",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", identifier, nullable=False),
        sa.Column("pillar", sa.String(length=40), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_withdrawn_entry_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_withdrawn_entry")),
    )


def downgrade() -> None:
    op.drop_table("withdrawn_entry")
