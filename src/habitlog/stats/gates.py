"""When a trend keeps silent, with the reason as a code for programs and as a sentence for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from habitlog.stats.series import Series

Basis: TypeAlias = Literal["day", "week"]
Code: TypeAlias = Literal[
    "short_window", "few_values", "few_weeks", "narrow_span", "mostly_identical", "no_mean_direction"
]

WINDOW_DAYS = 28
VALUES = 14
WEEKS = 4
SPAN_DAYS = 21
IDENTICAL_PERCENT = 70
ALIKE_PERCENT = 30
"""Of the days of a total; where more of them are the same, as days of rest are, its weeks are judged."""
WEEKS_OF_TOTALS = 8
"""Finished weeks that such a total needs besides."""


class Silence(NamedTuple):
    """Why nothing is said: what there is (`have`) and what it takes (`needed`)."""

    code: Code
    message: str
    have: int
    needed: int


def silence(series: Series, window_days: int, basis: Basis) -> Silence | None:
    """Return the first reason for silence about a window, or None when a trend can be told.

    `series` holds the values inside the window: one a day, or one a week on Mondays.
    """
    return few(series, window_days, basis) or too_alike(series)


def few(series: Series, window_days: int, basis: Basis) -> Silence | None:
    """Return the first reason that is about how many values there are, and how far apart."""
    return next(_reasons(series, window_days, basis), None)


def too_alike(series: Series) -> Silence | None:
    """Return the reason for silence where more than 70 % of the values are the same."""
    n, same = len(series), _most_alike(series)
    most = n * IDENTICAL_PERCENT // 100
    if same <= most:
        return None
    message = f"Not enough variety: {same} of {n} values are the same, {most} at most."
    return Silence("mostly_identical", message, same, most)


def alike(series: Series) -> bool:
    """Whether so many values are the same that their order says little: more than 30 %."""
    return _most_alike(series) > len(series) * ALIKE_PERCENT // 100


def few_whole_weeks(weeks: int) -> Silence | None:
    """Return the reason for silence about a total whose weeks are judged, or None where there are enough of them."""
    if weeks >= WEEKS_OF_TOTALS:
        return None
    return _lack("few_weeks", _number(weeks, "whole week"), weeks, WEEKS_OF_TOTALS)


def no_direction(values: int) -> Silence:
    """Return the reason for clock times that are spread all around the clock."""
    message = "Not enough agreement: the times lie all around the clock."
    return Silence("no_mean_direction", message, values, VALUES)


def _reasons(series: Series, window_days: int, basis: Basis) -> Iterator[Silence]:
    n = len(series)
    if window_days < WINDOW_DAYS:
        yield _lack("short_window", f"a window of {_number(window_days, 'day')}", window_days, WINDOW_DAYS)
    if n < VALUES:
        yield _lack("few_values", _number(n, basis), n, VALUES)
    weeks = len(np.unique(series.mondays()))
    if weeks < WEEKS:
        yield _lack("few_weeks", f"days in {_number(weeks, 'week')}", weeks, WEEKS)
    span = int(series.days[-1] - series.days[0]) if n else 0
    if span < SPAN_DAYS:
        yield _lack("narrow_span", f"first and last {_number(span, 'day')} apart", span, SPAN_DAYS)


def _most_alike(series: Series) -> int:
    return int(np.unique(series.values, return_counts=True)[1].max(initial=0))


def _lack(code: Code, have: str, number: int, needed: int) -> Silence:
    return Silence(code, f"Not enough data: {have}, {needed} needed.", number, needed)


def _number(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
