"""Centres and percentiles of many rows at once; NaN is a day without a value."""

from __future__ import annotations

import numpy as np

from habitlog.stats.series import DayNumbers, Series, Values

MAX_RANGE_DAYS = 36_600
"""A hundred years; a longer range would take memory for days without a value."""


def lay_out_days(series: Series, start: int, last: int) -> Values:
    """Return one cell for each day from `start` to `last` (ordinals, included), NaN where it has no value.

    Raises ValueError for more than 36,600 days.
    """
    if last - start >= MAX_RANGE_DAYS:
        raise ValueError(f"a range has at most {MAX_RANGE_DAYS} days")
    cells: Values = np.full(max(last - start + 1, 0), np.nan)
    part = series.between(start, last)
    cells[part.days - start] = part.values
    return cells


def count_values(rows: Values) -> DayNumbers:
    """Return how many cells of each row hold a value; shape (rows,)."""
    known: DayNumbers = np.count_nonzero(~np.isnan(rows), axis=-1).astype(np.int64)
    return known


def row_totals(rows: Values) -> Values:
    """Return the sum of the known cells of each row, 0 for an empty row."""
    sums: Values = np.where(np.isnan(rows), 0.0, rows).sum(axis=-1)
    return sums


def row_means(rows: Values) -> Values:
    """Return the mean of the known cells of each row; an empty row gives 0."""
    means: Values = row_totals(rows) / np.maximum(count_values(rows), 1)
    return means


def row_quantiles(rows: Values, *levels: float) -> tuple[Values, ...]:
    """Return, per level in 0..1, the quantile of the known cells of each row, NaN for an empty row.

    Linear interpolation at position level * (n - 1): numpy's default, Hyndman and Fan's type 7.
    """
    ordered = np.sort(rows, axis=-1)
    highest = np.maximum(count_values(rows) - 1, 0)
    return tuple(_interpolate_quantile(ordered, highest, level) for level in levels)


def row_medians(rows: Values) -> Values:
    """Return the median of the known cells of each row, NaN for an empty row."""
    return row_quantiles(rows, 0.5)[0]


def to_optional_values(values: Values, enough: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[float | None]:
    """Return plain numbers, None where a row does not have `enough` values or no finite result."""
    known = enough & np.isfinite(values)
    return [value if is_known else None for value, is_known in zip(values.tolist(), known.tolist(), strict=True)]


def _interpolate_quantile(ordered: Values, highest: DayNumbers, level: float) -> Values:
    position = level * highest
    below = np.floor(position).astype(np.int64)
    above = np.minimum(below + 1, highest)
    rows = np.arange(len(ordered))
    low, high = ordered[rows, below], ordered[rows, above]
    between: Values = low + (high - low) * (position - below)
    return between
