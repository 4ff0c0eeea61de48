"""What the week and the year in review say: coverage first, then each measure beside an earlier period."""

from __future__ import annotations

from dataclasses import dataclass, replace

from habitlog.tracking import DailyMetric, Style
from habitlog.tracking.metric_format import format_metric_value
from habitlog.usecases.trends.overview import PillarOverview
from habitlog.usecases.trends.reviews import LoggedDays
from habitlog.usecases.trends.trends import MetricOverview, WindowSummary
from habitlog.web.presenters.trend import (
    MetricRow,
    PeriodNames,
    WindowRow,
    format_period_value,
    present_metric_row,
    present_window_row,
)


def describe_logged_days(logged_days: LoggedDays, *, is_running: bool = False) -> str:
    """Return "5 of 7 nights, 1 with nothing, 1 skipped.", of a running week as far as it has come."""
    told = [
        f"{logged_days.logged} of {len(logged_days.states)} {logged_days.pillar.day_noun}s{' so far' if is_running else ''}"
    ]
    told += [f"{logged_days.none} with nothing"] if logged_days.none else []
    told += [f"{logged_days.skipped} skipped"] if logged_days.skipped else []
    return ", ".join(told) + "."


@dataclass(frozen=True, slots=True)
class WeekReviewRow:
    """A measure in one week and in the weeks before it, each with the days or weeks it rests on."""

    row: MetricRow
    value: str
    coverage: str
    earlier_value: str
    earlier_coverage: str


def present_week_row(glance: MetricOverview, style: Style) -> WeekReviewRow:
    """Return one measure of a week."""
    measure, row = glance.metric, present_metric_row(glance, style, PeriodNames("", ""))
    value = glance.weekly_values[-1] if glance.weekly_values else None
    median = "median " if measure.summary == "median" else ""
    return WeekReviewRow(
        row=row,
        value=row.latest_value if value is None else f"{median}{format_metric_value(measure, value, style)}",
        coverage=f"{glance.coverage.logged} of {glance.coverage.days} {glance.pillar.day_noun}s",
        earlier_value=format_period_value(measure, glance.period_before, style),
        earlier_coverage=_describe_earlier_coverage(glance).removesuffix(f" {glance.pillar.day_noun}s"),
    )


def _describe_earlier_coverage(glance: MetricOverview) -> str:
    """Return what the period before rests on: "24 of 28 nights", or weeks where it is a mean of weeks."""
    if glance.period_before is None:
        return ""
    by_days = isinstance(glance.metric, DailyMetric)
    return f"{glance.period_before.n} of {glance.period_before.expected} {f'{glance.pillar.day_noun}s' if by_days else 'weeks'}"


def present_year_rows(overview: PillarOverview, style: Style, earlier_period_name: str) -> list[MetricRow]:
    """Return the measures of a year; `before` is what the period beside it is called."""
    return [_present_year_row(glance, style, earlier_period_name) for glance in overview.metrics]


def _present_year_row(glance: MetricOverview, style: Style, earlier_period_name: str) -> MetricRow:
    told = format_period_value(glance.metric, glance.period_before, style)
    return replace(
        present_metric_row(glance, style, PeriodNames("", "")),
        latest_value=format_period_value(glance.metric, glance.period, style),
        comparison=f"{earlier_period_name}: {told}, {_describe_earlier_coverage(glance)}."
        if glance.period_before and glance.period_before.n
        else "",
    )


def present_year_windows(overview: PillarOverview, style: Style, earlier_period_name: str) -> list[WindowRow]:
    """Return the measures of a year that have one value for it."""
    return [
        _present_year_window(now, then, style, earlier_period_name)
        for now, then in zip(overview.windows, overview.windows_before, strict=True)
    ]


def _present_year_window(
    window: WindowSummary, earlier_window: WindowSummary | None, style: Style, earlier_period_name: str
) -> WindowRow:
    said = present_window_row(window, style)
    if earlier_window is None or not earlier_window.coverage.logged:
        return said
    earlier = present_window_row(earlier_window, style)
    return replace(said, comparison=f"{earlier_period_name}: {earlier.value}, {earlier.coverage}")
