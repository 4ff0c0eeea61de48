"""The urgent card that stays open until its person closes it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_1700"
down_revision = "2026_11_30_1200"
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "urgent_card",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.CheckConstraint("kind IN ('self_harm', 'poisoning', 'medical')", name=op.f("ck_urgent_card_kind")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_urgent_card_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "day", "kind", name=op.f("pk_urgent_card")),
    )


def downgrade() -> None:
    op.drop_table("urgent_card")
