"""Trends and window values as JSON; a gap is null, never 0."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from habitlog.tracking import KeyedMetric, WeeklyMetric
from habitlog.usecases.trends.trends import Coverage, MetricTrend, WindowSummary
from habitlog.web.presenters.insufficient_data import describe_insufficient_data, describe_missing_value

if TYPE_CHECKING:
    from habitlog.stats.summary import TrendAnalysis
    from habitlog.stats.trend import PeriodLevel


def serialize_trend(trend: MetricTrend) -> dict[str, Any]:
    """Return a trend; a weekly metric has a point for each finished week, null where it has no value."""
    analysis, metric = trend.analysis, trend.metric
    reason = analysis.trend.insufficient_data
    document: dict[str, Any] = {
        "metric": metric.id,
        "unit": metric.unit,
        "from": trend.first,
        "to": trend.last,
        "points": [{"day": day, "value": value} for day, value in analysis.points],
        "rolling": [{"day": day, "value": value, "n": n} for day, value, n in analysis.rolling7],
        "rolling_28": [
            {"day": day, "value": value, "low": low, "high": high, "n": n}
            for (day, value, n), (_, low, high, _) in zip(analysis.rolling28, analysis.band, strict=True)
        ],
        "change": _serialize_change(analysis),
        "slope": _serialize_slope(analysis),
        "verdict": analysis.trend.verdict,
        "margin": analysis.trend.margin,
        "within_margin": analysis.trend.narrow_change is not None,
        "reason": reason and describe_insufficient_data(reason),
        "judged": _serialize_judged_days(analysis),
        "coverage": _serialize_coverage(trend.coverage),
        "method": _describe_method(trend),
    }
    if trend.since:
        document["since"] = trend.since
    if trend.rest_period:
        document["rest_days"] = {"from": trend.rest_period[0], "to": trend.rest_period[1]}
    if isinstance(metric, WeeklyMetric):
        document["points"] = [
            {"day": week.monday, "value": week.value, "n": week.n} for week in analysis.weeks if week.finished
        ]
    if isinstance(metric, KeyedMetric):
        document[metric.key_name] = trend.metric_key
        document["beside"] = {
            name: [{"day": day, "value": value} for day, value in values.items() if day >= trend.first]
            for name, values in trend.alternatives.items()
        }
    return document


def serialize_window(window: WindowSummary) -> dict[str, Any]:
    """Return the one value of a window with the numbers it is made of."""
    result = window.result
    return {
        "metric": window.metric.id,
        "unit": window.metric.unit,
        "from": window.span.first,
        "to": window.span.last,
        "value": result.value,
        "interval": result.interval and {"low": result.interval[0], "high": result.interval[1]},
        "n": result.n,
        "reason": describe_missing_value(window) or None,
        "details": {detail.key: detail.value for detail in result.details},
        "coverage": _serialize_coverage(window.coverage),
        "method": window.metric.method(),
    }


def _describe_method(trend: MetricTrend) -> dict[str, Any]:
    from habitlog.stats.method import describe_trend_method  # noqa: PLC0415 - numpy is loaded by the first trend

    if isinstance(trend.metric, WeeklyMetric):
        return {**describe_trend_method(trend.metric.summary), "of_week": trend.metric.method()}
    return describe_trend_method(trend.metric.summary)


def _serialize_judged_days(analysis: TrendAnalysis) -> Mapping[str, Any] | None:
    """Return the days the verdict is about and how many weeks were compared; None where there is no such day."""
    if not analysis.judged.days:
        return None
    first, last = (date.fromordinal(max(day, 1)) for day in analysis.judged)
    return {"from": first, "to": last, "n": analysis.trend.n}


def _serialize_slope(analysis: TrendAnalysis) -> Mapping[str, Any] | None:
    slope = analysis.trend.slope_per_week
    return slope and {"value": slope.value, "low": slope.low, "high": slope.high, "per": "week"}


def _serialize_change(analysis: TrendAnalysis) -> Mapping[str, Any] | None:
    """Return the difference of the two compared periods with its interval; None where one has fewer than four weeks."""
    change = analysis.trend.change
    return change and {
        "value": change.value,
        "low": change.low,
        "high": change.high,
        "before": _serialize_level(analysis.trend.before),
        "after": _serialize_level(analysis.trend.after),
    }


def _serialize_level(level: PeriodLevel | None) -> Mapping[str, Any] | None:
    if level is None:
        return None
    return {
        "from": level.first,
        "to": level.last,
        "value": level.value,
        "weeks": level.weeks,
        "known": level.known,
        "days": level.days,
    }


def _serialize_coverage(coverage: Coverage) -> dict[str, Any]:
    document: dict[str, Any] = {
        "days": coverage.days,
        "logged": coverage.logged,
        "skipped": coverage.skipped,
        "needed": coverage.needed,
    }
    if coverage.weeks is not None:
        document["weeks"] = {"finished": coverage.weeks[0], "known": coverage.weeks[1]}
    return document
