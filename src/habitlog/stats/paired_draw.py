"""The draw of an experiment: its days in pairs, of each pair the order of the two habits, from a seed.

Whoever has the seed can draw again: of pair k, counted from 1, the first hexadecimal digit of the SHA-256 of
"seed:k" decides; below 8 the first habit is on the earlier day. The SHA-256 of the seed alone commits to it.
"""

from __future__ import annotations

import hashlib
from typing import Literal

DRAW_METHOD_NAME = "habitlog-draw"
DRAW_METHOD_VERSION = "1.0"
DAYS_PER_PAIR = 2
SEED_BYTES = 32
"""Random bytes of a seed, which is written in hexadecimal."""

Arm = Literal["a", "b"]
"""Which of the two habits of an experiment."""


def make_commitment(seed: str) -> str:
    """Return the SHA-256 of a seed in hexadecimal, which is shown before the seed is."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw_arms(seed: str, pairs: int) -> tuple[Arm, ...]:
    """Return the habit of each day, two days for each pair, each habit on one of them."""
    drawn: list[Arm] = []
    for pair in range(1, pairs + 1):
        digit = int(hashlib.sha256(f"{seed}:{pair}".encode()).hexdigest()[0], 16)
        drawn += ("a", "b") if digit < 8 else ("b", "a")
    return tuple(drawn)
