"""The values of a trend as a table for other programs: RFC 4180, numbers with a point, a gap as an empty cell."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

from habitlog.pillar import Style, WeeklyMetric
from habitlog.usecases.spans import DAYS_PER_WEEK, MetricTrend
from habitlog.web.trendcharts import map_day_states

if TYPE_CHECKING:
    from habitlog.stats.weekly import Week

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
