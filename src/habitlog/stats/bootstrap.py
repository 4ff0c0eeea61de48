"""Stationary block bootstrap (Politis and Romano 1994) of calendar days: the same draws serve every pair of series."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from habitlog.stats.series import Values

DRAWS = 2000
MEAN_BLOCK = 7
SEED = 1994
GENERATOR = "numpy PCG64, uniform doubles: one square for where blocks begin, then one for the days they begin on"

Counts = NDArray[np.uint16]


def day_counts(days: int, draws: int = DRAWS, mean_block: int = MEAN_BLOCK, seed: int = SEED) -> Counts:
    """Return how often each of `days` (at least 1) calendar days comes in each draw: a row a draw, `days` in each.

    A draw is a run of blocks. Each begins on any day with equal chance, goes on by the calendar, after the last day
    with the first, and ends after each day with a chance of 1 in `mean_block`.
    """
    uniform = np.random.Generator(np.random.PCG64(seed)).random
    begins = uniform((draws, days)) < 1 / mean_block
    begins[:, 0] = True
    first = (uniform((draws, days)) * days).astype(np.int64)
    place = np.arange(days)
    begun = np.maximum.accumulate(np.where(begins, place, 0), axis=1)
    drawn = (np.take_along_axis(first, begun, axis=1) + place - begun) % days
    flat = np.bincount((drawn + days * np.arange(draws)[:, np.newaxis]).ravel(), minlength=draws * days)
    return flat.reshape(draws, days).astype(np.uint16)


def correlations(counts: Counts, x: Values, y: Values, paired: NDArray[np.bool_]) -> Values:
    """Return the Pearson correlation of x and y in each draw, one column a pair of series.

    `x`, `y` and `paired` have a row a day and a column a pair; days that are not `paired` count nowhere. A draw whose
    x or y does not vary says nothing either way and gives 0.
    """
    mask = paired.astype(np.float64)
    a, b = np.where(paired, x, 0.0), np.where(paired, y, 0.0)
    sums = counts.astype(np.float64) @ np.hstack([mask, a, b, a * a, b * b, a * b])
    n, s_a, s_b, s_aa, s_bb, s_ab = np.split(sums, 6, axis=1)
    n = np.maximum(n, 1)
    spread = np.maximum(s_aa - s_a * s_a / n, 0) * np.maximum(s_bb - s_b * s_b / n, 0)
    varies = spread > 1e-9 * np.maximum(s_aa * s_bb, 1e-300)
    together = s_ab - s_a * s_b / n
    found = np.divide(together, np.sqrt(spread), out=np.zeros_like(together), where=varies)
    within: Values = np.clip(found, -1, 1)
    return within
