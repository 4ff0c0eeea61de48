"""Invitations: a client makes a code that works once, sees those that are open, and takes one back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, insert, select, update

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import Conflict
from habitlog.people import secrets
from habitlog.people.model import Person
from habitlog.people.schema import parse_input
from habitlog.pillar.wire import format_utc
from habitlog.sharing import consent
from habitlog.sharing.model import invitation_table
from habitlog.usecases.granting import build_not_found
from habitlog.usecases.grants import compute_expiry, compute_last_day
from habitlog.usecases.scopes import InvitationRequest, require_valid_scope
from habitlog.usecases.screening import screen_name

i = invitation_table.c


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open invitation as its client reads it."""

    id: str
    client_label: str
    pillars: tuple[str, ...]
    history_from: date
    grant_expires_at: datetime
    created_at: datetime
    expires_at: datetime

    def as_json(self, client: Person) -> dict[str, Any]:
        """Return the invitation as its client's programs get it: shaped like the grant it can become."""
        return {
            "id": self.id,
            "state": "invited",
            "coach": None,
            "label": self.client_label,
            "pillars": list(self.pillars),
            "history_from": self.history_from.isoformat(),
            "until": compute_last_day(self.grant_expires_at, client).isoformat(),
            "expires_at": format_utc(self.grant_expires_at),
            "created_at": format_utc(self.created_at),
            "confirmed_at": None,
            "ended_at": None,
            "ended_by": None,
            "version": 0,
            "code_expires_at": format_utc(self.expires_at),
        }


@dataclass(frozen=True, slots=True)
class CreatedInvitation:
    """A new invitation and its code: the one time it can be seen."""

    invitation: Invitation
    code: str


def create_invitation(
    transaction: WriteTransaction, client: Person, raw: Mapping[str, Any], now: datetime
) -> CreatedInvitation:
    """Make an invitation; raises `Invalid` at a field, `ClinicianTopic` for the label, `Conflict` for one too many.

    `raw` holds `pillars`, and may hold `label` (the client's own name otherwise), `history_from` (today otherwise) and
    `until`, the last day (90 days from today otherwise).
    """
    sent, today = parse_input(InvitationRequest, dict(raw)), client.local_today(now)
    label = sent.label or client.name
    screen_name("label", label)
    since, until = sent.history_from or today, sent.until or today + timedelta(days=consent.DEFAULT_GRANT_DAYS)
    require_valid_scope(sent.pillars, since, until, today)
    transaction.lock_person(client.id)
    _require_invitation_limit(transaction, client, now)
    code = secrets.make_session_secret()
    row = {
        "person_id": client.id,
        "id": str(uuid4()),
        "code_hash": secrets.hash_secret(code),
        "client_label": label,
        "pillars": sorted(set(sent.pillars)),
        "history_from": since,
        "grant_expires_at": compute_expiry(until, client),
        "created_at": now,
        "expires_at": now + consent.INVITATION_LIFETIME,
    }
    transaction.execute(insert(invitation_table), row)
    return CreatedInvitation(_build_invitation(row), code)


def _require_invitation_limit(transaction: ReadTransaction, client: Person, now: datetime) -> None:
    mine, count = i.person_id == client.id, select(func.count()).select_from(invitation_table)
    open_now = transaction.fetch_value(count.where(mine, is_open_invitation(now)))
    if consent.is_invitation_allowed(
        open_now, transaction.fetch_value(count.where(mine, i.created_at > now - timedelta(days=1)))
    ):
        return
    raise Conflict(
        f"At most {consent.MAX_OPEN_INVITATIONS} invitations are open at a time, and at most {consent.MAX_INVITATIONS_PER_DAY} are made a day."
    )


def list_open_invitations(transaction: ReadTransaction, client: Person, now: datetime) -> tuple[Invitation, ...]:
    """Return a client's invitations that can still be taken, oldest first."""
    query = (
        select(invitation_table).where(i.person_id == client.id, is_open_invitation(now)).order_by(i.created_at, i.id)
    )
    return tuple(_build_invitation(row) for row in transaction.fetch_rows(query))


def withdraw_invitation(transaction: WriteTransaction, client: Person, invitation_id: str, now: datetime) -> None:
    """Take an open invitation back; raises `NotFound`."""
    mine = (i.person_id == client.id, i.id == invitation_id)
    if not transaction.execute(
        update(invitation_table).where(*mine, is_open_invitation(now)).values(withdrawn_at=now)
    ).rowcount:
        raise build_not_found("no open invitation of this person")


def is_open_invitation(now: datetime) -> ColumnElement[bool]:
    """Return the condition of an invitation that was neither taken nor taken back and can still be.

    It is asked when it was taken, not by whom: a coach's account that is gone does not open it again.
    """
    return and_(i.redeemed_at.is_(None), i.withdrawn_at.is_(None), i.expires_at > now, i.grant_expires_at > now)


def _build_invitation(row: Mapping[str, Any]) -> Invitation:
    names = ("id", "client_label", "history_from", "grant_expires_at", "created_at", "expires_at")
    return Invitation(pillars=tuple(row["pillars"]), **{name: row[name] for name in names})
