"""Invitations: a client makes a code that works once, sees those that are open, and takes one back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, insert, select, update

from habitlog.db import Reading, Writing
from habitlog.errors import Conflict
from habitlog.people import secrets
from habitlog.people.model import Person
from habitlog.people.schema import read_sent
from habitlog.pillar.wire import stamp
from habitlog.sharing import consent
from habitlog.sharing.model import coach_invite
from habitlog.usecases.granting import refusal
from habitlog.usecases.grants import expiry_of, last_day
from habitlog.usecases.scopes import NewInvite, require_scope
from habitlog.usecases.screening import screen_name

i = coach_invite.c


@dataclass(frozen=True, slots=True)
class Invite:
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
            "until": last_day(self.grant_expires_at, client).isoformat(),
            "expires_at": stamp(self.grant_expires_at),
            "created_at": stamp(self.created_at),
            "confirmed_at": None,
            "ended_at": None,
            "ended_by": None,
            "version": 0,
            "code_expires_at": stamp(self.expires_at),
        }


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation and its code: the one time it can be seen."""

    invite: Invite
    code: str


def invite(unit: Writing, client: Person, raw: Mapping[str, Any], now: datetime) -> Invited:
    """Make an invitation; raises `Invalid` at a field, `ClinicianTopic` for the label, `Conflict` for one too many.

    `raw` holds `pillars`, and may hold `label` (the client's own name otherwise), `history_from` (today otherwise) and
    `until`, the last day (90 days from today otherwise).
    """
    sent, today = read_sent(NewInvite, dict(raw)), client.today(now)
    label = sent.label or client.name
    screen_name("label", label)
    since, until = sent.history_from or today, sent.until or today + timedelta(days=consent.DAYS)
    require_scope(sent.pillars, since, until, today)
    unit.hold(client.id)
    _require_room(unit, client, now)
    code = secrets.new_secret()
    row = {
        "person_id": client.id,
        "id": str(uuid4()),
        "code_hash": secrets.digest(code),
        "client_label": label,
        "pillars": sorted(set(sent.pillars)),
        "history_from": since,
        "grant_expires_at": expiry_of(until, client),
        "created_at": now,
        "expires_at": now + consent.INVITE_LASTS,
    }
    unit.run(insert(coach_invite), row)
    return Invited(_read(row), code)


def _require_room(unit: Reading, client: Person, now: datetime) -> None:
    mine, count = i.person_id == client.id, select(func.count()).select_from(coach_invite)
    open_now = unit.value(count.where(mine, is_open(now)))
    if consent.may_invite(open_now, unit.value(count.where(mine, i.created_at > now - timedelta(days=1)))):
        return
    raise Conflict(
        f"At most {consent.MOST_OPEN} invitations are open at a time, and at most {consent.MOST_A_DAY} are made a day."
    )


def open_invites(unit: Reading, client: Person, now: datetime) -> tuple[Invite, ...]:
    """Return a client's invitations that can still be taken, oldest first."""
    query = select(coach_invite).where(i.person_id == client.id, is_open(now)).order_by(i.created_at, i.id)
    return tuple(_read(row) for row in unit.rows(query))


def withdraw(unit: Writing, client: Person, invite_id: str, now: datetime) -> None:
    """Take an open invitation back; raises `NotFound`."""
    mine = (i.person_id == client.id, i.id == invite_id)
    if not unit.run(update(coach_invite).where(*mine, is_open(now)).values(withdrawn_at=now)).rowcount:
        raise refusal("no open invitation of this person")


def is_open(now: datetime) -> ColumnElement[bool]:
    """Return the condition of an invitation that was neither taken nor taken back and can still be.

    It is asked when it was taken, not by whom: a coach's account that is gone does not open it again.
    """
    return and_(i.redeemed_at.is_(None), i.withdrawn_at.is_(None), i.expires_at > now, i.grant_expires_at > now)


def _read(row: Mapping[str, Any]) -> Invite:
    names = ("id", "client_label", "history_from", "grant_expires_at", "created_at", "expires_at")
    return Invite(pillars=tuple(row["pillars"]), **{name: row[name] for name in names})
