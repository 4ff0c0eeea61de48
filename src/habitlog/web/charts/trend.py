"""The chart of a trend page: single days, the 7-day mean, the band of the middle half, and what it all rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from habitlog.pillar import Measure, Pillar, Style, Weekly
from habitlog.web.charts import cover, weeks
from habitlog.web.charts.paths import Place, area, line, marks, runs
from habitlog.web.charts.scale import Axis, axis, cut, date_ticks, straight, tick_label
from habitlog.web.words import days_word, short_day

TOP, HEIGHT, STRIP, DATES, FULL = 12, 240, 268, 296, 304
"""Pixels: the plot's upper edge and height, the strip's middle, the dates' baseline, the drawing's height."""

LONG_LABEL = 5
"""Characters that fit into a phone's margin."""

Rolling = Sequence[tuple[date, float | None]]
Band = Sequence[tuple[date, float | None, float | None]]


@dataclass(frozen=True, slots=True)
class _Plot:
    first: date
    days: int
    axis: Axis
    step: int

    def place(self, day: date, value: float) -> Place:
        return (day - self.first).days + 0.5, self.y(value)

    def y(self, value: float) -> float:
        return TOP + HEIGHT * (1 - self.axis.share(value))


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
    """Draw the window from `first` to `last`; values are in the metric's unit, None where there are too few.

    The axis is in the unit of the person's style, with ticks that are round there.
    Over 400 days the points are weekly means, and the mean and the band are read once a week. Nothing bridges a gap.
    Without any value the answer is empty. The drawing is as wide as its place; its text keeps its size.
    """
    values = [value for _, value in points]
    if not values:
        return Markup()
    points = [(day, style.amount(value, metric.unit)) for day, value in points]
    rolling = [(day, _amount(value, metric, style)) for day, value in rolling]
    band = [(day, _amount(low, metric, style), _amount(high, metric, style)) for day, low, high in band]
    if metric.unit == "clock":
        at = cut(values)
        points = [(day, straight(value, at)) for day, value in points]
        rolling = [(day, None if value is None else straight(value, at)) for day, value in rolling]
        band = [(day, *_straight_edges(low, high, at)) for day, low, high in band]
    step = 7 if isinstance(metric, Weekly) or (last - first).days >= weeks.LONGEST_DAILY else 1
    if step == 7:
        points = weeks.weekly_means(points)
        rolling = [rolling[place] for place in weeks.thursdays([day for day, _ in rolling])]
        band = [band[place] for place in weeks.thursdays([day for day, _, _ in band])]
    plot = _Plot(first, (last - first).days + 1, axis(metric, _drawn_values(points, rolling, band)), step)
    layers = _layers(pillar, plot, points, rolling, band, strip, last)
    legend = _legend(metric, pillar, plot, joined=any(value is not None for _, value in rolling), banded=bool(band))
    return _figure(metric, pillar, plot, last, layers + "</svg></svg>" + legend, len(values), style)


def _amount(value: float | None, metric: Measure, style: Style) -> float | None:
    return None if value is None else style.amount(value, metric.unit)


def _straight_edges(low: float | None, high: float | None, at: float) -> tuple[float | None, float | None]:
    if low is None or high is None:
        return None, None
    start = straight(low, at)
    return start, start + (high - low) % 1440


def _drawn_values(points: Sequence[tuple[date, float]], rolling: Rolling, band: Band) -> list[float]:
    edges = [edge for _, low, high in band for edge in (low, high)]
    return [value for value in [*(v for _, v in points), *(v for _, v in rolling), *edges] if value is not None]


def _layers(
    pillar: Pillar,
    plot: _Plot,
    points: Sequence[tuple[date, float]],
    rolling: Rolling,
    band: Band,
    strip: Mapping[date, str],
    last: date,
) -> str:
    mean = "".join(line(run) for run in _runs(plot, rolling))
    half = min(0.45 * plot.step, plot.days / 180)
    singles = marks(
        (plot.place(day, value) for day, value in points if plot.first <= day <= last), pillar.face.point, half
    )
    hairs = "".join(f"M0 {plot.y(tick):.1f}H{plot.days}" for tick in plot.axis.ticks)
    covered = cover.strip_paths(plot.first, last, strip, STRIP, plot.step)
    return "".join(
        [
            _path("hair", hairs),
            _band(plot, band),
            _path(f"points points-{pillar.face.point}", singles),
            _path("halo", mean),
            _path("mean", mean),
            *(_path(f"cover-{kind}", path) for kind, path in covered.items()),
        ]
    )


