"""Verdicts on many short series at once: the same as `trend` computes for each, in a few passes over all of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from habitlog.stats import SummaryKind, data_requirements, theil_sen
from habitlog.stats.row_statistics import count_values, row_means, row_medians, to_optional_values
from habitlog.stats.series import Values
from habitlog.stats.summary import choose_centre
from habitlog.stats.trend import MAX_DAILY_SPAN_DAYS, Verdict
from habitlog.stats.weekly import DAYS_IN_WEEK, MIN_DAYS_IN_WEEK, WEEK_DECIMALS, compute_week_values

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]

VERDICTS_BY_SIGN: tuple[Verdict, ...] = ("not_enough_data", "falling", "no_clear_change", "rising")
"""By the sign of the slope, -1, 0 or 1, plus 2; 0 where there is not enough data."""


def compute_verdicts(days: Values, summary: SummaryKind) -> list[Verdict]:
    """Return the verdict on each row: its finished weeks from a Monday on, NaN where a day has no value.

    `days` has shape (rows, 7 times weeks) and at most 366 columns. Each verdict is that of `compute_trend`, for
    totals that of `compute_total_trend`. Raises ValueError for clock times,
    which have to be unwrapped one by one.
    """
    if summary == "clock" or days.shape[1] > MAX_DAILY_SPAN_DAYS:
        raise ValueError("only short series that are no clock times can be tested together")
    if not days.size:
        return ["not_enough_data"] * len(days)
    enough = ~_has_too_few_days(days)
    if summary != "total":
        return [VERDICTS_BY_SIGN[index] for index in _verdict_indexes(days, 1, enough)]
    weeks = compute_week_values(days, "mean")
    has_many_identical = (
        _count_most_common_value(days) > count_values(days) * data_requirements.WEEKLY_ABOVE_IDENTICAL_PERCENT // 100
    )
    by_week = _verdict_indexes(
        weeks,
        DAYS_IN_WEEK,
        enough & has_many_identical & (count_values(weeks) >= data_requirements.MIN_WEEKS_OF_TOTALS),
    )
    by_day = _verdict_indexes(days, 1, enough & ~has_many_identical)
    return [VERDICTS_BY_SIGN[index] for index in np.where(has_many_identical, by_week, by_day)]


def _has_too_few_days(days: Values) -> Flags:
    """Return which rows have too few days, or days too close together; see `check_amount_of_data`."""
    known = ~np.isnan(days)
    weeks = known.reshape(len(days), -1, DAYS_IN_WEEK).any(axis=2).sum(axis=1)
    span = days.shape[1] - 1 - known[:, ::-1].argmax(axis=1) - known.argmax(axis=1)
    too_few: Flags = (
        (known.sum(axis=1) < data_requirements.MIN_VALUES)
        | (weeks < data_requirements.MIN_WEEKS)
        | (span < data_requirements.MIN_SPAN_DAYS)
    )
    return too_few


def _verdict_indexes(values: Values, step: int, enough: Flags) -> Counts:
    """Return indexes into `VERDICTS_BY_SIGN`, for values `step` days apart; 0 for rows that are not `enough`."""
    most = count_values(values) * data_requirements.MAX_IDENTICAL_PERCENT // 100
    is_tested = enough & (_count_most_common_value(values) <= most)
    indexes = np.zeros(len(values), np.int64)
    if is_tested.any():
        indexes[is_tested] = 2 + _slope_signs(values[is_tested], step)
    return indexes


def _slope_signs(values: Values, step: int) -> Counts:
    """Return on which side of zero the whole interval of each row's slope lies; 0 where it contains zero."""
    slopes, variances, n = _pairwise_slopes(values, step), _mann_kendall_variances(values), count_values(values)
    signs = _interval_sides(slopes, n, variances)
    # An interval that contains zero when days are taken as independent contains it, too, once it is widened.
    clear = np.flatnonzero(signs)
    if len(clear):
        r = _autocorrelations(values[clear], _column_medians(slopes[:, clear]), step)
        signs[clear] = _interval_sides(slopes[:, clear], n[clear], variances[clear] * (1 + r) / (1 - r))
    return signs


