"""The stored months a coach may read, of one client or of all, in one query that is joined to the predicate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select

from habitlog.db import Reading
from habitlog.derived import metric_month, months
from habitlog.people.model import Person
from habitlog.pillars import PILLARS
from habitlog.sharing.predicate import granted
from habitlog.usecases.looking import Look


def _months() -> Select[Any]:
    opened, m = granted(coach=bindparam("coach"), now=bindparam("now")).subquery(), metric_month.c
    of_pillar = [
        and_(opened.c.pillar == key, m.metric.in_([metric.id for metric in pillar.metrics]))
        for key, pillar in PILLARS.items()
    ]
    return (
        select(opened.c.grant_id, m.metric, m.month, m.days)
        .join(metric_month, and_(m.person_id == opened.c.person_id, or_(*of_pillar)))
        .where(
            m.month.between(bindparam("first"), bindparam("last")),
            m.metric.in_(bindparam("metrics", expanding=True)),
            opened.c.grant_id.in_(bindparam("grants", expanding=True)),
        )
        .order_by(m.month)
    )


_MONTHS = _months()


def months_between(
    unit: Reading,
    coach: Person,
    looks: Sequence[Look],
    metrics: Collection[str],
    span: tuple[date, date],
    now: datetime,
) -> Sequence[tuple[str, str, date, bytes]]:
    """Return (grant, metric, month, its days) of these looks, oldest month first, for every month that `span` touches.

    A month can hold days outside the weeks that a look shows: the caller leaves them out.
    """
    first, last = span
    asked = {
        "coach": coach.id,
        "now": now,
        "metrics": sorted(metrics),
        "grants": sorted(each.grant_id for each in looks),
        "first": months.month_of(first),
        "last": last,
    }
    return unit.tuples(_MONTHS, **asked)
