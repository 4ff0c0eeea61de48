"""False discovery rate: p-values adjusted for how many questions were asked (Benjamini and Hochberg 1995)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def adjust_p_values(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return the adjusted p-values in the order given: the smallest q at which each would be among the discoveries."""
    m = len(p_values)
    order = np.argsort(np.asarray(p_values, dtype=np.float64))[::-1]
    scaled = np.asarray(p_values, dtype=np.float64)[order] * m / np.arange(m, 0, -1)
    found = np.empty(m)
    found[order] = np.minimum(np.minimum.accumulate(scaled), 1.0) if m else scaled
    return tuple(found.tolist())
