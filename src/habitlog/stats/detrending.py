"""A daily series laid out by the calendar, and what is left of it without its slow drift and its weekly rhythm."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from habitlog.stats import circular
from habitlog.stats.series import DayLike, DayNumbers, Series, Values, to_ordinal

LOCAL_DAYS = 29
"""Calendar days of the local mean that is removed, as many before a day as after it."""
DAYS_IN_WEEK = 7

Flags = NDArray[np.bool_]


class CalendarSeries(NamedTuple):
    """The `values` of a series, one number a calendar day, NaN on days without one.

    Clock times that lie all around the clock (`has_no_direction`) have no mean that they could be compared with.
    """

    values: Values
    has_no_direction: bool = False


def lay_out_series(series: Series, first: DayLike, last: DayLike, *, clock: bool = False) -> CalendarSeries:
    """Return the days from `first` to `last`, both included.

    Times of a `clock`, in minutes after midnight, are moved by whole days to within 12 hours of their circular mean.
    """
    inside = series.between(first, last)
    values, has_no_direction = inside.values, False
    if clock:
        centre = circular.compute_direction(values).mean
        has_no_direction = centre is None and len(values) > 0
        values = values if centre is None else circular.unwrap_times(values, centre)
    row = np.full(to_ordinal(last) - to_ordinal(first) + 1, np.nan)
    row[inside.days - to_ordinal(first)] = values
    return CalendarSeries(row, has_no_direction)


def remove_drift_and_week(row: Values) -> Values:
    """Return what is left of a row of calendar days.

    The mean of each day of the week is subtracted first, then the mean of the known days among the 29 around each
    one, then again that of each day of the week.
    """
    without_week = remove_weekday_means(row)
    return remove_weekday_means(without_week - compute_local_means(without_week))


def count_fitted(known: Flags) -> float:
    """Return how many numbers that fits to the known days: six differences of weekdays, and the local mean.

    That has one for each day over the number of known days among the 29 around it.
    """
    begin, end = _find_windows(len(known))
    sums = np.concatenate([[0], np.cumsum(known)])
    return DAYS_IN_WEEK - 1 + float((1 / (sums[end] - sums[begin])[known]).sum())


def remove_weekday_means(row: Values) -> Values:
    """Return a row of calendar days less the mean of their day of the week."""
    known = np.flatnonzero(~np.isnan(row))
    weekdays = known % DAYS_IN_WEEK
    counts = np.bincount(weekdays, minlength=DAYS_IN_WEEK)
    means = np.bincount(weekdays, row[known], DAYS_IN_WEEK) / np.maximum(counts, 1)
    left = np.full_like(row, np.nan)
    left[known] = row[known] - means[weekdays]
    return left


def compute_local_means(row: Values) -> Values:
    """Return the mean of the known days among the 29 around each day of a row; 0 where there is none."""
    known = ~np.isnan(row)
    begin, end = _find_windows(len(row))
    sums, counts = (np.concatenate([[0.0], np.cumsum(each)]) for each in (np.where(known, row, 0.0), known))
    means: Values = (sums[end] - sums[begin]) / np.maximum(counts[end] - counts[begin], 1)
    return means


def _find_windows(days: int) -> tuple[DayNumbers, DayNumbers]:
    """Return the first place of the 29 days around each day, and the place after the last."""
    places, reach = np.arange(days), LOCAL_DAYS // 2
    return np.maximum(places - reach, 0), np.minimum(places + reach + 1, days)
