"""Days that clients read as days of rest, as far as coaches may know: whole shared weeks, by shared days alone.

Nothing outside the shared weeks has an effect, and no count of days says on which day of a week the setting or the
first session began: the weeks that are read otherwise lie wholly within the setting and after the first shared entry.
Of a week with a day that was left out nothing is filled in, so that no week of illness reads as one of rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, and_, bindparam, func, select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.sharing.visibility import select_visible_pillars
from habitlog.storage.day_marks import day_mark_table
from habitlog.tracking import Pillar
from habitlog.usecases.sharing.access_log import SharedView
from habitlog.weeks import monday_of


class SharedRestDays(Struct, frozen=True):
    """The Mondays of the shared weeks in which one client reads the days without an entry of a pillar as rest."""

    weeks: tuple[date, ...]

    def list_unknown_days(self, known: Collection[date]) -> list[date]:
        """Return the days of these weeks that are not known, oldest first."""
        days = (week + timedelta(days=number) for week in self.weeks for number in range(7))
        return [day for day in days if day not in known]


def load_shared_rest_days(
    transaction: ReadTransaction, coach: Person, views: Iterable[SharedView], now: datetime
) -> Mapping[tuple[str, str], SharedRestDays]:
    """Return the weeks by grant and pillar, of the weeks that are read; nothing where the setting has no effect."""
    return {
        (view.grant_id, pillar.key): SharedRestDays(weeks)
        for view in views
        if view.client.rest_days and view.weeks
        for pillar in PILLARS.values()
        if pillar.rest_day_metric_id and pillar.key in view.pillars
        if (weeks := _list_weeks(transaction, coach, view, pillar, now))
    }


def find_shared_rest_period(view: SharedView, weeks: tuple[date, ...]) -> tuple[date, date] | None:
    """Return from when to when the setting of a client reaches into shown weeks; None where it does not."""
    if not weeks or view.client.rest_days is None:
        return None
    return view.client.rest_days.clip(weeks[0], weeks[-1] + consent.WEEK - consent.ONE_DAY)


def _list_weeks(
    transaction: ReadTransaction, coach: Person, view: SharedView, pillar: Pillar, now: datetime
) -> tuple[date, ...]:
    period = find_shared_rest_period(view, view.weeks)
    if period is None:
        return ()
    parameters = {"coach": coach.id, "now": now, "grant": view.grant_id, "last": view.last_finished_sunday}
    first_entry: date | None = transaction.fetch_value(
        _build_first_entry_query(pillar), **parameters, first=view.first_shared_week
    )
    if first_entry is None:
        return ()
    begin, end = max(period[0], first_entry), period[1]
    rows = transaction.fetch_tuples(_build_skipped_query(pillar), **parameters, first=view.weeks[0])
    skipped = {monday_of(day) for (day,) in rows}
    six_days = consent.WEEK - consent.ONE_DAY
    return tuple(week for week in view.weeks if begin <= week and week + six_days <= end and week not in skipped)


def _build_visible_grant(pillar: Pillar) -> Any:
    visible = select_visible_pillars(coach_id=bindparam("coach"), now=bindparam("now")).subquery()
    return select(visible.c.person_id).where(visible.c.grant_id == bindparam("grant"), visible.c.pillar == pillar.key)


@cache
def _build_first_entry_query(pillar: Pillar) -> Select[Any]:
    visible, entry = _build_visible_grant(pillar).subquery(), pillar.table.c
    of_client = and_(entry.person_id == visible.c.person_id, entry.day.between(bindparam("first"), bindparam("last")))
    return select(func.min(entry.day)).select_from(visible.join(pillar.table, of_client))


@cache
def _build_skipped_query(pillar: Pillar) -> Select[Any]:
    visible, mark = _build_visible_grant(pillar).subquery(), day_mark_table.c
    of_client = and_(
        mark.person_id == visible.c.person_id,
        mark.pillar == pillar.key,
        mark.mark == "skipped",
        mark.day.between(bindparam("first"), bindparam("last")),
    )
    return select(mark.day).select_from(visible.join(day_mark_table, of_client))
