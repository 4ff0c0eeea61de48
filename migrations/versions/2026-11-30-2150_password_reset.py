"""Codes with which a lost password is replaced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_2150"
down_revision = "2026_11_30_2100"
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "password_reset",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("mail_due_at", INSTANT, nullable=True),
        sa.Column("mail_attempts", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("mail_attempts >= 0", name=op.f("ck_password_reset_mail_attempts")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_password_reset_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_password_reset")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_password_reset_code_hash")),
    )
    op.create_index(op.f("ix_password_reset_expires_at"), "password_reset", ["expires_at"])
    op.create_index(op.f("ix_password_reset_mail_due_at"), "password_reset", ["mail_due_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_password_reset_mail_due_at"), "password_reset")
    op.drop_index(op.f("ix_password_reset_expires_at"), "password_reset")
    op.drop_table("password_reset")
