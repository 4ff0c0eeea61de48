"""The coach's side of an invitation: what a code offers, and taking it; wrong codes of every kind get one answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from habitlog import bookkeeping
from habitlog.db import Database, WriteTransaction
from habitlog.errors import Conflict, NotFound
from habitlog.people import secrets
from habitlog.people.model import Person, is_active_account, person_table
from habitlog.sharing import consent
from habitlog.sharing.consent import GrantState
from habitlog.sharing.model import consent_grant_table, grant_pillar_table, invitation_table
from habitlog.usecases import noticing, tries
from habitlog.usecases.granting import build_not_found
from habitlog.usecases.inviting import is_open_invitation
from habitlog.usecases.settling import expire_grants

ATTEMPTS_PER_COACH, ATTEMPTS_IN_TOTAL = 10, 1000
UNKNOWN_CODE = "This code does not open anything. It may be mistyped, used, or out of date."
ALREADY_SHARED = "Whoever gave you this code shares with you already. What is shared is theirs to change."

i, g = invitation_table.c, consent_grant_table.c


@dataclass(frozen=True, slots=True)
class InvitationPreview:
    """What a coach is told of an invitation before taking it: how the client wants to be called, and what it opens."""

    client_label: str
    pillars: tuple[str, ...]
    history_from: date
    expires_at: datetime


def preview_invitation(database: Database, coach: Person, code: str, now: datetime) -> InvitationPreview:
    """Return what a code offers; raises `NotFound` and `TooManyTries` as `redeem` does."""
    tries.count_attempt(database, now, _rate_limits(coach))
    with database.begin_read() as transaction:
        row = transaction.fetch_first(select(invitation_table).where(_matches_code(coach, code, now)))
    if row is None:
        raise _build_unknown_code_error()
    _uncount_attempt(database, coach)
    return InvitationPreview(row["client_label"], tuple(row["pillars"]), row["history_from"], row["grant_expires_at"])


def redeem_invitation(database: Database, coach: Person, code: str, now: datetime) -> str:
    """Take an invitation: its grant waits for the client to confirm, and shows nothing until then; return its id.

    Raises one identical `NotFound` for a wrong, used, withdrawn or expired code and for one's own, `TooManyTries`
    after ten of those within an hour, and `Conflict` where this client shares with the coach already; the code then
    stays unused.
    """
    tries.count_attempt(database, now, _rate_limits(coach))
    with database.begin_write() as transaction:
        expire_grants(transaction, coach, now)
        taken = (
            update(invitation_table)
            .where(_matches_code(coach, code, now))
            .values(redeemed_by=coach.id, redeemed_at=now)
        )
        row = transaction.execute(taken.returning(invitation_table)).mappings().first()
        if row is None:
            raise _build_unknown_code_error()
        grant_id = _create_pending_grant(transaction, coach, dict(row), now)
    _uncount_attempt(database, coach)
    return grant_id


def _matches_code(coach: Person, code: str, now: datetime) -> ColumnElement[bool]:
    client = exists().where(person_table.c.id == i.person_id, is_active_account())
    return and_(
        i.code_hash == secrets.hash_secret(code.strip()), i.person_id != coach.id, is_open_invitation(now), client
    )


def _build_unknown_code_error() -> NotFound:
    return build_not_found("a code that opens nothing", UNKNOWN_CODE)


def _create_pending_grant(transaction: WriteTransaction, coach: Person, row: Mapping[str, Any], now: datetime) -> str:
    pair = (g.person_id == row["person_id"], g.coach_id == coach.id, g.state.in_(consent.LIVE_STATES))
    if transaction.fetch_value(select(exists().where(*pair))):
        raise Conflict(ALREADY_SHARED)
    grant = {
        "person_id": row["person_id"],
        "id": str(uuid4()),
        "coach_id": coach.id,
        "coach_label": coach.name,
        "client_label": row["client_label"],
        "state": GrantState.pending,
        "created_at": now,
        "history_from": row["history_from"],
        "expires_at": row["grant_expires_at"],
        "version": 1,
    }
    try:
        transaction.execute(insert(consent_grant_table), grant)
    except IntegrityError:
        raise Conflict(ALREADY_SHARED) from None
    of = {"person_id": row["person_id"], "grant_id": grant["id"]}
    transaction.execute(insert(grant_pillar_table), [{**of, "pillar": pillar} for pillar in row["pillars"]])
    noticing.add_notification(transaction, row["person_id"], "accepted", grant, now)
    return str(grant["id"])


def _rate_limits(coach: Person) -> tuple[tuple[str, int, timedelta], ...]:
    # Not "code": codes of the second step are counted under that name, and are forgotten once one fits.
    return (f"invitation:{coach.id}", ATTEMPTS_PER_COACH, tries.HOUR), ("invitation", ATTEMPTS_IN_TOTAL, tries.HOUR)


def _uncount_attempt(database: Database, coach: Person) -> None:
    """Count a code that fitted as no try."""
    with database.begin_write() as transaction:
        for what, *_ in _rate_limits(coach):
            bookkeeping.uncount_attempt(transaction, what)
