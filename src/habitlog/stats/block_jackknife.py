"""The interval of a number of a window of nights, by leaving out each seven nights in a row once (Künsch 1989).

Seven, so that each block has every day of the week, and nights that resemble their neighbours are left out together.
No random numbers are drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np

from habitlog.stats.series import Values
from habitlog.stats.student_t import compute_t_quantile

BLOCK_VALUES = 7
MIN_VALUES = 21
"""Values in order of time, three blocks of them, below which there is no interval."""
MIN_DEGREES = 2

Statistic: TypeAlias = Callable[[Values], Values]
"""Computes a number from the sums of the parts of many samples, shape (samples, parts); NaN where there is none."""


class WindowInterval(NamedTuple):
    """The ends of a 95 % interval."""

    low: float
    high: float


def compute_jackknife_interval(parts: Values, compute: Statistic) -> WindowInterval | None:
    """Return the interval of `compute` of the sums of `parts`, which has a row for each value in order of time.

    The variance is that of the replicates, times (n - 7)/7 and (1 + 7/n) for what leaving out takes away; the centre
    is less the bias that the replicates show. None below 21 values, or where a replicate has no number.
    """
    n = len(parts)
    if n < MIN_VALUES:
        return None
    running = np.concatenate([np.zeros((1, parts.shape[1])), np.cumsum(parts, axis=0)])
    whole = running[-1:]
    numbers = compute(np.concatenate([whole, whole - (running[BLOCK_VALUES:] - running[:-BLOCK_VALUES])]))
    if not np.isfinite(numbers).all():
        return None
    value, replicates = float(numbers[0]), numbers[1:]
    others = (n - BLOCK_VALUES) / BLOCK_VALUES
    mean = float(replicates.mean())
    variance = others * (1 + BLOCK_VALUES / n) * float(((replicates - mean) ** 2).mean())
    half = compute_t_quantile(count_degrees(n)) * math.sqrt(variance)
    centre = value - others * (mean - value)
    return WindowInterval(centre - half, centre + half)


def compute_logarithms(numbers: Values) -> Values:
    """Return natural logarithms, NaN of what is not above 0."""
    positive = numbers > 0
    logarithms: Values = np.where(positive, np.log(np.where(positive, numbers, 1.0)), np.nan)
    return logarithms


def count_degrees(n: int) -> int:
    """Return the degrees of freedom of so many values: the number of blocks, rounded, less one."""
    return max(MIN_DEGREES, (2 * n + BLOCK_VALUES) // (2 * BLOCK_VALUES) - 1)


def describe_jackknife(scale: str, of: str) -> dict[str, object]:
    """Return the method as plain JSON values; `scale` is where it is computed, `of` names the values in order."""
    return {
        "percent": 95,
        "of": of,
        "scale": scale,
        "block": BLOCK_VALUES,
        "needed": MIN_VALUES,
        "variance": "mean squared distance of the replicates from their mean, each without one block in a row, times "
        "(n - block)/block and (1 + block/n)",
        "centre": "the number less (n - block)/block times (mean of the replicates less the number)",
        "reach": "Student's t with n/block, rounded, less 1 degrees of freedom, at least least_degrees",
        "least_degrees": MIN_DEGREES,
        "sources": ["Künsch 1989, Ann Stat 17:1217"],
    }
