"""The tables of sharing: invitations, grants and their pillars, the access log, notifications.

`person_id` is the client, but in `notification`.
"""

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

from habitlog.db.base import PersonId, metadata, person_id_column
from habitlog.db.counted_changes import COUNTED_FOR_COACH
from habitlog.db.types import Identifier, JsonText, UtcDateTime

DELETED_COACH_LABEL = "deleted coach"
"""The label of a coach whose account was deleted."""


def _other_person_column(name: str) -> Column[int]:
    """Return a column for another person than the owner of the row; NULL once their account is deleted."""
    return Column(name, PersonId, ForeignKey("person.id", ondelete="SET NULL"))


invitation_table = Table(
    "invitation",
    metadata,
    person_id_column(),
    Column("id", Identifier, nullable=False),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("client_label", String(80), nullable=False),
    Column("pillars", JsonText, nullable=False),
    Column("history_from", Date, nullable=False),
    Column("grant_expires_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    _other_person_column("redeemed_by_id"),
    Column("redeemed_at", UtcDateTime),
    Column("signed_up_at", UtcDateTime),
    PrimaryKeyConstraint("person_id", "id"),
    CheckConstraint("expires_at >= created_at", name="expires_at"),
    CheckConstraint("redeemed_by_id IS NULL OR redeemed_at IS NOT NULL", name="redeemed_by_id"),
    CheckConstraint("redeemed_at IS NULL OR withdrawn_at IS NULL", name="withdrawn_at"),
    Index(None, "person_id", "created_at"),
    # Deleting an account scans for these.
    Index(None, "redeemed_by_id"),
)
"""`client_label` is the name that this coach reads. Of the code only a hash is stored.

`signed_up_at` is when an account was made with the code, which works once; whose account is not stored.
"""

consent_grant_table = Table(
    "consent_grant",
    metadata,
    person_id_column(),
    Column("id", Identifier, nullable=False),
    _other_person_column("coach_id"),
    Column("coach_label", String(80), nullable=False),
    Column("client_label", String(80), nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("history_from", Date, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_by", String(10)),
    Column("consent_text_version", String(20)),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("person_id", "id"),
    CheckConstraint("state IN ('pending', 'active', 'revoked', 'expired', 'declined')", name="state"),
    CheckConstraint("ended_by IN ('client', 'coach', 'time', 'account', 'restore')", name="ended_by"),
    CheckConstraint("(ended_at IS NULL) = (state IN ('pending', 'active'))", name="ended"),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_whom"),
    CheckConstraint("confirmed_at IS NULL OR consent_text_version IS NOT NULL", name="consent_text_version"),
    CheckConstraint("state <> 'active' OR confirmed_at IS NOT NULL", name="confirmed_at"),
    CheckConstraint("version >= 1", name="version"),
    # For the pages of a coach, across their clients.
    Index(None, "coach_id", "state"),
    info=COUNTED_FOR_COACH,
)
_is_live_grant = consent_grant_table.c.state.in_(("pending", "active"))
Index(
    "uq_consent_grant_one_live",
    consent_grant_table.c.person_id,
    consent_grant_table.c.coach_id,
    unique=True,
    sqlite_where=_is_live_grant,
    postgresql_where=_is_live_grant,
)
Index(
    "ix_consent_grant_live_expires_at",
    consent_grant_table.c.expires_at,
    sqlite_where=_is_live_grant,
    postgresql_where=_is_live_grant,
)

grant_pillar_table = Table(
    "grant_pillar",
    metadata,
    Column("person_id", PersonId, nullable=False),
    Column("grant_id", Identifier, nullable=False),
    Column("pillar", String(40), nullable=False),
    PrimaryKeyConstraint("person_id", "grant_id", "pillar"),
    ForeignKeyConstraint(
        ["person_id", "grant_id"],
        ["consent_grant.person_id", "consent_grant.id"],
        name="fk_grant_pillar_grant_id_consent_grant",
        ondelete="CASCADE",
    ),
)
"""The pillars of a grant; deleted with it."""

access_log_table = Table(
    "access_log",
    metadata,
    person_id_column(),
    Column("id", Identifier, nullable=False),
    Column("accessed_at", UtcDateTime, nullable=False),
    _other_person_column("coach_id"),
    Column("coach_label", String(80), nullable=False),
    Column("grant_id", Identifier, nullable=False),
    Column("page_kind", String(20), nullable=False),
    Column("pillars", JsonText, nullable=False),
    Column("date_from", Date),
    Column("date_to", Date),
    Column("outcome", String(10), nullable=False),
    PrimaryKeyConstraint("person_id", "id"),
    CheckConstraint("outcome IN ('served', 'denied')", name="outcome"),
    CheckConstraint("(date_from IS NULL) = (date_to IS NULL) AND date_from <= date_to", name="dates"),
    Index(None, "coach_id"),
    Index(None, "person_id", "accessed_at", "id"),
    Index("ix_access_log_person_id_grant_id", "person_id", "grant_id", "accessed_at"),
)
"""Rows are never changed: a trigger allows only the update that removes the name of a deleted coach."""

notification_table = Table(
    "notification",
    metadata,
    person_id_column(),
    Column("id", Identifier, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("grant_id", Identifier),
    Column("client_id", PersonId),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime),
    Column("mail_due_at", UtcDateTime),
    Column("mail_attempts", Integer, nullable=False, server_default="0"),
    Column("mailed_at", UtcDateTime),
    PrimaryKeyConstraint("person_id", "id"),
    CheckConstraint(
        "kind IN ('accepted', 'confirmed', 'widened', 'looked', 'expiring', 'ended', 'declined', "
        "'factor-on', 'factor-off', 'password', 'token')",
        name="kind",
    ),
    CheckConstraint(
        "(grant_id IS NULL) = (kind IN ('factor-on', 'factor-off', 'password', 'token')) "
        "AND (client_id IS NULL) = (grant_id IS NULL)",
        name="about",
    ),
    CheckConstraint("mail_attempts >= 0", name="mail_attempts"),
    Index(None, "person_id", "created_at"),
    Index(None, "client_id"),
)
"""`person_id` is the recipient, client or coach; `client_id` and `grant_id` name the grant it is about, if any.

A mail about it is sent from `mail_due_at` on; where that is NULL there is none to send.
"""
_is_mail_due = notification_table.c.mail_due_at.is_not(None)
# For the job that sends mails, across people.
Index(
    "ix_notification_mail_due_at",
    notification_table.c.mail_due_at,
    sqlite_where=_is_mail_due,
    postgresql_where=_is_mail_due,
)
