"""Values of ISO weeks, from Monday to Sunday, each with the days it rests on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from habitlog.stats import rows
from habitlog.stats.series import Day, Series, Values, monday, ordinal, records

NEEDED_IN_WEEK = 4
"""Days of seven."""
DAYS = 7
DECIMALS = 9
"""Weekly values are rounded here, so that weeks that are equal on paper are equal as numbers."""

_CENTRES = {"total": rows.total, "mean": rows.mean, "median": rows.median}

OfSeven: TypeAlias = Callable[[Sequence[float | None]], float | None]
"""A number of a week's seven days, Monday first, None where a day has no value."""


class Week(NamedTuple):
    """An ISO week: its Monday, its value (None with fewer than 4 days), its `n` days with a value.

    `finished`: the week lies wholly in the asked range and wholly before the `until` day.
    """

    monday: date
    value: float | None
    n: int
    finished: bool


def weekly(
    series: Series,
    first: Day,
    last: Day,
    until: Day,
    centre: Literal["total", "mean", "median"],
    shown: rows.Shown = rows.as_they_are,
) -> tuple[Week, ...]:
    """Return every ISO week that touches `first`..`last`, made of the days inside that range alone."""
    sevens = _sevens(series, first, last)
    n = rows.count(sevens)
    values = rows.told(shown(np.round(_CENTRES[centre](sevens), DECIMALS)), n >= NEEDED_IN_WEEK)
    return _weeks(values, n.tolist(), first, last, until)


def weekly_of(
    series: Series,
    first: Day,
    last: Day,
    until: Day,
    of: OfSeven,
) -> tuple[Week, ...]:
    """Return the same weeks with a value of one's own: `of` is handed seven days, None where one has no value."""
    sevens = _sevens(series, first, last)
    known = np.isfinite(sevens)
    days = [[None if math.isnan(value) else value for value in seven] for seven in sevens.tolist()]
    values = [None if (value := of(seven)) is None else round(value, DECIMALS) for seven in days]
    return _weeks(values, known.sum(axis=1).tolist(), first, last, until)


def values_of_weeks(days: Values, centre: Literal["total", "mean", "median"]) -> Values:
    """Return the values of the whole weeks of many rows, shape (rows, weeks), NaN with fewer than 4 days.

    Each row of `days` holds seven days for each week from a Monday on, NaN where one has no value.
    """
    sevens = days.reshape(-1, DAYS)
    values = np.where(rows.count(sevens) >= NEEDED_IN_WEEK, np.round(_CENTRES[centre](sevens), DECIMALS), np.nan)
    return values.reshape(len(days), days.shape[1] // DAYS)


def _sevens(series: Series, first: Day, last: Day) -> Values:
    """Return shape (weeks, 7): each week the range touches, with the days inside the range alone."""
    if ordinal(last) < ordinal(first):
        return np.empty((0, 7))
    return rows.grid(series.between(first, last), monday(first), monday(last) + 6).reshape(-1, 7)


def _weeks(values: Sequence[float | None], n: Sequence[int], first: Day, last: Day, until: Day) -> tuple[Week, ...]:
    mondays = range(monday(first), monday(first) + 7 * len(values), 7)
    end = min(ordinal(last), ordinal(until) - 1)
    finished = [ordinal(first) <= day and day + 6 <= end for day in mondays]
    return records(Week, map(date.fromordinal, mondays), values, n, finished)


def days_known(series: Series, first: Day, last: Day) -> tuple[int, ...]:
    """Return how many days have a value in each ISO week that touches `first`..`last`, inside that range alone."""
    return tuple(rows.count(_sevens(series, first, last)).tolist())


def in_full_weeks(series: Series, needed: int) -> Series:
    """Return the days that lie in ISO weeks with at least `needed` of them."""
    _, place, days = np.unique(series.mondays(), return_inverse=True, return_counts=True)
    kept = days[place] >= needed
    return Series(series.days[kept], series.values[kept])


def finished_series(weeks: tuple[Week, ...]) -> Series:
    """Return the finished weeks that have a value as a series on their Mondays."""
    return Series.of_rows([(week.monday, week.value) for week in weeks if week.finished and week.value is not None])
