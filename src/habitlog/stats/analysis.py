"""Everything the page of one metric and the trends API show of it, in one call."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from habitlog.stats import circular
from habitlog.stats.outline import (
    TrendSummary,
    UnwrappedSeries,
    choose_centre,
    summarize_trend,
    summarize_weekly_trend,
    unwrap_series,
)
from habitlog.stats.rolling import BandPoint, RollingPoint, compute_band, compute_rolling
from habitlog.stats.series import DayLike, Point, Series, SummaryKind
from habitlog.stats.weekly import WeekFunction


@dataclass(frozen=True, slots=True)
class TrendAnalysis(TrendSummary):
    """An outline with every value of the window.

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
    line = unwrap_series(series, first, last, summary)
    return TrendAnalysis(
        **_summary_fields(summarize_trend(line, first, last, until, summary)),
        points=_build_points(line, first, last),
        rolling7=compute_rolling(line.series, first, last, 7, choose_centre(summary), line.to_display),
        rolling28=compute_rolling(line.series, first, last, 28, choose_centre(summary), line.to_display),
        band=compute_band(line.series, first, last, line.to_display),
    )


def analyse_weekly_trend(
    series: Series, first: DayLike, last: DayLike, until: DayLike, compute_week: WeekFunction
) -> TrendAnalysis:
    """Analyse a number of whole weeks: a point for each finished week that has one, on its Monday; nothing rolls."""
    found = summarize_weekly_trend(series, first, last, until, compute_week)
    points = tuple(Point(week.monday, week.value) for week in found.weeks if week.finished and week.value is not None)
    return TrendAnalysis(**_summary_fields(found), points=points)


def _build_points(unwrapped: UnwrappedSeries, first: DayLike, last: DayLike) -> tuple[Point, ...]:
    inside = unwrapped.series.between(first, last)
    return (inside.with_values(circular.wrap_to_day(inside.values)) if unwrapped.direction else inside).to_points()


def _summary_fields(summary: TrendSummary) -> dict[str, Any]:
    return {field.name: getattr(summary, field.name) for field in fields(TrendSummary)}
