"""A daily series laid out by the calendar, without its trend and its weekly rhythm."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from habitlog.stats import circular, theil_sen
from habitlog.stats.series import DayLike, DayNumbers, Series, Values, to_ordinal


class DetrendedSeries(NamedTuple):
    """Arrays of one number a calendar day, NaN on days without a value: the `values`, and their `residuals`.

    Clock times that lie all around the clock (`has_no_direction`) have no straight line, and no residuals.
    """

    values: Values
    residuals: Values
    has_no_direction: bool = False


def detrend_series(series: Series, first: DayLike, last: DayLike, *, clock: bool = False) -> DetrendedSeries:
    """Return the days from `first` to `last`, both included, with the residuals once trend and week are taken off.

    The Theil-Sen line is subtracted first, then the mean of each day of the week. Times of a `clock`, in minutes
    after midnight, are first moved by whole days to within 12 hours of their circular mean.
    """
    inside = series.between(first, last)
    values, has_no_direction = inside.values, False
    if clock:
        centre = circular.compute_direction(values).mean
        has_no_direction = centre is None and len(values) > 0
        values = values if centre is None else circular.unwrap_times(values, centre)
    residuals = (
        np.full_like(values, np.nan)
        if has_no_direction
        else theil_sen.remove_weekday_means(inside.days, _remove_slope(inside.days, values))
    )
    days, offsets = to_ordinal(last) - to_ordinal(first) + 1, inside.days - to_ordinal(first)
    return DetrendedSeries(
        _lay_out_values(values, offsets, days), _lay_out_values(residuals, offsets, days), has_no_direction
    )


def _remove_slope(days: DayNumbers, values: Values) -> Values:
    if len(days) < 2:
        return values
    slope = theil_sen.median_slope(theil_sen.compute_pairwise_slopes(days, values))
    residuals: Values = values - slope * (days - days[0])
    return residuals


def _lay_out_values(values: Values, offsets: DayNumbers, days: int) -> Values:
    row = np.full(days, np.nan)
    row[offsets] = values
    return row
