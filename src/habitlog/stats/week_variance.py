"""The variance of weekly values, from how much neighbouring weeks differ: changes of level and trends are no noise.

All functions take many rows of weeks at once, NaN where a week has no value.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from habitlog.stats.row_statistics import count_values
from habitlog.stats.series import Values
from habitlog.stats.student_t import compute_t_quantile

MIN_WEEKS = 4
"""Weeks with a value below which there is no variance."""
WEEKS_FOR_TWO_JUMPS = 16
"""Weeks with a value from which two jumps are left out; with fewer it is one."""
CORRELATION_SHARE = 0.5
MAX_CORRELATION = 0.8
VARIANCE_FACTOR, FACTOR_OF_JUMPS = 1.15, 2.5
"""The variance is multiplied by the first, plus the second times the share of weeks that a jump was left out of."""
DEGREES_PER_WEEK = 0.7
MIN_DEGREES = 2

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]


class WeekVariance(NamedTuple):
    """The variance of one week's value in each row, with its degrees of freedom.

    `reach` is how many standard errors a 95 % interval reaches to either side.
    """

    variance: Values
    degrees: Counts
    reach: Values


def estimate_week_variance(weeks: Values) -> WeekVariance:
    """Return the variance of each row of weeks, those without a value left out.

    Half the mean squared difference of neighbours, and of weeks two apart; the larger one is taken, as weeks that
    resemble their neighbours make the first too small. The largest jump from one week to the next is left out of both;
    with 16 weeks or more also the next largest that does not touch it, so that a change of level, or one that is taken
    back, does not count as noise. Rows with fewer than four values have NaN.
    """
    if weeks.shape[1] < MIN_WEEKS:
        weeks = np.pad(weeks, ((0, 0), (0, MIN_WEEKS - weeks.shape[1])), constant_values=np.nan)
    known, n = ~np.isnan(weeks), count_values(weeks)
    closed = np.take_along_axis(weeks, np.argsort(~known, axis=1, kind="stable"), axis=1)
    by_one, by_two = (closed[:, 1:] - closed[:, :-1]) ** 2 / 2, (closed[:, 2:] - closed[:, :-2]) ** 2 / 2
    jumps = _find_jumps(by_one, n)
    near = _mean_without(by_one, jumps)
    far = _mean_without(by_two, jumps[:, :-1] | jumps[:, 1:])
    larger = np.maximum(near, far)
    likeness = 1 - np.divide(near, larger, out=np.ones_like(near), where=larger > 0)
    r = CORRELATION_SHARE * np.clip(likeness, 0.0, MAX_CORRELATION)
    left_out = np.where(n >= WEEKS_FOR_TWO_JUMPS, 2, 1) / np.maximum(n, 1)
    variance = larger * (1 + r) / (1 - r) * (VARIANCE_FACTOR + FACTOR_OF_JUMPS * left_out)
    degrees = np.maximum(MIN_DEGREES, np.floor(DEGREES_PER_WEEK * (n - 2))).astype(np.int64)
    reach = np.array([compute_t_quantile(each) for each in degrees.tolist()])
    return WeekVariance(np.where(n >= MIN_WEEKS, variance, np.nan), degrees, reach)


def _find_jumps(squares: Values, n: Counts) -> Flags:
    """Return which differences of neighbours are left out of each row; the earlier one of equal ones."""
    places = np.arange(squares.shape[1])
    sizes = np.where(np.isnan(squares), -1.0, squares)
    largest = sizes.argmax(axis=1)[:, np.newaxis]
    apart = np.abs(places - largest) > 1
    second = np.where(apart, sizes, -1.0).argmax(axis=1)[:, np.newaxis]
    jumps: Flags = (places == largest) | ((places == second) & apart & (n >= WEEKS_FOR_TWO_JUMPS)[:, np.newaxis])
    return jumps


def _mean_without(squares: Values, left_out: Flags) -> Values:
    counted = ~(np.isnan(squares) | left_out)
    means: Values = np.where(counted, squares, 0.0).sum(axis=1) / np.maximum(counted.sum(axis=1), 1)
    return means
