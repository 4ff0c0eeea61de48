"""Theil-Sen slope, Mann-Kendall statistic and variance, and the correction for autocorrelation."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from habitlog.stats.series import DayNumbers, Values

Z95 = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""
RESIDUAL_DECIMALS = 9
"""Residuals are rounded before ranking, as rounding errors would break their ties."""
MAX_AUTOCORRELATION = 0.9
CAUTION_STANDARD_ERRORS = 0.5
"""Standard errors by which the autocorrelation is raised (decision 0008)."""


class Slope(NamedTuple):
    """A slope and the ends of its 95 % interval, in units of the metric per period of time."""

    value: float
    low: float
    high: float

    def scale(self, factor: float) -> Slope:
        """Return the slope for a period that is `factor` (above 0) times as long."""
        return Slope(self.value * factor, self.low * factor, self.high * factor)


class MannKendall(NamedTuple):
    """The statistic S and its variance under no trend with independent values, ties counted."""

    s: int
    variance: float


def compute_mann_kendall(values: Values, slopes: Values) -> MannKendall:
    """Return S and var(S) = [n(n-1)(2n+5) - sum t(t-1)(2t+5)] / 18 of values in order (Kendall 1975).

    `slopes` are those of all pairs, whose signs add up to S; t are the sizes of groups of equal values.
    """
    n = len(values)
    ties = np.unique(values, return_counts=True)[1]
    spent = int((ties * (ties - 1) * (2 * ties + 5)).sum())
    s = np.count_nonzero(slopes > 0) - np.count_nonzero(slopes < 0)
    return MannKendall(int(s), (n * (n - 1) * (2 * n + 5) - spent) / 18)


def compute_pairwise_slopes(days: DayNumbers, values: Values) -> Values:
    """Return the n(n-1)/2 slopes between all pairs of strictly ascending days, in no particular order."""
    n = len(days)
    slopes = _circular_differences(values)
    slopes /= _circular_differences(days.astype(np.float64))
    return slopes.ravel()[: n * (n - 1) // 2]


def median_slope(slopes: Values) -> float:
    """Return the median of at least one slope; reorders the array."""
    half = len(slopes) // 2
    above = _select_by_rank(slopes, half)
    return above if len(slopes) % 2 else (float(slopes[:half].max()) + above) / 2


def compute_theil_sen(slopes: Values, variance: float) -> Slope:
    """Return the median of pairwise slopes with its 95 % order-statistic interval for var(S).

    `slopes` holds at least one and is reordered. Sen (1968), equation 2.6, with the ranks as
    `scipy.stats.theilslopes` takes them.
    """
    n = len(slopes)
    reach = Z95 * math.sqrt(variance)
    low, high = max(round((n - reach) / 2) - 1, 0), min(round((n + reach) / 2), n - 1)
    return Slope(median_slope(slopes), _select_by_rank(slopes, low), _select_by_rank(slopes, high))


def estimate_autocorrelation(days: DayNumbers, values: Values, slope: float) -> float:
    """Return how much neighbouring values resemble each other, from 0 to 0.9, overestimated rather than underestimated.

    This is the lag-1 autocorrelation of the ranks of the values without their slope and without the means of
    their weekdays, taken in order with gaps closed; raised by its small-sample bias and by half a standard error.
    """
    residuals = remove_weekday_means(days, values - slope * (days - days[0]))
    ranks = compute_midranks(np.round(residuals, RESIDUAL_DECIMALS)) - (len(values) + 1) / 2
    spread = float(ranks @ ranks)
    return raise_autocorrelation(float(ranks[:-1] @ ranks[1:]) / spread if spread else 0.0, len(values))


def raise_autocorrelation(r: float, n: int) -> float:
    """Return the autocorrelation of `n` values, raised to where it is seldom too low, from 0 to 0.9.

    (2 + 4r)/n is the bias of an r without mean and slope (van Giersbergen 2005); sqrt((1 - r^2)/n) its standard error.
    """
    unbiased = min(max(r + (2 + 4 * r) / n, -1.0), 1.0)
    return min(max(unbiased + CAUTION_STANDARD_ERRORS * math.sqrt((1 - unbiased**2) / n), 0.0), MAX_AUTOCORRELATION)


def widen_variance(variance: float, r: float) -> float:
    """Return var(S) times (1 + r)/(1 - r): the variance when neighbours resemble each other by `r`."""
    return variance * (1 + r) / (1 - r)


def _circular_differences(column: Values) -> Values:
    """Return the differences of each number to the one k places on, in a circle: a row for k from 1 to n/2.

    The first n(n-1)/2 of them, row by row, are those of every pair once. Some are later minus earlier, some the
    other way round; in a quotient of two such differences the signs cancel.
    """
    n = len(column)
    circle = np.concatenate([column, column])
    differences: Values = sliding_window_view(circle, n)[1 : n // 2 + 1] - column
    return differences


def _select_by_rank(slopes: Values, rank: int) -> float:
    # One rank at a time: numpy takes ten times as long for several at once.
    slopes.partition(rank)
    return float(slopes[rank])


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
