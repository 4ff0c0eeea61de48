"""The values of a trend as a table for other programs: RFC 4180, numbers with a point, a gap as an empty cell."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

from habitlog.pillar import Style, Weekly
from habitlog.usecases.spans import DAYS_OF_WEEK, Trend
from habitlog.web.trendcharts import states

if TYPE_CHECKING:
    from habitlog.stats.weekly import Week

_PLAIN = Style()
Cells = list[str]


def csv_of(trend: Trend) -> str:
    """Return one row for each day of the range, or for each finished week of a weekly measure, oldest first.

    Clock times are minutes after midnight, each with a column `..._time` beside it like "03:18". Lines end in CRLF.
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerows(_weeks(trend) if isinstance(trend.metric, Weekly) else _days(trend))
    return text.getvalue()


def _days(trend: Trend) -> Iterator[Cells]:
    found, known = trend.analysis, states(trend)
    values = {point.day: point.value for point in found.points}
    names = ["value", *(f"value_{way.lower()}" for way in trend.beside), "value_7", "value_28", "low_28", "high_28"]
    yield ["day", "state", *_heads(trend, names), "n_7", "n_28", "unit"]
    for seven, month, band in zip(found.rolling7, found.rolling28, found.band, strict=True):
        beside = [other.get(seven.day) for other in trend.beside.values()]
        numbers = [values.get(seven.day), *beside, seven.value, month.value, band.low, band.high]
        cells = _numbers(trend, numbers)
        yield [str(seven.day), known.get(seven.day, "unknown"), *cells, str(seven.n), str(month.n), _unit(trend)]


def _weeks(trend: Trend) -> Iterator[Cells]:
    yield ["week_from", "state", *_heads(trend, ["value"]), "days_known", "unit"]
    for week in trend.analysis.weeks:
        if week.finished:
            yield [
                str(week.monday),
                _week_state(trend, week),
                *_numbers(trend, [week.value]),
                str(week.n),
                _unit(trend),
            ]


def _week_state(trend: Trend, week: Week) -> str:
    if week.n == DAYS_OF_WEEK:
        return "logged"
    return "skipped" if trend.skipped & {week.monday + timedelta(days=more) for more in range(7)} else "unknown"


def _heads(trend: Trend, names: Iterable[str]) -> Cells:
    return [head for name in names for head in ((name, f"{name}_time") if trend.metric.unit == "clock" else (name,))]


def _numbers(trend: Trend, values: Iterable[float | None]) -> Cells:
    if trend.metric.unit != "clock":
        return [_number(value) for value in values]
    return [cell for value in values for cell in (_number(value), "" if value is None else _PLAIN.time(value))]


def _number(value: float | None) -> str:
    """Write twelve digits at most: what lies beyond is an artefact of binary numbers."""
    return "" if value is None else f"{value:.12g}"


def _unit(trend: Trend) -> str:
    return "minutes after midnight" if trend.metric.unit == "clock" else trend.metric.unit
