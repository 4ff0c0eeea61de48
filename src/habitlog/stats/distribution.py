"""The distribution of values: quartiles, by day of the week, and classes by quintile."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from msgspec import Struct

from habitlog.stats import SummaryKind, circular
from habitlog.stats.row_statistics import lay_out_days, row_quantiles
from habitlog.stats.series import DayLike, Series, Values, monday_ordinal, to_ordinal

MIN_VALUES_FOR_QUARTILES = 3
"""Values; with fewer no quartile is given."""
QUARTILES = (0.25, 0.5, 0.75)
QUINTILES = (0.2, 0.4, 0.6, 0.8)


class UnwrappedSeries(Struct, frozen=True):
    """A series of ordinary numbers: clock times are moved by whole days to within 12 hours of `direction`, their mean.

    `direction` is None for other metrics. Times that lie all around the clock are left as they are.
    """

    series: Series
    direction: circular.Direction | None = None


def unwrap_series(series: Series, first: DayLike, last: DayLike, summary: SummaryKind) -> UnwrappedSeries:
    """Return the series as it is, or clock times moved to lie about the mean of the window."""
    if summary != "clock":
        return UnwrappedSeries(series)
    direction = circular.compute_direction(series.between(first, last).values)
    if direction.mean is None:
        return UnwrappedSeries(series, direction)
    return UnwrappedSeries(series.with_values(circular.unwrap_times(series.values, direction.mean)), direction)


class Quartiles(NamedTuple):
    """The 25th, 50th and 75th percentile of `n` values (Hyndman and Fan's type 7), None with fewer than 3.

    Clock times are minutes on a line about their mean, so they may lie below 0 or above 1440.
    """

    low: float | None
    middle: float | None
    high: float | None
    n: int


class WeekdayDistribution(NamedTuple):
    """One day of the week, 0 for Monday: the quartiles of its values, and how many such days the window has."""

    weekday: int
    quartiles: Quartiles
    total_days: int


def compute_weekday_distributions(
    unwrapped: UnwrappedSeries, first: DayLike, last: DayLike
) -> tuple[WeekdayDistribution, ...]:
    """Return the seven days of the week over the window from `first` to `last`, Monday first.

    Clock times that lie all around the clock have no quartiles on any day.
    """
    begin, end = monday_ordinal(first), monday_ordinal(last) + 6
    inside = np.zeros(end - begin + 1, dtype=bool)
    inside[to_ordinal(first) - begin : to_ordinal(last) - begin + 1] = True
    by_day = lay_out_days(unwrapped.series.between(first, last), begin, end).reshape(-1, 7).T
    days = inside.reshape(-1, 7).sum(axis=0).tolist()
    return tuple(
        WeekdayDistribution(weekday, _quartiles_of_row(row, unwrapped), days[weekday])
        for weekday, row in enumerate(by_day)
    )


def compute_quartiles(unwrapped: UnwrappedSeries, first: DayLike, last: DayLike) -> Quartiles:
    """Return the quartiles of all values of the window."""
    return _quartiles_of_row(unwrapped.series.between(first, last).values, unwrapped)


def classify_by_quintile(values: Values) -> list[int]:
    """Return the class of each value, from 0 up without a gap: its quintile, or its rank where 5 or fewer differ.

    Equal values are in one class. A scale of few steps keeps its steps, and many equal values make fewer than five
    classes.
    """
    distinct = np.unique(values)
    if len(distinct) > len(QUINTILES) + 1:
        positions = np.searchsorted(np.quantile(values, QUINTILES), values, side="left")
    else:
        positions = np.searchsorted(distinct, values)
    classes: list[int] = np.unique(positions, return_inverse=True)[1].tolist()
    return classes


def _quartiles_of_row(row: Values, unwrapped: UnwrappedSeries) -> Quartiles:
    known = row[~np.isnan(row)]
    has_no_direction = unwrapped.direction is not None and unwrapped.direction.mean is None
    if len(known) < MIN_VALUES_FOR_QUARTILES or has_no_direction:
        return Quartiles(None, None, None, len(known))
    low, middle, high = (float(column[0]) for column in row_quantiles(known.reshape(1, -1), *QUARTILES))
    return Quartiles(low, middle, high, len(known))
