"""One measure looked at closely: the logging calendar, the days of the week, and how often which value comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from habitlog.tracking import Metric, Style, WeeklyMetric
from habitlog.tracking.metric_format import format_metric_value
from habitlog.usecases.trends.trends import MetricTrend
from habitlog.web import charts, dates
from habitlog.web.charts.calendar import MAX_CALENDAR_WEEKS, CalendarCell

if TYPE_CHECKING:
    from habitlog.stats.summary import UnwrappedSeries

WEEK = timedelta(days=7)
WIDE_CALENDAR_MIN = 20 * WEEK
"""A calendar of more weeks takes the whole width."""


@dataclass(frozen=True, slots=True)
class MetricDetail:
    """The drawings, each empty where there is nothing to draw, with the words around them."""

    calendar: Markup
    weekday_labels: Markup
    is_wide: bool
    legend_cells: tuple[Markup, ...]
    scale_end_labels: tuple[str, str]
    calendar_caption: str
    empty_cells_caption: str
    weekday_chart: Markup
    histogram: Markup
    histogram_caption: str
    day_noun: str


def present_metric_detail(trend: MetricTrend, style: Style) -> MetricDetail | None:
    """Return the drawings of a trend, or None where it has no value."""
    from habitlog.stats import distribution  # noqa: PLC0415 - numpy is loaded by the first trend
    from habitlog.stats.series import Series  # noqa: PLC0415
    from habitlog.stats.summary import unwrap_series  # noqa: PLC0415 - numpy is loaded by the first trend

    found, measure = trend.analysis, trend.metric
    if not found.points:
        return None
    line = unwrap_series(Series.from_rows(found.points), trend.first, trend.last, found.summary)
    first, last = _choose_calendar_range(trend)
    threads, cells = ([], {}) if isinstance(measure, WeeklyMetric) else _build_calendar_cells(trend, first)
    by_weekday = (
        ()
        if isinstance(measure, WeeklyMetric)
        else distribution.compute_weekday_distributions(line, trend.first, trend.last)
    )
    return MetricDetail(
        calendar=charts.draw_calendar(measure, trend.pillar, first, last, cells, trend.metric_key)
        if cells
        else Markup(),
        weekday_labels=charts.draw_weekday_labels(first, last) if last - first > WIDE_CALENDAR_MIN else Markup(),
        is_wide=last - first > WIDE_CALENDAR_MIN,
        legend_cells=tuple(charts.draw_legend_cell(trend.pillar, count) for count in threads),
        scale_end_labels=_choose_scale_end_labels(measure),
        calendar_caption=_describe_calendar(
            trend, len(threads), cut_range_text=_describe_cut_range(trend, first, last)
        ),
        empty_cells_caption=_describe_empty_cells(cells, last - first),
        weekday_chart=charts.draw_weekday_chart(measure, trend.pillar, by_weekday, style, trend.metric_key),
        histogram=charts.draw_histogram(measure, trend.pillar, line.series.values.tolist(), style, trend.metric_key),
        histogram_caption=_describe_histogram(trend, line, style),
        day_noun=_find_value_noun(trend),
    )


def _choose_calendar_range(trend: MetricTrend) -> tuple[date, date]:
    """Return the days of the calendar: at most 53 weeks, up to the last value where it lies before the last 53."""
    last = trend.last
    if last - trend.analysis.points[-1].day >= MAX_CALENDAR_WEEKS * WEEK:
        ended = trend.analysis.points[-1].day
        last = ended + timedelta(days=6 - ended.weekday())
    return max(trend.first, last - timedelta(days=last.weekday()) - (MAX_CALENDAR_WEEKS - 1) * WEEK), last


def _describe_cut_range(trend: MetricTrend, first: date, last: date) -> str:
    if last < trend.last:
        return f"; {MAX_CALENDAR_WEEKS} weeks up to the last value"
    return f"; the last {MAX_CALENDAR_WEEKS} weeks" if first > trend.first else ""


def _build_calendar_cells(trend: MetricTrend, first: date) -> tuple[list[int], dict[date, CalendarCell]]:
    """Return the numbers of threads there are, and a cell for each day from `first` that has a value or a mark.

    The fifths are those of the days that are shown. A total of 0 is nothing that day, whether marked or told.
    """
    from habitlog.stats.distribution import classify_by_quintile  # noqa: PLC0415 - as above
    from habitlog.stats.series import Series  # noqa: PLC0415

    total = trend.metric.summary == "total"
    points = [point for point in trend.analysis.points if point.day >= first]
    told = [point for point in points if point.value or not total]
    classes = classify_by_quintile(Series.from_rows(told).values) if told else []
    cells = {
        day: CalendarCell(day, 0, "none")
        for day in (*trend.none_days, *(point.day for point in points))
        if day >= first
    }
    cells |= {day: CalendarCell(day, 0, "skipped") for day in trend.skipped_days if day >= first}
    cells |= {point.day: CalendarCell(point.day, 1 + one) for point, one in zip(told, classes, strict=True)}
    return [1 + one for one in range(max(classes, default=-1) + 1)], cells


def _choose_scale_end_labels(measure: Metric) -> tuple[str, str]:
    if measure.unit == "clock":
        return "earlier", "later"
    if measure.unit == "min" and measure.summary != "total":
        return "shorter", "longer"
    return ("less", "more") if measure.summary == "total" else ("lower", "higher")


def _describe_calendar(trend: MetricTrend, level_count: int, *, cut_range_text: str) -> str:
    own = f"your own {_find_value_noun(trend)}"
    if level_count < 2:
        steps = "one value" if level_count else ""
    else:
        steps = f"in fifths of {own}" if level_count == 5 else f"in {level_count} steps of {own}"
    return f"{steps}{cut_range_text}".removeprefix("; ")


def _describe_empty_cells(cells: Mapping[date, CalendarCell], length: timedelta) -> str:
    """Return what cells without threads say, as far as there are any."""
    states = {cell.state for cell in cells.values()}
    words = {"none": "an empty frame says nothing that day", "skipped": "a slash says skipped"}
    told = [words[state] for state in words if state in states]
    told += ["a dot says not known"] if len(cells) <= length.days else []
    sentence = ", ".join(told)
    return f"{sentence[0].upper()}{sentence[1:]}." if told else ""


def _find_value_noun(trend: MetricTrend) -> str:
    return "weeks" if isinstance(trend.metric, WeeklyMetric) else f"{trend.pillar.day_noun}s"


def _describe_histogram(trend: MetricTrend, series: UnwrappedSeries, style: Style) -> str:
    from habitlog.stats import distribution  # noqa: PLC0415 - as above

    measure, lie = trend.metric, distribution.compute_quartiles(series, trend.first, trend.last)
    zeros = sum(not point.value for point in trend.analysis.points) if measure.summary == "total" else 0
    bare = f" Nothing on {zeros} of {lie.n} {_find_value_noun(trend)}." if zeros else ""
    if series.direction is not None and series.direction.mean is None:
        return f"{lie.n} {_find_value_noun(trend)}, all around the clock: they have no middle."
    if lie.low is None:
        return f"{dates.format_count(lie.n, _find_value_noun(trend))}: too few to say how they lie.{bare}"
    low, middle, high = (_format_quartile(measure, end, style) for end in lie[:3])
    if low == high:
        return f"Half of {lie.n} {_find_value_noun(trend)} and more are {middle}.{bare}"
    return f"The middle half of {lie.n} {_find_value_noun(trend)} lies between {low} and {high}, its median at {middle}.{bare}"


def _format_quartile(measure: Metric, value: float | None, style: Style) -> str:
    """Write a quartile; of ordinal values, which lie on steps, to the nearest half."""
    if value is not None and measure.summary == "median":
        return format_metric_value(measure, round(2 * value) / 2, style)
    return format_metric_value(measure, value, style)
