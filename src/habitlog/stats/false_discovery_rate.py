"""False discovery rate: p-values adjusted for the number of tests (Benjamini and Hochberg 1995)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def adjust_p_values(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return, in the order of `p_values`, the smallest false discovery rate at which each would be a discovery."""
    m = len(p_values)
    order = np.argsort(np.asarray(p_values, dtype=np.float64))[::-1]
    scaled = np.asarray(p_values, dtype=np.float64)[order] * m / np.arange(m, 0, -1)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled), 1.0) if m else scaled
    return tuple(adjusted.tolist())
