"""Notifications inside the app, written in the transaction of their cause."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Select, and_, bindparam, insert, select, update

from habitlog.accounts.person import Person, person_table
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.types import make_time_ordered_id
from habitlog.sharing.tables import consent_grant_table, notification_table

NotificationKind = Literal[
    "accepted", "confirmed", "widened", "looked", "expiring", "ended", "declined", "factor-on", "factor-off",
    "password", "token",
]  # fmt: skip
MAX_LISTED = 100
"""Notifications that are listed at a time."""


class Notification(Struct, frozen=True):
    """Something that happened to a grant, or to one's own password, second step or tokens, which has no `grant_id`.

    `is_own` is true for the client of the grant. `other_name` is the other side; it is empty for a coach once the
    grant has ended, and while its client is disabled.
    """

    id: str
    kind: NotificationKind
    grant_id: str | None
    is_own: bool
    other_name: str
    at: datetime
    is_seen: bool


def add_notification(
    transaction: WriteTransaction,
    person_id: int | None,
    kind: NotificationKind,
    grant: Mapping[str, Any] | None,
    now: datetime,
    *,
    is_seen: bool = False,
) -> None:
    """Write a notification about a grant (a row of its table) or about how the person's account can be used.

    A `person_id` of None, a deleted coach, gets none. A mail about it is due at once, also about one that `is_seen`
    because who is signed in has just done it.
    """
    add_notifications(transaction, kind, [(person_id, grant)], now, is_seen=is_seen)


def add_notification_for_both(
    transaction: WriteTransaction, kind: NotificationKind, grant: Mapping[str, Any], now: datetime
) -> None:
    """Write a notification for the client and for the coach."""
    add_notifications(transaction, kind, [(grant["person_id"], grant), (grant["coach_id"], grant)], now)


def add_notifications(
    transaction: WriteTransaction,
    kind: NotificationKind,
    recipients: Iterable[tuple[int | None, Mapping[str, Any] | None]],
    now: datetime,
    *,
    is_seen: bool = False,
) -> None:
    """Write notifications of a kind for pairs of a person's id and a grant, in one statement."""
    columns = {"kind": kind, "created_at": now, "mail_due_at": now, "seen_at": now if is_seen else None}
    rows = [
        {
            "person_id": person_id,
            "id": make_time_ordered_id(now),
            "grant_id": grant and grant["id"],
            "client_id": grant and grant["person_id"],
            **columns,
        }
        for person_id, grant in recipients
        if person_id is not None
    ]
    if rows:
        transaction.execute(insert(notification_table), rows)


def list_notifications(
    transaction: ReadTransaction, person: Person, *, only_new: bool = False
) -> tuple[Notification, ...]:
    """Return the latest notifications of a person, newest first, at most 100; with `only_new` those not seen yet."""
    rows = transaction.fetch_rows(_notifications_query(only_new), person=person.id)
    return tuple(_build_notification(person, row) for row in rows)


@cache
def _notifications_query(only_new: bool) -> Select[Any]:
    n, g, client = notification_table.c, consent_grant_table.c, person_table.alias()
    about = and_(g.person_id == n.client_id, g.id == n.grant_id)
    query = (
        select(notification_table, g.coach_label, g.client_label, g.state, client.c.disabled_at)
        .outerjoin(consent_grant_table, about)
        .outerjoin(client, client.c.id == n.client_id)
        .where(n.person_id == bindparam("person"))
        .order_by(n.created_at.desc(), n.id.desc())
        .limit(MAX_LISTED)
    )
    return query.where(n.seen_at.is_(None)) if only_new else query


def mark_notifications_seen(transaction: WriteTransaction, person: Person, ids: Collection[str], now: datetime) -> None:
    """Mark those notifications as seen that `ids` name; later ones stay new."""
    unseen = list_notifications(transaction, person, only_new=True)
    seen_ids = [notification.id for notification in unseen if notification.id in ids]
    transaction.execute(
        update(notification_table)
        .where(notification_table.c.person_id == person.id, notification_table.c.id.in_(seen_ids))
        .values(seen_at=now)
    )


def _build_notification(person: Person, row: Mapping[str, Any]) -> Notification:
    is_own = row["client_id"] in {person.id, None}
    # A coach reads no name of a client whose grant has ended or who is disabled.
    is_open = row["state"] in {"pending", "active"} and row["disabled_at"] is None
    other_name = row["coach_label"] if is_own else row["client_label"] if is_open else ""
    return Notification(
        id=row["id"],
        kind=row["kind"],
        grant_id=row["grant_id"],
        is_own=is_own,
        other_name=other_name or "",
        at=row["created_at"],
        is_seen=row["seen_at"] is not None,
    )
