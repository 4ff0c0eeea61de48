"""Stationary block bootstrap (Politis and Romano 1994) of calendar days; every pair of series uses the same draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from habitlog.stats.series import Values

DRAWS = 2000
MEAN_BLOCK_DAYS = 7
SEED = 1994
GENERATOR = (
    "numpy PCG64, uniform doubles; for each draw one a day for where blocks begin (below 1 / mean_block_days, and on "
    "the first day), then one a day for the day that such a block begins on (times days, rounded down)"
)
DRAWS_AT_ONCE = 100
"""Draws that are held in memory as doubles at a time."""

MAX_SINGLE_THREAD_PRODUCT = 250_000
"""Multiplications of a matrix product that numpy's BLAS leaves to one thread: on a busy machine, threads that wait for
each other took ten times as long."""

DayCounts = NDArray[np.uint16]


def draw_day_counts(days: int, draws: int = DRAWS, seed: int = SEED) -> DayCounts:
    """Return how often each of `days` (at least 1) calendar days occurs in each draw, shape (draws, days).

    A draw consists of blocks. Each begins on any day with equal chance, continues by the calendar, with the first day
    after the last, and ends after each day with a chance of 1 in 7. The counts of a draw add up to `days`.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    counts = np.empty((draws, days), np.uint16)
    for start in range(0, draws, DRAWS_AT_ONCE):
        batch = counts[start : start + DRAWS_AT_ONCE]
        batch[:] = _count_drawn_days(generator.random((len(batch), 2, days)))
    return counts


def bootstrap_correlations(counts: DayCounts, x: Values, y: Values, paired: NDArray[np.bool_]) -> Values:
    """Return the Pearson correlation of x and y in each draw, one column a pair of series.

    `x`, `y` and `paired` have a row a day and a column a pair; days that are not `paired` are left out. A draw in which
    x or y does not vary gives 0.
    """
    a, b = np.where(paired, x, 0.0), np.where(paired, y, 0.0)
    columns = np.hstack([paired.astype(np.float64), a, b, a * a, b * b, a * b])
    return _compute_correlations(_sum_draws(counts, columns))


def bootstrap_slopes(counts: DayCounts, x: Values, y: Values, paired: NDArray[np.bool_]) -> Values:
    """Return the least-squares slope of y on x in each draw, 0 in a draw in which x does not vary.

    `x`, `y` and `paired` have one number for each day; days that are not `paired` are left out.
    """
    a, b = np.where(paired, x, 0.0), np.where(paired, y, 0.0)
    columns = np.column_stack([paired, a, b, a * a, a * b])
    n, sum_x, sum_y, xx, xy = _sum_draws(counts, columns).T
    n = np.maximum(n, 1)
    spread = xx - sum_x * sum_x / n
    covariance = xy - sum_x * sum_y / n
    slopes: Values = np.divide(covariance, spread, out=np.zeros_like(spread), where=spread > 1e-9 * xx)
    return slopes


def _sum_draws(counts: DayCounts, columns: Values) -> Values:
    """Return the sums of columns, a row a day, over the days of each draw."""
    sums = np.empty((len(counts), columns.shape[1]))
    rows = max(MAX_SINGLE_THREAD_PRODUCT // max(columns.size, 1), 1)
    for start in range(0, len(counts), rows):
        np.matmul(counts[start : start + rows].astype(np.float64), columns, out=sums[start : start + rows])
    return sums


def _count_drawn_days(uniform: Values) -> DayCounts:
    """Return counts of days from uniform numbers, shape (draws, 2, days)."""
    draws, _, days = uniform.shape
    position = np.arange(days)
    begins = uniform[:, 0] < 1 / MEAN_BLOCK_DAYS
    begins[:, 0] = True
    block_start = np.maximum.accumulate(np.where(begins, position, 0), axis=1)
    first_day = np.take_along_axis((uniform[:, 1] * days).astype(np.int64), block_start, axis=1)
    drawn = (first_day + position - block_start) % days + days * np.arange(draws)[:, np.newaxis]
    return np.bincount(drawn.ravel(), minlength=draws * days).reshape(draws, days).astype(np.uint16)


def _compute_correlations(sums: Values) -> Values:
    """Return correlations from the sums of 1, x, y, x squared, y squared and x times y in each draw."""
    n, x, y, xx, yy, xy = np.split(sums, 6, axis=1)
    n = np.maximum(n, 1)
    spread = np.maximum(xx - x * x / n, 0) * np.maximum(yy - y * y / n, 0)
    varies = spread > 1e-9 * np.maximum(xx * yy, 1e-300)
    covariance = xy - x * y / n
    correlations: Values = np.divide(covariance, np.sqrt(spread), out=np.zeros_like(covariance), where=varies)
    return np.clip(correlations, -1, 1, out=correlations)
