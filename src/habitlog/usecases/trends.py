"""The trend of one measure: one scan of its days, then pure statistics, then a verdict with what it rests on."""

from __future__ import annotations

from datetime import timedelta

from habitlog.db import ReadTransaction
from habitlog.derived import load_metric_series
from habitlog.errors import NotFound
from habitlog.marks import fetch_marked_days
from habitlog.people.model import Person
from habitlog.pillar import DailyMetric, KeyedMetric, Pillar, WeeklyMetric, WindowMetric
from habitlog.usecases import named
from habitlog.usecases.spans import (
    TREND_LEAD,
    Coverage,
    MetricTrend,
    Span,
    count_known_weeks,
    find_metric,
    require_valid_range,
)

DEFAULT_WINDOW = timedelta(days=27)


def compute_trend(
    transaction: ReadTransaction, person: Person, metric_id: str, span: Span, metric_key: str | None = None
) -> MetricTrend:
    """Return the trend of a measure.

    Raises `NotFound` for one that does not exist or has no trend, `Invalid` for a range that is reversed or longer
    than a century and for a named measure without its name (`called`).
    """
    pillar, measure = find_metric(metric_id)
    require_valid_range(span.first, span.last)
    if isinstance(measure, WindowMetric):
        raise NotFound(f"{measure.name} has one value for a window and no trend.")
    if isinstance(measure, KeyedMetric):
        return named.load_records_by_name(transaction, person, pillar, measure, span).compute_trend(
            named.parse_metric_key(measure, metric_key)
        )
    if isinstance(measure, WeeklyMetric):
        return _compute_weekly_trend(transaction, person, pillar, measure, span)
    return _compute_daily_trend(transaction, person, pillar, measure, span)


def _compute_daily_trend(
    transaction: ReadTransaction, person: Person, pillar: Pillar, metric: DailyMetric, span: Span
) -> MetricTrend:
    from habitlog.stats.analysis import analyse_trend  # noqa: PLC0415 - numpy is loaded by the first trend, not by the start

    values = load_metric_series(transaction, person.id, [metric.id], span.first_with_lead(TREND_LEAD), span.last)[
        metric.id
    ]
    analysis = analyse_trend(values, span.first, span.last, span.today, metric.summary)
    marks = fetch_marked_days(transaction, person.id, pillar.key, span.first, span.last)
    coverage = Coverage(span.days, len(analysis.points), len(marks.skipped), analysis.trend.needed)
    return MetricTrend(pillar, metric, span.first, span.last, analysis, coverage, marks.skipped, marks.nothing)


def _compute_weekly_trend(
    transaction: ReadTransaction, person: Person, pillar: Pillar, metric: WeeklyMetric, span: Span
) -> MetricTrend:
    from habitlog.stats.analysis import analyse_weekly_trend  # noqa: PLC0415 - as above

    values = load_metric_series(
        transaction, person.id, [metric.daily_metric_id], span.first_with_lead(TREND_LEAD), span.last
    )[metric.daily_metric_id]
    analysis = analyse_weekly_trend(values, span.first, span.last, span.today, metric.compute)
    marks = fetch_marked_days(transaction, person.id, pillar.key, span.first, span.last)
    weeks = count_known_weeks(analysis.weeks)
    logged = len(values.between(span.first, span.last))
    coverage = Coverage(span.days, logged, len(marks.skipped), analysis.trend.needed, weeks)
    return MetricTrend(pillar, metric, span.first, span.last, analysis, coverage, marks.skipped, marks.nothing)
