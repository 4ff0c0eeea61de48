"""What a coach is shown of one client: weekly values of the granted pillars over four or twelve weeks, and verdicts.

A verdict compares these weeks with as many before them, so twice as many are read, as far as they are shared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.db import Database, ReadTransaction
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.tracking import DailyMetric, Pillar, WeeklyMetric
from habitlog.usecases.margins import judge_by_margin
from habitlog.usecases.sharing.access_log import SharedView, read_shared
from habitlog.usecases.sharing.shared_metrics import read_shared_months
from habitlog.usecases.sharing.shared_rest_days import find_shared_rest_period, load_shared_rest_days
from habitlog.usecases.trends.overview import list_finished_values
from habitlog.usecases.trends.periods import Span
from habitlog.usecases.trends.trends import Coverage, MetricOverview, count_known_weeks

if TYPE_CHECKING:
    from habitlog.stats.series import Series
    from habitlog.stats.summary import PeriodValue, TrendSummary

SIX_DAYS = timedelta(days=6)


class SharedMetric(Struct, frozen=True):
    """One metric over the shared weeks, and how many of the seven days of each week have a value."""

    overview: MetricOverview
    days_per_week: tuple[int, ...]


class SharedDays(Struct, frozen=True):
    """The shared days of a daily metric: how many have a value in each week, and the values of the full weeks.

    The days of other weeks are in no number: otherwise one of them could be computed from a mean and its full weeks.
    """

    days_per_week: tuple[int, ...]
    complete_weeks: Series


class ClientSummary(Struct, frozen=True):
    """What one client shares: the last weeks, and by granted pillar its metrics, none as long as no week can be shown.

    `view` has the weeks that were read. `rest_period` is, of the shown ones, the first and last day on which the client
    reads days without an entry as days of rest.
    """

    view: SharedView
    weeks: tuple[date, ...]
    metrics_by_pillar: Mapping[str, tuple[SharedMetric, ...]]
    rest_period: tuple[date, date] | None = None


def read_client_summary(database: Database, coach: Person, grant_id: str, weeks: int, now: datetime) -> ClientSummary:
    """Return what one grant shows of the last `weeks` finished weeks; the view is logged.

    Raises `NotFound` as `read_shared` does.
    """

    def read(transaction: ReadTransaction, views: tuple[SharedView, ...]) -> ClientSummary:
        return summarize_client(transaction, coach, views[0], weeks, now)

    return read_shared(database, coach, "client", count_weeks_read(weeks), now, read, grant_id)


def count_weeks_read(weeks: int) -> int:
    """Return how many weeks are read to show so many: those before them are what they are compared with."""
    return 2 * weeks


def summarize_client(
    transaction: ReadTransaction, coach: Person, view: SharedView, weeks: int, now: datetime
) -> ClientSummary:
    """Return every daily and weekly metric of the last `weeks` weeks and the pillars of a view.

    Keyed metrics are left out: their keys are names that the client typed.
    """
    shown = view.weeks[-weeks:]
    if not shown:
        return ClientSummary(view, (), dict.fromkeys(view.pillars, ()))
    span = Span(shown[0], shown[-1] + SIX_DAYS, view.client.local_today(now))
    daily = _load_shared_days(transaction, coach, view, span, now)
    metrics = {key: tuple(_summarize_pillar(PILLARS[key], view.client, span, daily)) for key in view.pillars}
    return ClientSummary(view, shown, metrics, find_shared_rest_period(view, shown))


def _load_shared_days(
    transaction: ReadTransaction, coach: Person, view: SharedView, span: Span, now: datetime
) -> Mapping[str, SharedDays]:
    """Return the days of the weeks of a view and no others, by daily metric of the granted pillars."""
    from habitlog.stats.series import Series  # noqa: PLC0415 - numpy is loaded by the first trend
    from habitlog.stats.weekly import count_known_days, keep_full_weeks  # noqa: PLC0415 - as above

    metrics = [metric.id for key in view.pillars for metric in PILLARS[key].daily_metrics]
    found = dict.fromkeys(metrics, Series.from_rows(()))
    first = view.weeks[0]
    rows = read_shared_months(transaction, coach, metrics, (first, span.last), now, view.grant_id)
    for metric, of in groupby(sorted(rows, key=itemgetter(1)), key=itemgetter(1)):
        _, _, starts, days = zip(*of, strict=True)
        found[metric] = Series.from_months(starts, days).between(first, span.last)
    for (_, pillar_key), rest_days in load_shared_rest_days(transaction, coach, [view], now).items():
        pillar = PILLARS[pillar_key]
        known = {date.fromordinal(day) for day in found[pillar.rest_day_metric_id].days.tolist()}
        unknown = [day for day in rest_days.list_unknown_days(known) if day <= span.last]
        for one in pillar.daily_metrics:
            if pillar.counts_rest_days(one):
                found[one.id] = found[one.id].fill_days(unknown, one.value_when_none or 0)
    return {
        metric: SharedDays(
            count_known_days(series, span.first, span.last), keep_full_weeks(series, consent.MIN_DAYS_PER_SHARED_WEEK)
        )
        for metric, series in found.items()
    }


def _summarize_pillar(
    pillar: Pillar, client: Person, span: Span, daily: Mapping[str, SharedDays]
) -> Iterator[SharedMetric]:
    measures: tuple[DailyMetric | WeeklyMetric, ...] = (*pillar.daily_metrics, *pillar.weekly_metrics)
    for measure in measures:
        of = measure.daily_metric_id if isinstance(measure, WeeklyMetric) else measure.id
        yield _summarize_metric(measure, client, span, daily[of])


def _summarize_metric(metric: DailyMetric | WeeklyMetric, client: Person, span: Span, days: SharedDays) -> SharedMetric:
    found, period, before = _compute_metric_summary(days.complete_weeks, metric, span)
    found = judge_by_margin(found, client, metric)
    known = count_known_weeks(found.weeks) if isinstance(metric, WeeklyMetric) else None
    coverage = Coverage(span.days, sum(days.days_per_week), 0, found.trend.needed, known)
    glance = MetricOverview(metric, span, found, coverage, list_finished_values(found.weeks), period, before)
    return SharedMetric(glance, days.days_per_week)


def _compute_metric_summary(
    series: Series, metric: DailyMetric | WeeklyMetric, span: Span
) -> tuple[TrendSummary, PeriodValue, PeriodValue | None]:
    from habitlog.stats.summary import (  # noqa: PLC0415 - as above
        summarize_period,
        summarize_trend,
        summarize_weekly_trend,
        summarize_weeks,
    )
    from habitlog.stats.week_rows import PREVIOUS_WEEKS  # noqa: PLC0415 - as above

    last, four = span.last - SIX_DAYS, timedelta(weeks=PREVIOUS_WEEKS)
    has_four = last - four >= span.first
    if isinstance(metric, WeeklyMetric):
        found = summarize_weekly_trend(series, span.first, span.last, span.today, metric.compute)
        return (
            found,
            summarize_weeks(found.weeks[-1:]),
            summarize_weeks(found.weeks[-1 - PREVIOUS_WEEKS : -1]) if has_four else None,
        )
    found = summarize_trend(series, span.first, span.last, span.today, metric.summary)
    period = summarize_period(series, last, span.last, metric.summary)
    one_day = timedelta(days=1)
    return (
        found,
        period,
        summarize_period(series, last - four, last - one_day, metric.summary) if has_four else None,
    )
