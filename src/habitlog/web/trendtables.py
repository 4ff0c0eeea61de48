"""The tables under a trend's chart: every value, newest first, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from habitlog.pillar import Named, Style, Weekly
from habitlog.pillar.figures import figure
from habitlog.usecases.spans import DAYS_OF_WEEK, Trend
from habitlog.web.words import short_day

if TYPE_CHECKING:
    from habitlog.stats.rolling import RollingPoint

SHOWN_ROWS = 14
NEEDED = 4
"""Days of seven that a 7-day value rests on at least."""

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Column heads, and rows whose first cell names the day or week."""

    head: Row
    rows: tuple[Row, ...]


def table(trend: Trend, style: Style, *, whole: bool) -> Table:
    """Return the table of a trend; its first rows alone unless `whole`."""
    if isinstance(trend.metric, Weekly):
        made = _weeks(trend, style)
    elif isinstance(trend.metric, Named):
        made = _by_name(trend, style)
    else:
        made = _days(trend, style)
    return made if whole else Table(made.head, made.rows[:SHOWN_ROWS])


def _days(trend: Trend, style: Style) -> Table:
    centre = "median" if trend.metric.summary == "median" else "mean"
    rolling = {point.day: point for point in trend.analysis.rolling7}
    rows = []
    for point in reversed(trend.analysis.points):
        mean = rolling[point.day]
        rows.append(
            (_day(point.day, trend), _cell(trend, point.value, style), _smooth(trend, mean, style), f"{mean.n} of 7")
        )
    return Table(("Day", "Value", f"7-day {centre}", "rests on"), tuple(rows))


def _weeks(trend: Trend, style: Style) -> Table:
    weeks = [week for week in reversed(trend.analysis.weeks) if week.finished]
    bare = {week.monday: "no value" for week in weeks if week.value is None and week.n == DAYS_OF_WEEK}
    rows = tuple(
        (_day(week.monday, trend), bare.get(week.monday, _cell(trend, week.value, style)), f"{week.n} of 7")
        for week in weeks
    )
    return Table(("Week from", "Value", "days known"), rows)


def _by_name(trend: Trend, style: Style) -> Table:
    rows = tuple(
        (
            _day(point.day, trend),
            _cell(trend, point.value, style),
            *(_cell(trend, values.get(point.day), style) for values in trend.beside.values()),
        )
        for point in reversed(trend.analysis.points)
    )
    return Table(("Day", "Value", *(f"by {way}" for way in trend.beside)), rows)


def _day(day: date, trend: Trend) -> str:
    return short_day(day, year=trend.first.year != trend.last.year)


def _cell(trend: Trend, value: float | None, style: Style) -> str:
    """Write a value, minutes whole."""
    if value is not None and trend.metric.unit == "min":
        return figure(trend.metric, round(value), style)
    return figure(trend.metric, value, style)


def _smooth(trend: Trend, mean: RollingPoint, style: Style) -> str:
    if mean.value is not None:
        return _cell(trend, mean.value, style)
    direction = trend.analysis.direction
    return "too few" if direction is None or direction.mean is not None or mean.n < NEEDED else "no middle"
