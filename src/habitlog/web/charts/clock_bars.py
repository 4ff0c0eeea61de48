"""Entries on the clock: a bar a day from its start to its end, with its inner part filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup
from msgspec import Struct

from habitlog.tracking import ClockChart, ClockSpan, Pillar, Style
from habitlog.translation import gettext
from habitlog.web.charts.axes import Axis, build_clock_axis, format_clock_tick_label
from habitlog.web.charts.chart_frame import (
    ChartFrame,
    ChartReadout,
    ClassedPaths,
    LegendItem,
    Plot,
    draw_legend_symbol,
    render_chart_frame,
)
from habitlog.web.charts.coverage_strip import build_strip_paths
from habitlog.web.charts.paths import format_coordinate
from habitlog.web.dates import short_day

BAR_SHARE = 0.72
"""How much of its days a bar fills."""
MAX_STRETCH = 1.5
"""How much longer than without its extremes an axis may be; a longer one is cut."""
EXTREMES_SHARE = 20
"""One in so many spans counts as an extreme at either end."""
MARK_DISTANCE = 7
"""Pixels from a bar to its mark."""


class ClockBar(NamedTuple):
    """A span on the clock, and the days that its bar stands for."""

    first: date
    span: ClockSpan
    days: int = 1


class ClockBars(Struct, frozen=True):
    """Bars that are yet to be drawn; `cut` counts those that the axis cuts."""

    pillar: Pillar
    chart: ClockChart
    plot: Plot
    last: date
    style: Style
    bar_count: int
    cut: int
    paths: ClassedPaths

    @property
    def drawn_classes(self) -> frozenset[str]:
        """Return the classes of what is there to be seen."""
        return frozenset(name for name, _ in self.paths)


def build_clock_bars(
    pillar: Pillar,
    chart: ClockChart,
    first: date,
    last: date,
    bars: Sequence[ClockBar],
    day_states: Mapping[date, str],
    *,
    style: Style,
    height: int,
    has_marks: bool = False,
) -> ClockBars | None:
    """Return the bars from `first` to `last`; None without any. Later is higher; the strip is left out without states.

    The axis holds all of them, unless a few extremes would make it much longer: then it cuts these.
    """
    if not bars:
        return None
    axis = _choose_axis([bar.span for bar in bars])
    plot = Plot(first, (last - first).days + 1, axis, 1, height)
    outer = inner = marks = ""
    for bar in bars:
        if bar.span.inner != (bar.span.start, bar.span.end):
            outer += _build_bar_path(plot, bar, bar.span.start, bar.span.end)
        if bar.span.inner:
            inner += _build_bar_path(plot, bar, *bar.span.inner)
        if has_marks and bar.span.is_marked:
            y = plot.locate_value(min(bar.span.end, axis.high)) - MARK_DISTANCE
            marks += f"M{format_coordinate(plot.locate_day(bar.first) + bar.days / 2)} {format_coordinate(y)}h0"
    strip = build_strip_paths(first, last, day_states, plot.strip_y, 1) if day_states else {}
    drawn = [
        ("gridline", plot.draw_gridlines()),
        ("clock-outer", outer),
        ("clock-inner", inner),
        ("clock-mark", marks),
        *((f"coverage-{kind}", path) for kind, path in strip.items()),
    ]
    cut = sum(bar.span.start < axis.low or bar.span.end > axis.high for bar in bars)
    paths = [(name, path) for name, path in drawn if path]
    return ClockBars(pillar, chart, plot, last, style, len(bars), cut, paths)


def _choose_axis(spans: Sequence[ClockSpan]) -> Axis:
    starts, ends = sorted(span.start for span in spans), sorted(span.end for span in spans)
    extremes = len(spans) // EXTREMES_SHARE
    low, high = starts[extremes], ends[-1 - extremes]
    if high <= low or ends[-1] - starts[0] <= MAX_STRETCH * (high - low):
        low, high = starts[0], ends[-1]
    return build_clock_axis(low, high)


def _build_bar_path(plot: Plot, bar: ClockBar, start: float, end: float) -> str:
    low, high = max(start, plot.axis.low), min(end, plot.axis.high)
    if high <= low:
        return ""
    width = format_coordinate(bar.days * BAR_SHARE)
    x = format_coordinate(plot.locate_day(bar.first) + bar.days * (1 - BAR_SHARE) / 2)
    top, bottom = (format_coordinate(plot.locate_value(value)) for value in (high, low))
    return f"M{x} {bottom}V{top}h{width}V{bottom}z"


def render_clock_bars(
    bars: ClockBars, element_id: str, description: str, explanation: str, readout: ChartReadout | None = None
) -> Markup:
    """Return the bars as a figure with their legend."""
    plot, style = bars.plot, bars.style
    low, high = (style.format_clock_time(end) for end in (plot.axis.low, plot.axis.high))
    period = gettext(
        "%(first)s to %(last)s, from %(low)s to %(high)s.",
        first=short_day(plot.first),
        last=short_day(bars.last),
        low=low,
        high=high,
    )
    return render_chart_frame(
        ChartFrame(
            pillar=bars.pillar,
            plot=plot,
            last=bars.last,
            element_id=element_id,
            title=gettext(bars.chart.title),
            description=" ".join(filter(None, (period, description))),
            axis_labels=[format_clock_tick_label(tick, style) for tick in plot.axis.ticks],
            unit="",
            paths=bars.paths,
            legend=_list_legend_items(bars),
            explanation=explanation,
            readout=readout,
        )
    )


def _list_legend_items(bars: ClockBars) -> list[LegendItem]:
    names = {
        "clock-outer": ("M2 1h8v10h-8z", bars.chart.outer_name),
        "clock-inner": ("M2 1h8v10h-8z", bars.chart.inner_name),
        "clock-mark": ("M6 6h0", bars.chart.marked_name),
    }
    return [
        LegendItem(draw_legend_symbol(12, [(key, path)]), gettext(name))
        for key, (path, name) in names.items()
        if key in bars.drawn_classes
    ]
