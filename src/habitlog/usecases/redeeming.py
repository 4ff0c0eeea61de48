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
from habitlog.db import Database, Writing
from habitlog.errors import Conflict, NotFound
from habitlog.people import secrets
from habitlog.people.model import Person, in_use, person
from habitlog.sharing import consent
from habitlog.sharing.consent import State
from habitlog.sharing.model import coach_invite, consent_grant, consent_scope
from habitlog.usecases import noticing, tries
from habitlog.usecases.granting import refusal
from habitlog.usecases.inviting import is_open
from habitlog.usecases.settling import settle

TRIES_PER_COACH, TRIES_OF_ALL = 10, 1000
UNKNOWN = "This code does not open anything. It may be mistyped, used, or out of date."
ALREADY = "Whoever gave you this code shares with you already. What is shared is theirs to change."

i, g = coach_invite.c, consent_grant.c


@dataclass(frozen=True, slots=True)
class Preview:
    """What a coach is told of an invitation before taking it: how the client wants to be called, and what it opens."""

    client_label: str
    pillars: tuple[str, ...]
    history_from: date
    expires_at: datetime


def preview(database: Database, coach: Person, code: str, now: datetime) -> Preview:
    """Return what a code offers; raises `NotFound` and `TooManyTries` as `redeem` does."""
    tries.count(database, now, _counters(coach))
    with database.read() as unit:
        row = unit.first(select(coach_invite).where(_fits(coach, code, now)))
    if row is None:
        raise _unknown()
    _take_back_try(database, coach)
    return Preview(row["client_label"], tuple(row["pillars"]), row["history_from"], row["grant_expires_at"])


def redeem(database: Database, coach: Person, code: str, now: datetime) -> str:
    """Take an invitation: its grant waits for the client to confirm, and shows nothing until then; return its id.

    Raises one identical `NotFound` for a wrong, used, withdrawn or expired code and for one's own, `TooManyTries`
    after ten of those within an hour, and `Conflict` where this client shares with the coach already; the code then
    stays unused.
    """
    tries.count(database, now, _counters(coach))
    with database.write() as unit:
        settle(unit, coach, now)
        taken = update(coach_invite).where(_fits(coach, code, now)).values(redeemed_by=coach.id, redeemed_at=now)
        row = unit.run(taken.returning(coach_invite)).mappings().first()
        if row is None:
            raise _unknown()
        grant_id = _wait(unit, coach, dict(row), now)
    _take_back_try(database, coach)
    return grant_id


def _fits(coach: Person, code: str, now: datetime) -> ColumnElement[bool]:
    client = exists().where(person.c.id == i.person_id, in_use())
    return and_(i.code_hash == secrets.digest(code.strip()), i.person_id != coach.id, is_open(now), client)


def _unknown() -> NotFound:
    return refusal("a code that opens nothing", UNKNOWN)


def _wait(unit: Writing, coach: Person, row: Mapping[str, Any], now: datetime) -> str:
    pair = (g.person_id == row["person_id"], g.coach_id == coach.id, g.state.in_(consent.LIVE))
    if unit.value(select(exists().where(*pair))):
        raise Conflict(ALREADY)
    grant = {
        "person_id": row["person_id"],
        "id": str(uuid4()),
        "coach_id": coach.id,
        "coach_label": coach.name,
        "client_label": row["client_label"],
        "state": State.pending,
        "created_at": now,
        "history_from": row["history_from"],
        "expires_at": row["grant_expires_at"],
        "version": 1,
    }
    try:
        unit.run(insert(consent_grant), grant)
    except IntegrityError:
        raise Conflict(ALREADY) from None
    of = {"person_id": row["person_id"], "grant_id": grant["id"]}
    unit.run(insert(consent_scope), [{**of, "pillar": pillar} for pillar in row["pillars"]])
    noticing.note(unit, row["person_id"], "accepted", grant, now)
    return str(grant["id"])


def _counters(coach: Person) -> tuple[tuple[str, int, timedelta], ...]:
    # Not "code": codes of the second step are counted under that name, and are forgotten once one fits.
    return (f"invitation:{coach.id}", TRIES_PER_COACH, tries.HOUR), ("invitation", TRIES_OF_ALL, tries.HOUR)


def _take_back_try(database: Database, coach: Person) -> None:
    """Count a code that fitted as no try."""
    with database.write() as unit:
        for what, *_ in _counters(coach):
            bookkeeping.take_back_try(unit, what)
