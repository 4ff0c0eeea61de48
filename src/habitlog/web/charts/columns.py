"""Columns of totals: one for each week or month, hatched where it is not over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import fmean
from typing import NamedTuple

from habitlog.web.charts.chart_frame import Plot
from habitlog.web.charts.months import iterate_months
from habitlog.web.charts.paths import format_coordinate

COLUMN_SHARE = 0.76
"""How much of its days a column fills."""
HATCH_STEP, HATCH_RISE = 7, 6
"""Pixels from line to line of a hatched column, and how far each rises across it."""
THURSDAY = timedelta(days=3)
"""From Monday."""


class Column(NamedTuple):
    """So many days from `first` with their total; `is_open` where not all of them are in it."""

    first: date
    days: int
    value: float
    is_open: bool = False


def summarize_columns_by_month(weeks: Sequence[Column], first: date, last: date) -> list[Column]:
    """Return the mean of the whole weeks of each month, which a week belongs to by its Thursday."""
    values: dict[tuple[int, int], list[float]] = {}
    for week in weeks:
        if not week.is_open:
            middle = week.first + THURSDAY
            values.setdefault((middle.year, middle.month), []).append(week.value)
    columns = []
    for begin, end in iterate_months(first, last):
        if known := values.get((begin.year, begin.month)):
            columns.append(Column(begin, (end - begin).days + 1, fmean(known)))
    return columns


def build_column_paths(plot: Plot, columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Return the paths of all columns by their class."""
    paths = {"column": "", "column-open": "", "column-hatch": ""}
    for column in columns:
        begin = max(plot.locate_day(column.first), 0)
        end = min(plot.locate_day(column.first) + column.days, plot.days)
        margin = (end - begin) * (1 - COLUMN_SHARE) / 2
        left, width = begin + margin, (end - begin) - 2 * margin
        top = plot.locate_value(column.value)
        shape = _build_shape_path(left, width, top, plot.locate_value(0))
        if column.is_open:
            paths["column-open"] += shape
            paths["column-hatch"] += _build_hatch_path(left, width, top, plot.locate_value(0))
        else:
            paths["column"] += shape
    return [*paths.items()]


def _build_shape_path(left: float, width: float, top: float, bottom: float) -> str:
    x, across = format_coordinate(left), format_coordinate(width)
    return f"M{x} {format_coordinate(bottom)}V{format_coordinate(top)}h{across}V{format_coordinate(bottom)}z"


def _build_hatch_path(left: float, width: float, top: float, bottom: float) -> str:
    lines, y = "", bottom
    while y - HATCH_RISE > top:
        lines += f"M{format_coordinate(left)} {format_coordinate(y)}l{format_coordinate(width)} -{HATCH_RISE}"
        y -= HATCH_STEP
    return lines
