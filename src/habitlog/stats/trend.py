"""The verdict on a window: rising, falling, no clear change, or not enough data, with slope and interval."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias

import numpy as np

from habitlog.stats import gates, sen
from habitlog.stats.gates import Basis, Silence
from habitlog.stats.sen import Slope
from habitlog.stats.series import Day, Series, ordinal
from habitlog.stats.weekly import Week, finished_series, weekly

Verdict: TypeAlias = Literal["rising", "falling", "no_clear_change", "not_enough_data"]

_REMEMBERS = ContextVar("remembers", default=True)

LONGEST_DAILY_WINDOW = 366
"""Days from the first value to the last; where they reach further, weekly values are judged."""
MOST_DAYS = 1100
"""Values: three a week for seven years. More of them are never compared pair by pair."""


@dataclass(frozen=True, slots=True)
class Trend:
    """What a window shows: `n` values, one a day or (`basis`) one a week, of `needed`.

    With `silence` the verdict is `not_enough_data`, and every number beyond `n` is None. `s` is the
    Mann-Kendall statistic, `autocorrelation` the r in 0..0.9 and `var` the variance of S it has widened.
    """

    verdict: Verdict
    n: int
    basis: Basis
    silence: Silence | None = None
    per_day: Slope | None = None
    per_week: Slope | None = None
    s: int | None = None
    var: float | None = None
    autocorrelation: float | None = None
    needed: int = gates.VALUES


def trend(series: Series, first: Day, last: Day, until: Day, centre: Literal["mean", "median"] = "mean") -> Trend:
    """Judge the window from `first` to `last`, both included.

    Where its values reach over more than 366 days, the finished weeks (see `weekly`) stand in for the days, each by
    its `centre`, once 14 of them have a value. What comes on few days of a week is judged by its days, up to 1,100.
    """
    inside, window_days = series.between(first, last), max(ordinal(last) - ordinal(first) + 1, 0)
    if _reach(inside) > LONGEST_DAILY_WINDOW:
        weeks = finished_series(weekly(inside, first, last, until, centre))
        if len(weeks) >= gates.VALUES or len(inside) > MOST_DAYS:
            return _judge(weeks, window_days, "week")
    return _judge(inside, window_days, "day")


def trend_of_totals(series: Series, first: Day, last: Day, until: Day) -> Trend:
    """Judge a total, such as minutes of training: by its days, or by the means of its finished weeks.

    Weeks stand in for days where more than 30 % of the days are the same: among many days of rest, equal pairs
    crowd out every change. It takes as many days as any verdict, then 8 weeks of some variety. `n` counts the days.
    """
    inside, window_days = series.between(first, last), max(ordinal(last) - ordinal(first) + 1, 0)
    if _reach(inside) > LONGEST_DAILY_WINDOW or not gates.alike(inside):
        return trend(series, first, last, until)
    weeks = finished_series(weekly(inside, first, last, until, "mean"))
    reason = gates.few(inside, window_days, "day") or gates.few_whole_weeks(len(weeks)) or gates.too_alike(weeks)
    return silent(reason, len(inside), "week") if reason else replace(_told(weeks, "week"), n=len(inside))


def _reach(series: Series) -> int:
    """Return the days from the first value to the last, both counted."""
    return int(series.days[-1] - series.days[0]) + 1 if len(series) else 0


def trend_of_weeks(weeks: tuple[Week, ...], first: Day, last: Day) -> Trend:
    """Judge the finished weeks of a window by their values."""
    return _judge(finished_series(weeks), max(ordinal(last) - ordinal(first) + 1, 0), "week")


def silent(reason: Silence, n: int, basis: Basis) -> Trend:
    """Return the trend that says nothing, and why."""
    return Trend("not_enough_data", n, basis, reason)


def _judge(series: Series, window_days: int, basis: Basis) -> Trend:
    reason = gates.silence(series, window_days, basis)
    if reason is not None:
        return silent(reason, len(series), basis)
    return _told(series, basis)


@contextmanager
def unremembered() -> Iterator[None]:
    """Judge without the memory of earlier verdicts, and leave nothing in it: what a coach reads is kept nowhere."""
    before = _REMEMBERS.set(False)
    try:
        yield
    finally:
        _REMEMBERS.reset(before)


def _told(series: Series, basis: Basis) -> Trend:
    told = _told_of if _REMEMBERS.get() else _told_of.__wrapped__
    return told(series.days.tobytes(), series.values.tobytes(), basis)


@lru_cache(maxsize=256)
def _told_of(days: bytes, values: bytes, basis: Basis) -> Trend:
    """Judge values that are enough; remembered, since weeks that have ended say the same until they are changed."""
    series = Series(np.frombuffer(days, np.int64), np.frombuffer(values, np.float64))
    slopes = sen.pairwise_slopes(series.days, series.values)
    s, plain = sen.mann_kendall(series.values, slopes)
    r = sen.autocorrelation(series.days, series.values, sen.middle(slopes))
    var = sen.widened(plain, r)
    slope = sen.theil_sen(slopes, var)
    return Trend(
        verdict=_verdict(slope),
        n=len(series),
        basis=basis,
        per_day=slope,
        per_week=slope.times(7),
        s=s,
        var=var,
        autocorrelation=r,
    )


def _verdict(slope: Slope) -> Verdict:
    if slope.low > 0:
        return "rising"
    return "falling" if slope.high < 0 else "no_clear_change"
