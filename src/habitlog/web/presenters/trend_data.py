"""A trend as a drawing: its values, its marks, and a sentence for each day one can point at."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import orjson
from markupsafe import Markup

from habitlog.tracking import KeyedMetric, Style, WeeklyMetric
from habitlog.tracking.metric_format import format_metric_value
from habitlog.usecases.trends.periods import DAYS_PER_WEEK
from habitlog.usecases.trends.trends import MetricTrend
from habitlog.web.charts.trend_chart import TrendChart, build_trend_chart
from habitlog.web.dates import STATE_LABELS, short_day

if TYPE_CHECKING:
    from habitlog.stats.rolling import RollingPoint
if TYPE_CHECKING:
    from habitlog.stats.weekly import Week

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
        metric_key=trend.metric_key,
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


_DEFAULT_STYLE = Style()
CsvCells = list[str]


def format_trend_csv(trend: MetricTrend) -> str:
    """Return one row for each day of the range, or for each finished week of a weekly measure, oldest first.

    Clock times are minutes after midnight, each with a column `..._time` beside it like "03:18". Lines end in CRLF.
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerows(
        _iterate_weekly_csv_rows(trend) if isinstance(trend.metric, WeeklyMetric) else _iterate_daily_csv_rows(trend)
    )
    return text.getvalue()


def _iterate_daily_csv_rows(trend: MetricTrend) -> Iterator[CsvCells]:
    found, known = trend.analysis, map_day_states(trend)
    values = {point.day: point.value for point in found.points}
    names = [
        "value",
        *(f"value_{way.lower()}" for way in trend.alternatives),
        "value_7",
        "value_28",
        "low_28",
        "high_28",
    ]
    yield ["day", "state", *_build_csv_headings(trend, names), "n_7", "n_28", "unit"]
    for seven, month, band in zip(found.rolling7, found.rolling28, found.band, strict=True):
        beside = [other.get(seven.day) for other in trend.alternatives.values()]
        numbers = [values.get(seven.day), *beside, seven.value, month.value, band.low, band.high]
        cells = _format_csv_numbers(trend, numbers)
        yield [
            str(seven.day),
            known.get(seven.day, "unknown"),
            *cells,
            str(seven.n),
            str(month.n),
            _name_csv_unit(trend),
        ]


def _iterate_weekly_csv_rows(trend: MetricTrend) -> Iterator[CsvCells]:
    yield ["week_from", "state", *_build_csv_headings(trend, ["value"]), "days_known", "unit"]
    for week in trend.analysis.weeks:
        if week.finished:
            yield [
                str(week.monday),
                _find_week_state(trend, week),
                *_format_csv_numbers(trend, [week.value]),
                str(week.n),
                _name_csv_unit(trend),
            ]


def _find_week_state(trend: MetricTrend, week: Week) -> str:
    if week.n == DAYS_PER_WEEK:
        return "logged"
    return "skipped" if trend.skipped_days & {week.monday + timedelta(days=more) for more in range(7)} else "unknown"


def _build_csv_headings(trend: MetricTrend, names: Iterable[str]) -> CsvCells:
    return [head for name in names for head in ((name, f"{name}_time") if trend.metric.unit == "clock" else (name,))]


def _format_csv_numbers(trend: MetricTrend, values: Iterable[float | None]) -> CsvCells:
    if trend.metric.unit != "clock":
        return [_format_csv_number(value) for value in values]
    return [
        cell
        for value in values
        for cell in (_format_csv_number(value), "" if value is None else _DEFAULT_STYLE.format_clock_time(value))
    ]


def _format_csv_number(value: float | None) -> str:
    """Write twelve digits at most: what lies beyond is an artefact of binary numbers."""
    return "" if value is None else f"{value:.12g}"


def _name_csv_unit(trend: MetricTrend) -> str:
    return "minutes after midnight" if trend.metric.unit == "clock" else trend.metric.unit
