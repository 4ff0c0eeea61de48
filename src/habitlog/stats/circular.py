"""Times of day on the 24-hour circle, in minutes after midnight."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from habitlog.stats.series import Values

DAY_MINUTES = 1440
MIN_RESULTANT = 0.1
"""Below this length, times lie all around the clock and have no mean."""


class Direction(NamedTuple):
    """The circular mean of times of day: `mean` in 0 <= minutes < 1440, `resultant` R in 0..1, `sd` in minutes.

    `mean` and `sd` are None when R is below 0.1; all three are None without a value.
    """

    mean: float | None
    resultant: float | None
    sd: float | None
    n: int


def compute_direction(minutes: Values) -> Direction:
    """Return the circular mean, resultant length and circular SD, sqrt(-2 ln R), of times of day.

    Formulas: Mardia and Jupp, Directional Statistics, as in `scipy.stats.circmean` and `circstd`.
    """
    if len(minutes) == 0:
        return Direction(None, None, None, 0)
    angles = np.asarray(minutes, dtype=np.float64) * (2 * math.pi / DAY_MINUTES)
    c, s = float(np.cos(angles).mean()), float(np.sin(angles).mean())
    resultant = min(math.hypot(c, s), 1.0)
    if resultant < MIN_RESULTANT:
        return Direction(None, resultant, None, len(minutes))
    turn = DAY_MINUTES / (2 * math.pi)
    mean = float(wrap_to_day(np.array([math.atan2(s, c) * turn]))[0])
    return Direction(mean, resultant, math.sqrt(-2 * math.log(resultant)) * turn, len(minutes))


def unwrap_times(minutes: Values, centre: float | Values) -> Values:
    """Move each time by whole days to within 12 hours of `centre`, so that ordinary formulas hold."""
    moved: Values = minutes - DAY_MINUTES * np.floor((minutes - centre) / DAY_MINUTES + 0.5)
    return moved


def wrap_to_day(minutes: Values) -> Values:
    """Return minutes modulo 1440, always below 1440."""
    wrapped = np.mod(minutes, DAY_MINUTES)
    # The remainder of a tiny negative number rounds up to 1440 itself.
    inside: Values = np.where(wrapped >= DAY_MINUTES, 0.0, wrapped)
    return inside


def row_circular_means(rows: Values) -> Values:
    """Return the circular mean of the known times of each row; NaN without one, or where R is below 0.1."""
    angles = rows * (2 * math.pi / DAY_MINUTES)
    known = np.maximum(np.count_nonzero(~np.isnan(rows), axis=-1), 1)
    c, s = np.nansum(np.cos(angles), axis=-1) / known, np.nansum(np.sin(angles), axis=-1) / known
    means = wrap_to_day(np.arctan2(s, c) * (DAY_MINUTES / (2 * math.pi)))
    directed: Values = np.where(np.hypot(c, s) >= MIN_RESULTANT, means, np.nan)
    return directed


def unwrap_rows_in_sequence(rows: Values) -> Values:
    """Move the times of each row by whole days to within 12 hours of the known time before them."""
    order = np.argsort(np.isnan(rows), axis=1, kind="stable")
    closed = np.take_along_axis(rows, order, axis=1)
    closed[:, 1:] = closed[:, :1] + np.cumsum(unwrap_times(np.diff(closed, axis=1), 0.0), axis=1)
    unwrapped = np.empty_like(rows)
    np.put_along_axis(unwrapped, order, closed, axis=1)
    return unwrapped