def _runs(plot: _Plot, values: Rolling) -> list[list[Place]]:
    return runs(
        (((day - plot.first).days + 0.5, None if value is None else plot.y(value)) for day, value in values), plot.step
    )


def _band(plot: _Plot, band: Band) -> str:
    lower = _runs(plot, [(day, low) for day, low, _ in band])
    upper = _runs(plot, [(day, high) for day, _, high in band])
    shape = "".join(area(high, low) for high, low in zip(upper, lower, strict=True))
    edges = "".join(line(run) for run in (*upper, *lower) if len(run) > 1)
    return _path("band", shape) + _path("band-edge", edges)


def _path(name: str, path: str) -> str:
    return f'<path class="{name}" vector-effect="non-scaling-stroke" d="{path}"/>' if path else ""


def _figure(metric: Measure, pillar: Pillar, plot: _Plot, last: date, drawn: str, count: int, style: Style) -> Markup:
    low, high = (tick_label(metric, end, style) for end in (plot.axis.low, plot.axis.high))
    ends = f"{low} to {high} {style.weight}" if metric.unit == "kg" else f"{low} to {high}"
    told = f"{count} {_each(metric)}s, {short_day(plot.first)} to {short_day(last)}, between {ends}."
    name = f"chart-{metric.id.replace('.', '-')}"
    return Markup(  # noqa: S704 - numbers, and words of the program that are escaped
        f'<figure class="chart-part pillar-{pillar.key}"><svg class="chart" width="100%" height="{FULL}" role="img" '
        f'aria-labelledby="{name} {name}-told"><title id="{name}">{escape(metric.name)}</title>'
        f'<desc id="{name}-told">{escape(told)}</desc>{_values(metric, plot, style)}{_dates(plot, last)}'
        f'<svg width="100%" height="{FULL}" viewBox="0 0 {plot.days} {FULL}" preserveAspectRatio="none">{drawn}'
        f'<p class="small">The strip below the chart: logged, nothing that day (thin), skipped (slash), '
        f"not known (dot). The axis runs from {escape(ends)}.</p></figure>"
    )


def _values(metric: Measure, plot: _Plot, style: Style) -> str:
    return "".join(_value(tick_label(metric, tick, style), plot.y(tick) + 4.5) for tick in plot.axis.ticks)


def _value(label: str, y: float) -> str:
    """Return a label in the margin; "3:30 am" takes two lines there, and a long number is set smaller on a phone."""
    first, _, half = label.partition(" ") if ":" in label else (label, "", "")
    below = f'<tspan x="-20" dy="14">{escape(half)}</tspan>' if half else ""
    name = "value long" if len(first) > LONG_LABEL else "value"
    return f'<text class="{name}" x="-20" y="{y:.1f}" text-anchor="end">{escape(first)}{below}</text>'


def _dates(plot: _Plot, last: date) -> str:
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


def _each(metric: Measure) -> str:
    return "week" if isinstance(metric, Weekly) else days_word(metric)[:-1]


def _legend(metric: Measure, pillar: Pillar, plot: _Plot, *, joined: bool, banded: bool) -> str:
    """Return the words for what is drawn, and for nothing else."""
    one = f"one {_each(metric)}" if plot.step == 1 or isinstance(metric, Weekly) else "mean of one week"
    point = f'<path class="points points-{pillar.face.point}" d="{marks([(8, 6)], pillar.face.point, 4)}"/>'
    items = [f'<svg width="16" height="12" aria-hidden="true">{point}</svg>{one}']
    if joined:
        words = "from week to week" if isinstance(metric, Weekly) else f"7-day {_centre(metric)}"
        items.append(f'<svg width="22" height="12" aria-hidden="true"><path class="mean" d="M2 6h18"/></svg>{words}')
    if banded:
        items.append(
            '<svg width="22" height="12" aria-hidden="true"><path class="band" d="M0 1h22v10H0z"/>'
            '<path class="band-edge" d="M0 1h22M0 11h22"/></svg>middle half of 28 days'
        )
    return f'<ul class="legend">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def _centre(metric: Measure) -> str:
    return "median" if metric.summary == "median" else "mean"
