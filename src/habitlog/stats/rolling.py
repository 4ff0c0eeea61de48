"""Rolling centres and the 28-day band: each day with the 6 or 27 days before it, or a gap."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from habitlog.stats import rows
from habitlog.stats.series import Day, Series, Values, ordinal, records

NEEDED = {7: 4, 28: 16}
"""Window length in days -> values needed in it."""
NEEDED_IN_EACH_SEVEN = 2
"""A 28-day window also needs this many in each of its four blocks of seven days."""
BAND = (0.25, 0.75)


class RollingPoint(NamedTuple):
    """A day, the centre of the window that ends on it (None is a gap), and the `n` values it rests on."""

    day: date
    value: float | None
    n: int


class BandPoint(NamedTuple):
    """A day, the 25th and 75th percentile of the 28 days that end on it (None is a gap), and `n` values."""

    day: date
    low: float | None
    high: float | None
    n: int


def rolling(
    series: Series,
    first: Day,
    last: Day,
    width: Literal[7, 28],
    centre: Literal["mean", "median"] = "mean",
    shown: rows.Shown = rows.as_they_are,
) -> tuple[RollingPoint, ...]:
    """Return one point for each calendar day from `first` to `last`, both included.

    Values before `first` count in the windows that reach back to them.
    """
    windows = _windows(series, first, last, width)
    values = rows.mean(windows) if centre == "mean" else rows.median(windows)
    told = rows.told(shown(values), _enough(windows))
    counts = rows.count(windows).tolist()
    return records(RollingPoint, _dates(first, windows), told, counts)


def band(series: Series, first: Day, last: Day, shown: rows.Shown = rows.as_they_are) -> tuple[BandPoint, ...]:
    """Return the 28-day band from the 25th to the 75th percentile, under the rule of the 28-day centre."""
    windows = _windows(series, first, last, 28)
    enough = _enough(windows)
    low, high = (rows.told(shown(values), enough) for values in rows.quantiles(windows, *BAND))
    counts = rows.count(windows).tolist()
    return records(BandPoint, _dates(first, windows), low, high, counts)


def _windows(series: Series, first: Day, last: Day, width: int) -> Values:
    """Return shape (days, width): row i holds the days that end on `first` + i, oldest first."""
    start, stop = ordinal(first) - width + 1, ordinal(last)
    if stop < ordinal(first):
        return np.empty((0, width))
    return sliding_window_view(rows.grid(series, start, stop), width)


def _enough(windows: Values) -> NDArray[np.bool_]:
    width = windows.shape[1]
    enough: NDArray[np.bool_] = rows.count(windows) >= NEEDED[width]
    if width > 7:
        sevens = windows.reshape(len(windows), width // 7, 7)
        enough &= (np.count_nonzero(~np.isnan(sevens), axis=2) >= NEEDED_IN_EACH_SEVEN).all(axis=1)
    return enough


def _dates(first: Day, windows: Values) -> map[date]:
    start = ordinal(first)
    return map(date.fromordinal, range(start, start + len(windows)))
