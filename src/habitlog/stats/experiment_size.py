"""What an experiment of so many pairs of days would find, by how much neighbouring days differ without one."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from habitlog.stats.circular import DAY_MINUTES
from habitlog.stats.series import DayLike, Series, to_ordinal
from habitlog.stats.sign_flip import LEVEL, MIN_PAIRS

POWER = 0.8
"""The share of experiments that find a true difference of the size that is named."""
MIN_NEIGHBOURS = 14
"""Differences of neighbouring days that it takes to say how much they differ."""
_NORMAL = NormalDist()
_Z_LEVEL = _NORMAL.inv_cdf(1 - LEVEL / 2)
_LOST_PAIRS = _Z_LEVEL**2 / 2
"""How many pairs it takes that their spread is estimated from them, too."""


class NeighbourSpread(NamedTuple):
    """How much neighbouring days differ: the root of the mean squared difference, from `neighbours` of `days - 1`."""

    spread: float
    neighbours: int
    days: int

    @property
    def known_share(self) -> float:
        """The share of pairs of days that both have a value."""
        return self.neighbours / (self.days - 1)


def wrap_clock_difference(difference: float) -> float:
    """Return the difference of two clock times the short way round, from -720 to under 720 minutes."""
    return (difference + DAY_MINUTES / 2) % DAY_MINUTES - DAY_MINUTES / 2


def estimate_neighbour_spread(series: Series, first: DayLike, last: DayLike, *, clock: bool) -> NeighbourSpread | None:
    """Return the spread of neighbouring days in a period; None with too few of them, or where all are the same."""
    part = series.between(first, last)
    differences = np.diff(part.values)[np.diff(part.days) == 1]
    if clock:
        differences = np.array([wrap_clock_difference(float(one)) for one in differences])
    if len(differences) < MIN_NEIGHBOURS or not differences.any():
        return None
    days = to_ordinal(last) - to_ordinal(first) + 1
    return NeighbourSpread(math.sqrt(float(np.mean(differences**2))), len(differences), days)


def compute_found_difference(spread: float, pairs: float) -> float | None:
    """Return the smallest true difference that `POWER` of experiments find; None with too few pairs to find any."""
    if pairs < MIN_PAIRS:
        return None
    return (_Z_LEVEL + _NORMAL.inv_cdf(POWER)) * spread / math.sqrt(pairs - _LOST_PAIRS)


def compute_power(difference: float, spread: float, pairs: float) -> float:
    """Return the share of experiments that find a true difference, 0 with too few pairs to find any."""
    if pairs < MIN_PAIRS:
        return 0.0
    return _NORMAL.cdf(abs(difference) / spread * math.sqrt(pairs - _LOST_PAIRS) - _Z_LEVEL)
