"""The stored months of daily metrics that a coach may read, of one client or of all, in one query."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.pillars import PILLARS
from habitlog.sharing.visibility import select_visible_pillars
from habitlog.storage import month_encoding
from habitlog.storage.daily_metrics import daily_metric_month_table


def _build_months_query() -> Select[Any]:
    visible, m = (
        select_visible_pillars(coach_id=bindparam("coach"), now=bindparam("now")).subquery(),
        daily_metric_month_table.c,
    )
    of_visible_pillar = [
        and_(visible.c.pillar == key, m.metric.in_([metric.id for metric in pillar.daily_metrics]))
        for key, pillar in PILLARS.items()
    ]
    return (
        select(visible.c.grant_id, m.metric, m.month, m.daily_values)
        .join(daily_metric_month_table, and_(m.person_id == visible.c.person_id, or_(*of_visible_pillar)))
        .where(
            # Month by month, and metric by metric: each is one step in the primary key.
            m.month.in_(bindparam("months", expanding=True)),
            m.metric.in_(bindparam("metrics", expanding=True)),
            or_(bindparam("only", type_=visible.c.grant_id.type).is_(None), visible.c.grant_id == bindparam("only")),
        )
    )


_MONTHS_QUERY = _build_months_query()


def read_shared_months(
    transaction: ReadTransaction,
    coach: Person,
    metrics: Collection[str],
    span: tuple[date, date],
    now: datetime,
    grant_id: str | None = None,
) -> Iterator[tuple[str, str, date, bytes]]:
    """Yield (grant id, metric id, first of month, encoded days) of all grants, or of one, for the months of `span`.

    Oldest month first. A month can hold days of weeks that are not shown: the caller must leave them out, and also
    grants that it has no view of.
    """
    parameters = {"coach": coach.id, "now": now, "metrics": sorted(metrics), "months": list(_list_first_days(*span))}
    rows = transaction.fetch_tuples(_MONTHS_QUERY, **parameters, only=grant_id)
    return iter(sorted(rows, key=itemgetter(2)))


def _list_first_days(first: date, last: date) -> Iterator[date]:
    month = month_encoding.first_of_month(first)
    while month <= last:
        yield month
        month = month_encoding.first_of_month(month + timedelta(days=month_encoding.DAYS_IN_ROW))