def _pairwise_slopes(values: Values, step: int) -> Values:
    """Return the slopes between all pairs of each row in a column, NaN where one of the two is missing."""
    days = np.ascontiguousarray(values.T)
    slopes: Values = np.empty((len(days) * (len(days) - 1) // 2, len(values)))
    end = 0
    for by in range(1, len(days)):
        begin, end = end, end + len(days) - by
        np.subtract(days[by:], days[:-by], out=slopes[begin:end])
        slopes[begin:end] /= by * step
    return slopes


def _interval_sides(slopes: Values, n: Counts, variances: Values) -> Counts:
    """Return the side of zero for var(S); the interval's ends are ranks of the slopes, see `compute_theil_sen`."""
    above, below = ((slopes > 0).sum(axis=0, dtype=np.int32), (slopes < 0).sum(axis=0, dtype=np.int32))
    pairs = n * (n - 1) // 2
    reach = theil_sen.Z95 * np.sqrt(variances)
    low = np.maximum(np.rint((pairs - reach) / 2) - 1, 0)
    high = np.minimum(np.rint((pairs + reach) / 2), pairs - 1)
    # An end is above zero when no more slopes than its rank are not; below, when more than its rank are.
    sides: Counts = np.where(pairs - above <= low, 1, 0) - np.where(below > high, 1, 0)
    return sides


def _column_medians(slopes: Values) -> Values:
    """Return the median of each column of slopes."""
    ordered = np.sort(slopes.T, axis=1)
    pairs = count_values(ordered)
    medians: Values = (_take_from_rows(ordered, (pairs - 1) // 2) + _take_from_rows(ordered, pairs // 2)) / 2
    return medians


def _take_from_rows(ordered: Values, places: Counts) -> Values:
    """Return the number of each row at its place."""
    numbers: Values = np.take_along_axis(ordered, places[:, np.newaxis], axis=1)[:, 0]
    return numbers


def _mann_kendall_variances(values: Values) -> Values:
    """Return var(S) of each row; see `compute_mann_kendall`."""
    n, ties = count_values(values), _tie_sizes(np.sort(values, axis=1))
    spent = np.where(ties > 0, (ties - 1) * (2 * ties + 5), 0).sum(axis=1)
    variances: Values = (n * (n - 1) * (2 * n + 5) - spent) / 18
    return variances


def _autocorrelations(values: Values, slopes: Values, step: int) -> Values:
    """Return how much neighbouring values resemble each other, from 0 to 0.9; see `estimate_autocorrelation`."""
    n, known = count_values(values), ~np.isnan(values)
    since = np.arange(values.shape[1]) - known.argmax(axis=1)[:, np.newaxis]
    residuals = _remove_weekday_means(values - slopes[:, np.newaxis] * (step * since), DAYS_IN_WEEK // step)
    ranks = np.where(known, _row_midranks(residuals) - (n[:, np.newaxis] + 1) / 2, 0.0)
    closed = np.take_along_axis(ranks, np.argsort(~known, axis=1, kind="stable"), axis=1)
    spread = (closed**2).sum(axis=1)
    products = (closed[:, :-1] * closed[:, 1:]).sum(axis=1)
    return _raise_autocorrelations(np.divide(products, spread, out=np.zeros_like(spread), where=spread > 0), n)


def _remove_weekday_means(residuals: Values, values_per_week: int) -> Values:
    """Return residuals less the mean of their weekday; of weekly values, less their mean."""
    weeks = residuals.reshape(len(residuals), -1, values_per_week)
    known = ~np.isnan(weeks)
    # A running sum adds in the order of the days, as for a single series, so that rounding is the same.
    sums = np.where(known, weeks, 0.0).cumsum(axis=1)[:, -1:]
    without = np.round(weeks - sums / np.maximum(known.sum(axis=1, keepdims=True), 1), theil_sen.RESIDUAL_DECIMALS)
    flat: Values = without.reshape(residuals.shape)
    return flat


def _raise_autocorrelations(r: Values, n: Counts) -> Values:
    """Return autocorrelations, raised so that they are seldom too low; see `raise_autocorrelation`."""
    unbiased = np.clip(r + (2 + 4 * r) / n, -1.0, 1.0)
    raised: Values = np.clip(
        unbiased + theil_sen.CAUTION_STANDARD_ERRORS * np.sqrt((1 - unbiased**2) / n),
        0.0,
        theil_sen.MAX_AUTOCORRELATION,
    )
    return raised


def _count_most_common_value(values: Values) -> Counts:
    """Return how often the most common value of each row occurs."""
    most: Counts = _tie_sizes(np.sort(values, axis=1)).max(axis=1, initial=0)
    return most


def _tie_sizes(ordered: Values) -> Counts:
    """Return, for each cell of sorted rows, how many are equal to it; 0 for the missing ones at the end."""
    first, last = _equal_value_runs(ordered)
    return np.where(np.isnan(ordered), 0, last - first + 1)


def _row_midranks(values: Values) -> Values:
    """Return ranks from 1 in each row, equal values sharing the mean of their ranks; see `compute_midranks`."""
    order = np.argsort(values, axis=1)
    first, last = _equal_value_runs(np.take_along_axis(values, order, axis=1))
    ranks = np.empty_like(values)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1, axis=1)
    return ranks


def _equal_value_runs(ordered: Values) -> tuple[Counts, Counts]:
    """Return, for each cell of sorted rows, the first and the last place of the run of equal values it is in."""
    places, columns = np.arange(ordered.shape[1]), ordered.shape[1]
    new = np.ones((len(ordered), columns + 1), np.bool_)
    new[:, 1:-1] = ordered[:, 1:] != ordered[:, :-1]
    first = np.maximum.accumulate(np.where(new[:, :-1], places, 0), axis=1)
    last = np.minimum.accumulate(np.where(new[:, 1:], places, columns)[:, ::-1], axis=1)[:, ::-1]
    return first, last


PREVIOUS_WEEKS = 4
"""Weeks that the last one is compared with."""


class WeeklySummary(NamedTuple):
    """A row of days by weeks: each week's value (None with fewer than 4 days) and how many days it has.

    `previous_value` is one number for the four weeks before the last one, None with fewer than four sevenths of it
    known. Both are rounded to `WEEK_DECIMALS`.
    """

    week_values: tuple[float | None, ...]
    known_days: tuple[int, ...]
    previous_value: float | None
    verdict: Verdict


def summarize_weeks_of_rows(days: Values, summary: SummaryKind, needed: int) -> list[WeeklySummary]:
    """Return a summary of each row of `days`, shaped as for `compute_verdicts`.

    Days of weeks with fewer than `needed` values are left out. `previous_value` is the centre of the days, for totals
    the mean of the weeks.
    """
    known = count_values(days.reshape(len(days), -1, DAYS_IN_WEEK))
    used = np.where(np.repeat(known >= needed, DAYS_IN_WEEK, axis=1), days, np.nan)
    weekly = compute_week_values(used, "total" if summary == "total" else choose_centre(summary))
    week_values = weekly.astype(object)
    week_values[np.isnan(weekly)] = None
    previous, verdicts = _compute_previous_values(used, weekly, summary), compute_verdicts(used, summary)
    return list(map(WeeklySummary, map(tuple, week_values.tolist()), map(tuple, known.tolist()), previous, verdicts))


def _compute_previous_values(days: Values, weekly: Values, summary: SummaryKind) -> list[float | None]:
    parts = (
        weekly[:, -1 - PREVIOUS_WEEKS : -1]
        if summary == "total"
        else days[:, -DAYS_IN_WEEK * (1 + PREVIOUS_WEEKS) : -DAYS_IN_WEEK]
    )
    expected = PREVIOUS_WEEKS if summary == "total" else PREVIOUS_WEEKS * DAYS_IN_WEEK
    values = np.round((row_medians if summary == "median" else row_means)(parts), WEEK_DECIMALS)
    return to_optional_values(values, DAYS_IN_WEEK * count_values(parts) >= MIN_DAYS_IN_WEEK * expected)
