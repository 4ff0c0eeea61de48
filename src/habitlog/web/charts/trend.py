"""The chart as a part of a trend page: as wide as its place, coloured by the page, with its words beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup, escape

from habitlog.pillar import Metric, Pillar, Style
from habitlog.web.charts.drawing import (
    CHART_HEIGHT,
    DATES_Y,
    BandValues,
    Plot,
    RollingValues,
    TrendChart,
    build_trend_chart,
)
from habitlog.web.charts.paths import build_marker_path
from habitlog.web.charts.scale import choose_date_ticks, format_tick_label
from habitlog.web.words import short_day

MAX_MARGIN_CHARACTERS = 5
"""Characters that fit into a phone's margin."""


def trend_chart(
    metric: Metric,
    pillar: Pillar,
    first: date,
    last: date,
    points: Sequence[tuple[date, float]],
    rolling: RollingValues,
    band: BandValues,
    strip: Mapping[date, str],
    *,
    style: Style,
) -> Markup:
    """Draw a window as `drawing.draw` does, for a page; without any value the answer is empty.

    The drawing is as wide as its place; its text keeps its size.
    """
    drawing = build_trend_chart(metric, pillar, first, last, points, rolling, band, strip, style=style)
    return render_trend_chart(drawing) if drawing else Markup()


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
        f'aria-labelledby="{name} {name}-told"><title id="{name}">{escape(metric.name)}</title>'
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
        (100 * (tick.day - plot.first).days / plot.days, tick.label, " roomy" if tick.wide_only else "")
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
