"""Long windows thinned to one value a week, so that ten years stay a small drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import fmean, median

from habitlog.pillar.measures import SummaryKind

MAX_DAILY_POINTS_SPAN = 400
"""Days up to which every day is drawn."""


def summarize_by_week(points: Iterable[tuple[date, float]], summary: SummaryKind) -> list[tuple[date, float]]:
    """Return the mean of each ISO week that has a value, of an ordinal scale the median, placed at its Thursday."""
    weeks: dict[date, list[float]] = {}
    for day, value in points:
        weeks.setdefault(day + timedelta(days=3 - day.weekday()), []).append(value)
    middle = median if summary == "median" else fmean
    return [(day, middle(values)) for day, values in sorted(weeks.items())]


def find_thursday_positions(days: Sequence[date]) -> list[int]:
    """Return the positions of the Thursdays: a week's rolling values are read in its middle."""
    return [place for place, day in enumerate(days) if day.weekday() == 3]
