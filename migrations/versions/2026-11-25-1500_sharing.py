"""Sharing: invitations, grants with their pillars, the log of every look, and notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_1500"
down_revision = "2026_11_25_1300"
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IDENTIFIER = sa.Uuid(as_uuid=False).with_variant(sa.CHAR(36), "sqlite")
INSTANT = sa.DateTime(timezone=True)
LIVE = sa.text("state IN ('pending', 'active')")

# What an update may not do: name somebody, or say anything else of a look than that its coach is gone.
FORBIDDEN = """NEW.actor_id IS NOT NULL OR NEW.actor_label NOT IN (OLD.actor_label, 'deleted coach')
    OR NEW.person_id <> OLD.person_id OR NEW.id <> OLD.id OR NEW.at <> OLD.at OR NEW.grant_id <> OLD.grant_id
    OR NEW.route_class <> OLD.route_class OR NEW.pillars <> OLD.pillars OR NEW.outcome <> OLD.outcome
    OR NEW.date_from IS DISTINCT FROM OLD.date_from OR NEW.date_to IS DISTINCT FROM OLD.date_to"""


def _owned(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id_person"), ondelete="CASCADE"
    )


def _other(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_{table}_{name}_person"), ondelete="SET NULL")


def upgrade() -> None:
    _invitations()
    _grants()
    _looks()
    _notices()
    _written_once()


def _invitations() -> None:
    op.create_table(
        "coach_invite",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("client_label", sa.String(length=80), nullable=False),
        sa.Column("pillars", sa.Text(), nullable=False),
        sa.Column("history_from", sa.Date(), nullable=False),
        sa.Column("grant_expires_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("redeemed_by", PERSON, nullable=True),
        sa.Column("redeemed_at", INSTANT, nullable=True),
        _owned("coach_invite"),
        _other("coach_invite", "redeemed_by"),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_coach_invite")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_coach_invite_code_hash")),
    )
    op.create_index(op.f("ix_coach_invite_person_id_created_at"), "coach_invite", ["person_id", "created_at"])


def _grants() -> None:
    op.create_table(
        "consent_grant",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("coach_id", PERSON, nullable=True),
        sa.Column("coach_label", sa.String(length=80), nullable=False),
        sa.Column("client_label", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("history_from", sa.Date(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(length=10), nullable=True),
        sa.Column("consent_text_version", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'active', 'revoked', 'expired', 'declined')", name=op.f("ck_consent_grant_state")
        ),
        sa.CheckConstraint(
            "ended_by IN ('client', 'coach', 'time', 'account')", name=op.f("ck_consent_grant_ended_by")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (state IN ('pending', 'active'))", name=op.f("ck_consent_grant_ended")
        ),
        _owned("consent_grant"),
        _other("consent_grant", "coach_id"),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_consent_grant")),
    )
    op.create_index(op.f("ix_consent_grant_coach_id_state"), "consent_grant", ["coach_id", "state"])
    op.create_index(
        "uq_consent_grant_one_live",
        "consent_grant",
        ["person_id", "coach_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_table(
        "consent_scope",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("grant_id", IDENTIFIER, nullable=False),
        sa.Column("pillar", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id", "grant_id"],
            ["consent_grant.person_id", "consent_grant.id"],
            name="fk_consent_scope_grant_id_consent_grant",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "grant_id", "pillar", name=op.f("pk_consent_scope")),
    )


def _looks() -> None:
    op.create_table(
        "access_log",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", PERSON, nullable=True),
        sa.Column("actor_label", sa.String(length=80), nullable=False),
        sa.Column("grant_id", IDENTIFIER, nullable=False),
        sa.Column("route_class", sa.String(length=20), nullable=False),
        sa.Column("pillars", sa.Text(), nullable=False),
        sa.Column("date_from", sa.Date(), nullable=True),
        sa.Column("date_to", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.CheckConstraint("outcome IN ('served', 'denied')", name=op.f("ck_access_log_outcome")),
        _owned("access_log"),
        _other("access_log", "actor_id"),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_access_log")),
    )
    op.create_index(op.f("ix_access_log_person_id_at_id"), "access_log", ["person_id", "at", "id"])
    op.create_index("ix_access_log_person_id_grant_id", "access_log", ["person_id", "grant_id", "at"])


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("grant_id", IDENTIFIER, nullable=False),
        sa.Column("client_id", PERSON, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('accepted', 'confirmed', 'widened', 'looked', 'expiring', 'ended', 'declined')",
            name=op.f("ck_notice_kind"),
        ),
        _owned("notice"),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_person_id_at"), "notice", ["person_id", "at"])


def _written_once() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER access_log_written_once BEFORE UPDATE ON access_log WHEN {FORBIDDEN} "
            "BEGIN SELECT RAISE(ABORT, 'a look that is written is not changed'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION access_log_written_once() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a look that is written is not changed'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER access_log_written_once BEFORE UPDATE ON access_log FOR EACH ROW WHEN ({FORBIDDEN}) "
        "EXECUTE FUNCTION access_log_written_once()"
    )


def downgrade() -> None:
    for table in ("notice", "access_log", "consent_scope", "consent_grant", "coach_invite"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION access_log_written_once()")
