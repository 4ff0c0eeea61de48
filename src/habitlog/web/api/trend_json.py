"""Trends and windows as programs get them: a gap is a null, never a zero."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.tracking import KeyedMetric, WeeklyMetric, WindowMetric
from habitlog.usecases.trends import trends
from habitlog.usecases.trends import trends as windowed
from habitlog.usecases.trends.periods import Coverage, MetricTrend, Span, find_metric
from habitlog.usecases.trends.trends import WindowSummary
from habitlog.web.presenters.insufficient_data import describe_insufficient_data, describe_missing_value

if TYPE_CHECKING:
    from habitlog.stats.summary import TrendAnalysis


def compute_metric_json(
    transaction: ReadTransaction, person: Person, metric_id: str, span: Span, metric_key: str | None = None
) -> dict[str, Any]:
    """Return any measure over a span; raises as `trends.of` and `windowed.of` do."""
    if isinstance(find_metric(metric_id)[1], WindowMetric):
        return serialize_window(windowed.compute_window(transaction, person, metric_id, span))
    return serialize_trend(trends.compute_trend(transaction, person, metric_id, span, metric_key))


def serialize_trend(trend: MetricTrend) -> dict[str, Any]:
    """Return a trend; a weekly measure has a point for each finished week, null where it has no value."""
    found, measure = trend.analysis, trend.metric
    reason = found.trend.insufficient_data
    told: dict[str, Any] = {
        "metric": measure.id,
        "unit": measure.unit,
        "from": trend.first,
        "to": trend.last,
        "points": [{"day": day, "value": value} for day, value in found.points],
        "rolling": [{"day": day, "value": value, "n": n} for day, value, n in found.rolling7],
        "rolling_28": [
            {"day": day, "value": value, "low": low, "high": high, "n": n}
            for (day, value, n), (_, low, high, _) in zip(found.rolling28, found.band, strict=True)
        ],
        "slope": _serialize_slope(found),
        "verdict": found.trend.verdict,
        "reason": reason and describe_insufficient_data(reason),
        "judged": _serialize_judged_days(found),
        "coverage": _serialize_coverage(trend.coverage),
        "method": _describe_method(trend),
    }
    if isinstance(measure, WeeklyMetric):
        told["points"] = [
            {"day": week.monday, "value": week.value, "n": week.n} for week in found.weeks if week.finished
        ]
    if isinstance(measure, KeyedMetric):
        told[measure.key_name] = trend.metric_key
        told["beside"] = {
            name: [{"day": day, "value": value} for day, value in values.items() if day >= trend.first]
            for name, values in trend.alternatives.items()
        }
    return told


def serialize_window(window: WindowSummary) -> dict[str, Any]:
    """Return the one value of a window with what it is made of."""
    outcome = window.result
    return {
        "metric": window.metric.id,
        "unit": window.metric.unit,
        "from": window.span.first,
        "to": window.span.last,
        "value": outcome.value,
        "n": outcome.n,
        "reason": describe_missing_value(window) or None,
        "details": {detail.key: detail.value for detail in outcome.details},
        "coverage": _serialize_coverage(window.coverage),
        "method": window.metric.method(),
    }


def _describe_method(trend: MetricTrend) -> dict[str, Any]:
    from habitlog.stats.method import describe_trend_method  # noqa: PLC0415 - numpy is loaded by the first trend

    if isinstance(trend.metric, WeeklyMetric):
        return {**describe_trend_method(trend.metric.summary), "of_week": trend.metric.method()}
    return describe_trend_method(trend.metric.summary)


def _serialize_judged_days(analysis: TrendAnalysis) -> Mapping[str, Any] | None:
    """Return the days the verdict looks at and how many values it has there, null where there is no such day."""
    if not analysis.judged.days:
        return None
    first, last = (date.fromordinal(max(day, 1)) for day in analysis.judged)
    return {"from": first, "to": last, "n": analysis.trend.n}


def _serialize_slope(analysis: TrendAnalysis) -> Mapping[str, Any] | None:
    slope = analysis.trend.slope_per_week
    return slope and {"value": slope.value, "low": slope.low, "high": slope.high, "per": "week"}


def _serialize_coverage(coverage: Coverage) -> dict[str, Any]:
    told: dict[str, Any] = {
        "days": coverage.days,
        "logged": coverage.logged,
        "skipped": coverage.skipped,
        "needed": coverage.needed,
    }
    if coverage.weeks is not None:
        told["weeks"] = {"finished": coverage.weeks[0], "known": coverage.weeks[1]}
    return told
