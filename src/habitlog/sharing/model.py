"""The tables of sharing: invitations, grants with their pillars, every look, and notices; `person_id` is the client."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
)

from habitlog.db.base import PersonId, metadata, owner
from habitlog.db.types import Identifier, Instant, JsonText

DELETED_COACH = "deleted coach"
"""What stands where a coach was named whose account is gone."""


def _other(name: str) -> Column[int]:
    """Return a column that names somebody who is not the owner of the row; it is empty once that account is gone."""
    return Column(name, PersonId, ForeignKey("person.id", ondelete="SET NULL"))


coach_invite = Table(
    "coach_invite",
    metadata,
    owner(),
    Column("id", Identifier, nullable=False),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("client_label", String(80), nullable=False),
    Column("pillars", JsonText, nullable=False),
    Column("history_from", Date, nullable=False),
    Column("grant_expires_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    _other("redeemed_by"),
    Column("redeemed_at", Instant),
    Column("admitted_at", Instant),
    PrimaryKeyConstraint("person_id", "id"),
    Index(None, "person_id", "created_at"),
)
"""`client_label` is how the client is called towards this coach; the code itself is kept nowhere.

`admitted_at` is when somebody made an account with the code, which can be done once; by whom is not kept.
"""

consent_grant = Table(
    "consent_grant",
    metadata,
    owner(),
    Column("id", Identifier, nullable=False),
    _other("coach_id"),
    Column("coach_label", String(80), nullable=False),
    Column("client_label", String(80), nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("history_from", Date, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", String(10)),
    Column("consent_text_version", String(20)),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("person_id", "id"),
    CheckConstraint("state IN ('pending', 'active', 'revoked', 'expired', 'declined')", name="state"),
    CheckConstraint("ended_by IN ('client', 'coach', 'time', 'account', 'restore')", name="ended_by"),
    CheckConstraint("(ended_at IS NULL) = (state IN ('pending', 'active'))", name="ended"),
    # A coach's page asks by coach, across the people who share with them.
    Index(None, "coach_id", "state"),
)
_live = consent_grant.c.state.in_(("pending", "active"))
Index(
    "uq_consent_grant_one_live",
    consent_grant.c.person_id,
    consent_grant.c.coach_id,
    unique=True,
    sqlite_where=_live,
    postgresql_where=_live,
)

consent_scope = Table(
    "consent_scope",
    metadata,
    Column("person_id", PersonId, nullable=False),
    Column("grant_id", Identifier, nullable=False),
    Column("pillar", String(40), nullable=False),
    PrimaryKeyConstraint("person_id", "grant_id", "pillar"),
    ForeignKeyConstraint(
        ["person_id", "grant_id"],
        ["consent_grant.person_id", "consent_grant.id"],
        name="fk_consent_scope_grant_id_consent_grant",
        ondelete="CASCADE",
    ),
)
"""Hangs off the grant and goes with it."""

access_log = Table(
    "access_log",
    metadata,
    owner(),
    Column("id", Identifier, nullable=False),
    Column("at", Instant, nullable=False),
    _other("actor_id"),
    Column("actor_label", String(80), nullable=False),
    Column("grant_id", Identifier, nullable=False),
    Column("route_class", String(20), nullable=False),
    Column("pillars", JsonText, nullable=False),
    Column("date_from", Date),
    Column("date_to", Date),
    Column("outcome", String(10), nullable=False),
    PrimaryKeyConstraint("person_id", "id"),
    CheckConstraint("outcome IN ('served', 'denied')", name="outcome"),
    Index(None, "person_id", "at", "id"),
    Index("ix_access_log_person_id_grant_id", "person_id", "grant_id", "at"),
)
"""Written and never changed: a trigger lets only that update through which takes a deleted coach's name out."""

notice = Table(
    "notice",
    metadata,
    owner(),
    Column("id", Identifier, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("grant_id", Identifier),
    Column("client_id", PersonId),
    Column("at", Instant, nullable=False),
    Column("seen_at", Instant),
    Column("mail_due_at", Instant),
    Column("mail_tries", Integer, nullable=False, server_default="0"),
    Column("mailed_at", Instant),
    PrimaryKeyConstraint("person_id", "id"),
    CheckConstraint(
        "kind IN ('accepted', 'confirmed', 'widened', 'looked', 'expiring', 'ended', 'declined', "
        "'factor-on', 'factor-off')",
        name="kind",
    ),
    CheckConstraint(
        "(grant_id IS NULL) = (kind IN ('factor-on', 'factor-off')) AND (client_id IS NULL) = (grant_id IS NULL)",
        name="about",
    ),
    Index(None, "person_id", "at"),
)
"""`person_id` is whom it is for, client or coach; `client_id` and `grant_id` are the grant it is about, if any.

A mail about it is tried when `mail_due_at` has come; there is none to send where that is empty.
"""
_due = notice.c.mail_due_at.is_not(None)
# What is due is asked for across people, by whoever sends mails.
Index("ix_notice_mail_due_at", notice.c.mail_due_at, sqlite_where=_due, postgresql_where=_due)
