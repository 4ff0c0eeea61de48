"""What a row among many trends needs of one metric: its weeks, its verdict, and the period beside the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from habitlog.stats import circular, gates, periods, rows
from habitlog.stats.periods import Judged, Period
from habitlog.stats.series import Day, Series, Summary, Values, ordinal
from habitlog.stats.trend import Trend, silent, trend, trend_of_totals, trend_of_weeks
from habitlog.stats.weekly import OfSeven, Week, weekly, weekly_of


@dataclass(frozen=True, slots=True)
class Outline:
    """The results for one window; numbers are in the metric's unit, gaps are None.

    `logged`: how many values it has; `weeks`: each ISO week it touches; `judged`: the days the verdict looks at.
    Clock results are minutes in 0 <= m < 1440, their slopes minutes; `direction` tells their circular mean and is
    None for other metrics.
    """

    summary: Summary
    logged: int
    weeks: tuple[Week, ...]
    trend: Trend
    judged: Judged
    direction: circular.Direction | None = None


@dataclass(frozen=True, slots=True)
class Straight:
    """A series on a line, with how its results go back to what is shown; clock times are moved to about their mean."""

    series: Series
    shown: rows.Shown = rows.as_they_are
    direction: circular.Direction | None = None


def straight(series: Series, first: Day, last: Day, summary: Summary) -> Straight:
    """Return the series as it is, or clock times moved by whole days to within 12 hours of the window's mean."""
    if summary != "clock":
        return Straight(series)
    gathered = circular.direction(series.between(first, last).values)
    if gathered.mean is None:
        return Straight(series, _nothing, gathered)
    moved = series.with_values(circular.unwrap(series.values, gathered.mean))
    return Straight(moved, circular.in_one_day, gathered)


def outline(line: Straight, first: Day, last: Day, until: Day, summary: Summary) -> Outline:
    """Outline the window from `first` to `last`, both included; weeks are finished before `until`.

    The verdict looks at the days that `periods.judged` tells, so the series reaches back a week before `first`.
    """
    looked_at = periods.judged(first, last, until)
    weeks = weekly(line.series, first, last, until, "total" if summary == "total" else centre(summary), line.shown)
    return Outline(
        summary=summary,
        logged=len(line.series.between(first, last)),
        weeks=weeks,
        trend=_trend(straight(line.series, *looked_at, summary), looked_at, until, summary),
        judged=looked_at,
        direction=line.direction,
    )


def outline_weeks(series: Series, first: Day, last: Day, until: Day, of: OfSeven) -> Outline:
    """Outline a number of whole weeks, each made by `of`; `logged` counts the finished weeks that have one.

    The verdict looks at the days that `periods.judged` tells, as any other does.
    """
    weeks = weekly_of(series, first, last, until, of)
    logged = sum(week.finished and week.value is not None for week in weeks)
    looked_at = periods.judged(first, last, until)
    whole = looked_at == (ordinal(first), ordinal(last))
    judged = weeks if whole else weekly_of(series, *looked_at, until, of)
    return Outline("mean", logged, weeks, trend_of_weeks(judged, *looked_at), looked_at)


def centre(summary: Summary) -> Literal["mean", "median"]:
    """Return what stands for the middle of days: the median for ordinal metrics, the mean for all others."""
    return "median" if summary == "median" else "mean"


def period(series: Series, first: Day, last: Day, summary: Summary) -> Period:
    """Return one number for a whole period: the centre of its days; for totals seven times their mean, as of a week."""
    found = periods.of_days(series, first, last, summary)
    if summary == "total" and found.value is not None:
        return found._replace(value=7 * found.value)
    return found


def _trend(line: Straight, looked_at: Judged, until: Day, summary: Summary) -> Trend:
    """Judge the window; times without a mean direction have no straight line to be judged on."""
    if summary == "total":
        return trend_of_totals(line.series, looked_at.first, looked_at.last, until)
    found = trend(line.series, looked_at.first, looked_at.last, until, centre(summary))
    if found.silence or not line.direction or line.direction.mean is not None:
        return found
    return silent(gates.no_direction(found.n), found.n, found.basis)


def _nothing(values: Values) -> Values:
    return np.full_like(values, np.nan)
