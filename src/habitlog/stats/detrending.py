"""A daily series made ready for pairing: laid out by the calendar, without its trend and its weekly rhythm."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from habitlog.stats import circular, theil_sen
from habitlog.stats.series import DayLike, DayNumbers, Series, Values, to_ordinal


class DetrendedSeries(NamedTuple):
    """A row a calendar day, NaN on days without a value: the `values`, and the `rest` once trend and week are gone.

    `scattered` clock times lie all around the clock; they have no straight line, and no rest.
    """

    values: Values
    residuals: Values
    has_no_direction: bool = False


def detrend_series(series: Series, first: DayLike, last: DayLike, *, clock: bool = False) -> DetrendedSeries:
    """Lay the days from `first` to `last` out, both included, and take trend and weekly rhythm off.

    First the Theil-Sen line, then, from what is left, the mean of each day of the week. Times of a `clock`, in minutes
    after midnight, are first moved by whole days to within 12 hours of their circular mean.
    """
    inside = series.between(first, last)
    values, scattered = inside.values, False
    if clock:
        centre = circular.compute_direction(values).mean
        scattered = centre is None and len(values) > 0
        values = values if centre is None else circular.unwrap_times(values, centre)
    rest = (
        np.full_like(values, np.nan)
        if scattered
        else _remove_weekday_means(inside.days, _remove_slope(inside.days, values))
    )
    days, at = to_ordinal(last) - to_ordinal(first) + 1, inside.days - to_ordinal(first)
    return DetrendedSeries(_lay_out_values(values, at, days), _lay_out_values(rest, at, days), scattered)


def _remove_slope(days: DayNumbers, values: Values) -> Values:
    if len(days) < 2:
        return values
    slope = theil_sen.compute_theil_sen(theil_sen.compute_pairwise_slopes(days, values), 0.0).value
    left: Values = values - slope * (days - days[0])
    return left


def _remove_weekday_means(days: DayNumbers, values: Values) -> Values:
    weekdays = days % 7
    count = np.maximum(np.bincount(weekdays, minlength=7), 1)
    means = np.bincount(weekdays, weights=values, minlength=7) / count
    left: Values = values - means[weekdays]
    return left


def _lay_out_values(values: Values, offsets: DayNumbers, days: int) -> Values:
    row = np.full(days, np.nan)
    row[offsets] = values
    return row
