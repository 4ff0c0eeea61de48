"""What people say of the columns of their own tables, and the time zones of earlier spans of days of a file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_0150"
down_revision = "2026_12_01_0130"
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "import_mapping",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("headings_id", sa.String(64), nullable=False),
        sa.Column("format", sa.String(40), nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("remembered_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_import_mapping_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "headings_id", name=op.f("pk_import_mapping")),
    )
    op.execute("ALTER TABLE import_file ADD COLUMN earlier_zones VARCHAR(400)")
    op.execute("ALTER TABLE import_file ADD COLUMN mapping TEXT")


def downgrade() -> None:
    op.execute("ALTER TABLE import_file DROP COLUMN mapping")
    op.execute("ALTER TABLE import_file DROP COLUMN earlier_zones")
    op.drop_table("import_mapping")
