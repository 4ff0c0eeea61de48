"""Rolling centres over 7 and 28 days, and the 28-day band."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from habitlog.stats.circular import row_circular_means, unwrap_times, wrap_to_day
from habitlog.stats.row_statistics import (
    count_values,
    lay_out_days,
    row_means,
    row_medians,
    row_quantiles,
    to_optional_values,
)
from habitlog.stats.series import DayLike, Series, Values, build_named_tuples, to_ordinal

MIN_VALUES_BY_WIDTH = {7: 4, 28: 16}
"""Values needed in a window, by its length in days."""
MIN_VALUES_IN_EACH_SEVEN = 2
"""A 28-day window also needs this many in each of its four blocks of seven days."""
BAND_QUANTILES = (0.25, 0.75)
_CENTRE_FUNCTIONS = {"mean": row_means, "median": row_medians, "clock": row_circular_means}


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


def compute_rolling(
    series: Series,
    first: DayLike,
    last: DayLike,
    width: Literal[7, 28],
    centre: Literal["mean", "median", "clock"] = "mean",
) -> tuple[RollingPoint, ...]:
    """Return one point for each calendar day from `first` to `last`, both included.

    Values before `first` count in the windows that reach back to them. Clock times of each window have a circular mean
    of their own.
    """
    windows = _build_windows(series, first, last, width)
    centres = to_optional_values(_CENTRE_FUNCTIONS[centre](windows), _has_enough_values(windows))
    counts = count_values(windows).tolist()
    return build_named_tuples(RollingPoint, _window_dates(first, windows), centres, counts)


def compute_band(series: Series, first: DayLike, last: DayLike, *, clock: bool = False) -> tuple[BandPoint, ...]:
    """Return the 25th and 75th percentile of 28 days for each day; as many values are needed as for the centre.

    Times of a `clock` are first moved by whole days to within 12 hours of their window's circular mean.
    """
    windows = _build_windows(series, first, last, 28)
    enough = _has_enough_values(windows)
    if clock:
        windows = unwrap_times(windows, row_circular_means(windows)[:, np.newaxis])
    quantiles = row_quantiles(windows, *BAND_QUANTILES)
    low, high = (to_optional_values(wrap_to_day(ends) if clock else ends, enough) for ends in quantiles)
    counts = count_values(windows).tolist()
    return build_named_tuples(BandPoint, _window_dates(first, windows), low, high, counts)


def _build_windows(series: Series, first: DayLike, last: DayLike, width: int) -> Values:
    """Return shape (days, width): row i holds the days that end on `first` + i, oldest first."""
    start, stop = to_ordinal(first) - width + 1, to_ordinal(last)
    if stop < to_ordinal(first):
        return np.empty((0, width))
    return sliding_window_view(lay_out_days(series, start, stop), width)


def _has_enough_values(windows: Values) -> NDArray[np.bool_]:
    width = windows.shape[1]
    enough: NDArray[np.bool_] = count_values(windows) >= MIN_VALUES_BY_WIDTH[width]
    if width > 7:
        sevens = windows.reshape(len(windows), width // 7, 7)
        enough &= (np.count_nonzero(~np.isnan(sevens), axis=2) >= MIN_VALUES_IN_EACH_SEVEN).all(axis=1)
    return enough


def _window_dates(first: DayLike, windows: Values) -> map[date]:
    start = to_ordinal(first)
    return map(date.fromordinal, range(start, start + len(windows)))
