"""Words of which a person said that they are not about a medicine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_2300"
down_revision = "2026_11_30_2215"
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "remembered_word",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("word", sa.String(60), nullable=False),
        sa.Column("remembered_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_remembered_word_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "word", name=op.f("pk_remembered_word")),
    )


def downgrade() -> None:
    op.drop_table("remembered_word")
