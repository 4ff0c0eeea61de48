"""Notices by mail: what is due and when, notices about the second step, and who wants no mails."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.operations.base import BatchOperations

revision = "2026_11_25_1600"
down_revision = "2026_11_25_1530"
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IDENTIFIER = sa.Uuid(as_uuid=False).with_variant(sa.CHAR(36), "sqlite")
INSTANT = sa.DateTime(timezone=True)
OF_GRANTS = "'accepted', 'confirmed', 'widened', 'looked', 'expiring', 'ended', 'declined'"
OF_THE_STEP = "'factor-on', 'factor-off'"
ABOUT = f"(grant_id IS NULL) = (kind IN ({OF_THE_STEP})) AND (client_id IS NULL) = (grant_id IS NULL)"
DUE = sa.text("mail_due_at IS NOT NULL")


def upgrade() -> None:
    # Written out, since a column with its own check is added in place on both databases: rebuilding the table of
    # people on SQLite would forget which numbers were given out.
    op.execute(
        "ALTER TABLE person ADD COLUMN mails VARCHAR(3) DEFAULT 'on' NOT NULL "
        "CONSTRAINT ck_person_mails CHECK (mails IN ('off', 'on'))"
    )
    with op.batch_alter_table("notice") as notice:
        _kinds(notice, f"{OF_GRANTS}, {OF_THE_STEP}")
        notice.alter_column("grant_id", existing_type=IDENTIFIER, nullable=True)
        notice.alter_column("client_id", existing_type=PERSON, nullable=True)
        notice.create_check_constraint(op.f("ck_notice_about"), ABOUT)
        notice.add_column(sa.Column("mail_due_at", INSTANT, nullable=True))
        notice.add_column(sa.Column("mail_tries", sa.Integer(), server_default="0", nullable=False))
        notice.add_column(sa.Column("mailed_at", INSTANT, nullable=True))
    op.create_index("ix_notice_mail_due_at", "notice", ["mail_due_at"], sqlite_where=DUE, postgresql_where=DUE)


def downgrade() -> None:
    op.drop_index("ix_notice_mail_due_at", "notice")
    op.execute("DELETE FROM notice WHERE kind IN ('factor-on', 'factor-off')")
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("ck_notice_about"), type_="check")
        _kinds(notice, OF_GRANTS)
        for name in ("mail_due_at", "mail_tries", "mailed_at"):
            notice.drop_column(name)
        notice.alter_column("grant_id", existing_type=IDENTIFIER, nullable=False)
        notice.alter_column("client_id", existing_type=PERSON, nullable=False)
    op.drop_column("person", "mails")


def _kinds(notice: BatchOperations, named: str) -> None:
    notice.drop_constraint(op.f("ck_notice_kind"), type_="check")
    notice.create_check_constraint(op.f("ck_notice_kind"), f"kind IN ({named})")
