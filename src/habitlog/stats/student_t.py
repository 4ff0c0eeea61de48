"""Student's t distribution for whole degrees of freedom: quantiles and probabilities."""

from __future__ import annotations

import math
from functools import cache

BISECTIONS = 200


@cache
def compute_t_quantile(degrees: int, central: float = 0.95) -> float:
    """Return how far a two-sided interval that covers `central` reaches: of 0.95 the 97.5th percentile."""
    low, high = 0.0, 1000.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if _central_probability(middle, degrees) < central:
            low = middle
        else:
            high = middle
    return high


def compute_two_sided_probability(t: float, degrees: int) -> float:
    """Return the probability of a value at least as far from 0 as `t`."""
    return 1 - _central_probability(abs(t), degrees)


def _central_probability(t: float, degrees: int) -> float:
    """Return the probability between -t and t (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4)."""
    angle = math.atan2(t, math.sqrt(degrees))
    cosine_squared, term, total = math.cos(angle) ** 2, 1.0, 1.0
    if degrees % 2 == 0:
        for even in range(2, degrees, 2):
            term *= (even - 1) / even * cosine_squared
            total += term
        return math.sin(angle) * total
    for odd in range(3, degrees - 1, 2):
        term *= (odd - 1) / odd * cosine_squared
        total += term
    if degrees == 1:
        return 2 * angle / math.pi
    return 2 / math.pi * (angle + math.sin(angle) * math.cos(angle) * total)
