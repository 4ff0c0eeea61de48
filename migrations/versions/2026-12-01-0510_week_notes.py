"""One line of a person's own for a week."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_0510"
down_revision = "2026_12_01_0500"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "week_note",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_week_note_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "week", name=op.f("pk_week_note")),
    )


def downgrade() -> None:
    op.drop_table("week_note")
