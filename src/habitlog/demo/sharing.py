"""The sharing of the demonstration: two clients, views of their coach on Mondays, and an open invitation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
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
from habitlog.weeks import monday_of

COACH_NAME = "Ida Norling"
HOUR = timedelta(hours=1)
LIST_WEEKS, PAGE_WEEKS = 8, 12
"""Weeks that the coach reads of the list, and of the page of a client."""


class DemoGrant(Struct, frozen=True):
    """A grant made `days_ago` days ago that covers the `history_days` days before it, for ninety days."""

    client: Person
    days_ago: int
    history_days: int
    pillars: tuple[str, ...]

    def invitation_values(self, now: datetime) -> dict[str, Any]:
        """Return the fields of the form of the invitation, with `now` as its time."""
        first = self.client.local_today(now) - timedelta(days=self.history_days)
        return {"pillars": list(self.pillars), "label": self.client.name, "history_from": first.isoformat()}


def build_sharing(database: Database, mara: Person, tove: Person, coach: Person, now: datetime) -> None:
    """Create the grants of two clients by use-cases, the coach's views of them, and an invitation without a coach.

    Everything is before `now`, in order of time, and every notification is marked as seen.
    """
    _enable_two_factor(database, coach, now)
    first = DemoGrant(mara, 61, 364, ("sleep", "stress", "training"))
    second = DemoGrant(tove, 33, 84, ("sleep", "training"))
    second_start = now - timedelta(days=second.days_ago)
    grants = {mara.id: _create_grant(database, first, coach, now)}
    _view_until(database, coach, grants, now - timedelta(days=first.days_ago), second_start)
    grants[tove.id] = _create_grant(database, second, coach, now)
    _view_until(database, coach, grants, second_start, now)
    with database.begin_write() as transaction:
        open_invitation = DemoGrant(mara, 0, 28, ("diet", "training")).invitation_values(now) | {"label": "Mara L."}
        invitations.create_invitation(transaction, mara, open_invitation, now - 20 * HOUR)
        for person in (mara, tove, coach):
            new = notifications.list_notifications(transaction, person, only_new=True)
            notifications.mark_notifications_seen(transaction, person, [notification.id for notification in new], now)


def _enable_two_factor(database: Database, coach: Person, now: datetime) -> None:
    """Enable two-factor sign-in for the coach; the button of the demonstration passes it, as no app has its secret."""
    long_ago = now - timedelta(days=90)
    row = {"person_id": coach.id, "salt": "demonstration", "enrolment_started_at": long_ago, "confirmed_at": long_ago}
    with database.begin_write() as transaction:
        transaction.execute(insert(two_factor_table), row | {"last_time_step": 0})


def _create_grant(database: Database, demo_grant: DemoGrant, coach: Person, now: datetime) -> str:
    started_at = now - timedelta(days=demo_grant.days_ago)
    with database.begin_write() as transaction:
        code = invitations.create_invitation(
            transaction, demo_grant.client, demo_grant.invitation_values(started_at), started_at
        ).code
    grant = invitations.redeem_invitation(database, coach, code, started_at + 3 * HOUR)
    with database.begin_write() as transaction:
        granting.confirm_grant(transaction, demo_grant.client, grant, 1, CURRENT_TEXT_VERSION, started_at + 5 * HOUR)
    return grant


def _view_until(database: Database, coach: Person, grants: Mapping[int, str], since: datetime, until: datetime) -> None:
    """Read the list on Monday mornings, and the pages of the clients in turn."""
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
    day = monday_of(since.astimezone(zone).date()) + consent.WEEK
    while (at := datetime.combine(day, time(8, 12), zone).astimezone(UTC)) < until - HOUR:
        yield at
        day += consent.WEEK


def _read_nothing(_transaction: ReadTransaction, _views: tuple[SharedView, ...]) -> None:
    """Read nothing: only the entry in the access log is wanted."""
