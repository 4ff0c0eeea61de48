"""What a row among many trends needs of one metric: its weeks, its verdict, and the period beside the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from habitlog.stats import circular, gates, periods, rows
from habitlog.stats.periods import JudgedRange, PeriodValue
from habitlog.stats.series import DayLike, Series, SummaryKind, Values, to_ordinal
from habitlog.stats.trend import (
    TrendResult,
    build_insufficient_trend,
    compute_total_trend,
    compute_trend,
    compute_weekly_trend,
)
from habitlog.stats.weekly import Week, WeekFunction, compute_custom_weeks, compute_weeks


@dataclass(frozen=True, slots=True)
class TrendSummary:
    """The results for one window; numbers are in the metric's unit, gaps are None.

    `logged`: how many values it has; `weeks`: each ISO week it touches; `judged`: the days the verdict looks at.
    Clock results are minutes in 0 <= m < 1440, their slopes minutes; `direction` tells their circular mean and is
    None for other metrics.
    """

    summary: SummaryKind
    logged: int
    weeks: tuple[Week, ...]
    trend: TrendResult
    judged: JudgedRange
    direction: circular.Direction | None = None


@dataclass(frozen=True, slots=True)
class UnwrappedSeries:
    """A series on a line, with how its results go back to what is shown; clock times are moved to about their mean."""

    series: Series
    to_display: rows.DisplayTransform = rows.leave_unchanged
    direction: circular.Direction | None = None


def unwrap_series(series: Series, first: DayLike, last: DayLike, summary: SummaryKind) -> UnwrappedSeries:
    """Return the series as it is, or clock times moved by whole days to within 12 hours of the window's mean."""
    if summary != "clock":
        return UnwrappedSeries(series)
    gathered = circular.compute_direction(series.between(first, last).values)
    if gathered.mean is None:
        return UnwrappedSeries(series, _all_missing, gathered)
    moved = series.with_values(circular.unwrap_times(series.values, gathered.mean))
    return UnwrappedSeries(moved, circular.wrap_to_day, gathered)


def summarize_trend(
    unwrapped: UnwrappedSeries, first: DayLike, last: DayLike, until: DayLike, summary: SummaryKind
) -> TrendSummary:
    """Outline the window from `first` to `last`, both included; weeks are finished before `until`.

    The verdict looks at the days that `periods.judged` tells, so the series reaches back a week before `first`.
    """
    looked_at = periods.compute_judged_range(first, last, until)
    weeks = compute_weeks(
        unwrapped.series,
        first,
        last,
        until,
        "total" if summary == "total" else choose_centre(summary),
        unwrapped.to_display,
    )
    return TrendSummary(
        summary=summary,
        logged=len(unwrapped.series.between(first, last)),
        weeks=weeks,
        trend=_compute_summary_trend(unwrap_series(unwrapped.series, *looked_at, summary), looked_at, until, summary),
        judged=looked_at,
        direction=unwrapped.direction,
    )


def summarize_weekly_trend(
    series: Series, first: DayLike, last: DayLike, until: DayLike, compute_week: WeekFunction
) -> TrendSummary:
    """Outline a number of whole weeks, each made by `of`; `logged` counts the finished weeks that have one.

    The verdict looks at the days that `periods.judged` tells, as any other does.
    """
    weeks = compute_custom_weeks(series, first, last, until, compute_week)
    logged = sum(week.finished and week.value is not None for week in weeks)
    looked_at = periods.compute_judged_range(first, last, until)
    whole = looked_at == (to_ordinal(first), to_ordinal(last))
    judged = weeks if whole else compute_custom_weeks(series, *looked_at, until, compute_week)
    return TrendSummary("mean", logged, weeks, compute_weekly_trend(judged, *looked_at), looked_at)


def choose_centre(summary: SummaryKind) -> Literal["mean", "median"]:
    """Return what stands for the middle of days: the median for ordinal metrics, the mean for all others."""
    return "median" if summary == "median" else "mean"


def summarize_period(series: Series, first: DayLike, last: DayLike, summary: SummaryKind) -> PeriodValue:
    """Return one number for a whole period: the centre of its days; for totals seven times their mean, as of a week."""
    found = periods.summarize_days(series, first, last, summary)
    if summary == "total" and found.value is not None:
        return found._replace(value=7 * found.value)
    return found


def _compute_summary_trend(
    unwrapped: UnwrappedSeries, judged_range: JudgedRange, until: DayLike, summary: SummaryKind
) -> TrendResult:
    """Judge the window; times without a mean direction have no straight line to be judged on."""
    if summary == "total":
        return compute_total_trend(unwrapped.series, judged_range.first, judged_range.last, until)
    found = compute_trend(unwrapped.series, judged_range.first, judged_range.last, until, choose_centre(summary))
    if found.insufficient_data or not unwrapped.direction or unwrapped.direction.mean is not None:
        return found
    return build_insufficient_trend(gates.insufficient_mean_direction(found.n), found.n, found.basis)


def _all_missing(values: Values) -> Values:
    return np.full_like(values, np.nan)
