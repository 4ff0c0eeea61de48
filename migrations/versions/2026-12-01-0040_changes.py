"""When each entry and day mark was last written, as a number of the person's changes; and what was deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_0040"
down_revision = "2026_12_01_0010"
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXED = {"entry": ("person_id", "change_number", "id"), "day_mark": ("person_id", "change_number")}


def upgrade() -> None:
    for table, columns in INDEXED.items():
        # One statement that both databases take.
        op.execute(f"ALTER TABLE {table} ADD COLUMN change_number BIGINT DEFAULT '0' NOT NULL")
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
    op.create_table(
        "deleted_item",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("pillar", sa.String(40), nullable=False),
        sa.Column("item", sa.String(36), nullable=False),
        sa.Column("change_number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_deleted_item_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "pillar", "item", name=op.f("pk_deleted_item")),
        sqlite_with_rowid=False,
    )
    index = op.f("ix_deleted_item_person_id_change_number")
    op.create_index(index, "deleted_item", ["person_id", "change_number"])


def downgrade() -> None:
    op.drop_table("deleted_item")
    for table, columns in INDEXED.items():
        op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table_name=table)
        op.execute(f"ALTER TABLE {table} DROP COLUMN change_number")
