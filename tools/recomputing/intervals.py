"""The interval of a number of a window: each seven values in a row are left out once (Künsch 1989)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import fmean
from typing import TypeVar

from recomputing.export import JsonObject
from recomputing.trend import t_quantile

Value = TypeVar("Value")


def compute_interval(
    values: Sequence[Value], compute: Callable[[Sequence[Value]], float | None], method: JsonObject
) -> tuple[float, float] | None:
    """Return the ends of the interval of `compute`; None with too few values, or where a replicate has no number."""
    rule = method.get("interval")
    n = len(values)
    if rule is None or n < rule["needed"]:
        return None
    block = rule["block"]
    value = compute(values)
    replicates = []
    for start in range(n - block + 1):
        replicate = compute([*values[:start], *values[start + block :]])
        if replicate is None:
            return None
        replicates.append(replicate)
    if value is None:
        return None
    mean, others = fmean(replicates), (n - block) / block
    variance = others * (1 + block / n) * fmean((one - mean) ** 2 for one in replicates)
    degrees = max(rule["least_degrees"], math.floor(n / block + 0.5) - 1)
    centre, half = value - others * (mean - value), t_quantile(degrees) * math.sqrt(variance)
    return centre - half, centre + half
