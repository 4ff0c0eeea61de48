"""Theil-Sen slope, Mann-Kendall variance and the lag-1 correction that makes both more cautious."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from habitlog.stats.series import Days, Values

Z95 = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""
DECIMALS = 9
"""Residuals are rounded before ranking: floating-point dust would break their ties."""
MOST_AUTOCORRELATION = 0.9


class Slope(NamedTuple):
    """A slope and the ends of its 95 % interval, in units of the metric per stretch of time."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Slope:
        """Return the slope for a stretch of time that is `factor` (above 0) times as long."""
        return Slope(self.value * factor, self.low * factor, self.high * factor)


class MannKendall(NamedTuple):
    """The statistic S and its variance under no trend with independent values, ties counted."""

    s: int
    var: float


def mann_kendall(values: Values) -> MannKendall:
    """Return S and var(S) = [n(n-1)(2n+5) - sum t(t-1)(2t+5)] / 18 of values in order (Kendall 1975).

    t are the sizes of groups of equal values. Fewer than two values give 0 and 0.
    """
    n = len(values)
    ties = np.unique(values, return_counts=True)[1]
    spent = int((ties * (ties - 1) * (2 * ties + 5)).sum())
    higher = values[np.newaxis, :] > values[:, np.newaxis]
    s = np.count_nonzero(np.triu(higher)) - np.count_nonzero(np.tril(higher))
    return MannKendall(int(s), (n * (n - 1) * (2 * n + 5) - spent) / 18)


def pairwise_slopes(days: Days, values: Values) -> Values:
    """Return the n(n-1)/2 slopes between all pairs of two or more strictly ascending days, ascending."""
    x = days.astype(np.float64)
    later = range(1, len(x))
    # One pass per earlier day is twice as fast as one square of all pairs with its half cut out.
    slopes = np.concatenate([(values[k:] - values[k - 1]) / (x[k:] - x[k - 1]) for k in later])
    slopes.sort()
    return slopes


def theil_sen(slopes: Values, var: float) -> Slope:
    """Return the median of ascending pairwise slopes with its 95 % order-statistic interval for var(S).

    `slopes` holds at least one. Sen (1968), equation 2.6, with the ranks as `scipy.stats.theilslopes` takes them.
    """
    n = len(slopes)
    reach = Z95 * math.sqrt(var)
    low, high = max(round((n - reach) / 2) - 1, 0), min(round((n + reach) / 2), n - 1)
    below, above = (n - 1) // 2, n // 2
    middle = (float(slopes[below]) + float(slopes[above])) / 2
    return Slope(middle, float(slopes[low]), float(slopes[high]))


def autocorrelation(days: Days, values: Values, slope: float) -> float:
    """Return the lag-1 autocorrelation r of the ranks of the detrended values, from 0 to 0.9.

    Values are taken in order with gaps closed; r is raised by (1 + 4r)/n for its small-sample bias.
    """
    n = len(values)
    residuals = np.round(values - slope * (days - days[0]), DECIMALS)
    ranks = _ranks(residuals) - (n + 1) / 2
    spread = float(ranks @ ranks)
    r = float(ranks[:-1] @ ranks[1:]) / spread if spread else 0.0
    return min(max(r + (1 + 4 * r) / n, 0.0), MOST_AUTOCORRELATION)


def widened(var: float, r: float) -> float:
    """Return var(S) times (1 + r)/(1 - r): the variance when neighbours resemble each other by `r`."""
    return var * (1 + r) / (1 - r)


def _ranks(values: Values) -> NDArray[np.float64]:
    """Return ranks from 1, equal values sharing the mean of their ranks."""
    _, place, ties = np.unique(values, return_inverse=True, return_counts=True)
    shared: NDArray[np.float64] = np.cumsum(ties) - (ties - 1) / 2
    return shared[place]
