"""What a trend needs before it is tested, and which requirement a window does not meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from habitlog.stats.series import Series, Values

Basis: TypeAlias = Literal["day", "week"]
"""What one value belongs to."""
InsufficientDataCode: TypeAlias = Literal[
    "short_window", "few_values", "few_weeks", "narrow_span", "mostly_identical", "no_mean_direction"
]

MIN_WINDOW_DAYS = 28
MIN_VALUES = 14
MIN_WEEKS = 4
MIN_SPAN_DAYS = 21
MAX_IDENTICAL_PERCENT = 70
WEEKLY_ABOVE_IDENTICAL_PERCENT = 30
"""Per cent of the days of a total. Where more of them have the same value, its weeks are tested instead."""
MIN_WEEKS_OF_TOTALS = 8
"""Finished weeks with a value that a total needs when its weeks are tested."""


class InsufficientData(NamedTuple):
    """The requirement that is not met: `have` of `needed`, for `mostly_identical` `have` where `needed` is the most.

    With `basis` "week", `few_values` and `few_weeks` count whole weeks. `n` is the number of values that were checked.
    """

    code: InsufficientDataCode
    have: int
    needed: int
    basis: Basis = "day"
    n: int = 0


def check_data_requirements(series: Series, window_days: int, basis: Basis) -> InsufficientData | None:
    """Return the first requirement that a window does not meet, or None when its trend can be computed.

    `series` holds the values inside the window: one a day, or one a week on Mondays.
    """
    return check_amount_of_data(series, window_days, basis) or check_variety(series, basis)


def check_amount_of_data(series: Series, window_days: int, basis: Basis) -> InsufficientData | None:
    """Return the first unmet requirement on how many values there are and how far apart they lie."""
    return next(_iter_shortages(series, window_days, basis), None)


def check_variety(series: Series, basis: Basis) -> InsufficientData | None:
    """Return `mostly_identical` where more than 70 % of the values are the same."""
    n, same = len(series), count_most_common_value(series.values)
    most = n * MAX_IDENTICAL_PERCENT // 100
    return InsufficientData("mostly_identical", same, most, basis, n) if same > most else None


def has_many_identical_values(series: Series) -> bool:
    """Whether more than 30 % of the values are the same, so that their order says little."""
    return count_most_common_value(series.values) > len(series) * WEEKLY_ABOVE_IDENTICAL_PERCENT // 100


def check_whole_weeks(weeks: int) -> InsufficientData | None:
    """Return `few_weeks` for a total whose weeks are tested, or None where there are enough of them."""
    if weeks >= MIN_WEEKS_OF_TOTALS:
        return None
    return InsufficientData("few_weeks", weeks, MIN_WEEKS_OF_TOTALS, "week", weeks)


def insufficient_mean_direction(values: int, basis: Basis) -> InsufficientData:
    """Return the reason for clock times that are spread all around the clock."""
    return InsufficientData("no_mean_direction", values, MIN_VALUES, basis, values)


def count_most_common_value(values: Values) -> int:
    """Return how often the most common value occurs; 0 without values."""
    return int(np.unique(values, return_counts=True)[1].max(initial=0))


def _iter_shortages(series: Series, window_days: int, basis: Basis) -> Iterator[InsufficientData]:
    n = len(series)
    if window_days < MIN_WINDOW_DAYS:
        yield InsufficientData("short_window", window_days, MIN_WINDOW_DAYS, basis, n)
    if n < MIN_VALUES:
        yield InsufficientData("few_values", n, MIN_VALUES, basis, n)
    weeks = len(np.unique(series.week_mondays()))
    if weeks < MIN_WEEKS:
        # Fewer than four weeks with 14 values: one value a day, never one a week.
        yield InsufficientData("few_weeks", weeks, MIN_WEEKS, "day", n)
    span = int(series.days[-1] - series.days[0]) if n else 0
    if span < MIN_SPAN_DAYS:
        yield InsufficientData("narrow_span", span, MIN_SPAN_DAYS, basis, n)
