"""What is shared in the demonstration: two clients, a coach who looks on Mondays, and a code that waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from habitlog.db import Database, Reading
from habitlog.people.factor import second_factor
from habitlog.people.model import Person
from habitlog.sharing import consent
from habitlog.sharing.texts import CURRENT_TEXT
from habitlog.usecases import granting, inviting, noticing, redeeming
from habitlog.usecases.looking import Look, look

COACH = "Ida Norling"
HOUR = timedelta(hours=1)
LIST, PAGE = 8, 12
"""Weeks of a coach's list, and of the page of one client."""


@dataclass(frozen=True, slots=True)
class Given:
    """A grant to be made: `ago` days ago, of the last `history` days, for ninety days."""

    client: Person
    ago: int
    history: int
    pillars: tuple[str, ...]

    def asked(self, now: datetime) -> dict[str, Any]:
        """Return what its client chooses on the form of the invitation."""
        first = self.client.today(now) - timedelta(days=self.history)
        return {"pillars": list(self.pillars), "label": self.client.name, "history_from": first.isoformat()}


def share(database: Database, mara: Person, tove: Person, coach: Person, now: datetime) -> None:
    """Make the grants of two clients as their pages would, the looks at them, and an invitation nobody took yet.

    Everything lies in the past of `now`, in the order in which it came about, and every notice of it was seen.
    """
    _set_up(database, coach, now)
    given = (
        Given(mara, 61, 364, ("sleep", "stress", "training")),
        Given(tove, 33, 84, ("sleep", "training")),
    )
    grants = {one.client.id: _grant(database, one, coach, now) for one in given[:1]}
    _look_until(database, coach, grants, now - timedelta(days=61), now - timedelta(days=33))
    grants |= {one.client.id: _grant(database, one, coach, now) for one in given[1:]}
    _look_until(database, coach, grants, now - timedelta(days=33), now)
    with database.write() as unit:
        waiting = Given(mara, 0, 28, ("diet", "training")).asked(now) | {"label": "Mara L."}
        inviting.invite(unit, mara, waiting, now - 20 * HOUR)
        for person in (mara, tove, coach):
            noticing.mark_seen(unit, person, [one.id for one in noticing.listed(unit, person, new=True)], now)


def _set_up(database: Database, coach: Person, now: datetime) -> None:
    """Switch the coach's second step on; it is passed by the button of the demonstration, as no app knows it."""
    long_ago = now - timedelta(days=90)
    row = {"person_id": coach.id, "salt": "demonstration", "begun_at": long_ago, "confirmed_at": long_ago}
    with database.write() as unit:
        unit.run(insert(second_factor), row | {"last_step": 0})


def _grant(database: Database, given: Given, coach: Person, now: datetime) -> str:
    begun = now - timedelta(days=given.ago)
    with database.write() as unit:
        code = inviting.invite(unit, given.client, given.asked(begun), begun).code
    grant = redeeming.redeem(database, coach, code, begun + 3 * HOUR)
    with database.write() as unit:
        granting.confirm(unit, given.client, grant, 1, CURRENT_TEXT, begun + 5 * HOUR)
    return grant


def _look_until(database: Database, coach: Person, grants: Mapping[int, str], since: datetime, until: datetime) -> None:
    """Look at the list on Monday mornings, and at the page of one client after the other."""
    for number, monday in enumerate(_mondays(coach, since + timedelta(days=1), until)):
        look(database, coach, "list", LIST, monday, _nothing)
        for place, grant in enumerate(grants.values()):
            if number % 2 == place % 2:
                look(database, coach, "client", PAGE, monday + timedelta(minutes=4 + 7 * place), _nothing, grant)


def _mondays(coach: Person, since: datetime, until: datetime) -> Iterator[datetime]:
    zone = ZoneInfo(coach.zone)
    day = consent.monday(since.astimezone(zone).date()) + consent.WEEK
    while (at := datetime.combine(day, time(8, 12), zone).astimezone(UTC)) < until - HOUR:
        yield at
        day += consent.WEEK


def _nothing(_unit: Reading, _looks: tuple[Look, ...]) -> None:
    """Read nothing: the look itself is what stays."""
