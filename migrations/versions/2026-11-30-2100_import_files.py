"""Imported files with their reports, and what undo of an import needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_2100"
down_revision = "2026_11_30_1900"
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IDENTIFIER = sa.Uuid(as_uuid=False).with_variant(sa.CHAR(36), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "import_file",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("format", sa.String(40), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("removed_marks", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('prepared', 'saved', 'undone')", name=op.f("ck_import_file_state")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_import_file_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_import_file")),
    )
    op.create_index(op.f("ix_import_file_uploaded_at"), "import_file", ["uploaded_at"])
    op.create_table(
        "imported_entry",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("import_id", IDENTIFIER, nullable=False),
        sa.Column("entry_id", IDENTIFIER, nullable=False),
        sa.Column("pillar", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaced_columns", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_imported_entry_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "import_id"],
            ["import_file.person_id", "import_file.id"],
            name=op.f("fk_imported_entry_person_id_import_id_import_file"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "import_id", "entry_id", name=op.f("pk_imported_entry")),
    )


def downgrade() -> None:
    op.drop_table("imported_entry")
    op.drop_index(op.f("ix_import_file_uploaded_at"), "import_file")
    op.drop_table("import_file")
