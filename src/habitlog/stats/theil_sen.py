"""The Theil-Sen slope, ranks, and the removal of a weekly rhythm."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from habitlog.stats.series import DayNumbers, Values


def compute_pairwise_slopes(days: DayNumbers, values: Values) -> Values:
    """Return the n(n-1)/2 slopes between all pairs of strictly ascending days, in no particular order."""
    n = len(days)
    slopes = _circular_differences(values)
    slopes /= _circular_differences(days.astype(np.float64))
    return slopes.ravel()[: n * (n - 1) // 2]


def median_slope(slopes: Values) -> float:
    """Return the median of at least one slope; reorders the array."""
    half = len(slopes) // 2
    slopes.partition(half)
    above = float(slopes[half])
    return above if len(slopes) % 2 else (float(slopes[:half].max()) + above) / 2


def _circular_differences(column: Values) -> Values:
    """Return the differences of each number to the one k places on, in a circle: a row for k from 1 to n/2.

    The first n(n-1)/2 of them, row by row, are those of every pair once. Some are later minus earlier, some the
    other way round; in a quotient of two such differences the signs cancel.
    """
    n = len(column)
    circle = np.concatenate([column, column])
    differences: Values = sliding_window_view(circle, n)[1 : n // 2 + 1] - column
    return differences


def remove_weekday_means(days: DayNumbers, values: Values) -> Values:
    """Return values less the mean of their weekday, without which a weekly rhythm would hide autocorrelation."""
    weekdays = days % 7
    means = np.bincount(weekdays, values, 7) / np.maximum(np.bincount(weekdays, minlength=7), 1)
    residuals: Values = values - means[weekdays]
    return residuals


def compute_midranks(values: Values) -> NDArray[np.float64]:
    """Return ranks from 1, equal values sharing the mean of their ranks."""
    _, group, ties = np.unique(values, return_inverse=True, return_counts=True)
    midranks: NDArray[np.float64] = np.cumsum(ties) - (ties - 1) / 2
    return midranks[group]
