"""A second step at sign-in: its salt, recovery codes, sign-ins halfway through, and which sessions passed it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_1530"
down_revision = "2026_11_25_1500"
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _owner(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_person_id_person")
    key = sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=name, ondelete="CASCADE")
    return sa.Column("person_id", PERSON, nullable=False), key


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column("sign_in", sa.Column("factor_at", instant, nullable=True))
    op.create_table(
        "second_factor",
        *_owner("second_factor"),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("begun_at", instant, nullable=False),
        sa.Column("confirmed_at", instant, nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        *_owner("recovery_code"),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "half_sign_in",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        *_owner("half_sign_in"),
        sa.Column("created_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_half_sign_in")),
    )
    op.create_index(op.f("ix_half_sign_in_person_id"), "half_sign_in", ["person_id"])


def downgrade() -> None:
    op.drop_table("half_sign_in")
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    op.drop_column("sign_in", "factor_at")
