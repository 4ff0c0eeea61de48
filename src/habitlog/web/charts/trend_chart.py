"""The chart of one metric: single values with their mean and band, columns of totals, and the slope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import Struct

from habitlog.tracking import KeyedMetric, Metric, Pillar, Style, WeeklyMetric
from habitlog.translation import gettext
from habitlog.web.charts.axes import (
    build_axis,
    find_clock_cut,
    format_axis_unit,
    format_tick_label,
    unwrap_clock_time,
)
from habitlog.web.charts.chart_frame import (
    PLOT_TOP,
    ChartFrame,
    ChartReadout,
    ClassedPaths,
    LegendItem,
    Plot,
    draw_legend_symbol,
    render_chart_frame,
)
from habitlog.web.charts.columns import Column, build_column_paths, summarize_columns_by_month
from habitlog.web.charts.coverage_strip import build_strip_paths
from habitlog.web.charts.months import find_thursday_positions, summarize_by_month
from habitlog.web.charts.paths import (
    PathPoint,
    build_area_path,
    build_line_path,
    build_marker_path,
    split_unbroken_runs,
)
from habitlog.web.dates import short_day
from habitlog.web.metric_text import format_days, format_metric_name, point_noun

if TYPE_CHECKING:
    from habitlog.stats.trend import SlopeEnds

RollingValues = Sequence[tuple[date, float | None]]
BandValues = Sequence[tuple[date, float | None, float | None]]

MAX_DAILY_POINTS_SPAN = 400
"""Days up to which every day is drawn; beyond, months are."""
DAYS_PER_WEEK, DAYS_OF_LONGEST_MONTH = 7, 31
MAX_JOINED_DAYS = 28
"""Days between two single values, such as those of a lift, that a line still joins."""


class TrendValues(Struct, frozen=True):
    """What a chart draws, in the metric's unit: `columns` are weeks of a total, which then stand for everything else.

    `rolling` and `band` have None where there are too few days.
    """

    points: Sequence[tuple[date, float]]
    rolling: RollingValues = ()
    band: BandValues = ()
    columns: Sequence[Column] = ()
    slope: SlopeEnds | None = None
    since: date | None = None


class TrendChart(Struct, frozen=True):
    """A chart that is yet to be drawn, on a page or in a file of its own."""

    metric: Metric
    pillar: Pillar
    plot: Plot
    last: date
    style: Style
    value_count: int
    paths: ClassedPaths
    metric_key: str | None = None
    since: date | None = None

    @property
    def drawn_classes(self) -> frozenset[str]:
        """Return the classes of what is there to be seen."""
        return frozenset(name for name, path in self.paths if path)

    @property
    def point_class(self) -> str:
        """Return the class of the single values."""
        return f"points points-{self.pillar.theme.marker_shape}"

    @property
    def is_read_by_week(self) -> bool:
        """Whether weeks are pointed at rather than days."""
        return self.plot.step > 1 or bool(self.drawn_classes & {"column", "column-open"})

    @property
    def value_noun(self) -> str:
        """Return what is pointed at: "night", "day" or "week"."""
        return gettext("week") if self.is_read_by_week else point_noun(self.metric, self.pillar.day_noun)

    @property
    def is_by_month(self) -> bool:
        """Whether months are drawn."""
        return self.plot.days > MAX_DAILY_POINTS_SPAN and not isinstance(self.metric, KeyedMetric)

    @property
    def value_count_text(self) -> str:
        """Return how many values there are: "84 nights"."""
        if isinstance(self.metric, WeeklyMetric):
            return gettext("%(count)s weeks", count=self.value_count)
        return format_days(self.pillar.day_noun, self.value_count)

    @property
    def axis_range_text(self) -> str:
        """Return the ends of the axis: "5 h to 9 h"."""
        low, high = (
            format_tick_label(self.metric, end, self.style) for end in (self.plot.axis.low, self.plot.axis.high)
        )
        if self.metric.unit == "kg":
            return gettext("%(low)s to %(high)s %(unit)s", low=low, high=high, unit=gettext(self.style.weight))
        return gettext("%(low)s to %(high)s", low=low, high=high)

    @property
    def legend_items(self) -> tuple[tuple[str, str], ...]:
        """Return the key and the text of everything that is drawn in the plot."""
        texts = {
            "column": gettext("mean week of a month") if self.is_by_month else gettext("one week"),
            "column-open": gettext("not over, or partly in this range"),
            self.point_class: self._describe_points(),
            "joined": gettext("from one to the next"),
            "mean": self._describe_mean(),
            "band": gettext("middle half of 28 days"),
            "slope": gettext("slope of the weeks"),
            "since": short_day(self.since, year=True) if self.since else "",
        }
        keys = {self.point_class: "points"}
        return tuple((keys.get(name, name), text) for name, text in texts.items() if name in self.drawn_classes)

    def _describe_points(self) -> str:
        if self.is_by_month:
            return gettext("median of one month") if self.metric.summary == "median" else gettext("mean of one month")
        return gettext("one %(noun)s", noun=point_noun(self.metric, self.pillar.day_noun))

    def _describe_mean(self) -> str:
        if self.is_by_month:
            return gettext("from month to month")
        if isinstance(self.metric, WeeklyMetric):
            return gettext("from week to week")
        return gettext("7-day median") if self.metric.summary == "median" else gettext("7-day mean")

    @property
    def explanation(self) -> str:
        """Return the sentences on the marks of the strip, as far as there are any, and on the axis."""
        is_weekly = isinstance(self.metric, WeeklyMetric)
        nothing = gettext("nothing that day (thin)") if self.plot.step == 1 else gettext("nothing in that week (thin)")
        marks = {
            "coverage-block": gettext("complete") if is_weekly else gettext("logged"),
            "coverage-share": gettext("logged (the higher, the more days of the week)"),
            "coverage-frame": nothing,
            "coverage-slash": gettext("left out (slash)"),
            "coverage-dot": gettext("not known (dot)"),
        }
        return gettext(
            "The strip below the chart: %(marks)s. The axis runs from %(range)s.",
            marks=", ".join(text for name, text in marks.items() if name in self.drawn_classes),
            range=self.axis_range_text,
        )


def build_trend_chart(
    metric: Metric,
    pillar: Pillar,
    first: date,
    last: date,
    values: TrendValues,
    day_states: Mapping[date, str],
    *,
    style: Style,
    metric_key: str | None = None,
) -> TrendChart | None:
    """Return the chart from `first` to `last`; None without any value.

    The axis is in the unit of the person's style, with ticks that are round there. Over 400 days months are drawn.
    Lines are interrupted by gaps.
    """
    if not values.points:
        return None
    days = (last - first).days + 1
    is_by_month = days > MAX_DAILY_POINTS_SPAN and not isinstance(metric, KeyedMetric)
    cut = find_clock_cut([value for _, value in values.points]) if metric.unit == "clock" else None
    shown = _place_on_axis(metric, values, style, cut)
    if is_by_month:
        shown = _summarize_months(metric, shown, first, last, cut)
    is_weekly = isinstance(metric, WeeklyMetric)
    step = DAYS_PER_WEEK if is_weekly or days > MAX_DAILY_POINTS_SPAN else 1
    plot = Plot(first, days, build_axis(metric, _collect_drawn_values(shown)), step)
    if shown.columns:
        layers = build_column_paths(plot, shown.columns)
    elif isinstance(metric, KeyedMetric):
        layers = _build_joined_layers(pillar, plot, shown, last)
    else:
        layers = _build_value_layers(pillar, plot, shown, last, DAYS_OF_LONGEST_MONTH if is_by_month else step)
    strip = build_strip_paths(first, last, day_states, plot.strip_y, step, by_share=not is_weekly and step > 1)
    drawn = [
        ("gridline", plot.draw_gridlines()),
        *layers,
        ("slope", _build_slope_path(plot, shown.slope)),
        ("since", f"M{plot.locate_day(values.since):g} {PLOT_TOP}V{plot.bottom}" if values.since else ""),
        *((f"coverage-{kind}", path) for kind, path in strip.items()),
    ]
    paths = [(name, path) for name, path in drawn if path]
    return TrendChart(metric, pillar, plot, last, style, len(values.points), paths, metric_key, values.since)


def _place_on_axis(metric: Metric, values: TrendValues, style: Style, cut: float | None) -> TrendValues:
    """Return the values in the unit that is shown, clock times on one line that begins at their emptiest hours."""
    if cut is None and style.display_unit(metric.unit) == metric.unit:
        return values

    def place_known(value: float) -> float:
        return style.to_display_unit(value, metric.unit) if cut is None else unwrap_clock_time(value, cut)

    def place(value: float | None) -> float | None:
        return None if value is None else place_known(value)

    slope = values.slope
    if slope:
        start = place_known(slope.first_value)
        change = slope.last_value - slope.first_value
        end = start + (style.to_display_unit(change, metric.unit) if cut is None else change)
        slope = slope._replace(first_value=start, last_value=end)
    return TrendValues(
        points=[(day, place_known(value)) for day, value in values.points],
        rolling=[(day, place(value)) for day, value in values.rolling],
        band=[(day, *_place_edges(place(low), low, high, place(high), cut)) for day, low, high in values.band],
        columns=[column._replace(value=place_known(column.value)) for column in values.columns],
        slope=slope,
    )


def _place_edges(
    placed_low: float | None, low: float | None, high: float | None, placed_high: float | None, clock_cut: float | None
) -> tuple[float | None, float | None]:
    if low is None or high is None or placed_low is None:
        return None, None
    return placed_low, placed_high if clock_cut is None else placed_low + (high - low) % 1440


def _summarize_months(
    metric: Metric, values: TrendValues, first: date, last: date, clock_cut: float | None
) -> TrendValues:
    if values.columns:
        columns = summarize_columns_by_month(values.columns, first, last)
        return TrendValues(values.points, columns=columns, slope=values.slope)
    points = summarize_by_month(values.points, metric.summary, first, last, is_weekly=isinstance(metric, WeeklyMetric))
    if clock_cut is not None:
        points = [(day, unwrap_clock_time(value, clock_cut)) for day, value in points]
    thursdays = find_thursday_positions([day for day, _, _ in values.band])
    return TrendValues(points, points, [values.band[place] for place in thursdays], slope=values.slope)


def _collect_drawn_values(values: TrendValues) -> list[float]:
    ends = [values.slope.first_value, values.slope.last_value] if values.slope else []
    if values.columns:
        return [0.0, *(column.value for column in values.columns), *ends]
    edges = [edge for _, low, high in values.band for edge in (low, high)]
    drawn = [*(value for _, value in values.points), *(value for _, value in values.rolling), *edges, *ends]
    return [value for value in drawn if value is not None] or [0.0]


def _build_value_layers(
    pillar: Pillar, plot: Plot, values: TrendValues, last: date, longest_step: int
) -> list[tuple[str, str]]:
    mean = "".join(build_line_path(run) for run in _split_plot_runs(plot, values.rolling, longest_step))
    shape, edges = _build_band_paths(plot, values.band)
    markers, line = _build_markers(pillar, plot, values, last), [("halo", mean), ("mean", mean)]
    are_single_days = longest_step <= DAYS_PER_WEEK
    return [("band", shape), ("band-edge", edges), *([markers, *line] if are_single_days else [*line, markers])]


def _build_joined_layers(pillar: Pillar, plot: Plot, values: TrendValues, last: date) -> list[tuple[str, str]]:
    """Return single values with a line from each to the next, as far as no more than four weeks lie between them."""
    runs: list[list[PathPoint]] = []
    before: date | None = None
    for day, value in values.points:
        if before is None or (day - before).days > MAX_JOINED_DAYS:
            runs.append([])
        runs[-1].append(plot.locate_point(day, value))
        before = day
    line = "".join(build_line_path(run) for run in runs if len(run) > 1)
    return [("joined", line), _build_markers(pillar, plot, values, last)]


def _build_markers(pillar: Pillar, plot: Plot, values: TrendValues, last: date) -> tuple[str, str]:
    half_width = min(0.45 * plot.step, plot.days / 180)
    markers = build_marker_path(
        (plot.locate_point(day, value) for day, value in values.points if plot.first <= day <= last),
        pillar.theme.marker_shape,
        half_width,
    )
    return f"points points-{pillar.theme.marker_shape}", markers


def _split_plot_runs(plot: Plot, values: RollingValues, longest_step: int) -> list[list[PathPoint]]:
    located = (
        (plot.locate_day(day) + 0.5, None if value is None else plot.locate_value(value)) for day, value in values
    )
    return split_unbroken_runs(located, longest_step)


def _build_band_paths(plot: Plot, band: BandValues) -> tuple[str, str]:
    lower = _split_plot_runs(plot, [(day, low) for day, low, _ in band], plot.step)
    upper = _split_plot_runs(plot, [(day, high) for day, _, high in band], plot.step)
    shape = "".join(build_area_path(high, low) for high, low in zip(upper, lower, strict=True))
    return shape, "".join(build_line_path(run) for run in (*upper, *lower) if len(run) > 1)


def _build_slope_path(plot: Plot, slope: SlopeEnds | None) -> str:
    if slope is None:
        return ""
    return build_line_path(
        [plot.locate_point(slope.first, slope.first_value), plot.locate_point(slope.last, slope.last_value)]
    )


def render_trend_chart(chart: TrendChart, readout: ChartReadout | None = None) -> Markup:
    """Return a chart as a figure with its legend and explanation."""
    metric, plot = chart.metric, chart.plot
    description = gettext(
        "%(count)s, %(first)s to %(last)s, between %(range)s.",
        count=chart.value_count_text,
        first=short_day(plot.first),
        last=short_day(chart.last),
        range=chart.axis_range_text,
    )
    symbols = build_legend_symbols(chart)
    return render_chart_frame(
        ChartFrame(
            pillar=chart.pillar,
            plot=plot,
            last=chart.last,
            element_id=f"chart-{metric.id.replace('.', '-')}",
            title=format_metric_name(metric, chart.metric_key),
            description=description,
            axis_labels=[format_tick_label(metric, tick, chart.style) for tick in plot.axis.ticks],
            unit=format_axis_unit(metric, chart.style),
            paths=chart.paths,
            legend=[LegendItem(symbols[key], text) for key, text in chart.legend_items],
            explanation=chart.explanation,
            readout=readout,
        )
    )


def build_legend_symbols(chart: TrendChart) -> dict[str, str]:
    """Return a sample of each mark as SVG of its own, by the keys of `legend_items`."""
    marker = build_marker_path([(8, 6)], chart.pillar.theme.marker_shape, 4)
    return {
        key: draw_legend_symbol(width, paths)
        for key, width, paths in (
            ("points", 16, [(chart.point_class, marker)]),
            ("joined", 22, [("joined", "M2 6h18")]),
            ("mean", 22, [("mean", "M2 6h18")]),
            ("band", 22, [("band", "M0 1h22v10H0z"), ("band-edge", "M0 1h22M0 11h22")]),
            ("slope", 22, [("slope", "M1 9 21 3")]),
            ("since", 8, [("since", "M4 0v12")]),
            ("column", 12, [("column", "M1 1h10v10h-10z")]),
            ("column-open", 12, [("column-open", "M1 1h10v10h-10z"), ("column-hatch", "M1 7 7 1M1 11 11 1M6 11 11 6")]),
        )
    }
