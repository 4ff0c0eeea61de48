"""The summary of one metric over a window: its weeks, its trend, the values of periods, and for a page its points."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple

import numpy as np

from habitlog.stats import SummaryKind, circular, data_requirements
from habitlog.stats.rolling import BandPoint, RollingPoint, compute_band, compute_rolling
from habitlog.stats.row_statistics import DisplayTransform, leave_unchanged, row_means, row_medians
from habitlog.stats.series import DayLike, Point, Series, Values, monday_ordinal, to_ordinal
from habitlog.stats.trend import (
    TrendResult,
    build_insufficient_trend,
    compute_total_trend,
    compute_trend,
    compute_weekly_trend,
)
from habitlog.stats.weekly import (
    MIN_DAYS_IN_WEEK,
    Week,
    WeekFunction,
    compute_custom_weeks,
    compute_weeks,
    finished_week_series,
)


@dataclass(frozen=True, slots=True)
class TrendSummary:
    """The results for one window; numbers are in the metric's unit, gaps are None.

    `logged`: how many values it has; `weeks`: each ISO week it touches; `judged`: the days that `trend` is computed
    from. Clock results are minutes in 0 <= m < 1440, their slopes minutes; `direction` holds their circular mean and
    is None for other metrics.
    """

    summary: SummaryKind
    logged: int
    weeks: tuple[Week, ...]
    trend: TrendResult
    judged: JudgedRange
    direction: circular.Direction | None = None


@dataclass(frozen=True, slots=True)
class UnwrappedSeries:
    """A series of ordinary numbers: clock times are moved to lie about their mean; `to_display` moves results back."""

    series: Series
    to_display: DisplayTransform = leave_unchanged
    direction: circular.Direction | None = None


def unwrap_series(series: Series, first: DayLike, last: DayLike, summary: SummaryKind) -> UnwrappedSeries:
    """Return the series as it is, or clock times moved by whole days to within 12 hours of the window's mean."""
    if summary != "clock":
        return UnwrappedSeries(series)
    direction = circular.compute_direction(series.between(first, last).values)
    if direction.mean is None:
        return UnwrappedSeries(series, _all_missing, direction)
    unwrapped = series.with_values(circular.unwrap_times(series.values, direction.mean))
    return UnwrappedSeries(unwrapped, circular.wrap_to_day, direction)


def summarize_trend(
    unwrapped: UnwrappedSeries, first: DayLike, last: DayLike, until: DayLike, summary: SummaryKind
) -> TrendSummary:
    """Summarize the window from `first` to `last`, both included; weeks are finished before `until`.

    The trend is computed over `compute_judged_range`, so the series has to reach back a week before `first`.
    """
    judged = compute_judged_range(first, last, until)
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
        trend=_compute_summary_trend(unwrap_series(unwrapped.series, *judged, summary), judged, until, summary),
        judged=judged,
        direction=unwrapped.direction,
    )


def summarize_weekly_trend(
    series: Series, first: DayLike, last: DayLike, until: DayLike, compute_week: WeekFunction
) -> TrendSummary:
    """Summarize a window of whole weeks, whose values `compute_week` returns.

    `logged` counts the finished weeks that have a value. The trend is computed over `compute_judged_range`.
    """
    weeks = compute_custom_weeks(series, first, last, until, compute_week)
    logged = sum(week.finished and week.value is not None for week in weeks)
    judged = compute_judged_range(first, last, until)
    is_window = judged == (to_ordinal(first), to_ordinal(last))
    judged_weeks = weeks if is_window else compute_custom_weeks(series, *judged, until, compute_week)
    return TrendSummary("mean", logged, weeks, compute_weekly_trend(judged_weeks, *judged), judged)


def choose_centre(summary: SummaryKind) -> Literal["mean", "median"]:
    """Return the centre of days: the median for ordinal metrics, the mean for all others."""
    return "median" if summary == "median" else "mean"


def summarize_period(series: Series, first: DayLike, last: DayLike, summary: SummaryKind) -> PeriodValue:
    """Return one number for a period: the centre of its days, for totals seven times their mean, which is a week's."""
    period = summarize_days(series, first, last, summary)
    if summary == "total" and period.value is not None:
        return period._replace(value=7 * period.value)
    return period


def _compute_summary_trend(
    unwrapped: UnwrappedSeries, judged_range: JudgedRange, until: DayLike, summary: SummaryKind
) -> TrendResult:
    """Compute the trend of the judged range; clock times without a mean direction have none."""
    if summary == "total":
        return compute_total_trend(unwrapped.series, judged_range.first, judged_range.last, until)
    trend = compute_trend(unwrapped.series, judged_range.first, judged_range.last, until, choose_centre(summary))
    if trend.insufficient_data or not unwrapped.direction or unwrapped.direction.mean is not None:
        return trend
    reason = data_requirements.insufficient_mean_direction(trend.n, trend.basis)
    return build_insufficient_trend(reason, trend.n, trend.basis)


