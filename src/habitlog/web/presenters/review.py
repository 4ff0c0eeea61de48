"""Reviews of a week and a year: what was logged, then each metric compared with an earlier period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from habitlog.tracking import DailyMetric, Pillar, Style
from habitlog.tracking.metric_format import format_metric_value
from habitlog.translation import gettext, ngettext
from habitlog.usecases.trends.overview import PillarOverview
from habitlog.usecases.trends.reviews import LoggedDays, Review
from habitlog.usecases.trends.trends import MetricOverview, WindowSummary
from habitlog.web.charts.year_picture import PictureRow, render_year_picture
from habitlog.web.dates import date_range
from habitlog.web.metric_text import format_known_days, format_known_weeks
from habitlog.web.presenters.trend import (
    MetricRow,
    WindowRow,
    format_list_sentence,
    format_period_value,
    format_skipped_days,
    format_summary_value,
    list_day_coverage,
    present_metric_row,
    present_window_row,
)

if TYPE_CHECKING:
    from habitlog.stats.trend import TrendResult

HIGHEST_FIFTH = 4
"""The number of the fifth of the highest values, from 0."""
DescribeEarlier = Callable[[str, str], str]
"""Makes a sentence of the value of the earlier period and of what it rests on."""


class YearOfDays(Struct, frozen=True):
    """The days of a pillar in a year: how many were logged, and a level of 1 to 5 for each day that has one, else 0.

    Levels are fifths of the year's values of `metric_name`; there are none of fewer than five different ones.
    """

    logged_days: LoggedDays
    text: str
    metric_name: str
    levels: tuple[int, ...]


def present_year_days(review: Review) -> list[YearOfDays]:
    """Return the days of each pillar of a year."""
    return [_present_year_of_days(review, one) for one in review.logged_days]


def _present_year_of_days(review: Review, logged_days: LoggedDays) -> YearOfDays:
    from habitlog.stats.distribution import classify_by_quintile  # noqa: PLC0415 - numpy is loaded by the first trend
    from habitlog.stats.series import Series  # noqa: PLC0415 - as above

    metric = logged_days.pillar.primary_metric
    values = [
        (day, value)
        for day, value in review.primary_values.get(logged_days.pillar.key, ())
        if value or metric.summary != "total"
    ]
    classes = classify_by_quintile(Series.from_rows(values).values) if values else []
    levels = [0] * len(logged_days.states)
    if max(classes, default=0) == HIGHEST_FIFTH:
        for (day, _), fifth in zip(values, classes, strict=True):
            levels[(day - review.span.first).days] = 1 + fifth
    name = gettext(metric.name) if any(levels) else ""
    return YearOfDays(logged_days, describe_logged_days(logged_days), name, tuple(levels))


def split_by_values(overviews: Sequence[PillarOverview]) -> tuple[list[PillarOverview], str]:
    """Return the pillars that have a number in the period or in the one before, and a sentence that names the others.

    It is "" where there are none.
    """
    shown = [one for one in overviews if _has_value(one)]
    others = [gettext(one.pillar.name) for one in overviews if not _has_value(one)]
    return shown, gettext("No values in either period: %(pillars)s.", pillars=", ".join(others)) if others else ""


def _has_value(overview: PillarOverview) -> bool:
    periods = [period for one in overview.metrics for period in (one.period, one.period_before) if period]
    windows = [one.coverage.logged for one in (*overview.windows, *overview.windows_before) if one]
    return any(one.summary.logged for one in overview.metrics) or any(one.n for one in periods) or any(windows)


def explain_year_days() -> str:
    """Return what the marks of the days of a year mean."""
    return gettext(
        "Each column is a week, with Monday at the top. Filled: logged, the higher the more, in fifths of the year's "
        "own days; pale: without a number. Frame: nothing that day. Slash: left out. Dot: no entry."
    )


def draw_year_picture(review: Review, year: str) -> str:
    """Return the days of a year as a picture, each pillar with how many were logged and what their height means."""
    rows = [_build_picture_row(view) for view in present_year_days(review)]
    period = date_range(review.span.first, review.span.last)
    return render_year_picture(year, period, rows, explain_year_days())


def _build_picture_row(view: YearOfDays) -> PictureRow:
    days, height = view.logged_days, ""
    if view.metric_name:
        height = gettext("Height: %(metric)s.", metric=view.metric_name)
    text = " ".join(filter(None, (view.text, height)))
    return PictureRow(days.pillar, gettext(days.pillar.name), text, days.states, view.levels)


def describe_logged_days(logged_days: LoggedDays, *, is_running: bool = False) -> str:
    """Return "5 of 7 nights, 1 with nothing, 1 skipped.", of a running week for the days that have come."""
    parts = [_describe_running_days(logged_days) if is_running else _describe_days(logged_days)]
    if logged_days.none:
        parts.append(ngettext("%(num)s with nothing", "%(num)s with nothing", logged_days.none))
    if logged_days.skipped:
        parts.append(format_skipped_days(logged_days.skipped))
    return format_list_sentence(parts)


def _describe_days(logged_days: LoggedDays) -> str:
    parameters = {"known": logged_days.logged, "days": len(logged_days.states)}
    if logged_days.pillar.day_noun == "night":
        return gettext("%(known)s of %(days)s nights", **parameters)
    return gettext("%(known)s of %(days)s days", **parameters)


def _describe_running_days(logged_days: LoggedDays) -> str:
    parameters = {"known": logged_days.logged, "days": len(logged_days.states)}
    if logged_days.pillar.day_noun == "night":
        return gettext("%(known)s of %(days)s nights so far", **parameters)
    return gettext("%(known)s of %(days)s days so far", **parameters)


class WeekDayView(Struct, frozen=True):
    """A day of a week with its entries: each with its pillar, its headline and what stands below that."""

    day: date
    entries: tuple[tuple[Pillar, str, str], ...]


def present_week_days(review: Review, style: Style) -> list[WeekDayView]:
    """Return the days of a week that have an entry, oldest first."""
    return [
        WeekDayView(day, tuple((pillar, *pillar.summarize(record, style)) for pillar, record in records))
        for day, records in sorted(review.records_by_day.items())
    ]


class WeekReviewRow(Struct, frozen=True):
    """A metric in one week and in the weeks before it, each with the days or weeks it rests on."""

    row: MetricRow
    value: str
    coverage: str
    earlier_value: str
    earlier_coverage: str


def present_week_row(overview: MetricOverview, style: Style) -> WeekReviewRow:
    """Return one metric of a week."""
    metric, row = overview.metric, present_metric_row(overview, style)
    value = overview.weekly_values[-1] if overview.weekly_values else None
    return WeekReviewRow(
        row=row,
        value=row.latest_value if value is None else _format_value_of_week(overview, value, style),
        coverage=format_known_days(overview.pillar.day_noun, overview.coverage.logged, overview.coverage.days),
        earlier_value=format_period_value(metric, overview.period_before, style),
        earlier_coverage=_format_earlier_coverage_briefly(overview),
    )


def _format_value_of_week(overview: MetricOverview, value: float, style: Style) -> str:
    """Write the value of one week: a total without "a week", as the column says so."""
    if overview.metric.summary == "total":
        return format_metric_value(overview.metric, value, style)
    return format_summary_value(overview.metric, value, style)


def _format_earlier_coverage_briefly(overview: MetricOverview) -> str:
    """Write what the earlier period rests on: "24 of 28", with "weeks" where it is a mean of weeks."""
    before = overview.period_before
    if before is None:
        return ""
    if isinstance(overview.metric, DailyMetric):
        return gettext("%(known)s of %(all)s", known=before.n, all=before.expected)
    return format_known_weeks(before.n, before.expected)


def _format_earlier_coverage(overview: MetricOverview) -> str:
    """Write what the earlier period rests on: "24 of 28 nights", or weeks where it is a mean of weeks."""
    before = overview.period_before
    if before is None:
        return ""
    if isinstance(overview.metric, DailyMetric):
        return format_known_days(overview.pillar.day_noun, before.n, before.expected)
    return format_known_weeks(before.n, before.expected)


def describe_year_before(year: int, *, is_whole: bool) -> DescribeEarlier:
    """Return the sentence on the year before `year`; of one that is not over only the same weeks are compared."""

    def describe(value: str, coverage: str) -> str:
        parameters = {"year": year - 1, "value": value, "coverage": coverage}
        if is_whole:
            return gettext("%(year)s: %(value)s, %(coverage)s.", **parameters)
        return gettext("The same weeks of %(year)s: %(value)s, %(coverage)s.", **parameters)

    return describe


def present_year_rows(overview: PillarOverview, style: Style, describe_earlier: DescribeEarlier) -> list[MetricRow]:
    """Return the metrics of a year, compared with the year before."""
    return [_present_year_row(one, style, describe_earlier) for one in overview.metrics]


def _present_year_row(overview: MetricOverview, style: Style, describe_earlier: DescribeEarlier) -> MetricRow:
    before, trend, comparison = overview.period_before, overview.summary.trend, ""
    is_verdict_on_years = trend.after is not None and trend.after.first == overview.span.first
    if before and before.n and not (trend.change and is_verdict_on_years):
        value = format_period_value(overview.metric, before, style)
        comparison = describe_earlier(value, _format_earlier_coverage(overview))
    compare = _compare_years if is_verdict_on_years else None
    return replace(
        present_metric_row(overview, style, compare, comparison),
        latest_value=format_period_value(overview.metric, overview.period, style),
    )


def _compare_years(trend: TrendResult, value: str, earlier_value: str) -> str:
    """Return both values, the earlier one with the year that it is of."""
    assert trend.before is not None  # noqa: S101 - a change has both periods
    year = (trend.before.first + timedelta(days=3)).year
    return ngettext(
        "%(value)s this %(num)s week, %(earlier)s the same week of %(year)s",
        "%(value)s these %(num)s weeks, %(earlier)s the same weeks of %(year)s",
        trend.before.weeks,
        value=value,
        earlier=earlier_value,
        year=year,
    )


def present_year_windows(overview: PillarOverview, style: Style, describe_earlier: DescribeEarlier) -> list[WindowRow]:
    """Return the metrics of a year that have one value for it."""
    pairs = zip(overview.windows, overview.windows_before, strict=True)
    return [_present_year_window(window, before, style, describe_earlier) for window, before in pairs]


def _present_year_window(
    window: WindowSummary, before: WindowSummary | None, style: Style, describe_earlier: DescribeEarlier
) -> WindowRow:
    row = present_window_row(window, style)
    if before is None or not before.coverage.logged:
        return row
    coverage = ", ".join(list_day_coverage(before.pillar, before.coverage))
    return replace(row, comparison=describe_earlier(present_window_row(before, style).value, coverage))
