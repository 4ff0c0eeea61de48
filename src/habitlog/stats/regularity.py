"""The Sleep Regularity Index: how alike neighbouring days are, epoch by epoch (Phillips 2017)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MIN_DAY_PAIRS = 5
"""Pairs of neighbouring days, as in the R package sleepreg."""
MAX_UNKNOWN_HOURS = 6
"""A day with more unknown hours is dropped whole, as in the same package."""


class SleepRegularity(NamedTuple):
    """The index from -100 to 100, None below `needed` pairs of neighbouring days; `pairs` are those compared."""

    value: float | None
    pairs: int
    needed: int


def compute_sleep_regularity_index(
    asleep: NDArray[np.bool_], known: NDArray[np.bool_], comparable: NDArray[np.bool_]
) -> SleepRegularity:
    """Return -100 + 200 x (equal pairs of epochs) / (pairs of epochs where both are known).

    `asleep` and `known` have shape (days, epochs of a day), `joined` shape (days - 1,): whether a day may be
    compared with the next. Epochs that are not known count neither way.
    """
    kept = known & _is_mostly_known(known)[:, np.newaxis]
    both = kept[:-1] & kept[1:] & comparable[:, np.newaxis]
    pairs = int(np.count_nonzero(both.any(axis=1)))
    if pairs < MIN_DAY_PAIRS:
        return SleepRegularity(None, pairs, MIN_DAY_PAIRS)
    equal = int(np.count_nonzero(both & (asleep[:-1] == asleep[1:])))
    return SleepRegularity(-100 + 200 * equal / int(np.count_nonzero(both)), pairs, MIN_DAY_PAIRS)


def _is_mostly_known(known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    epochs = known.shape[1]
    unknown = epochs - np.count_nonzero(known, axis=1)
    enough: NDArray[np.bool_] = unknown * 24 <= MAX_UNKNOWN_HOURS * epochs
    return enough
