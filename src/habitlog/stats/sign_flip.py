"""The exact sign-flip test of differences within pairs whose order was drawn, and the interval by its inversion.

Had the habit no effect, each difference would as likely have come with the other sign. The p-value is the share of all
2^n combinations of signs whose sum is at least as far from 0. It is counted, not simulated: the differences are rounded
to whole steps, and the distribution of their sums is convolved pair by pair. As the step follows from sizes alone,
which no flip changes, the test of the rounded differences is exact. Nothing is assumed of their distribution, nor that
neighbouring pairs are independent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

MIN_PAIRS = 6
"""With five pairs no result has a p below 0.05: 2/32."""
LEVEL = 0.05
SMALLEST_STEP_EXPONENT = -4
"""Differences are rounded to powers of ten, the smallest of them 0.0001."""
MAX_STEPS = 50_000
"""Of powers of ten the smallest is taken by which the sizes of all differences add up to at most this many steps."""
_TOLERANCE = 1e-9
"""The convolution adds positive numbers alone: its relative error is far below this."""


class PairedEffect(NamedTuple):
    """The mean difference of `pairs` pairs, the ends of its 95 % interval, and the two-sided p-value.

    With fewer than `MIN_PAIRS` there are neither an interval nor a p-value.
    """

    difference: float
    pairs: int
    low: float | None = None
    high: float | None = None
    p: float | None = None

    @property
    def is_clear(self) -> bool:
        """Whether the test rejects that there is no difference."""
        return self.p is not None and self.p <= LEVEL + _TOLERANCE


def compute_paired_effect(differences: Sequence[float]) -> PairedEffect | None:
    """Return the effect in differences of pairs; None where there is no pair."""
    if not differences:
        return None
    mean = math.fsum(differences) / len(differences)
    if len(differences) < MIN_PAIRS:
        return PairedEffect(mean, len(differences))
    step = choose_step(differences)
    steps = np.array([round(difference / step) for difference in differences], np.int64)
    low, high = _invert_test(steps)
    return PairedEffect(mean, len(differences), low * step, high * step, compute_sign_flip_p(steps.tolist()))


def choose_step(differences: Sequence[float]) -> float:
    """Return the power of ten by which differences are rounded to whole numbers."""
    total = math.fsum(map(abs, differences))
    exponent = SMALLEST_STEP_EXPONENT
    while total / 10.0**exponent > MAX_STEPS:
        exponent += 1
    return 10.0**exponent


def compute_sign_flip_p(steps: Sequence[int]) -> float:
    """Return the two-sided p-value of whole differences: how many sums of flipped signs are as far from 0."""
    sizes = sorted(abs(step) for step in steps if step)
    distance = abs(sum(steps))
    if distance == 0:
        return 1.0
    # The sum of all sizes less twice those that are flipped is at least the distance.
    return min(1.0, 2 * _compute_subset_probability(sizes, (sum(sizes) - distance) // 2))


def _compute_subset_probability(sizes: Sequence[int], most: int) -> float:
    """Return the probability that those of ascending sizes that a fair coin picks add up to at most `most`."""
    shares = np.zeros(most + 1)
    shares[0] = 1.0
    reached = 0
    for size in sizes:
        last = min(reached + size, most)
        if size <= last:
            shares[size : last + 1] += shares[: last + 1 - size].copy()
        shares[: last + 1] *= 0.5
        reached = last
    return float(shares.sum())


def _invert_test(steps: np.ndarray) -> tuple[int, int]:
    """Return the least and the greatest shift that the test does not reject, in steps.

    Where steps are too coarse for any, the two shifts around the mean.
    """
    mean = float(steps.mean())
    below, above = math.floor(mean), math.ceil(mean)
    accepted = next((shift for shift in (round(mean), below, above) if _is_accepted(steps, shift)), None)
    if accepted is None:
        return below, above
    low = _find_last_accepted(steps, accepted, int(steps.min()) - 1)
    return low, _find_last_accepted(steps, accepted, int(steps.max()) + 1)


def _find_last_accepted(steps: np.ndarray, accepted: int, rejected: int) -> int:
    """Return the shift next to the rejected ones, between one that is accepted and one that is not."""
    while abs(accepted - rejected) > 1:
        middle = (accepted + rejected) // 2
        if _is_accepted(steps, middle):
            accepted = middle
        else:
            rejected = middle
    return accepted


def _is_accepted(steps: np.ndarray, shift: int) -> bool:
    return compute_sign_flip_p((steps - shift).tolist()) > LEVEL + _TOLERANCE
