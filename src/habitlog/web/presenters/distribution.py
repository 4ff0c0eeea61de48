"""The detail of one metric: the logging calendar, the days of the week, and how often which value occurs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import Struct

from habitlog.tracking import Metric, Style, WeeklyMetric
from habitlog.tracking.metric_format import format_metric_value
from habitlog.translation import gettext
from habitlog.usecases.trends.trends import MetricTrend
from habitlog.web.charts.calendar import (
    MAX_CALENDAR_WEEKS,
    CalendarCell,
    draw_calendar,
    draw_legend_cell,
    draw_weekday_labels,
)
from habitlog.web.charts.distribution import draw_histogram, draw_weekday_chart
from habitlog.web.metric_text import format_value_count, smaller_and_greater
from habitlog.weeks import WEEK, monday_of, sunday_of

if TYPE_CHECKING:
    from habitlog.stats.distribution import Quartiles, UnwrappedSeries

WIDE_CALENDAR_MIN = 20 * WEEK
"""A longer calendar takes the whole width."""


class MetricDetail(Struct, frozen=True):
    """The drawings, each empty where there is nothing to draw, with the texts around them."""

    calendar: Markup
    weekday_labels: Markup
    is_wide: bool
    legend_cells: tuple[Markup, ...]
    scale_end_labels: tuple[str, str]
    calendar_caption: str
    empty_cells_caption: str
    weekday_chart: Markup
    weekday_caption: str
    histogram: Markup
    histogram_caption: str


def present_metric_detail(trend: MetricTrend, style: Style) -> MetricDetail | None:
    """Return the drawings of a trend, or None where it has no value."""
    from habitlog.stats.distribution import unwrap_series  # noqa: PLC0415 - numpy is loaded by the first trend
    from habitlog.stats.series import Series  # noqa: PLC0415 - as above

    analysis, metric, pillar, key = trend.analysis, trend.metric, trend.pillar, trend.metric_key
    if not analysis.points:
        return None
    unwrapped = unwrap_series(Series.from_rows(analysis.points), trend.first, trend.last, analysis.summary)
    first, last = _choose_calendar_range(trend)
    levels, cells = ([], {}) if isinstance(metric, WeeklyMetric) else _build_calendar_cells(trend, first)
    is_wide = last - first > WIDE_CALENDAR_MIN
    return MetricDetail(
        calendar=draw_calendar(metric, pillar, first, last, cells, key) if cells else Markup(),
        weekday_labels=draw_weekday_labels(first, last) if is_wide else Markup(),
        is_wide=is_wide,
        legend_cells=tuple(draw_legend_cell(pillar, level) for level in levels),
        scale_end_labels=smaller_and_greater(metric),
        calendar_caption=_describe_calendar(trend, len(levels), first, last),
        empty_cells_caption=_describe_empty_cells(cells, last - first),
        weekday_chart=_draw_weekday_chart(trend, unwrapped, style),
        weekday_caption=_describe_weekday_chart(trend),
        histogram=draw_histogram(metric, pillar, unwrapped.series.values.tolist(), style, key),
        histogram_caption=_describe_histogram(trend, unwrapped, style),
    )


def _draw_weekday_chart(trend: MetricTrend, unwrapped: UnwrappedSeries, style: Style) -> Markup:
    from habitlog.stats.distribution import compute_weekday_distributions  # noqa: PLC0415 - as above

    if isinstance(trend.metric, WeeklyMetric):
        return Markup()
    distributions = compute_weekday_distributions(unwrapped, trend.first, trend.last)
    return draw_weekday_chart(trend.metric, trend.pillar, distributions, style, trend.metric_key)


def _describe_weekday_chart(trend: MetricTrend) -> str:
    if trend.pillar.day_noun == "night":
        return gettext("Median and middle half of the nights before each weekday.")
    return gettext("Median and middle half of the days of each weekday.")


def _choose_calendar_range(trend: MetricTrend) -> tuple[date, date]:
    """Return the days of the calendar: at most 53 weeks, up to the last value where it lies before the last 53."""
    last, last_value = trend.last, trend.analysis.points[-1].day
    if last - last_value >= MAX_CALENDAR_WEEKS * WEEK:
        last = sunday_of(last_value)
    return max(trend.first, monday_of(last) - (MAX_CALENDAR_WEEKS - 1) * WEEK), last


def _build_calendar_cells(trend: MetricTrend, first: date) -> tuple[list[int], dict[date, CalendarCell]]:
    """Return the levels there are, and a cell for each day from `first` that has a value or a mark.

    Levels are fifths of the values that are shown. A total of 0 is nothing that day, whether marked or logged.
    """
    from habitlog.stats.distribution import classify_by_quintile  # noqa: PLC0415 - as above
    from habitlog.stats.series import Series  # noqa: PLC0415

    is_total = trend.metric.summary == "total"
    points = [point for point in trend.analysis.points if point.day >= first]
    valued = [point for point in points if point.value or not is_total]
    classes = classify_by_quintile(Series.from_rows(valued).values) if valued else []
    empty_days = [day for day in (*trend.none_days, *(point.day for point in points)) if day >= first]
    cells = {day: CalendarCell(day, 0, "none") for day in empty_days}
    cells |= {day: CalendarCell(day, 0, "skipped") for day in trend.skipped_days if day >= first}
    cells |= {point.day: CalendarCell(point.day, 1 + number) for point, number in zip(valued, classes, strict=True)}
    return [1 + number for number in range(max(classes, default=-1) + 1)], cells


def _describe_calendar(trend: MetricTrend, level_count: int, first: date, last: date) -> str:
    """Return what the levels mean and, where the calendar is cut, which weeks it shows; without a full stop."""
    parts = [_describe_levels(trend, level_count)] if level_count else []
    if last < trend.last:
        parts.append(gettext("%(weeks)s weeks up to the last value", weeks=MAX_CALENDAR_WEEKS))
    elif first > trend.first:
        parts.append(gettext("the last %(weeks)s weeks", weeks=MAX_CALENDAR_WEEKS))
    return "; ".join(parts)


def _describe_levels(trend: MetricTrend, level_count: int) -> str:
    if level_count == 1:
        return gettext("one value")
    is_night = trend.pillar.day_noun == "night"
    if level_count == 5:
        return gettext("in fifths of your own nights") if is_night else gettext("in fifths of your own days")
    if is_night:
        return gettext("in %(count)s steps of your own nights", count=level_count)
    return gettext("in %(count)s steps of your own days", count=level_count)


def _describe_empty_cells(cells: Mapping[date, CalendarCell], length: timedelta) -> str:
    """Return what the cells without a level mean, as far as there are any."""
    states = {cell.state for cell in cells.values()}
    has_unknown = len(cells) <= length.days
    captions = {
        (True, True, True): gettext("Empty frame: nothing that day. Slash: left out. Dot: not known."),
        (True, True, False): gettext("Empty frame: nothing that day. Slash: left out."),
        (True, False, True): gettext("Empty frame: nothing that day. Dot: not known."),
        (True, False, False): gettext("Empty frame: nothing that day."),
        (False, True, True): gettext("Slash: left out. Dot: not known."),
        (False, True, False): gettext("Slash: left out."),
        (False, False, True): gettext("Dot: not known."),
    }
    return captions.get(("none" in states, "skipped" in states, has_unknown), "")


def _describe_histogram(trend: MetricTrend, unwrapped: UnwrappedSeries, style: Style) -> str:
    from habitlog.stats.distribution import compute_quartiles  # noqa: PLC0415 - as above

    quartiles = compute_quartiles(unwrapped, trend.first, trend.last)
    count = format_value_count(trend.metric, trend.pillar.day_noun, quartiles.n)
    if unwrapped.direction is not None and unwrapped.direction.mean is None:
        return gettext("%(count)s, spread all around the clock: they have no middle.", count=count)
    sentences = _describe_quartiles(trend.metric, quartiles, count, style), _describe_zeros(trend, quartiles.n)
    return " ".join(filter(None, sentences))


def _describe_quartiles(metric: Metric, quartiles: Quartiles, count: str, style: Style) -> str:
    if quartiles.low is None:
        return gettext("%(count)s: too few to show their spread.", count=count)
    low, middle, high = (_format_quartile(metric, end, style) for end in quartiles[:3])
    if low == high:
        return gettext("At least half of %(count)s are %(value)s.", count=count, value=middle)
    return gettext(
        "The middle half of %(count)s is between %(low)s and %(high)s; the median is %(median)s.",
        count=count,
        low=low,
        high=high,
        median=middle,
    )


def _describe_zeros(trend: MetricTrend, days: int) -> str:
    zeros = sum(not point.value for point in trend.analysis.points) if trend.metric.summary == "total" else 0
    if not zeros:
        return ""
    if trend.pillar.day_noun == "night":
        return gettext("Nothing on %(zeros)s of %(days)s nights.", zeros=zeros, days=days)
    return gettext("Nothing on %(zeros)s of %(days)s days.", zeros=zeros, days=days)


def _format_quartile(metric: Metric, value: float | None, style: Style) -> str:
    """Write a quartile; of ordinal values, which lie on steps, to the nearest half."""
    if value is not None and metric.summary == "median":
        return format_metric_value(metric, round(2 * value) / 2, style)
    return format_metric_value(metric, value, style)
