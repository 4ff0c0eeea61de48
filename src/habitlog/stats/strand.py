"""A daily series made ready for pairing: laid out by the calendar, without its trend and its weekly rhythm."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from habitlog.stats import circular, sen
from habitlog.stats.series import Day, Days, Series, Values, ordinal


class Strand(NamedTuple):
    """A row a calendar day, NaN on days without a value: the `values`, and the `rest` once trend and week are gone.

    `scattered` clock times lie all around the clock; they have no straight line, and no rest.
    """

    values: Values
    rest: Values
    scattered: bool = False


def strand(series: Series, first: Day, last: Day, *, clock: bool = False) -> Strand:
    """Lay the days from `first` to `last` out, both included, and take trend and weekly rhythm off.

    First the Theil-Sen line, then, from what is left, the mean of each day of the week. Times of a `clock`, in minutes
    after midnight, are first moved by whole days to within 12 hours of their circular mean.
    """
    inside = series.between(first, last)
    values, scattered = inside.values, False
    if clock:
        centre = circular.direction(values).mean
        scattered = centre is None and len(values) > 0
        values = values if centre is None else circular.unwrap(values, centre)
    rest = np.full_like(values, np.nan) if scattered else _without_week(inside.days, _without_line(inside.days, values))
    days, at = ordinal(last) - ordinal(first) + 1, inside.days - ordinal(first)
    return Strand(_laid_out(values, at, days), _laid_out(rest, at, days), scattered)


def _without_line(days: Days, values: Values) -> Values:
    if len(days) < 2:
        return values
    slope = sen.theil_sen(sen.pairwise_slopes(days, values), 0.0).value
    left: Values = values - slope * (days - days[0])
    return left


def _without_week(days: Days, values: Values) -> Values:
    weekdays = days % 7
    count = np.maximum(np.bincount(weekdays, minlength=7), 1)
    means = np.bincount(weekdays, weights=values, minlength=7) / count
    left: Values = values - means[weekdays]
    return left


def _laid_out(values: Values, at: Days, days: int) -> Values:
    row = np.full(days, np.nan)
    row[at] = values
    return row
