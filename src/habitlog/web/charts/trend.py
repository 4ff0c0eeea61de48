"""The chart as a part of a trend page: as wide as its place, coloured by the page, with its words beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup, escape

from habitlog.pillar import Measure, Pillar, Style
from habitlog.web.charts.drawing import DATES, FULL, Band, Drawing, Plot, Rolling, draw
from habitlog.web.charts.paths import marks
from habitlog.web.charts.scale import date_ticks, tick_label
from habitlog.web.words import short_day

LONG_LABEL = 5
"""Characters that fit into a phone's margin."""


def trend_chart(
    metric: Measure,
    pillar: Pillar,
    first: date,
    last: date,
    points: Sequence[tuple[date, float]],
    rolling: Rolling,
    band: Band,
    strip: Mapping[date, str],
    *,
    style: Style,
) -> Markup:
    """Draw a window as `drawing.draw` does, for a page; without any value the answer is empty.

    The drawing is as wide as its place; its text keeps its size.
    """
    drawing = draw(metric, pillar, first, last, points, rolling, band, strip, style=style)
    return figure(drawing) if drawing else Markup()


def figure(drawing: Drawing) -> Markup:
    """Return a drawing as a figure with its words."""
    metric, plot = drawing.metric, drawing.plot
    days = f"{short_day(plot.first)} to {short_day(drawing.last)}"
    told = f"{drawing.count} {drawing.each}s, {days}, between {drawing.ends}."
    name = f"chart-{metric.id.replace('.', '-')}"
    paths = "".join(_path(key, path) for key, path in drawing.paths)
    return Markup(  # noqa: S704 - numbers, and words of the program that are escaped
        f'<figure class="chart-part pillar-{drawing.pillar.key}" data-first="{plot.first}" data-days="{plot.days}">'
        f'<svg class="chart" width="100%" height="{FULL}" role="img" '
        f'aria-labelledby="{name} {name}-told"><title id="{name}">{escape(metric.name)}</title>'
        f'<desc id="{name}-told">{escape(told)}</desc>{_values(drawing)}{_dates(plot, drawing.last)}'
        f'<svg width="100%" height="{FULL}" viewBox="0 0 {plot.days} {FULL}" preserveAspectRatio="none">{paths}'
        f"</svg></svg>{_legend(drawing)}"
        f'<p class="small">{escape(drawing.notes)}</p></figure>'
    )


def _path(name: str, path: str) -> str:
    return f'<path class="{name}" vector-effect="non-scaling-stroke" d="{path}"/>'


def _values(drawing: Drawing) -> str:
    plot = drawing.plot
    labels = ((tick_label(drawing.metric, tick, drawing.style), plot.y(tick) + 4.5) for tick in plot.axis.ticks)
    return "".join(_value(label, y) for label, y in labels)


def _value(label: str, y: float) -> str:
    """Return a label in the margin; "3:30 am" takes two lines there, and a long number is set smaller on a phone."""
    first, _, half = label.partition(" ") if ":" in label else (label, "", "")
    below = f'<tspan x="-20" dy="14">{escape(half)}</tspan>' if half else ""
    name = "value long" if len(first) > LONG_LABEL else "value"
    return f'<text class="{name}" x="-20" y="{y:.1f}" text-anchor="end">{escape(first)}{below}</text>'


def _dates(plot: Plot, last: date) -> str:
    ticks = [
        (100 * (tick.day - plot.first).days / plot.days, tick.label, " roomy" if tick.roomy else "")
        for tick in date_ticks(plot.first, last)
    ]
    drawn = "".join(
        f'<text class="at{roomy}" x="{share:.2f}%" dx="4" y="{DATES}">{escape(label)}</text>'
        f'<line class="axis-mark{roomy}" x1="{share:.2f}%" x2="{share:.2f}%" y1="284" y2="290"/>'
        for share, label, roomy in ticks
        if share < 92
    )
    if not ticks or ticks[0][0] > 18:
        drawn += f'<text class="at" x="0" y="{DATES}">{escape(short_day(plot.first)[4:])}</text>'
    return drawn


_KEYS = {
    "mean": '<svg width="22" height="12" aria-hidden="true"><path class="mean" d="M2 6h18"/></svg>',
    "band": '<svg width="22" height="12" aria-hidden="true"><path class="band" d="M0 1h22v10H0z"/>'
    '<path class="band-edge" d="M0 1h22M0 11h22"/></svg>',
}


def _legend(drawing: Drawing) -> str:
    single = f'<path class="{drawing.point}" d="{marks([(8, 6)], drawing.pillar.face.point, 4)}"/>'
    keys = {**_KEYS, "points": f'<svg width="16" height="12" aria-hidden="true">{single}</svg>'}
    return f'<ul class="legend">{"".join(f"<li>{keys[key]}{escape(said)}</li>" for key, said in drawing.told)}</ul>'
