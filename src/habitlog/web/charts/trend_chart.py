"""What the chart of one metric shows, in days and pixels: hairs, band, single days, mean, and the strip below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median

from markupsafe import Markup, escape

from habitlog.stats import SummaryKind
from habitlog.tracking import Metric, Pillar, Style, WeeklyMetric
from habitlog.web.charts.axes import (
    Axis,
    build_axis,
    choose_date_ticks,
    find_clock_cut,
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
)
from habitlog.web.dates import short_day
from habitlog.web.metric_text import format_metric_name

PLOT_TOP, PLOT_HEIGHT, STRIP_Y, DATES_Y, CHART_HEIGHT = 12, 240, 268, 296, 304
"""Pixels: the plot's upper edge and height, the strip's middle, the dates' baseline, the drawing's height."""

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
    """A chart before it becomes a part of a page or a file of its own; `count` values are drawn."""

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
        return "week" if isinstance(self.metric, WeeklyMetric) else self.pillar.day_noun

    @property
    def axis_range_text(self) -> str:
        """Return the ends of the axis in words, like "5 h to 9 h"."""
        low, high = (
            format_tick_label(self.metric, end, self.style) for end in (self.plot.axis.low, self.plot.axis.high)
        )
        return f"{low} to {high} {self.style.weight}" if self.metric.unit == "kg" else f"{low} to {high}"

    @property
    def legend_items(self) -> tuple[tuple[str, str], ...]:
        """Return the words for what is drawn in the plot, and for nothing else, each with its key."""
        weekly = isinstance(self.metric, WeeklyMetric)
        centre = "median" if self.metric.summary == "median" else "mean"
        said = [("points", f"one {self.value_noun}" if self.plot.step == 1 or weekly else f"{centre} of one week")]
        if "mean" in self.drawn_classes:
            said.append(("mean", "from week to week" if weekly else f"7-day {centre}"))
        if "band" in self.drawn_classes:
            said.append(("band", "middle half of 28 days"))
        return tuple(said)

    @property
    def explanation(self) -> str:
        """Return the sentences on the strip, of the marks it holds and no others, and on the axis."""
        known = "known whole" if isinstance(self.metric, WeeklyMetric) else "logged"
        words = {
            "coverage-block": known,
            "coverage-frame": "nothing that day (thin)" if self.plot.step == 1 else "nothing on its days (thin)",
            "coverage-slash": "skipped (slash)",
            "coverage-dot": "not known (dot)",
        }
        strip = ", ".join(words[name] for name in words if name in self.drawn_classes)
        return f"The strip below the chart: {strip}. The axis runs from {self.axis_range_text}."


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
    """Draw the window from `first` to `last`; values are in the metric's unit, None where there are too few.

    The axis is in the unit of the person's style, with ticks that are round there.
    Over 400 days the points are weekly means, and the mean and the band are read once a week. Nothing bridges a gap.
    Without any value there is nothing to draw.
    """
    values = [value for _, value in points]
    if not values:
        return None
    points = [(day, style.to_display_unit(value, metric.unit)) for day, value in points]
    rolling = [(day, _convert_amount(value, metric, style)) for day, value in rolling]
    band = [(day, _convert_amount(low, metric, style), _convert_amount(high, metric, style)) for day, low, high in band]
    if metric.unit == "clock":
        at = find_clock_cut(values)
        points = [(day, unwrap_clock_time(value, at)) for day, value in points]
        rolling = [(day, None if value is None else unwrap_clock_time(value, at)) for day, value in rolling]
        band = [(day, *_unwrap_band_edges(low, high, at)) for day, low, high in band]
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
    half = min(0.45 * plot.step, plot.days / 180)
    singles = build_marker_path(
        (plot.locate_point(day, value) for day, value in points if plot.first <= day <= last),
        pillar.theme.marker_shape,
        half,
    )
    hairs = "".join(f"M0 {plot.locate_value(tick):.1f}H{plot.days}" for tick in plot.axis.ticks)
    covered = build_strip_paths(plot.first, last, day_states, STRIP_Y, plot.step)
    shape, edges = _build_band_paths(plot, band)
    drawn = [
        ("gridline", hairs),
        ("band", shape),
        ("band-edge", edges),
        (f"points points-{pillar.theme.marker_shape}", singles),
    ]
    drawn += [("halo", mean), ("mean", mean), *((f"coverage-{kind}", path) for kind, path in covered.items())]
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
    """Return a drawing as a figure with its words."""
    metric, plot = chart.metric, chart.plot
    days = f"{short_day(plot.first)} to {short_day(chart.last)}"
    told = f"{chart.value_count} {chart.value_noun}s, {days}, between {chart.axis_range_text}."
    name = f"chart-{metric.id.replace('.', '-')}"
    paths = "".join(_format_stretched_path(key, path) for key, path in chart.paths)
    return Markup(  # noqa: S704 - numbers, and words of the program that are escaped
        f'<figure class="chart-part pillar-{chart.pillar.key}" data-first="{plot.first}" data-days="{plot.days}">'
        f'<svg class="chart" width="100%" height="{CHART_HEIGHT}" role="img" '
        f'aria-labelledby="{name} {name}-told"><title id="{name}">{escape(format_metric_name(metric, chart.metric_key))}</title>'
        f'<desc id="{name}-told">{escape(told)}</desc>{_draw_axis_labels(chart)}{_draw_date_labels(plot, chart.last)}'
        f'<svg width="100%" height="{CHART_HEIGHT}" viewBox="0 0 {plot.days} {CHART_HEIGHT}" preserveAspectRatio="none">{paths}'
        f"</svg></svg>{_draw_legend(chart)}"
        f'<p class="small">{escape(chart.explanation)}</p></figure>'
    )


def _format_stretched_path(name: str, path: str) -> str:
    return f'<path class="{name}" vector-effect="non-scaling-stroke" d="{path}"/>'


def _draw_axis_labels(chart: TrendChart) -> str:
    plot = chart.plot
    labels = (
        (format_tick_label(chart.metric, tick, chart.style), plot.locate_value(tick) + 4.5) for tick in plot.axis.ticks
    )
    return "".join(_draw_axis_label(label, y) for label, y in labels)


def _draw_axis_label(label: str, y: float) -> str:
    """Return a label in the margin; "3:30 am" takes two lines there, and a long number is set smaller on a phone."""
    first, _, half = label.partition(" ") if ":" in label else (label, "", "")
    below = f'<tspan x="-20" dy="14">{escape(half)}</tspan>' if half else ""
    name = "value long" if len(first) > MAX_MARGIN_CHARACTERS else "value"
    return f'<text class="{name}" x="-20" y="{y:.1f}" text-anchor="end">{escape(first)}{below}</text>'


def _draw_date_labels(plot: Plot, last: date) -> str:
    ticks = [
        (100 * (tick.day - plot.first).days / plot.days, tick.label, " wide-only" if tick.wide_only else "")
        for tick in choose_date_ticks(plot.first, last)
    ]
    drawn = "".join(
        f'<text class="at{roomy}" x="{share:.2f}%" dx="4" y="{DATES_Y}">{escape(label)}</text>'
        f'<line class="axis-mark{roomy}" x1="{share:.2f}%" x2="{share:.2f}%" y1="284" y2="290"/>'
        for share, label, roomy in ticks
        if share < 92
    )
    if not ticks or ticks[0][0] > 18:
        drawn += f'<text class="at" x="0" y="{DATES_Y}">{escape(short_day(plot.first)[4:])}</text>'
    return drawn


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
        f'<ul class="legend">{"".join(f"<li>{keys[key]}{escape(said)}</li>" for key, said in chart.legend_items)}</ul>'
    )


MAX_DAILY_POINTS_SPAN = 400
"""Days up to which every day is drawn."""


def summarize_by_week(points: Iterable[tuple[date, float]], summary: SummaryKind) -> list[tuple[date, float]]:
    """Return the mean of each ISO week that has a value, of an ordinal scale the median, placed at its Thursday."""
    weeks: dict[date, list[float]] = {}
    for day, value in points:
        weeks.setdefault(day + timedelta(days=3 - day.weekday()), []).append(value)
    middle = median if summary == "median" else fmean
    return [(day, middle(values)) for day, values in sorted(weeks.items())]


def find_thursday_positions(days: Sequence[date]) -> list[int]:
    """Return the positions of the Thursdays: a week's rolling values are read in its middle."""
    return [place for place, day in enumerate(days) if day.weekday() == 3]
