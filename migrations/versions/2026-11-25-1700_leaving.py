"""Leaving: since when an account is to be deleted, random ids, those of the erased; grants that a restore ended."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_1700"
down_revision = "2026_11_25_1610"
branch_labels = None
depends_on = None

SIDES, WIDER_SIDES = "'client', 'coach', 'time', 'account'", "'client', 'coach', 'time', 'account', 'restore'"
IDENTIFIER = sa.Uuid(as_uuid=False).with_variant(sa.CHAR(36), "sqlite")


def upgrade() -> None:
    op.add_column("person", sa.Column("leaving_at", sa.DateTime(timezone=True), nullable=True))
    # Nullable, since SQLite adds no column without a default in place, and rebuilding the table of people there would
    # forget which numbers were given out.
    op.add_column("person", sa.Column("account_id", IDENTIFIER, nullable=True))
    people = sa.table("person", sa.column("id"), sa.column("account_id", IDENTIFIER))
    for (key,) in op.get_bind().execute(sa.select(people.c.id)).all():
        op.execute(people.update().where(people.c.id == key).values(account_id=str(uuid4())))
    op.create_index(op.f("ix_person_account_id"), "person", ["account_id"], unique=True)
    op.create_table(
        "erased_account",
        sa.Column("account_id", IDENTIFIER, nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_erased_account")),
    )
    _let_end(SIDES, WIDER_SIDES)


def _let_end(before: str, after: str) -> None:
    """Change by whom a grant can have been ended. SQLite changes no check in place, so the table is written anew."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_consent_grant_ended_by"), "consent_grant", type_="check")
        op.create_check_constraint(op.f("ck_consent_grant_ended_by"), "consent_grant", f"ended_by IN ({after})")
        return
    made = sa.text(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'consent_grant' AND type = :kind AND sql IS NOT NULL"
    )
    table = connection.execute(made, {"kind": "table"}).scalar_one()
    indexes = connection.execute(made, {"kind": "index"}).scalars().all()
    fresh = table.replace("consent_grant", "consent_grant_new", 1).replace(f"({before})", f"({after})")
    for statement in (
        fresh,
        "INSERT INTO consent_grant_new SELECT * FROM consent_grant",
        "DROP TABLE consent_grant",
        "ALTER TABLE consent_grant_new RENAME TO consent_grant",
        *indexes,
    ):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    op.execute("UPDATE consent_grant SET ended_by = 'account' WHERE ended_by = 'restore'")
    _let_end(WIDER_SIDES, SIDES)
    op.drop_table("erased_account")
    op.drop_index(op.f("ix_person_account_id"), "person")
    op.drop_column("person", "account_id")
    op.drop_column("person", "leaving_at")
