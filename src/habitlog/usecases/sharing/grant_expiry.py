"""Grants that are over are marked as expired, and both sides are reminded of those that end soon."""

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
    """Mark grants of a person, as client or as coach, that are over as expired, and remind them of those ending soon.

    A grant that is marked stays expired when the clock is set back. A reminder is made once for a person and an expiry.
    """
    values = {"state": GrantState.expired, "ended_at": g.expires_at, "ended_by": "time", "version": g.version + 1}
    expire = update(consent_grant_table).where(_is_expired(person, now)).values(values).returning(consent_grant_table)
    rows = transaction.execute_uncounted(expire).mappings().all()
    transaction.count_change(*(row[side] for row in rows for side in ("person_id", "coach_id")))
    notifications.add_notifications(
        transaction, "ended", [(row[side], dict(row)) for row in rows for side in ("person_id", "coach_id")], now
    )
    transaction.lock_person(person.id)
    notifications.add_notifications(
        transaction, "expiring", [(person.id, grant) for grant in _list_due_reminders(transaction, person, now)], now
    )


def expire_grants_if_due(database: Database, person: Person, now: datetime, *, only_if_free: bool = False) -> None:
    """Run `expire_grants` in a transaction of its own, where it has something to do; pages of sharing do so first.

    With `only_if_free` nothing happens while another transaction writes.
    """
    with database.begin_read() as transaction:
        due = transaction.fetch_value(select(exists().where(_is_expired(person, now)))) or _list_due_reminders(
            transaction, person, now
        )
    if due:
        with database.begin_write_if_free() if only_if_free else database.begin_write() as writing:
            if writing is not None:
                expire_grants(writing, person, now)


def expire_all_grants(database: Database, now: datetime) -> None:
    """Run `expire_grants` for every person for whom it has something to do."""
    with database.begin_read() as transaction:
        people = transaction.fetch_rows(
            select(person_table).where(person_table.c.id.in_(_find_people_to_notify(transaction, now)))
        )
    for row in people:
        expire_grants_if_due(database, Person.from_row(row), now)


def _find_people_to_notify(transaction: ReadTransaction, now: datetime) -> set[int]:
    """Return the people on both sides of live grants that are over or end soon who are not notified yet."""
    n = notification_table.c
    whose = and_(
        or_(n.person_id == g.person_id, n.person_id == g.coach_id), n.created_at > now - consent.EXPIRY_REMINDER_PERIOD
    )
    about = and_(whose, n.kind == "expiring", n.client_id == g.person_id, n.grant_id == g.id)
    over = and_(g.state.in_(consent.LIVE_STATES), g.expires_at <= now)
    soon = and_(g.state == GrantState.active, g.expires_at <= now + consent.EXPIRY_REMINDER_PERIOD)
    query = select(
        g.id, g.person_id, g.coach_id, g.expires_at, n.person_id.label("notified"), n.created_at.label("notified_at")
    )
    waiting: dict[str, set[int]] = {}
    for row in transaction.fetch_rows(query.outerjoin(notification_table, about).where(or_(over, soon))):
        sides = waiting.setdefault(row["id"], {row["person_id"], row["coach_id"]})
        if (
            now < row["expires_at"]
            and row["notified_at"]
            and row["notified_at"] >= row["expires_at"] - consent.EXPIRY_REMINDER_PERIOD
        ):
            sides.discard(row["notified"])
    return set().union(*waiting.values())


def _is_expired(person: Person, now: datetime) -> ColumnElement[bool]:
    return and_(_involves_person(person), g.state.in_(consent.LIVE_STATES), g.expires_at <= now)


def _involves_person(person: Person) -> ColumnElement[bool]:
    return or_(g.person_id == person.id, g.coach_id == person.id)


def _list_due_reminders(transaction: ReadTransaction, person: Person, now: datetime) -> Sequence[Mapping[str, Any]]:
    n = notification_table.c
    about = (n.person_id == person.id, n.kind == "expiring", n.client_id == g.person_id, n.grant_id == g.id)
    notified_at = select(func.max(n.created_at)).where(*about).scalar_subquery().label("notified_at")
    soon = (g.state == GrantState.active, g.expires_at > now, g.expires_at <= now + consent.EXPIRY_REMINDER_PERIOD)
    rows = transaction.fetch_rows(select(consent_grant_table, notified_at).where(_involves_person(person), *soon))
    return [row for row in rows if consent.is_expiring_soon(row["expires_at"], now) and not _is_reminded(row)]


def _is_reminded(row: Mapping[str, Any]) -> bool:
    """Return whether this expiry has its reminder: a grant that was extended gets another one."""
    return row["notified_at"] is not None and row["notified_at"] >= row["expires_at"] - consent.EXPIRY_REMINDER_PERIOD
