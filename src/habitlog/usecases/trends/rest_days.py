"""Daily values as a person reads them: by their setting, days without a session are days of rest.

Nothing of it is stored: the days are filled in where values are read, so that switching it on or off is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics
from habitlog.storage.day_marks import fetch_marked_days
from habitlog.tracking import DailyMetric, Metric, Pillar

if TYPE_CHECKING:
    from habitlog.stats.series import Series

DAY = timedelta(days=1)


def find_rest_period(
    person: Person, pillar: Pillar, metric: Metric, first: date, last: date, today: date
) -> tuple[date, date] | None:
    """Return from when to when, between two days, the setting changes how days of a metric are read; None if never."""
    if person.rest_days is None or not pillar.counts_rest_days(metric):
        return None
    return person.rest_days.clip(first, min(last, today - DAY))


def find_first_session_day(transaction: ReadTransaction, person: Person) -> date | None:
    """Return the day of a person's first session; None where there is none."""
    pillar = next(pillar for pillar in PILLARS.values() if pillar.rest_day_metric_id)
    return _find_first_day(transaction, person, pillar)


def _find_first_day(transaction: ReadTransaction, person: Person, pillar: Pillar) -> date | None:
    entry = pillar.table.c
    day: date | None = transaction.fetch_value(select(func.min(entry.day)).where(entry.person_id == person.id))
    return day


def list_rest_days(
    transaction: ReadTransaction, person: Person, pillar: Pillar, first: date, last: date, today: date
) -> list[date]:
    """Return the days between two days that are read as days of rest, oldest first.

    They have no entry of the pillar and no mark, come after its first entry, and lie within the setting. Today is none
    of them, as it is not over.
    """
    if person.rest_days is None or not pillar.rest_day_metric_id:
        return []
    period = person.rest_days.clip(first, min(last, today - DAY))
    first_entry = _find_first_day(transaction, person, pillar)
    if period is None or first_entry is None:
        return []
    begin, end = max(period[0], first_entry), period[1]
    known_by = pillar.rest_day_metric_id
    found = daily_metrics.load_metric_values(transaction, person.id, [known_by], begin, end)[known_by]
    known = {day for day, _ in found} | fetch_marked_days(transaction, person.id, pillar.key, begin, end).skipped
    return [day for day in _iterate_days(begin, end) if day not in known]


def _iterate_days(first: date, last: date) -> Iterator[date]:
    return (first + count * DAY for count in range((last - first).days + 1))


def load_metric_series(
    transaction: ReadTransaction, person: Person, metrics: Collection[str], first: date, last: date, today: date
) -> dict[str, Series]:
    """Return the values of metrics as series, with 0 on the days that are read as days of rest."""
    series = daily_metrics.load_metric_series(transaction, person.id, metrics, first, last)
    for pillar, filled in _list_filled_metrics(person, metrics):
        days = list_rest_days(transaction, person, pillar, first, last, today)
        for metric in filled:
            series[metric.id] = series[metric.id].fill_days(days, metric.value_when_none or 0)
    return series


def _list_filled_metrics(person: Person, metrics: Collection[str]) -> Iterable[tuple[Pillar, list[DailyMetric]]]:
    """Yield each pillar whose days are filled in, with those of the metrics that have a number on a day of rest."""
    if person.rest_days is None:
        return
    for pillar in PILLARS.values():
        filled = [one for one in pillar.daily_metrics if one.id in metrics and pillar.counts_rest_days(one)]
        if filled:
            yield pillar, filled
