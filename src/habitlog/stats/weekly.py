"""Values of ISO weeks, from Monday to Sunday, each with how many days it is computed from."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from habitlog.stats.circular import row_circular_means
from habitlog.stats.row_statistics import (
    count_values,
    lay_out_days,
    row_means,
    row_medians,
    row_totals,
    to_optional_values,
)
from habitlog.stats.series import DayLike, Series, Values, build_named_tuples, monday_ordinal, to_ordinal

MIN_DAYS_IN_WEEK = 4
"""Days of seven that a week's value needs; the total of a week needs one."""
DAYS_IN_WEEK = 7
WEEK_DECIMALS = 9
"""Weekly values are rounded to so many, so that rounding errors do not make equal weeks differ."""

WeekCentre: TypeAlias = Literal["total", "mean", "median", "clock"]
"""How days become a week: by their sum, mean or median, or by the circular mean of clock times."""
_CENTRE_FUNCTIONS = {"total": row_totals, "mean": row_means, "median": row_medians, "clock": row_circular_means}

WeekFunction: TypeAlias = Callable[[Sequence[float | None]], float | None]
"""Computes the value of a week from its seven days, Monday first, None where a day has no value."""


class Week(NamedTuple):
    """An ISO week: its Monday, its value (None with too few days), its `n` days with a value.

    `finished`: the whole week lies in the range and before the `until` day.
    """

    monday: date
    value: float | None
    n: int
    finished: bool


def compute_weeks(
    series: Series, first: DayLike, last: DayLike, until: DayLike, centre: WeekCentre
) -> tuple[Week, ...]:
    """Return every ISO week that touches `first`..`last`, computed from the days inside that range alone."""
    sevens = _split_into_weeks(series, first, last)
    values = _compute_values(sevens, centre)
    return _build_weeks(
        to_optional_values(values, ~np.isnan(values)), count_values(sevens).tolist(), first, last, until
    )


def count_days_needed(centre: WeekCentre) -> int:
    """Return how many known days a week's value needs: the sum of those that were logged needs one."""
    return 1 if centre == "total" else MIN_DAYS_IN_WEEK


def _compute_values(sevens: Values, centre: WeekCentre) -> Values:
    """Return the value of each week of shape (weeks, 7), NaN with too few days or clock times without a mean."""
    values: Values = np.where(
        count_values(sevens) >= count_days_needed(centre),
        np.round(_CENTRE_FUNCTIONS[centre](sevens), WEEK_DECIMALS),
        np.nan,
    )
    return values


def compute_custom_weeks(
    series: Series,
    first: DayLike,
    last: DayLike,
    until: DayLike,
    compute_week: WeekFunction,
) -> tuple[Week, ...]:
    """Return the same weeks with the values that `compute_week` returns for their seven days."""
    sevens = _split_into_weeks(series, first, last)
    values = compute_custom_week_values(sevens, compute_week)
    return _build_weeks(
        to_optional_values(values, ~np.isnan(values)), count_values(sevens).tolist(), first, last, until
    )


def remember_weeks(compute_week: WeekFunction) -> WeekFunction:
    """Return the same function, which computes a week once: a page lists, compares and fits the same weeks."""
    compute = cache(compute_week)
    return lambda seven: compute(tuple(seven))


def compute_custom_week_values(sevens: Values, compute_week: WeekFunction) -> Values:
    """Return the value of each week, of shape (weeks, 7), NaN where `compute_week` returns none."""
    days = [[None if math.isnan(value) else value for value in seven] for seven in sevens.tolist()]
    values = [math.nan if (value := compute_week(seven)) is None else round(value, WEEK_DECIMALS) for seven in days]
    return np.array(values, dtype=np.float64)


def compute_week_values(days: Values, centre: WeekCentre) -> Values:
    """Return the values of the whole weeks of many rows, shape (rows, weeks), NaN with too few days.

    Each row of `days` holds seven days for each week from a Monday on, NaN where one has no value.
    """
    return _compute_values(days.reshape(-1, DAYS_IN_WEEK), centre).reshape(len(days), days.shape[1] // DAYS_IN_WEEK)


def lay_out_weeks(series: Series, monday: int, count: int) -> Values:
    """Return shape (weeks, 7): the days of so many weeks from the ordinal of a Monday on."""
    return lay_out_days(series, monday, monday + DAYS_IN_WEEK * count - 1).reshape(-1, DAYS_IN_WEEK)


def _split_into_weeks(series: Series, first: DayLike, last: DayLike) -> Values:
    """Return shape (weeks, 7): each week the range touches, with the days inside the range alone."""
    if to_ordinal(last) < to_ordinal(first):
        return np.empty((0, 7))
    return lay_out_days(series.between(first, last), monday_ordinal(first), monday_ordinal(last) + 6).reshape(-1, 7)


def _build_weeks(
    values: Sequence[float | None], n: Sequence[int], first: DayLike, last: DayLike, until: DayLike
) -> tuple[Week, ...]:
    mondays = range(monday_ordinal(first), monday_ordinal(first) + 7 * len(values), 7)
    end = min(to_ordinal(last), to_ordinal(until) - 1)
    finished = [to_ordinal(first) <= day and day + 6 <= end for day in mondays]
    return build_named_tuples(Week, map(date.fromordinal, mondays), values, n, finished)


def count_known_days(series: Series, first: DayLike, last: DayLike) -> tuple[int, ...]:
    """Return how many days have a value in each ISO week that touches `first`..`last`, inside that range alone."""
    return tuple(count_values(_split_into_weeks(series, first, last)).tolist())


def keep_full_weeks(series: Series, needed: int) -> Series:
    """Return the days that lie in ISO weeks with at least `needed` of them."""
    _, place, days = np.unique(series.week_mondays(), return_inverse=True, return_counts=True)
    kept = days[place] >= needed
    return Series(series.days[kept], series.values[kept])


def finished_week_series(weeks: tuple[Week, ...]) -> Series:
    """Return the finished weeks that have a value as a series on their Mondays."""
    return Series.from_rows([(week.monday, week.value) for week in weeks if week.finished and week.value is not None])
