"""The frame of every chart: the plot with its axes, the legend, and the line that reads out a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import orjson
from markupsafe import Markup, escape
from msgspec import Struct

from habitlog.tracking import Pillar
from habitlog.translation import gettext
from habitlog.web.charts.axes import Axis, choose_date_ticks
from habitlog.web.charts.paths import PathPoint, stretched_path_element
from habitlog.web.dates import short_day_month

PLOT_TOP = 12
"""Pixels above the plot."""
PLOT_HEIGHT = 240
"""Pixels of the plot of a page of its own; among others it is lower."""
STRIP_DISTANCE, DATE_MARK_DISTANCE, DATES_DISTANCE, BOTTOM_DISTANCE = 16, 32, 44, 52
"""Pixels from the plot down to the middle of the strip, the marks of dates, their baseline, and the lower edge."""
MAX_MARGIN_CHARACTERS = 5
"""Characters that fit into a phone's margin."""

ClassedPaths = Sequence[tuple[str, str]]
"""The class of each path and what it draws, in the order of drawing; x counts days."""


class Plot(Struct, frozen=True):
    """Where days and values lie: x in days from `first`, y in pixels; a `step` of 7 draws the strip by weeks."""

    first: date
    days: int
    axis: Axis
    step: int
    height: int = PLOT_HEIGHT

    @property
    def bottom(self) -> int:
        """The lower edge of the plot."""
        return PLOT_TOP + self.height

    @property
    def strip_y(self) -> int:
        """The middle of the strip."""
        return self.bottom + STRIP_DISTANCE

    @property
    def dates_y(self) -> int:
        """The baseline of the dates."""
        return self.bottom + DATES_DISTANCE

    @property
    def chart_height(self) -> int:
        """The height of the drawing."""
        return self.bottom + BOTTOM_DISTANCE

    def locate_day(self, day: date) -> float:
        """Return where a day begins."""
        return float((day - self.first).days)

    def locate_point(self, day: date, value: float) -> PathPoint:
        """Return the middle of a day at the height of a value."""
        return self.locate_day(day) + 0.5, self.locate_value(value)

    def locate_value(self, value: float) -> float:
        """Return the height of a value."""
        return PLOT_TOP + self.height * (1 - self.axis.relative_position(value))

    def draw_gridlines(self) -> str:
        """Return the path of a line at each tick of the axis."""
        return "".join(f"M0 {self.locate_value(tick):.1f}H{self.days}" for tick in self.axis.ticks)


class ChartReadout(Struct, frozen=True):
    """What the page's script says of each day, or of each week with a `step` of 7, and `prompt` before that.

    `lead` is how many days the first week has before the first day. The day or week is opened at `address`.
    """

    step: int
    lead: int
    texts: Sequence[str]
    prompt: str
    address: str


class LegendItem(Struct, frozen=True):
    """A sample of a mark as SVG of its own, and what the mark means."""

    symbol: str
    text: str


class ChartFrame(Struct, frozen=True):
    """A chart as a figure: `axis_labels` has a label for each tick, `unit` stands under the highest."""

    pillar: Pillar
    plot: Plot
    last: date
    element_id: str
    title: str
    description: str
    axis_labels: Sequence[str]
    unit: str
    paths: ClassedPaths
    legend: Sequence[LegendItem]
    explanation: str
    readout: ChartReadout | None = None


def render_chart_frame(frame: ChartFrame) -> Markup:
    """Return a chart as a figure with its legend and explanation."""
    plot, name = frame.plot, frame.element_id
    paths = "".join(stretched_path_element(key, path) for key, path in frame.paths)
    drawing = (
        f'<svg class="chart" width="100%" height="{plot.chart_height}" role="img" '
        f'aria-labelledby="{name} {name}-description">'
        f'<title id="{name}">{escape(frame.title)}</title>'
        f'<desc id="{name}-description">{escape(frame.description)}</desc>'
        f"{_draw_axis_labels(frame)}{_draw_date_labels(plot, frame.last)}"
        f'<svg width="100%" height="{plot.chart_height}" viewBox="0 0 {plot.days} {plot.chart_height}" '
        f'preserveAspectRatio="none">{paths}</svg></svg>'
    )
    explanation = f'<p class="small">{escape(frame.explanation)}</p>' if frame.explanation else ""
    return Markup(  # noqa: S704 - numbers, and words of the program that are escaped
        f'<figure class="chart-part pillar-{frame.pillar.key}" data-first="{plot.first}" data-days="{plot.days}">'
        f'{_render_readout(frame.readout)}<div class="chart-plot">{drawing}</div>{_draw_legend(frame)}{explanation}'
        "</figure>"
    )


def _render_readout(readout: ChartReadout | None) -> str:
    if readout is None:
        return ""
    content = {
        "step": readout.step,
        "lead": readout.lead,
        "told": [*readout.texts],
        "label": gettext("Days of the chart: the arrow keys read them one by one"),
        "open": gettext("Open this week") if readout.step > 1 else gettext("Open this day"),
    }
    texts = orjson.dumps(content).decode()
    return (
        f'<p class="readout note needs-script" data-readout="{readout.address}" aria-live="polite">'
        f"{escape(readout.prompt)}</p>"
        f'<script type="application/json" data-days>{texts.replace("<", chr(92) + "u003c")}</script>'
    )


def _draw_axis_labels(frame: ChartFrame) -> str:
    plot, highest = frame.plot, len(frame.axis_labels) - 1
    return "".join(
        _draw_axis_label(label, plot.locate_value(tick) + 4.5, frame.unit if place == highest else "")
        for place, (label, tick) in enumerate(zip(frame.axis_labels, plot.axis.ticks, strict=True))
    )


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
    mark_y = plot.bottom + DATE_MARK_DISTANCE
    labels = "".join(
        f'<text class="at{extra_class}" x="{share:.2f}%" dx="4" y="{plot.dates_y}">{escape(label)}</text>'
        f'<line class="axis-mark{extra_class}" x1="{share:.2f}%" x2="{share:.2f}%" y1="{mark_y}" y2="{mark_y + 6}"/>'
        for share, label, extra_class in ticks
        if share < 94
    )
    if not ticks or ticks[0][0] > 18:
        labels += f'<text class="at" x="0" y="{plot.dates_y}">{escape(short_day_month(plot.first))}</text>'
    return labels


def _draw_legend(frame: ChartFrame) -> str:
    items = "".join(f"<li>{item.symbol}{escape(item.text)}</li>" for item in frame.legend)
    return f'<ul class="legend">{items}</ul>' if items else ""


def draw_legend_symbol(width: int, paths: ClassedPaths) -> str:
    """Return a sample of a mark, twelve pixels high."""
    inside = "".join(f'<path class="{name}" d="{path}"/>' for name, path in paths)
    return f'<svg width="{width}" height="12" aria-hidden="true">{inside}</svg>'
