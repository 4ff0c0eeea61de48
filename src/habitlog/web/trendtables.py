"""The tables under a trend's chart: every value, newest first, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from habitlog.pillar import KeyedMetric, Style, WeeklyMetric
from habitlog.pillar.figures import format_metric_value
from habitlog.usecases.spans import DAYS_PER_WEEK, MetricTrend
from habitlog.web.words import short_day

if TYPE_CHECKING:
    from habitlog.stats.rolling import RollingPoint

DEFAULT_ROW_COUNT = 14
MIN_DAYS_OF_WEEK = 4
"""Days of seven that a 7-day value rests on at least."""

TableRow = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValueTable:
    """Column heads, and rows whose first cell names the day or week."""

    headings: TableRow
    rows: tuple[TableRow, ...]


def build_value_table(trend: MetricTrend, style: Style, *, all_rows: bool) -> ValueTable:
    """Return the table of a trend; its first rows alone unless `whole`."""
    if isinstance(trend.metric, WeeklyMetric):
        made = _build_weekly_table(trend, style)
    elif isinstance(trend.metric, KeyedMetric):
        made = _build_keyed_table(trend, style)
    else:
        made = _build_daily_table(trend, style)
    return made if all_rows else ValueTable(made.headings, made.rows[:DEFAULT_ROW_COUNT])


def _build_daily_table(trend: MetricTrend, style: Style) -> ValueTable:
    centre = "median" if trend.metric.summary == "median" else "mean"
    rolling = {point.day: point for point in trend.analysis.rolling7}
    rows = []
    for point in reversed(trend.analysis.points):
        mean = rolling[point.day]
        rows.append(
            (
                _format_table_day(point.day, trend),
                _format_table_value(trend, point.value, style),
                _format_rolling_value(trend, mean, style),
                f"{mean.n} of 7",
            )
        )
    return ValueTable(("Day", "Value", f"7-day {centre}", "rests on"), tuple(rows))


def _build_weekly_table(trend: MetricTrend, style: Style) -> ValueTable:
    weeks = [week for week in reversed(trend.analysis.weeks) if week.finished]
    bare = {week.monday: "no value" for week in weeks if week.value is None and week.n == DAYS_PER_WEEK}
    rows = tuple(
        (
            _format_table_day(week.monday, trend),
            bare.get(week.monday, _format_table_value(trend, week.value, style)),
            f"{week.n} of 7",
        )
        for week in weeks
    )
    return ValueTable(("Week from", "Value", "days known"), rows)


def _build_keyed_table(trend: MetricTrend, style: Style) -> ValueTable:
    rows = tuple(
        (
            _format_table_day(point.day, trend),
            _format_table_value(trend, point.value, style),
            *(_format_table_value(trend, values.get(point.day), style) for values in trend.alternatives.values()),
        )
        for point in reversed(trend.analysis.points)
    )
    return ValueTable(("Day", "Value", *(f"by {way}" for way in trend.alternatives)), rows)


def _format_table_day(day: date, trend: MetricTrend) -> str:
    return short_day(day, year=trend.first.year != trend.last.year)


def _format_table_value(trend: MetricTrend, value: float | None, style: Style) -> str:
    """Write a value, minutes whole."""
    if value is not None and trend.metric.unit == "min":
        return format_metric_value(trend.metric, round(value), style)
    return format_metric_value(trend.metric, value, style)


def _format_rolling_value(trend: MetricTrend, mean: RollingPoint, style: Style) -> str:
    if mean.value is not None:
        return _format_table_value(trend, mean.value, style)
    direction = trend.analysis.direction
    return "too few" if direction is None or direction.mean is not None or mean.n < MIN_DAYS_OF_WEEK else "no middle"
