"""The chart of one metric: gridlines, band, single values, mean, and the coverage strip below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median

from markupsafe import Markup, escape

from habitlog.stats import SummaryKind
from habitlog.tracking import Metric, Pillar, Style, WeeklyMetric
from habitlog.translation import gettext
from habitlog.web.charts.axes import (
    Axis,
    build_axis,
    choose_date_ticks,
    find_clock_cut,
    format_axis_unit,
    format_tick_label,
    unwrap_clock_time,
)
from habitlog.web.charts.coverage_strip import build_strip_paths
from habitlog.web.charts.paths import (
    PathPoint,
    build_area_path,
    build_line_path,
    build_marker_path,
    split_unbroken_runs,
    stretched_path_element,
)
from habitlog.web.dates import short_day, short_day_month
from habitlog.web.metric_text import format_days, format_metric_name, point_noun
from habitlog.weeks import monday_of

PLOT_TOP, PLOT_HEIGHT, STRIP_Y, DATES_Y, CHART_HEIGHT = 12, 240, 268, 296, 304
"""Pixels: the plot's upper edge and height, the strip's middle, the dates' baseline, the drawing's height."""

THURSDAY = timedelta(days=3)
"""From Monday."""

RollingValues = Sequence[tuple[date, float | None]]
BandValues = Sequence[tuple[date, float | None, float | None]]
ClassedPaths = Sequence[tuple[str, str]]
"""The class of each path and what it draws, in the order of drawing; x counts days."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Where days and values lie: x in days from `first`, y in pixels; a `step` of 7 draws weeks."""

    first: date
    days: int
    axis: Axis
    step: int

    def locate_point(self, day: date, value: float) -> PathPoint:
        """Return the middle of a day at the height of a value."""
        return (day - self.first).days + 0.5, self.locate_value(value)

    def locate_value(self, value: float) -> float:
        """Return the height of a value."""
        return PLOT_TOP + PLOT_HEIGHT * (1 - self.axis.relative_position(value))


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A chart that is yet to be drawn, on a page or in a file of its own."""

    metric: Metric
    pillar: Pillar
    plot: Plot
    last: date
    style: Style
    value_count: int
    paths: ClassedPaths
    metric_key: str | None = None

    @property
    def drawn_classes(self) -> frozenset[str]:
        """Return the classes of what is there to be seen."""
        return frozenset(name for name, path in self.paths if path)

    @property
    def point_class(self) -> str:
        """Return the class of the single values."""
        return f"points points-{self.pillar.theme.marker_shape}"

    @property
    def value_noun(self) -> str:
        """Return what one value is the value of: "night", "day" or "week"."""
        return point_noun(self.metric, self.pillar.day_noun)

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
        is_weekly, is_median = isinstance(self.metric, WeeklyMetric), self.metric.summary == "median"
        items = [("points", self._describe_points())]
        if "mean" in self.drawn_classes:
            average = gettext("7-day median") if is_median else gettext("7-day mean")
            items.append(("mean", gettext("from week to week") if is_weekly else average))
        if "band" in self.drawn_classes:
            items.append(("band", gettext("middle half of 28 days")))
        return tuple(items)

    def _describe_points(self) -> str:
        if self.plot.step == 1 or isinstance(self.metric, WeeklyMetric):
            return gettext("one %(noun)s", noun=self.value_noun)
        return gettext("median of one week") if self.metric.summary == "median" else gettext("mean of one week")

    @property
    def explanation(self) -> str:
        """Return the sentences on the marks of the strip, as far as there are any, and on the axis."""
        is_weekly = isinstance(self.metric, WeeklyMetric)
        nothing = gettext("nothing that day (thin)") if self.plot.step == 1 else gettext("nothing in that week (thin)")
        marks = {
            "coverage-block": gettext("complete") if is_weekly else gettext("logged"),
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
    points: Sequence[tuple[date, float]],
    rolling: RollingValues,
    band: BandValues,
    day_states: Mapping[date, str],
    *,
    style: Style,
    metric_key: str | None = None,
) -> TrendChart | None:
    """Return the chart from `first` to `last`; values are in the metric's unit, None where there are too few days.

    The axis is in the unit of the person's style, with ticks that are round there.
    Over 400 days the points are weekly means, and the mean and the band have one point a week. Lines are interrupted
    by gaps. None without any value.
    """
    values = [value for _, value in points]
    if not values:
        return None
    points = [(day, style.to_display_unit(value, metric.unit)) for day, value in points]
    rolling = [(day, _convert_amount(value, metric, style)) for day, value in rolling]
    band = [(day, _convert_amount(low, metric, style), _convert_amount(high, metric, style)) for day, low, high in band]
    if metric.unit == "clock":
        cut = find_clock_cut(values)
        points = [(day, unwrap_clock_time(value, cut)) for day, value in points]
        rolling = [(day, None if value is None else unwrap_clock_time(value, cut)) for day, value in rolling]
        band = [(day, *_unwrap_band_edges(low, high, cut)) for day, low, high in band]
    step = 7 if isinstance(metric, WeeklyMetric) or (last - first).days >= MAX_DAILY_POINTS_SPAN else 1
    if step == 7:
        points = summarize_by_week(points, metric.summary)
        rolling = [rolling[place] for place in find_thursday_positions([day for day, _ in rolling])]
        band = [band[place] for place in find_thursday_positions([day for day, _, _ in band])]
    plot = Plot(first, (last - first).days + 1, build_axis(metric, _collect_drawn_values(points, rolling, band)), step)
    return TrendChart(
        metric,
        pillar,
        plot,
        last,
        style,
        len(values),
        _build_chart_layers(pillar, plot, points, rolling, band, day_states, last),
        metric_key,
    )


def _convert_amount(value: float | None, metric: Metric, style: Style) -> float | None:
    return None if value is None else style.to_display_unit(value, metric.unit)


def _unwrap_band_edges(low: float | None, high: float | None, clock_cut: float) -> tuple[float | None, float | None]:
    if low is None or high is None:
        return None, None
    start = unwrap_clock_time(low, clock_cut)
    return start, start + (high - low) % 1440


def _collect_drawn_values(
    points: Sequence[tuple[date, float]], rolling: RollingValues, band: BandValues
) -> list[float]:
    edges = [edge for _, low, high in band for edge in (low, high)]
    return [value for value in [*(v for _, v in points), *(v for _, v in rolling), *edges] if value is not None]


def _build_chart_layers(
    pillar: Pillar,
    plot: Plot,
    points: Sequence[tuple[date, float]],
    rolling: RollingValues,
    band: BandValues,
    day_states: Mapping[date, str],
    last: date,
) -> ClassedPaths:
    mean = "".join(build_line_path(run) for run in _split_plot_runs(plot, rolling))
    half_width = min(0.45 * plot.step, plot.days / 180)
    markers = build_marker_path(
        (plot.locate_point(day, value) for day, value in points if plot.first <= day <= last),
        pillar.theme.marker_shape,
        half_width,
    )
    gridlines = "".join(f"M0 {plot.locate_value(tick):.1f}H{plot.days}" for tick in plot.axis.ticks)
    strip = build_strip_paths(plot.first, last, day_states, STRIP_Y, plot.step)
    shape, edges = _build_band_paths(plot, band)
    drawn = [
        ("gridline", gridlines),
        ("band", shape),
        ("band-edge", edges),
        (f"points points-{pillar.theme.marker_shape}", markers),
    ]
    drawn += [("halo", mean), ("mean", mean), *((f"coverage-{kind}", path) for kind, path in strip.items())]
    return [(name, path) for name, path in drawn if path]


def _split_plot_runs(plot: Plot, values: RollingValues) -> list[list[PathPoint]]:
    return split_unbroken_runs(
        (((day - plot.first).days + 0.5, None if value is None else plot.locate_value(value)) for day, value in values),
        plot.step,
    )


def _build_band_paths(plot: Plot, band: BandValues) -> tuple[str, str]:
    lower = _split_plot_runs(plot, [(day, low) for day, low, _ in band])
    upper = _split_plot_runs(plot, [(day, high) for day, _, high in band])
    shape = "".join(build_area_path(high, low) for high, low in zip(upper, lower, strict=True))
    return shape, "".join(build_line_path(run) for run in (*upper, *lower) if len(run) > 1)


MAX_MARGIN_CHARACTERS = 5
"""Characters that fit into a phone's margin."""


