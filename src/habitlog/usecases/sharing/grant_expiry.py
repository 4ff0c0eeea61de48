"""Expiry of grants: a grant past its end is marked as expired, and one that ends soon is announced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update

from habitlog.accounts.person import Person, person_table
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.sharing import consent
from habitlog.sharing.consent import GrantState
from habitlog.sharing.tables import consent_grant_table, notification_table
from habitlog.usecases import notifications

g = consent_grant_table.c


def expire_grants(transaction: WriteTransaction, person: Person, now: datetime) -> None:
    """Write grants of a person, as client or as coach, that are over as expired, and remind them of those ending soon.

    Once written, a clock that is set back does not revive a grant. A reminder is written once for a person and expiry.
    """
    over = {"state": GrantState.expired, "ended_at": g.expires_at, "ended_by": "time", "version": g.version + 1}
    ended = update(consent_grant_table).where(_is_expired(person, now)).values(over).returning(consent_grant_table)
    rows = transaction.execute(ended).mappings().all()
    notifications.add_notifications(
        transaction, "ended", [(row[side], dict(row)) for row in rows for side in ("person_id", "coach_id")], now
    )
    transaction.lock_person(person.id)
    notifications.add_notifications(
        transaction, "expiring", [(person.id, soon) for soon in _list_due_reminders(transaction, person, now)], now
    )


def expire_grants_if_due(database: Database, person: Person, now: datetime) -> None:
    """Settle in a unit of its own where there is something to write: what a page of sharing does first."""
    with database.begin_read() as look:
        due = look.fetch_value(select(exists().where(_is_expired(person, now)))) or _list_due_reminders(
            look, person, now
        )
    if due:
        with database.begin_write() as transaction:
            expire_grants(transaction, person, now)


def expire_all_grants(database: Database, now: datetime) -> None:
    """Expire the grants of everybody concerned, so that it does not depend on a visit."""
    with database.begin_read() as look:
        people = look.fetch_rows(select(person_table).where(person_table.c.id.in_(_find_people_to_notify(look, now))))
    for row in people:
        expire_grants_if_due(database, Person.from_row(row), now)


def _find_people_to_notify(transaction: ReadTransaction, now: datetime) -> set[int]:
    """Return the people on both sides of live grants that are over or end soon who were not notified yet."""
    n = notification_table.c
    whose = and_(
        or_(n.person_id == g.person_id, n.person_id == g.coach_id), n.created_at > now - consent.EXPIRY_REMINDER_PERIOD
    )
    about = and_(whose, n.kind == "expiring", n.client_id == g.person_id, n.grant_id == g.id)
    over = and_(g.state.in_(consent.LIVE_STATES), g.expires_at <= now)
    soon = and_(g.state == GrantState.active, g.expires_at <= now + consent.EXPIRY_REMINDER_PERIOD)
    told = select(g.id, g.person_id, g.coach_id, g.expires_at, n.person_id.label("told"), n.created_at.label("told_at"))
    waiting: dict[str, set[int]] = {}
    for row in transaction.fetch_rows(told.outerjoin(notification_table, about).where(or_(over, soon))):
        sides = waiting.setdefault(row["id"], {row["person_id"], row["coach_id"]})
        if (
            now < row["expires_at"]
            and row["told_at"]
            and row["told_at"] >= row["expires_at"] - consent.EXPIRY_REMINDER_PERIOD
        ):
            sides.discard(row["told"])
    return set().union(*waiting.values())


def _is_expired(person: Person, now: datetime) -> ColumnElement[bool]:
    return and_(_involves_person(person), g.state.in_(consent.LIVE_STATES), g.expires_at <= now)


def _involves_person(person: Person) -> ColumnElement[bool]:
    return or_(g.person_id == person.id, g.coach_id == person.id)


def _list_due_reminders(transaction: ReadTransaction, person: Person, now: datetime) -> Sequence[Mapping[str, Any]]:
    n = notification_table.c
    about = (n.person_id == person.id, n.kind == "expiring", n.client_id == g.person_id, n.grant_id == g.id)
    told_at = select(func.max(n.created_at)).where(*about).scalar_subquery().label("told_at")
    soon = (g.state == GrantState.active, g.expires_at > now, g.expires_at <= now + consent.EXPIRY_REMINDER_PERIOD)
    rows = transaction.fetch_rows(select(consent_grant_table, told_at).where(_involves_person(person), *soon))
    return [row for row in rows if consent.is_expiring_soon(row["expires_at"], now) and not _is_reminded(row)]


def _is_reminded(row: Mapping[str, Any]) -> bool:
    """Whether the reminder of this very expiry is written: a grant that was made longer has another one."""
    return row["told_at"] is not None and row["told_at"] >= row["expires_at"] - consent.EXPIRY_REMINDER_PERIOD
