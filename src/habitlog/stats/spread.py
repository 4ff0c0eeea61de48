"""How far clock times lie apart from night to night: the circular standard deviation, once there are enough."""

from __future__ import annotations

from typing import NamedTuple

from habitlog.stats.circular import compute_direction
from habitlog.stats.series import Values

MIN_NIGHTS = 7


class CircularSpread(NamedTuple):
    """The circular SD in minutes of `n` clock times; None below `needed`, or when they lie all around the clock."""

    sd: float | None
    n: int
    needed: int


def compute_circular_spread(minutes: Values) -> CircularSpread:
    """Return the circular SD, sqrt(-2 ln R) * 1440/(2 pi), of clock times in minutes after midnight.

    R is the mean resultant length, as in `circular.direction`; below 0.1 there is no SD.
    """
    found = compute_direction(minutes)
    return CircularSpread(found.sd if found.n >= MIN_NIGHTS else None, found.n, MIN_NIGHTS)
