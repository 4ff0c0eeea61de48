"""What time does to grants: one that is seen to be over is written so, and one that ends soon is told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update

from habitlog.db import Database, Reading, Writing
from habitlog.people.model import Person, person
from habitlog.sharing import consent
from habitlog.sharing.consent import State
from habitlog.sharing.model import consent_grant, notice
from habitlog.usecases import noticing

g = consent_grant.c


def settle(unit: Writing, someone: Person, now: datetime) -> None:
    """Write grants of a person, as client or as coach, that are over as expired, and remind them of those ending soon.

    Once written, a clock that is set back does not revive a grant. A reminder is written once for a person and expiry.
    """
    over = {"state": State.expired, "ended_at": g.expires_at, "ended_by": "time", "version": g.version + 1}
    ended = update(consent_grant).where(_is_over(someone, now)).values(over).returning(consent_grant)
    rows = unit.run(ended).mappings().all()
    noticing.note_all(
        unit, "ended", [(row[side], dict(row)) for row in rows for side in ("person_id", "coach_id")], now
    )
    unit.hold(someone.id)
    noticing.note_all(unit, "expiring", [(someone.id, soon) for soon in _reminders(unit, someone, now)], now)


def settle_if_due(database: Database, someone: Person, now: datetime) -> None:
    """Settle in a unit of its own where there is something to write: what a page of sharing does first."""
    with database.read() as look:
        due = look.value(select(exists().where(_is_over(someone, now)))) or _reminders(look, someone, now)
    if due:
        with database.write() as unit:
            settle(unit, someone, now)


def settle_everybody(database: Database, now: datetime) -> None:
    """Settle for whoever has something to be written, so that nobody has to come for it."""
    with database.read() as look:
        people = look.rows(select(person).where(person.c.id.in_(_waiting(look, now))))
    for row in people:
        settle_if_due(database, Person.of_row(row), now)


def _waiting(unit: Reading, now: datetime) -> set[int]:
    """Return who, of both sides of live grants that are over or end soon, was not told yet."""
    n = notice.c
    whose = and_(or_(n.person_id == g.person_id, n.person_id == g.coach_id), n.at > now - consent.REMIND_BEFORE)
    about = and_(whose, n.kind == "expiring", n.client_id == g.person_id, n.grant_id == g.id)
    over = and_(g.state.in_(consent.LIVE), g.expires_at <= now)
    soon = and_(g.state == State.active, g.expires_at <= now + consent.REMIND_BEFORE)
    told = select(g.id, g.person_id, g.coach_id, g.expires_at, n.person_id.label("told"), n.at)
    waiting: dict[str, set[int]] = {}
    for row in unit.rows(told.outerjoin(notice, about).where(or_(over, soon))):
        sides = waiting.setdefault(row["id"], {row["person_id"], row["coach_id"]})
        if now < row["expires_at"] and row["at"] and row["at"] >= row["expires_at"] - consent.REMIND_BEFORE:
            sides.discard(row["told"])
    return set().union(*waiting.values())


def _is_over(someone: Person, now: datetime) -> ColumnElement[bool]:
    return and_(_is_theirs(someone), g.state.in_(consent.LIVE), g.expires_at <= now)


def _is_theirs(someone: Person) -> ColumnElement[bool]:
    return or_(g.person_id == someone.id, g.coach_id == someone.id)


def _reminders(unit: Reading, someone: Person, now: datetime) -> Sequence[Mapping[str, Any]]:
    n = notice.c
    about = (n.person_id == someone.id, n.kind == "expiring", n.client_id == g.person_id, n.grant_id == g.id)
    told_at = select(func.max(n.at)).where(*about).scalar_subquery().label("told_at")
    soon = (g.state == State.active, g.expires_at > now, g.expires_at <= now + consent.REMIND_BEFORE)
    rows = unit.rows(select(consent_grant, told_at).where(_is_theirs(someone), *soon))
    return [row for row in rows if consent.is_expiring(row["expires_at"], now) and not _is_told(row)]


def _is_told(row: Mapping[str, Any]) -> bool:
    """Whether the reminder of this very expiry is written: a grant that was made longer has another one."""
    return row["told_at"] is not None and row["told_at"] >= row["expires_at"] - consent.REMIND_BEFORE
