"""How far clock times lie apart from night to night: the circular standard deviation, once there are enough."""

from __future__ import annotations

from typing import NamedTuple

from habitlog.stats.circular import direction
from habitlog.stats.series import Values

LEAST_NIGHTS = 7


class Spread(NamedTuple):
    """The circular SD in minutes of `n` clock times; None below `needed`, or when they lie all around the clock."""

    sd: float | None
    n: int
    needed: int


def spread(minutes: Values) -> Spread:
    """Return the circular SD, sqrt(-2 ln R) * 1440/(2 pi), of clock times in minutes after midnight.

    R is the mean resultant length, as in `circular.direction`; below 0.1 there is no SD.
    """
    found = direction(minutes)
    return Spread(found.sd if found.n >= LEAST_NIGHTS else None, found.n, LEAST_NIGHTS)
