"""A trend as a drawing: its values, its marks, and a sentence for each day one can point at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import orjson
from markupsafe import Markup

from habitlog.pillar import Style, WeeklyMetric
from habitlog.pillar.figures import format_metric_value
from habitlog.usecases.spans import MetricTrend
from habitlog.web.charts.drawing import TrendChart, build_trend_chart
from habitlog.web.words import STATE_LABELS, short_day

DAY, THURSDAY = timedelta(days=1), timedelta(days=3)
MAX_READOUT_BYTES = 60_000
"""Bytes of sentences that a page carries at most."""


def map_day_states(trend: MetricTrend) -> Mapping[date, str]:
    """Return what is known of each day: logged, none (by a mark) or skipped; for a weekly measure of each Monday.

    Days that are missing are not known. "Nothing" on a day of a week is a part of that week's value.
    """
    found: dict[date, str] = dict.fromkeys(trend.skipped_days, "skipped")
    found |= {point.day: "logged" for point in trend.analysis.points}
    return found if isinstance(trend.metric, WeeklyMetric) else found | dict.fromkeys(trend.none_days, "none")


def build_metric_chart(trend: MetricTrend, style: Style) -> TrendChart | None:
    """Return the chart of a trend; None where it has no value."""
    found = trend.analysis
    rolling = [(point.day, point.value) for point in found.rolling7]
    if isinstance(trend.metric, WeeklyMetric):
        rolling = [(week.monday + THURSDAY, week.value) for week in found.weeks if week.finished]
    band = [(one.day, one.low, one.high) for one in found.band if one.low is not None and one.high is not None]
    return build_trend_chart(
        trend.metric,
        trend.pillar,
        trend.first,
        trend.last,
        found.points,
        rolling,
        band,
        map_day_states(trend),
        style=style,
    )


def build_chart_readout(trend: MetricTrend, style: Style) -> Markup:
    """Return a sentence for each day, or for each week of a weekly measure, as JSON for the page's script.

    `step` is 1 or 7, `lead` the days that the first week has before the first day. Empty where there is no value, and
    where it would be longer than a page carries.
    """
    if not trend.analysis.points:
        return Markup()
    weekly = isinstance(trend.metric, WeeklyMetric)
    told = _describe_weeks(trend, style) if weekly else _describe_days(trend, style)
    block: dict[str, Any] = {"step": 7 if weekly else 1, "lead": trend.first.weekday() if weekly else 0, "told": told}
    written = orjson.dumps(block).decode().replace("<", "\\u003c")
    return Markup(written) if len(written) <= MAX_READOUT_BYTES else Markup()  # noqa: S704 - JSON, and no "<" ends its element


def _describe_days(trend: MetricTrend, style: Style) -> list[str]:
    values, known = {point.day: point.value for point in trend.analysis.points}, map_day_states(trend)
    centre = "median" if trend.metric.summary == "median" else "mean"
    told = []
    for mean in trend.analysis.rolling7:
        value = values.get(mean.day)
        said = [
            f"{_format_chart_day(mean.day, trend)}: {_describe_day_value(trend, value, known.get(mean.day, 'unknown'), style)}"
        ]
        if mean.value is not None:
            said.append(f"7-day {centre} {format_metric_value(trend.metric, mean.value, style)}")
        told.append(", ".join([*said, f"rests on {mean.n} of 7"]))
    return told


def _describe_day_value(trend: MetricTrend, value: float | None, state: str, style: Style) -> str:
    if value is None:
        return "nothing that day" if state == "none" else STATE_LABELS[state]
    return format_metric_value(trend.metric, value, style) + (" (nothing that day)" if state == "none" else "")


def _describe_weeks(trend: MetricTrend, style: Style) -> list[str]:
    return [
        f"Week from {_format_chart_day(week.monday, trend)}: "
        + (format_metric_value(trend.metric, week.value, style) if week.finished else "not a whole week of this range")
        + f", {week.n} of 7 days known"
        for week in trend.analysis.weeks
    ]


def _format_chart_day(day: date, trend: MetricTrend) -> str:
    """Write a day, with its year where the chart shows more than one."""
    return short_day(day, year=trend.first.year != trend.last.year)
