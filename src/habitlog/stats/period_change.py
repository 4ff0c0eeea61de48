"""The change of a period against an earlier one, from weekly values, and the slope within it: many rows at once.

Rows hold one value for each calendar week, NaN where a week has none.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from habitlog.stats.row_statistics import count_values, row_means
from habitlog.stats.series import Values
from habitlog.stats.week_variance import Counts, Flags, WeekVariance, estimate_week_variance

MIN_WEEKS = 12
"""Weeks with a value, of both periods together, from which a change is named."""
MIN_WEEKS_OF_PERIOD = 4
"""Weeks with a value that either period needs to be compared at all."""
MIN_WEEKS_OF_SLOPE = 8
"""Weeks with a value that a slope needs."""
MAX_IDENTICAL_PERCENT = 70
"""Per cent of the weekly values that may be the same; with more of them a change of so few weeks is not judged."""


class Change(NamedTuple):
    """A change in the metric's unit and the ends of its 95 % interval."""

    value: float
    low: float
    high: float


class SlopeLine(NamedTuple):
    """The line that a slope belongs to: its first and its last week, by their places, and the values there."""

    first: int
    first_value: float
    last: int
    last_value: float


class PeriodMasks(NamedTuple):
    """Which weeks of each row belong to the earlier period, and which to the later one."""

    before: Flags
    after: Flags


class PeriodChanges(NamedTuple):
    """The change of each row with the half-width of its interval, both NaN where a period has fewer than four weeks.

    `spread` is the variance of the compared weeks. `mean_before` and `mean_after` are means of weekly values, NaN
    without one; `known_before` and `known_after` count the weeks they are made of, `most_common` how many weekly values
    are the same.
    """

    change: Values
    half_width: Values
    spread: WeekVariance
    mean_before: Values
    mean_after: Values
    known_before: Counts
    known_after: Counts
    most_common: Counts


def choose_periods(weeks: Values, length: int) -> PeriodMasks:
    """Return the periods that are compared in each row: the last `length` weeks, and as many before them.

    Where fewer than four of those before have a value, the record is too young: then the weeks since the first value
    in the period are halved, and the later half is compared with the earlier one, which has an odd week.
    """
    columns = np.arange(weeks.shape[1])
    start = weeks.shape[1] - length
    known = ~np.isnan(weeks)
    first = start + np.where(known[:, start:].any(axis=1), known[:, start:].argmax(axis=1), length)
    is_young = count_values(weeks[:, :start]) < MIN_WEEKS_OF_PERIOD
    begin = np.where(is_young, first, 0)[:, np.newaxis]
    split = weeks.shape[1] - np.where(is_young, (weeks.shape[1] - first) // 2, length)[:, np.newaxis]
    return PeriodMasks((columns >= begin) & (columns < split), columns >= split)


def split_periods(weeks: Values, length: int) -> PeriodMasks:
    """Return the last `length` weeks of each row, and all before them, whether they have a value or not."""
    is_later = np.broadcast_to(np.arange(weeks.shape[1]) >= weeks.shape[1] - length, weeks.shape)
    return PeriodMasks(~is_later, is_later)


def compare_periods(weeks: Values, masks: PeriodMasks) -> PeriodChanges:
    """Return the difference of the periods' means in each row, with an interval from the variance between weeks."""
    before, after = np.where(masks.before, weeks, np.nan), np.where(masks.after, weeks, np.nan)
    compared = np.where(masks.before | masks.after, weeks, np.nan)
    known_before, known_after = count_values(before), count_values(after)
    enough = (known_before >= MIN_WEEKS_OF_PERIOD) & (known_after >= MIN_WEEKS_OF_PERIOD)
    spread = estimate_week_variance(compared)
    share = 1 / np.maximum(known_before, 1) + 1 / np.maximum(known_after, 1)
    mean_before = np.where(known_before > 0, row_means(before), np.nan)
    mean_after = np.where(known_after > 0, row_means(after), np.nan)
    return PeriodChanges(
        change=np.where(enough, mean_after - mean_before, np.nan),
        half_width=np.where(enough, spread.reach * np.sqrt(spread.variance * share), np.nan),
        spread=spread,
        mean_before=mean_before,
        mean_after=mean_after,
        known_before=known_before,
        known_after=known_after,
        most_common=_count_most_common(compared),
    )


def compute_slope(weeks: Values, spread: WeekVariance) -> Change | None:
    """Return the least-squares slope of weeks, in the metric's unit a week; None with fewer than eight values.

    `spread` is the variance of one row that these weeks are part of.
    """
    places = np.flatnonzero(~np.isnan(weeks))
    if len(places) < MIN_WEEKS_OF_SLOPE:
        return None
    distances = places - places.mean()
    squares = float(distances @ distances)
    value = float(distances @ weeks[places]) / squares
    half = float(spread.reach[0]) * math.sqrt(float(spread.variance[0]) / squares)
    return Change(value, value - half, value + half)


def locate_slope_line(weeks: Values, slope: Change) -> SlopeLine:
    """Return the least-squares line of weeks from their first value to their last; it passes through their centre."""
    places = np.flatnonzero(~np.isnan(weeks))
    first, last, middle, mean = int(places[0]), int(places[-1]), float(places.mean()), float(weeks[places].mean())
    return SlopeLine(first, mean + slope.value * (first - middle), last, mean + slope.value * (last - middle))


def has_mostly_identical_values(changes: PeriodChanges) -> Flags:
    """Return in which rows more than 70 % of the compared weekly values are the same."""
    n = changes.known_before + changes.known_after
    mostly: Flags = changes.most_common > n * MAX_IDENTICAL_PERCENT // 100
    return mostly


def _count_most_common(weeks: Values) -> Counts:
    """Return how often the most common value of each row occurs."""
    ordered = np.sort(weeks, axis=1)
    places = np.arange(ordered.shape[1])
    is_new = np.ones(ordered.shape, np.bool_)
    is_new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    begin = np.maximum.accumulate(np.where(is_new, places, 0), axis=1)
    most: Counts = np.where(np.isnan(ordered), 0, places - begin + 1).max(axis=1, initial=0)
    return most