def render_trend_chart(chart: TrendChart) -> Markup:
    """Return a chart as a figure with its legend and explanation."""
    metric, plot = chart.metric, chart.plot
    description = gettext(
        "%(count)s, %(first)s to %(last)s, between %(range)s.",
        count=chart.value_count_text,
        first=short_day(plot.first),
        last=short_day(chart.last),
        range=chart.axis_range_text,
    )
    name = f"chart-{metric.id.replace('.', '-')}"
    paths = "".join(stretched_path_element(key, path) for key, path in chart.paths)
    return Markup(  # noqa: S704 - numbers, and words of the program that are escaped
        f'<figure class="chart-part pillar-{chart.pillar.key}" data-first="{plot.first}" data-days="{plot.days}">'
        f'<svg class="chart" width="100%" height="{CHART_HEIGHT}" role="img" '
        f'aria-labelledby="{name} {name}-description">'
        f'<title id="{name}">{escape(format_metric_name(metric, chart.metric_key))}</title>'
        f'<desc id="{name}-description">{escape(description)}</desc>'
        f"{_draw_axis_labels(chart)}{_draw_date_labels(plot, chart.last)}"
        f'<svg width="100%" height="{CHART_HEIGHT}" viewBox="0 0 {plot.days} {CHART_HEIGHT}" '
        f'preserveAspectRatio="none">{paths}'
        f"</svg></svg>{_draw_legend(chart)}"
        f'<p class="small">{escape(chart.explanation)}</p></figure>'
    )


