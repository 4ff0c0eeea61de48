"""A person's own tags of days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_0500"
down_revision = "2026_12_01_0450"
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IDENTIFIER = sa.Uuid(as_uuid=False).with_variant(sa.CHAR(36), "sqlite")


def upgrade() -> None:
    op.create_table(
        "day_tag",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_day_tag_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_day_tag")),
    )
    op.create_table(
        "tagged_day",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("tag_id", IDENTIFIER, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_tagged_day_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "tag_id"],
            ["day_tag.person_id", "day_tag.id"],
            name="fk_tagged_day_day_tag",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "tag_id", "day", name=op.f("pk_tagged_day")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("tagged_day")
    op.drop_table("day_tag")
