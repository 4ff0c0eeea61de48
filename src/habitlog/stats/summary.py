"""The summary of one metric over a window: its weeks, its trend, the values of periods, and for a page its points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from msgspec import Struct
from msgspec.structs import asdict

from habitlog.stats import SummaryKind, circular
from habitlog.stats.rolling import BandPoint, RollingPoint, compute_band, compute_rolling
from habitlog.stats.row_statistics import count_values, row_medians
from habitlog.stats.series import DayLike, Point, Series, Values, monday_ordinal, to_ordinal
from habitlog.stats.trend import TrendResult, WeekColumns, WholeWeeks, compute_trend
from habitlog.stats.weekly import (
    DAYS_IN_WEEK,
    MIN_DAYS_IN_WEEK,
    Week,
    WeekCentre,
    WeekFunction,
    compute_custom_week_values,
    compute_custom_weeks,
    compute_week_values,
    compute_weeks,
    count_days_needed,
    finished_week_series,
    lay_out_weeks,
    remember_weeks,
)

JUDGED_CENTRES: dict[SummaryKind, WeekCentre] = {"mean": "mean", "median": "mean", "total": "total", "clock": "clock"}
"""How days become the weeks that are judged: of ordinal scales by their mean, as medians of weeks are mostly equal."""


class TrendSummary(Struct, frozen=True):
    """The results for one window; numbers are in the metric's unit, gaps are None.

    `logged`: how many values it has; `weeks`: each ISO week it touches; `judged`: the days that `trend` is computed
    from. Clock results are minutes in 0 <= m < 1440, their changes minutes.
    """

    summary: SummaryKind
    logged: int
    weeks: tuple[Week, ...]
    trend: TrendResult
    judged: JudgedRange


class JudgedRange(NamedTuple):
    """The first and last day that a trend is computed from, both included, as ordinals; empty if `last` comes first."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many calendar days there are."""
        return max(self.last - self.first + 1, 0)

    def list_whole_weeks(self) -> WholeWeeks:
        """Return the ISO weeks that lie wholly between these days."""
        monday = monday_ordinal(self.first + DAYS_IN_WEEK - 1)
        return WholeWeeks(monday, max((self.last + 1 - monday) // DAYS_IN_WEEK, 0))


def compute_judged_range(first: DayLike, last: DayLike, until: DayLike) -> JudgedRange:
    """Return the days that the trend of `first`..`last` is computed from: none of the ISO week of `until`.

    A range that reaches into that week, which is not over, is moved back to end on the Sunday before it; it stays as
    long as it was up to `until`. Days after `until` do not count. Any other range stays as it is.
    """
    latest = min(to_ordinal(last), to_ordinal(until))
    back = max(latest - monday_ordinal(until) + 1, 0)
    return JudgedRange(to_ordinal(first) - back, latest - back)


def summarize_trend(
    series: Series,
    first: DayLike,
    last: DayLike,
    until: DayLike,
    summary: SummaryKind,
    earlier: JudgedRange | None = None,
    *,
    is_fixed: bool = False,
    weeks_back: int = 0,
) -> TrendSummary:
    """Summarize the window from `first` to `last`, both included; weeks are finished before `until`.

    The trend compares the whole weeks of `compute_judged_range` with those of `earlier`, or with as many before them,
    so the series has to reach back that far; `is_fixed` and `weeks_back` as in `compute_trend`.
    """
    judged = compute_judged_range(first, last, until)

    def list_weeks(monday: int, count: int) -> WeekColumns:
        days, centre = lay_out_weeks(series, monday, count), JUDGED_CENTRES[summary]
        known = count_values(days)
        values = compute_week_values(days.reshape(1, -1), centre)[0]
        return WeekColumns(values, known, known >= count_days_needed(centre))

    return TrendSummary(
        summary=summary,
        logged=len(series.between(first, last)),
        weeks=compute_weeks(series, first, last, until, summary),
        trend=compute_trend(
            list_weeks,
            judged.list_whole_weeks(),
            earlier.list_whole_weeks() if earlier else None,
            clock=summary == "clock",
            is_fixed=is_fixed,
            weeks_back=weeks_back,
        ),
        judged=judged,
    )


def summarize_weekly_trend(
    series: Series,
    first: DayLike,
    last: DayLike,
    until: DayLike,
    compute_week: WeekFunction,
    earlier: JudgedRange | None = None,
    *,
    is_fixed: bool = False,
    weeks_back: int = 0,
) -> TrendSummary:
    """Summarize a window of whole weeks, whose values `compute_week` returns.

    `logged` counts the finished weeks that have a value. The trend compares as that of `summarize_trend` does.
    """
    compute_once = remember_weeks(compute_week)
    weeks = compute_custom_weeks(series, first, last, until, compute_once)
    judged = compute_judged_range(first, last, until)

    def list_weeks(monday: int, count: int) -> WeekColumns:
        return _compute_columns(series, monday, count, compute_once)

    logged = sum(week.finished and week.value is not None for week in weeks)
    before = earlier.list_whole_weeks() if earlier else None
    trend = compute_trend(list_weeks, judged.list_whole_weeks(), before, is_fixed=is_fixed, weeks_back=weeks_back)
    return TrendSummary("mean", logged, weeks, trend, judged)


def summarize_best_trend(
    series: Series,
    first: DayLike,
    last: DayLike,
    until: DayLike,
    earlier: JudgedRange | None = None,
    *,
    is_fixed: bool = False,
    weeks_back: int = 0,
) -> TrendSummary:
    """Summarize a window of a number that few days have, such as an estimated maximum: a week's value is its highest.

    One day with a value is enough for a week.
    """
    judged = compute_judged_range(first, last, until)

    def list_weeks(monday: int, count: int) -> WeekColumns:
        return _compute_columns(series, monday, count, _find_highest)

    before = earlier.list_whole_weeks() if earlier else None
    trend = compute_trend(list_weeks, judged.list_whole_weeks(), before, is_fixed=is_fixed, weeks_back=weeks_back)
    weeks = compute_best_weeks(series, first, last, until)
    return TrendSummary("mean", len(series.between(first, last)), weeks, trend, judged)


def compute_best_weeks(series: Series, first: DayLike, last: DayLike, until: DayLike) -> tuple[Week, ...]:
    """Return the weeks of a window, each with its highest value."""
    return compute_custom_weeks(series, first, last, until, _find_highest)


def _find_highest(days: Sequence[float | None]) -> float | None:
    return max((value for value in days if value is not None), default=None)


def _compute_columns(series: Series, monday: int, count: int, compute_week: WeekFunction) -> WeekColumns:
    days = lay_out_weeks(series, monday, count)
    values = compute_custom_week_values(days, compute_week)
    return WeekColumns(values, count_values(days), ~np.isnan(values))


class PeriodValue(NamedTuple):
    """A period's `value`, None with fewer than four sevenths of it known, from `n` of `expected` parts.

    Parts are days, or weeks where the value is a mean of weekly ones.
    """

    value: float | None
    n: int
    expected: int


def summarize_period(series: Series, first: DayLike, last: DayLike, summary: SummaryKind) -> PeriodValue:
    """Return one number for a period: the mean of its whole weeks' values, for ordinal metrics the median of its days.

    A total is that of the mean week, of the weeks in which anything is known; it needs no other number of days, as a
    person who marks no day of rest has few.
    """
    inside, days = series.between(first, last), to_ordinal(last) - to_ordinal(first) + 1
    weeks = finished_week_series(compute_weeks(inside, first, last, to_ordinal(last) + 1, summary)).values
    if summary == "total":
        return PeriodValue(_compute_centre(weeks, summary), len(inside), days)
    return _build_period_value(
        _compute_centre(inside.values if summary == "median" else weeks, summary), len(inside), days
    )


def summarize_weeks(weeks: tuple[Week, ...]) -> PeriodValue:
    """Return the mean of the values of a period's finished weeks."""
    known, expected = finished_week_series(weeks), sum(week.finished for week in weeks)
    return _build_period_value(_compute_centre(known.values, "mean"), len(known), expected)


def _build_period_value(value: float | None, n: int, expected: int) -> PeriodValue:
    return PeriodValue(value if n and DAYS_IN_WEEK * n >= MIN_DAYS_IN_WEEK * expected else None, n, expected)


def _compute_centre(values: Values, summary: SummaryKind) -> float | None:
    if not len(values):
        return None
    if summary == "clock":
        unwrapped = circular.unwrap_rows_in_sequence(values[np.newaxis])
        return float(circular.wrap_to_day(unwrapped.mean(axis=1))[0])
    return float(row_medians(values[np.newaxis])[0] if summary == "median" else values.mean())


class TrendAnalysis(TrendSummary, frozen=True):
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

    A series that also holds the 27 days before `first` gives the first rolling values their whole window. `median`
    takes medians of days throughout; `total` sums weeks and takes the mean elsewhere. Raises ValueError beyond 36,600
    days.
    """
    return _add_values(summarize_trend(series, first, last, until, summary), series, first, last)


def analyse_best_trend(series: Series, first: DayLike, last: DayLike, until: DayLike) -> TrendAnalysis:
    """Analyse a window of a number that few days have: a week's value is its highest."""
    return _add_values(summarize_best_trend(series, first, last, until), series, first, last)


def analyse_weekly_trend(
    series: Series, first: DayLike, last: DayLike, until: DayLike, compute_week: WeekFunction
) -> TrendAnalysis:
    """Analyse a window of whole weeks, with a point on the Monday of each finished week and no rolling values."""
    weekly = summarize_weekly_trend(series, first, last, until, compute_week)
    return TrendAnalysis(**asdict(weekly), points=finished_week_series(weekly.weeks).to_points())


def _add_values(summary: TrendSummary, series: Series, first: DayLike, last: DayLike) -> TrendAnalysis:
    centre: Literal["mean", "median", "clock"] = "mean" if summary.summary == "total" else summary.summary
    inside = series.between(first, last)
    if centre == "clock":
        inside = inside.with_values(circular.wrap_to_day(inside.values))
    return TrendAnalysis(
        **asdict(summary),
        points=inside.to_points(),
        rolling7=compute_rolling(series, first, last, 7, centre),
        rolling28=compute_rolling(series, first, last, 28, centre),
        band=compute_band(series, first, last, clock=centre == "clock"),
    )