def _draw_axis_labels(chart: TrendChart) -> str:
    plot = chart.plot
    labels = [
        (format_tick_label(chart.metric, tick, chart.style), plot.locate_value(tick) + 4.5) for tick in plot.axis.ticks
    ]
    unit = format_axis_unit(chart.metric, chart.style)
    return "".join(_draw_axis_label(label, y, unit if (label, y) == labels[-1] else "") for label, y in labels)


def _draw_axis_label(label: str, y: float, unit: str) -> str:
    """Return a label in the margin; "3:30 am" takes two lines there, and a long number is set smaller on a phone."""
    first, _, day_half = label.partition(" ") if ":" in label else (label, "", "")
    below = f'<tspan x="-20" dy="14">{escape(day_half or unit)}</tspan>' if day_half or unit else ""
    name = "value long" if len(first) > MAX_MARGIN_CHARACTERS else "value"
    return f'<text class="{name}" x="-20" y="{y:.1f}" text-anchor="end">{escape(first)}{below}</text>'


def _draw_date_labels(plot: Plot, last: date) -> str:
    ticks = [
        (100 * (tick.day - plot.first).days / plot.days, tick.label, " wide-only" if tick.wide_only else "")
        for tick in choose_date_ticks(plot.first, last)
    ]
    labels = "".join(
        f'<text class="at{extra_class}" x="{share:.2f}%" dx="4" y="{DATES_Y}">{escape(label)}</text>'
        f'<line class="axis-mark{extra_class}" x1="{share:.2f}%" x2="{share:.2f}%" y1="284" y2="290"/>'
        for share, label, extra_class in ticks
        if share < 92
    )
    if not ticks or ticks[0][0] > 18:
        labels += f'<text class="at" x="0" y="{DATES_Y}">{escape(short_day_month(plot.first))}</text>'
    return labels


_LEGEND_SYMBOLS = {
    "mean": '<svg width="22" height="12" aria-hidden="true"><path class="mean" d="M2 6h18"/></svg>',
    "band": '<svg width="22" height="12" aria-hidden="true"><path class="band" d="M0 1h22v10H0z"/>'
    '<path class="band-edge" d="M0 1h22M0 11h22"/></svg>',
}


def _draw_legend(chart: TrendChart) -> str:
    single = (
        f'<path class="{chart.point_class}" d="{build_marker_path([(8, 6)], chart.pillar.theme.marker_shape, 4)}"/>'
    )
    keys = {**_LEGEND_SYMBOLS, "points": f'<svg width="16" height="12" aria-hidden="true">{single}</svg>'}
    return (
        f'<ul class="legend">{"".join(f"<li>{keys[key]}{escape(text)}</li>" for key, text in chart.legend_items)}</ul>'
    )


MAX_DAILY_POINTS_SPAN = 400
"""Days up to which every day is drawn."""


def summarize_by_week(points: Iterable[tuple[date, float]], summary: SummaryKind) -> list[tuple[date, float]]:
    """Return the mean of each ISO week that has a value, of an ordinal scale the median, placed at its Thursday."""
    weeks: dict[date, list[float]] = {}
    for day, value in points:
        weeks.setdefault(monday_of(day) + THURSDAY, []).append(value)
    middle = median if summary == "median" else fmean
    return [(day, middle(values)) for day, values in sorted(weeks.items())]


def find_thursday_positions(days: Sequence[date]) -> list[int]:
    """Return the positions of the Thursdays: a week's rolling values are read in its middle."""
    return [place for place, day in enumerate(days) if day.weekday() == 3]
