"""The usual time of day among a few; plain Python, so that a form that offers it does not load numpy."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

DAY_MINUTES = 1440
MIN_TIMES = 3
MAX_MEDIAN_DISTANCE = 120
"""Minutes; where half of the times lie further from the median, none of them is usual."""
STEP_MINUTES = 5


def compute_circular_median(minutes: Sequence[float]) -> float:
    """Return the median of times of day in minutes after midnight, 0 <= median < 1440; `minutes` has at least one.

    It is the time with the least sum of distances around the clock (Fisher, Statistical Analysis of Circular Data,
    1993), the middle of two such times. Around midnight 23:50 and 00:10 give 00:00.
    """
    centre = min(minutes, key=lambda minute: sum(_list_circular_distances(minute, minutes)))
    near = median((other - centre + DAY_MINUTES / 2) % DAY_MINUTES - DAY_MINUTES / 2 for other in minutes)
    return (centre + near) % DAY_MINUTES


def find_usual_time(minutes: Sequence[float]) -> int | None:
    """Return the usual time of day in whole steps of 5 minutes, 0 to 1435.

    None with fewer than 3 times, and where half of them lie more than 2 hours from their median.
    """
    if len(minutes) < MIN_TIMES:
        return None
    middle = compute_circular_median(minutes)
    if median(_list_circular_distances(middle, minutes)) > MAX_MEDIAN_DISTANCE:
        return None
    return round(middle / STEP_MINUTES) * STEP_MINUTES % DAY_MINUTES


def _list_circular_distances(minute: float, others: Sequence[float]) -> list[float]:
    half = DAY_MINUTES / 2
    return [abs((other - minute + half) % DAY_MINUTES - half) for other in others]
