"""What is shared in the demonstration: two clients, a coach who looks on Mondays, and a code that waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from habitlog.accounts.person import Person
from habitlog.accounts.two_factor import two_factor_table
from habitlog.db import Database, ReadTransaction
from habitlog.sharing import consent
from habitlog.sharing.consent_texts import CURRENT_TEXT_VERSION
from habitlog.usecases import notifications
from habitlog.usecases.sharing import grants as granting
from habitlog.usecases.sharing import invitations
from habitlog.usecases.sharing.access_log import SharedView, read_shared

COACH_NAME = "Ida Norling"
HOUR = timedelta(hours=1)
LIST_WEEKS, PAGE_WEEKS = 8, 12
"""Weeks of a coach's list, and of the page of one client."""


@dataclass(frozen=True, slots=True)
class DemoGrant:
    """A grant to be made: `ago` days ago, of the last `history` days, for ninety days."""

    client: Person
    days_ago: int
    history_days: int
    pillars: tuple[str, ...]

    def invitation_values(self, now: datetime) -> dict[str, Any]:
        """Return what its client chooses on the form of the invitation."""
        first = self.client.local_today(now) - timedelta(days=self.history_days)
        return {"pillars": list(self.pillars), "label": self.client.name, "history_from": first.isoformat()}


def build_sharing(database: Database, mara: Person, tove: Person, coach: Person, now: datetime) -> None:
    """Make the grants of two clients as their pages would, the looks at them, and an invitation nobody took yet.

    Everything lies in the past of `now`, in the order in which it came about, and every notice of it was seen.
    """
    _enable_two_factor(database, coach, now)
    given = (
        DemoGrant(mara, 61, 364, ("sleep", "stress", "training")),
        DemoGrant(tove, 33, 84, ("sleep", "training")),
    )
    grants = {one.client.id: _create_grant(database, one, coach, now) for one in given[:1]}
    _view_until(database, coach, grants, now - timedelta(days=61), now - timedelta(days=33))
    grants |= {one.client.id: _create_grant(database, one, coach, now) for one in given[1:]}
    _view_until(database, coach, grants, now - timedelta(days=33), now)
    with database.begin_write() as transaction:
        waiting = DemoGrant(mara, 0, 28, ("diet", "training")).invitation_values(now) | {"label": "Mara L."}
        invitations.create_invitation(transaction, mara, waiting, now - 20 * HOUR)
        for person in (mara, tove, coach):
            notifications.mark_notifications_seen(
                transaction,
                person,
                [one.id for one in notifications.list_notifications(transaction, person, only_new=True)],
                now,
            )


def _enable_two_factor(database: Database, coach: Person, now: datetime) -> None:
    """Switch the coach's second step on; it is passed by the button of the demonstration, as no app knows it."""
    long_ago = now - timedelta(days=90)
    row = {"person_id": coach.id, "salt": "demonstration", "enrolment_started_at": long_ago, "confirmed_at": long_ago}
    with database.begin_write() as transaction:
        transaction.execute(insert(two_factor_table), row | {"last_time_step": 0})


def _create_grant(database: Database, demo_grant: DemoGrant, coach: Person, now: datetime) -> str:
    begun = now - timedelta(days=demo_grant.days_ago)
    with database.begin_write() as transaction:
        code = invitations.create_invitation(
            transaction, demo_grant.client, demo_grant.invitation_values(begun), begun
        ).code
    grant = invitations.redeem_invitation(database, coach, code, begun + 3 * HOUR)
    with database.begin_write() as transaction:
        granting.confirm_grant(transaction, demo_grant.client, grant, 1, CURRENT_TEXT_VERSION, begun + 5 * HOUR)
    return grant


def _view_until(database: Database, coach: Person, grants: Mapping[int, str], since: datetime, until: datetime) -> None:
    """Look at the list on Monday mornings, and at the page of one client after the other."""
    for number, monday in enumerate(_iterate_mondays(coach, since + timedelta(days=1), until)):
        read_shared(database, coach, "list", LIST_WEEKS, monday, _read_nothing)
        for place, grant in enumerate(grants.values()):
            if number % 2 == place % 2:
                read_shared(
                    database,
                    coach,
                    "client",
                    PAGE_WEEKS,
                    monday + timedelta(minutes=4 + 7 * place),
                    _read_nothing,
                    grant,
                )


def _iterate_mondays(coach: Person, since: datetime, until: datetime) -> Iterator[datetime]:
    zone = ZoneInfo(coach.zone)
    day = consent.monday_of_week(since.astimezone(zone).date()) + consent.WEEK
    while (at := datetime.combine(day, time(8, 12), zone).astimezone(UTC)) < until - HOUR:
        yield at
        day += consent.WEEK


def _read_nothing(_unit: ReadTransaction, _looks: tuple[SharedView, ...]) -> None:
    """Read nothing: the look itself is what stays."""
