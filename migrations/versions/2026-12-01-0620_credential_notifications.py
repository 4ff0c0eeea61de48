"""Notifications of a new password and of a new token."""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

revision = "2026_12_01_0620"
down_revision = "2026_12_01_0610"
branch_labels = None
depends_on = None

GRANT_KINDS = ("accepted", "confirmed", "widened", "looked", "expiring", "ended", "declined")
EARLIER_KINDS = ("factor-on", "factor-off")
KINDS = (*EARLIER_KINDS, "password", "token")
INDEXES = (
    "CREATE INDEX ix_notification_client_id ON notification (client_id)",
    "CREATE INDEX ix_notification_mail_due_at ON notification (mail_due_at) WHERE mail_due_at IS NOT NULL",
    "CREATE INDEX ix_notification_person_id_created_at ON notification (person_id, created_at)",
)


def upgrade() -> None:
    replace_constraints(KINDS)


def downgrade() -> None:
    op.execute("DELETE FROM notification WHERE kind IN ('password', 'token')")
    replace_constraints(EARLIER_KINDS)


def replace_constraints(kinds_without_grant: Sequence[str]) -> None:
    every, without = quote_kinds((*GRANT_KINDS, *kinds_without_grant)), quote_kinds(kinds_without_grant)
    is_kind = f"kind IN ({every})"
    is_about = f"(grant_id IS NULL) = (kind IN ({without})) AND (client_id IS NULL) = (grant_id IS NULL)"
    if op.get_bind().dialect.name != "sqlite":
        for name, condition in (("kind", is_kind), ("about", is_about)):
            op.execute(f"ALTER TABLE notification DROP CONSTRAINT ck_notification_{name}")
            op.execute(f"ALTER TABLE notification ADD CONSTRAINT ck_notification_{name} CHECK ({condition})")
        return
    op.execute(
        f"""
        CREATE TABLE replaced_notification (
            person_id INTEGER NOT NULL,
            id CHAR(36) NOT NULL,
            kind VARCHAR(10) NOT NULL,
            grant_id CHAR(36),
            client_id INTEGER,
            created_at DATETIME NOT NULL,
            seen_at DATETIME,
            mail_due_at DATETIME,
            mail_attempts INTEGER DEFAULT '0' NOT NULL,
            mailed_at DATETIME,
            CONSTRAINT pk_notification PRIMARY KEY (person_id, id),
            CONSTRAINT ck_notification_about CHECK ({is_about}),
            CONSTRAINT ck_notification_kind CHECK ({is_kind}),
            CONSTRAINT ck_notification_mail_attempts CHECK (mail_attempts >= 0),
            CONSTRAINT fk_notification_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
        )
        """
    )
    columns = "person_id, id, kind, grant_id, client_id, created_at, seen_at, mail_due_at, mail_attempts, mailed_at"
    op.execute(f"INSERT INTO replaced_notification ({columns}) SELECT {columns} FROM notification")  # noqa: S608 - ours
    op.execute("DROP TABLE notification")
    op.execute("ALTER TABLE replaced_notification RENAME TO notification")
    for statement in INDEXES:
        op.execute(statement)


def quote_kinds(kinds: Sequence[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)