def _all_missing(values: Values) -> Values:
    return np.full_like(values, np.nan)


@dataclass(frozen=True, slots=True)
class TrendAnalysis(TrendSummary):
    """A summary with every value of the window.

    `points`: the days with a value; `rolling7`, `rolling28`, `band`: one for each calendar day. A band of clock
    times across midnight has low above high.
    """

    points: tuple[Point, ...] = ()
    rolling7: tuple[RollingPoint, ...] = ()
    rolling28: tuple[RollingPoint, ...] = ()
    band: tuple[BandPoint, ...] = ()


def analyse_trend(series: Series, first: DayLike, last: DayLike, until: DayLike, summary: SummaryKind) -> TrendAnalysis:
    """Analyse the window from `first` to `last`, both included; weeks are finished before `until`.

    A series that also holds the 27 days before `first` gives the first rolling values their whole window.
    `total` sums weeks and takes the mean elsewhere; `median` takes medians throughout; `clock` first moves
    each time by whole days to within 12 hours of the window's circular mean. Raises ValueError beyond
    36,600 days.
    """
    unwrapped = unwrap_series(series, first, last, summary)
    return TrendAnalysis(
        **_summary_fields(summarize_trend(unwrapped, first, last, until, summary)),
        points=_build_points(unwrapped, first, last),
        rolling7=compute_rolling(unwrapped.series, first, last, 7, choose_centre(summary), unwrapped.to_display),
        rolling28=compute_rolling(unwrapped.series, first, last, 28, choose_centre(summary), unwrapped.to_display),
        band=compute_band(unwrapped.series, first, last, unwrapped.to_display),
    )


def analyse_weekly_trend(
    series: Series, first: DayLike, last: DayLike, until: DayLike, compute_week: WeekFunction
) -> TrendAnalysis:
    """Analyse a window of whole weeks, with a point on the Monday of each finished week and no rolling values."""
    weekly = summarize_weekly_trend(series, first, last, until, compute_week)
    return TrendAnalysis(**_summary_fields(weekly), points=finished_week_series(weekly.weeks).to_points())


def _build_points(unwrapped: UnwrappedSeries, first: DayLike, last: DayLike) -> tuple[Point, ...]:
    inside = unwrapped.series.between(first, last)
    return (inside.with_values(circular.wrap_to_day(inside.values)) if unwrapped.direction else inside).to_points()


def _summary_fields(summary: TrendSummary) -> dict[str, Any]:
    return {field.name: getattr(summary, field.name) for field in fields(TrendSummary)}


class JudgedRange(NamedTuple):
    """The first and last day that a trend is computed from, both included, as ordinals; empty if `last` comes first."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many calendar days there are."""
        return max(self.last - self.first + 1, 0)


def compute_judged_range(first: DayLike, last: DayLike, until: DayLike) -> JudgedRange:
    """Return the days that the trend of `first`..`last` is computed from: none of the ISO week of `until`.

    A range that reaches into that week, which is not over, is moved back to end on the Sunday before it; it stays as
    long as it was up to `until`. Days after `until` do not count. Any other range stays as it is.
    """
    latest = min(to_ordinal(last), to_ordinal(until))
    back = max(latest - monday_ordinal(until) + 1, 0)
    return JudgedRange(to_ordinal(first) - back, latest - back)


class PeriodValue(NamedTuple):
    """A period's `value`, None with fewer than four sevenths of it known, from `n` of `expected` parts.

    Parts are days, or weeks where the value is a mean of weekly ones.
    """

    value: float | None
    n: int
    expected: int


def summarize_days(series: Series, first: DayLike, last: DayLike, summary: SummaryKind) -> PeriodValue:
    """Return the mean of the days of a period: the median for ordinal metrics, the circular mean for clock times."""
    inside, days = series.between(first, last), to_ordinal(last) - to_ordinal(first) + 1
    return _build_period_value(_compute_centre(inside, summary), len(inside), days)


def summarize_weeks(weeks: tuple[Week, ...]) -> PeriodValue:
    """Return the mean of the values of a period's finished weeks."""
    known, expected = finished_week_series(weeks), sum(week.finished for week in weeks)
    return _build_period_value(_compute_centre(known, "mean"), len(known), expected)


def _build_period_value(value: float | None, n: int, expected: int) -> PeriodValue:
    return PeriodValue(value if n and 7 * n >= MIN_DAYS_IN_WEEK * expected else None, n, expected)


def _compute_centre(series: Series, summary: SummaryKind) -> float | None:
    if not len(series):
        return None
    if summary == "clock":
        return circular.compute_direction(series.values).mean
    row = series.values.reshape(1, -1)
    value = float((row_medians if summary == "median" else row_means)(row)[0])
    return value if math.isfinite(value) else None
