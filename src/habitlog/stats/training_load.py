"""Load, monotony and strain of a training week, from the loads of its seven days (Foster 1998, 2001)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeGuard

WEEK_DAYS = 7


def compute_week_load(days: Sequence[float | None]) -> float | None:
    """Return the sum of seven daily loads (0 or more, in arbitrary units), None when one is unknown.

    Raises ValueError unless there are seven.
    """
    return float(sum(days)) if _all_known(days) else None


def compute_monotony(days: Sequence[float | None]) -> float | None:
    """Return mean / sample SD (n - 1) of seven daily loads.

    None when a day is unknown or all are equal. Raises ValueError unless there are seven.
    """
    if not _all_known(days):
        return None
    largest = max(days)
    if min(days) == largest:
        return None
    # Relative to the largest load: monotony has no unit, and very small loads would lose their spread to rounding.
    parts = [day / largest for day in days]
    mean = math.fsum(parts) / WEEK_DAYS
    return mean / (math.hypot(*(part - mean for part in parts)) / math.sqrt(WEEK_DAYS - 1))


def compute_strain(days: Sequence[float | None]) -> float | None:
    """Return week load x monotony in arbitrary units, None when monotony is; ValueError as for `compute_monotony`."""
    load, monotony = compute_week_load(days), compute_monotony(days)
    return None if load is None or monotony is None else load * monotony


def _all_known(days: Sequence[float | None]) -> TypeGuard[Sequence[float]]:
    if len(days) != WEEK_DAYS:
        raise ValueError("a week has seven days")
    return None not in days
