"""Values of years by calendar month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import fmean, median

from habitlog.stats import SummaryKind

DAY = timedelta(days=1)
MIDDLE_DAY = timedelta(days=14)
"""From the first of a month."""


def iterate_months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield the first and the last day of each calendar month between two days, cut to them."""
    begin = first
    while begin <= last:
        following = (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield begin, min(following - DAY, last)
        begin = following


def summarize_by_month(
    points: Sequence[tuple[date, float]], summary: SummaryKind, first: date, last: date, *, is_weekly: bool = False
) -> list[tuple[date, float]]:
    """Return the mean of each month, of an ordinal scale the median, of clock times the circular mean.

    It is placed in the middle of the month, which needs values on four sevenths of its days, or of its weeks.
    """
    values: dict[tuple[int, int], list[float]] = {}
    for day, value in points:
        values.setdefault((day.year, day.month), []).append(value)
    months = []
    for begin, end in iterate_months(first, last):
        known, days = values.get((begin.year, begin.month), []), (end - begin).days + 1
        if not known or len(known) * 7 * (7 if is_weekly else 1) < 4 * days:
            continue
        centre = _compute_centre(known, summary)
        if centre is not None:
            months.append((min(max(begin.replace(day=1) + MIDDLE_DAY, first), last), centre))
    return months


def _compute_centre(values: Sequence[float], summary: SummaryKind) -> float | None:
    if summary != "clock":
        return median(values) if summary == "median" else fmean(values)
    import numpy as np  # noqa: PLC0415 - numpy is loaded by the first trend

    from habitlog.stats.circular import compute_direction  # noqa: PLC0415 - as above

    return compute_direction(np.array(values)).mean


def find_thursday_positions(days: Sequence[date]) -> list[int]:
    """Return the positions of the Thursdays: a week's rolling values are read in its middle."""
    return [place for place, day in enumerate(days) if day.weekday() == 3]
