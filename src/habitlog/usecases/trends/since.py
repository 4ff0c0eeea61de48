"""Before and after a date that a person names: the whole weeks since then against those before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import FieldProblem, Invalid
from habitlog.tracking import KeyedMetric, WeeklyMetric
from habitlog.usecases.margins import judge_by_margin
from habitlog.usecases.trends.periods import MAX_DAYS_COMPARED, RANGE_DAYS, Span
from habitlog.usecases.trends.rest_days import load_metric_series
from habitlog.usecases.trends.trends import (
    MetricTrend,
    TrendMetric,
    build_judged_range,
    compute_trend,
    load_records_by_name,
    parse_metric_key,
    start_with_first_value,
)
from habitlog.weeks import WEEK, last_finished_sunday, monday_of

if TYPE_CHECKING:
    from habitlog.stats.summary import TrendSummary

DAY = timedelta(days=1)
MIN_WEEKS_BEFORE = RANGE_DAYS["12w"] // 7
"""Weeks before the date that are compared at least, however few there are since."""
MAX_WEEKS = MAX_DAYS_COMPARED // 7
"""Weeks on either side that are compared at most, those next to the date."""


class SincePeriods(Struct, frozen=True):
    """A date, and the whole weeks before and since it; the week it lies in is in neither, unless it is a Monday.

    `after` is empty, its last day before its first, as long as no whole week has ended since.
    """

    day: date
    before: Span
    after: Span

    @property
    def whole(self) -> Span:
        """The days from the first week to the last one."""
        return replace(self.before, last=max(self.after.last, self.before.last))


def choose_since_periods(day: date, today: date) -> SincePeriods:
    """Return the weeks that are compared; raises `Invalid` for a date to come."""
    if day > today:
        raise Invalid([FieldProblem("since", "day_still_to_come")])
    first = monday_of(day + WEEK - DAY)
    weeks = min(max((last_finished_sunday(today) + DAY - first) // WEEK, 0), MAX_WEEKS)
    end = monday_of(day) - DAY
    before = Span(end + DAY - max(weeks, MIN_WEEKS_BEFORE) * WEEK, end, today)
    return SincePeriods(day, before, Span(first, first + weeks * WEEK - DAY if weeks else end, today))


def compute_trend_since(
    transaction: ReadTransaction,
    person: Person,
    metric: TrendMetric,
    periods: SincePeriods,
    metric_key: str | None = None,
) -> MetricTrend:
    """Return the trend of a metric over both periods, whose verdict compares the weeks since the date with the others.

    A keyed metric needs its key, without which this raises `Invalid`.
    """
    trend = compute_trend(transaction, person, metric, periods.whole, metric_key)
    summary = judge_by_margin(_summarize(transaction, person, metric, periods, metric_key), person, metric)
    return replace(
        trend,
        analysis=replace(trend.analysis, trend=summary.trend, judged=summary.judged),
        current_week=None,
        since=periods.day,
    )


def _summarize(
    transaction: ReadTransaction, person: Person, metric: TrendMetric, periods: SincePeriods, metric_key: str | None
) -> TrendSummary:
    from habitlog.stats.summary import summarize_trend, summarize_weekly_trend  # noqa: PLC0415 - numpy is loaded by the first trend

    after = periods.after
    if isinstance(metric, KeyedMetric):
        records = load_records_by_name(transaction, person, metric, periods.whole)
        return records.summarize_since(parse_metric_key(metric, metric_key), after, periods.before)
    daily = metric.daily_metric_id if isinstance(metric, WeeklyMetric) else metric.id
    series = load_metric_series(transaction, person, [daily], periods.before.first, periods.whole.last, after.today)[
        daily
    ]
    days, earlier = (
        (after.first, after.last, after.today),
        build_judged_range(start_with_first_value(periods.before, series)),
    )
    if isinstance(metric, WeeklyMetric):
        return summarize_weekly_trend(series, *days, metric.compute, earlier, is_fixed=True)
    return summarize_trend(series, *days, metric.summary, earlier, is_fixed=True)
