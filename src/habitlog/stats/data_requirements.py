"""When a trend keeps silent, with the reason as a code for programs and as a sentence for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from habitlog.stats.series import Series

Basis: TypeAlias = Literal["day", "week"]
InsufficientDataCode: TypeAlias = Literal[
    "short_window", "few_values", "few_weeks", "narrow_span", "mostly_identical", "no_mean_direction"
]

MIN_WINDOW_DAYS = 28
MIN_VALUES = 14
MIN_WEEKS = 4
MIN_SPAN_DAYS = 21
MAX_IDENTICAL_PERCENT = 70
WEEKLY_ABOVE_IDENTICAL_PERCENT = 30
"""Of the days of a total; where more of them are the same, as days of rest are, its weeks are judged."""
MIN_WEEKS_OF_TOTALS = 8
"""Finished weeks that such a total needs besides."""


class InsufficientData(NamedTuple):
    """Why nothing is said: what there is (`have`) and what it takes (`needed`)."""

    code: InsufficientDataCode
    message: str
    have: int
    needed: int


def check_data_requirements(series: Series, window_days: int, basis: Basis) -> InsufficientData | None:
    """Return the first reason for silence about a window, or None when a trend can be told.

    `series` holds the values inside the window: one a day, or one a week on Mondays.
    """
    return check_amount_of_data(series, window_days, basis) or check_variety(series)


def check_amount_of_data(series: Series, window_days: int, basis: Basis) -> InsufficientData | None:
    """Return the first reason that is about how many values there are, and how far apart."""
    return next(_iter_shortages(series, window_days, basis), None)


def check_variety(series: Series) -> InsufficientData | None:
    """Return the reason for silence where more than 70 % of the values are the same."""
    n, same = len(series), _count_most_common_value(series)
    most = n * MAX_IDENTICAL_PERCENT // 100
    if same <= most:
        return None
    message = f"Not enough variety: {same} of {n} values are the same, {most} at most."
    return InsufficientData("mostly_identical", message, same, most)


def has_many_identical_values(series: Series) -> bool:
    """Whether so many values are the same that their order says little: more than 30 %."""
    return _count_most_common_value(series) > len(series) * WEEKLY_ABOVE_IDENTICAL_PERCENT // 100


def check_whole_weeks(weeks: int) -> InsufficientData | None:
    """Return the reason for silence about a total whose weeks are judged, or None where there are enough of them."""
    if weeks >= MIN_WEEKS_OF_TOTALS:
        return None
    return _build_shortage("few_weeks", _pluralize(weeks, "whole week"), weeks, MIN_WEEKS_OF_TOTALS)


def insufficient_mean_direction(values: int) -> InsufficientData:
    """Return the reason for clock times that are spread all around the clock."""
    message = "Not enough agreement: the times lie all around the clock."
    return InsufficientData("no_mean_direction", message, values, MIN_VALUES)


def _iter_shortages(series: Series, window_days: int, basis: Basis) -> Iterator[InsufficientData]:
    n = len(series)
    if window_days < MIN_WINDOW_DAYS:
        yield _build_shortage(
            "short_window", f"a window of {_pluralize(window_days, 'day')}", window_days, MIN_WINDOW_DAYS
        )
    if n < MIN_VALUES:
        yield _build_shortage("few_values", _pluralize(n, basis), n, MIN_VALUES)
    weeks = len(np.unique(series.week_mondays()))
    if weeks < MIN_WEEKS:
        yield _build_shortage("few_weeks", f"days in {_pluralize(weeks, 'week')}", weeks, MIN_WEEKS)
    span = int(series.days[-1] - series.days[0]) if n else 0
    if span < MIN_SPAN_DAYS:
        yield _build_shortage("narrow_span", f"first and last {_pluralize(span, 'day')} apart", span, MIN_SPAN_DAYS)


def _count_most_common_value(series: Series) -> int:
    return int(np.unique(series.values, return_counts=True)[1].max(initial=0))


def _build_shortage(code: InsufficientDataCode, description: str, number: int, needed: int) -> InsufficientData:
    return InsufficientData(code, f"Not enough data: {description}, {needed} needed.", number, needed)


def _pluralize(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
