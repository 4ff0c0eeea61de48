"""Looks: a coach reads what is granted, and every look is written in the transaction that reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, func, insert, or_, select

from habitlog.db import Database, Reading, Writing
from habitlog.db.types import id_in_order
from habitlog.people.model import Person, person
from habitlog.sharing import consent
from habitlog.sharing.model import access_log, consent_grant
from habitlog.sharing.predicate import granted
from habitlog.usecases import noticing
from habitlog.usecases.granting import refusal
from habitlog.usecases.settling import settle

T = TypeVar("T")

MOST_DENIED, DENIED_WITHIN = 20, timedelta(days=1)
"""Refused tries at one grant that are written within a day."""
g, a = consent_grant.c, access_log.c


@dataclass(frozen=True, slots=True)
class Look:
    """What one client shows one coach now: whole finished weeks (their Mondays, oldest first) of these pillars.

    `client` carries the name typed for this coach and no address; numbers are written in the coach's style.
    `coach_label` is the coach's name as the client confirmed it, at `confirmed_at`. `sunday` ends the client's last
    finished week, shown or not.
    """

    grant_id: str
    client: Person
    coach_label: str
    confirmed_at: datetime
    expires_at: datetime
    pillars: tuple[str, ...]
    weeks: tuple[date, ...]
    sunday: date


def look(
    database: Database,
    coach: Person,
    route_class: str,
    weeks: int,
    now: datetime,
    read: Callable[[Reading, tuple[Look, ...]], T],
    grant_id: str | None = None,
) -> T:
    """Hand `read` what a coach may see of all clients, or by one grant, and return what it makes of it.

    At most the last `weeks` finished weeks. The look is written for each client in the same transaction; where that
    fails nothing is served. Raises `NotFound` for a `grant_id` that opens nothing now; where it once was this coach's,
    the client can read that it was tried.
    """
    with database.write() as unit:
        settle(unit, coach, now)
        looks = opened(unit, coach, weeks, now, grant_id)
        if looks or grant_id is None:
            _write(unit, coach, route_class, looks, now)
            return read(unit, looks)
        _write_denied(unit, coach, route_class, grant_id, now)
    raise refusal("nothing is open to this coach")


def _opened() -> Select[Any]:
    opened = granted(coach=bindparam("coach"), now=bindparam("now")).subquery()
    pillars = func.aggregate_strings(opened.c.pillar, " ").label("pillars")
    told = [*(column for column in opened.c if column.name != "pillar"), person.c.zone, person.c.day_start]
    query = select(*told, pillars).join(person, person.c.id == opened.c.person_id)
    only = or_(bindparam("only", type_=opened.c.grant_id.type).is_(None), opened.c.grant_id == bindparam("only"))
    return query.where(only).group_by(*told).order_by(opened.c.client_label, opened.c.grant_id)


_OPENED = _opened()


def opened(unit: Reading, coach: Person, weeks: int, now: datetime, grant_id: str | None) -> tuple[Look, ...]:
    """Return what a coach may see of all clients, or by one grant, for a reader that is not that coach.

    Nothing is written: a coach reads by `look` alone.
    """
    rows = unit.rows(_OPENED, coach=coach.id, now=now, only=grant_id)
    return tuple(_look(coach, row, weeks, now) for row in rows)


def _look(coach: Person, row: Mapping[str, Any], weeks: int, now: datetime) -> Look:
    client = Person(row["person_id"], "", row["client_label"], row["zone"], row["day_start"], coach.style)
    today = client.today(now)
    last = consent.last_week(today)
    return Look(
        grant_id=row["grant_id"],
        client=client,
        coach_label=row["coach_label"],
        confirmed_at=row["confirmed_at"],
        expires_at=row["expires_at"],
        pillars=tuple(sorted(row["pillars"].split())),
        weeks=consent.weeks_shown(max(row["history_from"], last - (weeks - 1) * consent.WEEK), today),
        sunday=last + timedelta(days=6),
    )


def _write(unit: Writing, coach: Person, route_class: str, looks: Iterable[Look], now: datetime) -> None:
    last = dict(unit.tuples(_LAST_LOOKS, coach=coach.id))
    rows = [
        {
            **_by(coach, route_class, now),
            "person_id": one.client.id,
            "actor_label": one.coach_label,
            "grant_id": one.grant_id,
            "pillars": list(one.pillars),
            "date_from": one.weeks[0] if one.weeks else None,
            "date_to": one.weeks[-1] + timedelta(days=6) if one.weeks else None,
            "outcome": "served",
        }
        for one in looks
    ]
    if rows:
        unit.run(insert(access_log), rows)
    first = [one for one in looks if consent.is_first_after_quiet(last.get(one.grant_id), one.confirmed_at, now)]
    about = [(one.client.id, {"id": one.grant_id, "person_id": one.client.id}) for one in first]
    noticing.note_all(unit, "looked", about, now)


def _last_looks() -> Select[Any]:
    served = (a.person_id == g.person_id, a.grant_id == g.id, a.outcome == "served")
    last = select(a.at).where(*served).order_by(a.at.desc()).limit(1).scalar_subquery()
    return select(g.id, last).where(g.coach_id == bindparam("coach"), g.state == consent.State.active)


_LAST_LOOKS = _last_looks()


def _write_denied(unit: Writing, coach: Person, route_class: str, grant_id: str, now: datetime) -> None:
    row = unit.first(select(consent_grant).where(g.id == grant_id, g.coach_id == coach.id))
    if row is None or _is_told_enough(unit, row, now):
        return
    about = {"person_id": row["person_id"], "actor_label": row["coach_label"], "grant_id": grant_id}
    denied: dict[str, Any] = {"pillars": [], "date_from": None, "date_to": None, "outcome": "denied"}
    unit.run(insert(access_log), {**_by(coach, route_class, now), **about, **denied})


def _is_told_enough(unit: Reading, row: Mapping[str, Any], now: datetime) -> bool:
    """Whether today's timeline holds so many refused tries at a grant that more would hide what else is in it."""
    of = (a.person_id == row["person_id"], a.grant_id == row["id"], a.outcome == "denied", a.at > now - DENIED_WITHIN)
    return int(unit.value(select(func.count()).select_from(access_log).where(*of))) >= MOST_DENIED


def _by(coach: Person, route_class: str, now: datetime) -> dict[str, Any]:
    return {"id": id_in_order(now), "at": now, "actor_id": coach.id, "route_class": route_class}
