"""The trend of a window: rising, falling, no clear change, or not enough data, with slope and interval."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias

import numpy as np

from habitlog.stats import data_requirements, theil_sen
from habitlog.stats.data_requirements import Basis, InsufficientData
from habitlog.stats.series import DayLike, Series, to_ordinal
from habitlog.stats.theil_sen import Slope
from habitlog.stats.weekly import Week, compute_weeks, finished_week_series

Verdict: TypeAlias = Literal["rising", "falling", "no_clear_change", "not_enough_data"]

_USES_CACHE = ContextVar("uses_trend_cache", default=True)

MAX_DAILY_SPAN_DAYS = 366
"""Days from the first value to the last; beyond them weekly values are tested."""
MAX_DAILY_VALUES = 1100
"""Values, three a week for seven years; more of them are not compared pair by pair."""


@dataclass(frozen=True, slots=True)
class TrendResult:
    """The trend of a window from `n` values of `needed`, one a day or, by `basis`, one a week.

    With `insufficient_data` the verdict is `not_enough_data`, and every number but `n` is None. `autocorrelation` is
    the r in 0..0.9, and `variance` that of the Mann-Kendall statistic S, widened by it.
    """

    verdict: Verdict
    n: int
    basis: Basis
    insufficient_data: InsufficientData | None = None
    slope_per_day: Slope | None = None
    slope_per_week: Slope | None = None
    mann_kendall_s: int | None = None
    variance: float | None = None
    autocorrelation: float | None = None
    needed: int = data_requirements.MIN_VALUES


def compute_trend(
    series: Series, first: DayLike, last: DayLike, until: DayLike, centre: Literal["mean", "median"] = "mean"
) -> TrendResult:
    """Return the trend of the window from `first` to `last`, both included.

    Where its values reach over more than 366 days, the finished weeks (see `weekly`) replace the days, each by its
    `centre`, once 14 of them have a value. Where fewer weeks have one, up to 1,100 days are tested as they are.
    """
    inside, window_days = series.between(first, last), max(to_ordinal(last) - to_ordinal(first) + 1, 0)
    if _count_spanned_days(inside) > MAX_DAILY_SPAN_DAYS:
        weeks = finished_week_series(compute_weeks(inside, first, last, until, centre))
        if len(weeks) >= data_requirements.MIN_VALUES or len(inside) > MAX_DAILY_VALUES:
            return _compute_trend_if_enough(weeks, window_days, "week")
    return _compute_trend_if_enough(inside, window_days, "day")


def compute_total_trend(series: Series, first: DayLike, last: DayLike, until: DayLike) -> TrendResult:
    """Return the trend of a total, such as minutes of training, from its days or the means of its finished weeks.

    Weeks replace days where more than 30 % of the days have the same value: among many days of rest, equal pairs
    would outweigh every change. It needs as many days as any trend, then 8 weeks of some variety. `n` counts days.
    """
    inside, window_days = series.between(first, last), max(to_ordinal(last) - to_ordinal(first) + 1, 0)
    if _count_spanned_days(inside) > MAX_DAILY_SPAN_DAYS or not data_requirements.has_many_identical_values(inside):
        return compute_trend(series, first, last, until)
    weeks = finished_week_series(compute_weeks(inside, first, last, until, "mean"))
    reason = (
        data_requirements.check_amount_of_data(inside, window_days, "day")
        or data_requirements.check_whole_weeks(len(weeks))
        or data_requirements.check_variety(weeks, "week")
    )
    return (
        build_insufficient_trend(reason, len(inside), "week")
        if reason
        else replace(_compute_trend_with_cache(weeks, "week"), n=len(inside))
    )


def _count_spanned_days(series: Series) -> int:
    """Return the days from the first value to the last, both included."""
    return int(series.days[-1] - series.days[0]) + 1 if len(series) else 0


def compute_weekly_trend(weeks: tuple[Week, ...], first: DayLike, last: DayLike) -> TrendResult:
    """Return the trend of the values of the finished weeks of a window."""
    return _compute_trend_if_enough(
        finished_week_series(weeks), max(to_ordinal(last) - to_ordinal(first) + 1, 0), "week"
    )


def build_insufficient_trend(reason: InsufficientData, n: int, basis: Basis) -> TrendResult:
    """Return the trend of a window that does not meet a requirement."""
    return TrendResult("not_enough_data", n, basis, reason)


def _compute_trend_if_enough(series: Series, window_days: int, basis: Basis) -> TrendResult:
    reason = data_requirements.check_data_requirements(series, window_days, basis)
    if reason is not None:
        return build_insufficient_trend(reason, len(series), basis)
    return _compute_trend_with_cache(series, basis)


@contextmanager
def without_cache() -> Iterator[None]:
    """Compute trends inside the block without reading or filling the cache: no value of a client stays in memory."""
    before = _USES_CACHE.set(False)
    try:
        yield
    finally:
        _USES_CACHE.reset(before)


def _compute_trend_with_cache(series: Series, basis: Basis) -> TrendResult:
    compute = _compute_trend if _USES_CACHE.get() else _compute_trend.__wrapped__
    return compute(series.days.tobytes(), series.values.tobytes(), basis)


@lru_cache(maxsize=256)
def _compute_trend(days: bytes, values: bytes, basis: Basis) -> TrendResult:
    """Return the trend of enough values, given as bytes; cached, as the values of finished weeks seldom change."""
    series = Series(np.frombuffer(days, np.int64), np.frombuffer(values, np.float64))
    slopes = theil_sen.compute_pairwise_slopes(series.days, series.values)
    s, unwidened = theil_sen.compute_mann_kendall(series.values, slopes)
    r = theil_sen.estimate_autocorrelation(series.days, series.values, theil_sen.median_slope(slopes))
    variance = theil_sen.widen_variance(unwidened, r)
    slope = theil_sen.compute_theil_sen(slopes, variance)
    return TrendResult(
        verdict=_choose_verdict(slope),
        n=len(series),
        basis=basis,
        slope_per_day=slope,
        slope_per_week=slope.scale(7),
        mann_kendall_s=s,
        variance=variance,
        autocorrelation=r,
    )


def _choose_verdict(slope: Slope) -> Verdict:
    if slope.low > 0:
        return "rising"
    return "falling" if slope.high < 0 else "no_clear_change"
